/** Every way in which a bundle itself can be wrong (docs/reference/findings.md#evidence). Codes are stable. */
import type { FindingKind } from '@packtrail/protocol'

/** The six questions a report answers (docs/spec/13-bundle.md#verdict). */
export const AXES = ['bytes', 'authorship', 'completeness', 'history', 'witnesses', 'time'] as const
export type Axis = (typeof AXES)[number]

export interface EvidenceKind extends FindingKind {
  /** An error on it fails this axis. */
  readonly axis: Axis
}

/** `lie`: somebody signed or registered what is not so. `detected`: by the auditor's own memory or clock. `flag`: look into it. */
const GRADES: Readonly<Record<'error' | 'lie' | 'detected' | 'flag', FindingKind>> = {
  error: { severity: 'error', class: 'evidence', proof: 'provable' },
  lie: { severity: 'error', class: 'falsification', proof: 'provable' },
  detected: { severity: 'error', class: 'evidence', proof: 'detected' },
  flag: { severity: 'warn', class: 'evidence', proof: 'flag' },
}

const TABLE = {
  // The file: read strictly, in one order, nothing skipped.
  FILE_KIND: ['bytes', 'error'],
  FILE_CUT: ['bytes', 'error'],
  FILE_TOO_LARGE: ['bytes', 'error'],
  FRAME_TOO_LARGE: ['bytes', 'error'],
  FRAME_CUT: ['bytes', 'error'],
  NOT_CANONICAL: ['bytes', 'error'],
  FRAME_TYPE: ['bytes', 'error'],
  FRAME_DEPTH: ['bytes', 'error'],
  FRAME_TEXT: ['bytes', 'error'],
  FRAME_TRAILING: ['bytes', 'error'],
  FRAME_SHAPE: ['bytes', 'error'],
  FRAME_VALUE: ['bytes', 'error'],
  FRAME_ORDER: ['bytes', 'error'],
  FRAME_AFTER_END: ['bytes', 'error'],
  FRAME_COUNT: ['bytes', 'error'],
  VERSION_UNKNOWN: ['bytes', 'error'],

  // The checkpoint, and what hangs on it.
  LEDGER_MISMATCH: ['bytes', 'error'],
  ORIGIN_MISMATCH: ['bytes', 'error'],
  NOTE_MALFORMED: ['bytes', 'error'],
  NOTE_LINES: ['bytes', 'error'],
  CHECKPOINT_UNSIGNED: ['bytes', 'error'],
  CHECKPOINT_SIGNATURE: ['bytes', 'error'],
  GENESIS_CHANGED: ['bytes', 'error'],
  GENESIS_CLAIM: ['bytes', 'error'],
  EPOCH_MALFORMED: ['bytes', 'error'],
  EPOCH_NOT_LAST: ['bytes', 'error'],
  EPOCH_PROOF: ['bytes', 'error'],
  MAP_PROOF: ['bytes', 'error'],
  MAP_HEADS: ['completeness', 'error'],

  // Streams and their entries.
  STREAM_ORDER: ['bytes', 'error'],
  STREAM_RUNS: ['bytes', 'error'],
  STREAM_MISSING: ['completeness', 'error'],
  STREAM_UNNEEDED: ['completeness', 'error'],
  STREAM_NOT_WHOLE: ['completeness', 'error'],
  STREAM_ROOT: ['bytes', 'error'],
  STREAM_LAST: ['bytes', 'error'],
  ENTRY_MALFORMED: ['bytes', 'error'],
  ENTRY_LEDGER: ['bytes', 'error'],
  ENTRY_KIND: ['bytes', 'error'],
  ENTRY_STREAM: ['bytes', 'error'],
  ENTRY_ORDER: ['bytes', 'error'],
  ENTRY_MISSING: ['completeness', 'error'],
  ENTRY_ADDED: ['bytes', 'error'],
  CHAIN_BROKEN: ['bytes', 'error'],
  LOG_PROOF: ['bytes', 'error'],

  // Claims: what the entries commit to.
  CLAIM_CHANGED: ['bytes', 'error'],
  CLAIM_MALFORMED: ['bytes', 'error'],
  CLAIM_NOT_OPENED: ['completeness', 'error'],
  ENTRY_LOOSE: ['completeness', 'error'],
  CLAIM_OPENED_TWICE: ['bytes', 'error'],
  CLAIM_REPEATED: ['bytes', 'lie'],
  CLAIM_ENTRIES: ['completeness', 'error'],
  SUBJECT_HIDDEN: ['completeness', 'error'],
  PLACE_WRONG: ['bytes', 'error'],
  PLACE_MISSING: ['completeness', 'error'],
  CONTAINER_RUN: ['completeness', 'error'],

  // Manifests: no pack hidden.
  MANIFEST_MISSING: ['completeness', 'error'],
  MANIFEST_UNEXPECTED: ['bytes', 'error'],
  MANIFEST_FRAMES: ['bytes', 'error'],
  MANIFEST_ROOT: ['completeness', 'error'],
  MANIFEST_COUNT: ['completeness', 'error'],
  SERIAL_ORDER: ['bytes', 'error'],

  // Submissions and keys: who said it.
  SUBMISSION_MALFORMED: ['bytes', 'error'],
  SUBMISSION_LEDGER: ['authorship', 'error'],
  SUBMISSION_MISSING: ['authorship', 'error'],
  SUBMISSION_CHANGED: ['bytes', 'error'],
  SUBMISSION_TWICE: ['bytes', 'error'],
  SUBMISSION_INDEX: ['authorship', 'error'],
  SUBMISSION_ROOT: ['authorship', 'error'],
  SUBMISSION_SIGNATURE: ['authorship', 'lie'],
  CLAIM_DOUBLED: ['authorship', 'error'],
  CLAIM_CUT: ['completeness', 'error'],
  TALLY_DIFFERS: ['completeness', 'error'],
  TALLY_MISSING: ['completeness', 'error'],
  TALLY_STREAM: ['completeness', 'error'],
  REFUSED_UNKNOWN: ['completeness', 'error'],
  SEQ_REPEATED: ['authorship', 'error'],
  KEY_UNKNOWN: ['authorship', 'lie'],
  KEY_RETIRED: ['authorship', 'lie'],
  KEY_REVOKED: ['authorship', 'lie'],
  KEY_SUSPECT: ['authorship', 'flag'],
  KEY_TAKEN: ['authorship', 'flag'],
  KEY_PROOF: ['authorship', 'lie'],
  KEY_REPEATED: ['authorship', 'error'],
  KEY_END: ['authorship', 'error'],
  KEY_SCOPE: ['authorship', 'lie'],
  AUTHORITY_SIGNER: ['authorship', 'lie'],
  SIGNER_MISMATCH: ['authorship', 'lie'],
  ATTESTER_UNKNOWN: ['authorship', 'lie'],
  ATTESTED_FOR_SIGNER: ['authorship', 'lie'],
  MANUFACTURER_MISMATCH: ['authorship', 'lie'],

  // Against what was known before.
  LINK_ORDER: ['history', 'error'],
  LINK_PROOF: ['history', 'error'],
  LINK_MISSING: ['history', 'error'],
  SEEN_MISMATCH: ['history', 'error'],
  SEEN_AHEAD: ['history', 'error'],
  ROLLBACK: ['history', 'detected'],
  FORK: ['history', 'detected'],
  BATCH_ROLLBACK: ['history', 'detected'],
  BATCH_REWRITTEN: ['history', 'detected'],
  HISTORY_NOT_LINKED: ['history', 'flag'],
  TWO_HISTORIES: ['history', 'error'],
  BUNDLES_NOT_LINKED: ['history', 'flag'],

  // Against a copy of the log.
  LOG_CHAIN: ['completeness', 'error'],
  LOG_MAP: ['completeness', 'error'],
  LOG_FORK: ['history', 'detected'],
  LOG_SHORT: ['history', 'flag'],
  LOG_NOT_LINKED: ['history', 'flag'],

  // From outside.
  WITNESS_SIGNATURE: ['witnesses', 'error'],
  WITNESS_QUORUM: ['witnesses', 'flag'],
  RECORDED_BACKWARDS: ['time', 'error'],
  RECORDED_AHEAD: ['time', 'flag'],
  RECORDED_AFTER_WITNESS: ['time', 'flag'],
} as const

export type EvidenceCode = keyof typeof TABLE

export const EVIDENCE_CODES: readonly EvidenceCode[] = Object.keys(TABLE) as EvidenceCode[]

export const EVIDENCE: Readonly<Record<EvidenceCode, EvidenceKind>> = Object.fromEntries(
  EVIDENCE_CODES.map((code) => [code, { axis: TABLE[code][0], ...GRADES[TABLE[code][1]] }]),
) as Record<EvidenceCode, EvidenceKind>

export function isEvidenceCode(code: string): code is EvidenceCode {
  return Object.hasOwn(TABLE, code)
}
