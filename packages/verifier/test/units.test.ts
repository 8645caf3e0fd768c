import { FormatError, type MapProofItem, mapOf, rootFromMapProof } from '@packtrail/protocol'
import { nodeSha256, testRandom } from '@packtrail/testkit'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { blob, column32, column64 } from '../src/columns.ts'
import { fill, groupDigits } from '../src/fill.ts'
import { hashIndex } from '../src/hash-index.ts'
import { escapeText, html } from '../src/html-parts.ts'
import { itemNames } from '../src/item-names.ts'
import { mapReader } from '../src/map-proof.ts'
import { formatDay, formatInstant, formatMoment } from '../src/moment.ts'

const test = suite('parts of the verifier')

test('a column keeps what was set, and reads 0 elsewhere', () => {
  const column = column64()
  const far = 3_000_000
  column.set(far, 2 ** 52 + 1)
  column.set(0, -7)
  assert.is(column.get(far), 2 ** 52 + 1)
  assert.is(column.get(0), -7)
  assert.is(column.get(1), 0)
  assert.is(column32().get(123_456), 0)
})

test('a blob gives back every piece, the large ones too', () => {
  const bytes = blob()
  const random = testRandom('blob')
  const sizes = [1, 70_000, 3, 65_536, 65_535, 2, 200_001, 5]
  const pieces = sizes.map((size) => random(size))
  const places = pieces.map((piece) => bytes.append(piece, 0, piece.length))
  pieces.forEach((piece, i) => {
    const place = places[i] as number
    const at = bytes.at(place)
    assert.equal(Buffer.compare(bytes.piece(place).subarray(at, at + piece.length), piece), 0)
  })
})

test('an index of hashes finds each, and none that is not there', () => {
  const index = hashIndex()
  const random = testRandom('index')
  const hashes = Array.from({ length: 5000 }, () => random(32))
  for (const [i, hash] of hashes.entries()) assert.is(index.add(hash), i)
  hashes.forEach((hash, i) => {
    assert.is(index.find(hash), i)
    assert.is(index.add(hash), i)
  })
  assert.is(index.find(random(32)), -1)
  // Four equal first bytes must not be taken for equality.
  const near = (hashes[0] as Uint8Array).slice()
  near[31] = (near[31] as number) ^ 1
  assert.is(index.find(near), -1)
})

test('item names are numbers and back, packs of the product apart from all others', () => {
  const names = itemNames('04012345678901', 12345)
  const ids = [
    '04012345678901/A',
    'A',
    '04012345678918/A',
    'sscc:340123450000000017',
    '04012345678901/Ä',
    '04012345678901/',
  ]
  for (const id of ids) assert.is(names.text(names.add(id)), id)
  assert.is(names.size, ids.length)
  assert.is(names.findSerial('A'), names.find('04012345678901/A'))
  assert.is(names.serial(names.find('sscc:340123450000000017')), undefined)
  assert.is(names.find('04012345678901/B'), -1)
  const many = Array.from({ length: 20_000 }, (_, i) => names.addSerial(`S${i}`))
  for (const [i, item] of many.entries()) assert.is(names.serial(item), `S${i}`)
})

test('a map proof read item by item gives what the whole gives, or fails where it fails', () => {
  const random = testRandom('map')
  const items = Array.from({ length: 40 }, () => ({ key: random(32), size: 1, root: random(32), last: random(32) }))
  const map = mapOf(nodeSha256, items)
  const whole = (proof: readonly MapProofItem[]): string =>
    attempt(() => {
      const { root, shown } = rootFromMapProof(nodeSha256, proof)
      return { root, count: shown.length }
    })
  const parts = (proof: readonly MapProofItem[]): string =>
    attempt(() => {
      const reader = mapReader(nodeSha256)
      reader.push(proof)
      const { root, shown } = reader.finish()
      return { root, count: shown.count }
    })
  const indices = fc.uniqueArray(fc.nat(39), { minLength: 1, maxLength: 12 })
  void fc.assert(
    fc.property(indices, fc.nat(200), fc.nat(3), (chosen, at, how) => {
      const proof = map.prove(chosen.map((i) => (items[i] as { key: Uint8Array }).key))
      assert.is(parts(proof), whole(proof))
      const spot = at % proof.length
      const spoilt = [...proof]
      if (how === 0) spoilt.splice(spot, 1)
      else if (how === 1) spoilt.splice(spot, 0, proof[spot] as MapProofItem)
      else if (how === 2) spoilt[spot] = { kind: 'branch' }
      else spoilt[spot] = { kind: 'empty' }
      assert.is(parts(spoilt), whole(spoilt))
    }),
    { numRuns: 100 },
  )
})

function attempt(read: () => { readonly root: Uint8Array; readonly count: number }): string {
  try {
    const { root, count } = read()
    return `${Buffer.from(root).toString('hex')} ${count}`
  } catch (error) {
    if (error instanceof FormatError) return error.code
    throw error
  }
}

test('moments are written as every calendar writes them, from the year 1 to 9999', () => {
  const first = Date.UTC(2000, 0, 1) - 63_082_281_600_000
  void fc.assert(
    fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), (ms) => {
      assert.is(formatInstant(ms), new Date(ms).toISOString())
      assert.is(formatDay(ms), new Date(ms).toISOString().slice(0, 10))
    }),
  )
  assert.is(formatInstant(first), '0001-01-01T00:00:00.000Z')
  assert.is(formatMoment(Date.UTC(2024, 1, 29, 5, 7)), '2024-02-29 05:07 UTC')
})

test('sentences are filled, numbers grouped, unknown places left as they are', () => {
  assert.is(fill('{a} of {b}, {c}', { a: 1_234_567, b: 'x' }), '1,234,567 of x, {c}')
  assert.is(groupDigits(-1000), '-1,000')
  assert.is(groupDigits(999), '999')
  assert.is(fill('{a}', { a: '{b}', b: 'no' }), '{b}')
})

test('whatever enters a page is escaped, in text and in attributes', () => {
  void fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const page = html`<p title="${text}">${text}</p>`.markup
      assert.is(page.match(/[<>"]/g)?.length, 6)
      assert.not.match(escapeText(text), /[<>"']/)
    }),
  )
  assert.is(html`<b>${html`<i>${'<'}</i>`}${[html`1`, undefined]}${3}</b>`.markup, '<b><i>&lt;</i>13</b>')
})

test.run()
