/** Hashes as latin1 texts of 32 characters: what OpenSSL gives to Node fastest, and Node writes back fastest. */
import { hash } from 'node:crypto'

/** Node's types know this encoding by its other name alone, which is slower. */
export const LATIN1 = 'latin1' as 'binary'

/** Buffers have these methods since long before Node 20; only their types do not say so. */
export type Latin1Buffer = Buffer<ArrayBuffer> & {
  latin1Write(text: string, offset: number, length: number): number
  latin1Slice(from: number, to: number): string
}

export function latin1Buffer(size: number): Latin1Buffer {
  return Buffer.allocUnsafeSlow(size) as Latin1Buffer
}

const { latin1Slice } = Buffer.prototype as Latin1Buffer

/** The text whose characters are these bytes, of any byte array. */
export function textOfBytes(bytes: Uint8Array, from: number, to: number): string {
  return latin1Slice.call(bytes as Latin1Buffer, from, to)
}

/** Beyond this a view is made each time, so that few are kept. */
const VIEWS = 2048

/** Memory in which one preimage after the other is put together. */
export class Preimage {
  #bytes: Latin1Buffer
  /** Its beginnings by their length, each made once: a new view costs a third of the hash itself. */
  #views: Uint8Array[] = []

  constructor(size: number) {
    this.#bytes = latin1Buffer(size)
  }

  get bytes(): Latin1Buffer {
    return this.#bytes
  }

  /** Make it at least this long, keeping what is there. */
  grow(size: number): void {
    if (size <= this.#bytes.length) return
    const bigger = latin1Buffer(size)
    bigger.set(this.#bytes)
    this.#bytes = bigger
    this.#views = []
  }

  /** SHA-256 of its first `size` bytes. */
  digest(size: number): string {
    if (size >= VIEWS) return hash('sha256', this.#bytes.subarray(0, size), LATIN1)
    this.#views[size] ??= this.#bytes.subarray(0, size)
    return hash('sha256', this.#views[size] as Uint8Array, LATIN1)
  }
}
