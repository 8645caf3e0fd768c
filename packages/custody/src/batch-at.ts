/**
 * A batch as it was at a moment of the fold. What was said of it is kept with its moment, so that a ledger can judge a record that
 * comes late by what a fold over all records would know there (docs/adr/0004), without folding the batch again.
 */
import { holdAt, inOrder, isBy, type Point } from './hold.ts'
import { pick } from './pick.ts'
import type { BatchFacts, BatchState, Recall } from './state.ts'

interface Moment {
  readonly time: number
  readonly at: number
}

/**
 * As the fold has it when this point is reached. Of several closings only the newest is known.
 * @param until What was said of the batch as a whole counts up to here: for goods handed out now, whatever time is claimed.
 */
export function batchAt(state: BatchState, point: Point, until: Point = point): BatchState {
  const isMade = (one: Moment): boolean => isBy(one, point)
  const isKnown = (one: Moment): boolean => isBy(one, until)
  const { manifests, corrections, recalls = [], holds = [], closed } = state
  const lists: readonly (readonly Moment[])[] = [corrections, recalls, holds, closed ? [closed] : []]
  if (manifests.every(isMade) && lists.every((list) => list.every(isKnown))) return state
  return derived({
    ...state,
    manifests: manifests.filter(isMade),
    corrections: corrections.filter(isKnown),
    recalls: recalls.filter(isKnown),
    holds: holds.filter(isKnown),
    closed: closed !== undefined && isKnown(closed) ? closed : undefined,
  })
}

const NEWEST = new WeakMap<BatchState, number>()

/** Event time since which its makers, expiry, units and markets are what they are. */
export function unchangedSince(state: BatchState): number {
  let newest = NEWEST.get(state)
  if (newest === undefined) {
    newest = Number.NEGATIVE_INFINITY
    for (const { time, adds } of state.manifests) if (adds !== undefined && time > newest) newest = time
    for (const { time } of state.corrections) if (time > newest) newest = time
    NEWEST.set(state, newest)
  }
  return newest
}

/** What a step made of `seen`, an earlier moment of a batch, put into all that is known of it. */
export function mergeBatch(all: BatchState, seen: BatchState, put: BatchState): BatchState {
  const { closed } = put
  return derived({
    ...all,
    manifests: joined(all.manifests, seen.manifests, put.manifests),
    corrections: joined(all.corrections, seen.corrections, put.corrections),
    recalls: joined(all.recalls, seen.recalls, put.recalls),
    holds: joined(all.holds, seen.holds, put.holds),
    closed: all.closed === undefined || (closed !== undefined && isBy(all.closed, closed)) ? closed : all.closed,
    profiles: put.profiles,
  })
}

function joined<T extends Moment>(
  all: readonly T[] = [],
  seen: readonly T[] = [],
  put: readonly T[] = [],
): readonly T[] {
  const known = new Set(seen)
  let out = all
  for (const one of put) if (!known.has(one)) out = inOrder(out, one, () => false)
  return out
}

type Lists = { readonly [K in keyof BatchState]: BatchState[K] | undefined } & Pick<
  BatchState,
  'product' | 'lot' | 'manifests' | 'corrections'
>

/** Everything that follows from what was said. */
function derived({
  product,
  lot,
  manifests,
  corrections,
  recalls = [],
  holds = [],
  closed,
  profiles,
}: Lists): BatchState {
  const said = corrections.findLast(({ what }) => what === 'expiry')?.after
  const bare: BatchState = {
    product,
    lot,
    ...pick('expiry', said ?? first(manifests, 'expiry')),
    ...pick('made', first(manifests, 'made')),
    ...pick('units', first(manifests, 'units')),
    ...pick('markets', first(manifests, 'markets')),
    manifests,
    ...pick('closed', closed),
    ...recalled(recalls),
    locked: false,
    ...pick('profiles', profiles),
    corrections,
  }
  return holds.length === 0 ? bare : held({ ...bare, holds })
}

function first<K extends keyof BatchFacts>(manifests: BatchState['manifests'], key: K): BatchFacts[K] | undefined {
  return manifests.find(({ adds }) => adds?.[key] !== undefined)?.adds?.[key]
}

/** @param recalls By event time. */
export function recalled(
  recalls: readonly Recall[],
): Pick<BatchState, 'recalls' | 'recalledIn' | 'recalledAt' | 'recalledTime'> {
  const [earliest] = recalls
  if (earliest === undefined) return { recalledIn: [] }
  const recalledIn = [...new Set(recalls.map(({ market }) => market))]
  return { recalls, recalledIn, recalledAt: earliest.at, recalledTime: earliest.time }
}

/** Whether what was said last holds it. */
export function held(batch: BatchState): BatchState {
  const last = { time: Number.POSITIVE_INFINITY }
  const isNamed = (how: 'lock' | 'quarantine'): boolean => batch.holds?.some((hold) => hold.how === how) === true
  return {
    ...batch,
    locked: holdAt(batch, 'lock', last) !== undefined,
    ...(isNamed('quarantine') ? { quarantined: holdAt(batch, 'quarantine', last) !== undefined } : {}),
  }
}
