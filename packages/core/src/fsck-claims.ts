/**
 * Claims: opened where they stand, under the hash of their entry, in the submission that brought them, and with exactly the
 * entries that their subjects ask for. What each claim does is replayed on the way.
 */
import {
  decodeClaim,
  decodeSubmission,
  hashOpenClaim,
  type OpenClaim,
  readClaim,
  type SeenEvent,
  type Submission,
} from '@packtrail/protocol'
import { claimText, type HashText, textOfHash } from './claim-hash.ts'
import { openedBytes, type WalkedEntry } from './fsck-log.ts'
import type { Replay } from './fsck-replay.ts'
import { type FsckNotes, reasonOf } from './fsck-report.ts'
import { readOne } from './fsck-rows.ts'
import type { PendingEntry } from './group.ts'
import { textOfClaim } from './hash-thread.ts'
import type { Config } from './head.ts'
import { type SubmissionRow, submissionCodec } from './master-rows.ts'
import { sha256 } from './node-crypto.ts'
import { RowReader } from './row-bytes.ts'
import type { StoreReader } from './store.ts'

export interface ClaimCheck {
  visit(at: WalkedEntry): void
  /** Claims that were opened, genesis included. */
  readonly opened: number
  /** Claims that could not be replayed. */
  readonly lost: number
}

/** Entries that a claim asked for and that must follow it. */
interface Expected {
  readonly first: number
  readonly list: readonly PendingEntry[]
}

export function claimCheck(
  store: StoreReader,
  notes: FsckNotes,
  config: Config | undefined,
  replay: Replay,
): ClaimCheck {
  let opened = 0
  let lost = 0
  let expected: Expected | undefined
  /** Entries behind a claim that could not be read are not held against it. */
  let excused = -1
  const submissions = submissionReader(store, notes)

  const lose = (at: WalkedEntry): void => {
    lost++
    excused = at.g
    expected = undefined
  }
  const asked = (at: WalkedEntry, want: PendingEntry, first: number): void => {
    const { entry, ref, g } = at
    if (entry === undefined) return
    const fits =
      entry.kind === want.kind &&
      replay.streamIdOf(want.stream) === (entry.stream === undefined ? undefined : textOfHash(entry.stream)) &&
      textOfHash(entry.claim) === textOfClaim(want.claim) &&
      entry.submission !== undefined &&
      textOfHash(entry.submission) === want.submission.hash &&
      (g === first || (ref?.kind === 'back' && g - ref.back === want.first))
    if (fits) return
    notes.problem('CLAIM_ROUTE', `entry ${g}`, `The claim of entry ${first} asks for another entry here.`)
    expected = undefined
    excused = g
  }
  const open = (at: WalkedEntry, bytes: Uint8Array): void => {
    const { g, entry, ref } = at
    if (entry === undefined || (ref?.kind !== 'inline' && ref?.kind !== 'large')) return
    opened++
    notes.count('claims')
    const read = readChecked(notes, g, bytes, textOfHash(entry.claim))
    if (read === undefined) {
      lose(at)
      return
    }
    if (entry.kind === 'genesis') {
      checkGenesis(notes, config, read.event)
      return
    }
    const submission = entry.submission === undefined ? undefined : textOfHash(entry.submission)
    const row = submission === undefined ? undefined : submissions(g, submission)
    if (row !== undefined) checkFate(notes, g, row.row, ref.index)
    const list = replay.claim({ g, entry, ...read, bytes, submission: row?.submission, index: ref.index })
    if (list === undefined) {
      lose(at)
      return
    }
    expected = { first: g, list }
    asked(at, list[0] as PendingEntry, g)
  }
  return {
    visit(at) {
      const { g, entry, ref } = at
      const want = expected?.list[g - expected.first]
      if (expected !== undefined && want !== undefined) {
        asked(at, want, expected.first)
        return
      }
      expected = undefined
      if (entry === undefined || ref === undefined) {
        lose(at)
        return
      }
      const where = `entry ${g}`
      if (ref.kind === 'none') {
        if (entry.kind !== 'epoch') {
          notes.problem('CLAIM_MISSING', where, 'No claim is kept for it.')
          lose(at)
        }
        return
      }
      if (entry.kind === 'epoch') notes.problem('CLAIM_ROUTE', where, 'An epoch opens no claim.')
      else if (ref.kind !== 'back') {
        const bytes = openedBytes(store, notes, g, ref)
        if (bytes === undefined) lose(at)
        else open(at, bytes)
      } else if (excused < 0 || !isNear(g, excused)) {
        notes.problem('CLAIM_ROUTE', where, 'It repeats a claim that did not ask for it.')
      }
    },
    get opened() {
      return opened
    },
    get lost() {
      return lost
    },
  }
}

/** A claim has at most 4,096 subjects, and its entries follow each other. */
function isNear(g: number, excused: number): boolean {
  return g - excused <= 8192
}

interface Read {
  readonly claim: OpenClaim
  readonly event: SeenEvent
  readonly hash: HashText
}

/** Hash before decode; what does not hash to the entry's claim is not believed. */
function readChecked(notes: FsckNotes, g: number, bytes: Uint8Array, hash: HashText): Read | undefined {
  const where = `claim of entry ${g}`
  try {
    const claim = decodeClaim(bytes)
    const is = claim.seed === undefined ? textOfHash(hashOpenClaim(sha256, claim)) : claimText(claim.slots, claim.seed)
    if (is !== hash) {
      notes.problem('CLAIM_HASH', where, 'Its bytes do not hash to the claim that the entry names.')
      return undefined
    }
    return { claim, event: readClaim(claim), hash }
  } catch (error) {
    notes.problem('CLAIM_FORM', where, `It cannot be read: ${reasonOf(error)}.`)
    return undefined
  }
}

function checkGenesis(notes: FsckNotes, config: Config | undefined, event: SeenEvent): void {
  const [subject] = event.subjects
  if (config === undefined || subject?.kind !== 'genesis') return
  const same =
    subject.origin === config.origin &&
    subject.operator === config.operator &&
    Buffer.compare(subject.publicKey, config.publicKey) === 0
  if (!same)
    notes.problem('CONFIG', 'genesis', 'The ledger names another origin, operator or key than its first entry.')
}

function checkFate(notes: FsckNotes, g: number, row: SubmissionRow, index: number): void {
  const fate = row.fates[index]
  if (fate !== undefined && 'g' in fate && fate.g === g) return
  notes.problem('SUBMISSION_FATE', `entry ${g}`, `Its submission does not say that claim ${index} went here.`)
}

interface Known {
  readonly row: SubmissionRow
  readonly submission: Submission
}

/** Submissions come one after the other, so the last ones are remembered. */
function submissionReader(store: StoreReader, notes: FsckNotes): (g: number, hash: HashText) => Known | undefined {
  const known = new Map<HashText, Known | undefined>()
  return (g, hash) => {
    if (known.has(hash)) return known.get(hash)
    const row = readOne(store, submissionCodec.key(hash), (body): Known => {
      const read = submissionCodec.read(new RowReader(body))
      return { row: read, submission: decodeSubmission(read.bytes) }
    })
    if (row === undefined) {
      notes.problem('SUBMISSION_MISSING', `entry ${g}`, 'The submission that it came in is missing or damaged.')
    }
    if (known.size >= 16) known.delete(known.keys().next().value as HashText)
    known.set(hash, row)
    return row
  }
}
