/** Cells → identities. What a cell said before is remembered: columns repeat themselves from row to row. */
import {
  epcToItem,
  epcToPlace,
  type ItemId,
  isSerial,
  itemKind,
  makeBatchId,
  makePackId,
  type PackId,
  packAsContainer,
  parseCode,
  parseGtin,
  parseItemId,
  parsePlaceId,
  parseProduct,
  partyOf,
} from '@packtrail/codes'
import { isCnCode } from '../cn/codes.ts'
import type { DraftPack } from '../draft.ts'
import { tolerantDay } from '../time.ts'

/** What one cell was wrong about: a code and plain words. */
export interface Wrong {
  readonly code: 'BAD_GTIN' | 'BAD_CHECK_DIGIT' | 'BAD_SERIAL' | 'BAD_LOT' | 'BAD_DAY' | 'UNKNOWN_FORM' | 'NUMBER_CELL'
  readonly message: string
}

export type Read<T> = { readonly value: T; readonly wrong?: undefined } | { readonly wrong: Wrong }

export type Thing =
  | { readonly kind: 'pack'; readonly pack: DraftPack }
  | { readonly kind: 'container'; readonly id: string }

const MAX_CACHE = 10_000

export interface CellReader {
  product(text: string): Read<string>
  lot(product: string, text: string): Read<string>
  day(text: string): Read<string>
  place(text: string): Read<string>
  party(text: string): Read<string>
  /** A pack, or a case when the GTIN has an indicator of 1 to 8. */
  pack(product: string, serial: string): Read<Thing>
  item(text: string): Read<Thing>
  container(text: string): Read<string>
}

export function makeCellReader(): CellReader {
  const products = remember(readProduct)
  const days = remember(readDayCell)
  const places = remember(readPlace)
  // Rows of one lot follow each other.
  let lotProduct = ''
  let lotText = ''
  let lot: Read<string> = { value: '' }
  return {
    product: products,
    day: days,
    place: places,
    lot(product, text) {
      if (text !== lotText || product !== lotProduct) {
        lot = readLot(product, text)
        lotText = text
        lotProduct = product
      }
      return lot
    },
    party(text) {
      const place = places(text)
      return place.wrong === undefined ? { value: partyOf(place.value as Parameters<typeof partyOf>[0]) } : place
    },
    pack: readPack,
    item: readItem,
    container(text) {
      const item = readItem(text)
      if (item.wrong !== undefined) return item
      const { value } = item
      if (value.kind === 'container') return { value: value.id }
      const { product, serial } = value.pack
      const id = packAsContainer(`${product}/${serial}` as PackId)
      return id === undefined ? { wrong: { code: 'UNKNOWN_FORM', message: 'this can be no container' } } : { value: id }
    },
  }
}

function remember(read: (text: string) => Read<string>): (text: string) => Read<string> {
  const cache = new Map<string, Read<string>>()
  let lastText = ''
  let last: Read<string> | undefined
  return (text) => {
    if (text === lastText && last !== undefined) return last
    lastText = text
    last = cache.get(text)
    if (last !== undefined) return last
    last = read(text)
    if (cache.size >= MAX_CACHE) cache.clear()
    cache.set(text, last)
    return last
  }
}

/** `1.23E+11`, as spreadsheets write a long number: which digits stood there is lost. */
function isShortened(text: string): boolean {
  const { length } = text
  if (length < 5 || (text.charCodeAt(length - 3) !== 0x2b && text.charCodeAt(length - 4) !== 0x2b)) return false
  return /^\d(?:[.,]\d+)?E\+\d{2,3}$/i.test(text)
}

function shortened(text: string): { readonly wrong: Wrong } {
  const message = `«${text.slice(0, 40)}» is how a spreadsheet writes a number: which digits stood there is lost`
  return { wrong: { code: 'NUMBER_CELL', message } }
}

function readProduct(text: string): Read<string> {
  const plain = text.trim()
  if (isShortened(plain)) return shortened(plain)
  const parsed = plain.includes(':') ? parseProduct(plain) : parseGtin(plain)
  if (parsed.ok) return { value: parsed.value }
  const [first] = parsed.faults
  const code = first?.code === 'BAD_CHECK_DIGIT' ? 'BAD_CHECK_DIGIT' : 'BAD_GTIN'
  return { wrong: { code, message: first?.message ?? 'this is no product' } }
}

function readLot(product: string, text: string): Read<string> {
  const lot = text.trim()
  if (isShortened(lot)) return shortened(lot)
  const batch = makeBatchId(product, lot)
  if (batch.ok) return { value: lot }
  return { wrong: { code: 'BAD_LOT', message: batch.faults[0]?.message ?? 'this is no lot' } }
}

function readDayCell(text: string): Read<string> {
  const day = tolerantDay(text)
  if (day !== undefined) return { value: day }
  return { wrong: { code: 'BAD_DAY', message: `«${text.slice(0, 40)}» is no day` } }
}

function readPlace(text: string): Read<string> {
  const plain = text.trim()
  const parsed = parsePlaceId(/^\d{13}$/.test(plain) ? `gln:${plain}` : plain)
  if (parsed.ok) return { value: parsed.value }
  const place = epcToPlace(plain)
  if (place !== undefined) return { value: place }
  const [first] = parsed.faults
  const code = first?.code === 'BAD_CHECK_DIGIT' ? 'BAD_CHECK_DIGIT' : 'UNKNOWN_FORM'
  return { wrong: { code, message: first?.message ?? 'this is no place or party' } }
}

function readPack(product: string, serial: string): Read<Thing> {
  if (isShortened(serial)) return shortened(serial)
  const first = product.charCodeAt(0)
  const isGtin = first >= 0x30 && first <= 0x39
  if (isGtin ? !isSerial(serial) : !makePackId(product, serial).ok) {
    const message = `«${serial.slice(0, 60)}» is no serial: 1 to 20 characters that GS1 allows (13 behind a 药品标识码)`
    return { wrong: { code: 'BAD_SERIAL', message } }
  }
  if (first >= 0x31 && first <= 0x38) return { value: { kind: 'container', id: `sgtin:${product}/${serial}` } }
  return { value: { kind: 'pack', pack: { product, serial } } }
}

/** Our own text, an EPC, a Digital Link, a 追溯码, a bare SSCC, or what a scanner reads. */
function readItem(text: string): Read<Thing> {
  const plain = text.trim()
  if (isShortened(plain)) return shortened(plain)
  const own = parseItemId(plain)
  if (own.ok) return thingOf(own.value)
  if (isCnCode(plain))
    return { value: { kind: 'pack', pack: { product: `cn:${plain.slice(0, 7)}`, serial: plain.slice(7) } } }
  const epc = epcToItem(plain)
  if (epc !== undefined) return thingOf(epc)
  // Only the identity is taken from a scan; the century of its dates does not matter.
  const scan = parseCode(plain, { referenceYear: 2026 })
  if (scan.valid && scan.pack !== undefined) return thingOf(scan.pack)
  if (scan.valid && scan.container !== undefined) return thingOf(scan.container)
  const known = own.faults[0]
  const code = known?.code === 'BAD_CHECK_DIGIT' ? 'BAD_CHECK_DIGIT' : 'UNKNOWN_FORM'
  return { wrong: { code, message: `«${plain.slice(0, 60)}» names no pack and no container` } }
}

function thingOf(id: ItemId): Read<Thing> {
  const kind = itemKind(id)
  if (kind === 'container') return { value: { kind, id } }
  if (kind === 'other') return { wrong: { code: 'UNKNOWN_FORM', message: 'this names no pack and no container' } }
  const slash = id.indexOf('/')
  return readPack(id.slice(0, slash), id.slice(slash + 1))
}
