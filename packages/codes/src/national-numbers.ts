/** National healthcare reimbursement numbers: AI (710) to (717), and those that a GTIN contains (GS1 General Specifications, section 3.8). */
import { all, DIGIT } from './charset.ts'
import { hasGs1CheckDigit, isPzn8 } from './check-digits.ts'
import { type Problem, problem, quote } from './fault.ts'
import type { AiValue } from './gs1-keys.ts'
import { pznOfGtin } from './ifa.ts'
import type { NationalNumber } from './parsed-code.ts'

const NATIONAL: ReadonlyMap<string, readonly [country: string, kind: string]> = new Map([
  ['710', ['DE', 'PZN']],
  ['711', ['FR', 'CIP']],
  ['712', ['ES', 'CN']],
  ['713', ['BR', 'DRN']],
  ['714', ['PT', 'AIM']],
  ['715', ['US', 'NDC']],
  ['716', ['IT', 'AIC']],
  ['717', ['CR', 'SRN']],
])

/** The AIs of national numbers. */
export const NATIONAL_AIS: readonly string[] = [...NATIONAL.keys()]

export function nationalOf(elements: readonly AiValue[], gtin: string | undefined): readonly NationalNumber[] {
  const found: NationalNumber[] = []
  for (const { ai, value } of elements) {
    const known = NATIONAL.get(ai)
    if (known !== undefined) found.push({ country: known[0], kind: known[1], number: value, source: 'ai' })
  }
  const pzn = gtin === undefined ? undefined : pznOfGtin(gtin)
  if (pzn !== undefined) found.push({ country: 'DE', kind: 'PZN', number: pzn, source: 'ntin' })
  return found
}

/** Numbers with a wrong check digit, and those that name another product than the GTIN or each other. */
export function nationalProblems(numbers: readonly NationalNumber[], gtin: string | undefined): readonly Problem[] {
  if (numbers.length === 0) return []
  const found: Problem[] = []
  const different = numbers.length > 1 ? twoOfAKind(numbers) : undefined
  if (different !== undefined) found.push(different)
  for (const { kind, number, source } of numbers) {
    if (source !== 'ai') continue
    if (kind === 'PZN' && !isPzn8(number)) {
      found.push(problem('warn', 'BAD_PZN', `AI (710): ${quote(number)} is no PZN`, 'ai(710)'))
    } else if (kind === 'CIP' && number.length === 13 && !hasGs1CheckDigit(number)) {
      found.push(
        problem('warn', 'BAD_CHECK_DIGIT', `AI (711): the check digit of ${quote(number)} is wrong`, 'ai(711)'),
      )
    }
    if (gtin !== undefined && contradicts(kind, number, gtin)) {
      const words = `${kind} ${quote(number)} is not the one that GTIN ${quote(gtin)} holds`
      found.push(problem('warn', 'NATIONAL_NUMBER_DIFFERS', words))
    }
  }
  return found
}

/** The same kind of number with two values: printed for two products. */
function twoOfAKind(numbers: readonly NationalNumber[]): Problem | undefined {
  for (const one of numbers) {
    const other = numbers.find((two) => two.kind === one.kind && two.number !== one.number)
    if (other === undefined) continue
    const words = `${one.kind} ${quote(one.number)} and ${quote(other.number)} do not agree`
    return problem('error', 'NATIONAL_NUMBER_DIFFERS', words)
  }
  return undefined
}

/** A French GTIN of a medicine is its CIP-13; an American one holds the ten digits of its NDC. */
function contradicts(kind: string, number: string, gtin: string): boolean {
  if (kind === 'CIP') return number.length === 13 && gtin.startsWith('034009') && gtin.slice(1) !== number
  if (kind !== 'NDC' || !gtin.startsWith('03', 1)) return false
  const digits = number.replaceAll('-', '')
  return digits.length === 10 && all(digits, DIGIT) && gtin.slice(3, 13) !== digits
}
