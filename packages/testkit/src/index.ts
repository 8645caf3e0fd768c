export { type BundleOptions, bundleFrames, writeBundle } from './bundle-export.ts'
export {
  actorsOf,
  type LedgerState,
  type LogClaim,
  type LogEntry,
  type LogStream,
  type LogSubmission,
  type Manifest,
  type Sealed,
} from './bundle-ledger.ts'
export {
  keySubject,
  type LedgerOptions,
  makeLedger,
  makeManifest,
  type NewClaim,
  type SubmitOptions,
  type TestLedger,
} from './bundle-maker.ts'
export { type MendOptions, mendBundle } from './bundle-mend.ts'
export {
  makeStory,
  STORY,
  type Story,
  storyEvent,
  storyLedger,
  storyPacks,
  storyPolicy,
  storyTime,
  storyTrade,
  storyWho,
} from './bundle-story.ts'
export { FORGERS } from './forgers.ts'
export { cosigned, witnessKey } from './forgers-operator.ts'
export { SEVERAL_FORGERS, type SeveralForger, type SeveralForgery } from './forgers-several.ts'
export {
  type Adversary,
  doubled,
  edit,
  type Forger,
  type Forgery,
  flipped,
  forged,
  mended,
  place,
  swapped,
  without,
} from './forgery.ts'
export { LOG_FORGERS, type LogFileOptions, type LogForger, type LogForgery, writeLog } from './log-file.ts'
export { sharedData, skipReason, skipTest, testWithShared } from './shared-data.ts'
export { type FailingStore, failingStore, storeContract, type WriteFault } from './store-contract.ts'
export { nodeSha256, testCrypto, testKey, testRandom } from './test-keys.ts'
