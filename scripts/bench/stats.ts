/** Rounds in, one honest number out: the median, with what it varied between. */

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export function spread(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('no rounds')
  const sorted = [...values].sort((a, b) => a - b)
  return { median: at(sorted, 0.5), min: at(sorted, 0), max: at(sorted, 1) }
}

/** The value that a share `p` of the values does not exceed (nearest rank; the mean of the middle two for a half of an even count). */
export function percentile(values: readonly number[], p: number): number {
  return at(
    [...values].sort((a, b) => a - b),
    p,
  )
}

function at(sorted: readonly number[], p: number): number {
  const place = p * (sorted.length - 1)
  const low = sorted[Math.floor(place)] as number
  const high = sorted[Math.ceil(place)] as number
  return p === 0.5 ? (low + high) / 2 : (sorted[Math.ceil(p * sorted.length) - 1] ?? low)
}

/** Round by round, so that a slow minute of the machine falls on both sides. */
export function ratio(over: readonly number[], under: readonly number[]): Spread {
  const rounds = Math.min(over.length, under.length)
  return spread(Array.from({ length: rounds }, (_, i) => (over[i] as number) / (under[i] as number)))
}
