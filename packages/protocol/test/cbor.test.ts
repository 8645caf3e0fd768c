import { readFileSync } from 'node:fs'
import { testWithShared } from '@packtrail/testkit'
import { encode as cborg, rfc8949EncodeOptions } from 'cborg'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Cbor, decode, encode, type FormatError, fromHex, MAX_DEPTH, MAX_ITEMS, toHex } from '../src/index.ts'
import { cbor } from './arbitraries.ts'
import { attempt, flipBit, refused, sameBytes } from './support.ts'

const test = suite('cbor')
const hex = (text: string): Uint8Array => fromHex(text.replaceAll(' ', '')) as Uint8Array

test('every value comes back from its bytes', () => {
  fc.assert(fc.property(cbor, (value) => assert.equal(decode(encode(value)), value)))
})

test('an independent encoder in RFC 8949 mode writes the same bytes', () => {
  fc.assert(
    fc.property(cbor, (value) => sameBytes(encode(value), cborg(value, rfc8949EncodeOptions))),
    { numRuns: 300 },
  )
})

test('whatever is read is the one encoding of its value, and whatever is refused is refused with a code', () => {
  const start = fc.constantFrom(
    ...'80 81 82 83 18 19 1a 1b 38 3b 58 59 62 78 f4 f5 f6 40 60 00 20 c0 a0 ff 9f'.split(' '),
  )
  const soup = fc
    .array(
      fc.oneof(
        start.map((byte) => Number.parseInt(byte, 16)),
        fc.nat(255),
      ),
      { maxLength: 24 },
    )
    .map((list) => Uint8Array.from(list))
  let read = 0
  fc.assert(
    fc.property(soup, (bytes) => {
      const value = attempt(() => decode(bytes))
      if (value === undefined) return
      read++
      sameBytes(encode(value), bytes)
    }),
    { numRuns: 20_000 },
  )
  assert.ok(read > 500, `only ${read} of the random strings were read at all`)
})

test('one flipped bit gives another value or an error, never the same value again', () => {
  fc.assert(
    fc.property(cbor, fc.nat(), (value, n) => {
      const bytes = encode(value)
      const other = flipBit(bytes, n % (bytes.length * 8))
      const read = attempt(() => decode(other))
      if (read !== undefined) assert.not.equal(read, value)
    }),
  )
})

test('a head longer than its number needs is refused at every width', () => {
  const long = [
    '1800',
    '1817',
    '190000',
    '1900ff',
    '1a00000000',
    '1a0000ffff',
    '1b0000000000000000',
    '1b00000000ffffffff',
  ]
  for (const text of long) {
    refused(() => decode(hex(text)), 'CBOR_NOT_CANONICAL', text)
    for (const major of [1, 2, 3, 4]) {
      const bytes = hex(text)
      bytes[0] = (bytes[0] as number) | (major << 5)
      refused(() => decode(bytes), 'CBOR_NOT_CANONICAL', `${text} as major type ${major}`)
    }
  }
})

test('numbers end at 2^53 - 1 on both sides', () => {
  assert.is(decode(hex('1b001fffffffffffff')), 2 ** 53 - 1)
  assert.is(decode(hex('3b001ffffffffffffe')), 1 - 2 ** 53)
  refused(() => decode(hex('1b0020000000000000')), 'CBOR_TOO_LARGE')
  refused(() => decode(hex('1bffffffffffffffff')), 'CBOR_TOO_LARGE')
  refused(() => decode(hex('3b001fffffffffffff')), 'CBOR_TOO_LARGE')
})

test('maps, tags, floats, undefined, simple values and open lengths are no part of the format', () => {
  const foreign = ['a0', 'a10102', 'c000', 'd818 40', 'f7', 'f0', 'f820', 'f93c00', 'fa3f800000', 'fb3ff0000000000000']
  for (const text of foreign) refused(() => decode(hex(text)), 'CBOR_TYPE', text)
  for (const text of ['1c', '1f', '5f4100ff', '7f6161ff', '9f00ff', '9c']) {
    refused(() => decode(hex(text)), 'CBOR_NOT_CANONICAL', text)
  }
  refused(() => decode(hex('ff')), 'CBOR_TYPE')
})

test('bytes that end early or go on are refused where they do', () => {
  for (const text of ['', '18', '1900', '41', '6261', '81', '82 00']) {
    refused(() => decode(hex(text)), 'CBOR_TRUNCATED', text)
  }
  for (const text of ['0000', 'f6f6', '8080', '4000']) refused(() => decode(hex(text)), 'CBOR_TRAILING', text)
  try {
    decode(hex('83 00 00 f7'))
  } catch (error) {
    assert.is((error as FormatError).offset, 3)
  }
})

test('a length that the bytes cannot hold is refused before anything is made of it', () => {
  const before = process.memoryUsage().heapUsed
  for (const text of ['9a7fffffff', '9b001fffffffffffff', '5a7fffffff', '7b001fffffffffffff', '9a00040001']) {
    refused(() => decode(hex(text)), 'CBOR_TRUNCATED', text)
  }
  assert.ok(process.memoryUsage().heapUsed - before < 10_000_000)
})

test('arrays nest eight deep and no deeper, to read and to write', () => {
  const nest = (depth: number): Uint8Array => Uint8Array.from([...new Array<number>(depth).fill(0x81), 0])
  assert.ok(decode(nest(MAX_DEPTH)))
  refused(() => decode(nest(MAX_DEPTH + 1)), 'CBOR_DEPTH')
  refused(() => decode(nest(1_000_000)), 'CBOR_DEPTH')
  let value: Cbor = 0
  for (let i = 0; i < MAX_DEPTH; i++) value = [value]
  sameBytes(encode(value), nest(MAX_DEPTH))
  const deeper = value
  refused(() => encode([deeper]), 'CBOR_DEPTH')
})

test('one value holds at most 262,144 items, so that a small file cannot fill the memory', () => {
  const many = Uint8Array.from([0x9a, 0, 4, 0, 0, ...new Uint8Array(MAX_ITEMS)])
  assert.is((decode(many) as readonly Cbor[]).length, MAX_ITEMS)
  const tooMany = Uint8Array.from([0x82, ...many, 0x80])
  refused(() => decode(tooMany), 'CBOR_TOO_LARGE')
  refused(() => encode([new Array<number>(MAX_ITEMS).fill(0)]), 'CBOR_TOO_LARGE')
  sameBytes(encode([1]), hex('8101'), 'the count begins anew with every value')
})

test('text is well-formed UTF-8, kept as it is', () => {
  for (const text of ['c080', 'eda080', 'f4908080', 'ff', '80', 'c3', 'e282', 'f8888080']) {
    const bytes = hex(text)
    refused(() => decode(Uint8Array.of(0x60 | bytes.length, ...bytes)), 'CBOR_TEXT', text)
  }
  for (const text of ['\ufeffx', 'e\u0301', '\u00e9', '\u{105d2}\u0307', '\u0000', '\u{1f600}', '药品']) {
    assert.is(decode(encode(text)), text)
  }
  refused(() => encode('\ud800'), 'CBOR_TEXT')
  refused(() => encode(`${'a'.repeat(70)}\udfff`), 'CBOR_TEXT')
})

test('what has no encoding is refused, not bent', () => {
  for (const value of [1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 53), -0]) {
    refused(() => encode(value), 'CBOR_TYPE', String(value))
  }
  for (const value of [undefined, 1n, {}, new Date(), new Uint16Array(2), [undefined], () => 0]) {
    refused(() => encode(value as unknown as Cbor), 'CBOR_TYPE')
  }
})

test('an encoding is a buffer of its own', () => {
  const first = encode(['a'])
  const copy = first.slice()
  encode(['b', new Uint8Array(100_000)])
  sameBytes(first, copy)
  refused(() => encode([1, undefined as unknown as Cbor]))
  sameBytes(encode(['a']), copy, 'a failed encoding leaves nothing behind')
})

testWithShared(
  test,
  'appendix A of RFC 8949 is read where it is our subset and refused elsewhere',
  'tlog/cbor-appendix-a.json',
  (path) => {
    const cases = JSON.parse(readFileSync(path, 'utf8')) as { hex: string; roundtrip: boolean; decoded?: unknown }[]
    let read = 0
    for (const { hex: text, roundtrip, decoded } of cases) {
      const value = attempt(() => decode(hex(text)))
      if (value === undefined) continue
      read++
      assert.ok(roundtrip, text)
      if (decoded !== undefined) assert.equal(value, decoded, text)
      assert.is(toHex(encode(value)), text)
    }
    assert.ok(read >= 30, `${read} of ${cases.length}`)
  },
)

test.run()
