import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  asciiText,
  compareBytes,
  compareText,
  concatBytes,
  equalBytes,
  fromBase64,
  fromHex,
  fromUtf8,
  latin1Text,
  toBase64,
  toHex,
  utf8,
} from '../src/index.ts'
import { bytes, text } from './arbitraries.ts'
import { sameBytes } from './support.ts'

const test = suite('bytes')

test('hex and base64 come back, and agree with the runtime', () => {
  fc.assert(
    fc.property(bytes, (value) => {
      assert.is(toHex(value), Buffer.from(value).toString('hex'))
      sameBytes(fromHex(toHex(value)), value)
      assert.is(toBase64(value), Buffer.from(value).toString('base64'))
      sameBytes(fromBase64(toBase64(value)), value)
    }),
  )
})

test('bytes become text one by one, and ASCII is nothing but ASCII', () => {
  fc.assert(
    fc.property(bytes, fc.nat(20), fc.nat(20), (value, low, high) => {
      const from = Math.min(low, value.length)
      const to = Math.max(from, Math.min(high, value.length))
      const part = value.subarray(from, to)
      const expected = Buffer.from(part).toString('latin1')
      assert.is(latin1Text(value, from, to), expected)
      assert.is(asciiText(value, from, to), part.every((byte) => byte < 128) ? expected : undefined)
      const ascii = value.map((byte) => byte & 127)
      assert.is(asciiText(ascii, 0, ascii.length), Buffer.from(ascii).toString('latin1'))
    }),
  )
})

test('any text that is read as base64 is the one base64 of its bytes', () => {
  const soup = fc.string({ unit: fc.constantFrom(...'AB/+z9=-_ \n'), maxLength: 12 })
  fc.assert(
    fc.property(soup, (value) => {
      const read = fromBase64(value)
      if (read !== undefined) assert.is(toBase64(read), value)
    }),
    { numRuns: 5000 },
  )
  for (const value of ['=', '====', 'A===', 'AB==', 'AAB=', 'AA=A', 'AAAA=', 'AA', 'AA-_', 'AAA\n']) {
    assert.is(fromBase64(value), undefined, value)
  }
})

test('hex has lower case and an even length', () => {
  for (const value of ['A0', 'a', '0g', ' 0', '0x']) assert.is(fromHex(value), undefined, value)
})

test('texts order as their UTF-8 bytes do', () => {
  const wide = fc.oneof(text, fc.string({ unit: fc.constantFrom('a', '\uffff', '\u{10000}', '\ue000', '\u{1f600}') }))
  fc.assert(
    fc.property(wide, wide, (a, b) => {
      assert.is(Math.sign(compareText(a, b)), Math.sign(compareBytes(utf8(a), utf8(b))))
      assert.is(compareText(a, b) === 0, equalBytes(utf8(a), utf8(b)))
    }),
    { numRuns: 2000 },
  )
})

test('a shorter prefix comes first', () => {
  assert.ok(compareBytes(Uint8Array.of(1), Uint8Array.of(1, 0)) < 0)
  assert.ok(compareBytes(Uint8Array.of(2), Uint8Array.of(1, 0)) > 0)
  assert.is(compareBytes(new Uint8Array(0), new Uint8Array(0)), 0)
})

test('bytes join without sharing memory', () => {
  const part = Uint8Array.of(1, 2)
  const joined = concatBytes(part, new Uint8Array(0), part)
  part[0] = 9
  assert.is(toHex(joined), '01020102')
})

test('text that is not UTF-8 is no text', () => {
  assert.is(fromUtf8(Uint8Array.of(0xff)), undefined)
  assert.is(fromUtf8(utf8('\ufeffa')), '\ufeffa')
})

test.run()
