/** The elements of one GS1 symbol as named fields. */
import { readCryptoTail } from './crypto-tail.ts'
import { readDate, readExactDate } from './dates.ts'
import type { ElementString } from './element-string.ts'
import { type Problem, problem } from './fault.ts'
import { type AiValue, itemOfKey, placeOfKey } from './gs1-keys.ts'
import type { ContainerId, Gtin, PackId } from './identity.ts'
import { lostSeparators } from './lost-separators.ts'
import { NATIONAL_AIS, nationalOf, nationalProblems } from './national-numbers.ts'
import type { CodeFields } from './parsed-code.ts'

const NAMED: ReadonlySet<string> = new Set(['00', '01', '10', '11', '17', '21', ...NATIONAL_AIS])

export interface Gs1Fields {
  readonly fields: CodeFields
  readonly problems: readonly Problem[]
}

/** Faults after which nobody knows where one element ended and the next began, or of which of two packs it is. */
const STRUCTURE: ReadonlySet<string> = new Set([
  'AI_AMBIGUOUS',
  'AI_UNKNOWN',
  'AI_TOO_SHORT',
  'AI_TOO_LONG',
  'BRACKETS',
])

/** Whether a fault leaves it open what the identity is; a wrong date or lot does not. */
function leavesOpen({ severity, code, field }: Problem): boolean {
  return severity === 'error' && (STRUCTURE.has(code) || field === 'ai(01)' || field === 'ai(21)' || field === 'ai(00)')
}

export function gs1Fields(read: ElementString, referenceYear: number): Gs1Fields {
  const { elements, scanned } = read
  const value = (ai: string): string | undefined => elements.find((one) => one.ai === ai)?.value
  const [gtin, serial, lot, sscc] = [value('01'), value('21'), value('10'), value('00')]
  const problems: Problem[] = [...lostSeparators(elements, referenceYear, scanned)]
  const nationalNumbers = nationalOf(elements, gtin)
  problems.push(...nationalProblems(nationalNumbers, gtin))
  const crypto = readCryptoTail(elements)
  problems.push(...crypto.problems)
  const zero = gtin !== undefined && Number(gtin) === 0
  if (zero) problems.push(problem('warn', 'GTIN_ZERO', 'a GTIN of zeros names no product', 'ai(01)'))
  const open = read.problems.some(leavesOpen)
  const uncertain = open || problems.some((one) => one.severity === 'error' && one.code === 'SEPARATOR_LOST')
  const named = gtin !== undefined && serial !== undefined && !zero && !uncertain
  const expiry = expiryOf(elements, referenceYear)
  const produced = value('11') === undefined ? undefined : readDate(value('11') ?? '', referenceYear)
  const container = open ? undefined : containerOf(elements)
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
  if (crypto.tail !== undefined) fields.cryptoTail = crypto.tail
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
