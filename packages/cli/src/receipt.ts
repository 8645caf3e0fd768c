/** Is what I signed in the ledger? Receipts, checked without one (docs/spec/files.md#receipt). */
import {
  type Crypto,
  decodeEntry,
  decodeReceiptFrame,
  decodeSubmissionFrame,
  type Entry,
  equalBytes,
  FormatError,
  type Hash,
  hashLeaf,
  hashOpenClaim,
  hashSubmission,
  parseCheckpoint,
  type ReceiptFrame,
  readFrames,
  rootFromSubset,
  type SignedCheckpoint,
  toHex,
} from '@packtrail/protocol'
import type { Policy } from '@packtrail/verifier'
import { isSigned } from './checkpoint-note.ts'
import { dataError } from './error.ts'
import type { InputFile } from './files.ts'
import { words } from './words.ts'

const { receipt: say } = words

/** Receipts of 65,536 claims are a few megabytes; this bounds what is kept. */
const MOST_ENTRIES = 1 << 20

export interface CheckedReceipt {
  readonly submission: Hash
  readonly checkpoint: SignedCheckpoint
  /** Hex of the claims that stand in the log, with the position and time of their first entry. */
  readonly claims: ReadonlyMap<string, { readonly g: number; readonly recorded: number }>
}

/** @throws CliError DATA_BAD with the reason: nothing of a receipt is believed in part. */
export async function checkReceipt(crypto: Crypto, policy: Policy, file: InputFile): Promise<CheckedReceipt> {
  try {
    return await readReceipt(crypto, policy, file)
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    throw dataError('FILE_BAD', say.malformed(file.name, error.message), {
      hint: words.files.wrongFileHint,
      cause: error,
    })
  }
}

async function readReceipt(crypto: Crypto, policy: Policy, file: InputFile): Promise<CheckedReceipt> {
  const frames = await receiptFrames(file)
  const { head, entries, proof } = frames
  const bad = (why: string): Error => dataError('DATA_BAD', say.bad(file.name, why), { hint: say.badHint })
  if (!equalBytes(head.ledgerId, policy.ledgerId)) throw bad(say.otherLedger)
  const checkpoint = parseCheckpoint(head.note)
  if (checkpoint.origin !== policy.origin || !(await isSigned(crypto, policy, checkpoint))) throw bad(say.unsigned)
  const leaves = new Map<number, Hash>()
  const claims = new Map<string, { g: number; recorded: number }>()
  for (const bytes of entries) {
    const entry = decodeEntry(bytes)
    if (!belongs(entry, head)) throw bad(say.foreignEntry(entry.g))
    leaves.set(entry.g, hashLeaf(crypto.sha256, bytes))
    const claim = toHex(entry.claim)
    if (!claims.has(claim)) claims.set(claim, { g: entry.g, recorded: entry.recorded })
  }
  const shown = proof.runs.reduce((sum, { from, to }) => sum + to - from, 0)
  if (shown !== leaves.size) throw bad(say.otherEntries)
  const root = rootFromSubset(crypto.sha256, checkpoint.size, proof.runs, (g) => leaves.get(g), proof.proof)
  if (!equalBytes(root, checkpoint.root)) throw bad(say.notInLog)
  return { submission: head.submission, checkpoint, claims }
}

type Head = Extract<ReceiptFrame, { kind: 'receipt' }>
type Proof = Extract<ReceiptFrame, { kind: 'proof' }>

function belongs(entry: Entry, { ledgerId, submission }: Head): boolean {
  return (
    entry.submission !== undefined && equalBytes(entry.submission, submission) && equalBytes(entry.ledgerId, ledgerId)
  )
}

async function receiptFrames(
  file: InputFile,
): Promise<{ readonly head: Head; readonly entries: readonly Uint8Array[]; readonly proof: Proof }> {
  let head: Head | undefined
  let proof: Proof | undefined
  const entries: Uint8Array[] = []
  for await (const frame of readFrames('receipt', file.chunks())) {
    const read = decodeReceiptFrame(frame)
    const first = head === undefined
    if (proof !== undefined || first !== (read.kind === 'receipt'))
      throw new FormatError('SHAPE', 'its parts are out of order')
    if (read.kind === 'receipt') head = read
    else if (read.kind === 'proof') proof = read
    else if (entries.push(read.bytes) > MOST_ENTRIES) throw new FormatError('VALUE', 'it has too many entries')
  }
  if (head === undefined || proof === undefined) throw new FormatError('SHAPE', 'a part of it is missing')
  return { head, entries, proof }
}

/** How many acts stand in the log by a receipt of our own. */
export async function claimsOfReceipt(chunks: Iterable<Uint8Array>): Promise<number> {
  const claims = new Set<string>()
  for await (const frame of readFrames('receipt', chunks)) {
    const read = decodeReceiptFrame(frame)
    if (read.kind === 'entry') claims.add(toHex(decodeEntry(read.bytes).claim))
  }
  return claims.size
}

export interface SubmissionSummary {
  readonly hash: Hash
  /** Hex of its claims, in their order. */
  readonly claims: readonly string[]
}

/** What a submission file holds, as far as a receipt speaks of it. @throws CliError FILE_BAD */
export async function summarize(crypto: Crypto, file: InputFile): Promise<SubmissionSummary> {
  let hash: Hash | undefined
  const claims: string[] = []
  try {
    for await (const frame of readFrames('submission', file.chunks())) {
      const read = decodeSubmissionFrame(frame)
      if (read.kind === 'submission') hash = hashSubmission(crypto.sha256, read.bytes)
      else if (read.kind === 'claim') claims.push(toHex(hashOpenClaim(crypto.sha256, read.claim)))
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    throw dataError('FILE_BAD', say.noSubmission(file.name, error.message), {
      hint: words.files.wrongFileHint,
      cause: error,
    })
  }
  if (hash === undefined)
    throw dataError('FILE_BAD', say.noSubmission(file.name, say.nothing), { hint: words.files.wrongFileHint })
  return { hash, claims }
}
