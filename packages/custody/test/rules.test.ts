/** Single rules at their edges, each in the least story that shows it. */
import { readFileSync } from 'node:fs'
import type { Subject } from '@packtrail/protocol'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  custodyOf,
  defaultRules,
  type FindingCode,
  findingSet,
  judgeScan,
  makeFinding,
  refusing,
  step,
} from '../src/index.ts'
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
  LOT,
  MAKER,
  MINUTE,
  manifest,
  OPERATOR,
  PACKER,
  PALLET,
  PHARMACY,
  PRODUCT,
  packs,
  packsInto,
  registered,
  START,
  type Story,
  said,
  serials,
  story,
  type Told,
  unplaced,
  WHOLESALER,
} from './story.ts'

const test = suite('rules')

const ONE = [packs(['S0001'])]
type Rest = Omit<Told, 'type' | 't' | 'by' | 'subjects'>
const act = (told: Story, type: Told['type'], t: number, by: string, rest: Rest = {}, subjects = ONE): number =>
  told.tell({ type, t, by, at: by, subjects, ...rest })
const ship = (told: Story, t: number, by: string, toHolder: string, subjects = ONE): number =>
  act(told, 'ship', t, by, { trade: { fromHolder: by, toHolder } }, subjects)
const codes = (told: Story, rules: Partial<typeof defaultRules> = {}): readonly string[] =>
  told.fold({ ...defaultRules, ...rules }).codes

// ---------------------------------------------------------------- hands

test('a late shipment explains only the receipt of the party that it was sent to', () => {
  const other = registered(1)
  act(other, 'receive', DAY, WHOLESALER)
  ship(other, DAY + MINUTE, MAKER, CLINIC)
  assert.equal(codes(other), ['RECEIVED_WITHOUT_SHIPMENT', 'TWO_HOLDERS'])
  const stranger = registered(1)
  act(stranger, 'receive', DAY, WHOLESALER)
  ship(stranger, DAY + MINUTE, CLINIC, WHOLESALER)
  assert.equal(codes(stranger), ['RECEIVED_WITHOUT_SHIPMENT', 'SHIPPED_BY_NON_HOLDER'])
  const unnamed = registered(1)
  act(unnamed, 'receive', DAY, WHOLESALER)
  act(unnamed, 'ship', DAY + MINUTE, MAKER)
  assert.equal(codes(unnamed), [])
})

test('a shipment to nobody in particular that is later than clocks differ explains nothing, unless it was recorded first', () => {
  const told = (recorded: boolean): readonly string[] => {
    const of = registered(1)
    if (recorded) act(of, 'ship', DAY + HOUR, MAKER, { recorded: DAY })
    act(of, 'receive', DAY, WHOLESALER, { recorded: DAY + 1 })
    if (!recorded) act(of, 'ship', DAY + HOUR, MAKER)
    return codes(of)
  }
  assert.equal(told(false), ['RECEIVED_WITHOUT_SHIPMENT', 'TWO_HOLDERS'])
  assert.equal(told(true), ['TIME_BACKWARDS', 'TIME_FUTURE'])
})

test('a shipment that comes a day after its receipt explains nothing: both acted as holder', () => {
  const told = registered(1)
  act(told, 'receive', DAY, WHOLESALER)
  ship(told, 2 * DAY + 1, MAKER, WHOLESALER)
  assert.equal(codes(told), ['RECEIVED_WITHOUT_SHIPMENT', 'TWO_HOLDERS'])
})

test('two holders: the maker dispenses or sends what another received off the record, also out of the case it came in', () => {
  const sold = registered(1)
  act(sold, 'receive', DAY, WHOLESALER)
  act(sold, 'dispense', 2 * DAY, MAKER)
  assert.equal(codes(sold), ['RECEIVED_WITHOUT_SHIPMENT', 'TWO_HOLDERS'])
  const boxed = registered(2)
  act(boxed, 'aggregate', HOUR, MAKER, {}, packsInto(CASE, serials(2)))
  act(boxed, 'receive', DAY, WHOLESALER, {}, [container(CASE)])
  act(boxed, 'disaggregate', DAY + HOUR, WHOLESALER, {}, into(CASE))
  ship(boxed, 3 * DAY, MAKER, CLINIC)
  assert.equal(codes(boxed), ['RECEIVED_WITHOUT_SHIPMENT', 'TWO_HOLDERS'])
})

test('where nobody has to report shipments, nothing follows from their absence', () => {
  const told = registered(2)
  act(told, 'receive', DAY, WHOLESALER)
  ship(told, 2 * DAY, MAKER, CLINIC)
  act(told, 'dispense', 3 * DAY, PHARMACY)
  assert.equal(codes(told), ['DISPENSED_BY_NON_HOLDER', 'RECEIVED_WITHOUT_SHIPMENT', 'TWO_HOLDERS'])
  assert.equal(codes(told, { unreported: ['ship'] }), [])
})

test('where nobody has to report receipts, none is missed', () => {
  const told = registered(2)
  ship(told, DAY, MAKER, WHOLESALER, [packs(serials(2))])
  act(told, 'receive', 2 * DAY, WHOLESALER)
  assert.equal(told.fold(defaultRules, 90 * DAY).codes, ['SHIPPED_NEVER_RECEIVED'])
  assert.equal(told.fold({ ...defaultRules, unreported: ['receive'] }, 90 * DAY).codes, [])
  assert.equal(told.fold(defaultRules, 31 * DAY).codes, [])
})

test('what is lost, stolen or handed out on its way is accounted for; what is inside a container is that container’s', () => {
  for (const type of ['lose', 'steal', 'dispense'] as const) {
    const told = registered(2)
    ship(told, DAY, MAKER, WHOLESALER, [packs(serials(2))])
    act(told, 'receive', 2 * DAY, WHOLESALER)
    act(told, type, 3 * DAY, WHOLESALER, {}, [packs(['S0002'])])
    assert.equal(told.fold(defaultRules, 90 * DAY).codes, [], type)
  }
})

test('a party that never reported a receipt misses none', () => {
  const told = registered(1)
  ship(told, DAY, MAKER, WHOLESALER)
  assert.equal(told.fold(defaultRules, 90 * DAY).codes, [])
})

test('title: the buyer named in the receipt owns the goods, and so does the owner it names', () => {
  for (const [rest, owner] of [
    [{ trade: { toOwner: CLINIC } }, CLINIC],
    [{ who: { owner: MAKER, holder: WHOLESALER } }, MAKER],
  ] as const) {
    const told = registered(1)
    ship(told, DAY, MAKER, WHOLESALER)
    act(told, 'receive', 2 * DAY, WHOLESALER, rest)
    assert.is(told.fold().item(id('S0001')).owner, owner)
  }
})

test('the owner takes its goods back from whoever keeps them for it, and nobody else does', () => {
  const take = (by: string): readonly string[] => {
    const told = story()
    told.tell({ type: 'commission', t: 0, who: { owner: MAKER, holder: PACKER }, subjects: [manifest(['S0001'])] })
    act(told, 'receive', DAY, by)
    return codes(told)
  }
  assert.equal(take(MAKER), [])
  assert.equal(take(CLINIC), ['RECEIVED_WITHOUT_SHIPMENT'])
})

test('the sale on paper of goods at the buyer’s customer: by the owner only, to the holder only, once', () => {
  const dropped = (by: string, to: string): readonly string[] => {
    const told = registered(1)
    act(told, 'ship', DAY, MAKER, { trade: { fromHolder: MAKER, toOwner: WHOLESALER, toHolder: CLINIC } })
    act(told, 'receive', 2 * DAY, CLINIC)
    ship(told, 3 * DAY, by, to)
    return codes(told)
  }
  assert.equal(dropped(WHOLESALER, CLINIC), [])
  assert.equal(dropped(PHARMACY, CLINIC), ['SHIPPED_BY_NON_HOLDER'])
  const told = registered(1)
  act(told, 'ship', DAY, MAKER, { trade: { fromHolder: MAKER, toOwner: WHOLESALER, toHolder: CLINIC } })
  act(told, 'receive', 2 * DAY, CLINIC)
  ship(told, 3 * DAY, WHOLESALER, CLINIC)
  const { item } = told.fold()
  assert.equal([item(id('S0001')).owner, item(id('S0001')).transit], [CLINIC, undefined])
})

test('the paper of a buyer that never has the goods leaves them and their way as they are', () => {
  const told = registered(1)
  act(told, 'ship', DAY, MAKER, { trade: { fromHolder: MAKER, toOwner: WHOLESALER, toHolder: CLINIC } })
  act(told, 'receive', DAY + HOUR, WHOLESALER)
  const { holder, transit, moved } = told.fold().item(id('S0001'))
  assert.equal({ holder, transit, moved }, { holder: MAKER, transit: { from: MAKER, to: CLINIC }, moved: true })
})

test('a movement of which nobody is named moves the goods to nobody knows whom, and that is counted', () => {
  const told = registered(1)
  told.tell({ type: 'ship', t: DAY, subjects: ONE, withheld: ['who', 'where', 'trade'] })
  told.tell({ type: 'receive', t: 2 * DAY, subjects: ONE, withheld: ['who', 'where', 'trade'] })
  told.tell({ type: 'dispense', t: 3 * DAY, subjects: ONE, withheld: ['who', 'where'] })
  const { findings, cannotJudge, item } = told.fold()
  assert.is(said(findings), 'nothing')
  assert.equal([item(id('S0001')).holder, item(id('S0001')).status], [undefined, 'dispensed'])
  assert.equal(cannotJudge, [
    { rule: 'LICENCE_WRONG_ACT', count: 3 },
    { rule: 'SHIPPED_BY_NON_HOLDER', count: 1 },
    { rule: 'RECEIVED_WITHOUT_SHIPMENT', count: 1 },
  ])
})

test('a dispense by nobody, of goods that somebody holds, cannot be judged', () => {
  const told = registered(1)
  ship(told, DAY, MAKER, WHOLESALER)
  act(told, 'receive', 2 * DAY, WHOLESALER)
  told.tell({ type: 'dispense', t: 3 * DAY, subjects: ONE, withheld: ['who', 'where', 'when'] })
  const { findings, cannotJudge } = told.fold()
  assert.is(said(findings), 'nothing')
  assert.equal(
    cannotJudge.map(({ rule }) => rule),
    ['TIME_FUTURE', 'LICENCE_WRONG_ACT', 'DISPENSED_BY_NON_HOLDER'],
  )
})

test('goods sent to nobody in particular may be dispensed by anybody, and received by anybody', () => {
  for (const type of ['dispense', 'receive'] as const) {
    const told = registered(1)
    act(told, 'ship', DAY, MAKER)
    act(told, type, 2 * DAY, PHARMACY)
    assert.equal(codes(told), [])
  }
})

test('a party is the same with and without the extension of its number, and so is a signer that no field names', () => {
  const told = registered(1)
  ship(told, DAY, MAKER, `${WHOLESALER}/DOCK-4`)
  told.tell({ type: 'receive', t: 2 * DAY, where: { readPoint: `${WHOLESALER}/DOCK-5` }, subjects: ONE })
  told.tell({ type: 'ship', t: 3 * DAY, signer: WHOLESALER, trade: { toHolder: CLINIC }, subjects: ONE })
  assert.equal(codes(told), [])
  assert.is(told.fold().item(id('S0001')).transit?.from, WHOLESALER)
})

// ---------------------------------------------------------------- ends

test('who exported goods sends them off; another party, a second time or another end is an event after the end', () => {
  const after = (end: 'export' | 'sample' | 'decommission' | 'destroy' | 'dispense', by: string): readonly string[] => {
    const told = registered(1)
    act(told, end, DAY, WHOLESALER)
    ship(told, 2 * DAY, by, CLINIC)
    return codes(told)
  }
  for (const end of ['export', 'sample', 'decommission'] as const) {
    assert.equal(after(end, WHOLESALER), [])
    assert.equal(after(end, PHARMACY), ['EVENT_AFTER_END'])
  }
  assert.equal(after('destroy', WHOLESALER), ['EVENT_AFTER_END'])
  assert.equal(after('dispense', WHOLESALER), ['EVENT_AFTER_END'])
})

test('exported goods are received by whom they were sent to, and by nobody else', () => {
  const received = (by: string): readonly string[] => {
    const told = registered(1)
    act(told, 'export', DAY, WHOLESALER)
    ship(told, 2 * DAY, WHOLESALER, CLINIC)
    act(told, 'receive', 3 * DAY, by)
    return codes(told)
  }
  assert.equal(received(CLINIC), [])
  assert.equal(received(PHARMACY), ['EVENT_AFTER_END'])
})

test('what was sold is received again: by another party, by the seller with no delivery open, or twice: an event after the end', () => {
  const run = (by: string, times: number, sent: boolean): readonly string[] => {
    const told = registered(1)
    if (sent) ship(told, DAY, MAKER, PHARMACY)
    act(told, 'dispense', 2 * DAY, PHARMACY)
    for (let i = 0; i < times; i++) act(told, 'receive', (3 + i) * DAY, by)
    return codes(told)
  }
  assert.equal(run(PHARMACY, 1, true), [])
  assert.equal(run(PHARMACY, 2, true), ['EVENT_AFTER_END'])
  assert.equal(run(PHARMACY, 1, false), ['EVENT_AFTER_END'])
  assert.equal(run(WHOLESALER, 1, true), ['EVENT_AFTER_END'])
})

test('what a clinic signed off it packs into boxes of its own; another party does not', () => {
  const put = (by: string): readonly string[] => {
    const told = registered(1)
    act(told, 'dispense', DAY, CLINIC)
    act(told, 'aggregate', 2 * DAY, by, {}, packsInto(CASE, ['S0001']))
    return codes(told)
  }
  assert.equal(put(CLINIC), [])
  assert.equal(put(WHOLESALER), ['EVENT_AFTER_END'])
})

test('a lock or a quarantine of a pack leaves it in its case; losing it takes it out', () => {
  for (const [type, inside] of [
    ['lock', 2],
    ['quarantine', 2],
    ['export', 2],
    ['decommission', 2],
    ['lose', 1],
    ['steal', 1],
    ['sample', 1],
    ['destroy', 1],
    ['dispense', 1],
  ] as const) {
    const told = registered(2)
    act(told, 'aggregate', HOUR, MAKER, {}, packsInto(CASE, serials(2)))
    act(told, type, DAY, MAKER)
    const { item, findings } = told.fold()
    assert.is(said(findings), 'nothing')
    assert.is(item(CASE).children, inside, type)
  }
})

test('what a container suffers its content suffers, and keeps when it is taken out', () => {
  for (const [type, status] of [
    ['lock', 'locked'],
    ['quarantine', 'quarantined'],
    ['lose', 'lost'],
    ['steal', 'stolen'],
    ['export', 'exported'],
  ] as const) {
    const told = registered(2)
    act(told, 'aggregate', HOUR, MAKER, {}, packsInto(CASE, serials(2)))
    act(told, 'aggregate', HOUR, MAKER, {}, into(PALLET, CASE))
    act(told, type, DAY, MAKER, {}, [container(PALLET)])
    const inside = told.fold()
    assert.is(custodyOf(inside.world, id('S0001'), inside.item(id('S0001'))).status, status)
    act(told, 'disaggregate', 2 * DAY, MAKER, {}, into(PALLET))
    act(told, 'disaggregate', 2 * DAY, MAKER, {}, into(CASE))
    const { item } = told.fold()
    assert.equal([item(id('S0001')).status, item(id('S0001')).statusAt], [status, 4])
  }
})

test('the recall of a case is that of its packs, before and after it is opened', () => {
  for (const opened of [false, true]) {
    const told = registered(2)
    act(told, 'aggregate', HOUR, MAKER, {}, packsInto(CASE, serials(2)))
    act(told, 'recall', DAY, MAKER, {}, [container(CASE)])
    if (opened) act(told, 'disaggregate', DAY + HOUR, MAKER, {}, into(CASE))
    act(told, 'dispense', 2 * DAY, PHARMACY)
    assert.equal(codes(told), ['DISPENSED_RECALLED'])
  }
})

test('one pack is released out of a quarantined case, one is brought back out of a case that was sold whole', () => {
  const held = registered(2)
  act(held, 'aggregate', HOUR, MAKER, {}, packsInto(CASE, serials(2)))
  act(held, 'quarantine', DAY, MAKER, {}, [container(CASE)])
  act(held, 'release', 2 * DAY, MAKER)
  act(held, 'dispense', 3 * DAY, PHARMACY)
  act(held, 'dispense', 3 * DAY, PHARMACY, {}, [packs(['S0002'])])
  assert.equal(held.fold().one('DISPENSED_QUARANTINED').items, [id('S0002')])
  for (const type of ['return', 'undo'] as const) {
    const sold = registered(2)
    act(sold, 'aggregate', HOUR, MAKER, {}, packsInto(CASE, serials(2)))
    act(sold, 'dispense', DAY, PHARMACY, {}, [container(CASE)])
    act(sold, type, 2 * DAY, PHARMACY, type === 'undo' ? { detail: { undoes: 'dispense' } } : {})
    act(sold, 'dispense', 3 * DAY, PHARMACY)
    assert.equal(codes(sold), [])
    act(sold, 'dispense', 4 * DAY, PHARMACY, {}, [packs(['S0002'])])
    assert.equal(sold.fold().one('SECOND_DISPENSE').items, [id('S0002')])
  }
})

test('lifting what does not hold: nothing to undo; of what is destroyed, an event after the end', () => {
  for (const type of ['unlock', 'release', 'find'] as const) {
    const told = registered(1)
    act(told, type, DAY, MAKER)
    assert.equal(codes(told), ['UNDO_NOTHING'])
    const gone = registered(1)
    act(gone, 'destroy', DAY, MAKER)
    act(gone, type, 2 * DAY, MAKER)
    assert.equal(codes(gone), ['EVENT_AFTER_END'])
  }
})

test('of several that suspend a pack the strongest holds until it is lifted', () => {
  const told = registered(1)
  act(told, 'quarantine', DAY, MAKER)
  act(told, 'lock', 2 * DAY, MAKER)
  act(told, 'lose', 3 * DAY, MAKER)
  assert.is(told.fold().item(id('S0001')).status, 'locked')
  act(told, 'release', 4 * DAY, MAKER)
  act(told, 'find', 4 * DAY, MAKER)
  const { item, findings } = told.fold()
  assert.equal([item(id('S0001')).status, said(findings)], ['locked', 'nothing'])
})

test('a weaker suspension holds again when the stronger one is lifted, and each is lifted alone', () => {
  const told = registered(2)
  act(told, 'quarantine', DAY, MAKER)
  act(told, 'lock', 2 * DAY, MAKER)
  act(told, 'unlock', 3 * DAY, MAKER)
  const { status, statusAt, held } = told.fold().item(id('S0001'))
  assert.equal([status, statusAt, held], ['quarantined', 2, undefined])
  act(told, 'dispense', 4 * DAY, PHARMACY)
  assert.equal(codes(told), ['DISPENSED_QUARANTINED'])
  const freed = registered(1)
  act(freed, 'lock', DAY, MAKER)
  act(freed, 'quarantine', 2 * DAY, MAKER)
  act(freed, 'undo', 3 * DAY, MAKER, { detail: { undoes: 'quarantine' } })
  assert.is(freed.fold().item(id('S0001')).status, 'locked')
  act(freed, 'unlock', 4 * DAY, MAKER)
  assert.equal([freed.fold().item(id('S0001')).status, codes(freed)], ['active', []])
})

test('a pack handed out of quarantine by mistake comes back into quarantine', () => {
  for (const back of ['undo', 'return'] as const) {
    const told = registered(1)
    act(told, 'quarantine', DAY, MAKER)
    act(told, 'dispense', 2 * DAY, PHARMACY)
    act(told, back, 3 * DAY, PHARMACY, back === 'undo' ? { detail: { undoes: 'dispense' } } : {})
    assert.is(told.fold().item(id('S0001')).status, 'quarantined', back)
  }
})

test('a pack that was lost and then handed out was found', () => {
  const told = registered(1)
  act(told, 'lose', DAY, MAKER)
  act(told, 'dispense', 2 * DAY, PHARMACY)
  act(told, 'return', 3 * DAY, PHARMACY)
  assert.is(told.fold().item(id('S0001')).status, 'active')
})

test('a quarantined pack that is unlocked out of a locked case stays in quarantine', () => {
  const told = registered(2)
  act(told, 'aggregate', HOUR, MAKER, {}, packsInto(CASE, serials(2)))
  act(told, 'quarantine', DAY, MAKER)
  act(told, 'lock', 2 * DAY, MAKER, {}, [container(CASE)])
  act(told, 'unlock', 3 * DAY, MAKER)
  const { status, statusAt, parent } = told.fold().item(id('S0001'))
  assert.equal([status, statusAt, parent], ['quarantined', 3, undefined])
})

// ---------------------------------------------------------------- batches, products, parties

test('a whole batch is locked or quarantined, and free again', () => {
  for (const [on, off, code] of [
    ['lock', 'unlock', 'DISPENSED_LOCKED'],
    ['quarantine', 'release', 'DISPENSED_QUARANTINED'],
  ] as const) {
    for (const lift of [off, 'undo'] as const) {
      const told = registered(2)
      act(told, on, DAY, MAKER, {}, [batch])
      act(told, 'dispense', 2 * DAY, PHARMACY)
      act(told, lift, 3 * DAY, MAKER, lift === 'undo' ? { detail: { undoes: on } } : {}, [batch])
      act(told, 'dispense', 4 * DAY, PHARMACY, {}, [packs(['S0002'])])
      assert.equal(told.fold().codes, [code])
      assert.equal(told.fold().one(code as FindingCode).items, [id('S0001')])
    }
  }
})

test('what somebody locked or quarantined is lifted by him, the maker or a regulator, and by nobody else', () => {
  const pack = packs(['S0001'])
  for (const [on, off] of [
    ['lock', 'unlock'],
    ['quarantine', 'release'],
  ] as const) {
    for (const [who, subject, may] of [
      ...[pack, container(CASE), batch].flatMap((one) => [
        [WHOLESALER, one, true] as const,
        [CLINIC, one, true] as const,
        [PHARMACY, one, false] as const,
      ]),
      [MAKER, pack, true] as const,
      [MAKER, batch, true] as const,
    ]) {
      const told = registered(1)
      const licences = [{ role: 'regulator', id: 'R' }]
      told.tell({
        type: 'party',
        by: OPERATOR,
        subjects: [{ kind: 'party', actor: CLINIC, status: 'active', licences }],
      })
      act(told, 'aggregate', HOUR, MAKER, {}, packsInto(CASE, serials(1)))
      act(told, on, DAY, WHOLESALER, {}, [subject])
      // Saying it again takes nothing over.
      act(told, on, DAY + HOUR, PHARMACY, {}, [subject])
      act(told, off, 2 * DAY, who, {}, [subject])
      const { codes: found, world, item } = told.fold()
      const what = `${off} of a ${subject.kind} by ${who}`
      assert.equal(found, may ? [] : ['UNLOCK_BY_OTHER'], what)
      const { locked, quarantined } = world.batch(PRODUCT, LOT) ?? {}
      const { status } = item(subject.kind === 'container' ? CASE : id('S0001'))
      const holds = subject.kind === 'batch' ? locked === true || quarantined === true : status !== 'active'
      assert.is(holds, !may, what)
    }
  }
})

test('whoever holds goods now may end the quarantine of a trading partner, not that of the maker', () => {
  for (const [by, codes] of [
    [WHOLESALER, []],
    [MAKER, ['UNLOCK_BY_OTHER']],
  ] as const) {
    const told = registered(1)
    act(told, 'ship', HOUR, MAKER, { trade: { fromHolder: MAKER, toHolder: WHOLESALER } })
    act(told, 'receive', 2 * HOUR, WHOLESALER)
    act(told, 'quarantine', DAY, by)
    act(told, 'ship', 2 * DAY, WHOLESALER, { trade: { fromHolder: WHOLESALER, toHolder: PHARMACY } })
    act(told, 'receive', 2 * DAY + HOUR, PHARMACY)
    act(told, 'release', 3 * DAY, PHARMACY)
    assert.equal(told.fold().codes, [...codes])
  }
})

test('the maker takes over a quarantine that another set', () => {
  const told = registered(1)
  act(told, 'quarantine', DAY, WHOLESALER)
  act(told, 'quarantine', 2 * DAY, MAKER)
  act(told, 'release', 3 * DAY, WHOLESALER)
  assert.equal(told.fold().codes, ['UNLOCK_BY_OTHER'])
  assert.is(told.fold().item(id('S0001')).status, 'quarantined')
})

test('what is said of a whole batch or product that nobody registered is found, until somebody has', () => {
  const whole: readonly Subject[] = [
    { kind: 'batch', product: PRODUCT, lot: 'a1' },
    { kind: 'product', product: '04012345678918' },
  ]
  for (const subject of whole) {
    const told = registered(1)
    act(told, 'recall', DAY, MAKER, {}, [subject])
    const { findings } = told.fold()
    assert.equal(told.fold().codes, ['NOTHING_REGISTERED'])
    assert.is(refusing(findings, 'document').length, 0)
    assert.is(refusing(findings, 'live').length, 1)
  }
})

test('master data hold for old documents too, whenever they were recorded: units of the product, a name kept', () => {
  const told = registered(1)
  act(told, 'dispense', DAY, PHARMACY, { detail: { units: 7 } })
  act(told, 'dispense', 2 * DAY, PHARMACY, { detail: { units: 7 } })
  const product = (more: { name?: string; units?: number }): number =>
    told.tell({
      type: 'product',
      recorded: 900 * DAY,
      by: OPERATOR,
      subjects: [{ kind: 'product', product: PRODUCT, ...more }],
    })
  product({ name: 'Halvoran' })
  product({ units: 12 })
  const { one, world } = told.fold()
  assert.equal(one('UNITS_OVERRUN').params, { units: 14, of: 12 })
  assert.equal(world.product(PRODUCT), {
    product: PRODUCT,
    withdrawnIn: [],
    name: 'Halvoran',
    units: 12,
    registered: true,
  })
})

test('standing and licences are those at the log position of the record, whatever time it claims', () => {
  const party = (told: Story, status: 'active' | 'suspended', role: string): number =>
    told.tell({
      type: 'party',
      by: OPERATOR,
      subjects: [{ kind: 'party', actor: PHARMACY, name: 'A', status, licences: [{ id: 'L', role }] }],
    })
  const told = registered(3)
  act(told, 'dispense', DAY, PHARMACY)
  party(told, 'active', 'wholesaler')
  act(told, 'dispense', DAY, PHARMACY, {}, [packs(['S0002'])])
  party(told, 'suspended', 'pharmacy')
  // Claims a time before all of it, and is recorded after: it counts as suspended.
  act(told, 'dispense', HOUR, PHARMACY, { recorded: 5 * DAY }, [packs(['S0003'])])
  const { findings, world } = told.fold()
  assert.equal(
    findings.map(({ code, evidence }) => [code, ...evidence]),
    [
      ['PARTY_SUSPENDED', 6],
      ['LICENCE_WRONG_ACT', 4],
    ],
  )
  assert.is(world.party(PHARMACY)?.history?.length, 2)
})

test('a licence counts from its first to its last millisecond of recorded time', () => {
  const at = (from: number, to: number): readonly string[] => {
    const told = registered(1)
    const licences = [{ id: 'L', role: 'pharmacy', from: START + from, to: START + to }]
    told.tell({ type: 'party', subjects: [{ kind: 'party', actor: PHARMACY, status: 'active', licences }] })
    act(told, 'dispense', DAY, PHARMACY)
    return codes(told)
  }
  assert.equal([at(DAY, DAY), at(DAY + 1, 2 * DAY), at(0, DAY - 1)], [[], ['LICENCE_EXPIRED'], ['LICENCE_EXPIRED']])
})

test('an expiry corrected before the batch was registered by the clocks is no correction, and nobody becomes its maker by it', () => {
  const told = registered(1)
  const detail = { reason: 'expiry', before: '2028-05-31', after: '2031-05-31' }
  act(told, 'correct', -DAY, CLINIC, { detail }, [batch])
  const { codes: found, world } = told.fold()
  assert.equal(found, ['CORRECTION_TARGET_UNKNOWN'])
  assert.is(world.batch(PRODUCT, 'A1')?.expiry, '2028-05-31')
})

test('an expiry corrected by its maker counts from then on; who withholds his name cannot be told apart from him', () => {
  const told = registered(2)
  const detail = { reason: 'expiry', before: '2028-05-31', after: '2026-03-31' }
  told.tell({ type: 'correct', t: DAY, detail, subjects: [batch], withheld: ['who', 'where'] })
  act(told, 'dispense', 60 * DAY, PHARMACY)
  assert.equal(codes(told), ['DISPENSED_EXPIRED'])
})

test('a printed lot that was corrected is right in both values', () => {
  const told = registered(1)
  const detail = { reason: 'lot', before: 'A1', after: 'A7' }
  act(told, 'correct', DAY, MAKER, { detail }, [batch])
  act(told, 'observe', 2 * DAY, PHARMACY, {}, [unplaced('S0001', { lot: 'A7' })])
  assert.equal(codes(told), [])
  act(told, 'observe', 2 * DAY, PHARMACY, {}, [unplaced('S0001', { lot: 'A8' })])
  assert.equal(codes(told), ['SERIAL_OF_OTHER_BATCH'])
})

test('two subjects of one record print different expiries: each pack is judged by its own', () => {
  const told = registered(2)
  act(told, 'observe', DAY, PHARMACY, {}, [
    packs(['S0001'], { expiry: '2028-05-31' }),
    packs(['S0002'], { expiry: '2028-06-30' }),
    unplaced('S0001'),
  ])
  assert.equal(told.fold().one('EXPIRY_DIFFERS').items, [id('S0002')])
})

// ---------------------------------------------------------------- containers

test('one record that names a pack twice acts on it once', () => {
  const told = registered(1)
  act(told, 'dispense', DAY, PHARMACY, {}, [packs(['S0001']), unplaced('S0001')])
  assert.equal(codes(told), [])
  const packed = registered(1)
  act(packed, 'aggregate', DAY, MAKER, {}, [packs(['S0001'], { parent: CASE }), unplaced('S0001', { parent: CASE })])
  assert.is(packed.fold().item(CASE).children, 1)
})

test('goods whose container is not named are not put anywhere, and that is counted', () => {
  const told = registered(1)
  act(told, 'aggregate', DAY, MAKER, {}, [packs(['S0001']), ...into(CASE)])
  act(told, 'disaggregate', DAY, MAKER, {}, [packs(['S0001']), ...into(CASE)])
  act(told, 'disaggregate', DAY, MAKER, { hiddenSubjects: 2 }, into(CASE))
  const { cannotJudge, world } = told.fold()
  assert.is(world.children(CASE).length, 0)
  assert.equal(cannotJudge, [
    { rule: 'CHILD_IN_TWO_PARENTS', count: 1 },
    { rule: 'NOT_IN_CONTAINER', count: 2 },
    { rule: 'HIDDEN_SUBJECTS', count: 1 },
  ])
})

test('one record packs into two cases: each pack goes where its subject says', () => {
  const told = registered(2)
  act(told, 'aggregate', DAY, MAKER, {}, [packs(['S0001'], { parent: CASE }), packs(['S0002'], { parent: CASE_2 })])
  const { item } = told.fold()
  assert.equal([item(id('S0001')).parent, item(id('S0002')).parent, item(CASE).children], [CASE, CASE_2, 1])
})

test('a count is judged where the record says that it counts, not where it merely names a case and a pack of it', () => {
  const told = (reason: string | undefined, more: readonly string[]): readonly string[] => {
    const of = registered(4)
    act(of, 'aggregate', HOUR, MAKER, {}, packsInto(CASE, serials(3)))
    const detail = reason === undefined ? {} : { reason }
    act(of, 'observe', DAY, MAKER, { detail }, [container(CASE), packs(more)])
    return codes(of)
  }
  assert.equal(told(undefined, ['S0001']), [])
  assert.equal(told('count', ['S0001']), ['COUNT_DIFFERS'])
  assert.equal(told('count', serials(3)), [])
  assert.equal(told('count', serials(4)), ['COUNT_DIFFERS'])
  // Other batches' goods may be in it, and their slots hidden.
  const hidden = registered(4)
  act(hidden, 'aggregate', HOUR, MAKER, {}, packsInto(CASE, serials(3)))
  act(hidden, 'observe', DAY, MAKER, { hiddenSubjects: 1 }, packsInto(CASE, ['S0001']))
  assert.equal(codes(hidden), [])
})

test('sixteen containers inside one another are followed, more are refused', () => {
  const chain = (length: number): readonly string[] => {
    const told = registered(1)
    const names = Array.from({ length }, (_, i) => `grai:4012345000016/${i}`)
    // From the outside in: each goes into one that is inside already.
    for (let i = 1; i < length; i++)
      act(told, 'aggregate', HOUR, MAKER, {}, into(names[i - 1] as string, names[i] as string))
    return codes(told)
  }
  assert.equal([chain(17), chain(18)], [[], ['CONTAINER_CYCLE']])
})

// ---------------------------------------------------------------- order, findings, questions

test('a corrected event is left out whatever the order in which the records arrive', () => {
  const told = registered(1)
  const sold = act(told, 'dispense', DAY, PHARMACY)
  const correct = (of: number): number =>
    act(told, 'correct', 2 * DAY, PHARMACY, { detail: { target: new Uint8Array(32).fill(of, 31) } })
  correct(correct(sold))
  const { item } = told.fold()
  assert.is(item(id('S0001')).status, 'dispensed')
})

test('a record is withdrawn from the finding about its own holder', () => {
  const set = findingSet()
  const found = (holder: string): ReturnType<typeof makeFinding> =>
    makeFinding(
      'RECEIVED_WITHOUT_SHIPMENT',
      Array.from({ length: 100 }, (_, i) => `${holder}${i}`),
      [7],
      { party: 'P', holder },
      200,
    )
  set.add({ findings: [found('A'), found('B')], withdrawn: [], cannotJudge: [] }, 7)
  const gone = { code: 'RECEIVED_WITHOUT_SHIPMENT', item: 'unlisted', at: 7, holder: 'B' } as const
  set.add({ findings: [], withdrawn: [gone], cannotJudge: [] }, 8)
  assert.equal(
    set.done().findings.map(({ count }) => count),
    [200, 199],
  )
  set.add({ findings: [], withdrawn: [{ ...gone, code: 'TWO_HOLDERS' }], cannotJudge: [] }, 9)
  assert.equal(
    set.done().findings.map(({ count }) => count),
    [200, 199],
  )
})

test('the answer at the counter names the strongest reason, and the lot and expiry on record', () => {
  const told = registered(1)
  act(told, 'recall', DAY, MAKER, {}, [batch])
  act(told, 'lock', DAY, MAKER)
  const world = told.world()
  for (const input of told.inputs) step(world, input, defaultRules)
  const verdict = judgeScan(world, { product: PRODUCT, serial: 'S0001' }, START + 2 * DAY, undefined, defaultRules)
  assert.equal(
    verdict.reasons.map(({ code }) => code),
    ['DISPENSED_RECALLED', 'DISPENSED_LOCKED'],
  )
  assert.equal([verdict.verdict, verdict.status, verdict.state.status], ['stop', 'recalled', 'locked'])
})

test('fifteen minutes between two clocks are no contradiction, a millisecond more is', () => {
  const SKEW = 15 * MINUTE
  const born = (early: number): readonly string[] => {
    const told = registered(1)
    act(told, 'observe', -early, MAKER)
    return codes(told)
  }
  assert.equal([born(SKEW), born(SKEW + 1)], [[], ['EVENT_BEFORE_COMMISSIONING']])
  const sent = (late: number): readonly string[] => {
    const told = registered(1)
    act(told, 'receive', DAY, WHOLESALER)
    act(told, 'ship', DAY + late, MAKER)
    return codes(told)
  }
  assert.equal([sent(SKEW), sent(SKEW + 1)], [[], ['RECEIVED_WITHOUT_SHIPMENT', 'TWO_HOLDERS']])
  const handed = (early: number): readonly string[] => {
    const told = registered(1)
    ship(told, DAY, MAKER, WHOLESALER)
    act(told, 'receive', 2 * DAY, WHOLESALER)
    act(told, 'dispense', 3 * DAY, PHARMACY)
    act(told, 'receive', 3 * DAY + early, PHARMACY)
    ship(told, 3 * DAY + early + 1, WHOLESALER, PHARMACY)
    return codes(told)
  }
  assert.equal(handed(SKEW), [])
  assert.equal(handed(SKEW + 1), ['DISPENSED_BY_NON_HOLDER', 'EVENT_AFTER_END', 'EVENT_AFTER_END'])
})

test('a claimed time five minutes ahead of the record is nothing, a millisecond more is in the future', () => {
  const ahead = (ms: number): readonly string[] => {
    const told = registered(1)
    act(told, 'observe', DAY + ms, MAKER, { recorded: DAY })
    return codes(told)
  }
  assert.equal([ahead(5 * MINUTE), ahead(5 * MINUTE + 1)], [[], ['TIME_FUTURE']])
})

test('the findings of one record come most severe first', () => {
  const told = registered(2)
  act(told, 'aggregate', HOUR, MAKER, {}, packsInto(CASE, ['S0001']))
  act(told, 'ship', DAY, CLINIC, { trade: { toHolder: WHOLESALER } })
  assert.equal(
    told.fold().findings.map(({ code, severity }) => [code, severity]),
    [
      ['SHIPPED_BY_NON_HOLDER', 'error'],
      ['CHILD_MOVED_ALONE', 'warn'],
    ],
  )
})

test('a second recall or withdrawal does not move the first: what was handed out between them counts', () => {
  for (const subject of [batch, { kind: 'product', product: PRODUCT } as const]) {
    const told = registered(2)
    act(told, 'recall', DAY, MAKER, {}, [subject])
    act(told, 'recall', 5 * DAY, MAKER, {}, [subject])
    const world = told.world()
    for (const input of told.inputs) step(world, input, defaultRules)
    // A ledger that learns of an old dispense folds it into the world of today.
    const ask = (t: number): string =>
      judgeScan(world, { product: PRODUCT, serial: 'S0001' }, START + t, undefined, defaultRules).verdict
    assert.equal([ask(DAY - 1), ask(DAY), ask(3 * DAY)], ['ok', 'stop', 'stop'])
  }
})

test('the evidence of a stopped dispense is what stopped it: the lock of the pack, or the recall of its batch', () => {
  const told = registered(2)
  const lock = act(told, 'lock', DAY, MAKER)
  const moved = act(told, 'observe', 2 * DAY, MAKER, {}, [packs(['S0002'])])
  const locked = act(told, 'lock', 3 * DAY, MAKER, {}, [batch])
  assert.equal([lock, moved, locked], [2, 3, 4])
  const sold = act(told, 'dispense', 4 * DAY, PHARMACY)
  assert.equal(told.fold().one('DISPENSED_LOCKED').evidence, [sold, lock])
})

test('a record that lists the contents of two containers is not taken for a count of either', () => {
  const told = registered(4)
  act(told, 'aggregate', HOUR, MAKER, {}, packsInto(CASE, ['S0001', 'S0002']))
  act(told, 'aggregate', HOUR, MAKER, {}, packsInto(CASE_2, ['S0003', 'S0004']))
  const subjects = [packs(['S0001'], { parent: CASE }), packs(['S0003'], { parent: CASE_2 })]
  act(told, 'observe', DAY, MAKER, { detail: { reason: 'count' } }, subjects)
  assert.equal(codes(told), [])
})

test('a case handed out whole is judged pack by pack up to ten thousand, and what is beyond is counted as not judged', () => {
  const told = registered(10_001)
  act(told, 'aggregate', HOUR, MAKER, {}, packsInto(CASE, serials(10_001)))
  act(told, 'recall', DAY, MAKER, {}, [batch])
  act(told, 'dispense', 2 * DAY, CLINIC, {}, [container(CASE)])
  const { one, cannotJudge } = told.fold()
  assert.is(one('DISPENSED_RECALLED').count, 10_000)
  assert.equal(cannotJudge, [{ rule: 'DISPENSED_RECALLED', count: 1 }])
})

test('the roles of the default rules are those of the page', () => {
  const page = readFileSync(new URL('../../../docs/spec/14-custody.md', import.meta.url), 'utf8')
  const from = page.indexOf('| act | roles |')
  const [table = ''] = page.slice(from).split('\n\n')
  const rows = table.split('\n').slice(2)
  const written = rows.flatMap((row) => {
    const [, acts = '', roles = ''] = row.split('|').map((cell) => cell.trim())
    return acts.split(', ').map((act) => [act, roles.split(', ')] as const)
  })
  assert.equal(Object.fromEntries(written), defaultRules.roles)
})

test.run()
