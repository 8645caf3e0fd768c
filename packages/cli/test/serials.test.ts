import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ALPHABET, makeSerials, type SerialRule, serialRule, shortestLength } from '../src/serials.ts'

const test = suite('serials')
const random = (size: number): Uint8Array => globalThis.crypto.getRandomValues(new Uint8Array(size))

async function texts(count: number, rule: SerialRule): Promise<string[]> {
  const made = await makeSerials(random, count, rule)
  return Array.from({ length: made.count }, (_, i) => made.text(i))
}

test('a million packs with ten digits are exactly one in ten thousand, which is too many: eleven digits are needed', () => {
  assert.is(shortestLength(1_000_000, 10), 11)
  assert.is(shortestLength(999_999, 10), 10)
})

test('the shortest length is strictly within the rule, and one less is not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e12 }), fc.integer({ min: 2, max: 60 }), (total, letters) => {
      const length = shortestLength(total, letters)
      if (length > 20) return
      const needed = BigInt(total) * 10_000n
      assert.ok(BigInt(letters) ** BigInt(length) > needed)
      if (length > 1) assert.ok(BigInt(letters) ** BigInt(length - 1) <= needed)
    }),
  )
})

test('a length that breaks the rule is refused with the length that keeps it', () => {
  assert.throws(() => serialRule(1_000_000, '0123456789', 10), /could be guessed/)
  assert.is(serialRule(1_000_000, '0123456789', 11).length, 11)
})

test('serials issued before count', () => {
  assert.throws(() => serialRule(1_000_001, '0123456789', 10))
  assert.is(serialRule(999_999, '0123456789', 10).length, 10)
})

test('an alphabet with a foreign, a doubled or only one character is refused', () => {
  for (const alphabet of ['AÄ', 'A B', 'AAB', 'A', '']) assert.throws(() => serialRule(10, alphabet))
})

test('serials are sorted, different, as long as asked and of the alphabet alone', async () => {
  const made = await texts(5000, { alphabet: ALPHABET, length: 12 })
  assert.is(new Set(made).size, 5000)
  assert.equal(made, made.toSorted())
  assert.ok(made.every((serial) => serial.length === 12 && [...serial].every((letter) => ALPHABET.includes(letter))))
})

test('of a tiny space every serial is made, none twice', async () => {
  assert.equal(await texts(4, { alphabet: 'AB', length: 2 }), ['AA', 'AB', 'BA', 'BB'])
})

test('without a length asked for, a serial that exists already is most unlikely to be made again', () => {
  const { alphabet, length } = serialRule(1_000_000)
  assert.ok(1e6 * 1e6 * 1e6 < alphabet.length ** length)
  assert.is(serialRule(10).length, 10)
})

test('every letter has the same chance', async () => {
  const made = (await texts(6000, { alphabet: ALPHABET, length: 12 })).join('')
  const expected = made.length / ALPHABET.length
  for (const letter of ALPHABET) {
    const seen = made.split(letter).length - 1
    // Eight standard deviations: a fair source fails once in a thousand million million runs.
    assert.ok(Math.abs(seen - expected) < 8 * Math.sqrt(expected), `${letter}: ${seen} of ${expected}`)
  }
})

test.run()
