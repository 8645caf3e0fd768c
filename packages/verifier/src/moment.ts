/** Times in sentences. The runtime's own calendar is not used: a report reads the same everywhere. */

const DAY = 86_400_000

/** `2026-11-23`, from milliseconds since 1970, in UTC. */
export function formatDay(ms: number): string {
  const { year, month, day } = civil(Math.floor(ms / DAY))
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}

/** `2026-11-23 05:37 UTC`. */
export function formatMoment(ms: number): string {
  const inDay = ms - Math.floor(ms / DAY) * DAY
  const minutes = Math.floor(inDay / 60_000)
  return `${formatDay(ms)} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)} UTC`
}

/** `2026-11-23T05:37:00.000Z`. */
export function formatInstant(ms: number): string {
  const whole = Math.floor(ms)
  const inDay = whole - Math.floor(whole / DAY) * DAY
  const [hours, rest] = [Math.floor(inDay / 3_600_000), inDay % 3_600_000]
  const [minutes, seconds] = [Math.floor(rest / 60_000), Math.floor((rest % 60_000) / 1000)]
  return `${formatDay(whole)}T${two(hours)}:${two(minutes)}:${two(seconds)}.${String(inDay % 1000).padStart(3, '0')}Z`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

/** Day number since 1970-01-01 to the proleptic Gregorian calendar, which repeats every 400 years (146,097 days). */
function civil(days: number): { year: number; month: number; day: number } {
  // Years begin in March here, so that the leap day is the last of a year.
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const ofEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  )
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * ofYear + 2) / 153)
  const day = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}
