/**
 * An event: what somebody says happened to named goods, parties or rules (docs/spec/03-events.md).
 * Identifiers are the canonical texts of `@packtrail/codes`.
 */

export const EVENT_TYPES = [
  'commission', // serials begin, by manifest; or a container begins
  'adopt', // opening stock: serials that existed before the ledger, origin not seen
  'close', // the totals of a batch are final
  'aggregate',
  'disaggregate',
  'ship',
  'receive',
  'dispense',
  'return', // a dispensed pack comes back to where it was dispensed
  'undo', // takes back the state named in `detail.undoes`
  'sample',
  'destroy',
  'export',
  'steal',
  'lose',
  'find', // a lost pack is found
  'lock',
  'unlock',
  'quarantine',
  'release',
  'decommission', // the code is switched off for another reason
  'recall', // of packs, a batch or a product, in `detail.market` or everywhere
  'correct', // an earlier event (`detail.target`), or the printed expiry or lot of a batch
  'observe', // seen, counted, inspected: never changes a state
  'attempt', // a live act or a document line that was refused: `detail.code` says why
  'genesis',
  'party',
  'product',
  'key',
  'retire',
  'revoke',
  'policy',
] as const

export type EventType = (typeof EVENT_TYPES)[number]

const GOODS = ['packs', 'batch', 'unplaced', 'product', 'container'] as const
const ADMINISTRATIVE: { readonly [T in EventType]?: readonly Subject['kind'][] } = {
  commission: ['manifest', 'container'],
  adopt: ['manifest', 'container'],
  close: ['close'],
  genesis: ['genesis'],
  party: ['party'],
  product: ['product'],
  key: ['key'],
  retire: ['keyEnd'],
  revoke: ['keyEnd'],
  policy: ['policy'],
}

/** Whether an event of this type may name such a subject (docs/spec/03-events.md#types): a shipment adds no key. */
export function mayName(type: EventType, kind: Subject['kind']): boolean {
  return (ADMINISTRATIVE[type] ?? GOODS).includes(kind as never)
}

/** Claimed time: what the actor's clock said. */
export interface Time {
  /** Milliseconds since 1970-01-01T00:00Z. A day without a clock time is its midnight in `offset`. */
  readonly ms: number
  /** Minutes east of UTC, -840 to 840. */
  readonly offset: number
  readonly precision: 'ms' | 'day'
}

/** Parties: `gln:…`, `cn-ent:…` or a URI. Owner, holder and agent may be three parties (contract packer, 3PL). */
export interface Who {
  readonly agent?: string
  readonly owner?: string
  readonly holder?: string
}

export interface Where {
  readonly readPoint?: string
  readonly bizLocation?: string
}

/** The two sides of a hand-over. */
export interface Trade {
  readonly fromOwner?: string
  readonly fromHolder?: string
  readonly toOwner?: string
  readonly toHolder?: string
  readonly toMarket?: string
}

export interface DocRef {
  /** CBV business transaction type as a bare word (`po`, `desadv`, …) or the sender's own word. */
  readonly type: string
  readonly id: string
}

/** Public parameters of an act; which are allowed depends on the type (docs/spec/03-events.md#detail). */
export interface Detail {
  /** A word: `return`, `internal`, `drop`, `did_not_occur`, `incorrect_data`, … */
  readonly reason?: string
  /** Units of a pack that is handed out or brought back in part. */
  readonly units?: number
  readonly undoes?: EventType
  /** Claim hash of the event that is corrected or was refused. */
  readonly target?: Uint8Array
  /** ISO 3166-1 alpha-2; absent = everywhere. */
  readonly market?: string
  /** Printed value before and after a correction: `YYYY-MM-DD` or a lot. */
  readonly before?: string
  readonly after?: string
  /** Finding code of a refused attempt. */
  readonly code?: string
}

/** Packs of one batch. */
export interface PacksSubject {
  readonly kind: 'packs'
  readonly product: string
  readonly lot: string
  /** Sorted by UTF-8 bytes, no serial twice, at least one. */
  readonly serials: readonly string[]
  /** The container they are put into or taken out of. */
  readonly parent?: string
  /** Expiry read from the pack, `YYYY-MM-DD`. */
  readonly expiry?: string
}

/** A whole batch. */
export interface BatchSubject {
  readonly kind: 'batch'
  readonly product: string
  readonly lot: string
}

/** The serials of one commissioning, as root and count; the serials travel beside the claim. */
export interface ManifestSubject {
  readonly kind: 'manifest'
  readonly product: string
  readonly lot: string
  /** `YYYY-MM-DD`, the canonical day (day 00 = last of the month). */
  readonly expiry?: string
  readonly made?: string
  readonly root: Uint8Array
  /** At least 1. */
  readonly count: number
  /** Units in a pack, where packs are handed out in part. */
  readonly units?: number
  /** Markets the batch is meant for, sorted; absent = not said. */
  readonly markets?: readonly string[]
}

/** allocated = commissioned + wasted + unused. */
export interface CloseSubject {
  readonly kind: 'close'
  readonly product: string
  readonly lot: string
  readonly allocated: number
  readonly commissioned: number
  readonly wasted: number
  readonly unused: number
}

/** One pack whose batch the author did not know. */
export interface UnplacedSubject {
  readonly kind: 'unplaced'
  readonly product: string
  readonly serial: string
  readonly lot?: string
  readonly expiry?: string
  readonly parent?: string
}

/** A product as a whole: master data, withdrawal. */
export interface ProductSubject {
  readonly kind: 'product'
  readonly product: string
  readonly name?: string
  readonly units?: number
}

export interface ContainerSubject {
  readonly kind: 'container'
  readonly container: string
  /** `self`: acted on; `parent`: something is put into or taken out of it; `child`: it is put into or taken out of `parent`. */
  readonly role: 'self' | 'parent' | 'child'
  /** For a child only. */
  readonly parent?: string
}

/** A licence to do certain acts, in a time that is compared with recorded time. */
export interface Licence {
  readonly id: string
  /** Roles it covers: `manufacturer`, `wholesaler`, `pharmacy`, `hospital`, `carrier`, `regulator`, `operator`. */
  readonly role: string
  readonly from?: number
  readonly to?: number
}

export interface PartySubject {
  readonly kind: 'party'
  readonly actor: string
  readonly name?: string
  readonly status: 'active' | 'suspended'
  readonly licences: readonly Licence[]
}

export interface KeySubject {
  readonly kind: 'key'
  readonly actor: string
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array
  /** By the new key over `keyProof` (docs/spec/07-streams.md#keys): who adds a key must hold it. */
  readonly proof: Uint8Array
  /** Products it may commission, close and recall; absent = any. */
  readonly products?: readonly string[]
}

export interface KeyEndSubject {
  readonly kind: 'keyEnd'
  readonly actor: string
  readonly keyId: Uint8Array
  /** For a revocation: claims from this log position on are suspect until attested again. */
  readonly compromisedSince?: number
}

export interface PolicySubject {
  readonly kind: 'policy'
  readonly key: string
  readonly value: string
}

/** Fixes what every later byte depends on. */
export interface GenesisSubject {
  readonly kind: 'genesis'
  /** C2SP checkpoint origin. */
  readonly origin: string
  readonly operator: string
  readonly publicKey: Uint8Array
}

export type Subject =
  | PacksSubject
  | BatchSubject
  | ManifestSubject
  | CloseSubject
  | UnplacedSubject
  | ProductSubject
  | ContainerSubject
  | PartySubject
  | KeySubject
  | KeyEndSubject
  | PolicySubject
  | GenesisSubject

export interface Event {
  readonly type: EventType
  readonly detail: Detail
  readonly when?: Time
  readonly who?: Who
  readonly where?: Where
  readonly trade?: Trade
  readonly docs?: readonly DocRef[]
  /** What the document said beyond the model, kept for export: sorted by key, no key twice. Never patient data. */
  readonly extra?: readonly (readonly [string, string])[]
  readonly subjects: readonly Subject[]
}

/** The fields that have a slot of their own and can be withheld one by one, in slot order. */
export const FIELDS = ['when', 'who', 'where', 'trade', 'docs', 'extra'] as const
export type Field = (typeof FIELDS)[number]

/** An event as far as a reader may see it. Withheld fields are absent and named; hidden subjects are counted. */
export interface SeenEvent extends Event {
  readonly withheld: readonly Field[]
  readonly hiddenSubjects: number
}
