/**
 * National Drug Codes and the GTINs that hold them (21 CFR 207.33; GS1 Healthcare US): indicator, `03`, ten digits of the NDC without
 * hyphens, check digit. Ends with the 12-digit NDC of 2033, which fits no GTIN. Where the hyphens stand cannot be read back from a
 * GTIN, so there is no function for it: the NDC is master data with a date.
 */
import { all, DIGIT } from './charset.ts'
import { bad, fault, good, type Parsed, quote } from './fault.ts'
import { withCheckDigit } from './gs1-keys.ts'
import type { Gtin } from './identity.ts'

/** Lengths of labeler, product and package in the three shapes of a 10-digit NDC. */
const SHAPES: ReadonlySet<string> = new Set(['4-4-2', '5-3-2', '5-4-1'])

/** A hyphenated 10-digit NDC → its GTIN-14. `indicator`: 0 for the sales unit, 1 to 8 for the levels above it. */
export function gtinOfNdc(ndc: string, indicator = 0): Parsed<Gtin> {
  const parts = ndc.split('-')
  const shape = parts.map((one) => one.length).join('-')
  if (parts.some((one) => !all(one, DIGIT)))
    return bad(fault('BAD_NDC', `an NDC has digits and two hyphens: ${quote(ndc)}`, 'ndc'))
  if (!SHAPES.has(shape)) return bad(fault('BAD_NDC', `${quote(ndc)} ${shapeWords(shape)}`, 'ndc'))
  if (!Number.isInteger(indicator) || indicator < 0 || indicator > 8) {
    return bad(fault('BAD_NDC', `an indicator is 0 to 8, not ${indicator}`, 'indicator'))
  }
  return good(withCheckDigit(`${indicator}03${parts.join('')}`) as Gtin)
}

function shapeWords(shape: string): string {
  if (shape === '6-4-2') return 'is a 12-digit NDC, which fits no GTIN'
  if (shape === '5-4-2' || shape === '11') return 'is an 11-digit billing NDC: which zero was added cannot be told'
  if (shape === '10') return 'has no hyphens: labeler, product and package cannot be told apart'
  return 'is no NDC of the shape 4-4-2, 5-3-2 or 5-4-1'
}

/** Whether this GTIN, on any level, holds this NDC. */
export function gtinHoldsNdc(gtin: Gtin, ndc: string): boolean {
  const made = gtinOfNdc(ndc)
  return made.ok && made.value.slice(1, 13) === gtin.slice(1, 13)
}
