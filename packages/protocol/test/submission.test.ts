import { testCrypto, testKey } from '@packtrail/testkit'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Cbor,
  claimLeaf,
  claimsRoot,
  concatBytes,
  decode,
  decodeSubmission,
  encode,
  fromHex,
  hashSalted,
  keyIdOf,
  keyProofMessage,
  MAX_CLAIMS,
  type OpenTally,
  openTallies,
  rootFromSubset,
  type Subject,
  type SubmissionPayload,
  shownLeaves,
  signSubmission,
  streamsOfSubjects,
  submissionLeaves,
  subsetProof,
  subtreeOf,
  talliesOf,
  talliesOfStreams,
  tallyLeaf,
  tallySalt,
  toHex,
  utf8,
} from '../src/index.ts'
import { attempt, bytesOf, flipBit, hashOf, naiveRoot, refused, sameBytes, sha256 } from './support.ts'

const test = suite('submission')
const crypto = testCrypto()
const signer = testKey('pharmacy')
const payload: SubmissionPayload = {
  ledgerId: hashOf('ledger'),
  keyId: keyIdOf(sha256, signer.publicKey),
  seq: 7,
  count: 3,
  streams: 2,
  root: hashOf('root'),
  seen: { size: 100, root: hashOf('seen') },
  time: hashOf('time'),
  attests: false,
}
const signed = await signSubmission(signer, payload)
const START = 'd28443a10132a058'

test('a submission comes back, with the bytes that were signed', async () => {
  for (const change of [{}, { seen: undefined, attests: true }, { streams: 0 }]) {
    const wanted = { ...payload, ...change }
    const bytes = await signSubmission(signer, wanted)
    const { bytes: own, signed: message, signature, ...read } = decodeSubmission(bytes)
    assert.equal(read, wanted)
    sameBytes(own, bytes)
    assert.equal(await crypto.verifyEd25519([{ publicKey: signer.publicKey, message, signature }]), [true])
  }
})

test('it is a COSE_Sign1 as RFC 9052 has it', () => {
  assert.ok(toHex(signed).startsWith(START))
  const { signed: message } = decodeSubmission(signed)
  const [context, header, external, body] = decode(message) as [string, Uint8Array, Uint8Array, Uint8Array]
  assert.is(context, 'Signature1')
  assert.is(toHex(header), 'a10132')
  assert.is(external.length, 0)
  sameBytes(
    signed,
    concatBytes(
      fromHex('d28443a10132a0') as Uint8Array,
      encode(body),
      fromHex('5840') as Uint8Array,
      signed.slice(-64),
    ),
  )
})

test('one flipped bit anywhere is another envelope, another payload or a false signature', async () => {
  const checks = []
  for (let bit = 0; bit < signed.length * 8; bit++) {
    const read = attempt(() => decodeSubmission(flipBit(signed, bit)))
    if (read === undefined) continue
    checks.push({ publicKey: signer.publicKey, message: read.signed, signature: read.signature })
  }
  assert.ok(checks.length > 1000)
  assert.not((await crypto.verifyEd25519(checks)).includes(true))
})

test('any other envelope is refused', () => {
  const hex = toHex(signed)
  const variants = [
    '',
    hex.slice(2),
    hex.replace('d284', '84'),
    hex.replace('a0', 'a10401'),
    hex.replace('43a10132', '43a10126'),
    hex.replace('43a10132', '40'),
    `${hex}00`,
    hex.slice(0, -2),
    hex.slice(0, -128).replace(/5840$/, '583f') + hex.slice(-126),
    START,
  ]
  for (const variant of variants)
    refused(() => decodeSubmission(fromHex(variant) as Uint8Array), undefined, variant.slice(0, 30))
  refused(() => decodeSubmission(new Uint8Array(0)), 'COSE')
})

function enveloped(body: Cbor): Uint8Array {
  return concatBytes(
    fromHex('d28443a10132a0') as Uint8Array,
    encode(encode(body)),
    fromHex('5840') as Uint8Array,
    new Uint8Array(64),
  )
}
const parts = decode(decode(signed.subarray(7, -66)) as Uint8Array) as readonly Cbor[]

test('a payload of another shape is refused', () => {
  assert.ok(decodeSubmission(enveloped(parts)))
  const changes: readonly (readonly [number, Cbor])[] = [
    [0, 1],
    [0, null],
    [1, hashOf('x').subarray(1)],
    [2, new Uint8Array(15)],
    [3, -1],
    [3, null],
    [4, 0],
    [4, MAX_CLAIMS + 1],
    [5, -1],
    [5, 65_537],
    [6, null],
    [7, 0],
    [7, []],
    [7, [0, hashOf('x')]],
    [7, [1, hashOf('x'), 0]],
    [8, null],
    [9, 0],
    [9, null],
  ]
  for (const [index, value] of changes)
    refused(() => decodeSubmission(enveloped(parts.with(index, value))), undefined, `${index}`)
  refused(() => decodeSubmission(enveloped(parts.with(0, 1))), 'VERSION_UNKNOWN')
  refused(() => decodeSubmission(enveloped(parts.slice(0, -1))), 'SHAPE')
  refused(() => decodeSubmission(enveloped([...parts, 0])), 'SHAPE')
  refused(() => decodeSubmission(enveloped(0)), 'SHAPE')
})

test('random bytes are a submission or a FormatError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      attempt(() => decodeSubmission(bytes))
      attempt(() => decodeSubmission(concatBytes(signed.subarray(0, 8), bytes, signed.subarray(-66))))
    }),
    { numRuns: 1000 },
  )
})

test('no message of one use of a key can be one of another', () => {
  const proof = keyProofMessage(hashOf('l'), 'gln:4012345000009', signer.publicKey)
  const starts = [proof, decodeSubmission(signed).signed, utf8('example.com/x\n'), utf8('cosignature/v1\n')]
  assert.is(new Set(starts.map((bytes) => bytes[0])).size, 4)
  assert.is(new TextDecoder().decode(proof.subarray(2, 15)), 'packtrail key')
})

// ------------------------------------------------------------------ tallies

const A: Subject = { kind: 'batch', product: '04012345678901', lot: 'A' }
const B: Subject = { kind: 'batch', product: '04012345678901', lot: 'B' }
const BOX: Subject = { kind: 'container', container: 'sscc:340123450000000017', role: 'self' }
const seed = bytesOf(16, 'tallies')
const claims = [hashOf(0), hashOf(1), hashOf(2), hashOf(3)]
const tallies = talliesOf([[A, BOX], [B], [A, A, B], [BOX]])

test('tallies count the claims that name each stream, in the order of their bytes', () => {
  assert.equal(tallies, [
    { stream: { type: 'container', container: 'sscc:340123450000000017' }, claims: 2 },
    { stream: { type: 'batch', product: '04012345678901', lot: 'A' }, claims: 2 },
    { stream: { type: 'batch', product: '04012345678901', lot: 'B' }, claims: 2 },
  ])
})

test('lists of streams are counted one by one, also when one list stands for many claims', () => {
  const [box, a] = [streamsOfSubjects([BOX]), streamsOfSubjects([A])]
  assert.equal(
    talliesOfStreams([box, a, a, a, box, streamsOfSubjects([A, BOX])]),
    talliesOf([[BOX], [A], [A], [A], [BOX], [A, BOX]]),
  )
  assert.equal(talliesOfStreams([]), [])
})

test('claims and tallies are the leaves of one tree', () => {
  const open = openTallies(sha256, tallies, seed)
  const leaves = [
    ...claims.map((claim) => sha256(Uint8Array.of(0, ...claim))),
    ...tallies.map((tally, i) => {
      const parts = Object.values(tally.stream) as string[]
      return hashSalted(sha256, encode([parts, tally.claims]), tallySalt(sha256, seed, i))
    }),
  ]
  sameBytes(claimsRoot(sha256, claims, open), naiveRoot(leaves))
  sameBytes(claimsRoot(sha256, claims), naiveRoot(leaves.slice(0, 4)))
  sameBytes(claimLeaf(sha256, claims[0] as Uint8Array), leaves[0])
})

test('who shows some claims and the tally of a stream cannot have left out one of them', () => {
  const open = openTallies(sha256, tallies, seed)
  const leaves = submissionLeaves(sha256, claims, open)
  const ofA = open[1] as OpenTally
  const runs = shownLeaves(
    4,
    [
      { from: 0, to: 1 },
      { from: 2, to: 4 },
    ],
    [ofA],
  )
  assert.equal(runs, [
    { from: 0, to: 1 },
    { from: 2, to: 4 },
    { from: 5, to: 6 },
  ])
  assert.equal(shownLeaves(4, [{ from: 1, to: 2 }], [ofA], [{ index: 2, claim: hashOf(2) }]), [
    { from: 1, to: 3 },
    { from: 5, to: 6 },
  ])
  assert.equal(shownLeaves(4, [{ from: 3, to: 4 }], [open[0] as OpenTally, ofA]), [{ from: 3, to: 6 }])
  const proof = subsetProof(7, runs, subtreeOf(sha256, leaves))
  const root = (tally: OpenTally): string =>
    toHex(rootFromSubset(sha256, 7, runs, (i) => (i < 4 ? leaves[i] : tallyLeaf(sha256, tally, tally.salt)), proof))
  assert.is(root(ofA), toHex(claimsRoot(sha256, claims, open)))
  assert.is.not(root({ ...ofA, claims: 1 }), toHex(claimsRoot(sha256, claims, open)))
  assert.is.not(root({ ...ofA, stream: { type: 'batch', product: '04012345678901', lot: 'B' } }), root(ofA))
})

test('a tally that is not shown cannot be guessed from its hash', () => {
  const ofB = openTallies(sha256, tallies, seed)[2] as OpenTally
  const leaf = toHex(tallyLeaf(sha256, ofB, ofB.salt))
  const guess = encode([['batch', '04012345678901', 'B'], 2])
  assert.is(leaf, toHex(hashSalted(sha256, guess, ofB.salt)))
  assert.is.not(leaf, toHex(sha256(guess)))
  assert.is.not(leaf, toHex(sha256(Uint8Array.of(0, ...guess))))
})

test.run()
