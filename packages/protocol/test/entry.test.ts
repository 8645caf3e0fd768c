import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Cbor,
  decode,
  decodeEntry,
  type Entry,
  encode,
  encodeEntry,
  hashEntry,
  tieKeeper,
  toHex,
  ZERO_HASH,
} from '../src/index.ts'
import { attempt, flipBit, hashOf, refused, sameBytes, sha256 } from './support.ts'

const test = suite('entry')
const entry: Entry = {
  ledgerId: hashOf('ledger'),
  g: 1000,
  stream: hashOf('stream'),
  s: 3,
  previous: hashOf('previous'),
  recorded: 1_800_000_000_000,
  kind: 'claim',
  claim: hashOf('claim'),
  submission: hashOf('submission'),
}
const genesis: Entry = {
  ...entry,
  ledgerId: ZERO_HASH,
  g: 0,
  stream: undefined,
  s: 0,
  previous: undefined,
  kind: 'genesis',
  submission: undefined,
}
const epoch: Entry = { ...entry, stream: undefined, kind: 'epoch', submission: undefined }

test('entries of every kind come back', () => {
  const all: Entry[] = [entry, genesis, epoch, { ...entry, kind: 'place' }, { ...entry, s: 0, previous: undefined }]
  for (const value of all) {
    assert.equal(decodeEntry(encodeEntry(value)), value)
    sameBytes(hashEntry(sha256, encodeEntry(value)), sha256(Uint8Array.of(0, ...encodeEntry(value))))
  }
})

test('entries that contradict themselves are refused', () => {
  const bad: Entry[] = [
    { ...entry, stream: undefined },
    { ...entry, submission: undefined },
    { ...entry, previous: undefined },
    { ...entry, s: 0 },
    { ...entry, s: 1001 },
    { ...entry, g: 0, s: 0, previous: undefined },
    { ...entry, ledgerId: ZERO_HASH },
    { ...epoch, submission: hashOf('x') },
    { ...epoch, stream: hashOf('x') },
    { ...genesis, g: 1 },
    { ...genesis, ledgerId: hashOf('x') },
    { ...genesis, s: 1, previous: hashOf('x') },
    { ...genesis, kind: 'epoch' },
  ]
  for (const value of bad) refused(() => decodeEntry(encodeEntry(value)), 'SHAPE', JSON.stringify(value))
  refused(() => decodeEntry(encodeEntry({ ...entry, recorded: 253_402_300_800_000 })), 'VALUE')
})

test('another version or shape is refused', () => {
  const parts = decode(encodeEntry(entry)) as readonly Cbor[]
  refused(() => decodeEntry(encode(parts.with(0, 1))), 'VERSION_UNKNOWN')
  refused(() => decodeEntry(encode(parts.with(0, null))), 'VERSION_UNKNOWN')
  const h = hashOf('x')
  for (const [i, value] of [
    [1, h.subarray(1)],
    [2, -1],
    [2, null],
    [3, h.subarray(1)],
    [4, null],
    [5, 0],
    [6, -1],
    [7, 5],
    [7, 'claim'],
    [8, null],
    [9, h.subarray(1)],
  ] as const) {
    refused(() => decodeEntry(encode(parts.with(i, value))), undefined, `${i}`)
  }
  refused(() => decodeEntry(encode(parts.slice(0, -1))), 'SHAPE')
  refused(() => decodeEntry(encode([...parts, null])), 'SHAPE')
})

test('whatever is read as an entry writes itself again, and every bit counts', () => {
  const bytes = encodeEntry(entry)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const other = flipBit(bytes, bit)
    const read = attempt(() => decodeEntry(other))
    if (read !== undefined) sameBytes(encodeEntry(read), other)
    assert.is.not(toHex(hashEntry(sha256, other)), toHex(hashEntry(sha256, bytes)))
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (random) => void attempt(() => decodeEntry(random))))
})

// --------------------------------------------------------------------- ties

const leaf = (g: number): Uint8Array => hashOf(`leaf ${g}`)
const positions = (sizes: number[], runs: Record<string, number[]>): number[] => {
  const keeper = tieKeeper(sizes, leaf(0))
  const all = Object.entries(runs).flatMap(([run, list]) => list.map((g) => ({ run, g })))
  for (const { run, g } of all.sort((a, b) => a.g - b.g)) keeper.see(run, g, leaf(g))
  const ties = keeper.finish()
  for (const tie of ties) sameBytes(tie.leaf, leaf(tie.g))
  return ties.map(({ g }) => g)
}

test('genesis and the last entry of every run are ties', () => {
  assert.equal(positions([], {}), [0])
  assert.equal(positions([], { a: [1, 4, 9], b: [2, 3], c: [5] }), [0, 3, 5, 9])
})

test('so is the last entry of every run below each linked size', () => {
  assert.equal(positions([5], { a: [1, 4, 9], b: [2, 3], c: [5, 6] }), [0, 3, 4, 6, 9])
  assert.equal(positions([9], { a: [1, 4, 9] }), [0, 4, 9])
  assert.equal(positions([10], { a: [1, 4, 9] }), [0, 9])
  assert.equal(positions([2, 5, 6], { a: [1, 4, 9] }), [0, 1, 4, 9])
  assert.equal(positions([1], { a: [1, 4, 9] }), [0, 9])
})

test.run()
