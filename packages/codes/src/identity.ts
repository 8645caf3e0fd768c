/**
 * The canonical identities of the whole product. Each is a branded string with exactly one spelling, so that two things are
 * the same exactly when their texts are equal:
 *
 * | type          | text                                                                            |
 * |---------------|---------------------------------------------------------------------------------|
 * | `Product`     | `04012345678901` (GTIN-14), `ppn:110375286414`, `cn:8100003`                    |
 * | `PackId`      | `PRODUCT/SERIAL`; a Chinese pack is `cn:` 7 characters `/` the other 13         |
 * | `BatchId`     | `PRODUCT/LOT`                                                                   |
 * | `ContainerId` | `sscc:` 18 digits, `sgtin:GTIN14/SERIAL`, `cn:` 20 characters, `grai:` 13 digits `/SERIAL`, `giai:…` |
 * | `PlaceId`     | `gln:` 13 digits, `gln:` 13 digits `/EXTENSION`, `cn-ent:…`, `uri:…`             |
 * | `OtherId`     | `uri:…`: a thing that is neither pack nor container, kept as it came             |
 *
 * Both `PRODUCT/…` forms split at the *first* slash: no product holds one, serials and lots may. Case is kept everywhere:
 * `ab` and `AB` are two serials, so are `0123` and `123`.
 */
import { ALNUM, all, DIGIT, isSet82, VISIBLE } from './charset.ts'
import { hasGs1CheckDigit, isPpn } from './check-digits.ts'
import { bad, type CodeFault, fault, good, type Parsed, quote } from './fault.ts'

declare const brand: unique symbol
/** `T` that was checked; brands add up, so a `Gtin` is also a `Product`. */
export type Brand<T, Name extends string> = T & { readonly [brand]: { readonly [N in Name]: true } }

export type Product = Brand<string, 'Product'>
/** 14 digits, padded with zeros, check digit right. */
export type Gtin = Brand<string, 'Product' | 'Gtin'>
export type PackId = Brand<string, 'PackId'>
export type BatchId = Brand<string, 'BatchId'>
export type ContainerId = Brand<string, 'ContainerId'>
export type OtherId = Brand<string, 'OtherId'>
/** Whatever an event can be about. */
export type ItemId = PackId | ContainerId | OtherId
export type Gln = Brand<string, 'Gln'>
/** A place or a party. */
export type PlaceId = Brand<string, 'PlaceId'>
/** A place without extension: who, not where. PGLN and SGLN of one GLN are one party. */
export type PartyId = Brand<string, 'PlaceId' | 'PartyId'>

export interface PackParts {
  readonly product: Product
  readonly serial: string
}

export interface BatchParts {
  readonly product: Product
  readonly lot: string
}

/** Longest canonical text of a `uri:…` identity, in UTF-16 units. */
export const MAX_URI_LENGTH = 1024
/** Longest lot of a Chinese batch; a GS1 or IFA lot ends at 20. */
export const MAX_CN_LOT_LENGTH = 64

/** Length of a 药品追溯码 (NMPAB/T 1002-2019, form a). */
export const CN_CODE_LENGTH = 20
/** Length of its 药品标识码. */
export const CN_PREFIX_LENGTH = 7

// ---------------------------------------------------------------- products

/** A GTIN of 8, 12, 13 or 14 digits, as its 14-digit form (GS1 General Specifications, section 3.3.2). */
export function parseGtin(text: string): Parsed<Gtin> {
  const { length } = text
  if (length !== 14 && length !== 13 && length !== 12 && length !== 8) {
    return bad(fault('BAD_GTIN', `a GTIN has 8, 12, 13 or 14 digits, ${quote(text)} has ${length} characters`, 'gtin'))
  }
  if (!all(text, DIGIT)) return bad(fault('BAD_GTIN', `a GTIN has digits only: ${quote(text)}`, 'gtin'))
  if (!hasGs1CheckDigit(text)) {
    return bad(fault('BAD_CHECK_DIGIT', `the check digit of GTIN ${quote(text)} is wrong`, 'gtin'))
  }
  return good(text.padStart(14, '0') as Gtin)
}

/** A product in its canonical text. A GTIN must have its 14 digits: shorter ones are an outside form, see `parseGtin`. */
export function parseProduct(text: string): Parsed<Product> {
  const found = productFault(text)
  return found === undefined ? good(text as Product) : bad(found)
}

export function isProduct(text: string): text is Product {
  return productFault(text) === undefined
}

function productFault(text: string): CodeFault | undefined {
  if (text.startsWith('cn:')) {
    return isCnPrefix(text.slice(3))
      ? undefined
      : fault('BAD_CN_PREFIX', `药品标识码 is seven letters or digits, not ${quote(text.slice(3))}`, 'product')
  }
  if (text.startsWith('ppn:')) {
    return isPpn(text.slice(4))
      ? undefined
      : fault('BAD_PPN', `${quote(text.slice(4))} is no PPN: agency code 11, PZN-8 and two check digits`, 'product')
  }
  if (text.length !== 14 || !all(text, DIGIT)) {
    return fault('BAD_GTIN', `a product is a GTIN of 14 digits, ppn:… or cn:…, not ${quote(text)}`, 'product')
  }
  if (!hasGs1CheckDigit(text)) {
    return fault('BAD_CHECK_DIGIT', `the check digit of GTIN ${quote(text)} is wrong`, 'product')
  }
  return undefined
}

export function isCnPrefix(text: string): boolean {
  return text.length === CN_PREFIX_LENGTH && all(text, ALNUM)
}

export function isGtinProduct(product: Product): product is Gtin {
  return product.length === 14 && product.charCodeAt(2) !== 0x3a
}

// ------------------------------------------------------------------- packs

/** `PRODUCT/SERIAL`. */
export function parsePackId(text: string): Parsed<PackId> {
  const slash = text.indexOf('/')
  if (slash < 0) return bad(fault('NO_SLASH', `a pack is PRODUCT/SERIAL, ${quote(text)} has no slash`, 'pack'))
  return makePackId(text.slice(0, slash), text.slice(slash + 1))
}

/** All faults of both parts, not the first. */
export function makePackId(product: string, serial: string): Parsed<PackId> {
  const first = productFault(product)
  const second = product.startsWith('cn:') ? cnSerialFault(serial) : serialFault(serial)
  if (first === undefined && second === undefined) return good(`${product}/${serial}` as PackId)
  return bad(...[first, second].filter((one) => one !== undefined))
}

export function splitPackId(pack: PackId): PackParts {
  const slash = pack.indexOf('/')
  return { product: pack.slice(0, slash) as Product, serial: pack.slice(slash + 1) }
}

export function productOfPack(pack: PackId): Product {
  return pack.slice(0, pack.indexOf('/')) as Product
}

export function serialOfPack(pack: PackId): string {
  return pack.slice(pack.indexOf('/') + 1)
}

/** The pack as the text that stands on it: for China the 20 characters, else the canonical text. */
export function formatPack(pack: PackId): string {
  return pack.startsWith('cn:') ? pack.slice(3, 10) + pack.slice(11) : pack
}

/** AI (21), DI S: 1 to 20 characters of set 82 (GS1 General Specifications, section 3.5.2; IFA specification). */
export function isSerial(text: string): boolean {
  return isSet82(text, 20)
}

export function serialFault(serial: string): CodeFault | undefined {
  if (isSerial(serial)) return undefined
  return fault('BAD_SERIAL', `a serial has 1 to 20 characters of GS1 set 82, not ${quote(serial)}`, 'serial')
}

function cnSerialFault(serial: string): CodeFault | undefined {
  if (serial.length === CN_CODE_LENGTH - CN_PREFIX_LENGTH && all(serial, VISIBLE)) return undefined
  return fault('BAD_SERIAL', `the rest of a 追溯码 has 13 visible characters, not ${quote(serial)}`, 'serial')
}

// ----------------------------------------------------------------- batches

/** `PRODUCT/LOT`, split at the first slash: a lot may hold slashes. */
export function parseBatchId(text: string): Parsed<BatchId> {
  const slash = text.indexOf('/')
  if (slash < 0) return bad(fault('NO_SLASH', `a batch is PRODUCT/LOT, ${quote(text)} has no slash`, 'batch'))
  return makeBatchId(text.slice(0, slash), text.slice(slash + 1))
}

export function makeBatchId(product: string, lot: string): Parsed<BatchId> {
  const first = productFault(product)
  const second = product.startsWith('cn:') ? cnLotFault(lot) : lotFault(lot)
  if (first === undefined && second === undefined) return good(`${product}/${lot}` as BatchId)
  return bad(...[first, second].filter((one) => one !== undefined))
}

export function splitBatchId(batch: BatchId): BatchParts {
  const slash = batch.indexOf('/')
  return { product: batch.slice(0, slash) as Product, lot: batch.slice(slash + 1) }
}

/** AI (10), DI 1T: 1 to 20 characters of set 82. */
export function isLot(text: string): boolean {
  return isSet82(text, 20)
}

function lotFault(lot: string): CodeFault | undefined {
  if (isLot(lot)) return undefined
  return fault('BAD_LOT', `a lot has 1 to 20 characters of GS1 set 82, not ${quote(lot)}`, 'lot')
}

/** 生产批号 is free text on the pack: no control characters, no lone surrogates, no space at either end. */
function cnLotFault(lot: string): CodeFault | undefined {
  if (lot.length > 0 && lot.length <= MAX_CN_LOT_LENGTH && lot.trim() === lot && isCleanText(lot)) return undefined
  return fault('BAD_LOT', `a lot has 1 to ${MAX_CN_LOT_LENGTH} visible characters, not ${quote(lot)}`, 'lot')
}

/** No control characters, no line ends of any kind, no lone surrogates. */
export function isCleanText(text: string): boolean {
  for (const ch of text) {
    const code = ch.codePointAt(0) ?? 0
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return false
    if (code === 0x2028 || code === 0x2029 || code === 0xfeff) return false
    if (code >= 0xd800 && code <= 0xdfff) return false
  }
  return true
}
