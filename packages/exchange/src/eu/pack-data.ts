/**
 * What the European hub must be told of a batch before it is released (Delegated Regulation 2016/161, Art. 33(2)): the product, the
 * batch, and every serial. The hub's own schema is not public: this is a neutral form with that data model, for the program of
 * the connection to the hub to turn into its own.
 */
import { isCountry, isLot, parseProduct } from '@packtrail/codes'
import type { Outbox, Place } from '../outbox.ts'
import { readDay } from '../time.ts'
import { euCodeOf } from './code.ts'

/** A company with its address; never a person. */
export interface EuCompany {
  readonly name: string
  readonly address?: string
  readonly id?: string
}

/** A member state where the product is meant to be sold. */
export interface EuMarket {
  /** Two letters (ISO 3166-1). */
  readonly country: string
  /** National reimbursement or identification number, where the state asks for one. */
  readonly nationalNumber?: string
}

export interface EuProduct {
  /** Canonical: a GTIN of 14 digits or `ppn:…`. */
  readonly product: string
  readonly name: string
  readonly form: string
  readonly strength: string
  readonly packType: string
  readonly packSize: string
  readonly markets: readonly EuMarket[]
  /** Holder of the marketing authorisation. */
  readonly holder: EuCompany
  /** Who places the safety features. */
  readonly manufacturer: EuCompany
  /** Wholesalers that the holder named in a contract: who buys of them need not verify. */
  readonly wholesalers: readonly EuCompany[]
  /** The entry in the database of Art. 57(1)(l) of Regulation (EC) 726/2004, where there is one. */
  readonly article57?: string
}

/** Everything but the serials. */
export interface EuPackData {
  readonly product: EuProduct
  readonly lot: string
  /** `YYYY-MM-DD`. */
  readonly expiry: string
  /** `YYMMDD` as printed, where its day is 00. */
  readonly expiryText?: string
  /** How many serials follow. */
  readonly claimed: number
}

export const EU_PACK_FORMAT = 'packtrail.eu-pack-data'
export const EU_PACK_VERSION = 1

/** Serials of one batch. */
export const MAX_EU_PACKS = 4_000_000

const MAX_TEXT = 500
const MAX_LIST = 1000

/** Says all that is wrong with the head, and warns of what the law asks for besides. */
export function checkEuPackData(data: EuPackData, out: Outbox, placeOf: (path: string) => Place): void {
  checkProduct(data.product, out, placeOf)
  if (!isLot(data.lot)) {
    const message = 'a batch number has 1 to 20 characters of GS1 set 82'
    out.error({ code: 'BAD_LOT', message, ...placeOf('batch.lot'), remedy: 'Write it as it is printed.' })
  }
  if (readDay(data.expiry) === undefined) {
    const message = 'this expiry is no day of the calendar'
    out.error({
      code: 'BAD_DAY',
      message,
      ...placeOf('batch.expiry'),
      remedy: 'Write 2027-12-31, or YYMMDD as printed.',
    })
  }
  if (!Number.isSafeInteger(data.claimed) || data.claimed < 1 || data.claimed > MAX_EU_PACKS) {
    const message = `a batch has between 1 and ${MAX_EU_PACKS} packs, and says how many`
    out.error({ code: 'MISSING_FIELD', message, ...placeOf('claimed'), remedy: 'Write the number of serials.' })
  }
}

const TEXTS = ['name', 'form', 'strength', 'packType', 'packSize'] as const

export function checkProduct(product: EuProduct, out: Outbox, placeOf: (path: string) => Place): void {
  const parsed = parseProduct(product.product)
  if (!parsed.ok)
    for (const { code, message } of parsed.faults) out.error({ code, message, ...placeOf('product.code') })
  else if (euCodeOf(product.product) === undefined) {
    out.error({ code: 'BAD_GTIN', message: 'a European product has a GTIN or a PPN', ...placeOf('product.code') })
  }
  for (const name of TEXTS) {
    const place = placeOf(`product.${name}`)
    if (product[name] === '') {
      const remedy = 'The hub asks for it (Art. 33(2)(c)).'
      out.error({ code: 'MISSING_FIELD', message: `the product has no «${name}»`, ...place, remedy })
    } else if (product[name].length > MAX_TEXT) {
      out.error({ code: 'TOO_LARGE', message: `«${name}» has more than ${MAX_TEXT} characters`, ...place })
    }
  }
  const { markets, wholesalers } = product
  if (markets.length === 0 || markets.length > MAX_LIST || !markets.every(({ country }) => isCountry(country))) {
    const remedy = 'Name each in two letters (ISO 3166-1): DE, FR, … .'
    const message = 'the product does not say in which member states it is meant to be sold'
    out.error({ code: 'MISSING_FIELD', message, ...placeOf('product.markets'), remedy })
  }
  for (const name of ['holder', 'manufacturer'] as const) checkCompany(product[name], `product.${name}`, out, placeOf)
  if (wholesalers.length > MAX_LIST) {
    out.error({ code: 'TOO_LARGE', message: `more than ${MAX_LIST} wholesalers`, ...placeOf('product.wholesalers') })
  }
  for (const [i, company] of wholesalers.slice(0, MAX_LIST).entries()) {
    checkCompany(company, `product.wholesalers[${i}]`, out, placeOf)
  }
}

function checkCompany({ name, address }: EuCompany, path: string, out: Outbox, placeOf: (path: string) => Place): void {
  if (name === '' || name.length > MAX_TEXT || (address?.length ?? 0) > MAX_TEXT) {
    const remedy = 'Write the name and address of the company (Art. 33(2)(f) to (h)).'
    out.error({ code: 'MISSING_FIELD', message: 'a company has no name', ...placeOf(path), remedy })
  } else if (address === undefined) {
    out.warn({ code: 'MISSING_FIELD', message: 'a company has no address, which the hub asks for', ...placeOf(path) })
  }
}
