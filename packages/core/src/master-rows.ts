/** Batches, products, parties, keys, manifests and submissions on disk. */

import { decodeRow, encodeRow, type Hash, streamOfParts, streamParts, type Tally } from '@packtrail/protocol'
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

export interface BatchRow {
  readonly state: BatchState | undefined
  /** Packs in manifests. */
  readonly packs: number
  /** Packs by status, of those that an event has touched. */
  readonly counts: Readonly<Partial<Record<Status, number>>>
  /** Packs that are inside a container. */
  readonly packed: number
}

export const EMPTY_BATCH: BatchRow = {
  state: undefined,
  packs: 0,
  counts: {},
  packed: 0,
}

let lastProduct = ''
let lastLot = ''
let lastBatch = '/'

/** Made once for the many records of one batch that come in a row. */
export function batchIdOf(product: string, lot: string): string {
  if (product !== lastProduct || lot !== lastLot) {
    lastProduct = product
    lastLot = lot
    lastBatch = `${product}/${lot}`
  }
  return lastBatch
}

export const batchCodec: RowCodec<BatchRow> = plainCodec((id) => textKey('b', id))

export interface ProductRow {
  readonly state: ProductState | undefined
  /** Packs in manifests of all its batches: with none, no serial of it can be a repeated one. */
  readonly packs: number
}

export const productCodec: RowCodec<ProductRow> = plainCodec((id) => textKey('q', id))

export interface PartyRow {
  readonly state: PartyState | undefined
  /** Hex ids of its keys, those that ended included. */
  readonly keys: readonly string[]
  /** It ended its last key itself, so that others may report for it again (docs/spec/07-streams.md#keys). */
  readonly left?: true
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
  /** Event time of that claim. */
  readonly time: number
  readonly seed: Uint8Array
  readonly count: number
  /** The serials themselves when they are few, else the first of each chunk. */
  readonly serials: readonly string[]
}

/** Where a manifest belongs. */
export type ManifestPlace = Pick<ManifestRow, 'product' | 'lot' | 'at'>

/** The beginning of its row, without the serials. */
export function readManifestPlace(row: RowReader): ManifestPlace {
  return { product: row.text(), lot: row.text(), at: row.count() }
}

/** Keyed by the manifest's number, as decimal text. */
export const manifestCodec: RowCodec<ManifestRow> = {
  key: (id) => numberKey('M', Number(id)),
  write(row, { product, lot, at, time, seed, count, serials }) {
    row.text(product).text(lot).count(at).int(time).raw(seed).count(count).count(serials.length)
    for (const serial of serials) row.text(serial)
  },
  read: (row) => ({
    product: row.text(),
    lot: row.text(),
    at: row.count(),
    time: row.int(),
    seed: row.raw(16).slice(),
    count: row.count(),
    serials: Array.from({ length: row.count() }, () => row.text()),
  }),
}

/** Where a claim of a submission went. */
export type ClaimFate =
  /** Log position of its first entry. */
  | { readonly g: number }
  /** Its hash; why; where the attempt stands; and the event that says the same, if that is why. */
  | { readonly refused: Hash; readonly codes: readonly string[]; readonly attempt?: number; readonly twin?: number }

export interface SubmissionRow {
  readonly bytes: Uint8Array
  /** The claimed time and salt behind its time commitment. */
  readonly ms: number
  readonly salt: Uint8Array
  readonly keyId: Uint8Array
  /** By index. */
  readonly fates: readonly ClaimFate[]
  /** Gives the salts of its tallies. */
  readonly seed?: Uint8Array
  readonly tallies: readonly Tally[]
}

/** Keyed by the latin1 text of its hash. */
export const submissionCodec: RowCodec<SubmissionRow> = {
  key: (id) => bytesKey('v', Buffer.from(id, 'latin1')),
  write(row, { bytes, ms, salt, keyId, fates, seed, tallies }) {
    row.blob(bytes).int(ms).blob(salt).blob(keyId).count(fates.length)
    let last = 0
    for (const fate of fates) {
      if ('g' in fate) {
        row.u8(0).int(fate.g - last)
        last = fate.g
      } else {
        const { refused, codes, attempt, twin } = fate
        row.u8(1).raw(refused).count(codes.length)
        for (const code of codes) row.text(code)
        row.count(attempt === undefined ? 0 : attempt + 1).count(twin === undefined ? 0 : twin + 1)
      }
    }
    row.blob(seed ?? new Uint8Array(0)).count(tallies.length)
    for (const { stream, claims } of tallies) {
      const parts = streamParts(stream)
      row.u8(parts.length)
      for (const part of parts) row.text(part)
      row.count(claims)
    }
  },
  read(row) {
    const bytes = row.blob().slice()
    const ms = row.int()
    const salt = row.blob().slice()
    const keyId = row.blob().slice()
    const fates: ClaimFate[] = []
    let last = 0
    for (let i = row.count(); i > 0; i--) {
      if (row.u8() === 0) {
        last += row.int()
        fates.push({ g: last })
      } else fates.push(readRefused(row))
    }
    const seed = row.blob().slice()
    const tallies = Array.from({ length: row.count() }, () => readTally(row))
    return { bytes, ms, salt, keyId, fates, ...(seed.length === 0 ? {} : { seed }), tallies }
  },
}

function readRefused(row: RowReader): ClaimFate {
  const refused = row.raw(32).slice()
  const codes = Array.from({ length: row.count() }, () => row.text())
  const attempt = row.count()
  const twin = row.count()
  return {
    refused,
    codes,
    ...(attempt === 0 ? {} : { attempt: attempt - 1 }),
    ...(twin === 0 ? {} : { twin: twin - 1 }),
  }
}

function readTally(row: RowReader): Tally {
  const parts = Array.from({ length: row.u8() }, () => row.text())
  const stream = streamOfParts(parts)
  if (stream === undefined) throw new LedgerError('DAMAGED', 'a tally names no stream')
  return { stream, claims: row.count() }
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
