/**
 * The product as it is built: what is measured is what would be installed. The scripts of the workspace depend on no package of
 * it, so they name the built files.
 */

export {
  type Act,
  deliveryActs,
  intakeActs,
  lineActs,
  pharmacyActs,
  shipActs,
} from '../../packages/cli/dist/demo/acts.js'
export { epcisJson } from '../../packages/cli/dist/demo/epcis.js'
export { eventOf } from '../../packages/cli/dist/demo/events.js'
export { makeSerials, seededRandom } from '../../packages/cli/dist/demo/random.js'
export { gtin, makeScenario, type Scenario } from '../../packages/cli/dist/demo/scenario.js'
export type { Draft, Ledger, SubmitReport } from '../../packages/core/dist/index.js'
export { generateKey, initLedger, nodeCrypto, openLedger, sha256 } from '../../packages/core/dist/index.js'
export { openLevelStore } from '../../packages/core/dist/level-store.js'
export { openMapPages } from '../../packages/core/dist/map-pages.js'
export { defaultRules } from '../../packages/custody/dist/index.js'
export { importDocument } from '../../packages/exchange/dist/index.js'
export {
  type Crypto,
  claimsRoot,
  type Event,
  encodeClaim,
  encodeSubmissionFrame,
  eventSlots,
  fileStart,
  formatVerifierKey,
  type Hash,
  hashClaim,
  hashManifest,
  hashTime,
  keyIdOf,
  keyProofMessage,
  MANIFEST_CHUNK,
  type MapItem,
  openTallies,
  type SignatureCheck,
  type Signer,
  signSubmission,
  talliesOf,
  toHex,
} from '../../packages/protocol/dist/index.js'
export { EMPTY_MEMORY, type Policy, parsePolicy, verifyBundle } from '../../packages/verifier/dist/index.js'
