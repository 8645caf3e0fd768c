import {
  decodeClaim,
  type Event,
  encode,
  encodeClaim,
  eventSlots,
  FormatError,
  hashClaim,
  readClaim,
  submissionLeaves,
} from '@packtrail/protocol'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClaimCut, slotsIn } from '../src/claim-cut.ts'
import { hashOfText, pushText, rootText, textOfHash } from '../src/claim-hash.ts'
import { claimReader } from '../src/claim-reader.ts'
import { type ClaimName, claimTree, hashManifestAside } from '../src/hash-thread.ts'
import { sha256 } from '../src/node-crypto.ts'
import { serialSetOf } from '../src/serial-set.ts'

const test = suite('claim reader')

const PRODUCT = '09521234000013'
const LOT = 'L1'

const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined, freq: 3 })
const defined = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined))
const party = fc.constantFrom('gln:4012345000009', 'gln:4012345000016')
const serial = fc.stringMatching(/^[A-Za-z0-9!"%-?_]{1,21}$/)
const packs = fc.record({
  kind: fc.constant('packs' as const),
  product: fc.constantFrom(PRODUCT, '09521234000020', 'cn:8123456'),
  lot: fc.constantFrom(LOT, 'L2', '\u6279'),
  serials: fc.oneof(
    serial.map((one) => [one]),
    fc.constant(['1234567890123']),
    fc.uniqueArray(serial, { minLength: 2, maxLength: 4 }),
  ),
})
const subjects = fc.oneof(
  { weight: 5, arbitrary: packs.map((one) => [one]) },
  fc.tuple(packs, packs).map((both) => [...both]),
  packs.map((one) => [{ ...one, expiry: '2028-12-31' }]),
  packs.map((one) => [
    { ...one, parent: 'sscc:340123450000000017' },
    { kind: 'container', container: 'sscc:340123450000000017', role: 'parent' },
  ]),
  serial.map((one) => [{ kind: 'unplaced', product: PRODUCT, serial: one }]),
)
const event = fc
  .record({
    type: fc.constantFrom('ship', 'dispense', 'aggregate', 'party'),
    detail: fc.constantFrom({}, { reason: 'return' }),
    when: maybe(
      fc.record({
        ms: fc.oneof(fc.constantFrom(0, -1, 0xffffffff, 0x100000000, 253_402_300_799_999), fc.nat(2 ** 41)),
        offset: fc.constantFrom(0, 23, 24, 60, 255, 256, 330, -1, -24, -300, 840),
        precision: fc.constant('ms'),
      }),
    ),
    who: maybe(fc.record({ agent: party, owner: maybe(party) }).map(defined)),
    where: maybe(fc.record({ readPoint: party }).map(defined)),
    trade: maybe(fc.record({ fromHolder: party, toMarket: maybe(fc.constant('DE')) }).map(defined)),
    docs: maybe(fc.record({ type: fc.constant('po'), id: fc.string({ maxLength: 4 }) }).map((doc) => [doc])),
    subjects,
  })
  .map((raw) => defined(raw) as unknown as Event)

/** The slots of an event as if it were allowed, or none when it has no bytes. */
function slotsOf(of: Event): Uint8Array[] {
  try {
    return eventSlots(of)
  } catch (error) {
    assert.instance(error, FormatError)
    return []
  }
}

const cut = new ClaimCut()
const reader = claimReader()

/** Everything of a value, with its keys in order; a key that is there without a value is told from one that is not. */
function said(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (item === undefined) return 'undefined'
    if (item instanceof Uint8Array) return Buffer.from(item).toString('hex')
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}

function attempt(work: () => unknown): string {
  try {
    return said(work())
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    return `${error.code} ${error.message}`
  }
}

/** What the format says of these bytes; `undefined` when they are no whole claim. */
function wanted(bytes: Uint8Array): string | undefined {
  try {
    const claim = decodeClaim(bytes)
    return claim.seed === undefined ? undefined : attempt(() => readClaim(claim))
  } catch (error) {
    assert.instance(error, FormatError)
    return undefined
  }
}

function check(bytes: Uint8Array): void {
  const want = wanted(bytes)
  for (let twice = 0; twice < 2; twice++) {
    const is = cut.of(bytes)
    assert.is(is, want !== undefined)
    if (is)
      assert.is(
        attempt(() => reader.read(bytes, cut)),
        want,
      )
  }
}

test('a claim read by what is remembered says what the format says, and what the format refuses is refused', () => {
  fc.assert(
    fc.property(event, fc.uint8Array({ minLength: 16, maxLength: 16 }), (of, seed) => {
      const slots = slotsOf(of)
      if (slots.length > 0) check(encodeClaim({ seed, slots }))
    }),
    { numRuns: 2000 },
  )
})

test('of a claim that was changed anywhere no more is believed than the format believes', () => {
  const change = fc.record({
    at: fc.nat(400),
    to: fc.oneof(fc.nat(255), fc.constantFrom(0x18, 0x40, 0x58, 0x59, 0x60, 0x78, 0x80, 0x81, 0x98, 0xf4, 0xf5, 0xf6)),
    how: fc.constantFrom('set', 'set', 'insert', 'remove'),
  })
  fc.assert(
    fc.property(event, fc.array(change, { minLength: 1, maxLength: 2 }), (of, changes) => {
      const slots = slotsOf(of)
      if (slots.length === 0) return
      const whole = encodeClaim({ seed: new Uint8Array(16), slots })
      check(whole)
      const bytes = [...whole]
      for (const { at, to, how } of changes) {
        if (how === 'insert') bytes.splice(at % bytes.length, 0, to)
        else if (how === 'remove') bytes.splice(at % bytes.length, 1)
        else bytes[at % bytes.length] = to
      }
      check(Uint8Array.from(bytes))
    }),
    { numRuns: 3000 },
  )
})

test('of slots that stand where they do not belong no more is believed than the format believes', () => {
  fc.assert(
    fc.property(event, event, fc.nat(9), fc.nat(9), fc.boolean(), (of, other, from, to, insert) => {
      const slots = slotsOf(of)
      const others = slotsOf(other)
      if (slots.length === 0 || others.length === 0) return
      const slot = others[from % others.length] as Uint8Array
      slots.splice(to % slots.length, insert ? 0 : 1, slot)
      check(encodeClaim({ seed: new Uint8Array(16), slots }))
    }),
    { numRuns: 2000 },
  )
})

test('the slots of a claim are found in its bytes, up to the limits of the format', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 30 }), (slots) => {
      const seed = new Uint8Array(16).fill(7)
      const bytes = encodeClaim({ seed, slots })
      if (slots.length < 2) assert.not(cut.of(bytes))
      else {
        assert.equal(slotsIn(bytes).map(said), slots.map(said))
      }
    }),
  )
  const seed = new Uint8Array(16)
  const of = (...sizes: number[]): boolean =>
    cut.of(encode([seed, sizes.map((size) => new Uint8Array(size))] as Parameters<typeof encode>[0]))
  assert.ok(of(1, 1 << 20, 70_000))
  assert.not(of(1, (1 << 20) + 1))
  assert.not(of(...Array.from({ length: 5 }, () => 1 << 20)))
  assert.ok(of(...Array.from({ length: 4096 }, () => 1)))
  assert.not(of(...Array.from({ length: 4097 }, () => 1)))
})

test('the second thread makes of claims the tree of their submission', async () => {
  // Until it has begun it is not waited for.
  await hashManifestAside(serialSetOf(['S1']).set, new Uint8Array(16))
  for (const count of [1, 255, 256, 257, 512, 557, 769]) {
    const tree = claimTree()
    const hashes: Uint8Array[] = []
    const names: ClaimName[] = []
    for (let i = 0; i < count; i++) {
      const slots = [Uint8Array.of(i, i >> 8), new Uint8Array(i === 50 ? 100_000 : 30 + ((i * 37) % 700)).fill(i)]
      const seed = new Uint8Array(16).fill(i)
      hashes.push(hashClaim(sha256, slots, seed))
      const name = { text: undefined, bytes: encodeClaim({ seed, slots }) }
      names.push(name)
      tree.add(name)
      await tree.room()
    }
    const frontier: string[] = []
    submissionLeaves(sha256, hashes).forEach((leaf, i) => {
      pushText(frontier, i, textOfHash(leaf))
    })
    assert.equal((await tree.finish()).map(hexOf), frontier.map(hexOf))
    assert.is(hexOf(rootText(frontier)).length, 64)
    names.forEach(({ text }, i) => {
      assert.is(text, textOfHash(hashes[i] as Uint8Array))
    })
  }
})

function hexOf(text: string): string {
  return Buffer.from(hashOfText(text)).toString('hex')
}

test.run()
