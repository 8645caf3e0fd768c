/**
 * What Packtrail says in an EPCIS document beyond the standard, in a namespace of its own (README.md, «Our own namespace»): so that an
 * event that was exported and comes back is the same event.
 */
import { EVENT_TYPES, type EventType } from '@packtrail/protocol'

export const OWN_NAMESPACE = 'urn:packtrail:epcis:'
export const OWN_PREFIX = 'packtrail'
/** Numbers and types of documents that are no URIs, percent-encoded behind this. */
export const DOC_PREFIX = 'urn:packtrail:doc:'
export const DOC_TYPE_PREFIX = 'urn:packtrail:doctype:'
const OWN: string = `{${OWN_NAMESPACE}}`

export const OWN_FIELDS = [
  /** Event type, where no word of the CBV says it. */
  'type',
  'reason',
  'units',
  'undoes',
  'market',
  'before',
  'after',
  'code',
  /** Parties, where the rules of `parties.ts` would derive others; `none` = nobody was named. */
  'agent',
  'owner',
  'holder',
  'toMarket',
  /** `day`: the time is a day. `none`: no time was claimed. */
  'precision',
  /** The container things were seen in, of an event type that has no parentID. */
  'parent',
  /** Of all packs of the event. */
  'lot',
  'expiry',
  /** A JSON list of [identifier, lot, expiry]: of packs that differ. */
  'packs',
  'made',
  'packUnits',
  'markets',
  'allocated',
  'commissioned',
  'wasted',
  'unused',
  /** A JSON object: keys of `extra` that no field of EPCIS holds. */
  'extra',
] as const
export type OwnField = (typeof OWN_FIELDS)[number]
export type OwnFields = Partial<Record<OwnField, string>>

export function ownFieldOf(name: string): OwnField | undefined {
  if (!name.startsWith(OWN)) return undefined
  const local = name.slice(OWN.length)
  return OWN_FIELDS.find((field) => field === local)
}

/** Types that a document can report: what happens to goods. The rest are acts on the ledger itself. */
const LEDGER_ACTS: ReadonlySet<EventType> = new Set<EventType>([
  'attempt',
  'genesis',
  'party',
  'product',
  'key',
  'retire',
  'revoke',
  'policy',
])

export function goodsType(word: string | undefined): EventType | undefined {
  const type = EVENT_TYPES.find((candidate) => candidate === word)
  return type === undefined || LEDGER_ACTS.has(type) ? undefined : type
}
