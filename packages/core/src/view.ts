/** Reading a ledger: only what is durable, at one moment or live. */
import { decodeClaim, decodeEntry, type Entry, readClaim, type SeenEvent, type StreamName } from '@packtrail/protocol'
import { textOfHash } from './claim-hash.ts'
import type { Membership, World } from './custody.ts'
import { type Config, type Head, readHead } from './head.ts'
import {
  childChunkId,
  childCodec,
  type HistoryLine,
  historyLines,
  type ItemRow,
  itemCodec,
  spillCodec,
} from './item-rows.ts'
import { type LogReader, logReader } from './log-rows.ts'
import { inManifest } from './manifest-rows.ts'
import {
  type BatchRow,
  batchCodec,
  batchIdOf,
  type KeyRow,
  keyCodec,
  type ManifestRow,
  manifestCodec,
  partyCodec,
  productCodec,
  type SubmissionRow,
  submissionCodec,
} from './master-rows.ts'
import { rangeOf, readNumber } from './row-key.ts'
import type { StoreReader } from './store.ts'
import { type StreamRow, streamCodec, streamKeys } from './stream-rows.ts'
import { readTableRow } from './table.ts'

export interface View {
  readonly store: StoreReader
  readonly config: Config
  readonly head: Head
  readonly log: LogReader
  streamId(name: StreamName): string
  stream(name: StreamName): StreamRow | undefined
  item(id: string): ItemRow | undefined
  /** All lines of an item's history, oldest first. */
  lines(id: string): HistoryLine[]
  manifest(id: number): ManifestRow | undefined
  /** Ids of the manifests of a batch. */
  manifestsOf(product: string, lot: string): Promise<number[]>
  batch(product: string, lot: string): BatchRow | undefined
  key(id: string): KeyRow | undefined
  submission(hash: string): SubmissionRow | undefined
  entry(g: number): Entry
  /** The event of an entry; `undefined` for an epoch. */
  event(g: number): SeenEvent | undefined
  /** The manifest a pack belongs to, by its own row. */
  member(product: string, serial: string): Membership | undefined
  /** The rules' way of looking; nothing can be put. */
  readonly world: World
}

const KEEP = 1000

export function openView(store: StoreReader, config: Config): View {
  const log = logReader(store)
  const streamId = streamKeys(config.ledgerId)
  const manifests = new Map<number, ManifestRow | undefined>()

  const item = (id: string): ItemRow | undefined => readTableRow(store, itemCodec, id)
  const manifest = (id: number): ManifestRow | undefined => {
    const known = manifests.get(id)
    if (known !== undefined) return known
    const row = readTableRow(store, manifestCodec, String(id))
    if (manifests.size >= KEEP) manifests.clear()
    if (row !== undefined) manifests.set(id, row)
    return row
  }
  const memberOfRow = (row: ItemRow | undefined): Membership | undefined =>
    row === undefined || row.manifest === 0 ? undefined : manifest(row.manifest)
  const event = (g: number): SeenEvent | undefined => {
    const claim = log.claim(g)
    return claim === undefined ? undefined : readClaim(decodeClaim(claim.bytes))
  }
  const batch = (product: string, lot: string): BatchRow | undefined =>
    readTableRow(store, batchCodec, batchIdOf(product, lot))
  const member = (product: string, serial: string): Membership | undefined => memberOfRow(item(`${product}/${serial}`))
  const readOnly = (): never => {
    throw new TypeError('a view cannot be changed')
  }
  return {
    store,
    config,
    head: readHead(store),
    log,
    streamId,
    stream: (name) => readTableRow(store, streamCodec, streamId(name)),
    item,
    lines(id) {
      const row = item(id)
      if (row === undefined) return []
      const lines: HistoryLine[] = []
      for (let chunk = 0; chunk < row.spilled; chunk++) {
        lines.push(...historyLines(readTableRow(store, spillCodec, `${id}\u0000${chunk}`) ?? new Uint8Array(0)))
      }
      return [...lines, ...historyLines(row.lines)]
    },
    manifest,
    async manifestsOf(product, lot) {
      const ids: number[] = []
      const range = rangeOf('o', Buffer.from(`${batchIdOf(product, lot)}\u0000`))
      for await (const keys of store.scanKeys(range)) for (const key of keys) ids.push(readNumber(key, key.length - 6))
      return ids
    },
    batch,
    key: (id) => readTableRow(store, keyCodec, id),
    submission: (hash) => readTableRow(store, submissionCodec, hash),
    entry: (g) => decodeEntry(log.entry(g)),
    event,
    member,
    world: {
      item: (id) => item(id)?.state,
      children(container) {
        const row = item(container)
        const inside = new Set<string>()
        for (let chunk = 0; chunk < (row?.chunks ?? 0); chunk++) {
          const list = readTableRow(store, childCodec, childChunkId(container, chunk)) ?? []
          for (const id of list) if (item(id)?.state?.parent === container) inside.add(id)
        }
        return [...inside]
      },
      member,
      batch: (product, lot) => batch(product, lot)?.state,
      product: (product) => readTableRow(store, productCodec, product)?.state,
      party: (actor) => readTableRow(store, partyCodec, actor)?.state,
      eventOf: () => undefined,
      putItem: readOnly,
      putBatch: readOnly,
      putProduct: readOnly,
      putParty: readOnly,
    },
  }
}

/**
 * The manifest that holds a serial, asked of the manifests themselves: a pack is «unknown» only when they say so too, for a
 * damaged table answers like an absent row.
 */
export async function confirmUnknown(
  view: View,
  product: string,
  serial: string,
): Promise<(Membership & { readonly lot: string }) | undefined> {
  for await (const keys of view.store.scanKeys(rangeOf('o', Buffer.from(`${product}/`)))) {
    for (const key of keys) {
      const id = readNumber(key, key.length - 6)
      const row = view.manifest(id)
      if (row !== undefined && inManifest(view.store, id, row, serial)) return row
    }
  }
  return undefined
}

/** A claim's hash as the log has it. */
export function claimTextAt(view: View, g: number): string {
  return textOfHash(view.entry(g).claim)
}
