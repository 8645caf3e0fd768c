/**
 * What the step reads and writes. The ledger backs it with rows and a cache, the verifier with columns in memory; both are
 * synchronous, so a whole step happens or none of it. Ids are canonical texts of `@packtrail/codes`.
 */
import type { Event } from '@packtrail/protocol'
import type { BatchState, ItemState, PartyState, ProductState } from './state.ts'

/** Which commissioning a pack belongs to: what a manifest says, whether or not that commissioning was folded already. */
export interface Membership {
  readonly product: string
  readonly lot: string
  /** Log position of the claim whose manifest holds the serial. */
  readonly at: number
  /** Event time of that claim, where the world knows it before it is folded: tells a slow clock from a real contradiction. */
  readonly time?: number
}

/** Serials of a commissioning that an older one holds: at most a hundred of them, and how many they are. */
export interface Repeated {
  readonly serials: readonly string[]
  readonly count: number
  /** Log positions of the older registrations, where the caller knows them. */
  readonly older?: readonly number[]
}

export interface World {
  /** The state of a pack or container that some event has touched. A pack that was only commissioned has none. */
  item(id: string): ItemState | undefined
  /** Also keeps `children()` true: the world indexes items by `parent`. */
  putItem(id: string, state: ItemState): void
  /** Items whose `parent` is this container, in no order that matters; may be read while items are put. */
  children(container: string): readonly string[]
  /** The manifest that holds this serial; by `product/serial` alone, whatever lot an event claims. */
  member(product: string, serial: string): Membership | undefined
  batch(product: string, lot: string): BatchState | undefined
  putBatch(state: BatchState): void
  product(product: string): ProductState | undefined
  putProduct(state: ProductState): void
  party(actor: string): PartyState | undefined
  putParty(state: PartyState): void
  /** The event with this claim hash (hex), for corrections and undo; undefined when it is not known or not shown. */
  eventOf(claim: string): { readonly at: number; readonly event: Event; readonly signer?: string } | undefined
  /** Of a world of several ledgers: whether the record at `by` can take back, lift or change what stands at `on`. */
  force?(by: number, on: number): boolean
  /** Of a world of several ledgers: the one in which a record stands, by number. */
  ledgerOf?(at: number): number
}
