/**
 * The fact sheet on China, section 6, rows 17 to 42, as far as they concern what happens to packs. Not here: 14 to 16, 20, 22 to 25 and
 * 29 to 31 (form of files and bills), 33 (a replayed bill is the ledger's).
 */
import type { Finding } from '@packtrail/protocol'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CATALOGUE, custodyOf, defaultRules, type FindingCode, refusing } from '../src/index.ts'
import {
  CASE,
  CASE_2,
  CLINIC,
  container,
  DAY,
  HOUR,
  id,
  into,
  MAKER,
  MINUTE,
  manifest,
  OTHER_PHARMACY,
  PALLET,
  PHARMACY,
  packs,
  packsInto,
  registered,
  type Story,
  said,
  serials,
  type Told,
  WHOLESALER,
} from './story.ts'

const test = suite('China')

const risk = ({ code }: Finding): number | undefined => CATALOGUE[code as FindingCode].cn
const ONE = [packs(['S0001'])]

/** A case with four small ones. */
function packed(): Story {
  const told = registered(4, { units: 12 })
  told.tell({ type: 'aggregate', t: HOUR, by: MAKER, subjects: packsInto(CASE, serials(4)) })
  return told
}

const bill = (
  told: Story,
  type: Told['type'],
  t: number,
  by: string,
  detail: Told['detail'] = {},
  subjects = ONE,
): number => told.tell({ type, t, by, at: by, detail, subjects })

test('17 a case that nobody registered is named where the rules ask for it', () => {
  const told = packed()
  const strict = told.fold({ ...defaultRules, parentsCommissioned: true })
  assert.equal(strict.codes, ['PARENT_NOT_COMMISSIONED'])
  assert.is(said(told.fold().findings), 'nothing')
})

test('18 A in B in A: cycle; a logistic unit in a case: level order (levels of 追溯码 stand in the relation file and are settled there)', () => {
  const told = packed()
  told.tell({ type: 'aggregate', t: DAY, by: MAKER, subjects: into(PALLET, CASE) })
  told.tell({ type: 'aggregate', t: DAY + 1, by: MAKER, subjects: into(CASE, PALLET) })
  told.tell({ type: 'aggregate', t: DAY + 2, by: MAKER, subjects: into('cn:81000010000000000001', CASE_2) })
  const { codes, findings } = told.fold()
  assert.equal(codes, ['CONTAINER_CYCLE', 'LEVEL_ORDER'])
  assert.is(refusing(findings, 'document').length, 1)
})

test('19 a code that is registered already comes in a second file: refused', () => {
  const told = packed()
  const repeated = { serials: ['S0001'], count: 1 }
  told.tell({ type: 'commission', t: DAY, by: MAKER, subjects: [manifest(['S0001'])], repeated })
  assert.equal(told.fold().codes, ['REGISTERED_TWICE'])
})

test('21 a bill with a case and one of its small codes: refused, and the small one does not move twice', () => {
  const told = packed()
  const subjects = [container(CASE), ...ONE]
  told.tell({ type: 'ship', t: DAY, by: MAKER, trade: { toHolder: WHOLESALER }, subjects })
  const { findings, codes, item } = told.fold()
  assert.equal(codes, ['ANCESTOR_AND_DESCENDANT'])
  assert.is(refusing(findings, 'document').length, 1)
  assert.equal([item(CASE).children, item(id('S0001')).parent], [4, CASE])
})

test('26 201 of a case by A, then 102 of it by B: all four small ones are now with B', () => {
  const told = packed()
  told.tell({ type: 'ship', t: DAY, by: MAKER, trade: { toOwner: WHOLESALER }, subjects: [container(CASE)] })
  bill(told, 'receive', 2 * DAY, WHOLESALER, {}, [container(CASE)])
  const { findings, world, item } = told.fold()
  assert.is(said(findings), 'nothing')
  for (const serial of serials(4)) {
    const { holder, status } = custodyOf(world, id(serial), item(id(serial)))
    assert.equal([holder, status], [WHOLESALER, 'active'])
  }
})

test('27 102 by B with no upstream 201: accepted, with a warning', () => {
  const told = packed()
  bill(told, 'receive', DAY, WHOLESALER, {}, [container(CASE)])
  const { one, findings, item } = told.fold()
  assert.equal([one('RECEIVED_WITHOUT_SHIPMENT').severity, risk(one('RECEIVED_WITHOUT_SHIPMENT'))], ['warn', 3])
  assert.equal([refusing(findings, 'live'), refusing(findings, 'strict')], [[], []])
  assert.is(item(CASE).holder, WHOLESALER)
})

test('27 the 201 comes weeks later with its true date: the warning is gone', () => {
  const told = packed()
  bill(told, 'receive', 2 * DAY, WHOLESALER, {}, [container(CASE)])
  told.tell({ type: 'ship', t: DAY, recorded: 30 * DAY, by: MAKER, subjects: [container(CASE)] })
  assert.is(said(told.fold().findings), 'nothing')
})

test('28 205 then 321 of the same code: blocked, warning type 1', () => {
  for (const type of ['destroy', 'sample', 'decommission'] as const) {
    const told = registered(1)
    bill(told, type, DAY, WHOLESALER)
    bill(told, 'dispense', 2 * DAY, PHARMACY)
    const { one, findings } = told.fold()
    assert.is(risk(one('EVENT_AFTER_END')), 1)
    assert.is(refusing(findings, 'document').length, 1)
  }
})

test('28 the same of a code in a case that was destroyed as a whole, still inside or taken out after', () => {
  for (const opened of [false, true]) {
    const told = packed()
    bill(told, 'destroy', DAY, WHOLESALER, {}, [container(CASE)])
    if (opened) told.tell({ type: 'disaggregate', t: DAY + HOUR, by: CLINIC, subjects: into(CASE) })
    bill(told, 'dispense', 2 * DAY, PHARMACY)
    const { findings, codes, world, item } = told.fold()
    assert.ok(codes.includes('EVENT_AFTER_END'), said(findings))
    assert.is(custodyOf(world, id('S0002'), item(id('S0002'))).status, 'destroyed')
  }
})

test('32 321 at P1: one sale', () => {
  const told = registered(1)
  bill(told, 'dispense', DAY, PHARMACY)
  assert.is(said(told.fold().findings), 'nothing')
})

test('34, 35 321 at P1, and again under a new bill at P1 or at P2: duplicate sale, warning type 2', () => {
  for (const where of [PHARMACY, OTHER_PHARMACY]) {
    const told = registered(1)
    bill(told, 'dispense', DAY, PHARMACY)
    bill(told, 'dispense', DAY + MINUTE, where)
    const found = told.fold().one('SECOND_DISPENSE')
    assert.equal([risk(found), CATALOGUE.SECOND_DISPENSE.alarm], [2, true])
  }
})

test('36 321 P1, 116 P1, 321 P1: fine', () => {
  const told = registered(1)
  bill(told, 'dispense', DAY, PHARMACY)
  bill(told, 'return', 2 * DAY, PHARMACY)
  bill(told, 'dispense', 3 * DAY, PHARMACY)
  assert.is(said(told.fold().findings), 'nothing')
})

test('37 321 P1, 116 at P2: blocked, and still sold', () => {
  const told = registered(1)
  bill(told, 'dispense', DAY, PHARMACY)
  bill(told, 'return', 2 * DAY, OTHER_PHARMACY)
  const { codes, findings, item } = told.fold()
  assert.equal(codes, ['RETURN_ELSEWHERE'])
  assert.is(refusing(findings, 'live').length, 1)
  assert.is(item(id('S0001')).status, 'dispensed')
})

test('38 116 with no 321 before: blocked; of a destroyed one it is an event after the end', () => {
  const told = registered(1)
  bill(told, 'return', DAY, PHARMACY)
  assert.equal(told.fold().codes, ['RETURN_WITHOUT_SALE'])
  const gone = registered(1)
  bill(gone, 'destroy', DAY, PHARMACY)
  bill(gone, 'return', 2 * DAY, PHARMACY)
  assert.equal(gone.fold().codes, ['EVENT_AFTER_END'])
})

const split = (...sales: readonly (readonly [string, number])[]): ReturnType<Story['fold']> => {
  const told = registered(1, { units: 12 })
  sales.forEach(([by, units], i) => void bill(told, 'dispense', DAY + i * HOUR, by, units === 0 ? {} : { units }))
  return told.fold()
}

test('39 split 6 + 6 at P1: fine', () => {
  assert.is(said(split([PHARMACY, 6], [PHARMACY, 6]).findings), 'nothing')
})

test('40 split 6 + 6 + 1 at P1: overrun; the same when the last part is too large', () => {
  assert.equal(split([PHARMACY, 6], [PHARMACY, 6], [PHARMACY, 1]).codes, ['UNITS_OVERRUN'])
  assert.equal(split([PHARMACY, 6], [PHARMACY, 7]).one('UNITS_OVERRUN').params, { units: 13, of: 12 })
})

test('41 split 6 at P1, 6 at P2: elsewhere', () => {
  assert.equal(split([PHARMACY, 6], [OTHER_PHARMACY, 6]).codes, ['SPLIT_ELSEWHERE'])
  assert.equal(split([PHARMACY, 6], [PHARMACY, 6], [OTHER_PHARMACY, 1]).codes, ['SPLIT_ELSEWHERE', 'UNITS_OVERRUN'])
})

test('42 split 6, then whole: mixed; whole, then split: a second sale', () => {
  assert.equal(split([PHARMACY, 6], [PHARMACY, 0]).codes, ['MIXED_WHOLE_AND_SPLIT'])
  assert.equal(split([PHARMACY, 0], [PHARMACY, 6]).codes, ['SECOND_DISPENSE'])
})

test('bill rule 6: a large code in a use-out bill means all its packs, each of which could have been a reason to stop', () => {
  const told = packed()
  bill(told, 'recall', DAY, MAKER, {}, [packs(['S0002', 'S0003'])])
  bill(told, 'dispense', 2 * DAY, CLINIC, {}, [container(CASE)])
  bill(told, 'dispense', 3 * DAY, PHARMACY)
  const { codes, one } = told.fold()
  assert.equal(codes, ['DISPENSED_RECALLED', 'SECOND_DISPENSE'])
  assert.equal(one('DISPENSED_RECALLED').items, [id('S0002'), id('S0003')])
})

test.run()
