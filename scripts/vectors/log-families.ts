/** Vectors of docs/spec/06-entries.md to 10-manifests.md. */
import {
  type Cbor,
  consistencyProof,
  decode,
  type Entry,
  encode,
  encodeEntry,
  eventSlots,
  fromHex,
  type Hash,
  hashEmpty,
  hashLeaf,
  hashManifest,
  hashMapLeaf,
  hashMapNode,
  hashMapValue,
  hashNode,
  hashSalted,
  inclusionProof,
  type MapItem,
  type MapProofItem,
  mapLeaf,
  mapOf,
  mapProofToCbor,
  runsOf,
  type StreamName,
  type Subject,
  serialSalt,
  streamKey,
  streamParts,
  subsetProof,
  subtreeOf,
  toHex,
  treeRoot,
  utf8,
  ZERO_HASH,
} from '../../packages/protocol/src/index.ts'
import { LOT, MAKER, makeStory, PRODUCT } from './example.ts'
import { exhaustive } from './exhaustive.ts'
import { type Family, family, type Input, type Json } from './family.ts'
import { sha256 } from './tiny-ledger.ts'

const h = (word: string): Hash => sha256(utf8(word))
const hexes = (parts: readonly Uint8Array[]): Json => parts.map(toHex)

export async function entryFamily(): Promise<Family> {
  const f = family('entries')
  const spec = '06-entries.md'
  const read = (bytes: Uint8Array): Input => ({ op: 'entry', bytes: toHex(bytes) })
  const { ledger } = await makeStory()
  const entry = ledger.log[9]?.entry as Entry
  const none = { stream: undefined, submission: undefined }
  const epoch: Entry = { ...entry, ...none, kind: 'epoch' }
  const genesis = ledger.log[0]?.entry as Entry
  await f.good('a claim', spec, read(encodeEntry(entry)))
  await f.good(
    'a place, with large numbers',
    spec,
    read(encodeEntry({ ...entry, kind: 'place', g: 2 ** 40, s: 2 ** 33 })),
  )
  await f.good('a loose entry', spec, read(encodeEntry({ ...entry, kind: 'loose' })))
  await f.good('an epoch', spec, read(encodeEntry({ ...epoch, s: 0, previous: undefined })))
  await f.good('genesis', spec, read(encodeEntry(genesis)))
  const bad: readonly (readonly [string, Entry])[] = [
    ['a claim without stream', { ...entry, stream: undefined }],
    ['a claim without submission', { ...entry, submission: undefined }],
    ['no predecessor, but not the first', { ...entry, previous: undefined }],
    ['the first, but with a predecessor', { ...entry, s: 0 }],
    ['s above g', { ...entry, s: 10 }],
    ['a claim at 0', { ...entry, g: 0, s: 0, previous: undefined }],
    ['a claim with ledger id zero', { ...entry, ledgerId: ZERO_HASH }],
    ['an epoch with a stream', { ...epoch, stream: h('x') }],
    ['an epoch with a submission', { ...epoch, submission: h('x') }],
    ['an epoch at 0', { ...epoch, g: 0, s: 0, previous: undefined }],
    ['genesis at 1', { ...genesis, g: 1 }],
    ['genesis with a ledger id', { ...genesis, ledgerId: h('x') }],
    ['genesis with s 1', { ...genesis, s: 1, previous: h('x') }],
    ['genesis in a stream', { ...genesis, stream: h('x') }],
  ]
  for (const [desc, value] of bad) await f.bad(desc, spec, read(encodeEntry(value)), 'SHAPE')
  const parts = decode(encodeEntry(entry)) as readonly Cbor[]
  const values: readonly (readonly [string, number, Cbor])[] = [
    ['version 1', 0, 1],
    ['no version', 0, null],
    ['g below 0', 2, -1],
    ['a stream key of 31 bytes', 3, h('x').subarray(1)],
    ['recorded after the year 9999', 6, 253_402_300_800_000],
    ['recorded before 1970', 6, -1],
    ['kind 5', 7, 5],
    ['kind as text', 7, 'claim'],
    ['no claim', 8, null],
  ]
  for (const [desc, index, value] of values) await f.bad(desc, spec, read(encode(parts.with(index, value))))
  await f.bad('nine items', spec, read(encode(parts.slice(0, -1))), 'SHAPE')
  await f.bad('eleven items', spec, read(encode([...parts, null])), 'SHAPE')
  await f.bad('bytes behind', spec, read(Uint8Array.of(...encodeEntry(entry), 0)), 'CBOR_TRAILING')
  return f
}

export async function streamFamily(): Promise<Family> {
  const f = family('streams')
  const ledgerId = h('ledger')
  const sscc = 'sscc:340123450000000017'
  const names: readonly StreamName[] = [
    { type: 'batch', product: PRODUCT, lot: 'A/1' },
    { type: 'container', container: sscc },
    { type: 'product', product: PRODUCT },
    { type: 'authority', actor: MAKER },
    { type: 'policy' },
  ]
  const key = (name: readonly Json[], is: Hash): Input => ({
    op: 'streamKey',
    ledgerId: toHex(ledgerId),
    name,
    is: toHex(is),
  })
  const of = (value: Cbor, domain = 5): Hash => sha256(Uint8Array.of(domain, ...encode(value)))
  for (const name of names) {
    const parts = streamParts(name)
    await f.good(`key of a ${name.type} stream`, '07-streams.md', key(parts, streamKey(sha256, ledgerId, name)))
    await f.bad(
      `key of a ${name.type} stream: name nested`,
      '07-streams.md',
      key(parts, of([ledgerId, parts])),
      'MISMATCH',
    )
    await f.bad(
      `key of a ${name.type} stream: without the ledger id`,
      '07-streams.md',
      key(parts, of(parts)),
      'MISMATCH',
    )
    await f.bad(
      `key of a ${name.type} stream: the first byte of a leaf`,
      '07-streams.md',
      key(parts, of([ledgerId, ...parts], 0)),
      'MISMATCH',
    )
    await f.bad(
      `key of a ${name.type} stream: the ledger id as text`,
      '07-streams.md',
      key(parts, of([toHex(ledgerId), ...parts])),
      'MISMATCH',
    )
    await f.bad(
      `key of a ${name.type} stream: of another ledger`,
      '07-streams.md',
      key(parts, of([h('other'), ...parts])),
      'MISMATCH',
    )
  }
  const wrong: readonly (readonly Json[])[] = [
    [],
    ['policy', ''],
    ['batch', PRODUCT],
    ['batch', '4012345678901', LOT],
    ['batch', PRODUCT, ''],
    ['batch', PRODUCT, 'A\u0000B'],
    ['batch', PRODUCT, LOT, LOT],
    ['container', '340123450000000017'],
    ['product', '04012345678902'],
    ['authority', `${MAKER}/1`],
    ['actor', MAKER],
    ['Batch', PRODUCT, LOT],
  ]
  for (const name of wrong)
    await f.bad(
      `no stream: ${JSON.stringify(name)}`,
      '07-streams.md',
      key(name, of([ledgerId, ...(name as string[])])),
      'VALUE',
    )
  const route = (type: 'ship' | 'party', subjects: readonly Subject[]): Input => {
    return { op: 'routing', slots: hexes(eventSlots({ type, detail: {}, subjects })) }
  }
  await f.good(
    'the streams of a claim: each once, in the order of the slots',
    '07-streams.md#routing',
    route('ship', [
      { kind: 'packs', product: PRODUCT, lot: LOT, serials: ['S1'], parent: sscc },
      { kind: 'batch', product: PRODUCT, lot: 'B2' },
      { kind: 'unplaced', product: PRODUCT, serial: 'S3', lot: 'C3' },
      { kind: 'unplaced', product: PRODUCT, serial: 'S4' },
      { kind: 'product', product: 'cn:8100003' },
      { kind: 'container', container: sscc, role: 'parent' },
      { kind: 'container', container: 'cn:81000031234567890123', role: 'child', parent: sscc },
    ]),
  )
  await f.good(
    'the streams of a claim about parties',
    '07-streams.md#routing',
    route('party', [
      { kind: 'party', actor: MAKER, status: 'active', licences: [] },
      { kind: 'party', actor: 'cn-ent:1', status: 'active', licences: [] },
    ]),
  )
  return f
}

const leaves = Array.from({ length: 40 }, (_, i) => h(`leaf ${i}`))
const flip = (hash: Hash, bit: number): Hash => hash.with(bit >> 3, (hash[bit >> 3] as number) ^ (1 << (bit & 7)))

export async function treeFamily(): Promise<Family> {
  const f = family('trees')
  const spec = '08-trees.md'
  for (const what of ['roots', 'inclusion', 'consistency']) {
    const is = exhaustive(what, 66)
    const input = { op: 'exhaustive', what, sizes: 66 }
    await f.good(`${what} of all sizes up to 66, rolled into one hash`, spec, { ...input, is: toHex(is) })
    await f.bad(`${what} of all sizes up to 65`, spec, { ...input, is: toHex(exhaustive(what, 65)) }, 'MISMATCH')
  }
  const root = (list: readonly Hash[], is: Hash): Input => ({ op: 'root', leaves: hexes(list), is: toHex(is) })
  const five = leaves.slice(0, 5)
  const [a, b, c, d, e] = five as [Hash, Hash, Hash, Hash, Hash]
  const node = (left: Hash, right: Hash): Hash => hashNode(sha256, left, right)
  await f.good('root of five leaves', spec, root(five, treeRoot(sha256, five)))
  await f.bad(
    'root of five: the last leaf doubled',
    spec,
    root(five, node(node(node(a, b), node(c, d)), node(node(e, e), node(e, e)))),
    'MISMATCH',
  )
  await f.bad('root of five: split in the middle', spec, root(five, node(node(a, b), node(c, node(d, e)))), 'MISMATCH')
  await f.bad('root of five: a chain', spec, root(five, node(node(node(node(a, b), c), d), e)), 'MISMATCH')
  await f.bad(
    'root of five: leaves hashed again',
    spec,
    root(
      five,
      treeRoot(
        sha256,
        five.map((leaf) => hashLeaf(sha256, leaf)),
      ),
    ),
    'MISMATCH',
  )
  await f.bad('root of five: two leaves swapped', spec, root(five, treeRoot(sha256, [b, a, c, d, e])), 'MISMATCH')
  for (const [index, size] of [
    [0, 1],
    [0, 8],
    [5, 8],
    [2, 7],
    [6, 7],
    [38, 39],
  ] as const)
    await inclusionVectors(f, index, size)
  for (const [first, second] of [
    [1, 2],
    [3, 7],
    [4, 7],
    [6, 8],
    [8, 32],
    [7, 39],
  ] as const)
    await consistencyVectors(f, first, second)
  const empty = toHex(hashEmpty(sha256))
  const all = toHex(treeRoot(sha256, leaves))
  const from = { op: 'consistency', first: 0, second: 40, firstRoot: empty, secondRoot: all, proof: [] }
  await f.good('consistency: from the empty tree', spec, from)
  await f.bad('consistency: from no tree, with another root', spec, { ...from, firstRoot: all }, 'MISMATCH')
  await f.bad('consistency: from the empty tree, with a proof', spec, { ...from, proof: [all] }, 'MISMATCH')
  await f.bad('consistency: of one size and two roots', spec, { ...from, first: 40 }, 'MISMATCH')
  await f.bad(
    'consistency: of one size, with a proof',
    spec,
    { ...from, first: 40, firstRoot: all, proof: [all] },
    'MISMATCH',
  )
  await f.bad(
    'consistency: backwards',
    spec,
    { ...from, first: 40, firstRoot: all, second: 0, secondRoot: empty },
    'MISMATCH',
  )
  return f
}

async function inclusionVectors(f: Family, index: number, size: number): Promise<void> {
  const spec = '08-trees.md'
  const list = leaves.slice(0, size)
  const proof = inclusionProof(index, size, subtreeOf(sha256, list))
  const good: Input = {
    op: 'inclusion',
    index,
    size,
    leaf: toHex(list[index] as Hash),
    root: toHex(treeRoot(sha256, list)),
    proof: hexes(proof),
  }
  const name = `inclusion of ${index} in ${size}`
  await f.good(name, spec, good)
  const bad = (desc: string, change: { readonly [key: string]: Json }): Promise<void> =>
    f.bad(`${name}: ${desc}`, spec, { ...good, ...change }, 'MISMATCH')
  await bad('index + 1', { index: index + 1 })
  if (index > 0) await bad('index - 1', { index: index - 1 })
  await bad('index of the sibling', { index: index ^ 1 })
  await bad('index at the size', { index: size })
  await bad('index far away', { index: 2 ** 40 + index })
  await bad('size × 2', { size: size * 2 })
  await bad('size 0', { size: 0 })
  await bad('another leaf', { leaf: toHex(h('x')) })
  await bad('the root as leaf', { leaf: toHex(node2(list)) })
  await bad('another root', { root: toHex(h('x')) })
  await bad('the empty root', { root: toHex(hashEmpty(sha256)) })
  await bad('a hash behind', { proof: hexes([...proof, h('x')]) })
  await bad('a hash in front', { proof: hexes([h('x'), ...proof]) })
  await bad('the root behind', { proof: hexes([...proof, treeRoot(sha256, list)]) })
  if (proof.length === 0) return
  await bad('the last hash missing', { proof: hexes(proof.slice(0, -1)) })
  await bad('the first hash missing', { proof: hexes(proof.slice(1)) })
  await bad('no proof', { proof: [] })
  await bad('one bit of the first hash', { proof: hexes(proof.with(0, flip(proof[0] as Hash, 3))) })
  if (proof.length > 1)
    await bad('two hashes swapped', { proof: hexes([proof[1] as Hash, proof[0] as Hash, ...proof.slice(2)]) })
}

const node2 = (list: readonly Hash[]): Hash => (list.length > 1 ? treeRoot(sha256, list) : h('no such leaf'))

async function consistencyVectors(f: Family, first: number, second: number): Promise<void> {
  const spec = '08-trees.md'
  const proof = consistencyProof(first, second, subtreeOf(sha256, leaves.slice(0, second)))
  const [old, now] = [treeRoot(sha256, leaves.slice(0, first)), treeRoot(sha256, leaves.slice(0, second))]
  const good: Input = {
    op: 'consistency',
    first,
    second,
    firstRoot: toHex(old),
    secondRoot: toHex(now),
    proof: hexes(proof),
  }
  const name = `consistency from ${first} to ${second}`
  await f.good(name, spec, good)
  const bad = (desc: string, change: { readonly [key: string]: Json }): Promise<void> =>
    f.bad(`${name}: ${desc}`, spec, { ...good, ...change }, 'MISMATCH')
  await bad('first + 1', { first: first + 1 })
  await bad('first × 2', { first: first * 2 })
  await bad('second × 2', { second: second * 2 })
  await bad('sizes swapped', { first: second, second: first })
  await bad('roots swapped', { firstRoot: toHex(now), secondRoot: toHex(old) })
  await bad('another first root', { firstRoot: toHex(h('x')) })
  await bad('another second root', { secondRoot: toHex(h('x')) })
  await bad('a hash behind', { proof: hexes([...proof, h('x')]) })
  await bad('a hash in front', { proof: hexes([h('x'), ...proof]) })
  await bad('the last hash missing', { proof: hexes(proof.slice(0, -1)) })
  await bad('no proof', { proof: [] })
  await bad('one bit of the last hash', { proof: hexes(proof.with(-1, flip(proof.at(-1) as Hash, 77))) })
}

export async function subsetFamily(): Promise<Family> {
  const f = family('subsets')
  const spec = '08-trees.md#subset-proofs'
  const input = { op: 'exhaustive', what: 'subset', sizes: 70 }
  await f.good('every m-th leaf of all sizes up to 70, rolled into one hash', spec, {
    ...input,
    is: toHex(exhaustive('subset', 70)),
  })
  await f.bad('the same up to 69', spec, { ...input, is: toHex(exhaustive('subset', 69)) }, 'MISMATCH')
  const sets: readonly (readonly [number, readonly number[]])[] = [
    [7, [0, 1, 5]],
    [8, [3]],
    [1, [0]],
    [13, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
    [40, [1, 2, 3, 17, 18, 39]],
    [6, []],
  ]
  for (const [size, shown] of sets) {
    const list = leaves.slice(0, size)
    const runs = runsOf(shown)
    const proof = subsetProof(size, runs, subtreeOf(sha256, list))
    const held: Json = Object.fromEntries(shown.map((i) => [String(i), toHex(list[i] as Hash)]))
    const good: Input = {
      op: 'subset',
      size,
      runs: runs.map(({ from, to }) => [from, to]),
      leaves: held,
      proof: hexes(proof),
      root: toHex(treeRoot(sha256, list)),
    }
    const name = `${shown.length} of ${size}`
    await f.good(name, spec, good)
    const bad = (desc: string, change: { readonly [key: string]: Json }): Promise<void> =>
      f.bad(`${name}: ${desc}`, spec, { ...good, ...change })
    const all = { [size]: toHex(h('more')), [size + 1]: toHex(h('more')), ...(held as object) }
    await bad('a hash too many', { proof: hexes([...proof, h('x')]) })
    await bad('the root as a hash too many', { proof: hexes([...proof, treeRoot(sha256, list)]) })
    await bad('another root', { root: toHex(h('x')) })
    if (shown.length > 0) await bad('size × 2', { size: size * 2 })
    await bad('a run beyond the tree', {
      runs: [...runs.map(({ from, to }) => [from, to]), [size + 1, size + 2]],
      leaves: all,
    })
    await bad('an empty run', { runs: [[0, 0], ...runs.map(({ from, to }) => [from, to])] })
    await bad('runs from -1', {
      runs: [[-1, 0], ...runs.map(({ from, to }) => [from, to])],
      leaves: { '-1': toHex(h('x')), ...(held as object) },
    })
    if (shown.length > 0) {
      await bad('a leaf missing', {
        leaves: Object.fromEntries(shown.slice(1).map((i) => [String(i), toHex(list[i] as Hash)])),
      })
      await bad('another leaf', { leaves: { ...(held as object), [shown.at(-1) as number]: toHex(h('x')) } })
    }
    if (proof.length > 0) {
      await bad('a hash missing', { proof: hexes(proof.slice(0, -1)) })
      await bad('one bit of a hash', { proof: hexes(proof.with(0, flip(proof[0] as Hash, 250))) })
    }
    if (proof.length > 1)
      await bad('two hashes swapped', { proof: hexes([proof[1] as Hash, proof[0] as Hash, ...proof.slice(2)]) })
  }
  const eight = leaves.slice(0, 8)
  const whole: Input = {
    op: 'subset',
    size: 8,
    runs: [[0, 8]],
    leaves: Object.fromEntries(eight.map((leaf, i) => [String(i), toHex(leaf)])),
    proof: [],
    root: toHex(treeRoot(sha256, eight)),
  }
  await f.good('all of 8', spec, whole)
  await f.bad(
    'runs that touch',
    spec,
    {
      ...whole,
      runs: [
        [0, 4],
        [4, 8],
      ],
    },
    'PROOF_SHAPE',
  )
  await f.bad(
    'runs that overlap',
    spec,
    {
      ...whole,
      runs: [
        [0, 5],
        [4, 8],
      ],
    },
    'PROOF_SHAPE',
  )
  await f.bad(
    'runs out of order',
    spec,
    {
      ...whole,
      runs: [
        [5, 8],
        [0, 4],
      ],
    },
    'PROOF_SHAPE',
  )
  await f.bad('a run of 2^53 - 1 leaves that are not there', spec, {
    ...whole,
    size: 2 ** 53 - 1,
    runs: [[0, 2 ** 53 - 1]],
  })
  await f.bad('all of 8, proved by the root', spec, { ...whole, proof: [whole['root'] as string] }, 'PROOF_SHAPE')
  return f
}

export async function mapFamily(): Promise<Family> {
  const f = family('map')
  const items: readonly MapItem[] = Array.from({ length: 9 }, (_, n) => ({
    key: h(`key ${n}`),
    size: n + 1,
    root: h(`root ${n}`),
    last: h(`last ${n}`),
  }))
  const listed = (list: readonly MapItem[]): Json =>
    list.map(({ key, size, root, last }) => [toHex(key), size, toHex(root), toHex(last)])
  const rootOf = (list: readonly MapItem[], is: Hash): Input => ({ op: 'mapRoot', items: listed(list), is: toHex(is) })
  const near = [
    { ...(items[0] as MapItem) },
    { ...(items[1] as MapItem), key: flip((items[0] as MapItem).key, 248 + 7) },
  ]
  const map = mapOf(sha256, items)
  await f.good('the empty map', '09-map.md', rootOf([], ZERO_HASH))
  await f.good('one stream', '09-map.md', rootOf(items.slice(0, 1), mapLeaf(sha256, items[0] as MapItem).hash))
  await f.good('nine streams', '09-map.md', rootOf(items, map.root))
  await f.good('two streams that part at the last bit but seven', '09-map.md', rootOf(near, mapOf(sha256, near).root))
  const one = items[0] as MapItem
  const leafOf = (item: MapItem): Hash => mapLeaf(sha256, item).hash
  for (const [desc, list, is] of [
    ['the empty map is the root of no leaves', [], hashEmpty(sha256)],
    ['one stream under a node', [one], hashMapNode(sha256, leafOf(one), ZERO_HASH)],
    ['nine streams, one left out', items, mapOf(sha256, items.slice(1)).root],
    ['nine streams in a tree of RFC 9162', items, treeRoot(sha256, items.map(leafOf))],
    ['nine streams, one larger', items, mapOf(sha256, items.with(3, { ...(items[3] as MapItem), size: 99 })).root],
    [
      'two streams, joined at the root at once',
      near,
      hashMapNode(sha256, leafOf(near[0] as MapItem), leafOf(near[1] as MapItem)),
    ],
    [
      'a leaf without key',
      [one],
      hashMapLeaf(sha256, ZERO_HASH, hashMapValue(sha256, encode([one.size, one.root, one.last]))),
    ],
    [
      'a leaf with the value in clear',
      [one],
      sha256(Uint8Array.of(2, ...one.key, ...encode([one.size, one.root, one.last]))),
    ],
  ] as const) {
    await f.bad(`root: ${desc}`, '09-map.md', rootOf(list, is), 'MISMATCH')
  }
  await proofVectors(f, items, map)
  return f
}

async function proofVectors(f: Family, items: readonly MapItem[], map: ReturnType<typeof mapOf>): Promise<void> {
  const spec = '09-map.md#multiproof'
  const raw = (value: Cbor, root = map.root): Input => ({ op: 'map', proof: toHex(encode(value)), root: toHex(root) })
  const check = (proof: readonly MapProofItem[], root = map.root): Input => raw(mapProofToCbor(proof), root)
  const shown = [items[2], items[5], items[6]] as MapItem[]
  const proof = map.prove(shown.map(({ key }) => key))
  await f.good('three streams of nine', spec, check(proof))
  await f.good('all nine', spec, check(map.prove(items.map(({ key }) => key))))
  const only = mapOf(sha256, items.slice(0, 1))
  await f.good('one stream of one', spec, check(only.prove([(items[0] as MapItem).key]), only.root))
  const bad = (desc: string, list: readonly MapProofItem[], code?: string): Promise<void> =>
    f.bad(desc, spec, check(list), code)
  const at = (kind: string): number => proof.findIndex((node) => node.kind === kind)
  const hidden = proof[at('hidden')] as Extract<MapProofItem, { kind: 'hidden' }>
  const head = proof[at('shown')] as Extract<MapProofItem, { kind: 'shown' }>
  await bad('cut', proof.slice(0, -1))
  await bad('nothing', [], 'PROOF_SHAPE')
  await bad('an item behind', [...proof, { kind: 'empty' }], 'PROOF_SHAPE')
  await bad('one bit of a hidden hash', proof.with(at('hidden'), { ...hidden, hash: flip(hidden.hash, 9) }), 'MISMATCH')
  await bad('a hidden subtree left out', proof.with(at('hidden'), { kind: 'empty' }))
  for (const [desc, change] of [
    ['size', { size: head.item.size + 1 }],
    ['root', { root: h('x') }],
    ['last', { last: h('x') }],
  ] as const) {
    await bad(
      `another ${desc}`,
      proof.with(at('shown'), { kind: 'shown', item: { ...head.item, ...change } }),
      'MISMATCH',
    )
  }
  await bad(
    'another key with the same first bits',
    proof.with(at('shown'), { kind: 'shown', item: { ...head.item, key: flip(head.item.key, 255) } }),
    'MISMATCH',
  )
  await bad(
    'a key where it cannot stand',
    proof.with(at('shown'), { kind: 'shown', item: { ...head.item, key: flip(head.item.key, 7) } }),
    'PROOF_SHAPE',
  )
  const second = proof.findLastIndex((node) => node.kind === 'shown')
  await bad(
    'two heads swapped',
    proof.with(at('shown'), proof[second] as MapProofItem).with(second, head),
    'PROOF_SHAPE',
  )
  await bad(
    'a stream hidden behind its own leaf',
    proof.with(second, { kind: 'hidden', hash: flip(mapLeaf(sha256, head.item).hash, 1) }),
  )
  for (const [i, node] of proof.entries()) {
    if (node.kind === 'hidden' && i !== at('hidden')) {
      await bad(
        `one bit of the hidden hash at ${i}`,
        proof.with(i, { ...node, hash: flip(node.hash, 100 + i) }),
        'MISMATCH',
      )
    }
    if (node.kind === 'shown')
      await bad(`the head at ${i} hidden as an empty subtree`, proof.with(i, { kind: 'empty' }))
  }
  await bad('a branch opened in vain', [{ kind: 'branch' }, hidden, hidden], 'PROOF_SHAPE')
  const lone = items[0] as MapItem
  const sides: MapProofItem[] = [{ kind: 'shown', item: lone }, { kind: 'empty' }]
  if (((lone.key[0] as number) & 128) !== 0) sides.reverse()
  const stretched = hashMapNode(
    sha256,
    ...(sides.map((node) => (node.kind === 'empty' ? ZERO_HASH : mapLeaf(sha256, lone).hash)) as [Hash, Hash]),
  )
  await f.bad('a lone leaf stretched down', spec, check([{ kind: 'branch' }, ...sides], stretched), 'PROOF_SHAPE')
  await bad('257 branches', [...new Array<MapProofItem>(257).fill({ kind: 'branch' }), ...proof], 'PROOF_SHAPE')
  const k = toHex(head.item.key)
  const h32 = fromHex(k) as Uint8Array
  for (const [desc, item] of [
    ['false', false],
    ['a number', 0],
    ['32 zero bytes for an empty subtree', new Uint8Array(32)],
    ['31 bytes', h32.subarray(1)],
    ['a head of three items', [h32, 1, h32]],
    ['a head of size 0', [h32, 0, h32, h32]],
    ['a head of size -1', [h32, -1, h32, h32]],
    ['a key of 31 bytes', [h32.subarray(1), 1, h32, h32]],
  ] as const) {
    await f.bad(`item: ${desc}`, spec, raw([item as Cbor]))
  }
}

export async function manifestFamily(): Promise<Family> {
  const f = family('manifests')
  const spec = '10-manifests.md'
  const seed = h('manifest').subarray(0, 16)
  const serials = ['!', '10', '9', 'A', 'Z', 'a', 'b-1'.padEnd(20, 'x')]
  const { root, count } = hashManifest(sha256, seed, serials)
  const good: Input = { op: 'manifest', product: PRODUCT, seed: toHex(seed), serials, count, root: toHex(root) }
  await f.good('seven serials', spec, good)
  const chinese = ['#000000000001', '0000000000001', '~000000000001']
  const other = hashManifest(sha256, seed, chinese)
  await f.good('three serials of a Chinese product', spec, {
    ...good,
    product: 'cn:8100003',
    serials: chinese,
    count: 3,
    root: toHex(other.root),
  })
  const bad = (desc: string, change: { readonly [key: string]: Json }, code?: string): Promise<void> =>
    f.bad(desc, spec, { ...good, ...change }, code)
  const leavesOf = (leaf: (serial: string, i: number) => Hash): string => toHex(treeRoot(sha256, serials.map(leaf)))
  await bad('sorted as numbers', { serials: ['!', '9', '10', ...serials.slice(3)] }, 'VALUE')
  await bad('sorted without case', { serials: ['!', '10', '9', 'A', 'a', 'Z', serials[6] as string] }, 'VALUE')
  await bad('a serial twice', { serials: [...serials.slice(0, 3), '9', ...serials.slice(3)], count: 8 }, 'VALUE')
  await bad('a serial with a space', { serials: serials.with(3, 'A ') }, 'VALUE')
  await bad('a serial of 21', { serials: serials.with(6, 'c'.repeat(21)) }, 'VALUE')
  await bad('an empty serial', { serials: ['', ...serials.slice(1)] }, 'VALUE')
  await bad('serials of another kind of product', { product: 'cn:8100003' }, 'VALUE')
  await bad('a serial cut off', { serials: serials.slice(0, -1) }, 'MISMATCH')
  await bad('a serial cut off, and the count', { serials: serials.slice(0, -1), count: 6 }, 'MISMATCH')
  await bad('another count', { count: 8 }, 'MISMATCH')
  await bad('a serial changed', { serials: serials.with(3, 'B') }, 'MISMATCH')
  await bad('another seed', { seed: toHex(h('x').subarray(0, 16)) }, 'MISMATCH')
  await bad('without salt', { root: leavesOf((serial) => hashLeaf(sha256, encode([serial]))) }, 'MISMATCH')
  await bad(
    'serials without their array',
    { root: leavesOf((serial, i) => hashSalted(sha256, encode(serial), serialSalt(sha256, seed, i))) },
    'MISMATCH',
  )
  await bad(
    'serials as bare UTF-8',
    { root: leavesOf((serial, i) => hashSalted(sha256, utf8(serial), serialSalt(sha256, seed, i))) },
    'MISMATCH',
  )
  await bad(
    'salts counted from 1',
    { root: leavesOf((serial, i) => hashSalted(sha256, encode([serial]), serialSalt(sha256, seed, i + 1))) },
    'MISMATCH',
  )
  await bad('one salt for all', { root: leavesOf((serial) => hashSalted(sha256, encode([serial]), seed)) }, 'MISMATCH')
  return f
}
