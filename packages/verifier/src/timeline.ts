/** How many events and packs of each sort on each day: gathered while the events are folded. */
import type { EventType, SeenEvent } from '@packtrail/protocol'

/** What a timeline tells apart. */
export const LANES = ['registered', 'packed', 'moved', 'ended', 'other'] as const
export type Lane = (typeof LANES)[number]

export interface Bar {
  /** Start of the stretch, ms since 1970. */
  readonly from: number
  readonly events: Readonly<Record<Lane, number>>
}

export interface Timeline {
  /** Events about goods. */
  readonly events: number
  readonly first: number | undefined
  readonly last: number | undefined
  readonly byType: Readonly<Record<string, number>>
  /** At most 60 stretches of equal length, in order. Empty without events. */
  readonly bars: readonly Bar[]
  /** Length of a stretch, ms. */
  readonly step: number
}

export interface TimelineMaker {
  add(event: SeenEvent, time: number): void
  done(): Timeline
}

const HOUR = 3_600_000
const MAX_BARS = 60

const LANE_OF: Partial<Record<EventType, Lane>> = {
  commission: 'registered',
  adopt: 'registered',
  close: 'registered',
  aggregate: 'packed',
  disaggregate: 'packed',
  ship: 'moved',
  receive: 'moved',
  return: 'moved',
  dispense: 'ended',
  export: 'ended',
  sample: 'ended',
  destroy: 'ended',
  decommission: 'ended',
  steal: 'ended',
  lose: 'ended',
}

/** Records about the ledger itself, not about goods. */
const ADMINISTRATIVE: ReadonlySet<EventType> = new Set([
  'party',
  'product',
  'key',
  'retire',
  'revoke',
  'policy',
  'genesis',
])

export function timelineMaker(): TimelineMaker {
  const hours = new Map<number, Record<Lane, number>>()
  const byType: Record<string, number> = {}
  let events = 0
  let first: number | undefined
  let last: number | undefined
  /** Events come nearly in their order in time. */
  let lastHour: number | undefined
  let counts = none()
  return {
    add({ type }, time) {
      byType[type] = (byType[type] ?? 0) + 1
      if (ADMINISTRATIVE.has(type)) return
      events++
      first = first === undefined || time < first ? time : first
      last = last === undefined || time > last ? time : last
      const hour = Math.floor(time / HOUR)
      if (hour !== lastHour) {
        lastHour = hour
        counts = hours.get(hour) ?? none()
        hours.set(hour, counts)
      }
      counts[LANE_OF[type] ?? 'other']++
    },
    done: () => ({ events, first, last, byType, ...bars(hours, first, last) }),
  }
}

function none(): Record<Lane, number> {
  return { registered: 0, packed: 0, moved: 0, ended: 0, other: 0 }
}

function bars(
  hours: ReadonlyMap<number, Record<Lane, number>>,
  first: number | undefined,
  last: number | undefined,
): Pick<Timeline, 'bars' | 'step'> {
  if (first === undefined || last === undefined) return { bars: [], step: HOUR }
  const from = Math.floor(first / HOUR)
  const span = Math.floor(last / HOUR) - from + 1
  // Days where they fit, so that a bar means something.
  const plain = [1, 6, 24, 48, 168, 720].find((size) => span / size <= MAX_BARS)
  const step = plain ?? Math.ceil(span / MAX_BARS)
  const list = Array.from({ length: Math.ceil(span / step) }, (_, i) => ({
    from: (from + i * step) * HOUR,
    events: none(),
  }))
  for (const [hour, counts] of hours) {
    const bar = list[Math.floor((hour - from) / step)]
    if (bar !== undefined) for (const lane of LANES) bar.events[lane] += counts[lane]
  }
  return { bars: list, step: step * HOUR }
}
