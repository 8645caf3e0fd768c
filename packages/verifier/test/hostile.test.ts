import { defaultRules } from '@packtrail/custody'
import { concatBytes, encodeFrame, fileStart } from '@packtrail/protocol'
import { makeStory, type Story, writeBundle } from '@packtrail/testkit'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { MAX_BUNDLE, verifyBundle } from '../src/index.ts'
import { check, codes, crypto, policyFor } from './story.ts'

const test = suite<{ story: Story; bytes: Uint8Array }>('hostile input')

test.before(async (context) => {
  context.story = await makeStory(crypto)
  context.bytes = writeBundle(context.story.ledger.bundle('04012345678901', 'L1'))
})

test('any bytes are refuted, never an exception', async ({ story }) => {
  const policy = policyFor(story.ledger)
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (bytes, begun) => {
      const report = await check(begun ? concatBytes(fileStart('bundle'), bytes) : bytes, policy)
      assert.is(report.verdict, 'refuted')
      assert.ok(report.evidenceFindings.length > 0)
    }),
    { numRuns: 300 },
  )
})

test('a stretch of the file cut out, doubled, overwritten or put elsewhere is refuted, never an exception', async ({
  story,
  bytes,
}) => {
  const policy = policyFor(story.ledger)
  const place = fc.nat(bytes.length - 1)
  await fc.assert(
    fc.asyncProperty(place, fc.integer({ min: 1, max: 300 }), place, fc.nat(3), async (from, length, to, how) => {
      const part = bytes.slice(from, from + length)
      const rest = concatBytes(bytes.subarray(0, from), bytes.subarray(from + length))
      const at = Math.min(to, rest.length)
      const made = [
        rest,
        concatBytes(bytes.subarray(0, to), part, bytes.subarray(to)),
        concatBytes(bytes.subarray(0, from), new Uint8Array(part.length).fill(to), bytes.subarray(from + part.length)),
        concatBytes(rest.subarray(0, at), part, rest.subarray(at)),
      ][how] as Uint8Array
      if (Buffer.compare(made, bytes) === 0) return
      assert.is((await check(made, policy)).verdict, 'refuted')
    }),
    { numRuns: 400 },
  )
})

test('the cut into chunks makes no difference', async ({ story, bytes }) => {
  const policy = policyFor(story.ledger)
  const whole = await check(bytes, policy)
  for (const size of [1, 3, 1000]) {
    const report = await verifyBundle(pieces(bytes, size), {
      policy,
      crypto,
      now: 1_702_592_000_000,
      rules: defaultRules,
    })
    assert.equal(JSON.stringify(report), JSON.stringify(whole), `${size}`)
  }
})

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

test('a file above four gibibytes is refused without being kept', async ({ story }) => {
  const piece = new Uint8Array(64 << 20)
  let given = 0
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      given += piece.length
      yield piece
    }
  }
  const hasher = { update: () => undefined, digest: () => new Uint8Array(32) }
  const policy = policyFor(story.ledger)
  const report = await verifyBundle(endless(), {
    policy,
    crypto,
    now: 0,
    rules: defaultRules,
    makeHasher: () => hasher,
  })
  assert.ok(codes(report).includes('FILE_TOO_LARGE'))
  assert.ok(given <= MAX_BUNDLE + 2 * piece.length)
})

test('promises of length are not believed: frames that announce gigabytes cost nothing', async ({ story }) => {
  const policy = policyFor(story.ledger)
  const start = fileStart('bundle')
  const bombs = [
    concatBytes(start, Uint8Array.of(0x7f, 0xff, 0xff, 0xff)),
    concatBytes(start, Uint8Array.of(0, 0, 0, 9, 0x9b, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff)),
    concatBytes(start, Uint8Array.of(0, 0, 0, 5, 0x5a, 0xff, 0xff, 0xff, 0xff)),
    concatBytes(start, Uint8Array.of(0, 0x7f, 0xff, 0xff), new Uint8Array(0x7fffff).fill(0x81)),
    concatBytes(start, encodeFrame(Array.from({ length: 200_000 }, () => []))),
  ]
  for (const bomb of bombs) {
    const before = process.memoryUsage().heapUsed
    assert.is((await check(bomb, policy)).verdict, 'refuted')
    assert.ok(process.memoryUsage().heapUsed - before < 200 << 20)
  }
})

test('a failure of the supplier is ours and is thrown, not hidden in a verdict', async ({ story, bytes }) => {
  const broken = { ...crypto, verifyEd25519: () => Promise.reject(new Error('the token was pulled out')) }
  let thrown: unknown
  try {
    await check(bytes, policyFor(story.ledger), { crypto: broken })
  } catch (error) {
    thrown = error
  }
  assert.instance(thrown, Error)
})

test('a supplier that answers too little is not believed', async ({ story, bytes }) => {
  const lazy = { ...crypto, verifyEd25519: async () => [] }
  const report = await check(bytes, policyFor(story.ledger), { crypto: lazy })
  assert.is(report.verdict, 'refuted')
})

test('ten thousand times the same frame ends in a bounded list of findings', async ({ story, bytes }) => {
  const frames = story.ledger.bundle('04012345678901', 'L1')
  const at = frames.findLastIndex(({ kind }) => kind === 'entry')
  const many = [
    ...frames.slice(0, at),
    ...Array.from({ length: 10_000 }, () => frames[at] as (typeof frames)[number]),
    ...frames.slice(at),
  ]
  const report = await check(writeBundle(many), policyFor(story.ledger))
  assert.is(report.verdict, 'refuted')
  assert.ok(report.findings.length < 500)
  assert.ok(report.findings.some(({ count }) => count > 9000))
  assert.ok(bytes.length > 0)
})

test.run()
