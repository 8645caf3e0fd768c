/** A list of packs from any of its forms. */
import { makeRowSplitter } from '../csv/rows.ts'
import { makeOutbox, type Outbox, type Place } from '../outbox.ts'
import { makeJsonLists } from '../papers/json-lists.ts'
import {
  feed,
  finish,
  isRecord,
  memberOf,
  type PaperOptions,
  REFERENCE_YEAR,
  type ReadPaper,
  type TextReader,
  textIn,
} from '../papers/read.ts'
import { personOf } from '../privacy.ts'
import { actionOfState, type EuAction } from './actions.ts'
import { checkEuBulk, type EntryMode, type EuBulkList, MAX_EU_BULK } from './bulk.ts'
import { EU_BULK_COLUMNS, EU_BULK_FORMAT, EU_BULK_VERSION } from './bulk-write.ts'
import { euSchemeOf, productOfEuCode } from './code.ts'
import { readExpiry } from './expiry.ts'

export interface EuBulkOptions extends PaperOptions {
  /** What a body of the REST interface does not hold, for it stands in headers. What the list itself says goes before. */
  readonly given?: Partial<Pick<EuBulkList, 'entryMode' | 'key' | 'undoes' | 'notSuppliedToPublic'>>
}

/** Reads a list in any of `EU_BULK_FORMS`; a list with one fault is refused as a whole. */
export async function readEuBulk(
  chunks: AsyncIterable<Uint8Array>,
  options: EuBulkOptions,
): Promise<ReadPaper<EuBulkList>> {
  const out = makeOutbox(options.file)
  const gathered = makeGathering(out)
  const reader = await feed(chunks, out, (start) =>
    start.trimStart().startsWith('{') ? jsonReader(gathered, out) : csvReader(start, gathered, out),
  )
  return finish(out, reader === undefined || gathered.foreign ? undefined : gathered.list(options))
}

// --------------------------------------------------------------- gathering

const FIELDS = [
  ...(['action', 'undoes', 'notSuppliedToPublic', 'entryMode', 'key', 'scheme', 'code', 'lot', 'expiry'] as const),
  ...(['expiryText', 'claimed'] as const),
]
type Field = (typeof FIELDS)[number]

interface Gathering {
  /** Said once, or the same each time: one list is about one batch. */
  set(field: Field, value: string, place: Place): void
  serial(serial: string, place: Place): void
  /** A member or column that nobody knows. */
  unknown(name: string, place: Place, values?: number): void
  /** It is no such list at all, and a fault said so. */
  foreign: boolean
  list(options: EuBulkOptions): EuBulkList
}

function makeGathering(out: Outbox): Gathering {
  const values = new Map<Field, string>()
  const places = new Map<Field, Place>()
  const serials: string[] = []
  const lines: number[] = []
  let paths = (index: number): string => `serials[${index}]`
  const told = new Set<Field>()
  return {
    foreign: false,
    set(field, value, place) {
      const known = values.get(field)
      if (known === undefined) {
        values.set(field, value)
        places.set(field, place)
      } else if (known !== value && !told.has(field)) {
        told.add(field)
        const message = `the list names two values of «${field}»: it is about one batch and one act`
        out.error({ code: 'TWO_BATCHES', message, ...place, remedy: 'Make a list of each.' })
      }
    },
    serial(serial, { line, path }) {
      if (serials.length === 0 && path !== undefined) {
        const [before = '', after = ''] = path.split(/\[0\]/)
        if (path.includes('[0]')) paths = (index) => `${before}[${index}]${after}`
      }
      // One more than may be: what is too long is seen to be so.
      if (serials.length > MAX_EU_BULK) return
      serials.push(serial)
      lines.push(line ?? 0)
    },
    unknown(name, place, count = 1) {
      const person = personOf(name)
      if (person !== undefined) out.drop(person, count)
      else out.warn({ code: 'UNKNOWN_FIELD', message: `«${name.slice(0, 60)}» is not read`, ...place })
    },
    list(options) {
      const list = buildList(values, serials, options)
      checkEuBulk(list, out, (field) => {
        if (typeof field === 'number') return { line: lines[field] ?? 0, path: paths(field) }
        const known = field === 'product' ? places.get('code') : places.get(field as Field)
        return known ?? { path: field }
      })
      return list
    },
  }
}

function buildList(
  values: ReadonlyMap<Field, string>,
  serials: readonly string[],
  { given = {}, referenceYear = REFERENCE_YEAR }: EuBulkOptions,
): EuBulkList {
  const text = (field: Field): string => values.get(field) ?? ''
  const expiry = readExpiry(text('expiry'), text('expiryText'), referenceYear)
  const scheme = euSchemeOf(text('scheme'))
  const undoes = values.get('undoes') ?? given.undoes
  const stated = values.get('notSuppliedToPublic')
  const public_ = stated === undefined ? given.notSuppliedToPublic : stated === 'true'
  const claimed = /^\d{1,9}$/.test(text('claimed')) ? Number(text('claimed')) : Number.NaN
  return {
    action: text('action') as EuAction,
    ...(undoes === undefined ? {} : { undoes: undoes as EuAction }),
    ...(public_ === undefined ? {} : { notSuppliedToPublic: public_ }),
    entryMode: (values.get('entryMode') ?? given.entryMode ?? '') as EntryMode,
    key: values.get('key') ?? given.key ?? '',
    product: scheme === undefined ? text('code') : productOfEuCode({ scheme, code: text('code') }),
    lot: text('lot'),
    expiry: expiry.iso ?? '',
    ...(expiry.raw === undefined ? {} : { expiryText: expiry.raw }),
    claimed,
    serials,
  }
}

// -------------------------------------------------------------------- JSON

const JSON_FIELDS: Readonly<Record<string, Field>> = Object.fromEntries(FIELDS.map((field) => [field, field]))

function jsonReader(gathered: Gathering, out: Outbox): TextReader {
  const refuse = (message: string, line: number): void => {
    gathered.foreign = true
    out.error({
      code: 'UNKNOWN_FORMAT',
      message,
      line,
      remedy: 'Name a list as docs/guide/paper-formats.md shows it.',
    })
  }
  return makeJsonLists(
    new Set(['serials', 'packs']),
    {
      member(name, value, line) {
        const place = { line, path: name.slice(0, 60) }
        const text = typeof value === 'boolean' ? String(value) : textIn(value)
        const field = Object.hasOwn(JSON_FIELDS, name) ? JSON_FIELDS[name] : undefined
        if (name === 'format' && value !== EU_BULK_FORMAT) refuse('this is another document of Packtrail', line)
        else if (name === 'version' && value !== EU_BULK_VERSION) refuse('this version of the list is not known', line)
        else if (name === 'state') gathered.set('action', (text && actionOfState(text)) ?? '', place)
        else if (name === 'numberOfPacks') gathered.set('claimed', text ?? '', place)
        else if (field !== undefined) gathered.set(field, text ?? '', place)
        else if (name !== 'format' && name !== 'version') gathered.unknown(name, place)
      },
      item(list, value, index, line) {
        if (list === 'serials')
          gathered.serial(typeof value === 'string' ? value : '', { line, path: `serials[${index}]` })
        else readPack(value, index, line, gathered)
      },
    },
    out,
  )
}

const PACK_FIELDS: Readonly<Record<string, Field>> = {
  productCodeScheme: 'scheme',
  productCode: 'code',
  batchId: 'lot',
  expiryDate: 'expiry',
}

function readPack(value: unknown, index: number, line: number, gathered: Gathering): void {
  const path = `packs[${index}]`
  const serial = memberOf(value, 'serialNumber')
  gathered.serial(typeof serial === 'string' ? serial : '', { line, path: `${path}.serialNumber` })
  if (!isRecord(value)) return
  for (const [name, one] of Object.entries(value)) {
    const field = Object.hasOwn(PACK_FIELDS, name) ? PACK_FIELDS[name] : undefined
    if (field !== undefined) gathered.set(field, textIn(one) ?? '', { line, path: `${path}.${name}` })
    else if (name !== 'serialNumber' && index === 0)
      gathered.unknown(name, { line, path: `${path}.${name.slice(0, 60)}` })
  }
}

// --------------------------------------------------------------------- CSV

const COLUMN_FIELDS: Readonly<Record<(typeof EU_BULK_COLUMNS)[number], Field | 'serial'>> = {
  action: 'action',
  undoes: 'undoes',
  not_supplied_to_public: 'notSuppliedToPublic',
  entry_mode: 'entryMode',
  key: 'key',
  scheme: 'scheme',
  code: 'code',
  lot: 'lot',
  expiry: 'expiry',
  claimed: 'claimed',
  serial: 'serial',
}

function csvReader(start: string, gathered: Gathering, out: Outbox): TextReader {
  let columns: readonly (Field | 'serial' | undefined)[] | undefined
  let names: readonly string[] = []
  const onHeader = (cells: readonly string[], line: number): void => {
    names = cells.map((name) => name.trim().slice(0, 60))
    columns = names.map(columnOf)
    if (!columns.includes('serial')) {
      gathered.foreign = true
      const remedy = 'Give the list a first row with the names of the columns.'
      out.error({ code: 'NO_COLUMN', message: 'no column is called «serial»', line, remedy })
      return
    }
    for (const [i, name] of names.entries()) {
      if (columns[i] === undefined && name !== '') gathered.unknown(name, { line, path: name })
    }
  }
  const onRow = (cells: readonly string[], line: number): void => {
    if (columns === undefined) {
      onHeader(cells, line)
      return
    }
    if (gathered.foreign || cells.every((one) => one.trim() === '')) return
    for (const [i, column] of columns.entries()) {
      const text = cells[i]?.trim() ?? ''
      const place = { line, path: names[i] ?? '' }
      if (column === 'serial') gathered.serial(text, place)
      else if (column !== undefined && text !== '') gathered.set(column, text, place)
    }
  }
  const onFault = (code: 'CSV_SYNTAX' | 'TOO_LARGE' | 'TRUNCATED', message: string, line: number): void =>
    out.error({ code, message, line, remedy: 'Save the list as CSV again.' })
  const [first = ''] = start.split('\n')
  const separator = ([',', ';', '\t'] as const).find((one) => first.includes(one)) ?? ','
  return makeRowSplitter({ onRow, onFault }, separator)
}

function columnOf(name: string): Field | 'serial' | undefined {
  const plain = name.toLowerCase().replace(/[ -]/g, '_')
  const column = EU_BULK_COLUMNS.find((one) => one === plain)
  return column === undefined ? undefined : COLUMN_FIELDS[column]
}
