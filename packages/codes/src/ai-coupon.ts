/**
 * North American coupon data, AI (8110) and (8112): a row of fields, each preceded by a digit with its length
 * (GS1 North American Coupon Application Guideline Using GS1 DataBar Expanded Symbols).
 */
import { all, DIGIT } from './charset.ts'
import { readExactDate } from './dates.ts'

/** Reads fields from the left; after the first fault every read gives `''`. */
interface Reader {
  at: number
  wrong: string | undefined
  readonly text: string
}

function fail(reader: Reader, words: string): '' {
  reader.wrong ??= words
  return ''
}

function take(reader: Reader, length: number, name: string): string {
  if (reader.wrong !== undefined) return ''
  const found = reader.text.slice(reader.at, reader.at + length)
  if (found.length < length) return fail(reader, `the coupon ends before its ${name}`)
  reader.at += length
  return found
}

/** One digit out of `allowed`. */
function choice(reader: Reader, allowed: string, name: string): string {
  const found = take(reader, 1, name)
  return found === '' || allowed.includes(found) ? found : fail(reader, `${name} of a coupon cannot be ${found}`)
}

/** A field whose length is a digit out of `allowed`, plus `plus`. */
function sized(reader: Reader, allowed: string, plus: number, name: string): string {
  const size = choice(reader, allowed, `length of ${name}`)
  return size === '' ? '' : take(reader, Number(size) + plus, name)
}

/** A company prefix: length digit 0 to 6 for 6 to 12 digits, 9 for none where that is allowed. */
function prefix(reader: Reader, name: string, mayBeAbsent: boolean): void {
  if (mayBeAbsent && reader.text[reader.at] === '9') reader.at++
  else sized(reader, '0123456', 6, name)
}

function purchase(reader: Reader, which: string): void {
  sized(reader, '12345', 0, `${which} purchase requirement`)
  choice(reader, '012349', `${which} purchase requirement code`)
  take(reader, 3, `${which} purchase family code`)
}

/** What is wrong with the value of AI (8110), in words. */
export function couponFault(text: string, referenceYear: number): string | undefined {
  if (!all(text, DIGIT)) return 'a coupon has digits only'
  const reader: Reader = { at: 0, wrong: undefined, text }
  prefix(reader, 'primary company prefix', false)
  take(reader, 6, 'offer code')
  sized(reader, '12345', 0, 'save value')
  purchase(reader, 'primary')
  const dates: { start?: string; end?: string } = {}
  let last = 0
  while (reader.wrong === undefined && reader.at < text.length) {
    const field = Number(take(reader, 1, 'field'))
    // Optional fields come in rising order, each at most once.
    if (field <= last) return 'the optional fields of a coupon are out of order'
    last = field
    optionalField(reader, field, dates, referenceYear)
  }
  if (reader.wrong === undefined && dates.start !== undefined && dates.end !== undefined && dates.end < dates.start) {
    return 'the coupon ends before it begins'
  }
  return reader.wrong
}

function optionalField(
  reader: Reader,
  field: number,
  dates: { start?: string; end?: string },
  referenceYear: number,
): void {
  if (field === 1) {
    choice(reader, '0123', 'additional purchase rules code')
    purchase(reader, 'second')
    prefix(reader, 'second company prefix', true)
  } else if (field === 2) {
    purchase(reader, 'third')
    prefix(reader, 'third company prefix', true)
  } else if (field === 3) dates.end = date(reader, 'expiration date', referenceYear)
  else if (field === 4) dates.start = date(reader, 'start date', referenceYear)
  else if (field === 5) sized(reader, '0123456789', 6, 'serial number')
  else if (field === 6) sized(reader, '1234567', 6, 'retailer identification')
  else if (field === 9) {
    choice(reader, '01256', 'save value code')
    choice(reader, '012', 'save value applies to item')
    choice(reader, '0123456789', 'store coupon flag')
    choice(reader, '01', "don't multiply flag")
  } else fail(reader, `a coupon has no optional field ${field}`)
}

function date(reader: Reader, name: string, referenceYear: number): string {
  const raw = take(reader, 6, name)
  if (raw === '') return ''
  const found = readExactDate(raw, referenceYear)
  return found === undefined ? fail(reader, `the ${name} of the coupon is no date`) : found.iso
}

/** What is wrong with the value of AI (8112), a positive offer file coupon, in words. */
export function couponOfferFault(text: string): string | undefined {
  if (!all(text, DIGIT)) return 'a coupon has digits only'
  const reader: Reader = { at: 0, wrong: undefined, text }
  choice(reader, '01', 'format code')
  prefix(reader, 'funder', false)
  take(reader, 6, 'offer code')
  sized(reader, '0123456789', 6, 'serial number')
  if (reader.wrong === undefined && reader.at < text.length) return 'the coupon goes on after its serial number'
  return reader.wrong
}
