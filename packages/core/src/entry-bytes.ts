/** Entries and whole claims written without going through a value for each field: byte for byte what `protocol` encodes. */
import { ENTRY_KINDS, type EntryKind, FORMAT_VERSION, type Hash } from '@packtrail/protocol'
import type { HashText } from './claim-hash.ts'
import { type Latin1Buffer, latin1Buffer } from './latin1.ts'
import { copyOf } from './slab.ts'

const scratch = latin1Buffer(256)

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

/** `encodeEntry` of `protocol`. */
export function entryBytes(ledgerId: HashText, entry: EntryFields): Uint8Array {
  scratch[0] = 0x8a // an array of ten
  let at = writeCount(scratch, 1, FORMAT_VERSION)
  at = writeHash(scratch, at, ledgerId)
  at = writeCount(scratch, at, entry.g)
  at = writeHash(scratch, at, entry.stream)
  at = writeCount(scratch, at, entry.s)
  at = writeHash(scratch, at, entry.previous)
  at = writeCount(scratch, at, entry.recorded)
  at = writeCount(scratch, at, ENTRY_KINDS.indexOf(entry.kind))
  at = writeHash(scratch, at, entry.claim)
  at = writeHash(scratch, at, entry.submission)
  return copyOf(scratch, at)
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
