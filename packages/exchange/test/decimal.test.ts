import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { canonicalDecimal } from '../src/decimal.ts'

const decimal = suite('decimal numbers')

decimal('one number has one spelling', () => {
  for (const text of ['10', '10.0', '+10.00', '010', '1e1', '100E-1', ' 10 ']) {
    assert.is(canonicalDecimal(text), '10', text)
  }
  assert.is(canonicalDecimal('-0.50'), '-0.5')
  assert.is(canonicalDecimal('-0'), '0')
  assert.is(canonicalDecimal('.5'), '0.5')
  assert.is(canonicalDecimal(200.5), '200.5')
  assert.is(canonicalDecimal(1e-7), '0.0000001')
})

decimal('the canonical text of a number of JSON is that of its text', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (value) => {
      const text = canonicalDecimal(value)
      if (text !== undefined) assert.is(canonicalDecimal(Number(text)), text)
    }),
  )
})

decimal('what a parser has already rounded is refused', () => {
  assert.is(canonicalDecimal(Number('12345678901234567890')), undefined)
  assert.is(canonicalDecimal(Number.POSITIVE_INFINITY), undefined)
})

decimal('what is no number is refused, at once at any length', () => {
  for (const text of ['', '.', '+', '1,5', '0x10', 'NaN', '1e', '1'.repeat(5000)]) {
    assert.is(canonicalDecimal(text), undefined)
  }
  assert.is(canonicalDecimal(undefined), undefined)
})

decimal.run()
