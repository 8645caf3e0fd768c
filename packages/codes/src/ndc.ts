/**
 * National Drug Codes and the GTINs that hold them (21 CFR 207.33; GS1 Healthcare US): indicator, `03`, ten digits of the NDC without
 * hyphens, check digit. Where the hyphens stand cannot be read back from a GTIN, and the 12-digit NDC of 2033 fits none: the NDC of a GTIN
 * is master data with dates, here `DatedNdc`.
 */
import { all, DIGIT } from './charset.ts'
import { type GcpLength, isGcpLength } from './epc-write.ts'
import { bad, fault, good, type Parsed, quote } from './fault.ts'
import { withCheckDigit } from './gs1-keys.ts'
import type { Gtin } from './identity.ts'

/** Lengths of labeler, product and package in the three shapes of a 10-digit NDC. */
const SHAPES: readonly (readonly [number, number, number])[] = [
  [4, 4, 2],
  [5, 3, 2],
  [5, 4, 1],
]

/** From this day on an NDC has twelve digits, 6-4-2 (final rule of 5 March 2026, 91 FR 10749). */
export const NDC_12_FROM = '2033-03-07'

/** The NDC that a GTIN stands for during some time. */
export interface DatedNdc {
  readonly gtin: Gtin
  /** With its hyphens. */
  readonly ndc: string
  /** `YYYY-MM-DD`, the first day; absent: since ever. */
  readonly from?: string
  /** `YYYY-MM-DD`, the last day; absent: until something else is said. */
  readonly until?: string
}

/** The NDCs of a GTIN on a day, in the order of the list. */
export function ndcsOn(list: readonly DatedNdc[], gtin: Gtin, day: string): readonly string[] {
  return list
    .filter((one) => one.gtin === gtin && (one.from ?? '') <= day && (one.until === undefined || day <= one.until))
    .map((one) => one.ndc)
}

function shapeOf(ndc: string): string {
  return ndc
    .split('-')
    .map((one) => one.length)
    .join('-')
}

/** A hyphenated 10-digit NDC → its GTIN-14. `indicator`: 0 for the sales unit, 1 to 8 for the levels above it. */
export function gtinOfNdc(ndc: string, indicator = 0): Parsed<Gtin> {
  const parts = ndc.split('-')
  const shape = shapeOf(ndc)
  if (parts.some((one) => !all(one, DIGIT)))
    return bad(fault('BAD_NDC', `an NDC has digits and two hyphens: ${quote(ndc)}`, 'ndc'))
  if (!SHAPES.some((one) => one.join('-') === shape)) {
    return bad(fault('BAD_NDC', `${quote(ndc)} ${shapeWords(shape)}`, 'ndc'))
  }
  if (!Number.isInteger(indicator) || indicator < 0 || indicator > 8) {
    return bad(fault('BAD_NDC', `an indicator is 0 to 8, not ${indicator}`, 'indicator'))
  }
  return good(withCheckDigit(`${indicator}03${parts.join('')}`) as Gtin)
}

function shapeWords(shape: string): string {
  if (shape === '6-4-2' || shape === '12') return 'is a 12-digit NDC, which fits no GTIN'
  if (shape === '5-4-2' || shape === '11') return 'is an 11-digit billing NDC: which zero was added cannot be told'
  if (shape === '10') return 'has no hyphens: labeler, product and package cannot be told apart'
  return 'is no NDC of the shape 4-4-2, 5-3-2 or 5-4-1'
}

/** Whether this GTIN, on any level, holds this NDC. */
export function gtinHoldsNdc(gtin: Gtin, ndc: string): boolean {
  const made = gtinOfNdc(ndc)
  return made.ok && made.value.slice(1, 13) === gtin.slice(1, 13)
}

/** Digits of the company prefix of a GTIN that holds this NDC: `03` and the labeler. Good for `itemToUrn`; `undefined` for what is no NDC. */
export function gcpLengthOfNdc(ndc: string): GcpLength | undefined {
  const length = 2 + (ndc.split('-')[0]?.length ?? 0)
  return gtinOfNdc(ndc).ok && isGcpLength(length) ? length : undefined
}

/** The three NDCs that a GTIN could hold, of which master data must say the right one; none for a GTIN of another kind. */
export function possibleNdcs(gtin: Gtin): readonly string[] {
  if (!gtin.startsWith('03', 1)) return []
  const digits = gtin.slice(3, 13)
  return SHAPES.map(([labeler, product]) =>
    [digits.slice(0, labeler), digits.slice(labeler, labeler + product), digits.slice(labeler + product)].join('-'),
  )
}

/** The 11 digits of billing forms: each part of a hyphenated 10-digit NDC filled up to 5, 4 and 2. */
export function billingNdc(ndc: string): Parsed<string> {
  const made = gtinOfNdc(ndc)
  if (!made.ok) return made
  const [labeler = '', product = '', pack = ''] = ndc.split('-')
  return good(labeler.padStart(5, '0') + product.padStart(4, '0') + pack.padStart(2, '0'))
}
