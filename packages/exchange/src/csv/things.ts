/** The cells of one row that name a thing, and what they say of it. */
import type { DraftBatch, DraftClose, DraftCommission, DraftPack } from '../draft.ts'
import { countOf } from './base.ts'
import type { Thing } from './cells.ts'
import type { Row } from './row.ts'

/** A pack or container; `undefined` when the row names none, or wrongly (then the row has failed). */
export function thingOf(row: Row): Thing | undefined {
  const { places } = row.header
  const item = row.text(places.item)
  if (item !== '') return row.take('item', row.read.item(item))
  const serial = row.text(places.serial)
  if (serial === '') return undefined
  const product = row.take('product', row.read.product(row.text(places.product)))
  return product === undefined ? undefined : row.take('serial', row.read.pack(product, serial))
}

export function packWithLot(pack: DraftPack, row: Row): DraftPack {
  const { places } = row.header
  const lotCell = row.text(places.lot)
  const expiryCell = row.text(places.expiry)
  if (lotCell === '' && expiryCell === '') return pack
  const { product, serial } = pack
  const lot = lotCell === '' ? undefined : row.take('lot', row.read.lot(product, lotCell))
  const expiry = expiryCell === '' ? undefined : row.take('expiry', row.read.day(expiryCell))
  if (lot === undefined) return expiry === undefined ? pack : { product, serial, expiry }
  return expiry === undefined ? { product, serial, lot } : { product, serial, lot, expiry }
}

/** What a commissioning says of its packs together. */
export function commissionOf(product: string, row: Row): Omit<DraftCommission, 'serials'> | undefined {
  const lotCell = row.cell('lot')
  if (lotCell === '') {
    row.error('NO_LOT', 'packs are commissioned without a lot', 'lot', 'Fill the column lot.')
    return undefined
  }
  const lot = row.take('lot', row.read.lot(product, lotCell))
  const expiry = dayOf(row, 'expiry')
  const made = dayOf(row, 'made')
  const units = countOf(row, 'packUnits')
  const markets = row
    .cell('markets')
    .split(/[\s|]+/)
    .filter((one) => /^[A-Z]{2}$/.test(one))
  if (lot === undefined || row.failed) return undefined
  if (expiry === undefined) row.warn('NO_EXPIRY', 'packs are commissioned without an expiry', row.line, 'Fill expiry.')
  return {
    product,
    lot,
    ...(expiry === undefined ? {} : { expiry }),
    ...(made === undefined ? {} : { made }),
    ...(units === undefined || units === 0 ? {} : { units }),
    ...(markets.length === 0 ? {} : { markets: [...new Set(markets)].sort() }),
  }
}

function dayOf(row: Row, column: 'expiry' | 'made'): string | undefined {
  const cell = row.cell(column)
  return cell === '' ? undefined : row.take(column, row.read.day(cell))
}

/** A batch or product as a whole; `undefined` when the row names none, or wrongly. */
export function classOf(row: Row): DraftBatch | { readonly product: string; readonly lot?: undefined } | undefined {
  const cell = row.cell('product')
  const product = cell === '' ? undefined : row.take('product', row.read.product(cell))
  if (product === undefined) return undefined
  const lotCell = row.cell('lot')
  if (lotCell === '') return { product }
  const lot = row.take('lot', row.read.lot(product, lotCell))
  return lot === undefined ? undefined : { product, lot }
}

export function closeOf(row: Row): DraftClose | undefined {
  const batch = classOf(row)
  const allocated = countOf(row, 'allocated')
  const commissioned = countOf(row, 'commissioned')
  const wasted = countOf(row, 'wasted')
  const unused = countOf(row, 'unused')
  if (row.failed) return undefined
  if (batch?.lot === undefined) {
    row.error('MISSING_FIELD', 'a closing names product and lot', 'lot', 'Fill the columns product and lot.')
    return undefined
  }
  if (allocated === undefined || commissioned === undefined || wasted === undefined || unused === undefined) {
    const remedy = 'Fill allocated, commissioned, wasted and unused.'
    row.error('MISSING_FIELD', 'a closing gives four totals', 'allocated', remedy)
    return undefined
  }
  return { ...batch, allocated, commissioned, wasted, unused }
}
