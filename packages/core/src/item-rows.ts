/** Packs and containers on disk: which manifest holds them, what state they are in, which events named them. */

import { decodeRow, EVENT_TYPES, type EventType, encodeRow } from '@packtrail/protocol'
import { GRADES, type ItemState, STATUSES } from './custody.ts'
import { LedgerError } from './error.ts'
import { RowReader, type RowWriter } from './row-bytes.ts'
import { passingTextKey, textKey, textPairKey } from './row-key.ts'
import type { RowCodec } from './table.ts'

/** How an event named an item. `inside`: it was put into or taken out of the container it names. */
export const ROLES = ['self', 'parent', 'inside', 'unplaced'] as const
export type Role = (typeof ROLES)[number]

/** One line of an item's history. */
export interface HistoryLine {
  /** Log position of the claim's first entry. */
  readonly g: number
  readonly type: EventType
  readonly role: Role
  /** First four bytes of the MAC of the event's canonical bytes: finds twins, proves nothing. */
  readonly mac: number
}

/** Bytes of one line: six of g, one of type, one of role, four of MAC. */
const LINE = 12
/** Lines kept in the item's own row; older ones move into rows of their own, 64 at a time, so that no row grows for ever. */
const OWN_LINES = 128
export const SPILL_LINES = 64

export interface ItemRow {
  /** Id of the manifest that holds the pack; 0 = none. Ids outlive a crash that kept the manifest from existing. */
  readonly manifest: number
  readonly state: ItemState | undefined
  /** Lines packed one after the other, oldest first. */
  readonly lines: Uint8Array
  /** Rows of older lines. */
  readonly spilled: number
  /** For containers: rows that list what was put in, things in the last of them, and what is inside now. */
  readonly chunks: number
  readonly lastChunk: number
  readonly inside: number
  /**
   * Latest event time of a record that names it, or of one by which something left it or a container inside it; `undefined` =
   * no later than its state says.
   */
  readonly latest: number | undefined
}

export const NO_LINES: Uint8Array = new Uint8Array(0)

export const EMPTY_ITEM: ItemRow = {
  manifest: 0,
  state: undefined,
  lines: NO_LINES,
  spilled: 0,
  chunks: 0,
  lastChunk: 0,
  inside: 0,
  latest: undefined,
}

export function lineCount(lines: Uint8Array): number {
  return lines.length / LINE
}

export function lineAt(lines: Uint8Array, index: number): HistoryLine {
  const at = index * LINE
  let g = 0
  for (let i = 0; i < 6; i++) g = g * 256 + (lines[at + i] as number)
  let mac = 0
  for (let i = 8; i < 12; i++) mac = mac * 256 + (lines[at + i] as number)
  const type = EVENT_TYPES[lines[at + 6] as number]
  const role = ROLES[lines[at + 7] as number]
  if (type === undefined || role === undefined) throw new LedgerError('DAMAGED', 'a history is not what was written')
  return { g, type, role, mac }
}

export function historyLines(lines: Uint8Array): HistoryLine[] {
  return Array.from({ length: lineCount(lines) }, (_, i) => lineAt(lines, i))
}

/** `lines` and one more behind them. */
export function withLine(lines: Uint8Array, { g, type, role, mac }: HistoryLine): Uint8Array {
  const out = new Uint8Array(lines.length + LINE)
  if (lines.length > 0) out.set(lines)
  const at = lines.length
  let rest = g
  for (let i = 5; i >= 0; i--) {
    out[at + i] = rest % 256
    rest = Math.floor(rest / 256)
  }
  out[at + 6] = EVENT_TYPES.indexOf(type)
  out[at + 7] = ROLES.indexOf(role)
  out[at + 8] = mac >>> 24
  out[at + 9] = mac >>> 16
  out[at + 10] = mac >>> 8
  out[at + 11] = mac
  return out
}

/** The row with a record of this event time noted, if it says more than its state does. */
export function withLatest(row: ItemRow, time: number): ItemRow {
  const known = Math.max(row.latest ?? Number.NEGATIVE_INFINITY, row.state?.lastTime ?? Number.NEGATIVE_INFINITY)
  return known >= time ? row : { ...row, latest: time }
}

/** Whether a line has this MAC, newest first; its g. */
export function findMac(lines: Uint8Array, mac: number, skip = 0): number | undefined {
  let left = skip
  for (let at = lines.length - LINE; at >= 0; at -= LINE) {
    const found =
      ((lines[at + 8] as number) << 24) |
      ((lines[at + 9] as number) << 16) |
      ((lines[at + 10] as number) << 8) |
      (lines[at + 11] as number)
    if (found >>> 0 === mac && left-- === 0) return lineAt(lines, at / LINE).g
  }
  return undefined
}

/** Split off the oldest lines when a row has grown too long. */
export function spillLines(lines: Uint8Array): { readonly old: Uint8Array; readonly rest: Uint8Array } | undefined {
  if (lines.length <= OWN_LINES * LINE) return undefined
  return { old: lines.slice(0, SPILL_LINES * LINE), rest: lines.slice(SPILL_LINES * LINE) }
}

const HAS = { manifest: 1, state: 2, lines: 4, spilled: 8, chunks: 16, latest: 32 } as const

export const itemCodec: RowCodec<ItemRow> = {
  key: (id) => textKey('i', id),
  passingKey: (id) => passingTextKey('i', id),
  write(row, item) {
    const has =
      (item.manifest > 0 ? HAS.manifest : 0) |
      (item.state === undefined ? 0 : HAS.state) |
      (item.lines.length > 0 ? HAS.lines : 0) |
      (item.spilled > 0 ? HAS.spilled : 0) |
      (item.chunks > 0 ? HAS.chunks : 0) |
      (item.latest === undefined ? 0 : HAS.latest)
    row.u8(has)
    if (item.manifest > 0) row.count(item.manifest)
    if (item.state !== undefined) writeState(row, item.state)
    if (item.lines.length > 0) row.count(lineCount(item.lines)).raw(item.lines)
    if (item.spilled > 0) row.count(item.spilled)
    if (item.chunks > 0) row.count(item.chunks).count(item.lastChunk).count(item.inside)
    if (item.latest !== undefined) row.int(item.latest)
  },
  read(row) {
    const has = row.u8()
    const manifest = (has & HAS.manifest) > 0 ? row.count() : 0
    const state = (has & HAS.state) > 0 ? readState(row) : undefined
    const lines = (has & HAS.lines) > 0 ? row.raw(row.count() * LINE).slice() : NO_LINES
    const spilled = (has & HAS.spilled) > 0 ? row.count() : 0
    const [chunks, lastChunk, inside] = (has & HAS.chunks) > 0 ? [row.count(), row.count(), row.count()] : [0, 0, 0]
    const latest = (has & HAS.latest) > 0 ? row.int() : undefined
    return { manifest, state, lines, spilled, chunks, lastChunk, inside, latest }
  },
}

/** The fields that are written below; another one in the state is an error of the compiler. */
type Written =
  | 'status'
  | 'grade'
  | 'recalled'
  | 'owner'
  | 'holder'
  | 'parent'
  | 'transit'
  | 'units'
  | 'statusAt'
  | 'statusTime'
  | 'statusPlace'
  | 'held'
  | 'lastAt'
  | 'lastTime'
  | 'children'
  | 'moved'
  | 'pending'
type Forgotten = Exclude<keyof ItemState, Written>

function writeState(row: RowWriter, state: ItemState & { readonly [K in Forgotten]: never }): void {
  row
    .u8(STATUSES.indexOf(state.status))
    .u8(GRADES.indexOf(state.grade))
    .u8(state.recalled ? 1 : 0)
  row.optional(state.owner).optional(state.holder).optional(state.parent)
  const { transit } = state
  if (transit === undefined) row.u8(0)
  else row.u8(1).optional(transit.from).optional(transit.to)
  row.count(state.units).int(state.statusAt).int(state.statusTime).optional(state.statusPlace)
  row.int(state.lastAt).int(state.lastTime).count(state.children)
  row.u8(state.moved === undefined ? 2 : state.moved ? 1 : 0)
  const { pending, held } = state
  if (pending === undefined && held === undefined) row.u8(0)
  else row.blob(encodeRow({ ...(pending === undefined ? {} : { pending }), ...(held === undefined ? {} : { held }) }))
}

function readState(row: RowReader): ItemState {
  const status = STATUSES[row.u8()]
  const grade = GRADES[row.u8()]
  if (status === undefined || grade === undefined) throw new LedgerError('DAMAGED', 'a state is not what was written')
  const recalled = row.u8() === 1
  const owner = row.optional()
  const holder = row.optional()
  const parent = row.optional()
  const transit = row.u8() === 1 ? definedOf({ from: row.optional(), to: row.optional() }) : undefined
  const units = row.count()
  const statusAt = row.int()
  const statusTime = row.int()
  const statusPlace = row.optional()
  const state: { -readonly [K in keyof ItemState]: ItemState[K] } = {
    status,
    grade,
    recalled,
    units,
    statusAt,
    statusTime,
    lastAt: row.int(),
    lastTime: row.int(),
    children: row.count(),
  }
  if (owner !== undefined) state.owner = owner
  if (holder !== undefined) state.holder = holder
  if (parent !== undefined) state.parent = parent
  if (transit !== undefined) state.transit = transit
  if (statusPlace !== undefined) state.statusPlace = statusPlace
  const moved = row.u8()
  if (moved !== 2) state.moved = moved === 1
  const rare = row.blob()
  if (rare.length > 0) Object.assign(state, decodeRow(rare) as Pick<ItemState, 'pending' | 'held'>)
  return state
}

/** Without the keys that are undefined. */
function definedOf<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  const out: Partial<T> = {}
  for (const key in value) if (value[key] !== undefined) out[key] = value[key]
  return out as T
}

/** Things put into a container, in the order in which they were put in. */
export const CHILD_CHUNK = 128

/** One row of what was put into a container; keyed `container\0chunk`. */
export const childCodec: RowCodec<readonly string[]> = {
  key(id) {
    const cut = id.lastIndexOf('\u0000')
    return textPairKey('y', id.slice(0, cut), Number(id.slice(cut + 1)))
  },
  write(row, ids) {
    let before = ''
    for (const id of ids) {
      let shared = 0
      while (shared < 127 && shared < before.length && before.charCodeAt(shared) === id.charCodeAt(shared)) shared++
      row.count(shared).text(id.slice(shared))
      before = id
    }
  },
  read(row) {
    const ids: string[] = []
    let before = ''
    while (!row.done) {
      before = before.slice(0, row.count()) + row.text()
      ids.push(before)
    }
    return ids
  },
}

export function childChunkId(container: string, chunk: number): string {
  return `${container}\u0000${chunk}`
}

/** Older history of an item; keyed `item\0chunk`. */
export const spillCodec: RowCodec<Uint8Array> = {
  key(id) {
    const cut = id.lastIndexOf('\u0000')
    return textPairKey('x', id.slice(0, cut), Number(id.slice(cut + 1)))
  },
  write(row, lines) {
    row.blob(lines)
  },
  read: (row) => row.blob().slice(),
}

/** The manifest's number in the body of an item's row, without the rest; 0 = none. */
export function manifestOf(body: Uint8Array): number {
  const row = new RowReader(body)
  return (row.u8() & HAS.manifest) > 0 ? row.count() : 0
}

/** Where the manifest's number ends in the body of an item's row. */
export function manifestEnd(body: Uint8Array): number {
  if (((body[0] ?? 0) & HAS.manifest) === 0) return 1
  let at = 1
  while ((body[at] ?? 0) >= 0x80) at++
  return at + 1
}
