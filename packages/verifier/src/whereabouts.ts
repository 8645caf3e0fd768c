/** Where packs are, as a report lists it. */
import type { ItemState, Status } from '@packtrail/custody'

/** Packs in one state at one party. */
export interface Whereabouts {
  readonly status: Status
  /** Party that holds them, or held them when their life ended; absent = nobody said. */
  readonly holder?: string
  /** On their way to this party. */
  readonly inTransitTo?: string
  readonly packs: number
  /** Of these, packs whose place was inferred from a container. */
  readonly inferred: number
}

/** A row that is being counted. */
export interface CountedPlace {
  packs: number
  inferred: number
}

export interface WhereaboutsCounter {
  /** The row of packs in this state at this party. */
  place(status: Status, of: Pick<ItemState, 'holder' | 'transit'>): CountedPlace
  all(): Iterable<Whereabouts>
}

export function whereaboutsCounter(): WhereaboutsCounter {
  const rows = new Map<string, CountedPlace & Whereabouts>()
  return {
    place(status, { holder, transit }) {
      const to = transit?.to
      const key = `${status} ${holder} ${to}`
      const known = rows.get(key)
      if (known !== undefined) return known
      const made = {
        status,
        ...(holder === undefined ? {} : { holder }),
        ...(to === undefined ? {} : { inTransitTo: to }),
        packs: 0,
        inferred: 0,
      }
      rows.set(key, made)
      return made
    },
    all: () => rows.values(),
  }
}
