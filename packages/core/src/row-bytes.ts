/**
 * Rows of our own store: a body and four bytes of CRC-32 over key and body. LevelDB answers a damaged table with a wrong value
 * or none, so nothing read back is believed without it. (Against chance only; what a forger does is for the hashes to find.)
 */
import { crc32 } from 'node:zlib'
import { LedgerError } from './error.ts'

const CRC_SIZE = 4
/** Below this the table is faster than the call into native code. */
const SHORT = 64

const TABLE: Int32Array = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = (c & 1) === 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
  return c
})

function crcOf(bytes: Uint8Array, before: number): number {
  if (bytes.length >= SHORT) return crc32(bytes, before)
  let c = ~before
  for (let i = 0; i < bytes.length; i++) c = (TABLE[(c ^ (bytes[i] as number)) & 255] as number) ^ (c >>> 8)
  return ~c >>> 0
}

function checksum(key: Uint8Array, body: Uint8Array): number {
  return crcOf(body, crcOf(key, 0))
}

/** A body from elsewhere as a row. */
export function closeRow(key: Uint8Array, body: Uint8Array): Uint8Array {
  const row = new Uint8Array(body.length + CRC_SIZE)
  row.set(body)
  writeCrc(row, body.length, checksum(key, body))
  return row
}

function writeCrc(row: Uint8Array, at: number, crc: number): void {
  row[at] = crc >>> 24
  row[at + 1] = crc >>> 16
  row[at + 2] = crc >>> 8
  row[at + 3] = crc
}

/** The body of a row, or `undefined` when key and body do not fit its checksum. */
export function readRow(key: Uint8Array, row: Uint8Array): Uint8Array | undefined {
  const size = row.length - CRC_SIZE
  if (size < 0) return undefined
  const body = row.subarray(0, size)
  const crc =
    ((row[size] as number) << 24) |
    ((row[size + 1] as number) << 16) |
    ((row[size + 2] as number) << 8) |
    (row[size + 3] as number)
  return crc >>> 0 === checksum(key, body) ? body : undefined
}

/** The body of a row. @throws LedgerError DAMAGED, saying which row. */
export function openRow(key: Uint8Array, row: Uint8Array): Uint8Array {
  const body = readRow(key, row)
  if (body === undefined) throw new LedgerError('DAMAGED', `the row ${describeKey(key)} is not what was written`)
  return body
}

/** A key for people: printable characters as they are, others in hex. */
export function describeKey(key: Uint8Array): string {
  let out = ''
  for (const byte of key.subarray(0, 80)) {
    out += byte > 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`
  }
  return out
}

const decoder = new TextDecoder()

const VIEWS = 512

/** Builds the body of a row in a buffer that grows; one row at a time. */
export class RowWriter {
  #bytes: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(4096)
  #at = 0
  #views: Uint8Array[] = []

  start(): this {
    this.#at = 0
    return this
  }

  #room(size: number): void {
    if (this.#at + size <= this.#bytes.length) return
    const bigger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#at + size))
    bigger.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = bigger
    this.#views = []
  }

  u8(value: number): this {
    this.#room(1)
    this.#bytes[this.#at++] = value
    return this
  }

  /** Whole number from 0 to 2^53 - 1, seven bits a byte, low first. */
  count(value: number): this {
    this.#room(8)
    let rest = value
    while (rest >= 0x80) {
      this.#bytes[this.#at++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.#bytes[this.#at++] = rest
    return this
  }

  /** Integer of either sign and up to 2^52. */
  int(value: number): this {
    return this.count(value < 0 ? -2 * value - 1 : 2 * value)
  }

  raw(bytes: Uint8Array): this {
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.#at)
    this.#at += bytes.length
    return this
  }

  /** Bytes with their length before them. */
  blob(bytes: Uint8Array): this {
    return this.count(bytes.length).raw(bytes)
  }

  text(value: string): this {
    return this.#text(value, 0)
  }

  /** `undefined` is a length of 0, a text the length after its own. */
  optional(value: string | undefined): this {
    return value === undefined ? this.u8(0) : this.#text(value, 1)
  }

  #text(value: string, more: number): this {
    const size = value.length
    this.#room(5 + 3 * size)
    if (size < 120) {
      // Short ASCII is nearly all there is, and copied faster here than by a call into native code.
      const bytes = this.#bytes
      const at = this.#at + 1
      let i = 0
      for (; i < size; i++) {
        const unit = value.charCodeAt(i)
        if (unit >= 128) break
        bytes[at + i] = unit
      }
      if (i === size) {
        bytes[at - 1] = size + more
        this.#at = at + size
        return this
      }
    }
    const bytes = Buffer.from(value)
    return this.count(bytes.length + more).raw(bytes)
  }

  get size(): number {
    return this.#at
  }

  /** What was written, without checksum, in a buffer of its own. */
  body(): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(0, this.#at))
  }

  /** The finished row. A view that holds until the next `start`: for a store that copies. */
  row(key: Uint8Array): Uint8Array {
    this.#room(CRC_SIZE)
    writeCrc(this.#bytes, this.#at, checksum(key, this.#first(this.#at)))
    return this.#first(this.#at + CRC_SIZE)
  }

  /** The beginning of the buffer; of short ones, which most rows are, the view is made once. */
  #first(size: number): Uint8Array {
    if (size >= VIEWS) return this.#bytes.subarray(0, size)
    this.#views[size] ??= this.#bytes.subarray(0, size)
    return this.#views[size] as Uint8Array
  }
}

const LONG_TEXT = 64
/** A power of two. */
const RECENT = 512
const recent: string[] = new Array<string>(RECENT).fill('')

function isAt(text: string, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false
  return true
}

/** Reads what `RowWriter` wrote. Only bodies whose checksum fits are read, so running over the end is damage or a bug. */
export class RowReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(body: Uint8Array) {
    // A Buffer's `slice` shares its memory; a plain array's does not, and that is what is wanted of it.
    this.#bytes = new Uint8Array(body.buffer, body.byteOffset, body.length)
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length
  }

  u8(): number {
    const value = this.#bytes[this.#at++]
    if (value === undefined) throw new LedgerError('DAMAGED', 'a row ends too early')
    return value
  }

  count(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.u8()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 0x80
    }
  }

  int(): number {
    const value = this.count()
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2
  }

  /** A view of the row. */
  raw(size: number): Uint8Array {
    const end = this.#at + size
    if (end > this.#bytes.length) throw new LedgerError('DAMAGED', 'a row ends too early')
    const bytes = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return bytes
  }

  blob(): Uint8Array {
    return this.raw(this.count())
  }

  text(): string {
    return this.#text(this.count())
  }

  optional(): string | undefined {
    const size = this.count()
    return size === 0 ? undefined : this.#text(size - 1)
  }

  #text(size: number): string {
    const bytes = this.#bytes
    const start = this.#at
    if (size > LONG_TEXT || start + size > bytes.length) return decoder.decode(this.raw(size))
    let mix = size
    for (let i = start; i < start + size; i++) {
      const unit = bytes[i] as number
      if (unit >= 128) return decoder.decode(this.raw(size))
      mix = (Math.imul(mix, 31) + unit) | 0
    }
    this.#at += size
    // The same few parties and places stand in row after row: a text that was made before is not made again.
    const slot = mix & (RECENT - 1)
    const known = recent[slot] as string
    if (known.length === size && isAt(known, bytes, start)) return known
    const text = decoder.decode(bytes.subarray(start, start + size))
    recent[slot] = text
    return text
  }
}
