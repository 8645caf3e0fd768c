/** Log positions of the entries of a stream. */
import type { StreamName } from '@packtrail/protocol'
import { type StreamRow, streamPositions } from './stream-rows.ts'
import type { View } from './view.ts'

/** Index of the first position at or above `g`. */
export function indexAt(positions: Float64Array, g: number): number {
  let low = 0
  let high = positions.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((positions[middle] as number) < g) low = middle + 1
    else high = middle
  }
  return low
}

/** Positions of a stream below the checkpoint, or `undefined` when it has none. */
export function positionsBelow(
  view: View,
  name: StreamName,
  size: number,
): { row: StreamRow; id: string; positions: Float64Array } | undefined {
  const row = view.stream(name)
  if (row === undefined) return undefined
  const id = view.streamId(name)
  const all = new Float64Array(row.size)
  let count = 0
  for (const g of streamPositions(view.store, id, row, 0, row.size)) {
    if (g >= size) break
    all[count++] = g
  }
  return count === 0 ? undefined : { row, id, positions: all.subarray(0, count) }
}
