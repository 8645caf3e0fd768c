/** The states that items are in, each kept once, as numbers. */
import { column32, column64 } from './columns.ts'

/** Distinct states: goods that move together are in one, so a pack costs a number. Row 0 is the untouched state. */
export function stateTable(): {
  add(flags: number, custody: number, status: number, last: number, before: number): number
  flags(row: number): number
  custody(row: number): number
  status(row: number): number
  last(row: number): number
} {
  const flags = column32()
  const custodies = column32()
  const statuses = column32()
  const lasts = column32()
  let size = 1
  /** Rows made of the same row lately: what moves together comes together. */
  const recent = new Map<number, number>()
  const is = (row: number, bits: number, custody: number, status: number, last: number): boolean =>
    flags.get(row) === bits && custodies.get(row) === custody && statuses.get(row) === status && lasts.get(row) === last
  return {
    add(bits, custody, status, last, before) {
      if (before !== 0 && is(before, bits, custody, status, last)) return before
      const like = recent.get(before)
      if (like !== undefined && is(like, bits, custody, status, last)) return like
      const row = size++
      flags.set(row, bits)
      custodies.set(row, custody)
      statuses.set(row, status)
      lasts.set(row, last)
      if (recent.size > 64) recent.clear()
      recent.set(before, row)
      return row
    },
    flags: (row) => flags.get(row),
    custody: (row) => custodies.get(row),
    status: (row) => statuses.get(row),
    last: (row) => lasts.get(row),
  }
}

/** Pairs of log position and time: one event gives its own to all that it touches. Number 0 is the pair (0, 0). */
export function momentTable(): {
  add(at: number, time: number, before: number): number
  at(moment: number): number
  time(moment: number): number
} {
  const ats = column64()
  const times = column64()
  let size = 1
  let last = 0
  const is = (moment: number, at: number, time: number): boolean => ats.get(moment) === at && times.get(moment) === time
  return {
    add(at, time, before) {
      if (is(before, at, time)) return before
      if (is(last, at, time)) return last
      last = size++
      ats.set(last, at)
      times.set(last, time)
      return last
    },
    at: (moment) => ats.get(moment),
    time: (moment) => times.get(moment),
  }
}
