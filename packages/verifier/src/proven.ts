/** What the proving stage works on, and what it has shown. */
import type { BundleFrame, Crypto, StreamName } from '@packtrail/protocol'
import type { CheckedCheckpoint } from './checkpoint.ts'
import type { EventStore } from './event-store.ts'
import type { Findings } from './findings.ts'
import type { Linked, NewestSeen } from './history.ts'
import type { ItemNames } from './item-names.ts'
import type { KeyRing } from './key-ring.ts'
import type { LogCopy } from './log-copy.ts'
import type { Manifests } from './manifests.ts'
import type { Memory, SeenHead } from './memory.ts'
import type { Policy } from './policy.ts'
import type { StreamTable } from './streams.ts'

export type Batch = Extract<StreamName, { type: 'batch' }>
export type FrameOf<K extends BundleFrame['kind']> = Extract<BundleFrame, { readonly kind: K }>

export interface ProveContext {
  readonly crypto: Crypto
  readonly policy: Policy
  readonly memory: Memory | undefined
  /** The auditor's own copy of the log. */
  readonly log: LogCopy | undefined
  readonly findings: Findings
  /** Other bundles of the same ledger may be compared with this one. */
  readonly keepsLeaves: boolean
  /** Who may commission a product, by each policy that was given: they hold for all bundles. */
  readonly pins: readonly Policy['manufacturers'][]
  /** Milliseconds since 1970, by the auditor's clock. */
  readonly now: number
}

/** What a bundle has shown, as far as it was read. */
export interface Proven {
  readonly batch: Batch
  readonly operator: string
  readonly checkpoint: CheckedCheckpoint
  readonly items: ItemNames
  readonly events: EventStore
  readonly manifests: Manifests
  readonly keys: KeyRing
  readonly streams: StreamTable
  readonly batchHead: SeenHead | undefined
  readonly places: readonly { readonly row: number; readonly at: number }[]
  /** Rows that name packs without their batch, or under another one. */
  readonly unplaced: readonly number[]
  readonly linked: Linked
  readonly newestSeen: NewestSeen | undefined
  /** Authority streams that claims and signatures need. */
  readonly counts: {
    readonly entries: number
    readonly submissions: number
    readonly signatures: number
    readonly seen: number
    readonly attested: number
    readonly authorWithheld: number
    /** Signed by a key in the time in which it may have been stolen, and confirmed by nobody. */
    readonly suspect: number
    /** The same, and confirmed by another key of their author. */
    readonly reattested: number
    readonly untallied: number
    readonly unopened: number
    readonly hiddenSubjects: number
    readonly withheld: Readonly<Record<string, number>>
    /** Events after the newest checkpoint that an author had seen. */
    readonly afterSeen: number
  }
  readonly firstRecorded: number | undefined
  readonly lastRecorded: number | undefined
}

/** Two honest clocks may differ by this much, ms. */
export const CLOCK_SKEW: number = 5 * 60_000

export function ledgerMemory(memory: Memory | undefined, origin: string): Memory[string] | undefined {
  return memory !== undefined && Object.hasOwn(memory, origin) ? memory[origin] : undefined
}
