/** A world in maps: for tests, small jobs and folding a few items again. */
import type { BatchState, ItemState, PartyState, ProductState } from './state.ts'
import type { Membership, World } from './world.ts'

export interface MemoryWorld extends World {
  /** State the membership of a serial, as a manifest does. The first one holds. */
  addMember(product: string, serial: string, membership: Membership): void
  addEvent(claim: string, found: NonNullable<ReturnType<World['eventOf']>>): void
  items(): Iterable<readonly [string, ItemState]>
}

export function memoryWorld(): MemoryWorld {
  const items = new Map<string, ItemState>()
  const children = new Map<string, Set<string>>()
  const members = new Map<string, Map<string, Membership>>()
  const batches = new Map<string, BatchState>()
  const products = new Map<string, ProductState>()
  const parties = new Map<string, PartyState>()
  const events = new Map<string, NonNullable<ReturnType<World['eventOf']>>>()
  return {
    item: (id) => items.get(id),
    putItem(id, state) {
      const before = items.get(id)?.parent
      if (before !== state.parent) {
        if (before !== undefined) children.get(before)?.delete(id)
        if (state.parent !== undefined) {
          const set = children.get(state.parent) ?? new Set()
          children.set(state.parent, set.add(id))
        }
      }
      items.set(id, state)
    },
    children: (container) => [...(children.get(container) ?? [])],
    member: (product, serial) => members.get(product)?.get(serial),
    batch: (product, lot) => batches.get(`${product}/${lot}`),
    putBatch: (state) => void batches.set(`${state.product}/${state.lot}`, state),
    product: (product) => products.get(product),
    putProduct: (state) => void products.set(state.product, state),
    party: (actor) => parties.get(actor),
    putParty: (state) => void parties.set(state.actor, state),
    eventOf: (claim) => events.get(claim),
    addMember(product, serial, membership) {
      const known = members.get(product) ?? new Map<string, Membership>()
      members.set(product, known)
      if (!known.has(serial)) known.set(serial, membership)
    },
    addEvent: (claim, found) => void events.set(claim, found),
    items: () => items,
  }
}
