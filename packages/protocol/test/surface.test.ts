import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as protocol from '../src/index.ts'

const test = suite('public surface')

/** What other packages may use, types aside. A name that comes or goes is a decision, so it stands here. */
const NAMES = `
CBV_KINDS PERSONS REASONS personOf personOfId inCbvNamespace isAtCounter isCbvWord isTradePaper looksPersonal sparePersons
EMPTY_FRONTIER EMPTY_MAP_NODE ENTRY_KINDS EVENT_TYPES FIELDS FILE_KINDS FORMAT_VERSION FormatError
HASH_SIZE LOG_CHUNK MANIFEST_CHUNK MAP_CHUNK MAX_CLAIMS MAX_CLAIM_SIZE MAX_DEPTH MAX_FRAME_SIZE MAX_ITEMS
MAX_NOTE_SIZE MAX_SERIALS MAX_SLOTS MAX_SLOT_SIZE MAX_STREAMS SALT_SIZE SEED_SIZE TIE_CHUNK ZERO_HASH
appendLeaf asciiText checkConsistency checkSubjects checkpointText claimLeaf claimsRoot compareBytes compareText
concatBytes consistencyProof cosignatureMessage decode decodeBundleFrame decodeClaim decodeEntry decodeFrame
decodeLogFrame decodeReceiptFrame decodeRow decodeSubmission decodeSubmissionFrame ed25519Acceptable encode
encodeBundleFrame encodeClaim encodeEntry encodeFrame encodeLogFrame encodeReceiptFrame encodeRow encodeSubmissionFrame
entryKindOf equalBytes eventBytes eventSlots fileStart formatVerifierKey fromBase64 fromHex fromUtf8
frontierRoot hashClaim hashEmpty hashEntry hashKeyId hashLeaf hashManifest hashMapLeaf hashMapNode
hashMapValue hashNode hashOpenClaim hashSalted hashSubmission hashTime inclusionProof isOrigin
joinCosignature joinMap keyBit keyIdOf latin1Text keyProofMessage manifestHasher mapLeaf mapOf mapProofFromCbor
mapProofToCbor namedTogether narrowClaim noteKeyId openTallies parseCheckpoint parseVerifierKey pushLeaf rawFrameSplitter readBundleFrame readClaim readEntry
readEvent readField readFrames readHead readSubject readWhen rootFromInclusion rootFromMapProof rootFromSubset
runsOf serialLeaf serialSalt shownLeaves signCheckpoint signSubmission signatureLine slotSalt
splitCosignature splitPoint splitSubjects streamKey streamOfParts streamOfSubject streamParts streamText
streamsOfSubjects submissionLeaves subsetProof subtreeOf talliesOf talliesOfStreams tallyLeaf tallySalt sizesBetween tieKeeper toBase64
toHex treeRoot utf8
`

test('the package gives exactly these names', () => {
  assert.equal(Object.keys(protocol).sort(), NAMES.trim().split(/\s+/).sort())
})

test.run()
