/** Submissions: the signatures, and whether what was signed is what is shown, no more and no less (docs/spec/05-submissions.md). */
import {
  claimLeaf,
  decodeSubmission,
  type Entry,
  equalBytes,
  FormatError,
  type Hash,
  hashSubmission,
  type OpenTally,
  type RefusedClaim,
  type Run,
  rootFromSubset,
  type Seen,
  type Sha256,
  type Submission,
  shownLeaves,
  streamText,
  tallyLeaf,
  toHex,
} from '@packtrail/protocol'
import { copyOf } from './copy.ts'
import type { Findings } from './findings.ts'
import type { KeyRing, RingKey } from './key-ring.ts'
import { clean, streamLabel } from './label.ts'
import type { SignatureQueue } from './signatures.ts'
import type { Stream, StreamTable } from './streams.ts'

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
  readonly claims: Hash[]
  /** Entries of kind `claim` that came, by stream. */
  readonly entries: Map<Stream, number>
}

export interface Submissions {
  /** How many were shown. */
  readonly count: number
  /** Signed by others than the operator, without tallies: nobody can say that no claim of theirs is missing. */
  readonly untallied: number
  /** The promise, if there is one, is to be awaited before the next frame. */
  open(shown: SubmissionShown, offset: number): Promise<void> | undefined
  /** Each entry, opened or not: the submission it came in, if that is shown. */
  entry(entry: Entry, stream: Stream): OpenSubmission | undefined
  /** The entry opens a claim, which must be the one at `index`. */
  claim(submission: OpenSubmission, entry: Entry, index: number): void
  /**
   * An `attempt` says that this claim was refused; `stream` when it stands there under a name that the claim itself used. One that
   * is only placed there is of a claim that named another batch or none, and was not counted in the tally of this one.
   */
  attempt(target: Hash, stream: Stream | undefined): void
  /** After the last entry. */
  finish(): void
}

export interface SubmissionContext {
  readonly sha256: Sha256
  readonly findings: Findings
  readonly ledgerId: Hash
  readonly operator: string
  readonly keys: KeyRing
  readonly streams: StreamTable
  readonly signatures: SignatureQueue
  /** Called for each one whose first entry has come. */
  readonly onSeen: (submission: OpenSubmission, at: number) => void
}

export function submissions(context: SubmissionContext): Submissions {
  const { sha256, findings, keys, signatures } = context
  const open = new Map<string, OpenSubmission>()
  /** By claim that was refused: streams in which an `attempt` says so. */
  const attempts = new Map<string, Set<Stream>>()
  /** Entries that came before their submission was shown: those of them that are not opened. */
  const early = new Map<string, Map<Stream, number>>()
  let pending: { readonly submission: OpenSubmission; readonly offset: number } | undefined
  let current: OpenSubmission | undefined
  let count = 0
  let untallied = 0

  const find = (hash: Hash): OpenSubmission | undefined => {
    if (current !== undefined && equalBytes(current.hash, hash)) return current
    return open.get(toHex(hash))
  }

  const drop = (submission: OpenSubmission): void => {
    open.delete(toHex(submission.hash))
    if (submission === current) current = undefined
  }

  const expectEntry = (): void => {
    if (pending !== undefined) findings.add('SUBMISSION_CHANGED', { params: { offset: pending.offset } })
    pending = undefined
  }

  const begin = (payload: Submission, shown: SubmissionShown, hash: Hash): OpenSubmission => {
    const key = keys.find(payload.keyId)
    const submission = opened(payload, shown, hash, key)
    if (!equalBytes(payload.ledgerId, context.ledgerId))
      findings.add('SUBMISSION_LEDGER', { params: nameOf(submission) })
    if (payload.streams === 0 && key !== undefined && key.actor !== context.operator) untallied++
    checkTallyStreams(submission, context)
    for (const [stream, number] of early.get(toHex(hash)) ?? []) submission.entries.set(stream, number)
    early.delete(toHex(hash))
    open.set(toHex(hash), submission)
    current = submission
    return submission
  }

  return {
    get count() {
      return count
    },
    get untallied() {
      return untallied
    },
    open(shown, offset) {
      const hash = hashSubmission(sha256, shown.bytes)
      const payload = decode(shown.bytes, offset, findings)
      if (payload === undefined) return undefined
      count++
      if (find(hash) !== undefined) {
        findings.add('SUBMISSION_TWICE', { params: { offset } })
        return undefined
      }
      const submission = begin(payload, shown, hash)
      pending = { submission, offset }
      const { key } = submission
      // Without a key there is nothing to check against; each claim says so with its place.
      if (key === undefined) return undefined
      const check = { publicKey: key.publicKey, message: payload.signed, signature: copyOf(payload.signature) }
      // Only its name: until its signature is checked the claims of a submission would stay in memory.
      const params = nameOf(submission)
      return signatures.push(check, () => findings.add('SUBMISSION_SIGNATURE', { params }))
    },
    entry(entry, stream) {
      const submission = find(entry.submission as Hash)
      if (pending !== undefined && pending.submission === submission) {
        pending = undefined
        checkSeq(submission, entry, findings)
        context.onSeen(submission, entry.g)
      } else expectEntry()
      if (entry.kind !== 'place') {
        const counts = submission?.entries ?? earlyOf(early, entry.submission as Hash)
        counts.set(stream, (counts.get(stream) ?? 0) + 1)
        if (submission !== undefined && isRead(submission) && isBalanced(submission)) drop(submission)
      }
      return submission
    },
    claim(submission, entry, index) {
      const { shown, places, claims } = submission
      const fits = shown.runs.some(({ from, to }) => index >= from && index < to)
      const rises = index > (places.at(-1) ?? -1)
      if (!fits || (!rises && places.includes(index))) {
        findings.add('SUBMISSION_INDEX', { params: { g: entry.g, index }, evidence: [entry.g] })
        return
      }
      places.push(index)
      claims.push(copyOf(entry.claim))
      if (!isRead(submission)) return
      checkRoot(submission, context)
      if (isBalanced(submission)) drop(submission)
    },
    attempt(target, stream) {
      const streams = attempts.get(toHex(target)) ?? new Set()
      if (stream !== undefined) streams.add(stream)
      attempts.set(toHex(target), streams)
    },
    finish() {
      expectEntry()
      for (const submission of open.values()) {
        if (!isRead(submission)) {
          const params = { ...nameOf(submission), wanted: submission.wanted, found: submission.claims.length }
          findings.add('CLAIM_CUT', { params })
        }
        settleTallies(submission, attempts, findings)
      }
      open.clear()
    },
  }
}

/** Submissions of which nothing is opened yet that are remembered; the entries of one stand close together. */
const MAX_EARLY = 256

function earlyOf(early: Map<string, Map<Stream, number>>, hash: Hash): Map<Stream, number> {
  const name = toHex(hash)
  const known = early.get(name)
  if (known !== undefined) return known
  const counts = new Map<Stream, number>()
  early.set(name, counts)
  const [oldest] = early.keys()
  if (early.size > MAX_EARLY && oldest !== undefined) early.delete(oldest)
  return counts
}

function decode(bytes: Uint8Array, offset: number, findings: Findings): Submission | undefined {
  try {
    return decodeSubmission(bytes)
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    if (error.code === 'VERSION_UNKNOWN') findings.add('VERSION_UNKNOWN', { params: { offset } })
    else findings.add('SUBMISSION_MALFORMED', { params: { offset, detail: error.message } })
    return undefined
  }
}

function opened(payload: Submission, shown: SubmissionShown, hash: Hash, key: RingKey | undefined): OpenSubmission {
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
    claims: [],
    entries: new Map(),
  }
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

function isRead(submission: OpenSubmission): boolean {
  return submission.claims.length === submission.wanted
}

/** All claims have come: are they, the refused ones and the tallies what was signed? */
function checkRoot(submission: OpenSubmission, { sha256, findings }: SubmissionContext): void {
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

/** Tallies are shown of the streams that the bundle holds whole, each once. */
function checkTallyStreams(submission: OpenSubmission, { streams, findings }: SubmissionContext): void {
  const known = new Set<string>()
  for (const { stream } of submission.shown.tallies ?? []) {
    const text = streamText(stream)
    if (stream.type !== 'container' && streams.byName(stream) !== undefined && !known.has(text)) known.add(text)
    else findings.add('TALLY_STREAM', { params: { ...nameOf(submission), stream: streamLabel(stream) } })
  }
}

/** Whether all entries that the tallies ask for have come. One with refused claims waits for their attempts. */
function isBalanced({ entries, streams, shown }: OpenSubmission): boolean {
  if (streams === 0) return true
  if ((shown.refused?.length ?? 0) > 0) return false
  const tallies = shown.tallies ?? []
  for (const [stream, found] of entries) {
    if (stream.name.type === 'container') continue
    const text = streamText(stream.name)
    if (tallies.find((tally) => streamText(tally.stream) === text)?.claims !== found) return false
  }
  return tallies.length <= entries.size
}

/** What its author signed about each stream, against the entries and the refusals that are here. */
function settleTallies(
  submission: OpenSubmission,
  attempts: ReadonlyMap<string, ReadonlySet<Stream>>,
  findings: Findings,
): void {
  const { shown, entries, streams } = submission
  if (streams === 0) return
  const found = new Map<string, { readonly stream: Stream; count: number }>()
  const count = (stream: Stream, more: number): void => {
    const text = streamText(stream.name)
    const known = found.get(text) ?? { stream, count: 0 }
    found.set(text, { stream, count: known.count + more })
  }
  for (const [stream, number] of entries) if (stream.name.type !== 'container') count(stream, number)
  for (const { claim } of shown.refused ?? []) {
    const known = attempts.get(toHex(claim))
    if (known === undefined) findings.add('REFUSED_UNKNOWN', { params: nameOf(submission) })
    for (const stream of known ?? []) if (stream.name.type !== 'container') count(stream, 1)
  }
  const name = nameOf(submission)
  for (const { stream, claims } of shown.tallies ?? []) {
    const here = found.get(streamText(stream))?.count ?? 0
    found.delete(streamText(stream))
    if (here === claims) continue
    findings.add('TALLY_DIFFERS', { params: { ...name, stream: streamLabel(stream), wanted: claims, found: here } })
  }
  for (const { stream } of found.values()) {
    findings.add('TALLY_MISSING', { params: { ...name, stream: streamLabel(stream.name) } })
  }
}

/**
 * Submissions of one key come into the log in the order of their numbers: those for itself, and those that attest. What a ledger
 * commits together has one of each, and their entries lie among each other. One that shows itself by a `place` entry alone came
 * in earlier, at entries that are not in this bundle, so its number says nothing.
 */
function checkSeq({ key, seq, attests }: OpenSubmission, entry: Entry, findings: Findings): void {
  if (key === undefined || entry.kind === 'place') return
  const kind = attests ? 'attesting' : 'own'
  if (seq > key.seq[kind]) key.seq[kind] = seq
  else findings.add('SEQ_REPEATED', { params: { actor: clean(key.actor), seq }, evidence: [entry.g] })
}

function nameOf({ key, seq }: OpenSubmission): { readonly actor: string; readonly seq: number } {
  return { actor: key === undefined ? 'an unknown key' : clean(key.actor), seq }
}
