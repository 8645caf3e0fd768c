import { all, DIGIT } from './charset.ts'

/**
 * The check digit of the digits in [start, end): weights 3, 1, 3, … from the right (GS1 General Specifications,
 * section 7.9.1). Serves GTIN-8/12/13/14, SSCC, GLN, GSRN, GRAI, GDTI, GCN, GSIN. -1 if there is a non-digit.
 */
export function gs1CheckDigit(body: string, start = 0, end: number = body.length): number {
  let sum = 0
  let weight = 3
  for (let i = end - 1; i >= start; i--) {
    const digit = body.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return -1
    sum += digit * weight
    weight = 4 - weight
  }
  return (10 - (sum % 10)) % 10
}

/** Whether the last digit of [start, end) is the check digit of those before it. */
export function hasGs1CheckDigit(text: string, start = 0, end: number = text.length): boolean {
  if (end - start < 2) return false
  return gs1CheckDigit(text, start, end - 1) === text.charCodeAt(end - 1) - 48
}

/** GTIN-8, -12, -13 or -14 with a right check digit. */
export function isGtin(text: string): boolean {
  const { length } = text
  return (length === 14 || length === 13 || length === 12 || length === 8) && hasGs1CheckDigit(text)
}

export function isGtin14(text: string): boolean {
  return text.length === 14 && hasGs1CheckDigit(text)
}

export function isSscc(text: string): boolean {
  return text.length === 18 && hasGs1CheckDigit(text)
}

export function isGln(text: string): boolean {
  return text.length === 13 && hasGs1CheckDigit(text)
}

/**
 * The two check digits of a PPN over its first characters (agency code and national number): ASCII code times
 * 2, 3, 4, … from the left, modulo 97, two digits with a leading zero (IFA, PPN-Code Specification).
 */
export function ppnCheckDigits(body: string): string {
  let sum = 0
  for (let i = 0; i < body.length; i++) sum += body.charCodeAt(i) * (i + 2)
  const rest = sum % 97
  return rest < 10 ? `0${rest}` : String(rest)
}

/** A PPN of a German medicine: agency code 11, PZN-8 with its own check digit, two check digits. */
export function isPpn(text: string): boolean {
  return (
    text.length === 12 &&
    all(text, DIGIT) &&
    text.startsWith('11') &&
    isPzn8(text.slice(2, 10)) &&
    ppnCheckDigits(text.slice(0, 10)) === text.slice(10)
  )
}

/**
 * The check digit of a seven-digit PZN stem: digits times 1 … 7, modulo 11. -1 when the remainder is 10: such a number was
 * never issued (IFA, PZN technical notes).
 */
export function pzn8CheckDigit(stem: string): number {
  if (stem.length !== 7 || !all(stem, DIGIT)) return -1
  let sum = 0
  for (let i = 0; i < 7; i++) sum += (stem.charCodeAt(i) - 48) * (i + 1)
  const rest = sum % 11
  return rest === 10 ? -1 : rest
}

export function isPzn8(text: string): boolean {
  return text.length === 8 && pzn8CheckDigit(text.slice(0, 7)) === text.charCodeAt(7) - 48
}
