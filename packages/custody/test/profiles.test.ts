/** Market profiles: what a step that nobody has to report makes of a story, and from which record on (docs/spec/14-custody.md#profiles). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { acceptedRules, defaultRules, PROFILES, profileSubject } from '../src/index.ts'
import {
  batch,
  CASE,
  container,
  DAY,
  HOUR,
  id,
  into,
  LOT,
  MAKER,
  OPERATOR,
  PHARMACY,
  PRODUCT,
  packs,
  packsInto,
  registered,
  type Story,
  said,
  WHOLESALER,
} from './story.ts'

const test = suite('profiles')

const P = [packs(['S0001'])]
const OF_BATCH = `profile:${PRODUCT}/${LOT}`

const set = (told: Story, key: string, value: string, t?: number): number =>
  told.tell({
    type: 'policy',
    by: OPERATOR,
    subjects: [{ kind: 'policy', key, value }],
    ...(t === undefined ? {} : { t }),
  })
const known = (told: Story, ...actors: readonly string[]): void => {
  for (const actor of actors) {
    told.tell({ type: 'party', by: OPERATOR, subjects: [{ kind: 'party', actor, status: 'active', licences: [] }] })
  }
}
const ship = (told: Story, t: number, by: string, to: string, subjects = P): number =>
  told.tell({ type: 'ship', t, by, trade: { fromOwner: by, fromHolder: by, toOwner: to, toHolder: to }, subjects })
const receive = (told: Story, t: number, by: string, subjects = P): number =>
  told.tell({ type: 'receive', t, by, at: by, subjects })
const dispense = (told: Story, t: number, by: string): number =>
  told.tell({ type: 'dispense', t, by, at: by, subjects: P })

test('a EU upload followed by a dispense is clean, with or without its profile; with a strict one it is not', () => {
  for (const profile of [undefined, 'default/1', 'eu/1', 'us/1', 'cn/1']) {
    const told = registered(4)
    if (profile !== undefined) set(told, OF_BATCH, profile)
    dispense(told, DAY, PHARMACY)
    assert.is(said(told.fold().findings), 'nothing', profile)
  }
  const told = registered(4)
  set(told, OF_BATCH, 'strict/1')
  dispense(told, DAY, PHARMACY)
  assert.equal(told.fold().codes, ['DISPENSED_BY_NON_HOLDER'])
})

test('what was sent and went on in the European way is clean by its profile alone', () => {
  const story = (profile?: string): Story => {
    const told = registered(4)
    if (profile !== undefined) set(told, OF_BATCH, profile)
    ship(told, DAY, MAKER, WHOLESALER)
    receive(told, 2 * DAY, WHOLESALER)
    // The wholesaler reports no shipment; the pharmacy happens to report its receipt.
    receive(told, 3 * DAY, PHARMACY)
    dispense(told, 4 * DAY, PHARMACY)
    return told
  }
  assert.equal(story().fold().codes, ['RECEIVED_WITHOUT_SHIPMENT'])
  assert.is(said(story('eu/1').fold().findings), 'nothing')
})

test('a US chain that ends at its receipt, and a drop shipment, are clean by every profile', () => {
  for (const profile of Object.keys(PROFILES)) {
    const told = registered(4)
    set(told, OF_BATCH, profile)
    ship(told, DAY, MAKER, WHOLESALER)
    receive(told, 2 * DAY, WHOLESALER)
    ship(told, 3 * DAY, WHOLESALER, PHARMACY)
    receive(told, 4 * DAY, PHARMACY)
    assert.is(said(told.fold(defaultRules, 100 * DAY).findings), 'nothing', profile)
    const drop = registered(4)
    set(drop, OF_BATCH, profile)
    const trade = { fromOwner: MAKER, fromHolder: MAKER, toOwner: WHOLESALER, toHolder: PHARMACY }
    drop.tell({ type: 'ship', t: DAY, by: MAKER, trade, detail: { reason: 'drop' }, subjects: P })
    drop.tell({ type: 'receive', t: 2 * DAY, by: PHARMACY, at: PHARMACY, trade: { toHolder: PHARMACY }, subjects: P })
    dispense(drop, 3 * DAY, PHARMACY)
    assert.is(said(drop.fold(defaultRules, 100 * DAY).findings), 'nothing', profile)
  }
})

test('with a strict profile the missing receipt is found: at the counter, on the way on, and when a case is opened', () => {
  const sold = registered(4)
  set(sold, OF_BATCH, 'strict/1')
  ship(sold, DAY, MAKER, PHARMACY)
  dispense(sold, 2 * DAY, PHARMACY)
  const found = sold.fold().one('RECEIPT_NOT_REPORTED')
  assert.equal([found.items, found.params['party'], found.severity], [[id('S0001')], PHARMACY, 'warn'])
  const sentOn = registered(4)
  set(sentOn, OF_BATCH, 'strict/1')
  ship(sentOn, DAY, MAKER, WHOLESALER)
  ship(sentOn, 2 * DAY, WHOLESALER, PHARMACY)
  receive(sentOn, 3 * DAY, PHARMACY)
  assert.equal(sentOn.fold().codes, ['RECEIPT_NOT_REPORTED'])
  const opened = registered(4)
  known(opened, WHOLESALER)
  set(opened, `profile:${WHOLESALER}`, 'strict/1')
  opened.tell({ type: 'aggregate', t: HOUR, by: MAKER, subjects: packsInto(CASE, ['S0001']) })
  ship(opened, DAY, MAKER, WHOLESALER, [container(CASE)])
  opened.tell({ type: 'disaggregate', t: 2 * DAY, by: WHOLESALER, at: WHOLESALER, subjects: into(CASE) })
  assert.equal(opened.fold().one('RECEIPT_NOT_REPORTED').items, [CASE])
  // A late record of the receipt explains it.
  receive(opened, DAY + HOUR, WHOLESALER, [container(CASE)])
  assert.is(said(opened.fold().findings), 'nothing')
})

test('with a strict profile a party that never reported a receipt can miss one', () => {
  const told = registered(4)
  ship(told, DAY, MAKER, PHARMACY)
  assert.equal(told.fold(defaultRules, 60 * DAY).codes, [])
  set(told, OF_BATCH, 'strict/1')
  assert.equal(told.fold(defaultRules, 60 * DAY).codes, ['SHIPPED_NEVER_RECEIVED'])
})

test('a profile is in force from its record on, whatever time it claims, and the newest before the act counts', () => {
  const told = registered(4)
  set(told, OF_BATCH, 'strict/1', 5 * DAY)
  dispense(told, DAY, PHARMACY)
  assert.equal(told.fold().codes, ['DISPENSED_BY_NON_HOLDER'])
  const late = registered(4)
  dispense(late, DAY, PHARMACY)
  set(late, OF_BATCH, 'strict/1', 0)
  assert.equal(late.fold().codes, [])
  const twice = registered(4)
  set(twice, OF_BATCH, 'strict/1')
  set(twice, OF_BATCH, 'eu/1')
  dispense(twice, DAY, PHARMACY)
  assert.equal(twice.fold().codes, [])
})

test('the batch before the party, the party before nothing; the holder who need not report is believed to have shipped', () => {
  const told = registered(4)
  known(told, PHARMACY, MAKER)
  set(told, `profile:${PHARMACY}`, 'strict/1')
  dispense(told, DAY, PHARMACY)
  assert.equal(told.fold().codes, ['DISPENSED_BY_NON_HOLDER'])
  const both = registered(4)
  known(both, PHARMACY, MAKER)
  set(both, `profile:${PHARMACY}`, 'strict/1')
  set(both, OF_BATCH, 'default/1')
  dispense(both, DAY, PHARMACY)
  assert.equal(both.fold().codes, [])
  const quiet = registered(4)
  known(quiet, PHARMACY, MAKER)
  receive(quiet, DAY, PHARMACY)
  assert.equal(quiet.fold().codes, ['RECEIVED_WITHOUT_SHIPMENT'])
  const reporting = registered(4)
  known(reporting, PHARMACY, MAKER)
  set(reporting, `profile:${MAKER}`, 'eu/1')
  receive(reporting, DAY, PHARMACY)
  assert.equal(reporting.fold().codes, [])
})

test('a party without a record has no profile, nor has a key that names nobody', () => {
  const told = registered(4)
  set(told, `profile:${PHARMACY}`, 'strict/1')
  for (const key of ['profile', 'profile:', 'profile:nobody', `profile:${PRODUCT}`, `profile:x/${LOT}`, 'other'])
    set(told, key, 'strict/1')
  dispense(told, DAY, PHARMACY)
  assert.equal(told.fold().codes, [])
  assert.equal(profileSubject(OF_BATCH), { product: PRODUCT, lot: LOT })
  assert.equal(profileSubject(`profile:${MAKER}`), { party: MAKER })
  assert.is(profileSubject(`profile:${MAKER}/1`), undefined)
})

test('a reader who accepts other profiles judges by the first of his own; an unknown name is what holds by itself', () => {
  const told = registered(4)
  set(told, OF_BATCH, 'eu/1')
  dispense(told, DAY, PHARMACY)
  assert.equal(told.fold(acceptedRules([])).codes, [])
  assert.equal(told.fold(acceptedRules(['strict/1'])).codes, ['DISPENSED_BY_NON_HOLDER'])
  assert.equal(told.fold(acceptedRules(['strict/1', 'eu/1'])).codes, [])
  const unknown = registered(4)
  set(unknown, OF_BATCH, 'moon/1')
  dispense(unknown, DAY, PHARMACY)
  assert.equal(unknown.fold().codes, [])
  assert.is(acceptedRules(['strict/1']).name, 'strict/1')
})

test('a profile set for a batch or party stays when more is said of it', () => {
  const told = registered(4)
  known(told, PHARMACY)
  set(told, `profile:${PHARMACY}`, 'strict/1')
  known(told, PHARMACY)
  told.tell({ type: 'recall', t: HOUR, by: MAKER, detail: { market: 'FR' }, subjects: [batch] })
  told.tell({ type: 'dispense', t: DAY, by: PHARMACY, at: PHARMACY, detail: { market: 'DE' }, subjects: P })
  assert.equal(told.fold().codes, ['DISPENSED_BY_NON_HOLDER'])
})

test.run()
