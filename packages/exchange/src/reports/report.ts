/** A report as a value: what is wrong with it, and the form filled with it. */

import type { Fault } from '@packtrail/protocol'
import { makeOutbox, type Outbox, type Place } from '../outbox.ts'
import { formatTime, readDateTime, readDay } from '../time.ts'
import { FDA_3911, FDA_3911_HOURS, type Fda3911 } from './fda-3911.ts'
import type { FieldKind, FormEdition, FormField } from './field.ts'
import { WHO_SF, type WhoReport } from './who.ts'

export type OfficialReport = Fda3911 | WhoReport
export const REPORT_FORMS: readonly OfficialReport['form'][] = ['fda-3911', 'who-sf']

export function formOf({ form }: { readonly form: string }): FormEdition | undefined {
  return [FDA_3911, WHO_SF].find((edition) => edition.form === form)
}

/** One field of a form as it is filled. */
export interface FilledField {
  readonly number: string
  readonly name: string
  readonly section: string
  /** As the form wants it; several one by one. None: to be filled by hand. */
  readonly values: readonly string[]
  readonly hint?: string
  /** This type of report cannot be sent without it. */
  readonly needed: boolean
  /** It has no place in this type of report. */
  readonly notHere: boolean
}

export interface FilledForm {
  readonly title: string
  readonly edition: string
  readonly source: string
  /** As the form calls it. */
  readonly reportType: string
  readonly fields: readonly FilledField[]
  /** Until when it must have been sent, where the law sets a time and its beginning is known. */
  readonly due?: { readonly ms: number; readonly text: string }
}

/** Values that every report type has, of text and lists of texts. */
export type Values = Readonly<Record<string, unknown>>

/** Characters of one text, and texts of one list. */
const MAX_TEXT = 10_000
const MAX_TEXTS = 100_000

/** Everything that contradicts the form. What is merely missing is to be filled by hand, and no fault. */
export function checkReport(report: OfficialReport): readonly Fault[] {
  const out = makeOutbox('')
  checkValues(report as unknown as Values, out, (path) => ({ path }))
  return out.take().flatMap((item) => (item.kind === 'fault' ? [item.fault] : []))
}

export function checkValues(values: Values, out: Outbox, placeOf: (name: string) => Place): void {
  const edition = formOf({ form: String(values['form']) })
  if (edition === undefined) {
    out.error({ code: 'BAD_WORD', message: 'this form is not known', ...placeOf('form') })
    return
  }
  const type = values['reportType']
  if (typeof type !== 'string' || !Object.hasOwn(edition.reportTypes, type)) {
    const remedy = `Write ${Object.keys(edition.reportTypes).join(', ')}.`
    out.error({ code: 'BAD_WORD', message: 'this is no type of report', ...placeOf('reportType'), remedy })
  }
  for (const field of edition.fields) {
    const { from, notFor = [], number, name } = field
    const value = from === undefined ? undefined : values[from]
    if (from === undefined || value === undefined) continue
    checkValue(value, field, out, placeOf(from))
    if (!notFor.includes(String(type))) continue
    const message = `field ${number} (${name}) has no place in a report of this type`
    out.error({
      code: 'BAD_WORD',
      message,
      ...placeOf(from),
      remedy: 'Leave it out, or choose the type of report that has it.',
    })
  }
  if (
    values['ndc'] !== undefined &&
    !/^(\d{4,5}-\d{4}-\d{1,2}|\d{5}-\d{3}-\d{2}|\d{6}-\d{4}-\d{2})$/.test(String(values['ndc']))
  ) {
    const remedy = 'Write it with its hyphens, 4-4-2, 5-3-2, 5-4-1, 5-4-2 or 6-4-2.'
    out.error({ code: 'BAD_NDC', message: 'this is no NDC', ...placeOf('ndc'), remedy })
  }
}

function checkValue(value: unknown, { kind = 'text', number, name }: FormField, out: Outbox, place: Place): void {
  const where = `field ${number} (${name})`
  const listed = kind === 'texts' || kind === 'days'
  const texts: readonly unknown[] = listed && Array.isArray(value) ? value : listed ? [undefined] : [value]
  if (texts.length > MAX_TEXTS || !texts.every((text) => typeof text === 'string' && text.length <= MAX_TEXT)) {
    const message = `${where} is ${listed ? 'a list of texts' : 'a text'} of at most ${listed ? MAX_TEXTS : MAX_TEXT}`
    out.error({ code: 'BAD_TYPE', message, ...place })
    return
  }
  const wrong = (texts as readonly string[]).some((text) => !fits(text, kind))
  if (!wrong) return
  if (kind === 'day' || kind === 'days') {
    out.error({ code: 'BAD_DAY', message: `${where} is no day of the calendar`, ...place, remedy: 'Write 2026-11-23.' })
  } else if (kind === 'time') {
    const remedy = 'Write 2026-11-23T09:30:00-05:00.'
    out.error({ code: 'BAD_TIME', message: `${where} is no time with its offset from UTC`, ...place, remedy })
  } else {
    const words = typeof kind === 'object' ? Object.keys(kind.oneOf).join(', ') : ''
    out.error({
      code: 'BAD_WORD',
      message: `${where} is none of its words`,
      ...place,
      remedy: `Write one of ${words}.`,
    })
  }
}

function fits(text: string, kind: FieldKind): boolean {
  if (kind === 'day' || kind === 'days') return readDay(text) !== undefined
  if (kind === 'time') return text.length <= 40 && readDateTime(text)?.offset !== undefined
  return typeof kind === 'string' || Object.hasOwn(kind.oneOf, text)
}

// -------------------------------------------------------------------- fill

/** The form with what the report says; the rest is to be filled by hand. */
export function fillReport(report: OfficialReport): FilledForm {
  const edition = formOf(report) ?? FDA_3911
  const values = report as unknown as Values
  const { title, source, days, reportTypes } = edition
  const fields = edition.fields.map(
    ({ number, name, section, from, kind = 'text', needed = [], notFor = [], hint }) => ({
      number,
      name,
      section,
      values: from === undefined ? [] : shown(values[from], kind, days),
      needed: needed.includes(report.reportType),
      notHere: notFor.includes(report.reportType),
      ...(hint === undefined ? {} : { hint }),
    }),
  )
  const due = report.form === 'fda-3911' && report.determined !== undefined ? dueOf(report.determined) : undefined
  const reportType = reportTypes[report.reportType] ?? report.reportType
  return { title, edition: edition.edition, source, reportType, fields, ...(due === undefined ? {} : { due }) }
}

/** The clock of the law: from the determination, in the same zone. */
function dueOf(determined: string): FilledForm['due'] {
  const time = readDateTime(determined)
  if (time?.offset === undefined) return undefined
  const ms = time.ms + FDA_3911_HOURS * 3_600_000
  return { ms, text: formatTime(ms, time.offset) }
}

function shown(value: unknown, kind: FieldKind, days: FormEdition['days']): readonly string[] {
  const texts = (Array.isArray(value) ? (value as readonly unknown[]) : [value]).filter(
    (one) => typeof one === 'string',
  )
  return texts.filter((text) => text.trim() !== '').map((text) => shownText(text, kind, days))
}

function shownText(text: string, kind: FieldKind, days: FormEdition['days']): string {
  if (typeof kind === 'object') return Object.hasOwn(kind.oneOf, text) ? (kind.oneOf[text] ?? text) : text
  if (kind === 'time') return `${formDay(text.slice(0, 10), days)} (${text})`
  return kind === 'day' || kind === 'days' ? formDay(text, days) : text
}

function formDay(day: string, days: FormEdition['days']): string {
  return days === 'mm/dd/yyyy' ? `${day.slice(5, 7)}/${day.slice(8, 10)}/${day.slice(0, 4)}` : day
}
