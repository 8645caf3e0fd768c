/** Vectors of docs/spec/03-events.md, 04-claims.md and 05-submissions.md. */
import {
  type Cbor,
  claimsRoot,
  compareBytes,
  concatBytes,
  decode,
  EVENT_TYPES,
  type Event,
  encode,
  encodeClaim,
  eventSlots,
  fromHex,
  type Hash,
  hashClaim,
  hashLeaf,
  hashNode,
  hashSalted,
  hashTime,
  keyIdOf,
  keyProofMessage,
  narrowClaim,
  type OpenClaim,
  openTallies,
  type Subject,
  type SubmissionPayload,
  signSubmission,
  slotSalt,
  streamParts,
  talliesOf,
  tallyLeaf,
  toHex,
  treeRoot,
  utf8,
} from '../../packages/protocol/src/index.ts'
import { LOT, MAKER, makeStory, PHARMACY, PRODUCT } from './example.ts'
import { type Family, family, type Input, type Json } from './family.ts'
import { sha256, testKey } from './tiny-ledger.ts'

const h = (word: string): Hash => sha256(utf8(word))
const hexes = (parts: readonly Uint8Array[]): Json => parts.map(toHex)
const CN = 'cn:8100003'
const BOX = 'sscc:340123450000000017'
const CASE = 'sgtin:14012345678908/C1'

/** A slot as a value with one item replaced. */
function changed(slots: readonly Uint8Array[], slot: number, change: (parts: Cbor[]) => Cbor): Uint8Array[] {
  const parts = decode(slots[slot] as Uint8Array) as readonly Cbor[]
  return slots.map((bytes, i) => (i === slot ? encode(change([...parts])) : bytes))
}

const FULL: Event = {
  type: 'ship',
  detail: { reason: 'internal', target: h('target'), market: 'AT' },
  when: { ms: 1_800_000_000_000, offset: -300, precision: 'ms' },
  who: { agent: MAKER, owner: MAKER, holder: PHARMACY },
  where: { readPoint: `${MAKER}/DOCK-1`, bizLocation: MAKER },
  trade: { fromOwner: MAKER, toOwner: PHARMACY, toMarket: 'AT' },
  docs: [
    { type: 'desadv', id: '17' },
    { type: 'po', id: '3' },
    { type: 'po', id: '4' },
  ],
  extra: [['urn:x', '{"a":1}']],
  subjects: [
    { kind: 'packs', product: PRODUCT, lot: LOT, serials: ['S1', 'S2'], parent: BOX, expiry: '2029-12-31' },
    { kind: 'unplaced', product: CN, serial: '1234567890123', lot: '国药 1', expiry: '2028-02-29' },
    { kind: 'container', container: BOX, role: 'parent' },
    { kind: 'container', container: CASE, role: 'child', parent: BOX },
    { kind: 'container', container: 'grai:4012345000009/x', role: 'self' },
    { kind: 'batch', product: PRODUCT, lot: 'B/2' },
    { kind: 'product', product: 'ppn:110375286414' },
  ],
}

const SUBJECTS: readonly (readonly [Event['type'], Subject])[] = [
  [
    'commission',
    {
      kind: 'manifest',
      product: PRODUCT,
      lot: LOT,
      expiry: '2029-12-31',
      made: '2027-01-15',
      root: h('root'),
      count: 3,
      units: 30,
      markets: ['AT', 'DE'],
    },
  ],
  ['close', { kind: 'close', product: PRODUCT, lot: LOT, allocated: 10, commissioned: 7, wasted: 2, unused: 1 }],
  ['product', { kind: 'product', product: PRODUCT, name: 'Examplin', units: 30 }],
  [
    'party',
    {
      kind: 'party',
      actor: PHARMACY,
      name: '药店',
      status: 'suspended',
      licences: [{ id: 'L 1', role: 'pharmacy', from: 0, to: 1_900_000_000_000 }],
    },
  ],
  [
    'key',
    {
      kind: 'key',
      actor: MAKER,
      publicKey: h('key'),
      proof: concatBytes(h('r'), h('s')),
      products: [PRODUCT, 'ppn:110375286414'],
    },
  ],
  ['revoke', { kind: 'keyEnd', actor: MAKER, keyId: h('id').subarray(0, 16), compromisedSince: 77 }],
  ['policy', { kind: 'policy', key: 'profile:x', value: 'EU 1' }],
  ['genesis', { kind: 'genesis', origin: 'ledger.example/packtrail', operator: MAKER, publicKey: h('key') }],
]

export async function eventFamily(): Promise<Family> {
  const f = family('events')
  const event = (slots: readonly (Uint8Array | undefined)[]): Input => {
    return { op: 'event', slots: slots.map((slot) => (slot === undefined ? null : toHex(slot))) }
  }
  const full = eventSlots(FULL)
  await f.good('an event with every field and seven subjects', '03-events.md', event(full))
  await f.good(
    'the same, with who, docs and two subjects hidden',
    '03-events.md',
    event(full.map((slot, i) => ([2, 5, 8, 9].includes(i) ? undefined : slot))),
  )
  const day: Event = {
    ...FULL,
    when: { ms: 1_799_881_200_000, offset: 60, precision: 'day' },
  }
  await f.good('a day without a clock time', '03-events.md#fields', event(eventSlots(day)))
  await headVectors(f, full, event)
  await fieldVectors(f, full, event)
  for (const [type, subject] of SUBJECTS) {
    const slots = eventSlots({ type, detail: {}, subjects: [subject] })
    await f.good(`a ${type} of a ${subject.kind}`, '03-events.md#subjects', event(slots))
    await f.bad(
      `${subject.kind}: one item more`,
      '03-events.md#subjects',
      event(changed(slots, 1, (p) => [...p, null])),
    )
    await f.bad(
      `${subject.kind}: one item less`,
      '03-events.md#subjects',
      event(changed(slots, 1, (p) => p.slice(0, -1))),
    )
    const other = type === 'policy' ? 'key' : 'policy'
    await f.bad(
      `a ${other} that names a ${subject.kind}`,
      '03-events.md#types',
      event(changed(slots, 0, (p) => p.with(1, other))),
      'VALUE',
    )
  }
  await subjectVectors(f, event)
  const goods = EVENT_TYPES.filter(
    (type) =>
      !['commission', 'adopt', 'close', 'genesis', 'party', 'product', 'key', 'retire', 'revoke', 'policy'].includes(
        type,
      ),
  )
  await f.good(
    `every other type names goods: ${goods.join(', ')}`,
    '03-events.md#types',
    event(eventSlots({ ...FULL, type: 'lose' })),
  )
  for (const type of ['commission', 'close', 'party', 'key', 'policy', 'genesis', 'adopt'] as const) {
    const slots = eventSlots({ type: 'ship', detail: {}, subjects: [FULL.subjects[0] as Subject] })
    await f.bad(
      `a ${type} that names packs`,
      '03-events.md#types',
      event(changed(slots, 0, (p) => p.with(1, type))),
      'VALUE',
    )
  }
  return f
}

type Slots = (slots: readonly (Uint8Array | undefined)[]) => Input

async function headVectors(f: Family, full: readonly Uint8Array[], event: Slots): Promise<void> {
  const spec = '03-events.md#head'
  const head = (desc: string, index: number, value: Cbor, code?: string): Promise<void> =>
    f.bad(`head: ${desc}`, spec, event(changed(full, 0, (p) => p.with(index, value))), code)
  const detail = (desc: string, index: number, value: Cbor): Promise<void> =>
    f.bad(
      `detail: ${desc}`,
      '03-events.md#detail',
      event(changed(full, 0, (p) => p.with(2, (p[2] as readonly Cbor[]).with(index, value)))),
    )
  await f.bad('head hidden', spec, event([undefined, ...full.slice(1)]), 'SHAPE')
  await f.bad('no slots', spec, event([]), 'SHAPE')
  await head('another tag', 0, 1, 'SHAPE')
  await head('an unknown type', 1, 'shipped', 'SHAPE')
  await head('seven details', 2, new Array<null>(7).fill(null), 'SHAPE')
  await head('a field that is not there', 3, 31, 'SHAPE')
  await head('an unknown field', 3, 127, 'VALUE')
  await head('no subjects', 4, 0, 'SHAPE')
  await head('one subject too many', 4, 8, 'SHAPE')
  await head('one subject too few', 4, 6, 'SHAPE')
  await f.bad('head: six items', spec, event(changed(full, 0, (p) => [...p, null])), 'SHAPE')
  await f.bad('a slot too few', spec, event(full.slice(0, -1)), 'SHAPE')
  await f.bad('a slot too many, hidden', spec, event([...full, undefined]), 'SHAPE')
  await detail('a reason of 65', 0, 'x'.repeat(65))
  await detail('units below 0', 1, -1)
  await detail('undoes an unknown type', 2, 'nothing')
  await detail('target of 31 bytes', 3, h('x').subarray(1))
  await detail('a market in small letters', 4, 'at')
  await detail('a market of three letters', 4, 'AUT')
  await detail('before as a number', 5, 20_291_231)
  await detail('code of 65', 7, 'x'.repeat(65))
}

async function fieldVectors(f: Family, full: readonly Uint8Array[], event: Slots): Promise<void> {
  const field = (desc: string, slot: number, index: number, value: Cbor): Promise<void> =>
    f.bad(desc, '03-events.md#fields', event(changed(full, slot, (p) => p.with(index, value))))
  await field('when: another tag', 1, 0, 2)
  await field('when: no time', 1, 1, null)
  await field('when: year 0', 1, 1, -62_135_596_800_001)
  await field('when: year 10000', 1, 1, 253_402_300_800_000)
  await field('when: offset of 14 hours and a minute', 1, 2, 841)
  await field('when: offset of -14 hours and a minute', 1, 2, -841)
  await field('when: a day that is no midnight', 1, 3, true)
  await field('when: precision as a number', 1, 3, 0)
  await f.bad('who of nobody', '03-events.md#fields', event(changed(full, 2, () => [2, null, null, null])))
  await field('who: a party with the extension of a place', 2, 1, `${MAKER}/1`)
  await field('who: a party with a wrong check digit', 2, 2, 'gln:4012345000008')
  await field('who: a bare GLN', 2, 3, '4012345000009')
  await f.bad('where of nothing', '03-events.md#fields', event(changed(full, 3, () => [3, null, null])))
  await field('where: extension 0', 3, 1, `${MAKER}/0`)
  await field('trade: a market of one letter', 4, 5, 'A')
  await field('trade: a place for a party', 4, 1, `${MAKER}/DOCK`)
  await field('docs: none', 5, 1, [])
  await field('docs: out of order', 5, 1, [
    ['po', '4'],
    ['po', '3'],
  ])
  await field('docs: one twice', 5, 1, [
    ['po', '3'],
    ['po', '3'],
  ])
  await field('docs: a type of 257', 5, 1, [['x'.repeat(257), '3']])
  await field('docs: an id of 1025', 5, 1, [['po', 'x'.repeat(1025)]])
  await field('extra: one key twice', 6, 1, [
    ['k', '1'],
    ['k', '2'],
  ])
  await field('extra: out of order', 6, 1, [
    ['l', '1'],
    ['k', '2'],
  ])
  await field('extra: three items', 6, 1, [['k', '1', '2']])
  await f.bad('fields swapped', '03-events.md#fields', event([full[0], full[2], full[1], ...full.slice(3)]), 'SHAPE')
}

async function subjectVectors(f: Family, event: Slots): Promise<void> {
  const spec = '03-events.md#subjects'
  const all = eventSlots(FULL)
  const own = (type: Event['type'], subject: Subject): Uint8Array[] =>
    eventSlots({ type, detail: {}, subjects: [subject] })
  const packs = own('ship', FULL.subjects[0] as Subject)
  const bad = (desc: string, slots: readonly Uint8Array[], index: number, value: Cbor): Promise<void> =>
    f.bad(desc, spec, event(changed(slots, 1, (p) => p.with(index, value))))
  await f.good('packs of one batch', spec, event(packs))
  await f.bad('subjects out of order', spec, event([...all.slice(0, 7), all[8], all[7], ...all.slice(9)]), 'SHAPE')
  await f.bad('one subject twice', spec, event([...all.slice(0, 8), all[7], ...all.slice(9)]), 'SHAPE')
  await bad('an unknown tag', packs, 0, 9)
  await bad('packs: no serials', packs, 3, [])
  await bad('packs: serials out of order', packs, 3, ['S2', 'S1'])
  await bad('packs: serials in the order of UTF-16', packs, 3, ['\ue000', '\u{10000}'])
  await bad('packs: one serial twice', packs, 3, ['S1', 'S1'])
  await bad('packs: a serial with a space', packs, 3, ['S 1'])
  await bad('packs: a product of 13 digits', packs, 1, '4012345678901')
  await bad('packs: a lot of 21', packs, 2, 'x'.repeat(21))
  await bad('packs: a pallet without its prefix', packs, 4, '340123450000000017')
  for (const day of [
    '2027-02-29',
    '1900-02-29',
    '2027-13-01',
    '2027-00-01',
    '2027-04-31',
    '2027-01-00',
    '2027-1-01',
    '20270101',
  ]) {
    await bad(`packs: expiry ${day}`, packs, 5, day)
  }
  const manifest = own(...(SUBJECTS[0] as (typeof SUBJECTS)[0]))
  await bad('manifest: no serials', manifest, 6, 0)
  await bad('manifest: a root of 31 bytes', manifest, 5, h('x').subarray(1))
  await bad('manifest: markets out of order', manifest, 8, ['DE', 'AT'])
  await bad('manifest: no markets', manifest, 8, [])
  await bad('manifest: a million and one units', manifest, 7, 1_000_001)
  const [, first] = SUBJECTS[0] as (typeof SUBJECTS)[0]
  const two = [first, { ...first, lot: 'B2' }] as Subject[]
  const twice = eventSlots({ type: 'commission', detail: {}, subjects: two })
  await f.good('two manifests of two batches', spec, event(twice))
  const again = changed(
    changed(twice, 2, (p) => p.with(2, LOT)),
    2,
    (p) => p.with(6, 4),
  )
  await f.bad('two manifests of one batch', spec, event(again), 'VALUE')
  await streamVectors(f, event)
  const box = own('ship', FULL.subjects[3] as Subject)
  await bad('container: role 3', box, 2, 3)
  await bad('container: a parent of what is no child', box, 2, 0)
  await bad('container: a pack id', box, 1, '14012345678908/C1')
  const party = own(...(SUBJECTS[3] as (typeof SUBJECTS)[0]))
  await bad('party: status 2', party, 3, 2)
  await bad('party: a licence of three items', party, 4, [['L', 'pharmacy', null]])
  await bad('party: a licence to the year 10000', party, 4, [['L', 'pharmacy', null, 253_402_300_800_000]])
  await bad('party: with extension', party, 1, `${PHARMACY}/1`)
  const key = own(...(SUBJECTS[4] as (typeof SUBJECTS)[0]))
  await bad('key of 31 bytes', key, 2, h('x').subarray(1))
  await bad('key: proof of 63 bytes', key, 3, new Uint8Array(63))
  await bad('key: no products', key, 4, [])
  await bad('key: products out of order', key, 4, ['ppn:110375286414', PRODUCT])
  const end = own(...(SUBJECTS[5] as (typeof SUBJECTS)[0]))
  await bad('key end: id of 32 bytes', end, 2, h('x'))
  await bad('key end: since -1', end, 3, -1)
  const policy = own(...(SUBJECTS[6] as (typeof SUBJECTS)[0]))
  await bad('policy: a key of 257', policy, 1, 'x'.repeat(257))
  const genesis = own(...(SUBJECTS[7] as (typeof SUBJECTS)[0]))
  for (const origin of ['', 'a b', 'a+b', 'a\u3000b', 'a\u0085b'])
    await bad(`genesis: origin ${JSON.stringify(origin)}`, genesis, 1, origin)
  const unplaced = own('ship', FULL.subjects[1] as Subject)
  await bad('unplaced: a serial of 12 characters of a Chinese product', unplaced, 2, '123456789012')
  await bad('unplaced: a lot that ends in a space', unplaced, 3, '国药 ')
}

export async function claimFamily(): Promise<Family> {
  const f = family('claims')
  const { dispense } = await makeStory()
  const [{ seed, slots, hash }] = dispense.claims as [(typeof dispense.claims)[0]]
  const whole: OpenClaim = { seed, slots }
  const part = narrowClaim(sha256, whole, (i) => i < 2 || i > 3)
  const is = toHex(hash)
  const claim = (bytes: Uint8Array, root = is): Input => ({ op: 'claim', bytes: toHex(bytes), hash: root })
  const spec = '04-claims.md#two-forms'
  await f.good('whole', spec, claim(encodeClaim(whole)))
  await f.good('in part, who and where hidden', spec, claim(encodeClaim(part)))
  await f.good('the head alone', spec, claim(encodeClaim(narrowClaim(sha256, whole, (i) => i === 0))))
  const open = slots.map((slot, i): Cbor => [slotSalt(sha256, seed, i).slice(), slot])
  const leaf = (i: number): Hash => hashSalted(sha256, slots[i] as Uint8Array, slotSalt(sha256, seed, i))
  const bad = (desc: string, value: Cbor, code?: string): Promise<void> => f.bad(desc, spec, claim(encode(value)), code)
  await bad('in part, but nothing is hidden', [null, open], 'SHAPE')
  await bad('whole and with salts', [seed, open], 'SHAPE')
  await bad('in part without salts', [null, slots], 'SHAPE')
  await bad('a seed of 15 bytes', [seed.subarray(1), slots], 'SHAPE')
  await bad('no slots', [seed, []], 'VALUE')
  await bad('one slot', [seed, slots.slice(0, 1)], 'VALUE')
  await bad('4,097 slots', [seed, new Array<Uint8Array>(4097).fill(new Uint8Array(0))], 'VALUE')
  await bad('three items', [seed, slots, null], 'SHAPE')
  await bad('head hidden', [null, [leaf(0), ...open.slice(1)]], 'SHAPE')
  await bad('two slots swapped', [seed, [slots[0], slots[2], slots[1], ...slots.slice(3)] as Cbor], 'MISMATCH')
  await bad('another seed', [h('seed').subarray(0, 16), slots], 'MISMATCH')
  await bad('a slot changed', [seed, slots.with(4, encode([11, PRODUCT, LOT]))], 'MISMATCH')
  await bad(
    'a salt changed',
    [null, [...open.slice(0, 4), leaf(4)].with(1, [h('salt').subarray(0, 16), slots[1] as Uint8Array])],
    'MISMATCH',
  )
  await bad(
    'salts of two slots swapped',
    [null, [open[0], [(open[2] as Cbor[])[0], slots[1]], [(open[1] as Cbor[])[0], slots[2]], leaf(3), leaf(4)] as Cbor],
    'MISMATCH',
  )
  await bad('a hidden leaf changed', [null, [open[0], open[1], leaf(3), leaf(2), open[4]] as Cbor], 'MISMATCH')
  await bad('a hidden leaf of 31 bytes', [null, [...open.slice(0, 4), leaf(4).subarray(1)]], 'SHAPE')
  await bad(
    'a salt of 15 bytes',
    [null, [[((open[0] as Cbor[])[0] as Uint8Array).subarray(1), slots[0]] as Cbor, ...open.slice(1, 4), leaf(4)]],
    'SHAPE',
  )
  await bad('salt behind its slot', [null, [[slots[0], (open[0] as Cbor[])[0]] as Cbor, ...open.slice(1, 4), leaf(4)]])
  await bad('an inner node as a slot: the root fits, the head counts other slots', [
    null,
    [open[0], open[1], hashNode(sha256, leaf(2), leaf(3)), open[4]] as Cbor,
  ])
  const four = eventSlots({ ...FULL, subjects: [FULL.subjects[0] as Subject] }).slice(0, 4)
  const folded = [open[0], open[1], hashNode(sha256, leaf(2), leaf(3))] as Cbor
  const root = treeRoot(
    sha256,
    slots.slice(0, 4).map((_, i) => leaf(i)),
  )
  await f.bad('the same with a root that fits', spec, claim(encode([null, folded]), toHex(root)), 'SHAPE')
  await f.good('a claim hash from slots and seed', '04-claims.md', {
    op: 'claimHash',
    slots: hexes(four),
    seed: toHex(seed),
    is: toHex(hashClaim(sha256, four, seed)),
  })
  const wrong: readonly (readonly [string, Hash])[] = [
    [
      'without salts',
      treeRoot(
        sha256,
        four.map((slot) => hashLeaf(sha256, slot)),
      ),
    ],
    [
      'one salt for all',
      treeRoot(
        sha256,
        four.map((slot) => hashSalted(sha256, slot, slotSalt(sha256, seed, 0))),
      ),
    ],
    [
      'salts counted from 1',
      treeRoot(
        sha256,
        four.map((slot, i) => hashSalted(sha256, slot, slotSalt(sha256, seed, i + 1))),
      ),
    ],
    [
      'the seed as salt',
      treeRoot(
        sha256,
        four.map((slot) => hashSalted(sha256, slot, seed)),
      ),
    ],
    [
      'slots as byte strings',
      treeRoot(
        sha256,
        four.map((slot, i) => hashSalted(sha256, encode(slot), slotSalt(sha256, seed, i))),
      ),
    ],
  ]
  for (const [desc, found] of wrong)
    await f.bad(
      `claim hash: ${desc}`,
      '04-claims.md',
      { op: 'claimHash', slots: hexes(four), seed: toHex(seed), is: toHex(found) },
      'MISMATCH',
    )
  return f
}

export async function submissionFamily(): Promise<Family> {
  const f = family('submissions')
  const { dispense, ledger } = await makeStory()
  const signer = testKey('example pharmacy')
  const publicKey = toHex(signer.publicKey)
  const read = (bytes: Uint8Array, key = publicKey): Input => ({
    op: 'submission',
    bytes: toHex(bytes),
    publicKey: key,
  })
  const spec = '05-submissions.md'
  const { bytes } = dispense
  const payload = decode(bytes.subarray(7, -66)) as Uint8Array
  const parts = decode(payload) as readonly Cbor[]
  const enclose = (body: Uint8Array, signature: Uint8Array = bytes.slice(-64)): Uint8Array =>
    concatBytes(fromHex('d28443a10132a0') as Uint8Array, encode(body), fromHex('5840') as Uint8Array, signature)
  const signed = async (value: Cbor): Promise<Uint8Array> => {
    const body = encode(value)
    return enclose(
      body,
      await signer.sign(encode(['Signature1', fromHex('a10132') as Uint8Array, new Uint8Array(0), body])),
    )
  }
  await f.good('of the example', spec, read(bytes))
  const blank: SubmissionPayload = {
    ledgerId: ledger.ledgerId,
    keyId: keyIdOf(sha256, signer.publicKey),
    seq: 2 ** 40,
    count: 65_536,
    root: h('root'),
    seen: undefined,
    time: hashTime(sha256, 0, new Uint8Array(16)),
    attests: true,
  }
  await f.good('attested, nothing seen, no tallies', spec, read(await signSubmission(signer, blank)))
  await f.bad(
    'another key than its key id',
    `${spec}#payload`,
    read(bytes, toHex(testKey('other').publicKey)),
    'MISMATCH',
  )
  await f.bad(
    'signature: one bit',
    spec,
    read(enclose(payload, bytes.slice(-64).with(5, (bytes.at(-59) as number) ^ 1))),
    'SIGNATURE',
  )
  await f.bad('signature: of another payload', spec, read(enclose(encode(parts.with(3, 2)))), 'SIGNATURE')
  await f.bad(
    'signature: over the payload alone',
    spec,
    read(enclose(payload, await signer.sign(payload))),
    'SIGNATURE',
  )
  await f.bad(
    'signature: over the hash of the Sig_structure',
    spec,
    read(
      enclose(
        payload,
        await signer.sign(sha256(encode(['Signature1', fromHex('a10132') as Uint8Array, new Uint8Array(0), payload]))),
      ),
    ),
    'SIGNATURE',
  )
  await f.bad(
    'signature: with external data',
    spec,
    read(
      enclose(
        payload,
        await signer.sign(encode(['Signature1', fromHex('a10132') as Uint8Array, Uint8Array.of(0), payload])),
      ),
    ),
    'SIGNATURE',
  )
  const hex = toHex(bytes)
  for (const [desc, text] of [
    ['no tag', hex.slice(2)],
    ['a key id in the unprotected header', hex.replace('a058', 'a1044158')],
    ['alg EdDSA (-8)', hex.replace('43a10132', '43a10127')],
    ['alg ES256', hex.replace('43a10132', '43a10126')],
    ['an empty protected header', hex.replace('43a10132', '40')],
    ['the length of the payload in three bytes', hex.replace('a058a1', 'a05900a1')],
    ['a byte behind', `${hex}00`],
    ['a byte less', hex.slice(0, -2)],
    ['nothing', ''],
  ] as const) {
    await f.bad(`envelope: ${desc}`, spec, read(fromHex(text) as Uint8Array))
  }
  const values: readonly (readonly [string, number, Cbor])[] = [
    ['version 1', 0, 1],
    ['a ledger id of 31 bytes', 1, h('x').subarray(1)],
    ['seq below 0', 3, -1],
    ['no claims', 4, 0],
    ['65,537 claims', 4, 65_537],
    ['65,537 tallies', 5, 65_537],
    ['a root of 31 bytes', 6, h('x').subarray(1)],
    ['seen of size 0', 7, [0, h('x')]],
    ['seen without root', 7, [9]],
    ['no time', 8, null],
    ['attests as a number', 9, 0],
  ]
  for (const [desc, index, value] of values)
    await f.bad(`payload: ${desc}`, `${spec}#payload`, read(await signed(parts.with(index, value))))
  await f.bad('payload: nine items', `${spec}#payload`, read(await signed(parts.slice(0, -1))), 'SHAPE')
  await f.bad('payload: eleven items', `${spec}#payload`, read(await signed([...parts, null])), 'SHAPE')
  await f.bad(
    'payload: not canonical',
    `${spec}#payload`,
    read(enclose(concatBytes(payload, Uint8Array.of(0)))),
    'CBOR_TRAILING',
  )
  await tallyVectors(f)
  const actor = PHARMACY
  const proof = await signer.sign(keyProofMessage(ledger.ledgerId, actor, signer.publicKey))
  const possession = { op: 'keyProof', ledgerId: toHex(ledger.ledgerId), actor, publicKey, proof: toHex(proof) }
  const keys = '07-streams.md#keys'
  await f.good('proof that a key is held', keys, possession)
  await f.bad('proof for another actor', keys, { ...possession, actor: MAKER }, 'SIGNATURE')
  await f.bad('proof for another ledger', keys, { ...possession, ledgerId: toHex(h('x')) }, 'SIGNATURE')
  await f.bad(
    'proof by another key',
    keys,
    {
      ...possession,
      proof: toHex(await testKey('other').sign(keyProofMessage(ledger.ledgerId, actor, signer.publicKey))),
    },
    'SIGNATURE',
  )
  await f.bad(
    'proof of another key',
    keys,
    { ...possession, publicKey: toHex(testKey('other').publicKey) },
    'SIGNATURE',
  )
  await f.bad(
    'the signature of a submission as proof',
    keys,
    { ...possession, proof: toHex(bytes.slice(-64)) },
    'SIGNATURE',
  )
  return f
}

/** Subjects that each may stand in an event, and not all beside each other. */
async function streamVectors(f: Family, event: (slots: readonly Uint8Array[]) => Input): Promise<void> {
  const spec = '03-events.md#types'
  const packs = (serial: string, expiry?: string): Subject => {
    const subject = { kind: 'packs', product: PRODUCT, lot: LOT, serials: [serial] } as const
    return expiry === undefined ? subject : { ...subject, expiry }
  }
  const lone = (serial: string): Subject => ({ kind: 'unplaced', product: PRODUCT, serial })
  const whole: Subject = { kind: 'product', product: PRODUCT }
  const box = (role: 'self' | 'parent'): Subject => ({ kind: 'container', container: BOX, role })
  const beside = (type: Event['type'], ...subjects: readonly Subject[]): Input => {
    const parts = subjects.map((subject) => eventSlots({ type, detail: {}, subjects: [subject] }))
    const head = decode(parts[0]?.[0] as Uint8Array) as readonly Cbor[]
    const slots = parts.map((part) => part[1] as Uint8Array).sort(compareBytes)
    return event([encode(head.with(4, subjects.length)), ...slots])
  }
  await f.good('packs of a batch beside unplaced packs', spec, beside('observe', packs('S1'), lone('S2'), lone('S3')))
  await f.good('an attempt: a product beside packs of it', spec, beside('attempt', packs('S1'), whole))
  const bad: readonly (readonly [string, Input])[] = [
    ['packs of a batch in two subjects', beside('ship', packs('S1', '2028-12-31'), packs('S2', '2029-12-31'))],
    ['a batch beside packs of it', beside('recall', packs('S1'), { kind: 'batch', product: PRODUCT, lot: LOT })],
    ['a product beside packs of a batch of it', beside('recall', packs('S1'), whole)],
    ['a product beside an unplaced pack of it', beside('recall', lone('S1'), whole)],
    ['an attempt: a product beside an unplaced pack of it', beside('attempt', lone('S1'), whole)],
    ['a container in two subjects', beside('aggregate', box('self'), box('parent'))],
    ['a product in two subjects', beside('observe', whole, { ...whole, name: 'Examplin' } as Subject)],
  ]
  for (const [desc, input] of bad) await f.bad(desc, spec, input, 'VALUE')
}

async function tallyVectors(f: Family): Promise<void> {
  const spec = '05-submissions.md#tallies'
  const packs = (lot: string): Subject => ({ kind: 'packs', product: PRODUCT, lot, serials: ['S1'] })
  const box: Subject = { kind: 'container', container: BOX, role: 'self' }
  const subjects: readonly (readonly Subject[])[] = [
    [packs('A1'), box],
    [packs('B2')],
    [packs('A1'), packs('B2'), { kind: 'unplaced', product: PRODUCT, serial: 'S9' }],
    [box],
  ]
  const claims = subjects.map((list) => eventSlots({ type: 'observe', detail: {}, subjects: list }))
  await f.good('tallies of four claims', spec, { op: 'tallies', claims: claims.map(hexes) })
  const tallies = talliesOf(subjects)
  const seed = h('tallies').subarray(0, 16)
  const hashes = [h('claim 0'), h('claim 1'), h('claim 2'), h('claim 3')]
  const open = openTallies(sha256, tallies, seed)
  const listed: Json = tallies.map(({ stream, claims: n }) => [streamParts(stream) as Json, n])
  const input = { op: 'claimsRoot', claims: hexes(hashes), tallies: listed, seed: toHex(seed) }
  const leaves = hashes.map((hash) => hashLeaf(sha256, hash))
  const tallyLeaves = open.map((tally) => tallyLeaf(sha256, tally, tally.salt))
  await f.good('root over claims and tallies', spec, { ...input, is: toHex(claimsRoot(sha256, hashes, open)) })
  await f.good('root over claims alone', '05-submissions.md#tree', {
    ...input,
    tallies: [],
    is: toHex(claimsRoot(sha256, hashes)),
  })
  const wrong: readonly (readonly [string, Hash])[] = [
    ['claim hashes as leaves', treeRoot(sha256, [...hashes, ...tallyLeaves])],
    ['tallies in front', treeRoot(sha256, [...tallyLeaves, ...leaves])],
    ['tallies in reverse order', treeRoot(sha256, [...leaves, ...[...tallyLeaves].reverse()])],
    ['no tallies', treeRoot(sha256, leaves)],
    [
      'tallies without salt',
      treeRoot(sha256, [...leaves, ...tallies.map((t) => hashLeaf(sha256, encode([streamParts(t.stream), t.claims])))]),
    ],
    [
      'salts counted on from the claims',
      treeRoot(sha256, [
        ...leaves,
        ...open.map((t, j) =>
          tallyLeaf(sha256, t, openTallies(sha256, [...tallies, ...tallies], seed)[j + 4]?.salt as Uint8Array),
        ),
      ]),
    ],
    [
      'name and number flat',
      treeRoot(sha256, [
        ...leaves,
        ...open.map((t) => hashSalted(sha256, encode([...streamParts(t.stream), t.claims]), t.salt)),
      ]),
    ],
    [
      'one claim less in a tally',
      claimsRoot(sha256, hashes, open.with(1, { ...(open[1] as (typeof open)[0]), claims: 9 })),
    ],
    ['claims swapped', claimsRoot(sha256, [hashes[1], hashes[0], hashes[2], hashes[3]] as Hash[], open)],
    ['a tally left out', claimsRoot(sha256, hashes, open.slice(0, -1))],
  ]
  for (const [desc, root] of wrong) await f.bad(`root: ${desc}`, spec, { ...input, is: toHex(root) }, 'MISMATCH')
}
