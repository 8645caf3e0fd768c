/**
 * Reading a submission: everything that can be checked without the state of the goods. This thread decodes its claims while
 * another one hashes them.
 */
import {
  decodeFrame,
  decodeSubmission,
  decodeSubmissionFrame,
  equalBytes,
  FormatError,
  frontierRoot,
  type Hash,
  hashSubmission,
  hashTime,
  openTallies,
  pushLeaf,
  type RawFrame,
  rawFrameSplitter,
  type Submission,
  type SubmissionFrame,
  type Tally,
  talliesOfStreams,
  tallyLeaf,
  toHex,
} from '@packtrail/protocol'
import { ClaimCut } from './claim-cut.ts'
import { type HashText, hashOfText } from './claim-hash.ts'
import { type ClaimIn, claimOfCut } from './claim-in.ts'
import type { ClaimReader } from './claim-reader.ts'
import { type ClaimTree, claimTree, textOfClaim } from './hash-thread.ts'
import { IncomingManifest } from './manifest-in.ts'
import type { KeyRow } from './master-rows.ts'
import { sha256, verifyOne } from './node-crypto.ts'
import { Refused } from './refusal.ts'
import { manifestSubject } from './subjects.ts'
import type { Writer } from './writer.ts'

/** Claims of one submission together, in bytes: they are judged and written in one go. */
const MAX_SUBMISSION_SIZE = 64 << 20
/** What is read is copied in pieces of this many bytes: its claims are views of them. */
const PIECE = 256 << 10

type Head = Extract<SubmissionFrame, { kind: 'submission' }>

/** A submission that is in the format and whose signature is good, but for the root that was signed. */
export interface ReadSubmission {
  readonly submission: Submission
  readonly hash: Hash
  readonly ms: number
  readonly salt: Uint8Array
  readonly seed: Uint8Array
  readonly tallies: readonly Tally[]
  readonly claims: readonly ClaimIn[]
  /** Resolves when its claims are those that were signed. @throws Refused, FormatError */
  checked(): Promise<void>
}

/**
 * @param named Called with its envelope, before that is believed.
 * @throws Refused, FormatError
 */
export async function readSubmission(
  writer: Writer,
  reader: ClaimReader,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  named: (submission: Submission) => void,
): Promise<ReadSubmission> {
  const tree = claimTree()
  const frames = rawFrameSplitter('submission', 'kept')
  const incoming = new Incoming(writer, reader, tree, named)
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE) {
      // A copy: whoever gave the chunk may write to it again. Not `slice`, which of a Buffer is a view.
      const piece = new Uint8Array(chunk.subarray(at, at + PIECE))
      for (const frame of frames.push(piece)) incoming.take(frame)
      await tree.room()
    }
  }
  frames.finish()
  return incoming.finish()
}

/** The key in force. The ledger's own signs what the ledger makes and numbers itself. */
export function keyOf(writer: Writer, submission: Submission): KeyRow {
  const key = writer.tables.keys.get(toHex(submission.keyId))
  if (key === undefined) throw new Refused('KEY_UNKNOWN', { actor: toHex(submission.keyId) })
  if (key.ended !== undefined) throw new Refused('KEY_ENDED', { actor: key.actor, at: key.ended })
  if (equalBytes(key.publicKey, writer.config.publicKey) || submission.attests) {
    throw new Refused('NOT_AN_ACT', { type: 'submission by the ledger itself' })
  }
  return key
}

function checkSignature(writer: Writer, submission: Submission): void {
  if (!equalBytes(submission.ledgerId, writer.config.ledgerId)) throw new Refused('OTHER_LEDGER')
  const { publicKey } = keyOf(writer, submission)
  const { signed: message, signature } = submission
  if (!verifyOne({ publicKey, message, signature })) throw new Refused('SIGNATURE_WRONG')
}

const cut = new ClaimCut()

/** One submission, frame by frame. */
class Incoming {
  readonly #writer: Writer
  readonly #reader: ClaimReader
  readonly #tree: ClaimTree
  readonly #named: (submission: Submission) => void
  readonly #claims: ClaimIn[] = []
  #head: { readonly submission: Submission; readonly frame: Head } | undefined
  /** The manifest of the last claim. */
  #manifest: IncomingManifest | undefined
  #bytes = 0
  #serials = 0
  #ended = false

  constructor(writer: Writer, reader: ClaimReader, tree: ClaimTree, named: (submission: Submission) => void) {
    this.#writer = writer
    this.#reader = reader
    this.#tree = tree
    this.#named = named
  }

  take(raw: RawFrame): void {
    const { bytes } = raw
    // `[2, claim]`: nearly all frames. What is no whole claim is left to the reader of the format, which says what is wrong.
    const claim = bytes[0] === 0x82 && bytes[1] === 2 ? bytes.subarray(2) : undefined
    if (claim !== undefined && this.#head !== undefined && !this.#ended && cut.of(claim)) this.#takeClaim(claim)
    else this.#takeOther(raw)
  }

  #takeOther(raw: RawFrame): void {
    const frame = decodeSubmissionFrame(decodeFrame(raw))
    if (this.#ended) throw new FormatError('SHAPE', 'frames follow the end', raw.offset)
    if (this.#head === undefined) this.#takeHead(frame)
    else if (frame.kind === 'manifest') this.#takeSerials(frame)
    else if (frame.kind === 'end') this.#takeEnd(frame)
    else if (frame.kind === 'claim') throw new FormatError('SHAPE', 'a claim must be whole', raw.offset)
    else throw new FormatError('SHAPE', 'a file holds one submission', raw.offset)
  }

  #takeHead(frame: SubmissionFrame): void {
    if (frame.kind !== 'submission') throw new FormatError('SHAPE', 'a submission begins with its signature')
    const submission = decodeSubmission(frame.bytes)
    this.#named(submission)
    checkSignature(this.#writer, submission)
    this.#head = { submission, frame }
  }

  /** A claim that is cut. */
  #takeClaim(bytes: Uint8Array): void {
    this.#closeManifest()
    if (this.#claims.length >= (this.#head?.submission.count ?? 0)) {
      throw new Refused('SUBMISSION_DIFFERS', { what: 'claims were added' })
    }
    const event = this.#reader.read(bytes, cut)
    const manifest = manifestSubject(event)
    if (manifest !== undefined && event.subjects.filter(({ kind }) => kind === 'manifest').length > 1) {
      throw new FormatError('VALUE', 'a claim registers one manifest')
    }
    const claim = claimOfCut(this.#writer.config.secret, event, bytes, cut)
    this.#bytes += bytes.length
    if (this.#bytes > MAX_SUBMISSION_SIZE) {
      throw new FormatError('VALUE', 'its claims are above 64 MiB together: split it')
    }
    this.#tree.add(claim.name)
    this.#claims.push(claim)
    if (manifest !== undefined) {
      this.#manifest = new IncomingManifest(manifest, () => hashOfText(textOfClaim(claim.name)))
    }
  }

  #takeSerials(frame: Extract<SubmissionFrame, { kind: 'manifest' }>): void {
    if (this.#claims.length === 0) throw new FormatError('SHAPE', 'serials stand before any claim')
    if (this.#manifest === undefined) throw new FormatError('SHAPE', 'serials follow a claim that registers none')
    this.#manifest.add(frame)
    this.#serials += frame.serials.length
  }

  #closeManifest(): void {
    const claim = this.#claims.pop()
    if (claim === undefined) return
    this.#claims.push(this.#manifest === undefined ? claim : { ...claim, manifest: this.#manifest.finish() })
    this.#manifest = undefined
  }

  #takeEnd({ claims, serials }: Extract<SubmissionFrame, { kind: 'end' }>): void {
    this.#closeManifest()
    if (claims !== this.#claims.length || serials !== this.#serials) {
      throw new Refused('SUBMISSION_DIFFERS', { what: 'the end counts other claims or serials' })
    }
    this.#ended = true
  }

  finish(): ReadSubmission {
    if (this.#head === undefined || !this.#ended) throw new FormatError('CBOR_TRUNCATED', 'the file has no end')
    const { submission, frame } = this.#head
    const { ms, salt, seed } = frame
    const claims = this.#claims
    if (claims.length !== submission.count) throw new Refused('SUBMISSION_DIFFERS', { what: 'claims are missing' })
    if (!equalBytes(hashTime(sha256, ms, salt), submission.time)) {
      throw new Refused('SUBMISSION_DIFFERS', { what: 'another time' })
    }
    const tallies = talliesOfStreams(claims.map(({ streams }) => streams))
    if (tallies.length !== submission.streams || seed === undefined) {
      throw new Refused('SUBMISSION_DIFFERS', { what: 'the tallies of what its claims name' })
    }
    const hash = hashSubmission(sha256, submission.bytes)
    const hashed = this.#tree.finish()
    // It is waited for later, and until then nobody else looks whether it failed.
    hashed.catch(() => undefined)
    const checked = async (): Promise<void> => checkRoot(submission, claims, tallies, seed, await hashed)
    return { submission, hash, ms, salt, seed, tallies, claims, checked }
  }
}

/** Whether these claims, of whose leaves `frontier` is the frontier, and these tallies are what was signed. */
function checkRoot(
  { root }: Submission,
  claims: readonly ClaimIn[],
  tallies: readonly Tally[],
  seed: Uint8Array,
  frontier: readonly HashText[],
): void {
  // Its tally would count it twice, and the log could hold it once.
  if (new Set(claims.map(({ name }) => textOfClaim(name))).size < claims.length) {
    throw new FormatError('VALUE', 'one claim stands in it twice')
  }
  const hashes = frontier.map(hashOfText)
  openTallies(sha256, tallies, seed).forEach((tally, i) => {
    pushLeaf(sha256, hashes, claims.length + i, tallyLeaf(sha256, tally, tally.salt))
  })
  if (!equalBytes(frontierRoot(sha256, hashes), root)) throw new Refused('SUBMISSION_DIFFERS', { what: 'other claims' })
}
