/**
 * Tallies: how many claims of a submission name each stream (docs/spec/05-submissions.md#tallies). They stand behind the claims
 * in the tree that the author signs, each behind a salt, so that nobody can leave out one claim of a submission and show the
 * rest: whoever opens the tally of a stream knows how many there must be.
 */
import { compareBytes } from './bytes.ts'
import { encode } from './cbor.ts'
import type { Hash, Sha256 } from './crypto.ts'
import type { Subject } from './event.ts'
import { hashLeaf, hashSalted, tallySalt } from './hash.ts'
import { streamsOfSubjects } from './routing.ts'
import { type StreamName, streamParts, streamText } from './stream.ts'
import { type Run, runsOf, treeRoot } from './tree.ts'

export interface Tally {
  readonly stream: StreamName
  /** Claims of the submission with a subject of this stream, at least 1. */
  readonly claims: number
}

/** A tally as a bundle shows it; its leaf is `count + index` of the submission's tree. */
export interface OpenTally extends Tally {
  readonly index: number
  readonly salt: Uint8Array
}

function tallyBytes({ stream, claims }: Tally): Uint8Array {
  return encode([streamParts(stream), claims])
}

/** The tallies of claims, given the subjects of each, in the order in which they stand in the tree: that of their bytes. */
export function talliesOf(claims: Iterable<readonly Subject[]>): Tally[] {
  return talliesOfStreams(Array.from(claims, streamsOfSubjects))
}

/** As `talliesOf`, given what `streamsOfSubjects` says of each claim. Lists that are one object in a row are looked up once. */
export function talliesOfStreams(claims: Iterable<readonly StreamName[]>): Tally[] {
  const counts = new Map<string, { stream: StreamName; claims: number }>()
  const add = (streams: readonly StreamName[], times: number): void => {
    for (const stream of streams) {
      const text = streamText(stream)
      const known = counts.get(text)
      if (known === undefined) counts.set(text, { stream, claims: times })
      else known.claims += times
    }
  }
  let last: readonly StreamName[] = []
  let run = 0
  for (const streams of claims) {
    if (streams !== last) {
      add(last, run)
      last = streams
      run = 0
    }
    run++
  }
  add(last, run)
  const keyed = [...counts.values()].map((tally) => ({ tally, key: encode(streamParts(tally.stream)) }))
  return keyed.sort((a, b) => compareBytes(a.key, b.key)).map(({ tally }) => tally)
}

export function tallyLeaf(sha256: Sha256, tally: Tally, salt: Uint8Array): Hash {
  return hashSalted(sha256, tallyBytes(tally), salt)
}

/** Tallies with the salts that the submission's seed gives them. */
export function openTallies(sha256: Sha256, tallies: readonly Tally[], seed: Uint8Array): OpenTally[] {
  return tallies.map((tally, index) => ({ ...tally, index, salt: tallySalt(sha256, seed, index).slice() }))
}

/**
 * The leaf of a claim in the tree of its submission: SHA-256(0x00 ‖ claim hash). The claim hash is leaf *data* there, as in
 * RFC 9162 §2.1.1; a claim hash is a tree root itself and must not stand as a bare leaf of another tree.
 */
export function claimLeaf(sha256: Sha256, claim: Hash): Hash {
  return hashLeaf(sha256, claim)
}

/** All leaves of a submission's tree: its claims in their order, then its tallies. */
export function submissionLeaves(sha256: Sha256, claims: readonly Hash[], tallies: readonly OpenTally[] = []): Hash[] {
  const leaves = claims.map((claim) => claimLeaf(sha256, claim))
  for (const tally of tallies) leaves.push(tallyLeaf(sha256, tally, tally.salt))
  return leaves
}

/** The root that a submission signs. */
export function claimsRoot(sha256: Sha256, claims: readonly Hash[], tallies: readonly OpenTally[] = []): Hash {
  return treeRoot(sha256, submissionLeaves(sha256, claims, tallies))
}

/** A claim of a submission that the ledger refused: it has no entry, but the hash is the target of an `attempt` claim. */
export interface RefusedClaim {
  readonly index: number
  readonly claim: Hash
}

/**
 * The leaves that a bundle's submission frame shows, as runs of the whole tree: the claims of `runs`, those that were refused,
 * and the open tallies. All three rise, and no index is in two of them.
 */
export function shownLeaves(
  count: number,
  runs: readonly Run[],
  tallies: readonly OpenTally[],
  refused: readonly RefusedClaim[] = [],
): Run[] {
  const single = [...refused.map(({ index }) => index), ...tallies.map(({ index }) => count + index)]
  const all = [...runs, ...runsOf(single)].sort((a, b) => a.from - b.from)
  const joined: Run[] = []
  for (const run of all) {
    const last = joined.at(-1)
    if (last !== undefined && last.to === run.from) joined[joined.length - 1] = { from: last.from, to: run.to }
    else joined.push(run)
  }
  return joined
}
