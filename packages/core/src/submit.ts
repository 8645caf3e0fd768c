/**
 * Submissions: what a party has signed without having a ledger. Everything that can be checked is checked before anything is
 * changed; then all claims are judged in one group, so that a submission is in the log whole or not at all.
 */
import { makePackId } from '@packtrail/codes'
import {
  claimsRoot,
  decodeSubmission,
  decodeSubmissionFrame,
  equalBytes,
  type Finding,
  FormatError,
  frontierRoot,
  type Hash,
  hashSubmission,
  hashTime,
  openTallies,
  readClaim,
  readFrames,
  type Submission,
  type SubmissionFrame,
  type Tally,
  talliesOf,
  toHex,
} from '@packtrail/protocol'
import { hashOfText, manifestText, textOfHash } from './claim-hash.ts'
import { type ClaimIn, claimOfSlots } from './claim-in.ts'
import type { Mode } from './custody.ts'
import { textOfClaim } from './hash-thread.ts'
import type { Judge, Judged } from './judge.ts'
import { STAGE_ABOVE, stageManifest } from './manifest-rows.ts'
import type { ClaimFate, KeyRow } from './master-rows.ts'
import { nodeCrypto, sha256 } from './node-crypto.ts'
import { frontierBelow } from './open.ts'
import { type RefusalCode, refusal } from './refusal.ts'
import { closeRow, openRow } from './row-bytes.ts'
import { pairKey } from './row-key.ts'
import { serialSetBuilder } from './serial-set.ts'
import { manifestSubject } from './subjects.ts'
import { findTwin } from './twin.ts'
import type { Writer } from './writer.ts'

/** Claims of one submission together, in bytes: they are judged and written in one go. */
const MAX_SUBMISSION_SIZE = 64 << 20

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

/** Thrown inside this module only: the whole submission is refused. */
class Refused extends Error {
  readonly finding: Finding
  constructor(code: RefusalCode, params: Readonly<Record<string, string | number>> = {}) {
    super(code)
    this.finding = refusal(code, params)
  }
}

interface Parsed {
  readonly submission: Submission
  readonly hash: Hash
  readonly ms: number
  readonly salt: Uint8Array
  readonly seed: Uint8Array | undefined
  readonly tallies: readonly Tally[]
  readonly claims: readonly ClaimIn[]
}

export async function submitFile(
  writer: Writer,
  judge: Judge,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  mode: Mode,
): Promise<SubmitReport> {
  let hash: Hash | undefined
  let actor: string | undefined
  try {
    const parsed = await parse(writer, chunks, (submission) => {
      hash = hashSubmission(sha256, submission.bytes)
      actor = writer.tables.keys.get(toHex(submission.keyId))?.actor
    })
    return await writer.exclusive(() => append(writer, judge, parsed, mode))
  } catch (error) {
    const finding = findingOf(error)
    return { outcome: 'refused', submission: hash, actor, findings: [finding], claims: [] }
  }
}

function findingOf(error: unknown): Finding {
  if (error instanceof Refused) return error.finding
  if (error instanceof FormatError) return refusal('SUBMISSION_MALFORMED', { what: error.message })
  throw error
}

// ------------------------------------------------------------------- reading

/** Read and check all that does not depend on what the ledger holds, and the signature as soon as it is there. */
async function parse(
  writer: Writer,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  named: (submission: Submission) => void,
): Promise<Parsed> {
  let head: { submission: Submission; frame: Extract<SubmissionFrame, { kind: 'submission' }> } | undefined
  const claims: ClaimIn[] = []
  let open: OpenManifest | undefined
  let bytes = 0
  let serials = 0
  let ended = false
  for await (const raw of readFrames('submission', chunks)) {
    const frame = decodeSubmissionFrame(raw)
    if (ended) throw new FormatError('SHAPE', 'frames follow the end', raw.offset)
    if (head === undefined) {
      if (frame.kind !== 'submission') throw new FormatError('SHAPE', 'a submission begins with its signature')
      const submission = decodeSubmission(frame.bytes)
      named(submission)
      await checkSignature(writer, submission)
      head = { submission, frame }
    } else if (frame.kind === 'claim') {
      if (open !== undefined) claims.push(open.finish())
      open = openClaim(writer, frame.claim, head.submission.count - claims.length)
      bytes += open.size
      if (bytes > MAX_SUBMISSION_SIZE) throw new FormatError('VALUE', 'its claims are above 64 MiB together: split it')
    } else if (frame.kind === 'manifest') {
      if (open === undefined) throw new FormatError('SHAPE', 'serials stand before any claim')
      open.add(frame)
      serials += frame.serials.length
    } else if (frame.kind === 'end') {
      if (open !== undefined) claims.push(open.finish())
      if (frame.claims !== claims.length || frame.serials !== serials) {
        throw new Refused('SUBMISSION_DIFFERS', { what: 'the end counts other claims or serials' })
      }
      ended = true
    } else throw new FormatError('SHAPE', 'a file holds one submission', raw.offset)
  }
  if (head === undefined || !ended) throw new FormatError('CBOR_TRUNCATED', 'the file has no end')
  return checkWhole(head.submission, head.frame, claims)
}

function checkWhole(
  submission: Submission,
  { ms, salt, seed }: Extract<SubmissionFrame, { kind: 'submission' }>,
  claims: readonly ClaimIn[],
): Parsed {
  if (claims.length !== submission.count) throw new Refused('SUBMISSION_DIFFERS', { what: 'claims are missing' })
  if (!equalBytes(hashTime(sha256, ms, salt), submission.time)) {
    throw new Refused('SUBMISSION_DIFFERS', { what: 'another time' })
  }
  const tallies = talliesOf(claims.map(({ event }) => event.subjects))
  if (tallies.length !== submission.streams || seed === undefined) {
    throw new Refused('SUBMISSION_DIFFERS', { what: 'the tallies of what its claims name' })
  }
  const names = claims.map(({ name }) => textOfClaim(name))
  // Its tally would count it twice, and the log could hold it once.
  if (new Set(names).size < names.length) throw new FormatError('VALUE', 'one claim stands in it twice')
  const hashes = names.map(hashOfText)
  if (!equalBytes(claimsRoot(sha256, hashes, openTallies(sha256, tallies, seed)), submission.root)) {
    throw new Refused('SUBMISSION_DIFFERS', { what: 'other claims' })
  }
  return { submission, hash: hashSubmission(sha256, submission.bytes), ms, salt, seed, tallies, claims }
}

async function checkSignature(writer: Writer, submission: Submission): Promise<void> {
  if (!equalBytes(submission.ledgerId, writer.config.ledgerId)) throw new Refused('OTHER_LEDGER')
  const key = keyOf(writer, submission)
  const message = submission.signed
  const [good] = await nodeCrypto().verifyEd25519([
    { publicKey: key.publicKey, message, signature: submission.signature },
  ])
  if (good !== true) throw new Refused('SIGNATURE_WRONG')
}

/** The key in force. The ledger's own signs what the ledger makes and numbers itself. */
function keyOf(writer: Writer, submission: Submission): KeyRow {
  const key = writer.tables.keys.get(toHex(submission.keyId))
  if (key === undefined) throw new Refused('KEY_UNKNOWN', { actor: toHex(submission.keyId) })
  if (key.ended !== undefined) throw new Refused('KEY_ENDED', { actor: key.actor, at: key.ended })
  if (equalBytes(key.publicKey, writer.config.publicKey) || submission.attests) {
    throw new Refused('NOT_AN_ACT', { type: 'submission by the ledger itself' })
  }
  return key
}

interface OpenManifest {
  readonly size: number
  add(frame: Extract<SubmissionFrame, { kind: 'manifest' }>): void
  finish(): ClaimIn
}

/** A claim and, behind it, the serials of its manifest. */
function openClaim(
  writer: Writer,
  claim: Extract<SubmissionFrame, { kind: 'claim' }>['claim'],
  room: number,
): OpenManifest {
  if (claim.seed === undefined) throw new FormatError('SHAPE', 'a claim must be whole')
  if (room <= 0) throw new Refused('SUBMISSION_DIFFERS', { what: 'claims were added' })
  const event = readClaim(claim)
  const { seed, slots } = claim
  const subjects = event.subjects.filter((subject) => subject.kind === 'manifest')
  if (subjects.length > 1) throw new FormatError('VALUE', 'a claim registers one manifest')
  const subject = manifestSubject(event)
  const bare = claimOfSlots(writer.config.secret, event, slots, seed)
  const builder = serialSetBuilder()
  let manifestSeed: Uint8Array | undefined
  return {
    size: bare.bytes.length,
    add(frame) {
      if (subject === undefined) throw new FormatError('SHAPE', 'serials follow a claim that registers none')
      if (!equalBytes(frame.claim, hashOfText(textOfClaim(bare.name))))
        throw new FormatError('SHAPE', 'serials of another claim')
      if (manifestSeed !== undefined && !equalBytes(manifestSeed, frame.seed)) {
        throw new FormatError('SHAPE', 'the serials of one manifest have two seeds')
      }
      manifestSeed = frame.seed
      for (const serial of frame.serials) {
        if (!makePackId(subject.product, serial).ok) throw new FormatError('VALUE', `${serial} cannot stand on a pack`)
        builder.add(serial)
      }
      if (builder.count > subject.count)
        throw new Refused('SUBMISSION_DIFFERS', { what: 'more serials than were signed' })
    },
    finish() {
      if (subject === undefined) return bare
      const { set, twice } = builder.finish()
      const root =
        manifestSeed === undefined || set.count === 0 || twice.length > 0
          ? undefined
          : hashOfText(manifestText(manifestSeed, set.count, (i, target, at) => set.write(i, target, at)))
      if (root === undefined || set.count !== subject.count || !equalBytes(root, subject.root)) {
        throw new Refused('SUBMISSION_DIFFERS', { what: 'other serials' })
      }
      return { ...bare, manifest: { seed: manifestSeed as Uint8Array, serials: set } }
    },
  }
}

// ----------------------------------------------------------------- appending

async function append(writer: Writer, judge: Judge, parsed: Parsed, mode: Mode): Promise<SubmitReport> {
  const { submission, hash } = parsed
  const key = keyOf(writer, submission)
  const { actor } = key
  const before = repeatedReport(writer, parsed, key)
  if (before !== undefined) return before
  checkSeen(writer, submission)
  const claims = await stageAll(writer, parsed.claims, mode)
  const text = textOfHash(hash)
  const keyId = toHex(submission.keyId)
  const outcomes = await writer.commitHeld((group) => {
    const ref = { hash: text, claims: [], signer: actor }
    const judged = claims.map((claim, index) =>
      judge(group, claim, {
        mode,
        signer: actor,
        keyId,
        submission: ref,
        index,
        ...(key.products === undefined ? {} : { products: key.products }),
      }),
    )
    judge.settle()
    const fates = judged.map((one, index) => fateOf(one, textOfClaim((claims[index] as ClaimIn).name)))
    const { bytes, seq } = submission
    const { ms, salt, seed, tallies } = parsed
    writer.tables.submissions.put(text, {
      bytes,
      ms,
      salt,
      keyId: submission.keyId,
      fates,
      tallies,
      ...(seed === undefined ? {} : { seed }),
    })
    // Read again: a claim of this very submission may have ended the key.
    writer.tables.keys.put(keyId, { ...(writer.tables.keys.get(keyId) ?? key), seq })
    writer.alsoWrite((batch) => {
      const name = pairKey('w', submission.keyId, seq)
      batch.put(name, closeRow(name, hash))
    })
    return judged.map(
      ({ outcome, g, findings }, index): ClaimOutcome => ({
        index,
        outcome,
        g,
        claim: hashOfText(textOfClaim((claims[index] as ClaimIn).name)),
        findings,
      }),
    )
  })
  return { outcome: 'accepted', submission: hash, actor, findings: [], claims: outcomes }
}

function fateOf({ outcome, g, attempt, findings }: Judged, claim: string): ClaimFate {
  if (outcome === 'appended' && g !== undefined) return { g }
  return {
    refused: hashOfText(claim),
    codes: [...new Set(findings.map(({ code }) => code))],
    ...(attempt === undefined ? {} : { attempt }),
    ...(outcome === 'duplicate' && g !== undefined ? { twin: g } : {}),
  }
}

/** The same number with the same bytes again gets the same answer; with others it is a copied key. */
function repeatedReport(writer: Writer, { submission, hash, claims }: Parsed, key: KeyRow): SubmitReport | undefined {
  const { seq, keyId } = submission
  if (seq > key.seq) return undefined
  const name = pairKey('w', keyId, seq)
  const row = writer.store.get(name)
  if (row === undefined) throw new Refused('SEQ_BACKWARDS', { seq, last: key.seq })
  if (!equalBytes(openRow(name, row), hash)) throw new Refused('SEQ_REUSED', { seq })
  const known = writer.tables.submissions.get(textOfHash(hash))
  const outcomes = (known?.fates ?? []).map((fate, index): ClaimOutcome => {
    const claim = hashOfText(textOfClaim((claims[index] as ClaimIn).name))
    if ('g' in fate) return { index, outcome: 'appended', g: fate.g, claim, findings: [] }
    if (fate.twin !== undefined) return { index, outcome: 'duplicate', g: fate.twin, claim, findings: [] }
    const findings = fate.codes.map((code) => refusal('REFUSED_BEFORE', { code }))
    return { index, outcome: 'refused', g: fate.attempt, claim, findings }
  })
  return { outcome: 'repeated', submission: hash, actor: key.actor, findings: [], claims: outcomes }
}

/** What the author says to have verified must be a beginning of this log. */
function checkSeen(writer: Writer, { seen }: Submission): void {
  if (seen === undefined) return
  const { size, hashes } = writer.head
  const unknown = new Refused('SEEN_UNKNOWN', { size: seen.size })
  if (seen.size > size) throw unknown
  const frontier = seen.size === size ? hashes : frontierBelow(writer.subtree, seen.size)
  if (!equalBytes(frontierRoot(sha256, frontier.map(hashOfText)), seen.root)) throw unknown
}

async function stageAll(writer: Writer, claims: readonly ClaimIn[], mode: Mode): Promise<ClaimIn[]> {
  const ready: ClaimIn[] = []
  const ahead = new Set<number>()
  for (const claim of claims) {
    const product = manifestSubject(claim.event)?.product
    const { manifest } = claim
    const large = manifest !== undefined && product !== undefined && manifest.serials.count > STAGE_ABOVE
    if (!large || findTwin(writer, claim) !== undefined) ready.push(claim)
    else {
      const staged = await stageManifest(writer, product, manifest.serials, mode, ahead)
      ahead.add(staged.id)
      ready.push({ ...claim, manifest: { ...manifest, staged } })
    }
  }
  return ready
}
