/** Where a pack or container has been: its own records, and those of its containers while it was inside. */
import { type EventFrame, type HistoryRecord, historyRecords, SEVERAL } from './history-record.ts'
import { type HistoryLine, historyLines, type ItemRow, itemCodec, spillCodec } from './item-rows.ts'
import { type ManifestPlace, manifestCodec, readManifestPlace } from './master-rows.ts'
import { openRow, RowReader } from './row-bytes.ts'
import type { StoreReader } from './store.ts'
import { wholeBatchId } from './subjects.ts'
import { readTableRow } from './table.ts'
import { isPack } from './tx-world.ts'

export interface HistoryEvent {
  /** Log position of the claim's first entry. */
  readonly g: number
  /** Without what it names: `Ledger.events` from `g` on tells that. */
  readonly event: EventFrame
  readonly recorded: number
  /** Hex of the claim hash. */
  readonly claim: string
  /** The party whose key signed; `undefined` when the operator attests. */
  readonly signer: string | undefined
  /** The item or, for a record of what it was inside of, the container; a batch for what concerns it as a whole. */
  readonly through: string
}

/** Types that concern every pack of the batch they name as a whole. */
const WHOLE: ReadonlySet<string> = new Set(['commission', 'adopt', 'recall', 'lock', 'unlock', 'correct', 'close'])
const REGISTERS: ReadonlySet<string> = new Set(['commission', 'adopt'])
const MAX_DEPTH = 16
/** Manifests, and batches with older lines than their row holds, that are kept. */
const KEEP = 10_000

/** Records found so far, with what each was found through. */
type Found = Map<number, { readonly record: HistoryRecord; readonly through: string }>

/** Answers from what is durable when it is asked. */
export type History = (id: string) => HistoryEvent[]

export function openHistory(store: StoreReader): History {
  const records = historyRecords(store)
  const manifests = new Map<number, ManifestPlace>()
  const olderOf = olderLines(store)

  const add = (g: number, through: string, found: Found): void => {
    if (!found.has(g)) found.set(g, { record: records.at(g), through })
  }
  const manifest = (id: number): ManifestPlace | undefined => {
    const known = manifests.get(id)
    if (known !== undefined) return known
    const key = manifestCodec.key(String(id))
    const row = store.get(key)
    if (row === undefined) return undefined
    const place = readManifestPlace(new RowReader(openRow(key, row)))
    if (manifests.size >= KEEP) manifests.clear()
    manifests.set(id, place)
    return place
  }
  const linesOf = (id: string, row: ItemRow | undefined): HistoryLine[] => {
    if (row === undefined) return []
    const lines: HistoryLine[] = []
    for (let chunk = 0; chunk < row.spilled; chunk++) lines.push(...spilled(store, id, chunk))
    return lines.length === 0 ? historyLines(row.lines) : [...lines, ...historyLines(row.lines)]
  }
  const parentAt = (g: number, id: string): string | undefined => {
    const { parent } = records.at(g)
    return parent === SEVERAL ? parentIn(records.whole(g), id) : parent
  }

  /** Records of an item between two log positions, and of what it was inside of in the meantime. */
  const gather = (
    lines: readonly HistoryLine[],
    id: string,
    from: number,
    to: number,
    depth: number,
    found: Found,
  ): void => {
    let parent: string | undefined
    let since = from
    const inside = (until: number): void => {
      if (parent === undefined || depth >= MAX_DEPTH) return
      gather(linesOf(parent, itemRow(store, parent)), parent, since, until, depth + 1, found)
    }
    for (const line of lines) {
      if (line.g > to) break
      if (line.g < from && line.role !== 'inside') continue
      if (line.g >= from && (depth === 0 || concernsContent(line))) add(line.g, id, found)
      const moves = line.role === 'inside' || line.role === 'unplaced'
      const put = moves && line.type === 'aggregate' ? parentAt(line.g, id) : undefined
      const out = line.type === 'dispense' || (moves && line.type === 'disaggregate')
      if (put === undefined && !out) continue
      inside(line.g)
      parent = put
      since = Math.max(line.g, from)
    }
    inside(to)
  }

  /** What concerns the batch of a pack as a whole; of its registrations only the one that holds this pack. */
  const ofBatch = ({ product, lot, at }: ManifestPlace, found: Found): void => {
    const through = `${product}/${lot}`
    const id = wholeBatchId(product, lot)
    const row = itemRow(store, id)
    add(at, through, found)
    if (row === undefined) return
    for (const g of olderOf(id, row.spilled)) add(g, through, found)
    for (const line of historyLines(row.lines)) if (isOfAll(line)) add(line.g, through, found)
  }

  return (id) => {
    const found: Found = new Map()
    const row = itemRow(store, id)
    gather(linesOf(id, row), id, 0, Number.MAX_SAFE_INTEGER, 0, found)
    const member = row === undefined || row.manifest === 0 || !isPack(id) ? undefined : manifest(row.manifest)
    if (member !== undefined) ofBatch(member, found)
    return [...found.values()]
      .sort((a, b) => a.record.time - b.record.time || a.record.g - b.record.g)
      .map(({ record: { g, event, recorded, claim, signer }, through }) => ({
        g,
        event,
        recorded,
        claim,
        signer,
        through,
      }))
  }
}

function itemRow(store: StoreReader, id: string): ItemRow | undefined {
  return readTableRow(store, itemCodec, id)
}

function spilled(store: StoreReader, id: string, chunk: number): HistoryLine[] {
  return historyLines(readTableRow(store, spillCodec, `${id}\u0000${chunk}`) ?? new Uint8Array(0))
}

function isOfAll({ type }: HistoryLine): boolean {
  return WHOLE.has(type) && !REGISTERS.has(type)
}

/**
 * Log positions of what concerns a batch as a whole, in the rows of its older lines. A batch that was commissioned case by case
 * has thousands of lines, of which nearly all are registrations; rows of older lines never change.
 */
function olderLines(store: StoreReader): (id: string, chunks: number) => readonly number[] {
  const known = new Map<string, { chunks: number; readonly of: number[] }>()
  return (id, chunks) => {
    if (chunks === 0) return []
    if (known.size >= KEEP) known.clear()
    const batch = known.get(id) ?? { chunks: 0, of: [] }
    known.set(id, batch)
    for (; batch.chunks < chunks; batch.chunks++) {
      for (const line of spilled(store, id, batch.chunks)) if (isOfAll(line)) batch.of.push(line.g)
    }
    return batch.of
  }
}

/** Of a container's records, those that move or change what is inside; packing of other goods is not the item's business. */
function concernsContent(line: HistoryLine): boolean {
  return line.role !== 'parent' || line.type === 'disaggregate'
}

function parentIn(event: ReturnType<ReturnType<typeof historyRecords>['whole']>, id: string): string | undefined {
  for (const subject of event.subjects) {
    if (subject.kind === 'container' && subject.container === id) return subject.parent
    if (subject.kind === 'packs' && subject.parent !== undefined) {
      const slash = id.indexOf('/')
      const named = subject.product === id.slice(0, slash) && subject.serials.includes(id.slice(slash + 1))
      if (named) return subject.parent
    }
    if (subject.kind === 'unplaced' && `${subject.product}/${subject.serial}` === id) return subject.parent
  }
  return undefined
}
