/** Batches for one event after the other, each at its own point of the fold. */
import type { Event } from '@packtrail/protocol'
import {
  type BatchState,
  batchAt,
  eventTime,
  mergeBatch,
  type StepInput,
  unchangedSince,
  type World,
} from './custody.ts'
import { batchIdOf } from './master-rows.ts'

/** A moment of the fold: event time, then log position. */
export interface FoldPoint {
  readonly time: number
  readonly at: number
  /** What was said of whole batches counts up to this time: later than the claimed one for goods that are handed out now. */
  readonly until: number
}

/** Where the fold is when it reaches this event. */
export function pointOf({ event, at, recorded, notBefore }: StepInput): FoldPoint {
  const time = eventTime(event, recorded)
  return { time, at, until: event.type === 'dispense' ? Math.max(time, notBefore ?? time) : time }
}

/** Subjects that are batches or products, not goods. */
export const WHOLE_KINDS: ReadonlySet<string> = new Set(['batch', 'product', 'manifest', 'close', 'policy'])

export interface BatchBook extends Pick<World, 'batch' | 'putBatch'> {
  /** What is asked next is asked by this event. */
  begin(event: Pick<Event, 'subjects'>, point: FoldPoint): void
  /** All that is known now of the batches that were put. */
  changed(): Iterable<BatchState>
  clear(): void
}

/**
 * Batches as an event finds them at its point of the fold, which may be an earlier one than that of what is known of them; what it
 * puts falls into its place.
 * @param earlier Packs may be asked for before their registration is reached.
 */
export function batchBook(known: (id: string) => BatchState | undefined, earlier = false): BatchBook {
  const merged = new Map<string, BatchState>()
  /** As the event found them, and as it left them. */
  const seen = new Map<string, BatchState>()
  const put = new Map<string, BatchState>()
  let point: FoldPoint = { time: 0, at: 0, until: 0 }
  let whole = earlier
  const keep = (): void => {
    for (const [id, state] of put) {
      const all = merged.get(id) ?? known(id)
      const from = seen.get(id)
      merged.set(id, all === undefined || from === undefined || from === all ? state : mergeBatch(all, from, state))
    }
    put.clear()
    if (seen.size > 0) seen.clear()
  }
  return {
    begin(event, at) {
      if (put.size > 0) keep()
      if (seen.size > 0) seen.clear()
      point = at
      whole = earlier || event.subjects.some(({ kind }) => WHOLE_KINDS.has(kind))
    },
    batch(product, lot) {
      const id = batchIdOf(product, lot)
      const found = put.get(id) ?? seen.get(id)
      if (found !== undefined) return found
      const all = merged.get(id) ?? known(id)
      if (all === undefined) return undefined
      // To packs that are registered, it is no other by registrations that add nothing.
      if (!whole && unchangedSince(all) <= point.time) return all
      const then = batchAt(all, point, { time: point.until, at: point.at })
      seen.set(id, then)
      return then
    },
    putBatch(state) {
      put.set(batchIdOf(state.product, state.lot), state)
    },
    changed() {
      keep()
      return merged.values()
    },
    clear() {
      if (put.size > 0) put.clear()
      if (merged.size > 0) merged.clear()
    },
  }
}
