/** Rules of events that no schema knows: what goes together, and what may be said when something could not be read. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { changed, check, found, P, R13, withEvent } from './check-support.ts'
import { COMMISSIONING, json20, SHIPPING } from './support.ts'

const test = suite('check: rules')
const ship = (change: (event: string) => string): string => withEvent(R13, 7, change)

test('a step with another action is defect 24, and nothing follows from it that is not so', async () => {
  const acted = (i: number, from: string, to: string): Promise<unknown> =>
    check(withEvent(R13, i, (one) => changed(one, `>${from}<`, `>${to}<`))).then(found)
  assert.equal(await acted(7, 'OBSERVE', 'DELETE'), ['US-24'], 'shipping')
  assert.equal(await acted(7, 'OBSERVE', 'ADD'), ['US-24'], 'shipping is no commissioning')
  assert.equal(await acted(2, 'ADD', 'OBSERVE'), ['US-24'], 'packing')
  const plain = await check(
    ship((one) => changed(one, '>OBSERVE<', '>ADD<')),
    { profile: 'epcis' },
  )
  assert.equal(
    plain.defects.map(({ code, severity }) => [code, severity]),
    [['US-24', 'warn']],
    'without guideline it is worth mending',
  )
})

test('faults of one code in different fields keep their own words and remedies', async () => {
  const report = await check(json20([{ type: 'ObjectEvent' }]))
  const missing = report.defects.filter(({ code }) => code === 'MISSING_FIELD')
  assert.ok(missing.length >= 3, JSON.stringify(missing))
  assert.is(new Set(missing.map(({ name }) => name)).size, missing.length)
  assert.ok(missing.every(({ count, remedy }) => count === 1 && remedy !== ''))
})

test('after an event that could not be read nobody is told that its serials were never commissioned', async () => {
  const large = { ...COMMISSIONING, epcList: Array.from({ length: 800_000 }, (_, i) => `${P}X${i}`) }
  const report = await check(json20([large, SHIPPING]), { orders: { file: 'o', orders: [] } })
  assert.equal(found(report), ['TOO_LARGE'])
  assert.is(report.accepted, false)
  assert.ok(report.defects[0]?.remedy.includes('Split'))
  const why = new Map(report.notChecked.map(({ number, why }) => [number, why]))
  for (const number of [1, 10, 11, 12, 36]) assert.match(why.get(number) ?? '', /could not be read/)
  const cut = await check(R13.slice(0, R13.lastIndexOf('<AggregationEvent>')))
  assert.equal(found(cut), ['TRUNCATED'])
})

test.run()
