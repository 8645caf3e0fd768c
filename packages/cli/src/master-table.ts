/** A table of products and places, as a receiver knows them and as a US document names them in its header. */
import { gtinOfNdc, isGln, parseGtin } from '@packtrail/codes'
import type { KnownNumbers, UsPlace, UsProduct } from '@packtrail/exchange'
import type { Call } from './command.ts'
import { type CsvRow, eachRow, readCsv } from './csv.ts'
import { dataError } from './error.ts'
import { words } from './words.ts'

const { checking: say } = words

const PRODUCT = ['name', 'manufacturer', 'form', 'strength', 'content'] as const
const PLACE = ['name', 'street', 'city', 'state', 'postal_code', 'country'] as const
const COLUMNS = ['gtin', 'gln', 'units', 'ndc', ...new Set([...PRODUCT, ...PLACE])]

export interface MasterTable {
  readonly known: KnownNumbers
  /** Those with an NDC. */
  readonly products: readonly UsProduct[]
  readonly places: readonly UsPlace[]
}

/** @throws CliError DATA_BAD with every fault. */
export async function readMasterTable(call: Call, name: string): Promise<MasterTable> {
  const known = { products: new Set<string>(), places: new Set<string>(), units: new Map<string, number>() }
  const products: UsProduct[] = []
  const places: UsPlace[] = []
  const rows = await readCsv(call.io, name, COLUMNS, 0)
  eachRow(name, rows, ({ cells }) => {
    const { gtin, gln, ndc, units } = cells
    if ((gtin === undefined) === (gln === undefined)) throw wrong(say.masterRow)
    if (gln !== undefined) {
      if (!isGln(gln.trim())) throw wrong(say.notANumber(gln))
      known.places.add(gln.trim())
      places.push(placeOf(gln.trim(), cells))
    }
    if (gtin === undefined) return
    const product = gtinOf(gtin)
    known.products.add(product)
    if (units !== undefined) known.units.set(product, countOf(units))
    if (ndc !== undefined) products.push(productOf(product, ndcOf(ndc), cells))
  })
  return { known, products, places }
}

function productOf(gtin: string, ndc: string, cells: CsvRow['cells']): UsProduct {
  return { gtin, ndc, ...texts(cells, PRODUCT) }
}

function placeOf(gln: string, cells: CsvRow['cells']): UsPlace {
  const { postal_code: postalCode, ...rest } = texts(cells, PLACE)
  return { place: `gln:${gln}`, ...rest, ...(postalCode === undefined ? {} : { postalCode }) }
}

function texts<Name extends string>(cells: CsvRow['cells'], names: readonly Name[]): Partial<Record<Name, string>> {
  return Object.fromEntries(
    names.flatMap((name) => (cells[name] === undefined ? [] : [[name, cells[name].trim()]])),
  ) as Partial<Record<Name, string>>
}

function ndcOf(text: string): string {
  const read = gtinOfNdc(text.trim())
  if (!read.ok) throw wrong(read.faults[0]?.message ?? '')
  return text.trim()
}

export function gtinOf(text: string): string {
  const read = parseGtin(text.trim())
  if (!read.ok) throw wrong(read.faults[0]?.message ?? '')
  return read.value
}

export function countOf(text: string): number {
  const plain = text.trim()
  if (!/^\d{1,9}$/.test(plain)) throw wrong(say.notANumber(plain))
  return Number(plain)
}

function wrong(message: string): Error {
  return dataError('DATA_BAD', message, { hint: say.wrongTable })
}
