import type { DraftEvent } from '@packtrail/exchange'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { learnLots } from '../src/learned-lots.ts'

const test = suite('learned lots')

const product = '04012345678901'
const other = '08712345678906'
const commission = (lot: string, serials: readonly string[], of: string = product) => ({
  commission: { product: of, lot, serials },
})
const lots = (learned: ReturnType<typeof learnLots>, ...serials: readonly string[]): (string | undefined)[] => {
  const draft: Pick<DraftEvent, 'packs'> = { packs: serials.map((serial) => ({ product, serial })) }
  return learned.withLots(draft).packs.map(({ lot }) => lot)
}

test('a pack is given the lot it was commissioned with, of its own product', () => {
  const learned = learnLots(1)
  learned.learn(commission('A', ['1', '2']))
  learned.learn(commission('B', ['3', '12']))
  learned.learn(commission('C', ['4'], other))
  assert.equal(lots(learned, '3', '1', '2', '12', '4', '5', ''), ['B', 'A', 'A', 'B', undefined, undefined, undefined])
})

test('what a document says itself stays, and a serial of two lots stays without one', () => {
  const learned = learnLots(2)
  learned.learn(commission('A', ['1', '2']))
  learned.learn(commission('B', ['2']))
  learned.learn(commission('A', ['1', '2']))
  assert.equal(lots(learned, '1', '2'), ['A', undefined])
  const said = { packs: [{ product, serial: '1', lot: 'Z' }] }
  assert.is(learned.withLots(said), said)
})

test('serials beyond the most it keeps are not learned, those before them are', () => {
  const learned = learnLots(3, 2)
  learned.learn(commission('A', ['1', '2', '3']))
  assert.equal(lots(learned, '1', '2', '3'), ['A', 'A', undefined])
})

test('it answers as a map from serials to lots does', () => {
  const serial = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' })
  const batches = fc.array(fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.array(serial, { maxLength: 300 })), {
    maxLength: 6,
  })
  fc.assert(
    fc.property(batches, fc.integer(), (all, seed) => {
      const learned = learnLots(seed)
      const known = new Map<string, Set<string>>()
      for (const [lot, serials] of all) {
        learned.learn(commission(lot, serials))
        for (const one of serials) known.set(one, (known.get(one) ?? new Set()).add(lot))
      }
      for (const [one, of] of known) assert.equal(lots(learned, one), of.size === 1 ? [...of] : [undefined])
    }),
    { numRuns: 50 },
  )
})

test.run()
