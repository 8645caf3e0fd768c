/** Bytes that are kept beyond the frame they came in. */

/** A copy whatever kind of array it is: `slice` of Node's Buffer gives a view. */
export function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}
