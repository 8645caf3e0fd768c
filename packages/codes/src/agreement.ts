/** Several codes on one pack: whether they can be of the same pack. */
import { type Problem, problem, quote } from './fault.ts'
import type { ParsedCode } from './parsed-code.ts'

/** What is compared, and how bad it is when two codes differ. */
const COMPARED: readonly (readonly [
  name: string,
  severity: 'error' | 'warn',
  (code: ParsedCode) => string | undefined,
])[] = [
  ['GTIN', 'error', (code) => code.gtin],
  ['PZN', 'error', (code) => code.nationalNumbers.find((one) => one.kind === 'PZN')?.number],
  ['追溯码', 'error', (code) => code.cn?.code],
  ['serial', 'error', (code) => code.serial],
  ['lot', 'warn', (code) => code.lot],
  ['expiry date', 'warn', (code) => code.expiry?.iso],
]

/**
 * Where codes that were scanned from one pack contradict each other: two GTINs, a PPN and an NTIN of two PZNs, two serials. What only one of
 * them says contradicts nothing; a 追溯码 numbers its packs in its own way, so its serial is compared with no other.
 */
export function disagreements(codes: readonly ParsedCode[]): readonly Problem[] {
  const found: Problem[] = []
  for (const [name, severity, value] of COMPARED) {
    const values = codes.filter((one) => name !== 'serial' || one.cn === undefined).map(value)
    const different = [...new Set(values.filter((one) => one !== undefined))]
    if (different.length < 2) continue
    const words = `the codes on this pack name different ${name}: ${different.map(quote).join(' and ')}`
    found.push(problem(severity, 'CODES_DIFFER', words))
  }
  const lengths = [...new Set(codes.map((one) => one.gcpLength).filter((one) => one !== undefined))]
  if (found.length === 0 && lengths.length > 1) {
    const words = `the same product is written with company prefixes of ${lengths.join(' and ')} digits`
    found.push(problem('warn', 'URN_PREFIX_LENGTH', words))
  }
  return found
}
