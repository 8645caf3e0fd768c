import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EVENT_TYPES, looksPersonal, REASONS, type SparedField, sparePersons, type ToldAct } from '../src/index.ts'

const spare = suite('what is kept of an act at a counter')

const SHOP = 'gln:9521234000013'

function droppedOf(act: Partial<ToldAct>, atCounter?: boolean): readonly SparedField[] {
  return sparePersons({ type: 'dispense', detail: {}, ...act }, atCounter).dropped
}

spare('an act of goods, places and papers of trade is left as it is', () => {
  const act: ToldAct = {
    type: 'dispense',
    detail: { reason: 'vaccination', units: 2, market: 'DE' },
    who: { agent: SHOP, owner: 'cn-ent:91330106MA2CFYWR5K', holder: `${SHOP}/SHELF-4` },
    where: { readPoint: `${SHOP}/12`, bizLocation: 'cn-ent:9001' },
    trade: { fromHolder: 'uri:urn:packtrail:operator', toOwner: 'gln:9521234000082', toMarket: 'DE' },
    docs: [
      { type: '', id: 'urn:epcglobal:cbv:bt:9521234000013:INV7' },
      { type: 'bill', id: 'XS-20260105-0012' },
      { type: 'inv', id: 'https://id.gs1.org/253/9521234000013RG-7' },
    ],
    extra: [
      ['action', 'OBSERVE'],
      ['bill.type', '321'],
      ['bizStep', 'urn:epcglobal:cbv:bizstep:retail_selling'],
      ['disposition', 'https://ref.gs1.org/cbv/Disp-retail_sold'],
      ['eventID', `ni:///sha-256;${'0a'.repeat(32)}?ver=CBV2.0`],
      ['eventTimeFraction', '1234567'],
      ['eventType', 'AggregationEvent'],
      ['persistentDisposition', '{"set":["completeness_verified"],"unset":[]}'],
      ['quantityList[]', '[["09521234543213/L24A","2.5","KGM"],["09521234543213",""]]'],
      ['recordTime', '2026-11-23T09:30:00.000Z'],
    ],
  }
  const spared = sparePersons(act)
  assert.equal(spared.dropped, [])
  assert.is(spared.act, act)
})

/** Each row: a field with a value that could be about a person. */
const PERSONAL: readonly (readonly [SparedField, Partial<ToldAct>])[] = [
  ...['mueller', 'hansmueller', 'for Hans', 'HIV', ''].map((reason) => ['reason', { detail: { reason } }] as const),
  ['before', { detail: { before: 'Hans Mueller' } }],
  ['after', { detail: { after: '2026-01-01' } }],
  ['code', { detail: { code: 'NMVS_1' } }],
  ['who', { who: { agent: 'uri:urn:patient:hans' } }],
  ['who', { who: { owner: 'cn-ent:HansMueller' } }],
  ['who', { who: { holder: 'cn-ent:110101195403071234' } }],
  ['where', { where: { bizLocation: 'uri:tel:+49-170-1234567' } }],
  ['where', { where: { readPoint: 'uri:mailto:h.mueller@example.com' } }],
  ['trade', { trade: { toOwner: 'cn-ent:44010119800101123X' } }],
  ['trade', { trade: { toHolder: 'cn-ent:13800138000' } }],
  ...[
    ['hans-mueller-1954', '4711'],
    ['HansMueller19540307', '77'],
    ['https://example.com/btt/hans-mueller', '77'],
    ['rx', '4711'],
    ['urn:packtrail:paper:hans-mueller', '77'],
    ['po', '110101195403071234'],
    ['po', '110101-19540307-1234'],
    ['bill', '13800138000'],
    ['bill', '+86 138 0013 8000'],
    ['bill', '+8613800138000'],
    ['bill', '138-0013-8000'],
    ['inv', '01701234567'],
    ['inv', 'tel:01234'],
    ['inv', 'h1@example.com'],
    ['inv', '078-05-1120'],
    ['inv', 'https://example.com/Hans-Mueller/inv-77'],
    ['inv', 'urn:epcglobal:cbv:bt:9521234000013:13800138000'],
    ['inv', 'B-77 für Hans'],
  ].map(([type, id]) => ['docs', { docs: [{ type, id }] }] as [SparedField, Partial<ToldAct>]),
  ...[
    ['disposition', 'Hans Mueller'],
    ['disposition', 'https://example.com/patient/hans-mueller-1954'],
    ['disposition', 'urn:epcglobal:cbv:disp:hans-mueller'],
    ['recordTime', 'born 1954-03-07'],
    ['bizStep', 'anna'],
    ['eventTimeFraction', '+49 170 1234567'],
    ['eventType', 'HansEvent'],
    ['action', 'HIV'],
    ['bill.type', 'AOK 12345'],
    ['persistentDisposition', 'HIV'],
    ['persistentDisposition', '{"set":["hiv"]}'],
    ['persistentDisposition', '{"hans":[]}'],
    ['quantityList[]', '["Hans Mueller, Hauptstr. 5"]'],
    ['quantityList[]', '[["uri:urn:patient:hans","1"]]'],
    ['quantityList[]', '[["09521234543213","1","Hans"]]'],
    ['quantityList[]', '[["09521234543213","born 1954"]]'],
    ['eventID', 'urn:visit:hans'],
    ['eventID', `ni:///sha-256;${'0a'.repeat(32)}?ver=hans.1954`],
    ['note', '1'],
    ['__proto__', 'x'],
    ['constructor', 'x'],
  ].map((pair) => ['extra', { extra: [pair as [string, string]] }] as [SparedField, Partial<ToldAct>]),
]

spare('whatever could be about a person is left out of a dispense, a return, and what takes them back', () => {
  for (const [field, act] of PERSONAL) {
    for (const [type, undoes] of [['dispense'], ['return'], ['undo', 'dispense'], ['undo', 'return']] as const) {
      const told = { ...act, type, detail: { ...act.detail, ...(undoes === undefined ? {} : { undoes }) } }
      assert.equal(droppedOf(told), [field], JSON.stringify(told))
      const again = sparePersons(sparePersons({ ...told }).act)
      assert.equal(again.dropped, [], 'what is left is kept')
    }
    assert.equal(droppedOf({ ...act, type: 'observe' }, true).slice(0, 1), field === 'code' ? [] : [field])
  }
})

spare('between businesses a document says what it likes, but for the words of those with goods in their hands', () => {
  for (const type of EVENT_TYPES) {
    const said: Partial<ToldAct> = {
      type,
      docs: [{ type: 'https://example.com/btt/x', id: 'any' }],
      extra: [['{http://x/}note', 'any']],
      where: { readPoint: 'uri:https://example.com/dock' },
    }
    const told = { ...said, detail: { reason: 'for Hans', before: 'Hans', after: 'Hans' } }
    const counter = type === 'dispense' || type === 'return'
    if (!counter) assert.equal(droppedOf(said), [], type)
    const free = ['commission', 'adopt', 'close', 'aggregate', 'disaggregate', 'ship', 'receive', 'export', 'attempt']
    const own = ['genesis', 'party', 'product', 'key', 'retire', 'revoke', 'policy']
    const want = free.includes(type) || own.includes(type) ? [] : ['reason', 'before', 'after']
    assert.equal(droppedOf(told).slice(0, 3), want, type)
  }
})

spare('fields that say of themselves that they are about a person are left out of every act, in structures too', () => {
  for (const type of ['ship', 'commission', 'observe', 'dispense'] as const) {
    assert.equal(droppedOf({ type, extra: [['{http://x/}patientName', 'x']] }), ['extra'])
    assert.equal(droppedOf({ type, extra: [['{http://x/}visit[]', '[{"{http://x/}ward":"1","ex:userTel":"2"}]']] }), [
      'extra',
    ])
    assert.equal(droppedOf({ type, docs: [{ type: 'https://x/prescription', id: 'urn:x:1' }] }), ['docs'])
    assert.equal(droppedOf({ type, trade: { toHolder: 'uri:urn:epc:id:gsrn:95252084.000000001' } }), ['trade'])
  }
  assert.equal(droppedOf({ type: 'ship', extra: [['{http://x/}visit[]', '[{"{http://x/}ward":"patient"}]']] }), [])
})

spare('what is printed on a batch is corrected by days and lots', () => {
  const correct = (reason: string, before: string, after: string): readonly SparedField[] =>
    droppedOf({
      type: 'correct',
      detail: { reason, before, after },
      batches: [{ product: 'x', lot: 'ALPHA' }] as never,
    })
  assert.equal(correct('expiry', '2028-10-31', '2028-11-30'), [])
  assert.equal(correct('lot', 'ALPHA', 'L24-B'), [])
  assert.equal(correct('expiry', '2028-10-31', 'Mueller'), ['after'])
  assert.equal(correct('lot', 'Mueller', 'Hans Mueller 1'), ['before', 'after'])
  assert.equal(correct('lot', 'ALPHA', '13800138000'), ['after'])
  assert.equal(correct('did_not_occur', '2028-10-31', 'L24'), ['before', 'after'])
  const subjects = [{ kind: 'batch', product: '09521234543213', lot: 'BETA' }] as const
  assert.equal(droppedOf({ type: 'correct', detail: { reason: 'lot', before: 'BETA' }, subjects }), [])
})

spare('papers owed to authorities stand in observations with the code of their answer', () => {
  const docs = [{ type: 'urn:packtrail:paper:eu-status', id: 'EU-2026-0001' }]
  for (const step of ['prepared', 'sent', 'accepted', 'refused'])
    assert.equal(droppedOf({ type: 'observe', detail: { reason: `paper-${step}`, code: 'NMVS_NC_PC_02' }, docs }), [])
  assert.equal(droppedOf({ type: 'observe', detail: { code: 'Hans Mueller' } }), ['code'])
  assert.equal(droppedOf({ type: 'observe', detail: { code: '110101195403071234' } }), ['code'])
})

spare('numbers of people are known by their form, and numbers of papers are none', () => {
  for (const id of ['2026-00417', 'XS-20260105-0012', '4711', 'DN-7', '9521234000013', 'RG/2026/000123'])
    assert.not.ok(looksPersonal(id), id)
  for (const id of ['11010119900307123x', '0086-13912345678', 'XS13912345678', 'sip:1@x', '+41791234567'])
    assert.ok(looksPersonal(id), id)
})

spare('any text in any field: nothing is thrown, and what is kept is kept again', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom(...REASONS, SHOP, 'bill', '1'))
  const pairs = fc.array(fc.tuple(fc.oneof(text, fc.constantFrom('quantityList[]', 'disposition')), text))
  const act = fc.record({
    type: fc.constantFrom(...EVENT_TYPES),
    detail: fc.record({ reason: text, before: text, after: text, code: text }, { requiredKeys: [] }),
    who: fc.record({ agent: text, owner: text }, { requiredKeys: [] }),
    docs: fc.array(fc.record({ type: text, id: text })),
    extra: pairs,
  })
  fc.assert(
    fc.property(act, fc.boolean(), (told, atCounter) => {
      const { act: once } = sparePersons<ToldAct>(told, atCounter)
      assert.equal(sparePersons<ToldAct>(once, atCounter).dropped, [])
    }),
  )
})

spare('long texts take no longer than they are', () => {
  const long = { type: 'bill', id: 'a1-'.repeat(100_000) }
  assert.equal(droppedOf({ docs: [long], extra: [['recordTime', '1'.repeat(300_000)]] }), ['docs', 'extra'])
})

spare.run()
