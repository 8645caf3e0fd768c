/** Master data of the header: NDC against GTIN, quantities, and which numbers the sender and the receiver know. */
import {
  billingNdc,
  epcToClass,
  epcToPlace,
  type Gtin,
  glnOfPlace,
  gtinHoldsNdc,
  type PlaceId,
  possibleNdcs,
} from '@packtrail/codes'
import type { MasterData } from '../item.ts'
import type { Guideline } from './guideline.ts'
import type { ItemPlace } from './world.ts'

/** What is known of goods and places, by the sender's header or the receiver's file. */
export interface KnownNumbers {
  /** GTIN-14. */
  readonly products: Set<string>
  /** GLN of 13 digits. */
  readonly places: Set<string>
  /** Packs in a case, by the GTIN of the case. */
  readonly units: Map<string, number>
}

export function noNumbers(): KnownNumbers {
  return { products: new Set(), places: new Set(), units: new Map() }
}

const MOST = 200_000

type TellMaster = (code: number | 'NDC_DIFFERS' | 'NDC_FORM', place: ItemPlace, message: string) => void

export function readMaster(
  { vocabulary, id, attributes }: MasterData,
  place: ItemPlace,
  known: KnownNumbers,
  guideline: Guideline,
  tell: TellMaster,
): void {
  const kind = vocabulary.slice(vocabulary.lastIndexOf(':') + 1).toLowerCase()
  if (/location|site|party|readpoint/.test(kind)) {
    const gln = glnIn(id)
    if (gln !== undefined && known.places.size < MOST) known.places.add(gln)
    return
  }
  const gtin = gtinIn(id)
  if (gtin === undefined) return
  if (known.products.size < MOST) known.products.add(gtin)
  const values = new Map(attributes.map(([key, value]) => [key.slice(key.lastIndexOf('}') + 1), value]))
  const units = values.get('quantityOfNextLowerLevelTradeItem') ?? values.get('totalQuantityOfNextLowerLevelTradeItem')
  if (units !== undefined && /^\d{1,6}$/.test(units) && known.units.size < MOST) known.units.set(gtin, Number(units))
  checkNdc(gtin, values, place, guideline, tell)
}

export function gtinIn(id: string): Gtin | undefined {
  const named = epcToClass(id.trim())
  return named !== undefined && /^\d{14}(?:\/|$)/.test(named) ? (named.slice(0, 14) as Gtin) : undefined
}

export function glnIn(id: string): string | undefined {
  const place = epcToPlace(id.replace(/\s+/g, ''))
  return place?.startsWith('gln:') === true ? glnOfPlace(place as PlaceId) : undefined
}

function checkNdc(
  gtin: Gtin,
  values: ReadonlyMap<string, string>,
  place: ItemPlace,
  guideline: Guideline,
  tell: TellMaster,
): void {
  const type = values.get('additionalTradeItemIdentificationTypeCode')
  const ndc = values.get('additionalTradeItemIdentification')?.trim()
  if (type === 'FDA_NDC_11') guideline.older('FDA_NDC_11', place)
  else if (type === 'US_FDA_NDC') guideline.newer('US_FDA_NDC', place)
  else if (type?.includes('NDC') === true) guideline.isUs = true
  if (ndc === undefined || (type !== 'FDA_NDC_11' && type !== 'US_FDA_NDC')) return
  const where = { ...place, value: ndc }
  // A GTIN of another prefix holds no NDC: there only master data says which it is.
  const possible = possibleNdcs(gtin)
  if (type === 'US_FDA_NDC') {
    if (/^\d{6}-\d{4}-\d{2}$/.test(ndc)) return
    if (!/^\d{4,5}-\d{3,4}-\d{1,2}$/.test(ndc)) {
      tell('NDC_FORM', where, 'an NDC of type US_FDA_NDC has ten digits and its two hyphens')
    } else if (possible.length > 0 && !gtinHoldsNdc(gtin, ndc))
      tell('NDC_DIFFERS', where, `GTIN ${gtin} holds another NDC`)
    return
  }
  const plain = ndc.replaceAll('-', '')
  if (!/^\d{11}$/.test(plain)) tell('NDC_FORM', where, 'an NDC of type FDA_NDC_11 has eleven digits')
  else if (possible.length > 0 && !possible.some((one) => billed(one) === plain)) {
    tell('NDC_DIFFERS', where, `GTIN ${gtin} holds another NDC`)
  }
}

function billed(ndc: string): string | undefined {
  const read = billingNdc(ndc)
  return read.ok ? read.value : undefined
}
