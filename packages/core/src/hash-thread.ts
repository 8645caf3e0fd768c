/** A second thread for hashing: half of what an append costs can be computed while the rules are judged. */
import { Worker } from 'node:worker_threads'
import { type HashText, hashClaimBytes, manifestText } from './claim-hash.ts'
import { HASH_WORKER, type HashAnswer, type HashTask } from './hash-worker.ts'
import type { SerialSet } from './serial-set.ts'

/** The hash of a claim, which may still be on its way from the other thread. */
export interface ClaimName {
  text: HashText | undefined
  /** The whole claim, `encodeClaim`. */
  readonly bytes: Uint8Array
}

const NONE = new Uint8Array(0)

export function namedClaim(text: HashText): ClaimName {
  return { text, bytes: NONE }
}

/** Computed here when it has not arrived. */
export function textOfClaim(name: ClaimName): HashText {
  name.text ??= hashClaimBytes(name.bytes)
  return name.text
}

/** Megabytes: it keeps nothing, and would let garbage pile up if it were allowed to. */
const SMALL = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 }

type Task = HashTask extends infer T ? (T extends HashTask ? Omit<T, 'id'> : never) : never

interface Thread {
  readonly worker: Worker
  readonly waiting: Map<number, { resolve(answer: HashAnswer): void; reject(error: Error): void }>
}

let thread: Thread | undefined
let nextId = 0

function started(): Thread {
  if (thread !== undefined) return thread
  const worker = new Worker(HASH_WORKER, { eval: true, name: 'hashes', resourceLimits: SMALL })
  const made: Thread = { worker, waiting: new Map() }
  worker.on('message', (answer: HashAnswer) => {
    const done = made.waiting.get(answer.id)
    made.waiting.delete(answer.id)
    if (made.waiting.size === 0) worker.unref()
    done?.resolve(answer)
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

function ask(task: Task, transfer: readonly ArrayBuffer[] = []): Promise<HashAnswer> {
  return new Promise((resolve, reject) => {
    const { worker, waiting } = started()
    const id = nextId++
    waiting.set(id, { resolve, reject })
    worker.ref()
    worker.postMessage({ ...task, id }, [...transfer])
  })
}

/** Claims sent at once; what is left over at the end of a group is hashed here. */
const PORTION = 100
/** Bytes of one portion; a claim that does not fit is hashed here. */
const MEMORY = 64 << 10

/** Memory shared with the thread, used again and again: fresh buffers for each portion cost more than the hashing. */
const free: Buffer[] = []

export interface ClaimHasher {
  add(name: ClaimName): void
  /** All names that were added have their text. */
  finish(): Promise<void>
}

/** Hashes the claims of one group. */
export function claimHasher(): ClaimHasher {
  let names: ClaimName[] = []
  let memory: Buffer | undefined
  let size = 0
  const sent: Promise<void>[] = []

  const send = (): void => {
    const batch = names
    const shared = memory
    names = []
    memory = undefined
    size = 0
    if (shared === undefined) return
    const answer = ask({
      kind: 'claims',
      memory: shared.buffer as unknown as SharedArrayBuffer,
      count: batch.length,
    }).then(() => {
      batch.forEach((name, i) => {
        name.text ??= shared.toString('latin1', 32 * i, 32 * i + 32)
      })
      free.push(shared)
    })
    // A thread that failed takes nothing with it: whoever asks for the hash computes it.
    sent.push(answer.catch(() => undefined))
  }
  return {
    add(name) {
      if (name.text !== undefined) return
      const { bytes } = name
      if (size + bytes.length > MEMORY && names.length > 0) send()
      if (bytes.length > MEMORY) return
      memory ??= free.pop() ?? Buffer.from(new SharedArrayBuffer(MEMORY))
      memory.set(bytes, size)
      size += bytes.length
      names.push(name)
      if (names.length >= PORTION) send()
    },
    async finish() {
      for (const name of names) textOfClaim(name)
      await Promise.all(sent)
    },
  }
}

/** Root of a manifest. */
export async function hashManifestAside(serials: SerialSet, seed: Uint8Array): Promise<HashText> {
  const { count } = serials
  try {
    const bytes = inOrder(serials)
    const { root } = await ask({ kind: 'manifest', serials: bytes, seed, count }, [bytes.buffer])
    return Buffer.from(root ?? []).toString('latin1')
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
