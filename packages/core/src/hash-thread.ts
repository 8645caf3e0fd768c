/** A second thread for hashing: half of what an append costs can be computed while the rules are judged. */
import { Worker } from 'node:worker_threads'
import { claimText, type HashText, manifestText } from './claim-hash.ts'
import { HASH_WORKER, type HashAnswer, type HashTask } from './hash-worker.ts'
import type { SerialSet } from './serial-set.ts'

/** The hash of a claim, which may still be on its way from the other thread. */
export interface ClaimName {
  text: HashText | undefined
  readonly slots: readonly Uint8Array[]
  readonly seed: Uint8Array
}

const NONE = new Uint8Array(0)

export function namedClaim(text: HashText): ClaimName {
  return { text, slots: [], seed: NONE }
}

/** Computed here when it has not arrived. */
export function textOfClaim(name: ClaimName): HashText {
  name.text ??= claimText(name.slots, name.seed)
  return name.text
}

type Task = HashTask extends infer T ? (T extends HashTask ? Omit<T, 'id'> : never) : never

interface Thread {
  readonly worker: Worker
  readonly waiting: Map<number, { resolve(hashes: Uint8Array): void; reject(error: Error): void }>
}

let thread: Thread | undefined
let nextId = 0

function started(): Thread {
  if (thread !== undefined) return thread
  const worker = new Worker(HASH_WORKER, { eval: true, name: 'hashes' })
  const made: Thread = { worker, waiting: new Map() }
  worker.on('message', ({ id, hashes }: HashAnswer) => {
    const done = made.waiting.get(id)
    made.waiting.delete(id)
    if (made.waiting.size === 0) worker.unref()
    done?.resolve(hashes)
  })
  const fail = (error: Error): void => {
    if (thread === made) thread = undefined
    for (const done of made.waiting.values()) done.reject(error)
    made.waiting.clear()
  }
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('the thread that hashes ended')))
  worker.unref()
  thread = made
  return made
}

function ask(task: Task, transfer: readonly ArrayBuffer[]): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const { worker, waiting } = started()
    const id = nextId++
    waiting.set(id, { resolve, reject })
    worker.ref()
    worker.postMessage({ ...task, id }, [...transfer])
  })
}

/** Claims sent at once, and the fewest that are worth sending. */
const PORTION = 250
const WORTH = 100

export interface ClaimHasher {
  /** @param bytes The whole claim; copied. */
  add(name: ClaimName, bytes: Uint8Array): void
  /** All names that were added have their text. */
  finish(): Promise<void>
}

/** Hashes the claims of one group. */
export function claimHasher(): ClaimHasher {
  let names: ClaimName[] = []
  let parts: Uint8Array[] = []
  let size = 0
  const sent: Promise<void>[] = []

  const send = (): void => {
    const bytes = new Uint8Array(size)
    const ends = new Uint32Array(parts.length)
    let at = 0
    parts.forEach((part, i) => {
      bytes.set(part, at)
      at += part.length
      ends[i] = at
    })
    const batch = names
    const answer = ask({ kind: 'claims', bytes, ends }, [bytes.buffer, ends.buffer]).then((hashes) => {
      const all = Buffer.from(hashes.buffer, hashes.byteOffset, hashes.length)
      batch.forEach((name, i) => {
        name.text ??= all.toString('latin1', 32 * i, 32 * i + 32)
      })
    })
    // A thread that failed takes nothing with it: whoever asks for the hash computes it.
    sent.push(answer.catch(() => undefined))
    names = []
    parts = []
    size = 0
  }
  return {
    add(name, bytes) {
      if (name.text !== undefined) return
      names.push(name)
      parts.push(bytes)
      size += bytes.length
      if (names.length >= PORTION) send()
    },
    async finish() {
      if (names.length >= WORTH) send()
      await Promise.all(sent)
    },
  }
}

/** Root of a manifest. */
export async function hashManifestAside(serials: SerialSet, seed: Uint8Array): Promise<HashText> {
  const { count } = serials
  try {
    const bytes = inOrder(serials)
    const hashes = await ask({ kind: 'manifest', serials: bytes, seed, count }, [bytes.buffer])
    return Buffer.from(hashes.buffer, hashes.byteOffset, 32).toString('latin1')
  } catch {
    return manifestText(seed, count, (index, target, at) => serials.write(index, target, at))
  }
}

/** Serials in order, each with its length in one byte before it. */
function inOrder(serials: SerialSet): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array(16 * serials.count + 256)
  let at = 0
  for (let i = 0; i < serials.count; i++) {
    if (at + 257 > bytes.length) {
      const bigger = new Uint8Array(2 * bytes.length)
      bigger.set(bytes)
      bytes = bigger
    }
    const size = serials.write(i, bytes, at + 1)
    bytes[at] = size
    at += 1 + size
  }
  return bytes.slice(0, at)
}
