import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { rowArena } from '../src/row-arena.ts'

const test = suite('row arena')

const bodyOf = (id: string, version: number): Uint8Array => Buffer.from(`${id}=${version}`)
const said = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString()

test('an arena gives what was put last, or nothing', () => {
  const id = fc.constantFrom('a', 'b', '09521234000013/1', '09521234000013/2', 'x'.repeat(300), 'caf\u00e9')
  const act = fc.record({ id, what: fc.constantFrom('put', 'put', 'delete', 'get') })
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const arena = rowArena()
      const known = new Map<string, string>()
      acts.forEach(({ id: name, what }, i) => {
        const body = bodyOf(name, i)
        // More bytes than are meant stand behind a row.
        if (what === 'put') arena.put(name, Buffer.concat([body, Buffer.from('behind')]), body.length)
        else if (what === 'delete') arena.delete(name)
        if (what === 'put') known.set(name, said(body) as string)
        else if (what === 'delete') known.delete(name)
        const got = said(arena.get(name))
        assert.is(arena.has(name), got !== undefined)
        if (got !== undefined) assert.is(got, known.get(name))
        else assert.ok(known.get(name) === undefined || name.length > 255 || name.includes('\u00e9'))
      })
    }),
    { numRuns: 20 },
  )
})

test('the newest tens of thousands of rows are there, the oldest are not, and none is another', () => {
  const arena = rowArena()
  const count = 200_000
  for (let i = 0; i < count; i++) {
    const body = bodyOf(`p/${i}`, i)
    arena.put(`p/${i}`, body, body.length)
    if (i % 3 === 0) {
      const again = bodyOf(`p/${i}`, -i)
      arena.put(`p/${i}`, again, again.length)
    }
  }
  let kept = 0
  for (let i = 0; i < count; i++) {
    const got = said(arena.get(`p/${i}`))
    if (got === undefined) continue
    kept++
    assert.is(got, said(bodyOf(`p/${i}`, i % 3 === 0 ? -i : i)))
    if (i < 10_000) assert.unreachable('one of the oldest is kept')
  }
  assert.ok(kept > 60_000)
  for (let i = count - 50_000; i < count; i++) assert.ok(arena.has(`p/${i}`))
})

test('a row that is too long to be kept leaves none of its past', () => {
  const arena = rowArena()
  arena.put('a', bodyOf('a', 1), 3)
  arena.put('a', new Uint8Array(70_000), 70_000)
  assert.not(arena.has('a'))
})

test('ids that share a hash hide none of the others', () => {
  const arena = rowArena()
  // So many that places of the index are searched for in long runs.
  for (let i = 0; i < 60_000; i++) arena.put(String(i), Uint8Array.of(i, i >> 8), 2)
  let kept = 0
  for (let i = 0; i < 60_000; i++) {
    const got = arena.get(String(i))
    if (got === undefined) continue
    kept++
    assert.equal([...got], [i & 255, (i >> 8) & 255])
  }
  assert.ok(kept > 59_000)
})

test.run()
