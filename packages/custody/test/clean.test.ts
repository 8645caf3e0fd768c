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
    owner: WHOLESALER,
    holder: WHOLESALER,
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

test('a drop shipment: the wholesaler buys, the pharmacy receives, with or without papers of the wholesaler', () => {
  for (const papers of ['none', 'before', 'after']) {
    const told = packed()
    const paper = (t: number): void => {
      receive(told, t, WHOLESALER, PALLET)
      ship(told, t + HOUR, WHOLESALER, PHARMACY, PALLET)
    }
    const trade = { fromOwner: MAKER, fromHolder: MAKER, toOwner: WHOLESALER, toHolder: PHARMACY }
    told.tell({ type: 'ship', t: DAY, by: MAKER, detail: { reason: 'drop' }, trade, subjects: [container(PALLET)] })
    if (papers === 'before') paper(DAY + HOUR)
    receive(told, 2 * DAY, PHARMACY, PALLET)
    if (papers === 'after') ship(told, 3 * DAY, WHOLESALER, PHARMACY, PALLET)
    told.tell({ type: 'disaggregate', t: 4 * DAY, by: PHARMACY, subjects: into(PALLET) })
    told.tell({ type: 'disaggregate', t: 4 * DAY, by: PHARMACY, subjects: into(CASE) })
    told.tell({ type: 'dispense', t: 5 * DAY, by: PHARMACY, at: PHARMACY, subjects: [packs(['S0001'])] })
    clean(told)
  }
})

test('a drop shipment of which only the buyer is named', () => {
  const told = packed()
  const trade = { fromOwner: MAKER, toOwner: WHOLESALER }
  told.tell({ type: 'ship', t: DAY, by: MAKER, detail: { reason: 'drop' }, trade, subjects: [container(PALLET)] })
  receive(told, 2 * DAY, PHARMACY, PALLET)
  told.tell({ type: 'dispense', t: 5 * DAY, by: PHARMACY, at: PHARMACY, subjects: [packs(['S0001'])] })
  clean(told)
})

test('直调 207: the maker sends to the clinic what the wholesaler sold, and the wholesaler books nothing but its sale', () => {
  const told = packed()
  const trade = { fromOwner: MAKER, toOwner: WHOLESALER, toHolder: CLINIC }
  told.tell({ type: 'ship', t: DAY, by: MAKER, detail: { reason: 'drop' }, trade, subjects: [container(PALLET)] })
  ship(told, DAY + HOUR, WHOLESALER, CLINIC, PALLET)
  receive(told, 2 * DAY, CLINIC, PALLET)
  told.tell({ type: 'dispense', t: 3 * DAY, by: CLINIC, at: CLINIC, subjects: [unplaced('S0003')] })
  clean(told)
})

test('直调 by a wholesaler that never booked the goods in: it sends on what was sent to it', () => {
  const told = packed()
  ship(told, DAY, MAKER, WHOLESALER, PALLET)
  ship(told, 2 * DAY, WHOLESALER, CLINIC, PALLET)
  receive(told, 3 * DAY, CLINIC, PALLET)
  const { world, item } = clean(told)
  assert.is(custodyOf(world, id('S0001'), item(id('S0001'))).holder, CLINIC)
})

test('owner, holder and agent are three: the packer makes for the owner, a logistics house keeps and sends for it', () => {
  const told = story()
  const own = { owner: MAKER, holder: PACKER, agent: PACKER }
  told.tell({ type: 'commission', t: 0, who: own, at: PACKER, subjects: [manifest(serials(2))] })
  told.tell({ type: 'aggregate', t: HOUR, who: own, at: PACKER, subjects: packsInto(CASE, serials(2)) })
  const in3pl = { fromOwner: MAKER, fromHolder: PACKER, toOwner: MAKER, toHolder: LOGISTICS }
  told.tell({ type: 'ship', t: DAY, by: PACKER, trade: in3pl, subjects: [container(CASE)] })
  const kept = { owner: MAKER, holder: LOGISTICS, agent: LOGISTICS }
  told.tell({ type: 'receive', t: 2 * DAY, who: kept, at: LOGISTICS, subjects: [container(CASE)] })
  // The owner reports the sale though another house sends: its name alone is enough.
  const sale = { fromOwner: MAKER, toOwner: WHOLESALER, toHolder: WHOLESALER }
  told.tell({ type: 'ship', t: 3 * DAY, by: MAKER, trade: sale, subjects: [container(CASE)] })
  receive(told, 4 * DAY, WHOLESALER, CASE)
  const { item } = clean(told)
  assert.is(item(CASE).holder, WHOLESALER)
  assert.is(item(CASE).owner, WHOLESALER)
})

test('the packer sends goods of an owner that alone is named at commissioning', () => {
  const told = story()
  told.tell({
    type: 'commission',
    t: 0,
    who: { owner: MAKER, agent: PACKER },
    at: PACKER,
    subjects: [manifest(['S1'])],
  })
  told.tell({ type: 'ship', t: DAY, by: PACKER, trade: { toHolder: WHOLESALER }, subjects: [packs(['S1'])] })
  receive(told, 2 * DAY, WHOLESALER)
  told.tell({ type: 'receive', t: 2 * DAY, by: WHOLESALER, subjects: [packs(['S1'])] })
  clean(told)
})

test('one case with goods of two owners: each pack keeps its own', () => {
  const told = story()
  told.tell({ type: 'commission', t: 0, who: { owner: MAKER, holder: PACKER }, subjects: [manifest(['S1'])] })
  const other = manifest(['T1'], { lot: 'B2' })
  told.tell({ type: 'commission', t: 0, who: { owner: CLINIC, holder: PACKER }, subjects: [other] })
  const subjects = [packs(['S1'], { parent: CASE }), packs(['T1'], { lot: 'B2', parent: CASE })]
  told.tell({ type: 'aggregate', t: HOUR, by: PACKER, subjects })
  told.tell({ type: 'disaggregate', t: 2 * HOUR, by: PACKER, subjects: into(CASE) })
  const { item } = clean(told)
  assert.equal([item(id('S1')).owner, item(id('T1')).owner, item(CASE).owner], [MAKER, CLINIC, undefined])
})

test('events recorded before their commissioning: the event time counts', () => {
  const told = story()
  told.tell({ type: 'aggregate', t: HOUR, recorded: 10 * DAY, by: MAKER, subjects: packsInto(CASE, ['S1', 'S2']) })
  told.tell({ type: 'ship', t: DAY, recorded: 10 * DAY, by: MAKER, subjects: [container(CASE)] })
  told.tell({
    type: 'dispense',
    t: 3 * DAY,
    recorded: 10 * DAY,
    by: PHARMACY,
    at: PHARMACY,
    subjects: [unplaced('S1')],
  })
  told.tell({ type: 'commission', t: 0, recorded: 20 * DAY, by: MAKER, at: MAKER, subjects: [manifest(['S1', 'S2'])] })
  clean(told)
})

test('a commissioning that gives only its day comes before the packing of that day', () => {
  const told = story()
  told.tell({ type: 'aggregate', t: HOUR, by: MAKER, subjects: packsInto(CASE, ['S1']) })
  const late = { type: 'commission', t: -8 * HOUR, day: true, recorded: 30 * HOUR } as const
  told.tell({ ...late, by: MAKER, at: MAKER, subjects: [manifest(['S1'])] })
  clean(told)
})

test('clocks ten minutes apart: received before shipped, dispensed before received, packed before commissioned', () => {
  const told = story()
  told.tell({ type: 'aggregate', t: 0, by: MAKER, subjects: packsInto(CASE, ['S1', 'S2']) })
  told.tell({
    type: 'commission',
    t: 10 * MINUTE,
    by: MAKER,
    at: MAKER,
    subjects: [manifest(serials(0).concat('S1', 'S2'))],
  })
  receive(told, DAY, WHOLESALER, CASE)
  told.tell({ type: 'disaggregate', t: DAY + MINUTE, by: WHOLESALER, subjects: into(CASE) })
  ship(told, DAY + 10 * MINUTE, MAKER, WHOLESALER, CASE)
  told.tell({ type: 'ship', t: 2 * DAY, by: WHOLESALER, trade: { toHolder: PHARMACY }, subjects: [packs(['S1'])] })
  told.tell({ type: 'dispense', t: 3 * DAY, by: PHARMACY, at: PHARMACY, subjects: [packs(['S1'])] })
  told.tell({ type: 'receive', t: 3 * DAY + 10 * MINUTE, by: PHARMACY, subjects: [packs(['S1'])] })
  clean(told)
})

test('clocks ten minutes apart: a pack that nobody had sent by then is dispensed, received and sent within ten minutes', () => {
  const told = registered(1)
  const one = [packs(['S0001'])]
  told.tell({ type: 'receive', t: HOUR, by: WHOLESALER, subjects: one })
  told.tell({ type: 'ship', t: HOUR + 5 * MINUTE, by: MAKER, trade: { toHolder: WHOLESALER }, subjects: one })
  told.tell({ type: 'dispense', t: 3 * DAY, by: PHARMACY, at: PHARMACY, subjects: one })
  told.tell({ type: 'receive', t: 3 * DAY + 4 * MINUTE, by: PHARMACY, subjects: one })
  told.tell({ type: 'ship', t: 3 * DAY + 8 * MINUTE, by: WHOLESALER, trade: { toHolder: PHARMACY }, subjects: one })
  const { item } = clean(told)
  assert.is(item(id('S0001')).status, 'dispensed')
})

test('goods go back to the shipper: refused at the door, or sent back after receipt', () => {
  const refused = packed()
  ship(refused, DAY, MAKER, WHOLESALER, PALLET)
  receive(refused, 2 * DAY, MAKER, PALLET)
  ship(refused, 3 * DAY, MAKER, CLINIC, PALLET)
  receive(refused, 4 * DAY, CLINIC, PALLET)
  clean(refused)
  const returned = packed()
  ship(returned, DAY, MAKER, WHOLESALER, PALLET)
  receive(returned, 2 * DAY, WHOLESALER, PALLET)
  const back = { fromHolder: WHOLESALER, toHolder: MAKER }
  returned.tell({
    type: 'ship',
    t: 3 * DAY,
    by: WHOLESALER,
    detail: { reason: 'return' },
    trade: back,
    subjects: [container(PALLET)],
  })
  receive(returned, 4 * DAY, MAKER, PALLET)
  assert.is(clean(returned).item(PALLET).holder, MAKER)
})

test('a shipment that did not take place is void, and the goods go elsewhere', () => {
  const told = packed()
  ship(told, DAY, MAKER, WHOLESALER, PALLET)
  told.tell({
    type: 'undo',
    t: 2 * DAY,
    by: MAKER,
    at: MAKER,
    detail: { undoes: 'ship' },
    subjects: [container(PALLET)],
  })
  const { item } = clean(told)
  assert.equal([item(PALLET).transit, item(PALLET).holder, item(PALLET).owner], [undefined, MAKER, undefined])
  ship(told, 3 * DAY, MAKER, CLINIC, PALLET)
  receive(told, 4 * DAY, CLINIC, PALLET)
  clean(told)
})

test('goods depart and are consigned, arrive and are accepted: two records of one hand-over', () => {
  const told = packed()
  ship(told, DAY, MAKER, WHOLESALER, PALLET)
  ship(told, DAY + HOUR, MAKER, WHOLESALER, PALLET)
  receive(told, 2 * DAY, WHOLESALER, PALLET)
  receive(told, 2 * DAY + HOUR, WHOLESALER, PALLET)
  clean(told)
})

test('a pallet was sent, and its cases and packs are received one by one: nothing of it is still on its way', () => {
  const told = packed()
  ship(told, DAY, MAKER, WHOLESALER, PALLET)
  receive(told, 2 * DAY, WHOLESALER, CASE)
  told.tell({ type: 'receive', t: 2 * DAY, by: WHOLESALER, subjects: [packs(['S0003'])] })
  told.tell({ type: 'receive', t: 2 * DAY, by: WHOLESALER, subjects: [packs(['S0004'])] })
  const { item, world } = clean(told)
  assert.is(item(CASE).holder, WHOLESALER)
  assert.is(item(id('S0003')).holder, WHOLESALER)
  assert.equal(world.children(PALLET), [])
  assert.is(item(PALLET).transit, undefined)
  assert.is(item(PALLET).children, 0)
})

test('cases of a pallet that was received already are booked in one by one', () => {
  const told = packed()
  ship(told, DAY, MAKER, WHOLESALER, PALLET)
  receive(told, 2 * DAY, WHOLESALER, PALLET)
  receive(told, 2 * DAY + HOUR, WHOLESALER, CASE, CASE_2)
  ship(told, 3 * DAY, WHOLESALER, PHARMACY, CASE)
  clean(told)
})

test('what was sent is opened without a receipt: whoever opens it has it', () => {
  const told = packed()
  ship(told, DAY, MAKER, WHOLESALER, PALLET)
  told.tell({ type: 'disaggregate', t: 2 * DAY, by: WHOLESALER, at: WHOLESALER, subjects: into(PALLET, CASE, CASE_2) })
  ship(told, 3 * DAY, WHOLESALER, PHARMACY, CASE)
  receive(told, 4 * DAY, PHARMACY, CASE)
  // Somebody who reports receipts, so that one of his that is missing would be seen.
  receive(told, 5 * DAY, WHOLESALER, CASE_2)
  const { item } = clean(told)
  assert.is(item(CASE_2).holder, WHOLESALER)
})

test('a receipt that lists the content of its pallet moves the pallet, and the content goes along', () => {
  const listed = packed()
  ship(listed, DAY, MAKER, WHOLESALER, PALLET)
  listed.tell({ type: 'receive', t: 2 * DAY, by: WHOLESALER, subjects: into(PALLET, CASE, CASE_2) })
  const plain = packed()
  ship(plain, DAY, MAKER, WHOLESALER, PALLET)
  receive(plain, 2 * DAY, WHOLESALER, CASE, CASE_2, PALLET)
  for (const told of [listed, plain]) {
    const { item, world } = clean(told)
    assert.is(item(CASE).parent, PALLET)
    assert.is(custodyOf(world, CASE, item(CASE)).holder, WHOLESALER)
    assert.is(custodyOf(world, CASE, item(CASE)).grade, 'inferred')
  }
})

test('a returnable container is filled again elsewhere', () => {
  const crate = 'grai:4012345000016/1'
  const told = registered(4)
  told.tell({ type: 'aggregate', t: HOUR, by: MAKER, subjects: packsInto(crate, ['S0001', 'S0002']) })
  ship(told, DAY, MAKER, WHOLESALER, crate)
  receive(told, 2 * DAY, WHOLESALER, crate)
  told.tell({ type: 'disaggregate', t: 2 * DAY + HOUR, by: WHOLESALER, subjects: into(crate) })
  told.tell({ type: 'aggregate', t: 3 * DAY, by: MAKER, subjects: packsInto(crate, ['S0003', 'S0004']) })
  ship(told, 4 * DAY, MAKER, PHARMACY, crate)
  receive(told, 5 * DAY, PHARMACY, crate)
  const { item } = clean(told)
  assert.is(item(id('S0001')).holder, WHOLESALER)
  assert.is(item(crate).holder, PHARMACY)
})

test('a pack handed out in parts, and some units brought back', () => {
  const told = registered(1, { units: 12 })
  const one = [packs(['S0001'])]
  told.tell({ type: 'dispense', t: DAY, by: CLINIC, at: CLINIC, detail: { units: 6 }, subjects: one })
  told.tell({ type: 'return', t: 2 * DAY, by: CLINIC, at: CLINIC, detail: { units: 2 }, subjects: one })
  told.tell({ type: 'dispense', t: 3 * DAY, by: CLINIC, at: CLINIC, detail: { units: 8 }, subjects: one })
  const { item } = clean(told)
  assert.is(item(id('S0001')).units, 12)
  assert.is(item(id('S0001')).status, 'dispensed')
})

test('a pack handed out whole, of which some units come back, is not whole', () => {
  const told = registered(1, { units: 12 })
  const one = [packs(['S0001'])]
  told.tell({ type: 'dispense', t: DAY, by: CLINIC, at: CLINIC, subjects: one })
  told.tell({ type: 'return', t: 2 * DAY, by: CLINIC, at: CLINIC, detail: { units: 2 }, subjects: one })
  told.tell({ type: 'dispense', t: 3 * DAY, by: CLINIC, at: CLINIC, detail: { units: 2 }, subjects: one })
  assert.is(clean(told).item(id('S0001')).status, 'dispensed')
})

test('an undo within the limit, from another till of the same premises, and a new dispense', () => {
  const told = registered(1)
  const one = [packs(['S0001'])]
  const till = (name: string): { readPoint: string } => ({ readPoint: `${PHARMACY}/${name}` })
  told.tell({ type: 'dispense', t: DAY, by: PHARMACY, where: till('POS-1'), subjects: one })
  told.tell({
    type: 'undo',
    t: 2 * DAY,
    by: PHARMACY,
    where: till('POS-2'),
    detail: { undoes: 'dispense' },
    subjects: one,
  })
  told.tell({ type: 'dispense', t: 3 * DAY, by: PHARMACY, where: till('POS-2'), subjects: one })
  clean(told)
})

test('a batch is recalled in one market while it is dispensed in another, and before it was recalled', () => {
  const told = registered(3)
  const sell = (serial: string, t: number, market: string): void =>
    void told.tell({ type: 'dispense', t, by: PHARMACY, at: PHARMACY, detail: { market }, subjects: [packs([serial])] })
  sell('S0001', DAY, 'DE')
  told.tell({ type: 'recall', t: 2 * DAY, by: MAKER, detail: { market: 'DE' }, subjects: [batch] })
  sell('S0002', 3 * DAY, 'AT')
  told.tell({ type: 'recall', t: 4 * DAY, by: MAKER, subjects: [{ kind: 'product', product: '04012345678901' }] })
  clean(told)
})

test('a recalled pack is shipped back, received and destroyed', () => {
  const told = packed()
  ship(told, DAY, MAKER, WHOLESALER, PALLET)
  receive(told, 2 * DAY, WHOLESALER, PALLET)
  told.tell({ type: 'recall', t: 3 * DAY, by: MAKER, subjects: [batch] })
  ship(told, 4 * DAY, WHOLESALER, MAKER, PALLET)
  receive(told, 5 * DAY, MAKER, PALLET)
  told.tell({ type: 'destroy', t: 6 * DAY, by: MAKER, at: MAKER, subjects: [container(PALLET)] })
  const { world, item } = clean(told)
  assert.is(custodyOf(world, id('S0001'), item(id('S0001'))).status, 'destroyed')
})

test('a hospital signs off the packs of a case on arrival and opens the case later', () => {
  for (const listed of [false, true]) {
    const told = packed()
    ship(told, DAY, MAKER, CLINIC, PALLET)
    receive(told, 2 * DAY, CLINIC, PALLET)
    told.tell({ type: 'disaggregate', t: 2 * DAY, by: CLINIC, subjects: into(PALLET) })
    told.tell({ type: 'dispense', t: 2 * DAY + HOUR, by: CLINIC, at: CLINIC, subjects: [packs(['S0001', 'S0002'])] })
    told.tell({ type: 'dispense', t: 2 * DAY + HOUR, by: CLINIC, at: CLINIC, subjects: [container(CASE_2)] })
    const all = listed ? packsInto(CASE_2, ['S0003', 'S0004']) : into(CASE_2)
    told.tell({
      type: 'disaggregate',
      t: 3 * DAY,
      by: CLINIC,
      subjects: listed ? packsInto(CASE, ['S0001', 'S0002']) : into(CASE),
    })
    told.tell({ type: 'disaggregate', t: 3 * DAY, by: CLINIC, subjects: all })
    const { item, world } = clean(told)
    for (const one of serials(4)) assert.is(custodyOf(world, id(one), item(id(one))).status, 'dispensed')
  }
})

test('a pharmacy hands out a pack in the morning and books the delivery in at night', () => {
  const told = registered(1)
  const one = [packs(['S0001'])]
  told.tell({ type: 'ship', t: DAY, by: MAKER, trade: { toHolder: PHARMACY }, subjects: one })
  told.tell({ type: 'dispense', t: 2 * DAY, by: PHARMACY, at: PHARMACY, subjects: one })
  told.tell({ type: 'receive', t: 2 * DAY + 9 * HOUR, by: PHARMACY, at: PHARMACY, subjects: one })
  assert.is(clean(told).item(id('S0001')).status, 'dispensed')
})

test('a pack for export is signed off, sent by who signed it off, and received abroad', () => {
  const told = registered(1)
  const one = [packs(['S0001'])]
  told.tell({ type: 'quarantine', t: DAY, by: MAKER, at: MAKER, subjects: one })
  told.tell({ type: 'release', t: DAY + HOUR, by: MAKER, at: MAKER, subjects: one })
  told.tell({ type: 'export', t: 2 * DAY, by: MAKER, at: MAKER, subjects: one })
  told.tell({ type: 'ship', t: 3 * DAY, by: MAKER, trade: { toHolder: CLINIC }, subjects: one })
  told.tell({ type: 'receive', t: 9 * DAY, by: CLINIC, subjects: one })
  assert.is(clean(told).item(id('S0001')).status, 'exported')
})

test('a locked pack stays in its case, and is free again after the unlock', () => {
  const told = packed()
  told.tell({ type: 'lock', t: DAY, by: MAKER, at: MAKER, subjects: [packs(['S0001'])] })
  told.tell({ type: 'quarantine', t: DAY + HOUR, by: MAKER, at: MAKER, subjects: [packs(['S0001'])] })
  told.tell({ type: 'release', t: DAY + 2 * HOUR, by: MAKER, at: MAKER, subjects: [packs(['S0001'])] })
  told.tell({ type: 'unlock', t: 61 * DAY, by: MAKER, at: MAKER, subjects: [packs(['S0001'])] })
  told.tell({ type: 'lose', t: 62 * DAY, by: MAKER, at: MAKER, subjects: [packs(['S0002'])] })
  told.tell({ type: 'find', t: 63 * DAY, by: MAKER, at: MAKER, subjects: [packs(['S0002'])] })
  const { item } = clean(told)
  assert.is(item(id('S0001')).parent, CASE)
  assert.is(item(id('S0001')).status, 'active')
  assert.is(item(id('S0002')).parent, undefined)
  assert.is(item(CASE).children, 1)
})

test('opening stock: adopted goods are sold and sent on by who had them', () => {
  const told = story()
  told.tell({ type: 'adopt', t: 0, by: PHARMACY, at: PHARMACY, subjects: [manifest(['S1', 'S2'])] })
  told.tell({ type: 'dispense', t: DAY, by: PHARMACY, at: PHARMACY, subjects: [unplaced('S1')] })
  told.tell({ type: 'ship', t: DAY, by: PHARMACY, trade: { toHolder: CLINIC }, subjects: [unplaced('S2')] })
  told.tell({ type: 'receive', t: 2 * DAY, by: CLINIC, subjects: [unplaced('S2')] })
  clean(told)
})

test('looking, counting and refused attempts change nothing and are no finding, whatever became of the pack', () => {
  const told = packed()
  told.tell({ type: 'destroy', t: DAY, by: MAKER, at: MAKER, subjects: [packs(['S0001'])] })
  told.tell({ type: 'observe', t: 2 * DAY, by: PHARMACY, subjects: [packs(['S0001']), container(CASE)] })
  told.tell({ type: 'observe', t: 2 * DAY, by: MAKER, subjects: packsInto(CASE, ['S0002']) })
  told.tell({
    type: 'attempt',
    t: 3 * DAY,
    by: PHARMACY,
    detail: { code: 'EVENT_AFTER_END', undoes: 'dispense' },
    subjects: [packs(['S0001'])],
  })
  const { item } = clean(told)
  assert.is(item(id('S0001')).status, 'destroyed')
})

test('the total of a closing agrees, and a wrong expiry is corrected by its maker', () => {
  const told = registered(3)
  const totals = { product: '04012345678901', lot: 'A1', allocated: 6, commissioned: 3, wasted: 1, unused: 2 }
  told.tell({ type: 'close', t: HOUR, by: MAKER, subjects: [{ kind: 'close', ...totals }] })
  const detail = { reason: 'expiry', before: '2028-05-31', after: '2028-04-30' }
  told.tell({ type: 'correct', t: DAY, by: MAKER, detail, subjects: [batch] })
  for (const expiry of ['2028-05-31', '2028-04-30']) {
    told.tell({ type: 'observe', t: 2 * DAY, by: PHARMACY, subjects: [packs(['S0001'], { expiry })] })
  }
  clean(told)
})

test('an event that its author took back never happened', () => {
  const told = registered(1)
  const at = told.tell({ type: 'destroy', t: DAY, by: MAKER, at: MAKER, subjects: [packs(['S0001'])] })
  const target = new Uint8Array(32)
  target[31] = at
  told.tell({
    type: 'correct',
    t: 2 * DAY,
    by: MAKER,
    detail: { target, reason: 'did_not_occur' },
    subjects: [packs(['S0001'])],
  })
  told.tell({ type: 'dispense', t: 3 * DAY, by: PHARMACY, at: PHARMACY, subjects: [packs(['S0001'])] })
  clean(told)
})

test.run()
