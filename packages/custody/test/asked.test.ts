/** Questions at the counter: a pack, a case, and what a question must never say. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type ContainerVerdict,
  defaultRules,
  foldAll,
  judgeContainer,
  judgeScan,
  type ScanVerdict,
  stoppedWords,
} from '../src/index.ts'
import {
  batch,
  CASE,
  DAY,
  HOUR,
  id,
  into,
  MAKER,
  PALLET,
  PHARMACY,
  PRODUCT,
  packs,
  packsInto,
  registered,
  START,
  type Story,
  serials,
  WHOLESALER,
} from './story.ts'

const test = suite('asked')

function ask(told: Story, t: number, market?: string, serial = 'S0001'): ScanVerdict {
  const world = told.world()
  foldAll(world, told.inputs, defaultRules)
  return judgeScan(world, { product: PRODUCT, serial }, START + t, market, defaultRules, 0)
}

function askCase(told: Story, t: number, container = CASE): ContainerVerdict | undefined {
  const world = told.world()
  foldAll(world, told.inputs, defaultRules)
  return judgeContainer(world, container, START + t, undefined, defaultRules, 0)
}

const codesOf = (said: { readonly reasons: readonly { readonly code: string }[] }): string[] =>
  said.reasons.map(({ code }) => code)

test('a pack recalled in some market is not plainly ok where nobody knows which market this is', () => {
  const told = registered(1)
  told.tell({ type: 'recall', t: DAY, by: MAKER, detail: { market: 'DE' }, subjects: [batch] })
  told.tell({
    type: 'recall',
    t: DAY,
    by: MAKER,
    detail: { market: 'AT' },
    subjects: [{ kind: 'product', product: PRODUCT }],
  })
  const unknown = ask(told, 2 * DAY)
  assert.equal([unknown.verdict, codesOf(unknown)], ['warn', ['RECALLED_ELSEWHERE']])
  assert.match(unknown.reasons[0]?.message ?? '', 'AT, DE')
  assert.equal(codesOf(ask(told, 2 * DAY, 'FR')), [])
  assert.equal(codesOf(ask(told, 2 * DAY, 'DE')), ['DISPENSED_RECALLED'])
  assert.equal(codesOf(ask(told, HOUR)), [])
})

test('an opened pack is not plainly ok, and it is said what is gone', () => {
  const told = registered(1, { units: 30 })
  told.tell({
    type: 'dispense',
    t: DAY,
    by: PHARMACY,
    at: PHARMACY,
    detail: { units: 10 },
    subjects: [packs(['S0001'])],
  })
  const opened = ask(told, 2 * DAY)
  assert.equal([opened.verdict, codesOf(opened)], ['warn', ['PART_USED']])
  assert.match(opened.reasons[0]?.message ?? '', '20 of 30 units are left')
})

test('a question tells what is the case and never of an act that was not done', () => {
  const told = registered(1)
  told.tell({ type: 'recall', t: DAY, by: MAKER, subjects: [batch] })
  told.tell({ type: 'quarantine', t: DAY, by: MAKER, subjects: [packs(['S0001'])] })
  for (const { message } of ask(told, 4 * 365 * DAY).reasons) assert.not.match(message, /dispensed|was in/)
  told.tell({ type: 'steal', t: 2 * DAY, by: MAKER, subjects: [packs(['S0001'])] })
  for (const { message, whatToDo } of ask(told, 3 * DAY).reasons)
    assert.not.match(`${message}${whatToDo}`, /later|authority/)
})

test('a pallet is as good as the worst pack in the cases on it', () => {
  const told = registered(8)
  told.tell({ type: 'aggregate', t: HOUR, by: MAKER, subjects: packsInto(CASE, serials(8)) })
  told.tell({ type: 'aggregate', t: 2 * HOUR, by: MAKER, subjects: into(PALLET, CASE) })
  const good = askCase(told, DAY, PALLET)
  assert.equal([good?.verdict, good?.packs, good?.judged, good?.stopped], ['ok', 8, 8, 0])
  told.tell({ type: 'recall', t: DAY, by: MAKER, subjects: [packs(['S0001', 'S0002'])] })
  const bad = askCase(told, 2 * DAY, PALLET)
  assert.equal([bad?.verdict, bad?.packs, bad?.stopped], ['stop', 8, 2])
  assert.equal(
    bad?.reasons.map(({ code, count, packs: first }) => [code, count, first]),
    [['DISPENSED_RECALLED', 2, [id('S0001'), id('S0002')]]],
  )
  told.tell({ type: 'recall', t: DAY, by: MAKER, subjects: [batch] })
  const all = askCase(told, 2 * DAY)
  assert.equal([all?.stopped, all?.reasons[0]?.count, all?.reasons[0]?.packs.length], [8, 8, 5])
})

test('an empty case that was destroyed is stopped, one that nobody knows has no answer', () => {
  const told = registered(1)
  told.tell({ type: 'aggregate', t: HOUR, by: MAKER, subjects: packsInto(CASE, ['S0001']) })
  told.tell({ type: 'disaggregate', t: 2 * HOUR, by: MAKER, subjects: packsInto(CASE, ['S0001']) })
  assert.is(askCase(told, DAY)?.verdict, 'ok')
  told.tell({ type: 'destroy', t: DAY, by: MAKER, subjects: [{ kind: 'container', container: CASE, role: 'self' }] })
  assert.is(askCase(told, 2 * DAY)?.verdict, 'stop')
  assert.is(askCase(told, DAY, PALLET), undefined)
})

test('no sentence is left with a name in braces, whatever was found', () => {
  const told = registered(2)
  told.tell({ type: 'aggregate', t: HOUR, by: MAKER, subjects: packsInto(CASE, ['S0001']) })
  told.tell({ type: 'aggregate', t: 2 * HOUR, by: MAKER, subjects: packsInto(PALLET, ['S0001']) })
  told.tell({ type: 'ship', t: DAY, by: MAKER, trade: { toHolder: WHOLESALER }, subjects: [packs(['S0002'])] })
  told.tell({ type: 'receive', t: DAY + HOUR, by: WHOLESALER, subjects: [packs(['S0002'])] })
  told.tell({ type: 'dispense', t: 2 * DAY, by: PHARMACY, subjects: [packs(['S0002'])] })
  const { findings } = told.fold()
  assert.equal(findings.map(({ code }) => code).sort(), ['CHILD_IN_TWO_PARENTS', 'DISPENSED_BY_NON_HOLDER'])
  for (const { code, message, whatToDo, params } of findings) {
    const stopped = stoppedWords(code, params)
    for (const text of [message, whatToDo, stopped.message, stopped.whatToDo]) assert.not.match(text ?? '', /[{?]\w/)
  }
})

test.run()
