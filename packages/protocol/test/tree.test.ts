import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { testWithShared } from '@packtrail/testkit'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  appendLeaf,
  checkConsistency,
  consistencyProof,
  EMPTY_FRONTIER,
  fromBase64,
  fromHex,
  frontierRoot,
  type Hash,
  hashEmpty,
  hashLeaf,
  inclusionProof,
  type Run,
  rootFromInclusion,
  rootFromSubset,
  runsOf,
  subsetProof,
  subtreeOf,
  toHex,
  treeRoot,
} from '../src/index.ts'
import { flipBit, hashOf, naiveConsistency, naivePath, naiveRoot, refused, sameBytes, sha256 } from './support.ts'

const test = suite('tree')
const SIZES = 70
const leaves = Array.from({ length: SIZES }, (_, i) => hashOf(`leaf ${i}`))
const roots = Array.from({ length: SIZES + 1 }, (_, size) => naiveRoot(leaves.slice(0, size)))
const same = (a: Hash | undefined, b: Hash | undefined): boolean =>
  a !== undefined && b !== undefined && toHex(a) === toHex(b)
const list = (proof: readonly Hash[]): string => proof.map(toHex).join()

test('roots of all sizes up to 70 are those of the definition', () => {
  let frontier = EMPTY_FRONTIER
  for (let size = 0; size <= SIZES; size++) {
    sameBytes(treeRoot(sha256, leaves.slice(0, size)), roots[size])
    sameBytes(frontierRoot(sha256, frontier.hashes), roots[size], `frontier of ${size}`)
    if (size < SIZES) frontier = appendLeaf(sha256, frontier, leaves[size] as Hash)
  }
})

test('every inclusion proof up to size 70 is that of the definition and leads to the root', () => {
  for (let size = 1; size <= SIZES; size++) {
    const subtree = subtreeOf(sha256, leaves.slice(0, size))
    for (let index = 0; index < size; index++) {
      const proof = inclusionProof(index, size, subtree)
      assert.is(list(proof), list(naivePath(index, leaves.slice(0, size))))
      sameBytes(rootFromInclusion(sha256, index, size, leaves[index] as Hash, proof), roots[size])
    }
  }
})

test('an inclusion proof shows one leaf at one place of one tree and nothing else', () => {
  for (const size of [1, 2, 3, 7, 8, 33]) {
    for (let index = 0; index < size; index++) {
      const leaf = leaves[index] as Hash
      const proof = inclusionProof(index, size, subtreeOf(sha256, leaves.slice(0, size)))
      const shows = (i: number, n: number, l: Hash, p: readonly Hash[]): boolean =>
        same(rootFromInclusion(sha256, i, n, l, p), roots[size])
      for (let other = 0; other < size + 3; other++) if (other !== index) assert.not(shows(other, size, leaf, proof))
      assert.not(shows(index, size, hashOf('other'), proof))
      assert.not(shows(index, size, leaf, [...proof, hashOf('more')]))
      assert.not(shows(index, size, leaf, [hashOf('more'), ...proof]))
      if (proof.length > 0) assert.not(shows(index, size, leaf, proof.slice(1)))
      if (proof.length > 0) assert.not(shows(index, size, leaf, proof.slice(0, -1)))
      proof.forEach((hash, k) => {
        assert.not(shows(index, size, leaf, proof.with(k, flipBit(hash, 7))))
        if (k > 0) assert.not(shows(index, size, leaf, proof.with(k, proof[k - 1] as Hash).with(k - 1, hash)))
      })
    }
  }
  assert.is(rootFromInclusion(sha256, 0, 0, leaves[0] as Hash, []), undefined)
})

test('every consistency proof up to size 70 is that of the definition and is believed', () => {
  for (let second = 1; second <= SIZES; second++) {
    const subtree = subtreeOf(sha256, leaves.slice(0, second))
    for (let first = 1; first <= second; first++) {
      const proof = consistencyProof(first, second, subtree)
      assert.is(list(proof), list(naiveConsistency(first, leaves.slice(0, second))))
      assert.ok(checkConsistency(sha256, first, second, roots[first] as Hash, roots[second] as Hash, proof))
    }
  }
})

test('no consistency is believed between trees that differ, or with another proof', () => {
  for (const [first, second] of [
    [1, 2],
    [3, 7],
    [4, 7],
    [6, 8],
    [7, 8],
    [8, 16],
    [5, 64],
    [64, 65],
  ] as const) {
    const proof = consistencyProof(first, second, subtreeOf(sha256, leaves.slice(0, second)))
    const old = roots[first] as Hash
    const now = roots[second] as Hash
    const believes = (m: number, n: number, a: Hash, b: Hash, p: readonly Hash[]): boolean =>
      checkConsistency(sha256, m, n, a, b, p)
    assert.not(believes(first, second, hashOf('x'), now, proof))
    assert.not(believes(first, second, old, hashOf('x'), proof))
    assert.not(believes(first, second, now, old, proof))
    assert.not(believes(second, first, now, old, proof))
    assert.not(believes(first, first, old, now, []))
    assert.not(believes(first, second, old, now, [...proof, hashOf('x')]))
    assert.not(believes(first, second, old, now, proof.slice(1)))
    assert.not(believes(first, second, old, now, proof.slice(0, -1)))
    assert.not(believes(first, second, old, now, []))
    for (let k = 0; k < proof.length; k++) {
      assert.not(believes(first, second, old, now, proof.with(k, flipBit(proof[k] as Hash, 100))))
    }
    for (let other = 1; other <= SIZES; other++) {
      if (other !== first) assert.not(believes(other, second, old, now, proof), `${other} for ${first}`)
    }
  }
})

test('only the empty tree is where every log begins', () => {
  const now = roots[5] as Hash
  assert.ok(checkConsistency(sha256, 0, 5, hashEmpty(sha256), now, []))
  assert.ok(checkConsistency(sha256, 0, 0, hashEmpty(sha256), hashEmpty(sha256), []))
  assert.not(checkConsistency(sha256, 0, 5, now, now, []))
  assert.not(checkConsistency(sha256, 0, 5, hashEmpty(sha256), now, [now]))
  assert.ok(checkConsistency(sha256, 5, 5, now, now, []))
  assert.not(checkConsistency(sha256, 5, 5, now, now, [now]))
})

/** Runs of a random subset: every set has exactly one list of runs. */
const subsets = fc
  .integer({ min: 1, max: SIZES })
  .chain((size) =>
    fc.record({ size: fc.constant(size), shown: fc.subarray(Array.from({ length: size }, (_, i) => i)) }),
  )

test('a subset proof leads to the root for every subset', () => {
  fc.assert(
    fc.property(subsets, ({ size, shown }) => {
      const runs = runsOf(shown)
      const proof = subsetProof(size, runs, subtreeOf(sha256, leaves.slice(0, size)))
      const asked: number[] = []
      const root = rootFromSubset(
        sha256,
        size,
        runs,
        (i) => {
          asked.push(i)
          return leaves[i]
        },
        proof,
      )
      sameBytes(root, roots[size])
      assert.equal(asked, shown, 'each leaf is asked for once, in order')
    }),
    { numRuns: 500 },
  )
})

test('for one leaf a subset proof holds the hashes of the RFC 9162 path, for a prefix those that end it', () => {
  for (let size = 1; size <= 40; size++) {
    const subtree = subtreeOf(sha256, leaves.slice(0, size))
    for (let index = 0; index < size; index++) {
      const proof = subsetProof(size, [{ from: index, to: index + 1 }], subtree)
      assert.is(list([...proof].sort(order)), list(inclusionProof(index, size, subtree).sort(order)))
    }
    assert.is(subsetProof(size, [{ from: 0, to: size }], subtree).length, 0)
    assert.is(list(subsetProof(size, [], subtree)), toHex(roots[size] as Hash))
  }
})

const order = (a: Hash, b: Hash): number => (toHex(a) < toHex(b) ? -1 : 1)

test('a subset proof that is cut, padded, swapped or for another subset does not lead to the root', () => {
  fc.assert(
    fc.property(subsets, fc.nat(), ({ size, shown }, n) => {
      const runs = runsOf(shown)
      const proof = subsetProof(size, runs, subtreeOf(sha256, leaves.slice(0, size)))
      const read = (r: readonly Run[], p: readonly Hash[], s = size): Hash =>
        rootFromSubset(sha256, s, r, (i) => leaves[i], p)
      refused(() => read(runs, [...proof, hashOf('x')]), 'PROOF_SHAPE')
      if (proof.length > 0) {
        refused(() => read(runs, proof.slice(1)), 'PROOF_SHAPE')
        const k = n % proof.length
        assert.not(same(read(runs, proof.with(k, flipBit(proof[k] as Hash, n % 256))), roots[size]))
      }
      if (shown.length > 0) {
        const wrong = rootFromSubset(
          sha256,
          size,
          runs,
          (i) => (i === shown[n % shown.length] ? hashOf('x') : leaves[i]),
          proof,
        )
        assert.not(same(wrong, roots[size]))
        refused(
          () => rootFromSubset(sha256, size, runs, (i) => (i === shown.at(-1) ? undefined : leaves[i]), proof),
          'PROOF_SHAPE',
        )
      }
    }),
    { numRuns: 300 },
  )
})

test('runs that overlap, touch, are empty or leave the tree are refused', () => {
  const read = (runs: readonly Run[], size = 8): Hash => rootFromSubset(sha256, size, runs, (i) => leaves[i], [])
  sameBytes(read([{ from: 0, to: 8 }]), roots[8])
  for (const runs of [
    [
      { from: 0, to: 4 },
      { from: 4, to: 8 },
    ],
    [
      { from: 0, to: 5 },
      { from: 4, to: 8 },
    ],
    [
      { from: 4, to: 8 },
      { from: 0, to: 4 },
    ],
    [
      { from: 0, to: 8 },
      { from: 8, to: 8 },
    ],
    [{ from: 0, to: 9 }],
    [{ from: -1, to: 8 }],
  ]) {
    refused(() => read(runs), 'PROOF_SHAPE', JSON.stringify(runs))
  }
  refused(() => read([{ from: 0, to: 1 }], 0), 'PROOF_SHAPE')
  sameBytes(read([], 0), hashEmpty(sha256))
  refused(() => rootFromSubset(sha256, 0, [], () => undefined, [hashOf('x')]), 'PROOF_SHAPE')
})

test('runs and sizes without measure cost no more than the leaves there are', () => {
  const size = 2 ** 53 - 1
  let asked = 0
  const none = (): undefined => {
    asked++
    return undefined
  }
  refused(() => rootFromSubset(sha256, size, [{ from: 0, to: size }], none, []), 'PROOF_SHAPE')
  refused(() => rootFromSubset(sha256, size, [{ from: size - 1, to: size }], none, []), 'PROOF_SHAPE')
  assert.ok(asked <= 2)
  assert.is(rootFromInclusion(sha256, size - 1, size, leaves[0] as Hash, leaves), undefined)
  assert.not(checkConsistency(sha256, size - 1, size, leaves[0] as Hash, leaves[1] as Hash, leaves))
})

test('indices above 2^32 are counted right', () => {
  const size = 2 ** 40 + 3
  const index = 2 ** 40 + 1
  const fake = (from: number, to: number): Hash => (to - from === 1 ? hashOf(`leaf ${from}`) : hashOf(`${from}-${to}`))
  const proof = inclusionProof(index, size, fake)
  const subset = subsetProof(size, [{ from: index, to: index + 1 }], fake)
  sameBytes(
    rootFromInclusion(sha256, index, size, hashOf(`leaf ${index}`), proof),
    rootFromSubset(sha256, size, [{ from: index, to: index + 1 }], () => hashOf(`leaf ${index}`), subset),
  )
})

test('sorted numbers become the one list of runs that holds them', () => {
  assert.equal(runsOf([]), [])
  assert.equal(runsOf([0, 1, 2, 5, 7, 8]), [
    { from: 0, to: 3 },
    { from: 5, to: 6 },
    { from: 7, to: 9 },
  ])
})

interface Published {
  readonly inputsHex: readonly string[]
  readonly leafHashes: readonly string[]
  readonly rootBySize: Readonly<Record<string, string>>
  readonly inclusion: readonly { size: number; index: number; path: readonly string[] }[]
  readonly consistency: readonly { from: number; to: number; path: readonly string[] }[]
}

testWithShared(test, 'the published tree of eight leaves', 'tlog/rfc6962-and-signed-note.json', (path) => {
  const published = (JSON.parse(readFileSync(path, 'utf8')) as { rfc6962_8_leaves: Published }).rfc6962_8_leaves
  const hashes = published.inputsHex.map((input) => hashLeaf(sha256, fromHex(input) as Hash))
  assert.equal(hashes.map(toHex), published.leafHashes)
  for (const [size, root] of Object.entries(published.rootBySize)) {
    assert.is(toHex(treeRoot(sha256, hashes.slice(0, Number(size)))), root)
  }
  for (const { size, index, path: proof } of published.inclusion) {
    assert.equal(inclusionProof(index, size, subtreeOf(sha256, hashes.slice(0, size))).map(toHex), proof)
  }
  for (const { from, to, path: proof } of published.consistency) {
    if (from > 0) assert.equal(consistencyProof(from, to, subtreeOf(sha256, hashes.slice(0, to))).map(toHex), proof)
    const bytes = proof.map((hash) => fromHex(hash) as Hash)
    const root = (size: number): Hash => fromHex(published.rootBySize[size] as string) as Hash
    assert.ok(checkConsistency(sha256, from, to, root(from), root(to), bytes), `${from} to ${to}`)
  }
})

interface Probe {
  readonly leafIdx: number
  readonly treeSize: number
  readonly root: string
  readonly leafHash: string
  readonly proof: readonly string[] | null
  readonly desc: string
  readonly wantErr: boolean
}

testWithShared(test, 'published inclusion probes, good and bad', 'tlog/merkle-inclusion', (folder) => {
  const files = readdirSync(folder)
  assert.ok(files.length > 10)
  for (const name of files) {
    const probe = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Probe
    const proof = (probe.proof ?? []).map((hash) => fromBase64(hash) as Hash)
    const leaf = fromBase64(probe.leafHash) as Hash
    // Wrong sizes of hashes are refused when they are decoded; here the arithmetic is on trial.
    const sound = [leaf, ...proof].every((hash) => hash.length === 32)
    const root = sound ? rootFromInclusion(sha256, probe.leafIdx, probe.treeSize, leaf, proof) : undefined
    assert.is(same(root, fromBase64(probe.root)), !probe.wantErr, `${name}: ${probe.desc}`)
  }
})

test.run()
