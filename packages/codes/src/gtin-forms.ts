/** The forms in which one GTIN is printed (GS1 General Specifications, sections 1.5, 3.3.2 and 5.2.2.4 for UPC-E). */
import { all, DIGIT } from './charset.ts'
import { gs1CheckDigit, hasGs1CheckDigit } from './check-digits.ts'
import type { Gtin } from './identity.ts'

/** The shortest form: eight, twelve, thirteen or fourteen digits. A GTIN of zeros and one short digit group is no GTIN-8. */
export function shortGtin(gtin: Gtin): string {
  if (gtin.startsWith('000000') && gtin.charAt(6) !== '0') return gtin.slice(6)
  if (gtin.startsWith('00')) return gtin.slice(2)
  return gtin.startsWith('0') ? gtin.slice(1) : gtin
}

/**
 * The UPC-A that eight digits of a UPC-E stand for: number system 0 or 1, six digits, the check digit of the UPC-A. `undefined` when they are
 * no UPC-E.
 */
export function expandUpcE(text: string): string | undefined {
  if (text.length !== 8 || !all(text, DIGIT) || text.charAt(0) > '1') return undefined
  const [system, body, last] = [text.charAt(0), text.slice(1, 6), text.charAt(6)]
  let digits = ''
  if (last <= '2') digits = `${body.slice(0, 2)}${last}0000${body.slice(2)}`
  else if (last === '3') digits = `${body.slice(0, 3)}00000${body.slice(3)}`
  else if (last === '4') digits = `${body.slice(0, 4)}00000${body.slice(4)}`
  else digits = `${body}0000${last}`
  const upc = system + digits
  const whole = upc + String(gs1CheckDigit(upc))
  return whole.endsWith(text.charAt(7)) && hasGs1CheckDigit(whole) ? whole : undefined
}
