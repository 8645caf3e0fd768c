/** In and out bills (终端接口XML Schema-3.0, and what handhelds write): rows of one bill and moment are one event. */
import { parsePartyId } from '@packtrail/codes'
import type { Time, Trade, Who } from '@packtrail/protocol'
import { type DraftEvent, type DraftPack, MAX_DRAFT_ITEMS } from '../draft.ts'
import type { Outbox } from '../outbox.ts'
import { personOf } from '../privacy.ts'
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

/** Rows that agree in this are one event. */
interface Group {
  readonly key: string
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
  const type = typeOf(event, out)
  const seen = new Set<string>()
  let group: Group | undefined
  let index = 0

  const flush = (): void => {
    if (group === undefined || group.packs.length === 0) return
    const { base, packs, line, path, parts } = group
    out.event({ ...base, packs: packs.splice(0) }, line, parts === 0 ? path : `${path}#${parts + 1}`)
    group.parts++
  }
  return {
    add(row, line) {
      const path = `${event.path}.Data[${index++}]`
      dropPersonal(row, out)
      const pack = packOf(row, line, path, out)
      if (pack === undefined) return
      const key = keyOf(row)
      if (group?.key !== key) {
        flush()
        const base = baseOf(row, type, document, defaultAgent, { line, path, out })
        group = base === undefined ? undefined : { key, line, path, base, packs: [], parts: 0 }
        if (group === undefined) return
      }
      const id = `${row['corporderid'] ?? ''}\0${pack.product}/${pack.serial}`
      if (seen.has(id)) {
        const message = 'the code stands twice in the bill; it is counted once'
        out.warn({ code: 'DUPLICATE', message, line, path, remedy: 'Name each code once.' })
        return
      }
      // A bill has at most 10,000 codes; beyond this the set would be the document's size.
      if (seen.size < 2_000_000) seen.add(id)
      group.packs.push(pack)
      if (group.packs.length >= MAX_DRAFT_ITEMS) flush()
    },
    finish() {
      flush()
      if (index > 0) return
      const { line, path } = event
      out.warn({ code: 'NO_CODES', message: 'the bill names no codes: there is nothing to record', line, path })
    },
  }
}

function typeOf(
  {
    name,
    action,
    line,
    path,
  }: { readonly name: string; readonly action: string; readonly line: number; readonly path: string },
  out: Outbox,
): BillType {
  const known = billTypeOf(name)
  if (known !== undefined) return known
  const message = `«${name.slice(0, 40)}» is no known bill type: the goods are seen, not moved`
  out.warn({ code: 'UNKNOWN_BILL_TYPE', message, line, path, remedy: 'Use a type of the platform.' })
  const direction = action.toLowerCase().includes('out') ? 'out' : 'in'
  return { number: name.slice(0, 40), name, direction, type: 'observe' }
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
  const from = enterprise(row['fromcorpid'], site)
  const to = enterprise(row['tocorpid'], site)
  const dest = enterprise(row['destcorpid'] ?? row['destuserid'], site)
  const when = timeOf(row['actdate'], site)
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

/** `undefined` when nobody is named, `null` after a fault. */
function enterprise(text: string | undefined, { line, path, out }: Site): string | undefined | null {
  const id = text?.trim() ?? ''
  if (id === '') return undefined
  const party = parsePartyId(id.includes(':') ? id : `cn-ent:${id}`)
  if (party.ok) return party.value
  for (const { code, message } of party.faults)
    out.error({ code, message, line, path, remedy: 'Correct the enterprise.' })
  return null
}

function timeOf(text: string | undefined, { line, path, out }: Site): Time | undefined | null {
  const plain = text?.trim() ?? ''
  if (plain === '') {
    const message = 'the row does not say when it happened'
    out.warn({ code: 'MISSING_FIELD', message, line, path, remedy: 'Give ActDate.' })
    return undefined
  }
  const time = cnTime(plain)
  if (time !== undefined) return time
  const message = `ActDate «${plain.slice(0, 40)}» is no date and time`
  out.error({ code: 'BAD_TIME', message, line, path, remedy: 'Write yyyy-MM-dd HH:mm:ss.' })
  return null
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
  for (const [prefix, attributes] of [
    ['bill.', row],
    ['bill.document.', document],
  ] as const) {
    for (const name of Object.keys(attributes)) {
      const text = (attributes[name] ?? '').trim()
      if (text === '' || TAKEN.has(name) || isPersonal(name) || isTechnical(name)) continue
      pairs.push([`${prefix}${name}`.slice(0, 256), text.slice(0, 1000)])
    }
  }
  return pairs.sort((a, b) => (a[0] < b[0] ? -1 : 1))
}

const isTechnical = (name: string): boolean => name.startsWith('xmlns') || name.includes('schemalocation')
