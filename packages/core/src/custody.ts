/** The one door to the custody rules. */
export type {
  BatchState,
  ItemState,
  ManifestState,
  PartyState,
  ProductState,
  Status,
} from '../../custody/src/state.ts'
export { GRADES, STATUSES } from '../../custody/src/state.ts'
export type { StepInput, StepResult } from '../../custody/src/step.ts'
export type { Membership, World } from '../../custody/src/world.ts'
