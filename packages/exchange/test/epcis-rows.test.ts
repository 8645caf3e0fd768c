/** Rows of the test table of the US and EPCIS fact sheet that concern documents. The number of the row stands in the name. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DraftEvent } from '../src/index.ts'
import {
  COMMISSIONING,
  codes,
  json20,
  PACK,
  PRODUCT,
  type Result,
  read,
  readEvent,
  SHIPPING,
  xml12,
} from './support.ts'

const rows = suite('EPCIS documents, row by row')

const epcs = async (...epcList: readonly string[]): Promise<Result> => readEvent({ ...SHIPPING, epcList })
const only = (result: Result): DraftEvent => {
  assert.equal(codes(result.errors), [])
  assert.is(result.drafts.length, 1)
  return result.drafts[0] as DraftEvent
}

rows('row 2: an SGTIN is its GTIN with check digit and its serial', async () => {
  assert.equal(only(await epcs(`${PACK}11`)).packs, [{ product: PRODUCT, serial: '11' }])
})

rows('row 3: two lengths of the company prefix name one pack', async () => {
  const result = await epcs('urn:epc:id:sgtin:0614141.112345.A', 'urn:epc:id:sgtin:061414.1112345.A')
  assert.equal(only(result).containers, ['sgtin:10614141123459/A'])
  assert.equal(codes(result.warnings), ['DUPLICATE'])
})

rows('row 4: an SSCC gets its check digit', async () => {
  assert.equal(only(await epcs('urn:epc:id:sscc:030001.41234567890')).containers, ['sscc:403000112345678901'])
})

rows('row 5: GLNs of places and parties, extension 0 is none', async () => {
  const result = await readEvent({ ...SHIPPING, bizLocation: { id: 'urn:epc:id:sgln:039999.345678.0' } })
  const { where, who } = only(result)
  assert.equal(where, { readPoint: 'gln:0300011111116', bizLocation: 'gln:0399993456780' })
  assert.is(who?.holder, 'gln:0300011111116', 'a shipment happens at its readPoint')
})

rows('row 6: a GLN with a wrong check digit is refused, with its place', async () => {
  const result = await readEvent({ ...SHIPPING, readPoint: { id: 'https://id.gs1.org/414/0312231245676' } })
  assert.equal(codes(result.errors), ['BAD_CHECK_DIGIT'])
  assert.is(result.errors[0]?.path, 'eventList[0].readPoint.id')
  assert.is(result.drafts.length, 0)
})

rows('row 7: an SGTIN of 12 digits is malformed', async () => {
  const result = await epcs('urn:epc:id:sgtin:030001.012345.11')
  assert.is(result.drafts.length, 0)
  assert.is(result.errors[0]?.path, 'eventList[0].epcList[0]')
})

rows('row 8: zeros and case of serials are kept', async () => {
  const { packs } = only(await epcs(`${PACK}0123`, `${PACK}123`, `${PACK}ab`, `${PACK}AB`))
  assert.equal(
    packs.map(({ serial }) => serial),
    ['0123', '123', 'ab', 'AB'],
  )
})

rows('row 9: a serial of 21 characters or with a blank is refused', async () => {
  for (const serial of ['123456789012345678901', 'a b']) {
    const result = await epcs(`${PACK}1`, PACK + serial)
    assert.is(result.drafts.length, 0, serial)
    assert.is(result.errors[0]?.path, 'eventList[0].epcList[1]')
  }
})

rows('row 10: a Digital Link of any domain; its expiry is only a claim', async () => {
  const { packs } = only(await epcs('https://example.com/gtin/614141123452/ser/6789?17=270101'))
  assert.equal(packs, [{ product: '00614141123452', serial: '6789', expiry: '2027-01-01' }])
})

rows('row 11: a Digital Link with its parts in the wrong order is refused', async () => {
  const result = await epcs('https://id.gs1.org/21/5/01/00300010123455')
  assert.equal(codes(result.errors), ['DL_ORDER'])
})

rows('row 13: an eventTime without offset is refused although the 1.2 schema allows it', async () => {
  const result = await read(
    xml12(`<ObjectEvent>
<eventTime>2018-02-27T21:52:16.416129</eventTime>
<eventTimeZoneOffset>-05:00</eventTimeZoneOffset>
<epcList><epc>${PACK}1</epc></epcList><action>OBSERVE</action>
</ObjectEvent>`),
  )
  assert.equal(codes(result.errors), ['NO_OFFSET'])
  assert.is(result.errors[0]?.line, 5)
  assert.is(result.drafts.length, 0)
})

rows('faults of XML are at their lines, whatever ends a line and in pieces of any size', async () => {
  const event = (action: string, time = '2026-03-01T10:00:00Z'): string => `<ObjectEvent>
  <eventTime>${time}</eventTime>
  <eventTimeZoneOffset>+01:00</eventTimeZoneOffset>
  <epcList><epc>${PACK}1</epc></epcList>
  <action>${action}</action>
</ObjectEvent>`
  const usual = event('OBSERVE')
  const text = xml12([usual, event('REMOVE'), '<!-- x\n -->', usual, '', event('OBSERVE', 'noon')].join('\n'))
  const lines = text.split('\n')
  for (const end of ['\n', '\r\n', '\r']) {
    for (const size of [1, 77, 1 << 16]) {
      const { drafts, errors } = await read(text.replaceAll('\n', end), {}, size)
      assert.is(drafts.length, 2)
      assert.equal(codes(errors), ['BAD_WORD', 'BAD_TIME'])
      for (const [i, shown] of ['REMOVE', 'noon'].entries()) {
        assert.ok(lines[(errors[i]?.line ?? 0) - 1]?.includes(shown), `${shown} at line ${errors[i]?.line}, by ${size}`)
      }
    }
  }
})

rows('row 14: eventTime in Z with another offset beside it: the instant is that of Z', async () => {
  const result = await readEvent({ ...SHIPPING, eventTime: '2023-03-27T06:45:16Z', eventTimeZoneOffset: '-05:00' })
  assert.equal(only(result).when, { ms: Date.parse('2023-03-27T06:45:16Z'), offset: -300, precision: 'ms' })
})

rows('row 15: eventTimeZoneOffset up to 14:00', async () => {
  for (const [offset, minutes] of [
    ['+14:00', 840],
    ['-00:00', 0],
  ] as const) {
    assert.is(only(await readEvent({ ...SHIPPING, eventTimeZoneOffset: offset })).when?.offset, minutes)
  }
  const result = await readEvent({ ...SHIPPING, eventTimeZoneOffset: '+14:30' })
  assert.equal(codes(result.errors), ['BAD_OFFSET'])
})

rows('row 16: ilmd on an OBSERVE is refused', async () => {
  const result = await readEvent({ ...SHIPPING, ilmd: { 'cbvmda:lotNumber': 'A' } })
  assert.equal(codes(result.errors), ['ILMD_NOT_ALLOWED'])
})

const PACKING = {
  ...SHIPPING,
  type: 'AggregationEvent',
  epcList: undefined,
  parentID: 'urn:epc:id:sscc:030001.41234567890',
  action: 'ADD',
  bizStep: 'packing',
  disposition: 'in_progress',
}

rows('row 17: nothing packed is refused; nothing named in an unpacking is everything', async () => {
  assert.equal(codes((await readEvent(PACKING)).errors), ['NO_CHILDREN'])
  const draft = only(await readEvent({ ...PACKING, action: 'DELETE', bizStep: 'unpacking' }))
  assert.is(draft.type, 'disaggregate')
  assert.is(draft.parent, 'sscc:403000112345678901')
  assert.equal([draft.packs, draft.containers], [[], []])
  const without = await readEvent({ ...PACKING, parentID: undefined, childEPCs: [`${PACK}1`] })
  assert.equal(codes(without.errors), ['NO_PARENT'])
})

rows('row 18: a pallet ships by its SSCC alone', async () => {
  const draft = only(await epcs('urn:epc:id:sscc:030001.41234567890'))
  assert.is(draft.type, 'ship')
  assert.equal(draft.containers, ['sscc:403000112345678901'])
})

rows('row 24: received with inference, the children listed in an AggregationEvent', async () => {
  const draft = only(
    await readEvent({
      ...PACKING,
      action: 'OBSERVE',
      bizStep: 'receiving',
      childEPCs: [`${PACK}1`, `${PACK}2`],
      persistentDisposition: { set: ['completeness_inferred'] },
    }),
  )
  assert.is(draft.type, 'receive')
  assert.is(draft.parent, 'sscc:403000112345678901')
  assert.is(draft.packs.length, 2)
  assert.equal(draft.extra, [
    ['eventType', 'AggregationEvent'],
    ['persistentDisposition', '{"set":["completeness_inferred"],"unset":[]}'],
  ])
})

rows('row 25: inferred children listed in an ObjectEvent are flagged', async () => {
  const result = await readEvent({
    ...SHIPPING,
    bizStep: 'receiving',
    disposition: 'completeness_inferred',
    epcList: ['urn:epc:id:sscc:030001.41234567890', `${PACK}1`],
  })
  assert.equal(codes(result.warnings), ['INFERRED_LISTED'])
  assert.is(result.drafts.length, 1)
})

rows('row 26: an unpacking that verified completeness keeps both words', async () => {
  const words = { set: ['completeness_verified'], unset: ['completeness_inferred'] }
  const draft = only(
    await readEvent({ ...PACKING, action: 'DELETE', childEPCs: [`${PACK}1`], persistentDisposition: words }),
  )
  assert.is(draft.type, 'disaggregate')
  assert.ok(draft.extra?.some(([key, text]) => key === 'persistentDisposition' && text === JSON.stringify(words)))
})

rows('row 27: an event after destroying imports: what it means is for the ledger to say', async () => {
  const result = await read(
    json20([{ ...SHIPPING, action: 'DELETE', bizStep: 'destroying', disposition: 'destroyed' }, SHIPPING]),
  )
  assert.equal(
    result.drafts.map(({ type }) => type),
    ['destroy', 'ship'],
  )
})

const DECLARED = {
  ...SHIPPING,
  eventID: 'urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8',
  errorDeclaration: {
    declarationTime: '2026-03-02T09:00:00Z',
    reason: 'incorrect_data',
    correctiveEventIDs: ['urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8'],
  },
}

rows('row 29: an error declaration takes back the event that it repeats', async () => {
  const first = only(await readEvent({ ...DECLARED, errorDeclaration: undefined }))
  const draft = only(await readEvent(DECLARED))
  assert.is(draft.type, 'correct')
  assert.equal(draft.detail, { reason: 'incorrect_data' })
  assert.is(draft.when?.ms, Date.parse('2026-03-02T09:00:00Z'))
  assert.equal(draft.original, first)
  assert.equal(draft.packs, first.packs)
})

rows('row 30: an event that did not occur has no corrective events', async () => {
  const errorDeclaration = { ...DECLARED.errorDeclaration, reason: 'did_not_occur' }
  assert.equal(codes((await readEvent({ ...DECLARED, errorDeclaration })).errors), ['CORRECTIVE_IDS'])
})

rows('row 31: a declaration whose fields differ from the original is another event', async () => {
  const first = only(await readEvent({ ...DECLARED, errorDeclaration: undefined }))
  const draft = only(await readEvent({ ...DECLARED, epcList: [`${PACK}12`] }))
  assert.not.equal(draft.original, first)
  assert.equal(draft.original?.extra, first.extra, 'the event ID still finds it')
})

rows('row 32: the same event twice is two items: the ledger knows that they are one', async () => {
  const result = await read(json20([SHIPPING, SHIPPING]))
  assert.equal(result.drafts[0], result.drafts[1])
})

rows('row 33: one bad event of ten leaves nine, and says which', async () => {
  const events = Array.from({ length: 10 }, (_, i) => ({ ...SHIPPING, epcList: [`${PACK}${i}`] }))
  const result = await read(json20(events.map((event, i) => (i === 4 ? { ...event, eventTime: 'noon' } : event))))
  assert.is(result.drafts.length, 9)
  assert.equal(
    result.errors.map(({ code, path }) => [code, path]),
    [['BAD_TIME', 'eventList[4].eventTime']],
  )
})

rows('row 46: lot and expiry are read in both namespaces of master data', async () => {
  const json = only(await readEvent(COMMISSIONING))
  assert.equal(json.commission, { product: PRODUCT, lot: 'A123', expiry: '2028-03-31', serials: ['11', '12'] })
  for (const namespace of ['urn:epcglobal:cbv:mda', 'urn:epcglobal:cbv:mda:']) {
    const xml = await read(
      xml12(`<ObjectEvent>
<eventTime>2026-03-01T10:00:00.000+01:00</eventTime><eventTimeZoneOffset>+01:00</eventTimeZoneOffset>
<epcList><epc>${PACK}11</epc><epc>${PACK}12</epc></epcList><action>ADD</action>
<bizStep>urn:epcglobal:cbv:bizstep:commissioning</bizStep><disposition>urn:epcglobal:cbv:disp:active</disposition>
<readPoint><id>urn:epc:id:sgln:030001.111111.0</id></readPoint>
<extension><ilmd><m:lotNumber xmlns:m="${namespace}">A123</m:lotNumber>
<m:itemExpirationDate xmlns:m="${namespace}">2028-03-31</m:itemExpirationDate></ilmd></extension>
</ObjectEvent>`),
    )
    assert.equal(only(xml), json, namespace)
  }
})

rows('rows 47 and 48: lots that look like numbers stay texts', async () => {
  for (const lot of ['007', '7', 'INF', '1E400', '9007199254740993']) {
    const draft = only(await readEvent({ ...COMMISSIONING, ilmd: { ...COMMISSIONING.ilmd, 'cbvmda:lotNumber': lot } }))
    assert.is(draft.commission?.lot, lot)
  }
})

rows('row 49: lists in another order and other prefixes are the same event', async () => {
  const bizTransactionList = [
    { type: 'po', bizTransaction: 'urn:epcglobal:cbv:bt:0614141000005:1' },
    { type: 'urn:epcglobal:cbv:btt:desadv', bizTransaction: 'urn:epcglobal:cbv:bt:0614141000005:2' },
  ]
  const a = await read(json20([{ ...SHIPPING, bizTransactionList, 'x:f': '1', 'x:g': '2' }], { x: 'http://e.com/' }))
  const b = await read(
    json20(
      [
        {
          'y:g': '2',
          'y:f': '1',
          ...SHIPPING,
          bizStep: 'https://ref.gs1.org/cbv/BizStep-shipping',
          bizTransactionList: [...bizTransactionList].reverse(),
        },
      ],
      { y: 'http://e.com/' },
    ),
  )
  const { bytesOf } = await import('./support.ts')
  assert.is(bytesOf(only(a)), bytesOf(only(b)))
})

rows.run()
