/** Entries and whole claims written without going through a value for each field: byte for byte what `protocol` encodes. */
import { ENTRY_KINDS, type EntryKind, FORMAT_VERSION, type Hash } from '@packtrail/protocol'
import type { HashText } from './claim-hash.ts'
import { type Latin1Buffer, latin1Buffer, Preimage } from './latin1.ts'
import { copyOf } from './slab.ts'

function writeCount(out: Latin1Buffer, at: number, value: number): number {
  if (value < 24) {
    out[at] = value
    return at + 1
  }
  if (value < 0x100) {
    out[at] = 24
    out[at + 1] = value
    return at + 2
  }
  if (value < 0x10000) {
    out[at] = 25
    return out.writeUInt16BE(value, at + 1)
  }
  if (value < 0x100000000) {
    out[at] = 26
    return out.writeUInt32BE(value, at + 1)
  }
  out[at] = 27
  out.writeUInt32BE(Math.floor(value / 0x100000000), at + 1)
  return out.writeUInt32BE(value % 0x100000000, at + 5)
}

function writeHash(out: Latin1Buffer, at: number, text: HashText | undefined): number {
  if (text === undefined) {
    out[at] = 0xf6
    return at + 1
  }
  out[at] = 0x58
  out[at + 1] = 32
  out.latin1Write(text, at + 2, 32)
  return at + 34
}

export interface EntryFields {
  readonly g: number
  readonly stream: HashText | undefined
  readonly s: number
  readonly previous: HashText | undefined
  readonly recorded: number
  readonly kind: EntryKind
  readonly claim: HashText
  readonly submission: HashText | undefined
}

/** Where an entry begins: behind the byte that makes it a leaf (RFC 9162 §2.1.1). */
const START = 1
/** More than any entry takes. */
const MOST = 256

/** Writes the entries of one ledger, each where its leaf hash is computed. */
export class EntryWriter {
  readonly #preimage = new Preimage(MOST)
  /** Entries by their length, as views of the preimage. */
  readonly #views: Uint8Array[] = []
  /** Where version and ledger end, which are the same in all. */
  readonly #first: number
  #end = START
  /** Texts that stood in the entry before, and where: nearly always they stand there again. */
  #stream: HashText | undefined
  #streamAt = 0
  #submission: HashText | undefined
  #submissionAt = 0

  constructor(ledgerId: HashText) {
    const { bytes } = this.#preimage
    bytes[0] = 0x00
    bytes[START] = 0x8a // an array of ten
    this.#first = writeHash(bytes, writeCount(bytes, START + 1, FORMAT_VERSION), ledgerId)
  }

  /** `encodeEntry` of `protocol`. A view that holds until the next one is written. */
  write(entry: EntryFields): Uint8Array {
    const { bytes } = this.#preimage
    let at = writeCount(bytes, this.#first, entry.g)
    const { stream, submission } = entry
    if (stream === undefined || stream !== this.#stream || at !== this.#streamAt) writeHash(bytes, at, stream)
    this.#stream = stream
    this.#streamAt = at
    at += hashSize(stream)
    at = writeCount(bytes, at, entry.s)
    at = writeHash(bytes, at, entry.previous)
    at = writeCount(bytes, at, entry.recorded)
    at = writeCount(bytes, at, ENTRY_KINDS.indexOf(entry.kind))
    at = writeHash(bytes, at, entry.claim)
    if (submission === undefined || submission !== this.#submission || at !== this.#submissionAt) {
      writeHash(bytes, at, submission)
    }
    this.#submission = submission
    this.#submissionAt = at
    at += hashSize(submission)
    this.#end = at
    this.#views[at] ??= bytes.subarray(START, at)
    return this.#views[at] as Uint8Array
  }

  /** Leaf of the entry that was written last. */
  leaf(): HashText {
    return this.#preimage.digest(this.#end)
  }
}

function hashSize(text: HashText | undefined): number {
  return text === undefined ? 1 : 34
}

/** As `EntryWriter`, in bytes of its own. */
export function entryBytes(ledgerId: HashText, entry: EntryFields): Uint8Array {
  return new Uint8Array(new EntryWriter(ledgerId).write(entry))
}

/** The stream key inside the bytes of one of our entries, without decoding the rest; `undefined` for genesis and epochs. */
export function streamInEntry(bytes: Uint8Array): Hash | undefined {
  // version, ledger id (34), then g, whose head says how long it is.
  const head = bytes[36] as number
  const at = 37 + (head < 24 ? 0 : 1 << (head - 24))
  return bytes[at] === 0x58 ? bytes.subarray(at + 2, at + 34) : undefined
}

/** Longest CBOR head of a length that fits memory. */
const HEAD = 5

let claimScratch = latin1Buffer(1 << 16)

function headOf(out: Latin1Buffer, at: number, major: number, size: number): number {
  const end = writeCount(out, at, size)
  out[at] = (out[at] as number) | (major << 5)
  return end
}

/** `encodeClaim({ seed, slots })` of `protocol`. */
export function wholeClaimBytes(seed: Uint8Array, slots: readonly Uint8Array[]): Uint8Array {
  let most = 1 + HEAD + seed.length + HEAD
  for (const slot of slots) most += HEAD + slot.length
  if (most > claimScratch.length) claimScratch = latin1Buffer(2 * most)
  const out = claimScratch
  out[0] = 0x82
  let at = headOf(out, 1, 2, seed.length)
  out.set(seed, at)
  at = headOf(out, at + seed.length, 4, slots.length)
  for (const slot of slots) {
    at = headOf(out, at, 2, slot.length)
    out.set(slot, at)
    at += slot.length
  }
  return copyOf(out, at)
}
