import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { encode, FormatError, readField, readWhen } from '../src/index.ts'

const test = suite('slots by short ways')

function outcome(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    return { code: error.code, message: error.message, offset: error.offset }
  }
}

function agrees(slot: Uint8Array): void {
  assert.equal(
    outcome(() => readWhen(slot)),
    outcome(() => readField('when', slot).when),
  )
}

const ms = fc.oneof(
  fc.integer({ min: 1_500_000_000_000, max: 1_900_000_000_000 }),
  fc.integer({ min: -70_000_000_000_000, max: 260_000_000_000_000 }),
  fc.integer({ min: -300, max: 70_000 }),
)
const slot = fc
  .tuple(fc.constantFrom(1, 1, 1, 2), ms, fc.integer({ min: -900, max: 900 }), fc.boolean())
  .map((parts) => encode(parts))

test('a claimed time is read as the general reader reads it', () => {
  fc.assert(fc.property(slot, agrees), { numRuns: 1000 })
})

test('one with a byte that is another, missing or added is the same fault to both', () => {
  fc.assert(
    fc.property(slot, fc.nat(), fc.nat(255), fc.nat(2), (bytes, place, byte, how) => {
      const changed = [...bytes]
      changed.splice(place % (bytes.length + 1), how === 1 ? 0 : 1, ...(how === 2 ? [] : [byte]))
      agrees(Uint8Array.from(changed))
    }),
    { numRuns: 3000 },
  )
})

test('limits of time and of its offset hold', () => {
  for (const time of [253_402_300_799_999, 253_402_300_800_000, -62_135_596_800_001])
    agrees(encode([1, time, 0, false]))
  for (const offset of [-841, -840, 840, 841]) agrees(encode([1, 1_700_000_000_000, offset, false]))
})

test.run()
