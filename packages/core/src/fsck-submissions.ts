/** Submissions: signature, the root over claims and tallies, where each claim went, and the numbers of each key. */
import {
  type Crypto,
  claimsRoot,
  decodeEntry,
  decodeSubmission,
  type Hash,
  hashSubmission,
  hashTime,
  openTallies,
  type SignatureCheck,
  type Submission,
  toHex,
} from '@packtrail/protocol'
import { type FsckNotes, reasonOf } from './fsck-report.ts'
import { eachPair, eachRow, readOne } from './fsck-rows.ts'
import { plainText } from './fsck-state.ts'
import type { Config } from './head.ts'
import { type LogReader, logReader } from './log-rows.ts'
import { type ClaimFate, type KeyRow, keyCodec, type SubmissionRow, submissionCodec } from './master-rows.ts'
import { RowReader } from './row-bytes.ts'
import { pairKey, rangeOf, readNumber } from './row-key.ts'
import type { StoreReader } from './store.ts'

export interface SubmissionsOn {
  readonly store: StoreReader
  /** Holds the keys as a replay of the claims has made them. */
  readonly scratch: StoreReader
  readonly notes: FsckNotes
  readonly crypto: Crypto
  readonly config: Config
  /** False when not every claim could be replayed. */
  readonly whole: boolean
}

/** Signatures checked at a time. */
const PORTION = 512

interface Waiting extends SignatureCheck {
  readonly where: string
}

/** @returns The number behind the last submission of the ledger's own key. */
export async function checkSubmissions(on: SubmissionsOn): Promise<number> {
  const { store, notes, crypto, config } = on
  const log = logReader(store)
  const keys = keyReader(store)
  const highest = new Map<string, number>()
  let operatorSeq = 0
  let waiting: Waiting[] = []

  const verify = async (): Promise<void> => {
    const items = waiting
    waiting = []
    const good = await crypto.verifyEd25519(items)
    notes.count('signatures', items.length)
    items.forEach(({ where }, i) => {
      if (good[i] !== true) notes.problem('SUBMISSION_SIGNATURE', where, 'Its signature does not fit it.')
    })
  }
  const check = (name: Hash, row: SubmissionRow): void => {
    const where = `submission ${toHex(name)}`
    notes.count('submissions')
    const submission = readSubmission(on, where, name, row)
    if (submission === undefined) return
    checkRoot(on, log, where, name, submission, row)
    const id = toHex(submission.keyId)
    const key = keys(id)
    if (key === undefined) {
      notes.problem('SUBMISSION_KEY', where, 'Nobody has the key that signed it.')
      return
    }
    waiting.push({ where, publicKey: key.publicKey, message: submission.signed, signature: submission.signature })
    if (Buffer.compare(key.publicKey, config.publicKey) === 0) operatorSeq = Math.max(operatorSeq, submission.seq + 1)
    else {
      highest.set(id, Math.max(highest.get(id) ?? -1, submission.seq))
      const filed = readOne(store, pairKey('w', submission.keyId, submission.seq), (body) => body)
      if (filed === undefined || Buffer.compare(filed, name) !== 0) {
        notes.problem('SUBMISSION_SEQ', where, `It is not filed under number ${submission.seq} of its key.`)
      }
    }
  }
  await eachRow(
    store,
    rangeOf('v'),
    notes,
    (key, body) => check(key.slice(1), submissionCodec.read(new RowReader(body))),
    async () => {
      if (waiting.length >= PORTION) await verify()
    },
  )
  if (waiting.length > 0) await verify()
  await checkNumbers(on)
  await compareKeys(on, highest)
  return operatorSeq
}

function keyReader(store: StoreReader): (id: string) => KeyRow | undefined {
  const known = new Map<string, KeyRow | undefined>()
  return (id) => {
    if (!known.has(id)) {
      const row = readOne(store, keyCodec.key(id), (body) => keyCodec.read(new RowReader(body)))
      // A plain row can hold anything once it is damaged.
      const sound = row?.publicKey instanceof Uint8Array && row.publicKey.length === 32
      known.set(id, sound ? row : undefined)
    }
    return known.get(id)
  }
}

function readSubmission(
  { notes, crypto: { sha256 }, config }: SubmissionsOn,
  where: string,
  name: Hash,
  row: SubmissionRow,
): Submission | undefined {
  const say = (message: string): void => notes.problem('SUBMISSION_FORM', where, message)
  try {
    const submission = decodeSubmission(row.bytes)
    if (Buffer.compare(hashSubmission(sha256, row.bytes), name) !== 0) {
      say('Its bytes do not hash to its name.')
      return undefined
    }
    if (Buffer.compare(submission.ledgerId, config.ledgerId) !== 0) say('It was signed for another ledger.')
    if (Buffer.compare(submission.keyId, row.keyId) !== 0) say('It is filed under another key than signed it.')
    if (Buffer.compare(submission.time, hashTime(sha256, row.ms, row.salt)) !== 0)
      say('Its time is not the one signed.')
    return submission
  } catch (error) {
    say(`It cannot be read: ${reasonOf(error)}.`)
    return undefined
  }
}

function checkRoot(
  { notes, crypto: { sha256 } }: SubmissionsOn,
  log: LogReader,
  where: string,
  name: Hash,
  submission: Submission,
  { fates, seed, tallies }: SubmissionRow,
): void {
  if (fates.length !== submission.count || tallies.length !== submission.streams) {
    const is = `${fates.length} claims and ${tallies.length} tallies`
    notes.problem(
      'SUBMISSION_FATE',
      where,
      `Its row knows ${is}, it was signed over ${submission.count} and ${submission.streams}.`,
    )
    return
  }
  const claims = fates.map((fate, index) => claimOfFate(log, name, fate, index))
  const lost = claims.indexOf(undefined)
  if (lost >= 0) {
    notes.problem('SUBMISSION_FATE', where, `Its claim ${lost} is not where its row says that it went.`)
    return
  }
  const root = claimsRoot(sha256, claims as Hash[], seed === undefined ? [] : openTallies(sha256, tallies, seed))
  if (Buffer.compare(root, submission.root) !== 0) {
    notes.problem('SUBMISSION_ROOT', where, 'The root over its claims is not the root that was signed.')
  }
}

/** The hash of a claim of a submission, as its entry has it; `undefined` when it is not there. */
function claimOfFate(log: LogReader, name: Hash, fate: ClaimFate, index: number): Hash | undefined {
  if ('refused' in fate) return fate.refused
  try {
    const entry = decodeEntry(log.entry(fate.g))
    const opened = log.claim(fate.g)
    const fits = opened?.at === fate.g && opened.index === index && entry.submission !== undefined
    return fits && Buffer.compare(entry.submission, name) === 0 ? entry.claim : undefined
  } catch {
    return undefined
  }
}

/** Every number of a key leads to the submission that bears it. */
async function checkNumbers({ store, notes }: SubmissionsOn): Promise<void> {
  await eachRow(store, rangeOf('w'), notes, (key, body) => {
    const row = readOne(store, submissionCodec.key(Buffer.from(body).toString('latin1')), (bytes) =>
      decodeSubmission(submissionCodec.read(new RowReader(bytes)).bytes),
    )
    const fits =
      row !== undefined &&
      Buffer.compare(row.keyId, key.subarray(1, key.length - 6)) === 0 &&
      row.seq === readNumber(key, key.length - 6)
    if (!fits) {
      const where = `number ${readNumber(key, key.length - 6)} of key ${toHex(key.subarray(1, key.length - 6))}`
      notes.problem('SUBMISSION_SEQ', where, 'It does not lead to the submission that bears it.')
    }
  })
}

/** Keys as the claims of the log have made them, with the highest number that each has used. */
async function compareKeys(
  { store, scratch, notes, whole }: SubmissionsOn,
  highest: ReadonlyMap<string, number>,
): Promise<void> {
  await eachPair({ store, notes }, scratch, rangeOf('u'), (key, real, made) => {
    if (real !== undefined && real.body === undefined) return
    const id = Buffer.from(key.subarray(1)).toString()
    const is = real?.body === undefined ? undefined : keyCodec.read(new RowReader(real.body))
    const ought = made === undefined ? undefined : keyCodec.read(new RowReader(made))
    const where = `key ${id}`
    if (is === undefined) notes.problem('KEY_STATE', where, 'The row is missing.')
    else if (is.seq !== (highest.get(id) ?? -1)) {
      notes.problem(
        'KEY_STATE',
        where,
        `Its row says that it has reached number ${is.seq}, the submissions ${highest.get(id) ?? -1}.`,
      )
    }
    if (!whole || is === undefined) return
    if (ought === undefined) notes.problem('KEY_STATE', where, 'No claim of the log has added it.')
    else if (plainText({ ...is, seq: 0 }) !== plainText({ ...ought, seq: 0 })) {
      notes.problem('KEY_STATE', where, 'The row does not say what the claims of the log come to.')
    }
  })
}
