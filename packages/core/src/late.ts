/** Whether a record is older than the last one of what it names. */
import type { Event, EventType, Subject } from '@packtrail/protocol'
import { packId } from './pack-id.ts'
import { forEachItem } from './subjects.ts'
import type { Tables } from './tables.ts'
import { isPack, listed, memberOf } from './tx-world.ts'

const MAX_DEPTH = 16
const NONE: readonly string[] = []

/** Whether records of this type are part of what happened to the goods. */
export function isFolded(type: EventType): boolean {
  return type !== 'attempt'
}

/**
 * The goods of an event, when one of them has a later record or is in a container that has; else none. They are folded again
 * together: what one step says of many goods at once cannot be put together from two.
 */
export function lateGoods(tables: Tables, event: Event, time: number): readonly string[] {
  if (!isFolded(event.type)) return NONE
  const [subject] = event.subjects
  if (event.subjects.length === 1 && subject?.kind === 'packs' && subject.serials.length === 1) {
    const id = packId(subject.product, subject.serials[0] as string)
    return lastTime(tables, id) > time ? [id] : NONE
  }
  let late = false
  forEachItem(event, (id) => {
    late ||= lastTime(tables, id) > time
  })
  late ||= subject !== undefined && emptiesLate(tables, event, subject, time)
  if (!late) return NONE
  const goods = new Set<string>()
  forEachItem(event, (id) => goods.add(id))
  return [...goods]
}

/** A container that is emptied is the only thing named; what comes out of it may have a later record. */
function emptiesLate(tables: Tables, { type, subjects }: Event, subject: Subject, time: number): boolean {
  if (type !== 'disaggregate' || subjects.length > 1 || subject.kind !== 'container') return false
  const { container } = subject
  const row = tables.items.get(container)
  if (row === undefined) return false
  for (const id of listed(tables, container, row)) {
    const inside = tables.items.get(id)
    if (inside?.state?.parent === container && Math.max(inside.state.lastTime, inside.latest ?? time) > time)
      return true
  }
  return false
}

function lastTime(tables: Tables, id: string): number {
  const row = tables.items.get(id)
  const state = row?.state
  let last = Math.max(state?.lastTime ?? Number.NEGATIVE_INFINITY, row?.latest ?? Number.NEGATIVE_INFINITY)
  if (isPack(id)) last = Math.max(last, memberOf(tables, row)?.time ?? last)
  let parent = state?.parent
  for (let depth = 0; depth < MAX_DEPTH && parent !== undefined; depth++) {
    const above = tables.items.get(parent)?.state
    if (above === undefined) break
    last = Math.max(last, above.lastTime)
    parent = above.parent
  }
  return last
}
