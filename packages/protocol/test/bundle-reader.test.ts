import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type BundleFrame,
  decodeBundleFrame,
  decodeFrame,
  encodeBundleFrame,
  FormatError,
  readBundleFrame,
} from '../src/index.ts'

const test = suite('frames by the quick way')

const bytes = (size: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: size, maxLength: size })
const slot = fc.oneof(fc.uint8Array({ maxLength: 40 }), bytes(256))
const claim = fc.oneof(
  fc.record({ seed: bytes(16), slots: fc.array(slot, { minLength: 1, maxLength: 30 }) }),
  fc.record({ slots: fc.array(fc.record({ hash: bytes(32) }), { minLength: 2, maxLength: 3 }) }),
)
const entry: fc.Arbitrary<BundleFrame> = fc.record({
  kind: fc.constant('entry' as const),
  bytes: fc.uint8Array({ maxLength: 300 }),
  claim: fc.option(claim, { nil: undefined }),
  index: fc.option(fc.nat(70_000), { nil: undefined }),
})

const serial = fc.oneof(fc.string({ minLength: 1, maxLength: 20 }), fc.string({ unit: 'binary', maxLength: 66 }))
const manifest: fc.Arbitrary<BundleFrame> = fc.record({
  kind: fc.constant('manifest' as const),
  claim: bytes(32),
  seed: bytes(16),
  serials: fc.array(serial, { maxLength: 40 }),
})
const frame = fc.oneof(entry, manifest)

/** What a reader makes of these bytes: a value, or the fault it names. */
function outcome(read: () => BundleFrame): unknown {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    return { code: error.code, message: error.message, offset: error.offset }
  }
}

function agrees(body: Uint8Array): void {
  const raw = { offset: 19, bytes: body }
  assert.equal(
    outcome(() => readBundleFrame(raw)),
    outcome(() => decodeBundleFrame(decodeFrame(raw))),
  )
}

test('the quick reader and the general one say the same of every frame', () => {
  fc.assert(
    fc.property(frame, (value) => agrees(encodeBundleFrame(value).subarray(4))),
    { numRuns: 500 },
  )
})

test('they say the same of a frame in which one byte is another, is missing or is added', () => {
  const change = fc.tuple(frame, fc.nat(), fc.nat(255), fc.nat(2))
  fc.assert(
    fc.property(change, ([value, place, byte, how]) => {
      const body = encodeBundleFrame(value).subarray(4)
      // Nearly always in the heads at the beginning and around the claim, where the shape is.
      const at = place % body.length
      const changed = [...body]
      changed.splice(at, how === 1 ? 0 : 1, ...(how === 2 ? [] : [byte]))
      agrees(Uint8Array.from(changed))
    }),
    { numRuns: 3000 },
  )
})

test('they say the same of numbers and lengths that are not in their shortest form', () => {
  const body = encodeBundleFrame({
    kind: 'entry',
    bytes: new Uint8Array(3),
    claim: { seed: new Uint8Array(16), slots: [new Uint8Array(2), new Uint8Array(1)] },
    index: 5,
  }).subarray(4)
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] as number
    if ((byte & 31) >= 24) continue
    const longer = [...body]
    longer.splice(at, 1, (byte & 0xe0) | 24, byte & 31)
    agrees(Uint8Array.from(longer))
    longer.splice(at, 2, (byte & 0xe0) | 25, 0, byte & 31)
    agrees(Uint8Array.from(longer))
  }
})

test('a frame that is too large, and one that shows a part of a claim, are read as ever', () => {
  const big = { seed: new Uint8Array(16), slots: [new Uint8Array((1 << 20) + 1), new Uint8Array(1)] }
  agrees(encodeBundleFrame({ kind: 'entry', bytes: new Uint8Array(1), claim: big, index: 0 }).subarray(4))
  const many = { seed: new Uint8Array(16), slots: Array.from({ length: 4097 }, () => new Uint8Array(1)) }
  agrees(encodeBundleFrame({ kind: 'entry', bytes: new Uint8Array(1), claim: many, index: 0 }).subarray(4))
})

test.run()
