import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type DraftEvent, MAX_DRAFT_ITEMS, MAX_DRAFT_SERIALS } from '../src/index.ts'
import { COMMISSIONING, codes, json20, PACK, PRODUCT, read, readEvent, SHIPPING, xml12 } from './support.ts'

const mapping = suite('EPCIS events become events of the ledger')

async function one(event: unknown): Promise<DraftEvent> {
  const result = await readEvent(event)
  assert.equal(codes(result.errors), [])
  assert.is(result.drafts.length, 1)
  return result.drafts[0] as DraftEvent
}

const pgln = (n: number): string => `urn:epc:id:pgln:030001.11111${n}`
const sgln = (n: number, extension = '0'): string => `urn:epc:id:sgln:030001.11111${n}.${extension}`
const GLN = ['gln:0300011111109', 'gln:0300011111116', 'gln:0300011111123', 'gln:0300011111130'] as const

mapping('business steps tell what happened, whatever their spelling', async () => {
  for (const [step, action, disposition, type, reason] of [
    ['shipping', 'OBSERVE', 'in_transit', 'ship', undefined],
    ['departing', 'OBSERVE', 'in_transit', 'ship', undefined],
    ['consigning', 'OBSERVE', undefined, 'ship', undefined],
    ['shipping', 'OBSERVE', 'returned', 'ship', 'return'],
    ['receiving', 'OBSERVE', 'in_progress', 'receive', undefined],
    ['accepting', 'OBSERVE', undefined, 'receive', undefined],
    ['receiving', 'OBSERVE', 'returned', 'receive', 'return'],
    ['arriving', 'OBSERVE', undefined, 'observe', undefined],
    ['loading', 'OBSERVE', undefined, 'observe', undefined],
    ['dispensing', 'OBSERVE', 'dispensed', 'dispense', undefined],
    ['retail_selling', 'OBSERVE', 'retail_sold', 'dispense', undefined],
    ['decommissioning', 'DELETE', 'inactive', 'decommission', undefined],
    ['destroying', 'DELETE', 'destroyed', 'destroy', undefined],
    ['sampling', 'OBSERVE', undefined, 'sample', undefined],
    ['holding', 'OBSERVE', 'non_sellable_other', 'quarantine', undefined],
    ['inspecting', 'OBSERVE', undefined, 'observe', undefined],
    ['cycle_counting', 'OBSERVE', undefined, 'observe', undefined],
    [undefined, 'OBSERVE', 'stolen', 'steal', undefined],
    [undefined, 'DELETE', 'destroyed', 'destroy', undefined],
    [undefined, 'DELETE', undefined, 'decommission', undefined],
    ['https://example.com/steps/polishing', 'OBSERVE', undefined, 'observe', undefined],
  ] as const) {
    for (const write of [
      (word: string): string => word,
      (word: string): string => `urn:epcglobal:cbv:bizstep:${word}`,
      (word: string): string => `https://ref.gs1.org/cbv/BizStep-${word}`,
    ]) {
      const bizStep = step === undefined || step.includes(':') ? step : write(step)
      const draft = await one({ ...SHIPPING, action, bizStep, disposition })
      assert.is(draft.type, type, `${step} ${disposition}`)
      assert.is(draft.detail.reason, reason, `${step} ${disposition}`)
    }
  }
})

mapping('a void shipping takes a shipment back', async () => {
  const draft = await one({ ...SHIPPING, bizStep: 'void_shipping', disposition: 'in_progress' })
  assert.is(draft.type, 'undo')
  assert.equal(draft.detail, { undoes: 'ship' })
  assert.is(draft.who?.holder, GLN[1])
})

mapping('recalled is said by the persistent disposition, of packs and of whole batches', async () => {
  const packs = await one({
    ...SHIPPING,
    bizStep: undefined,
    disposition: undefined,
    persistentDisposition: { set: ['recalled'] },
  })
  assert.is(packs.type, 'recall')
  assert.is(packs.extra, undefined)
  const batch = await one({
    ...SHIPPING,
    bizStep: undefined,
    disposition: undefined,
    epcList: undefined,
    quantityList: [
      { epcClass: `https://id.gs1.org/01/${PRODUCT}/10/L1` },
      { epcClass: 'urn:epc:idpat:sgtin:0614141.112345.*' },
    ],
    persistentDisposition: { unset: ['recalled'] },
  })
  assert.equal([batch.type, batch.detail], ['undo', { undoes: 'recall' }])
  assert.equal(batch.batches, [{ product: PRODUCT, lot: 'L1' }])
  assert.equal(batch.products, ['10614141123459'])
})

mapping(
  'a quarantine ends where the disposition that held the goods is unset, and not where they only stand on a shelf',
  async () => {
    const { bizStep: _, disposition: __, ...plain } = SHIPPING
    const held = await one({ ...plain, persistentDisposition: { set: ['non_sellable_other'] } })
    assert.is(held.type, 'quarantine')
    const released = await one({ ...plain, persistentDisposition: { unset: ['non_sellable_other'] } })
    assert.is(released.type, 'release')
    assert.is(released.extra, undefined)
    const cleared = { ...plain, bizStep: 'holding', persistentDisposition: { unset: ['no_pedigree_match'] } }
    assert.is((await one(cleared)).type, 'release')
    const moved = { ...SHIPPING, persistentDisposition: { unset: ['non_sellable_other'] } }
    assert.is((await one(moved)).type, 'ship')
    for (const disposition of ['active', 'sellable_accessible', 'available', 'conformant']) {
      assert.is((await one({ ...plain, bizStep: 'inspecting', disposition })).type, 'observe', disposition)
    }
  },
)

mapping('an unknown step is kept as it came, with a warning when it should be a word of the CBV', async () => {
  for (const [step, warned] of [
    ['urn:epcglobal:cbv:bizstep:polishing', true],
    ['polishing', true],
    ['urn:example:steps:polishing', false],
  ] as const) {
    const result = await readEvent({ ...SHIPPING, bizStep: step })
    assert.equal(codes(result.warnings), warned ? ['UNKNOWN_WORD'] : [], step)
    assert.ok(result.drafts[0]?.extra?.some(([key, text]) => key === 'bizStep' && text === step))
  }
})

mapping('a bare word in XML is understood, and warned of', async () => {
  const result = await read(
    xml12(
      `<ObjectEvent><eventTime>2026-03-01T10:00:00Z</eventTime><eventTimeZoneOffset>+01:00</eventTimeZoneOffset><epcList><epc>${PACK}1</epc></epcList><action>OBSERVE</action><bizStep>receiving</bizStep></ObjectEvent>`,
    ),
  )
  assert.is(result.drafts[0]?.type, 'receive')
  assert.equal(codes(result.faults), ['BAD_WORD'])
})

mapping(
  'the holder is the possessing party, else the owner, else the GLN of the place; PGLN and SGLN are one',
  async () => {
    const receiving = { ...SHIPPING, bizStep: 'receiving', readPoint: { id: sgln(3, 'DOCK') } }
    const destinationList = [
      { type: 'owning_party', destination: pgln(1) },
      { type: 'possessing_party', destination: sgln(2, 'GATE') },
    ]
    assert.equal((await one({ ...receiving, destinationList })).who, { agent: GLN[2], owner: GLN[1], holder: GLN[2] })
    assert.equal((await one({ ...receiving, destinationList: destinationList.slice(0, 1) })).who, {
      agent: GLN[1],
      owner: GLN[1],
      holder: GLN[1],
    })
    assert.equal((await one(receiving)).who, { agent: GLN[3], holder: GLN[3] })
    assert.equal((await one({ ...receiving, bizLocation: { id: sgln(0) } })).who?.holder, GLN[0])
    const nobody = await one({ ...receiving, readPoint: { id: 'https://example.com/dock' } })
    assert.is(nobody.who, undefined)
    assert.equal(nobody.where, { readPoint: 'uri:https://example.com/dock' })
  },
)

mapping('a party that the caller names acts only where the document names none', async () => {
  const defaultAgent = GLN[0]
  const event = { ...SHIPPING, readPoint: { id: 'https://example.com/dock' } }
  assert.equal((await read(json20([event]), { defaultAgent })).drafts[0]?.who, { agent: GLN[0] })
  assert.equal((await read(json20([SHIPPING]), { defaultAgent })).drafts[0]?.who, { agent: GLN[1], holder: GLN[1] })
})

mapping('a drop shipment: owners on both sides, and the goods go to a third', async () => {
  const draft = await one({
    ...SHIPPING,
    sourceList: [
      { type: 'owning_party', source: pgln(0) },
      { type: 'possessing_party', source: pgln(1) },
    ],
    destinationList: [
      { type: 'owning_party', destination: pgln(2) },
      { type: 'possessing_party', destination: pgln(3) },
    ],
  })
  assert.equal(draft.trade, { fromOwner: GLN[0], fromHolder: GLN[1], toOwner: GLN[2], toHolder: GLN[3] })
  assert.equal(draft.who, { agent: GLN[1], owner: GLN[0], holder: GLN[1] })
})

mapping('only what was said of the trade is told; locations and other sides are kept', async () => {
  const draft = await one({
    ...SHIPPING,
    destinationList: [
      { type: 'owning_party', destination: sgln(2) },
      { type: 'location', destination: sgln(3, 'X') },
    ],
  })
  assert.equal(draft.trade, { toOwner: GLN[2] })
  assert.equal(draft.extra, [['destinationList[]', `[{"place":"${GLN[3]}/X","type":"location"}]`]])
})

mapping('two owners of one side are refused, one named twice is not', async () => {
  const two = [
    { type: 'owning_party', source: pgln(0) },
    { type: 'owning_party', source: pgln(1) },
  ]
  assert.equal(codes((await readEvent({ ...SHIPPING, sourceList: two })).errors), ['TWO_PARTIES'])
  assert.equal((await one({ ...SHIPPING, sourceList: [two[0], two[0]] })).trade, { fromOwner: GLN[0] })
})

mapping('a commissioning: packs by product with their lot, cases and pallets on their own', async () => {
  const result = await readEvent({
    ...COMMISSIONING,
    epcList: [
      `${PACK}2`,
      'urn:epc:id:sgtin:030001.1012345.C1',
      'urn:epc:id:sscc:030001.41234567890',
      `${PACK}1`,
      'urn:epc:id:sgtin:030002.0012345.1',
    ],
  })
  assert.equal(codes(result.faults), [])
  assert.equal(
    result.drafts.map(({ type, commission, containers }) => [
      type,
      commission?.product,
      commission?.serials,
      containers,
    ]),
    [
      ['commission', PRODUCT, ['2', '1'], []],
      ['commission', '00300020123452', ['1'], []],
      ['commission', undefined, undefined, ['sgtin:10300010123452/C1', 'sscc:403000112345678901']],
    ],
  )
  assert.equal(
    result.events.map(({ path }) => path),
    ['eventList[0]#1', 'eventList[0]#2', 'eventList[0]#3'],
  )
})

mapping('packs without a lot are seen and not registered; without expiry they are registered', async () => {
  const noLot = await readEvent({ ...COMMISSIONING, ilmd: undefined })
  assert.equal(codes(noLot.faults), ['NO_LOT'])
  assert.is(noLot.drafts[0]?.type, 'observe')
  assert.is(noLot.drafts[0]?.packs.length, 2)
  const noExpiry = await readEvent({ ...COMMISSIONING, ilmd: { 'cbvmda:lotNumber': 'A' } })
  assert.equal(codes(noExpiry.faults), ['NO_EXPIRY'])
  assert.is(noExpiry.drafts[0]?.commission?.expiry, undefined)
})

mapping('a lot or expiry that cannot be one is refused', async () => {
  const lot = await readEvent({ ...COMMISSIONING, ilmd: { 'cbvmda:lotNumber': 'x'.repeat(21) } })
  assert.equal(codes(lot.errors), ['BAD_LOT'])
  const expiry = await readEvent({
    ...COMMISSIONING,
    ilmd: { 'cbvmda:lotNumber': 'A', 'cbvmda:itemExpirationDate': '2028-02-30' },
  })
  assert.equal(codes(expiry.errors), ['BAD_DAY'])
  assert.is(expiry.drafts.length, 0)
})

mapping('a Digital Link that names another lot than the event contradicts it', async () => {
  const epcList = [`https://id.gs1.org/01/${PRODUCT}/10/OTHER/21/1`]
  assert.equal(codes((await readEvent({ ...COMMISSIONING, epcList })).errors), ['LOT_CONFLICT'])
})

mapping('a large event is told in parts that a claim can hold', async () => {
  const epcList = Array.from({ length: MAX_DRAFT_SERIALS + 5 }, (_, i) => `${PACK}${100_000 + i}`)
  const begun = await readEvent({ ...COMMISSIONING, epcList })
  assert.equal(
    begun.drafts.map(({ commission }) => commission?.serials.length),
    [MAX_DRAFT_SERIALS, 5],
  )
  const shipped = await readEvent({ ...SHIPPING, epcList: [...epcList, 'urn:epc:id:sscc:030001.41234567890'] })
  assert.equal(
    shipped.drafts.map(({ packs, containers }) => [packs.length, containers.length]),
    [
      [MAX_DRAFT_ITEMS, 0],
      [MAX_DRAFT_ITEMS, 0],
      [MAX_DRAFT_SERIALS + 5 - 2 * MAX_DRAFT_ITEMS, 0],
      [0, 1],
    ],
  )
  const told = shipped.drafts.flatMap(({ packs }) => packs.map(({ serial }) => serial))
  assert.is(new Set(told).size, epcList.length)
})

mapping('a repackaging ends what went in and begins what came out', async () => {
  const { drafts } = await readEvent({
    type: 'TransformationEvent',
    eventTime: SHIPPING.eventTime,
    eventTimeZoneOffset: '+01:00',
    inputEPCList: [`${PACK}1`],
    outputEPCList: [`${PACK}2`],
    ilmd: COMMISSIONING.ilmd,
  })
  assert.equal(
    drafts.map(({ type, detail, packs, commission }) => [type, detail.reason, packs.length, commission?.serials]),
    [
      ['decommission', 'transformed', 1, undefined],
      ['commission', undefined, 0, ['2']],
    ],
  )
})

mapping('transactions and associations move nothing', async () => {
  const transaction = await one({
    ...SHIPPING,
    type: 'TransactionEvent',
    bizTransactionList: [{ type: 'po', bizTransaction: 'urn:x:1' }],
  })
  assert.is(transaction.type, 'observe')
  assert.equal(transaction.extra, [
    ['bizStep', 'shipping'],
    ['disposition', 'in_transit'],
    ['eventType', 'TransactionEvent'],
  ])
  const association = await one({
    ...SHIPPING,
    type: 'AssociationEvent',
    epcList: undefined,
    action: 'ADD',
    parentID: 'urn:epc:id:grai:4012345.55555.987',
    childEPCs: ['urn:epc:id:giai:4000001.12345'],
  })
  assert.is(association.type, 'observe')
  assert.equal([association.parent, association.containers], ['grai:4012345555554/987', ['giai:400000112345']])
})

mapping('a pack whose GTIN looks like a pack is a container where it holds others', async () => {
  const draft = await one({
    ...SHIPPING,
    type: 'AggregationEvent',
    epcList: undefined,
    action: 'ADD',
    bizStep: 'packing',
    parentID: `${PACK}BOX`,
    childEPCs: [`${PACK}1`],
  })
  assert.is(draft.parent, `sgtin:${PRODUCT}/BOX`)
})

mapping('things packed into what is no container are only seen there', async () => {
  const result = await readEvent({
    ...SHIPPING,
    type: 'AggregationEvent',
    epcList: undefined,
    action: 'ADD',
    bizStep: 'packing',
    parentID: 'https://example.com/shelf/5',
    childEPCs: [`${PACK}1`],
  })
  assert.equal(codes(result.faults), ['PARENT_KIND'])
  assert.is(result.drafts[0]?.type, 'observe')
  assert.ok(
    result.drafts[0]?.extra?.some(([key, text]) => key === 'parentID' && text === 'https://example.com/shelf/5'),
  )
})

mapping('amounts taken out do not empty the container', async () => {
  const draft = await one({
    ...SHIPPING,
    type: 'AggregationEvent',
    epcList: undefined,
    action: 'DELETE',
    bizStep: 'unpacking',
    parentID: 'urn:epc:id:sscc:030001.41234567890',
    childQuantityList: [{ epcClass: `https://id.gs1.org/01/${PRODUCT}/10/L`, quantity: 3 }],
  })
  assert.is(draft.type, 'observe')
  assert.ok(draft.extra?.some(([key, text]) => key === 'childQuantityList[]' && text === `[["${PRODUCT}/L","3"]]`))
})

mapping('a container inside itself is refused', async () => {
  const sscc = 'urn:epc:id:sscc:030001.41234567890'
  const result = await readEvent({
    ...SHIPPING,
    type: 'AggregationEvent',
    action: 'ADD',
    parentID: sscc,
    childEPCs: [sscc],
  })
  assert.equal(codes(result.errors), ['CYCLE'])
})

mapping('a part of a pack is dispensed only when the units are said', async () => {
  const event = { ...SHIPPING, bizStep: 'dispensing', disposition: 'partially_dispensed' }
  const unsaid = await readEvent(event)
  assert.equal(codes(unsaid.faults), ['NO_UNITS'])
  assert.is(unsaid.drafts[0]?.type, 'observe')
  const said = await read(json20([{ ...event, 'p:units': '10' }], { p: 'urn:packtrail:epcis:' }))
  assert.equal([said.drafts[0]?.type, said.drafts[0]?.detail], ['dispense', { units: 10 }])
})

mapping('an event about nothing the ledger keeps is passed over with a warning', async () => {
  const result = await readEvent({ ...SHIPPING, epcList: ['urn:epc:id:gdti:95252084.0001.1'] })
  assert.equal(codes(result.faults), ['NO_GOODS'])
  assert.is(result.drafts.length, 0)
})

mapping('identifiers of other things are kept beside the packs', async () => {
  const draft = await one({ ...SHIPPING, epcList: ['urn:epc:id:gdti:95252084.0001.1', `${PACK}1`] })
  assert.is(draft.packs.length, 1)
  assert.match(JSON.stringify(draft.extra), 'otherEPCs')
})

mapping('digits below the millisecond are kept, and the millisecond is cut', async () => {
  const draft = await one({ ...SHIPPING, eventTime: '2026-03-01T10:00:00.416999Z' })
  assert.is(draft.when?.ms, Date.parse('2026-03-01T10:00:00.416Z'))
  assert.ok(draft.extra?.some(([key, text]) => key === 'eventTimeFraction' && text === '416999'))
})

mapping('a missing eventTimeZoneOffset is that of eventTime, with a warning', async () => {
  const result = await readEvent({ ...SHIPPING, eventTimeZoneOffset: undefined })
  assert.equal(codes(result.faults), ['MISSING_FIELD'])
  assert.is(result.drafts[0]?.when?.offset, 60)
})

mapping('a field in the wrong case is refused, and the right name said', async () => {
  const result = await readEvent({ ...SHIPPING, EventTime: SHIPPING.eventTime, eventTime: undefined })
  assert.equal(codes(result.errors), ['WRONG_CASE', 'MISSING_FIELD'])
  assert.match(result.errors[0]?.remedy ?? '', 'eventTime')
})

mapping('all faults of an event are reported, each at its line', async () => {
  const text = json20([{ ...SHIPPING, eventTime: 'x', action: 'REMOVE', epcList: [`${PACK}1`, 'nonsense'] }])
  const { errors } = await read(text)
  assert.equal(codes(errors).sort(), ['BAD_TIME', 'BAD_URI', 'BAD_WORD'])
  const lines = text.split('\n')
  for (const { line = 0, code } of errors) {
    const shown = { BAD_TIME: '"x"', BAD_URI: '"nonsense"', BAD_WORD: '"REMOVE"' }[code] ?? '?'
    assert.ok(lines[line - 1]?.includes(shown), `${code} at line ${line}`)
  }
})

mapping('faults of XML are at the line of their element, through its wrappers', async () => {
  const text = xml12(`<ObjectEvent>
<eventTime>2026-03-01T10:00:00Z</eventTime>
<eventTimeZoneOffset>+01:00</eventTimeZoneOffset>
<epcList>
<epc>${PACK}1</epc>
<epc>wrong</epc>
</epcList>
<action>OBSERVE</action>
<extension><destinationList>
<destination type="urn:epcglobal:cbv:sdt:owning_party">urn:epc:id:pgln:1.2</destination>
</destinationList></extension>
</ObjectEvent>`)
  const { errors } = await read(text)
  assert.equal(
    errors.map(({ path, line = 0 }) => [path, text.split('\n')[line - 1]?.trim().slice(0, 12)]),
    [
      ['eventList[0].epcList[1]', '<epc>wrong</'],
      ['eventList[0].destinationList[0].destination', '<destination'],
    ],
  )
})

mapping('query documents, a single event and a message envelope are read too', async () => {
  const event = xml12('x')
  const inner = `<ObjectEvent><eventTime>2026-03-01T10:00:00Z</eventTime><eventTimeZoneOffset>+01:00</eventTimeZoneOffset><epcList><epc>${PACK}1</epc></epcList><action>OBSERVE</action></ObjectEvent>`
  const query = `<q:EPCISQueryDocument xmlns:q="urn:epcglobal:epcis-query:xsd:1" schemaVersion="1.2" creationDate="2026-01-01T00:00:00Z"><EPCISBody><q:QueryResults><queryName>n</queryName><resultsBody><EventList>${inner}</EventList></resultsBody></q:QueryResults></EPCISBody></q:EPCISQueryDocument>`
  const soap = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${event.replace('x', inner).replace(/^<\?.*\?>/, '')}</s:Body></s:Envelope>`
  for (const text of [query, soap.replace(/EventList>\s*x/, `EventList>${inner}`)]) {
    assert.is((await read(text.replace('\nx\n', inner))).drafts.length, 1, text)
  }
  const results = { queryResults: { queryName: 'n', resultsBody: { eventList: [SHIPPING] } } }
  const json = JSON.stringify({ '@context': [], type: 'EPCISQueryDocument', epcisBody: results })
  assert.is((await read(json)).drafts.length, 1)
  assert.is((await read(JSON.stringify({ '@context': [], ...SHIPPING }))).drafts.length, 1)
  assert.is((await read(JSON.stringify([SHIPPING, SHIPPING]))).drafts.length, 2)
})

mapping('the document says what it is before its events', async () => {
  const header = `<EPCISHeader><sb:StandardBusinessDocumentHeader xmlns:sb="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"><sb:Sender><sb:Identifier Authority="GS1">urn:epc:id:sgln:030001.111111.0</sb:Identifier></sb:Sender><sb:Receiver><sb:Identifier>R</sb:Identifier></sb:Receiver><sb:DocumentIdentification><sb:InstanceIdentifier>42</sb:InstanceIdentifier></sb:DocumentIdentification></sb:StandardBusinessDocumentHeader></EPCISHeader><EPCISBody>`
  const { items } = await read(xml12('').replace('<EPCISBody>', header))
  assert.equal(items[0], {
    kind: 'document',
    format: 'epcis12-xml',
    info: {
      encoding: 'utf-8',
      schemaVersion: '1.2',
      creationDate: '2026-01-01T00:00:00Z',
      sender: 'urn:epc:id:sgln:030001.111111.0',
      receiver: 'R',
      instanceIdentifier: '42',
    },
  })
})

mapping('a document of version 1.0 is read with a warning', async () => {
  assert.equal(codes((await read(xml12('').replace('schemaVersion="1.2"', 'schemaVersion="1.0"'))).faults), [
    'BAD_VERSION',
  ])
})

mapping('an event type nobody knows is refused, and the others are read', async () => {
  const result = await read(json20([{ ...SHIPPING, type: 'QuantityEvent' }, SHIPPING]))
  assert.equal(codes(result.errors), ['UNKNOWN_EVENT_TYPE'])
  assert.is(result.drafts.length, 1)
})

mapping('extensions: a prefix that nobody declared is kept and warned of', async () => {
  const result = await readEvent({ ...SHIPPING, 'wms:gate': 7 })
  assert.equal(codes(result.faults), ['UNKNOWN_PREFIX'])
  assert.equal(result.drafts[0]?.extra, [['{}wms:gate', '7']])
})

mapping('a number that JSON has already rounded is refused, not stored rounded', async () => {
  const text = json20([{ ...SHIPPING, 'x:n': 1 }], { x: 'urn:x:' }).replace('"x:n": 1', '"x:n": 12345678901234567890')
  assert.equal(codes((await read(text)).errors), ['BAD_NUMBER'])
})

mapping.run()
