/** The elements of one GS1 symbol as named fields, and the search for separators that got lost on the way. */
import { hasGs1CheckDigit } from './check-digits.ts'
import { readDate, readExactDate } from './dates.ts'
import { type Problem, problem, quote } from './fault.ts'
import { type AiValue, itemOfKey, placeOfKey } from './gs1-keys.ts'
import type { ContainerId, Gtin, PackId } from './identity.ts'
import { pznOfGtin } from './ifa.ts'
import type { CodeFields, NationalNumber } from './parsed-code.ts'

/** AI (710) to (717), GS1 General Specifications, section 3.8.9. */
const NATIONAL: ReadonlyMap<string, readonly [country: string, kind: string]> = new Map([
  ['710', ['DE', 'PZN']],
  ['711', ['FR', 'CIP']],
  ['712', ['ES', 'CN']],
  ['713', ['BR', 'DRN']],
  ['714', ['PT', 'AIM']],
  ['715', ['US', 'NDC']],
  ['716', ['IT', 'AIC']],
  ['717', ['', 'SRN']],
])

const NAMED: ReadonlySet<string> = new Set(['00', '01', '10', '11', '17', '21', ...NATIONAL.keys()])

export interface Gs1Fields {
  readonly fields: CodeFields
  readonly problems: readonly Problem[]
}

export function gs1Fields(elements: readonly AiValue[], referenceYear: number): Gs1Fields {
  const value = (ai: string): string | undefined => elements.find((one) => one.ai === ai)?.value
  const [gtin, serial, lot, sscc] = [value('01'), value('21'), value('10'), value('00')]
  const problems: Problem[] = [...lostSeparators(elements, referenceYear)]
  const nationalNumbers = nationalOf(elements, gtin)
  problems.push(...nationalProblems(nationalNumbers))
  const zero = gtin !== undefined && Number(gtin) === 0
  if (zero) problems.push(problem('warn', 'GTIN_ZERO', 'a GTIN of zeros names no product', 'ai(01)'))
  const uncertain = problems.some((one) => one.severity === 'error' && one.code === 'SEPARATOR_LOST')
  const named = gtin !== undefined && serial !== undefined && !zero && !uncertain
  const expiry = expiryOf(elements, referenceYear)
  const produced = value('11') === undefined ? undefined : readDate(value('11') ?? '', referenceYear)
  const container = containerOf(elements)
  const place = placeOf(elements)
  const fields: CodeFields = {
    ...(gtin === undefined ? {} : { gtin: gtin as Gtin, ...(zero ? {} : { product: gtin as Gtin }) }),
    ...(named ? { pack: `${gtin}/${serial}` as PackId } : {}),
    ...(serial === undefined ? {} : { serial }),
    ...(lot === undefined ? {} : { lot }),
    ...(sscc === undefined ? {} : { sscc }),
    ...(container === undefined ? {} : { container }),
    ...(place === undefined ? {} : { place }),
    ...(expiry === undefined ? {} : { expiry }),
    ...(produced === undefined ? {} : { produced }),
    nationalNumbers,
    elements,
    extras: elements.filter((one) => !NAMED.has(one.ai)),
  }
  return { fields, problems }
}

/** Expiry is AI (17), or the date of AI (7003) on what expires within the day. */
function expiryOf(elements: readonly AiValue[], referenceYear: number): CodeFields['expiry'] {
  const day = elements.find((one) => one.ai === '17')
  if (day !== undefined) return readDate(day.value, referenceYear)
  const minute = elements.find((one) => one.ai === '7003')
  return minute === undefined ? undefined : readExactDate(minute.value.slice(0, 6), referenceYear)
}

function containerOf(elements: readonly AiValue[]): ContainerId | undefined {
  for (const { ai, value } of elements) {
    if (ai !== '00' && ai !== '8003' && ai !== '8004') continue
    const item = itemOfKey({ ai, value, qualifiers: [] })
    if (item !== undefined && !item.startsWith('uri:')) return item as ContainerId
  }
  return undefined
}

function placeOf(elements: readonly AiValue[]): CodeFields['place'] {
  const key = elements.find((one) => one.ai === '414' || one.ai === '417')
  if (key === undefined) return undefined
  return placeOfKey({ ...key, qualifiers: elements.filter((one) => one.ai === '254') })
}

function nationalOf(elements: readonly AiValue[], gtin: string | undefined): readonly NationalNumber[] {
  const found: NationalNumber[] = []
  for (const { ai, value } of elements) {
    const known = NATIONAL.get(ai)
    if (known !== undefined) found.push({ country: known[0], kind: known[1], number: value, source: 'ai' })
  }
  const pzn = gtin === undefined ? undefined : pznOfGtin(gtin)
  if (pzn !== undefined) found.push({ country: 'DE', kind: 'PZN', number: pzn, source: 'ntin' })
  return found
}

/** The same kind of number with two values: printed for two products. */
function nationalProblems(numbers: readonly NationalNumber[]): readonly Problem[] {
  const found: Problem[] = []
  for (const one of numbers) {
    const other = numbers.find((two) => two.kind === one.kind && two.number !== one.number)
    if (other === undefined || found.length > 0) continue
    const words = `${one.kind} ${quote(one.number)} and ${quote(other.number)} do not agree`
    found.push(problem('error', 'NATIONAL_NUMBER_DIFFERS', words))
  }
  return found
}

// ------------------------------------------------------- lost separators

/**
 * A scanner that swallows the separator makes a lot or serial swallow what follows. It cannot be repaired, because nobody knows where
 * the value ended, but it shows: an element that should be there is missing, and its AI with a possible value stands inside another.
 */
function lostSeparators(elements: readonly AiValue[], referenceYear: number): readonly Problem[] {
  const has = (ai: string): boolean => elements.some((one) => one.ai === ai)
  const found: Problem[] = []
  const serial = elements.find((one) => one.ai === '21')
  const lot = elements.find((one) => one.ai === '10')
  if (serial !== undefined && !has('17')) {
    const at = swallowedExpiry(serial.value, referenceYear, has('10'))
    if (at >= 0) found.push(lost('error', '21', serial.value, at, 'an expiry date'))
  }
  if (lot !== undefined && !has('17')) {
    const at = swallowedExpiry(lot.value, referenceYear, true)
    if (at >= 0) found.push(lost('warn', '10', lot.value, at, 'an expiry date'))
  }
  if (lot !== undefined && serial === undefined && has('01')) {
    const at = lot.value.indexOf('21', 1)
    // A lot may well hold «21»; with a serial's worth of text behind it and no serial anywhere it is too likely to be ignored.
    if (at > 0 && lot.value.length - at - 2 >= 6)
      found.push(lost('error', '10', lot.value, at, 'the serial, which is missing'))
  }
  const gtin = elements.find((one) => one.ai === '01')
  for (const one of [serial, lot]) {
    if (one === undefined || gtin === undefined) continue
    const at = swallowedGtin(one.value)
    if (at >= 0) found.push(lost('error', one.ai, one.value, at, 'a GTIN'))
  }
  return found
}

function lost(severity: 'error' | 'warn', ai: string, value: string, at: number, what: string): Problem {
  const words = `AI (${ai}) ${quote(value)} may have swallowed ${what} (${quote(value.slice(at))}): separator lost? scan again`
  return problem(severity, 'SEPARATOR_LOST', words, `ai(${ai})`)
}

/** Where `17` and a possible date end the value, or stand before a `10` with a lot when the lot is missing too; -1 if nowhere. */
function swallowedExpiry(value: string, referenceYear: number, hasLot: boolean): number {
  for (let at = 1; at + 8 <= value.length; at++) {
    if (value.charCodeAt(at) !== 0x31 || value.charCodeAt(at + 1) !== 0x37) continue
    if (readDate(value.slice(at + 2, at + 8), referenceYear) === undefined) continue
    const rest = value.slice(at + 8)
    if (rest === '' || (!hasLot && rest.startsWith('10') && rest.length > 2)) return at
  }
  return -1
}

/** Where `01` and fourteen digits with a right check digit stand inside a value. */
function swallowedGtin(value: string): number {
  for (let at = 1; at + 16 <= value.length; at++) {
    if (value.startsWith('01', at) && hasGs1CheckDigit(value, at + 2, at + 16)) return at
  }
  return -1
}
