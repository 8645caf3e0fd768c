/**
 * A copy of the whole log, replayed: every leaf, every stream, the map of every epoch (docs/spec/12-files.md#replay). The copy is
 * the auditor's own; one that is no copy of this log says nothing of any bundle.
 */
import {
  type Crypto,
  decodeFrame,
  decodeLogFrame,
  type Entry,
  equalBytes,
  type Fault,
  FormatError,
  frontierRoot,
  type Hash,
  hashEntry,
  LOG_CHUNK,
  type LogFrame,
  parseCheckpoint,
  pushLeaf,
  rawFrameSplitter,
  readEntry,
  type Sha256,
  ZERO_HASH,
} from '@packtrail/protocol'
import { signedByLedger } from './checkpoint.ts'
import { copyOf } from './copy.ts'
import { clean } from './label.ts'
import type { Policy } from './policy.ts'
import { streamTrie } from './stream-trie.ts'

/** Something that the operator signed and that cannot be. */
export interface LogLie {
  readonly code: 'LOG_CHAIN' | 'LOG_MAP'
  readonly g: number
  readonly detail: string
}

export interface LogCopy {
  readonly ledgerId: Hash
  readonly origin: string
  /** Entries. */
  readonly size: number
  /** Root of the first entries up to and with an epoch, or of all; else `undefined`. */
  rootAt(size: number): Hash | undefined
  /** In the order of the log; at most a hundred. */
  readonly lies: readonly LogLie[]
}

export type ReadLog =
  | { readonly ok: true; readonly value: LogCopy }
  | { readonly ok: false; readonly faults: readonly Fault[] }

const MAX_LIES = 100

/** @param policies One of them must name the ledger of the log. */
export async function readLog(
  chunks: AsyncIterable<Uint8Array>,
  policies: readonly Policy[],
  crypto: Crypto,
): Promise<ReadLog> {
  const reader = new LogReader(crypto, policies)
  try {
    const splitter = rawFrameSplitter('log', 'own')
    for await (const chunk of chunks) {
      for (const raw of splitter.push(chunk)) reader.frame(decodeLogFrame(decodeFrame(raw)))
    }
    splitter.finish()
    return { ok: true, value: await reader.finish() }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    const place = error.offset === undefined ? {} : { path: `byte ${error.offset}` }
    return { ok: false, faults: [{ code: 'BAD_LOG', severity: 'error', message: clean(error.message), ...place }] }
  }
}

/** No copy of the log. */
function bad(message: string): never {
  throw new FormatError('SHAPE', message)
}

class LogReader {
  readonly #crypto: Crypto
  readonly #policies: readonly Policy[]
  readonly #sha256: Sha256
  readonly #streams: ReturnType<typeof streamTrie>
  readonly #frontier: Hash[] = []
  readonly #roots = new Map<number, Hash>()
  readonly #lies: LogLie[] = []
  #policy: Policy | undefined
  #size = 0
  #epochs = 0
  #lastEpoch: Hash | undefined
  #recorded = 0
  #full = true
  #note: Uint8Array | undefined

  constructor(crypto: Crypto, policies: readonly Policy[]) {
    this.#crypto = crypto
    this.#policies = policies
    // Copies: a supplier gives views of pools, and of these a few would keep all alive.
    this.#sha256 = (bytes) => copyOf(crypto.sha256(bytes))
    this.#streams = streamTrie(this.#sha256)
  }

  frame(frame: LogFrame): void {
    if (this.#note !== undefined) bad('something follows the checkpoint')
    if (frame.kind === 'header') {
      if (this.#policy !== undefined) bad('it begins twice')
      this.#policy = this.#policies.find(({ ledgerId }) => equalBytes(ledgerId, frame.ledgerId))
      if (this.#policy === undefined) bad('it is the log of a ledger that no policy names')
    } else if (this.#policy === undefined) bad('it does not begin with its ledger')
    else if (frame.kind === 'checkpoint') this.#note = frame.note
    else {
      if (!this.#full) bad('a part before the last has not all its entries')
      this.#full = frame.entries.length === LOG_CHUNK
      for (const entry of frame.entries) this.#entry(entry, this.#policy.ledgerId)
    }
  }

  #entry(bytes: Uint8Array, ledgerId: Hash): void {
    const leaf = hashEntry(this.#sha256, bytes)
    const g = this.#size++
    if (g === 0 && !equalBytes(leaf, ledgerId)) bad('its first entry is that of another ledger')
    const entry = this.#read(bytes, g)
    if (entry !== undefined) this.#follow(entry, g, leaf, ledgerId)
    pushLeaf(this.#sha256, this.#frontier, g, leaf)
    if (entry?.kind === 'epoch') this.#roots.set(g + 1, frontierRoot(this.#sha256, this.#frontier))
  }

  #read(bytes: Uint8Array, g: number): Entry | undefined {
    try {
      return readEntry(bytes)
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      this.#lie('LOG_CHAIN', g, error.message)
      return undefined
    }
  }

  #follow(entry: Entry, g: number, leaf: Hash, ledgerId: Hash): void {
    if (entry.g !== g) this.#lie('LOG_CHAIN', g, `it calls itself entry ${entry.g}`)
    if (!equalBytes(entry.ledgerId, g === 0 ? ZERO_HASH : ledgerId)) this.#lie('LOG_CHAIN', g, 'another ledger’s')
    if (entry.recorded < this.#recorded) this.#lie('LOG_CHAIN', g, 'its recorded time is before that of an earlier one')
    this.#recorded = Math.max(this.#recorded, entry.recorded)
    if (entry.kind === 'epoch') this.#epoch(entry, g, leaf)
    else if (entry.stream !== undefined) this.#inStream(entry, entry.stream, g, leaf)
    else if (g > 0) this.#lie('LOG_CHAIN', g, 'it is in no stream')
  }

  #inStream({ s, previous }: Entry, key: Hash, g: number, leaf: Hash): void {
    const stream = this.#streams.find(key)
    const size = stream?.size ?? 0
    if (s !== size) this.#lie('LOG_CHAIN', g, `it is entry ${s} of its stream, where ${size} comes next`)
    if (!isLeaf(previous, stream?.last))
      this.#lie('LOG_CHAIN', g, 'it does not follow the entry before it in its stream')
    this.#streams.push(stream?.key ?? copyOf(key), leaf)
  }

  #epoch({ s, previous, claim }: Entry, g: number, leaf: Hash): void {
    if (s !== this.#epochs || !isLeaf(previous, this.#lastEpoch)) {
      this.#lie('LOG_CHAIN', g, 'it does not follow the epoch before it')
    }
    this.#epochs++
    this.#lastEpoch = leaf
    if (equalBytes(claim, this.#streams.root())) return
    this.#lie('LOG_MAP', g, 'the map is not that of the entries')
  }

  #lie(code: LogLie['code'], g: number, detail: string): void {
    if (this.#lies.length < MAX_LIES) this.#lies.push({ code, g, detail: clean(detail) })
  }

  async finish(): Promise<LogCopy> {
    const policy = this.#policy
    if (policy === undefined || this.#note === undefined) return bad('it ends before its checkpoint')
    const checkpoint = parseCheckpoint(this.#note)
    const root = frontierRoot(this.#sha256, this.#frontier)
    if (checkpoint.origin !== policy.origin) bad('its checkpoint is of another origin')
    if (checkpoint.size !== this.#size || !equalBytes(checkpoint.root, root)) {
      bad(`its ${this.#size} entries are not those that its checkpoint of ${checkpoint.size} signs for`)
    }
    if ((await signedByLedger(this.#crypto, policy, checkpoint)) !== true)
      bad('its checkpoint is not signed by the ledger')
    this.#roots.set(this.#size, root)
    const roots = this.#roots
    const { ledgerId, origin } = policy
    return { ledgerId, origin, size: this.#size, rootAt: (size) => roots.get(size), lies: this.#lies }
  }
}

function isLeaf(named: Hash | undefined, leaf: Hash | undefined): boolean {
  return named === undefined || leaf === undefined ? named === leaf : equalBytes(named, leaf)
}
