import { compareText } from '@packtrail/protocol'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { serialSetBuilder, serialSetOf } from '../src/serial-set.ts'

const test = suite('serial set')

const serial = fc.stringMatching(/^[!-~]{1,20}$/)

test('serials come out in the order of their bytes, each once, and the doubled ones are named', () => {
  fc.assert(
    fc.property(fc.array(serial, { maxLength: 300 }), (serials) => {
      const { set, twice } = serialSetOf(serials)
      const wanted = [...new Set(serials)].sort(compareText)
      assert.equal(
        Array.from({ length: set.count }, (_, i) => set.text(i)),
        wanted,
      )
      const doubled = new Set(serials.filter((one, i) => serials.indexOf(one) !== i))
      assert.equal([...new Set(twice)].sort(), [...doubled].sort())
      for (const one of serials) assert.ok(set.has(one))
      assert.not(set.has('never a serial of this set'))
    }),
  )
})

test('many random serials are sorted as texts are', () => {
  let random = 7
  const serials = Array.from({ length: 20_000 }, () => {
    random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0
    return random.toString(36)
  })
  const { set } = serialSetOf(serials)
  const wanted = [...new Set(serials)].sort(compareText)
  assert.is(set.count, wanted.length)
  for (let i = 0; i < wanted.length; i++) assert.is(set.text(i), wanted[i])
})

test('bytes of a file are taken as they are', () => {
  const builder = serialSetBuilder()
  builder.addBytes(Buffer.from('xxABCyy'), 2, 5)
  builder.add('AB')
  const { set } = builder.finish()
  assert.is(builder.count, 2)
  assert.equal([set.text(0), set.text(1)], ['AB', 'ABC'])
  const target = new Uint8Array(5)
  assert.is(set.write(1, target, 1), 3)
  assert.is(Buffer.from(target).toString('latin1'), '\0ABC\0')
})

test('what cannot be a serial is refused before it is kept', () => {
  assert.throws(() => serialSetOf(['']), RangeError)
  assert.throws(() => serialSetOf(['é']), RangeError)
  assert.throws(() => serialSetOf(['x'.repeat(256)]), RangeError)
})

test.run()
