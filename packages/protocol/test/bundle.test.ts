import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type BundleFrame,
  type Cbor,
  decode,
  decodeBundleFrame,
  decodeReceiptFrame,
  decodeSubmissionFrame,
  encodeBundleFrame,
  encodeReceiptFrame,
  encodeSubmissionFrame,
  FormatError,
  MANIFEST_CHUNK,
  MAP_CHUNK,
  type OpenClaim,
  type ReceiptFrame,
  type SubmissionFrame,
  TIE_CHUNK,
} from '../src/index.ts'
import { cbor } from './arbitraries.ts'
import { attempt, bytesOf, flipBit, hashOf, refused, sameBytes } from './support.ts'

const test = suite('bundle frames')
const h = hashOf('h')
const whole: OpenClaim = { seed: bytesOf(16), slots: [bytesOf(20), bytesOf(30)] }
const part: OpenClaim = { slots: [{ bytes: bytesOf(20), salt: bytesOf(16) }, { hash: h }] }
const batch = { type: 'batch', product: '04012345678901', lot: 'A1' } as const

const FRAMES: readonly BundleFrame[] = [
  { kind: 'header', ledgerId: h, subject: batch },
  { kind: 'checkpoint', note: bytesOf(100), epoch: bytesOf(90), path: [h, h] },
  { kind: 'genesis', entry: bytesOf(80), claim: whole },
  { kind: 'link', size: 5, root: h, proof: [h] },
  {
    kind: 'map',
    proof: [
      { kind: 'branch' },
      { kind: 'hidden', hash: h },
      { kind: 'empty' },
      { kind: 'shown', item: { key: h, size: 1, root: h, last: h } },
    ],
  },
  {
    kind: 'stream',
    stream: { type: 'policy' },
    runs: [
      { from: 0, to: 4 },
      { from: 5, to: 9 },
    ],
    proof: [h],
  },
  { kind: 'stream', stream: { type: 'container', container: 'sscc:340123450000000017' }, runs: [], proof: [] },
  {
    kind: 'submission',
    bytes: bytesOf(200),
    runs: [{ from: 0, to: 1 }],
    proof: [h],
    tallies: [{ index: 0, stream: batch, claims: 3, salt: bytesOf(16) }],
    refused: [],
  },
  {
    kind: 'submission',
    bytes: bytesOf(200),
    runs: [{ from: 0, to: 1 }],
    proof: [],
    tallies: [],
    refused: [
      { index: 2, claim: h },
      { index: 4, claim: h },
    ],
  },
  { kind: 'entry', bytes: bytesOf(90), claim: whole, index: 0 },
  { kind: 'entry', bytes: bytesOf(90), claim: part, index: 7 },
  { kind: 'entry', bytes: bytesOf(90), claim: undefined, index: undefined },
  { kind: 'manifest', claim: h, seed: bytesOf(16), serials: ['1', '2'] },
  {
    kind: 'log',
    runs: [
      { from: 0, to: 1 },
      { from: 7, to: 9 },
    ],
    proof: [h],
  },
  { kind: 'end', entries: 9, serials: 2 },
]
const SUBMISSION: readonly SubmissionFrame[] = [
  { kind: 'submission', bytes: bytesOf(200), ms: 1_800_000_000_000, salt: bytesOf(16), seed: bytesOf(16) },
  { kind: 'submission', bytes: bytesOf(200), ms: -1, salt: bytesOf(16) },
  { kind: 'claim', claim: whole },
  { kind: 'manifest', claim: h, seed: bytesOf(16), serials: ['1', '2'] },
  { kind: 'end', claims: 9, serials: 2 },
]
const RECEIPT: readonly ReceiptFrame[] = [
  { kind: 'receipt', ledgerId: h, submission: h, note: bytesOf(90) },
  { kind: 'entry', bytes: bytesOf(90) },
  { kind: 'proof', runs: [{ from: 3, to: 4 }], proof: [h] },
]

/** A frame as it stands in a file, without its length. */
const frameValue = (bytes: Uint8Array): readonly Cbor[] => decode(bytes.subarray(4)) as readonly Cbor[]
const at = (value: readonly Cbor[]): { value: readonly Cbor[]; offset: number } => ({ value, offset: 99 })

test('frames of all three kinds of file come back', () => {
  for (const frame of FRAMES) assert.equal(decodeBundleFrame(at(frameValue(encodeBundleFrame(frame)))), frame)
  for (const frame of SUBMISSION)
    assert.equal(decodeSubmissionFrame(at(frameValue(encodeSubmissionFrame(frame)))), frame)
  for (const frame of RECEIPT) assert.equal(decodeReceiptFrame(at(frameValue(encodeReceiptFrame(frame)))), frame)
})

test('whatever is read as a frame writes itself again', () => {
  const kinds = [
    [FRAMES.map(encodeBundleFrame), (value: readonly Cbor[]) => encodeBundleFrame(decodeBundleFrame(at(value)))],
    [
      SUBMISSION.map(encodeSubmissionFrame),
      (value: readonly Cbor[]) => encodeSubmissionFrame(decodeSubmissionFrame(at(value))),
    ],
    [RECEIPT.map(encodeReceiptFrame), (value: readonly Cbor[]) => encodeReceiptFrame(decodeReceiptFrame(at(value)))],
  ] as const
  for (const [frames, again] of kinds) {
    for (const bytes of frames) {
      for (let bit = 0; bit < (bytes.length - 4) * 8; bit++) {
        const other = flipBit(bytes.subarray(4), bit)
        const value = attempt(() => decode(other))
        if (!Array.isArray(value)) continue
        const read = attempt(() => again(value as readonly Cbor[]))
        if (read !== undefined) sameBytes(read.subarray(4), other)
      }
    }
  }
})

test('any array is a frame or a FormatError with the place of the frame', () => {
  const tagged = fc
    .tuple(fc.integer({ min: 0, max: 12 }), fc.array(cbor, { maxLength: 5 }))
    .map(([tag, rest]) => [tag, ...rest])
  fc.assert(
    fc.property(tagged, (value) => {
      for (const read of [decodeBundleFrame, decodeSubmissionFrame, decodeReceiptFrame]) {
        try {
          read(at(value))
        } catch (error) {
          assert.ok(error instanceof FormatError, String(error))
          assert.is((error as FormatError).offset, 99)
        }
      }
    }),
    { numRuns: 2000 },
  )
})

function refusesAt(frame: BundleFrame, index: number, value: Cbor): void {
  const parts = frameValue(encodeBundleFrame(frame))
  refused(
    () => decodeBundleFrame(at(parts.with(index, value))),
    undefined,
    `${frame.kind}[${index}] = ${String(value)}`,
  )
}
const of = (kind: BundleFrame['kind']): BundleFrame => FRAMES.find((frame) => frame.kind === kind) as BundleFrame

test('frames of another size, version or tag are refused', () => {
  for (const frame of FRAMES) {
    const parts = frameValue(encodeBundleFrame(frame))
    refused(() => decodeBundleFrame(at([...parts, null])), 'SHAPE', frame.kind)
    refused(() => decodeBundleFrame(at(parts.slice(0, -1))), 'SHAPE', frame.kind)
  }
  for (const tag of [0, 12, '1', null, -1]) refused(() => decodeBundleFrame(at([tag])), 'SHAPE')
  refused(() => decodeBundleFrame(at([])), 'SHAPE')
  refused(() => decodeSubmissionFrame(at([5])), 'SHAPE')
  refused(() => decodeReceiptFrame(at([4])), 'SHAPE')
  refused(() => decodeBundleFrame(at(frameValue(encodeBundleFrame(of('header'))).with(1, 1))), 'VERSION_UNKNOWN')
})

test('runs have one spelling', () => {
  for (const runs of [
    [[0, 0]],
    [[1, 0]],
    [
      [0, 2],
      [2, 3],
    ],
    [
      [0, 2],
      [1, 3],
    ],
    [
      [4, 5],
      [0, 1],
    ],
    [[0]],
    [[0, 1, 2]],
    [0],
    [[-1, 2]],
    null,
  ]) {
    for (const kind of ['stream', 'submission', 'log'] as const)
      refusesAt(of(kind), kind === 'log' ? 1 : 2, runs as Cbor)
  }
})

test('tallies rise, count something and name a stream', () => {
  const salt = bytesOf(16)
  const name = ['policy']
  for (const list of [
    [[0, name, 0, salt]],
    [[0, ['x'], 1, salt]],
    [[0, name, 1, salt.subarray(1)]],
    [
      [1, name, 1, salt],
      [1, name, 1, salt],
    ],
    [
      [1, name, 1, salt],
      [0, name, 1, salt],
    ],
    [[0, name, 1]],
    null,
  ]) {
    refusesAt(of('submission'), 4, list as Cbor)
  }
})

test('refused claims rise and have a hash', () => {
  for (const list of [
    [[0]],
    [[0, h.subarray(1)]],
    [[-1, h]],
    [
      [1, h],
      [1, h],
    ],
    [
      [1, h],
      [0, h],
    ],
    null,
  ]) {
    refusesAt(of('submission'), 5, list as Cbor)
  }
})

test('names of streams, hashes, seeds and serials have their shapes', () => {
  refusesAt(of('header'), 2, h.subarray(1))
  refusesAt(of('header'), 3, ['batch', '4012345678901', 'A1'])
  refusesAt(of('header'), 3, 'policy')
  refusesAt(of('stream'), 1, [])
  refusesAt(of('checkpoint'), 3, [h.subarray(1)])
  refusesAt(of('checkpoint'), 3, [null])
  refusesAt(of('link'), 3, [h, 0])
  refusesAt(of('genesis'), 2, [null, [h, h]])
  refusesAt(of('entry'), 2, [bytesOf(16), []])
  refusesAt(of('entry'), 3, -1)
  refusesAt(of('manifest'), 3, [])
  refusesAt(of('manifest'), 3, ['x'.repeat(65)])
  refusesAt(of('manifest'), 3, [1])
  refusesAt(of('manifest'), 2, bytesOf(15))
})

test('chunks end at their limits', () => {
  refusesAt(
    of('manifest'),
    3,
    Array.from({ length: MANIFEST_CHUNK + 1 }, (_, i) => String(i)),
  )
  refusesAt(of('map'), 1, new Array<null>(MAP_CHUNK + 1).fill(null))
  refusesAt(of('map'), 1, [])
  refusesAt(of('log'), 1, [[0, TIE_CHUNK + 1]])
  refusesAt(of('log'), 1, [[0, 2 ** 53 - 1]])
  refusesAt(of('log'), 1, [])
})

test('a submission file holds whole claims and times of this world', () => {
  const [first] = SUBMISSION as [SubmissionFrame]
  const parts = frameValue(encodeSubmissionFrame(first))
  refused(() => decodeSubmissionFrame(at(parts.with(2, 253_402_300_800_000))), 'VALUE')
  refused(() => decodeSubmissionFrame(at(parts.with(3, bytesOf(15)))), 'SHAPE')
  refused(() => decodeSubmissionFrame(at(parts.with(4, bytesOf(15)))), 'SHAPE')
  refused(() => decodeSubmissionFrame(at([2, [null, [h, [bytesOf(16), h]]]])), 'SHAPE')
})

test.run()
