/** Who has goods and where, each kept once, as numbers: a few among thousands of packs. */
import type { ItemState } from '@packtrail/custody'

/** What thousands of packs share: who has them, and where. */
export type Custody = Pick<ItemState, 'owner' | 'holder' | 'transit' | 'statusPlace' | 'units'>

export function custodyTable(): { add(state: Custody, before: number): number; get(number: number): Custody } {
  const list: Custody[] = []
  const known = new Map<string, number>()
  let last = 0
  return {
    add(state, before) {
      if (isSame(list[before], state)) return before
      if (isSame(list[last], state)) return last
      const { owner, holder, transit, statusPlace, units } = state
      const key = JSON.stringify([owner, holder, transit?.from, transit?.to, transit !== undefined, statusPlace, units])
      last = known.get(key) ?? list.length
      if (last === list.length) {
        known.set(key, last)
        list.push({
          units,
          ...(owner === undefined ? {} : { owner }),
          ...(holder === undefined ? {} : { holder }),
          ...(transit === undefined ? {} : { transit }),
          ...(statusPlace === undefined ? {} : { statusPlace }),
        })
      }
      return last
    },
    get: (number) => list[number] as Custody,
  }
}

function isSame(a: Custody | undefined, b: Custody): boolean {
  return (
    a !== undefined &&
    a.owner === b.owner &&
    a.holder === b.holder &&
    a.units === b.units &&
    a.statusPlace === b.statusPlace &&
    (a.transit === undefined) === (b.transit === undefined) &&
    a.transit?.from === b.transit?.from &&
    a.transit?.to === b.transit?.to
  )
}
