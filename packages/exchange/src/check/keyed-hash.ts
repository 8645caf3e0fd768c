/**
 * HalfSipHash-1-3 with 64 bits of output (Aumasson, Bernstein: SipHash). Serials of a document are known by this alone: without the key nobody
 * can make two that are taken for one.
 */
export class KeyedHash {
  high = 0
  low = 0
  readonly #key0: number
  readonly #key1: number

  /** @param key Eight bytes that nobody can foresee. */
  constructor(key: Uint8Array) {
    const view = new DataView(key.buffer, key.byteOffset, 8)
    this.#key0 = view.getInt32(0, true)
    this.#key1 = view.getInt32(4, true)
  }

  /** Sets `high` and `low`; never both 0. */
  of(text: string): void {
    let v0 = this.#key0
    let v1 = this.#key1 ^ 0xee
    let v2 = this.#key0 ^ 0x6c796765
    let v3 = this.#key1 ^ 0x74656462
    const { length } = text
    // One round more than there are pairs of code units: the last holds the length and the odd one. Four rounds end it.
    const last = length >> 1
    for (let i = 0; i <= last + 6; i++) {
      let word = 0
      if (i < last) word = text.charCodeAt(2 * i) | (text.charCodeAt(2 * i + 1) << 16)
      else if (i === last) word = (length << 16) | (length % 2 === 0 ? 0 : text.charCodeAt(length - 1))
      else if (i === last + 1) v2 ^= 0xee
      else if (i === last + 4) {
        this.high = (v1 ^ v3) >>> 0
        v1 ^= 0xdd
      }
      v3 ^= word
      v0 = (v0 + v1) | 0
      v1 = (v1 << 5) | (v1 >>> 27)
      v1 ^= v0
      v0 = (v0 << 16) | (v0 >>> 16)
      v2 = (v2 + v3) | 0
      v3 = (v3 << 8) | (v3 >>> 24)
      v3 ^= v2
      v0 = (v0 + v3) | 0
      v3 = (v3 << 7) | (v3 >>> 25)
      v3 ^= v0
      v2 = (v2 + v1) | 0
      v1 = (v1 << 13) | (v1 >>> 19)
      v1 ^= v2
      v2 = (v2 << 16) | (v2 >>> 16)
      v0 ^= word
    }
    this.low = (v1 ^ v3) >>> 0
    if (this.high === 0 && this.low === 0) this.low = 1
  }
}
