/** What is still open when the fold has ended: judged against a time the caller states. */
import type { Finding } from '@packtrail/protocol'
import { Collector } from './act.ts'
import { ENDED } from './resolve.ts'
import type { Rules } from './rules.ts'
import type { ItemState } from './state.ts'
import type { World } from './world.ts'

const DAY = 86_400_000

/**
 * Goods shipped to a party that reports receipts, and not received within the limit. Items inside containers are not given:
 * their container is.
 */
export function settle(
  world: World,
  items: Iterable<readonly [string, ItemState]>,
  asOf: number,
  rules: Rules,
): readonly Finding[] {
  if (rules.unreported?.includes('receive') === true) return []
  const found = new Collector(-1)
  for (const [id, state] of items) {
    const { transit } = state
    if (transit?.to === undefined || state.parent !== undefined) continue
    // What was lost, stolen, destroyed or handed out is accounted for.
    if (ENDED.has(state.status) || state.status === 'lost' || asOf - state.lastTime <= rules.neverReceived) continue
    if (world.party(transit.to)?.receives !== true) continue
    const days = Math.round(rules.neverReceived / DAY)
    found.find('SHIPPED_NEVER_RECEIVED', id, [state.lastAt], { to: transit.to, days })
  }
  return found.done().findings
}
