/** A submission while its claims and entries are coming. */
import type { Hash, OpenTally, RefusedClaim, Run, Seen, Submission } from '@packtrail/protocol'
import { type HashColumn, hashColumn } from './columns.ts'
import { copyOf } from './copy.ts'
import type { RingKey } from './key-ring.ts'
import { clean } from './label.ts'
import type { Stream } from './streams.ts'

export interface SubmissionShown {
  readonly bytes: Uint8Array
  readonly runs: readonly Run[]
  readonly proof: readonly Hash[]
  readonly tallies?: readonly OpenTally[]
  readonly refused?: readonly RefusedClaim[]
}

/** A submission some of whose claims or entries are still to come. */
export interface OpenSubmission {
  readonly hash: Hash
  readonly seq: number
  readonly seen: Seen | undefined
  readonly attests: boolean
  readonly key: RingKey | undefined
  readonly count: number
  /** Tallies that the author signed, shown or not. */
  readonly streams: number
  readonly root: Hash
  readonly shown: Omit<SubmissionShown, 'bytes'>
  /** Claims that the bundle says it holds. */
  readonly wanted: number
  /** Those that came, as they came: places in the submission, and hashes. */
  readonly places: number[]
  readonly claims: HashColumn
  /** Entries of kind `claim` that came, by stream. */
  readonly entries: Map<Stream, number>
}

export function opened(
  payload: Submission,
  shown: SubmissionShown,
  hash: Hash,
  key: RingKey | undefined,
): OpenSubmission {
  const { seq, count, streams, attests } = payload
  const seen = payload.seen && { size: payload.seen.size, root: copyOf(payload.seen.root) }
  const root = copyOf(payload.root)
  const wanted = shown.runs.reduce((sum, { from, to }) => sum + to - from, 0)
  return {
    hash,
    seq,
    seen,
    attests,
    key,
    count,
    streams,
    root,
    shown: copyShown(shown),
    wanted,
    places: [],
    claims: hashColumn(),
    entries: new Map(),
  }
}

/** How the author is told which one it is. */
export function nameOf({ key, seq }: OpenSubmission): { readonly actor: string; readonly seq: number } {
  return { actor: key === undefined ? 'an unknown key' : clean(key.actor), seq }
}

/** The bytes of a frame are lent; those of a submission are needed until all its claims have come. */
function copyShown({ runs, proof, tallies = [], refused = [] }: SubmissionShown): Omit<SubmissionShown, 'bytes'> {
  return {
    runs,
    proof: proof.map((hash) => copyOf(hash)),
    tallies: tallies.map((tally) => ({ ...tally, salt: copyOf(tally.salt) })),
    refused: refused.map(({ index, claim }) => ({ index, claim: copyOf(claim) })),
  }
}

export function isRead(submission: OpenSubmission): boolean {
  return submission.claims.size === submission.wanted
}
