/** Who is who in an event. PGLN and SGLN of one GLN are one party, so parties are compared without site extensions. */
import { type PlaceId, partyOf } from '@packtrail/codes'
import type { SeenEvent } from '@packtrail/protocol'
import type { PartyState, Standing } from './state.ts'

function party(place: string | undefined): string | undefined {
  return place === undefined ? undefined : partyOf(place as PlaceId)
}

function unique(list: readonly (string | undefined)[]): readonly string[] {
  // Mostly one: an array that begins empty takes room for seventeen.
  let out: string[] | undefined
  for (const item of list) {
    if (item === undefined) continue
    if (out === undefined) out = [item]
    else if (!out.includes(item)) out.push(item)
  }
  return out ?? []
}

/** The parties that may speak as the giving side, the likeliest first. Empty = nobody is named: cannot judge. */
export function givers(event: SeenEvent, signer: string | undefined): readonly string[] {
  const { who, where, trade } = event
  return unique([
    party(trade?.fromHolder),
    party(who?.holder),
    party(trade?.fromOwner),
    party(who?.owner),
    party(where?.readPoint),
    party(who?.agent),
    signer,
  ])
}

/** The receiving side as its own record names it, the likeliest first. */
export function receivers(event: SeenEvent, signer: string | undefined): readonly string[] {
  const { who, where, trade } = event
  return unique([
    party(trade?.toHolder),
    party(who?.holder),
    party(trade?.toOwner),
    party(who?.owner),
    party(where?.bizLocation),
    party(where?.readPoint),
    party(who?.agent),
    signer,
  ])
}

/** Who holds the goods where the event happened: possessing party, else owner, else the place. */
export function holderAt(event: SeenEvent): string | undefined {
  const { who, where } = event
  return party(who?.holder) ?? party(who?.owner) ?? party(where?.bizLocation) ?? party(where?.readPoint)
}

/** Who does a local act (dispense, destroy, …), the likeliest first. */
export function doers(event: SeenEvent, signer: string | undefined): readonly string[] {
  const { who, where } = event
  return unique([
    party(who?.holder),
    party(where?.bizLocation),
    party(where?.readPoint),
    party(who?.owner),
    party(who?.agent),
    signer,
  ])
}

/**
 * The premises that set a status and may undo it, else the party. A read point is a till or a door, so of it only the party
 * counts.
 */
export function placeOf(event: SeenEvent, signer: string | undefined): string | undefined {
  const { who, where } = event
  return where?.bizLocation ?? party(where?.readPoint) ?? party(who?.holder) ?? party(who?.agent) ?? signer
}

/** Whether two places can be the same premises: one of them may name the party without saying which of its premises. */
export function samePremises(a: string, b: string): boolean {
  if (a === b) return true
  const of = party(a)
  return of === party(b) && (a === of || b === of)
}

export function consignee(event: SeenEvent): string | undefined {
  const { trade } = event
  // Of a drop shipment without a possessing party only the owner is named, and another receives the goods.
  if (trade?.toHolder === undefined && event.detail.reason === 'drop') return undefined
  return party(trade?.toHolder) ?? party(trade?.toOwner)
}

/** What was on record of a party at a log position; before its first record it is anybody. */
export function standingAt(state: PartyState, at: number): Pick<Standing, 'status' | 'licences'> {
  const { history = [] } = state
  if (history.length === 0) return state
  const found = history.findLast((standing) => standing.at < at)
  return found ?? { status: 'active', licences: [] }
}

export { party }
