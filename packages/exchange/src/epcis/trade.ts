/** Where an event happened, the two sides of a hand-over, and the documents it belongs to. */
import { type PlaceId, partyOf } from '@packtrail/codes'
import type { DocRef, Trade, Where } from '@packtrail/protocol'
import { personOf, personOfId } from '../privacy.ts'
import { readInner } from './extensions.ts'
import { DOC_PREFIX, DOC_TYPE_PREFIX } from './own.ts'
import { listOf, objectOf, type RawEvent, type Reading, textOf, wordOf } from './reading.ts'
import type { EventReport } from './report.ts'
import { writeTree } from './tree.ts'

export function readWhere(reading: Reading): Where | undefined {
  const readPoint = readPlace('readPoint', reading)
  const bizLocation = readPlace('bizLocation', reading)
  if (readPoint === undefined) return bizLocation === undefined ? undefined : { bizLocation }
  return bizLocation === undefined ? { readPoint } : { readPoint, bizLocation }
}

const ID_PATHS = { readPoint: ['readPoint', 'id'], bizLocation: ['bizLocation', 'id'] } as const

function readPlace(field: 'readPoint' | 'bizLocation', { raw, reader, extra, report }: Reading): PlaceId | undefined {
  const value = raw[field]
  if (value === undefined) return undefined
  const place = objectOf(value, field, report)
  if (place === undefined) return undefined
  for (const key in place) {
    if (key === 'id') continue
    readInner(place, ['id'], field, extra, report)
    break
  }
  return reader.place(place['id'], ID_PATHS[field], report)
}

// ------------------------------------------------------------------- sides

type Side = 'source' | 'destination'
type Party = 'owning_party' | 'possessing_party'
type Sides = Partial<Record<keyof Trade, string>>

const FIELDS: Readonly<Record<Side, Readonly<Record<Party, keyof Trade>>>> = {
  source: { owning_party: 'fromOwner', possessing_party: 'fromHolder' },
  destination: { owning_party: 'toOwner', possessing_party: 'toHolder' },
}

/** Only what was said: a missing possessing party is for the reader of the event to infer. */
export function readTrade(reading: Reading): Trade | undefined {
  const { raw, own } = reading
  const market = own?.toMarket !== undefined && /^[A-Z]{2}$/.test(own.toMarket) ? own.toMarket : undefined
  if (raw['sourceList'] === undefined && raw['destinationList'] === undefined && market === undefined) return undefined
  const trade: Sides = market === undefined ? {} : { toMarket: market }
  readSide('source', trade, reading)
  readSide('destination', trade, reading)
  for (const _ in trade) return trade
  return undefined
}

function readSide(side: Side, trade: Sides, reading: Reading): void {
  const field = `${side}List`
  const others: string[] = []
  const { raw, report } = reading
  listOf(raw[field], field, report).forEach((item, i) => {
    const one = objectOf(item, [field, i], report)
    if (one === undefined) return
    const type = wordOf('sdt', one['type'], field, report)
    const place = partyPlace(one[side], [field, i, side], reading)
    if (place === undefined) return
    if (type !== 'owning_party' && type !== 'possessing_party') {
      const key = isPartyKey(one[side]) ? 'party' : 'place'
      others.push(
        writeTree([
          [key, [place]],
          ['type', [type ?? '']],
        ]),
      )
      return
    }
    const name = FIELDS[side][type]
    const party = partyOf(place)
    const before = trade[name]
    if (before !== undefined && before !== party) {
      report.error('TWO_PARTIES', `${field} names two parties of type ${type}`, [field, i], 'Name one.')
    }
    trade[name] = party
    const form = isPartyKey(one[side]) ? PARTY_KEY : place === party ? undefined : place
    if (before === undefined && form !== undefined) reading.extra.push([name, form])
  })
  if (others.length > 0) reading.extra.push([`${field}[]`, `[${others.sort().join(',')}]`])
}

/** Stands in `extra` under the name of a side that a document names by PGLN; what has a GLN without more is a place (SGLN). */
export const PARTY_KEY = 'pgln'

/** Whether a party is named by a PGLN, as EPC URN or as GS1 Digital Link: of the same GLN it is another identifier than an SGLN. */
function isPartyKey(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    /^\s*(?:urn:epc:id:pgln:|https?:\/\/\S+\/(?:417|party)\/\d{13}(?:[?#/]|\s*$))/i.test(value)
  )
}

function partyPlace(
  value: unknown,
  path: readonly (string | number)[],
  { reader, report }: Reading,
): PlaceId | undefined {
  const text = textOf(value, path, report)
  const person = text === undefined ? undefined : personOfId(text)
  if (person !== undefined) report.drop(person)
  return text === undefined || person !== undefined ? undefined : reader.place(text, path, report)
}

// --------------------------------------------------------------- documents

/** Most characters of a document's number and of its type (protocol). */
const MAX_DOC = 1024
const MAX_DOC_TYPE = 256

export function readDocs({ raw, report }: Reading): readonly DocRef[] | undefined {
  const list = raw['bizTransactionList']
  if (list === undefined || list === null) return undefined
  const docs: DocRef[] = []
  const items = listOf(list, 'bizTransactionList', report)
  for (let i = 0; i < items.length; i++) {
    const doc = readDoc(items[i], i, report)
    if (doc !== undefined && !docs.some(({ type, id }) => type === doc.type && id === doc.id)) docs.push(doc)
  }
  return docs.length === 0 ? undefined : docs
}

function readDoc(item: unknown, index: number, report: EventReport): DocRef | undefined {
  const one = typeof item === 'object' && item !== null ? (item as RawEvent) : undefined
  const number = one?.['bizTransaction']
  const id = typeof number === 'string' ? number.trim() : ''
  if (one === undefined || id === '') {
    const words = 'a business transaction has no number'
    report.error('MISSING_FIELD', words, ['bizTransactionList', index], 'Give its identifier, as a text.')
    return undefined
  }
  const said = one['type'] === undefined ? undefined : wordOf('btt', one['type'], 'bizTransactionList', report)
  const type = unwrap(said ?? '', DOC_TYPE_PREFIX)
  const person = personOf(type) ?? personOfId(id)
  if (person !== undefined) {
    report.drop(person)
    return undefined
  }
  if (id.length > MAX_DOC || type.length > MAX_DOC_TYPE) {
    const words = `a document number has at most ${MAX_DOC} characters`
    report.error('TOO_LARGE', words, ['bizTransactionList', index], 'Shorten it.')
    return undefined
  }
  return { type, id: unwrap(id, DOC_PREFIX) }
}

/** A text that our own export made a URI of. */
function unwrap(text: string, prefix: string): string {
  if (!text.startsWith(prefix)) return text
  try {
    return decodeURIComponent(text.slice(prefix.length))
  } catch {
    return text
  }
}
