/** What a document says comes out of a conversion as it went in: the event hash is the judge, for it knows nothing of our model. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { testWithShared } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type DraftEvent, type ExportOptions, exportEvents, hashDocument, type Loss } from '../src/index.ts'
import { bytesOf, COMMISSIONING, inChunks, json20, PACK, read, SHIPPING } from './support.ts'

const test = suite('nothing is altered')

const FORMS = ['epcis2-json', 'epcis2-xml', 'epcis12-xml'] as const
type Form = (typeof FORMS)[number]
type Source = string | Uint8Array

const bytes = (source: Source): Uint8Array => (typeof source === 'string' ? new TextEncoder().encode(source) : source)

interface Converted {
  readonly text: string
  readonly losses: readonly Loss[]
}

async function convert(source: Source, to: Form, options: Partial<ExportOptions> = {}): Promise<Converted> {
  const { drafts, errors } = await read(source, { nameless: true, forms: true })
  assert.equal(errors, [])
  const losses: Loss[] = []
  const all = { creationDate: '2026-05-01T12:00:00Z', onLoss: (loss: Loss) => void losses.push(loss), ...options }
  let text = ''
  for await (const piece of exportEvents(to, drafts, all)) text += piece
  const back = await read(text, { nameless: true })
  assert.equal(back.errors, [])
  assert.equal(back.drafts.map(toCompare), drafts.map(toCompare), `${to}: the same events`)
  return { text, losses }
}

/** Canonical bytes, of what is an event of the ledger that fits one claim. */
function toCompare(draft: DraftEvent): string {
  const { packs, containers, batches, products, parent, commission } = draft
  const count = packs.length + containers.length + batches.length + products.length + (commission?.serials.length ?? 0)
  const all = count + (draft.original?.commission?.serials.length ?? 0)
  return all > 4000 || (count === 0 && parent === undefined)
    ? JSON.stringify({ ...draft, forms: undefined })
    : bytesOf(draft)
}

async function preHashes(source: Source): Promise<readonly string[]> {
  const found: string[] = []
  const options = { file: 'test', profile: 'py', preHash: true } as const
  for await (const items of hashDocument(inChunks(bytes(source), 1 << 16), options))
    for (const item of items) if (item.kind === 'hash') found.push(ours(item.preHash ?? ''))
  return found
}

/** Without what is told as a loss: fields of our own namespace, and numbers of patients. */
function ours(text: string): string {
  return text
    .replace(/epc=https:\/\/id\.gs1\.org\/8018\/\d+/g, '')
    .replace(/epcList(?=action)/g, '')
    .replace(/\{urn:packtrail:epcis:\}\w+=[^{]*/g, '')
}

async function staysWhatItWas(source: Source, name: string): Promise<void> {
  const wanted = await preHashes(source)
  for (const to of FORMS) assert.equal(await preHashes((await convert(source, to)).text), wanted, `${name} as ${to}`)
}

test('a word that the document did not say is not said in its name', async () => {
  const { disposition: _, ...bare } = SHIPPING
  const { bizStep: __, disposition: ___, ...begun } = COMMISSIONING
  await staysWhatItWas(json20([bare, begun, { ...begun, bizStep: 'commissioning' }]), 'silence')
  const { drafts } = await read(json20([bare]))
  assert.equal(drafts[0]?.extra, [['disposition', '']])
})

test('what comes from elsewhere is written with the usual disposition', async () => {
  const { drafts } = await read('action;time;product;serial\nship;2026-03-01T10:00:00Z;00300010123455;11\n')
  let text = ''
  for await (const piece of exportEvents('epcis2-json', drafts, { creationDate: '2026-05-01T12:00:00Z' })) text += piece
  assert.match(text, '"disposition":"in_transit"')
})

const side = (type: string, source: string) => ({ type, source })

test('a party stays what named it: place, place with extension, or party', async () => {
  const named = [
    'urn:epc:id:sgln:030001.111111.0',
    'urn:epc:id:sgln:030001.111111.77',
    'urn:epc:id:pgln:030001.111111',
    'https://id.gs1.org/417/0300011111116',
    'https://id.gs1.org/414/0300011111116/254/77',
  ]
  const events = named.flatMap((one) => [
    { ...SHIPPING, sourceList: [side('owning_party', one), side('urn:x:own', one)] },
    { ...SHIPPING, sourceList: [side('possessing_party', one)] },
  ])
  await staysWhatItWas(json20(events), 'parties')
  const { drafts } = await read(json20(events))
  for (const { trade } of drafts) assert.is(trade?.fromOwner ?? trade?.fromHolder, 'gln:0300011111116')
})

test('the guideline of GS1 US knows no PGLN: parties are SGLNs, and that is told', async () => {
  const party = side('owning_party', 'https://id.gs1.org/417/0300011111116')
  const { drafts } = await read(json20([{ ...SHIPPING, sourceList: [party] }]))
  const losses: Loss[] = []
  const guideline = { release: 'us-r1.3', products: [], places: [], dropShipment: false } as const
  const envelope = { sender: 'gln:0300011111116', receiver: 'gln:0399993456780', instance: 'urn:uuid:1' }
  const options = { creationDate: '2026-05-01T12:00:00Z', companyPrefixes: ['030001'], guideline, envelope }
  let text = ''
  const onLoss = (loss: Loss): void => void losses.push(loss)
  for await (const piece of exportEvents('epcis12-xml', drafts, { ...options, onLoss })) text += piece
  assert.match(text, 'owning_party">urn:epc:id:sgln:030001.111111.0<')
  assert.ok(losses.some(({ code, field }) => code === 'NOT_WRITTEN' && field === 'sourceList.pgln'))
})

const TRANSFORMED = {
  type: 'TransformationEvent',
  eventTime: '2026-03-01T10:00:00.000+01:00',
  eventTimeZoneOffset: '+01:00',
  outputEPCList: [`${PACK}21`],
  bizStep: 'commissioning',
  ilmd: { 'cbvmda:lotNumber': 'A123', 'cbvmda:itemExpirationDate': '2028-03-31' },
} as const

test('a transformation keeps its step whichever it is, and stays a transformation with fields of others', async () => {
  const { bizStep: _, ...silent } = TRANSFORMED
  const more = { 'x:a': { 'x:b': 'c' }, transformationID: 'urn:epc:id:gdti:030001.11111.9', disposition: 'active' }
  const events = [
    { ...TRANSFORMED, transformationID: 'urn:epc:id:gdti:030001.11111.9' },
    {
      ...TRANSFORMED,
      inputQuantityList: [{ epcClass: 'urn:epc:class:lgtin:030001.0012345.L1', quantity: 2, uom: 'KGM' }],
    },
    { ...TRANSFORMED, inputEPCList: [`${PACK}20`] },
    { ...silent, inputEPCList: [`${PACK}20`], ...more },
    { ...TRANSFORMED, inputEPCList: [`${PACK}20`, 'urn:epc:id:sscc:030001.41234567890'], ...more },
  ]
  const source = json20(events, { x: 'https://x.example/' })
  await staysWhatItWas(source, 'transformations')
  for (const to of FORMS)
    assert.is((await convert(source, to)).text.match(/TransformationEvent/g)?.length, to === 'epcis2-json' ? 5 : 10)
})

for (const folder of ['epcis/examples', 'epcis/event-hash']) {
  testWithShared(test, `the documents of ${folder} stay what they were`, folder, async (path) => {
    const names = readdirSync(path).filter((one) => /\.(xml|json|jsonld)$/.test(one))
    for (const name of names) await staysWhatItWas(readFileSync(join(path, name)), name)
  })
}

test('packs and cases that are commissioned together, and more than a draft holds, stay one event', async () => {
  const many = Array.from({ length: 10_500 }, (_, i) => `${PACK}${i + 100}`)
  const cases = ['urn:epc:id:sgtin:030001.1012345.C1', 'urn:epc:id:sscc:030001.41234567890']
  const error = { declarationTime: '2026-03-02T10:00:00Z' }
  await staysWhatItWas(json20([{ ...COMMISSIONING, epcList: [...cases, `${PACK}1`] }]), 'both')
  await staysWhatItWas(
    json20([
      { ...COMMISSIONING, epcList: [...many, ...cases] },
      { ...SHIPPING, epcList: many },
    ]),
    'many',
  )
  await staysWhatItWas(
    json20([{ ...COMMISSIONING, epcList: [...many.slice(0, 9000), ...cases], errorDeclaration: error }]),
    'taken back',
  )
})

test('what a sensor read at a place, about nothing that is named, is passed on to whoever asks for it', async () => {
  const { epcList: _, ...rest } = SHIPPING
  const reading = { sensorReport: [{ type: 'Temperature', value: 5.1, uom: 'CEL' }] }
  const event = { ...rest, bizStep: 'sensor_reporting', sensorElementList: [reading] }
  const source = json20([
    event,
    { ...event, type: 'TransactionEvent', bizTransactionList: [{ bizTransaction: 'urn:x:1' }] },
    SHIPPING,
  ])
  await staysWhatItWas(source, 'readings')
  const refused = await read(source)
  assert.is(refused.drafts.length, 1)
  assert.match(refused.warnings[0]?.remedy ?? '', 'keep this event in its document')
})

test('words with a prefix of their document are written in full, and mean the same', async () => {
  const x = 'https://x.example/'
  const report = { type: 'x:Sway', component: 'x:left', value: 1 }
  const event = {
    ...SHIPPING,
    bizStep: 'x:mystep',
    disposition: 'x:lost',
    bizTransactionList: [{ type: 'x:paper', bizTransaction: 'urn:x:1' }],
    sourceList: [side('x:mine', 'urn:epc:id:pgln:030001.111111')],
    persistentDisposition: { set: ['x:seen', 'cbv:Disp-completeness_verified'] },
    sensorElementList: [{ sensorReport: [report] }],
  }
  await staysWhatItWas(json20([event], { x }), 'prefixed')
  const xml = (await convert(json20([event], { x }), 'epcis2-xml')).text
  const short = xml.replaceAll(`${x}`, 'x:').replace('<EventList>', `<EventList xmlns:x="${x}">`)
  assert.match(short, '<bizStep>x:mystep</bizStep>')
  assert.equal(await preHashes(short), await preHashes(xml))
  await staysWhatItWas(short, 'prefixed in XML')
})

test('URNs teach the company prefix to a document of EPCIS 1.2', async () => {
  const learnedPrefixes = new Set<string>()
  const event = { ...SHIPPING, sourceList: [side('owning_party', 'https://id.gs1.org/414/0399993456780')] }
  const options = { onCompanyPrefix: (one: string) => void learnedPrefixes.add(one) }
  const { drafts } = await read(json20([event]), options)
  const written = async (to: Form): Promise<string> => {
    let text = ''
    const all = { creationDate: '2026-05-01T12:00:00Z', learnedPrefixes }
    for await (const piece of exportEvents(to, drafts, all)) text += piece
    return text
  }
  assert.match(await written('epcis12-xml'), `${PACK}11`)
  assert.match(await written('epcis12-xml'), 'https://id.gs1.org/414/0399993456780')
  assert.not.match(await written('epcis2-json'), 'urn:epc:')
})

test('a report of a sensor that does not say what it measures stays, where the schema of JSON does not forbid it', async () => {
  const event = { ...SHIPPING, sensorElementList: [{ sensorReport: [{ value: 5.1, uom: 'CEL' }] }] }
  const { text, losses } = await convert(json20([event]), 'epcis2-json')
  assert.not.match(text, '"sensorElementList"')
  assert.equal(
    losses.map(({ code, field }) => [code, field]),
    [['OWN_FIELD', 'sensorElementList[]']],
  )
  assert.match((await convert(json20([event]), 'epcis2-xml')).text, '<sensorReport uom="CEL" value="5.1"/>')
})

test('a lot behind the question mark of a Digital Link is kept', async () => {
  const { drafts } = await read(
    json20([{ ...SHIPPING, epcList: ['https://id.gs1.org/01/00300010123455/21/9?17=261231&10=AB'] }]),
  )
  assert.equal(drafts[0]?.packs, [{ product: '00300010123455', serial: '9', lot: 'AB', expiry: '2026-12-31' }])
})

test('what else a Digital Link claims behind the question mark stays with it', async () => {
  const pack = 'https://id.gs1.org/01/00300010123455/21/9?15=261231&3103=000750'
  const pallet = 'https://id.gs1.org/00/403000112345678901?02=00300010123455&37=12'
  const source = json20([{ ...SHIPPING, epcList: [pack, pallet, `${PACK}8`] }])
  for (const to of FORMS) {
    const { text, losses } = await convert(source, to, { companyPrefixes: ['030001'] })
    assert.match(text.replaceAll('&amp;', '&'), pack)
    assert.match(text.replaceAll('&amp;', '&'), pallet)
    assert.ok(losses.some(({ code, field }) => code === 'DIGITAL_LINK' && field === 'epcList'))
  }
})

test('more of such claims than an event holds are left out with a warning, and cost no time', async () => {
  const epcList = Array.from({ length: 20_000 }, (_, i) => `https://id.gs1.org/01/00300010123455/21/A${i}?15=261231`)
  const { drafts, errors, warnings } = await read(json20([{ ...SHIPPING, epcList }]))
  assert.equal(errors, [])
  assert.ok(warnings.some(({ code }) => code === 'TOO_LARGE'))
  assert.is(drafts[0]?.extra, undefined)
})

const EXTENDED = {
  'x:a': { 'x:n': 1.5, 'x:t': true, 'x:none': null, 'x:list': [{ 'x:b': 'c' }], 'x:deep': [[1], []] },
  'x:number': 7,
  'x:null': null,
  'x:empty': [],
  'x:one': ['1'],
  'x:text': 'plain',
}

test('extensions of JSON come out of JSON with their types, and in XML what changes is listed', async () => {
  const place = { ...SHIPPING.readPoint, 'x:gate': 4 }
  const source = json20([{ ...SHIPPING, ...EXTENDED, readPoint: place }], { x: 'https://x.example/' })
  const { text, losses } = await convert(source, 'epcis2-json')
  const [event] = (JSON.parse(text) as { epcisBody: { eventList: Record<string, unknown>[] } }).epcisBody.eventList
  const back = JSON.parse(JSON.stringify(event).replaceAll('ext1:', 'x:')) as typeof event
  for (const [name, value] of Object.entries(EXTENDED)) assert.equal(back?.[name], value, name)
  assert.equal(back?.['readPoint'], { id: 'https://id.gs1.org/414/0300011111116', 'x:gate': 4 })
  assert.equal(losses, [])
  for (const to of ['epcis2-xml', 'epcis12-xml'] as const) {
    const lost = (await convert(source, to)).losses.filter(({ code }) => code === 'REFORMED')
    const names = ['a', 'number', 'null', 'empty', 'one'].map((name) => `{https://x.example/}${name}`)
    assert.equal(lost.map(({ field }) => field).sort(), [...names, 'readPoint{https://x.example/}gate'].sort(), to)
  }
})

test('what is left out of an act at a counter does not come back by its form in JSON', async () => {
  const event = { ...SHIPPING, bizStep: 'dispensing', ...EXTENDED, 'x:who': { 'x:said': ['Jane Roe'] } }
  const { text } = await convert(json20([event], { x: 'https://x.example/' }), 'epcis2-json')
  assert.not.match(text, 'Jane Roe')
  assert.not.match(text, 'plain')
})

test('attributes and languages of XML come out of XML, and what JSON has no name for is listed', async () => {
  const inner = '<x:a xmlns:x="https://x.example/" xml:lang="de" x:b="1" c="2"><x:i>in</x:i></x:a>'
  const xml = (await convert(json20([SHIPPING]), 'epcis2-xml')).text.replace('</ObjectEvent>', `${inner}</ObjectEvent>`)
  for (const to of ['epcis2-xml', 'epcis12-xml'] as const) {
    const { text, losses } = await convert(xml, to)
    assert.match(
      text,
      /<ext1:a xml:lang="de" c="2" ext1:b="1"><ext1:i>in<\/ext1:i><\/ext1:a>|<ext1:a (?:c="2" ?|xml:lang="de" ?|ext1:b="1" ?){3}><ext1:i>in<\/ext1:i><\/ext1:a>/,
    )
    assert.equal(
      losses.filter(({ code }) => code !== 'DIGITAL_LINK'),
      [],
    )
  }
  const json = await convert(xml, 'epcis2-json')
  assert.equal(json.losses, [{ code: 'REFORMED', event: 0, field: '{https://x.example/}a' }])
  const mixed = await convert(xml.replace('<x:i>', 'text<x:i>'), 'epcis2-xml')
  assert.ok(mixed.losses.some(({ code }) => code === 'REFORMED'))
})

test('so do the twins', async () => {
  for (const name of ['twin-2.0.jsonld', 'twin-2.0.xml', 'twin-1.2.xml'])
    await staysWhatItWas(readFileSync(new URL(`data/${name}`, import.meta.url)), name)
})

test.run()
