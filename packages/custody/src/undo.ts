/** Ways back: returns, undo, what suspends it lifted; and the recall of packs. */
import type { Act, Target } from './act.ts'
import { stateOf } from './act.ts'
import { leave } from './containers.ts'
import { hasForce, reaches } from './force.ts'
import { voidShip } from './hands.ts'
import { mayLift } from './hold.ts'
import { type Change, keep, set } from './item.ts'
import { afterEnd, SETS, unitsOf } from './life.ts'
import { party, placeOf, samePremises } from './parties.ts'
import { rulesOf } from './profiles.ts'
import { weightOf, withContainers } from './resolve.ts'
import { isExpired, isRecalled, marketOf } from './saleable.ts'
import type { Held, ItemState, Status } from './state.ts'
import { lifted, restored } from './suspend.ts'

/** A sold pack comes back to where it was sold. */
export function giveBack(act: Act, targets: readonly Target[]): void {
  const place = placeOf(act.event, act.signer)
  for (const target of targets) {
    const { id } = target
    const inside = stateOf(act, target)
    const state = withContainers(act.world, inside)
    const sold = state.status === 'dispensed' || state.units > 0
    if (!sold) {
      if (!afterEnd(act, target)) act.find('RETURN_WITHOUT_SALE', id, [])
      continue
    }
    if (place !== undefined && state.statusPlace !== undefined && party(place) !== party(state.statusPlace)) {
      act.find('RETURN_ELSEWHERE', id, [state.statusAt])
      continue
    }
    if (!reaches(act, id, state.statusAt)) continue
    // Out of a case that was handed out as a whole; otherwise it has no container any more.
    const free = inside.status === state.status ? inside : leave(act, inside)
    keep(act, id, free, {
      ...(state.status === 'dispensed'
        ? { ...set(act, 'active', place ?? state.statusPlace), ...ownAgain(inside, 'dispensed') }
        : set(act, state.status, place ?? state.statusPlace)),
      units: unitsLeft(act, target, state),
      pending: undefined,
    })
  }
}

/** Units that are still handed out after some or all of them came back. */
function unitsLeft(act: Act, target: Target, state: ItemState): number {
  const back = act.event.detail.units
  if (back === undefined) return 0
  const out = state.units > 0 ? state.units : (unitsOf(act, target) ?? back)
  return Math.max(0, out - back)
}

const SUSPENDING: Readonly<Partial<Record<Status, string>>> = {
  locked: 'lock',
  quarantined: 'quarantine',
  lost: 'loss',
}

/** Lost goods found, locks and quarantines lifted. */
export function reopen(act: Act, targets: readonly Target[], from: Status): void {
  for (const target of targets) {
    const inside = stateOf(act, target)
    const whole = withContainers(act.world, inside)
    const { status } = whole
    const setter = setterOf(inside, whole, from)
    const own = setter === undefined || hasForce(act, setter.at) ? undefined : heldByOwn(act, inside, from)
    if (own !== undefined) {
      // Another ledger suspends it too, and goes on doing so.
      if (mayLift(act, target, inside, own)) keep(act, target.id, inside, { held: withoutOne(inside, own) })
      continue
    }
    if (setter !== undefined && !(reaches(act, target.id, setter.at) && mayLift(act, target, inside, setter))) continue
    if (status === from && inside.status !== from) {
      const state = leave(act, inside)
      keep(act, target.id, state, { ...set(act, 'active', state.statusPlace), ...ownAgain(inside, from) })
    } else if (weightOf(status) >= weightOf(from)) keep(act, target.id, inside, lifted(act, inside, from))
    else if (!afterEnd(act, target)) act.find('UNDO_NOTHING', target.id, [], { act: SUSPENDING[from] ?? from })
  }
}

/** Who set what is to be lifted: its container, it itself, or what waits beneath its status. */
function setterOf(inside: ItemState, whole: ItemState, from: Status): Held | undefined {
  const { statusAt: at, statusTime: time, statusPlace: place } = whole.status === from ? whole : inside
  if (whole.status !== from && inside.status !== from) return inside.held?.find(({ status }) => status === from)
  return { status: from, at, time, ...(place === undefined ? {} : { place }) }
}

/** What suspends it by the ledger of this act, beneath what another ledger says. */
function heldByOwn(act: Act, { held }: ItemState, from: Status): Held | undefined {
  return held?.find((one) => one.status === from && hasForce(act, one.at))
}

function withoutOne({ held = [] }: ItemState, gone: Held): readonly Held[] | undefined {
  const rest = held.filter((one) => one !== gone)
  return rest.length === 0 ? undefined : rest
}

/** What holds of the item itself once `gone`, its own or its container's, is taken away. */
function ownAgain({ status, statusAt, statusTime, statusPlace, held }: ItemState, gone: Status): Change {
  if (status === gone) return { held: undefined, ...restored(held) }
  return weightOf(status) === 0 ? {} : { status, statusAt, statusTime, statusPlace }
}

/** A recall of single packs or containers holds in every market. */
export function recallPacks(act: Act, targets: readonly Target[]): void {
  for (const target of targets) keep(act, target.id, stateOf(act, target), { recalled: true })
}

/** Regulation (EU) 2016/161 Art. 13: same premises, within the limit, never of what is destroyed or stolen. */
export function undo(act: Act, targets: readonly Target[]): void {
  const undone = act.event.detail.undoes
  const wanted = undone === undefined ? undefined : SETS[undone]
  if (undone === 'recall') {
    const items = targets.length > 0 ? targets.map(({ id }) => id) : [undefined]
    for (const item of items) act.find('UNDO_IMPOSSIBLE', item, [], { status: 'recalled' })
    return
  }
  if (undone === 'ship') voidShip(act, targets)
  else for (const target of targets) undoOne(act, target, wanted, undone ?? 'undo')
}

function undoOne(act: Act, target: Target, wanted: Status | undefined, name: string): void {
  const { id } = target
  const inside = stateOf(act, target)
  const state = withContainers(act.world, inside)
  const { status } = state
  const partial = wanted === 'dispensed' && state.units > 0
  const waits = weightOf(status) > 0 ? inside.held?.find((one) => one.status === wanted) : undefined
  const { statusAt, statusTime, statusPlace } = waits === undefined ? state : momentOf(waits)
  if (status === 'destroyed' || status === 'stolen') {
    act.find('UNDO_IMPOSSIBLE', id, [statusAt], { status })
    return
  }
  if (wanted === undefined || (status !== wanted && waits === undefined && !partial)) {
    act.find('UNDO_NOTHING', id, [], { act: name })
    return
  }
  if (!reaches(act, id, statusAt)) return
  const place = placeOf(act.event, act.signer)
  const dead = wanted === 'locked' ? undefined : deathOf(act, target, state)
  if (dead !== undefined) act.find('UNDO_IMPOSSIBLE', id, [statusAt], { status: dead })
  else if (wanted !== 'locked' && act.time - statusTime > rulesOf(act, target.batch).undoLimit) {
    act.find('UNDO_TOO_LATE', id, [statusAt], {
      act: name,
      hours: Math.round(rulesOf(act, target.batch).undoLimit / 3_600_000),
    })
  } else if (place !== undefined && statusPlace !== undefined && !samePremises(place, statusPlace)) {
    act.find('UNDO_ELSEWHERE', id, [statusAt], { act: name })
  } else {
    const free = inside.status === status ? inside : leave(act, inside)
    const own =
      status === wanted
        ? { ...set(act, 'active', statusPlace), ...ownAgain(inside, wanted) }
        : set(act, status, statusPlace)
    keep(act, id, free, {
      ...(waits === undefined ? own : lifted(act, inside, wanted)),
      units: wanted === 'dispensed' ? unitsLeft(act, target, state) : state.units,
      pending: undefined,
    })
  }
}

function momentOf({ at, time, place }: Held): Pick<ItemState, 'statusAt' | 'statusTime' | 'statusPlace'> {
  return { statusAt: at, statusTime: time, ...(place === undefined ? {} : { statusPlace: place }) }
}

/** Why it can never go back to stock. */
function deathOf(act: Act, { product: name, batch }: Target, state: ItemState): string | undefined {
  const { world, event, time } = act
  const product = name === undefined ? undefined : world.product(name)
  const market = marketOf(event.detail.market, batch)
  if (state.recalled || isRecalled(batch?.recalls, market, act)) return 'recalled'
  if (isRecalled(product?.withdrawals, market, act)) return 'withdrawn'
  return batch?.expiry !== undefined && isExpired(batch.expiry, time, event.when?.offset) ? 'expired' : undefined
}
