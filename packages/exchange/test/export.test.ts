import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EVENT_TYPES, type Event, type EventType } from '@packtrail/protocol'
import { testWithShared } from '@packtrail/testkit'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withoutPersons } from '../src/counter-acts.ts'
import { type DraftEvent, draftsOfEvent, EXPORT_FORMATS, type ExportFormat, exportEvents } from '../src/index.ts'
import { bytesOf, codes, PRODUCT, type Result, read } from './support.ts'

const exporting = suite('what is written reads back as the same events')

const OPTIONS = { creationDate: '2026-05-01T12:00:00Z' }

async function write(format: ExportFormat, drafts: readonly DraftEvent[]): Promise<string> {
  let text = ''
  for await (const piece of exportEvents(format, drafts, OPTIONS)) text += piece
  return text
}

async function roundTrip(format: ExportFormat, drafts: readonly DraftEvent[]): Promise<Result> {
  return read(await write(format, drafts))
}

async function survives(format: ExportFormat, drafts: readonly DraftEvent[], name: string): Promise<void> {
  const back = await roundTrip(format, drafts)
  assert.equal(codes(back.errors), [], name)
  assert.equal(back.drafts.map(bytesOf), drafts.map(bytesOf), name)
}

for (const name of ['twin-2.0.jsonld', 'twin-1.2.xml']) {
  exporting(`${name} through EPCIS JSON-LD`, async () => {
    const { drafts } = await read(readFileSync(new URL(`data/${name}`, import.meta.url)))
    for (const draft of drafts) await survives('epcis2-json', [draft], JSON.stringify(draft))
    await survives('epcis2-json', drafts, name)
  })

  exporting(`${name} through CSV, all but what takes an event back`, async () => {
    const { drafts } = await read(readFileSync(new URL(`data/${name}`, import.meta.url)))
    await survives(
      'csv',
      drafts.filter(({ original }) => original === undefined),
      name,
    )
  })
}

for (const folder of ['epcis/examples', 'epcis/event-hash', 'china']) {
  testWithShared(exporting, `everything in ${folder} through EPCIS JSON-LD`, folder, async (path) => {
    for (const name of readdirSync(path).filter(
      (one) => /\.(xml|json|jsonld)$/.test(one) && one !== 'bill-types.json',
    )) {
      const { drafts } = await read(readFileSync(join(path, name)))
      assert.ok(drafts.length > 0, name)
      for (const draft of drafts) await survives('epcis2-json', [draft], `${name} ${JSON.stringify(draft)}`)
    }
  })
}

// ------------------------------------------------------------- any event

const gln = fc.constantFrom('gln:0300011111116', 'gln:0399993456780', 'cn-ent:91110000', 'uri:https://a.example/p')
const place = fc.constantFrom(
  'gln:0300011111116',
  'gln:0300011111116/DOCK 1'.replace(' ', ''),
  'uri:https://a.example/x',
  'cn-ent:5',
)
const text = fc.string({
  minLength: 1,
  maxLength: 12,
  unit: fc.constantFrom('a', 'Z', '0', '-', 'é', '中', '"', ',', ';', '|', ':', '\\', '\n', ' '),
})
const clean = text.filter((one) => one.trim() === one)
const serial = fc.string({
  minLength: 1,
  maxLength: 20,
  unit: fc.constantFrom('a', 'B', '7', '0', '-', '.', '/', '"', '%', '&', '<', '>', '?', '!', '(', '+', "'"),
})
const expiry = fc.constantFrom('2028-12-31', '2029-02-28')
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined })

const pack = fc
  .record({
    product: fc.constantFrom(PRODUCT, '00614141123452', 'ppn:110375286414'),
    serial,
    lot: maybe(serial),
    expiry: maybe(expiry),
  })
  .map(given)
const container = fc.oneof(
  fc.constantFrom('sscc:403000112345678901', 'grai:4012345555554/987', 'giai:400000112345', 'cn:81255520000000000011'),
  serial.map((one) => `sgtin:10300010123452/${one}`),
  serial.map((one) => `sgtin:${PRODUCT}/${one}`),
)
const when = fc.oneof(
  fc.record({
    ms: fc.integer({ min: -1e12, max: 4e12 }),
    offset: fc.integer({ min: -840, max: 840 }),
    precision: fc.constant('ms' as const),
  }),
  fc.tuple(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: -840, max: 840 })).map(([day, offset]) => ({
    ms: day * 86_400_000 - offset * 60_000,
    offset,
    precision: 'day' as const,
  })),
)
const extraKey = fc.oneof(
  fc.constantFrom(
    'bill.type',
    'eventID',
    'note',
    '{urn:x:}a',
    'ilmd{urn:y}b',
    'readPoint{https://e.com/}c',
    'recordTime',
  ),
  clean.map((one) => `k.${one}`),
)
const extra = fc
  .uniqueArray(fc.tuple(extraKey, clean), { minLength: 1, maxLength: 4, selector: ([key]) => key })
  .map((pairs) => pairs.sort(([a], [b]) => (Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0 ? -1 : 1)))

const TYPES = EVENT_TYPES.filter(
  (type) =>
    ![
      'attempt',
      'genesis',
      'party',
      'product',
      'key',
      'retire',
      'revoke',
      'policy',
      'commission',
      'adopt',
      'close',
      'correct',
    ].includes(type),
)

const fields = {
  detail: fc
    .record({
      reason: maybe(clean),
      units: maybe(fc.nat(1000)),
      undoes: maybe(fc.constantFrom<EventType>('ship', 'dispense', 'recall')),
      market: maybe(fc.constantFrom('DE', 'CN')),
      before: maybe(clean),
      after: maybe(clean),
    })
    .map(given),
  when: maybe(when),
  who: maybe(fc.record({ agent: maybe(gln), owner: maybe(gln), holder: maybe(gln) }).map(given)),
  where: maybe(fc.record({ readPoint: maybe(place), bizLocation: maybe(place) }).map(given)),
  trade: maybe(
    fc
      .record({
        fromOwner: maybe(gln),
        fromHolder: maybe(gln),
        toOwner: maybe(gln),
        toHolder: maybe(gln),
        toMarket: maybe(fc.constant('FR')),
      })
      .map(given),
  ),
  docs: maybe(
    fc.uniqueArray(
      fc.record(
        { type: fc.oneof(fc.constantFrom('po', 'desadv', ''), clean), id: fc.oneof(clean, fc.constant('urn:x:1')) },
        { noNullPrototype: true },
      ),
      { minLength: 1, maxLength: 3, selector: ({ type, id }) => `${type}\0${id}` },
    ),
  ),
  extra: maybe(extra),
} as const

function given<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as never
}

const named = fc.record({
  packs: fc.uniqueArray(pack, { maxLength: 4, selector: ({ product, serial: one }) => `${product}/${one}` }),
  containers: fc.uniqueArray(container, { maxLength: 3 }),
  parent: maybe(container),
  batches: fc.uniqueArray(
    serial.map((lot) => ({ product: PRODUCT, lot })),
    { maxLength: 2, selector: ({ lot }) => lot },
  ),
  products: fc.constantFrom([] as string[], [PRODUCT]),
})

const act = fc
  .record({ type: fc.constantFrom(...TYPES), ...fields, ...{ named } })
  .map(({ named: { parent, ...lists }, ...rest }) => given({ ...rest, ...lists, parent }) as unknown as DraftEvent)
  .filter(isSensible)

/** What a reader would take for something else, or nobody could have said. */
function isSensible({
  type,
  packs,
  containers,
  parent,
  batches,
  products,
  detail,
  who,
  where,
  trade,
  extra: pairs,
}: DraftEvent): boolean {
  const things = packs.length + containers.length
  const isParts = type === 'aggregate' || type === 'disaggregate'
  if (
    isParts &&
    (parent === undefined || batches.length + products.length > 0 || (type === 'aggregate' && things === 0))
  )
    return false
  if (parent !== undefined && containers.includes(parent)) return false
  if (things + batches.length + products.length === 0 && parent === undefined) return false
  // A product as a whole and packs of it are two events (docs/spec/03-events.md#subjects).
  if (products.length > 0 && things + batches.length > 0) return false
  if (type === 'undo' && detail.undoes === undefined) return false
  for (const value of [who, where, trade]) if (value !== undefined && Object.keys(value).length === 0) return false
  // Only what happens at a place can say more of it, and only where things begin there is ilmd.
  return pairs === undefined || where?.readPoint !== undefined || !pairs.some(([key]) => key.startsWith('readPoint{'))
}

const begin = fc
  .record({
    type: fc.constantFrom('commission' as const, 'adopt' as const),
    ...fields,
    detail: fc.constant({}),
    commission: fc
      .record({
        product: fc.constant(PRODUCT),
        lot: serial,
        expiry,
        made: maybe(fc.constant('2026-01-02')),
        units: maybe(fc.integer({ min: 1, max: 99 })),
        markets: maybe(fc.constant(['DE', 'FR'])),
        serials: fc.uniqueArray(serial, { minLength: 1, maxLength: 5 }),
      })
      .map(given),
  })
  .map((draft) => given({ ...draft, packs: [], containers: [], batches: [], products: [] }) as unknown as DraftEvent)
  .filter((draft) =>
    [draft.who, draft.where, draft.trade].every((one) => one === undefined || Object.keys(one).length > 0),
  )
  .filter(
    ({ extra: pairs, where }) =>
      where?.readPoint !== undefined || !(pairs ?? []).some(([key]) => key.startsWith('readPoint{')),
  )

/** The fields alone, under a type that needs no manifest. */
function withoutManifest({ commission: _, ...draft }: DraftEvent): DraftEvent {
  return { ...draft, type: 'observe', products: [PRODUCT] }
}

/** The forms of Chinese files hold acts of one kind only; they have tests of their own. */
const WHOLE = EXPORT_FORMATS.filter((format) => !/^(?:cn-|nhsa)/.test(format))

for (const format of WHOLE) {
  exporting(`any act through ${format}`, async () => {
    await fc.assert(
      fc.asyncProperty(act, (told) => {
        const draft = withoutPersons(told).event
        return survives(format, [draft], JSON.stringify(draft))
      }),
      { numRuns: 250 },
    )
  })

  exporting(`any commissioning through ${format}`, async () => {
    await fc.assert(
      fc.asyncProperty(begin, async (draft) => {
        const back = await roundTrip(format, [draft])
        assert.equal(codes(back.errors), [])
        assert.is(back.drafts.length, 1)
        const told = back.drafts[0] as DraftEvent
        assert.equal([told.type, told.commission], [draft.type, draft.commission])
        assert.is(bytesOf(withoutManifest(told)), bytesOf(withoutManifest(draft)))
      }),
      { numRuns: 150 },
    )
  })

  exporting(`a closing through ${format}`, async () => {
    const draft: DraftEvent = {
      type: 'close',
      detail: {},
      when: { ms: 0, offset: 0, precision: 'ms' },
      packs: [],
      containers: [],
      batches: [],
      products: [],
      close: { product: PRODUCT, lot: 'L1', allocated: 5, commissioned: 3, wasted: 1, unused: 1 },
    }
    const back = await roundTrip(format, [draft])
    assert.equal(back.drafts, [draft])
  })

  exporting(`no events make a document without events in ${format}`, async () => {
    const back = await roundTrip(format, [])
    assert.equal([back.drafts.length, codes(back.faults), back.format], [0, [], format])
  })
}

// ------------------------------------------------------------- the form

exporting('the document has what the EPCIS 2.0 schema asks for, event by event', async () => {
  const { drafts } = await read(readFileSync(new URL('data/twin-2.0.jsonld', import.meta.url)))
  const document = JSON.parse(await write('epcis2-json', drafts)) as Record<string, unknown> & {
    readonly epcisBody: { readonly eventList: readonly Record<string, unknown>[] }
  }
  assert.equal(Object.keys(document), ['@context', 'type', 'schemaVersion', 'creationDate', 'epcisBody'])
  const common = [
    '@context',
    'type',
    'eventTime',
    'recordTime',
    'eventTimeZoneOffset',
    'eventID',
    'certificationInfo',
    'errorDeclaration',
    'action',
    'bizStep',
    'disposition',
    'persistentDisposition',
    'readPoint',
    'bizLocation',
    'bizTransactionList',
    'sourceList',
    'destinationList',
    'sensorElementList',
  ]
  const of: Readonly<Record<string, readonly string[]>> = {
    ObjectEvent: ['epcList', 'quantityList', 'ilmd'],
    AggregationEvent: ['parentID', 'childEPCs', 'childQuantityList'],
    AssociationEvent: ['parentID', 'childEPCs', 'childQuantityList'],
    TransactionEvent: ['parentID', 'epcList', 'quantityList'],
    TransformationEvent: [
      ...['inputEPCList', 'inputQuantityList', 'outputEPCList', 'outputQuantityList', 'transformationID', 'ilmd'],
    ],
  }
  for (const event of document.epcisBody.eventList) {
    const allowed = [...common, ...(of[String(event['type'])] ?? [])]
    for (const key of Object.keys(event))
      assert.ok(allowed.includes(key) || key.includes(':'), `${event['type']} ${key}`)
    for (const key of ['eventTime', 'eventTimeZoneOffset']) assert.type(event[key], 'string')
    assert.is(typeof event['action'], event['type'] === 'TransformationEvent' ? 'undefined' : 'string')
    assert.match(String(event['eventTimeZoneOffset']), /^[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00)$/)
  }
})

exporting('namespaces of extensions are declared in the event that uses them', async () => {
  const extra = [
    ['{http://a.example/x}f', '1'],
    ['{urn:b:}g', '2'],
  ] as const
  const draft: DraftEvent = {
    type: 'observe',
    detail: {},
    packs: [{ product: PRODUCT, serial: '1' }],
    containers: [],
    batches: [],
    products: [],
    extra,
  }
  const event = (
    JSON.parse(await write('epcis2-json', [draft])) as { epcisBody: { eventList: Record<string, unknown>[] } }
  ).epcisBody.eventList[0]
  assert.equal(event?.['@context'], [{ ext1: { '@id': 'http://a.example/x', '@prefix': true }, ext2: 'urn:b:' }])
  assert.equal([event?.['ext1:f'], event?.['ext2:g']], ['1', '2'])
})

exporting('an event of the ledger is told as a document would tell it', async () => {
  const event: Event = {
    type: 'aggregate',
    detail: {},
    subjects: [
      {
        kind: 'packs',
        product: PRODUCT,
        lot: 'L1',
        serials: ['1', '2'],
        parent: 'sscc:403000112345678901',
        expiry: '2028-12-31',
      },
      { kind: 'unplaced', product: PRODUCT, serial: '3', parent: 'sscc:403000112345678901' },
      { kind: 'container', container: 'sscc:403000112345678901', role: 'parent' },
      { kind: 'container', container: 'grai:4012345555554/987', role: 'child', parent: 'sscc:403000112345678901' },
    ],
  }
  assert.equal(draftsOfEvent(event), [
    {
      type: 'aggregate',
      detail: {},
      packs: [
        { product: PRODUCT, serial: '1', lot: 'L1', expiry: '2028-12-31' },
        { product: PRODUCT, serial: '2', lot: 'L1', expiry: '2028-12-31' },
        { product: PRODUCT, serial: '3' },
      ],
      containers: ['grai:4012345555554/987'],
      batches: [],
      products: [],
      parent: 'sscc:403000112345678901',
    },
  ])
})

exporting('a manifest is told with the serials that are handed over, in parts', () => {
  const event: Event = {
    type: 'commission',
    detail: {},
    subjects: [{ kind: 'manifest', product: PRODUCT, lot: 'L', root: new Uint8Array(32), count: 10_001 }],
  }
  const serials = Array.from({ length: 10_001 }, (_, i) => String(i))
  assert.equal(
    draftsOfEvent(event, serials).map(({ commission }) => commission?.serials.length),
    [10_000, 1],
  )
  assert.equal(draftsOfEvent(event), [])
})

exporting.run()
