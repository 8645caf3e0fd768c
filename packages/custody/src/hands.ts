/** Ship and receive: the chain of hands. */
import type { Act, Target } from './act.ts'
import { keep, without } from './act.ts'
import { checkNesting, released } from './containers.ts'
import { consignee, givers, receivers } from './parties.ts'
import { pick } from './register.ts'
import { rootOf } from './resolve.ts'
import type { ItemState, Pending } from './state.ts'

/** An item moved by itself out of a closed container: detached, with the container's custody. */
function detach(act: Act, target: Target): ItemState {
  const { state } = target
  if (state.parent === undefined) return state
  act.find('CHILD_MOVED_ALONE', target.id, [state.lastAt], { parent: state.parent })
  const parent = act.world.item(state.parent)
  if (parent === undefined) return without(state, 'parent')
  const custody = rootOf(act.world, state.parent, parent).state
  act.world.putItem(state.parent, { ...parent, children: Math.max(0, parent.children - 1), grade: 'contradicted' })
  return released(state, custody, 'scanned')
}

export function ship(act: Act, targets: readonly Target[]): void {
  checkNesting(act, targets)
  const by = givers(act.event, act.signer)
  if (by.length === 0) act.cannotJudge('SHIPPED_BY_NON_HOLDER')
  const to = consignee(act.event)
  for (const target of targets) shipOne(act, target, by, to)
}

function shipOne(act: Act, target: Target, by: readonly string[], to: string | undefined): void {
  const state = detach(act, target)
  if (explains(act, target.id, state, by, to)) return
  const { holder, owner, transit } = state
  const mayShip =
    by.length === 0 ||
    holder === undefined ||
    by.includes(holder) ||
    (owner !== undefined && by.includes(owner)) ||
    // The consignee sends goods on whose receipt it has not reported (drop shipment, 直调).
    (transit?.to !== undefined && by.includes(transit.to))
  if (!mayShip) accuse(act, target.id, state, by)
  const from = by[0] ?? holder
  const next = without(state, 'transit', 'pending')
  keep(act, target.id, {
    ...next,
    moved: true,
    grade: 'scanned',
    ...pick('holder', mayShip ? (holder ?? from) : holder),
    transit: { ...pick('from', from), ...pick('to', to) },
  })
}

function accuse(act: Act, id: string, state: ItemState, by: readonly string[]): void {
  const { pending, holder } = state
  const party = by[0] as string
  // It received what this party still holds by its own record: both act as holder.
  if (pending?.code === 'RECEIVED_WITHOUT_SHIPMENT' && pending.from !== undefined && by.includes(pending.from)) {
    act.find('TWO_HOLDERS', id, [pending.at], { party, holder: pending.party })
  } else act.find('SHIPPED_BY_NON_HOLDER', id, [state.lastAt], { party, holder: holder ?? '?' })
}

/** A shipment that by the clocks comes after its own receipt explains that receipt. */
function explains(act: Act, id: string, state: ItemState, by: readonly string[], to: string | undefined): boolean {
  const { pending } = state
  if (pending?.code !== 'RECEIVED_WITHOUT_SHIPMENT') return false
  if (pending.from !== undefined && by.length > 0 && !by.includes(pending.from)) return false
  if (to !== undefined && to !== pending.party) return false
  const late = act.time - pending.time
  // Recorded in the right order and yet later by the clock: one of the clocks is wrong, the goods are not.
  const wrongClock = act.at < pending.at
  if (late > act.rules.skew && !wrongClock) return false
  act.withdraw('RECEIVED_WITHOUT_SHIPMENT', id, pending.at)
  if (late > act.rules.skew) act.find('TIME_BACKWARDS', id, [pending.at])
  keep(act, id, { ...without(state, 'pending'), moved: true })
  return true
}

export function receive(act: Act, targets: readonly Target[]): void {
  checkNesting(act, targets)
  const by = receivers(act.event, act.signer)
  const receiver = by[0]
  if (receiver === undefined) {
    act.cannotJudge('RECEIVED_WITHOUT_SHIPMENT')
    for (const target of targets)
      keep(act, target.id, { ...without(detach(act, target), 'transit', 'holder'), moved: true })
    return
  }
  noteReceives(act, receiver)
  for (const target of targets) receiveOne(act, target, by, receiver)
}

function receiveOne(act: Act, target: Target, by: readonly string[], receiver: string): void {
  const state = detach(act, target)
  const { transit, holder, pending } = state
  let open: Pending | undefined
  let party = receiver
  if (
    pending?.code === 'DISPENSED_BY_NON_HOLDER' &&
    by.includes(pending.party) &&
    act.time - pending.time <= act.rules.skew
  ) {
    act.withdraw('DISPENSED_BY_NON_HOLDER', target.id, pending.at)
  }
  if (transit !== undefined) {
    if (transit.to !== undefined && !by.includes(transit.to)) {
      act.find('RECEIVED_BY_OTHER', target.id, [state.lastAt], { to: transit.to, party: receiver })
    } else if (transit.to !== undefined) party = transit.to
  } else if (holder !== undefined && !by.includes(holder)) {
    act.find('RECEIVED_WITHOUT_SHIPMENT', target.id, [state.lastAt], { party: receiver, holder })
    open = { code: 'RECEIVED_WITHOUT_SHIPMENT', from: holder, party: receiver, at: act.at, time: act.time }
  } else if (holder !== undefined) party = holder
  const owner = act.event.trade?.toOwner ?? act.event.who?.owner
  keep(act, target.id, {
    ...without(state, 'transit', 'pending'),
    holder: party,
    moved: true,
    grade: 'scanned',
    ...pick('owner', owner ?? state.owner),
    ...pick('pending', open),
  })
}

function noteReceives(act: Act, actor: string): void {
  const known = act.world.party(actor)
  if (known?.receives === true) return
  act.world.putParty({ ...(known ?? { actor, status: 'active', licences: [] }), receives: true })
}
