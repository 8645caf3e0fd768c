/** Dispense, return, undo, the ends of a pack's life, and what suspends it. */
import type { EventType } from '@packtrail/protocol'
import type { Act, Target } from './act.ts'
import { keep, without } from './act.ts'
import { released } from './containers.ts'
import { doers, party, placeOf } from './parties.ts'
import { pick } from './register.ts'
import { rootOf } from './resolve.ts'
import type { BatchState, ItemState, Status } from './state.ts'

/** After these nothing but a look, an undo, a return or a recall is possible. */
export const ENDED: ReadonlySet<Status> = new Set([
  'dispensed',
  'exported',
  'sampled',
  'decommissioned',
  'destroyed',
  'stolen',
])
const FOREVER: ReadonlySet<Status> = new Set(['destroyed', 'stolen'])

/** The status an act sets. */
export const SETS: Readonly<Partial<Record<EventType, Status>>> = {
  dispense: 'dispensed',
  sample: 'sampled',
  destroy: 'destroyed',
  export: 'exported',
  steal: 'stolen',
  lose: 'lost',
  lock: 'locked',
  quarantine: 'quarantined',
  decommission: 'decommissioned',
}

/** Status of an item with its containers': a destroyed case holds no live pack. */
export function effectiveStatus(act: Pick<Act, 'world'>, target: Pick<Target, 'id' | 'state'>): ItemState {
  if (target.state.parent === undefined) return target.state
  let state: ItemState | undefined = target.state
  for (let depth = 0; depth < 16 && state?.parent !== undefined; depth++) {
    if (ENDED.has(state.status)) return state
    state = act.world.item(state.parent)
  }
  return state !== undefined && ENDED.has(state.status) ? state : target.state
}

/** Report an event after the end of a life; true when it was one. */
export function afterEnd(act: Act, target: Target): boolean {
  const state = effectiveStatus(act, target)
  if (!ENDED.has(state.status)) return false
  const { type } = act.event
  if (type === 'dispense' && state.status === 'dispensed')
    act.find('SECOND_DISPENSE', target.id, [state.statusAt], { first: state.statusAt })
  else
    act.find('EVENT_AFTER_END', target.id, [state.statusAt], { status: state.status, first: state.statusAt, act: type })
  return true
}

/** Taken from its container for an act of its own; the counter need not report the opening. */
export function lift(act: Act, target: Target): ItemState {
  const { state } = target
  if (state.parent === undefined) return state
  const parent = act.world.item(state.parent)
  if (parent === undefined) return without(state, 'parent')
  act.world.putItem(state.parent, { ...parent, children: Math.max(0, parent.children - 1) })
  return released(state, rootOf(act.world, state.parent, parent).state, 'scanned')
}

export function end(act: Act, targets: readonly Target[]): void {
  const status = SETS[act.event.type] as Status
  const place = placeOf(act.event, act.signer)
  for (const target of targets) {
    if (afterEnd(act, target)) continue
    const state = lift(act, target)
    if (act.event.type === 'dispense') dispense(act, target, state, place)
    else
      keep(act, target.id, { ...state, status, statusAt: act.at, statusTime: act.time, ...pick('statusPlace', place) })
  }
}

function dispense(act: Act, target: Target, state: ItemState, place: string | undefined): void {
  const batch = target.member === undefined ? undefined : act.world.batch(target.member.product, target.member.lot)
  checkSaleable(act, target, state, batch)
  const pending = checkHands(act, target.id, state)
  const of = batch?.units ?? (target.product === undefined ? undefined : act.world.product(target.product)?.units)
  const part = act.event.detail.units
  const units = state.units + (part ?? 0)
  checkUnits(act, target.id, state, part, of, place)
  const whole = part === undefined || (of !== undefined && units >= of)
  keep(act, target.id, {
    ...without(state, 'transit', 'pending'),
    status: whole ? 'dispensed' : state.status,
    units,
    statusAt: act.at,
    statusTime: act.time,
    ...pick('statusPlace', place),
    ...pick('pending', pending),
  })
}

function checkUnits(
  act: Act,
  id: string,
  state: ItemState,
  part: number | undefined,
  of: number | undefined,
  place: string | undefined,
): void {
  if (part === undefined) {
    if (state.units > 0) act.find('MIXED_WHOLE_AND_SPLIT', id, [state.statusAt])
    return
  }
  const units = state.units + part
  if (of !== undefined && units > of) act.find('UNITS_OVERRUN', id, [state.statusAt], { units, of })
  if (
    state.units > 0 &&
    place !== undefined &&
    state.statusPlace !== undefined &&
    party(place) !== party(state.statusPlace)
  ) {
    act.find('SPLIT_ELSEWHERE', id, [state.statusAt])
  }
}

/** Expired, recalled, withdrawn, locked, quarantined, lost: judged at event time. */
export function checkSaleable(
  act: Act,
  target: Pick<Target, 'id' | 'product'>,
  state: ItemState,
  batch: BatchState | undefined,
): void {
  const { id } = target
  const market = act.event.detail.market
  if (batch?.expiry !== undefined && act.time >= dayAfter(batch.expiry))
    act.find('DISPENSED_EXPIRED', id, [], { expiry: batch.expiry })
  if (state.recalled || inMarket(batch?.recalledIn, market))
    act.find('DISPENSED_RECALLED', id, [batch?.recalledAt ?? state.lastAt])
  const product = target.product === undefined ? undefined : act.world.product(target.product)
  if (inMarket(product?.withdrawnIn, market)) act.find('DISPENSED_WITHDRAWN', id, [product?.withdrawnAt ?? -1])
  if (state.status === 'locked' || batch?.locked === true) act.find('DISPENSED_LOCKED', id, [state.statusAt])
  if (state.status === 'quarantined') act.find('DISPENSED_QUARANTINED', id, [state.statusAt])
  if (state.status === 'lost') act.find('DISPENSED_LOST', id, [state.statusAt])
}

/** A recall everywhere counts in each market; one of a named market only where the act names that market. */
function inMarket(list: readonly string[] | undefined, market: string | undefined): boolean {
  if (list === undefined || list.length === 0) return false
  return list.includes('*') || (market !== undefined && list.includes(market))
}

/** The end of the expiry day wherever on earth the pack is: the day itself is allowed. */
export function dayAfter(iso: string): number {
  const [year, month, day] = iso.split('-').map(Number) as [number, number, number]
  // Days from 1970-01-01 in the proleptic Gregorian calendar (civil-from-days, inverted); UTC-12 ends a day last.
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const yearOfEra = y - era * 400
  const days =
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  return (days + 1) * 86_400_000 + 12 * 3_600_000
}

/** Custody at the counter: only where movements were reported can anybody say who ought to hold it. */
function checkHands(act: Act, id: string, state: ItemState): ItemState['pending'] {
  const by = doers(act.event, act.signer)
  if (state.moved !== true || (state.holder === undefined && state.transit === undefined)) return undefined
  if (by.length === 0) {
    act.cannotJudge('DISPENSED_BY_NON_HOLDER')
    return undefined
  }
  const { holder, owner, transit } = state
  if (transit !== undefined) {
    if (transit.to === undefined || by.includes(transit.to) || (holder !== undefined && by.includes(holder)))
      return undefined
  } else if (holder === undefined || by.includes(holder) || (owner !== undefined && by.includes(owner)))
    return undefined
  const party0 = by[0] as string
  act.find('DISPENSED_BY_NON_HOLDER', id, [state.lastAt], { party: party0, holder: holder ?? transit?.to ?? '?' })
  return { code: 'DISPENSED_BY_NON_HOLDER', ...pick('from', holder), party: party0, at: act.at, time: act.time }
}

/** A sold pack comes back to where it was sold. */
export function giveBack(act: Act, targets: readonly Target[]): void {
  const place = placeOf(act.event, act.signer)
  for (const target of targets) {
    const { state, id } = target
    if (state.status !== 'dispensed' && state.units === 0) {
      act.find('RETURN_WITHOUT_SALE', id, [])
      continue
    }
    if (place !== undefined && state.statusPlace !== undefined && party(place) !== party(state.statusPlace)) {
      act.find('RETURN_ELSEWHERE', id, [state.statusAt])
      continue
    }
    const back = act.event.detail.units
    const units = back === undefined ? 0 : Math.max(0, state.units - back)
    keep(act, id, {
      ...without(state, 'pending'),
      status: 'active',
      units,
      statusAt: act.at,
      statusTime: act.time,
      ...pick('statusPlace', place),
    })
  }
}

/** Lost goods found, locks and quarantines lifted. */
export function reopen(act: Act, targets: readonly Target[], from: Status): void {
  for (const target of targets) {
    if (target.state.status !== from) {
      act.find('UNDO_NOTHING', target.id, [], { act: from })
      continue
    }
    keep(act, target.id, { ...target.state, status: 'active', statusAt: act.at, statusTime: act.time })
  }
}

export function recallPacks(act: Act, targets: readonly Target[]): void {
  for (const target of targets) keep(act, target.id, { ...target.state, recalled: true })
}

/** Regulation (EU) 2016/161 Art. 13: same premises, within the limit, never of what is destroyed or stolen. */
export function undo(act: Act, targets: readonly Target[]): void {
  const undone = act.event.detail.undoes
  const wanted = undone === undefined ? undefined : SETS[undone]
  for (const target of targets) undoOne(act, target, wanted, undone ?? 'undo')
}

function undoOne(act: Act, target: Target, wanted: Status | undefined, name: string): void {
  const { state, id, member } = target
  const partial = wanted === 'dispensed' && state.units > 0
  if (FOREVER.has(state.status)) {
    act.find('UNDO_IMPOSSIBLE', id, [state.statusAt], { status: state.status })
    return
  }
  if (wanted === undefined || (state.status !== wanted && !partial)) {
    act.find('UNDO_NOTHING', id, [], { act: name })
    return
  }
  const place = placeOf(act.event, act.signer)
  const batch = member === undefined ? undefined : act.world.batch(member.product, member.lot)
  const dead =
    (batch?.expiry !== undefined && act.time >= dayAfter(batch.expiry)) ||
    state.recalled ||
    (batch?.recalledIn.length ?? 0) > 0
  if (wanted !== 'locked' && dead) {
    act.find('UNDO_IMPOSSIBLE', id, [state.statusAt], {
      status: state.recalled || (batch?.recalledIn.length ?? 0) > 0 ? 'recalled' : 'expired',
    })
  } else if (wanted !== 'locked' && act.time - state.statusTime > act.rules.undoLimit) {
    act.find('UNDO_TOO_LATE', id, [state.statusAt], { act: name, hours: Math.round(act.rules.undoLimit / 3_600_000) })
  } else if (place !== undefined && state.statusPlace !== undefined && place !== state.statusPlace) {
    act.find('UNDO_ELSEWHERE', id, [state.statusAt], { act: name })
  } else {
    keep(act, id, { ...without(state, 'pending'), status: 'active', units: 0, statusAt: act.at, statusTime: act.time })
  }
}
