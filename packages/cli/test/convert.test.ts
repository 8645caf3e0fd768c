import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeWorld, type World } from './world.ts'

const test = suite<{ world: World }>('convert')

test.before.each((context) => {
  context.world = makeWorld()
})
test.after.each(({ world }) => world.close())

const twins = new URL('../../exchange/test/data/', import.meta.url)
const twin = (name: string): Uint8Array => readFileSync(new URL(name, twins))

const HEAD = '{"@context":[],"type":"EPCISDocument","schemaVersion":"2.0","epcisBody":{"eventList":[\n'
const event = (serial: string, more = ''): string =>
  `{"type":"ObjectEvent","eventTime":"2026-11-20T15:00:00Z","eventTimeZoneOffset":"+01:00","action":"OBSERVE","bizStep":"shipping","epcList":["https://id.gs1.org/01/09521234543213/21/${serial}"]${more}}`
const document = (...events: readonly string[]): string => `${HEAD}${events.join(',\n')}\n]}}\n`

test('from any EPCIS form into any, and through CSV but for what a correction takes back, the events stay the same', async ({
  world,
}) => {
  for (const name of ['twin-1.2.xml', 'twin-2.0.xml', 'twin-2.0.jsonld']) await world.write(name, twin(name))
  for (const name of ['twin-1.2.xml', 'twin-2.0.xml', 'twin-2.0.jsonld']) {
    // By way of XML, where numbers and lists of JSON are told as text and elements.
    const toJson = async (from: string, to: string): Promise<void> => {
      await world.ok(['convert', from, 'by.xml', '--to', 'epcis2-xml'])
      await world.ok(['convert', 'by.xml', '-o', to])
    }
    await toJson(name, 'wanted.json')
    const wanted = eventsOf(await world.read('wanted.json'))
    for (const to of ['epcis2-json', 'epcis2-xml', 'epcis12-xml', 'csv']) {
      const { losses } = (await world.ok(['convert', name, 'middle', '--to', to, '--json'])).json()
      await toJson('middle', 'end.jsonld')
      const lost = (losses as { code: string; field: string }[]).filter(({ code }) => code === 'NOT_WRITTEN')
      assert.equal(
        lost.map(({ field }) => field),
        to === 'csv' ? ['original'] : [],
      )
      // CSV tells packs and cases that were commissioned together in two events.
      const same = (lines: readonly string[]) => lines.filter((line) => to !== 'csv' || !/0d7b1f6a000[12]/.test(line))
      assert.equal(same(eventsOf(await world.read('end.jsonld'))), same(wanted), `${name} by ${to}`)
    }
  }
})

function eventsOf(text: string): readonly string[] {
  return text.slice(text.indexOf('"eventList"')).split('\n')
}

const US = 'http://epcis.gs1us.org/hc/ns'
const SBDH = 'http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader'
const STATED = `<?xml version="1.0"?>
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:1" xmlns:u="${US}" xmlns:sbdh="${SBDH}" schemaVersion="1.2" creationDate="2026-01-01T00:00:00Z">
<EPCISHeader><sbdh:StandardBusinessDocumentHeader><sbdh:HeaderVersion>1.0</sbdh:HeaderVersion>
<sbdh:Sender><sbdh:Identifier Authority="GLN">0300011111116</sbdh:Identifier><sbdh:ContactInformation><sbdh:Contact>A Person</sbdh:Contact></sbdh:ContactInformation></sbdh:Sender>
<sbdh:Receiver><sbdh:Identifier Authority="GLN">0399999999991</sbdh:Identifier></sbdh:Receiver>
<sbdh:DocumentIdentification><sbdh:Standard>EPCglobal</sbdh:Standard><sbdh:TypeVersion>1.0</sbdh:TypeVersion><sbdh:InstanceIdentifier>77</sbdh:InstanceIdentifier><sbdh:Type>Events</sbdh:Type><sbdh:CreationDateAndTime>2026-01-01T00:00:00Z</sbdh:CreationDateAndTime></sbdh:DocumentIdentification>
</sbdh:StandardBusinessDocumentHeader>
<u:guidelineVersion>GS1 US DSCSA R1.3</u:guidelineVersion>
<u:dscsaTransactionStatement><u:affirmTransactionStatement>true</u:affirmTransactionStatement><u:legalNotice>Seller has complied.</u:legalNotice></u:dscsaTransactionStatement>
</EPCISHeader>
<EPCISBody><EventList><ObjectEvent><eventTime>2026-01-01T00:00:00Z</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset><epcList><epc>urn:epc:id:sgtin:030001.0012345.1</epc></epcList><action>OBSERVE</action></ObjectEvent></EventList></EPCISBody>
</epcis:EPCISDocument>`
const STATEMENT = { 'gs1ushc:affirmTransactionStatement': 'true', 'gs1ushc:legalNotice': 'Seller has complied.' }

test('what a document states of itself stays with it, or is listed by name', async ({ world }) => {
  await world.write('a.xml', STATED)
  const lost = async (from: string, name: string, to: string): Promise<readonly string[]> => {
    const { losses } = (await world.ok(['convert', from, name, '--to', to, '--json'])).json()
    return (losses as { code: string; field: string }[]).flatMap((one) =>
      one.code === 'DOCUMENT_INFO' ? [one.field] : [],
    )
  }
  assert.equal(await lost('a.xml', 'b.json', 'epcis2-json'), ['ContactInformation'])
  const json = JSON.parse(await world.read('b.json')) as Record<string, unknown>
  assert.is(json['gs1ushc:guidelineVersion'], 'GS1 US DSCSA R1.3')
  assert.equal(json['gs1ushc:dscsaTransactionStatement'], STATEMENT)
  assert.match(JSON.stringify(json['@context']), US)
  for (const [from, name] of [
    ['a.xml', 'c.xml'],
    ['b.json', 'd.xml'],
  ] as const) {
    await lost(from, name, 'epcis12-xml')
    const xml = await world.read(name)
    assert.match(xml, `<gs1ushc:guidelineVersion xmlns:gs1ushc="${US}">GS1 US DSCSA R1.3</gs1ushc:guidelineVersion>`)
    assert.match(xml, '<gs1ushc:legalNotice>Seller has complied.</gs1ushc:legalNotice>')
    assert.not.match(xml, 'A Person')
  }
  const names = [`{${US}}guidelineVersion`, `{${US}}dscsaTransactionStatement[]`]
  assert.equal(await lost('b.json', 'e.xml', 'epcis2-xml'), names)
  assert.equal(await lost('b.json', 'f.csv', 'csv'), ['sender', 'receiver', 'instanceIdentifier', ...names])
})

test('what comes behind the events is too late for the new document, and is listed', async ({ world }) => {
  const late = document(event('A1'))
    .replace(/\}\n$/, ',"x:after":"1"}')
    .replace('"@context":[]', '"@context":[{"x":"https://x.example/"}]')
  await world.write('a.json', late)
  const { losses } = (await world.ok(['convert', 'a.json', 'b.json', '--json'])).json()
  assert.equal(
    (losses as { field: string }[]).map(({ field }) => field),
    ['{https://x.example/}after'],
  )
})

test('a document that is cut off leaves no closed one on standard output', async ({ world }) => {
  const many = document(...Array.from({ length: 2000 }, (_, i) => event(`A${i}`)))
  await world.write('a.json', many.slice(0, -40))
  const { exit: code, out, err } = await world.run(['convert', 'a.json', '--to', 'epcis2-json'])
  assert.is(code, 1)
  assert.ok(out.length > 1000)
  assert.throws(() => JSON.parse(out))
  assert.match(err, 'only a part, without an end')
  await world.write('b.json', document(event('A1')).slice(0, -5))
  const short = await world.run(['convert', 'b.json', '--to', 'epcis2-json'])
  assert.is(short.out, '')
  assert.match(short.err, 'nothing was written')
})

test('without an output file the document goes to standard output, and the words do not', async ({ world }) => {
  await world.write('a.json', document(event('A7K3M9QX4C')))
  const { out, err } = await world.ok(['convert', 'a.json', '--to', 'epcis2-xml'])
  assert.match(out, /^<\?xml.*A7K3M9QX4C.*<\/epcis:EPCISDocument>\n$/s)
  assert.match(err, 'Nothing was lost')
})

test('what the target has no field for is told, how often and where first', async ({ world }) => {
  const sensor = ',"sensorElementList":[{"sensorReport":[{"type":"Temperature","value":5.5,"uom":"CEL"}]}]'
  await world.write('a.json', document(event('A1'), event('A2', sensor), event('A3', sensor)))
  const answer = (await world.ok(['convert', 'a.json', '-o', 'b.xml', '--to', 'epcis12-xml', '--json'])).json()
  assert.is(answer['events'], 3)
  const loss = (answer['losses'] as Record<string, unknown>[]).find(({ code }) => code === 'EXTENSION')
  assert.equal(loss, {
    code: 'EXTENSION',
    field: 'sensorElementList',
    count: 2,
    first: [
      { file: 'a.json', line: 3, path: 'eventList[1]' },
      { file: 'a.json', line: 4, path: 'eventList[2]' },
    ],
  })
})

test('an event that cannot be read is named, the others are written, and the exit code is 1', async ({ world }) => {
  await world.write('a.json', document(event('A1'), event('A 2'), event('A3')))
  const { exit, err } = await world.run(['convert', 'a.json', '-o', 'b.csv'])
  assert.is(exit, 1)
  assert.match(err, 'a.json:3 eventList[1]')
  const rows = await world.read('b.csv')
  assert.match(rows, 'A1')
  assert.match(rows, 'A3')
  assert.not.match(rows, 'A 2')
  const all = await world.run(['convert', 'a.json', '-o', 'c.csv', '--all-or-nothing'])
  assert.is(all.exit, 1)
  assert.not.ok(existsSync(world.path('c.csv')))
})

test('a document that is cut off, or none at all, leaves no output file', async ({ world }) => {
  await world.write('cut.json', document(event('A1'), event('A2')).slice(0, -60))
  await world.write('none.txt', 'hello')
  await world.write('old.csv', 'old')
  for (const name of ['cut.json', 'none.txt']) {
    const { exit, err } = await world.run(['convert', name, '-o', 'old.csv'])
    assert.is(exit, 1, err)
    assert.match(err, 'nothing was written')
    assert.is(await world.read('old.csv'), 'old')
  }
  assert.equal(readdirSync(world.dir).toSorted(), ['cut.json', 'none.txt', 'old.csv'])
})

test('the format is taken from the name only where it tells one', async ({ world }) => {
  await world.write('a.json', document(event('A1')))
  for (const argv of [['-o', 'b.xml'], ['-o', 'b'], [], ['-o', 'b.json', '--to', 'word'], ['b.csv', '-o', 'c.csv']]) {
    const { exit, err } = await world.run(['convert', 'a.json', ...argv])
    assert.is(exit, 2, argv.join(' '))
    assert.match(err, 'hint:')
  }
  assert.equal(readdirSync(world.dir), ['a.json'])
})

test('what a rule forbids is read with a warning, and with --strict refused', async ({ world }) => {
  await world.write('a.json', document(event('A1', ',"eventID":" urn:uuid:6f2b7c1e-2f6e-4d40-9a35-0d7b1f6a0001"')))
  assert.match((await world.ok(['convert', 'a.json', '-o', 'b.json'])).err, 'BLANKS')
  const strict = await world.run(['convert', 'a.json', '-o', 'c.json', '--strict'])
  assert.is(strict.exit, 1)
  assert.not.ok(existsSync(world.path('c.json')))
  await world.ok(['init', '--origin', 'example.com/x', '--operator', 'gln:9521234000068'])
  assert.is((await world.run(['import', 'a.json', '--strict'])).exit, 1)
  assert.is((await world.run(['import', 'a.json'])).exit, 0)
})

const MASTER = JSON.stringify({
  epcisMasterData: {
    vocabularyList: [
      {
        type: 'urn:epcglobal:epcis:vtype:Location',
        vocabularyElementList: [
          {
            id: 'urn:epc:id:sgln:952123.400001.0',
            attributes: [
              { id: 'cbvmda:name', attribute: 'Plant & Co' },
              { id: 'https://x.example/ns/dock', attribute: '7' },
              { id: 'https://x.example/ns/doors', attribute: { 'cbvmda:door': '7' } },
            ],
            children: ['urn:epc:id:sgln:952123.400001.1'],
          },
        ],
      },
    ],
  },
})

test('master data of the header is kept where the form has a place, and else told as lost', async ({ world }) => {
  await world.write('a.json', document(event('A1')).replace('"epcisBody"', `"epcisHeader":${MASTER},"epcisBody"`))
  for (const to of ['epcis2-xml', 'epcis2-json']) {
    const one = (await world.ok(['convert', 'a.json', 'b', '--to', to, '--json'])).json()
    assert.equal(
      (one['losses'] as { code: string; field: string }[]).map(({ code, field }) => [code, field]),
      [['MASTER_DATA', '{https://x.example/ns/}doors[]']],
    )
    const text = await world.read('b')
    assert.match(text, 'urn:epcglobal:cbv:mda#name')
    assert.match(text, /Plant &(amp;)? Co/)
    const two = (await world.ok(['convert', 'b', 'c.json', '--json'])).json()
    assert.equal(two['losses'], [], 'all that was written is read again and kept')
    const kept = JSON.parse(await world.read('c.json')) as Record<string, unknown>
    const header = JSON.stringify(kept['epcisHeader'])
    for (const part of ['Plant & Co', 'https://x.example/ns/dock', 'urn:epc:id:sgln:952123.400001.1']) {
      assert.ok(header.includes(part), part)
    }
  }
  for (const to of ['epcis12-xml', 'csv']) {
    const { losses } = (await world.ok(['convert', 'a.json', 'b', '--to', to, '--json'])).json()
    const [loss] = (losses as { code: string; field: string; first: { line: number }[] }[]).filter(
      ({ code }) => code === 'MASTER_DATA',
    )
    assert.is(loss?.field, 'urn:epcglobal:epcis:vtype:Location')
    assert.is(loss?.first[0]?.line, 1)
  }
})

test('who sent a document to whom, and its number, stay with it in every EPCIS form; else they are told as lost', async ({
  world,
}) => {
  const [from, to] = ['urn:epc:id:sgln:9521234.00001.0', '9521234000082']
  const says = `"sender":"${from}","receiver":"${to}","instanceIdentifier":"DOC-4711"`
  await world.write('a.json', document(event('A1')).replace('"epcisBody"', `${says},"epcisBody"`))
  for (const form of ['epcis12-xml', 'epcis2-xml', 'epcis2-json']) {
    const { losses } = (await world.ok(['convert', 'a.json', 'b', '--to', form, '--json'])).json()
    assert.not.ok(
      (losses as { code: string }[]).some(({ code }) => code === 'DOCUMENT_INFO'),
      form,
    )
    const text = await world.read('b')
    for (const part of ['9521234000013', to, 'DOC-4711']) assert.match(text, part)
  }
  const { losses } = (await world.ok(['convert', 'a.json', 'b.csv', '--json'])).json()
  assert.equal(
    (losses as { code: string; field: string }[])
      .filter(({ code }) => code === 'DOCUMENT_INFO')
      .map(({ field }) => field),
    ['sender', 'receiver', 'instanceIdentifier'],
  )
})

test('the file that is read is not what is written', async ({ world }) => {
  const text = document(event('A1'))
  await world.write('a.json', text)
  assert.is((await world.run(['convert', 'a.json', '-o', 'a.json'])).exit, 2)
  assert.is(await world.read('a.json'), text)
})

test('personal data is not passed on, and that is told', async ({ world }) => {
  await world.write('a.json', document(event('A1', ',"patientName":"Ada"')))
  const { err } = await world.ok(['convert', 'a.json', '-o', 'b.json'])
  assert.match(err, 'Left out')
  assert.not.match(await world.read('b.json'), 'Ada')
})

test.run()
