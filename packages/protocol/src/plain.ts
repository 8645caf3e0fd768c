/**
 * A quick reader for shapes that are known beforehand. It takes what is plainly canonical and calls everything else not plain:
 * then `decode` reads the same bytes and says what is wrong with them, if anything is.
 */

import { asciiText } from './bytes.ts'

/** The least numbers that take 1, 2, 4 and 8 bytes behind the first one. */
const LEAST: readonly number[] = [24, 0x100, 0x10000, 0x100000000]

const NOTHING = new Uint8Array(0)

/** Reads on after a fault, without meaning: ask `isPlain` at the end, once. */
export class PlainReader {
  readonly bytes: Uint8Array
  at: number
  #plain = true

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes
    this.at = at
  }

  /** Whether all that was read was canonical and as asked for, and nothing follows. */
  isPlain(): boolean {
    return this.#plain && this.at === this.bytes.length
  }

  refuse(): void {
    this.#plain = false
  }

  /** One certain byte: a small number, the head of a short array, `null`. */
  byte(wanted: number): void {
    if (this.bytes[this.at++] !== wanted) this.#plain = false
  }

  /** Whether this byte comes next; if so it is taken. */
  takes(byte: number): boolean {
    if (this.bytes[this.at] !== byte) return false
    this.at++
    return true
  }

  /** A whole number below 2^53. */
  count(): number {
    return this.#argument(0)
  }

  /** A whole number that may be negative. */
  int(): number {
    const first = this.bytes[this.at] as number
    return first >> 5 === 1 ? -1 - this.#argument(1) : this.#argument(0)
  }

  /** Number of items of the array that begins here. */
  array(): number {
    return this.#argument(4)
  }

  /** A byte string of any length, as a view. */
  blob(): Uint8Array {
    return this.view(this.#argument(2))
  }

  /** A byte string of `size`, as a view. */
  fixed(size: number): Uint8Array {
    if (this.#argument(2) === size) return this.view(size)
    this.#plain = false
    return NOTHING
  }

  /** Text that is all ASCII, of at most `most` characters. */
  text(most: number): string {
    const size = this.#argument(3)
    const from = this.at
    this.at = from + size
    const text = size <= most && this.at <= this.bytes.length ? asciiText(this.bytes, from, this.at) : undefined
    if (text === undefined) this.#plain = false
    return text ?? ''
  }

  /** The next bytes, as a view. */
  view(size: number): Uint8Array {
    const from = this.at
    this.at = from + size
    if (this.at > this.bytes.length) {
      this.#plain = false
      return NOTHING
    }
    return this.bytes.subarray(from, this.at)
  }

  /** The number in a head of this major type, in its shortest form (RFC 8949 §4.2.1). */
  #argument(major: number): number {
    const { bytes } = this
    const first = (bytes[this.at++] as number) - (major << 5)
    if (first >= 0 && first < 24) return first
    if (!(first >= 24 && first <= 27)) {
      this.#plain = false
      return 0
    }
    let value = 0
    for (let left = 1 << (first - 24); left > 0; left--) value = value * 256 + (bytes[this.at++] as number)
    // Beyond the end stands NaN, which is not in the range either.
    if (value >= (LEAST[first - 24] as number) && value <= Number.MAX_SAFE_INTEGER) return value
    this.#plain = false
    return 0
  }
}
