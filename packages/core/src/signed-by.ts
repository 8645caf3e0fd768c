/** Whose word a record is. */
import { decodeSubmission, toHex } from '@packtrail/protocol'
import { textOfHash } from './claim-hash.ts'
import type { SubmissionRow } from './master-rows.ts'
import type { View } from './view.ts'

/** The party whose key signed a submission; `undefined` when the operator only vouches for it. */
export function signerOf(
  row: SubmissionRow | undefined,
  actorOf: (keyId: string) => string | undefined,
): string | undefined {
  return row === undefined || decodeSubmission(row.bytes).attests ? undefined : actorOf(toHex(row.keyId))
}

/** Of the claim at `g`. */
export function signerAt(view: View, g: number): string | undefined {
  const { submission } = view.entry(g)
  const row = submission === undefined ? undefined : view.submission(textOfHash(submission))
  return signerOf(row, (id) => view.key(id)?.actor)
}

/** Hex id of the key that signed the submission of the claim at `g`, or attested it. */
export function keyIdAt(view: View, g: number): string | undefined {
  const { submission } = view.entry(g)
  const row = submission === undefined ? undefined : view.submission(textOfHash(submission))
  return row === undefined ? undefined : toHex(row.keyId)
}

export function claimHex(view: View, g: number): string {
  return toHex(view.entry(g).claim)
}
