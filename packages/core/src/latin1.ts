/** Hashes as latin1 texts of 32 characters: what OpenSSL gives to Node fastest, and Node writes back fastest. */

/** Node's types know this encoding by its other name alone, which is slower. */
export const LATIN1 = 'latin1' as 'binary'

/** Buffers have this method since long before Node 20; only their types do not say so. */
export type Latin1Buffer = Buffer<ArrayBuffer> & { latin1Write(text: string, offset: number, length: number): number }

export function latin1Buffer(size: number): Latin1Buffer {
  return Buffer.allocUnsafeSlow(size) as Latin1Buffer
}
