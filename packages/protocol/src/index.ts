export { REASONS } from './act-words.ts'
export { type BundleFrame, decodeBundleFrame, encodeBundleFrame } from './bundle.ts'
export { readBundleFrame } from './bundle-reader.ts'
export {
  asciiText,
  compareBytes,
  compareText,
  concatBytes,
  equalBytes,
  fromBase64,
  fromHex,
  fromUtf8,
  latin1Text,
  toBase64,
  toHex,
  utf8,
} from './bytes.ts'
export { type Cbor, decode, encode, MAX_DEPTH, MAX_ITEMS } from './cbor.ts'
export { CBV_KINDS, type CbvKind, inCbvNamespace, isCbvWord } from './cbv.ts'
export {
  type ClaimSlot,
  decodeClaim,
  encodeClaim,
  hashClaim,
  hashOpenClaim,
  narrowClaim,
  type OpenClaim,
  readClaim,
} from './claim.ts'
export { isAtCounter, isTradePaper, type Spared, type SparedField, sparePersons, type ToldAct } from './counter-act.ts'
export type { Crypto, Hash, Sha256, SignatureCheck, Signer } from './crypto.ts'
export { ed25519Acceptable } from './ed25519.ts'
export {
  decodeEntry,
  ENTRY_KINDS,
  type Entry,
  type EntryKind,
  encodeEntry,
  entryKindOf,
  FORMAT_VERSION,
  hashEntry,
  ZERO_HASH,
} from './entry.ts'
export { FormatError, type FormatErrorCode } from './error.ts'
export {
  type BatchSubject,
  type CloseSubject,
  type ContainerSubject,
  type Detail,
  type DocRef,
  EVENT_TYPES,
  type Event,
  type EventType,
  FIELDS,
  type Field,
  type GenesisSubject,
  type KeyEndSubject,
  type KeySubject,
  type Licence,
  type ManifestSubject,
  type PacksSubject,
  type PartySubject,
  type PolicySubject,
  type ProductSubject,
  type SeenEvent,
  type Subject,
  type Time,
  type Trade,
  type UnplacedSubject,
  type Where,
  type Who,
} from './event.ts'
export type { Fault, Finding, FindingClass, FindingKind, ProofGrade, Severity } from './finding.ts'
export {
  decodeFrame,
  encodeFrame,
  FILE_KINDS,
  type FileKind,
  type Frame,
  fileStart,
  MAX_FRAME_SIZE,
  type RawFrame,
  type RawFrameSplitter,
  rawFrameSplitter,
  readFrames,
} from './frame.ts'
export {
  HASH_SIZE,
  hashEmpty,
  hashKeyId,
  hashLeaf,
  hashMapLeaf,
  hashMapNode,
  hashMapValue,
  hashNode,
  hashSalted,
  hashSubmission,
  hashTime,
  SALT_SIZE,
  SEED_SIZE,
  serialSalt,
  slotSalt,
  tallySalt,
} from './hash.ts'
export { decodeLogFrame, encodeLogFrame, LOG_CHUNK, type LogFrame } from './log-file.ts'
export { hashManifest, MANIFEST_CHUNK, type ManifestHasher, manifestHasher, serialLeaf } from './manifest.ts'
export {
  EMPTY_MAP_NODE,
  joinMap,
  keyBit,
  MAP_CHUNK,
  type MapHalves,
  type MapItem,
  type MapNode,
  type MapProofItem,
  mapLeaf,
  mapOf,
  mapProofFromCbor,
  mapProofToCbor,
  rootFromMapProof,
  type StreamHead,
} from './map.ts'
export {
  type Checkpoint,
  checkpointText,
  cosignatureMessage,
  formatVerifierKey,
  isOrigin,
  joinCosignature,
  MAX_NOTE_SIZE,
  type NoteSignature,
  noteKeyId,
  parseCheckpoint,
  parseVerifierKey,
  type SignedCheckpoint,
  signatureLine,
  signCheckpoint,
  splitCosignature,
  type VerifierKey,
} from './note.ts'
export { PERSONS, type Person, personOf, personOfId } from './person-fields.ts'
export { looksPersonal } from './person-number.ts'
export { readEntry } from './quick-entry.ts'
export { readWhen } from './quick-slot.ts'
export { decodeReceiptFrame, encodeReceiptFrame, type ReceiptFrame } from './receipt-frames.ts'
export { namedTogether, splitSubjects, streamOfSubject, streamsOfSubjects } from './routing.ts'
export { decodeRow, encodeRow } from './row.ts'
export {
  checkSubjects,
  eventBytes,
  eventSlots,
  type Head,
  MAX_CLAIM_SIZE,
  MAX_SLOT_SIZE,
  MAX_SLOTS,
  readEvent,
  readField,
  readHead,
  readSubject,
} from './slot.ts'
export { type StreamName, streamKey, streamOfParts, streamParts, streamText } from './stream.ts'
export { MAX_SERIALS } from './subject.ts'
export {
  decodeSubmission,
  keyIdOf,
  keyProofMessage,
  MAX_CLAIMS,
  MAX_STREAMS,
  type Seen,
  type Submission,
  type SubmissionPayload,
  signSubmission,
} from './submission.ts'
export { decodeSubmissionFrame, encodeSubmissionFrame, type SubmissionFrame } from './submission-frames.ts'
export {
  claimLeaf,
  claimsRoot,
  type OpenTally,
  openTallies,
  type RefusedClaim,
  shownLeaves,
  submissionLeaves,
  type Tally,
  talliesOf,
  talliesOfStreams,
  tallyLeaf,
} from './tally.ts'
export { sizesBetween, TIE_CHUNK, type Tie, type TieKeeper, tieKeeper } from './ties.ts'
export {
  appendLeaf,
  checkConsistency,
  consistencyProof,
  EMPTY_FRONTIER,
  type Frontier,
  frontierRoot,
  inclusionProof,
  pushLeaf,
  type Run,
  rootFromInclusion,
  rootFromSubset,
  runsOf,
  type Subtree,
  splitPoint,
  subsetProof,
  subtreeOf,
  treeRoot,
} from './tree.ts'
