/**
 * What a history tells of a record. A claim may name thousands of packs, of which one is asked about: its head and fields are read
 * and its subjects hopped over. Records never change, so what was read is kept, within a bound.
 */
import {
  decodeClaim,
  decodeEntry,
  decodeSubmission,
  type Event,
  readClaim,
  readField,
  readHead,
  readSubject,
  type SeenEvent,
  toHex,
} from '@packtrail/protocol'
import { CborWalk } from './cbor-walk.ts'
import { textOfHash } from './claim-hash.ts'
import { eventTime } from './custody.ts'
import { LedgerError } from './error.ts'
import { logReader } from './log-rows.ts'
import { keyCodec, submissionCodec } from './master-rows.ts'
import { openRow, RowReader } from './row-bytes.ts'
import type { StoreReader } from './store.ts'
import { readTableRow } from './table.ts'

/** An event without what it names. */
export type EventFrame = Omit<SeenEvent, 'subjects' | 'hiddenSubjects'>

export interface HistoryRecord {
  /** Log position of the claim's first entry. */
  readonly g: number
  readonly event: EventFrame
  /** What the goods were put into; `several`: not all into the same. */
  readonly parent: string | typeof SEVERAL | undefined
  readonly recorded: number
  /** Event time: what histories are sorted by. */
  readonly time: number
  /** Hex of the claim hash. */
  readonly claim: string
  readonly signer: string | undefined
}

export const SEVERAL: unique symbol = Symbol('several')

export interface HistoryRecords {
  at(g: number): HistoryRecord
  /** The whole event, for the few questions that the record does not answer. */
  whole(g: number): SeenEvent
}

/** Records kept, by a rough measure of their bytes in memory. */
const MOST = 16 << 20
/** Of a record without the bytes of its fields. */
const WEIGHT = 800
const MOST_SIGNERS = 20_000

export function historyRecords(store: StoreReader): HistoryRecords {
  const log = logReader(store)
  const known = new Map<number, HistoryRecord>()
  const signers = new Map<string, string | undefined>()
  let weight = 0

  const claimAt = (g: number): Uint8Array => {
    const claim = log.claim(g)
    if (claim === undefined) throw new LedgerError('DAMAGED', `a history leads to entry ${g}, which opens no claim`)
    return claim.bytes
  }
  const signerOf = (submission: Uint8Array): string | undefined => {
    const name = textOfHash(submission)
    if (signers.has(name)) return signers.get(name)
    if (signers.size >= MOST_SIGNERS) signers.clear()
    const signer = readSigner(store, name)
    signers.set(name, signer)
    return signer
  }
  const read = (g: number): HistoryRecord => {
    const entry = decodeEntry(log.entry(g))
    const told = readTold(claimAt(g))
    const { event, parent } = told
    weight += WEIGHT + 4 * told.size
    return {
      g,
      event,
      parent,
      recorded: entry.recorded,
      time: eventTime({ ...event, subjects: [], hiddenSubjects: 1 }, entry.recorded),
      claim: toHex(entry.claim),
      signer: entry.submission === undefined ? undefined : signerOf(entry.submission),
    }
  }
  return {
    at(g) {
      const before = known.get(g)
      if (before !== undefined) return before
      if (weight > MOST) {
        known.clear()
        weight = 0
      }
      const record = read(g)
      known.set(g, record)
      return record
    },
    whole: (g) => readClaim(decodeClaim(claimAt(g))),
  }
}

/** Read without where its claims went, of which there may be many. */
function readSigner(store: StoreReader, name: string): string | undefined {
  const key = submissionCodec.key(name)
  const row = store.get(key)
  if (row === undefined) return undefined
  const submission = decodeSubmission(new RowReader(openRow(key, row)).blob())
  return submission.attests ? undefined : readTableRow(store, keyCodec, toHex(submission.keyId))?.actor
}

interface Told {
  readonly event: EventFrame
  readonly parent: HistoryRecord['parent']
  /** Bytes of head and fields. */
  readonly size: number
}

function readTold(claim: Uint8Array): Told {
  const walk = new CborWalk(claim)
  walk.list()
  if (walk.isNull()) return toldOf(readClaim(decodeClaim(claim)), claim.length)
  walk.skip()
  const slots = walk.list()
  const first = walk.blob()
  const head = readHead(first)
  let size = first.length
  let fields: Partial<Event> = {}
  for (const field of head.fields) {
    const slot = walk.blob()
    size += slot.length
    fields = { ...fields, ...readField(field, slot) }
  }
  let parent: Told['parent']
  if (head.type === 'aggregate') {
    for (let left = slots - 1 - head.fields.length; left > 0; left--) parent = joined(parent, parentOf(walk.blob()))
  }
  return { event: { type: head.type, detail: head.detail, ...fields, withheld: [] }, parent, size }
}

function toldOf({ subjects, hiddenSubjects: _, ...event }: SeenEvent, size: number): Told {
  let parent: Told['parent']
  for (const subject of subjects) if ('parent' in subject) parent = joined(parent, subject.parent)
  return { event, parent, size }
}

function joined(known: Told['parent'], parent: string | undefined): Told['parent'] {
  return parent === undefined || known === parent ? known : known === undefined ? parent : SEVERAL
}

/** Tag of a subject of packs (docs/spec/03-events.md#subjects), whose list of serials may be long. */
const PACKS = 10

function parentOf(slot: Uint8Array): string | undefined {
  const walk = new CborWalk(slot)
  walk.list()
  if (walk.count() === PACKS) {
    // product, lot, serials
    for (let i = 0; i < 3; i++) walk.skip()
    return walk.isNull() ? undefined : walk.text()
  }
  const subject = readSubject(slot)
  return 'parent' in subject ? subject.parent : undefined
}
