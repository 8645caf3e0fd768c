/** The answer at the counter for a case or pallet: it is as good as the worst pack in it. Reads the world and changes nothing. */
import { askedReason, type Reason } from './asked.ts'
import { judgeScan, type Say, sayState, verdictOf } from './live.ts'
import { MAX_CONTAINMENT } from './resolve.ts'
import type { Rules } from './rules.ts'
import type { ItemState } from './state.ts'
import type { World } from './world.ts'

/** Packs of a container that are judged; of more it is said how many there are. */
const MAX_JUDGED = 10_000

/** Packs that are named for each reason. */
const MAX_NAMED = 5

/** One reason against packs of a container. */
export interface ContentReason extends Reason {
  /** The first packs that it concerns. */
  readonly packs: readonly string[]
  /** How many it concerns in all. */
  readonly count: number
}

export interface ContainerVerdict {
  readonly verdict: 'ok' | 'warn' | 'stop'
  readonly state: ItemState
  /** Packs in it, whatever lies between; those that were not judged included, as far as they were counted. */
  readonly packs: number
  /** Packs that were judged: at most 10,000. */
  readonly judged: number
  /** Packs that must not be handed out. */
  readonly stopped: number
  readonly reasons: readonly ContentReason[]
}

/** Judge what is in a container, as `judgeScan` judges a pack; `undefined` when nothing is known of it. */
export function judgeContainer(
  world: World,
  container: string,
  now: number,
  market: string | undefined,
  rules: Rules,
  offset?: number,
): ContainerVerdict | undefined {
  const state = world.item(container)
  if (state === undefined) return undefined
  const found = new Map<string, { reason: Reason; packs: string[]; count: number }>()
  let judged = 0
  let stopped = 0
  const { packs, more } = packsIn(world, container)
  for (const id of packs) {
    const slash = id.indexOf('/')
    const scan = { product: id.slice(0, slash), serial: id.slice(slash + 1) }
    const { verdict, reasons } = judgeScan(world, scan, now, market, rules, offset)
    judged++
    if (verdict === 'stop') stopped++
    for (const reason of reasons) {
      const key = `${reason.code} ${reason.message}`
      const entry = found.get(key) ?? { reason, packs: [], count: 0 }
      found.set(key, entry)
      entry.count++
      if (entry.packs.length < MAX_NAMED) entry.packs.push(id)
    }
  }
  const own = judged > 0 ? [] : ownReasons(world, state, container)
  const content = [...found.values()].map(({ reason, ...more }): ContentReason => ({ ...reason, ...more }))
  const reasons = [...content, ...own]
  const verdict = verdictOf(reasons)
  return {
    verdict: verdict === 'ok' && more > 0 ? 'warn' : verdict,
    state,
    packs: judged + more,
    judged,
    stopped,
    reasons,
  }
}

/** An empty container has no pack to speak for it: dispensed, destroyed, locked as a thing. */
function ownReasons(world: World, state: ItemState, container: string): ContentReason[] {
  const reasons: Reason[] = []
  const say: Say = (code, params = {}) => void reasons.push(askedReason(code, params))
  sayState(world, { product: '', state, batch: undefined, moment: { time: 0, market: undefined } }, say)
  return reasons.map((reason) => ({ ...reason, packs: [container], count: 1 }))
}

/** `PRODUCT/SERIAL`; of containers only an individual trade item has a slash. */
function isPack(id: string): boolean {
  return id.includes('/') && !id.startsWith('sgtin:')
}

/** The packs of a container and of the containers in it, to the depth and number that are looked at; `more` are only counted. */
function packsIn(world: World, container: string): { readonly packs: readonly string[]; readonly more: number } {
  const packs: string[] = []
  let more = 0
  let level: readonly string[] = [container]
  for (let depth = 0; depth <= MAX_CONTAINMENT && level.length > 0; depth++) {
    const below: string[] = []
    for (const at of level) {
      for (const id of world.children(at)) {
        if (!isPack(id)) below.push(id)
        else if (packs.length < MAX_JUDGED) packs.push(id)
        else more++
      }
    }
    level = below
  }
  return { packs, more }
}
