/**
 * What a document says happened, before the ledger cuts it into subjects. Identifiers are the canonical texts of
 * `@packtrail/codes`; everything has been checked, so that a draft whose batches are known encodes without a fault.
 */
import type { CloseSubject, Detail, DocRef, EventType, Time, Trade, Where, Who } from '@packtrail/protocol'

/**
 * One pack as the document names it. A text that can be a pack as well as a case (a 追溯码, an SGTIN of indicator 0) stands
 * here too: if the ledger knows its `packAsContainer` as a container, that is what is meant.
 */
export interface DraftPack {
  readonly product: string
  readonly serial: string
  /** Only where the document says it of this pack. */
  readonly lot?: string
  /** `YYYY-MM-DD`. */
  readonly expiry?: string
  /** `YYYY-MM-DD`. No document says it of a pack; who writes one may know it of its batch. */
  readonly made?: string
}

/** The serials of one manifest. */
export interface DraftCommission {
  readonly product: string
  readonly lot: string
  /** `YYYY-MM-DD`. */
  readonly expiry?: string
  readonly made?: string
  /** Units in a pack. */
  readonly units?: number
  readonly markets?: readonly string[]
  /** None twice; not sorted. At most `MAX_DRAFT_SERIALS`. */
  readonly serials: readonly string[]
}

export interface DraftBatch {
  readonly product: string
  readonly lot: string
}

/** The totals of a closing, without the `kind` of a subject. */
export type DraftClose = Omit<CloseSubject, 'kind'>

/**
 * An event whose fields are those of `Event` and whose subjects are still named as in the document. At least one of `packs`,
 * `containers`, `parent`, `commission`, `close`, `batches` and `products` names something,
 * unless `ImportOptions.nameless` asked for the others too.
 */
export interface DraftEvent {
  readonly type: EventType
  /** Without `target`: a document names what it corrects by event ID or by repeating it, see `original`. */
  readonly detail: Detail
  readonly when?: Time
  readonly who?: Who
  readonly where?: Where
  readonly trade?: Trade
  readonly docs?: readonly DocRef[]
  /** Sorted by key, no key twice; keys are listed in README.md, «Extra». */
  readonly extra?: readonly (readonly [string, string])[]
  readonly packs: readonly DraftPack[]
  /** For an aggregate or disaggregate the containers put in or taken out, else those acted on. */
  readonly containers: readonly string[]
  /**
   * For an aggregate or disaggregate what things are put into or taken out of; no `packs` and no `containers` beside it
   * means everything that is inside. For other types the container in which `packs` and `containers` were seen: it was
   * acted on together with them.
   */
  readonly parent?: string
  /** For `commission` and `adopt` of packs; a draft of these types without it is about `containers`. */
  readonly commission?: DraftCommission
  readonly close?: DraftClose
  /** Batches named as a whole. */
  readonly batches: readonly DraftBatch[]
  /** Products named as a whole. */
  readonly products: readonly string[]
  /**
   * For `correct`: the event that is taken back, as the document repeats it. The ledger finds the target by its canonical
   * bytes, or by the `eventID` in its `extra` and then sees that the bytes differ.
   */
  readonly original?: DraftEvent
  /** How extensions stood in their JSON, by their key of `extra` without `[]`: for whoever writes JSON again. Nothing of it is stored. */
  readonly forms?: ReadonlyMap<string, unknown>
  /** Drafts of one document that share it were told as one event there. No part of what is said: nothing of it is stored. */
  readonly together?: number
}

/** Most packs and containers of one draft: each may need a slot of its own, and a claim has at most 4,096 (protocol). */
export const MAX_DRAFT_ITEMS = 4000

/** Most serials of one commissioning draft. */
export const MAX_DRAFT_SERIALS = 10_000
