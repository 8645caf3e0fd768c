import { STORY, storyEvent, storyLedger, storyPacks } from '@packtrail/testkit'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { foldOrder } from '../src/fold-order.ts'
import { checkFrames, codes, crypto, policyFor } from './story.ts'

const test = suite('order of the fold')
const { product, lot, maker, wholesaler } = STORY

test('what is said of a party counts for acts that claim an earlier time than it was recorded at', async () => {
  const { ledger, keys } = await storyLedger(crypto, 'master data')
  const manifest = ledger.manifest(product, lot, STORY.serials, { expiry: '2027-06-30' })
  const event = storyEvent('commission', -200, maker, [manifest.subject])
  await ledger.submit(keys.maker, [{ event, manifests: [manifest] }])
  await ledger.submit(keys.wholesaler, [storyEvent('dispense', -100, wholesaler, [storyPacks('S1')])])
  await ledger.seal()
  const report = await checkFrames(ledger.bundle(product, lot), policyFor(ledger))
  assert.equal(codes(report), ['LICENCE_WRONG_ACT'])
})

test('rows are folded by event time, and those of one moment in the order of the log', () => {
  const times = fc.array(fc.oneof(fc.integer({ min: -3, max: 9 }), fc.integer({ min: -1e14, max: 1e13 })), {
    maxLength: 200,
  })
  fc.assert(
    fc.property(times, (list) => {
      const rows = list.map((_, row) => row)
      const expected = rows.sort((a, b) => (list[a] as number) - (list[b] as number) || a - b)
      const order = foldOrder({ events: { size: list.length, time: (row) => list[row] as number } })
      assert.equal([...order], expected)
    }),
  )
})

test.run()
