import {
  decodeClaim,
  ENTRY_KINDS,
  type Entry,
  encodeClaim,
  encodeEntry,
  frontierRoot,
  hashClaim,
  hashLeaf,
  hashManifest,
  pushLeaf,
} from '@packtrail/protocol'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { claimText, hashOfText, leafText, manifestText, pushText, rootText, textOfHash } from '../src/claim-hash.ts'
import { entryBytes, streamInEntry, wholeClaimBytes } from '../src/entry-bytes.ts'
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

test.run()
