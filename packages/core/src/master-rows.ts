/** Batches, products, parties, keys, manifests and submissions on disk. */

import { decodeRow, encodeRow, type Hash } from '@packtrail/protocol'
import type { BatchState, PartyState, ProductState, Status } from './custody.ts'
import { LedgerError } from './error.ts'
import type { RowReader, RowWriter } from './row-bytes.ts'
import { bytesKey, numberKey, textKey } from './row-key.ts'
import type { RowCodec } from './table.ts'

/** A row that is rarely written: its value as it is. */
function plainCodec<T>(key: (id: string) => Uint8Array): RowCodec<T> {
  return {
    key,
    write(row: RowWriter, value: T): void {
      row.blob(encodeRow(value))
    },
    read: (row: RowReader) => decodeRow(row.blob()) as T,
  }
}

/** An event that concerns a batch, product or party as a whole. */
export interface WholeEvent {
  readonly g: number
  readonly type: string
}

export interface BatchRow {
  readonly state: BatchState | undefined
  /** Packs in manifests. */
  readonly packs: number
  /** Packs by status, of those that an event has touched. */
  readonly counts: Readonly<Partial<Record<Status, number>>>
  /** Packs that are inside a container. */
  readonly packed: number
  /** Ids of its manifests. */
  readonly manifests: readonly number[]
  readonly events: readonly WholeEvent[]
}

export const EMPTY_BATCH: BatchRow = {
  state: undefined,
  packs: 0,
  counts: {},
  packed: 0,
  manifests: [],
  events: [],
}

export function batchIdOf(product: string, lot: string): string {
  return `${product}/${lot}`
}

export const batchCodec: RowCodec<BatchRow> = plainCodec((id) => textKey('b', id))

export interface ProductRow {
  readonly state: ProductState | undefined
  /** Packs in manifests of all its batches: with none, no serial of it can be a repeated one. */
  readonly packs: number
  readonly events: readonly WholeEvent[]
}

export const productCodec: RowCodec<ProductRow> = plainCodec((id) => textKey('q', id))

export interface PartyRow {
  readonly state: PartyState | undefined
  /** Hex ids of its keys, those that ended included. */
  readonly keys: readonly string[]
  readonly events: readonly WholeEvent[]
}

export const partyCodec: RowCodec<PartyRow> = plainCodec((id) => textKey('a', id))

export interface KeyRow {
  readonly actor: string
  readonly publicKey: Uint8Array
  /** Products it may commission, close and recall; absent = any. */
  readonly products?: readonly string[]
  /** The key is good for entries above this log position… */
  readonly added: number
  /** …and below this one. */
  readonly ended?: number
  readonly how?: 'retire' | 'revoke'
  readonly compromisedSince?: number
  /** Highest seq of a submission; -1 = none yet. */
  readonly seq: number
}

/** Keyed by hex key id. */
export const keyCodec: RowCodec<KeyRow> = plainCodec((id) => textKey('u', id))

export interface ManifestRow {
  readonly product: string
  readonly lot: string
  /** Log position of the claim it belongs to. */
  readonly at: number
  readonly claim: Hash
  readonly seed: Uint8Array
  readonly count: number
  /** First serial of each chunk. */
  readonly firsts: readonly string[]
}

/** Keyed by the manifest's number, as decimal text. */
export const manifestCodec: RowCodec<ManifestRow> = plainCodec((id) => numberKey('M', Number(id)))

/** Where a claim of a submission went. */
export type ClaimFate =
  /** Log position of its first entry. */
  { readonly g: number; readonly duplicate?: boolean } | { readonly refused: Hash; readonly codes: readonly string[] }

export interface SubmissionRow {
  readonly bytes: Uint8Array
  /** The claimed time and salt behind its time commitment. */
  readonly ms: number
  readonly salt: Uint8Array
  readonly keyId: Uint8Array
  readonly count: number
  /** Claims dealt with so far: a crash between two groups leaves the rest to a retry. */
  readonly fates: readonly ClaimFate[]
}

/** Keyed by the latin1 text of its hash. */
export const submissionCodec: RowCodec<SubmissionRow> = {
  key: (id) => bytesKey('v', Buffer.from(id, 'latin1')),
  write(row, { bytes, ms, salt, keyId, count, fates }) {
    row.blob(bytes).int(ms).blob(salt).blob(keyId).count(count).count(fates.length)
    let last = 0
    for (const fate of fates) {
      if ('g' in fate) {
        row.u8(fate.duplicate === true ? 1 : 0).int(fate.g - last)
        last = fate.g
      } else {
        row.u8(2).raw(fate.refused).count(fate.codes.length)
        for (const code of fate.codes) row.text(code)
      }
    }
  },
  read(row) {
    const bytes = row.blob().slice()
    const ms = row.int()
    const salt = row.blob().slice()
    const keyId = row.blob().slice()
    const count = row.count()
    const fates: ClaimFate[] = []
    let last = 0
    for (let i = row.count(); i > 0; i--) {
      const kind = row.u8()
      if (kind < 2) {
        last += row.int()
        fates.push(kind === 1 ? { g: last, duplicate: true } : { g: last })
      } else if (kind === 2) {
        const refused = row.raw(32).slice()
        fates.push({ refused, codes: Array.from({ length: row.count() }, () => row.text()) })
      } else throw new LedgerError('DAMAGED', 'a submission row is not what was written')
    }
    return { bytes, ms, salt, keyId, count, fates }
  },
}

/** One number under a key of any kind. */
export function numberCodec(key: (id: string) => Uint8Array): RowCodec<number> {
  return {
    key,
    write(row, value) {
      row.count(value)
    },
    read: (row) => row.count(),
  }
}
