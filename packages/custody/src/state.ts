/** What the fold remembers of goods, batches, products and parties (docs/spec/14-custody.md#state). Plain, small, immutable values. */
import type { Licence } from '@packtrail/protocol'
import type { ProfileSetting } from './profiles.ts'

/**
 * `unknown`: named by events, not commissioned by any (yet). The first four after `active` end a pack's life and can be undone
 * within limits, `destroyed` and `stolen` never; the last three suspend it.
 */
export const STATUSES = [
  'unknown',
  'active',
  'dispensed',
  'exported',
  'sampled',
  'decommissioned',
  'destroyed',
  'stolen',
  'lost',
  'locked',
  'quarantined',
] as const
export type Status = (typeof STATUSES)[number]

/** How sure the place of an item is. */
export const GRADES = ['scanned', 'inferred', 'contradicted'] as const
export type Grade = (typeof GRADES)[number]

/** Goods on their way: shipped by `from`, not yet received. */
export interface Transit {
  readonly from?: string
  readonly to?: string
}

/** A finding that a record of nearly the same time may still explain. */
export interface Pending {
  readonly code: 'RECEIVED_WITHOUT_SHIPMENT' | 'RECEIVED_BY_OTHER' | 'DISPENSED_BY_NON_HOLDER'
  /** Who ought to have sent it: held it before, or was to have it, as far as known. */
  readonly from?: string
  /** Who received or dispensed. */
  readonly party: string
  readonly at: number
  readonly time: number
}

/** What suspends an item beneath its status, and holds again when that is lifted. */
export interface Held {
  readonly status: Status
  readonly at: number
  readonly time: number
  /** Place (else party) that set it. */
  readonly place?: string
}

/**
 * One pack or one container. Parties and places are canonical ids. While `parent` is set, custody is that of the outermost
 * container, not the item's own.
 */
export interface ItemState {
  readonly status: Status
  readonly owner?: string
  readonly holder?: string
  /** Container it is directly inside. */
  readonly parent?: string
  readonly transit?: Transit
  readonly grade: Grade
  /** Recalled itself (a batch or product recall is kept there). */
  readonly recalled: boolean
  /** Units handed out so far, of a pack that is dispensed in parts; 0 = whole. */
  readonly units: number
  /** Log position and time (ms) of the event that set `status`; for undo and as evidence. */
  readonly statusAt: number
  readonly statusTime: number
  /** Place (else party) that set `status`: an undo or return must come from there. */
  readonly statusPlace?: string
  /** Weaker suspensions that are in force too, and those in force when its life ended; absent when there are none. */
  readonly held?: readonly Held[]
  /** Log position and time of the last event that moved or touched it. */
  readonly lastAt: number
  readonly lastTime: number
  /** Direct children; for containers only. */
  readonly children: number
  /** Custody was reported since commissioning: a shipment or a receipt. Without it nobody can say who ought to hold it. */
  readonly moved?: boolean
  readonly pending?: Pending
}

/** What a commissioning says of its batch. */
export interface BatchFacts {
  readonly expiry?: string
  readonly made?: string
  readonly units?: number
  readonly markets?: readonly string[]
}

/** One commissioning (or adoption) of a batch. */
export interface ManifestState {
  /** Log position of the commissioning claim. */
  readonly at: number
  readonly time: number
  readonly count: number
  readonly adopted: boolean
  readonly owner?: string
  readonly holder?: string
  /** Party that commissioned. */
  readonly agent?: string
  readonly place?: string
  /** What it said first of the batch, where it did or is the first of its maker; absent when the batch was no other by it. */
  readonly adds?: BatchFacts
}

/** A whole batch locked or quarantined, or that lifted: kept as it was said, so that what held when can be told of any moment. */
export interface BatchHold {
  readonly how: 'lock' | 'quarantine'
  readonly on: boolean
  readonly at: number
  readonly time: number
  /** Who may have done it, as the event names them. */
  readonly by: readonly string[]
  /** One of them is a regulator. */
  readonly regulator?: boolean
  /** Of several ledgers the one that it holds in, by number. */
  readonly ledger?: number
}

/** A recall of a batch, or the withdrawal of a product, in one market; `*` = everywhere. */
export interface Recall {
  readonly market: string
  readonly at: number
  readonly time: number
}

/** Expiry `YYYY-MM-DD`, units and markets: undefined when nobody said. */
export interface BatchState extends BatchFacts {
  readonly product: string
  readonly lot: string
  /** In the order in which they were folded. */
  readonly manifests: readonly ManifestState[]
  /** Totals of the closing, once closed. */
  readonly closed?: {
    readonly at: number
    readonly time: number
    readonly commissioned: number
    readonly allocated: number
    readonly wasted: number
    readonly unused: number
  }
  /** Markets where it is recalled; `*` = everywhere. */
  readonly recalledIn: readonly string[]
  readonly recalledAt?: number
  readonly recalledTime?: number
  /** All of them, by event time. */
  readonly recalls?: readonly Recall[]
  /** By the newest of `holds`. */
  readonly locked: boolean
  readonly quarantined?: boolean
  /** All of them, by event time. */
  readonly holds?: readonly BatchHold[]
  /** Market profiles that were set for it, by log position. */
  readonly profiles?: readonly ProfileSetting[]
  /** Corrections of the printed expiry or lot: both values are kept. */
  readonly corrections: readonly {
    readonly what: 'expiry' | 'lot'
    readonly before: string
    readonly after: string
    readonly at: number
    readonly time: number
  }[]
}

export interface ProductState {
  readonly product: string
  readonly name?: string
  readonly units?: number
  readonly withdrawnIn: readonly string[]
  readonly withdrawnAt?: number
  readonly withdrawnTime?: number
  /** All of them, by event time. */
  readonly withdrawals?: readonly Recall[]
  /** Some pack of it was commissioned or adopted; without it only somebody's record names the product. */
  readonly registered?: boolean
}

/** What the register says of a party from a log position on. */
export interface Standing {
  readonly at: number
  readonly status: 'active' | 'suspended'
  readonly licences: readonly Licence[]
}

export interface PartyState {
  readonly actor: string
  readonly name?: string
  readonly status: 'active' | 'suspended'
  readonly licences: readonly Licence[]
  /** Every standing on record, by log position; the newest is also above. */
  readonly history?: readonly Standing[]
  /** It has reported a receipt at some time, so a receipt of its own can be missed. */
  readonly receives?: boolean
  /** Market profiles that were set for it, by log position. */
  readonly profiles?: readonly ProfileSetting[]
}
