import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Cbor,
  decode,
  encode,
  type Hash,
  hashMapLeaf,
  hashMapNode,
  hashMapValue,
  joinMap,
  keyBit,
  type MapItem,
  type MapProofItem,
  mapLeaf,
  mapOf,
  mapProofFromCbor,
  mapProofToCbor,
  rootFromMapProof,
  toHex,
  ZERO_HASH,
} from '../src/index.ts'
import { attempt, flipBit, hashOf, refused, sameBytes, sha256 } from './support.ts'

const test = suite('map')

function itemOf(n: number, key: Hash = hashOf(`key ${n}`)): MapItem {
  return { key, size: n + 1, root: hashOf(`root ${n}`), last: hashOf(`last ${n}`) }
}
const items = Array.from({ length: 40 }, (_, n) => itemOf(n))

/** The trie as docs/spec/09-map.md defines it, bit by bit, without any of the shortcuts. */
function naive(list: readonly MapItem[], depth = 0): Hash {
  if (list.length === 0) return ZERO_HASH
  const [only] = list
  if (list.length === 1 && only !== undefined) {
    const value = hashMapValue(sha256, encode([only.size, only.root, only.last]))
    return hashMapLeaf(sha256, only.key, value)
  }
  const side = (bit: number): MapItem[] => list.filter(({ key }) => keyBit(key, depth) === bit)
  return hashMapNode(sha256, naive(side(0), depth + 1), naive(side(1), depth + 1))
}

test('the root is that of the definition for every number of streams', () => {
  for (let n = 0; n <= items.length; n++) sameBytes(mapOf(sha256, items.slice(0, n)).root, naive(items.slice(0, n)))
})

test('the root does not depend on the order in which streams came', () => {
  sameBytes(mapOf(sha256, [...items].reverse()).root, mapOf(sha256, items).root)
})

test('a proof shows the heads that were asked for and leads to the root', () => {
  fc.assert(
    fc.property(fc.subarray(items, { minLength: 1 }), fc.integer({ min: 0, max: 39 }), (shown, n) => {
      const map = mapOf(sha256, items.slice(0, Math.max(n, 1)))
      const known = shown.filter((item) => items.indexOf(item) < Math.max(n, 1))
      const proof = map.prove(known.map(({ key }) => key))
      const read = rootFromMapProof(sha256, mapProofFromCbor(decode(encode(mapProofToCbor(proof)))))
      sameBytes(read.root, map.root)
      const sorted = [...known].sort((a, b) => (toHex(a.key) < toHex(b.key) ? -1 : 1))
      assert.equal(read.shown, sorted)
    }),
    { numRuns: 200 },
  )
})

test('a changed head, key or hidden hash gives another root', () => {
  const map = mapOf(sha256, items)
  const proof = map.prove([items[3], items[17]].map((item) => (item as MapItem).key))
  proof.forEach((node, i) => {
    const others: MapProofItem[] = []
    if (node.kind === 'hidden') others.push({ kind: 'hidden', hash: flipBit(node.hash, 200) })
    if (node.kind === 'shown') {
      const { item } = node
      others.push({ kind: 'shown', item: { ...item, size: item.size + 1 } })
      others.push({ kind: 'shown', item: { ...item, root: flipBit(item.root, 0) } })
      others.push({ kind: 'shown', item: { ...item, last: flipBit(item.last, 255) } })
      others.push({ kind: 'shown', item: { ...item, key: flipBit(item.key, 255) } })
      others.push({ kind: 'hidden', hash: mapLeaf(sha256, { ...item, size: item.size + 1 }).hash })
    }
    for (const other of others) {
      const read = attempt(() => rootFromMapProof(sha256, proof.with(i, other)))
      assert.ok(read === undefined || toHex(read.root) !== toHex(map.root), `item ${i}`)
    }
  })
})

test('one root shows one head for one key, however the map was made', () => {
  // A map that nobody made honestly: the key stands at depth 1 and again, deeper, on the other side of its own path.
  const item = itemOf(1)
  const shadow = { ...item, size: 99 }
  const left = keyBit(item.key, 0) === 0
  const real = mapLeaf(sha256, item)
  const fake = mapLeaf(sha256, shadow)
  const honest: MapProofItem = { kind: 'shown', item }
  const hidden: MapProofItem = { kind: 'hidden', hash: fake.hash }
  const proof: MapProofItem[] = [{ kind: 'branch' }, ...(left ? [honest, hidden] : [hidden, honest])]
  const { root } = rootFromMapProof(sha256, proof)
  sameBytes(root, hashMapNode(sha256, (left ? real : fake).hash, (left ? fake : real).hash))
  const dishonest: MapProofItem = { kind: 'shown', item: shadow }
  const other: MapProofItem[] = [
    { kind: 'branch' },
    ...(left
      ? [{ kind: 'hidden', hash: real.hash } as const, dishonest]
      : [dishonest, { kind: 'hidden', hash: real.hash } as const]),
  ]
  refused(() => rootFromMapProof(sha256, other), 'PROOF_SHAPE')
})

test('a proof that is cut, too long, or opens what it need not is refused', () => {
  const map = mapOf(sha256, items)
  const proof = map.prove([(items[5] as MapItem).key])
  refused(() => rootFromMapProof(sha256, []), 'PROOF_SHAPE')
  refused(() => rootFromMapProof(sha256, proof.slice(0, -1)), 'PROOF_SHAPE')
  refused(() => rootFromMapProof(sha256, [...proof, { kind: 'empty' }]), 'PROOF_SHAPE')
  const hash = hashOf('x')
  refused(
    () => rootFromMapProof(sha256, [{ kind: 'branch' }, { kind: 'hidden', hash }, { kind: 'hidden', hash }]),
    'PROOF_SHAPE',
  )
  refused(() => rootFromMapProof(sha256, [{ kind: 'branch' }, { kind: 'empty' }, { kind: 'empty' }]), 'PROOF_SHAPE')
})

test('a subtree with one key is that key, and no branch may stretch it', () => {
  const item = itemOf(2)
  const shown: MapProofItem = { kind: 'shown', item }
  const sides = keyBit(item.key, 0) === 0 ? [shown, { kind: 'empty' } as const] : [{ kind: 'empty' } as const, shown]
  refused(() => rootFromMapProof(sha256, [{ kind: 'branch' }, ...sides]), 'PROOF_SHAPE')
  sameBytes(rootFromMapProof(sha256, [shown]).root, mapOf(sha256, [item]).root)
})

test('a key that does not belong where it stands is refused', () => {
  const [a, b] = items as [MapItem, MapItem]
  const first = keyBit(a.key, 0) === 0 ? a : b
  const hidden: MapProofItem = { kind: 'hidden', hash: hashOf('x') }
  const wrong: MapProofItem[] = [{ kind: 'branch' }, hidden, { kind: 'shown', item: first }]
  if (keyBit(first.key, 0) === 0) refused(() => rootFromMapProof(sha256, wrong), 'PROOF_SHAPE')
  const twice = mapOf(sha256, [a, b]).prove([a.key])
  refused(() => rootFromMapProof(sha256, [{ kind: 'branch' }, ...twice, { kind: 'shown', item: a }]), 'PROOF_SHAPE')
})

test('two keys that part at the last bit stand 255 branches deep, and no proof goes deeper', () => {
  const key = hashOf('deep')
  const deep = [itemOf(0, key), itemOf(1, flipBit(key, 248))]
  const map = mapOf(sha256, deep)
  const proof = map.prove([key])
  assert.is(proof.filter(({ kind }) => kind === 'branch').length, 256)
  sameBytes(rootFromMapProof(sha256, proof).root, map.root)
  const deeper: MapProofItem[] = new Array<MapProofItem>(100_000).fill({ kind: 'branch' })
  refused(() => rootFromMapProof(sha256, deeper), 'PROOF_SHAPE')
})

test('an empty map is 32 zero bytes and shows nothing', () => {
  const { root, shown } = rootFromMapProof(sha256, [{ kind: 'empty' }])
  sameBytes(root, ZERO_HASH)
  assert.equal(shown, [])
})

test('an empty subtree has one spelling', () => {
  refused(() => mapProofFromCbor([new Uint8Array(32)]), 'SHAPE')
  assert.equal(mapProofFromCbor([null]), [{ kind: 'empty' }])
})

test('what is no proof item is refused', () => {
  const h = hashOf('h')
  const bad: Cbor[] = [
    null,
    [false],
    [0],
    ['x'],
    [h.subarray(1)],
    [[h, 1, h]],
    [[h, 0, h, h]],
    [[h, 1, h, 0]],
    [[h.subarray(1), 1, h, h]],
    [[h, -1, h, h]],
  ]
  for (const value of bad) refused(() => mapProofFromCbor(value), undefined, JSON.stringify(value))
})

test('only a lone leaf is carried up', () => {
  const leaf = mapLeaf(sha256, itemOf(0))
  const inner = joinMap(sha256, leaf, leaf)
  const empty = { kind: 'empty', hash: ZERO_HASH } as const
  assert.is(inner.kind, 'inner')
  assert.equal(joinMap(sha256, empty, leaf), leaf)
  assert.equal(joinMap(sha256, leaf, empty), leaf)
  assert.equal(joinMap(sha256, empty, empty), empty)
  sameBytes(joinMap(sha256, empty, inner).hash, hashMapNode(sha256, ZERO_HASH, inner.hash))
  sameBytes(joinMap(sha256, inner, empty).hash, hashMapNode(sha256, inner.hash, ZERO_HASH))
})

test.run()
