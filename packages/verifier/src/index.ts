export type { AdversaryRow } from './adversaries.ts'
export type { Axes, AxisReport, AxisState } from './axes.ts'
export { AXES, type Axis, EVIDENCE, EVIDENCE_CODES, type EvidenceCode, type EvidenceKind } from './catalogue.ts'
export { EVIDENCE_WORDS, type Sentence } from './evidence-words.ts'
export { MAX_BUNDLE } from './frames.ts'
export type { Glance } from './glance.ts'
export { reportHtml } from './html.ts'
export type { Joint, JointFinding, JointRecord } from './joint.ts'
export { type Json, reportJson } from './json.ts'
export { ENGLISH, findingWords, type Label, type Language, told } from './language.ts'
export { type LogCopy, type LogLie, type ReadLog, readLog } from './log-copy.ts'
export {
  EMPTY_MEMORY,
  formatMemory,
  type LedgerMemory,
  type Memory,
  type ParsedMemory,
  parseMemory,
  type SeenHead,
} from './memory.ts'
export { type Hasher, nobleCrypto, nobleHasher } from './noble-crypto.ts'
export { MAX_JSON, type ParsedPolicy, type Policy, parsePolicy, policyFingerprint } from './policy.ts'
export type { LogCover } from './replay-log.ts'
export { exitCode, type Headline, type Provenance, type Report, type Verdict } from './report.ts'
export type { Said } from './said.ts'
export type { LedgerLooks, SameLog } from './same-log.ts'
export { SAYINGS, type Saying } from './sayings.ts'
export type { JudgedScan, JudgedScans, LabelFault, ShelfReason, ShelfScan, ShelfVerdict } from './scans.ts'
export { type BundleGroup, type Several, verifyBundles } from './several.ts'
export { severalHtml } from './several-html.ts'
export { severalJson } from './several-json.ts'
export { severalText } from './several-text.ts'
export type { BatchStanding } from './standing.ts'
export { reportText } from './text.ts'
export { type Bar, LANES, type Lane, type Timeline } from './timeline.ts'
export { verifyBundle } from './verify.ts'
export type { VerifyOptions } from './verify-options.ts'
export type { Whereabouts } from './whereabouts.ts'
