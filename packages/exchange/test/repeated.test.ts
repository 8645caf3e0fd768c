import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dropRepeated, packIsBefore, packKeyOf, textIsBefore, textKey } from '../src/repeated.ts'

const repeated = suite('things named twice')

repeated('the first of each is kept, and the places of the others are told, in lists of any length', () => {
  const texts = fc.array(fc.stringMatching(/^[ab]{0,3}(?:12345678)?[01]{0,6}$/), { maxLength: 600, size: 'max' })
  fc.assert(
    fc.property(texts, (list) => {
      const kept = [...list]
      const dropped = dropRepeated(kept, textIsBefore, textKey)
      assert.equal(kept, [...new Set(list)])
      assert.equal(
        dropped,
        list.flatMap((text, i) => (list.indexOf(text) < i ? [i] : [])),
      )
    }),
    { numRuns: 200 },
  )
})

repeated('one serial of two products is two packs', () => {
  const pack = (product: string, serial: string): { product: string; serial: string } => ({ product, serial })
  const packs = [pack('2', 'B'), pack('1', 'B'), pack('1', 'A'), pack('1', 'B')]
  assert.equal(dropRepeated(packs, packIsBefore, packKeyOf(packs)), [3])
  const one = [pack('1', 'B'), pack('1', 'A'), pack('1', 'B')]
  assert.equal(dropRepeated(one, packIsBefore, packKeyOf(one)), [2])
})

repeated.run()
