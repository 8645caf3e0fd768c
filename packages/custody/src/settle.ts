/** What is still open when the fold has ended: judged against a time the caller states. */
import type { Finding } from '@packtrail/protocol'
import { Collector } from './act.ts'
import { profileAt, rulesNamed, rulesOfParty } from './profiles.ts'
import { ENDED } from './resolve.ts'
import type { Rules } from './rules.ts'
import type { ItemState, PartyState } from './state.ts'
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
  const found = new Collector(-1)
  for (const [id, state] of items) {
    const { transit } = state
    if (transit?.to === undefined || state.parent !== undefined) continue
    // What was lost, stolen, destroyed or handed out is accounted for.
    if (ENDED.has(state.status) || state.status === 'lost') continue
    const consignee = world.party(transit.to)
    const own = rulesNow(world, id, consignee, rules)
    if (own.unreported?.includes('receive') === true || asOf - state.lastTime <= own.neverReceived) continue
    if (consignee?.receives !== true && own.required?.includes('receive') !== true) continue
    const days = Math.round(own.neverReceived / DAY)
    found.find('SHIPPED_NEVER_RECEIVED', id, [state.lastAt], { to: transit.to, days })
  }
  return found.done().findings
}

/** The rules in force last: of the batch of a pack, else of whoever should have received it. */
function rulesNow(world: World, id: string, consignee: PartyState | undefined, book: Rules): Rules {
  const slash = id.indexOf('/')
  const member = slash < 0 ? undefined : world.member(id.slice(0, slash), id.slice(slash + 1))
  const batch = member === undefined ? undefined : world.batch(member.product, member.lot)
  const ofBatch = rulesNamed(book, profileAt(batch?.profiles, Number.MAX_SAFE_INTEGER))
  return ofBatch ?? rulesOfParty(book, consignee, Number.MAX_SAFE_INTEGER) ?? book
}
