/** Times as people type them. */
import type { Time } from '@packtrail/protocol'
import { usageError } from './error.ts'
import type { Io } from './io.ts'
import { words } from './words.ts'

const { time: say } = words

const FORM = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/

/** Now, by this computer's clock and in its zone. */
export function timeNow(io: Io): Time {
  const ms = io.now()
  return { ms, offset: io.zone(ms), precision: 'ms' }
}

/**
 * `2026-11-23T10:15:00+01:00`, the same without zone (then it is this computer's), or `2026-11-23`.
 * @throws CliError BAD_ARGUMENT
 */
export function readTime(io: Io, text: string): Time {
  const match = FORM.exec(text.trim())
  if (match === null) throw usageError('BAD_ARGUMENT', say.notATime(text), say.timeHint)
  const [, year = '', month = '', day = '', hour, minute, second = '0', fraction = '0', zone] = match
  const [h, m, s] = [Number(hour ?? 0), Number(minute ?? 0), Number(second)]
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day))
  const date = new Date(midnight)
  const real = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
  const offset = zone === undefined ? undefined : readZone(zone)
  if (!real || h > 23 || m > 59 || s > 59 || (zone !== undefined && offset === undefined)) {
    throw usageError('BAD_ARGUMENT', say.noSuchTime(text), say.timeHint)
  }
  const local = midnight + (h * 3600 + m * 60 + s) * 1000 + Number(fraction.padEnd(3, '0'))
  // The zone at the local time itself is near enough: it differs only within hours of a change of the clocks.
  const used = offset ?? io.zone(local - io.zone(local) * 60_000)
  return { ms: local - used * 60_000, offset: used, precision: hour === undefined ? 'day' : 'ms' }
}

function readZone(zone: string): number | undefined {
  if (zone === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(-2))
  const total = hours * 60 + minutes
  return minutes > 59 || total > 840 ? undefined : zone.startsWith('-') ? -total : total
}

/** `YYYY-MM-DD`; day 00 is the last of the month, as on packs. @throws CliError BAD_ARGUMENT */
export function readDay(text: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim())
  const [, year = '', month = '', day = ''] = match ?? []
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  const number = day === '00' ? last : Number(day)
  if (match === null || Number(month) < 1 || Number(month) > 12 || number > last || Number(year) < 1900) {
    throw usageError('BAD_ARGUMENT', say.notADay(text), say.dayHint)
  }
  return `${year}-${month}-${String(number).padStart(2, '0')}`
}

/** A time for people: local to where it happened. */
export function showTime({ ms, offset, precision }: Time): string {
  const iso = new Date(ms + offset * 60_000).toISOString()
  return precision === 'day' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 16)}`
}

/** With its zone, for programs. */
export function isoTime({ ms, offset, precision }: Time): string {
  const iso = new Date(ms + offset * 60_000).toISOString().slice(0, -1)
  if (precision === 'day') return iso.slice(0, 10)
  const minutes = Math.abs(offset)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${iso}${offset === 0 ? 'Z' : `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`}`
}
