/**
 * What suspends an item: lost, quarantined, locked. Of several the strongest is its status; the others wait beneath it (`held`)
 * and hold again when that is lifted, so that an unlocked pack is still in the quarantine it was put into before.
 */
import type { Act, Target } from './act.ts'
import { hasForce } from './force.ts'
import { takesOver } from './hold.ts'
import { type Change, set } from './item.ts'
import { weightOf } from './resolve.ts'
import type { Held, ItemState, Status } from './state.ts'

const NONE: readonly Held[] = []

/** One more thing suspends it. Said again of what it is already, it changes hands only to who may lift it in any case. */
export function suspended(
  act: Act,
  target: Pick<Target, 'batch'>,
  state: ItemState,
  status: Status,
  place: string | undefined,
): Change {
  const { held = NONE } = state
  const isAgain = state.status === status || held.some((one) => one.status === status)
  const others = act.world.force === undefined || !isAgain ? undefined : ofOthers(act, state, status)
  if (others !== undefined && others > 0) {
    // Each ledger suspends it by itself, or one that lifts what it said would lift what another one says.
    const { at, time } = act
    const one = { status, at, time, ...(place === undefined ? {} : { place }) }
    return others === heldAs(state, status).length ? { held: [...held, one] } : {}
  }
  if (isAgain && status !== 'lost' && !takesOver(act, target)) return {}
  if (weightOf(status) < weightOf(state.status)) {
    const { at, time } = act
    return { held: [...without(held, status), { status, at, time, ...(place === undefined ? {} : { place }) }] }
  }
  const own = weightOf(state.status) > 0 && state.status !== status ? [...held, present(state)] : held
  return { ...set(act, status, place ?? state.statusPlace), held: some(own) }
}

/** How many of what suspends it in this way this act cannot lift. */
function ofOthers(act: Act, state: ItemState, status: Status): number {
  return heldAs(state, status).filter(({ at }) => !hasForce(act, at)).length
}

function heldAs(state: ItemState, status: Status): readonly Held[] {
  const own = state.status === status ? [present(state)] : []
  return [...own, ...(state.held ?? NONE).filter((one) => one.status === status)]
}

/** A suspension is lifted: what waited beneath it holds again. */
export function lifted(act: Act, state: ItemState, status: Status): Change {
  const { held = NONE } = state
  if (state.status !== status) {
    const one = held.find((waiting) => waiting.status === status)
    return { held: some(held.filter((waiting) => waiting !== one)) }
  }
  return { ...set(act, 'active', state.statusPlace), ...restored(held) }
}

/** An end that was taken back: what suspended it before holds again. */
export function restored(held: readonly Held[] = NONE): Change {
  let strongest: Held | undefined
  for (const one of held) if (weightOf(one.status) > weightOf(strongest?.status ?? 'active')) strongest = one
  if (strongest === undefined) return {}
  const { status, at, time, place } = strongest
  return {
    status,
    statusAt: at,
    statusTime: time,
    statusPlace: place,
    held: some(held.filter((one) => one !== strongest)),
  }
}

/** What still waits when a life ends: all but a loss, for what is handed out or signed off was found. */
export function heldAtEnd(state: ItemState): Change {
  const { held = NONE } = state
  if (held.length === 0 && weightOf(state.status) === 0) return {}
  const all = weightOf(state.status) > 0 ? [...held, present(state)] : held
  return { held: some(without(all, 'lost')) }
}

function present({ status, statusAt, statusTime, statusPlace }: ItemState): Held {
  return { status, at: statusAt, time: statusTime, ...(statusPlace === undefined ? {} : { place: statusPlace }) }
}

function without(held: readonly Held[], status: Status): readonly Held[] {
  return held.filter((one) => one.status !== status)
}

function some(held: readonly Held[]): readonly Held[] | undefined {
  return held.length === 0 ? undefined : held
}
