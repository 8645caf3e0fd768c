/**
 * The fact sheet on the United States and EPCIS, section 7, rows 17 to 31, as far as they concern what happens to goods (25, 30 and
 * 31 are settled where documents are read), and the defects of section 5.2 that a ledger can see.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CATALOGUE, custodyOf, type FindingCode, refusing } from '../src/index.ts'
import {
  CASE,
  CASE_2,
  CASE_3,
  container,
  DAY,
  HOUR,
  id,
  into,
  MAKER,
  MINUTE,
  manifest,
  PALLET,
  PHARMACY,
  packs,
  packsInto,
  registered,
  type Story,
  said,
  serials,
  story,
  unplaced,
  WHOLESALER,
} from './story.ts'

const test = suite('US and EPCIS')

const BOXES = [CASE, CASE_2, CASE_3]
const four = (box: number): string[] => serials(12).slice(box * 4, box * 4 + 4)

/** The shape of the guideline's example: 12 packs, 3 cases, 1 pallet. */
function packed(told: Story = registered(12)): Story {
  BOXES.forEach(
    (box, i) => void told.tell({ type: 'aggregate', t: HOUR, by: MAKER, subjects: packsInto(box, four(i)) }),
  )
  told.tell({ type: 'aggregate', t: 2 * HOUR, by: MAKER, subjects: into(PALLET, ...BOXES) })
  return told
}

function sent(told: Story, t: number = DAY): Story {
  const trade = { fromOwner: MAKER, toOwner: WHOLESALER, toHolder: WHOLESALER }
  told.tell({ type: 'ship', t, by: MAKER, trade, subjects: [container(PALLET)] })
  return told
}

test('17 a disaggregation with its parent and no children takes everything out', () => {
  const told = packed()
  told.tell({ type: 'disaggregate', t: DAY, by: MAKER, subjects: into(PALLET) })
  const { findings, item, world } = told.fold()
  assert.is(said(findings), 'nothing')
  assert.equal(world.children(PALLET), [])
  assert.is(item(PALLET).children, 0)
  for (const box of BOXES) assert.equal([item(box).parent, item(box).grade], [undefined, 'inferred'])
})

test('18 the pallet is shipped by its number: twelve packs are on their way to the buyer, and his once received, by inference', () => {
  const told = sent(packed())
  const onWay = told.fold()
  assert.is(said(onWay.findings), 'nothing')
  const custody = (folded: ReturnType<Story['fold']>, serial: string): ReturnType<typeof custodyOf> =>
    custodyOf(folded.world, id(serial), folded.item(id(serial)))
  for (const serial of serials(12)) {
    const { transit, grade } = custody(onWay, serial)
    assert.equal([transit?.to, grade], [WHOLESALER, 'inferred'])
  }
  told.tell({ type: 'receive', t: 2 * DAY, by: WHOLESALER, subjects: [container(PALLET)] })
  const there = told.fold()
  assert.is(said(there.findings), 'nothing')
  for (const serial of serials(12)) {
    const { holder, grade, transit } = custody(there, serial)
    assert.equal([holder, grade, transit], [WHOLESALER, 'inferred', undefined])
  }
})

test('19 one pack was commissioned after the shipping time: flagged where it was packed', () => {
  const told = story()
  told.tell({ type: 'commission', t: 0, by: MAKER, at: MAKER, subjects: [manifest(serials(11))] })
  told.tell({ type: 'commission', t: 3 * DAY, by: MAKER, at: MAKER, subjects: [manifest(['S0012'])] })
  const { one, codes } = sent(packed(told)).fold()
  assert.equal(codes, ['EVENT_BEFORE_COMMISSIONING'])
  assert.equal(one('EVENT_BEFORE_COMMISSIONING').items, [id('S0012')])
})

test('20 one pack was never commissioned: flagged by its name', () => {
  const { one, codes } = sent(packed(registered(11))).fold()
  assert.equal(codes, ['UNKNOWN_SERIAL'])
  assert.equal(one('UNKNOWN_SERIAL').items, [id('S0012')])
})

test('21 a pack is shipped alone out of a closed case: flagged, the case is in doubt, and what is left in it is counted', () => {
  const told = packed()
  told.tell({ type: 'ship', t: DAY, by: MAKER, trade: { toHolder: WHOLESALER }, subjects: [packs(['S0001'])] })
  const { one, codes, item, world } = told.fold()
  assert.equal(codes, ['CHILD_MOVED_ALONE'])
  assert.equal([one('CHILD_MOVED_ALONE').severity, one('CHILD_MOVED_ALONE').items], ['warn', [id('S0001')]])
  assert.equal([item(CASE).grade, item(CASE).children], ['contradicted', 3])
  assert.is(custodyOf(world, id('S0002'), item(id('S0002'))).grade, 'contradicted')
})

test('21 a case is shipped alone off its pallet: the same', () => {
  const told = packed()
  told.tell({ type: 'ship', t: DAY, by: MAKER, trade: { toHolder: WHOLESALER }, subjects: [container(CASE)] })
  assert.equal(told.fold().one('CHILD_MOVED_ALONE').items, [CASE])
})

test('22 a pack is put into case B while it is in A: flagged, the link to A is kept', () => {
  const told = packed()
  told.tell({ type: 'aggregate', t: DAY, by: MAKER, subjects: packsInto(CASE_2, ['S0001']) })
  const { one, item } = told.fold()
  assert.equal(one('CHILD_IN_TWO_PARENTS').items, [id('S0001')])
  assert.equal([item(id('S0001')).parent, item(id('S0001')).grade, item(CASE_2).children], [CASE, 'contradicted', 4])
})

test('23 taken out of case A, then put into B: accepted', () => {
  const told = packed()
  told.tell({ type: 'disaggregate', t: DAY, by: MAKER, subjects: packsInto(CASE, ['S0001']) })
  told.tell({ type: 'aggregate', t: DAY + MINUTE, by: MAKER, subjects: packsInto(CASE_2, ['S0001']) })
  const { findings, item } = told.fold()
  assert.is(said(findings), 'nothing')
  assert.equal([item(CASE).children, item(CASE_2).children, item(id('S0001')).parent], [3, 5, CASE_2])
})

test('24 a receipt as an aggregation that lists the children: accepted, the grade is inferred', () => {
  const told = sent(packed())
  told.tell({ type: 'receive', t: 2 * DAY, by: WHOLESALER, subjects: into(PALLET, ...BOXES) })
  told.tell({ type: 'receive', t: 2 * DAY, by: WHOLESALER, subjects: packsInto(CASE, four(0)) })
  const { findings, item, world } = told.fold()
  assert.is(said(findings), 'nothing')
  const { holder, grade } = custodyOf(world, id('S0005'), item(id('S0005')))
  assert.equal([holder, grade], [WHOLESALER, 'inferred'])
})

test('24 a receipt that lists fewer children than are inside: the count differs', () => {
  const told = sent(packed())
  told.tell({ type: 'receive', t: 2 * DAY, by: WHOLESALER, subjects: into(PALLET, CASE, CASE_2) })
  const { one, codes } = told.fold()
  assert.equal(codes, ['COUNT_DIFFERS'])
  assert.equal(one('COUNT_DIFFERS').params, { count: 3, stated: 2 })
})

test('26 unpacking with the children listed: the grade is scanned again', () => {
  const told = sent(packed())
  told.tell({ type: 'receive', t: 2 * DAY, by: WHOLESALER, subjects: [container(PALLET)] })
  told.tell({ type: 'disaggregate', t: 2 * DAY + HOUR, by: WHOLESALER, subjects: into(PALLET, ...BOXES) })
  told.tell({ type: 'disaggregate', t: 2 * DAY + HOUR, by: WHOLESALER, subjects: packsInto(CASE, four(0)) })
  const { findings, item, world } = told.fold()
  assert.is(said(findings), 'nothing')
  assert.equal(custodyOf(world, id('S0001'), item(id('S0001'))), {
    root: id('S0001'),
    status: 'active',
    recalled: false,
    owner: WHOLESALER,
    holder: WHOLESALER,
    grade: 'scanned',
  })
})

test('27 any event after destroying: kept when observing, alarm', () => {
  for (const type of ['ship', 'receive', 'dispense', 'aggregate', 'export', 'quarantine', 'lose', 'destroy'] as const) {
    const told = registered(1)
    told.tell({ type: 'destroy', t: DAY, by: MAKER, at: MAKER, subjects: [packs(['S0001'])] })
    const subjects = type === 'aggregate' ? packsInto(CASE, ['S0001']) : [packs(['S0001'])]
    told.tell({ type, t: 2 * DAY, by: MAKER, at: MAKER, subjects })
    const { findings, one, item } = told.fold()
    const found = one('EVENT_AFTER_END')
    assert.equal(found.params, { status: 'destroyed', first: 2, act: type })
    assert.is(CATALOGUE[found.code as FindingCode].alarm, true)
    assert.equal(refusing(findings, 'observe'), [])
    assert.is(item(id('S0001')).status, 'destroyed')
  }
})

test('28 a decommissioned serial is commissioned again: refused, a new identifier is needed', () => {
  const told = registered(1)
  told.tell({ type: 'decommission', t: DAY, by: MAKER, at: MAKER, subjects: [packs(['S0001'])] })
  const repeated = { serials: ['S0001'], count: 1 }
  told.tell({ type: 'commission', t: 2 * DAY, by: MAKER, at: MAKER, subjects: [manifest(['S0001'])], repeated })
  const { findings, item } = told.fold()
  assert.equal(
    refusing(findings, 'document').map(({ code }) => code),
    ['REGISTERED_TWICE'],
  )
  assert.is(item(id('S0001')).status, 'decommissioned')
})

test('28 a case with goods in it, or one that was destroyed, is commissioned again: refused', () => {
  for (const end of [false, true]) {
    const told = registered(4)
    told.tell({ type: 'commission', t: HOUR, by: MAKER, subjects: [container(CASE)] })
    told.tell({ type: 'aggregate', t: 2 * HOUR, by: MAKER, subjects: packsInto(CASE, four(0)) })
    if (end) told.tell({ type: 'destroy', t: DAY, by: MAKER, at: MAKER, subjects: [container(CASE)] })
    told.tell({ type: 'commission', t: 2 * DAY, by: MAKER, subjects: [container(CASE)] })
    const { one, item } = told.fold()
    assert.equal(one('REGISTERED_TWICE').items, [CASE])
    assert.is(item(CASE).status, end ? 'destroyed' : 'active')
  }
})

test('29 an error declaration with a corrective event: both are kept, the effect of the first is cancelled', () => {
  const told = registered(2)
  const wrong = told.tell({ type: 'dispense', t: DAY, by: PHARMACY, at: PHARMACY, subjects: [packs(['S0001'])] })
  const target = new Uint8Array(32).fill(wrong, 31)
  const detail = { target, reason: 'incorrect_data' }
  told.tell({ type: 'correct', t: 2 * DAY, by: PHARMACY, detail, subjects: [packs(['S0001'])] })
  told.tell({ type: 'dispense', t: DAY, by: PHARMACY, at: PHARMACY, subjects: [packs(['S0002'])] })
  const { findings, world, item } = told.fold()
  assert.is(said(findings), 'nothing')
  assert.is(world.item(id('S0001')), undefined)
  assert.is(item(id('S0002')).status, 'dispensed')
})

test('29 nobody takes back another party’s record; and a correction can be taken back', () => {
  const tell = (by: string, again: boolean): ReturnType<Story['fold']> => {
    const told = registered(1)
    const sold = told.tell({ type: 'dispense', t: DAY, by: PHARMACY, at: PHARMACY, subjects: [packs(['S0001'])] })
    const correct = (of: number, t: number): number =>
      told.tell({
        type: 'correct',
        t,
        by,
        detail: { target: new Uint8Array(32).fill(of, 31) },
        subjects: [packs(['S0001'])],
      })
    const first = correct(sold, 2 * DAY)
    if (again) correct(first, 3 * DAY)
    return told.fold()
  }
  const stranger = tell(WHOLESALER, false)
  assert.equal(stranger.codes, ['CORRECTION_BY_OTHER'])
  assert.is(stranger.item(id('S0001')).status, 'dispensed')
  assert.is(tell(PHARMACY, false).world.item(id('S0001')), undefined)
  assert.is(tell(PHARMACY, true).item(id('S0001')).status, 'dispensed')
})

test('defects 2 and 18: packed and shipped before it was commissioned, or after it was destroyed', () => {
  const early = registered(1)
  early.tell({ type: 'ship', t: -DAY, recorded: DAY, by: MAKER, subjects: [packs(['S0001'])] })
  assert.equal(early.fold().codes, ['EVENT_BEFORE_COMMISSIONING'])
  const late = registered(1)
  late.tell({ type: 'destroy', t: DAY, by: MAKER, at: MAKER, subjects: [packs(['S0001'])] })
  late.tell({ type: 'ship', t: 2 * DAY, by: MAKER, subjects: [packs(['S0001'])] })
  assert.equal(late.fold().codes, ['EVENT_AFTER_END'])
})

test('defect 15: a chain of containers deeper than any real one is not followed further, and makes no cycle', () => {
  const told = registered(1)
  const names = Array.from({ length: 40 }, (_, i) => `grai:4012345000016/${i}`)
  const link = (child: string, parent: string): number =>
    told.tell({ type: 'aggregate', t: HOUR, by: MAKER, subjects: into(parent, child) })
  names.slice(1).forEach((parent, i) => void link(names[i] as string, parent))
  link(names.at(-1) as string, names[0] as string)
  assert.equal(told.fold().codes, ['CONTAINER_CYCLE'])
})

test('defects 16 and 17: a lot or an expiry that differs, and several expiries of one lot', () => {
  const told = registered(1)
  told.tell({ type: 'commission', t: 1, by: MAKER, subjects: [manifest(['T1'], { expiry: '2028-06-30' })] })
  told.tell({
    type: 'observe',
    t: DAY,
    by: WHOLESALER,
    subjects: [unplaced('S0001', { expiry: '2028-06-30', lot: 'B2' })],
  })
  assert.equal(told.fold().codes, ['BATCH_EXPIRY_CONFLICT', 'EXPIRY_DIFFERS', 'SERIAL_OF_OTHER_BATCH'])
})

test.run()
