/**
 * The one canonical encoding (docs/spec/01-encoding.md): RFC 8949 §4.2.1 restricted to unsigned and negative integers,
 * byte strings, text, arrays, null and booleans. No maps, tags, floats, `undefined` or indefinite lengths.
 * The reader is canonical by construction: any accepted byte string is the one encoding of its value.
 */
import { asciiText } from './bytes.ts'
import { FormatError } from './error.ts'

export type Cbor = number | string | boolean | null | Uint8Array | readonly Cbor[]

/** Deepest nesting of arrays. */
export const MAX_DEPTH = 8
/** Most items of all arrays of one value together: an item may be one byte long and take fifty in memory. */
export const MAX_ITEMS = 262_144

let scratch = new Uint8Array(1 << 16)
let view = new DataView(scratch.buffer)
let end = 0
let items = 0
const textEncoder = new TextEncoder()
const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function room(size: number): void {
  if (end + size <= scratch.length) return
  const bigger = new Uint8Array(Math.max(scratch.length * 2, end + size))
  bigger.set(scratch.subarray(0, end))
  scratch = bigger
  view = new DataView(scratch.buffer)
}

function head(major: number, value: number): void {
  room(9)
  const type = major << 5
  if (value < 24) scratch[end++] = type | value
  else if (value < 0x100) {
    scratch[end++] = type | 24
    scratch[end++] = value
  } else if (value < 0x10000) {
    scratch[end++] = type | 25
    scratch[end++] = value >> 8
    scratch[end++] = value & 255
  } else if (value < 0x100000000) {
    scratch[end++] = type | 26
    view.setUint32(end, value)
    end += 4
  } else {
    scratch[end++] = type | 27
    view.setUint32(end, Math.floor(value / 0x100000000))
    view.setUint32(end + 4, value >>> 0)
    end += 8
  }
}

function writeText(text: string): void {
  const size = text.length
  // Text of a few dozen ASCII characters is nearly all there is: copying it by hand beats TextEncoder.
  if (size < 64) {
    const start = end
    head(3, size)
    room(size)
    let i = 0
    for (; i < size; i++) {
      const unit = text.charCodeAt(i)
      if (unit >= 128) break
      scratch[end + i] = unit
    }
    if (i === size) {
      end += size
      return
    }
    end = start
  }
  if (/\p{Surrogate}/u.test(text)) throw new FormatError('CBOR_TEXT', 'text holds half a surrogate pair')
  const bytes = textEncoder.encode(text)
  head(3, bytes.length)
  writeRaw(bytes)
}

function writeRaw(bytes: Uint8Array): void {
  room(bytes.length)
  scratch.set(bytes, end)
  end += bytes.length
}

function write(value: Cbor, depth: number): void {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      throw new FormatError('CBOR_TYPE', 'only integers up to 2^53-1 can be encoded')
    }
    if (value >= 0) head(0, value)
    else head(1, -1 - value)
  } else if (typeof value === 'string') writeText(value)
  else if (value === null) writeRaw(NULL)
  else if (typeof value === 'boolean') writeRaw(value ? TRUE : FALSE)
  else if (value instanceof Uint8Array) {
    head(2, value.length)
    writeRaw(value)
  } else if (Array.isArray(value)) {
    if (depth >= MAX_DEPTH) throw new FormatError('CBOR_DEPTH', `arrays nest deeper than ${MAX_DEPTH}`)
    items += value.length
    if (items > MAX_ITEMS) throw new FormatError('CBOR_TOO_LARGE', `the arrays hold more than ${MAX_ITEMS} items`)
    head(4, value.length)
    for (const item of value as readonly Cbor[]) write(item, depth + 1)
  } else throw new FormatError('CBOR_TYPE', `a ${typeof value} cannot be encoded`)
}

const NULL = Uint8Array.of(0xf6)
const TRUE = Uint8Array.of(0xf5)
const FALSE = Uint8Array.of(0xf4)

/**
 * The canonical bytes of a value, in a buffer of their own.
 * @throws FormatError CBOR_TYPE, CBOR_TEXT, CBOR_DEPTH or CBOR_TOO_LARGE when the value has no encoding.
 */
export function encode(value: Cbor): Uint8Array {
  end = 0
  items = 0
  write(value, 0)
  return scratch.slice(0, end)
}

interface Cursor {
  readonly bytes: Uint8Array
  at: number
  /** Items of the arrays begun so far. */
  items: number
}

function argument(cursor: Cursor, low: number, start: number): number {
  if (low < 24) return low
  if (low > 27) throw new FormatError('CBOR_NOT_CANONICAL', 'reserved or indefinite length', start)
  const size = 1 << (low - 24)
  if (cursor.at + size > cursor.bytes.length) throw new FormatError('CBOR_TRUNCATED', 'the bytes end too early', start)
  let value = 0
  for (let i = 0; i < size; i++) value = value * 256 + (cursor.bytes[cursor.at++] as number)
  const least = size === 1 ? 24 : 2 ** (4 * size)
  if (value < least) throw new FormatError('CBOR_NOT_CANONICAL', 'a number is not in its shortest form', start)
  if (value > Number.MAX_SAFE_INTEGER) throw new FormatError('CBOR_TOO_LARGE', 'a number is above 2^53-1', start)
  return value
}

function readText(bytes: Uint8Array, start: number): string {
  if (bytes.length < 64) {
    const text = asciiText(bytes, 0, bytes.length)
    if (text !== undefined) return text
  }
  // Normal forms are not asked for: they change with the version of Unicode, and two readers of one file must agree.
  try {
    return textDecoder.decode(bytes)
  } catch {
    throw new FormatError('CBOR_TEXT', 'text is not UTF-8', start)
  }
}

function read(cursor: Cursor, depth: number): Cbor {
  const start = cursor.at
  const first = cursor.bytes[cursor.at++]
  if (first === undefined) throw new FormatError('CBOR_TRUNCATED', 'the bytes end too early', start)
  const major = first >> 5
  if (major === 7) {
    if (first === 0xf6) return null
    if (first === 0xf5) return true
    if (first === 0xf4) return false
    throw new FormatError('CBOR_TYPE', 'floats, undefined and other simple values are not part of the format', start)
  }
  if (major > 4) throw new FormatError('CBOR_TYPE', 'maps and tags are not part of the format', start)
  const value = argument(cursor, first & 31, start)
  if (major === 0) return value
  if (major === 1) {
    if (value >= Number.MAX_SAFE_INTEGER) throw new FormatError('CBOR_TOO_LARGE', 'a number is below -(2^53-1)', start)
    return -1 - value
  }
  // Every item takes at least one byte, so this also bounds the length of an array before it is made.
  if (value > cursor.bytes.length - cursor.at) throw new FormatError('CBOR_TRUNCATED', 'the bytes end too early', start)
  if (major === 4) return readArray(cursor, value, depth, start)
  const bytes = cursor.bytes.subarray(cursor.at, cursor.at + value)
  cursor.at += value
  return major === 2 ? bytes : readText(bytes, start)
}

function readArray(cursor: Cursor, size: number, depth: number, start: number): Cbor {
  if (depth >= MAX_DEPTH) throw new FormatError('CBOR_DEPTH', `arrays nest deeper than ${MAX_DEPTH}`, start)
  cursor.items += size
  if (cursor.items > MAX_ITEMS) {
    throw new FormatError('CBOR_TOO_LARGE', `the arrays hold more than ${MAX_ITEMS} items`, start)
  }
  const list: Cbor[] = []
  for (let i = 0; i < size; i++) list.push(read(cursor, depth + 1))
  return list
}

/**
 * The value of canonical bytes. Byte strings in it are views of the input, never copies.
 * @throws FormatError with the offset of the fault.
 */
export function decode(bytes: Uint8Array): Cbor {
  const cursor = { bytes, at: 0, items: 0 }
  const value = read(cursor, 0)
  if (cursor.at !== bytes.length) throw new FormatError('CBOR_TRAILING', 'bytes follow the value', cursor.at)
  return value
}
