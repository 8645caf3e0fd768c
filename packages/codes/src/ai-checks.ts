/**
 * The value of one Application Identifier against its form: character set, length, and the content rule of each part
 * (GS1 General Specifications release 25, section 3 for each AI, sections 7.9 and 7.12 for check digits and dates).
 */
import { couponFault, couponOfferFault } from './ai-coupon.ts'
import type { AiForm, AiPart, PartCheck, PartKind } from './ai-table.ts'
import { ALNUM, all, BASE64URL, DIGIT, firstWithout, SET39, SET82 } from './charset.ts'
import { hasGs1CheckDigit } from './check-digits.ts'
import { readDate, readExactDate, readLongDate } from './dates.ts'
import { type CodeFault, type CodeFaultCode, fault, quote } from './fault.ts'
import { ISO_3166_ALPHA2, ISO_3166_NUMERIC, ISO_4217_NUMERIC } from './iso-codes.ts'

const FLAGS: Readonly<Record<PartKind, number>> = { n: DIGIT, x: SET82, y: SET39, z: BASE64URL }
const NAMES: Readonly<Record<PartKind, string>> = {
  n: 'digits',
  x: 'characters of GS1 set 82',
  y: 'characters of GS1 set 39',
  z: 'base64url characters',
}

/** Every fault of the value, with its AI in `field`. `referenceYear` decides the century of dates. */
export function aiValueFaults(form: AiForm, value: string, referenceYear: number): readonly CodeFault[] {
  const field = `ai(${form.ai})`
  if (value.length < form.min || value.length > form.max) {
    const wanted = form.min === form.max ? String(form.max) : `${form.min} to ${form.max}`
    const code = value.length < form.min ? 'AI_TOO_SHORT' : 'AI_TOO_LONG'
    const perhaps = code === 'AI_TOO_LONG' && !form.fixed ? ': separator lost? scan again' : ''
    return [
      fault(code, `AI (${form.ai}) has ${wanted} characters, ${quote(value)} has ${value.length}${perhaps}`, field),
    ]
  }
  const found: CodeFault[] = []
  let at = 0
  for (const part of form.parts) {
    if (part.optional && at === value.length) break
    const text = value.slice(at, at + part.max)
    at += text.length
    const wrong = partFault(part, text, referenceYear)
    if (wrong !== undefined) found.push(fault(wrong[0], `AI (${form.ai}): ${wrong[1]}`, field))
  }
  if (at < value.length)
    found.push(fault('AI_TOO_LONG', `AI (${form.ai}): ${quote(value.slice(at))} is too much`, field))
  return found
}

type Wrong = readonly [code: CodeFaultCode, words: string]

function partFault(part: AiPart, text: string, referenceYear: number): Wrong | undefined {
  if (text.length < part.min) return ['AI_TOO_SHORT', `${quote(text)} is too short`]
  const strange = firstWithout(text, FLAGS[part.kind])
  if (strange >= 0) return ['AI_CHARACTER', `${quote(text.charAt(strange))} is not among ${NAMES[part.kind]}`]
  if (part.kind === 'z' && !isPadded(text)) return ['AI_CHARACTER', `the padding of ${quote(text)} is wrong`]
  for (const check of part.checks) {
    const wrong = CONTENT[check](text, referenceYear)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

const BASE64URL_ORDER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** base64url, bare or padded with `=` to groups of four; the bits that stand for no byte are zero (RFC 4648, sections 3.5, 5). */
function isPadded(text: string): boolean {
  const body = text.replace(/={1,2}$/, '')
  if (body.includes('=') || body.length % 4 === 1 || (body.length < text.length && text.length % 4 !== 0)) return false
  const unused = body.length % 4 === 2 ? 15 : body.length % 4 === 3 ? 3 : 0
  return (BASE64URL_ORDER.indexOf(body.charAt(body.length - 1)) & unused) === 0
}

type Content = (text: string, referenceYear: number) => Wrong | undefined

function content(
  test: (text: string, referenceYear: number) => boolean,
  words: string,
  code: CodeFaultCode = 'AI_CONTENT',
): Content {
  return (text, referenceYear) => (test(text, referenceYear) ? undefined : [code, `${quote(text)} ${words}`])
}

function below(text: string, limit: number): boolean {
  return Number(text) < limit
}

const isTime = (text: string): boolean => below(text.slice(0, 2), 24) && below(text.slice(2), 60)

const CONTENT: Readonly<Record<PartCheck, Content>> = {
  mod10: content((text) => hasGs1CheckDigit(text), 'has a wrong check digit', 'AI_CHECK_DIGIT'),
  pair: content(hasCheckPair, 'has a wrong check character pair', 'AI_CHECK_DIGIT'),
  gcp1: content((text) => startsWithPrefix(text, 0), 'does not begin with a company prefix'),
  gcp2: content((text) => startsWithPrefix(text, 1), 'has no company prefix after its first digit'),
  date0: content((text, year) => readDate(text, year) !== undefined, 'is no date YYMMDD', 'AI_DATE'),
  date: content((text, year) => readExactDate(text, year) !== undefined, 'is no date YYMMDD', 'AI_DATE'),
  date8: content((text) => readLongDate(text) !== undefined, 'is no date YYYYMMDD', 'AI_DATE'),
  hhmm: content(isTime, 'is no time HHMM', 'AI_DATE'),
  hour: content((text) => below(text, 24), 'is no hour', 'AI_DATE'),
  minute: content((text) => below(text, 60), 'is no minute', 'AI_DATE'),
  second: content((text) => below(text, 60), 'is no second', 'AI_DATE'),
  country: content((text) => ISO_3166_NUMERIC.has(text), 'is no ISO 3166 country number'),
  country999: content((text) => text === '999' || ISO_3166_NUMERIC.has(text), 'is no ISO 3166 country number'),
  country2: content((text) => ISO_3166_ALPHA2.has(text), 'is no ISO 3166 country code'),
  currency: content((text) => ISO_4217_NUMERIC.has(text), 'is no ISO 4217 currency number'),
  percent: content(isPercentEncoded, 'has a «%» without two hex digits'),
  flag: content((text) => text === '0' || text === '1', 'must be 0 or 1'),
  zero: content((text) => text === '0', 'must be 0'),
  nonzero: content((text) => Number(text) !== 0, 'must not be zero'),
  winding: content((text) => text === '0' || text === '1' || text === '9', 'must be 0, 1 or 9'),
  piece: content(isPieceOfTotal, 'is no piece of a total'),
  iban: content(isIban, 'is no IBAN', 'AI_CHECK_DIGIT'),
  nolead0: content((text) => text === '0' || !text.startsWith('0'), 'must not begin with zero'),
  nondigit: content((text) => !all(text, DIGIT), 'must hold something else than digits'),
  coupon: (text, year) => couponWrong(couponFault(text, year)),
  couponpos: (text) => couponWrong(couponOfferFault(text)),
  latitude: content((text) => text <= '1800000000', 'is no latitude'),
  longitude: content((text) => text <= '3600000000', 'is no longitude'),
  hyphen: content((text) => text === '-', 'must be a hyphen'),
  importer: content((text) => all(text, BASE64URL) && text !== '=', 'is no importer index'),
  // UN/ECE Recommendation 21 grows every year; what is checked is that it can be one of its codes.
  package: content((text) => all(text, ALNUM) && text.toUpperCase() === text, 'is no package type'),
  media: content((text) => (text >= '01' && text <= '10') || text >= '80', 'is no AIDC media type'),
  sex: content((text) => '0129'.includes(text), 'must be 0, 1, 2 or 9'),
  birth: content(
    (text) => /^[1-9]\/[1-9]$/.test(text) && text.charAt(0) <= text.charAt(2),
    'is no position in a birth sequence',
  ),
}

function couponWrong(words: string | undefined): Wrong | undefined {
  return words === undefined || words === '' ? undefined : ['AI_CONTENT', words]
}

/** No table of company prefixes is carried: what can be said is that the shortest has four digits. */
function startsWithPrefix(text: string, at: number): boolean {
  return text.length >= at + 4 && all(text, DIGIT, at, at + 4)
}

function isPieceOfTotal(text: string): boolean {
  const piece = text.slice(0, 2)
  const total = text.slice(2)
  return piece !== '00' && total !== '00' && piece <= total
}

function isPercentEncoded(text: string): boolean {
  return !/%(?![0-9A-Fa-f]{2})/.test(text)
}

/** ISO 13616: four characters moved to the end, letters as two digits, remainder 1 modulo 97. */
function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(text) || !ISO_3166_ALPHA2.has(text.slice(0, 2))) return false
  let rest = 0
  for (const ch of text.slice(4) + text.slice(0, 4)) {
    const value = Number.parseInt(ch, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}

const SET82_ORDER = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
const SET32 = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
/** Weights from the right, two for the longest key of 25 characters less its check pair. */
const PRIMES: readonly number[] = [
  2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83,
]

/** The check character pair of a GMN (GS1 General Specifications, section 7.9.5); `undefined` for what has none. */
function checkCharacterPair(body: string): string | undefined {
  if (body.length === 0 || body.length > PRIMES.length) return undefined
  let sum = 0
  for (let i = 0; i < body.length; i++) {
    const value = SET82_ORDER.indexOf(body.charAt(body.length - 1 - i))
    if (value < 0) return undefined
    sum += value * (PRIMES[i] ?? 0)
  }
  const rest = sum % 1021
  return SET32.charAt(rest >> 5) + SET32.charAt(rest & 31)
}

function hasCheckPair(text: string): boolean {
  return text.length > 2 && checkCharacterPair(text.slice(0, -2)) === text.slice(-2)
}
