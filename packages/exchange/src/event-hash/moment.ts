/** Times of an event in UTC with three decimals, cut or rounded as a profile does it. */
import { formatTime, readDateTime } from '../time.ts'

/** `half-even` looks at six digits, as the clock of the Python reference has them. */
export type Rounding = 'cut' | 'half-up' | 'half-even'

/** `undefined` when the text is no time. A time without offset is taken for UTC. */
export function canonicalMoment(text: string, rounding: Rounding): string | undefined {
  const read = readDateTime(text)
  if (read === undefined) return undefined
  const ms = read.finer && roundsUp(text, rounding) ? read.ms + 1 : read.ms
  return `${formatTime(ms, 0).slice(0, -6)}Z`
}

function roundsUp(text: string, rounding: Rounding): boolean {
  if (rounding === 'cut') return false
  const digits = /[.,](\d{1,6})/.exec(text)?.[1]?.padEnd(6, '0') ?? ''
  const below = Number(digits.slice(3))
  if (rounding === 'half-up') return below >= 500
  return below > 500 || (below === 500 && Number(digits.charAt(2)) % 2 === 1)
}
