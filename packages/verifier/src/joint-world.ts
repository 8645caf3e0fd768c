/** The world of several bundles: goods are shared; parties and profiles are those of the ledger whose event is folded. */
import type { BatchState, PartyState, ProfileSetting } from '@packtrail/custody'
import { fromHex } from '@packtrail/protocol'
import type { ItemNames } from './item-names.ts'
import type { JointEvents } from './joint-events.ts'
import type { JointMembers } from './joint-members.ts'
import { type ColumnWorld, columnWorld } from './world.ts'

export interface JointWorld extends ColumnWorld {
  /** What is folded next is an event of this ledger; without one, whatever any ledger knows of a party counts. */
  enter(ledger: number | undefined): void
}

export function jointWorld(items: ItemNames, events: JointEvents, members: JointMembers): JointWorld {
  const parties = new Map<string, Map<number, PartyState>>()
  /** Of batches, by ledger: no ledger sets the rules for another one's records. */
  const profiles = new Map<string, Map<number, readonly ProfileSetting[]>>()
  let now: number | undefined
  const world = columnWorld({
    items,
    find: (product, serial) => items.find(`${product}/${serial}`),
    memberOf: (item) => members.memberOf(item),
    eventOf(claim) {
      const hash = fromHex(claim)
      const position = hash?.length === 32 ? events.find(hash) : 0
      if (position === 0) return undefined
      const { at, event, signer } = events.at(position)
      return { at, event, ...(signer === undefined ? {} : { signer }) }
    },
  })
  return {
    ...world,
    enter(ledger) {
      now = ledger
    },
    force: (by, on) => events.force(by, on),
    ledgerOf: (at) => events.ledger(at),
    batch(product, lot) {
      const state = world.batch(product, lot)
      const set = state && profiles.get(`${product}/${lot}`)
      if (state === undefined || set === undefined) return state
      const first = state.manifests[0]?.at
      const own = set.get(now ?? (first === undefined ? 0 : events.ledger(first)))
      return own === undefined ? state : { ...state, profiles: own }
    },
    putBatch(state) {
      world.putBatch(state.profiles === undefined ? state : withoutProfiles(state, state.profiles))
    },
    party(actor) {
      const known = parties.get(actor)
      if (known === undefined) return undefined
      const states = [...known.values()]
      const state = now === undefined ? states[0] : known.get(now)
      // Whoever reports receipts to one ledger is one whose receipt can be missed.
      return state && states.some(({ receives }) => receives === true) ? { ...state, receives: true } : state
    },
    putParty(state) {
      const known = parties.get(state.actor) ?? new Map<number, PartyState>()
      parties.set(state.actor, known.set(now ?? 0, state))
    },
  }

  function withoutProfiles(state: BatchState, set: readonly ProfileSetting[]): BatchState {
    const { profiles: _, ...rest } = state
    const name = `${state.product}/${state.lot}`
    profiles.set(name, (profiles.get(name) ?? new Map<number, readonly ProfileSetting[]>()).set(now ?? 0, set))
    return rest
  }
}
