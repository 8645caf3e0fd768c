/** Of which packs and batches something was taken back in another ledger by its own author (docs/spec/16-several.md#force). */
import type { JointEvents } from './joint-events.ts'

/** A pack, or a whole batch. */
export interface Reachable {
  readonly product: string
  readonly lot: string
  readonly serial?: string
}

interface Named {
  /** Products, `PRODUCT/LOT`, and packs. */
  readonly wholes: Set<string>
  readonly packs: Set<string>
  containers: boolean
}

/** Made when it is first asked, after the fold: what is asked for is every pack on a shelf. */
export function reachedIn(events: Pick<JointEvents, 'forced' | 'at'>): (what: Reachable) => boolean {
  let made: Named | undefined
  return ({ product, lot, serial }) => {
    if (events.forced.size === 0) return false
    made ??= namedIn(events)
    if (made.wholes.has(product) || made.wholes.has(`${product}/${lot}`)) return true
    // Nobody looks what was in a container.
    return serial !== undefined && (made.containers || made.packs.has(`${product}/${serial}`))
  }
}

function namedIn({ forced, at }: Pick<JointEvents, 'forced' | 'at'>): Named {
  const named: Named = { wholes: new Set(), packs: new Set(), containers: false }
  for (const position of forced) {
    for (const subject of at(position).event.subjects) {
      if (subject.kind === 'container') named.containers = true
      else if (subject.kind === 'packs')
        for (const serial of subject.serials) named.packs.add(`${subject.product}/${serial}`)
      else if (subject.kind === 'unplaced') named.packs.add(`${subject.product}/${subject.serial}`)
      else if ('product' in subject)
        named.wholes.add('lot' in subject ? `${subject.product}/${subject.lot}` : subject.product)
    }
  }
  return named
}
