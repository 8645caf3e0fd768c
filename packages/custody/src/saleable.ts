/** May it be handed out now? Expired, recalled, withdrawn, locked, quarantined, lost: judged at event time. */
import type { Act, Target } from './act.ts'
import type { FindingCode } from './catalogue.ts'
import type { Params } from './finding.ts'
import { holdAt, isBy, type Point } from './hold.ts'
import { withContainers } from './resolve.ts'
import type { BatchState, ItemState, ProductState, Recall } from './state.ts'
import type { World } from './world.ts'

const DAY = 86_400_000

/** One reason against handing it out, with the record that shows it where there is one. */
export interface Obstacle {
  readonly code: FindingCode
  readonly evidence: number
  readonly params?: Params
}

export interface Moment {
  /** Milliseconds since 1970. */
  readonly time: number
  /** Log position of the act; absent = after all that is recorded. */
  readonly at?: number
  /** Minutes east of UTC, where the clock is known. */
  readonly offset?: number
  readonly market: string | undefined
}

/** What speaks against it; `state` with its containers (`withContainers`). */
export function obstacles(
  state: ItemState,
  batch: BatchState | undefined,
  product: ProductState | undefined,
  { time, at, offset, market }: Moment,
): readonly Obstacle[] {
  const now = { time, at }
  const found: Obstacle[] = []
  const { status, statusAt } = state
  if (batch?.expiry !== undefined && isExpired(batch.expiry, time, offset))
    found.push({ code: 'DISPENSED_EXPIRED', evidence: -1, params: { expiry: batch.expiry } })
  const recalled = isRecalled(batch?.recalls, market, now)
  if (state.recalled || recalled)
    found.push({ code: 'DISPENSED_RECALLED', evidence: recalled ? (batch?.recalledAt ?? -1) : -1 })
  if (isRecalled(product?.withdrawals, market, now))
    found.push({ code: 'DISPENSED_WITHDRAWN', evidence: product?.withdrawnAt ?? -1 })
  if (status === 'locked' || holdAt(batch, 'lock', now) !== undefined)
    found.push({ code: 'DISPENSED_LOCKED', evidence: status === 'locked' ? statusAt : -1 })
  if (status === 'quarantined' || holdAt(batch, 'quarantine', now) !== undefined)
    found.push({ code: 'DISPENSED_QUARANTINED', evidence: status === 'quarantined' ? statusAt : -1 })
  if (status === 'lost') found.push({ code: 'DISPENSED_LOST', evidence: statusAt })
  return found
}

/** Where it is handed out: as stated, else where the whole batch is meant for. */
export function marketOf(stated: string | undefined, batch: BatchState | undefined): string | undefined {
  const { markets } = batch ?? {}
  return stated ?? (markets?.length === 1 ? markets[0] : undefined)
}

export function checkSaleable(
  act: Act,
  { id, product: name, batch }: Pick<Target, 'id' | 'product' | 'batch'>,
  state: ItemState,
): void {
  const { world, event, at } = act
  const time = Math.max(act.time, act.notBefore ?? act.time)
  const product = name === undefined ? undefined : world.product(name)
  const market = marketOf(event.detail.market, batch)
  const offset = event.when?.offset
  const moment: Moment = { time, at, market, ...(offset === undefined ? {} : { offset }) }
  for (const { code, evidence, params } of obstacles(state, batch, product, moment)) {
    act.find(code, id, [evidence < 0 ? state.lastAt : evidence], params)
  }
  if (market !== undefined) return
  if (onlyElsewhere(batch?.recalledIn)) act.cannotJudge('DISPENSED_RECALLED')
  if (onlyElsewhere(product?.withdrawnIn)) act.cannotJudge('DISPENSED_WITHDRAWN')
}

/** Packs looked at when a whole container is handed out; the rest are counted as not judged. */
const MAX_CONTENT = 10_000

/** A container that is handed out hands out all that is in it. */
export function checkContent(act: Act, container: string): void {
  const { world } = act
  const open = [container]
  let left = MAX_CONTENT
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const id of world.children(at)) {
      const state = world.item(id)
      if (state === undefined) continue
      if (left-- <= 0) {
        act.cannotJudge('DISPENSED_RECALLED')
        return
      }
      const pack = packOf(world, id)
      if (pack === undefined) open.push(id)
      else checkSaleable(act, { id, ...pack }, withContainers(world, state))
    }
  }
}

/** Product and batch of an item that is a pack of a known batch: `product/serial`, the product without a slash. */
function packOf(world: World, id: string): { product: string; batch?: BatchState } | undefined {
  const slash = id.indexOf('/')
  if (slash < 0) return undefined
  const product = id.slice(0, slash)
  const member = world.member(product, id.slice(slash + 1))
  if (member === undefined) return undefined
  const batch = world.batch(member.product, member.lot)
  return batch === undefined ? { product } : { product, batch }
}

/**
 * Whether it was recalled by then. A recall everywhere counts in each market; one of a named market only where the act names that
 * market.
 */
export function isRecalled(recalls: readonly Recall[] | undefined, market: string | undefined, by: Point): boolean {
  if (recalls === undefined) return false
  return recalls.some((recall) => (recall.market === '*' || recall.market === market) && isBy(recall, by))
}

/** Markets in which it is recalled or withdrawn, where nobody knows whether this is one of them. */
export function elsewhere(
  batch: BatchState | undefined,
  product: ProductState | undefined,
  { time, market }: Moment,
): readonly string[] {
  if (market !== undefined) return []
  const recalled = time >= (batch?.recalledTime ?? time) ? (batch?.recalledIn ?? []) : []
  const withdrawn = time >= (product?.withdrawnTime ?? time) ? (product?.withdrawnIn ?? []) : []
  const all = [recalled, withdrawn].filter((list) => !list.includes('*')).flat()
  return [...new Set(all)].sort()
}

function onlyElsewhere(list: readonly string[] | undefined): boolean {
  return list !== undefined && list.length > 0 && !list.includes('*')
}

/**
 * Whether the expiry day is over: by the clock of the place, or wherever on earth it may be (UTC-12 ends a day last). The day
 * itself is allowed.
 */
export function isExpired(expiry: string, time: number, offset: number | undefined): boolean {
  const local = offset === undefined ? time - DAY / 2 : time + offset * 60_000
  return local >= (dayNumber(expiry) + 1) * DAY
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar (civil-from-days, inverted) of `YYYY-MM-DD`. */
function dayNumber(iso: string): number {
  const year = digits(iso, 0, 4)
  const month = digits(iso, 5, 7)
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + digits(iso, 8, 10) - 1
  const yearOfEra = y - era * 400
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) value = value * 10 + text.charCodeAt(at) - 48
  return value
}
