/** What the readers find wrong, as defects of the list: a receiver does not care which program noticed. */
import type { Problem } from '../outbox.ts'

const NUMBERS: Readonly<Partial<Record<Problem['code'], number>>> = {
  NO_OFFSET: 5,
  BAD_OFFSET: 5,
  CYCLE: 15,
  LOT_CONFLICT: 16,
  EXPIRY_CONFLICT: 16,
  PARENT_KIND: 14,
  BAD_WORD: 25,
  UNKNOWN_WORD: 25,
  BAD_VERSION: 26,
  BAD_CHECK_DIGIT: 27,
  AI_CHECK_DIGIT: 27,
  URN_PREFIX_LENGTH: 28,
  // Digits of prefix and reference that do not add up.
  URN_MALFORMED: 28,
  UNKNOWN_ENCODING: 34,
  BAD_ENCODING: 34,
}

/** The number of the defect that a fault of a reader is; `undefined` when it has none. */
export function numberOfFault({ code, path }: Pick<Problem, 'code' | 'path'>): number | undefined {
  if (code === 'MISSING_FIELD' && path?.endsWith('.eventTimeZoneOffset') === true) return 5
  // A wrong action is no word of the vocabulary: the event means nothing.
  if (code === 'BAD_WORD' && path?.endsWith('.action') === true) return undefined
  return NUMBERS[code]
}

/** Found here in another way: each serial at its place, each element by the schema. */
const OWN: ReadonlySet<string> = new Set(['DUPLICATE', 'NO_EXPIRY', 'NOT_TAKEN', 'FIELD_ORDER'])

export function isFoundElsewhere(code: string): boolean {
  return OWN.has(code)
}
