/**
 * Manifests on disk: who is member of what, and the serials in order for those who must show them. A large one is written ahead
 * of its claim, in parts; it comes to exist with its `M` row, in the same batch as the claim.
 */
import { MANIFEST_CHUNK } from '@packtrail/protocol'
import type { ManifestIn, StagedManifest } from './claim-in.ts'
import { LedgerError } from './error.ts'
import { EMPTY_ITEM, itemCodec, manifestOf } from './item-rows.ts'
import { batchIdOf, EMPTY_BATCH, type ManifestRow } from './master-rows.ts'
import { openRow, RowReader, type RowWriter } from './row-bytes.ts'
import { numberKey, pairKey, textPairKey } from './row-key.ts'
import type { SerialSet } from './serial-set.ts'
import type { StoreBatch, StoreReader } from './store.ts'
import { countPack, memberOf } from './tx-world.ts'
import type { Writer } from './writer.ts'

/** Up to this many serials stand in the manifest's own row. */
export const FEW_SERIALS = 256
/** Rows of one batch while a large manifest is written ahead. */
const PORTION = 20_000

/** Serials that are named of those that were registered before. */
const MOST_REPEATED = 100

const decoder = new TextDecoder()

function chunkKey(id: number, chunk: number): Uint8Array {
  return pairKey('m', numberKey('m', id).subarray(1), chunk)
}

/** Serials share their beginnings with their neighbours, being sorted; a chunk is written so. */
function writeChunk(batch: StoreBatch, row: RowWriter, id: number, chunk: number, serials: SerialSet): void {
  const key = chunkKey(id, chunk)
  row.start()
  const from = chunk * MANIFEST_CHUNK
  const to = Math.min(from + MANIFEST_CHUNK, serials.count)
  let before = new Uint8Array(256)
  let current = new Uint8Array(256)
  let beforeSize = 0
  for (let i = from; i < to; i++) {
    const size = serials.write(i, current, 0)
    let shared = 0
    while (shared < size && shared < beforeSize && current[shared] === before[shared]) shared++
    row
      .u8(shared)
      .u8(size - shared)
      .raw(current.subarray(shared, size))
    const swap = before
    before = current
    current = swap
    beforeSize = size
  }
  batch.put(key, row.row(key))
}

export function readManifestChunk(store: StoreReader, id: number, chunk: number): string[] {
  const key = chunkKey(id, chunk)
  const bytes = store.get(key)
  if (bytes === undefined) throw new LedgerError('DAMAGED', `chunk ${chunk} of manifest ${id} is missing`)
  const row = new RowReader(openRow(key, bytes))
  const serials: string[] = []
  const text = Buffer.alloc(512)
  while (!row.done) {
    const shared = row.u8()
    const size = row.u8()
    text.set(row.raw(size), shared)
    // Serials are ASCII, and this is their fastest way into a text.
    serials.push(text.toString('latin1', 0, shared + size))
  }
  return serials
}

/** The serials of a manifest, in chunks of 4,096. */
export function* manifestChunks(store: StoreReader, id: number, row: ManifestRow): Generator<readonly string[]> {
  if (row.count <= FEW_SERIALS) yield row.serials
  else for (let chunk = 0; chunk < row.serials.length; chunk++) yield readManifestChunk(store, id, chunk)
}

/** Whether a manifest holds a serial, from its own sorted rows: the answer that does not rest on the pack's row. */
export function inManifest(store: StoreReader, id: number, row: ManifestRow, serial: string): boolean {
  if (row.count <= FEW_SERIALS) return row.serials.includes(serial)
  let chunk = -1
  while (chunk + 1 < row.serials.length && (row.serials[chunk + 1] as string) <= serial) chunk++
  return chunk >= 0 && readManifestChunk(store, id, chunk).includes(serial)
}

export interface ManifestOf {
  readonly product: string
  readonly lot: string
  readonly at: number
  readonly time: number
}

/** The key that lists a manifest under its batch. */
export function batchManifestKey(product: string, lot: string, id: number): Uint8Array {
  return textPairKey('o', batchIdOf(product, lot), id)
}

/** Make the packs of a manifest members of its batch, as part of the group that is being judged. */
export function addManifest(writer: Writer, manifest: ManifestIn, of: ManifestOf, known: readonly string[]): void {
  const { tables } = writer
  const { serials, seed, staged } = manifest
  const id = staged?.id ?? writer.takeManifestId()
  if (staged?.written === false && !writer.rehearsing) {
    throw new LedgerError('MISUSE', 'a registration that was to be refused was let through')
  }
  const batchId = batchIdOf(of.product, of.lot)
  // A staged manifest has written the rows of all serials that had none.
  const add = (serial: string): void => {
    const item = `${of.product}/${serial}`
    const row = tables.items.get(item) ?? EMPTY_ITEM
    // The older membership stays: it is the second registration that is wrong.
    if (memberOf(tables, row) !== undefined) return
    tables.items.put(item, { ...row, manifest: id })
    const { state } = row
    if (state === undefined) return
    countPack(writer.counts, batchId, state.status, 1)
    if (state.parent !== undefined) countPack(writer.counts, batchId, 'packed', 1)
  }
  if (writer.rehearsing && serials.count > STAGE_ABOVE) writer.pretend(of.product, id, serials)
  else if (staged === undefined) for (let i = 0; i < serials.count; i++) add(serials.text(i))
  if (staged !== undefined) known.forEach(add)
  const few = serials.count <= FEW_SERIALS
  const list = few
    ? Array.from({ length: serials.count }, (_, i) => serials.text(i))
    : (staged?.firsts ?? firstsOf(serials))
  tables.manifests.put(String(id), { ...of, seed, count: serials.count, serials: list })
  writer.alsoWrite((batch, row) => {
    if (!few && staged === undefined) writeChunks(batch, row, id, serials)
    const key = batchManifestKey(of.product, of.lot, id)
    batch.put(key, row.start().row(key))
  })
  const batch = tables.batches.get(batchId) ?? EMPTY_BATCH
  tables.batches.put(batchId, { ...batch, packs: batch.packs + serials.count })
  const product = tables.products.get(of.product) ?? { state: undefined, packs: 0 }
  tables.products.put(of.product, { ...product, packs: product.packs + serials.count })
  writer.countPacks(serials.count)
}

function firstsOf(serials: SerialSet): string[] {
  return Array.from({ length: Math.ceil(serials.count / MANIFEST_CHUNK) }, (_, i) => serials.text(i * MANIFEST_CHUNK))
}

function writeChunks(batch: StoreBatch, row: RowWriter, id: number, serials: SerialSet): void {
  for (let chunk = 0; chunk * MANIFEST_CHUNK < serials.count; chunk++) writeChunk(batch, row, id, chunk, serials)
}

/** Above this many serials a manifest is written ahead. */
export const STAGE_ABOVE = 5000

/**
 * Write the rows of a large manifest before its claim. The caller holds `exclusive` until the claim is committed, so that no
 * other claim names one of the packs in between.
 * @param ahead Manifests that were written ahead and are to be committed before this one, with how many packs each has: they are
 *   theirs.
 */
export async function stageManifest(
  writer: Writer,
  product: string,
  serials: SerialSet,
  ahead: ReadonlyMap<number, number> = new Map(),
): Promise<StagedManifest> {
  const id = writer.takeManifestId()
  const firsts = firstsOf(serials)
  // What is still being written names packs that the store does not show yet.
  await writer.settled()
  const found = await findKnown(writer, product, serials, ahead)
  // Registered twice, it is refused in every mode: then nothing need be written, nor held of a million serials.
  if (found.repeated.count > 0) return { id, firsts, known: [], repeated: found.repeated, written: false }
  const known = new Set(found.known)
  if (writer.rehearsing) return { id, firsts, known: [...known], written: false }
  const prefix = Buffer.from(`i${product}/`)
  const keyBytes = Buffer.alloc(prefix.length + 256)
  keyBytes.set(prefix)
  for (let from = 0; from < serials.count; from += PORTION) {
    const to = Math.min(from + PORTION, serials.count)
    await writer.write((batch, row) => {
      for (let chunk = Math.ceil(from / MANIFEST_CHUNK); chunk * MANIFEST_CHUNK < to; chunk++) {
        writeChunk(batch, row, id, chunk, serials)
      }
      for (let i = from; i < to; i++) {
        const size = serials.write(i, keyBytes, prefix.length)
        if (known.size > 0 && known.has(serials.text(i))) continue
        const key = keyBytes.subarray(0, prefix.length + size)
        row.start().u8(1).count(id)
        batch.put(key, row.row(key))
      }
    })
  }
  return { id, firsts, known: [...known], written: true }
}

interface Known {
  /** Serials that have a row already, and are members of no manifest; not all of them once a repeated one is found. */
  readonly known: string[]
  readonly repeated: { readonly serials: string[]; count: number }
}

/** Serials that have a row already. One scan where the product's packs are few, else a look-up each. */
async function findKnown(
  writer: Writer,
  product: string,
  serials: SerialSet,
  ahead: ReadonlyMap<number, number>,
): Promise<Known> {
  const { store, tables } = writer
  const found: Known = { known: [], repeated: { serials: [], count: 0 } }
  const { known, repeated } = found
  const alive = (item: string): boolean => {
    const row = tables.items.get(item)
    if (row === undefined) return false
    if (row.lines.length > 0 || row.state !== undefined || memberOf(tables, row) !== undefined) return true
    if (ahead.has(row.manifest)) return true
    // A row that only a manifest which never came to exist has written counts as none, and is written over.
    tables.items.forget(item)
    return false
  }
  const look = (serial: string, key: Uint8Array, row: Uint8Array): void => {
    const manifest = manifestOf(openRow(key, row))
    if (manifest > 0 && tables.manifests.get(String(manifest)) !== undefined) {
      if (repeated.count++ < MOST_REPEATED) repeated.serials.push(serial)
    } else if (repeated.count === 0 && alive(`${product}/${serial}`)) known.push(serial)
  }
  const prefix = Buffer.from(`${product}/`)
  const from = Buffer.concat([Buffer.from('i'), prefix])
  const to = Buffer.concat([Buffer.from('i'), prefix.subarray(0, prefix.length - 1), Buffer.from('0')])
  let registered = tables.products.get(product)?.packs ?? 0
  for (const packs of ahead.values()) registered += packs
  if (registered <= 4 * serials.count) {
    for await (const rows of store.scan({ from, to })) {
      for (const [key, row] of rows) {
        const serial = decoder.decode(key.subarray(from.length))
        if (serials.has(serial)) look(serial, key, row)
      }
    }
    return found
  }
  for (let at = 0; at < serials.count; at += 1000) {
    const names = Array.from({ length: Math.min(1000, serials.count - at) }, (_, i) => serials.text(at + i))
    const keys = names.map((serial) => itemCodec.key(`${product}/${serial}`))
    const rows = await store.getMany(keys)
    names.forEach((serial, i) => {
      const row = rows[i]
      if (row !== undefined) look(serial, keys[i] as Uint8Array, row)
    })
  }
  return found
}
