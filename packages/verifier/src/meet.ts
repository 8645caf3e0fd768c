/** Which bundles meet: those that name the same pack or container (docs/spec/16-several.md#where-they-meet). */
import { column32 } from './columns.ts'
import { type ItemNames, itemNames } from './item-names.ts'
import type { Proven } from './proven.ts'

export interface Meeting {
  /** Packs and containers of all bundles. */
  readonly items: ItemNames
  /** Groups of at least two, by place in the list that was given. */
  readonly groups: readonly (readonly number[])[]
}

/** @param seed Keeps an author of serials from choosing such that all fall on one slot. */
export function meeting(bundles: readonly Pick<Proven, 'items'>[], seed: number): Meeting {
  // No product of its own: ids of several products stand side by side.
  const items = itemNames('', seed)
  /** The first bundle that names an item, from 1. */
  const first = column32()
  const above = bundles.map((_, i) => i)
  const top = (bundle: number): number => {
    let at = bundle
    while (above[at] !== at) at = above[at] as number
    return at
  }
  bundles.forEach(({ items: own }, bundle) => {
    for (let item = 0; item < own.size; item++) {
      const shared = items.add(own.text(item))
      const known = first.get(shared)
      if (known === 0) first.set(shared, bundle + 1)
      else above[top(bundle)] = top(known - 1)
    }
  })
  const groups = new Map<number, number[]>()
  bundles.forEach((_, bundle) => {
    groups.set(top(bundle), [...(groups.get(top(bundle)) ?? []), bundle])
  })
  return { items, groups: [...groups.values()].filter((group) => group.length > 1) }
}
