import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  C,
  changed,
  check,
  eventsOf,
  found,
  input,
  P,
  PALLET,
  R12,
  R13,
  withEvent,
  withEvents,
} from './check-support.ts'
import { COMMISSIONING, json20, PACK, SHIPPING } from './support.ts'

const test = suite('check')
const events = eventsOf(R13)
const event = (i: number): string => events[i] as string
const ship = (change: (event: string) => string): string => withEvent(R13, 7, change)
const behind = (...more: readonly string[]): string => withEvents(R13, [...events, ...more])

const unpack = (parent: string, children: readonly string[], time: string): string =>
  event(6)
    .replace(PALLET, parent)
    .replace(
      / *<childEPCs>[\s\S]*<\/childEPCs>/,
      children.length === 0
        ? '<childEPCs/>'
        : `<childEPCs>${children.map((one) => `<epc>${one}</epc>`).join('')}</childEPCs>`,
    )
    .replace('>ADD<', '>DELETE<')
    .replace('bizstep:packing', 'bizstep:unpacking')
    .replace(/<eventTime>[^<]*/, `<eventTime>${time}`)
const pack = (parent: string, children: readonly string[], time: string): string =>
  unpack(parent, children, time).replace('>DELETE<', '>ADD<').replace('bizstep:unpacking', 'bizstep:packing')

// -------------------------------------------------------- rows of the fact sheet

test('US 13: an eventTime without offset is rejected although the schema of 1.2 allows it', async () => {
  const text = ship((one) => one.replace('2026-10-05T13:00:00Z', '2026-10-05T13:00:00.416129'))
  assert.equal(found(await check(text)), ['US-05'])
})

test('US 14: Z beside another offset is right', async () => {
  assert.ok(R13.includes('08:00:00Z') && R13.includes('-05:00'))
  assert.equal(found(await check(R13)), [])
})

test('US 15: offsets to 14:00', async () => {
  const offset = (text: string): string => ship((one) => one.replace('>-05:00<', `>${text}<`))
  assert.equal(found(await check(offset('+14:00'))), [])
  assert.equal(found(await check(offset('-00:00'))), [])
  assert.equal(found(await check(offset('+14:30'))), ['US-05'])
})

test('US 16: ilmd on an OBSERVE is rejected', async () => {
  const ilmd = '<ilmd><cbvmda:lotNumber>A</cbvmda:lotNumber></ilmd>'
  const report = await check(ship((one) => changed(one, '</extension>', `${ilmd}</extension>`)))
  assert.equal(found(report), ['ILMD_NOT_ALLOWED'])
  assert.is(report.accepted, false)
})

test('US 17: packing nothing is rejected, unpacking without names takes out all', async () => {
  assert.equal(found(await check(withEvent(R13, 2, () => pack(`${C}90`, [], '2026-10-01T08:10:00Z')))), ['NO_CHILDREN'])
  const all = behind(unpack(`${C}90`, [], '2026-10-06T08:00:00Z'), pack(`${C}91`, [`${P}0500`], '2026-10-06T09:00:00Z'))
  assert.equal(found(await check(all)), [])
  const twice = behind(unpack(`${C}90`, [], '2026-10-06T08:00:00Z'), unpack(`${C}90`, [], '2026-10-06T09:00:00Z'))
  assert.equal(found(await check(twice)), ['US-10'])
})

test('US 18: a pallet ships by its SSCC, and covers its tree', async () => {
  assert.equal(found(await check(R13)), [])
})

test('US 19: one pack commissioned after the shipment', async () => {
  const late = event(0).replace(/<epcList>[\s\S]*<\/epcList>/, `<epcList><epc>${P}0500</epc></epcList>`)
  const others = event(0).replace(/ *<epc>[^<]*0500<\/epc>\n/, '')
  const moved = late.replace('2026-10-01T08:00:00Z', '2026-10-05T13:30:00Z')
  const report = await check(withEvents(R13, [others, ...events.slice(1), moved]))
  assert.equal(found(report), ['US-02'])
  assert.is(report.defects[0]?.places[0]?.value, `${P}0500`)
  // It stands before everything else, but its time does not.
  const before = await check(withEvents(R13, [moved, others, ...events.slice(1)]))
  assert.equal(found(before), ['US-02 x2'])
})

test('US 20: one pack never commissioned is named', async () => {
  const report = await check(withEvent(R13, 0, (one) => one.replace(/ *<epc>[^<]*0507<\/epc>\n/, '')))
  assert.equal(found(report), ['US-01'])
  assert.is(report.defects[0]?.places[0]?.value, `${P}0507`)
  assert.is(report.defects[0]?.places[0]?.path, 'eventList[3].childEPCs[3]')
})

test('US 21: a pack ships alone while its case is closed', async () => {
  assert.equal(found(await check(ship((one) => one.replace(PALLET, `${P}0500`)))), ['US-09'])
  const both = ship((one) => one.replace(`<epc>${PALLET}</epc>`, `<epc>${P}0500</epc><epc>${PALLET}</epc>`))
  assert.equal(found(await check(both)), [], 'together with it, in any order')
})

test('US 22: packed into B while in A: A holds it still', async () => {
  const text = behind(
    pack(`${C}91`, [`${P}0500`], '2026-10-06T08:00:00Z'),
    unpack(`${C}90`, [`${P}0500`], '2026-10-06T09:00:00Z'),
  )
  assert.equal(found(await check(text)), ['US-08', 'AFTER_SHIPMENT'])
})

test('US 23: taken out of A, then packed into B', async () => {
  const text = behind(
    unpack(`${C}90`, [`${P}0500`], '2026-10-06T08:00:00Z'),
    pack(`${C}91`, [`${P}0500`], '2026-10-06T09:00:00Z'),
  )
  assert.equal(found(await check(text)), [])
})

const receiving = (change: (event: string) => string): string =>
  behind(
    change(
      pack(`${C}90`, [`${P}0500`, `${P}0501`], '2026-10-07T08:00:00Z')
        .replace('>ADD<', '>OBSERVE<')
        .replace('bizstep:packing', 'bizstep:receiving'),
    ),
  )
const persistent = (word: string): string =>
  `<extension><extension><persistentDisposition><set>urn:epcglobal:cbv:disp:${word}</set></persistentDisposition></extension></extension></AggregationEvent>`

test('US 24: received with inference, the children listed', async () => {
  assert.equal(
    found(await check(receiving((one) => one.replace('</AggregationEvent>', persistent('completeness_inferred'))))),
    [],
  )
})

test('US 25: inferred children are not listed in an ObjectEvent', async () => {
  const object = event(7)
    .replace(`<epc>${PALLET}</epc>`, `<epc>${C}90</epc><epc>${P}0500</epc>`)
    .replace('bizstep:shipping', 'bizstep:receiving')
    .replace('disp:in_transit', 'disp:completeness_inferred')
    .replace('T13', 'T23')
  const report = await check(behind(object))
  assert.equal(found(report), ['INFERRED_LISTED'])
})

test('US 26: unpacking with completeness_verified', async () => {
  const verified = unpack(`${C}90`, [], '2026-10-07T08:00:00Z').replace(
    '</AggregationEvent>',
    persistent('completeness_verified'),
  )
  assert.equal(found(await check(behind(verified))), [])
})

const gone = (id: string, time: string): string =>
  event(7)
    .replace(PALLET, id)
    .replace('>OBSERVE<', '>DELETE<')
    .replace('bizstep:shipping', 'bizstep:destroying')
    .replace('disp:in_transit', 'disp:destroyed')
    .replace(/<eventTime>[^<]*/, `<eventTime>${time}`)
    .replace(/<bizTransactionList>[\s\S]*dropShipment>\n/, '')

test('US 27: nothing happens after destruction, whatever stands first in the file', async () => {
  const seen = event(7)
    .replace(PALLET, `${P}0500`)
    .replace('bizstep:shipping', 'bizstep:receiving')
    .replace('disp:in_transit', 'disp:in_progress')
    .replace('T13:00:00Z', 'T23:00:00Z')
  assert.equal(
    found(await check(behind(gone(`${P}0500`, '2026-10-06T08:00:00Z'), seen.replace('2026-10-05', '2026-10-07')))),
    ['US-18'],
  )
  assert.equal(
    found(await check(behind(gone(`${P}0500`, '2026-10-06T08:00:00Z'), seen))),
    [],
    'it was seen before its end',
  )
  assert.equal(
    found(await check(behind(gone(`${P}0500`, '2026-10-05T12:30:00Z')))),
    ['US-18'],
    'shipped after it, in a case',
  )
})

test('US 28: a serial is not commissioned again after its end', async () => {
  const again = event(0)
    .replace(/<epcList>[\s\S]*<\/epcList>/, `<epcList><epc>${P}0500</epc></epcList>`)
    .replace('2026-10-01', '2026-10-07')
  assert.equal(found(await check(behind(gone(`${P}0500`, '2026-10-06T08:00:00Z'), again))), ['US-18'])
})

const ID = '<baseExtension><eventID>urn:uuid:11111111-1111-4111-8111-111111111111</eventID></baseExtension>'
const declared = (text: string): string =>
  text.replace(
    ID,
    ID.replace(
      '</baseExtension>',
      '<errorDeclaration><declarationTime>2026-10-06T08:00:00Z</declarationTime><reason>urn:epcglobal:cbv:er:did_not_occur</reason></errorDeclaration></baseExtension>',
    ),
  )
const wrong = pack(`${C}91`, [`${P}0500`], '2026-10-05T10:00:00Z').replace(
  '</eventTimeZoneOffset>',
  `</eventTimeZoneOffset>${ID}`,
)

test('US 29: an event that was taken back does not count, whether its declaration stands before or behind it', async () => {
  assert.equal(found(await check(behind(wrong))), ['US-08'])
  assert.equal(found(await check(behind(wrong, declared(wrong)))), [])
  assert.equal(found(await check(behind(declared(wrong), wrong))), [])
  const other = input(withEvents(changed(R13, '7300041', '7300042'), [declared(wrong)]), 'b.xml')
  assert.equal(found(await check([input(behind(wrong)), other])), [], 'in another file')
})

test('US 30: did_not_occur has no corrective events', async () => {
  const both = declared(wrong).replace(
    '</errorDeclaration>',
    '<correctiveEventIDs><correctiveEventID>urn:uuid:2</correctiveEventID></correctiveEventIDs></errorDeclaration>',
  )
  assert.equal(found(await check(behind(wrong, both))), ['CORRECTIVE_IDS'])
})

test('US 31: a declaration that differs from its event is rejected', async () => {
  assert.equal(found(await check(behind(wrong, declared(wrong).replace('10:00:00Z', '10:00:01Z')))), [
    'US-08',
    'DECLARATION_DIFFERS',
  ])
})

test('US 50: both kinds of NDC in one file are two releases mixed', async () => {
  const text = R13.replace('US_FDA_NDC', 'FDA_NDC_11').replace('61414-123-05', '61414012305')
  assert.equal(found(await check(text)), ['US-32'])
})

test('US 51: a file sent twice is said once, and its contents count once', async () => {
  const twice = [input(R13, 'a.xml', { sha256: 'aa' }), input(R13, 'b.xml', { sha256: 'aa' })]
  assert.equal(found(await check(twice)), ['US-33'])
})

// ------------------------------------------------------------------- profiles

test('the release is known by its mark and by what is used', async () => {
  const profile = async (text: string): Promise<string | undefined> => (await check(text)).documents[0]?.profile
  assert.is(await profile(R13), 'us-r1.3')
  assert.is(await profile(R12), 'us-r1.2')
  const unmarked = await check(changed(R13, /<gs1ushc:guidelineVersion>.*<\/gs1ushc:guidelineVersion>/, ''))
  assert.is(unmarked.documents[0]?.profile, 'us-r1.3')
  assert.is(unmarked.accepted, true)
  assert.equal(found(unmarked), ['US-32'], 'worth a mark')
  assert.equal(found(await check(R13, { profile: 'us-r1.2' })), ['US-32'])
  assert.equal(found(await check(R12, { profile: 'us-r1.3' })), ['US-31', 'US-32'])
  const direct = '<gs1ushc:directPurchase qualifier="ENTIRELY_DIRECT">true</gs1ushc:directPurchase>'
  const mixed = withEvent(R12, 7, (one) =>
    one.replace('</gs1ushc:directPurchase>', `</gs1ushc:directPurchase>${direct}`),
  )
  assert.equal(found(await check(mixed)), ['US-32'])
})

test('a document from elsewhere is not held against the guideline', async () => {
  const report = await check([input(json20([COMMISSIONING, SHIPPING]), 'a.json')])
  assert.equal(found(report), [])
  assert.is(report.documents[0]?.profile, 'epcis')
  const lonely = await check([input(json20([SHIPPING]), 'a.json')])
  assert.equal(found(lonely), ['US-01'])
  assert.is(lonely.accepted, true, 'its commissioning may have come in another way')
})

test('in JSON-LD the guideline stands at the document', async () => {
  const head = {
    'gs1ushc:guidelineVersion': 'GS1 US DSCSA R1.3',
    'gs1ushc:dscsaTransactionStatement': { 'gs1ushc:affirmTransactionStatement': true },
  }
  const text = (more: object): string =>
    json20([{ ...COMMISSIONING, epcList: [`${PACK}11`] }, SHIPPING], {
      gs1ushc: 'http://epcis.gs1us.org/hc/ns/',
    }).replace('"type": "EPCISDocument",', `"type": "EPCISDocument", ${JSON.stringify(more).slice(1, -1)},`)
  const report = await check([
    input(
      text({ ...head, sender: 'urn:epc:id:sgln:0361414.00001.0', receiver: '0371200100013', instanceIdentifier: '7' }),
      'a.json',
    ),
  ])
  assert.is(report.documents[0]?.profile, 'us-r1.3')
  assert.is(report.documents[0]?.sender, 'urn:epc:id:sgln:0361414.00001.0')
  // The shipment of this file is bare: what it lacks is said, the header is right.
  assert.equal(found(report), ['US-21 x4', 'US-22 x2', 'US-31'])
  const denied = await check([
    input(
      text({
        'gs1ushc:affirmTransactionStatement': 'false',
        sender: 'Wholesale Co',
        receiver: '0371200100010',
        instanceIdentifier: '7',
      }),
      'a.json',
    ),
  ])
  assert.equal(found(denied), ['US-19', 'US-20', 'US-21 x4', 'US-22 x2', 'US-27'])
})

test('headers of the field are read: other prefixes, authorities, line breaks, an envelope around the document', async () => {
  const prefix = R13.replaceAll('sbdh:', 'h:')
    .replace('xmlns:sbdh', 'xmlns:h')
    .replace('>urn:epc:id:sgln:0361414.00001.0</h:', '>\n 0361414\n000018 </h:')
  assert.equal(found(await check(prefix)), [])
  const [sbdh = ''] = /<sbdh:Standard[A-Z][\s\S]*<\/sbdh:StandardBusinessDocumentHeader>/.exec(R13) ?? []
  const soap = R13.replace(sbdh, '').replace(
    '<epcis:EPCISDocument',
    `<e:Envelope xmlns:e="urn:e"><e:Body xmlns:sbdh="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">${sbdh}<epcis:EPCISDocument`,
  )
  // The header of the trade is read; that the schema wants it in EPCISHeader is told.
  assert.equal(found(await check(`${soap}</e:Body></e:Envelope>`)), ['SCHEMA_MISSING'])
  assert.equal(found(await check(R13.replace(sbdh, sbdh + sbdh))), ['US-19', 'SCHEMA_UNKNOWN'])
  assert.equal(
    found(
      await check(
        R13.replace(
          'Identifier Authority="GS1">urn:epc:id:sgln:0361414.00001.0',
          'Identifier Authority="DUNS">123456789',
        ),
      ),
    ),
    ['US-19'],
  )
})

test('NDC and GTIN agree', async () => {
  assert.equal(found(await check(R13.replace('61414-123-05', '61414-124-05'))), ['NDC_DIFFERS'])
  assert.equal(found(await check(R13.replace('61414-123-05', '6141412305'))), ['NDC_FORM'])
  assert.equal(found(await check(R12.replace('61414012305', '61414012306'))), ['NDC_DIFFERS'])
})

test('a shipment and its commissioning may come in two files, in any order', async () => {
  const made = input(changed(withEvents(R13, events.slice(0, 6)), '7300041', '1'), 'made.xml')
  const sent = input(withEvents(R13, events.slice(6)), 'sent.xml')
  assert.equal(found(await check([made, sent])), [])
  assert.equal(found(await check([sent, made])), [])
  assert.equal(found(await check([sent])), ['US-01 x3', 'US-11'])
})

test('a file in reverse order is told as that, and as nothing else', async () => {
  assert.equal(found(await check(withEvents(R13, events.toReversed()))), ['US-03 x6'])
  assert.equal(found(await check(withEvents(R13, [...events.slice(0, 6), event(7), event(6)]))), ['US-03'])
})

test('zeros lost and prefixes split otherwise are told apart', async () => {
  const first = (from: string, to: string): Promise<string[]> =>
    check(withEvent(R13, 0, (one) => one.replace(from, to))).then(found)
  assert.equal(await first('0361414.012305.0500', '361414.012305.0500'), ['US-01', 'US-29'])
  assert.equal(await first('.0500', '.500'), ['US-29'])
  assert.equal(await first('0361414.012305.0511', '036141.0412305.0511'), ['US-28'])
})

test('bytes that are of no character set, and a file that was cut', async () => {
  assert.equal(found(await check(R13.slice(0, 9000))), ['TRUNCATED'])
  const latin = new Uint8Array([...new TextEncoder().encode(R13.slice(0, 8000)), 0xff, 0xfe])
  assert.equal(found(await check(latin)), ['US-34', 'NO_EVENTS'])
})

test('a void shipment did not take place', async () => {
  const voided = event(7)
    .replace('bizstep:shipping', 'bizstep:void_shipping')
    .replace('disp:in_transit', 'disp:in_progress')
    .replace('T13', 'T14')
  const orders = { file: 'o.csv', orders: [{ number: 'PO-8812', product: '00361414123052', quantity: 12 }] }
  assert.equal(found(await check(R13, { orders })), [])
  assert.equal(found(await check(behind(voided), { orders })), ['US-36'])
})

test('labels are held against lot and expiry, and a scanned pallet stands for what is in it', async () => {
  const item = { id: '00361414123052/0500', text: 'x', line: 1 }
  const scans = (...items: readonly (typeof item & { readonly lot?: string })[]): Promise<unknown> =>
    check(R13, { seen: { file: 's', items } }).then(found)
  const pallet = { id: 'sscc:003614140000000179', text: PALLET, line: 2 }
  assert.equal(await scans(pallet), [])
  assert.equal(await scans(pallet, item), [])
  assert.equal(await scans(pallet, { ...item, lot: 'OTHER' }), ['US-16'])
  assert.equal(await scans(item), ['US-35 x11'])
})

test('other formats are judged by what no document may say', async () => {
  const csv = `action,time,product,serial,lot,expiry
commission,2026-10-01T08:00:00Z,00361414123052,A1,L1,2029-08-31
commission,2026-10-02T08:00:00Z,00361414123052,A1,L1,2029-08-31
ship,2026-10-01T07:00:00Z,00361414123052,A1,,
`
  assert.equal(found(await check([input(csv, 'a.csv')])), ['US-02', 'US-06'])
})

// --------------------------------------------------------------------- any bytes

test('of many places the first are kept, and all are counted', async () => {
  const packs = Array.from({ length: 5000 }, (_, i) => `<epc>${P}X${i}</epc>`).join('')
  const report = await check(
    withEvent(R13, 2, (one) => one.replace('<childEPCs>', `<childEPCs>${packs}`)),
    { places: 10 },
  )
  assert.equal(found(report), ['US-01 x5000'])
  assert.is(report.defects[0]?.places.length, 10)
})

test('any change of the example gives a report, in pieces of any size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(R13.length - 1),
      fc.nat(300),
      fc.oneof(
        fc.string({ maxLength: 12 }),
        fc.constantFrom('<', '"', '</epc>', '__proto__', '00', '&#0;', 'urn:epc:id:sgtin:1.1.1'),
      ),
      fc.integer({ min: 1, max: 5000 }),
      async (from, length, put, size) => {
        const text = R13.slice(0, from) + put + R13.slice(from + length)
        const report = await check([input(text, 'a.xml', {}, size)])
        assert.type(report.accepted, 'boolean')
        for (const { places, count } of report.defects) assert.ok(places.length > 0 && count >= places.length)
      },
    ),
    { numRuns: 150 },
  )
})

test('any bytes give a report', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom('', '{"a":', '<x>', '[{'),
      async (bytes, head) => {
        const all = new Uint8Array([...new TextEncoder().encode(head), ...bytes])
        const report = await check([input(all)])
        assert.is(report.accepted, false)
      },
    ),
    { numRuns: 200 },
  )
})

test.run()
