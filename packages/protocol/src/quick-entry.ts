/** Entries of claims by a short way: there are as many as events, and they have one shape. */
import { decodeEntry, type Entry, type EntryKind } from './entry.ts'
import { HASH_SIZE } from './hash.ts'
import { PlainReader } from './plain.ts'

const ARRAY_OF_10 = 0x8a
const NULL = 0xf6
/** By their number in an entry; the others belong to no stream. */
const KINDS: readonly (EntryKind | undefined)[] = [undefined, undefined, 'claim', 'place', 'loose']
/** In the year 9000: nearer to the end of time is a case for the general reader. */
const LATEST = 221_845_392_000_000

/**
 * The same as `decodeEntry`. Byte strings are views of `bytes`.
 * @throws FormatError as it.
 */
export function readEntry(bytes: Uint8Array): Entry {
  return readPlain(bytes) ?? decodeEntry(bytes)
}

/** `undefined` for any other entry, and for one at fault; the rarer rules are `decodeEntry`'s to judge. */
function readPlain(bytes: Uint8Array): Entry | undefined {
  const reader = new PlainReader(bytes)
  reader.byte(ARRAY_OF_10)
  reader.byte(0)
  const ledgerId = reader.fixed(HASH_SIZE)
  const g = reader.count()
  const stream = reader.fixed(HASH_SIZE)
  const s = reader.count()
  const previous = reader.takes(NULL) ? undefined : reader.fixed(HASH_SIZE)
  const recorded = reader.count()
  const kind = KINDS[reader.count()]
  const claim = reader.fixed(HASH_SIZE)
  const submission = reader.fixed(HASH_SIZE)
  const isUsual = (s === 0) === (previous === undefined) && s <= g && g > 0 && recorded <= LATEST
  if (kind === undefined || !isUsual || !reader.isPlain() || isZero(ledgerId)) return undefined
  return { ledgerId, g, stream, s, previous, recorded, kind, claim, submission }
}

function isZero(hash: Uint8Array): boolean {
  for (let i = 0; i < hash.length; i++) if (hash[i] !== 0) return false
  return true
}
