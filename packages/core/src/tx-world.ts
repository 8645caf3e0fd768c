/** The world of one step: what it puts becomes true when the claim is appended, and never was when it is refused. */
import type { Event } from '@packtrail/protocol'
import { batchBook, type FoldPoint } from './batch-book.ts'
import type { BatchState, ItemState, Membership, PartyState, ProductState, Status, World } from './custody.ts'
import { CHILD_CHUNK, childChunkId, EMPTY_ITEM, type ItemRow, withLatest } from './item-rows.ts'
import { batchIdOf, EMPTY_BATCH } from './master-rows.ts'
import { packId } from './pack-id.ts'
import type { Tables } from './tables.ts'

export interface TxWorld extends World {
  /** Forget what was put, and step this event, which sees batches as they are at its point of the fold. */
  begin(event: Event, point: FoldPoint): void
  /** Make true what was put; without `goods`, only what concerns batches, products and parties. */
  commit(goods: boolean): void
}

/** Changes of the numbers of packs by status, kept apart so that a batch row is written once a group. */
export type Counts = Map<string, Map<Status | 'packed', number>>

export function countPack(counts: Counts, batch: string, what: Status | 'packed', by: number): void {
  let of = counts.get(batch)
  if (of === undefined) {
    of = new Map()
    counts.set(batch, of)
  }
  of.set(what, (of.get(what) ?? 0) + by)
}

/** Write the changed numbers into the batches they belong to. */
export function applyCounts(tables: Tables, counts: Counts): void {
  for (const [id, changes] of counts) {
    const row = tables.batches.get(id) ?? EMPTY_BATCH
    const next: Partial<Record<Status, number>> = { ...row.counts }
    let packed = row.packed
    for (const [what, by] of changes) {
      if (what === 'packed') packed += by
      else next[what] = (next[what] ?? 0) + by
    }
    tables.batches.put(id, { ...row, counts: next, packed })
  }
  counts.clear()
}

export function productOfId(id: string): string {
  return id.slice(0, id.indexOf('/'))
}

/** A pack has a slash and no scheme but `cn:` or `ppn:`; see `itemKind` of codes, of which this is the hot path. */
export function isPack(id: string): boolean {
  const first = id.charCodeAt(0)
  return first <= 0x39 || id.startsWith('ppn:') || (id.length === 24 && id.startsWith('cn:'))
}

export function memberOf(tables: Pick<Tables, 'manifests'>, row: ItemRow | undefined): Membership | undefined {
  if (row === undefined || row.manifest === 0) return undefined
  const manifest = tables.manifests.get(String(row.manifest))
  return manifest === undefined ? undefined : manifest
}

/** Everything that was ever put into a container and not forgotten, with what is gone again. */
export function* listed(tables: Pick<Tables, 'children'>, container: string, row: ItemRow): Generator<string> {
  for (let chunk = 0; chunk < row.chunks; chunk++) yield* tables.children.get(childChunkId(container, chunk)) ?? []
}

/**
 * One world for all steps of a ledger, one after the other.
 * @param find Finds an event by hex claim hash.
 */
export function txWorld(tables: Tables, counts: Counts, find: World['eventOf']): TxWorld {
  const items = new PutStates()
  const batches = batchBook((id) => tables.batches.get(id)?.state)
  const products = new Map<string, ProductState>()
  const parties = new Map<string, PartyState>()

  const stateOf = (id: string): ItemState | undefined => items.get(id) ?? tables.items.get(id)?.state
  const world: TxWorld = {
    item: stateOf,
    putItem(id, state) {
      items.put(id, state)
    },
    children(container) {
      const row = tables.items.get(container)
      const inside = new Set<string>()
      if (row !== undefined) {
        for (const id of listed(tables, container, row)) if (stateOf(id)?.parent === container) inside.add(id)
      }
      items.forEach((id, state) => {
        if (state.parent === container) inside.add(id)
      })
      return [...inside]
    },
    member: (product, serial) => memberOf(tables, tables.items.get(packId(product, serial))),
    batch: batches.batch,
    putBatch: batches.putBatch,
    product: (product) => products.get(product) ?? tables.products.get(product)?.state,
    putProduct(state) {
      products.set(state.product, state)
    },
    party: (actor) => parties.get(actor) ?? tables.parties.get(actor)?.state,
    putParty(state) {
      parties.set(state.actor, state)
    },
    eventOf: find,
    begin(event, point) {
      items.clear()
      batches.clear()
      batches.begin(event, point)
      if (products.size > 0) products.clear()
      if (parties.size > 0) parties.clear()
    },
    commit(goods) {
      if (goods) items.keep(tables, counts)
      putWholes(tables, { batches: batches.changed(), products: products.values() })
      for (const [id, state] of parties) {
        tables.parties.put(id, { ...(tables.parties.get(id) ?? { state: undefined, keys: [] }), state })
      }
    },
  }
  return world
}

export function putWholes(
  tables: Tables,
  { batches, products }: { readonly batches: Iterable<BatchState>; readonly products: Iterable<ProductState> },
): void {
  for (const state of batches) {
    const id = batchIdOf(state.product, state.lot)
    tables.batches.put(id, { ...(tables.batches.get(id) ?? EMPTY_BATCH), state })
  }
  for (const state of products) {
    const id = state.product
    tables.products.put(id, { ...(tables.products.get(id) ?? { state: undefined, packs: 0 }), state })
  }
}

/**
 * Put states where they are kept, with what hangs on them: who is inside what, and the numbers of the batches. Containers are
 * written once for all that goes into them or comes out.
 */
export function putItems(tables: Tables, counts: Counts, states: ReadonlyMap<string, ItemState | undefined>): void {
  let moves: Moves | undefined
  for (const [id, state] of states) moves = putItem(tables, counts, id, state, moves)
  putMoves(tables, moves)
}

/** Put one state; what then has to be done for the containers it left or entered, with what had to be done before. */
function putItem(
  tables: Tables,
  counts: Counts,
  id: string,
  state: ItemState | undefined,
  known: Moves | undefined,
): Moves | undefined {
  const before = tables.items.get(id)
  const old = before?.state
  if (state === undefined && old === undefined) return known
  const row = { ...(before ?? EMPTY_ITEM), state }
  // Folded again without a record that changes nothing any more, or was taken back: it is still the latest that named it.
  tables.items.put(id, old === undefined ? row : withLatest(row, old.lastTime))
  if (before !== undefined && before.manifest !== 0 && isPack(id)) recount(tables, counts, before, state)
  if (old?.parent === state?.parent) return known
  const moves = known ?? { entering: new Map(), leaving: new Map() }
  noteMove(moves, id, old, state)
  return moves
}

function putMoves(tables: Tables, moves: Moves | undefined): void {
  if (moves === undefined) return
  for (const [container, { count, time }] of moves.leaving) leave(tables, container, count, time)
  for (const [container, ids] of moves.entering) enter(tables, container, ids)
}

/** What one step has put: mostly one state, for which no table is made. */
class PutStates {
  #id: string | undefined
  #state: ItemState | undefined
  #others: Map<string, ItemState> | undefined

  get(id: string): ItemState | undefined {
    return id === this.#id ? this.#state : this.#others?.get(id)
  }

  put(id: string, state: ItemState): void {
    if (this.#id === undefined || this.#id === id) {
      this.#id = id
      this.#state = state
      return
    }
    this.#others ??= new Map()
    this.#others.set(id, state)
  }

  forEach(visit: (id: string, state: ItemState) => void): void {
    if (this.#id !== undefined) visit(this.#id, this.#state as ItemState)
    this.#others?.forEach((state, id) => {
      visit(id, state)
    })
  }

  clear(): void {
    this.#id = undefined
    this.#state = undefined
    this.#others = undefined
  }

  /** Make them true: as `putItems`. */
  keep(tables: Tables, counts: Counts): void {
    if (this.#id === undefined) return
    let moves = putItem(tables, counts, this.#id, this.#state as ItemState, undefined)
    for (const [id, state] of this.#others ?? []) moves = putItem(tables, counts, id, state, moves)
    putMoves(tables, moves)
  }
}

/** What goes into containers and comes out, by container. */
interface Moves {
  readonly entering: Map<string, string[]>
  readonly leaving: Map<string, { count: number; time: number }>
}

function noteMove(
  { entering, leaving }: Moves,
  id: string,
  before: ItemState | undefined,
  after: ItemState | undefined,
): void {
  const from = before?.parent
  const parent = after?.parent
  if (from !== undefined) {
    const known = leaving.get(from)
    const { lastTime } = (after ?? before) as ItemState
    if (known === undefined) leaving.set(from, { count: 1, time: lastTime })
    else {
      known.count++
      known.time = Math.max(known.time, lastTime)
    }
  }
  if (parent === undefined) return
  const list = entering.get(parent)
  if (list === undefined) entering.set(parent, [id])
  else list.push(id)
}

/** A pack of a batch was of one status and is now of another. */
function recount(tables: Tables, counts: Counts, before: ItemRow, state: ItemState | undefined): void {
  const old = before.state
  const packed = (state?.parent === undefined ? 0 : 1) - (old?.parent === undefined ? 0 : 1)
  if (packed === 0 && old?.status === state?.status) return
  const member = memberOf(tables, before)
  if (member === undefined) return
  const batch = batchIdOf(member.product, member.lot)
  if (old?.status !== state?.status) {
    if (old !== undefined) countPack(counts, batch, old.status, -1)
    if (state !== undefined) countPack(counts, batch, state.status, 1)
  }
  if (packed !== 0) countPack(counts, batch, 'packed', packed)
}

/** Remember what is inside a container: at the end of its last list, and in new ones. */
function enter(tables: Tables, container: string, ids: readonly string[]): void {
  const row = tables.items.get(container) ?? EMPTY_ITEM
  let { chunks, lastChunk } = row
  for (let at = 0; at < ids.length; ) {
    if (chunks === 0 || lastChunk >= CHILD_CHUNK) {
      chunks++
      lastChunk = 0
    }
    const taken = ids.slice(at, at + CHILD_CHUNK - lastChunk)
    const chunk = childChunkId(container, chunks - 1)
    const list = lastChunk === 0 ? [] : (tables.children.get(chunk) ?? [])
    tables.children.put(chunk, [...list, ...taken])
    lastChunk += taken.length
    at += taken.length
  }
  tables.items.put(container, { ...row, chunks, lastChunk, inside: row.inside + ids.length })
}

/** Its lists are dropped when nothing is inside any more, and not before: a list is searched, never rewritten. */
function leave(tables: Tables, container: string, count: number, time: number): void {
  noteLeaving(tables, container, time)
  const row = tables.items.get(container)
  if (row === undefined || row.inside === 0) return
  if (row.inside > count) {
    tables.items.put(container, { ...row, inside: row.inside - count })
    return
  }
  for (let chunk = 0; chunk < row.chunks; chunk++) tables.children.delete(childChunkId(container, chunk))
  tables.items.put(container, { ...row, chunks: 0, lastChunk: 0, inside: 0 })
}

const MAX_DEPTH = 16

/** A record of the container that is older than this concerns what has left it. */
function noteLeaving(tables: Tables, container: string, time: number): void {
  let above: string | undefined = container
  for (let depth = 0; depth < MAX_DEPTH && above !== undefined; depth++) {
    const row: ItemRow | undefined = tables.items.get(above)
    if (row === undefined) return
    const noted = withLatest(row, time)
    if (noted !== row) tables.items.put(above, noted)
    above = row.state?.parent
  }
}
