/** Whether a record is older than the last one of what it names. */
import type { Event, EventType } from '@packtrail/protocol'
import { packId } from './pack-id.ts'
import { forEachItem } from './subjects.ts'
import type { Tables } from './tables.ts'
import { isPack, memberOf } from './tx-world.ts'

const MAX_DEPTH = 16
const NONE: readonly string[] = []

/** Whether records of this type are part of what happened to the goods. */
export function isFolded(type: EventType): boolean {
  return type !== 'attempt'
}

/** The items of an event that have a later record, or are in a container that has. */
export function lateItems(tables: Tables, event: Event, time: number): readonly string[] {
  if (!isFolded(event.type)) return NONE
  const [subject] = event.subjects
  if (event.subjects.length === 1 && subject?.kind === 'packs' && subject.serials.length === 1) {
    const id = packId(subject.product, subject.serials[0] as string)
    return lastTime(tables, id) > time ? [id] : NONE
  }
  const late: string[] = []
  forEachItem(event, (id) => {
    if (lastTime(tables, id) > time) late.push(id)
  })
  return late
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
