/** Honest work: no finding, whatever the trade. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { custodyOf, defaultRules } from '../src/index.ts'
import {
  batch,
  CASE,
  CASE_2,
  CLINIC,
  container,
  DAY,
  HOUR,
  id,
  into,
  LOGISTICS,
  MAKER,
  MINUTE,
  manifest,
  OTHER_PHARMACY,
  PACKER,
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

const test = suite('clean histories')

function clean(told: Story): ReturnType<Story['fold']> {
  const folded = told.fold(defaultRules, 365 * DAY)
  assert.is(said(folded.findings), 'nothing')
  return folded
}

/** Two cases of two packs each on a pallet at the maker. */
function packed(): Story {
  const told = registered(4)
  const [a, b, c, d] = serials(4) as [string, string, string, string]
  told.tell({ type: 'aggregate', t: HOUR, by: MAKER, subjects: packsInto(CASE, [a, b]) })
  told.tell({ type: 'aggregate', t: HOUR + MINUTE, by: MAKER, subjects: packsInto(CASE_2, [c, d]) })
  told.tell({ type: 'aggregate', t: 2 * HOUR, by: MAKER, subjects: into(PALLET, CASE, CASE_2) })
  return told
}

function ship(told: Story, t: number, from: string, to: string, ...names: string[]): void {
  told.tell({
    type: 'ship',
    t,
    by: from,
    trade: { fromOwner: from, fromHolder: from, toOwner: to, toHolder: to },
    subjects: names.map(container),
  })
}

function receive(told: Story, t: number, by: string, ...names: string[]): void {
  told.tell({ type: 'receive', t, by, at: by, subjects: names.map(container) })
}

test('a batch from the line to the patient, through pallet and cases', () => {
  const told = packed()
  ship(told, DAY, MAKER, WHOLESALER, PALLET)
  receive(told, 2 * DAY, WHOLESALER, PALLET)
  told.tell({ type: 'disaggregate', t: 2 * DAY + MINUTE, by: WHOLESALER, subjects: into(PALLET, CASE, CASE_2) })
  ship(told, 3 * DAY, WHOLESALER, PHARMACY, CASE)
  ship(told, 3 * DAY, WHOLESALER, OTHER_PHARMACY, CASE_2)
  for (const [shop, box, own] of [
    [PHARMACY, CASE, serials(4).slice(0, 2)],
    [OTHER_PHARMACY, CASE_2, serials(4).slice(2)],
  ] as const) {
    receive(told, 4 * DAY, shop, box)
    told.tell({ type: 'disaggregate', t: 4 * DAY + HOUR, by: shop, subjects: packsInto(box, own) })
    for (const one of own) told.tell({ type: 'dispense', t: 5 * DAY, by: shop, at: shop, subjects: [packs([one])] })
  }
  const { item, world } = clean(told)
  for (const one of serials(4)) {
    const state = item(id(one))
    assert.is(state.status, 'dispensed')
    assert.is(state.parent, undefined)
    assert.is(state.children, 0)
  }
  assert.is(item(id('S0001')).holder, PHARMACY)
  assert.is(item(id('S0004')).holder, OTHER_PHARMACY)
  assert.equal(world.children(PALLET), [])
})

test('one scan of a pallet moves everything in it, and the grade is inferred', () => {
  const told = packed()
  ship(told, DAY, MAKER, WHOLESALER, PALLET)
  receive(told, 2 * DAY, WHOLESALER, PALLET)
  const { world, item } = clean(told)
  const custody = custodyOf(world, id('S0001'), item(id('S0001')))
  assert.equal(custody, {
    root: PALLET,
    status: 'active',
    recalled: false,
    holder: WHOLESALER,
    owner: undefined,
    grade: 'inferred',
  })
})

test('an upload in the EU, then a dispense with nothing between', () => {
  const told = registered(2)
  told.tell({ type: 'dispense', t: 30 * DAY, by: PHARMACY, at: PHARMACY, subjects: [unplaced('S0001')] })
  clean(told)
})

test('a chain in the US that ends at receipt', () => {
  const told = packed()
  ship(told, DAY, MAKER, WHOLESALER, PALLET)
  receive(told, 2 * DAY, WHOLESALER, PALLET)
  told.tell({ type: 'disaggregate', t: 2 * DAY + MINUTE, by: WHOLESALER, subjects: into(PALLET) })
  ship(told, 3 * DAY, WHOLESALER, PHARMACY, CASE)
  receive(told, 4 * DAY, PHARMACY, CASE)
  const { world, item } = clean(told)
  assert.is(custodyOf(world, id('S0001'), item(id('S0001'))).holder, PHARMACY)
})

test('a drop shipment: the wholesaler buys, the pharmacy receives, and the papers of the wholesaler come too', () => {
  for (const papers of [false, true]) {
    const told = packed()
    const trade = { fromOwner: MAKER, fromHolder: MAKER, toOwner: WHOLESALER, toHolder: PHARMACY }
    told.tell({ type: 'ship', t: DAY, by: MAKER, detail: { reason: 'drop' }, trade, subjects: [container(CASE)] })
    if (papers) {
      receive(told, DAY + HOUR, WHOLESALER, CASE)
      ship(told, DAY + 2 * HOUR, WHOLESALER, PHARMACY, CASE)
    }
    receive(told, 2 * DAY, PHARMACY, CASE)
    told.tell({ type: 'dispense', t: 3 * DAY, by: PHARMACY, at: PHARMACY, subjects: [packs(['S0001'])] })
    told.fold()
  }
})

test.run()
