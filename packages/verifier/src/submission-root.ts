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
  if (hasTwice(submission)) findings.add('CLAIM_DOUBLED', { params: nameOf(submission) })
  const claims = claimsInOrder(submission)
  let nextTally = 0
  // Leaves are asked for in rising order.
  const leaf = (index: number): Hash | undefined => {
    if (index >= count) {
      const tally = tallies[nextTally++]
      return tally?.index === index - count ? tallyLeaf(sha256, tally, tally.salt) : undefined
    }
    const claim = claims(index)
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

/** The claim at each place of the submission, taken in or refused, asked for in rising order. */
function claimsInOrder({ places, claims, shown }: OpenSubmission): (index: number) => Hash | undefined {
  const { refused = [] } = shown
  const rows = rowsInOrder(places)
  let next = 0
  let nextRefused = 0
  return (index) => {
    const row = rows === undefined ? next : (rows[next] ?? -1)
    if (places[row] === index) {
      next++
      return claims.at(row)
    }
    return refused[nextRefused]?.index === index ? refused[nextRefused++]?.claim : undefined
  }
}

/** Claims come in the order of their places, for which this is `undefined`, unless one shows itself by a `place` entry alone. */
function rowsInOrder(places: readonly number[]): readonly number[] | undefined {
  if (places.every((place, i) => i === 0 || (places[i - 1] as number) < place)) return undefined
  return places.map((_, i) => i).sort((a, b) => (places[a] as number) - (places[b] as number))
}

/** Opened claims are told apart elsewhere; a refused one is no claim that was taken in, nor another one that was refused. */
function hasTwice({ claims, shown: { refused = [] } }: OpenSubmission): boolean {
  if (refused.length === 0) return false
  const names = new Set(refused.map(({ claim }) => toHex(claim)))
  for (let row = 0; row < claims.size; row++) names.add(toHex(claims.at(row)))
  return names.size < claims.size + refused.length
}
