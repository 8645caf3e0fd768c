/** Copies of short byte strings in larger pieces of memory: a buffer of its own for each entry and claim is dear. */

const SLAB = 256 << 10
/** Longer ones get a buffer of their own, so that no slab is kept for their sake. */
const LONG = 8 << 10

let slab = new Uint8Array(SLAB)
let used = 0

/** A copy of the first `size` bytes, in memory nobody else writes to. */
export function copyOf(bytes: Uint8Array, size: number): Uint8Array {
  if (size > LONG) return new Uint8Array(bytes.subarray(0, size))
  if (used + size > SLAB) {
    slab = new Uint8Array(SLAB)
    used = 0
  }
  const copy = new Uint8Array(slab.buffer, used, size)
  for (let i = 0; i < size; i++) copy[i] = bytes[i] as number
  used += size
  return copy
}
