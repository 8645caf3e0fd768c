import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { testWithShared } from '@packtrail/testkit'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HASH_PROFILES, type HashItem, type HashOptions, type HashProfile, hashDocument } from '../src/index.ts'
import { inChunks } from './support.ts'

const test = suite('event hash')
const encoder = new TextEncoder()

interface Hashed {
  readonly ids: readonly string[]
  readonly preHashes: readonly string[]
  readonly faults: readonly string[]
}

async function hashOf(
  source: string | Uint8Array,
  profile: HashProfile = 'py',
  options: Partial<HashOptions> = {},
  chunk = 1 << 16,
): Promise<Hashed> {
  const bytes = typeof source === 'string' ? encoder.encode(source) : source
  const items: HashItem[] = []
  for await (const batch of hashDocument(inChunks(bytes, chunk), { file: 'test', profile, preHash: true, ...options }))
    items.push(...batch)
  const hashed = items.filter((item) => item.kind === 'hash')
  return {
    ids: hashed.map(({ id }) => id),
    preHashes: hashed.map(({ preHash }) => preHash ?? ''),
    faults: items.filter((item) => item.kind === 'fault').map(({ fault }) => fault.code),
  }
}

const hex = (id: string | undefined): string => id?.slice('ni:///sha-256;'.length, -'?ver=CBV2.0'.length) ?? ''

const json = (...events: readonly object[]): string =>
  JSON.stringify({
    '@context': ['https://ref.gs1.org/standards/epcis/epcis-context.jsonld', { x: 'https://x.example/' }],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-01-01T00:00:00Z',
    epcisBody: { eventList: events },
  })
const xml = (event: string, mda = 'urn:epcglobal:cbv:mda'): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:1" xmlns:m="${mda}" xmlns:x="https://x.example/" schemaVersion="1.2" creationDate="2026-01-01T00:00:00Z">
<EPCISBody><EventList>${event}</EventList></EPCISBody></e:EPCISDocument>`

const COMMISSIONING = {
  type: 'ObjectEvent',
  eventTime: '2023-03-27T06:45:16Z',
  eventTimeZoneOffset: '-05:00',
  epcList: ['https://id.gs1.org/01/00300010123455/21/11'],
  action: 'ADD',
  bizStep: 'commissioning',
  disposition: 'active',
  readPoint: { id: 'https://id.gs1.org/414/0300011111116' },
  bizLocation: { id: 'https://id.gs1.org/414/0300011111116' },
  ilmd: { 'cbvmda:itemExpirationDate': '2025-03-27', 'cbvmda:lotNumber': 'A123' },
}
const COMMISSIONING_XML = `<ObjectEvent>
<eventTime>2023-03-27T07:45:16.000+01:00</eventTime><eventTimeZoneOffset>-05:00</eventTimeZoneOffset>
<epcList><epc>urn:epc:id:sgtin:030001.0012345.11</epc></epcList><action>ADD</action>
<bizStep>urn:epcglobal:cbv:bizstep:commissioning</bizStep><disposition>urn:epcglobal:cbv:disp:active</disposition>
<readPoint><id>urn:epc:id:sgln:030001.111111.0</id></readPoint>
<bizLocation><id>urn:epc:id:sgln:030001.111111.0</id></bizLocation>
<extension><ilmd><m:lotNumber>A123</m:lotNumber><m:itemExpirationDate>2025-03-27</m:itemExpirationDate></ilmd></extension>
</ObjectEvent>`

// ------------------------------------------------------------- published vectors

testWithShared(
  test,
  'US 44: every published vector comes out exact, XML and JSON',
  'epcis/event-hash',
  async (path) => {
    const lines = (name: string): string[] => readFileSync(join(path, name), 'utf8').trim().split(/\r?\n/)
    const documents = readdirSync(path).filter((name) => /\.(xml|jsonld)$/.test(name))
    assert.ok(documents.length >= 9)
    for (const name of documents) {
      const { ids, preHashes, faults } = await hashOf(readFileSync(join(path, name)))
      const stem = name.replace(/\.\w+$/, '')
      assert.equal(ids, lines(`${stem}.hashes`), name)
      assert.equal(preHashes, lines(`${stem}.prehashes`), name)
      assert.equal(faults, [], name)
    }
  },
)

testWithShared(
  test,
  'US 45: one event, four profiles, four IDs; epcis2.js and OpenEPCIS agree on it',
  'epcis/event-hash/ReferenceEventHashAlgorithm3.xml',
  async (path) => {
    const wanted: Record<HashProfile, string> = {
      doc: '9bfb126c00d60badf9be39ecefdf15f7fdcba257bdce9354d242b29629e14276',
      py: 'a13cbe6c8bb6df3710b3edaeff760a1365ec8fd69ca1f4d7e0c10eb5189a883a',
      oe21: 'e9273954ba78387caf181fe74038871990dbc97568d068123d0a8774b843e383',
      oe20: '3ae14c02c4bdc220cc31942cf804f6845eb8dec96ba6483391c92a9b165f9329',
      js: '3ae14c02c4bdc220cc31942cf804f6845eb8dec96ba6483391c92a9b165f9329',
    }
    for (const profile of HASH_PROFILES) {
      for (const name of [path, path.replace(/xml$/, 'jsonld')]) {
        const { ids } = await hashOf(readFileSync(name), profile)
        assert.equal(ids.map(hex), [wanted[profile]], `${profile} ${name}`)
      }
    }
  },
)

test('US 44: the vector of the reference in our own words', async () => {
  const { ids } = await hashOf(
    json({
      type: 'ObjectEvent',
      eventTime: '2020-03-04T11:00:30.000+01:00',
      eventTimeZoneOffset: '+01:00',
      epcList: [3, 1, 2].map((n) => `urn:epc:id:sscc:4012345.0000000${n}${n}${n}`),
      action: 'OBSERVE',
      bizStep: 'urn:epcglobal:cbv:bizstep:departing',
      readPoint: { id: 'urn:epc:id:sgln:4012345.00011.987' },
      'y:myField1': { 'y:mySubField1': '2', 'y:mySubField2': '5' },
      'y:myField2': '0',
      'y:myField3': { 'y:mySubField3': ['3', '1'] },
      '@context': [{ y: 'https://ns.example.com/epcis/' }],
    }),
  )
  assert.equal(ids.map(hex), ['6ae96341e0acc6d7a261364751f60e68278a81cdf51da0abb6b4e617014e39d7'])
})

// ------------------------------------------------------------------ XML and JSON

test('US 46: the namespace of the lot is one in XML and another in JSON; normalised they are one ID', async () => {
  const raw = {
    xml: 'a2a7c47e0a770cc2706db7fb4c8285ff7ae411995d9e17a3fa0cf34ba784f9b6',
    json: '9fe1c95f4fb5c0e208d64a8befc1fffbef57502f98775a85baf11a29015fede1',
  }
  for (const profile of HASH_PROFILES) {
    const written = { asWritten: true }
    assert.equal((await hashOf(xml(COMMISSIONING_XML), profile, written)).ids.map(hex), [raw.xml], profile)
    assert.equal((await hashOf(json(COMMISSIONING), profile, written)).ids.map(hex), [raw.json], profile)
    assert.equal((await hashOf(xml(COMMISSIONING_XML), profile)).ids.map(hex), [raw.json], profile)
    assert.equal((await hashOf(json(COMMISSIONING), profile)).ids.map(hex), [raw.json], profile)
  }
  const colon = xml(COMMISSIONING_XML, 'urn:epcglobal:cbv:mda:')
  assert.equal((await hashOf(colon, 'py', { asWritten: true })).ids.map(hex), [raw.json])
})

test('US 49: XML and JSON of one event, reordered lists and other prefixes have one ID', async () => {
  const twins = new URL('data/', import.meta.url)
  for (const profile of HASH_PROFILES) {
    const [first, ...others] = await Promise.all(
      ['twin-1.2.xml', 'twin-2.0.xml', 'twin-2.0.jsonld'].map((name) =>
        hashOf(readFileSync(new URL(name, twins)), profile),
      ),
    )
    // One twin names a party by SGLN, another by PGLN: one party, but for the hash two identifiers.
    const said = (one: Hashed | undefined) =>
      one?.preHashes.map((text) => text.replace(/(destination=\S+?)41[47]/g, '$1'))
    for (const other of others) assert.equal(said(other), said(first), profile)
  }
  const event = { ...COMMISSIONING, epcList: ['urn:epc:id:sgtin:030001.0012345.2', ...COMMISSIONING.epcList] }
  const turned = {
    '@context': { other: 'urn:epcglobal:cbv:mda:' },
    ...Object.fromEntries(Object.entries(event).reverse()),
    epcList: event.epcList.toReversed(),
    ilmd: { 'other:lotNumber': 'A123', 'other:itemExpirationDate': '2025-03-27' },
  }
  assert.equal((await hashOf(json(turned))).ids, (await hashOf(json(event))).ids)
})

// ------------------------------------------------------------------------- values

const withLot = (lot: unknown): object => ({ ...COMMISSIONING, ilmd: { 'cbvmda:lotNumber': lot } })

test('US 47: lot 007 and lot 7 have one ID, which is why it proves nothing', async () => {
  assert.equal((await hashOf(json(withLot('007')))).ids, (await hashOf(json(withLot('7')))).ids)
})

test('US 48: no value that looks like a number drops an event', async () => {
  const lots = [
    'INF',
    '-inf',
    'nan',
    'Infinity',
    '1E400',
    '-1e999',
    '1_0',
    '1e-7',
    '-0.0',
    '.5',
    '5.',
    '+',
    '1e',
    '--1',
  ]
  for (const profile of HASH_PROFILES) {
    const { ids, preHashes } = await hashOf(json(...lots.map(withLot)), profile)
    assert.is(ids.length, lots.length, profile)
    assert.ok(preHashes[0]?.endsWith('lotNumber=INF'))
    assert.ok(preHashes[4]?.endsWith('lotNumber=1E400'))
  }
})

const NUMBERS: readonly (readonly [text: string, py: string, java: string, script: string])[] = [
  ['007', '7', '7', '07'],
  ['1.0', '1', '1', '1.0'],
  ['12.50', '12.5', '12.50', '12.5'],
  ['100.000', '100', '100', '100'],
  ['10000000', '10000000', '10000000', '10000000'],
  ['0010000000', '10000000', '0010000000', '10000000'],
  ['9007199254740993', '9007199254740992', '9007199254740993', '9007199254740993'],
  ['1e3', '1000', '1e3', '1e3'],
  ['1E22', '10000000000000000000000', '1E22', '1E22'],
  ['0.00001234', '1.234e-05', '0.00001234', '.00001234'],
  ['1_000', '1000', '1_000', '1_000'],
  ['+5', '5', '+5', '+5'],
  ['-0.0', '0', '0', '-0.0'],
  ['A1', 'A1', 'A1', 'A1'],
]

test('numbers are written as each program writes them', async () => {
  const document = json(...NUMBERS.map(([text]) => withLot(text)))
  const lots = async (profile: HashProfile): Promise<(string | undefined)[]> =>
    (await hashOf(document, profile)).preHashes.map((text) => text.split('lotNumber=')[1])
  assert.equal(
    await lots('py'),
    NUMBERS.map(([, py]) => py),
  )
  assert.equal(
    await lots('doc'),
    NUMBERS.map(([, py]) => py),
  )
  assert.equal(
    await lots('oe20'),
    NUMBERS.map(([, , java]) => java),
  )
  assert.equal(
    await lots('js'),
    NUMBERS.map(([, , , script]) => script),
  )
})

test('the fourth decimal of a second is rounded or cut as each program does it, and never leaves a second of 60', async () => {
  const times = ['30.1424', '30.1425', '30.1435', '30.14251', '59.9996', '30', '30.1']
  const document = json(...times.map((time) => ({ ...COMMISSIONING, eventTime: `2026-02-28T23:59:${time}Z` })))
  const seconds = async (profile: HashProfile): Promise<string[]> =>
    (await hashOf(document, profile)).preHashes.map((text) => text.slice(text.indexOf('=2026') + 1, text.indexOf('Z')))
  const at = (...found: string[]): string[] =>
    found.map((time) => (time.includes('T') ? time : `2026-02-28T23:59:${time}`))
  const next = '2026-03-01T00:00:00.000'
  assert.equal(await seconds('doc'), at('30.142', '30.143', '30.144', '30.143', next, '30.000', '30.100'))
  assert.equal(await seconds('py'), at('30.142', '30.142', '30.144', '30.143', next, '30.000', '30.100'))
  assert.equal(await seconds('oe20'), at('30.142', '30.142', '30.143', '30.142', '59.999', '30.000', '30.100'))
})

test('identifiers become the canonical Digital Link of the finest level, whatever they were', async () => {
  const pairs: readonly (readonly [string, string])[] = [
    ['urn:epc:id:sgtin:0614141.112345.A', '01/10614141123459/21/A'],
    ['urn:epc:id:sgtin:061414.1112345.A', '01/10614141123459/21/A'],
    ['urn:epc:id:sgtin:0614141.812345.6789%2F%26%25%22!%3F()', '01/80614141123458/21/6789%2F%26%25%22%21%3F%28%29'],
    ['https://example.com/some/gtin/614141123452/ser/6789?17=270101', '01/00614141123452/21/6789'],
    ['https://example.com/01/09521234543213/22/2A/10/L1/21/S1', '01/09521234543213/21/S1'],
    ['https://id.gs1.org/01/09521234543213/10/L1', '01/09521234543213/10/L1'],
    ['urn:epc:id:sscc:030001.41234567890', '00/403000112345678901'],
    ['urn:epc:id:sgln:030001.111111.0', '414/0300011111116'],
    ['urn:epc:id:sgln:030001.111111.A-1', '414/0300011111116/254/A-1'],
    ['urn:epc:id:pgln:030001.111111', '417/0300011111116'],
    ['urn:epc:id:upui:1234567.098765.51qIgY)%3C%26Jp3*j7', '01/01234567987651/235/51qIgY%29%3C%26Jp3%2Aj7'],
    ['urn:epc:id:grai:4012345.00077.AB%3F', '8003/04012345000771AB%3F'],
  ]
  const kept = [
    'https://example.com/01/1234',
    'urn:epc:id:sgtin:06141.112345.A',
    'https://x.example/order/12',
    'geo:1,2',
  ]
  const list = (epcList: readonly string[]): string =>
    json(...epcList.map((epc) => ({ ...COMMISSIONING, epcList: [epc] })))
  const epcs = (texts: readonly string[]): (string | undefined)[] =>
    texts.map((text) => /epc=(.*?)action=/.exec(text)?.[1])
  for (const profile of HASH_PROFILES) {
    const found = await hashOf(list(pairs.map(([urn]) => urn)), profile)
    assert.equal(
      epcs(found.preHashes),
      pairs.map(([, link]) => `https://id.gs1.org/${link}`),
      profile,
    )
    assert.equal(epcs((await hashOf(list(kept), profile)).preHashes), kept, profile)
  }
})

test('vocabulary is one word whether bare, URN, prefixed or in full; epcis2.js knows no URN and no prefix', async () => {
  const stems = [
    'shipping',
    'urn:epcglobal:cbv:bizstep:shipping',
    'cbv:BizStep-shipping',
    'https://ref.gs1.org/cbv/BizStep-shipping',
  ]
  const document = json(...stems.map((bizStep) => ({ ...COMMISSIONING, bizStep })))
  for (const profile of HASH_PROFILES)
    assert.is(new Set((await hashOf(document, profile)).ids).size, profile === 'js' ? 3 : 1)
  const sensor = (type: string): object => ({
    ...COMMISSIONING,
    sensorElementList: [{ sensorReport: [{ type, value: 5, exception: 'ALARM_CONDITION', component: 'x' }] }],
  })
  const { preHashes } = await hashOf(json(sensor('Temperature'), sensor('gs1:Temperature')))
  assert.is(preHashes[0], preHashes[1])
  assert.ok(preHashes[0]?.includes('type=https://gs1.org/voc/Temperatureexception=https://gs1.org/voc/ALARM_CONDITION'))
  assert.ok(preHashes[0]?.includes('component=https://ref.gs1.org/cbv/Comp-x'))
  for (const profile of HASH_PROFILES) {
    const [text] = (await hashOf(json(sensor('Temperature')), profile)).preHashes
    assert.is(text?.includes('sensorElementList'), profile !== 'oe20', profile)
  }
})

test('the parts of an event stand where each profile has them', async () => {
  const event = {
    ...COMMISSIONING,
    certificationInfo: 'https://c.example/1',
    eventID: 'urn:uuid:1',
    recordTime: '2026-01-01T00:00:00Z',
    errorDeclaration: { declarationTime: '2026-01-01T00:00:00Z' },
    persistentDisposition: { unset: ['completeness_inferred'], set: ['completeness_verified'] },
    readPoint: { id: 'https://id.gs1.org/414/0300011111116', 'x:a': '1' },
    bizTransactionList: [{ bizTransaction: 'urn:epcglobal:cbv:bt:1:2', type: 'po' }],
    sourceList: [{ source: 'https://id.gs1.org/417/0300011111116', type: 'owning_party' }],
    destinationList: [{ destination: 'https://id.gs1.org/417/0300011111116', type: 'owning_party' }],
    'x:b': { 'x:d': ['2', '1'], 'x:c': '' },
    'rdfs:comment': 'not hashed',
  }
  const B = '{https://x.example/}b'
  const C = '{https://x.example/}c'
  const D = '{https://x.example/}d=1{https://x.example/}d=2'
  const A = '{https://x.example/}a=1'
  const shapes: Record<HashProfile, readonly string[]> = {
    doc: [A, 'bizTransactionListbizTransaction=', 'sourceListsource=', 'destinationList', 'ilmd', B + D],
    py: ['certificationInfo=', A, 'bizTransactionListtype=', 'destinationList', 'ilmd', 'sourceList', B + C + D],
    oe20: ['bizTransactionListtype=', 'sourceList', 'destinationList', 'ilmd', `readPoint${A}`, B + C + D],
    oe21: [A, 'bizTransactionListtype=', 'sourceList', 'destinationList', 'ilmd', B + C + D],
    js: ['certificationInfo=', 'sourceList', 'destinationList', 'ilmd', `readPoint${A}`, `${B}${C}=${D}`],
  }
  for (const profile of HASH_PROFILES) {
    const { preHashes, ids } = await hashOf(json(event), profile)
    let at = 0
    for (const part of shapes[profile]) {
      const found = preHashes[0]?.indexOf(part, at) ?? -1
      assert.ok(found >= 0, `${profile}: ${part} after ${at} in ${preHashes[0]}`)
      at = found + part.length
    }
    assert.is(at, preHashes[0]?.length === undefined || preHashes[0].endsWith(D) ? preHashes[0]?.length : at, profile)
    assert.is(preHashes[0]?.includes('certificationInfo'), profile === 'py' || profile === 'js', profile)
    for (const never of ['eventID', 'recordTime', 'errorDeclaration', 'comment'])
      assert.not.ok(preHashes[0]?.includes(never))
    assert.ok(ids[0]?.endsWith(profile === 'oe21' ? '?ver=CBV2.1' : '?ver=CBV2.0'))
  }
})

// --------------------------------------------------------------- documents and faults

test('what is no event of EPCIS is a fault, and the others are hashed', async () => {
  const { ids, faults } = await hashOf(json(COMMISSIONING, { ...COMMISSIONING, type: 'Event' }, COMMISSIONING))
  assert.is(ids.length, 2)
  assert.equal(faults, ['UNKNOWN_EVENT_TYPE'])
  assert.equal(await hashOf('action,time,product\nship,2026-01-01,09521234543213\n'), {
    ids: [],
    preHashes: [],
    faults: ['UNKNOWN_FORMAT'],
  })
})

test('a time without offset, no time, and none at all are warned of and hashed', async () => {
  const { eventTime: _, ...timeless } = COMMISSIONING
  const odd = [
    { ...COMMISSIONING, eventTime: '2023-03-27T06:45:16' },
    { ...COMMISSIONING, eventTime: 'noon' },
    timeless,
  ]
  const { ids, faults } = await hashOf(json(...odd))
  assert.is(ids.length, 3)
  assert.is(ids[0], (await hashOf(json(COMMISSIONING))).ids[0])
  assert.equal(faults, ['NO_OFFSET', 'BAD_TIME', 'MISSING_FIELD'])
})

test('the text that was hashed is given only on request', async () => {
  const items: HashItem[] = []
  for await (const batch of hashDocument(inChunks(encoder.encode(json(COMMISSIONING)), 99), {
    file: 'f',
    profile: 'py',
  }))
    items.push(...batch)
  assert.equal(
    items.find((item) => item.kind === 'hash'),
    {
      kind: 'hash',
      id: `ni:///sha-256;9fe1c95f4fb5c0e208d64a8befc1fffbef57502f98775a85baf11a29015fede1?ver=CBV2.0`,
      line: 1,
      path: 'eventList[0]',
    },
  )
})

test('IDs come while the document is still being read', async () => {
  const bytes = encoder.encode(json(...Array.from({ length: 3000 }, () => COMMISSIONING)))
  let read = 0
  async function* slowly(): AsyncGenerator<Uint8Array> {
    for await (const chunk of inChunks(bytes, 1 << 16)) {
      read += chunk.length
      yield chunk
    }
  }
  for await (const batch of hashDocument(slowly(), { file: 'f', profile: 'py' })) {
    if (!batch.some((item) => item.kind === 'hash')) continue
    assert.ok(read < bytes.length / 2)
    break
  }
})

// -------------------------------------------------------------------------- any input

test('any JSON in any field gives one ID for each event or a fault, never an exception', async () => {
  const keys = [
    'epcList',
    'bizStep',
    'readPoint',
    'ilmd',
    'sensorElementList',
    'bizTransactionList',
    'x:y',
    'u:v',
    '#text',
    'type',
  ]
  const fields = fc.dictionary(fc.constantFrom(...keys, '__proto__', '@id', 'eventTime'), fc.jsonValue({ maxDepth: 4 }))
  await fc.assert(
    fc.asyncProperty(fields, fc.constantFrom(...HASH_PROFILES), async (more, profile) => {
      const { ids, faults } = await hashOf(json({ ...COMMISSIONING, ...more }), profile)
      assert.ok(ids.length === 1 || faults.length > 0)
    }),
    { numRuns: 300 },
  )
})

test('the order in which members and lists are written changes no ID, nor do the chunks', async () => {
  const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean())
  const extension = fc.array(
    fc.tuple(fc.constantFrom('x:a', 'x:b', 'x:c'), fc.array(value, { minLength: 1, maxLength: 4 })),
    {
      maxLength: 3,
    },
  )
  await fc.assert(
    fc.asyncProperty(
      extension,
      fc.constantFrom(...HASH_PROFILES),
      fc.integer({ min: 1, max: 99 }),
      async (parts, profile, chunk) => {
        const members = Object.fromEntries(parts)
        const turned = Object.fromEntries(
          Object.entries(members)
            .map(([key, list]) => [key, list.toReversed()] as const)
            .reverse(),
        )
        const one = await hashOf(json({ ...COMMISSIONING, ...members, readPoint: members }), profile)
        const other = await hashOf(
          json({ readPoint: turned, ...turned, ...COMMISSIONING_WITHOUT_PLACE }),
          profile,
          {},
          chunk,
        )
        assert.equal(other.preHashes, one.preHashes)
      },
    ),
    { numRuns: 200 },
  )
})

const { readPoint: _place, ...COMMISSIONING_WITHOUT_PLACE } = COMMISSIONING

test('any bytes give IDs or faults, never an exception', async () => {
  const whole = encoder.encode(xml(COMMISSIONING_XML))
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.uint8Array({ maxLength: 8 }), async (at, bytes) => {
      const broken = whole.slice()
      broken.set(bytes.subarray(0, broken.length - at), at)
      for (const source of [broken, bytes, whole.subarray(0, at)]) await hashOf(source)
    }),
    { numRuns: 200 },
  )
})

test.run()
