import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LedgerError } from '../src/error.ts'
import {
  childCodec,
  EMPTY_ITEM,
  findMac,
  historyLines,
  type ItemRow,
  itemCodec,
  NO_LINES,
  spillLines,
  withLine,
} from '../src/item-rows.ts'
import { closeRow, openRow, RowReader, RowWriter, readRow } from '../src/row-bytes.ts'
import { numberKey, rangeOf, readNumber, textKey } from '../src/row-key.ts'

const test = suite('rows')

test('numbers, texts and bytes are read as they were written', () => {
  const text = fc.string({ maxLength: 60, unit: 'binary' })
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.integer({ min: -(2 ** 51), max: 2 ** 51 }), text, fc.option(text), (n, i, t, o) => {
      const row = new RowWriter()
        .start()
        .count(n)
        .int(i)
        .text(t)
        .optional(o ?? undefined)
        .blob(Uint8Array.of(1, 2))
      const reader = new RowReader(row.body())
      assert.is(reader.count(), n)
      assert.is(reader.int(), i)
      assert.is(reader.text(), t)
      assert.is(reader.optional(), o ?? undefined)
      assert.equal([...reader.blob()], [1, 2])
      assert.ok(reader.done)
    }),
  )
})

test('any changed bit of a row or its key is noticed', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.uint8Array({ maxLength: 200 }),
      fc.nat(),
      (key, body, n) => {
        const row = closeRow(key, body)
        assert.equal([...openRow(key, row)], [...body])
        const bit = n % (8 * row.length)
        const bad = row.slice()
        bad[bit >> 3] = (bad[bit >> 3] as number) ^ (1 << (bit % 8))
        assert.is(readRow(key, bad), undefined)
        const otherKey = key.slice()
        otherKey[0] = (otherKey[0] as number) ^ 1
        assert.is(readRow(otherKey, row), undefined)
      },
    ),
  )
  assert.throws(
    () => openRow(Uint8Array.of(1), new Uint8Array(3)),
    (e: unknown) => e instanceof LedgerError && e.code === 'DAMAGED',
  )
})

test('number keys are in the order of their numbers, and text keys within their range', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31), fc.nat(2 ** 31), (a, b) => {
      assert.is(readNumber(numberKey('e', a), 1), a)
      assert.is(Math.sign(Buffer.compare(numberKey('e', a), numberKey('e', b))), Math.sign(a - b))
    }),
  )
  const { from, to } = rangeOf('i', Buffer.from('0401/'))
  const inside = textKey('i', '0401/ÿserial')
  assert.ok(Buffer.compare(from, inside) <= 0 && Buffer.compare(inside, to) < 0)
  assert.ok(Buffer.compare(textKey('i', '04010/'), from) < 0 || Buffer.compare(textKey('i', '04010/'), to) >= 0)
})

test('an item row keeps state and history', () => {
  const state = {
    status: 'lost',
    grade: 'inferred',
    recalled: true,
    owner: 'gln:4012345000009',
    parent: 'sscc:340123450000000017',
    transit: { to: 'gln:4012345000016' },
    units: 3,
    statusAt: -1,
    statusTime: -5,
    lastAt: 7,
    lastTime: 1_700_000_000_000,
    children: 2,
    moved: false,
    pending: { code: 'RECEIVED_WITHOUT_SHIPMENT', party: 'gln:4012345000016', at: 3, time: 4 },
  } as const
  const lines = withLine(NO_LINES, { g: 2 ** 40, type: 'ship', role: 'inside', mac: 0xfedcba98 })
  const row: ItemRow = { manifest: 300, state, lines, spilled: 2, chunks: 3, lastChunk: 4, inside: 5, latest: -7 }
  const writer = new RowWriter().start()
  itemCodec.write(writer, row)
  assert.equal(itemCodec.read(new RowReader(writer.body())), row)
  const bare = new RowWriter().start()
  itemCodec.write(bare, { ...EMPTY_ITEM, manifest: 1 })
  assert.is(bare.body().length, 2)
})

test('histories are found by MAC, newest first, and spill their oldest lines', () => {
  let lines = NO_LINES
  for (let i = 0; i < 130; i++) lines = withLine(lines, { g: i, type: 'observe', role: 'self', mac: i % 3 })
  assert.is(findMac(lines, 2), 128)
  assert.is(findMac(lines, 2, 1), 125)
  assert.is(findMac(lines, 9), undefined)
  const spill = spillLines(lines)
  assert.equal(
    historyLines(spill?.old ?? NO_LINES).map(({ g }) => g),
    Array.from({ length: 64 }, (_, i) => i),
  )
  assert.is(historyLines(spill?.rest ?? NO_LINES)[0]?.g, 64)
  assert.is(spillLines(spill?.rest ?? NO_LINES), undefined)
})

test('a list of children keeps their order', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 30 })), (ids) => {
      const writer = new RowWriter().start()
      childCodec.write(writer, ids)
      assert.equal(childCodec.read(new RowReader(writer.body())), ids)
    }),
  )
})

test.run()
