/** In and out bills (终端接口XML Schema-3.0, and what handhelds write): rows of one bill and moment are one event. */
import { parsePartyId } from '@packtrail/codes'
import type { Time, Trade, Who } from '@packtrail/protocol'
import { type DraftEvent, type DraftPack, MAX_DRAFT_ITEMS } from '../draft.ts'
import type { Outbox } from '../outbox.ts'
import { personOf } from '../privacy.ts'
import { MS_PER_DAY } from '../time.ts'
import { typeOfEvent } from './bill-event-type.ts'
import { makeBillHold } from './bill-hold.ts'
import { MAX_BILL_CODES, MAX_RETAIL_CODES } from './bill-rules.ts'
import { type BillType, billTypeOf } from './bill-types.ts'
import { billPackOf, cnTime } from './codes.ts'

type Attributes = Readonly<Record<string, string>>

export interface BillEvent {
  /** One `<Data>`; names in lower case. */
  add(row: Attributes, line: number): void
  finish(): void
}

/** Attributes of rows that are fields of ours; others are kept, personal ones dropped. */
const TAKEN: ReadonlySet<string> = new Set([
  ...['code', 'actdate', 'corporderid', 'fromcorpid', 'tocorpid', 'destcorpid', 'destuserid', 'wrongcode'],
])

/** Handhelds write these as empty or `00` when nobody filled them in. */
const ZEROED: ReadonlySet<string> = new Set(['corpproductid', 'corpbatchno', 'producedate'])

/** Rows that agree in this are one event. */
interface Group {
  readonly key: string
  readonly order: string
  readonly line: number
  readonly path: string
  readonly base: Omit<DraftEvent, 'packs'>
  readonly packs: DraftPack[]
  parts: number
}

export function makeBillEvent(
  event: { readonly name: string; readonly action: string; readonly line: number; readonly path: string },
  document: Attributes,
  defaultAgent: string | undefined,
  out: Outbox,
): BillEvent {
  const type = typeOfEvent(event, out)
  // What nobody knows may be a sale.
  const unknown = billTypeOf(event.name) === undefined
  // Handhelds send what was scanned, and a scan that was not heard is done again; whatever else writes bills has looked at them.
  const terminal = isTerminal(document)
  /** Lines of the codes by bill. */
  const seen = new Map<string, number>()
  const counts = new Map<string, number>()
  const hold = makeBillHold(out, unknown)
  let group: Group | undefined
  let index = 0

  const flush = (): void => {
    if (group === undefined || group.packs.length === 0) return
    const { order, base, packs, line, path, parts } = group
    hold.event(order, { ...base, packs: packs.splice(0) }, line, parts === 0 ? path : `${path}#${parts + 1}`)
    group.parts++
  }
  return {
    add(row, line) {
      const path = `${event.path}.Data[${index++}]`
      dropPersonal(row, out)
      const pack = packOf(row, line, path, out)
      const order = row['corporderid'] ?? ''
      if (pack === undefined || hold.isRefused(order)) return
      const key = keyOf(row)
      if (group?.key !== key) {
        flush()
        const base = baseOf(row, type, document, defaultAgent, { line, path, out })
        group = base === undefined ? undefined : { key, order, line, path, base, packs: [], parts: 0 }
        if (group === undefined) return
      }
      const id = `${order}\0${pack.product}/${pack.serial}`
      const before = seen.get(id)
      if (before !== undefined) {
        const twice = `the code stands twice in the bill, first on line ${before}`
        const message = `${twice}; ${terminal ? 'it is counted once' : 'nothing of the bill is taken in'}`
        const problem = { code: 'DUPLICATE', message, line, path, remedy: 'Name each code once.' } as const
        if (terminal) out.warn(problem)
        else {
          out.error(problem)
          hold.refuse(order)
        }
        return
      }
      // A bill has at most 10,000 codes; beyond this the map would be the document's size.
      if (seen.size < 1_000_000) seen.set(id, line)
      countCode(counts, order, type, { line, path, out })
      group.packs.push(pack)
      if (group.packs.length >= MAX_DRAFT_ITEMS) flush()
    },
    finish() {
      flush()
      hold.finish()
      if (index > 0) return
      const { line, path } = event
      out.warn({ code: 'NO_CODES', message: 'the bill names no codes: there is nothing to record', line, path })
    },
  }
}

/** What a bill may hold where it is sent to (fact sheets of the platform's interface): other families take fewer than these. */
function countCode(counts: Map<string, number>, order: string, type: BillType, { line, path, out }: Site): void {
  const count = (counts.get(order) ?? 0) + 1
  if (counts.size < 100_000 || counts.has(order)) counts.set(order, count)
  const most = type.direction === 'use' || type.number === '116' ? MAX_RETAIL_CODES : MAX_BILL_CODES
  if (count !== most + 1) return
  const message = `the bill has more than ${most} codes, and the platform takes no more of this type`
  out.warn({ code: 'TOO_MANY_CODES', message, line, path, remedy: 'Split the bill before it is sent to the platform.' })
}

function dropPersonal(row: Attributes, out: Outbox): void {
  for (const name in row) {
    if (row[name] === '') continue
    const person = name === 'actor' ? 'agent' : personOf(name)
    if (person !== undefined) out.drop(person)
  }
}

function packOf(row: Attributes, line: number, path: string, out: Outbox): DraftPack | undefined {
  const pack = billPackOf(row['code'] ?? '')
  if (pack === undefined) {
    const message = 'Code is no 追溯码'
    out.error({ code: 'BAD_CODE', message, line, path, remedy: 'Scan the code again.' })
  } else if ((row['wrongcode'] ?? '').toLowerCase() === 'true') {
    const message = 'the terminal itself marked this code as wrong'
    out.error({ code: 'MARKED_WRONG', message, line, path, remedy: 'Scan the code again.' })
    return undefined
  }
  return pack
}

/** Everything but the code: what is said of all rows alike. Personal attributes do not tell two events apart. */
function keyOf(row: Attributes): string {
  let key = ''
  for (const name in row)
    if (name !== 'code' && name !== 'wrongcode' && !isPersonal(name)) key += `${name}\0${row[name]}\0`
  return key
}

const isPersonal = (name: string): boolean => name === 'actor' || personOf(name) !== undefined

// -------------------------------------------------------------------- base

interface Site {
  readonly line: number
  readonly path: string
  readonly out: Outbox
}

function baseOf(
  row: Attributes,
  type: BillType,
  document: Attributes,
  defaultAgent: string | undefined,
  site: Site,
): Omit<DraftEvent, 'packs'> | undefined {
  const from = enterprise(row, 'fromcorpid', site)
  const to = enterprise(row, 'tocorpid', site)
  const dest = enterprise(row, row['destcorpid'] === undefined ? 'destuserid' : 'destcorpid', site)
  const terminal = isTerminal(document)
  const when = timeOf(row['actdate'], terminal, site)
  if (from === null || to === null || dest === null || when === null) return undefined
  if (type.number === '207' && dest === undefined) {
    const message = 'a drop shipment (207) must say where the goods go'
    site.out.error({ code: 'DEST_REQUIRED', message, line: site.line, path: site.path, remedy: 'Give DestCorpID.' })
    return undefined
  }
  const trade = tradeOf(type, from, to, dest)
  const who = whoOf((type.direction === 'in' ? to : from) ?? defaultAgent)
  const order = (row['corporderid'] ?? '').trim()
  const extra = extraOf(row, type, document)
  return {
    type: type.type,
    detail: type.reason === undefined ? {} : { reason: type.reason },
    ...(when === undefined ? {} : { when }),
    ...(who === undefined ? {} : { who }),
    ...(trade === undefined ? {} : { trade }),
    ...(order === '' ? {} : { docs: [{ type: 'bill', id: order.slice(0, 1024) }] }),
    extra,
    containers: [],
    batches: [],
    products: [],
  }
}

/** `undefined` when nobody is named, `null` after a fault, which quotes nothing: what stands there may name a person. */
function enterprise(row: Attributes, name: string, { line, path, out }: Site): string | undefined | null {
  const id = row[name]?.trim() ?? ''
  if (id === '') return undefined
  const party = parsePartyId(id.includes(':') ? id : `cn-ent:${id}`)
  if (party.ok) return party.value
  for (const { code } of party.faults)
    out.error({ code, message: `${name} is no enterprise`, line, path, remedy: 'Correct the enterprise.' })
  return null
}

/** A document of a handheld: it names its own number. */
function isTerminal(document: Attributes): boolean {
  return document['sn'] !== undefined
}

/** Their hours may run from 1 to 12 twice a day; only 0 and 13 to 23 show that they do not. */
function isHalfDay(text: string): boolean {
  const hour = Number(/[ T](\d{1,2}):/.exec(text)?.[1] ?? 0)
  return hour >= 1 && hour <= 12
}

function timeOf(text: string | undefined, terminal: boolean, { line, path, out }: Site): Time | undefined | null {
  const plain = text?.trim() ?? ''
  if (plain === '') {
    const message = 'the row does not say when it happened'
    out.warn({ code: 'MISSING_FIELD', message, line, path, remedy: 'Give ActDate.' })
    return undefined
  }
  const time = terminal && isHalfDay(plain) ? dayOf(cnTime(plain)) : cnTime(plain)
  if (time !== undefined) return time
  const message = `ActDate «${plain.slice(0, 40)}» is no date and time`
  out.error({ code: 'BAD_TIME', message, line, path, remedy: 'Write yyyy-MM-dd HH:mm:ss.' })
  return null
}

/** The day of a time whose hour is not to be relied on. */
function dayOf(time: Time | undefined): Time | undefined {
  if (time === undefined) return undefined
  const local = time.ms + time.offset * 60_000
  return { ms: local - (local % MS_PER_DAY) - time.offset * 60_000, offset: time.offset, precision: 'day' }
}

/** In a drop shipment the buyer owns the goods and another place gets them. */
function tradeOf(
  type: BillType,
  from: string | undefined,
  to: string | undefined,
  dest: string | undefined,
): Trade | undefined {
  const trade: { -readonly [K in keyof Trade]: Trade[K] } = {}
  if (type.direction === 'use') return undefined
  if (from !== undefined) trade.fromHolder = from
  if (dest !== undefined) trade.toHolder = dest
  else if (to !== undefined) trade.toHolder = to
  if (dest !== undefined && to !== undefined) trade.toOwner = to
  return Object.keys(trade).length === 0 ? undefined : trade
}

function whoOf(party: string | undefined): Who | undefined {
  return party === undefined ? undefined : { agent: party, holder: party }
}

function extraOf(row: Attributes, type: BillType, document: Attributes): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [['bill.type', type.number]]
  const time = (row['actdate'] ?? '').trim()
  if (isTerminal(document) && isHalfDay(time) && type.direction !== 'use') pairs.push(['bill.actdate', time])
  for (const [prefix, attributes] of [
    ['bill.', row],
    ['bill.document.', document],
  ] as const) {
    for (const name of Object.keys(attributes)) {
      const text = (attributes[name] ?? '').trim()
      if (
        text === '' ||
        (text === '00' && ZEROED.has(name)) ||
        TAKEN.has(name) ||
        isPersonal(name) ||
        isTechnical(name)
      )
        continue
      pairs.push([`${prefix}${name}`.slice(0, 256), text.slice(0, 1000)])
    }
  }
  return pairs.sort((a, b) => (a[0] < b[0] ? -1 : 1))
}

const isTechnical = (name: string): boolean => name.startsWith('xmlns') || name.includes('schemalocation')
