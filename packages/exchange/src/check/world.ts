/**
 * What the documents of a check say of serials, containers and lots, in as little memory as a judgement needs: sixteen bytes a pack,
 * some seventy a container, twenty an event.
 */
import { Columns, ownText, Texts } from './columns.ts'
import { type DefectCode, type DefectGroup, Findings, type FoundPlace } from './findings.ts'
import { COMMISSIONED, ENDED, IS_CONTAINER, MOVED, SCANNED, SerialTable, SHIPPED, UNFIT } from './serial-table.ts'

/** Columns of a container. */
export const PARENT = 0
export const COMMISSION = 1
/** The event that named it first. */
export const FIRST = 2
/** The event that moved it last. */
export const LAST = 3
export const CHILDREN = 4
/** Most children it had at one time. */
export const PEAK = 5
const TEXT = 6
export const FLAGS = 7
/** The latest event that something inside was commissioned or packed in. */
export const LATEST = 8
/** The earliest expiry of anything inside, in days since 1970. */
export const EXPIRY = 9
/** Levels below it. */
export const HEIGHT = 10
/** The first event that packed something into it. */
export const PACKED = 11
/** How many of those inside are out of trade. */
export const UNFIT_INSIDE = 12
export const CONTAINER_WIDTH = 13

export const C_SHIPPED = 1
export const C_ENDED = 2
export const C_SCANNED = 4
/** Something that ended was inside then. */
export const C_HOLDS_ENDED = 8
/** All was taken out at once: what still points here is in nothing. */
export const C_DISSOLVED = 16
/** Itself out of trade. */
export const C_UNFIT = 32

const LINE = 0
const FILE = 1
const BATCH = 2
const TIME_HIGH = 3
const TIME_LOW = 4
/** 1: goods leave. */
const LEAVES = 5
const EVENT_WIDTH = 6

export interface Batch {
  readonly product: string
  readonly lot: string
  /** Days since 1970. */
  readonly expiry: number | undefined
}

interface LotExpiry {
  readonly expiry: number
  readonly line: number
  readonly file: number
}

/** Place of one thing that an event names. */
export type ItemPlace = Omit<FoundPlace, 'file' | 'message'>

/** Why something is out of the trade. */
export type Unfit = 'dispensed' | 'sampled' | 'stolen' | 'recalled' | 'put on hold'

/** What an event does to goods. */
export interface Act {
  readonly kind: 'commission' | 'pack' | 'unpack' | 'ship' | 'unship' | 'end' | 'touch'
  /** Canonical identifiers; `undefined` for what cannot be read. */
  readonly items: readonly (string | undefined)[]
  readonly parent?: string | undefined
  /** What takes it out of the trade, or brings it back. */
  readonly state?: 'fit' | Unfit | undefined
  /** It has arrived somewhere. */
  readonly arrives?: boolean
  /** Goods leave that are no goods for sale any more: returned, or on their way to destruction. */
  readonly back?: boolean
  /** Milliseconds since 1970; absent when nobody said. */
  readonly time?: number | undefined
  readonly line: number
  readonly lot?: string | undefined
  /** Days since 1970. */
  readonly expiry?: number | undefined
  /** Where an item stands; -1 is the parent, or what a commissioning says of its lot. */
  where(index: number): ItemPlace
}

export interface FileState {
  readonly name: string
  /** Decided when it has been read: only then is it known what kind of document it was. */
  us: boolean
}

/** Things named before they were commissioned, whose place is remembered. Beyond these only the line of the event is. */
const MAX_PENDING = 100_000
const MAX_BATCHES = 500_000
/** Levels of packaging that a walk upwards follows. */
const MAX_WALK = 64

export class World {
  readonly table: SerialTable
  readonly containers: Columns = new Columns(CONTAINER_WIDTH)
  readonly events: Columns = new Columns(EVENT_WIDTH)
  readonly batches: Batch[] = [{ product: '', lot: '', expiry: undefined }]
  readonly pending: Map<string, FoundPlace> = new Map()
  /** The event that took something out of the trade, and why, as far as they are remembered. */
  readonly unfit: Map<string, { readonly event: number; readonly why: Unfit }> = new Map()
  readonly files: FileState[] = []
  readonly findings: Findings
  /** The first thing that could not be read: what it says of others is not known. */
  unread: FoundPlace | undefined
  /** Of the document that is being read: rejected in the US, elsewhere worth mending. */
  soft: Findings
  readonly #mostPlaces: number
  readonly #texts = new Texts()
  readonly #batchKeys = new Map<string, number>()
  readonly #expiries = new Map<string, LotExpiry>()

  constructor(key: Uint8Array, mostPlaces: number) {
    this.table = new SerialTable(key)
    this.#mostPlaces = mostPlaces
    this.findings = new Findings(mostPlaces)
    this.soft = new Findings(mostPlaces)
    // Number 0 means none of them.
    this.containers.add()
    this.events.add()
  }

  get file(): number {
    return this.files.length - 1
  }

  report(
    code: DefectCode,
    place: ItemPlace,
    message: string,
    severity: DefectGroup['severity'] = 'error',
    file: number = this.file,
  ): void {
    this.findings.add(code, severity, { file: this.files[file]?.name ?? '', ...place, message })
  }

  /** What depends on the kind of the document, which is known at its end. */
  reportSoft(code: DefectCode, place: ItemPlace, message: string): void {
    this.soft.add(code, 'error', { file: this.files[this.file]?.name ?? '', ...place, message })
  }

  closeFile(us: boolean): void {
    const file = this.files[this.file]
    if (file !== undefined) file.us = us
    this.findings.take(this.soft, us ? 'error' : 'warn')
    this.soft = new Findings(this.#mostPlaces)
  }

  // ------------------------------------------------------------------ events

  addEvent(act: Act, batch = 0): number {
    const event = this.events.add()
    this.events.set(event, LINE, act.line)
    this.events.set(event, FILE, this.file)
    this.events.set(event, BATCH, batch)
    if (act.kind === 'ship') this.events.set(event, LEAVES, 1)
    const time = act.time !== undefined && act.time > 0 ? act.time : 0
    this.events.set(event, TIME_HIGH, Math.floor(time / 0x1_0000_0000))
    this.events.set(event, TIME_LOW, time % 0x1_0000_0000)
    return event
  }

  /** 0 when it is unknown. */
  timeOf(event: number): number {
    return this.events.get(event, TIME_HIGH) * 0x1_0000_0000 + this.events.get(event, TIME_LOW)
  }

  lineOf(event: number): number {
    return this.events.get(event, LINE)
  }

  fileOf(event: number): number {
    return this.events.get(event, FILE)
  }

  isLeaving(event: number): boolean {
    return this.events.get(event, LEAVES) === 1
  }

  batchOf(event: number): Batch | undefined {
    const batch = this.events.get(event, BATCH)
    return batch === 0 ? undefined : this.batches[batch]
  }

  /** `a` was surely later than `b`. */
  isLater(a: number, b: number): boolean {
    const first = this.timeOf(a)
    const second = this.timeOf(b)
    return first > 0 && second > 0 && first > second
  }

  addBatch(product: string, lot: string, expiry: number | undefined): number {
    const key = `${product}/${lot}/${expiry ?? ''}`
    const known = this.#batchKeys.get(key)
    if (known !== undefined) return known
    if (this.batches.length >= MAX_BATCHES) return 0
    const number = this.batches.length
    this.batches.push({ product: ownText(product), lot: ownText(lot), expiry })
    this.#batchKeys.set(ownText(key), number)
    return number
  }

  /** What was said first of the lot; `undefined` when this is the first. */
  expiryOf(key: string, expiry: number, line: number): LotExpiry | undefined {
    const known = this.#expiries.get(key)
    if (known === undefined && this.#expiries.size < MAX_BATCHES) {
      this.#expiries.set(ownText(key), { expiry, line, file: this.file })
    }
    return known
  }

  // -------------------------------------------------------------- containers

  /** Points the table at `id`, as a container. @returns its number; 0 when it is unknown and must not be added. */
  container(id: string, add: boolean): number {
    const { table, containers } = this
    if (!table.find(id, add) && !add) return 0
    if (table.link === IS_CONTAINER) return table.event
    if (!add) return 0
    const number = containers.add()
    containers.set(number, TEXT, this.#texts.add(id))
    if (table.event !== 0) containers.set(number, table.is(COMMISSIONED) ? COMMISSION : FIRST, table.event)
    const { link } = table
    if (link >= MOVED) containers.set(number, LAST, link - MOVED)
    else if (link !== 0) containers.set(number, PARENT, link)
    const flags =
      (table.is(SHIPPED) ? C_SHIPPED : 0) |
      (table.is(ENDED) ? C_ENDED : 0) |
      (table.is(SCANNED) ? C_SCANNED : 0) |
      (table.is(UNFIT) ? C_UNFIT : 0)
    containers.set(number, FLAGS, flags)
    table.unmark(COMMISSIONED | ENDED | SHIPPED | SCANNED | UNFIT)
    table.link = IS_CONTAINER
    table.event = number
    return number
  }

  nameOf(container: number): string {
    return this.#texts.get(this.containers.get(container, TEXT))
  }

  has(container: number, flag: number): boolean {
    return (this.containers.get(container, FLAGS) & flag) !== 0
  }

  mark(container: number, flag: number): void {
    this.containers.set(container, FLAGS, this.containers.get(container, FLAGS) | flag)
  }

  unmark(container: number, flag: number): void {
    this.containers.set(container, FLAGS, this.containers.get(container, FLAGS) & ~flag)
  }

  /** What a link or parent points at, if one is in it still; else 0. */
  live(link: number): number {
    return link === 0 || link >= MOVED || this.has(link, C_DISSOLVED) ? 0 : link
  }

  parentOf(container: number): number {
    return this.live(this.containers.get(container, PARENT))
  }

  /** The container and all it is in, from the inside out. */
  *upwards(container: number): Generator<number> {
    let at = container
    for (let i = 0; at !== 0 && i < MAX_WALK; i++) {
      yield at
      at = this.parentOf(at)
    }
  }

  // ----------------------------------------------------------------- pending

  /** It was named, and is not commissioned yet. */
  await(id: string, place: ItemPlace): void {
    if (this.pending.size >= MAX_PENDING || this.pending.has(id)) return
    const { line, path, value } = place
    this.pending.set(ownText(id), {
      file: this.files[this.file]?.name ?? '',
      ...(line === undefined ? {} : { line }),
      ...(path === undefined ? {} : { path: ownText(path) }),
      ...(value === undefined ? {} : { value: ownText(value) }),
      message: '',
    })
  }
}
