import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  concatBytes,
  encode,
  type Hash,
  hashEmpty,
  hashKeyId,
  hashLeaf,
  hashManifest,
  hashMapLeaf,
  hashMapNode,
  hashMapValue,
  hashNode,
  hashSalted,
  hashSubmission,
  hashTime,
  keyIdOf,
  manifestHasher,
  serialLeaf,
  serialSalt,
  slotSalt,
  streamKey,
  streamOfParts,
  streamParts,
  streamsOfSubjects,
  streamText,
  tallySalt,
  toHex,
} from '../src/index.ts'
import { bytesOf, hashOf, naiveRoot, refused, sameBytes, sha256 } from './support.ts'

const test = suite('hash')
const of = (...parts: readonly (Uint8Array | number)[]): Hash =>
  sha256(concatBytes(...parts.map((part) => (typeof part === 'number' ? Uint8Array.of(part) : part))))
const a = hashOf('a')
const b = hashOf('b')
const seed = bytesOf(16, 'seed')
const salt = bytesOf(16, 'salt')

test('every domain is SHA-256 over its own first byte and its parts', () => {
  const data = bytesOf(100)
  sameBytes(hashEmpty(sha256), sha256(new Uint8Array(0)))
  sameBytes(hashLeaf(sha256, data), of(0, data))
  sameBytes(hashNode(sha256, a, b), of(1, a, b))
  sameBytes(hashMapLeaf(sha256, a, b), of(2, a, b))
  sameBytes(hashMapNode(sha256, a, b), of(3, a, b))
  sameBytes(hashMapValue(sha256, data), of(4, data))
  sameBytes(streamKey(sha256, a, { type: 'policy' }), of(5, encode([a, 'policy'])))
  sameBytes(slotSalt(sha256, seed, 7), of(6, seed, new Uint8Array(7), 7).subarray(0, 16))
  sameBytes(serialSalt(sha256, seed, 258), of(7, seed, new Uint8Array(6), 1, 2).subarray(0, 16))
  sameBytes(hashKeyId(sha256, a), of(8, a).subarray(0, 16))
  sameBytes(keyIdOf(sha256, a), hashKeyId(sha256, a))
  sameBytes(hashSubmission(sha256, data), of(9, data))
  sameBytes(hashTime(sha256, 1_800_000_000_000, salt), of(10, encode([1_800_000_000_000, salt])))
  sameBytes(tallySalt(sha256, seed, 2 ** 40), of(11, seed, Uint8Array.of(0, 0, 1, 0, 0, 0, 0, 0)).subarray(0, 16))
  sameBytes(hashSalted(sha256, data, salt), of(0, data, salt))
})

test('the leaf of a serial is the salted array that holds it alone', () => {
  const serials = fc.oneof(fc.string({ maxLength: 30 }), fc.string({ unit: 'grapheme', maxLength: 10 }))
  fc.assert(
    fc.property(serials, fc.nat(), (serial, index) => {
      sameBytes(
        serialLeaf(sha256, seed, index, serial),
        hashSalted(sha256, encode([serial]), serialSalt(sha256, seed, index)),
      )
    }),
  )
})

test('a hash does not change when the next one is made', () => {
  const first = slotSalt(sha256, seed, 0)
  const copy = toHex(first)
  slotSalt(sha256, seed, 1)
  hashNode(sha256, a, b)
  assert.is(toHex(first), copy)
})

test('a manifest is the root over its serials, each behind its salt', () => {
  const serials = ['!', '10', '9', 'A', 'a', 'z'.repeat(20)]
  const leaves = serials.map((serial, i) => of(0, encode([serial]), serialSalt(sha256, seed, i)))
  sameBytes(hashManifest(sha256, seed, serials).root, naiveRoot(leaves))
  assert.is(hashManifest(sha256, seed, serials).count, 6)
  sameBytes(serialLeaf(sha256, seed, 3, 'A'), leaves[3])
})

test('a manifest takes its serials in the order of their bytes, each once', () => {
  for (const [first, second] of [
    ['b', 'a'],
    ['a', 'a'],
    ['9', '10'],
    ['a', 'Z'],
    ['\u{10000}', '\uffff'],
  ] as const) {
    const hasher = manifestHasher(sha256, seed)
    hasher.push(first)
    refused(() => hasher.push(second), 'VALUE', `${first}, ${second}`)
  }
})

test('other serials, another order of salts or another seed give another root', () => {
  const serials = Array.from({ length: 9 }, (_, i) => `S${i}`)
  const root = toHex(hashManifest(sha256, seed, serials).root)
  assert.is.not(toHex(hashManifest(sha256, seed, serials.slice(1)).root), root)
  assert.is.not(toHex(hashManifest(sha256, seed, serials.slice(0, -1)).root), root)
  assert.is.not(toHex(hashManifest(sha256, seed, serials.with(8, 'T')).root), root)
  assert.is.not(toHex(hashManifest(sha256, salt, serials).root), root)
})

const NAMES = [
  { type: 'batch', product: '04012345678901', lot: 'A/1' },
  { type: 'container', container: 'sscc:340123450000000017' },
  { type: 'product', product: '04012345678901' },
  { type: 'authority', actor: 'gln:4012345000009' },
  { type: 'policy' },
] as const

test('the name of a stream comes back from its parts', () => {
  for (const name of NAMES) assert.equal(streamOfParts(streamParts(name)), name)
  assert.is(new Set(NAMES.map(streamText)).size, NAMES.length)
  assert.is(new Set(NAMES.map((name) => toHex(streamKey(sha256, a, name)))).size, NAMES.length)
  assert.is.not(toHex(streamKey(sha256, a, NAMES[0])), toHex(streamKey(sha256, b, NAMES[0])))
})

test('a stream has one spelling, and what is no stream has none', () => {
  const bad = [
    [],
    ['policy', 'x'],
    ['batch', '04012345678901'],
    ['batch', '4012345678901', 'A'],
    ['batch', '04012345678901', ''],
    ['batch', '04012345678901', 'A\u0000B'],
    ['batch', '04012345678901', 'A', 'B'],
    ['container', '340123450000000017'],
    ['container', 'sscc:340123450000000017', ''],
    ['product', '04012345678902'],
    ['authority', 'gln:4012345000009/1'],
    ['authority', 1],
    ['actor', 'gln:4012345000009'],
    [null],
    [0],
  ]
  for (const parts of bad) assert.is(streamOfParts(parts), undefined, JSON.stringify(parts))
})

test('a claim goes once to each stream that its subjects name, in their order', () => {
  const product = '04012345678901'
  const streams = streamsOfSubjects([
    { kind: 'packs', product, lot: 'A', serials: ['1'] },
    { kind: 'packs', product, lot: 'A', serials: ['2'], parent: 'sscc:340123450000000017' },
    { kind: 'unplaced', product, serial: '3' },
    { kind: 'product', product },
    { kind: 'container', container: 'sscc:340123450000000017', role: 'parent' },
    { kind: 'container', container: 'sscc:340123450000000024', role: 'child', parent: 'sscc:340123450000000017' },
    { kind: 'container', container: 'sscc:340123450000000017', role: 'self' },
    { kind: 'batch', product, lot: 'B' },
    { kind: 'manifest', product, lot: 'B', root: a, count: 1 },
    { kind: 'close', product, lot: 'C', allocated: 1, commissioned: 1, wasted: 0, unused: 0 },
    { kind: 'policy', key: 'k', value: 'v' },
    { kind: 'genesis', origin: 'example.com/x', operator: 'gln:4012345000009', publicKey: a },
    { kind: 'party', actor: 'gln:4012345000009', status: 'active', licences: [] },
    { kind: 'key', actor: 'gln:4012345000009', publicKey: a, proof: new Uint8Array(64) },
    { kind: 'keyEnd', actor: 'gln:4012345000009', keyId: seed },
  ])
  assert.equal(
    streams.map((name) => streamParts(name).join(' ')),
    [
      'batch 04012345678901 A',
      'product 04012345678901',
      'container sscc:340123450000000017',
      'container sscc:340123450000000024',
      'batch 04012345678901 B',
      'batch 04012345678901 C',
      'policy',
      'authority gln:4012345000009',
    ],
  )
})

test.run()
