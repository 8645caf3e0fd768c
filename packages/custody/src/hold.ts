/**
 * Locks and quarantines, and who may lift them: who set it, the manufacturer, a regulator; of a quarantine that a trading partner
 * set, also whoever holds or owns the goods now. What a stranger lifts stays as it was.
 */
import type { Act, Target } from './act.ts'
import { doers, party, standingAt } from './parties.ts'
import { rootOf } from './resolve.ts'
import type { BatchHold, BatchState, ItemState, Status } from './state.ts'

/** A moment of the fold: event time, then log position. */
export interface Point {
  readonly time: number
  /** Absent = after all records of that time. */
  readonly at?: number | undefined
}

/** Whether what happened at `one` is not later than `point`. */
export function isBy(one: { readonly time: number; readonly at: number }, { time, at }: Point): boolean {
  return one.time < time || (one.time === time && one.at <= (at ?? Number.POSITIVE_INFINITY))
}

/** Put in by event time; a record that is there already is not put in again. */
export function inOrder<T extends { readonly at: number; readonly time: number }>(
  list: readonly T[] = [],
  one: T,
  same: (a: T, b: T) => boolean,
): readonly T[] {
  if (list.some((known) => known.at === one.at && same(known, one))) return list
  const behind = list.findIndex((known) => !isBy(known, one))
  return behind < 0 ? [...list, one] : [...list.slice(0, behind), one, ...list.slice(behind)]
}

/** What holds the whole batch at that moment; of several ledgers each holds it by itself. */
export function holdAt(batch: BatchState | undefined, how: BatchHold['how'], point: Point): BatchHold | undefined {
  const { holds } = batch ?? {}
  if (holds === undefined) return undefined
  if (holds.every(({ ledger }) => ledger === undefined)) return holdIn(batch, how, point, undefined)
  for (const ledger of ledgersOf(batch, how)) {
    const set = holdIn(batch, how, point, ledger)
    if (set !== undefined) return set
  }
  return undefined
}

/** The ledgers that said something of it; `undefined` is the one ledger where there are not several. */
export function ledgersOf(batch: BatchState | undefined, how: BatchHold['how']): ReadonlySet<number | undefined> {
  return new Set(batch?.holds?.flatMap((hold) => (hold.how === how ? [hold.ledger] : [])))
}

export function holdIn(
  batch: BatchState | undefined,
  how: BatchHold['how'],
  point: Point,
  ledger: number | undefined,
): BatchHold | undefined {
  let set: BatchHold | undefined
  for (const hold of batch?.holds ?? []) {
    if (hold.how !== how || hold.ledger !== ledger || !isBy(hold, point)) continue
    if (!hold.on) set = set === undefined || mayLiftBatch(batch, set, hold) ? undefined : set
    else if (set === undefined || isHigher(batch, hold)) set = hold
  }
  return set
}

/** Whether this lifts that: nobody can judge where one of them names nobody. */
export function mayLiftBatch(batch: BatchState | undefined, set: BatchHold, lift: BatchHold): boolean {
  if (set.by.length === 0 || lift.by.length === 0) return true
  return lift.by.some((one) => set.by.includes(one)) || isHigher(batch, lift)
}

function isHigher(batch: BatchState | undefined, { by, regulator, time, at }: BatchHold): boolean {
  return regulator === true || by.some((one) => isMaker(batch, one, { time, at }))
}

/** Whether it had commissioned of the batch by then: whoever does so later was none when it spoke. */
export function isMaker(batch: BatchState | undefined, one: string, point: Point): boolean {
  const { manifests = [] } = batch ?? {}
  return manifests.some((made) => !made.adopted && isBy(made, point) && party(made.agent) === one)
}

export function isRegulator({ world, at }: Pick<Act, 'world' | 'at'>, by: readonly string[]): boolean {
  return by.some((one) => {
    const state = world.party(one)
    return state !== undefined && standingAt(state, at).licences.some(({ role }) => role === 'regulator')
  })
}

/** Whether a later hold of the same kind takes the place of the one before: so that nobody takes it over by saying it again. */
export function takesOver(act: Act, { batch }: Pick<Target, 'batch'>): boolean {
  const by = doers(act.event, act.signer)
  return isRegulator(act, by) || by.some((one) => isMaker(batch, one, act))
}

const LIFTED: Readonly<Partial<Record<Status, string>>> = { locked: 'lock', quarantined: 'quarantine' }

/** Whether whoever acts may lift what `place` set on an item; found when not. */
export function mayLift(
  act: Act,
  target: Target,
  state: ItemState,
  set: { readonly at: number; readonly place?: string | undefined; readonly status: Status },
): boolean {
  const what = LIFTED[set.status]
  const owner = party(set.place)
  const by = doers(act.event, act.signer)
  if (what === undefined || owner === undefined || by.includes(owner)) return true
  if (by.length === 0) {
    act.cannotJudge('UNLOCK_BY_OTHER')
    return true
  }
  const { batch } = target
  if (isRegulator(act, by) || by.some((one) => isMaker(batch, one, act))) return true
  const isPartners = set.status === 'quarantined' && !isMaker(batch, owner, act) && !isRegulator(act, [owner])
  if (isPartners) {
    const root = rootOf(act.world, target.id, state).state
    if (by.some((one) => one === root.holder || one === root.owner || one === root.transit?.to)) return true
  }
  act.find('UNLOCK_BY_OTHER', target.id, [set.at], { party: by[0] as string, owner, what })
  return false
}
