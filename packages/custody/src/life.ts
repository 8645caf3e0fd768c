/** Dispense, the ends of a pack's life, and what suspends it. */
import type { EventType } from '@packtrail/protocol'
import type { Act, Target } from './act.ts'
import { stateOf } from './act.ts'
import { leave } from './containers.ts'
import { keep, set } from './item.ts'
import { doers, party, placeOf } from './parties.ts'
import { isUnreported, requireReceipt, rulesOf } from './profiles.ts'
import { ENDED, weightOf, withContainers } from './resolve.ts'
import { checkContent, checkSaleable } from './saleable.ts'
import type { ItemState, Status } from './state.ts'
import { heldAtEnd, suspended } from './suspend.ts'

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

/** Acts after which the thing is no longer in its container; of the others the code changes and the goods stay where they are. */
const TAKEN_OUT: ReadonlySet<EventType> = new Set(['dispense', 'sample', 'destroy', 'steal', 'lose'])

/** Report an event after the end of a life; true when it was one. */
export function afterEnd(act: Act, target: Target): boolean {
  const state = withContainers(act.world, stateOf(act, target))
  if (!ENDED.has(state.status)) return false
  const { type, detail } = act.event
  const first = state.statusAt
  // Two systems may report that one code was switched off: said twice it stays so, and no pack came back to life.
  if (type === 'decommission' && state.status === 'decommissioned') {
    act.find('ENDED_TWICE', target.id, [first], { status: state.status, first })
  } else if (type !== 'dispense' || state.status !== 'dispensed')
    act.find('EVENT_AFTER_END', target.id, [first], { status: state.status, first, act: type })
  else if (detail.units !== undefined && state.units > 0) {
    const units = state.units + detail.units
    act.find('UNITS_OVERRUN', target.id, [first], { units, of: unitsOf(act, target) ?? state.units })
    checkPlace(act, target.id, state)
  } else act.find('SECOND_DISPENSE', target.id, [first], { first })
  return true
}

/**
 * Packing and unpacking of what has ended: no finding when the party that ended it does it (a hospital opens the case whose packs
 * it signed off on arrival). Returns whether the thing is out of the question.
 */
export function endedElsewhere(act: Act, target: Target): boolean {
  const state = withContainers(act.world, stateOf(act, target))
  if (!ENDED.has(state.status)) return false
  const place = party(state.statusPlace)
  const own = place !== undefined && doers(act.event, act.signer).includes(place)
  if (!own || state.status === 'destroyed' || state.status === 'stolen') return afterEnd(act, target)
  // Out of the container already, by the act that ended it.
  return act.event.type === 'disaggregate' && stateOf(act, target).parent === undefined
}

export function end(act: Act, targets: readonly Target[]): void {
  const { type } = act.event
  const status = SETS[type] as Status
  const place = placeOf(act.event, act.signer)
  const by = type === 'dispense' ? doers(act.event, act.signer) : []
  for (const target of targets) {
    if (afterEnd(act, target)) continue
    const inside = stateOf(act, target)
    const state = TAKEN_OUT.has(type) ? leave(act, inside) : inside
    if (type === 'dispense') dispense(act, target, state, place, by)
    else if (weightOf(status) > 0) keep(act, target.id, state, suspended(act, target, state, status, place))
    else keep(act, target.id, state, { ...set(act, status, place ?? state.statusPlace), ...heldAtEnd(state) })
  }
}

function dispense(act: Act, target: Target, state: ItemState, place: string | undefined, by: readonly string[]): void {
  const { id } = target
  checkSaleable(act, target, state)
  if (!target.pack) checkContent(act, id)
  const pending = checkHands(act, target, state, by)
  const of = unitsOf(act, target)
  const part = act.event.detail.units
  const units = state.units + (part ?? 0)
  checkUnits(act, id, state, part, of)
  const whole = part === undefined || (of !== undefined && units >= of)
  // Goods that were sent to whoever hands them out may still be booked in by him.
  const to = state.transit?.to
  const sent = to !== undefined && by.includes(to)
  if (sent) requireReceipt(act, id, target.batch, to, state.lastAt)
  keep(act, id, state, {
    ...(whole ? heldAtEnd(state) : {}),
    status: whole ? 'dispensed' : state.status,
    statusAt: act.at,
    statusTime: act.time,
    statusPlace: place ?? state.statusPlace,
    units,
    transit: sent ? state.transit : undefined,
    pending,
  })
}

/** Units in a pack that is handed out in parts. */
export function unitsOf({ world }: Pick<Act, 'world'>, { batch, product }: Target): number | undefined {
  return batch?.units ?? (product === undefined ? undefined : world.product(product)?.units)
}

function checkUnits(act: Act, id: string, state: ItemState, part: number | undefined, of: number | undefined): void {
  if (part === undefined) {
    if (state.units > 0) act.find('MIXED_WHOLE_AND_SPLIT', id, [state.statusAt])
    return
  }
  const units = state.units + part
  if (of !== undefined && units > of) act.find('UNITS_OVERRUN', id, [state.statusAt], { units, of })
  if (state.units > 0) checkPlace(act, id, state)
}

/** Parts of one pack stay with the party that opened it. */
function checkPlace(act: Act, id: string, state: ItemState): void {
  const place = placeOf(act.event, act.signer)
  if (place === undefined || state.statusPlace === undefined || party(place) === party(state.statusPlace)) return
  act.find('SPLIT_ELSEWHERE', id, [state.statusAt])
}

/** Custody at the counter: only where movements were reported, or have to be, can anybody say who ought to hold it. */
function checkHands(act: Act, { id, batch }: Target, state: ItemState, by: readonly string[]): ItemState['pending'] {
  const { holder, owner, transit, pending } = state
  const isTold = state.moved === true || rulesOf(act, batch).required?.includes('ship') === true
  if (!isTold || (holder === undefined && transit === undefined)) return undefined
  if (by.length === 0) {
    act.cannotJudge('DISPENSED_BY_NON_HOLDER')
    return undefined
  }
  const known = [holder, owner, transit?.to]
  if (transit !== undefined && transit.to === undefined) return undefined
  if (by.some((actor) => known.includes(actor)) || isUnreported(act, batch, 'ship', holder)) return undefined
  const actor = by[0] as string
  if (pending !== undefined && pending.code !== 'DISPENSED_BY_NON_HOLDER' && by.includes(pending.from ?? '')) {
    act.find('TWO_HOLDERS', id, [pending.at], { party: actor, holder: pending.party })
    return undefined
  }
  act.find('DISPENSED_BY_NON_HOLDER', id, [state.lastAt], { party: actor, holder: holder ?? transit?.to ?? '?' })
  const { at, time } = act
  const code = 'DISPENSED_BY_NON_HOLDER'
  return holder === undefined ? { code, party: actor, at, time } : { code, from: holder, party: actor, at, time }
}
