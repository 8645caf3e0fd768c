/** A second thread for hashing: half of what an append costs can be computed while the rules are judged. */
import { Worker } from 'node:worker_threads'
import { claimLeafText, type HashText, hashClaimBytes, manifestText, pushText } from './claim-hash.ts'
import { HASH_WORKER, type HashAnswer, type HashTask } from './hash-worker.ts'
import type { Latin1Buffer } from './latin1.ts'
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
  /** False while it begins, which takes longer than hashing what a small group has. */
  online: boolean
  readonly waiting: Map<number, { resolve(answer: HashAnswer): void; reject(error: Error): void }>
}

let thread: Thread | undefined
let nextId = 0

function started(): Thread {
  if (thread !== undefined) return thread
  const worker = new Worker(HASH_WORKER, { eval: true, name: 'hashes', resourceLimits: SMALL })
  const made: Thread = { worker, online: false, waiting: new Map() }
  worker.on('online', () => {
    made.online = true
  })
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

/** Claims of a group sent at once. */
const PORTION = 100
/** Claims of a submission sent at once, a power of two: leaves of one subtree of its tree. */
const UNIT = 256
/** Bytes of one portion; a larger claim is sent alone. */
const MEMORY = 64 << 10
/** Memory kept for later portions, and portions of one hasher that may be under way: with claims in them it takes twice as much. */
const MOST_FREE = 16
const MOST_SENT = 32

/** Memory shared with the thread, used again and again: fresh buffers for each portion cost more than the hashing. */
const free: Latin1Buffer[] = []

function takeMemory(size: number): Latin1Buffer {
  const known = size <= MEMORY ? free.pop() : undefined
  return known ?? (Buffer.from(new SharedArrayBuffer(Math.max(size, MEMORY))) as unknown as Latin1Buffer)
}

function giveBack(memory: Latin1Buffer): void {
  if (memory.length === MEMORY && free.length < MOST_FREE) free.push(memory)
}

/** Claims on their way to another thread. */
class Portions {
  readonly #most: number
  readonly #leaves: boolean
  #names: ClaimName[] = []
  #memory: Latin1Buffer | undefined
  #size = 0
  /** They end well: a thread that failed takes nothing with it, whoever asks for the hash computes it. */
  readonly #sent: Promise<void>[] = []
  /** Of each portion, how many claims it had and what came of their leaves. */
  readonly units: { readonly count: number; frontier?: readonly HashText[] }[] = []

  /** @param leaves Whether the claims are leaves of a tree. */
  constructor(most: number, leaves: boolean) {
    this.#most = most
    this.#leaves = leaves
  }

  get waiting(): readonly ClaimName[] {
    return this.#names
  }

  add(name: ClaimName): void {
    const { bytes } = name
    if (this.#memory !== undefined && this.#size + bytes.length > MEMORY) this.send()
    this.#memory ??= takeMemory(bytes.length)
    this.#memory.set(bytes, this.#size)
    this.#size += bytes.length
    this.#names.push(name)
    if (this.#names.length >= this.#most) this.send()
  }

  send(): void {
    const names = this.#names
    const memory = this.#memory
    if (memory === undefined) return
    this.#names = []
    this.#memory = undefined
    this.#size = 0
    const shared = memory.buffer as unknown as SharedArrayBuffer
    const unit: (typeof this.units)[number] = { count: names.length }
    this.units.push(unit)
    const answer = ask({ kind: 'claims', memory: shared, count: names.length, leaves: this.#leaves })
    this.#sent.push(
      answer.then(
        ({ hashes }) => {
          // A claim is longer than its hash, so the hashes stand where the claims stood.
          const texts = memory.latin1Slice(0, 32 * names.length)
          names.forEach((name, i) => {
            name.text ??= texts.slice(32 * i, 32 * i + 32)
          })
          if (hashes !== undefined) unit.frontier = textsOf(hashes)
          giveBack(memory)
        },
        () => undefined,
      ),
    )
  }

  /** No more than so many are under way. */
  async room(most: number = MOST_SENT): Promise<void> {
    while (this.#sent.length > most) await this.#sent.shift()
  }

  /** What was sent has arrived, unless the thread is still beginning: then it is quicker to compute it here. */
  async arrived(): Promise<void> {
    if (thread?.online === true) await this.room(0)
  }
}

export interface ClaimHasher {
  add(name: ClaimName): void
  /** The names that were added have their text, or `textOfClaim` gives it sooner than the thread would. */
  finish(): Promise<void>
}

/** Hashes the claims of one group while others are judged. */
export function claimHasher(): ClaimHasher {
  const portions = new Portions(PORTION, false)
  return {
    add(name) {
      if (name.text === undefined) portions.add(name)
    },
    async finish() {
      // What is left over takes no longer here.
      for (const name of portions.waiting) textOfClaim(name)
      await portions.arrived()
    },
  }
}

/** Hashes the claims of one submission, and the tree whose first leaves they are. */
export interface ClaimTree {
  add(name: ClaimName): void
  /** Resolves when there is room for more. */
  room(): Promise<void>
  /** All names have their text; the frontier of their leaves. */
  finish(): Promise<HashText[]>
}

export function claimTree(): ClaimTree {
  const names: ClaimName[] = []
  const portions = new Portions(UNIT, true)
  return {
    add(name) {
      names.push(name)
      portions.add(name)
    },
    room: () => portions.room(),
    async finish() {
      // So few that waking another thread would take longer.
      if (portions.units.length === 0) return frontierOf(names)
      portions.send()
      await portions.arrived()
      return joined(portions.units) ?? frontierOf(names)
    },
  }
}

/** The frontier of all from those of the units, when all but the last are whole and none was lost. */
function joined(units: Portions['units']): HashText[] | undefined {
  const hashes: HashText[] = []
  for (const [i, { count, frontier }] of units.entries()) {
    if (frontier === undefined || (count < UNIT && i + 1 < units.length)) return undefined
    if (count === UNIT) pushText(hashes, i, frontier[0] as HashText)
    else hashes.push(...frontier)
  }
  return hashes
}

function frontierOf(names: readonly ClaimName[]): HashText[] {
  const hashes: HashText[] = []
  names.forEach((name, i) => {
    pushText(hashes, i, claimLeafText(textOfClaim(name)))
  })
  return hashes
}

function textsOf(hashes: Uint8Array): HashText[] {
  const texts = Buffer.from(hashes).toString('latin1')
  return Array.from({ length: texts.length / 32 }, (_, i) => texts.slice(32 * i, 32 * i + 32))
}

/** Root of a manifest. */
export async function hashManifestAside(serials: SerialSet, seed: Uint8Array): Promise<HashText> {
  const { count } = serials
  try {
    const bytes = inOrder(serials)
    const { hashes } = await ask({ kind: 'manifest', serials: bytes, seed, count }, [bytes.buffer])
    return Buffer.from(hashes ?? []).toString('latin1')
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
