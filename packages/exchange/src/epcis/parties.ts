/**
 * Who is who. Documents name the sides of a hand-over and places; owner, holder and agent of the act follow from them by one
 * rule, which the exporter uses too: what it gives need not be written.
 */
import { type PlaceId, partyOf } from '@packtrail/codes'
import type { EventType, Trade, Where, Who } from '@packtrail/protocol'

/** The party of a place that has a GLN; another location is nobody. */
function partyAt(place: string | undefined): string | undefined {
  return place?.startsWith('gln:') === true ? partyOf(place as PlaceId) : undefined
}

/** Types told by the side that gets the goods; all others by the side that has them. */
function isTaking(type: EventType): boolean {
  return type === 'receive' || type === 'return'
}

/**
 * Holder = possessing party, else owning party, else the GLN of bizLocation or readPoint. The holder is who acts. A shipment
 * happens at its readPoint; a bizLocation on it (a common defect) is where the goods go.
 */
export function deriveWho(
  type: EventType,
  undoes: EventType | undefined,
  trade: Trade | undefined,
  where: Where | undefined,
  defaultAgent: string | undefined,
): Who | undefined {
  const owner = isTaking(type) ? trade?.toOwner : trade?.fromOwner
  const possessor = isTaking(type) ? trade?.toHolder : trade?.fromHolder
  const leaving = type === 'ship' || type === 'export' || undoes === 'ship'
  const holder = possessor ?? owner ?? (leaving ? leavingFrom(where) : stayingAt(where))
  const agent = holder ?? defaultAgent
  if (agent === undefined) return undefined
  if (holder === undefined) return { agent }
  return owner === undefined ? { agent, holder } : { agent, owner, holder }
}

const leavingFrom = (where: Where | undefined): string | undefined =>
  partyAt(where?.readPoint) ?? partyAt(where?.bizLocation)
const stayingAt = (where: Where | undefined): string | undefined =>
  partyAt(where?.bizLocation) ?? partyAt(where?.readPoint)
