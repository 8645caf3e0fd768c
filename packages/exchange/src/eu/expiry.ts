/** Expiries as European documents write them. */
import { type CodeDate, readDate } from '@packtrail/codes'
import { tolerantDay } from '../time.ts'

/** ISO, or `YYMMDD` as printed: the text is kept where its day is 00. */
export function readExpiry(text: string, printed: string, referenceYear: number): Partial<CodeDate> {
  const date = readDate(printed === '' ? text : printed, referenceYear)
  const iso = /^\d{6}$/.test(text) ? date?.iso : tolerantDay(text)
  if (iso === undefined || (printed !== '' && date?.iso !== iso)) return {}
  return date?.raw.endsWith('00') === true ? date : { iso }
}
