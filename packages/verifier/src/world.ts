/** The world of the custody rules over columns: a touched pack is a row of some forty bytes, not an object. */
import {
  type BatchState,
  freshPack,
  GRADES,
  type Grade,
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
import { fromHex } from '@packtrail/protocol'
import { column16, column32, column64 } from './columns.ts'
import type { EventStore } from './event-store.ts'
import type { ItemNames } from './item-names.ts'
import type { KeyRing } from './key-ring.ts'
import type { Manifests } from './manifests.ts'
import type { Whereabouts } from './whereabouts.ts'

export interface ColumnWorld extends World {
  /** Items that are on their way and stand in no container. */
  inTransit(): Iterable<readonly [string, ItemState]>
  /** All packs of the batch by state and holder, those that nothing happened to since their commissioning included. */
  tally(): Iterable<Whereabouts>
}

export interface WorldSource {
  readonly batch: { readonly product: string; readonly lot: string }
  readonly items: ItemNames
  readonly events: EventStore
  readonly manifests: Manifests
  readonly keys: KeyRing
}

// Bits of the flag column.
const STATUS = 0x0f
const GRADE_SHIFT = 4
const RECALLED = 0x40
const MOVED = 0x80
const TOUCHED = 0x100
const PENDING = 0x200
const INFERRED: number = GRADES.indexOf('inferred')

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** What thousands of packs share: who has them, and where. */
type Custody = Pick<ItemState, 'owner' | 'holder' | 'transit' | 'statusPlace' | 'units'>

export function columnWorld(source: WorldSource): ColumnWorld {
  const { items, events, manifests, keys, batch: own } = source
  const flags = column16()
  const custodies = column32()
  const statusMoments = column32()
  const lastMoments = column32()
  const parents = column32()
  const counts = column32()
  const tree = childLists()
  const moments = momentTable()
  const custody = custodyTable()
  const pending = new Map<number, Pending>()
  const batches = new Map<string, BatchState>()
  const products = new Map<string, ProductState>()
  const parties = new Map<string, PartyState>()
  const memberships = new Map<number, Membership>()

  const read = (item: number): ItemState | undefined => {
    const bits = flags.get(item)
    if ((bits & TOUCHED) === 0) return undefined
    const { owner, holder, transit, statusPlace, units } = custody.get(custodies.get(item))
    const statusMoment = statusMoments.get(item)
    const lastMoment = lastMoments.get(item)
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
    return state
  }

  const write = (item: number, state: ItemState): void => {
    const grade = GRADES.indexOf(state.grade) << GRADE_SHIFT
    let bits = STATUSES.indexOf(state.status) | grade | TOUCHED
    if (state.recalled) bits |= RECALLED
    if (state.moved === true) bits |= MOVED
    if (state.pending !== undefined) {
      bits |= PENDING
      pending.set(item, state.pending)
    } else if ((flags.get(item) & PENDING) !== 0) pending.delete(item)
    flags.set(item, bits)
    custodies.set(item, custody.add(state, custodies.get(item)))
    statusMoments.set(item, moments.add(state.statusAt, state.statusTime, statusMoments.get(item)))
    lastMoments.set(item, moments.add(state.lastAt, state.lastTime, lastMoments.get(item)))
    if (state.children !== 0 || counts.get(item) !== 0) counts.set(item, state.children)
    const before = parents.get(item)
    const parent = state.parent === undefined ? 0 : items.add(state.parent) + 1
    if (parent === before) return
    if (before !== 0) tree.remove(before - 1, item)
    if (parent !== 0) tree.add(parent - 1, item)
    parents.set(item, parent)
  }

  /** Custody of a container, that of the outermost one it stands in. */
  const custodyOf = (item: number): number => {
    let at = item
    for (let depth = 0; depth < MAX_CONTAINMENT && parents.get(at) !== 0; depth++) at = parents.get(at) - 1
    return custodies.get(at)
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
      const bits = flags.get(item)
      if ((bits & TOUCHED) !== 0) {
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

  const memberOf = (item: number): Membership | undefined => {
    const manifest = manifests.of(item)
    if (manifest === undefined) return undefined
    const known = memberships.get(manifest.row)
    if (known !== undefined) return known
    const made = { product: own.product, lot: own.lot, at: manifest.at, time: events.time(manifest.row) }
    memberships.set(manifest.row, made)
    return made
  }

  const world: ColumnWorld = {
    item(id) {
      const item = items.find(id)
      return item < 0 ? undefined : read(item)
    },
    putItem: (id, state) => write(items.add(id), state),
    children(container) {
      const item = items.find(container)
      return item < 0 ? [] : tree.list(item).map((child) => items.text(child))
    },
    member(product, serial) {
      if (product !== own.product) return undefined
      const item = items.findSerial(serial)
      return item < 0 ? undefined : memberOf(item)
    },
    batch: (product, lot) => batches.get(`${product}/${lot}`),
    putBatch: (state) => void batches.set(`${state.product}/${state.lot}`, state),
    product: (product) => products.get(product),
    putProduct: (state) => void products.set(state.product, state),
    party: (actor) => parties.get(actor),
    putParty: (state) => void parties.set(state.actor, state),
    eventOf(claim) {
      const hash = fromHex(claim)
      const row = hash?.length === 32 ? events.find(hash) : -1
      if (row < 0) return undefined
      const { event, at, signer } = events.get(row)
      const actor = keys.byNumber(signer)?.actor
      return { at, event, ...(actor === undefined ? {} : { signer: actor }) }
    },
    *inTransit() {
      for (let item = 0; item < items.size; item++) {
        if ((flags.get(item) & TOUCHED) === 0 || parents.get(item) !== 0) continue
        if (custody.get(custodies.get(item)).transit === undefined) continue
        yield [items.text(item), read(item) as ItemState] as const
      }
    },
    tally: () => tally(),
  }
  return world
}

/** Direct children of each container, as linked lists through columns; 0 ends a list. */
function childLists(): {
  add(parent: number, child: number): void
  remove(parent: number, child: number): void
  list(parent: number): number[]
} {
  const first = column32()
  const next = column32()
  const before = column32()
  return {
    add(parent, child) {
      const old = first.get(parent)
      next.set(child, old)
      before.set(child, 0)
      if (old !== 0) before.set(old - 1, child + 1)
      first.set(parent, child + 1)
    },
    remove(parent, child) {
      const after = next.get(child)
      const previous = before.get(child)
      if (previous === 0) first.set(parent, after)
      else next.set(previous - 1, after)
      if (after !== 0) before.set(after - 1, previous)
    },
    list(parent) {
      const out: number[] = []
      for (let at = first.get(parent); at !== 0; at = next.get(at - 1)) out.push(at - 1)
      return out
    },
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
