import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Cbor,
  decodeClaim,
  encode,
  encodeClaim,
  eventSlots,
  hashClaim,
  hashNode,
  hashOpenClaim,
  hashSalted,
  MAX_CLAIM_SIZE,
  MAX_SLOT_SIZE,
  narrowClaim,
  type OpenClaim,
  readClaim,
  slotSalt,
  toHex,
  utf8,
} from '../src/index.ts'
import { event } from './arbitraries.ts'
import { attempt, bytesOf, flipBit, hashOf, naiveRoot, refused, sameBytes, sha256 } from './support.ts'

const test = suite('claim')
const seed = bytesOf(16, 'seed')
const slots = ['head', 'one', 'two', 'three', 'four'].map((word) => encode([word]))
const whole: OpenClaim = { seed, slots }

test('the claim hash is the RFC 9162 root over the salted slots', () => {
  for (let n = 1; n <= slots.length; n++) {
    const leaves = slots.slice(0, n).map((slot, i) => {
      const salt = sha256(Uint8Array.of(6, ...seed, 0, 0, 0, 0, 0, 0, 0, i)).subarray(0, 16)
      return sha256(Uint8Array.of(0, ...slot, ...salt))
    })
    sameBytes(hashClaim(sha256, slots.slice(0, n), seed), naiveRoot(leaves))
  }
})

test('whatever is hidden, the claim hash stays the same and comes back', () => {
  fc.assert(
    fc.property(event, fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.nat(), (value, random, bits) => {
      const claim: OpenClaim = { seed: random, slots: eventSlots(value) }
      const hash = hashOpenClaim(sha256, claim)
      const narrow = narrowClaim(sha256, claim, (i) => i === 0 || (bits >> i) % 2 === 1)
      const read = decodeClaim(encodeClaim(narrow))
      sameBytes(hashOpenClaim(sha256, read), hash)
      sameBytes(encodeClaim(read), encodeClaim(narrow))
      assert.ok(readClaim(read))
      const narrower = narrowClaim(sha256, read, (i) => i === 0)
      sameBytes(hashOpenClaim(sha256, narrower), hash)
    }),
  )
})

test('a claim of which all is shown stays whole, one that hides a slot gives its seed away no more', () => {
  assert.is(
    narrowClaim(sha256, whole, () => true),
    whole,
  )
  const part = narrowClaim(sha256, whole, (i) => i !== 2)
  assert.is(part.seed, undefined)
  const bytes = toHex(encodeClaim(part))
  assert.not(bytes.includes(toHex(seed)))
  assert.not(bytes.includes(toHex(slots[2] as Uint8Array)))
  assert.not(bytes.includes(toHex(slotSalt(sha256, seed, 2))))
  assert.is(
    narrowClaim(sha256, part, (i) => i !== 2),
    part,
  )
  sameBytes(
    hashOpenClaim(
      sha256,
      narrowClaim(sha256, part, () => true),
    ),
    hashOpenClaim(sha256, whole),
  )
})

test('a guessed slot cannot be found by its bare hash', () => {
  const bytes = toHex(encodeClaim(narrowClaim(sha256, whole, (i) => i === 0)))
  for (const slot of slots.slice(1)) {
    for (let domain = -1; domain < 256; domain++) {
      const preimage = domain < 0 ? slot : Uint8Array.of(domain, ...slot)
      assert.not(bytes.includes(toHex(sha256(preimage))))
    }
  }
})

test('every bit of slot, salt, hash and seed counts', () => {
  const part = narrowClaim(sha256, whole, (i) => i % 2 === 0)
  for (const claim of [whole, part]) {
    const hash = toHex(hashOpenClaim(sha256, claim))
    const bytes = encodeClaim(claim)
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const read = attempt(() => decodeClaim(flipBit(bytes, bit)))
      if (read !== undefined) assert.is.not(toHex(hashOpenClaim(sha256, read)), hash, `bit ${bit}`)
    }
  }
})

test('a partial claim that hides nothing would be a second form of a whole one and is refused', () => {
  const open = slots.map((slot, i): Cbor => [slotSalt(sha256, seed, i), slot])
  refused(() => decodeClaim(encode([null, open])), 'SHAPE')
  assert.ok(decodeClaim(encode([null, [...open, hashOf('x')]])))
})

test('what is no claim is refused', () => {
  const salt = new Uint8Array(16)
  const slot = utf8('x')
  const bad: Cbor[] = [
    null,
    [seed],
    [seed, slots, null],
    [seed, []],
    [seed, [slot]],
    [seed.subarray(1), [slot, slot]],
    [seed, [slot, 'x']],
    [seed, [slot, [salt, slot]]],
    [null, [slot, hashOf('x')]],
    [null, [[salt, slot]]],
    [null, [[salt.subarray(1), slot], hashOf('x')]],
    [null, [[slot, salt], hashOf('x')]],
    [null, [[salt, slot, slot], hashOf('x')]],
    [0, [slot, slot]],
    [seed, new Array<Uint8Array>(4097).fill(slot)],
    [seed, [slot, new Uint8Array(MAX_SLOT_SIZE + 1)]],
    [seed, new Array<Uint8Array>(5).fill(new Uint8Array(MAX_CLAIM_SIZE / 5 + 1))],
    [null, [hashOf('x'), ...new Array<Cbor>(5).fill([salt, new Uint8Array(MAX_CLAIM_SIZE / 5 + 1)])]],
  ]
  for (const value of bad) refused(() => decodeClaim(encode(value)), undefined, String(value).slice(0, 60))
})

test('a hidden inner node cannot pass for a slot: the head counts the slots', () => {
  const real = eventSlots({
    type: 'product',
    detail: {},
    subjects: ['04012345678901', '04012345678918', '04012345678925'].map((product) => ({ kind: 'product', product })),
  })
  const claim: OpenClaim = { seed, slots: real }
  const leaf = (i: number): Uint8Array => hashSalted(sha256, real[i] as Uint8Array, slotSalt(sha256, seed, i))
  const folded: OpenClaim = {
    slots: [
      { bytes: real[0] as Uint8Array, salt: slotSalt(sha256, seed, 0) },
      { bytes: real[1] as Uint8Array, salt: slotSalt(sha256, seed, 1) },
      { hash: hashNode(sha256, leaf(2), leaf(3)) },
    ],
  }
  sameBytes(hashOpenClaim(sha256, folded), hashOpenClaim(sha256, claim), 'the hash alone cannot tell')
  refused(() => readClaim(folded), 'SHAPE')
})

test('the head of a claim cannot be withheld', () => {
  const value = eventSlots({ type: 'policy', detail: {}, subjects: [{ kind: 'policy', key: 'a', value: '1' }] })
  const claim = narrowClaim(sha256, { seed, slots: value }, (i) => i !== 0)
  refused(() => readClaim(decodeClaim(encodeClaim(claim))), 'SHAPE')
})

test('random CBOR is a claim or a FormatError', () => {
  const item = fc.oneof(
    fc.constant(null),
    fc.uint8Array({ maxLength: 40 }),
    fc.constant(seed),
    fc.constant(hashOf('h')),
  )
  const shape = fc.array(fc.oneof(item, fc.array(fc.oneof(item, fc.array(item, { maxLength: 3 })), { maxLength: 4 })), {
    maxLength: 3,
  })
  fc.assert(
    fc.property(shape, (value) => {
      const bytes = encode(value)
      const claim = attempt(() => decodeClaim(bytes))
      if (claim !== undefined) sameBytes(encodeClaim(claim), bytes)
    }),
    { numRuns: 3000 },
  )
})

test.run()
