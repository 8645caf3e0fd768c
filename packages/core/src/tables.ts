/** Every table of the ledger, with how much of each is remembered. */
import type { HashText } from './claim-hash.ts'
import { childCodec, type ItemRow, itemCodec, spillCodec } from './item-rows.ts'
import {
  type BatchRow,
  batchCodec,
  type KeyRow,
  keyCodec,
  type ManifestRow,
  manifestCodec,
  numberCodec,
  type PartyRow,
  type ProductRow,
  partyCodec,
  productCodec,
  type SubmissionRow,
  submissionCodec,
} from './master-rows.ts'
import { rowArena } from './row-arena.ts'
import type { RowWriter } from './row-bytes.ts'
import { bytesKey } from './row-key.ts'
import type { StoreBatch, StoreReader } from './store.ts'
import { type StreamRow, streamCodec } from './stream-rows.ts'
import { makeTable, type RowCodec, readTableRow, type Table } from './table.ts'

export interface Tables {
  readonly items: Table<ItemRow>
  readonly children: Table<readonly string[]>
  readonly spills: Table<Uint8Array>
  readonly batches: Table<BatchRow>
  readonly products: Table<ProductRow>
  readonly parties: Table<PartyRow>
  readonly keys: Table<KeyRow>
  readonly manifests: Table<ManifestRow>
  readonly streams: Table<StreamRow>
  readonly submissions: Table<SubmissionRow>
  /** g of a claim that names no goods, by hex MAC; of an act, by the MAC of its idempotency key. */
  readonly marks: Table<number>
  /** g of a claim, by `claimKey` of its hash. */
  readonly claims: Table<number>
  /** How many `place` entries of a claim stand in a batch's stream, by stream id and the claim's g. */
  readonly places: Table<number>
}

export const markCodec: RowCodec<number> = numberCodec((id) => bytesKey('z', Buffer.from(id, 'latin1')))
const claimCodec: RowCodec<number> = { ...numberCodec(claimRowKey), passingKey: passingClaimKey }
export const placeCodec: RowCodec<number> = numberCodec((id) => bytesKey('j', Buffer.from(id, 'latin1')))

/** The position of the claim, or of one whose hash begins alike: whoever asks compares. */
export function positionOfClaim(store: StoreReader, claim: HashText): number | undefined {
  return readTableRow(store, claimCodec, claimKey(claim))
}

/** Half of a hash: two claims of which it is the same are nobody's to make. */
export function claimKey(claim: HashText): string {
  return claim.slice(0, 16)
}

function claimRowKey(id: string): Uint8Array {
  return passingClaimKey(id).slice()
}

const passing = bytesKey('k', new Uint8Array(16))

/** One is written for every claim. */
function passingClaimKey(id: string): Uint8Array {
  for (let i = 0; i < 16; i++) passing[i + 1] = id.charCodeAt(i)
  return passing
}

export function placeId(stream: string, g: number): string {
  return `${stream}${String(g).padStart(15, '0')}`
}

export function makeTables(store: StoreReader): Tables {
  return {
    // Some eighty thousand in memory; what comes next is read ahead.
    items: makeTable(store, itemCodec, 0, rowArena()),
    children: makeTable(store, childCodec, 50),
    spills: makeTable(store, spillCodec, 100),
    batches: makeTable(store, batchCodec, 1000),
    products: makeTable(store, productCodec, 1000),
    parties: makeTable(store, partyCodec, 5000),
    keys: makeTable(store, keyCodec, 5000),
    manifests: makeTable(store, manifestCodec, 500),
    streams: makeTable(store, streamCodec, 500),
    submissions: makeTable(store, submissionCodec, 20),
    marks: makeTable(store, markCodec, 1000),
    claims: makeTable(store, claimCodec, 100),
    places: makeTable(store, placeCodec, 1000),
  }
}

export function flushTables(tables: Tables, batch: StoreBatch, row: RowWriter): void {
  for (const table of Object.values(tables) as Table<unknown>[]) table.flush(batch, row)
}

export function changesOf(tables: Tables): number {
  return (Object.values(tables) as Table<unknown>[]).reduce((sum, table) => sum + table.changes, 0)
}

export function rollbackTables(tables: Tables): void {
  for (const table of Object.values(tables) as Table<unknown>[]) table.rollback()
}

export function settleTables(tables: Tables): void {
  for (const table of Object.values(tables) as Table<unknown>[]) table.settled()
}
