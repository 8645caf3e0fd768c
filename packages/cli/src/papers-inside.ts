/** What a container held when an act named it. */
import type { Ledger } from '@packtrail/core'

const MAX_DEPTH = 16

/**
 * The packs that an act on the container at log position `g` concerned, at every depth. Whatever was put into it before is asked
 * whether that act stands in its history: what was taken out in the meantime has it not.
 */
export async function packsInside(ledger: Ledger, container: string, g: number, depth = 0): Promise<readonly string[]> {
  const packs = new Set<string>()
  const containers = new Set<string>()
  for await (const { event } of ledger.events({ stream: { type: 'container', container }, to: g })) {
    if (event.type !== 'aggregate') continue
    for (const subject of event.subjects) {
      if (subject.kind === 'packs') for (const serial of subject.serials) packs.add(`${subject.product}/${serial}`)
      else if (subject.kind === 'unplaced') packs.add(`${subject.product}/${subject.serial}`)
      else if (subject.kind === 'container' && subject.role === 'child') containers.add(subject.container)
    }
  }
  const inside = [...packs].filter((pack) => isConcerned(ledger, pack, g))
  if (depth >= MAX_DEPTH) return inside
  for (const child of containers) {
    if (isConcerned(ledger, child, g)) inside.push(...(await packsInside(ledger, child, g, depth + 1)))
  }
  return inside
}

function isConcerned(ledger: Ledger, item: string, g: number): boolean {
  return ledger.history(item).some((one) => one.g === g)
}
