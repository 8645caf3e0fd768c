/** Whose word a record is. */
import { decodeSubmission, toHex } from '@packtrail/protocol'
import { textOfHash } from './claim-hash.ts'
import type { View } from './view.ts'

/** The party whose key signed the claim at `g`; `undefined` when the operator vouches for another's word. */
export function signerAt(view: View, g: number): string | undefined {
  const { submission } = view.entry(g)
  const row = submission === undefined ? undefined : view.submission(textOfHash(submission))
  if (row === undefined || decodeSubmission(row.bytes).attests) return undefined
  return view.key(toHex(row.keyId))?.actor
}

export function claimHex(view: View, g: number): string {
  return toHex(view.entry(g).claim)
}
