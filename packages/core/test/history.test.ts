import { type Cbor, encode } from '@packtrail/protocol'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CborWalk } from '../src/cbor-walk.ts'
import { type Draft, type Ledger, LedgerError } from '../src/index.ts'
import { historyLines, itemCodec, spillCodec } from '../src/item-rows.ts'
import { openOn } from '../src/ledger.ts'
import { readTableRow } from '../src/table.ts'
import {
  at,
  attestAll,
  CASE,
  chain,
  clockFrom,
  commission,
  LOT,
  lines,
  MAKER,
  memoryStore,
  newWorld,
  PALLET,
  PRODUCT,
  packs,
  removeFolders,
  serialsOf,
  WHOLESALER,
} from './world.ts'

const test = suite('history')
test.after(removeFolders)

const serials = serialsOf(10).sort()
const id = (serial: string): string => `${PRODUCT}/${serial}`
const told = (ledger: Ledger, item: string): string[] =>
  ledger.history(item).map(({ event, through }) => `${event.type} ${through}`)

test('a walk over any value ends where the next one begins', () => {
  const leaf = fc.oneof(
    fc.integer(),
    fc.string({ maxLength: 300 }),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 300 }),
  )
  const { tree } = fc.letrec<{ tree: Cbor }>((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('tree'), { maxLength: 30 })),
  }))
  fc.assert(
    fc.property(tree, fc.maxSafeNat(), fc.string(), (value, n, text) => {
      const walk = new CborWalk(encode([value, n, text, Uint8Array.of(7), null]))
      assert.is(walk.list(), 5)
      walk.skip()
      assert.is(walk.count(), n)
      assert.is(walk.text(), text)
      assert.equal([...walk.blob()], [7])
      assert.ok(walk.isNull())
    }),
  )
})

test('a walk that leaves its bytes, or meets another kind, says damage', () => {
  const bytes = encode(['text', 5, Uint8Array.of(1, 2, 3)])
  for (let size = 0; size < bytes.length; size++) {
    const walk = new CborWalk(bytes.subarray(0, size))
    assert.throws(() => {
      walk.list()
      walk.text()
      walk.count()
      walk.blob()
    }, isDamage)
    assert.throws(() => new CborWalk(bytes.subarray(0, size)).skip(), isDamage)
  }
  assert.throws(() => new CborWalk(bytes).count(), isDamage)
})

function isDamage(error: unknown): boolean {
  return error instanceof LedgerError && error.code === 'DAMAGED'
}

test('a history tells every field of a record as the log has it', async () => {
  const { ledger } = await newWorld()
  const papers = { docs: [{ type: 'po', id: 'P 1' }], extra: [['k', 'v'] as const] }
  await attestAll(ledger, [
    ...chain(serials),
    { type: 'observe', ...at(MAKER, 9), ...papers, packs: packs(serials), detail: { reason: 'seen' } },
  ])
  let records = 0
  for (const item of [...serials.map(id), CASE]) {
    for (const { g, event, recorded, claim, signer } of ledger.history(item)) {
      records++
      for await (const one of ledger.events({ from: g, to: g + 1 })) {
        const { subjects, hiddenSubjects, ...frame } = one.event
        assert.equal(event, frame)
        assert.equal([recorded, claim, signer], [one.recorded, one.claim, one.signer])
        assert.ok(subjects.length > 0 && hiddenSubjects === 0)
      }
    }
  }
  assert.ok(records > 60)
  await ledger.close()
})

test('of one record that packs into two containers each pack follows its own', async () => {
  const { ledger } = await newWorld()
  const [a, b] = serials as [string, string]
  const trade = { fromHolder: MAKER, toHolder: WHOLESALER }
  const into = (serial: string, lot: string, parent: string) =>
    ({ kind: 'packs', product: PRODUCT, lot, serials: [serial], parent }) as const
  const outcomes = await attestAll(ledger, [
    commission([a]),
    commission([b], 0, 'LOT2'),
    { type: 'aggregate', ...at(MAKER, 1), subjects: [into(a, LOT, CASE), into(b, 'LOT2', PALLET)] },
    { type: 'ship', ...at(MAKER, 2), containers: [PALLET], trade },
  ])
  assert.equal(lines(outcomes), ['appended', 'appended', 'appended', 'appended'])
  assert.equal(told(ledger, id(a)), [`commission ${PRODUCT}/${LOT}`, `aggregate ${id(a)}`])
  assert.equal(told(ledger, id(b)), [`commission ${PRODUCT}/LOT2`, `aggregate ${id(b)}`, `ship ${PALLET}`])
  await ledger.close()
})

test('of a batch that was commissioned pack by pack a history tells its own registration, and a recall of long ago', async () => {
  const store = await memoryStore()
  const { ledger, clock, anchorDir } = await newWorld(store)
  const many = serialsOf(400, 'M')
  const recall: Draft = { type: 'recall', ...at(MAKER, 1), batches: [{ product: PRODUCT, lot: LOT }] }
  const first = many.slice(0, 5)
  await attestAll(ledger, [...first.map((serial) => commission([serial])), recall])
  const early = told(ledger, id(first[2] as string))
  await attestAll(
    ledger,
    many.slice(5).map((serial) => commission([serial])),
  )
  const row = readTableRow(store, itemCodec, `*batch ${PRODUCT}/${LOT}`)
  const oldest = historyLines(readTableRow(store, spillCodec, `*batch ${PRODUCT}/${LOT}\u00000`) ?? new Uint8Array(0))
  assert.ok((row?.spilled ?? 0) > 3 && oldest.some(({ type }) => type === 'recall'), 'the recall is in an older row')
  const again = await openOn(store, { clock: clockFrom(clock), anchorDir })
  for (const one of [ledger, again]) {
    for (const serial of [...first, many[399] as string]) {
      assert.equal(told(one, id(serial)), [`commission ${PRODUCT}/${LOT}`, `recall ${PRODUCT}/${LOT}`])
    }
  }
  assert.equal(early, [`commission ${PRODUCT}/${LOT}`, `recall ${PRODUCT}/${LOT}`])
  await ledger.close()
})

test('what is recorded after a history was asked for is in the next one', async () => {
  const { ledger } = await newWorld()
  const [one = ''] = serials
  const all = chain(serials)
  assert.equal(ledger.history(id(one)), [])
  for (let i = 0; i < all.length; i++) {
    await attestAll(ledger, [all[i] as Draft])
    assert.is(ledger.history(id(one)).length, i + 1)
  }
  await ledger.close()
})

test.run()
