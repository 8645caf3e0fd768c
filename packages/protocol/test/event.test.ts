import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Cbor,
  compareBytes,
  decode,
  EVENT_TYPES,
  type Event,
  encode,
  eventBytes,
  eventSlots,
  MAX_SERIALS,
  MAX_SLOTS,
  namedTogether,
  type PacksSubject,
  readEvent,
  readField,
  readHead,
  readSubject,
  type Subject,
  splitSubjects,
  toHex,
} from '../src/index.ts'
import { event, subjects } from './arbitraries.ts'
import { attempt, hashOf, refused, sameBytes } from './support.ts'

const test = suite('event')

const PACKS: Subject = { kind: 'packs', product: '04012345678901', lot: 'A1', serials: ['S1', 'S2'] }
const DISPENSE: Event = {
  type: 'dispense',
  detail: {},
  when: { ms: 1_800_000_000_000, offset: 60, precision: 'ms' },
  who: { agent: 'gln:4012345000009' },
  where: { readPoint: 'gln:4012345000009/POS-2' },
  subjects: [PACKS],
}

/** The slots of `event` with one of them changed as a value. */
function withSlot(from: Event, index: number, change: (parts: Cbor[]) => Cbor): Uint8Array[] {
  const slots = eventSlots(from)
  const parts = decode(slots[index] as Uint8Array) as readonly Cbor[]
  slots[index] = encode(change([...parts]))
  return slots
}

function refusesSubject(subject: Subject, index: number, value: Cbor, hint = ''): void {
  const type = typeOf(subject)
  refused(
    () => readEvent(withSlot({ type, detail: {}, subjects: [subject] }, 1, (parts) => parts.with(index, value))),
    undefined,
    `${subject.kind}[${index}] = ${JSON.stringify(value)} ${hint}`,
  )
}

function typeOf({ kind }: Subject): Event['type'] {
  const types = {
    manifest: 'commission',
    close: 'close',
    party: 'party',
    key: 'key',
    keyEnd: 'revoke',
    policy: 'policy',
  }
  return ((types as Record<string, string>)[kind] ?? (kind === 'genesis' ? 'genesis' : 'observe')) as Event['type']
}

test('an event comes back from its slots', () => {
  fc.assert(
    fc.property(event, (value) => {
      const read = readEvent(eventSlots(value))
      const sorted = [...value.subjects].map(slotOf).sort(compareBytes).map(toHex)
      assert.equal(read.subjects.map(slotOf).map(toHex), sorted)
      const { subjects: _, withheld, hiddenSubjects, ...rest } = read
      const { subjects: __, ...wanted } = value
      assert.equal(rest, wanted)
      assert.equal(withheld, [])
      assert.is(hiddenSubjects, 0)
    }),
    { numRuns: 400 },
  )
})

const slotOf = (subject: Subject): Uint8Array =>
  eventSlots({ type: typeOf(subject), detail: {}, subjects: [subject] })[1] as Uint8Array

test('slot by slot an event says the same as in one piece', () => {
  fc.assert(
    fc.property(event, (value) => {
      const slots = eventSlots(value)
      const head = readHead(slots[0] as Uint8Array)
      const fields = head.fields.map((field, i) => readField(field, slots[1 + i] as Uint8Array))
      const named = slots.slice(1 + head.fields.length).map(readSubject)
      const { withheld: _, hiddenSubjects: __, ...whole } = readEvent(slots)
      assert.equal({ type: head.type, detail: head.detail, ...Object.assign({}, ...fields), subjects: named }, whole)
      assert.is(head.subjects, named.length)
    }),
  )
})

test('every kind of subject comes back, whatever it holds', () => {
  for (const [kind, arbitrary] of Object.entries(subjects)) {
    fc.assert(
      fc.property(arbitrary, (subject) => {
        const read = readEvent(eventSlots({ type: typeOf(subject), detail: {}, subjects: [subject] }))
        assert.equal(read.subjects, [subject], kind)
      }),
      { numRuns: 60 },
    )
  }
})

test('slots that are read write themselves again: one event, one encoding', () => {
  fc.assert(
    fc.property(event, fc.nat(), fc.nat(), (value, where, how) => {
      const slots = eventSlots(value)
      const at = where % slots.length
      const slot = (slots[at] as Uint8Array).slice()
      slot[how % slot.length] = (slot[how % slot.length] as number) ^ (1 << (how % 8))
      slots[at] = slot
      const read = attempt(() => readEvent(slots))
      if (read === undefined) return
      const { withheld: _, hiddenSubjects: __, ...rest } = read
      assert.equal(eventSlots(rest).map(toHex), slots.map(toHex))
    }),
    { numRuns: 2000 },
  )
})

test('the order of lists in memory does not change the bytes', () => {
  const other: Subject = { ...PACKS, serials: ['S2', 'S1'] }
  sameBytes(eventBytes({ ...DISPENSE, subjects: [other] }), eventBytes(DISPENSE))
  const container: Subject = { kind: 'container', container: 'sscc:340123450000000017', role: 'self' }
  sameBytes(
    eventBytes({ ...DISPENSE, subjects: [container, PACKS] }),
    eventBytes({ ...DISPENSE, subjects: [PACKS, container] }),
  )
  const docs = [
    { type: 'po', id: '2' },
    { type: 'po', id: '1' },
  ]
  sameBytes(eventBytes({ ...DISPENSE, docs }), eventBytes({ ...DISPENSE, docs: [...docs].reverse() }))
})

test('every part of an event changes its bytes', () => {
  const changes: Event[] = [
    { ...DISPENSE, type: 'observe' },
    { ...DISPENSE, detail: { reason: 'return' } },
    { ...DISPENSE, when: { ms: 1_800_000_000_001, offset: 60, precision: 'ms' } },
    { ...DISPENSE, when: { ms: 1_800_000_000_000, offset: 0, precision: 'ms' } },
    { ...DISPENSE, who: { owner: 'gln:4012345000009' } },
    { ...DISPENSE, where: { bizLocation: 'gln:4012345000009' } },
    { ...DISPENSE, trade: { toMarket: 'AT' } },
    { ...DISPENSE, docs: [{ type: 'po', id: '1' }] },
    { ...DISPENSE, extra: [['k', 'v']] },
    { ...DISPENSE, subjects: [{ ...PACKS, serials: ['S1'] }] },
    { ...DISPENSE, subjects: [{ ...PACKS, expiry: '2027-12-31' }] },
  ]
  const seen = new Set([DISPENSE, ...changes].map((value) => toHex(eventBytes(value))))
  assert.is(seen.size, changes.length + 1)
})

test('what a reader may not see is named or counted', () => {
  const value: Event = { ...DISPENSE, trade: { toMarket: 'AT' }, subjects: [PACKS, { ...PACKS, lot: 'B2' }] }
  const slots: (Uint8Array | undefined)[] = eventSlots(value)
  slots[2] = undefined
  slots[6] = undefined
  const read = readEvent(slots)
  assert.equal(read.withheld, ['who'])
  assert.is(read.who, undefined)
  assert.is(read.hiddenSubjects, 1)
  assert.equal(read.subjects, [PACKS])
  slots[0] = undefined
  refused(() => readEvent(slots), 'SHAPE')
})

test('a head that counts other slots than there are is refused', () => {
  const slots = eventSlots(DISPENSE)
  refused(() => readEvent(slots.slice(0, -1)), 'SHAPE')
  refused(() => readEvent([...slots, undefined]), 'SHAPE')
  refused(() => readEvent([]), 'SHAPE')
  const head = (index: number, value: Cbor): Uint8Array[] => withSlot(DISPENSE, 0, (parts) => parts.with(index, value))
  refused(() => readEvent(head(0, 1)), 'SHAPE')
  refused(() => readEvent(head(1, 'dispensed')), 'SHAPE')
  refused(() => readEvent(head(2, [])), 'SHAPE')
  refused(() => readEvent(head(3, 3)), 'SHAPE')
  refused(() => readEvent(head(3, 64)), 'VALUE')
  refused(() => readEvent(head(3, 15)), 'SHAPE')
  refused(() => readEvent(head(4, 0)), 'SHAPE')
  refused(() => readEvent(head(4, 2)), 'SHAPE')
  refused(() => readEvent(head(4, MAX_SLOTS + 1)), 'VALUE')
  refused(() => readEvent(withSlot(DISPENSE, 0, (parts) => parts.slice(0, 4))), 'SHAPE')
})

test('fields that say nothing, or say it in another place, are refused', () => {
  const field = (index: number, change: (parts: Cbor[]) => Cbor): (() => unknown) => {
    return () => readEvent(withSlot({ ...DISPENSE, docs: [{ type: 'po', id: '1' }] }, index, change))
  }
  refused(
    field(1, (p) => p.with(0, 2)),
    'SHAPE',
  )
  refused(
    field(1, (p) => p.with(1, null)),
    'SHAPE',
  )
  refused(
    field(1, (p) => p.with(2, 841)),
    'VALUE',
  )
  refused(
    field(1, (p) => p.with(2, -841)),
    'VALUE',
  )
  refused(
    field(1, (p) => p.with(3, true)),
    'VALUE',
    'a day that is not its midnight',
  )
  refused(
    field(1, (p) => p.with(3, 0)),
    'SHAPE',
  )
  refused(
    field(1, (p) => p.with(1, 253_402_300_800_000)),
    'VALUE',
  )
  refused(
    field(1, (p) => p.with(1, -62_135_596_800_001)),
    'VALUE',
  )
  refused(
    field(2, (p) => p.with(1, null)),
    'SHAPE',
    'a who of nobody',
  )
  refused(
    field(2, (p) => p.with(1, 'gln:4012345000009/1')),
    'VALUE',
    'a party with the extension of a place',
  )
  refused(
    field(2, (p) => p.with(1, '4012345000009')),
    'VALUE',
  )
  refused(
    field(3, (p) => p.with(1, 'gln:4012345000008')),
    'VALUE',
  )
  refused(
    field(3, (p) => p.with(1, 'gln:4012345000009/0')),
    'VALUE',
  )
  refused(
    field(4, (p) => p.with(1, [])),
    'SHAPE',
  )
  refused(
    field(4, (p) =>
      p.with(1, [
        ['po', '2'],
        ['po', '1'],
      ]),
    ),
    'SHAPE',
  )
  refused(
    field(4, (p) =>
      p.with(1, [
        ['po', '1'],
        ['po', '1'],
      ]),
    ),
    'SHAPE',
  )
  refused(
    field(4, (p) => p.with(1, [['x'.repeat(257), '1']])),
    'VALUE',
  )
  refused(
    field(4, (p) => p.with(1, [['po', 'x'.repeat(1025)]])),
    'VALUE',
  )
  refused(
    field(4, (p) => p.with(1, [['po']])),
    'SHAPE',
  )
})

test('one key of extra has one value', () => {
  refused(
    () =>
      eventSlots({
        ...DISPENSE,
        extra: [
          ['k', '1'],
          ['k', '2'],
        ],
      }),
    'VALUE',
  )
  const from: Event = { ...DISPENSE, extra: [['k', '1']] }
  refused(
    () =>
      readEvent(
        withSlot(from, 4, (parts) =>
          parts.with(1, [
            ['k', '1'],
            ['k', '2'],
          ]),
        ),
      ),
    'SHAPE',
  )
})

test('details have their sizes and shapes', () => {
  const detail = (index: number, value: Cbor): (() => unknown) => {
    return () => readEvent(withSlot(DISPENSE, 0, (parts) => parts.with(2, (parts[2] as Cbor[]).with(index, value))))
  }
  refused(detail(0, 'x'.repeat(65)), 'VALUE')
  refused(detail(1, -1), 'SHAPE')
  refused(detail(2, 'forget'), 'SHAPE')
  refused(detail(3, hashOf('x').subarray(1)), 'SHAPE')
  refused(detail(4, 'at'), 'VALUE')
  refused(detail(4, 'AUT'), 'VALUE')
  refused(detail(5, 1), 'SHAPE')
  refused(detail(7, 'x'.repeat(65)), 'VALUE')
})

test('identifiers have one spelling, and nothing else is read', () => {
  for (const product of [
    '4012345678901',
    '04012345678902',
    '4012345678901 ',
    'ppn:110375286415',
    'cn:810000',
    'CN:8100003',
    '',
  ]) {
    refusesSubject(PACKS, 1, product)
  }
  for (const lot of ['', 'x'.repeat(21), 'A 1', 'é', 'A\u0000']) refusesSubject(PACKS, 2, lot)
  for (const serial of ['', 'x'.repeat(21), 'S 1', '\u0660', 'S\n']) refusesSubject(PACKS, 3, [serial])
  for (const parent of [
    '340123450000000017',
    'sscc:340123450000000018',
    'sgtin:04012345678901',
    'gln:4012345000009',
    '',
  ]) {
    refusesSubject(PACKS, 4, parent)
  }
  const cn: Subject = { kind: 'unplaced', product: 'cn:8100003', serial: '1234567890123', lot: '国药 1' }
  refusesSubject(cn, 2, '123456789012')
  refusesSubject(cn, 2, '123456789012é')
  for (const lot of [' 1', '1 ', '1\u3000', 'a\u2028b', 'x'.repeat(65), '\u0085']) refusesSubject(cn, 3, lot)
  const party: Subject = { kind: 'party', actor: 'gln:4012345000009', status: 'active', licences: [] }
  for (const actor of ['gln:4012345000009/1', 'gln:4012345000009/0', 'uri:x', 'uri:a:', 'cn-ent:', 'cn-ent:a b']) {
    refusesSubject(party, 1, actor)
  }
})

test('days are in the calendar', () => {
  for (const day of [
    '2027-02-29',
    '1900-02-29',
    '2027-13-01',
    '2027-00-10',
    '2027-04-31',
    '2027-01-00',
    '27-01-01',
    '2027-1-01',
    '2027-01-01 ',
    '２０２７-01-01',
  ]) {
    refusesSubject(PACKS, 5, day)
  }
})

test('lists are sorted, without doubles, never empty and never too long', () => {
  refusesSubject(PACKS, 3, [])
  refusesSubject(PACKS, 3, ['S2', 'S1'])
  refusesSubject(PACKS, 3, ['S1', 'S1'])
  const many = Array.from({ length: MAX_SERIALS + 1 }, (_, i) => String(100_000 + i))
  refusesSubject(PACKS, 3, many, 'too many')
  const most: Subject = { ...PACKS, serials: many.slice(1) }
  assert.is(
    (readEvent(eventSlots({ ...DISPENSE, subjects: [most] })).subjects[0] as typeof PACKS).serials.length,
    MAX_SERIALS,
  )
  const manifest: Subject = {
    kind: 'manifest',
    product: '04012345678901',
    lot: 'A1',
    root: hashOf('r'),
    count: 1,
    markets: ['AT'],
  }
  refusesSubject(manifest, 8, ['DE', 'AT'])
  refusesSubject(manifest, 8, ['at'])
  refusesSubject(manifest, 8, [])
  refusesSubject(manifest, 6, 0)
  refusesSubject(manifest, 5, hashOf('r').subarray(1))
  refusesSubject(manifest, 7, 1_000_001)
})

test('keys, parties, containers, policies and genesis have their shapes', () => {
  const key: Subject = { kind: 'key', actor: 'gln:4012345000009', publicKey: hashOf('k'), proof: new Uint8Array(64) }
  refusesSubject(key, 2, new Uint8Array(31))
  refusesSubject(key, 3, new Uint8Array(63))
  refusesSubject(key, 4, [])
  refusesSubject(key, 4, ['04012345678901', '04012345678901'])
  const end: Subject = { kind: 'keyEnd', actor: 'gln:4012345000009', keyId: new Uint8Array(16) }
  refusesSubject(end, 2, new Uint8Array(15))
  refusesSubject(end, 3, -1)
  const party: Subject = {
    kind: 'party',
    actor: 'gln:4012345000009',
    status: 'active',
    licences: [{ id: '1', role: 'pharmacy' }],
  }
  refusesSubject(party, 3, 2)
  refusesSubject(party, 4, [['1', 'pharmacy', null]])
  refusesSubject(party, 4, [['1', 'pharmacy', null, 253_402_300_800_000]])
  refusesSubject(party, 2, 'x'.repeat(1025))
  const box: Subject = { kind: 'container', container: 'sscc:340123450000000017', role: 'self' }
  refusesSubject(box, 2, 3)
  refusesSubject(box, 3, 'sscc:340123450000000017', 'only a child has a parent')
  const policy: Subject = { kind: 'policy', key: 'profile', value: 'EU' }
  refusesSubject(policy, 2, 'x'.repeat(65_537))
  const genesis: Subject = {
    kind: 'genesis',
    origin: 'example.com/x',
    operator: 'gln:4012345000009',
    publicKey: hashOf('k'),
  }
  for (const origin of ['', 'a b', 'a+b', 'a\nb', 'a\u00a0b']) refusesSubject(genesis, 1, origin)
  refusesSubject(PACKS, 0, 9)
  refusesSubject(PACKS, 0, 'packs')
})

test('an event of one type names no subject of another: a shipment adds no key', () => {
  const key: Subject = { kind: 'key', actor: 'gln:4012345000009', publicKey: hashOf('k'), proof: new Uint8Array(64) }
  for (const type of EVENT_TYPES) {
    const allowed = attempt(() => eventSlots({ type, detail: {}, subjects: [key] })) !== undefined
    assert.is(allowed, type === 'key', type)
    const slots = eventSlots({ type: 'key', detail: {}, subjects: [key] })
    const head = decode(slots[0] as Uint8Array) as readonly Cbor[]
    slots[0] = encode(head.with(1, type))
    assert.is(attempt(() => readEvent(slots)) !== undefined, type === 'key', type)
    assert.is(
      attempt(() => eventSlots({ type, detail: {}, subjects: [PACKS] })) !== undefined,
      typesOfGoods.has(type),
      type,
    )
  }
  const manifest = { kind: 'manifest', product: '04012345678901', lot: 'A1', root: hashOf('r') } as const
  const twice: Subject[] = [
    { ...manifest, count: 1 },
    { ...manifest, count: 2 },
  ]
  refused(() => eventSlots({ type: 'commission', detail: {}, subjects: twice }), 'VALUE', 'two manifests of one batch')
  refused(() => eventSlots({ type: 'dispense', detail: {}, subjects: [] }), 'VALUE')
  refused(() => eventSlots({ type: 'dispense', detail: {}, subjects: [PACKS, PACKS] }), 'VALUE')
})

const typesOfGoods = new Set<string>(EVENT_TYPES)
for (const type of [
  'commission',
  'adopt',
  'close',
  'genesis',
  'party',
  'product',
  'key',
  'retire',
  'revoke',
  'policy',
]) {
  typesOfGoods.delete(type)
}

test('subjects stand in the order of their bytes', () => {
  const slots = eventSlots({ ...DISPENSE, subjects: [PACKS, { ...PACKS, lot: 'B2' }] })
  refused(() => readEvent([...slots.slice(0, 4), slots[5], slots[4]]), 'SHAPE')
  refused(() => readEvent([...slots.slice(0, 4), slots[4], slots[4]]), 'SHAPE')
})

test('an event names a stream in one subject, unplaced packs apart: of two slots one could be hidden', () => {
  const product = '04012345678901'
  const [batch, one, other, whole, first, second]: Subject[] = [
    { kind: 'batch', product, lot: 'A1' },
    { kind: 'packs', product, lot: 'A1', serials: ['S1'], expiry: '2027-12-31' },
    { kind: 'packs', product, lot: 'A1', serials: ['S2'], expiry: '2028-12-31' },
    { kind: 'product', product },
    { kind: 'unplaced', product, serial: 'S3' },
    { kind: 'unplaced', product, serial: 'S4' },
  ] as [Subject, Subject, Subject, Subject, Subject, Subject]
  const box = { kind: 'container', container: 'sscc:340123450000000017' } as const
  const bad: readonly (readonly [Subject, Subject])[] = [
    [one, other],
    [batch, one],
    [whole, first],
    [first, whole],
    [
      { ...box, role: 'self' },
      { ...box, role: 'parent' },
    ],
  ]
  for (const subjects of bad) {
    refused(() => eventSlots({ type: 'recall', detail: {}, subjects }), 'VALUE')
    refused(() => readEvent(slotsBeside('recall', subjects)), 'VALUE')
  }
  const good = [
    [first, second],
    [one, first, second],
    [whole, { ...one, product: '04012345678918' }],
  ]
  for (const subjects of good as Subject[][]) {
    assert.is(readEvent(eventSlots({ type: 'recall', detail: {}, subjects })).subjects.length, subjects.length)
  }
  // An attempt names a product beside packs to stand in its stream.
  assert.ok(eventSlots({ type: 'attempt', detail: {}, subjects: [whole, one] }))
  refused(() => eventSlots({ type: 'attempt', detail: {}, subjects: [whole, first] }), 'VALUE')
  // One of them hidden, the event cannot be told from a good one: that is why it must never come to be.
  const half = slotsBeside('recall', [one, other]).map((slot, i) => (i === 1 ? undefined : slot))
  assert.is(readEvent(half).hiddenSubjects, 1)
})

test('subjects are split into as few events as can name them', () => {
  const product = '04012345678901'
  const batch = (lot: string, expiry: string): Subject => ({ kind: 'packs', product, lot, serials: ['S1'], expiry })
  const lone = (serial: string): Subject => ({ kind: 'unplaced', product, serial })
  const box: Subject = { kind: 'container', container: 'sscc:340123450000000017', role: 'parent' }
  const days = ['2027-12-31', '2028-12-31', '2029-12-31'] as const
  const [a, b, c] = days.map((day) => batch('A1', day)) as [Subject, Subject, Subject]
  const other = batch('B2', days[0])
  assert.equal(splitSubjects([a, other, b, lone('S8'), c, lone('S9')], [box]), [
    [a, other, lone('S8'), lone('S9'), box],
    [b, box],
    [c, box],
  ])
  const whole: Subject = { kind: 'product', product }
  assert.equal(splitSubjects([lone('S8'), whole, lone('S9')]), [[lone('S8'), lone('S9')], [whole]])
  assert.equal(splitSubjects([whole, a, b]), [[a], [b], [whole]])
  assert.equal(splitSubjects([], [box]), [[box]])
  const two: PacksSubject = { kind: 'packs', product, lot: 'A1', serials: ['S1', 'S2'] }
  assert.equal(namedTogether([a, two, other] as PacksSubject[]), [
    { kind: 'unplaced', product, lot: 'A1', serial: 'S1', expiry: days[0] },
    two,
    other,
  ])
  fc.assert(
    fc.property(fc.array(subjects.packs), (list) => {
      const events = splitSubjects(list)
      for (const subjects of list.length === 0 ? [] : events) eventSlots({ type: 'ship', detail: {}, subjects })
      assert.is(events.flat().length, list.length)
    }),
  )
})

/** Slots that nobody can make who goes by the rules: each subject's own, under one head. */
function slotsBeside(type: Event['type'], list: readonly Subject[]): Uint8Array[] {
  const parts = list.map((subject) => eventSlots({ type, detail: {}, subjects: [subject] }))
  const head = decode(parts[0]?.[0] as Uint8Array) as readonly Cbor[]
  const slots = parts.map((part) => part[1] as Uint8Array).sort(compareBytes)
  return [encode(head.with(4, list.length)), ...slots]
}

test('an event that is too large is refused where it is made', () => {
  const subject = (n: number): Subject => ({ kind: 'unplaced', product: '04012345678901', serial: `S${n}` })
  const many = (count: number): Event => ({
    type: 'observe',
    detail: {},
    subjects: Array.from({ length: count }, (_, n) => subject(n)),
  })
  assert.is(eventSlots(many(MAX_SLOTS - 1)).length, MAX_SLOTS)
  refused(() => eventSlots(many(MAX_SLOTS)), 'VALUE')
  refused(() => eventSlots({ ...DISPENSE, extra: [['k', 'x'.repeat(1 << 20)]] }), 'VALUE')
  const big = (n: number): Subject => ({ kind: 'product', product: `ppn:${n}`, name: 'x'.repeat(1024) })
  assert.ok(eventSlots({ type: 'observe', detail: {}, subjects: Array.from({ length: 3000 }, (_, n) => big(n)) }))
  refused(
    () =>
      eventSlots({
        type: 'observe',
        detail: {},
        subjects: Array.from({ length: 4090 }, (_, n) => big(n)),
        docs: [{ type: 'x', id: 'y' }],
      }),
    'VALUE',
  )
})

test('random slots are an event or a FormatError', () => {
  const slot = fc.oneof(
    fc.uint8Array({ maxLength: 30 }),
    event.map((value) => eventSlots(value)[0] as Uint8Array),
  )
  fc.assert(
    fc.property(fc.array(fc.option(slot, { nil: undefined }), { maxLength: 5 }), (slots) => {
      attempt(() => readEvent(slots))
    }),
    { numRuns: 2000 },
  )
})

test.run()
