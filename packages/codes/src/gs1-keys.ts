/**
 * The GS1 identification keys as EPCIS, EPC URNs and GS1 Digital Link use them, and the one place where a key becomes a
 * canonical identity (GS1 General Specifications, section 3; GS1 Digital Link URI Syntax 1.6; TDS 2.1, section 6).
 */
import { all, DIGIT, SET39, SET82 } from './charset.ts'
import { gs1CheckDigit, hasGs1CheckDigit } from './check-digits.ts'
import { type CodeFault, fault, quote } from './fault.ts'
import type { BatchId, ContainerId, ItemId, OtherId, PackId, PlaceId, Product } from './identity.ts'

interface KeyForm {
  /** Short name of the older Digital Link releases, still met in the field. */
  readonly short: string
  /** Leading digits of fixed number; 0 for keys that are text from the first character. */
  readonly digits: number
  /** Where the digits that the check digit covers begin (after the filler of 8003) and end. */
  readonly check?: readonly [number, number]
  /** What may follow the digits, and how much of it. */
  readonly tail?: readonly [flag: number, max: number]
  /** Qualifiers in their order; a key with several alternatives lists them all. */
  readonly qualifiers: readonly (readonly string[])[]
}

const NONE: readonly (readonly string[])[] = []

/** Primary keys of a Digital Link, by Application Identifier. */
const KEYS: ReadonlyMap<string, KeyForm> = new Map<string, KeyForm>([
  ['00', { short: 'sscc', digits: 18, check: [0, 18], qualifiers: NONE }],
  ['01', { short: 'gtin', digits: 14, check: [0, 14], qualifiers: [['22', '10', '21'], ['235']] }],
  ['253', { short: 'gdti', digits: 13, check: [0, 13], tail: [SET82, 17], qualifiers: NONE }],
  ['255', { short: 'gcn', digits: 13, check: [0, 13], tail: [DIGIT, 12], qualifiers: NONE }],
  ['401', { short: 'ginc', digits: 0, tail: [SET82, 30], qualifiers: NONE }],
  ['402', { short: 'gsin', digits: 17, check: [0, 17], qualifiers: NONE }],
  ['414', { short: 'gln', digits: 13, check: [0, 13], qualifiers: [['254'], ['7040']] }],
  ['415', { short: 'payto', digits: 13, check: [0, 13], qualifiers: [['8020']] }],
  ['417', { short: 'party', digits: 13, check: [0, 13], qualifiers: [['7040']] }],
  ['8003', { short: 'grai', digits: 14, check: [1, 14], tail: [SET82, 16], qualifiers: NONE }],
  ['8004', { short: 'giai', digits: 0, tail: [SET82, 30], qualifiers: [['7040']] }],
  ['8006', { short: 'itip', digits: 18, check: [0, 14], qualifiers: [['22', '10', '21']] }],
  ['8010', { short: 'cpid', digits: 0, tail: [SET39, 30], qualifiers: [['8011']] }],
  ['8013', { short: 'gmn', digits: 0, tail: [SET82, 25], qualifiers: NONE }],
  ['8017', { short: 'gsrnp', digits: 18, check: [0, 18], qualifiers: [['8019']] }],
  ['8018', { short: 'gsrn', digits: 18, check: [0, 18], qualifiers: [['8019']] }],
])

/** Qualifiers: short name, what they may hold and how much of it. */
const QUALIFIERS: ReadonlyMap<string, readonly [short: string, flag: number, max: number]> = new Map<
  string,
  readonly [string, number, number]
>([
  ['22', ['cpv', SET82, 20]],
  ['10', ['lot', SET82, 20]],
  ['21', ['ser', SET82, 20]],
  ['235', ['tpx', SET82, 28]],
  ['254', ['glnx', SET82, 20]],
  ['7040', ['uic-ext', SET82, 4]],
  ['8011', ['cpsn', DIGIT, 12]],
  ['8019', ['srin', DIGIT, 10]],
  ['8020', ['refno', SET82, 25]],
])

const BY_SHORT: ReadonlyMap<string, string> = new Map([
  ...[...KEYS].map(([ai, form]) => [form.short, ai] as const),
  ...[...QUALIFIERS].map(([ai, form]) => [form[0], ai] as const),
])

/** The Application Identifier of a path segment, `01` or `gtin`; `undefined` if the segment is neither key nor qualifier. */
export function linkKey(segment: string): string | undefined {
  if (KEYS.has(segment) || QUALIFIERS.has(segment)) return segment
  return BY_SHORT.get(segment)
}

export function isPrimaryKey(ai: string): boolean {
  return KEYS.has(ai)
}

/** The qualifiers that may follow a key, in order, by alternative; `undefined` for what is no key. */
export function keyQualifiers(ai: string): readonly (readonly string[])[] | undefined {
  return KEYS.get(ai)?.qualifiers
}

/** One AI with its value. */
export interface AiValue {
  readonly ai: string
  readonly value: string
}

/** A key with its qualifiers, in their order, all checked. */
export interface Gs1Key extends AiValue {
  readonly qualifiers: readonly AiValue[]
}

/** Zero padding of the short GTINs that a Digital Link may hold (GS1 Digital Link URI Syntax). */
export function padGtin(value: string): string {
  const { length } = value
  return length === 8 || length === 12 || length === 13 ? value.padStart(14, '0') : value
}

/** What is wrong with the value of a primary key, as far as its own digits say. */
export function keyFault(ai: string, value: string): CodeFault | undefined {
  const form = KEYS.get(ai)
  if (form === undefined) return fault('UNKNOWN_FORM', `AI (${ai}) is no identification key`, `ai(${ai})`)
  const [flag, max] = form.tail ?? [DIGIT, 0]
  const extra = value.length - form.digits
  if (extra < 0 || extra > max || (form.digits === 0 && extra === 0)) {
    return fault('BAD_LENGTH', `${quote(value)} has the wrong length for ${form.short} (AI ${ai})`, `ai(${ai})`)
  }
  if (!all(value, DIGIT, 0, form.digits) || !all(value, flag, form.digits) || (ai === '8003' && value[0] !== '0')) {
    return fault('BAD_CHARACTER', `${quote(value)} holds a character that ${form.short} (AI ${ai}) cannot`, `ai(${ai})`)
  }
  if (form.check !== undefined && !hasGs1CheckDigit(value, form.check[0], form.check[1])) {
    return fault('BAD_CHECK_DIGIT', `the check digit of ${form.short} ${quote(value)} is wrong`, `ai(${ai})`)
  }
  return ai === '8006' ? pieceFault(value) : undefined
}

/** AI (8006): two digits piece, two digits total, both above zero, piece not above total. */
function pieceFault(value: string): CodeFault | undefined {
  const piece = value.slice(14, 16)
  const total = value.slice(16, 18)
  if (piece !== '00' && total !== '00' && piece <= total) return undefined
  return fault('BAD_CHARACTER', `piece ${piece} of ${total} is not possible`, 'ai(8006)')
}

export function qualifierFault(ai: string, value: string): CodeFault | undefined {
  const form = QUALIFIERS.get(ai)
  if (form === undefined) return fault('UNKNOWN_FORM', `AI (${ai}) is no qualifier`, `ai(${ai})`)
  const [short, flag, max] = form
  if (value.length === 0 || value.length > max) {
    return fault('BAD_LENGTH', `${short} (AI ${ai}) has 1 to ${max} characters, not ${quote(value)}`, `ai(${ai})`)
  }
  if (!all(value, flag)) {
    return fault('BAD_CHARACTER', `${quote(value)} holds a character that ${short} (AI ${ai}) cannot`, `ai(${ai})`)
  }
  return undefined
}

/** Whether `qualifiers` may follow the key, in this order. */
export function qualifiersFit(ai: string, qualifiers: readonly AiValue[]): boolean {
  if (qualifiers.length === 0) return true
  const lists = KEYS.get(ai)?.qualifiers ?? NONE
  return lists.some((order) => {
    let at = -1
    for (const one of qualifiers) {
      const index = order.indexOf(one.ai)
      if (index <= at) return false
      at = index
    }
    return true
  })
}

/** `12` or `13` digits become a key with its check digit. The caller has checked that all are digits. */
export function withCheckDigit(digits: string): string {
  return digits + String(gs1CheckDigit(digits))
}

// ------------------------------------------------------------- identities

function qualifier(key: Gs1Key, ai: string): string | undefined {
  return key.qualifiers.find((one) => one.ai === ai)?.value
}

/** The key as an instance, or `undefined` when it only names a class (a GTIN without serial). */
export function itemOfKey(key: Gs1Key): ItemId | undefined {
  const { ai, value } = key
  const serial = qualifier(key, '21')
  if (ai === '00') return `sscc:${value}` as ContainerId
  if (ai === '01') return serial === undefined ? tpxItem(key) : (`${value}/${serial}` as PackId)
  if (ai === '8003')
    return value.length === 14 ? undefined : (`grai:${value.slice(1, 14)}/${value.slice(14)}` as ContainerId)
  if (ai === '8004' && value.length > 6 && all(value, DIGIT, 0, 6)) return `giai:${value}` as ContainerId
  if (ai === '8006' && serial === undefined) return undefined
  if (ai === '8010' && qualifier(key, '8011') === undefined) return undefined
  if ((ai === '253' || ai === '255') && value.length === 13) return undefined
  return `uri:${canonicalLink(key)}` as OtherId
}

function tpxItem(key: Gs1Key): OtherId | undefined {
  return qualifier(key, '235') === undefined ? undefined : (`uri:${canonicalLink(key)}` as OtherId)
}

/** A class: a batch, a product, or another key without serial. `undefined` for what is an instance. */
export function classOfKey(key: Gs1Key): BatchId | Product | OtherId | undefined {
  if (itemOfKey(key) !== undefined) return undefined
  if (key.ai !== '01') return `uri:${canonicalLink(key)}` as OtherId
  const lot = qualifier(key, '10')
  return lot === undefined ? (key.value as Product) : (`${key.value}/${lot}` as BatchId)
}

/** A GLN, physical (414) or party (417); other keys are no place. */
export function placeOfKey(key: Gs1Key): PlaceId | undefined {
  if (key.ai !== '414' && key.ai !== '417') return undefined
  const extension = qualifier(key, '254')
  const place = extension === undefined || extension === '0' ? `gln:${key.value}` : `gln:${key.value}/${extension}`
  return place as PlaceId
}

/** The host that GS1 Digital Link names as canonical. */
export const CANONICAL_HOST = 'https://id.gs1.org'

/** `https://id.gs1.org/01/04012345678901/21/A%2FB`: numeric keys, order of the standard, all but unreserved escaped. */
export function canonicalLink(key: Gs1Key, host: string = CANONICAL_HOST): string {
  let link = `${host}/${key.ai}/${escapeSegment(key.value)}`
  for (const one of key.qualifiers) link += `/${one.ai}/${escapeSegment(one.value)}`
  return link
}

const UNRESERVED = /^[A-Za-z0-9._~-]*$/

/** Percent-encodes all but the unreserved characters of RFC 3986, section 2.3. ASCII in, ASCII out. */
export function escapeSegment(value: string): string {
  if (UNRESERVED.test(value)) return value
  let out = ''
  for (let i = 0; i < value.length; i++) {
    const ch = value.charAt(i)
    out += UNRESERVED.test(ch) ? ch : `%${value.charCodeAt(i).toString(16).toUpperCase().padStart(2, '0')}`
  }
  return out
}
