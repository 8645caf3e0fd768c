/** The batch at a glance, and where its packs are now: counted in one pass over the columns. */
import type { BatchState, Status } from '@packtrail/custody'
import type { Proven } from './proven.ts'
import type { Replayed } from './replay.ts'
import { type BatchStanding, standingOf } from './standing.ts'
import type { Whereabouts } from './whereabouts.ts'

export interface Glance {
  readonly product: string
  readonly productName?: string
  readonly lot: string
  readonly expiry?: string
  readonly made?: string
  readonly markets?: readonly string[]
  readonly manufacturers: readonly string[]
  /** Serials in the signed manifests. */
  readonly packs: number
  readonly manifests: number
  readonly closed: boolean
  readonly recalledIn: readonly string[]
  /** Of the product as a whole. */
  readonly productRecalledIn: readonly string[]
  readonly quarantined: boolean
  readonly locked: boolean
  /** Without those about parties, keys, products and rules. */
  readonly events: number
  readonly eventsByType: Readonly<Record<string, number>>
  readonly containers: number
  readonly byStatus: Readonly<Partial<Record<Status, number>>>
  readonly whereabouts: readonly Whereabouts[]
  /** Further rows that are not listed, and the packs in them. */
  readonly moreWhereabouts: { readonly rows: number; readonly packs: number }
  /** Names that parties are registered under. */
  readonly partyNames: Readonly<Record<string, string>>
  /** Event times of the first and the last event, ms since 1970. */
  readonly first?: number
  readonly last?: number
}

/** Rows of whereabouts that a report lists. */
const MAX_ROWS = 200

export function glance(proven: Proven, { world, timeline }: Replayed): Glance {
  const { batch, manifests, counts } = proven
  const state: BatchState | undefined = world.batch(batch.product, batch.lot)
  const product = world.product(batch.product)
  const standing = standingOf(world, batch)
  const { rows, byStatus } = whereabouts(suspended(world.tally(), standing))
  const listed = rows.slice(0, MAX_ROWS)
  const rest = rows.slice(MAX_ROWS)
  const makers = new Set((state?.manifests ?? []).flatMap(({ agent, owner }) => agent ?? owner ?? []))
  return {
    product: batch.product,
    lot: batch.lot,
    ...(product?.name === undefined ? {} : { productName: product.name }),
    ...(state?.expiry === undefined ? {} : { expiry: state.expiry }),
    ...(state?.made === undefined ? {} : { made: state.made }),
    ...(state?.markets === undefined ? {} : { markets: state.markets }),
    manufacturers: [...makers],
    packs: manifests.serials,
    manifests: manifests.all.length,
    closed: state?.closed !== undefined,
    recalledIn: standing.recalledIn,
    productRecalledIn: standing.productRecalledIn,
    quarantined: standing.quarantined,
    locked: standing.locked,
    events: timeline.events,
    eventsByType: timeline.byType,
    containers: countOf(proven.streams.all(), ({ name }) => name.type === 'container'),
    byStatus,
    whereabouts: listed,
    moreWhereabouts: { rows: rest.length, packs: rest.reduce((sum, { packs }) => sum + packs, 0) },
    partyNames: partyNames(proven, world),
    ...(counts.entries === 0 || timeline.first === undefined ? {} : { first: timeline.first }),
    ...(counts.entries === 0 || timeline.last === undefined ? {} : { last: timeline.last }),
  }
}

/** A pack of a locked batch is locked, whatever its own last record says; of two the stronger (docs/spec/14-custody.md#acts). */
function* suspended(
  tally: Iterable<Whereabouts>,
  { quarantined, locked }: Pick<BatchStanding, 'quarantined' | 'locked'>,
): Iterable<Whereabouts> {
  const rows = new Map<string, Whereabouts>()
  for (const row of tally) {
    const { status, holder, inTransitTo, packs, inferred } = row
    const held = status === 'active' || status === 'quarantined'
    const stronger = held && locked ? 'locked' : status === 'active' && quarantined ? 'quarantined' : status
    const key = `${stronger} ${holder} ${inTransitTo}`
    const known = rows.get(key) ?? { ...row, status: stronger, packs: 0, inferred: 0 }
    rows.set(key, { ...known, packs: known.packs + packs, inferred: known.inferred + inferred })
  }
  yield* rows.values()
}

function countOf<T>(items: Iterable<T>, wanted: (item: T) => boolean): number {
  let count = 0
  for (const item of items) if (wanted(item)) count++
  return count
}

export function whereabouts(tally: Iterable<Whereabouts>): {
  readonly rows: Whereabouts[]
  readonly byStatus: Partial<Record<Status, number>>
} {
  const byStatus: Partial<Record<Status, number>> = {}
  const rows = [...tally]
  for (const { status, packs } of rows) byStatus[status] = (byStatus[status] ?? 0) + packs
  return { rows: rows.sort((a, b) => b.packs - a.packs), byStatus }
}

function partyNames({ streams }: Proven, world: Replayed['world']): Record<string, string> {
  const named: Record<string, string> = {}
  for (const { name } of streams.all()) {
    if (name.type !== 'authority') continue
    const text = world.party(name.actor)?.name
    if (text !== undefined) named[name.actor] = text
  }
  return named
}
