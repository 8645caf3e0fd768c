import type { DraftEvent, DraftPack } from '@packtrail/exchange'
import { eventSlots, MAX_SERIALS } from '@packtrail/protocol'
import { testCrypto, testKey } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cutDraft } from '../src/cut.ts'

const test = suite('cut')

const product = '04012345678901'
const CASE = 'sscc:340123450000000017'
const draft: DraftEvent = { type: 'aggregate', detail: {}, packs: [], containers: [], batches: [], products: [] }
const cut = (more: Partial<DraftEvent>) => cutDraft(testCrypto(), { ...draft, ...more }, testKey('author'))
const packs = (count: number, more: Partial<DraftPack> = {}): DraftPack[] =>
  Array.from({ length: count }, (_, i) => ({ product, serial: `S${i}`, lot: 'A1', ...more }))

test('a draft is one claim where each stream is named once', async () => {
  const claims = await cut({ packs: [...packs(2), ...packs(2, { lot: 'B2' })], parent: CASE })
  assert.equal(
    claims.map(({ event }) => event.subjects.map(({ kind }) => kind)),
    [['packs', 'packs', 'container']],
  )
})

test('packs of a batch with two printed expiries are two claims, each with the container', async () => {
  const two = [...packs(2, { expiry: '2028-12-31' }), { product, serial: 'T', lot: 'A1', expiry: '2029-12-31' }]
  const claims = await cut({ packs: two, parent: CASE })
  assert.equal(
    claims.map(({ event }) => event.subjects.map(({ kind }) => kind)),
    [
      ['packs', 'container'],
      ['packs', 'container'],
    ],
  )
  for (const { event } of claims) eventSlots(event)
})

test('a content that is listed stays in one claim, whatever is printed: it is counted', async () => {
  const two = [...packs(2, { expiry: '2028-12-31' }), { product, serial: 'T', lot: 'A1', expiry: '2029-12-31' }]
  const claims = await cut({ type: 'receive', packs: two, parent: CASE })
  assert.equal(
    claims.map(({ event }) => event.subjects.map(({ kind }) => kind)),
    [['packs', 'unplaced', 'container']],
  )
  for (const { event } of claims) eventSlots(event)
})

test('more serials of a batch than one subject holds are two claims', async () => {
  const claims = await cut({ packs: packs(MAX_SERIALS + 1), parent: CASE })
  const sizes = claims.map(({ event: { subjects } }) => subjects[0]?.kind === 'packs' && subjects[0].serials.length)
  assert.equal(sizes, [MAX_SERIALS, 1])
  for (const { event } of claims) eventSlots(event)
})

test('a recall of packs, their batch and their product is three claims', async () => {
  const claims = await cut({ type: 'recall', packs: packs(1), batches: [{ product, lot: 'A1' }], products: [product] })
  assert.equal(
    claims.map(({ event }) => event.subjects.map(({ kind }) => kind)),
    [['packs'], ['batch'], ['product']],
  )
  for (const { event } of claims) eventSlots(event)
})

test.run()
