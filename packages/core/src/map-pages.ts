/**
 * The map on disk: a trie of nibbles, one row for each subtree of four bits that holds at least two keys. A page has sixteen
 * places: empty, a lone leaf that stands for a whole subtree, or the hash of the page below. An epoch rewrites only the pages
 * above the streams it touched.
 */
import {
  EMPTY_MAP_NODE,
  type Hash,
  joinMap,
  type MapItem,
  type MapNode,
  type MapProofItem,
  mapLeaf,
} from '@packtrail/protocol'
import { LedgerError } from './error.ts'
import { sha256 } from './node-crypto.ts'
import { openRow, RowReader, RowWriter } from './row-bytes.ts'
import { bytesKey } from './row-key.ts'
import type { StoreBatch, StoreReader } from './store.ts'

type Place =
  | { readonly kind: 'empty' }
  | { readonly kind: 'leaf'; readonly key: Hash; readonly hash: Hash }
  | { readonly kind: 'page'; readonly hash: Hash }

/** Sixteen places. */
type Page = Place[]

const EMPTY: Place = { kind: 'empty' }
const WIDTH = 16
/** Nibbles of a key. */
const DEEPEST = 64
/** Upper pages that are kept decoded: four full levels. */
const KEEP_DEPTH = 4

function nibble(key: Hash, depth: number): number {
  const byte = key[depth >> 1] as number
  return depth % 2 === 0 ? byte >> 4 : byte & 15
}

/** Depth, then the nibbles above the page, the last half byte zero. */
function pageKey(key: Hash, depth: number): Uint8Array {
  const name = new Uint8Array(1 + ((depth + 1) >> 1))
  name[0] = depth
  name.set(key.subarray(0, (depth + 1) >> 1), 1)
  if (depth % 2 === 1) name[name.length - 1] = (name[name.length - 1] as number) & 0xf0
  return bytesKey('n', name)
}

function readPage(store: StoreReader, key: Hash, depth: number): Page | undefined {
  const name = pageKey(key, depth)
  const bytes = store.get(name)
  if (bytes === undefined) return undefined
  const row = new RowReader(openRow(name, bytes))
  return Array.from({ length: WIDTH }, (): Place => {
    const kind = row.u8()
    if (kind === 0) return EMPTY
    if (kind === 1) return { kind: 'leaf', key: row.raw(32), hash: row.raw(32) }
    return { kind: 'page', hash: row.raw(32) }
  })
}

function writePage(batch: StoreBatch, row: RowWriter, key: Hash, depth: number, page: Page): void {
  const name = pageKey(key, depth)
  row.start()
  for (const place of page) {
    if (place.kind === 'empty') row.u8(0)
    else if (place.kind === 'leaf') row.u8(1).raw(place.key).raw(place.hash)
    else row.u8(2).raw(place.hash)
  }
  batch.put(name, row.row(name))
}

function nodeOf(place: Place): MapNode {
  if (place.kind === 'empty') return EMPTY_MAP_NODE
  return { kind: place.kind === 'leaf' ? 'leaf' : 'inner', hash: place.hash }
}

/** The node over places [from, to) of a page. */
function joinPlaces(page: Page, from: number, to: number): MapNode {
  if (to - from === 1) return nodeOf(page[from] as Place)
  const middle = (from + to) / 2
  return joinMap(sha256, joinPlaces(page, from, middle), joinPlaces(page, middle, to))
}

/** A change of the map that is being prepared: pages are read once, changed in memory and hashed once. */
interface Work {
  readonly page: Page
  readonly depth: number
  readonly key: Hash
  /** Pages below that were changed, by place. */
  readonly below: Map<number, Work>
}

export interface MapPages {
  /** Put heads of streams in and write the pages above them; the new root. */
  update(batch: StoreBatch, items: readonly MapItem[]): Hash
}

export function openMapPages(store: StoreReader): MapPages {
  const kept = new Map<string, Page>()
  const row = new RowWriter()
  const keptName = (key: Hash, depth: number): string => {
    let name = ''
    for (let i = 0; i < depth; i++) name += String.fromCharCode(nibble(key, i))
    return name
  }
  const load = (key: Hash, depth: number): Work => {
    const known = depth < KEEP_DEPTH ? kept.get(keptName(key, depth)) : undefined
    const page = known ?? readPage(store, key, depth)
    if (page === undefined && depth > 0) throw new LedgerError('DAMAGED', 'a page of the map is missing')
    return { page: [...(page ?? new Array<Place>(WIDTH).fill(EMPTY))], depth, key, below: new Map() }
  }
  const insert = (work: Work, key: Hash, hash: Hash): void => {
    const at = nibble(key, work.depth)
    const place = work.page[at] as Place
    const below = work.below.get(at)
    if (below !== undefined) insert(below, key, hash)
    else if (place.kind === 'empty' || (place.kind === 'leaf' && Buffer.compare(place.key, key) === 0)) {
      work.page[at] = { kind: 'leaf', key, hash }
    } else {
      if (work.depth + 1 >= DEEPEST) throw new LedgerError('DAMAGED', 'two streams have one key')
      const next: Work =
        place.kind === 'page'
          ? load(key, work.depth + 1)
          : { page: new Array<Place>(WIDTH).fill(EMPTY), depth: work.depth + 1, key, below: new Map() }
      if (place.kind === 'leaf') insert(next, place.key, place.hash)
      work.below.set(at, next)
      insert(next, key, hash)
    }
  }
  const finish = (batch: StoreBatch, work: Work): MapNode => {
    for (const [at, below] of work.below) work.page[at] = { kind: 'page', hash: finish(batch, below).hash }
    writePage(batch, row, work.key, work.depth, work.page)
    if (work.depth < KEEP_DEPTH) kept.set(keptName(work.key, work.depth), work.page)
    return joinPlaces(work.page, 0, WIDTH)
  }
  return {
    update(batch, items) {
      const root = load(new Uint8Array(32), 0)
      for (const item of items) insert(root, item.key, mapLeaf(sha256, item).hash)
      return finish(batch, root).hash
    },
  }
}

/**
 * The multiproof that shows the heads of `items`, from the pages of one moment.
 * @throws LedgerError DAMAGED when a head is not what the map holds.
 */
export function proveMap(store: StoreReader, items: readonly MapItem[]): MapProofItem[] {
  const proof: MapProofItem[] = []
  const sorted = [...items].sort((a, b) => Buffer.compare(a.key, b.key))
  const onPlace = (place: Place, wanted: readonly MapItem[], depth: number): void => {
    const item = wanted[0]
    if (place.kind === 'empty') {
      if (item !== undefined) throw new LedgerError('DAMAGED', 'a stream is not in the map')
      proof.push({ kind: 'empty' })
    } else if (item === undefined) proof.push({ kind: 'hidden', hash: place.hash })
    else if (place.kind === 'leaf') {
      const fits = wanted.length === 1 && Buffer.compare(mapLeaf(sha256, item).hash, place.hash) === 0
      if (!fits) throw new LedgerError('DAMAGED', 'the head of a stream is not what the map holds')
      proof.push({ kind: 'shown', item })
    } else {
      const page = readPage(store, item.key, depth)
      if (page === undefined) throw new LedgerError('DAMAGED', 'a page of the map is missing')
      onPlaces(page, 0, WIDTH, wanted, depth)
    }
  }
  const onPlaces = (page: Page, from: number, to: number, wanted: readonly MapItem[], depth: number): void => {
    if (to - from === 1) {
      onPlace(page[from] as Place, wanted, depth + 1)
      return
    }
    const node = joinPlaces(page, from, to)
    if (node.kind === 'empty' && wanted.length > 0) throw new LedgerError('DAMAGED', 'a stream is not in the map')
    if (node.kind === 'empty') proof.push({ kind: 'empty' })
    else if (wanted.length === 0) proof.push({ kind: 'hidden', hash: node.hash })
    else if (node.kind === 'leaf') {
      const place = page.slice(from, to).find((candidate) => candidate.kind !== 'empty') as Place
      onPlace(place, wanted, depth + 1)
    } else {
      proof.push({ kind: 'branch' })
      const middle = (from + to) / 2
      const left = wanted.filter((item) => nibble(item.key, depth) < middle)
      onPlaces(page, from, middle, left, depth)
      onPlaces(page, middle, to, wanted.slice(left.length), depth)
    }
  }
  const root = readPage(store, new Uint8Array(32), 0)
  if (root === undefined) throw new LedgerError('DAMAGED', 'the map is missing')
  onPlaces(root, 0, WIDTH, sorted, 0)
  return proof
}
