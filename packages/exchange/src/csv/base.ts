/** The cells that are the same for all rows of an event → the fields of its draft. */
import { isCountry } from '@packtrail/codes'
import {
  compareText,
  type Detail,
  type DocRef,
  EVENT_TYPES,
  type EventType,
  type Time,
  type Trade,
  type Where,
  type Who,
} from '@packtrail/protocol'
import type { Making } from '../epcis/base.ts'
import { goodsType } from '../epcis/own.ts'
import { deriveWho } from '../epcis/parties.ts'
import { personOf } from '../privacy.ts'
import { MS_PER_DAY, readDateTime, readDay, readOffset } from '../time.ts'
import type { Column } from './columns.ts'
import { readDocCell } from './doc-cell.ts'
import type { Row } from './row.ts'

/** Other words for the types: what people say, and the business steps of the CBV. */
export const ACTION_WORDS: Readonly<Record<string, EventType>> = {
  register: 'commission',
  commissioning: 'commission',
  pack: 'aggregate',
  packing: 'aggregate',
  unpack: 'disaggregate',
  unpacking: 'disaggregate',
  shipping: 'ship',
  receiving: 'receive',
  dispensing: 'dispense',
  sampling: 'sample',
  destroying: 'destroy',
  decommissioning: 'decommission',
  holding: 'quarantine',
  count: 'observe',
}

const types = new Map<string, EventType | undefined>()

export function typeOfAction(action: string): EventType | undefined {
  const known = types.get(action)
  if (known !== undefined) return known
  const type = readAction(action)
  if (type !== undefined && types.size < 1000) types.set(action, type)
  return type
}

function readAction(action: string): EventType | undefined {
  const word = action.trim().toLowerCase()
  return goodsType(word) ?? (Object.hasOwn(ACTION_WORDS, word) ? ACTION_WORDS[word] : undefined)
}

/** A draft that names nothing yet; meaningless after an error. */
export function csvBase(row: Row): Making {
  const type = typeOfAction(row.cell('action'))
  if (type === undefined) {
    const words = `«${row.cell('action').slice(0, 40)}» is no action that is known`
    row.error('BAD_WORD', words, 'action', 'Use commission, aggregate, ship, receive, dispense, … .')
  }
  const when = timeOf(row)
  const where = whereOf(row)
  const trade = tradeOf(row)
  const detail = detailOf(row)
  const docs = docsOf(row)
  const extra = extraOf(row)
  const draft: Making = { type: type ?? 'observe', detail, packs: [], containers: [], batches: [], products: [] }
  const who = whoOf(row, draft.type, detail, trade, where)
  if (when !== undefined) draft.when = when
  if (who !== undefined) draft.who = who
  if (where !== undefined) draft.where = where
  if (trade !== undefined) draft.trade = trade
  if (docs !== undefined) draft.docs = docs
  if (extra !== undefined) draft.extra = extra
  const parent = parentOf(row)
  if (parent !== undefined) draft.parent = parent
  return draft
}

function parentOf(row: Row): string | undefined {
  const cell = row.cell('parent')
  return cell === '' ? undefined : row.take('parent', row.read.container(cell))
}

function timeOf(row: Row): Time | undefined {
  const cell = row.cell('time')
  if (cell === 'none') return undefined
  if (cell === '') {
    row.error('MISSING_FIELD', 'the row does not say when it happened', 'time', 'Fill the column time.')
    return undefined
  }
  const days = readDay(cell.slice(0, 10))
  if (days !== undefined && (cell.length === 10 || cell.length === 16)) {
    const offset = cell.length === 10 ? 0 : readOffset(cell.slice(10))
    if (offset !== undefined) return { ms: days * MS_PER_DAY - offset * 60_000, offset, precision: 'day' }
  }
  const time = readDateTime(cell)
  if (time === undefined) {
    row.error('BAD_TIME', `«${cell.slice(0, 40)}» is no date and time`, 'time', 'Write 2026-01-31T09:30:00+01:00.')
  } else if (time.offset === undefined) {
    row.error('NO_OFFSET', 'the time has no offset from UTC', 'time', 'Add Z or the offset: …+01:00.')
  } else return { ms: time.ms, offset: time.offset, precision: 'ms' }
  return undefined
}

function whereOf(row: Row): Where | undefined {
  const where: { -readonly [K in keyof Where]: Where[K] } = {}
  for (const column of ['readPoint', 'bizLocation'] as const) {
    const cell = row.cell(column)
    const place = cell === '' ? undefined : row.take(column, row.read.place(cell))
    if (place !== undefined) where[column] = place
  }
  return isEmpty(where) ? undefined : where
}

const SIDES = ['fromOwner', 'fromHolder', 'toOwner', 'toHolder'] as const

function tradeOf(row: Row): Trade | undefined {
  if (!row.header.hasTrade) return undefined
  const trade: { -readonly [K in keyof Trade]: Trade[K] } = {}
  for (const column of SIDES) {
    const cell = row.cell(column)
    const party = cell === '' ? undefined : row.take(column, row.read.party(cell))
    if (party !== undefined) trade[column] = party
  }
  const market = marketOf(row, 'toMarket')
  if (market !== undefined) trade.toMarket = market
  return isEmpty(trade) ? undefined : trade
}

function marketOf(row: Row, column: 'toMarket' | 'market'): string | undefined {
  const cell = row.cell(column)
  const market = cell.toUpperCase()
  if (cell === '' || isCountry(market)) return cell === '' ? undefined : market
  row.error('BAD_WORD', 'a market is a country in two letters (ISO 3166-1)', column, 'Write DE, FR, US, … .')
  return undefined
}

function whoOf(
  row: Row,
  type: EventType,
  detail: Detail,
  trade: Trade | undefined,
  where: Where | undefined,
): Who | undefined {
  const derived = deriveWho(type, detail.undoes, trade, where, row.defaultAgent)
  if (!row.header.hasParties) return derived
  const who: { -readonly [K in keyof Who]: Who[K] } = {}
  for (const column of ['agent', 'owner', 'holder'] as const) {
    const cell = row.cell(column)
    const party = cell === '' ? derived?.[column] : cell === 'none' ? undefined : row.take(column, row.read.party(cell))
    if (party !== undefined) who[column] = party
  }
  // Who holds acts, where nobody is named.
  if (who.agent === undefined && row.cell('agent') === '' && who.holder !== undefined) who.agent = who.holder
  return isEmpty(who) ? undefined : who
}

const NO_DETAIL: Detail = {}

function detailOf(row: Row): Detail {
  if (!row.header.hasDetail) return NO_DETAIL
  const detail: { -readonly [K in keyof Detail]: Detail[K] } = {}
  for (const column of ['reason', 'before', 'after'] as const) {
    const cell = row.cell(column)
    if (cell.length > 64) row.error('TOO_LARGE', `${column} has at most 64 characters`, column, 'Shorten it.')
    else if (cell !== '') detail[column] = cell
  }
  const units = countOf(row, 'units')
  if (units !== undefined) detail.units = units
  const market = marketOf(row, 'market')
  if (market !== undefined) detail.market = market
  const undone = row.cell('undoes')
  const undoes = undone === '' ? undefined : (typeOfAction(undone) ?? EVENT_TYPES.find((type) => type === undone))
  if (undoes !== undefined) detail.undoes = undoes
  else if (undone !== '')
    row.error('BAD_WORD', 'undoes names no action', 'undoes', 'Name the action that is taken back.')
  return detail
}

/** A whole number, where the cell has one. */
export function countOf(row: Row, column: Column): number | undefined {
  const cell = row.cell(column)
  if (/^\d{1,9}$/.test(cell)) return Number(cell)
  if (cell !== '') row.error('BAD_NUMBER', `${column} is a whole number`, column, 'Write digits only.')
  return undefined
}

function docsOf(row: Row): readonly DocRef[] | undefined {
  const cell = row.cell('doc')
  if (cell === '') return undefined
  const docs = readDocCell(cell).filter(({ type }) => {
    const person = personOf(type)
    if (person !== undefined) row.drop(person)
    return person === undefined
  })
  if (docs.some(({ type, id }) => type.length > 256 || id.length > 1024)) {
    row.error('TOO_LARGE', 'a document number has at most 1024 characters', 'doc', 'Shorten it.')
  }
  return docs.length === 0 ? undefined : docs
}

/** Most UTF-16 units of the cell `extra`. */
const MAX_EXTRA = 300_000

function extraOf(row: Row): Making['extra'] {
  const cell = row.cell('extra')
  if (cell === '') return undefined
  const value = cell.length > MAX_EXTRA ? undefined : parseObject(cell)
  if (value === undefined) {
    row.error('BAD_TYPE', 'extra is no JSON object of texts', 'extra', 'Write {"name":"text"}, or leave it empty.')
    return undefined
  }
  const pairs: [string, string][] = []
  for (const [key, text] of Object.entries(value)) {
    const person = personOf(key)
    if (person !== undefined) row.drop(person)
    else if (typeof text !== 'string' || key.length > 256 || /\p{Surrogate}/u.test(key + text)) {
      row.error(
        'BAD_TYPE',
        'extra holds a name that is too long, or something else than a text',
        'extra',
        'Write texts.',
      )
    } else pairs.push([key, text])
  }
  return pairs.length === 0 ? undefined : pairs.sort((a, b) => compareText(a[0], b[0]))
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function isEmpty(value: object): boolean {
  for (const _ in value) return false
  return true
}
