/** Rows of items held against each other without decoding them. */
import { manifestEnd } from './item-rows.ts'

/** The row of an item that nothing is known of but perhaps its manifest. */
export const NO_ITEM: Uint8Array = Uint8Array.of(0)

/** Of the first byte, the bit that says whether a manifest's number follows. */
const HAS_MANIFEST = 1

/** Whether two rows say the same but for the manifest, which is compared apart. */
export function sameItem(a: Uint8Array, b: Uint8Array): boolean {
  if (((a[0] ?? 0) | HAS_MANIFEST) !== ((b[0] ?? 0) | HAS_MANIFEST)) return false
  return Buffer.compare(a.subarray(manifestEnd(a)), b.subarray(manifestEnd(b))) === 0
}
