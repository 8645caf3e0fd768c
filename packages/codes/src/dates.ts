/** Dates as packs carry them. No clock in here: the century comes from a year that the caller gives. */

/** A calendar date with the text it was read from. */
export interface CodeDate {
  /** `YYYY-MM-DD`; day 00 has become the last day of its month. */
  readonly iso: string
  /** As printed: `271200`. */
  readonly raw: string
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

const MONTH_DAYS: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (MONTH_DAYS[month - 1] ?? 0)
}

/**
 * The year of two digits: the one from 49 years before to 50 years after `referenceYear`
 * (GS1 General Specifications, section 7.12).
 */
export function fullYear(twoDigits: number, referenceYear: number): number {
  const century = referenceYear - (referenceYear % 100)
  const difference = twoDigits - (referenceYear % 100)
  if (difference >= 51) return century - 100 + twoDigits
  if (difference <= -50) return century + 100 + twoDigits
  return century + twoDigits
}

/** `YYMMDD` with `00` for «last day of the month», or `undefined` when there is no such date. */
export function readDate(raw: string, referenceYear: number): CodeDate | undefined {
  return readDay(raw, referenceYear, true)
}

/** `YYMMDD` without day 00. */
export function readExactDate(raw: string, referenceYear: number): CodeDate | undefined {
  return readDay(raw, referenceYear, false)
}

function readDay(raw: string, referenceYear: number, zeroDay: boolean): CodeDate | undefined {
  if (raw.length !== 6) return undefined
  const [yy, month, day] = [twoDigits(raw, 0), twoDigits(raw, 2), twoDigits(raw, 4)]
  if (yy < 0 || month < 1 || month > 12 || day < (zeroDay ? 0 : 1)) return undefined
  const year = fullYear(yy, referenceYear)
  const last = daysInMonth(year, month)
  return day > last ? undefined : { iso: isoDate(year, month, day === 0 ? last : day), raw }
}

/** `YYYYMMDD`. */
export function readLongDate(raw: string): CodeDate | undefined {
  if (raw.length !== 8) return undefined
  const [century, yy, month, day] = [twoDigits(raw, 0), twoDigits(raw, 2), twoDigits(raw, 4), twoDigits(raw, 6)]
  if (century < 0 || yy < 0 || month < 1 || month > 12 || day < 1) return undefined
  const year = century * 100 + yy
  return day > daysInMonth(year, month) ? undefined : { iso: isoDate(year, month, day), raw }
}

function isoDate(year: number, month: number, day: number): string {
  const pad = (n: number, size: number): string => String(n).padStart(size, '0')
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
}

/** `YYYY-MM-DD` → `YYMMDD` for AI (17) and DI D. */
export function shortDate(iso: string): string {
  return iso.slice(2, 4) + iso.slice(5, 7) + iso.slice(8, 10)
}

/** The number of two digits at `at`, or -1. */
function twoDigits(text: string, at: number): number {
  const high = text.charCodeAt(at) - 48
  const low = text.charCodeAt(at + 1) - 48
  return high < 0 || high > 9 || low < 0 || low > 9 || Number.isNaN(low) ? -1 : high * 10 + low
}
