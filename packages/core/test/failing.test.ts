import { failingStore, type WriteFault } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Draft, LedgerError, type Store } from '../src/index.ts'
import { openOn } from '../src/ledger.ts'
import {
  at,
  attestAll,
  chain,
  clockFrom,
  commission,
  LOT,
  memoryStore,
  newWorld,
  PHARMACY,
  PRODUCT,
  packs,
  removeFolders,
  serialsOf,
  type World,
} from './world.ts'

const test = suite('failed writes')
test.after(removeFolders)

const serials = serialsOf(10)
const observe: Draft = { type: 'observe', ...at(PHARMACY, 9), packs: packs([serials[1] as string]) }

/** Everything a ledger does with writes: groups, a staged registration, a seal. Tells what was acknowledged. */
async function work(world: World, done: (what: string) => void): Promise<void> {
  for await (const { draft } of world.ledger.attest(chain(serials), { mode: 'document' })) done(draft.type)
  const large = Array.from({ length: 5001 }, (_, i) => `L${i}`)
  for await (const { outcome } of world.ledger.attest([commission(large, 0, 'LOT2')], { mode: 'document' }))
    done(outcome)
  await world.ledger.seal()
  done('sealed')
  for await (const { outcome } of world.ledger.attest([observe], { mode: 'document' })) done(outcome)
}

/** A store that stays open when the ledger on it is closed, so that it can be opened again. */
function keptOpen(store: Store): Store {
  return { ...store, close: () => Promise.resolve() }
}

async function run(failAt: number, fault: WriteFault): Promise<{ writes: number; failed: boolean }> {
  const inner = await memoryStore()
  const world = await newWorld(keptOpen(inner))
  await world.ledger.close()
  const failing = failingStore(keptOpen(inner), failAt, fault)
  const options = { signer: world.signer, clock: clockFrom(world.clock), anchorDir: world.anchorDir }
  const ledger = await openOn(failing, options)
  const acknowledged: string[] = []
  let failed = false
  try {
    await work({ ...world, ledger }, (what) => acknowledged.push(what))
  } catch (error) {
    failed = true
    assert.ok(error instanceof LedgerError && error.code === 'LEDGER_FAILED', String(error))
    for (const again of [() => attestAll(ledger, [observe]), () => ledger.seal()]) {
      try {
        await again()
        assert.unreachable('a ledger that failed goes on')
      } catch (later) {
        assert.ok(later instanceof LedgerError && later.code === 'LEDGER_FAILED')
      }
    }
  }
  await ledger.close()
  const reopened = await openOn(keptOpen(inner), options)
  assert.is(reopened.readOnlyReason, undefined)
  // Nothing acknowledged is lost, and what is done again is there once.
  if (acknowledged.length >= 8) assert.is((await reopened.item(`${PRODUCT}/${serials[0]}`))?.state.status, 'dispensed')
  await work({ ...world, ledger: reopened }, () => undefined)
  assert.is(reopened.batch(PRODUCT, LOT)?.packs, 10)
  assert.is(reopened.batch(PRODUCT, 'LOT2')?.packs, 5001)
  assert.is((await reopened.item(`${PRODUCT}/L7`))?.state.status, 'active')
  await reopened.seal()
  const report = await reopened.fsck()
  assert.equal(report.problems, [], `fsck after ${fault} at write ${failAt}`)
  await reopened.close()
  await inner.close()
  return { writes: failing.writes, failed }
}

test('a write that is lost, or kept and reported lost, stops the ledger; opened again it has all that was acknowledged', async () => {
  const { writes } = await run(Number.POSITIVE_INFINITY, 'lost')
  assert.ok(writes >= 6, `only ${writes} writes`)
  for (const fault of ['lost', 'kept'] as const) {
    for (let failAt = 0; failAt < writes - 1; failAt++) {
      const { failed } = await run(failAt, fault)
      assert.ok(failed, `the fault at write ${failAt} went unnoticed`)
    }
  }
})

test.run()
