/** The order in which goods are folded: event time, then log position (docs/adr/0004). */
import type { SeenEvent } from '@packtrail/protocol'

const DAY = 86_400_000

/** Before any time that can be claimed (years 1 to 9999), and small enough to be kept in a row like any other. */
const MASTER_DATA = -1e14

/**
 * Event time in ms: the claimed time, or the recorded one where none is claimed or shown. A bare day is its start for a
 * commissioning (production dates) and otherwise the recorded time as far as it lies in that day. What is said of parties and
 * products is no event of goods: it comes before them all, for it is often recorded after old documents were. So does what sets the
 * rules: from which log position on it is in force, its own position says.
 */
export function eventTime(event: SeenEvent, recorded: number): number {
  const { when, type } = event
  if (type === 'party' || type === 'product' || type === 'policy') return MASTER_DATA
  if (when === undefined) return recorded
  if (when.precision === 'ms' || type === 'commission' || type === 'adopt') return when.ms
  return Math.min(Math.max(recorded, when.ms), when.ms + DAY - 1)
}

export interface Ordered {
  readonly event: SeenEvent
  readonly at: number
  readonly recorded: number
}

export function compareOrder(a: Ordered, b: Ordered): number {
  return eventTime(a.event, a.recorded) - eventTime(b.event, b.recorded) || a.at - b.at
}
