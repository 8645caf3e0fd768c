/** The world of the custody rules over columns: a touched pack is a row of some forty bytes, not an object. */
import {
  type BatchState,
  freshPack,
  GRADES,
  type Grade,
  type Held,
  type ItemState,
  MAX_CONTAINMENT,
  type Membership,
  type PartyState,
  type Pending,
  type ProductState,
  STATUSES,
  type Status,
  type World,
} from '@packtrail/custody'
import { childLists } from './child-lists.ts'
import { column32 } from './columns.ts'
import { custodyTable } from './custody-table.ts'
import type { ItemNames } from './item-names.ts'
import { momentTable, stateTable } from './state-table.ts'
import { type CountedPlace, type Whereabouts, whereaboutsCounter } from './whereabouts.ts'

export interface ColumnWorld extends World {
  /** Items that are on their way and stand in no container. */
  inTransit(): Iterable<readonly [string, ItemState]>
  /** All packs of the batch by state and holder, those that nothing happened to since their commissioning included. */
  tally(): Iterable<Whereabouts>
}

/** What the columns stand on: the names of items, and what the records say of packs and of each other. */
export interface WorldSource {
  readonly items: ItemNames
  /** Number of a pack, -1 where no record names it. */
  find(product: string, serial: string): number
  /** The commissioning that holds this item, if it is a pack and one does. */
  memberOf(item: number): Membership | undefined
  readonly eventOf: World['eventOf']
}

// Bits of the flag column.
const STATUS = 0x0f
const GRADE_SHIFT = 4
const RECALLED = 0x40
const MOVED = 0x80
const PENDING = 0x100
const HELD = 0x200
const INFERRED: number = GRADES.indexOf('inferred')

type Writable<T> = { -readonly [K in keyof T]: T[K] }

export function columnWorld(source: WorldSource): ColumnWorld {
  const { items, memberOf } = source
  /** State of a touched item, by number in the table; 0 = untouched. */
  const states = column32()
  const parents = column32()
  const counts = column32()
  const inside = childLists((item) => parents.get(item) - 1)
  const moments = momentTable()
  const custody = custodyTable()
  const table = stateTable()
  const pending = new Map<number, Pending>()
  const waiting = new Map<number, readonly Held[]>()
  const batches = new Map<string, BatchState>()
  /** The batch that was asked for last: nearly always the one of the bundle. */
  let latest: BatchState | undefined
  const products = new Map<string, ProductState>()
  const parties = new Map<string, PartyState>()

  const read = (item: number): ItemState | undefined => {
    const row = states.get(item)
    if (row === 0) return undefined
    const bits = table.flags(row)
    const { owner, holder, transit, statusPlace, units } = custody.get(table.custody(row))
    const statusMoment = table.status(row)
    const lastMoment = table.last(row)
    // Written out, not spread: this runs for every touch of every pack.
    const state: Writable<ItemState> = {
      status: STATUSES[bits & STATUS] as Status,
      grade: GRADES[(bits >> GRADE_SHIFT) & 3] as Grade,
      recalled: (bits & RECALLED) !== 0,
      units,
      statusAt: moments.at(statusMoment),
      statusTime: moments.time(statusMoment),
      lastAt: moments.at(lastMoment),
      lastTime: moments.time(lastMoment),
      children: counts.get(item),
    }
    if (owner !== undefined) state.owner = owner
    if (holder !== undefined) state.holder = holder
    if (transit !== undefined) state.transit = transit
    if (statusPlace !== undefined) state.statusPlace = statusPlace
    const parent = parents.get(item)
    if (parent !== 0) state.parent = items.text(parent - 1)
    if ((bits & MOVED) !== 0) state.moved = true
    if ((bits & PENDING) !== 0) state.pending = pending.get(item) as Pending
    if ((bits & HELD) !== 0) state.held = waiting.get(item) as readonly Held[]
    return state
  }

  const write = (item: number, state: ItemState): void => {
    const before = states.get(item)
    let bits = STATUSES.indexOf(state.status) | (GRADES.indexOf(state.grade) << GRADE_SHIFT)
    if (state.recalled) bits |= RECALLED
    if (state.moved === true) bits |= MOVED
    if (state.pending !== undefined) {
      bits |= PENDING
      pending.set(item, state.pending)
    } else if ((table.flags(before) & PENDING) !== 0) pending.delete(item)
    if (state.held !== undefined) {
      bits |= HELD
      waiting.set(item, state.held)
    } else if ((table.flags(before) & HELD) !== 0) waiting.delete(item)
    const held = custody.add(state, table.custody(before))
    const status = moments.add(state.statusAt, state.statusTime, table.status(before))
    const last = moments.add(state.lastAt, state.lastTime, table.last(before))
    states.set(item, table.add(bits, held, status, last, before))
    if (state.children !== 0 || counts.get(item) !== 0) counts.set(item, state.children)
    const parent = state.parent === undefined ? 0 : items.add(state.parent) + 1
    if (parent === parents.get(item)) return
    parents.set(item, parent)
    if (parent !== 0) inside.add(parent - 1, item)
  }

  /** Custody of a container, that of the outermost one it stands in. */
  const custodyOf = (item: number): number => {
    let at = item
    for (let depth = 0; depth < MAX_CONTAINMENT && parents.get(at) !== 0; depth++) at = parents.get(at) - 1
    return table.custody(states.get(at))
  }

  function* tally(): Iterable<Whereabouts> {
    const rows = whereaboutsCounter()
    const fresh = new Map<Membership, CountedPlace>()
    /** By custody and status, as one number. */
    const known = new Map<number, CountedPlace>()
    for (let item = 0; item < items.size; item++) {
      const member = memberOf(item)
      if (member === undefined) continue
      const row = states.get(item)
      if (row === 0) {
        let place = fresh.get(member)
        if (place === undefined) {
          const state = freshPack(world, member)
          place = rows.place(state.status, state)
          fresh.set(member, place)
        }
        place.packs++
        continue
      }
      const bits = table.flags(row)
      const held = custodyOf(item)
      const key = held * (STATUS + 1) + (bits & STATUS)
      const place = known.get(key) ?? rows.place(STATUSES[bits & STATUS] as Status, custody.get(held))
      known.set(key, place)
      place.packs++
      if (parents.get(item) !== 0 || ((bits >> GRADE_SHIFT) & 3) === INFERRED) place.inferred++
    }
    yield* rows.all()
  }

  const world: ColumnWorld = {
    item(id) {
      const item = items.find(id)
      return item < 0 ? undefined : read(item)
    },
    putItem: (id, state) => write(items.add(id), state),
    children(container) {
      const item = items.find(container)
      return item < 0 ? [] : inside.list(item).map((child) => items.text(child))
    },
    member(product, serial) {
      const item = source.find(product, serial)
      return item < 0 ? undefined : memberOf(item)
    },
    batch(product, lot) {
      if (latest === undefined || latest.lot !== lot || latest.product !== product)
        latest = batches.get(`${product}/${lot}`)
      return latest
    },
    putBatch(state) {
      latest = state
      batches.set(`${state.product}/${state.lot}`, state)
    },
    product: (product) => products.get(product),
    putProduct: (state) => void products.set(state.product, state),
    party: (actor) => parties.get(actor),
    putParty: (state) => void parties.set(state.actor, state),
    eventOf: source.eventOf,
    *inTransit() {
      for (let item = 0; item < items.size; item++) {
        const row = states.get(item)
        if (row === 0 || parents.get(item) !== 0) continue
        if (custody.get(table.custody(row)).transit === undefined) continue
        yield [items.text(item), read(item) as ItemState] as const
      }
    },
    tally: () => tally(),
  }
  return world
}
