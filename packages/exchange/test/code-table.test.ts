/** The table of the codes of a relation file: what it holds, whatever the number of codes, and how much room that takes. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeCodeTable, roomFor } from '../src/cn/code-table.ts'

const test = suite('the table of codes')

/** Of three products, in no order. */
const codeOf = (i: number): string => `810000${(i * 7919) % 3}${String((i * 104_729) % 9_999_991).padStart(13, '0')}`

test('a code keeps its index, prefix and rest across all pieces, and comes back the same when it is added again', () => {
  const table = makeCodeTable()
  const known = new Map<string, number>()
  for (let i = 0; i < 20_000; i++) {
    const code = codeOf(i % 15_000)
    const expected = known.get(code) ?? known.size
    known.set(code, expected)
    assert.is(table.add(code), expected)
  }
  assert.is(table.size, known.size)
  for (const [code, index] of known) {
    assert.equal([table.code(index), table.prefix(index), table.rest(index)], [code, code.slice(0, 7), code.slice(7)])
  }
  for (let i = 1; i < 5000; i++) {
    const [a, b] = [table.code(i - 1), table.code(i)]
    assert.is(Math.sign(table.compare(i - 1, i)), a < b ? -1 : 1)
  }
})

test('a million codes and a few more take little more room than a million', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const before = process.memoryUsage().arrayBuffers
  const table = makeCodeTable()
  for (let i = 0; i < 1_060_000; i++) table.add(`8100003${String(i).padStart(13, '0')}`)
  collect()
  const megabytes = (process.memoryUsage().arrayBuffers - before) / (1 << 20)
  assert.ok(megabytes < 55, `${Math.round(megabytes)} MB`)
  assert.is(table.size, 1_060_000)
  assert.ok(roomFor(1_060_000) < 1_400_000)
})

test.run()
