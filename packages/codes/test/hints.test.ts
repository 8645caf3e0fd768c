import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { explainUnknown, type ScannerFault, shapeOf } from '../src/index.ts'

const hints = suite('hints on scanner faults')

const KNOWN = ['Ab3yQ7zK2m', '0001234567', 'A1B2C3D4E5']
const isKnown = (serial: string): boolean => KNOWN.includes(serial)

function first(scanned: string): readonly [ScannerFault | undefined, string | undefined] {
  const [hint] = explainUnknown(scanned, isKnown)
  return [hint?.cause, hint?.candidate]
}

hints('eu 7.3 S7: Caps Lock, Y and Z, and both, are recognised', () => {
  assert.equal(first('aB3YQ7ZK2M'.replace('Q', 'q').replace('K', 'k')), ['CAPS_LOCK', 'Ab3yQ7zK2m'])
  assert.equal(first('Ab3zQ7yK2m'), ['YZ_SWAPPED', 'Ab3yQ7zK2m'])
  assert.equal(first('aB3Zq7Yk2M'), ['YZ_SWAPPED', 'Ab3yQ7zK2m'])
  assert.equal(first('a1b2c3d4e5'), ['CAPS_LOCK', 'A1B2C3D4E5'])
})

hints('a French keyboard is recognised', () => {
  assert.equal(first('Qb3yA7wK2m'), ['AZERTY', 'Ab3yQ7zK2m'])
})

hints('the keyboards of other countries are recognised, with digits and signs', () => {
  const known = ['0123456789', 'A1/B2-C3']
  const cause = (text: string): readonly unknown[] =>
    explainUnknown(text, (one) => known.includes(one)).map((one) => [one.cause, one.candidate])
  assert.equal(cause('à&é"\'(-è_ç'), [['KEYBOARD', '0123456789']])
  assert.equal(cause('é+ěščřžýáí'), [['KEYBOARD', '0123456789']])
  assert.equal(cause('ö123456789'), [['KEYBOARD', '0123456789']])
  assert.equal(cause('A1-B2ßC3'), [['KEYBOARD', 'A1/B2-C3']])
})

hints('a serial that swallowed the next element is recognised', () => {
  assert.equal(first('A1B2C3D4E510LOT42'), ['SEPARATOR_LOST', 'A1B2C3D4E5'])
  assert.equal(first('A1B2C3D4E517271200'), ['SEPARATOR_LOST', 'A1B2C3D4E5'])
  assert.equal(first('A1B2C3D4E571212345'), ['SEPARATOR_LOST', 'A1B2C3D4E5'])
})

hints('dropped zeros are recognised', () => {
  assert.equal(first('1234567'), ['ZEROS_STRIPPED', '0001234567'])
})

hints('a known serial or a really unknown one has no candidate', () => {
  assert.equal(explainUnknown('XXXXXXXXXX', isKnown), [])
  assert.equal(explainUnknown('', isKnown), [])
})

hints('the shape of a batch tells a scanner fault from a false serial', () => {
  const shape = shapeOf(['A1B2C3D4E5', 'Z9Y8X7W6V5'])
  assert.equal([...shape.lengths], [10])
  assert.equal(
    explainUnknown('A1B2', () => false, shape).map((one) => one.cause),
    ['TRUNCATED'],
  )
  assert.equal(
    explainUnknown('A1B2C3D4E5F6', () => false, shape).map((one) => one.cause),
    ['LENGTH_DIFFERS'],
  )
  assert.equal(
    explainUnknown('a1b2c3d4e6', () => false, shape).map((one) => one.cause),
    ['FORMAT_DIFFERS'],
  )
  assert.equal(
    explainUnknown('Q1B2C3D4E6', () => false, shape),
    [],
  )
})

hints('the lookup is asked a bounded number of times, whatever the text', () => {
  let asked = 0
  explainUnknown('1710'.repeat(10_000), () => {
    asked++
    return false
  })
  assert.ok(asked < 100, String(asked))
})

hints.run()
