/** Entries of claims, fast: they have one shape, so their parts stand at places that need no general reader. */
import { decodeEntry, type Entry } from '@packtrail/protocol'

/** The same as `decodeEntry`, which also judges whatever has another shape. @throws FormatError as it. */
export function readEntry(bytes: Uint8Array): Entry {
  return readPlain(bytes) ?? decodeEntry(bytes)
}

interface Cursor {
  readonly bytes: Uint8Array
  at: number
}

/** `[0, ledgerId, g, stream, s, previous, recorded, 2 to 4, claim, submission]`, or `undefined` for any other bytes. */
function readPlain(bytes: Uint8Array): Entry | undefined {
  if (bytes[0] !== 0x8a || bytes[1] !== 0) return undefined
  const cursor = { bytes, at: 2 }
  const ledgerId = hash(cursor)
  const g = count(cursor)
  const stream = hash(cursor)
  const s = count(cursor)
  const previous = s === 0 && bytes[cursor.at] === 0xf6 ? skip(cursor) : hash(cursor)
  const recorded = count(cursor)
  const kind = bytes[cursor.at++]
  const claim = hash(cursor)
  const submission = hash(cursor)
  if (ledgerId === undefined || stream === undefined || claim === undefined || submission === undefined)
    return undefined
  if (g === undefined || s === undefined || recorded === undefined || cursor.at !== bytes.length) return undefined
  // The rarer rules are `decodeEntry`'s to judge.
  const name = kind === 2 ? 'claim' : kind === 3 ? 'place' : kind === 4 ? 'loose' : undefined
  const plain = (s === 0) === (previous === undefined) && s <= g && g > 0
  if (name === undefined || !plain || recorded > LATEST || ledgerId[0] === 0) return undefined
  return { ledgerId, g, stream, s, previous, recorded, kind: name, claim, submission }
}

/** In the year 9000: nearer to the end of time is a case for the general reader. */
const LATEST = 221_845_392_000_000

function skip(cursor: Cursor): undefined {
  cursor.at++
  return undefined
}

function hash(cursor: Cursor): Uint8Array | undefined {
  const { bytes, at } = cursor
  if (bytes[at] !== 0x58 || bytes[at + 1] !== 32 || at + 34 > bytes.length) return undefined
  cursor.at = at + 34
  return bytes.subarray(at + 2, at + 34)
}

/** A whole number in its shortest form (RFC 8949 §4.2.1), below 2^53. */
function count(cursor: Cursor): number | undefined {
  const { bytes } = cursor
  const first = bytes[cursor.at++] as number
  if (first < 24) return first
  if (first > 27) return undefined
  const size = 1 << (first - 24)
  if (cursor.at + size > bytes.length) return undefined
  let value = 0
  for (let i = 0; i < size; i++) value = value * 256 + (bytes[cursor.at++] as number)
  const least = size === 1 ? 24 : 2 ** (4 * size)
  return value < least || value > Number.MAX_SAFE_INTEGER ? undefined : value
}
