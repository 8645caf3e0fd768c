/** Dates and times of documents → milliseconds. Arithmetic only: no `Date`, whose parser accepts what no standard allows. */

export interface ReadTime {
  /** Since 1970-01-01T00:00Z; without a zone as if it were UTC. */
  readonly ms: number
  /** Minutes east of UTC; absent when the text has no zone. */
  readonly offset?: number
  /** The text has digits below the millisecond that are not zero; `ms` is cut. */
  readonly finer: boolean
}

export const MS_PER_DAY = 86_400_000

/** Days from 1970-01-01 in the proleptic Gregorian calendar. */
export function daysFromCivil(year: number, month: number, day: number): number {
  // Years begin in March here, so that the leap day is the last of its year.
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

export function daysInMonth(year: number, month: number): number {
  if (month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) return 29
  return MONTH_DAYS[month - 1] ?? 0
}

/** The number in `text[at..at+2)`, or NaN. */
function two(text: string, at: number): number {
  const a = text.charCodeAt(at) - 48
  const b = text.charCodeAt(at + 1) - 48
  return a >= 0 && a <= 9 && b >= 0 && b <= 9 ? a * 10 + b : Number.NaN
}

/** Days since 1970 of `YYYY-MM-DD` at `at`, or NaN. */
function dayAt(text: string, at: number): number {
  if (text.charCodeAt(at + 4) !== 0x2d || text.charCodeAt(at + 7) !== 0x2d) return Number.NaN
  const year = two(text, at) * 100 + two(text, at + 2)
  const month = two(text, at + 5)
  const day = two(text, at + 8)
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return Number.NaN
  return daysFromCivil(year, month, day)
}

/** `YYYY-MM-DDTHH:MM:SS`, a fraction, `Z` or `±HH:MM` (xsd:dateTime, RFC 3339); a blank may stand for the T. */
export function readDateTime(text: string): ReadTime | undefined {
  const days = dayAt(text, 0)
  const mark = text.charCodeAt(10)
  if (Number.isNaN(days) || (mark !== 0x54 && mark !== 0x74 && mark !== 0x20)) return undefined
  const hour = two(text, 11)
  const minute = two(text, 14)
  const second = two(text, 17)
  if (!(hour < 24 && minute < 60 && second < 60)) return undefined
  if (text.charCodeAt(13) !== 0x3a || text.charCodeAt(16) !== 0x3a) return undefined
  const fraction = readFraction(text, 19)
  if (fraction === undefined) return undefined
  const local = days * MS_PER_DAY + hour * 3_600_000 + minute * 60_000 + second * 1000 + fraction.ms
  if (fraction.end === text.length) return { ms: local, finer: fraction.finer }
  const offset = readZone(text, fraction.end)
  return offset === undefined ? undefined : { ms: local - offset * 60_000, offset, finer: fraction.finer }
}

interface Fraction {
  readonly ms: number
  readonly finer: boolean
  readonly end: number
}

const NO_FRACTION: Fraction = { ms: 0, finer: false, end: 19 }

function readFraction(text: string, at: number): Fraction | undefined {
  const mark = text.charCodeAt(at)
  if (mark !== 0x2e && mark !== 0x2c) return at === 19 ? NO_FRACTION : undefined
  let ms = 0
  let scale = 100
  let finer = false
  let i = at + 1
  for (; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) break
    if (scale >= 1) ms += digit * scale
    else if (digit !== 0) finer = true
    scale /= 10
    if (scale < 1) scale = 0
  }
  // More digits than any clock has are no time.
  return i === at + 1 || i - at > 20 ? undefined : { ms, finer, end: i }
}

function readZone(text: string, at: number): number | undefined {
  const mark = text.charCodeAt(at)
  if ((mark === 0x5a || mark === 0x7a) && text.length === at + 1) return 0
  return text.length === at + 6 ? readOffset(text, at) : undefined
}

/** `±HH:MM` up to 14 hours, as minutes (pattern of eventTimeZoneOffset, EPCIS 2.0 JSON schema). */
export function readOffset(text: string, at = 0): number | undefined {
  const sign = text.charCodeAt(at)
  const hours = two(text, at + 1)
  const minutes = two(text, at + 4)
  if (text.length !== at + 6 || (sign !== 0x2b && sign !== 0x2d) || text.charCodeAt(at + 3) !== 0x3a) return undefined
  if (!(minutes < 60 && (hours < 14 || (hours === 14 && minutes === 0)))) return undefined
  const total = hours * 60 + minutes
  // Not `-0`, which encodes as another number.
  return sign === 0x2d && total > 0 ? -total : total
}

/** `YYYY-MM-DD` → days since 1970. */
export function readDay(text: string): number | undefined {
  if (text.length !== 10) return undefined
  const days = dayAt(text, 0)
  return Number.isNaN(days) ? undefined : days
}

/**
 * A day as documents write it → `YYYY-MM-DD`: also `YYYYMMDD`, `YYYY/MM/DD`, `YYYY.MM.DD`, and a date-time, of which the day
 * as written is taken. Day 00 is the last of its month (GS1 General Specifications, section 3.4.7).
 */
export function tolerantDay(text: string): string | undefined {
  const plain = text.trim()
  if (plain.length === 10 && readDay(plain) !== undefined) return plain
  const match = /^(\d{4})([-/.]?)(\d{2})\2(\d{2})(?:[T ].{1,32})?$/.exec(plain)
  if (match === null) return undefined
  const [, year = '', , month = '', day = ''] = match
  const last = daysInMonth(Number(year), Number(month))
  const canonical = `${year}-${month}-${day === '00' && last > 0 ? last : day}`
  return readDay(canonical) === undefined ? undefined : canonical
}

/** The time with its fraction as short as it can be: `20:33:31.116000` and `20:33:31.116` are one time. Else as it came. */
export function canonicalTime(text: string): string {
  if (readDateTime(text) === undefined) return text
  const match = /^(.{10}).(.{8})(?:[.,](\d+?)0*)?(Z|z|[+-].{5})?$/.exec(text)
  if (match === null) return text
  const [, day = '', clock = '', fraction = '', zone = ''] = match
  const short = fraction === '' || fraction === '0' ? '' : `.${fraction}`
  return `${day}T${clock}${short}${zone === 'z' ? 'Z' : zone}`
}

/** `YYYY-MM-DD` of days since 1970. */
export function formatDay(days: number): string {
  const z = days + 719_468
  const era = Math.floor(z / 146_097)
  const doe = z - era * 146_097
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365)
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100))
  const mp = Math.floor((5 * doy + 2) / 153)
  const day = doy - Math.floor((153 * mp + 2) / 5) + 1
  const month = mp < 10 ? mp + 3 : mp - 9
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${pad2(month)}-${pad2(day)}`
}

const pad2 = (n: number): string => String(n).padStart(2, '0')

/** `±HH:MM`. */
export function formatOffset(offset: number): string {
  const size = Math.abs(offset)
  return `${offset < 0 ? '-' : '+'}${pad2(Math.floor(size / 60))}:${pad2(size % 60)}`
}

/** `YYYY-MM-DDTHH:MM:SS.mmm±HH:MM`. */
export function formatTime(ms: number, offset: number): string {
  const local = ms + offset * 60_000
  const days = Math.floor(local / MS_PER_DAY)
  const rest = local - days * MS_PER_DAY
  const clock = `${pad2(Math.floor(rest / 3_600_000))}:${pad2(Math.floor(rest / 60_000) % 60)}:${pad2(Math.floor(rest / 1000) % 60)}`
  return `${formatDay(days)}T${clock}.${String(rest % 1000).padStart(3, '0')}${formatOffset(offset)}`
}
