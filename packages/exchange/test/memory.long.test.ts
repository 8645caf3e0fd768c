/** Documents of hundreds of megabytes, made as they are read: the memory they need does not grow with them. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Format, importDocument } from '../src/index.ts'
import { json20, SHIPPING, xml12 } from './support.ts'

const memory = suite('large documents in little memory')

const MB = 1 << 20

/** `head`, then pieces up to `size` bytes, then `tail`. */
async function* made(
  head: string,
  piece: (i: number) => string,
  tail: string,
  size: number,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  let sent = 0
  let text = head
  for (let i = 0; sent < size; i++) {
    text += piece(i)
    if (text.length < 1 << 16) continue
    const bytes = encoder.encode(text)
    sent += bytes.length
    text = ''
    yield bytes
  }
  yield encoder.encode(text + tail)
}

interface Run {
  readonly events: number
  readonly faults: readonly string[]
  /** MB of resident memory above the start. */
  readonly growth: number
}

async function run(source: AsyncIterable<Uint8Array>, format?: Format): Promise<Run> {
  const start = process.memoryUsage.rss()
  let peak = start
  let events = 0
  let batches = 0
  const faults: string[] = []
  for await (const items of importDocument(source, { file: 'made', ...(format === undefined ? {} : { format }) })) {
    for (const item of items) {
      if (item.kind === 'event') events++
      else if (item.kind === 'fault' && faults.length < 10) faults.push(item.fault.code)
    }
    if (batches++ % 16 === 0) peak = Math.max(peak, process.memoryUsage.rss())
  }
  return { events, faults, growth: (peak - start) / MB }
}

const event = (i: number): string =>
  JSON.stringify({ ...SHIPPING, epcList: [`urn:epc:id:sgtin:030001.0012345.${1_000_000 + i}`] })
const element = (i: number): string =>
  `<ObjectEvent>\n<eventTime>2026-03-01T10:00:00Z</eventTime>\n<eventTimeZoneOffset>+01:00</eventTimeZoneOffset>\n<epcList>\n<epc>urn:epc:id:sgtin:030001.0012345.${1_000_000 + i}</epc>\n</epcList>\n<action>OBSERVE</action>\n<bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep>\n</ObjectEvent>\n`

for (const [name, source, least] of [
  [
    'JSON-LD',
    () =>
      made(json20([]).replace(/\[\]\s*\}\s*\}\s*$/, '['), (i) => `${i === 0 ? '' : ',\n'}${event(i)}`, ']}}', 200 * MB),
    500_000,
  ],
  [
    'XML',
    () =>
      made(
        xml12('').split('</EventList>')[0] as string,
        element,
        '</EventList></EPCISBody></epcis:EPCISDocument>',
        200 * MB,
      ),
    500_000,
  ],
  [
    'CSV',
    () =>
      made(
        'action,time,product,serial,lot\n',
        (i) => `ship,2026-03-01T10:${String(i % 60).padStart(2, '0')}:00Z,00300010123455,${1_000_000 + i},L\n`,
        '',
        200 * MB,
      ),
    3_000_000,
  ],
] as const) {
  memory(`200 MB of ${name}`, async () => {
    const { events, faults, growth } = await run(source())
    console.log(`\n${name}: ${events} events, ${growth.toFixed(0)} MB more`)
    assert.equal(faults, [])
    assert.ok(events >= least, `${events} events`)
    assert.ok(growth < 150, `${growth} MB`)
  })
}

memory('a relation file of a million codes', async () => {
  const code = (i: number): string => {
    const box = `8100002${String(i - (i % 41)).padStart(13, '0')}`
    if (i % 41 === 0) return `<Code curCode="${box}" packLayer="2" flag="0"/>\n`
    return `<Code curCode="8100003${String(i).padStart(13, '0')}" packLayer="1" parentCode="${box}" flag="0"/>\n`
  }
  const head =
    '<Document><Events Version="3.0"><Event Name="RelationCreate"><Relation cascade="1:40"><Batch batchNo="B" validateDate="2028-01-01">\n'
  const tail = '</Batch></Relation></Event></Events></Document>'
  const { events, faults, growth } = await run(made(head, code, tail, 88 * MB))
  console.log(`\nrelation: ${events} events, ${growth.toFixed(0)} MB more`)
  assert.ok(
    faults.every((one) => one === 'CASCADE'),
    faults.join(),
  )
  assert.ok(events > 23_000, `${events}`)
  assert.ok(growth < 150, `${growth} MB`)
})

memory('a line of two gigabytes, in each format', async () => {
  const long = 'x'.repeat(1 << 16)
  for (const [name, head, format] of [
    ['JSON', '{"epcisBody":{"eventList":[{"type":"', 'epcis2-json'],
    ['XML text', `${xml12('').split('</EventList>')[0]}<ObjectEvent>`, 'epcis12-xml'],
    ['CSV', 'action,time\n', 'csv'],
  ] as const) {
    const { faults, growth } = await run(
      made(head, () => long, '', 2048 * MB),
      format,
    )
    console.log(`\n${name}: ${faults.join()}, ${growth.toFixed(0)} MB more`)
    assert.ok(
      faults.some((one) => one === 'TOO_LARGE' || one === 'TRUNCATED'),
      name,
    )
    assert.ok(growth < 150, `${name}: ${growth} MB`)
  }
})

memory.run()
