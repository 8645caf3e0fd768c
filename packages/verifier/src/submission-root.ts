/** Whether the claims and tallies that are shown of a submission are those that its author signed (docs/spec/05-submissions.md). */
import {
  claimLeaf,
  equalBytes,
  FormatError,
  type Hash,
  rootFromSubset,
  type Sha256,
  shownLeaves,
  tallyLeaf,
  toHex,
} from '@packtrail/protocol'
import type { Findings } from './findings.ts'
import { nameOf, type OpenSubmission } from './open-submission.ts'

/** All claims have come: are they, the refused ones and the tallies what was signed? */
export function checkRoot(submission: OpenSubmission, sha256: Sha256, findings: Findings): void {
  const { count, streams, shown } = submission
  const { runs, proof, tallies = [], refused = [] } = shown
  const claims = inOrder(submission)
  if (hasTwice(submission)) findings.add('CLAIM_DOUBLED', { params: nameOf(submission) })
  let next = 0
  const leaf = (index: number): Hash | undefined => {
    if (index >= count) {
      const tally = tallies.find((one) => one.index === index - count)
      return tally === undefined ? undefined : tallyLeaf(sha256, tally, tally.salt)
    }
    const claim = refused.length === 0 ? claims[next++] : claimAt(submission, index)
    return claim === undefined ? undefined : claimLeaf(sha256, claim)
  }
  try {
    const root = rootFromSubset(sha256, count + streams, shownLeaves(count, runs, tallies, refused), leaf, proof)
    // A claim beyond the last would stand in the place of a tally.
    const inside = (runs.at(-1)?.to ?? 0) <= count && (refused.at(-1)?.index ?? -1) < count
    if (inside && equalBytes(root, submission.root)) return
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
  }
  findings.add('SUBMISSION_ROOT', { params: nameOf(submission) })
}

/** The claims by their place in the submission; they come in that order unless one shows itself by a `place` entry alone. */
function inOrder({ places, claims }: OpenSubmission): readonly Hash[] {
  if (places.every((place, i) => i === 0 || (places[i - 1] as number) < place)) return claims
  return places
    .map((_, i) => i)
    .sort((a, b) => (places[a] as number) - (places[b] as number))
    .map((i) => claims[i] as Hash)
}

/** Opened claims are told apart elsewhere; a refused one is no claim that was taken in, nor another one that was refused. */
function hasTwice({ claims, shown: { refused = [] } }: OpenSubmission): boolean {
  if (refused.length === 0) return false
  const names = new Set([...claims, ...refused.map(({ claim }) => claim)].map(toHex))
  return names.size < claims.length + refused.length
}

function claimAt({ places, claims, shown }: OpenSubmission, index: number): Hash | undefined {
  return claims[places.indexOf(index)] ?? shown.refused?.find((one) => one.index === index)?.claim
}
