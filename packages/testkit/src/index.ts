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
export { sharedData, skipReason, skipTest, testWithShared } from './shared-data.ts'
export { type FailingStore, failingStore, storeContract, type WriteFault } from './store-contract.ts'
export { nodeSha256, testCrypto, testKey, testRandom } from './test-keys.ts'
