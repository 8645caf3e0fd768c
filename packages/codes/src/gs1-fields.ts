/** The elements of one GS1 symbol as named fields. */

import { readDate, readExactDate } from './dates.ts'
import { type Problem, problem, quote } from './fault.ts'
import { type AiValue, itemOfKey, placeOfKey } from './gs1-keys.ts'
import type { ContainerId, Gtin, PackId } from './identity.ts'
import { pznOfGtin } from './ifa.ts'
import { lostSeparators } from './lost-separators.ts'
import type { CodeFields, NationalNumber } from './parsed-code.ts'

/** AI (710) to (717), GS1 General Specifications, section 3.8. */
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

export function gs1Fields(elements: readonly AiValue[], referenceYear: number, scanned = false): Gs1Fields {
  const value = (ai: string): string | undefined => elements.find((one) => one.ai === ai)?.value
  const [gtin, serial, lot, sscc] = [value('01'), value('21'), value('10'), value('00')]
  const problems: Problem[] = [...lostSeparators(elements, referenceYear, scanned)]
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
  // Assigned one by one: every scanned line of a registration file comes through here.
  const fields: { -readonly [Name in keyof CodeFields]: CodeFields[Name] } = {
    nationalNumbers,
    elements,
    extras: elements.filter((one) => !NAMED.has(one.ai)),
  }
  if (gtin !== undefined) fields.gtin = gtin as Gtin
  if (gtin !== undefined && !zero) fields.product = gtin as Gtin
  if (named) fields.pack = `${gtin}/${serial}` as PackId
  if (serial !== undefined) fields.serial = serial
  if (lot !== undefined) fields.lot = lot
  if (sscc !== undefined) fields.sscc = sscc
  if (container !== undefined) fields.container = container
  if (place !== undefined) fields.place = place
  if (expiry !== undefined) fields.expiry = expiry
  if (produced !== undefined) fields.produced = produced
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
