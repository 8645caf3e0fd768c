/** Answers about goods: one pack or container, one batch, the events for a document. */

import type { SeenEvent, StreamName } from '@packtrail/protocol'
import type { BatchName } from './bundle-plan.ts'
import { type BatchState, freshPack, type ItemState, type Membership, type Status } from './custody.ts'
import { LedgerError } from './error.ts'
import { manifestChunks } from './manifest-rows.ts'
import { rangeOf } from './row-key.ts'
import { claimHex, keyIdAt, signerAt } from './signed-by.ts'
import type { StoreReader } from './store.ts'
import { streamPositions } from './stream-rows.ts'
import { manifestSubject } from './subjects.ts'
import { isPack } from './tx-world.ts'
import { confirmUnknown, type View } from './view.ts'

export interface ItemReport {
  readonly id: string
  /** Its own state. While it is inside a container, custody is that of the outermost one: the last of `inside`. */
  readonly state: ItemState
  /** The registration that holds it; `undefined` for containers and for packs nobody registered. */
  readonly member: (Membership & { readonly batch: BatchState | undefined }) | undefined
  /** Containers it is in, the nearest first. */
  readonly inside: readonly { readonly id: string; readonly state: ItemState }[]
  /** Direct content, for containers. */
  readonly children: readonly string[]
  readonly events: number
}

const MAX_DEPTH = 16

/**
 * What is known of a pack or container; `undefined` when nothing is. A pack is unknown only when its product's manifests say so.
 * @throws LedgerError DAMAGED when a manifest holds a pack whose row is gone.
 */
export async function reportItem(view: View, id: string): Promise<ItemReport | undefined> {
  const row = view.item(id)
  if (!isPack(id)) return row === undefined ? undefined : report(view, id, row.state, undefined)
  const slash = id.indexOf('/')
  const product = id.slice(0, slash)
  const serial = id.slice(slash + 1)
  const member = view.member(product, serial)
  if (member === undefined && (await confirmUnknown(view, product, serial)) !== undefined) {
    throw new LedgerError('DAMAGED', `the row of pack ${id} is gone, but its manifest holds it: run fsck`)
  }
  // The row of a pack that no event named and no manifest holds was left by a registration that never came to be.
  if (row === undefined || (member === undefined && row.state === undefined && row.lines.length === 0)) return undefined
  return report(view, id, row.state ?? freshPack(view.world, member), member)
}

function report(
  view: View,
  id: string,
  state: ItemState | undefined,
  member: Membership | undefined,
): ItemReport | undefined {
  if (state === undefined) return undefined
  const inside: { id: string; state: ItemState }[] = []
  for (let parent = state.parent; parent !== undefined && inside.length < MAX_DEPTH; ) {
    const above = view.item(parent)?.state
    if (above === undefined) break
    inside.push({ id: parent, state: above })
    parent = above.parent
  }
  return {
    id,
    state,
    member: member === undefined ? undefined : { ...member, batch: view.world.batch(member.product, member.lot) },
    inside,
    children: isPack(id) ? [] : view.world.children(id),
    events: view.lines(id).length,
  }
}

export interface BatchReport {
  readonly product: string
  readonly lot: string
  readonly state: BatchState | undefined
  /** Markets in which the product as a whole is recalled; `*` = everywhere. */
  readonly productRecalledIn: readonly string[]
  /** Packs registered. */
  readonly packs: number
  /** Registered packs by status. */
  readonly counts: Readonly<Partial<Record<Status, number>>>
  /** Of these inside a container. */
  readonly packed: number
  /** Entries of its stream. */
  readonly entries: number
}

export function reportBatch(view: View, product: string, lot: string): BatchReport | undefined {
  const stream = view.stream({ type: 'batch', product, lot })
  const row = view.batch(product, lot)
  if (stream === undefined && row === undefined) return undefined
  const counts: Partial<Record<Status, number>> = {}
  let touched = 0
  for (const [status, count] of Object.entries(row?.counts ?? {}) as [Status, number][]) {
    if (count > 0) counts[status] = count
    touched += count
  }
  const packs = row?.packs ?? 0
  // A pack that was only registered has no state of its own: it is active.
  if (packs > touched) counts.active = (counts.active ?? 0) + packs - touched
  return {
    product,
    lot,
    state: row?.state,
    productRecalledIn: view.world.product(product)?.withdrawnIn ?? [],
    packs,
    counts,
    packed: row?.packed ?? 0,
    entries: stream?.size ?? 0,
  }
}

/** Lots of a product that have registered packs, in bytewise order; at most `most` of them. */
export async function lotsOf({ store }: View, product: string, most: number): Promise<readonly string[]> {
  const prefix = Buffer.from(`${product}/`)
  const lots = new Set<string>()
  for await (const keys of store.scanKeys(rangeOf('o', prefix))) {
    for (const key of keys) {
      // Kind, batch, a zero, and the six bytes of the manifest's number.
      lots.add(Buffer.from(key.subarray(1 + prefix.length, key.length - 7)).toString('utf8'))
      if (lots.size >= most) return [...lots]
    }
  }
  return [...lots]
}

export interface EventFilter {
  /** Of one batch, container, product or party; absent = the whole log. */
  readonly stream?: StreamName
  /** Log positions [from, to). */
  readonly from?: number
  readonly to?: number
}

export interface LoggedEvent {
  /** Log position of the claim's first entry. */
  readonly g: number
  readonly recorded: number
  readonly event: SeenEvent
  readonly claim: string
  readonly signer: string | undefined
  /** Hex id of the key that its submission is signed with. */
  keyId(): string | undefined
  /** The serials of its manifest, for a registration. */
  serials(): Iterable<string>
}

/**
 * Events in the order of the log, each once.
 * @param live Where serials are read from: callers may ask for them when the view is gone, and a manifest never changes.
 */
export async function* loggedEvents(
  view: View,
  filter: EventFilter,
  live: StoreReader = view.store,
): AsyncGenerator<LoggedEvent> {
  const manifests = new Map<string, Map<number, number>>()
  const placed = new Set<number>()
  for (const g of positionsOf(view, filter)) {
    const claim = view.log.claim(g)
    // The whole log has several entries of a claim, of which the first counts; a stream has one, `place` entries apart.
    if (claim === undefined || (filter.stream === undefined && claim.at !== g) || placed.has(claim.at)) continue
    const event = view.event(g)
    if (event === undefined) continue
    if (filter.stream?.type === 'batch' && isPlaced(event, filter.stream.lot)) placed.add(claim.at)
    const subject = manifestSubject(event)
    const id = subject === undefined ? undefined : await manifestAt(view, manifests, subject, claim.at)
    const row = id === undefined ? undefined : view.manifest(id)
    yield {
      g: claim.at,
      recorded: view.entry(claim.at).recorded,
      event,
      claim: claimHex(view, claim.at),
      signer: signerAt(view, claim.at),
      keyId: () => keyIdAt(view, claim.at),
      *serials() {
        if (id !== undefined && row !== undefined) for (const chunk of manifestChunks(live, id, row)) yield* chunk
      },
    }
  }
}

/** Whether `place` entries of this event may stand in the stream of this lot. */
function isPlaced({ subjects }: SeenEvent, lot: string): boolean {
  return subjects.some((subject) => subject.kind === 'unplaced' || (subject.kind === 'packs' && subject.lot !== lot))
}

function* positionsOf(view: View, { stream, from = 0, to = Number.MAX_SAFE_INTEGER }: EventFilter): Generator<number> {
  const end = Math.min(to, view.head.size)
  if (stream === undefined) {
    for (let g = Math.max(from, 1); g < end; g++) yield g
    return
  }
  const row = view.stream(stream)
  if (row === undefined) return
  for (const g of streamPositions(view.store, view.streamId(stream), row, 0, row.size)) {
    if (g >= from && g < end) yield g
  }
}

async function manifestAt(
  view: View,
  known: Map<string, Map<number, number>>,
  { product, lot }: Omit<BatchName, 'type'>,
  at: number,
): Promise<number | undefined> {
  const batch = `${product}/${lot}`
  let byClaim = known.get(batch)
  if (byClaim === undefined) {
    byClaim = new Map()
    for (const id of await view.manifestsOf(product, lot)) byClaim.set(view.manifest(id)?.at ?? -1, id)
    known.set(batch, byClaim)
  }
  return byClaim.get(at)
}
