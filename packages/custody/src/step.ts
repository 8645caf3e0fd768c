/** The one step function: what an event does to the world, and what is wrong with that (docs/spec/custody.md). */
import type { Finding, SeenEvent } from '@packtrail/protocol'
import type { Rules } from './rules.ts'
import type { World } from './world.ts'

/** An event with everything about it that the step may use. No clock, no randomness: equal inputs, equal outputs. */
export interface StepInput {
  readonly event: SeenEvent
  /** Hex of the claim hash. */
  readonly claim: string
  /** Log position of the claim's first entry. */
  readonly at: number
  /** Recorded time in ms (ledger clock, monotone with `at`). */
  readonly recorded: number
  /** The party whose key signed; undefined when attested. */
  readonly signer?: string
  /** Serials of a commissioning that are already members of an older manifest (the caller knows; bounded to 100), and their number. */
  readonly repeated?: { readonly serials: readonly string[]; readonly count: number }
}

export interface StepResult {
  /** Most severe first. Empty on a clean step. */
  readonly findings: readonly Finding[]
}

export declare function step(world: World, input: StepInput, rules: Rules): StepResult
