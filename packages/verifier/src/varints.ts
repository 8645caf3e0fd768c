/** Whole numbers below 2^32 in 1 to 5 bytes, seven bits each, low first. */

export class VarintWriter {
  bytes: Uint8Array = new Uint8Array(256)
  /** How many bytes were written since the beginning. */
  size = 0

  begin(): void {
    this.size = 0
  }

  put(value: number): void {
    if (this.size + 5 > this.bytes.length) this.#grow()
    const { bytes } = this
    let rest = value
    while (rest >= 128) {
      bytes[this.size++] = (rest & 127) | 128
      rest = rest >>> 7
    }
    bytes[this.size++] = rest
  }

  /** A difference, which may be negative. */
  putDelta(value: number): void {
    this.put(value < 0 ? -2 * value - 1 : 2 * value)
  }

  #grow(): void {
    const bigger = new Uint8Array(this.bytes.length * 2)
    bigger.set(this.bytes)
    this.bytes = bigger
  }
}

export class VarintReader {
  #bytes: Uint8Array = new Uint8Array(0)
  #at = 0

  begin(bytes: Uint8Array, from: number): void {
    this.#bytes = bytes
    this.#at = from
  }

  get(): number {
    const bytes = this.#bytes
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[this.#at++] as number
      value = (value | ((byte & 127) << shift)) >>> 0
      if (byte < 128) return value
    }
  }

  getDelta(): number {
    const value = this.get()
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2
  }
}
