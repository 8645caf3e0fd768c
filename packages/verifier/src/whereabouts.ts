/** Where packs are, as a report lists it. */
import type { Status } from '@packtrail/custody'

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
