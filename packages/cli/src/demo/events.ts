/** Acts as the ledger's own events: what a pharmacy's program signs. A commissioning is not here: its manifest is made when it is signed. */
import type { Event, Subject } from '@packtrail/protocol'
import type { Act } from './acts.ts'

export function eventOf(act: Act): Event {
  const { agent, from, to, advice } = act
  return {
    type: act.type,
    detail: {},
    when: { ms: act.time, offset: 0, precision: 'ms' },
    who: { agent },
    where: { readPoint: agent, bizLocation: agent },
    ...(from === undefined || to === undefined
      ? {}
      : { trade: { fromOwner: from, fromHolder: from, toOwner: to, toHolder: to } }),
    ...(advice === undefined ? {} : { docs: [{ type: 'desadv', id: advice }] }),
    subjects: subjectsOf(act),
  }
}

function subjectsOf({ type, goods, serials, containers, parent }: Act): Subject[] {
  if (type === 'commission') throw new TypeError('a commissioning is signed with its manifest')
  const role = parent === undefined ? 'self' : 'child'
  const inside = parent === undefined ? {} : { parent }
  return [
    ...(serials === undefined || serials.length === 0
      ? []
      : [{ kind: 'packs', product: goods.product, lot: goods.lot, serials, ...inside } as const]),
    ...(containers ?? []).map((container) => ({ kind: 'container', container, role, ...inside }) as const),
    ...(parent === undefined ? [] : [{ kind: 'container', container: parent, role: 'parent' } as const]),
  ]
}
