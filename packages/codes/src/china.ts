/**
 * The Chinese 药品追溯码 in its disguises (NMPAB/T 1002-2019, coding; 1011-2022, marking). Twenty characters: seven of the 药品标识码,
 * thirteen of serial and check. The check digits of 码上放心 are secret: they are reported as not verifiable offline, never computed.
 */
import { ALNUM, all, DIGIT, isDigits, VISIBLE } from './charset.ts'
import { hasGs1CheckDigit } from './check-digits.ts'
import { cnOfAddress } from './cn-address.ts'
import { type Problem, problem, quote } from './fault.ts'
import { CN_CODE_LENGTH, CN_PREFIX_LENGTH, type PackId, type Product } from './identity.ts'

export interface CnCode {
  /** 码上放心 (twenty digits beginning with 8) or the maker's own scheme. */
  readonly form: 'mashangfangxin' | 'own-scheme'
  /** The twenty characters. */
  readonly code: string
  /** 药品标识码: names product and packaging level; only the maker's table tells which level. */
  readonly prefix: string
  /** 1 小码 (the pack that is sold), 2 中码, 3 大码 (case): only where a table of prefixes says so. */
  readonly layer?: CnLayer
  /** Nine digits of serial (码上放心 only). */
  readonly unitSerial?: string
  /** The last four digits (码上放心 only). */
  readonly check?: string
  /** What the label prints as 序列号: serial and check together. */
  readonly printedSerial: string
  readonly checkDigits: 'unverifiable-offline'
  /** 特药: the code begins with 89. */
  readonly specialDrug: boolean
}

/** Level of a package as `packLayer` counts: from the pack that is sold upwards. */
export type CnLayer = 1 | 2 | 3

/** What is known of 药品标识码: which are registered, and for which level of packaging. */
export interface CnPrefixes {
  has(prefix: string): boolean
  /** Absent where only the prefixes are known. */
  get?(prefix: string): CnLayer | undefined
}

/**
 * The level from the platform's display level `code_level`, which counts downwards, and the ratio that says how many levels there are: in
 * `1:10:200` level 1 is the case, in `1:50` it is the case as well and 2 the pack.
 */
export function cnLayer(codeLevel: number, ratio: string): CnLayer | undefined {
  const levels = ratio.split(':').length
  const layer = levels + 1 - codeLevel
  if (!/^\d{1,9}(:\d{1,9}){0,2}$/.test(ratio) || !Number.isInteger(codeLevel) || layer < 1 || codeLevel < 1)
    return undefined
  return layer as CnLayer
}

/** What a scan is among the Chinese numbers. */
export type CnReading =
  | { readonly kind: 'code'; readonly code: CnCode; readonly problems: readonly Problem[] }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  | { readonly kind: 'other' }

const OTHER: CnReading = { kind: 'other' }

/**
 * Takes a code out of its disguise: full-width characters, blanks and line ends, the words of the label, a web address, one hyphen
 * after position seven. Symbology identifier already removed. Never adds or changes a character of the code itself.
 */
export function normaliseCn(text: string): string {
  const narrow = withoutLabel(narrowed(text.trim()))
  const code = /^https?:\/\//i.test(narrow) ? (cnOfAddress(narrow)?.code ?? narrow) : narrow
  const dense = code.replace(INVISIBLE, '')
  if (HYPHENS.includes(dense.charAt(CN_PREFIX_LENGTH)) && dense.length === CN_CODE_LENGTH + 1) {
    return dense.slice(0, CN_PREFIX_LENGTH) + dense.slice(CN_PREFIX_LENGTH + 1)
  }
  return dense
}

/** Blanks, line ends, and what is copied from web pages and PDFs without being seen. */
const INVISIBLE = /[ \t\r\n\u00a0\u200b-\u200d\u2060\ufeff]/g

/** The hyphen as keyboards, typesetting and minus signs have it. */
const HYPHENS = '-\u2010\u2011\u2012\u2013\u2014\u2212'

/** Full-width forms U+FF01 to U+FF5E and the ideographic space, as ASCII. */
function narrowed(text: string): string {
  let out = ''
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 0xff01 && code <= 0xff5e) out += String.fromCharCode(code - 0xfee0)
    else out += code === 0x3000 ? ' ' : text.charAt(i)
  }
  return out
}

/** «药品标识码：8385793 序列号：0000879766660» prints one code in two parts. */
function withoutLabel(text: string): string {
  return text.replace(/(药品标识码|药品追溯码|追溯码|中国药品电子监管码|电子监管码|序列号)\s{0,8}:?/g, '')
}

/** Reads normalised text. `prefixes`: the registered 药品标识码, without which a maker's own scheme cannot be told from any text. */
export function readCn(text: string, prefixes?: CnPrefixes): CnReading {
  if (isDigits(text)) {
    const refused = wrongNumber(text)
    if (refused !== undefined) return { kind: 'refused', problems: [refused] }
    if (text.length === CN_CODE_LENGTH && text.startsWith('8')) return platformCode(text, prefixes)
  }
  if (text.length === CN_CODE_LENGTH && all(text, VISIBLE)) return ownScheme(text, prefixes)
  return OTHER
}

function platformCode(text: string, prefixes: CnPrefixes | undefined): CnReading {
  const code: CnCode = {
    form: 'mashangfangxin',
    code: text,
    prefix: text.slice(0, CN_PREFIX_LENGTH),
    unitSerial: text.slice(CN_PREFIX_LENGTH, 16),
    check: text.slice(16),
    printedSerial: text.slice(CN_PREFIX_LENGTH),
    checkDigits: 'unverifiable-offline',
    specialDrug: text.startsWith('89'),
    ...layerOf(text, prefixes),
  }
  return { kind: 'code', code, problems: [unverifiable('the last four digits can only be verified by the platform')] }
}

function layerOf(text: string, prefixes: CnPrefixes | undefined): Pick<CnCode, 'layer'> {
  const layer = prefixes?.get?.(text.slice(0, CN_PREFIX_LENGTH))
  return layer === undefined ? {} : { layer }
}

function ownScheme(text: string, prefixes: CnPrefixes | undefined): CnReading {
  const prefix = text.slice(0, CN_PREFIX_LENGTH)
  if (!all(prefix, ALNUM)) return OTHER
  if (prefixes?.has(prefix) !== true) {
    // Most texts of twenty characters are no drug code at all: only those made mostly of digits deserve to be called one.
    if (countDigits(text) < CN_CODE_LENGTH / 2) return OTHER
    const words = `${quote(text)} could be a maker's own 追溯码, but 药品标识码 ${quote(prefix)} is not registered here`
    return { kind: 'refused', problems: [problem('error', 'CN_PREFIX_UNKNOWN', words, 'product')] }
  }
  const code: CnCode = {
    form: 'own-scheme',
    code: text,
    prefix,
    printedSerial: text.slice(CN_PREFIX_LENGTH),
    checkDigits: 'unverifiable-offline',
    specialDrug: false,
    ...layerOf(text, prefixes),
  }
  return { kind: 'code', code, problems: [unverifiable('only the maker knows the check rule of its own scheme')] }
}

function unverifiable(words: string): Problem {
  return problem('info', 'CN_CHECK_UNVERIFIABLE', words, 'serial')
}

function countDigits(text: string): number {
  let count = 0
  for (let i = 0; i < text.length; i++) if (all(text, DIGIT, i, i + 1)) count++
  return count
}

/** Numbers that people scan in place of the trace code, refused by name; and trace codes with a digit too few or too many. */
function wrongNumber(text: string): Problem | undefined {
  const { length } = text
  if (length === 13 && text >= '690' && text < '700') {
    const check = hasGs1CheckDigit(text) ? '' : ' (and its check digit is wrong)'
    const words = `${quote(text)} is the 商品码 of the product${check}: scan the 追溯码 of the pack`
    return problem('error', 'CN_PRODUCT_CODE_69', words)
  }
  if (length === 14 && text.startsWith('869')) {
    const check = hasGs1CheckDigit(text) ? 'check digit right' : 'check digit wrong'
    const words = `${quote(text)} is the 本位码 of the product (${check}): scan the 追溯码 of the pack`
    return problem('error', 'CN_NATIONAL_CODE_869', words)
  }
  if (text.startsWith('8') && length !== CN_CODE_LENGTH && length >= 17 && length <= 23) {
    const sscc = length === 18 ? '; an SSCC needs its (00) in front' : ''
    return problem('error', 'CN_LENGTH', `a 追溯码 has 20 digits, ${quote(text)} has ${length}${sscc}`)
  }
  return undefined
}

/** A 追溯码 with signs around it, as lists and programs write it, or several in one line: what is wrong, and what to do. */
export function cnListed(text: string): Problem | undefined {
  if (text.length > MAX_LISTED) return undefined
  const codes = text.split(LIST_SIGNS).filter((part) => part !== '')
  const isCode = (part: string): boolean => part.length === CN_CODE_LENGTH && part.startsWith('8') && isDigits(part)
  if (!codes.every(isCode) || codes.length === 0 || codes[0] === text) return undefined
  if (codes.length > 1) return problem('error', 'TWO_CODES', 'there are two codes in one scan: scan one at a time')
  const words = `there are signs around the 追溯码 in ${quote(text)}: leave them away, or scan again`
  return problem('error', 'CN_LENGTH', words)
}

/** Longer lists are no scan. */
const MAX_LISTED = 500
const LIST_SIGNS = /[\s,;|/'"`.:\u2018\u2019\u201c\u201d\u3001\u3002\uff0c\uff1b\uff1a]+/

/** Product and pack of a code. */
export function cnPack(code: CnCode): { readonly product: Product; readonly pack: PackId } {
  const product = `cn:${code.prefix}` as Product
  return { product, pack: `${product}/${code.printedSerial}` as PackId }
}

/** `8100003-0000000010003`, as labels print it. */
export function formatCnCode(code: string): string {
  return `${code.slice(0, CN_PREFIX_LENGTH)}-${code.slice(CN_PREFIX_LENGTH)}`
}
