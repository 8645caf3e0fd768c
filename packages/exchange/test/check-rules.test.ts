/** Rules of events that no schema knows: what goes together, and what may be said when something could not be read. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { changed, check, eventsOf, found, P, PALLET, R13, withEvent, withEvents } from './check-support.ts'
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

const events = eventsOf(R13)
const behind = (...more: readonly string[]): string => withEvents(R13, [...events, ...more])
const before = (...more: readonly string[]): string =>
  withEvents(R13, [...events.slice(0, 7), ...more, ...events.slice(7)])
const at = (i: number): string => events[i] as string
const seen = (step: string, word: string, time = '2026-10-05T12:30:00Z', id = `${P}0500`): string =>
  at(7)
    .replace(PALLET, id)
    .replace('bizstep:shipping', `bizstep:${step}`)
    .replace('disp:in_transit', `disp:${word}`)
    .replace('2026-10-05T13:00:00Z', time)

test('numbers of the list: an empty order number, a wrong word of drop shipment, the namespace with a slash', async () => {
  const empty = ship((one) => one.replace(/(btt:po">urn:epcglobal:cbv:bt:\d{13}:)[^<]*/, '$1'))
  assert.equal(found(await check(empty)), ['US-22'])
  const drop = ship((one) => one.replace(/(dropShipment>)[^<]*/, '$1no'))
  assert.equal(found(await check(drop)), ['US-31'])
  assert.equal(found(await check(R13.replace('gs1us.org/hc/ns"', 'gs1us.org/hc/ns/"'))), ['US_NAMESPACE'])
})

test('a serial of 21 characters is no wrong prefix, and an event without parent mixes no levels', async () => {
  const long = R13.replaceAll(`${P}0500<`, `${P}012345678901234567890<`)
  assert.equal(found(await check(long)), ['BAD_LENGTH', 'BAD_LENGTH'], 'in epcList and in childEPCs')
  const none = withEvent(R13, 2, (one) => one.replace(/<parentID>.*<\/parentID>/, ''))
  assert.equal(
    found(await check(none)).filter((one) => one.startsWith('US-14')),
    [],
  )
  assert.is(
    (await check(withEvents(R13, [seen('storing', 'in_progress')]))).items,
    1,
    'what is only seen is counted too',
  )
})

test('what is out of the trade is not shipped, alone or inside of something', async () => {
  for (const [step, word] of [
    ['dispensing', 'dispensed'],
    ['sampling', 'non_conformant'],
    ['inspecting', 'stolen'],
    ['holding', 'recalled'],
    ['holding', 'non_sellable_other'],
  ] as const) {
    assert.ok(found(await check(before(seen(step, word)))).includes('US-18'), step)
    const packed = withEvents(R13, [
      ...events.slice(0, 2),
      seen(step, word, '2026-10-01T08:05:00Z'),
      ...events.slice(2),
    ])
    assert.ok(found(await check(packed)).includes('US-18'), `${step} before it is packed`)
  }
  const lifted = before(seen('holding', 'recalled'), seen('inspecting', 'sellable_accessible', '2026-10-05T12:40:00Z'))
  assert.equal(found(await check(lifted)), [], 'brought back')
  const late = before(seen('holding', 'recalled', '2026-10-06T12:40:00Z'))
  assert.not.ok(found(await check(late)).length > 1)
  const back = before(seen('holding', 'recalled')).replace('disp:in_transit', 'disp:returned')
  assert.equal(found(await check(back)), [], 'a recalled pack goes back')
})

test('what has left is not packed into or shipped again, before it arrives or the shipment is taken back', async () => {
  const again = at(7).replace('2026-10-05T13:00:00Z', '2026-10-05T15:00:00Z')
  assert.equal(found(await check(behind(again))), ['AFTER_SHIPMENT'])
  const arrived = seen('receiving', 'in_progress', '2026-10-05T14:00:00Z', PALLET)
  assert.equal(found(await check(behind(arrived, again))), [])
  const taken = seen('void_shipping', 'in_progress', '2026-10-05T14:00:00Z', PALLET)
  assert.equal(found(await check(behind(taken, again))), [])
  const filled = withEvents(R13, [
    ...events.filter((_, i) => i !== 2),
    at(2).replace(/<eventTime>[^<]*/, '<eventTime>2026-10-06T08:00:00Z'),
  ])
  assert.equal(found(await check(filled)), ['AFTER_SHIPMENT'])
  assert.equal(found(await check(withEvents(R13, [...events.slice(0, 7), taken]))), ['NOT_SHIPPED'])
  const empty = ship((one) => one.replace(/<epcList>[\s\S]*<\/epcList>/, '<epcList/>'))
  assert.equal(found(await check(empty)), ['EMPTY_SHIPMENT', 'NO_GOODS'])
})

test('quantities below zero and an expiry of day 00 are told', async () => {
  const quantity = { epcClass: 'urn:epc:class:lgtin:030001.0012345.A', quantity: -12 }
  const { epcList: _, ...rest } = SHIPPING
  assert.ok(found(await check(json20([{ ...rest, quantityList: [quantity] }]))).includes('BAD_QUANTITY'))
  const zero = R13.replaceAll('2029-08-31', '2029-08-00')
  assert.ok(found(await check(zero)).some((one) => one.startsWith('US-17')))
})

test('an order of cases counts cases', async () => {
  const order = (quantity: number): Promise<unknown> =>
    check(R13, {
      orders: { file: 'o', orders: [{ number: 'PO-8812', product: '10361414123059', quantity }] },
    }).then(found)
  assert.equal(await order(3), [])
  assert.equal(await order(4), ['US-36'])
})

test('a line of the scans that names nothing is a finding, and the rest is judged', async () => {
  const items = [{ id: 'sscc:003614140000000179', text: PALLET, line: 1 }]
  const report = await check(R13, { seen: { file: 's', items, unread: [{ line: 2, message: 'line 2' }] } })
  assert.equal(found(report), ['BAD_SCAN'])
  assert.is(report.defects[0]?.places[0]?.line, 2)
})

test('a US file without master data of its products and parties is told so', async () => {
  const bare = R13.replace(/ *<extension>\s*<EPCISMasterData>[\s\S]*<\/EPCISMasterData>\s*<\/extension>\n/, '')
  const report = await check(bare, { profile: 'us-r1.3' })
  assert.equal(found(report), ['NO_MASTER_DATA'])
  assert.is(report.accepted, true, 'some send it apart')
})

test.run()
