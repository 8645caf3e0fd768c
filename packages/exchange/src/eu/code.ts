/** Product codes and packs as the European verification systems name them, and their address in the REST interface. */
import { makePackId, parseProduct } from '@packtrail/codes'
import { escapePart, readQuery, unescapePart } from '../papers/url.ts'

/** GTIN (NTIN included) or PPN (Delegated Regulation 2016/161, Art. 33(2)(b): the coding scheme is told beside the code). */
export const EU_SCHEMES = ['gtin', 'ppn'] as const
export type EuScheme = (typeof EU_SCHEMES)[number]

export interface EuCode {
  readonly scheme: EuScheme
  readonly code: string
}

/** Words for the schemes in public clients. */
const SCHEME_WORDS: Readonly<Record<string, EuScheme>> = {
  gtin: 'gtin',
  gs1: 'gtin',
  ntin: 'gtin',
  ppn: 'ppn',
  ifa: 'ppn',
}

export function euSchemeOf(word: string): EuScheme | undefined {
  const lower = word.trim().toLowerCase()
  return Object.hasOwn(SCHEME_WORDS, lower) ? SCHEME_WORDS[lower] : undefined
}

/** `undefined` for a product that is of no European scheme. */
export function euCodeOf(product: string): EuCode | undefined {
  if (!parseProduct(product).ok) return undefined
  if (product.startsWith('ppn:')) return { scheme: 'ppn', code: product.slice(4) }
  return product.startsWith('cn:') ? undefined : { scheme: 'gtin', code: product }
}

/** The canonical product: checked with `parseProduct`, which says what is wrong with it. */
export function productOfEuCode({ scheme, code }: EuCode): string {
  return scheme === 'ppn' ? `ppn:${code}` : code
}

export interface EuPackQuery {
  readonly product: string
  readonly serial: string
  readonly lot?: string
  /** `YYMMDD` as printed. */
  readonly expiry?: string
}

/**
 * `/product/gs1/{gtin}/pack/{serial}?batch=…&expiry=…`. Serials hold `/ + % & ?`, which must be escaped: an unescaped slash is
 * answered with 404, as if the pack were false. `undefined` for what is no pack of a European scheme. The word for PPN is not public.
 */
export function euPackPath({ product, serial, lot, expiry }: EuPackQuery): string | undefined {
  const code = euCodeOf(product)
  if (code === undefined || !makePackId(product, serial).ok) return undefined
  const query = [
    lot === undefined ? '' : `batch=${escapePart(lot)}`,
    expiry === undefined ? '' : `expiry=${escapePart(expiry)}`,
  ]
  const given = query.filter((part) => part !== '').join('&')
  const scheme = code.scheme === 'gtin' ? 'gs1' : 'ppn'
  return `/product/${scheme}/${escapePart(code.code)}/pack/${escapePart(serial)}${given === '' ? '' : `?${given}`}`
}

/** The pack of such a path, or of an address that ends in it. */
export function readEuPackPath(path: string): EuPackQuery | undefined {
  if (path.length > 2000) return undefined
  const match = /\/product\/([a-z0-9]{1,10})\/([^/?#]{1,100})\/pack\/([^/?#]{1,100})(?:\?([^#]{0,500}))?$/.exec(path)
  if (match === null) return undefined
  const [, word = '', rawCode = '', rawSerial = '', query = ''] = match
  const scheme = euSchemeOf(word)
  const [code, serial] = [unescapePart(rawCode), unescapePart(rawSerial)]
  if (scheme === undefined || code === undefined || serial === undefined) return undefined
  const product = productOfEuCode({ scheme, code })
  if (!makePackId(product, serial).ok) return undefined
  const values = readQuery(query)
  const [lot, expiry] = [values.get('batch'), values.get('expiry')]
  return { product, serial, ...(lot === undefined ? {} : { lot }), ...(expiry === undefined ? {} : { expiry }) }
}
