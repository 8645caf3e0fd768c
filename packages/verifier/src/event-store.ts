/**
 * The events of a bundle until they are folded: about thirty bytes each beside their hash, because they cannot be folded before
 * all are read (a late record may be the oldest event). What an event shares with others (type, parties, places) is kept once;
 * papers and further fields are not kept: nothing judges them.
 */
import { eventTime } from '@packtrail/custody'
import type { SeenEvent, Subject } from '@packtrail/protocol'
import { blob, column32, column64 } from './columns.ts'
import { copyOf } from './copy.ts'
import { hashIndex } from './hash-index.ts'
import type { ItemNames } from './item-names.ts'
import { words } from './words.ts'

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
  at(row: number): number
  /** ms since 1970, by the ledger's clock. */
  recorded(row: number): number
  signer(row: number): number
  /** Event time: where the event stands in the fold. */
  time(row: number): number
  /** Whether it packs or unpacks. */
  packs(row: number): boolean
  /** Rows of corrections that name the event they correct. */
  corrections(): number[]
  get(row: number): StoredEvent
}

/** What many events have in common: all but time and subjects. */
type Frame = Omit<SeenEvent, 'subjects' | 'when'> & {
  readonly offset: number
  readonly precision: 'ms' | 'day' | undefined
}

const SUBJECT = { ownPacks: 0, packs: 1, unplaced: 2, container: 3, other: 4 } as const
const ROLES = ['self', 'parent', 'child'] as const

export function eventStore(batch: { readonly product: string; readonly lot: string }, items: ItemNames): EventStore {
  const claims = hashIndex()
  const ats = column64()
  const recordeds = column64()
  const times = column64()
  const signers = column32()
  const frames = column32()
  const places = column32()
  const bytes = blob()
  const texts = words()
  const known = new Map<string, number>()
  const shared: Frame[] = []
  let lastFrame = -1
  const others = new Map<string, number>()
  const otherSubjects: Subject[] = []
  const out = writer()

  const frameOf = (event: SeenEvent): number => {
    if (isSameFrame(shared[lastFrame], event)) return lastFrame
    const { type, detail, when, who, where, trade, withheld, hiddenSubjects } = event
    const target = detail.target && [...detail.target]
    const time = [when?.offset, when?.precision]
    const key = JSON.stringify([type, { ...detail, target }, time, who, where, trade, withheld, hiddenSubjects])
    const found = known.get(key)
    lastFrame = found ?? shared.length
    if (found !== undefined) return found
    known.set(key, shared.length)
    const { subjects: _, ...rest } = event
    shared.push({ ...rest, offset: when?.offset ?? 0, precision: when?.precision })
    return lastFrame
  }

  const putSubject = (subject: Subject): void => {
    if (subject.kind === 'packs') {
      const own = subject.product === batch.product && subject.lot === batch.lot
      out.put(own ? SUBJECT.ownPacks : SUBJECT.packs)
      if (!own) {
        out.put(texts.add(subject.product))
        out.put(texts.add(subject.lot))
      }
      out.put(subject.parent === undefined ? 0 : items.add(subject.parent) + 1)
      out.put(texts.add(subject.expiry))
      out.put(subject.serials.length)
      let last = 0
      for (const serial of subject.serials) {
        const item =
          subject.product === batch.product ? items.addSerial(serial) : items.add(`${subject.product}/${serial}`)
        out.putDelta(item - last)
        last = item
      }
    } else if (subject.kind === 'unplaced') {
      out.put(SUBJECT.unplaced)
      out.put(texts.add(subject.product))
      out.put(items.add(`${subject.product}/${subject.serial}`))
      out.put(texts.add(subject.lot))
      out.put(texts.add(subject.expiry))
      out.put(subject.parent === undefined ? 0 : items.add(subject.parent) + 1)
    } else if (subject.kind === 'container') {
      out.put(SUBJECT.container)
      out.put(items.add(subject.container))
      out.put(ROLES.indexOf(subject.role))
      out.put(subject.parent === undefined ? 0 : items.add(subject.parent) + 1)
    } else {
      const key = JSON.stringify(subject, (_, value) => (value instanceof Uint8Array ? [...value] : value))
      const row = others.get(key) ?? otherSubjects.push(ownBytes(subject)) - 1
      others.set(key, row)
      out.put(SUBJECT.other)
      out.put(row)
    }
  }

  const getSubject = (input: Reader): Subject => {
    const kind = input.get()
    if (kind === SUBJECT.ownPacks || kind === SUBJECT.packs) {
      const product = kind === SUBJECT.ownPacks ? batch.product : (texts.text(input.get()) as string)
      const lot = kind === SUBJECT.ownPacks ? batch.lot : (texts.text(input.get()) as string)
      const parent = parentOf(input)
      const expiry = texts.text(input.get())
      const serials: string[] = []
      let item = 0
      for (let left = input.get(); left > 0; left--) {
        item += input.getDelta()
        serials.push(items.serial(item) ?? items.text(item).slice(product.length + 1))
      }
      return { kind: 'packs', product, lot, serials, ...parent, ...(expiry === undefined ? {} : { expiry }) }
    }
    if (kind === SUBJECT.unplaced) {
      const product = texts.text(input.get()) as string
      const serial = items.text(input.get()).slice(product.length + 1)
      const lot = texts.text(input.get())
      const expiry = texts.text(input.get())
      const rest = {
        ...(lot === undefined ? {} : { lot }),
        ...(expiry === undefined ? {} : { expiry }),
        ...parentOf(input),
      }
      return { kind: 'unplaced', product, serial, ...rest }
    }
    if (kind === SUBJECT.container) {
      const container = items.text(input.get())
      const role = ROLES[input.get()] as (typeof ROLES)[number]
      return { kind: 'container', container, role, ...parentOf(input) }
    }
    return otherSubjects[input.get()] as Subject
  }

  const parentOf = (input: Reader): { readonly parent?: string } => {
    const parent = input.get()
    return parent === 0 ? {} : { parent: items.text(parent - 1) }
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
    const input = reader(bytes.piece(places.get(row)), bytes.at(places.get(row)))
    const subjects: Subject[] = []
    for (let left = input.get(); left > 0; left--) subjects.push(getSubject(input))
    event.subjects = subjects
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
      for (const subject of event.subjects) putSubject(subject)
      places.set(row, bytes.append(out.bytes(), 0, out.size()))
      frames.set(row, frameOf(event))
      ats.set(row, at)
      recordeds.set(row, recorded)
      signers.set(row, signer)
      if (event.when !== undefined) times.set(row, event.when.ms)
      return row
    },
    find: (claim) => claims.find(claim),
    claim: (row) => claims.at(row),
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

/** A subject whose byte strings are copies: a view would keep the whole frame it was read from in memory. */
function ownBytes(subject: Subject): Subject {
  const copy = Object.entries(subject).map(([key, value]) => [key, value instanceof Uint8Array ? copyOf(value) : value])
  return Object.fromEntries(copy) as Subject
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

interface Writer {
  begin(): void
  put(value: number): void
  /** A difference, which may be negative. */
  putDelta(value: number): void
  bytes(): Uint8Array
  size(): number
}

/** Whole numbers below 2^32 in 1 to 5 bytes, seven bits each, low first. */
function writer(): Writer {
  let bytes = new Uint8Array(1 << 12)
  let end = 0
  const put = (value: number): void => {
    if (end + 5 > bytes.length) {
      const bigger = new Uint8Array(bytes.length * 2)
      bigger.set(bytes)
      bytes = bigger
    }
    let rest = value
    while (rest >= 128) {
      bytes[end++] = (rest & 127) | 128
      rest = rest >>> 7
    }
    bytes[end++] = rest
  }
  return {
    begin: () => {
      end = 0
    },
    put,
    putDelta: (value) => put(value < 0 ? -2 * value - 1 : 2 * value),
    bytes: () => bytes,
    size: () => end,
  }
}

interface Reader {
  get(): number
  getDelta(): number
}

function reader(bytes: Uint8Array, from: number): Reader {
  let at = from
  const get = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] as number
      value = (value | ((byte & 127) << shift)) >>> 0
      if (byte < 128) return value
    }
  }
  return {
    get,
    getDelta: () => {
      const value = get()
      return value % 2 === 1 ? -(value + 1) / 2 : value / 2
    },
  }
}
