import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeWorld, type World } from './world.ts'

const test = suite<{ world: World }>('hash')

test.before.each((context) => {
  context.world = makeWorld()
})
test.after.each(({ world }) => world.close())

const HEAD = '{"@context":[],"type":"EPCISDocument","schemaVersion":"2.0","epcisBody":{"eventList":[\n'
const event = (lot: string, type = 'ObjectEvent'): string =>
  `{"type":"${type}","eventTime":"2026-11-20T15:00:00Z","eventTimeZoneOffset":"+01:00","action":"ADD","bizStep":"commissioning","epcList":["https://id.gs1.org/01/09521234543213/21/A1"],"ilmd":{"cbvmda:lotNumber":"${lot}"}}`
const document = (...events: readonly string[]): string => `${HEAD}${events.join(',\n')}\n]}}\n`
const ID = /^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.[01]$/

test('prints one line for each event, in the order of documents and events', async ({ world }) => {
  await world.write('a.json', document(event('L1'), event('007'), event('7')))
  await world.write('b.json', document(event('L1')))
  const lines = (await world.ok(['hash', 'a.json', 'b.json'])).out.trimEnd().split('\n')
  assert.is(lines.length, 4)
  for (const line of lines) assert.match(line, ID)
  assert.is(lines[1], lines[2])
  assert.is(lines[3], lines[0])
  assert.is.not(lines[0], lines[1])
})

test('the text that is hashed is printed only on request', async ({ world }) => {
  await world.write('a.json', document(event('L1')))
  assert.not.ok((await world.ok(['hash', 'a.json'])).out.includes('eventType'))
  assert.not.ok((await world.ok(['hash', 'a.json', '--json'])).out.includes('eventType'))
  const [id, text] = (await world.ok(['hash', 'a.json', '--prehash'])).out.split('\n')
  assert.match(id ?? '', ID)
  assert.ok(text?.startsWith('eventType=ObjectEventeventTime=2026-11-20T15:00:00.000Z'))
  assert.is((await world.ok(['hash', 'a.json', '--prehash', '--json'])).lines()[0]?.['preHash'], text)
})

test('a program gets algorithm and profile with each ID, and at the end what was wrong', async ({ world }) => {
  await world.write('a.json', document(event('L1'), event('L1', 'Event'), event('INF')))
  const { exit, lines, err } = await world.run(['hash', 'a.json', '--profile', 'oe21', '--json'])
  assert.is(exit, 1)
  const [first, second, end] = lines()
  assert.is(first?.['algorithm'], 'sha-256')
  assert.is(first?.['profile'], 'oe21')
  assert.ok(String(first?.['id']).endsWith('CBV2.1'))
  assert.equal([second?.['file'], second?.['line'], second?.['path']], ['a.json', 4, 'eventList[2]'])
  assert.equal([end?.['events'], end?.['faultCount']], [2, 1])
  assert.match(err, /a\.json:3 eventList\[1\]: «Event» is no event type/)
})

test('what cannot be hashed is said with its exit code', async ({ world }) => {
  await world.write('a.json', document(event('L1')))
  await world.write('c.csv', 'action,time,product,serial\nship,2026-01-01,09521234543213,A1\n')
  assert.is((await world.run(['hash', 'c.csv'])).exit, 1)
  assert.is((await world.run(['hash', 'a.json', '--profile', 'PY'])).exit, 2)
  assert.is((await world.run(['hash', 'gone.json'])).exit, 2)
  const some = await world.run(['hash', 'a.json', 'gone.json'])
  assert.is(some.exit, 2)
  assert.match(some.out.trimEnd(), ID)
  assert.match(some.err, /FILE_MISSING/)
})

test('help says that an ID is no proof', async ({ world }) => {
  assert.match(
    (await world.ok(['hash', '--help'])).out.replace(/\s+/g, ' '),
    /never proof that an event was not changed/,
  )
})

test.run()
