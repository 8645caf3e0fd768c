import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Draft, Ledger } from '../src/index.ts'
import {
  at,
  attestAll,
  CASE,
  chain,
  commission,
  dispense,
  LOT,
  lines,
  MAKER,
  newWorld,
  PALLET,
  PHARMACY,
  PRODUCT,
  packs,
  removeFolders,
  serialsOf,
  WHOLESALER,
} from './world.ts'

const test = suite('late records')
test.after(removeFolders)

const serials = serialsOf(10)
const first = serials[0] as string

/** States of all goods without log positions, which depend on the order of arrival. */
async function states(ledger: Ledger, ids: readonly string[]): Promise<string[]> {
  const out: string[] = []
  for (const id of ids) {
    const state = (await ledger.item(id))?.state
    const { statusAt, lastAt, pending, ...rest } = state ?? ({} as NonNullable<typeof state>)
    out.push(JSON.stringify([id, Object.entries(rest).sort()]))
  }
  return out
}

const goods = [...serials.map((serial) => `${PRODUCT}/${serial}`), CASE, PALLET]

/** As `chain`, with the case on a pallet that is moved as a whole. */
function palletChain(): Draft[] {
  const [make, pack, ...rest] = chain(serials) as [Draft, Draft, ...Draft[]]
  const trade = { fromHolder: MAKER, toHolder: WHOLESALER }
  return [
    make,
    pack,
    { type: 'aggregate', ...at(MAKER, 1.5), containers: [CASE], parent: PALLET },
    { type: 'ship', ...at(MAKER, 2), containers: [PALLET], trade },
    { type: 'receive', ...at(WHOLESALER, 3), containers: [PALLET], trade },
    { type: 'disaggregate', ...at(WHOLESALER, 3.5), parent: PALLET },
    ...rest.slice(2),
    { type: 'lose', ...at(WHOLESALER, 8), packs: packs([serials[7] as string]) },
    { type: 'find', ...at(WHOLESALER, 9), packs: packs([serials[7] as string]) },
  ]
}

async function finalStates(drafts: readonly Draft[]): Promise<string[]> {
  const { ledger } = await newWorld()
  for (const { outcome } of await attestAll(ledger, drafts, { mode: 'observe' })) assert.is(outcome, 'appended')
  const found = await states(ledger, goods)
  assert.equal(ledger.batch(PRODUCT, LOT)?.counts, { active: 9, dispensed: 1 })
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
  return found
}

test('in whatever order the records come, goods end in the same state', async () => {
  for (const story of [chain(serials), palletChain()]) {
    const wanted = await finalStates(story)
    const order = fc.shuffledSubarray(
      story.map((_, i) => i),
      { minLength: story.length, maxLength: story.length },
    )
    await fc.assert(
      fc.asyncProperty(order, async (arrival) => {
        assert.equal(await finalStates(arrival.map((i) => story[i] as Draft)), wanted)
      }),
      { numRuns: Number(process.env['LATE_RUNS'] ?? 12) },
    )
  }
})

test('a receipt that comes after its pack was dispensed is no event after the end', async () => {
  const { ledger } = await newWorld()
  const story = chain(serials)
  const late = story.splice(6, 1) as [Draft]
  const before = await attestAll(ledger, story)
  assert.equal(lines(before).at(-1), 'appended')
  assert.equal(lines(await attestAll(ledger, late)), ['appended'])
  assert.is((await ledger.item(`${PRODUCT}/${first}`))?.state.status, 'dispensed')
  await ledger.close()
})

test('of a record of several packs, one of them late, each pack is judged and changed', async () => {
  const { ledger } = await newWorld()
  const [a, b, c] = serials as [string, string, string]
  await attestAll(ledger, [commission(serials), { type: 'observe', ...at(PHARMACY, 9), packs: packs([a]) }])
  const dispenseOf = (list: readonly string[]): Draft => ({ type: 'dispense', ...at(PHARMACY, 8), packs: packs(list) })
  assert.equal(lines(await attestAll(ledger, [dispenseOf([a, b])])), ['appended'])
  for (const serial of [a, b]) assert.is((await ledger.item(`${PRODUCT}/${serial}`))?.state.status, 'dispensed')
  await attestAll(ledger, [{ type: 'observe', ...at(PHARMACY, 11), packs: packs([c]) }])
  const second = { ...dispenseOf([b, c]), ...at(PHARMACY, 10) }
  assert.equal(lines(await attestAll(ledger, [second])), ['refused SECOND_DISPENSE'])
  const unknown = { ...dispenseOf(['NOSUCH']), ...at(PHARMACY, 10), packs: packs(['NOSUCH', c]) }
  assert.equal(lines(await attestAll(ledger, [unknown], { mode: 'live' })), ['refused UNKNOWN_SERIAL'])
  assert.is((await ledger.item(`${PRODUCT}/${c}`))?.state.status, 'active')
  await ledger.close()
})

test('a pack whose only record is taken back is as it was registered', async () => {
  const { ledger } = await newWorld()
  const id = `${PRODUCT}/${first}`
  await attestAll(ledger, [commission(serials), dispense(first, 7)])
  assert.is((await ledger.item(id))?.state.status, 'dispensed')
  const back: Draft = { type: 'correct', ...at(PHARMACY, 8), original: dispense(first, 7), packs: packs([first]) }
  assert.equal(lines(await attestAll(ledger, [back])), ['appended'])
  assert.is((await ledger.item(id))?.state.status, 'active')
  assert.equal(ledger.batch(PRODUCT, LOT)?.counts, { active: 10 })
  assert.equal(lines(await attestAll(ledger, [dispense(first, 9)], { mode: 'live' })), ['appended'])
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

test('what was said of a whole batch by mistake is taken back, and older records of it fall into their place', async () => {
  const { ledger } = await newWorld()
  const batches = [{ product: PRODUCT, lot: LOT }]
  const recall: Draft = { type: 'recall', ...at(MAKER, 5), batches }
  await attestAll(ledger, [commission(serials), recall])
  assert.equal(ledger.batch(PRODUCT, LOT)?.state?.recalledIn, ['*'])
  const back: Draft = { type: 'correct', ...at(MAKER, 6), original: recall, batches }
  assert.equal(lines(await attestAll(ledger, [back])), ['appended'])
  assert.equal(ledger.batch(PRODUCT, LOT)?.state?.recalledIn, [])
  const expiry = (hours: number, before: string, after: string): Draft => {
    return { type: 'correct', ...at(MAKER, hours), detail: { reason: 'expiry', before, after }, batches }
  }
  await attestAll(ledger, [expiry(9, '2028-12-31', '2028-11-30'), expiry(8, '2028-12-31', '2028-10-31')])
  assert.is(ledger.batch(PRODUCT, LOT)?.state?.expiry, '2028-11-30')
  await attestAll(ledger, [
    { type: 'lock', ...at(MAKER, 11), batches },
    { type: 'unlock', ...at(MAKER, 10), batches },
  ])
  assert.is(ledger.batch(PRODUCT, LOT)?.state?.locked, true)
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

test('an earlier dispense of a pack that was dispensed already is refused all the same', async () => {
  const { ledger } = await newWorld()
  await attestAll(ledger, chain(serials))
  const [outcome] = await attestAll(ledger, [dispense(first, 6.5)])
  assert.is(outcome?.outcome, 'refused')
  assert.ok(outcome?.findings.some(({ code }) => code === 'SECOND_DISPENSE'))
  assert.is((await ledger.item(`${PRODUCT}/${first}`))?.state.statusTime, dispense(first, 7).when?.ms)
  await ledger.close()
})

test('a registration that comes after the records of its packs makes them members with the state they have earned', async () => {
  const { ledger } = await newWorld()
  const [make, ...rest] = chain(serials) as [Draft, ...Draft[]]
  await attestAll(ledger, rest, { mode: 'observe' })
  assert.is(ledger.batch(PRODUCT, LOT), undefined)
  await attestAll(ledger, [make])
  assert.equal(ledger.batch(PRODUCT, LOT)?.counts, { active: 9, dispensed: 1 })
  assert.is((await ledger.item(`${PRODUCT}/${serials[9]}`))?.state.holder, WHOLESALER)
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

test('late records of many packs in one container are folded together', async () => {
  const { ledger } = await newWorld()
  const many = serialsOf(600, 'M')
  const trade = { fromHolder: MAKER, toHolder: WHOLESALER }
  await attestAll(ledger, [
    commission(many),
    { type: 'aggregate', ...at(MAKER, 1), packs: packs(many), parent: CASE },
    { type: 'receive', ...at(WHOLESALER, 3), containers: [CASE], trade },
    { type: 'disaggregate', ...at(WHOLESALER, 4), parent: CASE },
    { type: 'ship', ...at(MAKER, 2), containers: [CASE], trade },
  ])
  const state = (await ledger.item(`${PRODUCT}/${many[5]}`))?.state
  assert.is(state?.holder, WHOLESALER)
  assert.is(state?.moved, true)
  const sold = packs(many.slice(0, 1))
  assert.equal(lines(await attestAll(ledger, [{ type: 'dispense', ...at(WHOLESALER, 5), packs: sold }])), ['appended'])
  assert.is((await ledger.item(`${PRODUCT}/${many[0]}`))?.state.holder, WHOLESALER)
  await ledger.close()
})

test.run()
