/**
 * IFA coding of German medicines: PPN in ASC MH10.8.2 data identifiers inside an ISO/IEC 15434 envelope, format 06, and GS1
 * elements in format 05 (IFA, «Specification PPN-Code for Retail Packaging»; ISO/IEC 15434).
 */
import { all, DIGIT } from './charset.ts'
import { isGtin, isPpn, isPzn8, ppnCheckDigits } from './check-digits.ts'
import { readDate } from './dates.ts'
import { GS } from './element-string.ts'
import { type Problem, problem, quote } from './fault.ts'
import { withCheckDigit } from './gs1-keys.ts'
import { isLot, isSerial } from './identity.ts'

const RS = '\x1e'
const EOT = '\x04'
const HEADER = `[)>${RS}`

/** One format of an envelope: `05` GS1 elements, `06` data identifiers, others as they are. */
export interface EnvelopePart {
  readonly format: string
  readonly data: string
}

export interface Envelope {
  readonly parts: readonly EnvelopePart[]
  readonly problems: readonly Problem[]
}

/** Splits `[)>␞06␝…␞␄`, which the Macro 05 and 06 codewords of a Data Matrix stand for; `undefined` if `text` is no envelope. */
export function readEnvelope(text: string): Envelope | undefined {
  if (!text.startsWith(HEADER)) return undefined
  const problems: Problem[] = []
  let body = text.slice(HEADER.length)
  if (body.endsWith(EOT)) body = body.slice(0, -1)
  else problems.push(problem('warn', 'ENVELOPE', 'the end of the envelope is missing'))
  if (body.endsWith(RS)) body = body.slice(0, -1)
  const parts = body.split(RS).map((part) => ({ format: part.slice(0, 2), data: part.slice(part[2] === GS ? 3 : 2) }))
  for (const { format } of parts) {
    if (format !== '05' && format !== '06') {
      problems.push(problem('error', 'ENVELOPE', `format ${quote(format)} of the envelope is neither 05 nor 06`))
    }
  }
  return { parts, problems }
}

/** A data identifier with its value: `9N`, `1T`, `D`, `S`, … */
export interface DiValue {
  readonly di: string
  readonly value: string
}

export interface DiFields {
  /** Well-formed fields, repeated ones once. */
  readonly fields: readonly DiValue[]
  readonly problems: readonly Problem[]
}

/** The fields of a format 06: up to three digits and a letter, then the value, separated by GS (ANSI MH10.8.2). */
export function parseDiFields(data: string, referenceYear: number): DiFields {
  const fields: DiValue[] = []
  const problems: Problem[] = []
  for (const text of data.split(GS)) {
    if (text === '') continue
    const di = readDi(text)
    if (di === undefined) {
      problems.push(problem('error', 'DI_VALUE', `${quote(text)} does not begin with a data identifier`))
      continue
    }
    const value = text.slice(di.length)
    const wrong = diFault(di, value, referenceYear)
    if (wrong !== undefined) problems.push(problem('error', wrong.code, wrong.words, `di(${di})`))
    const same = fields.find((one) => one.di === di)
    if (same === undefined && wrong === undefined) fields.push({ di, value })
    else if (same !== undefined && same.value !== value) {
      const words = `${di} is there twice, as ${quote(same.value)} and as ${quote(value)}`
      problems.push(problem('error', 'DI_REPEATED', words, `di(${di})`))
    }
  }
  return { fields, problems }
}

function readDi(text: string): string | undefined {
  let at = 0
  while (at < 3 && all(text, DIGIT, at, at + 1) && at < text.length) at++
  const letter = text.charAt(at)
  return letter >= 'A' && letter <= 'Z' ? text.slice(0, at + 1) : undefined
}

type DiWrong = { readonly code: 'BAD_PPN' | 'BAD_GTIN' | 'BAD_SERIAL' | 'BAD_LOT' | 'BAD_DATE'; readonly words: string }

function diFault(di: string, value: string, referenceYear: number): DiWrong | undefined {
  if (di === '9N' && !isPpn(value)) return { code: 'BAD_PPN', words: ppnWords(value) }
  if (di === '8P' && !isGtin(value)) return { code: 'BAD_GTIN', words: `8P ${quote(value)} is no GTIN` }
  // The standard's own limits are narrower; readers in the field take set 82 for both, as the European system does.
  if (di === 'S' && !isSerial(value)) return { code: 'BAD_SERIAL', words: `serial ${quote(value)}: 1 to 20 of set 82` }
  if (di === '1T' && !isLot(value)) return { code: 'BAD_LOT', words: `lot ${quote(value)}: 1 to 20 of set 82` }
  if ((di === 'D' || di === '16D') && readLongOrShort(di, value, referenceYear) === undefined) {
    return { code: 'BAD_DATE', words: `${di} ${quote(value)} is no date` }
  }
  return undefined
}

/** `D` is YYMMDD with day 00 allowed, `16D` (production date) is YYYYMMDD. */
function readLongOrShort(di: string, value: string, referenceYear: number): unknown {
  if (di === 'D') return readDate(value, referenceYear)
  return value.length === 8 && all(value, DIGIT) ? value : undefined
}

function ppnWords(value: string): string {
  if (!value.startsWith('11'))
    return `PPN ${quote(value)}: agency code ${quote(value.slice(0, 2))} is not 11, the German one`
  if (value.length !== 12 || !all(value, DIGIT)) return `PPN ${quote(value)} has not the 12 digits of a German one`
  if (!isPzn8(value.slice(2, 10))) return `PPN ${quote(value)}: ${quote(value.slice(2, 10))} is no PZN`
  return `PPN ${quote(value)}: the check digits are wrong`
}

/** The PZN inside a PPN. */
export function pznOfPpn(ppn: string): string | undefined {
  return isPpn(ppn) ? ppn.slice(2, 10) : undefined
}

export function ppnOfPzn(pzn: string): string | undefined {
  return isPzn8(pzn) ? `11${pzn}${ppnCheckDigits(`11${pzn}`)}` : undefined
}

/** The PZN inside an NTIN: `0`, `4150`, PZN-8, check digit. A GTIN that looks like one but holds no PZN is a GTIN like any other. */
export function pznOfGtin(gtin14: string): string | undefined {
  const pzn = gtin14.slice(5, 13)
  return gtin14.length === 14 && gtin14.startsWith('04150') && isPzn8(pzn) ? pzn : undefined
}

/** The NTIN of a PZN, as a GTIN-14. */
export function ntinOfPzn(pzn: string): string | undefined {
  return isPzn8(pzn) ? withCheckDigit(`04150${pzn}`) : undefined
}

/** Writes a format 06 envelope. */
export function formatEnvelope06(fields: readonly DiValue[]): string {
  return `${HEADER}06${fields.map(({ di, value }) => GS + di + value).join('')}${RS}${EOT}`
}
