/** Making item states: always the same keys in the same order, so that millions of them stay small and quick. */
import type { Act } from './act.ts'
import type { ItemState, Status } from './state.ts'

/** What is to be different; `undefined` takes a key away, for an optional key is absent and never undefined. */
export type Change = { readonly [K in keyof ItemState]?: ItemState[K] | undefined }

type Draft = { -readonly [K in keyof ItemState]: ItemState[K] }

const NONE: Change = {}

export function changed(from: ItemState, to: Change): ItemState {
  return build(from, to, to.lastAt ?? from.lastAt, to.lastTime ?? from.lastTime)
}

/** Keep what an item has become, stamped with the event that touched it. */
export function keep(act: Act, id: string, from: ItemState, to: Change = NONE): void {
  act.world.putItem(id, build(from, to, act.at, act.time))
}

function build(from: ItemState, to: Change, lastAt: number, lastTime: number): ItemState {
  const out: Draft = {
    status: to.status ?? from.status,
    grade: to.grade ?? from.grade,
    recalled: to.recalled ?? from.recalled,
    units: to.units ?? from.units,
    statusAt: to.statusAt ?? from.statusAt,
    statusTime: to.statusTime ?? from.statusTime,
    lastAt,
    lastTime,
    children: to.children ?? from.children,
  }
  const owner = 'owner' in to ? to.owner : from.owner
  if (owner !== undefined) out.owner = owner
  const holder = 'holder' in to ? to.holder : from.holder
  if (holder !== undefined) out.holder = holder
  const statusPlace = 'statusPlace' in to ? to.statusPlace : from.statusPlace
  if (statusPlace !== undefined) out.statusPlace = statusPlace
  const held = 'held' in to ? to.held : from.held
  if (held !== undefined) out.held = held
  const parent = 'parent' in to ? to.parent : from.parent
  if (parent !== undefined) out.parent = parent
  const moved = 'moved' in to ? to.moved : from.moved
  if (moved !== undefined) out.moved = moved
  const transit = 'transit' in to ? to.transit : from.transit
  if (transit !== undefined) out.transit = transit
  const pending = 'pending' in to ? to.pending : from.pending
  if (pending !== undefined) out.pending = pending
  return out
}

/** A status, with the record and place that set it. */
export function set({ at, time }: Act, status: Status, statusPlace: string | undefined): Change {
  return { status, statusAt: at, statusTime: time, statusPlace }
}
