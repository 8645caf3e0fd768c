/**
 * The European fact sheet, section 7.3, rows S1 to S32, as far as they concern what happens to a pack. Not here: S11 (a replayed
 * request is the ledger's), S18 (that a pack was not supplied to the public is a statement asked for at the counter), S26 (another
 * market's system), S30 and S32 (form of a request).
 */
import type { Finding } from '@packtrail/protocol'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  CATALOGUE,
  defaultRules,
  type FindingCode,
  foldAll,
  judgeScan,
  refusing,
  type ScanVerdict,
} from '../src/index.ts'
import {
  batch,
  CLINIC,
  DAY,
  HOUR,
  id,
  MAKER,
  manifest,
  OTHER_PHARMACY,
  PHARMACY,
  PRODUCT,
  packs,
  registered,
  START,
  type Story,
  said,
  serials,
  type Told,
  WHOLESALER,
} from './story.ts'

const test = suite('EU')

const P = [packs(['S0001'])]
const SECOND = 1000

function look(
  told: Story,
  t: number,
  over: Partial<Parameters<typeof judgeScan>[1]> = {},
  market?: string,
): ScanVerdict {
  const world = told.world()
  foldAll(world, told.inputs, defaultRules)
  return judgeScan(world, { product: PRODUCT, serial: 'S0001', ...over }, START + t, market, defaultRules, 0)
}

const codesOf = (verdict: ScanVerdict): string[] => verdict.reasons.map(({ code }) => code)
const alarms = (verdict: ScanVerdict): string[] => verdict.reasons.filter(({ alarm }) => alarm).map(({ code }) => code)
const euOf = (code: string): string | undefined => CATALOGUE[code as FindingCode].eu
const alarming = (findings: readonly Finding[]): string[] =>
  findings.map(({ code }) => code).filter((code) => CATALOGUE[code as FindingCode].alarm)

type Rest = Omit<Told, 'type' | 't' | 'subjects'>
const act = (told: Story, type: Told['type'], t: number, by: string, rest: Rest = {}): number =>
  told.tell({ type, t, by, at: by, subjects: P, ...rest })
const undo = (
  told: Story,
  t: number,
  by: string,
  undoes: 'dispense' | 'lock' | 'destroy' | 'steal' | 'export',
): number => act(told, 'undo', t, by, { detail: { undoes } })

/** The records that follow the batch are refused live, for this code and no other, and change nothing. */
function refused(told: Story, code: FindingCode): Finding {
  const { findings, one } = told.fold()
  const found = one(code)
  assert.equal(
    findings.map(({ code: c }) => c),
    [code],
    said(findings),
  )
  assert.equal(refusing(findings, 'live'), [found])
  return found
}

test('S1 verify an active pack: authentic, active, no change', () => {
  const told = registered(1)
  const verdict = look(told, DAY, { lot: 'A1', expiry: '2028-05-31' })
  assert.equal([verdict.verdict, verdict.status, codesOf(verdict)], ['ok', 'active', []])
  assert.equal(verdict.batch, { product: PRODUCT, lot: 'A1', expiry: '2028-05-31' })
})

test('S2 unknown product: said so, refused, no alarm', () => {
  const verdict = look(registered(1), DAY, { product: '04012345678918' })
  assert.equal([verdict.verdict, codesOf(verdict), alarms(verdict)], ['stop', ['UNKNOWN_PRODUCT'], []])
  assert.is(euOf('UNKNOWN_PRODUCT'), 'A1')
})

test('S3 unknown batch and serial: A2', () => {
  const verdict = look(registered(1), DAY, { serial: 'X', lot: 'NONE' })
  assert.equal([codesOf(verdict), alarms(verdict)], [['UNKNOWN_BATCH'], ['UNKNOWN_BATCH']])
  assert.is(euOf('UNKNOWN_BATCH'), 'A2')
})

test('S4 known batch, unknown serial: A3', () => {
  const verdict = look(registered(1), DAY, { serial: 'X', lot: 'A1' })
  assert.equal([codesOf(verdict), alarms(verdict)], [['UNKNOWN_SERIAL'], ['UNKNOWN_SERIAL']])
  assert.is(euOf('UNKNOWN_SERIAL'), 'A3')
})

test('S3 a batch that only a recall has named is unknown all the same', () => {
  const told = registered(1)
  const subjects = [{ kind: 'batch', product: PRODUCT, lot: 'NONE' } as const]
  told.tell({ type: 'recall', t: 1, by: MAKER, subjects })
  assert.equal(codesOf(look(told, DAY, { serial: 'X', lot: 'NONE' })), ['UNKNOWN_BATCH'])
})

test('S5 the serial exists under another batch: A68, and the true batch is reported', () => {
  const told = registered(1)
  told.tell({ type: 'commission', t: 1, by: MAKER, at: MAKER, subjects: [manifest(['T1'], { lot: 'B2' })] })
  const verdict = look(told, DAY, { lot: 'B2' })
  assert.equal([codesOf(verdict), alarms(verdict)], [['SERIAL_OF_OTHER_BATCH'], ['SERIAL_OF_OTHER_BATCH']])
  assert.is(verdict.batch?.lot, 'A1')
  assert.is(euOf('SERIAL_OF_OTHER_BATCH'), 'A68')
})

test('S6 the expiry differs by a month: A52 (that day 00 is the last of the month is settled where codes are read)', () => {
  const verdict = look(registered(1), DAY, { expiry: '2028-06-30' })
  assert.equal([codesOf(verdict), alarms(verdict)], [['EXPIRY_DIFFERS'], ['EXPIRY_DIFFERS']])
  assert.is(euOf('EXPIRY_DIFFERS'), 'A52')
})

test('S7 a serial with inverted case is another serial: A3 (the hint at the scanner comes from codes)', () => {
  assert.equal(codesOf(look(registered(1), DAY, { serial: 's0001' })), ['UNKNOWN_SERIAL'])
})

test('S8 supply of an active pack: supplied, with time and place', () => {
  const told = registered(1)
  const at = act(told, 'dispense', DAY, PHARMACY)
  const { findings, item } = told.fold()
  assert.is(said(findings), 'nothing')
  const { status, statusAt, statusTime, statusPlace } = item(id('S0001'))
  assert.equal(
    { status, statusAt, statusTime, statusPlace },
    { status: 'dispensed', statusAt: at, statusTime: START + DAY, statusPlace: PHARMACY },
  )
})

test('S9 supply again, at another location: refused, A7, state unchanged', () => {
  const told = registered(1)
  act(told, 'dispense', DAY, PHARMACY)
  act(told, 'dispense', 2 * DAY, OTHER_PHARMACY)
  const { findings, item } = told.fold()
  assert.equal(alarming(findings), ['SECOND_DISPENSE'])
  assert.is(euOf('SECOND_DISPENSE'), 'A7')
  assert.is(refusing(findings, 'document').length, 1)
  assert.is(item(id('S0001')).statusPlace, PHARMACY)
})

test('S10 supply again at the same location is a second dispense at once: how many repeats a counter forgives is its own policy, and a retry has its idempotency key', () => {
  const told = registered(1)
  act(told, 'dispense', DAY, PHARMACY)
  act(told, 'dispense', DAY + SECOND, PHARMACY)
  assert.equal(told.fold().codes, ['SECOND_DISPENSE'])
})

test('S12 status query of a supplied pack: «dispensed», not to be handed out, no alarm', () => {
  const told = registered(1)
  act(told, 'dispense', DAY, PHARMACY)
  told.tell({ type: 'observe', t: 2 * DAY, by: OTHER_PHARMACY, subjects: P })
  assert.is(said(told.fold().findings), 'nothing')
  const verdict = look(told, 2 * DAY)
  assert.equal([verdict.verdict, verdict.status, alarms(verdict)], ['stop', 'dispensed', []])
})

test('S13, S14 undo at 239 h 59 min and at exactly 240 h: active', () => {
  for (const after of [239 * HOUR + 59 * 60 * SECOND, 240 * HOUR]) {
    const told = registered(1)
    act(told, 'dispense', DAY, PHARMACY)
    undo(told, DAY + after, PHARMACY, 'dispense')
    const { findings, item } = told.fold()
    assert.is(said(findings), 'nothing')
    assert.is(item(id('S0001')).status, 'active')
  }
})

test('S14 undo at 240 h and a second: refused, time limit', () => {
  const told = registered(1)
  act(told, 'dispense', DAY, PHARMACY)
  undo(told, DAY + 240 * HOUR + SECOND, PHARMACY, 'dispense')
  refused(told, 'UNDO_TOO_LATE')
  assert.is(told.fold().item(id('S0001')).status, 'dispensed')
})

test('S15 undo from other premises of the same company: refused, by another number or by another extension of one', () => {
  for (const [there, here] of [
    [PHARMACY, OTHER_PHARMACY],
    [`${PHARMACY}/SHOP-1`, `${PHARMACY}/SHOP-2`],
  ] as const) {
    const told = registered(1)
    told.tell({ type: 'dispense', t: DAY, by: PHARMACY, at: there, subjects: P })
    told.tell({ type: 'undo', t: 2 * DAY, by: PHARMACY, at: here, detail: { undoes: 'dispense' }, subjects: P })
    refused(told, 'UNDO_ELSEWHERE')
  }
})

test('S16 undo from stolen or destroyed: refused always', () => {
  for (const [type, status] of [
    ['steal', 'stolen'],
    ['destroy', 'destroyed'],
  ] as const) {
    const told = registered(1)
    act(told, type, DAY, PHARMACY)
    undo(told, DAY + HOUR, PHARMACY, type)
    assert.is(refused(told, 'UNDO_IMPOSSIBLE').params['status'], status)
  }
})

test('S17 undo when the pack is expired, recalled or withdrawn meanwhile: refused, no alarm', () => {
  const ways: readonly [string, (told: Story) => void, number][] = [
    ['expired', () => undefined, 822 * DAY],
    ['recalled', (told) => void told.tell({ type: 'recall', t: 3 * DAY, by: MAKER, subjects: [batch] }), 4 * DAY],
    ['recalled', (told) => void told.tell({ type: 'recall', t: 3 * DAY, by: MAKER, subjects: P }), 4 * DAY],
    [
      'withdrawn',
      (told) =>
        void told.tell({ type: 'recall', t: 3 * DAY, by: MAKER, subjects: [{ kind: 'product', product: PRODUCT }] }),
      4 * DAY,
    ],
  ]
  for (const [status, meanwhile, t] of ways) {
    const told = registered(1)
    act(told, 'dispense', t > 5 * DAY ? t - 2 * DAY : 2 * DAY, PHARMACY)
    meanwhile(told)
    undo(told, t, PHARMACY, 'dispense')
    const found = refused(told, 'UNDO_IMPOSSIBLE')
    assert.is(found.params['status'], status)
    assert.equal(alarming([found]), [])
  }
})

test('S19 undo on an active pack: refused, no alarm', () => {
  const told = registered(1)
  undo(told, DAY, PHARMACY, 'dispense')
  assert.equal(alarming([refused(told, 'UNDO_NOTHING')]), [])
})

test('S20 lock, then unlock after 60 days by the same location: active; as an undo too, for a lock has no limit', () => {
  for (const way of ['unlock', 'undo'] as const) {
    const told = registered(1)
    act(told, 'lock', DAY, MAKER)
    if (way === 'unlock') act(told, 'unlock', 61 * DAY, MAKER)
    else undo(told, 61 * DAY, MAKER, 'lock')
    const { findings, item } = told.fold()
    assert.is(said(findings), 'nothing')
    assert.is(item(id('S0001')).status, 'active')
  }
})

test('S21 supplied to destroyed directly: refused, A24; after an undo it goes', () => {
  const told = registered(1)
  act(told, 'dispense', DAY, PHARMACY)
  act(told, 'destroy', 2 * DAY, PHARMACY)
  const found = refused(told, 'EVENT_AFTER_END')
  assert.equal([euOf(found.code), found.params['status'], found.params['act']], ['A24', 'dispensed', 'destroy'])
  const again = registered(1)
  act(again, 'dispense', DAY, PHARMACY)
  undo(again, 2 * DAY, PHARMACY, 'dispense')
  act(again, 'destroy', 2 * DAY, PHARMACY)
  assert.is(said(again.fold().findings), 'nothing')
})

test('S22 supply on the expiry day is allowed, on the next refused without an alarm, by the clock of the counter', () => {
  // 2028-06-01T00:00Z is 822 days less eight hours after the start of the story.
  const midnight = Date.UTC(2028, 5, 1) - START
  for (const [offset, last] of [
    [0, midnight],
    [120, midnight - 2 * HOUR],
    [-300, midnight + 5 * HOUR],
  ] as const) {
    const before = registered(1)
    act(before, 'dispense', last - SECOND, PHARMACY, { offset })
    assert.is(said(before.fold().findings), 'nothing')
    const after = registered(1)
    act(after, 'dispense', last, PHARMACY, { offset })
    assert.equal(alarming([refused(after, 'DISPENSED_EXPIRED')]), [])
  }
  assert.is(look(registered(1), midnight - SECOND).verdict, 'ok')
  const verdict = look(registered(1), midnight)
  assert.equal([verdict.verdict, verdict.status, alarms(verdict)], ['stop', 'expired', []])
})

test('S22 where no clock is known the day ends when it is over everywhere on earth', () => {
  const midnight = Date.UTC(2028, 5, 1) - START
  const sold = (recorded: number): readonly string[] => {
    const told = registered(1)
    told.tell({ type: 'dispense', recorded, by: PHARMACY, subjects: P })
    return told.fold().codes
  }
  assert.equal(sold(midnight + 12 * HOUR - SECOND), [])
  assert.equal(sold(midnight + 12 * HOUR), ['DISPENSED_EXPIRED'])
})

test('S23 a batch recalled in one market: all its packs refused there without an alarm, unaffected in another', () => {
  const told = registered(2)
  told.tell({ type: 'recall', t: DAY, by: MAKER, detail: { market: 'DE' }, subjects: [batch] })
  const verdict = look(told, 2 * DAY, {}, 'DE')
  assert.equal([verdict.verdict, verdict.status, alarms(verdict)], ['stop', 'recalled', []])
  assert.is(look(told, 2 * DAY, {}, 'AT').verdict, 'ok')
  act(told, 'dispense', 2 * DAY, PHARMACY, { detail: { market: 'AT' } })
  assert.is(said(told.fold().findings), 'nothing')
})

test('S23 a dispense that names no market, of a batch recalled in one: cannot be judged, and counted as that', () => {
  const told = registered(1)
  told.tell({ type: 'recall', t: DAY, by: MAKER, detail: { market: 'DE' }, subjects: [batch] })
  act(told, 'dispense', 2 * DAY, PHARMACY)
  const { findings, cannotJudge } = told.fold()
  assert.is(said(findings), 'nothing')
  assert.equal(cannotJudge, [{ rule: 'DISPENSED_RECALLED', count: 1 }])
  const meant = registered(1, { markets: ['DE'] })
  meant.tell({ type: 'recall', t: DAY, by: MAKER, detail: { market: 'DE' }, subjects: [batch] })
  act(meant, 'dispense', 2 * DAY, PHARMACY)
  assert.equal(meant.fold().codes, ['DISPENSED_RECALLED'])
})

test('S24 a second recall changes nothing; recalled goods are destroyed without a finding, for the ledger keeps account of a recall and is not the European repository', () => {
  const told = registered(1)
  told.tell({ type: 'recall', t: DAY, by: MAKER, subjects: [batch] })
  told.tell({ type: 'recall', t: 2 * DAY, by: MAKER, subjects: [batch] })
  act(told, 'destroy', 3 * DAY, WHOLESALER)
  const { findings, world } = told.fold()
  assert.is(said(findings), 'nothing')
  assert.equal(world.batch(PRODUCT, 'A1')?.recalledIn, ['*'])
  assert.is(world.batch(PRODUCT, 'A1')?.recalledAt, 2)
})

test('S24 a recall can not be undone, nor can a withdrawal', () => {
  for (const subject of [batch, { kind: 'product', product: PRODUCT } as const]) {
    const told = registered(1)
    told.tell({ type: 'recall', t: DAY, by: MAKER, subjects: [subject] })
    told.tell({ type: 'undo', t: 2 * DAY, by: MAKER, detail: { undoes: 'recall' }, subjects: [subject] })
    refused(told, 'UNDO_IMPOSSIBLE')
    assert.is(look(told, 3 * DAY).verdict, 'stop')
  }
})

test('S25 the maker marks a pack stolen and a pharmacy supplies it: refused, alarm', () => {
  const told = registered(1)
  act(told, 'steal', DAY, MAKER)
  act(told, 'dispense', 2 * DAY, PHARMACY)
  assert.equal(alarming([refused(told, 'EVENT_AFTER_END')]), ['EVENT_AFTER_END'])
})

test('S27 a hospital signs packs off on delivery, before any receipt of theirs is on record: allowed', () => {
  const told = registered(1)
  told.tell({ type: 'ship', t: DAY, by: MAKER, trade: { toHolder: CLINIC }, subjects: P })
  act(told, 'dispense', 2 * DAY, CLINIC)
  assert.is(said(told.fold().findings), 'nothing')
})

test('S28 who may supply for whom is a rule of the market, given as roles: a wholesaler where its state allows it, or not', () => {
  const run = (roles: readonly string[]): readonly string[] => {
    const told = registered(1)
    const licences = [{ id: 'L', role: 'wholesaler' }]
    told.tell({ type: 'party', subjects: [{ kind: 'party', actor: WHOLESALER, status: 'active', licences }] })
    act(told, 'dispense', 2 * DAY, WHOLESALER)
    return told.fold({ ...defaultRules, roles: { dispense: roles } }).codes
  }
  assert.equal(run(['pharmacy', 'hospital', 'wholesaler']), [])
  assert.equal(run(['pharmacy', 'hospital']), ['LICENCE_WRONG_ACT'])
})

test('S29 an offline supply of 10:00 is replayed at 14:00, the pack was supplied elsewhere at 12:00: both are kept, and the alarm names both; it stands at the later act by the clocks, whichever came first', () => {
  const told = registered(1)
  const noon = act(told, 'dispense', DAY + 12 * HOUR, OTHER_PHARMACY)
  const replay = act(told, 'dispense', DAY + 10 * HOUR, PHARMACY, { recorded: DAY + 14 * HOUR })
  const { one, item } = told.fold()
  assert.equal(one('SECOND_DISPENSE').evidence, [noon, replay])
  assert.is(item(id('S0001')).statusPlace, PHARMACY)
})

test('S31 one of a hundred packs fails: one finding names one pack, and the other 99 are judged as they are', () => {
  const told = registered(100)
  act(told, 'dispense', DAY, PHARMACY)
  told.tell({ type: 'dispense', t: 2 * DAY, by: OTHER_PHARMACY, at: OTHER_PHARMACY, subjects: [packs(serials(100))] })
  const { one, item } = told.fold()
  assert.equal(one('SECOND_DISPENSE').items, [id('S0001')])
  assert.is(one('SECOND_DISPENSE').count, 1)
  assert.is(item(id('S0100')).status, 'dispensed')
})

test.run()
