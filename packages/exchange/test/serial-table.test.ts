import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Columns, Texts } from '../src/check/columns.ts'
import { KeyedHash } from '../src/check/keyed-hash.ts'
import { COMMISSIONED, ENDED, SerialTable } from '../src/check/serial-table.ts'

const test = suite('what a check keeps of a serial')
const KEY = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])

test('a table answers as a map does, through all its growing', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ maxLength: 8 }), fc.nat(0x07ff_ffff), fc.nat()), { maxLength: 3000 }),
      (steps) => {
        const table = new SerialTable(KEY)
        const map = new Map<string, readonly [number, number]>()
        for (const [id, event, link] of steps) {
          assert.is(table.find(id, true), map.has(id))
          table.event = event
          table.link = link
          map.set(id, [event, link])
        }
        assert.is(table.size, map.size)
        for (const [id, [event, link]] of map) {
          assert.ok(table.find(id, false))
          assert.equal([table.event, table.link], [event, link])
        }
        let seen = 0
        table.each(() => seen++)
        assert.is(seen, map.size)
      },
    ),
    { numRuns: 20 },
  )
})

test('flags and the number of an event stand beside each other', () => {
  const table = new SerialTable(KEY)
  table.find('a', true)
  table.event = 0x07ff_ffff
  table.mark(COMMISSIONED | ENDED)
  table.event = 7
  table.unmark(ENDED)
  assert.equal([table.event, table.is(COMMISSIONED), table.is(ENDED)], [7, true, false])
  assert.not(table.find('b', false))
})

test('the hash depends on the key, on every character and on the length', () => {
  const values = new Set<string>()
  const texts = ['', '\0', '\0\0', 'a', 'b', 'ab', 'ba', 'a\0', 'ä', '中', 'x'.repeat(19), 'x'.repeat(20)]
  for (const key of [KEY, new Uint8Array(8)]) {
    const hash = new KeyedHash(key)
    for (const text of texts) {
      hash.of(text)
      values.add(`${hash.high} ${hash.low}`)
    }
  }
  assert.is(values.size, texts.length * 2)
})

test('columns and texts give back what was put in', () => {
  const columns = new Columns(3)
  const texts = new Texts()
  const kept: [number, number, string][] = []
  for (let i = 0; i < 40_000; i++) {
    const record = columns.add()
    columns.set(record, 1, i)
    kept.push([record, texts.add(`sscc:${i}é`), `sscc:${i}é`])
  }
  for (const [i, [record, number, text]] of kept.entries()) {
    assert.is(columns.get(record, 1), i)
    assert.is(columns.get(record, 2), 0)
    assert.is(texts.get(number), text)
  }
})

test.run()
