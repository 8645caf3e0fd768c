/** What a caller says happened, before the ledger cuts it into subjects. A reader's draft of a document is one of these. */
import type { CloseSubject, Detail, DocRef, EventType, Subject, Time, Trade, Where, Who } from '@packtrail/protocol'
import type { SerialSet } from './serial-set.ts'

export interface DraftPack {
  readonly product: string
  readonly serial: string
  readonly lot?: string
  /** `YYYY-MM-DD`, as printed. */
  readonly expiry?: string
}

export interface DraftCommission {
  readonly product: string
  readonly lot: string
  readonly expiry?: string
  readonly made?: string
  readonly units?: number
  readonly markets?: readonly string[]
  /** Not sorted, none twice; a set for more than memory likes as texts. */
  readonly serials: readonly string[] | SerialSet
}

export interface Draft {
  readonly type: EventType
  readonly detail?: Detail
  readonly when?: Time
  readonly who?: Who
  readonly where?: Where
  readonly trade?: Trade
  readonly docs?: readonly DocRef[]
  readonly extra?: readonly (readonly [string, string])[]
  readonly packs?: readonly DraftPack[]
  /** For an aggregate or disaggregate what is put in or taken out, else what is acted on. */
  readonly containers?: readonly string[]
  /** For an aggregate or disaggregate where it is put into or taken out of; else acted on together with what it names. */
  readonly parent?: string
  readonly commission?: DraftCommission
  readonly close?: Omit<CloseSubject, 'kind'>
  readonly batches?: readonly { readonly product: string; readonly lot: string }[]
  readonly products?: readonly string[]
  /** The event a correction takes back, as the document repeats it. */
  readonly original?: Draft
  /** Subjects as they are: master data, keys, policy. */
  readonly subjects?: readonly Subject[]
  /** The same act with the same key is the same event, whenever it is tried again. */
  readonly idempotencyKey?: string
}
