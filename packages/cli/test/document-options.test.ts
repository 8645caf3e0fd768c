import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BATCH, PLANT, startTrade } from './actors.ts'
import type { World } from './world.ts'

const test = suite<{ world: World }>('options of EPCIS documents')

test.before.each(async (context) => {
  context.world = await startTrade()
})
test.after.each(({ world }) => world.close())

const SIDES = ['--sender', PLANT, '--receiver', '9521234000020']

test('a batch is written with EPC URNs and a header, each document with a number of its own', async ({ world }) => {
  const argv = ['export', '--batch', BATCH, '--format', 'epcis12-xml', '--company-prefix', '952123', ...SIDES]
  const [one, other] = [(await world.ok(argv)).out, (await world.ok(argv)).out]
  assert.match(one, 'urn:epc:id:sgtin:952123.')
  assert.not.match(one, 'id.gs1.org')
  assert.match(one, '<sbdh:Receiver><sbdh:Identifier Authority="GS1">urn:epc:id:sgln:952123.400002.0<')
  const number =
    /<sbdh:InstanceIdentifier>(urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})</
  assert.is.not(number.exec(one)?.[1], undefined)
  assert.is.not(number.exec(one)?.[1], number.exec(other)?.[1])
})

test('a document becomes the answer to a query, and is read again', async ({ world }) => {
  await world.ok(['export', '--batch', BATCH, '--format', 'epcis2-json', '-o', 'a.json'])
  for (const to of ['epcis2-json', 'epcis2-xml', 'epcis12-xml']) {
    await world.ok(['convert', 'a.json', 'b', '--to', to, '--query', 'SimpleEventQuery', ...SIDES])
    assert.match(await world.read('b'), 'EPCISQueryDocument')
    await world.ok(['convert', 'b', 'c.json'])
    assert.is(eventsOf(await world.read('c.json')), eventsOf(await world.read('a.json')))
  }
})

const eventsOf = (text: string): string => text.slice(text.indexOf('"eventList"'))

test('what makes no sense is refused before anything is written', async ({ world }) => {
  const document = ['export', '--batch', BATCH, '--format', 'epcis12-xml', '-o', 'x']
  for (const [argv, words] of [
    [[...document, '--company-prefix', '95212'], 'no GS1 company prefix'],
    [[...document, '--sender', PLANT], '--receiver'],
    [[...document, '--sender', 'uri:https://a.example/', '--receiver', PLANT], 'has no GLN'],
    [['export', '--batch', BATCH, '-o', 'x', '--query', 'q'], 'not for bundle'],
    [['export', '--log', '-o', 'x', ...SIDES], 'not for the log'],
    [['export', '--batch', BATCH, '--format', 'csv', '-o', 'x', '--company-prefix', '952123'], 'not for csv'],
  ] as const) {
    const { exit, err } = await world.run(argv)
    assert.is(exit, 2, argv.join(' '))
    assert.match(err, words)
    assert.is((await world.run(['hash', 'x'])).exit, 2)
  }
})

test.run()
