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
import { column16, column32, column64 } from './columns.ts'
import type { ItemNames } from './item-names.ts'
import type { Whereabouts } from './whereabouts.ts'

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

/** What thousands of packs share: who has them, and where. */
type Custody = Pick<ItemState, 'owner' | 'holder' | 'transit' | 'statusPlace' | 'units'>

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
    const rows = new Map<
      string,
      { state: Pick<Whereabouts, 'status' | 'holder' | 'inTransitTo'>; packs: number; inferred: number }
    >()
    const fresh = new Map<Membership, ItemState>()
    const count = (status: Status, of: Custody, isInferred: boolean): void => {
      const key = `${status} ${of.holder} ${of.transit?.to}`
      const to = of.transit?.to
      const state = {
        status,
        ...(of.holder === undefined ? {} : { holder: of.holder }),
        ...(to === undefined ? {} : { inTransitTo: to }),
      }
      const row = rows.get(key) ?? { state, packs: 0, inferred: 0 }
      rows.set(key, row)
      row.packs++
      if (isInferred) row.inferred++
    }
    for (let item = 0; item < items.size; item++) {
      const member = memberOf(item)
      if (member === undefined) continue
      const row = states.get(item)
      if (row !== 0) {
        const bits = table.flags(row)
        const status = STATUSES[bits & STATUS] as Status
        count(status, custody.get(custodyOf(item)), parents.get(item) !== 0 || ((bits >> GRADE_SHIFT) & 3) === INFERRED)
        continue
      }
      const state = fresh.get(member) ?? freshPack(world, member)
      fresh.set(member, state)
      count(state.status, state, false)
    }
    for (const { state, packs, inferred } of rows.values()) yield { ...state, packs, inferred }
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
    batch: (product, lot) => batches.get(`${product}/${lot}`),
    putBatch: (state) => void batches.set(`${state.product}/${state.lot}`, state),
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

/**
 * Direct children of each container: all that were ever put in, of which those count whose parent it still is. One number a
 * packing, where lists that can be cut in the middle would take two a pack.
 */
function childLists(parentOf: (item: number) => number): {
  add(parent: number, child: number): void
  list(parent: number): number[]
} {
  const lists = new Map<number, { items: Uint32Array; size: number }>()
  return {
    add(parent, child) {
      const list = lists.get(parent) ?? { items: new Uint32Array(8), size: 0 }
      lists.set(parent, list)
      if (list.size === list.items.length) {
        const bigger = new Uint32Array(Math.ceil(list.size * 1.5))
        bigger.set(list.items)
        list.items = bigger
      }
      list.items[list.size++] = child
    },
    list(parent) {
      const list = lists.get(parent)
      if (list === undefined) return []
      const inside = list.items.subarray(0, list.size).filter((child) => parentOf(child) === parent)
      // What was taken out and put in again stands there twice.
      return [...new Set(inside)]
    },
  }
}

/** Distinct states: goods that move together are in one, so a pack costs a number. Row 0 is the untouched state. */
function stateTable(): {
  add(flags: number, custody: number, status: number, last: number, before: number): number
  flags(row: number): number
  custody(row: number): number
  status(row: number): number
  last(row: number): number
} {
  const flags = column16()
  const custodies = column32()
  const statuses = column32()
  const lasts = column32()
  let size = 1
  /** Rows made of the same row lately: what moves together comes together. */
  const recent = new Map<number, number>()
  const is = (row: number, bits: number, custody: number, status: number, last: number): boolean =>
    flags.get(row) === bits && custodies.get(row) === custody && statuses.get(row) === status && lasts.get(row) === last
  return {
    add(bits, custody, status, last, before) {
      if (before !== 0 && is(before, bits, custody, status, last)) return before
      const like = recent.get(before)
      if (like !== undefined && is(like, bits, custody, status, last)) return like
      const row = size++
      flags.set(row, bits)
      custodies.set(row, custody)
      statuses.set(row, status)
      lasts.set(row, last)
      if (recent.size > 64) recent.clear()
      recent.set(before, row)
      return row
    },
    flags: flags.get,
    custody: custodies.get,
    status: statuses.get,
    last: lasts.get,
  }
}

/** Pairs of log position and time: one event gives its own to all that it touches. Number 0 is the pair (0, 0). */
function momentTable(): {
  add(at: number, time: number, before: number): number
  at(moment: number): number
  time(moment: number): number
} {
  const ats = column64()
  const times = column64()
  let size = 1
  let last = 0
  const is = (moment: number, at: number, time: number): boolean => ats.get(moment) === at && times.get(moment) === time
  return {
    add(at, time, before) {
      if (is(before, at, time)) return before
      if (is(last, at, time)) return last
      last = size++
      ats.set(last, at)
      times.set(last, time)
      return last
    },
    at: ats.get,
    time: times.get,
  }
}

function custodyTable(): { add(state: Custody, before: number): number; get(number: number): Custody } {
  const list: Custody[] = []
  const known = new Map<string, number>()
  let last = 0
  return {
    add(state, before) {
      if (isSame(list[before], state)) return before
      if (isSame(list[last], state)) return last
      const { owner, holder, transit, statusPlace, units } = state
      const key = JSON.stringify([owner, holder, transit?.from, transit?.to, transit !== undefined, statusPlace, units])
      last = known.get(key) ?? list.length
      if (last === list.length) {
        known.set(key, last)
        list.push({
          units,
          ...(owner === undefined ? {} : { owner }),
          ...(holder === undefined ? {} : { holder }),
          ...(transit === undefined ? {} : { transit }),
          ...(statusPlace === undefined ? {} : { statusPlace }),
        })
      }
      return last
    },
    get: (number) => list[number] as Custody,
  }
}

function isSame(a: Custody | undefined, b: Custody): boolean {
  return (
    a !== undefined &&
    a.owner === b.owner &&
    a.holder === b.holder &&
    a.units === b.units &&
    a.statusPlace === b.statusPlace &&
    (a.transit === undefined) === (b.transit === undefined) &&
    a.transit?.from === b.transit?.from &&
    a.transit?.to === b.transit?.to
  )
}
