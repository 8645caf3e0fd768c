/** The order in which events are folded: event time, then place in the log (docs/adr/0004). */
import type { EventStore } from './event-store.ts'

/**
 * Rows by event time; those of one moment as they came, which is the order of the log. Records come in stretches that are sorted,
 * one a document or submission, so stretches are merged: sorted ones cost nothing, and a thousand of them ten passes.
 */
export function foldOrder({ events }: { readonly events: Pick<EventStore, 'size' | 'time'> }): Uint32Array {
  const { size } = events
  const times = new Float64Array(size)
  for (let row = 0; row < size; row++) times[row] = events.time(row)
  let from = new Uint32Array(size)
  for (let row = 0; row < size; row++) from[row] = row
  let starts = stretches(times)
  let to = new Uint32Array(starts.length > 1 ? size : 0)
  while (starts.length > 1) {
    const merged: number[] = []
    for (let i = 0; i < starts.length; i += 2) {
      const start = starts[i] as number
      const middle = starts[i + 1] ?? size
      merge(from, to, times, start, middle, starts[i + 2] ?? size)
      merged.push(start)
    }
    const sorted = to
    to = from
    from = sorted
    starts = merged
  }
  return from
}

/** Where the stretches begin in which times never fall. */
function stretches(times: Float64Array): number[] {
  const starts = [0]
  for (let i = 1; i < times.length; i++) if ((times[i] as number) < (times[i - 1] as number)) starts.push(i)
  return starts
}

/** Two neighbouring stretches into one; of equal times those of the first one come first. */
function merge(
  from: Uint32Array,
  to: Uint32Array,
  times: Float64Array,
  start: number,
  middle: number,
  end: number,
): void {
  let left = start
  let right = middle
  for (let at = start; at < end; at++) {
    const isLeft =
      right >= end ||
      (left < middle && (times[from[left] as number] as number) <= (times[from[right] as number] as number))
    to[at] = from[isLeft ? left++ : right++] as number
  }
}
