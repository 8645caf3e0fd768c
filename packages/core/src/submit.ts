/**
 * Submissions: what a party has signed without having a ledger. Everything that can be checked is checked before anything is
 * changed; then all claims are judged in one group, so that a submission is in the log whole or not at all.
 */
import {
  equalBytes,
  type Finding,
  FormatError,
  frontierRoot,
  type Hash,
  hashSubmission,
  type Submission,
  toHex,
} from '@packtrail/protocol'
import { type HashText, hashOfText, textOfHash } from './claim-hash.ts'
import type { ClaimIn } from './claim-in.ts'
import { claimReader } from './claim-reader.ts'
import type { Mode } from './custody.ts'
import type { Group } from './group.ts'
import { textOfClaim } from './hash-thread.ts'
import type { Judge, Judged, Source } from './judge.ts'
import { STAGE_ABOVE, stageManifest } from './manifest-rows.ts'
import type { ClaimFate, KeyRow } from './master-rows.ts'
import { sha256 } from './node-crypto.ts'
import { frontierBelow } from './open.ts'
import { Refused, refusal } from './refusal.ts'
import { closeRow, openRow } from './row-bytes.ts'
import { pairKey } from './row-key.ts'
import { manifestSubject } from './subjects.ts'
import { keyOf, type ReadSubmission, readSubmission } from './submission-reader.ts'
import { findTwin } from './twin.ts'
import type { Writer } from './writer.ts'

export interface ClaimOutcome {
  readonly index: number
  readonly outcome: 'appended' | 'duplicate' | 'refused'
  /** Log position of its first entry, of its twin, or of the recorded attempt. */
  readonly g: number | undefined
  readonly claim: Hash
  readonly findings: readonly Finding[]
}

export interface SubmitReport {
  /** `repeated`: the same bytes came before; the outcomes are those of then. */
  readonly outcome: 'accepted' | 'repeated' | 'refused'
  /** Its name, for the receipt; `undefined` when not even that could be read. */
  readonly submission: Hash | undefined
  readonly actor: string | undefined
  /** Why the submission as a whole was refused. */
  readonly findings: readonly Finding[]
  readonly claims: readonly ClaimOutcome[]
}

export interface Submitter {
  /** @param dryRun The same answer, and nothing recorded. */
  submit(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, mode: Mode, dryRun?: boolean): Promise<SubmitReport>
}

export function makeSubmitter(writer: Writer, judge: Judge): Submitter {
  const reader = claimReader()
  return {
    async submit(chunks, mode, dryRun = false) {
      let hash: Hash | undefined
      let actor: string | undefined
      try {
        const read = await readSubmission(writer, reader, chunks, (submission) => {
          hash = hashSubmission(sha256, submission.bytes)
          actor = writer.tables.keys.get(toHex(submission.keyId))?.actor
        })
        if (dryRun) return await rehearse(writer, judge, read, mode)
        // What was read first is appended first: one that waits for its hashes lets no other pass.
        const { report, durable } = await writer.exclusive(async () => {
          await read.checked()
          return append(writer, judge, read, mode)
        })
        await durable
        return report
      } catch (error) {
        return { outcome: 'refused', submission: hash, actor, findings: [findingOf(error)], claims: [] }
      }
    },
  }
}

function findingOf(error: unknown): Finding {
  if (error instanceof Refused) return error.finding
  if (error instanceof FormatError) return refusal('SUBMISSION_MALFORMED', { what: error.message })
  throw error
}

/** What is said once the group is on the disk. */
interface Appended {
  readonly report: SubmitReport
  readonly durable: Promise<void>
}

/** Judge the claims and send them on their way. The caller holds `exclusive`. */
async function append(writer: Writer, judge: Judge, read: ReadSubmission, mode: Mode): Promise<Appended> {
  const { submission, hash } = read
  const key = keyOf(writer, submission)
  const before = await repeatedReport(writer, read, key)
  if (before !== undefined) return { report: before, durable: Promise.resolve() }
  await checkSeen(writer, submission)
  const claims = await stageAll(writer, read.claims)
  const { value, durable } = await writer.submitHeld((group) => {
    const outcomes = judgeAll(judge, group, read, claims, key, mode)
    judge.settle()
    putSubmission(writer, read, key, outcomes)
    return outcomes.map(({ claim, judged }, index) => new Answer(index, claim, judged))
  })
  return { report: { outcome: 'accepted', submission: hash, actor: key.actor, findings: [], claims: value }, durable }
}

/** What would be answered now. */
function rehearse(writer: Writer, judge: Judge, read: ReadSubmission, mode: Mode): Promise<SubmitReport> {
  const { submission, hash } = read
  return writer.rehearse(async (group) => {
    await read.checked()
    const key = keyOf(writer, submission)
    const before = await repeatedReport(writer, read, key)
    if (before !== undefined) return before
    await checkSeen(writer, submission)
    const claims = await stageAll(writer, read.claims)
    const outcomes = judgeAll(judge, group, read, claims, key, mode)
    judge.settle()
    const answers = outcomes.map(({ claim, judged }, index) => new Answer(index, claim, judged))
    return { outcome: 'accepted', submission: hash, actor: key.actor, findings: [], claims: answers }
  })
}

interface Outcome {
  readonly claim: HashText
  readonly judged: Judged
}

function judgeAll(
  judge: Judge,
  group: Group,
  { submission, hash }: ReadSubmission,
  claims: readonly ClaimIn[],
  { actor: signer, products }: KeyRow,
  mode: Mode,
): Outcome[] {
  const keyId = toHex(submission.keyId)
  const ref = { hash: textOfHash(hash), claims: [], signer }
  const limited = products === undefined ? {} : { products }
  // One object for all: nobody keeps it, and making one for each costs as much as a rule.
  const source = { mode, signer, keyId, submission: ref, index: 0, ...limited } satisfies Source
  return claims.map((claim, index) => {
    source.index = index
    return { claim: textOfClaim(claim.name), judged: judge(group, claim, source) }
  })
}

/** What became of a claim. Its hash is made bytes when it is asked for. */
class Answer implements ClaimOutcome {
  readonly index: number
  readonly outcome: ClaimOutcome['outcome']
  readonly g: number | undefined
  readonly findings: readonly Finding[]
  readonly #claim: HashText
  constructor(
    index: number,
    claim: HashText,
    { outcome, g, findings }: Pick<ClaimOutcome, 'outcome' | 'g' | 'findings'>,
  ) {
    this.index = index
    this.outcome = outcome
    this.g = g
    this.findings = findings
    this.#claim = claim
  }
  get claim(): Hash {
    return hashOfText(this.#claim)
  }
}

/** The row of the submission and that of its number, and the number with its key. */
function putSubmission(writer: Writer, read: ReadSubmission, key: KeyRow, outcomes: readonly Outcome[]): void {
  const { submission, hash, ms, salt, seed, tallies } = read
  const { bytes, keyId, seq } = submission
  const { keys, submissions } = writer.tables
  submissions.put(textOfHash(hash), { bytes, ms, salt, keyId, fates: outcomes.map(fateOf), tallies, seed })
  const id = toHex(keyId)
  // Read again: a claim of this very submission may have ended the key.
  keys.put(id, { ...(keys.get(id) ?? key), seq })
  writer.alsoWrite((batch) => {
    const name = pairKey('w', keyId, seq)
    batch.put(name, closeRow(name, hash))
  })
}

function fateOf({ claim, judged: { outcome, g, attempt, findings } }: Outcome): ClaimFate {
  if (outcome === 'appended' && g !== undefined) return { g }
  return {
    refused: hashOfText(claim),
    codes: [...new Set(findings.map(({ code }) => code))],
    ...(attempt === undefined ? {} : { attempt }),
    ...(outcome === 'duplicate' && g !== undefined ? { twin: g } : {}),
  }
}

/** The same number with the same bytes again gets the same answer; with others it is a copied key. */
async function repeatedReport(
  writer: Writer,
  { submission, hash, claims }: ReadSubmission,
  key: KeyRow,
): Promise<SubmitReport | undefined> {
  const { seq, keyId } = submission
  if (seq > key.seq) return undefined
  // The one before may still be on its way to the disk, and its answer holds only when it is there.
  await writer.settled()
  const name = pairKey('w', keyId, seq)
  const row = writer.store.get(name)
  if (row === undefined) throw new Refused('SEQ_BACKWARDS', { seq, last: key.seq })
  if (!equalBytes(openRow(name, row), hash)) throw new Refused('SEQ_REUSED', { seq })
  const known = writer.tables.submissions.get(textOfHash(hash))
  const outcomes = (known?.fates ?? []).map((fate, index) => {
    return new Answer(index, textOfClaim((claims[index] as ClaimIn).name), answerOf(fate))
  })
  return { outcome: 'repeated', submission: hash, actor: key.actor, findings: [], claims: outcomes }
}

function answerOf(fate: ClaimFate): Pick<ClaimOutcome, 'outcome' | 'g' | 'findings'> {
  if ('g' in fate) return { outcome: 'appended', g: fate.g, findings: [] }
  if (fate.twin !== undefined) return { outcome: 'duplicate', g: fate.twin, findings: [] }
  const findings = fate.codes.map((code) => refusal('REFUSED_BEFORE', { code }))
  return { outcome: 'refused', g: fate.attempt, findings }
}

/** What the author says to have verified must be a beginning of this log. */
async function checkSeen(writer: Writer, { seen }: Submission): Promise<void> {
  if (seen === undefined) return
  // Beyond the last checkpoint the log may not be on the disk yet, and nobody could have seen it.
  if (seen.size > (writer.head.checkpoint ?? 0)) await writer.settled()
  const { size, hashes } = writer.head
  const unknown = new Refused('SEEN_UNKNOWN', { size: seen.size })
  if (seen.size > size) throw unknown
  const frontier = seen.size === size ? hashes : frontierBelow(writer.subtree, seen.size)
  if (!equalBytes(frontierRoot(sha256, frontier.map(hashOfText)), seen.root)) throw unknown
}

async function stageAll(writer: Writer, claims: readonly ClaimIn[]): Promise<ClaimIn[]> {
  const ready: ClaimIn[] = []
  const ahead = new Map<number, number>()
  for (const claim of claims) {
    const product = manifestSubject(claim.event)?.product
    const { manifest } = claim
    const large = manifest !== undefined && product !== undefined && manifest.serials.count > STAGE_ABOVE
    if (!large || findTwin(writer, claim) !== undefined) ready.push(claim)
    else {
      const staged = await stageManifest(writer, product, manifest.serials, ahead)
      ahead.set(staged.id, manifest.serials.count)
      ready.push({ ...claim, manifest: { ...manifest, staged } })
    }
  }
  return ready
}
