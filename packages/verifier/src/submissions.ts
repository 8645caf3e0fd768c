/** Submissions: the signatures, and whether what was signed is what is shown, no more and no less (docs/spec/05-submissions.md). */
import {
  decodeSubmission,
  type Entry,
  equalBytes,
  FormatError,
  type Hash,
  hashSubmission,
  type Run,
  type Sha256,
  type Submission,
  toHex,
} from '@packtrail/protocol'
import { copyOf } from './copy.ts'
import type { Findings } from './findings.ts'
import type { KeyRing } from './key-ring.ts'
import { clean } from './label.ts'
import { isRead, nameOf, type OpenSubmission, opened, type SubmissionShown } from './open-submission.ts'
import type { SignatureQueue } from './signatures.ts'
import type { Stream, StreamTable } from './streams.ts'
import { checkRoot } from './submission-root.ts'
import { checkTallyStreams, isBalanced, settleTallies } from './tallies.ts'

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
    checkTallyStreams(submission, context.streams, findings)
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
      const rises = places.length === 0 || index > (places[places.length - 1] as number)
      if (!isInside(shown.runs, index) || (!rises && places.includes(index))) {
        findings.add('SUBMISSION_INDEX', { params: { g: entry.g, index }, evidence: [entry.g] })
        return
      }
      places.push(index)
      claims.push(entry.claim)
      if (!isRead(submission)) return
      checkRoot(submission, sha256, findings)
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
          const params = { ...nameOf(submission), wanted: submission.wanted, found: submission.claims.size }
          findings.add('CLAIM_CUT', { params })
        }
        settleTallies(submission, attempts, findings)
      }
      open.clear()
    },
  }
}

function isInside(runs: readonly Run[], index: number): boolean {
  for (const { from, to } of runs) if (index >= from && index < to) return true
  return false
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
