export type { CannotJudge, Withdrawn } from './act.ts'
export { type NoteCode, type Reason, reportedMessage, stoppedWords } from './asked.ts'
export { batchAt, mergeBatch, unchangedSince } from './batch-at.ts'
export { type Correctable, cancelledClaims, MOST_CORRECTED } from './cancelled.ts'
export { CATALOGUE, type CatalogueEntry, FINDING_CODES, type FindingCode } from './catalogue.ts'
export { type Ours, type Stay, type Tracker, trackStays } from './closure.ts'
export { fillTemplate, MAX_ITEMS, type Mode, makeFinding, type Params, refusing } from './finding.ts'
export { type FindingSet, type Folded, findingSet, foldAll } from './fold.ts'
export { judgeScan, type Scan, type ScanVerdict } from './live.ts'
export { type ContainerVerdict, type ContentReason, judgeContainer } from './live-container.ts'
export { type MemoryWorld, memoryWorld } from './memory-world.ts'
export { compareOrder, eventTime, type Ordered } from './order.ts'
export {
  acceptedRules,
  defaultRules,
  PROFILE_KEY,
  PROFILES,
  type ProfileSetting,
  type ProfileSubject,
  profileSubject,
} from './profiles.ts'
export { NEW_BATCH } from './register.ts'
export {
  type Custody,
  custodyOf,
  ENDED,
  freshPack,
  MAX_CONTAINMENT,
  NEW_CONTAINER,
  rootOf,
  withContainers,
} from './resolve.ts'
export type { Rules } from './rules.ts'
export { settle } from './settle.ts'
export {
  type BatchFacts,
  type BatchState,
  GRADES,
  type Grade,
  type Held,
  type ItemState,
  type ManifestState,
  type PartyState,
  type Pending,
  type ProductState,
  STATUSES,
  type Standing,
  type Status,
  type Transit,
} from './state.ts'
export { REATTEST, type StepInput, type StepResult, step } from './step.ts'
export type { Membership, Repeated, World } from './world.ts'
