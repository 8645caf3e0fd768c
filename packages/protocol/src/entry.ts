/** Entries: the leaves of the log (docs/spec/06-entries.md). */
import { decode, encode } from './cbor.ts'
import type { Hash, Sha256 } from './crypto.ts'
import { FormatError } from './error.ts'
import type { Subject } from './event.ts'
import { hashLeaf } from './hash.ts'
import { asArray, asBytes, asCount, MAX_TIME, orNull } from './shape.ts'
import type { StreamName } from './stream.ts'

/** Version of the format; readers refuse any other. */
export const FORMAT_VERSION = 0

/**
 * `claim`: an event in a stream it names. `place`: the same claim, now also in the batch its pack turned out to be of. `loose`: an
 * event in a product's stream that names packs of it whose batch its author did not know, and not the product as a whole.
 */
export const ENTRY_KINDS = ['genesis', 'epoch', 'claim', 'place', 'loose'] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

/** The kind of a claim's own entry in a stream that its subjects name (docs/spec/06-entries.md). */
export function entryKindOf(stream: StreamName, subjects: readonly Subject[]): 'claim' | 'loose' {
  if (stream.type !== 'product') return 'claim'
  const isWhole = subjects.some((subject) => subject.kind === 'product' && subject.product === stream.product)
  return isWhole ? 'claim' : 'loose'
}

export interface Entry {
  /** All zero in the genesis entry alone. */
  readonly ledgerId: Hash
  /** Index in the log. */
  readonly g: number
  /** Stream key; `undefined` for genesis and epochs, which belong to no stream. */
  readonly stream: Hash | undefined
  /** Index in the stream; for epochs their own number. */
  readonly s: number
  /** Leaf of entry s - 1 of this stream (of the previous epoch, for an epoch). */
  readonly previous: Hash | undefined
  /** Recorded time, milliseconds since 1970, never falling with g. */
  readonly recorded: number
  readonly kind: EntryKind
  /** Claim hash; for an epoch the map root. */
  readonly claim: Hash
  /** The submission that carried the claim; `undefined` for genesis and epochs. */
  readonly submission: Hash | undefined
}

export const ZERO_HASH: Hash = new Uint8Array(32)

export function encodeEntry(entry: Entry): Uint8Array {
  const { ledgerId, g, stream, s, previous, recorded, kind, claim, submission } = entry
  return encode([
    FORMAT_VERSION,
    ledgerId,
    g,
    stream ?? null,
    s,
    previous ?? null,
    recorded,
    ENTRY_KINDS.indexOf(kind),
    claim,
    submission ?? null,
  ])
}

/** @throws FormatError VERSION_UNKNOWN for another format, SHAPE or VALUE for anything else that is not an entry. */
export function decodeEntry(bytes: Uint8Array): Entry {
  const parts = asArray(decode(bytes), 'entry', 10)
  if (parts[0] !== FORMAT_VERSION) throw new FormatError('VERSION_UNKNOWN', 'the entry has another format version')
  const hash = (i: number, field: string): Hash | undefined => orNull(parts[i], (v) => asBytes(v, field, 32))
  const entry: Entry = {
    ledgerId: asBytes(parts[1], 'ledger id', 32),
    g: asCount(parts[2], 'g'),
    stream: hash(3, 'stream'),
    s: asCount(parts[4], 's'),
    previous: hash(5, 'previous'),
    recorded: asCount(parts[6], 'recorded time', MAX_TIME),
    kind: ENTRY_KINDS[asCount(parts[7], 'kind', ENTRY_KINDS.length - 1)] as EntryKind,
    claim: asBytes(parts[8], 'claim hash', 32),
    submission: hash(9, 'submission'),
  }
  const inStream = entry.kind !== 'genesis' && entry.kind !== 'epoch'
  if (inStream !== (entry.stream !== undefined)) throw new FormatError('SHAPE', 'only claims stand in a stream')
  if (inStream !== (entry.submission !== undefined)) throw new FormatError('SHAPE', 'only claims come in a submission')
  if ((entry.s === 0) !== (entry.previous === undefined))
    throw new FormatError('SHAPE', 'only a first entry has no predecessor')
  checkGenesis(entry)
  if (entry.s > entry.g) throw new FormatError('SHAPE', 'a stream cannot be longer than the log')
  return entry
}

/** Genesis is what stands first and has no ledger id yet; each of the three says the others. */
function checkGenesis({ kind, g, ledgerId, s }: Entry): void {
  const first = kind === 'genesis'
  if (first !== (g === 0) || first !== ledgerId.every((byte) => byte === 0) || (first && s !== 0)) {
    throw new FormatError('SHAPE', 'genesis, and nothing else, is entry 0 and has the ledger id zero')
  }
}

export function hashEntry(sha256: Sha256, bytes: Uint8Array): Hash {
  return hashLeaf(sha256, bytes)
}
