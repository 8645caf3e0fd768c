/** Reports about suspected packs. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CASE, code, PRODUCT, SERIALS, startTrade } from './actors.ts'
import type { World } from './world.ts'

const test = suite<{ world: World }>('report')
const [FIRST] = SERIALS

test.before.each(async (context) => {
  context.world = await startTrade()
  await context.world.ok(['product', PRODUCT, '--name', 'Examplin 5 mg'])
})
test.after.each(({ world }) => world.close())

test('an FDA 3911 is filled with what the ledger knows, and says what is left and until when', async ({ world }) => {
  const set = ['--set', 'classification=counterfeit', '--set', 'determined=2026-11-23T09:30:00-05:00']
  const result = await world.ok([
    'report',
    'fda-3911',
    '-o',
    'r.json',
    '--html',
    'r.html',
    ...set,
    code('NOSUCHPACK'),
    code(FIRST),
  ])
  assert.match(result.out, '2026-11-24T09:30:00.000-05:00')
  assert.match(result.out, '20 Company Name')
  const report = JSON.parse(await world.read('r.json')) as Record<string, unknown>
  assert.equal(
    [report['productName'], report['serials'], report['lots'], report['expiries'], report['quantity']],
    ['Examplin 5 mg', ['NOSUCHPACK', FIRST], ['L24A'], ['2028-06-30'], '2 packs'],
  )
  assert.match(String(report['event']), 'No pack with this serial was ever registered')
  assert.not.match(String(report['event']), FIRST)
  const page = await world.read('r.html')
  assert.match(page, 'Form FDA 3911')
  assert.not.match(page, /<script|https?:\/\/(?!www\.w3)/)
})

test('a later report without the number of the incident says that it is missing', async ({ world }) => {
  const result = await world.ok(['report', 'fda-3911', '-o', 'r.json', '--set', 'reportType=follow-up', code(FIRST)])
  assert.match(result.out, 'Incident Number')
})

test('a list is given value by value, and what was given goes before what is known', async ({ world }) => {
  const set = ['--set', 'lots=X1', '--set', 'lots=X2', '--set', 'country=DE']
  await world.ok(['report', 'who-sf', '-o', 'r.json', ...set, code(FIRST)])
  const report = JSON.parse(await world.read('r.json')) as Record<string, unknown>
  assert.equal([report['lots'], report['country'], report['productCode']], [['X1', 'X2'], 'DE', PRODUCT])
})

test('wrong forms, fields, values and codes are refused, and nothing is written', async ({ world }) => {
  for (const [args, exit, words] of [
    [['fda-3912', '-o', 'r.json', code(FIRST)], 2, 'fda-3911'],
    [['fda-3911', code(FIRST)], 2, '-o'],
    [['fda-3911', '-o', 'r.json', '--set', 'colour=red', code(FIRST)], 2, 'colour'],
    [['fda-3911', '-o', 'r.json', '--set', 'determined=yesterday', code(FIRST)], 1, 'offset'],
    [['fda-3911', '-o', 'r.json', '--set', 'incidentNumber=1', code(FIRST)], 1, 'no place'],
    [['fda-3911', '-o', 'r.json', CASE], 1, 'one product'],
    [['who-sf', '-o', 'r.json', code(FIRST), '(01)00300010123455(21)X'], 1, 'one product'],
  ] as const) {
    const result = await world.run(['report', ...args])
    assert.is(result.exit, exit, args.join(' '))
    assert.match(result.err, words)
    let written = true
    await world.read('r.json').catch(() => {
      written = false
    })
    assert.is(written, false)
  }
})

test.run()
