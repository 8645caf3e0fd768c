import {
  decodeClaim,
  ENTRY_KINDS,
  type Entry,
  type Event,
  encodeClaim,
  encodeEntry,
  eventSlots,
  FormatError,
  frontierRoot,
  hashClaim,
  hashLeaf,
  hashManifest,
  pushLeaf,
  readEvent,
} from '@packtrail/protocol'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  claimText,
  hashClaimBytes,
  hashOfText,
  leafText,
  manifestText,
  pushText,
  rootText,
  textOfHash,
} from '../src/claim-hash.ts'
import { EntryWriter, entryBytes, streamInEntry, wholeClaimBytes } from '../src/entry-bytes.ts'
import { checkedSlots } from '../src/fast-slots.ts'
import { type ClaimName, claimHasher, hashManifestAside } from '../src/hash-thread.ts'
import { sha256 } from '../src/node-crypto.ts'
import { serialSetOf } from '../src/serial-set.ts'

const test = suite('hot paths')

const bytes = (min: number, max: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: min, maxLength: max })
const hash32 = bytes(32, 32)
const count = fc.oneof(fc.nat(30), fc.nat(70_000), fc.maxSafeNat())
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex')

test('a claim hashed without allocations has the hash of the format', () => {
  fc.assert(
    fc.property(fc.array(bytes(0, 300), { minLength: 2, maxLength: 20 }), bytes(16, 16), (slots, seed) => {
      assert.is(hex(hashOfText(claimText(slots, seed))), hex(hashClaim(sha256, slots, seed)))
    }),
  )
  const large = [new Uint8Array(3), new Uint8Array(100_000).fill(7)]
  const seed = new Uint8Array(16).fill(1)
  assert.is(hex(hashOfText(claimText(large, seed))), hex(hashClaim(sha256, large, seed)))
})

test('a manifest hashed from its bytes has the root of the format', () => {
  const serial = fc.stringMatching(/^[A-Za-z0-9!"%-?_]{1,40}$/)
  fc.assert(
    fc.property(fc.uniqueArray(serial, { minLength: 1, maxLength: 40 }), bytes(16, 16), (serials, seed) => {
      const { set } = serialSetOf(serials)
      const sorted = Array.from({ length: set.count }, (_, i) => set.text(i))
      const root = manifestText(seed, set.count, (i, target, at) => set.write(i, target, at))
      assert.is(hex(hashOfText(root)), hex(hashManifest(sha256, seed, sorted).root))
    }),
  )
})

test('an entry written by hand has the bytes of the format, and its stream is found in them', () => {
  const arbitrary = fc.record({
    g: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 2 ** 40 })),
    s: count,
    recorded: fc.nat(2 ** 31),
    kind: fc.constantFrom(...ENTRY_KINDS),
    hashes: fc.tuple(hash32, hash32, hash32, hash32, hash32),
    without: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  })
  fc.assert(
    fc.property(arbitrary, ({ g, s, recorded, kind, hashes, without }) => {
      const [ledgerId, stream, previous, claim, submission] = hashes
      const entry: Entry = {
        ledgerId,
        g,
        s,
        recorded,
        kind,
        claim,
        stream: without[0] ? undefined : stream,
        previous: without[1] ? undefined : previous,
        submission: without[2] ? undefined : submission,
      }
      const text = (value: Uint8Array | undefined): string | undefined =>
        value === undefined ? undefined : textOfHash(value)
      const fast = entryBytes(textOfHash(ledgerId), {
        ...entry,
        claim: textOfHash(claim),
        stream: text(entry.stream),
        previous: text(entry.previous),
        submission: text(entry.submission),
      })
      assert.is(hex(fast), hex(encodeEntry(entry)))
      const found = streamInEntry(fast)
      assert.is(found === undefined ? undefined : hex(found), without[0] ? undefined : hex(stream))
      assert.is(hex(hashOfText(leafText(fast))), hex(hashLeaf(sha256, fast)))
    }),
  )
})

test('entries written one after the other have the bytes and leaves of the format, whatever stood before', () => {
  const ledgerId = new Uint8Array(32).fill(3)
  const few = fc.constantFrom(...[1, 2].map((value) => new Uint8Array(32).fill(value)))
  const arbitrary = fc.record({
    g: fc.constantFrom(1, 23, 24, 255, 256, 70_000, 2 ** 33),
    s: fc.constantFrom(0, 24, 300),
    recorded: fc.constantFrom(1000, 2 ** 41),
    kind: fc.constantFrom('claim' as const, 'place' as const),
    stream: fc.option(few, { nil: undefined }),
    previous: fc.option(few, { nil: undefined }),
    claim: hash32,
    submission: fc.option(few, { nil: undefined }),
  })
  const text = (value: Uint8Array | undefined): string | undefined => value && textOfHash(value)
  fc.assert(
    fc.property(fc.array(arbitrary, { minLength: 1, maxLength: 12 }), (entries) => {
      const writer = new EntryWriter(textOfHash(ledgerId))
      for (const { stream, previous, claim, submission, ...rest } of entries) {
        const fields = { ...rest, stream: text(stream), previous: text(previous), claim: textOfHash(claim) }
        const wanted = encodeEntry({ ...rest, ledgerId, stream, previous, claim, submission })
        assert.is(hex(writer.write({ ...fields, submission: text(submission) })), hex(wanted))
        assert.is(hex(hashOfText(writer.leaf())), hex(hashLeaf(sha256, wanted)))
      }
    }),
    { numRuns: 500 },
  )
})

test('a whole claim written by hand has the bytes of the format', () => {
  fc.assert(
    fc.property(fc.array(bytes(0, 300), { minLength: 2, maxLength: 40 }), bytes(16, 16), (slots, seed) => {
      const fast = wholeClaimBytes(seed, slots)
      assert.is(hex(fast), hex(encodeClaim({ seed, slots })))
      assert.is(decodeClaim(fast).slots.length, slots.length)
    }),
  )
  const slots = [new Uint8Array(2), new Uint8Array(90_000)]
  assert.is(hex(wholeClaimBytes(new Uint8Array(16), slots)), hex(encodeClaim({ seed: new Uint8Array(16), slots })))
})

test('a frontier kept as texts has the roots of the format', () => {
  const texts: string[] = []
  const hashes: Uint8Array[] = []
  for (let i = 0; i < 70; i++) {
    const leaf = hashLeaf(sha256, Uint8Array.of(i))
    pushText(texts, i, textOfHash(leaf))
    pushLeaf(sha256, hashes, i, leaf)
    assert.is(hex(hashOfText(rootText(texts))), hex(frontierRoot(sha256, hashes)))
  }
})

test('slots from memory are those of the format, and nothing passes by memory that the format refuses', () => {
  const gln = fc.constantFrom(
    'gln:4012345000009',
    'gln:4012345000016',
    'gln:4012345000009/A',
    'gln:4012345000008',
    '',
    'nobody',
  )
  const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined, freq: 3 })
  const some = (value: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined))
  const event = fc.record({
    type: fc.constantFrom('ship', 'dispense', 'observe', 'party'),
    detail: fc.constantFrom({}, { reason: 'return' }),
    when: maybe(
      fc.record({
        ms: fc.constantFrom(0, 1_700_000_000_000, -1, 0.5, 1e18),
        offset: fc.constantFrom(0, 60, 841),
        precision: fc.constantFrom('ms', 'day'),
      }),
    ),
    who: maybe(fc.record({ agent: maybe(gln), owner: maybe(gln) }).map(some)),
    where: maybe(fc.record({ readPoint: maybe(gln) }).map(some)),
    trade: maybe(fc.record({ fromHolder: maybe(gln), toMarket: maybe(fc.constantFrom('DE', 'de')) }).map(some)),
    subjects: fc.constantFrom(
      [{ kind: 'packs', product: '04012345678901', lot: 'L1', serials: ['S1'] }],
      [{ kind: 'packs', product: '04012345678901', lot: 'L 1', serials: ['S1'] }],
      [{ kind: 'packs', product: '04012345678902', lot: 'L1', serials: ['S1'] }],
      [{ kind: 'packs', product: '04012345678901', lot: 'L1', serials: ['S\u00e91'] }],
      [{ kind: 'packs', product: '04012345678901', lot: 'L1', serials: ['S1', 'S2'] }],
      [{ kind: 'unplaced', product: '04012345678901', serial: 'S1' }],
      [{ kind: 'container', container: 'sscc:340123450000000017', role: 'self' }],
    ),
  })
  const outcome = (work: () => readonly Uint8Array[]): string => {
    try {
      return work().map(hex).join(' ')
    } catch (error) {
      return error instanceof FormatError ? 'refused' : String(error)
    }
  }
  fc.assert(
    fc.property(event, (raw) => {
      const value = some(raw) as unknown as Event
      const wanted = outcome(() => {
        const slots = eventSlots(value)
        readEvent(slots)
        return slots
      })
      assert.is(
        outcome(() => checkedSlots(value).slots),
        wanted,
      )
      assert.is(
        outcome(() => checkedSlots(value).slots),
        wanted,
      )
    }),
    { numRuns: 3000 },
  )
})

test('the second thread hashes claims and manifests as this one does', async () => {
  const { set } = serialSetOf(Array.from({ length: 3000 }, (_, i) => `S${i}`))
  const own = new Uint8Array(16).fill(9)
  const root = await hashManifestAside(set, own)
  assert.is(
    root,
    manifestText(own, set.count, (i, target, at) => set.write(i, target, at)),
  )
  // It has begun now, so what it computes is waited for.
  const hasher = claimHasher()
  const names = Array.from({ length: 600 }, (_, i) => {
    const slots = [Uint8Array.of(1, i & 255, i >> 8), new Uint8Array((i * 37) % 700).fill(i)]
    const seed = new Uint8Array(16).fill(i)
    const name: ClaimName = { text: undefined, bytes: wholeClaimBytes(seed, slots) }
    hasher.add(name)
    return { name, slots, seed }
  })
  await hasher.finish()
  for (const { name, slots, seed } of names) {
    assert.is(name.text, claimText(slots, seed))
    assert.is(hashClaimBytes(name.bytes), claimText(slots, seed))
  }
})

test.run()
