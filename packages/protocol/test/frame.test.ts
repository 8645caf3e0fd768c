import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Cbor,
  concatBytes,
  encodeFrame,
  type FileKind,
  type Frame,
  fileStart,
  MAX_FRAME_SIZE,
  readFrames,
  utf8,
} from '../src/index.ts'
import { bytesOf, refused, refusedAsync } from './support.ts'

const test = suite('frame')

async function read(chunks: Iterable<Uint8Array>, kind: FileKind = 'bundle'): Promise<Frame[]> {
  const frames: Frame[] = []
  for await (const frame of readFrames(kind, chunks)) frames.push(frame)
  return frames
}
const values: readonly (readonly Cbor[])[] = [[1], ['two', [3]], [bytesOf(300)], [], [null, true]]
const file = concatBytes(fileStart('bundle'), ...values.map((value) => encodeFrame(value)))

function* cut(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

test('frames come back with their offsets, wherever the chunks are cut', async () => {
  const whole = await read([file])
  assert.equal(
    whole.map(({ value }) => value),
    values,
  )
  assert.is(whole[0]?.offset, fileStart('bundle').length)
  for (let size = 1; size < file.length + 2; size++)
    assert.equal(await read(cut(file, size)), whole, `chunks of ${size}`)
  const parts = fc
    .array(fc.nat(file.length), { maxLength: 6 })
    .map((list) => [0, ...list.sort((a, b) => a - b), file.length])
  await fc.assert(
    fc.asyncProperty(parts, async (at) => {
      const chunks = at.slice(1).map((end, i) => file.subarray(at[i], end))
      assert.equal(await read(chunks), whole)
    }),
  )
})

test('chunks that are reused by their giver do not change what was read', async () => {
  const buffer = new Uint8Array(7)
  function* reused(): Generator<Uint8Array> {
    for (const chunk of cut(file, 7)) {
      buffer.set(chunk)
      yield buffer.subarray(0, chunk.length)
      buffer.fill(0xee)
    }
  }
  assert.equal(
    (await read(reused())).map(({ value }) => value),
    values,
  )
})

test('a file that ends inside a frame is cut, wherever', async () => {
  const ends = new Set([fileStart('bundle').length])
  for (const { offset } of await read([file])) ends.add(offset)
  for (let size = 0; size < file.length; size++) {
    if (ends.has(size)) continue
    const code = size < fileStart('bundle').length ? 'NOTE' : 'CBOR_TRUNCATED'
    await refusedAsync(() => read([file.subarray(0, size)]), code)
  }
})

test('the first line says which kind of file it is', async () => {
  await refusedAsync(() => read([file], 'receipt'), 'NOTE')
  await refusedAsync(() => read([]), 'NOTE')
  await refusedAsync(() => read([utf8('packtrail-bundle/1\n')]), 'NOTE')
  await refusedAsync(() => read([utf8('packtrail-bundle/0\r\n')]), 'NOTE')
  await refusedAsync(() => read([utf8('<?xml version="1.0"?>')]), 'NOTE')
  assert.equal(await read([fileStart('receipt')], 'receipt'), [])
})

test('a frame above 8 MiB is refused by its length alone', async () => {
  for (const length of [MAX_FRAME_SIZE + 1, 2 ** 32 - 1]) {
    const head = new Uint8Array(4)
    new DataView(head.buffer).setUint32(0, length)
    await refusedAsync(() => read([fileStart('bundle'), head]), 'CBOR_TOO_LARGE')
  }
  refused(() => encodeFrame([new Uint8Array(MAX_FRAME_SIZE)]), 'VALUE')
})

test('a frame is one canonical array; a fault in it is placed in the file', async () => {
  const at = fileStart('bundle').length
  const framed = (...body: readonly number[]): Uint8Array =>
    concatBytes(fileStart('bundle'), Uint8Array.of(0, 0, 0, body.length, ...body))
  await refusedAsync(() => read([framed()]), 'SHAPE')
  await refusedAsync(() => read([framed(0)]), 'SHAPE')
  await refusedAsync(() => read([framed(0x60)]), 'SHAPE')
  await refusedAsync(() => read([framed(0x80, 0)]), 'CBOR_TRAILING')
  const error = await refusedAsync(() => read([framed(0x82, 0, 0xf7)]), 'CBOR_TYPE')
  assert.is(error.offset, at + 4 + 2)
  assert.is(error.message.split('at byte').length, 2)
})

test('a large frame in tiny chunks takes time in proportion to its size', async () => {
  const large = concatBytes(fileStart('bundle'), encodeFrame([new Uint8Array(2_000_000)]))
  const before = process.cpuUsage().user
  assert.is((await read(cut(large, 16))).length, 1)
  assert.ok(process.cpuUsage().user - before < 5_000_000, 'two megabytes in chunks of 16 bytes took above 5 s')
})

test('random bytes are frames or a FormatError', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), fc.integer({ min: 1, max: 9 }), async (bytes, size) => {
      try {
        await read(cut(concatBytes(fileStart('bundle'), bytes), size))
      } catch (error) {
        assert.is((error as Error).name, 'FormatError')
      }
    }),
    { numRuns: 500 },
  )
})

test.run()
