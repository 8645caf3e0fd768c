/** eventTime and eventTimeZoneOffset → claimed time. The offset is for showing local time only; the two are independent. */
import type { Time } from '@packtrail/protocol'
import { readDateTime, readOffset } from '../time.ts'
import { type Reading, textOf, warnBlanks } from './reading.ts'
import type { EventReport } from './report.ts'

export function readWhen({ raw, own, extra, report }: Reading): Time | undefined {
  const text = textOf(raw['eventTime'], 'eventTime', report)
  if (text === undefined) {
    report.error('MISSING_FIELD', 'the event has no eventTime', ['eventTime'], 'Say when it happened.')
    return undefined
  }
  const read = readDateTime(text) ?? readBroken(text)
  if (read === undefined) {
    const words = `«${text.slice(0, 60)}» is no date and time`
    report.error('BAD_TIME', words, ['eventTime'], 'Write 2026-01-31T09:30:00+01:00.')
    return undefined
  }
  if (read.offset === undefined) {
    report.error('NO_OFFSET', 'eventTime has no offset from UTC', ['eventTime'], 'Add Z or the offset: …+01:00.')
    return undefined
  }
  if (/\s/.test(text)) warnBlanks(['eventTime'], report)
  const offset = readZone(raw['eventTimeZoneOffset'], read.offset, report)
  if (read.finer) extra.push(['eventTimeFraction', fractionOf(text)])
  if (own === undefined) return { ms: read.ms, offset, precision: 'ms' }
  if (own.precision === 'none') return undefined
  const day = own.precision === 'day' && (read.ms + offset * 60_000) % 86_400_000 === 0
  return { ms: read.ms, offset, precision: day ? 'day' : 'ms' }
}

/** A time that somebody's program has broken into lines: its digits are in their order. */
function readBroken(text: string): ReturnType<typeof readDateTime> {
  if (text.length > 60 || !/\s/.test(text)) return undefined
  return readDateTime(text.replace(/\s+/g, ' ')) ?? readDateTime(text.replace(/\s+/g, ''))
}

/** The digits behind the second, without zeros at the end. */
function fractionOf(text: string): string {
  return /^.{19}[.,](\d{1,20}?)0*(?:[Zz+-]|$)/.exec(text)?.[1] ?? ''
}

function readZone(value: unknown, otherwise: number, report: EventReport): number {
  const text = textOf(value, 'eventTimeZoneOffset', report)
  if (text === undefined) {
    const words = 'eventTimeZoneOffset is missing: that of eventTime is taken'
    report.warn('MISSING_FIELD', words, ['eventTimeZoneOffset'], 'Add eventTimeZoneOffset.')
    return otherwise
  }
  const offset = readOffset(text)
  if (offset === undefined) {
    const words = `«${text.slice(0, 20)}» is no offset up to 14:00`
    report.error('BAD_OFFSET', words, ['eventTimeZoneOffset'], 'Write +01:00.')
  }
  return offset ?? otherwise
}
