/** The search for separators that got lost between the symbol and us. */
import { all, DIGIT } from './charset.ts'
import { hasGs1CheckDigit, isPzn8 } from './check-digits.ts'
import { readDate } from './dates.ts'
import { type Problem, problem, quote } from './fault.ts'
import type { AiValue } from './gs1-keys.ts'
import { pznOfGtin } from './ifa.ts'

/**
 * A scanner that swallows the separator makes a lot or serial swallow what follows. It cannot be repaired, because nobody knows where
 * the value ended, but it shows: an element that should be there is missing, and its AI with a possible value stands inside another.
 * `scanned`: the elements came out of scan data, where a separator can get lost, and not out of brackets or a link.
 */
export function lostSeparators(
  elements: readonly AiValue[],
  referenceYear: number,
  scanned = false,
): readonly Problem[] {
  const has = (ai: string): boolean => elements.some((one) => one.ai === ai)
  const found: Problem[] = []
  const [gtin, serial, lot] = ['01', '21', '10'].map((ai) => elements.find((one) => one.ai === ai)?.value)
  const check = (severity: 'error' | 'warn', ai: string, value: string, at: number, what: string): void => {
    if (at < 1) return
    const words = `${quote(value)} in AI (${ai}) may have swallowed ${what}, ${quote(value.slice(at))}`
    found.push(problem(severity, 'SEPARATOR_LOST', `${words}: separator lost? scan again`, `ai(${ai})`))
  }
  if (serial !== undefined) {
    if (!has('17')) {
      const swallowed = swallowedExpiry(serial, referenceYear, has('10') ? '' : '10')
      check('error', '21', serial, swallowed, 'an expiry date')
      // Without expiry and lot nothing else tells; codes with a crypto tail have neither.
      const bare = scanned && swallowed < 0 && !['10', '91', '92', '93'].some(has)
      if (bare) check('warn', '21', serial, swallowedLot(serial), 'a lot')
    }
    if (has('17') && !has('10')) check('error', '21', serial, swallowedLot(serial), 'the lot, which is missing')
    if (!has('710')) {
      const same = pznOfGtin(gtin ?? '') === serial.slice(-8)
      check(same ? 'error' : 'warn', '21', serial, swallowedPzn(serial), 'a PZN')
    }
    if (!NATIONAL_LENGTHS.some(([ai]) => has(ai)))
      check('warn', '21', serial, swallowedNational(serial), 'a national number')
    if (!has('11')) check('warn', '21', serial, swallowedProduction(serial, referenceYear), 'a production date')
    if (has('92') && !has('91')) check('error', '21', serial, swallowedKey(serial), 'the key of AI (91)')
    const glued = gtin === undefined ? -1 : gluedCode(serial, gtin)
    check('error', '21', serial, glued, 'a second code')
    if (glued < 0) check('warn', '21', serial, foreignCode(serial), 'the linear code of another product')
  }
  if (lot !== undefined) {
    // A swallowed expiry leaves the pack known: what is lost is the lot and the date.
    if (!has('17')) check('warn', '10', lot, swallowedExpiry(lot, referenceYear, ''), 'an expiry date')
    if (gtin !== undefined && serial === undefined) {
      const date = has('17') ? -1 : swallowedExpiry(lot, referenceYear, '21')
      const both = date >= 0 && lot.startsWith('21', date + 8)
      const long = both ? date : swallowedSerial(lot)
      check('error', '10', lot, long, 'the serial, which is missing')
      if (long < 0 && scanned && has('17')) check('warn', '10', lot, shortSerial(lot), 'the serial, which is missing')
    }
    if (gtin !== undefined) check('error', '10', lot, gluedCode(lot, gtin), 'a second code')
  }
  return found
}

/**
 * Where another code of the same pack begins: the next scan of this one, or the linear code beside it, EAN-13, UPC-A or the Code 39 of a PZN.
 */
function gluedCode(value: string, gtin: string): number {
  const { length } = value
  if (length > 16) {
    const again = value.indexOf(`01${gtin}`)
    if (again > 0) return again
  }
  if (length > 14 && value.endsWith(gtin)) return length - 14
  if (length > 13 && value.endsWith(gtin.slice(1))) return length - 13
  if (length > 12 && gtin.startsWith('00') && value.endsWith(gtin.slice(2))) return length - 12
  const hasMinus = length > 9 && value.charAt(length - 9) === '-'
  return hasMinus && value.slice(-8) === pznOfGtin(gtin) ? length - 9 : -1
}

/** Where an EAN-13 ends the value, behind something that is no digit: a number of digits alone would often look like one. */
function foreignCode(value: string): number {
  const at = value.length - 13
  if (at < 1 || all(value, DIGIT, 0, at) || !all(value, DIGIT, at)) return -1
  return hasGs1CheckDigit(value, at) ? at : -1
}

/** An expiry date in a code comes with a lot: where the lot is missing and `10` stands inside the serial, it is there. */
function swallowedLot(serial: string): number {
  const at = serial.indexOf('10', 1)
  return at > 0 && at + 2 < serial.length ? at : -1
}

/** A lot may well hold «21»; with a serial's worth of text behind it and no serial anywhere it is too likely to be ignored. */
function swallowedSerial(lot: string): number {
  // A separator that was spelled out: nobody prints a lot like this.
  const spelled = lot.indexOf('<GS>21')
  if (spelled > 0 && lot.length > spelled + 6) return spelled
  const at = lot.indexOf('21', 1)
  return at > 0 && lot.length - at - 2 >= 6 ? at : -1
}

/**
 * With less text behind it «21» may be chance. Of lots of eight digits one in fifteen holds it, and there it says nothing; of lots with letters
 * one in two hundred.
 */
function shortSerial(lot: string): number {
  const at = lot.indexOf('21', 1)
  return at > 0 && lot.length > at + 2 && !all(lot, DIGIT) ? at : -1
}

/** `710` and a PZN-8 with a right check digit at the end. Other national numbers have nothing to check them by. */
function swallowedPzn(serial: string): number {
  const at = serial.length - 11
  return at > 0 && serial.startsWith('710', at) && isPzn8(serial.slice(at + 3)) ? at : -1
}

/** How many digits the national numbers of France, Spain, Portugal and Italy have. */
const NATIONAL_LENGTHS: readonly (readonly [ai: string, length: number])[] = [
  ['711', 7],
  ['711', 13],
  ['712', 6],
  ['712', 7],
  ['714', 7],
  ['716', 9],
]

/** A national number of the right length at the end. Nothing checks it, so it is only a warning. */
function swallowedNational(serial: string): number {
  for (const [ai, length] of NATIONAL_LENGTHS) {
    const at = serial.length - length - 3
    if (at > 0 && serial.startsWith(ai, at) && all(serial, DIGIT, at)) return at
  }
  return -1
}

/** `11` and a possible date at the end. */
function swallowedProduction(serial: string, referenceYear: number): number {
  const at = serial.length - 8
  return at > 0 && serial.startsWith('11', at) && readDate(serial.slice(at + 2), referenceYear) !== undefined ? at : -1
}

/** `91` and four characters at the end, before the crypto tail in (92), as Russian and neighbouring codes have them. */
function swallowedKey(serial: string): number {
  const at = serial.length - 6
  return at > 0 && serial.startsWith('91', at) ? at : -1
}

/** Where `17` and a possible date end the value, or stand before the AI `next` with a value; -1 if nowhere. */
function swallowedExpiry(value: string, referenceYear: number, next: string): number {
  for (let at = 1; at + 8 <= value.length; at++) {
    if (value.charCodeAt(at) !== 0x31 || value.charCodeAt(at + 1) !== 0x37) continue
    if (readDate(value.slice(at + 2, at + 8), referenceYear) === undefined) continue
    const rest = value.slice(at + 8)
    if (rest === '' || (next !== '' && rest.startsWith(next) && rest.length > 2)) return at
  }
  return -1
}
