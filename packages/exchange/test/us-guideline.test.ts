/** The guideline of GS1 US, read and written: what is written passes our own check, and says what was read. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type ExportOptions, exportEvents, GUIDELINES, type Guideline, type UsGuideline } from '../src/index.ts'
import { check, found, input, R12, R13, withEvent } from './check-support.ts'
import { bytesOf, type Result, read } from './support.ts'

const test = suite('the guideline of GS1 US')

const guideline = (release: Guideline): UsGuideline => ({
  release,
  products: ['00361414123052', '10361414123059'].map((gtin) => ({
    gtin,
    ndc: '61414-123-05',
    name: 'Examplin & Co',
    form: 'TABLET',
  })),
  places: ['0361414000018', '0361414000025', '0371200100013', '0371200100020'].map((gln, i) => ({
    place: `gln:${gln}`,
    name: `Place ${i}`,
    country: 'US',
  })),
  dropShipment: false,
})

const options = (release: Guideline): ExportOptions => ({
  creationDate: '2026-10-05T14:00:00Z',
  companyPrefixes: ['0371200'],
  envelope: { sender: 'gln:0361414000018', receiver: 'gln:0371200100013', instance: '42' },
  guideline: guideline(release),
})

async function written(source: Result, more: ExportOptions): Promise<string> {
  let text = ''
  for await (const piece of exportEvents('epcis12-xml', source.drafts, more)) text += piece
  return text
}

const bare = (text: string): string => text.replace(/ *<gs1ushc:(dropShipment|directPurchase)>.*\n/g, '')

for (const release of GUIDELINES) {
  test(`what is written by ${release} passes the check, and reads back as what it was`, async () => {
    const source = await read(bare(R13))
    const text = await written(source, options(release))
    const report = await check([input(text)])
    assert.equal(found(report), [])
    assert.is(report.documents[0]?.profile, release)
    const again = await read(text)
    assert.is(again.events.length, source.events.length)
    assert.equal(again.drafts.slice(0, -1).map(bytesOf), source.drafts.slice(0, -1).map(bytesOf))
    assert.is(text.includes('dropShipment'), release === 'us-r1.3')
    assert.is(text.includes('guidelineVersion'), release === 'us-r1.3')
    assert.ok(text.includes(release === 'us-r1.3' ? '>61414-123-05<' : '>61414012305<'))
    assert.ok(text.includes('urn:epc:idpat:sgtin:0361414.012305.*'))
  })
}

test('a shipment that says it itself keeps its word; bizLocation is left out and told', async () => {
  const source = await read(
    withEvent(R13, 7, (one) =>
      one
        .replace('Shipment>false<', 'Shipment>true<')
        .replace('</readPoint>', '</readPoint><bizLocation><id>urn:epc:id:sgln:0371200.10002.0</id></bizLocation>'),
    ),
  )
  const lost: string[] = []
  const text = await written(source, { ...options('us-r1.3'), onLoss: ({ field }) => lost.push(field) })
  assert.equal(text.match(/<gs1ushc:dropShipment.*?<\/gs1ushc:dropShipment>/g), [
    '<gs1ushc:dropShipment>true</gs1ushc:dropShipment>',
  ])
  assert.ok(lost.includes('bizLocation'))
  assert.equal(found(await check([input(text)])), [])
})

test('fields of both releases are kept through XML and back', async () => {
  const more = `<gs1ushc:directPurchase qualifier="PARTIALLY_DIRECT">We bought it from the maker in part.</gs1ushc:directPurchase>
<gs1ushc:indirectPurchaseEPCs><epc>urn:epc:id:sgtin:0361414.112305.90</epc><epc>urn:epc:id:sgtin:0361414.112305.91</epc></gs1ushc:indirectPurchaseEPCs>
<gs1ushc:receivedDirectPurchaseFromPrevWhlsDist>false</gs1ushc:receivedDirectPurchaseFromPrevWhlsDist>
<gs1ushc:transactionDate>2026-10-05</gs1ushc:transactionDate>
`
  for (const text of [R12, withEvent(R13, 7, (one) => one.replace('      </ObjectEvent>', `${more}</ObjectEvent>`))]) {
    const source = await read(text)
    for (const format of ['epcis12-xml', 'epcis2-xml', 'epcis2-json'] as const) {
      let out = ''
      for await (const piece of exportEvents(format, source.drafts, { creationDate: '2026-10-05T14:00:00Z' }))
        out += piece
      const again = await read(out)
      assert.equal(again.errors, [])
      assert.equal(again.drafts.map(bytesOf), source.drafts.map(bytesOf), format)
    }
  }
})

test('lot and expiry of cases are kept, and written again', async () => {
  const source = await read(R13)
  const cases = source.drafts.find(({ type, containers }) => type === 'commission' && containers.length === 3)
  assert.equal(cases?.extra, [
    ['ilmd{urn:epcglobal:cbv:mda}itemExpirationDate', '2029-08-31'],
    ['ilmd{urn:epcglobal:cbv:mda}lotNumber', 'KX204'],
  ])
  const text = await written(source, { creationDate: '2026-10-05T14:00:00Z' })
  assert.is(text.split('<cbvmda:lotNumber>KX204<').length, 3)
})

test('without sender and receiver, or in another form, the guideline cannot be followed', async () => {
  const source = await read(R13)
  const { envelope: _, ...without } = options('us-r1.3')
  for (const attempt of [
    () => written(source, without),
    async () => {
      for await (const _ of exportEvents('epcis2-xml', source.drafts, options('us-r1.3'))) assert.unreachable()
    },
  ]) {
    const error: unknown = await attempt().then(
      () => undefined,
      (reason: unknown) => reason,
    )
    assert.is((error as { readonly code?: string }).code, 'VALUE')
  }
})

test.run()
