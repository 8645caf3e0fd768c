/** What the world sends and a rule forbids: read with one warning, refused where it is asked for. And what is refused in both. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { importDocument } from '../src/index.ts'

const test = suite('strict and tolerant')

const PARTS = {
  head: '<?xml version="1.0"?>',
  root: 'epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:1" schemaVersion="1.2"',
  time: '<eventTime>2026-11-20T15:00:00Z</eventTime>',
  zone: '<eventTimeZoneOffset>+01:00</eventTimeZoneOffset>',
  epcs: '<epcList><epc>urn:epc:id:sgtin:952123.0454321.A1</epc></epcList>',
  action: '<action>OBSERVE</action>',
  step: '<bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep>',
  more: '',
}

function xml(change: Partial<typeof PARTS> = {}): string {
  const { head, root, time, zone, epcs, action, step, more } = { ...PARTS, ...change }
  const event = `<ObjectEvent>${time}${zone}${epcs}${action}${step}${more}</ObjectEvent>`
  const [name = ''] = root.split(' ', 1)
  return `${head}\n<${root} creationDate="2026-11-20T16:00:00Z"><EPCISBody><EventList>${event}</EventList></EPCISBody></${name}>`
}

function json(event: Record<string, unknown>): string {
  const whole = {
    ...{ type: 'ObjectEvent', eventTime: '2026-11-20T15:00:00Z', eventTimeZoneOffset: '+01:00', action: 'OBSERVE' },
    ...{ bizStep: 'shipping', epcList: ['urn:epc:id:sgtin:952123.0454321.A1'], ...event },
  }
  const context = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld']
  return JSON.stringify({
    '@context': context,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    epcisBody: { eventList: [whole] },
  })
}

interface Read {
  readonly events: number
  readonly serial: string | undefined
  readonly warnings: readonly string[]
  readonly errors: readonly string[]
  readonly lines: readonly (number | undefined)[]
}

async function read(text: string, strict: boolean): Promise<Read> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode(text)
  }
  let events = 0
  let serial: string | undefined
  const found = { warn: [] as string[], error: [] as string[], info: [] as string[] }
  const lines: (number | undefined)[] = []
  for await (const items of importDocument(chunks(), { file: 'x', strict })) {
    for (const item of items) {
      if (item.kind === 'event') {
        events++
        serial = item.event.packs[0]?.serial
      } else if (item.kind === 'fault') {
        found[item.fault.severity].push(item.fault.code)
        lines.push(item.fault.line)
      }
    }
  }
  return { events, serial, warnings: found.warn, errors: found.error, lines }
}

const VARIANTS: readonly (readonly [name: string, document: string, code: string])[] = [
  ['an inert DOCTYPE', xml({ head: '<?xml version="1.0"?>\n<!DOCTYPE epcis:EPCISDocument>' }), 'DOCTYPE'],
  ['a DOCTYPE of a file', xml({ head: '<!DOCTYPE project SYSTEM "http://x.example/a.dtd">' }), 'DOCTYPE'],
  ['elements in another order', xml({ action: '', step: `${PARTS.step}${PARTS.action}` }), 'FIELD_ORDER'],
  ['the time behind the goods', xml({ time: '', more: PARTS.time }), 'FIELD_ORDER'],
  [
    'a list behind its place inside of an extension',
    xml({ more: '<extension><ilmd/><quantityList/></extension>', action: '<action>ADD</action>', step: '' }),
    'FIELD_ORDER',
  ],
  [
    'a namespace with a slash',
    xml({ root: 'e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:1/" schemaVersion="1.2"' }),
    'NAMESPACE',
  ],
  [
    'a namespace as a web address',
    xml({ root: 'e:EPCISDocument xmlns:e="http://www.epcglobalinc.org/epcis/xsd/1" schemaVersion="1.2"' }),
    'NAMESPACE',
  ],
  [
    'a namespace that holds for all elements',
    xml({ root: 'EPCISDocument xmlns="URN:EPCGLOBAL:EPCIS:XSD:1" schemaVersion="1.2"' }),
    'NAMESPACE',
  ],
  ['no namespace', xml({ root: 'EPCISDocument schemaVersion="1.2"' }), 'NAMESPACE'],
  [
    'EPCIS 1.0',
    xml({ root: 'e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:1" schemaVersion="1.0"' }),
    'BAD_VERSION',
  ],
  [
    'EPCIS 1.1',
    xml({ root: 'e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:1" schemaVersion="1.1"' }),
    'BAD_VERSION',
  ],
  ['a time in lines of its own', xml({ time: '<eventTime>\n  2026-11-20T15:00:00Z\n</eventTime>' }), 'BLANKS'],
  ['a time broken in two', xml({ time: '<eventTime>2026-11-20\nT15:00:00Z</eventTime>' }), 'BLANKS'],
  ['a blank in place of the T', json({ eventTime: '2026-11-20 15:00:00Z' }), 'BLANKS'],
  [
    'an identifier in a line of its own',
    xml({ epcs: PARTS.epcs.replace('<epc>', '<epc>\n\t').replace('</epc>', '\n</epc>') }),
    'BLANKS',
  ],
  ['an identifier with a blank behind it', json({ epcList: ['urn:epc:id:sgtin:952123.0454321.A1 '] }), 'BLANKS'],
  ['a bare word in XML', xml({ step: '<bizStep>shipping</bizStep>' }), 'BAD_WORD'],
  ['a word that is not in the CBV', json({ bizStep: 'urn:epcglobal:cbv:bizstep:schlepping' }), 'UNKNOWN_WORD'],
  ['no eventTimeZoneOffset', xml({ zone: '' }), 'MISSING_FIELD'],
  ['a prefix that is not declared', json({ 'x:truck': '7' }), 'UNKNOWN_PREFIX'],
]

for (const [name, document, code] of VARIANTS) {
  test(`${name}: read with a warning, refused strictly`, async () => {
    const tolerant = await read(document, false)
    assert.equal(tolerant.errors, [])
    assert.equal(
      tolerant.warnings.filter((one) => one !== 'NO_LOT'),
      [code],
    )
    assert.is(tolerant.events, 1)
    if (!document.includes('ilmd')) assert.is(tolerant.serial, 'A1')
    const strict = await read(document, true)
    assert.is(strict.events, 0)
    assert.is(strict.errors[0], code)
    assert.ok((strict.lines[0] ?? 0) > 0)
  })
}

const REFUSED: readonly (readonly [name: string, document: string, code: RegExp])[] = [
  ['a DOCTYPE with entities', xml({ head: '<!DOCTYPE a [<!ENTITY b "c">]>' }), /^DOCTYPE_ENTITY$/],
  ['an identifier that is no URI', xml({ epcs: '<epcList><epc>09521234543213.A1</epc></epcList>' }), /./],
  ['an identifier broken in two', xml({ epcs: PARTS.epcs.replace('.A1', '.A\n1') }), /./],
  ['a field in the wrong case', json({ EventTime: '2026-11-20T15:00:00Z' }), /^WRONG_CASE$/],
  [
    'an element in the wrong case',
    xml({ more: '<bizlocation><id>urn:epc:id:sgln:952123.400001.0</id></bizlocation>' }),
    /^WRONG_CASE$/,
  ],
  ['an unknown root', '<?xml version="1.0"?><Invoice><a/></Invoice>', /^UNKNOWN_ROOT$/],
  ['a time without offset', xml({ time: '<eventTime>2026-11-20T15:00:00</eventTime>' }), /^NO_OFFSET$/],
]

for (const [name, document, code] of REFUSED) {
  test(`${name}: refused in both`, async () => {
    for (const strict of [false, true]) {
      const { events, errors } = await read(document, strict)
      assert.is(events, 0)
      assert.match(errors[0] ?? '', code)
    }
  })
}

test('a document by the rules is read strictly without a word, in all forms', async () => {
  for (const document of [
    xml(),
    json({}),
    xml({ root: 'e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0"' }),
  ]) {
    const { events, errors, warnings } = await read(document, true)
    assert.equal([events, errors, warnings], [1, [], []])
  }
})

test('the namespace of an extension that has «epcis» in it stays its own', async () => {
  const own = '<x:truck xmlns:x="http://epcis.example.com/ext">7</x:truck>'
  const { warnings, events } = await read(xml({ more: own }), true)
  assert.equal([warnings, events], [[], 1])
})

test.run()
