import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bytesOf, codes, type Result, read } from './support.ts'

const twins = suite('one history in three forms of EPCIS')

const load = async (name: string, chunk?: number): Promise<Result> =>
  read(readFileSync(new URL(`data/${name}`, import.meta.url)), { file: name }, chunk)

twins('1.2 XML, 2.0 XML and JSON-LD yield the same canonical event bytes', async () => {
  const json = await load('twin-2.0.jsonld')
  assert.equal(codes(json.faults), [])
  assert.equal(
    json.drafts.map(({ type }) => type),
    [
      'commission',
      'commission',
      'aggregate',
      'ship',
      'observe',
      'decommission',
      'commission',
      'observe',
      'correct',
      'recall',
    ],
  )
  for (const name of ['twin-2.0.xml', 'twin-1.2.xml']) {
    const xml = await load(name)
    assert.equal(codes(xml.faults), [], name)
    for (const [i, draft] of xml.drafts.entries()) {
      assert.is(bytesOf(draft), bytesOf(json.drafts[i] as typeof draft), `${name} ${i}`)
    }
    assert.is(xml.drafts.length, json.drafts.length, name)
  }
})

twins('what the model has no field for is kept, with one spelling', async () => {
  const { drafts } = await load('twin-2.0.jsonld')
  assert.equal(drafts[0]?.extra, [
    ['eventID', 'urn:uuid:6f2b7c1e-2f6e-4d40-9a35-0d7b1f6a0001'],
    [
      'ilmd{https://wms.example.com/ns/}recipe[]',
      '[{"{https://wms.example.com/ns/}oven":"12.5","{https://wms.example.com/ns/}step":["a","b"]}]',
    ],
    ['readPoint{https://wms.example.com/ns/}gate', '7'],
    ['{https://wms.example.com/ns/}shift', 'early'],
  ])
  const shipped = new Map(drafts[3]?.extra)
  assert.equal([...shipped.keys()].sort(), [
    'bizStep',
    'certificationInfo',
    'destinationList[]',
    'fromOwner',
    'persistentDisposition',
    'recordTime',
    'sensorElementList[]',
    'sourceList[]',
  ])
  assert.is(shipped.get('bizStep'), 'departing')
  assert.match(shipped.get('sensorElementList[]') ?? '', '"type":"Temperature","uom":"CEL","value":"5.1"')
})

twins('the pieces in which a document arrives change nothing', async () => {
  for (const name of ['twin-2.0.jsonld', 'twin-2.0.xml', 'twin-1.2.xml']) {
    const whole = await load(name)
    for (const size of [1, 7, 64]) assert.equal((await load(name, size)).items, whole.items, `${name} by ${size}`)
  }
})

twins('each event knows the line where it begins', async () => {
  for (const name of ['twin-2.0.jsonld', 'twin-2.0.xml']) {
    const lines = readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8').split('\n')
    const first = name.endsWith('xml') ? /^\s*<\w+Event>$/ : /^ {6}\{$/
    const starts = lines.flatMap((line, i) => (first.test(line) ? [i + 1] : []))
    const { events } = await load(name)
    assert.equal([...new Set(events.map(({ line }) => line))], starts, name)
  }
})

twins.run()
