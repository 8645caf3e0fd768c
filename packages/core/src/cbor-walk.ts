/**
 * Walks over CBOR that was checked before it was stored, and makes no values of what is not wanted. The bytes come from rows whose
 * checksum fits, so what cannot be walked is damage.
 */
import { LedgerError } from './error.ts'

const decoder = new TextDecoder()

export class CborWalk {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Head of an item of one major type; its argument. */
  #head(major: number | undefined): number {
    const first = this.#bytes[this.#at++]
    if (first === undefined || (major !== undefined && first >> 5 !== major)) throw damaged()
    const low = first & 31
    if (low < 24) return low
    if (low > 27) throw damaged()
    let value = 0
    for (let left = 1 << (low - 24); left > 0; left--) value = value * 256 + (this.#bytes[this.#at++] ?? 0)
    return value
  }

  /** Go into an array; its items. */
  list(): number {
    return this.#head(4)
  }

  count(): number {
    return this.#head(0)
  }

  isNull(): boolean {
    return this.#bytes[this.#at] === 0xf6
  }

  /** A view of the bytes of a byte string. */
  blob(): Uint8Array {
    return this.#take(this.#head(2))
  }

  text(): string {
    return decoder.decode(this.#take(this.#head(3)))
  }

  #take(size: number): Uint8Array {
    const end = this.#at + size
    if (end > this.#bytes.length) throw damaged()
    const bytes = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return bytes
  }

  /** Over one item, whatever is in it. */
  skip(): void {
    for (let left = 1; left > 0; left--) {
      const major = (this.#bytes[this.#at] ?? 0) >> 5
      const argument = this.#head(undefined)
      if (major === 2 || major === 3) this.#at += argument
      else if (major === 4) left += argument
    }
    if (this.#at > this.#bytes.length) throw damaged()
  }
}

function damaged(): LedgerError {
  return new LedgerError('DAMAGED', 'a claim is not what was written')
}
