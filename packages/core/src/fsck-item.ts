/**
 * The head of an item's row, without decoding the rest: `itemCodec` writes a byte of bits, of which the lowest says that the
 * number of a manifest follows.
 */
const HAS_MANIFEST = 1

/** The manifest that a row names; 0 = none. */
export function manifestOf(body: Uint8Array): number {
  if (((body[0] ?? 0) & HAS_MANIFEST) === 0) return 0
  let value = 0
  for (let i = 1, scale = 1; i < body.length; i++, scale *= 0x80) {
    value += ((body[i] as number) & 0x7f) * scale
    if ((body[i] as number) < 0x80) break
  }
  return value
}

function manifestEnd(body: Uint8Array): number {
  let end = 1
  if (((body[0] ?? 0) & HAS_MANIFEST) === 0) return end
  while (end < body.length && (body[end] as number) >= 0x80) end++
  return end + 1
}

/** Whether two rows say the same but for the manifest, which is compared apart. */
export function sameItem(a: Uint8Array, b: Uint8Array): boolean {
  if (((a[0] ?? 0) | HAS_MANIFEST) !== ((b[0] ?? 0) | HAS_MANIFEST)) return false
  return Buffer.compare(a.subarray(manifestEnd(a)), b.subarray(manifestEnd(b))) === 0
}

/** The row of an item that nothing is known of but perhaps its manifest. */
export const NO_ITEM: Uint8Array = Uint8Array.of(0)
