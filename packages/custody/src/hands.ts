/** Ship and receive: the chain of hands. */
import type { Act, Target } from './act.ts'
import { stateOf } from './act.ts'
import { checkNesting, countInside, leave } from './containers.ts'
import { changed, keep } from './item.ts'
import { afterEnd } from './life.ts'
import { consignee, givers, party, receivers } from './parties.ts'
import { isUnreported, requireReceipt } from './profiles.ts'
import { ENDED, rootOf, withContainers } from './resolve.ts'
import type { ItemState, Pending, Transit } from './state.ts'

/** How much later by the clock a shipment still explains the receipt of the very party it was sent to. */
const DAY = 86_400_000

/** Ends of a life after which the goods themselves still go somewhere (Regulation (EU) 2016/161 Art. 12). */
const LAST_WAY: ReadonlySet<string> = new Set(['exported', 'sampled', 'decommissioned'])

/** The two sides of a movement as the event names them, worked out once. */
interface Hands {
  /** Parties that may speak for the giving or the receiving side, the likeliest first. */
  readonly by: readonly string[]
  readonly to: string | undefined
  /** To whom title passes, where the event says so. */
  readonly buyer: string | undefined
}

export function ship(act: Act, targets: readonly Target[]): void {
  const by = givers(act.event, act.signer)
  if (by.length === 0) act.cannotJudge('SHIPPED_BY_NON_HOLDER')
  const to = consignee(act.event)
  const toOwner = party(act.event.trade?.toOwner)
  const hands: Hands = { by, to, buyer: toOwner }
  for (const target of movable(act, targets)) shipOne(act, target, hands)
}

/** What a movement moves by itself: not what goes along inside a container that it names. */
function movable(act: Act, targets: readonly Target[]): readonly Target[] {
  countInside(act, targets)
  const along = checkNesting(act, targets)
  return along.size === 0 ? targets : targets.filter(({ id }) => !along.has(id))
}

function shipOne(act: Act, target: Target, hands: Hands): void {
  const inside = stateOf(act, target)
  if (ENDED.has(withContainers(act.world, inside).status)) {
    if (!explains(act, target.id, inside, hands) && !lastWay(act, target.id, inside, hands)) afterEnd(act, target)
    return
  }
  const state = detach(act, target.id, inside)
  if (explains(act, target.id, state, hands) || isTold(act, target.id, state, hands)) return
  const { by, to, buyer } = hands
  const { holder, transit } = state
  const may = mayShip(state, by)
  if (!may) accuse(act, target, state, by)
  // Whoever sends on what was sent to him has it, though he never said that it arrived (drop shipment, 直调).
  const passes = transit?.to !== undefined && by.includes(transit.to)
  if (passes) requireReceipt(act, target.id, target.batch, transit?.to as string, state.lastAt)
  const from = by[0] ?? holder
  keep(act, target.id, state, {
    moved: true,
    grade: gradeAfter(state),
    owner: buyer ?? state.owner,
    holder: passes ? transit?.to : may ? (holder ?? from) : holder,
    transit: way(from, to),
    pending: undefined,
  })
}

function way(from: string | undefined, to: string | undefined): Transit {
  if (from === undefined) return to === undefined ? {} : { to }
  return to === undefined ? { from } : { from, to }
}

/** Moved alone out of a container that is closed: taken out of it, with its custody. */
function detach(act: Act, id: string, state: ItemState): ItemState {
  if (state.parent === undefined) return state
  act.find('CHILD_MOVED_ALONE', id, [state.lastAt], { parent: state.parent })
  return leave(act, state, 'contradicted')
}

/** A container of which something is known to be wrong stays so until it is opened. */
function gradeAfter(state: ItemState): ItemState['grade'] {
  return state.children > 0 && state.grade === 'contradicted' ? 'contradicted' : 'scanned'
}

function mayShip(state: ItemState, by: readonly string[]): boolean {
  const { holder, owner, transit, moved, statusPlace } = state
  if (by.length === 0 || holder === undefined || by.includes(holder)) return true
  if (owner !== undefined && by.includes(owner)) return true
  if (transit?.to !== undefined && by.includes(transit.to)) return true
  // Never moved since the line: it is still where it was commissioned, whoever holds it on paper (contract packer).
  const place = moved === true ? undefined : party(statusPlace)
  return place !== undefined && by.includes(place)
}

function accuse(act: Act, { id, batch }: Target, state: ItemState, by: readonly string[]): void {
  const { pending, holder } = state
  if (isUnreported(act, batch, 'ship', holder)) return
  const who = by[0] as string
  // Another received what this party ought to have sent: both act as its holder.
  if (pending !== undefined && pending.code !== 'DISPENSED_BY_NON_HOLDER' && by.includes(pending.from ?? '')) {
    act.find('TWO_HOLDERS', id, [pending.at], { party: who, holder: pending.party })
  } else act.find('SHIPPED_BY_NON_HOLDER', id, [state.lastAt], { party: who, holder: holder ?? '?' })
}

/** A shipment that by the clocks comes after its own receipt explains that receipt. */
function explains(act: Act, id: string, state: ItemState, { by, to }: Hands): boolean {
  const { pending } = state
  if (pending === undefined || pending.code === 'DISPENSED_BY_NON_HOLDER' || by.includes(pending.party)) return false
  if (pending.from !== undefined && by.length > 0 && !by.includes(pending.from)) return false
  if (to !== undefined && to !== pending.party) return false
  const late = act.time - pending.time
  // Recorded in the right order and yet later by the clock, or sent to just the party that received: a clock is wrong, the goods are not.
  const wrongClock = act.at < pending.at || (to !== undefined && late <= DAY)
  if (late > act.rules.skew && !wrongClock) return false
  act.withdraw(pending.code, id, pending.at, pending.code === 'RECEIVED_BY_OTHER' ? undefined : pending.from)
  if (late > act.rules.skew) act.find('TIME_BACKWARDS', id, [pending.at])
  keep(act, id, state, { pending: undefined, moved: true })
  return true
}

/** A paper of goods that are with the buyer's customer already: the goods came straight from elsewhere. */
function isTold(act: Act, id: string, state: ItemState, { by, to }: Hands): boolean {
  const { transit, holder, owner } = state
  if (transit !== undefined || to === undefined || to !== holder) return false
  if (owner === undefined || owner === holder || !by.includes(owner)) return false
  keep(act, id, state, { owner: to })
  return true
}

/** Whoever exported or sampled goods sends them off after that; each such way is gone once. */
function lastWay(act: Act, id: string, state: ItemState, { by, to }: Hands): boolean {
  const place = party(state.statusPlace)
  if (!LAST_WAY.has(state.status) || place === undefined || !by.includes(place)) return false
  keep(act, id, leave(act, state), { moved: true, transit: way(place, to) })
  return true
}

/** The shipment did not take place (CBV `void_shipping`): only its sender, or who holds the goods, can say so. */
export function voidShip(act: Act, targets: readonly Target[]): void {
  const by = givers(act.event, act.signer)
  for (const target of targets) {
    const inside = stateOf(act, target)
    const { holder, transit } = rootOf(act.world, target.id, inside).state
    if (transit === undefined) act.find('UNDO_NOTHING', target.id, [], { act: 'ship' })
    else if (by.length > 0 && ![transit.from, holder].some((party) => party !== undefined && by.includes(party)))
      act.find('UNDO_ELSEWHERE', target.id, [inside.lastAt], { act: 'ship' })
    else {
      const state = leave(act, inside)
      keep(act, target.id, state, { transit: undefined, owner: state.owner === transit.to ? undefined : state.owner })
    }
  }
}

export function receive(act: Act, targets: readonly Target[]): void {
  const by = receivers(act.event, act.signer)
  const receiver = by[0]
  if (receiver === undefined) act.cannotJudge('RECEIVED_WITHOUT_SHIPMENT')
  else noteReceives(act, receiver)
  for (const target of movable(act, targets)) {
    const inside = stateOf(act, target)
    if (ENDED.has(withContainers(act.world, inside).status)) {
      if (!bookedLate(act, target, inside, by)) afterEnd(act, target)
    } else if (receiver !== undefined) receiveOne(act, target, inside, by)
    else {
      const state = detach(act, target.id, inside)
      keep(act, target.id, state, { transit: undefined, holder: undefined, moved: true })
    }
  }
}

/** Goods booked in after they were handed out, or received on their last way. */
function bookedLate(act: Act, target: Target, state: ItemState, by: readonly string[]): boolean {
  const { id } = target
  const { transit, pending, status } = state
  const own = by.includes(party(state.statusPlace) ?? '')
  const sent = transit !== undefined && (transit.to === undefined || by.includes(transit.to))
  if (sent && (LAST_WAY.has(status) || (status === 'dispensed' && own))) {
    keep(act, id, state, { transit: undefined, holder: by[0] ?? state.holder })
    return true
  }
  if (!isEarlyDispense(act, state, by)) return false
  act.withdraw('DISPENSED_BY_NON_HOLDER', id, pending?.at as number, pending?.from)
  receiveOne(act, target, changed(state, { pending: undefined }), by)
  return true
}

function isEarlyDispense(act: Act, { pending }: ItemState, by: readonly string[]): boolean {
  return (
    pending?.code === 'DISPENSED_BY_NON_HOLDER' &&
    by.includes(pending.party) &&
    act.time - pending.time <= act.rules.skew
  )
}

function receiveOne(act: Act, target: Target, inside: ItemState, by: readonly string[]): void {
  const { id } = target
  const state = takeIn(act, id, inside, by)
  const { transit, holder } = state
  const receiver = by[0] as string
  const stated = party(act.event.trade?.toOwner) ?? party(act.event.who?.owner)
  const early = isEarlyDispense(act, state, by) ? state.pending : undefined
  if (early !== undefined) act.withdraw('DISPENSED_BY_NON_HOLDER', id, early.at, early.from)
  if (
    transit?.to !== undefined &&
    transit.to !== state.owner &&
    by.includes(state.owner ?? '') &&
    !by.includes(transit.to)
  ) {
    // The buyer books in what goes straight to its customer: goods and their way stay as they are.
    keep(act, id, state, { moved: true })
    return
  }
  let open: Pending | undefined
  let to = receiver
  if (transit !== undefined) {
    if (transit.to === undefined || by.includes(transit.to)) to = transit.to ?? receiver
    else {
      const back = transit.from !== undefined && by.includes(transit.from)
      if (back) to = transit.from as string
      else act.find('RECEIVED_BY_OTHER', id, [state.lastAt], { to: transit.to, party: receiver })
      open = { code: 'RECEIVED_BY_OTHER', from: transit.to, party: to, at: act.at, time: act.time }
    }
  } else if (holder !== undefined && by.includes(holder)) to = holder
  else open = unannounced(act, target, state, by)
  keep(act, id, state, {
    holder: to,
    moved: true,
    grade: gradeAfter(state),
    owner: stated ?? ownerAfter(state, to),
    transit: undefined,
    pending: open,
  })
}

/**
 * Whose goods they are after a hand-over that says nothing of title. Held for another, they stay that party's; but who gave away
 * its own goods without a word may not go on as their owner, nor the buyer of goods that never reached it.
 */
function ownerAfter({ owner, holder, transit }: ItemState, to: string): string | undefined {
  if (owner === to || holder === to) return owner === transit?.to && owner !== to ? undefined : owner
  return owner === holder ? undefined : owner
}

/** Content of a container that was sent to the receiver, or that it has: the opening is not recorded, and nothing is wrong. */
function takeIn(act: Act, id: string, state: ItemState, by: readonly string[]): ItemState {
  if (state.parent === undefined) return state
  const { holder, transit } = rootOf(act.world, id, state).state
  const sent = transit !== undefined && (transit.to === undefined || by.includes(transit.to))
  return sent || (holder !== undefined && by.includes(holder)) ? leave(act, state) : detach(act, id, state)
}

function unannounced(act: Act, { id, batch }: Target, state: ItemState, by: readonly string[]): Pending | undefined {
  const { holder, owner } = state
  // The owner takes its own goods back from whoever keeps them for it.
  if (owner !== undefined && by.includes(owner)) return undefined
  if (isUnreported(act, batch, 'ship', holder)) return undefined
  const party = by[0] as string
  if (holder !== undefined) act.find('RECEIVED_WITHOUT_SHIPMENT', id, [state.lastAt], { party, holder })
  // Where nobody is known to have held it there is no finding, but a shipment of nearly the same time is explained all the same.
  const { at, time } = act
  const code = 'RECEIVED_WITHOUT_SHIPMENT'
  return holder === undefined ? { code, party, at, time } : { code, from: holder, party, at, time }
}

function noteReceives(act: Act, actor: string): void {
  const known = act.world.party(actor)
  if (known?.receives === true) return
  act.world.putParty({ ...(known ?? { actor, status: 'active', licences: [] }), receives: true })
}
