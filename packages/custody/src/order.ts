/** The order in which goods are folded: event time, then log position (docs/adr/0004). */
import type { SeenEvent } from '@packtrail/protocol'

const DAY = 86_400_000

/**
 * Event time in ms: the claimed time, or the recorded one where none is claimed or shown. A bare day is its start for a
 * commissioning (production dates) and otherwise the recorded time as far as it lies in that day.
 */
export function eventTime(event: SeenEvent, recorded: number): number {
  const { when } = event
  if (when === undefined) return recorded
  if (when.precision === 'ms' || event.type === 'commission' || event.type === 'adopt') return when.ms
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
