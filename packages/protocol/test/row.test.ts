import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeRow, encodeRow, toHex } from '../src/index.ts'

const test = suite('row')

test('rows of our own store come back as they were, times and large numbers too', () => {
  const value = {
    at: 1_800_000_000_000,
    size: 2 ** 53 - 1,
    text: '药',
    bytes: Uint8Array.of(1, 2),
    list: [1, null, true],
    none: null,
  }
  const read = decodeRow(encodeRow(value)) as typeof value
  assert.equal({ ...read, bytes: toHex(read.bytes) }, { ...value, bytes: '0102' })
  fc.assert(
    fc.property(
      fc.record({ n: fc.maxSafeInteger(), s: fc.string(), a: fc.array(fc.integer()) }, { noNullPrototype: true }),
      (row) => {
        assert.equal(decodeRow(encodeRow(row)), row)
      },
    ),
  )
})

test('a row has a buffer of its own', () => {
  const first = encodeRow({ a: 1 })
  const copy = toHex(first)
  encodeRow({ b: 'x'.repeat(1000) })
  assert.is(toHex(first), copy)
})

test.run()
