/**
 * The events of a bundle until they are folded: about thirty bytes each beside their hash, because they cannot be folded before
 * all are read (a late record may be the oldest event). What an event shares with others (type, parties, places) is kept once;
 * papers and further fields are not kept: nothing judges them.
 */
import { eventTime } from '@packtrail/custody'
import type { SeenEvent, Subject } from '@packtrail/protocol'
import { blob, column32, column64 } from './columns.ts'
import { hashIndex } from './hash-index.ts'
import type { ItemNames } from './item-names.ts'
import { subjectCodec } from './subject-codec.ts'
import { VarintReader, VarintWriter } from './varints.ts'

export interface StoredEvent {
  readonly event: SeenEvent
  readonly at: number
  readonly recorded: number
  /** Number of the signing key plus one; 0 when it is attested or unknown. */
  readonly signer: number
}

export interface EventStore {
  readonly size: number
  /** The event must be new. */
  add(claim: Uint8Array, stored: StoredEvent): number
  /** Row of the event with this claim hash, or -1. */
  find(claim: Uint8Array): number
  claim(row: number): Uint8Array
  /** Whether the event at this row has this claim hash. */
  isAt(row: number, claim: Uint8Array): boolean
  at(row: number): number
  /** ms since 1970, by the ledger's clock. */
  recorded(row: number): number
  signer(row: number): number
  /** Event time: where the event stands in the fold. */
  time(row: number): number
  /** Whether it packs or unpacks. */
  packs(row: number): boolean
  /** How many events stand at this log position or later. */
  from(at: number): number
  /** Rows of corrections that name the event they correct. */
  corrections(): number[]
  get(row: number): StoredEvent
}

/** Frames that are compared before one is looked for by all that it says. */
const RECENT = 8

/** What many events have in common: all but time and subjects. */
type Frame = Omit<SeenEvent, 'subjects' | 'when'> & {
  readonly offset: number
  readonly precision: 'ms' | 'day' | undefined
}

export function eventStore(batch: { readonly product: string; readonly lot: string }, items: ItemNames): EventStore {
  const claims = hashIndex()
  const ats = column64()
  const recordeds = column64()
  const times = column64()
  const signers = column32()
  const frames = column32()
  const places = column32()
  const bytes = blob()
  const subjects = subjectCodec(batch, items)
  const known = new Map<string, number>()
  const shared: Frame[] = []
  /** Those that were met last, the newest first: parties report in turns. */
  let recent: readonly number[] = []
  const out = new VarintWriter()
  const input = new VarintReader()

  const frameOf = (event: SeenEvent): number => {
    if (isSameFrame(shared[recent[0] as number], event)) return recent[0] as number
    const met = recent.find((number) => isSameFrame(shared[number], event))
    const number = met ?? newFrame(event)
    recent = [number, ...recent.filter((other) => other !== number)].slice(0, RECENT)
    return number
  }

  const newFrame = (event: SeenEvent): number => {
    const { type, detail, when, who, where, trade, withheld, hiddenSubjects } = event
    const target = detail.target && [...detail.target]
    const time = [when?.offset, when?.precision]
    const key = JSON.stringify([type, { ...detail, target }, time, who, where, trade, withheld, hiddenSubjects])
    const found = known.get(key)
    if (found !== undefined) return found
    known.set(key, shared.length)
    const { subjects: _, ...rest } = event
    return shared.push({ ...rest, offset: when?.offset ?? 0, precision: when?.precision }) - 1
  }

  /** All but the subjects, which cost more to read. */
  const outlineAt = (row: number): SeenEvent => {
    const frame = shared[frames.get(row)] as Frame
    const { type, detail, who, where, trade, withheld, hiddenSubjects, offset, precision } = frame
    // Written out, not spread: this runs for every event.
    const event: Writable<SeenEvent> = { type, detail, subjects: NO_SUBJECTS, withheld, hiddenSubjects }
    if (precision !== undefined) event.when = { ms: times.get(row), offset, precision }
    if (who !== undefined) event.who = who
    if (where !== undefined) event.where = where
    if (trade !== undefined) event.trade = trade
    return event
  }

  const eventAt = (row: number): SeenEvent => {
    const event: Writable<SeenEvent> = outlineAt(row)
    const place = places.get(row)
    input.begin(bytes.piece(place), bytes.at(place))
    const list = new Array<Subject>(input.get())
    for (let i = 0; i < list.length; i++) list[i] = subjects.get(input)
    event.subjects = list
    return event
  }

  return {
    get size() {
      return claims.size
    },
    add(claim, { event, at, recorded, signer }) {
      const row = claims.add(claim)
      out.begin()
      out.put(event.subjects.length)
      for (const subject of event.subjects) subjects.put(out, subject)
      places.set(row, bytes.append(out.bytes, 0, out.size))
      frames.set(row, frameOf(event))
      ats.set(row, at)
      recordeds.set(row, recorded)
      signers.set(row, signer)
      if (event.when !== undefined) times.set(row, event.when.ms)
      return row
    },
    find: (claim) => claims.find(claim),
    claim: (row) => claims.at(row),
    isAt: (row, claim) => claims.isAt(row, claim),
    at: (row) => ats.get(row),
    recorded: (row) => recordeds.get(row),
    signer: (row) => signers.get(row),
    time(row) {
      const { precision, type } = shared[frames.get(row)] as Frame
      // Master data comes before all goods, and a bare day has a rule of its own.
      if (precision === 'day' || type === 'party' || type === 'product' || type === 'policy') {
        return eventTime(outlineAt(row), recordeds.get(row))
      }
      return precision === undefined ? recordeds.get(row) : times.get(row)
    },
    packs(row) {
      const { type } = shared[frames.get(row)] as Frame
      return type === 'aggregate' || type === 'disaggregate'
    },
    // They are kept in the order of the log.
    from(at) {
      let low = 0
      let high = claims.size
      while (low < high) {
        const middle = (low + high) >> 1
        if (ats.get(middle) < at) low = middle + 1
        else high = middle
      }
      return claims.size - low
    },
    corrections() {
      const isTargeted = shared.map(({ type, detail }) => type === 'correct' && detail.target !== undefined)
      const rows: number[] = []
      if (!isTargeted.includes(true)) return rows
      for (let row = 0; row < claims.size; row++) if (isTargeted[frames.get(row)]) rows.push(row)
      return rows
    },
    get: (row) => ({ event: eventAt(row), at: ats.get(row), recorded: recordeds.get(row), signer: signers.get(row) }),
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }
const NO_SUBJECTS: readonly Subject[] = []

/** By identity alone: the reader of claims gives equal parts as one object. */
function isSameFrame(frame: Frame | undefined, event: SeenEvent): boolean {
  return (
    frame !== undefined &&
    frame.detail === event.detail &&
    frame.who === event.who &&
    frame.where === event.where &&
    frame.trade === event.trade &&
    frame.withheld === event.withheld &&
    frame.hiddenSubjects === event.hiddenSubjects &&
    frame.precision === event.when?.precision &&
    frame.offset === (event.when?.offset ?? 0) &&
    frame.type === event.type
  )
}
