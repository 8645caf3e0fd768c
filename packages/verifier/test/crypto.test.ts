import { ed25519 } from '@noble/curves/ed25519.js'
import { hashClaim, type SignatureCheck } from '@packtrail/protocol'
import { nodeSha256, testCrypto, testKey, testRandom } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { nobleCrypto, nobleHasher } from '../src/index.ts'

const test = suite('suppliers of cryptography')
const noble = nobleCrypto(testRandom('noble'))
const node = testCrypto('node')
const { Point } = ed25519
const L = Point.Fn.ORDER

const bytesOf = (n: bigint): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, i) => Number((n >> BigInt(8 * i)) & 255n))
const numberOf = (bytes: Uint8Array): bigint => bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n)

/** Every message and key, honest and at the edges, that the two suppliers must agree on. */
async function cases(): Promise<SignatureCheck[]> {
  const key = testKey('edges')
  const list: SignatureCheck[] = []
  const small = Array.from({ length: 8 }, (_, i) => {
    const torsion = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')
    return torsion.multiplyUnsafe(BigInt(i))
  })
  for (let i = 0; i < 12; i++) {
    const message = Uint8Array.of(i)
    const signature = await key.sign(message)
    const { publicKey } = key
    const s = numberOf(signature.subarray(32))
    const r = signature.subarray(0, 32)
    list.push({ publicKey, message, signature })
    list.push({ publicKey, message: Uint8Array.of(99), signature })
    list.push({ publicKey, message, signature: Uint8Array.of(...r, ...bytesOf(s + L)) })
    for (const point of small) {
      // R and A with a small-order part: with a cofactor such equations hold, without one they do not.
      list.push({
        publicKey,
        message,
        signature: Uint8Array.of(...Point.fromBytes(r).add(point).toBytes(), ...bytesOf(s)),
      })
      list.push({ publicKey: Point.fromBytes(publicKey).add(point).toBytes(), message, signature })
      list.push({
        publicKey: point.toBytes(),
        message,
        signature: Uint8Array.of(...point.toBytes(), ...new Uint8Array(32)),
      })
    }
    list.push({ publicKey: bytesOf(2n ** 255n - 19n + BigInt(i)), message, signature })
    list.push({ publicKey: publicKey.subarray(1), message, signature })
    list.push({ publicKey, message, signature: signature.subarray(1) })
    list.push({ publicKey: bytesOf(BigInt(i + 2)), message, signature })
  }
  return list
}

test('noble and Node give one verdict on honest, mixed-order, non-canonical and malformed signatures', async () => {
  const list = await cases()
  const ours = await noble.verifyEd25519(list)
  const theirs = await node.verifyEd25519(list)
  assert.equal(ours, theirs)
  assert.is(ours.filter(Boolean).length, 12 * 3)
})

test('the hash in a signature is taken modulo the order: a key with a small part tells the difference', async () => {
  const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'))
  const publicKey = hex('8416d90f8fef130f007ca3bebc7cb71836d3b58dd1108b0b147ee8348e498a39')
  const checks = [
    {
      publicKey,
      message: new TextEncoder().encode('packtrail 1'),
      signature: hex(
        '1df504fdb5b4b1eade34336d07513c1fc123ce83eda7394d4fb30c41426424cc01be7eeab74de3aebaf1f004076f051d0c66f46494b88d277a01d281d8311e08',
      ),
    },
    {
      publicKey,
      message: new TextEncoder().encode('packtrail 5'),
      signature: hex(
        'd9f9098c1061116b6bca7a6225120f99de8560c57f2270f919c50bd94e562fc7af0658830e315368b1184db7a37a48ec08aa2b21220c350761617bb35517a00d',
      ),
    },
  ]
  assert.equal(await noble.verifyEd25519(checks), [true, false])
  assert.equal(await node.verifyEd25519(checks), [true, false])
})

test('a point of small order is no key, though its equation holds', async () => {
  const identity = bytesOf(1n)
  const signature = Uint8Array.of(...identity, ...new Uint8Array(32))
  assert.equal(await noble.verifyEd25519([{ publicKey: identity, message: new Uint8Array(0), signature }]), [false])
})

test('SHA-256 is the same from both, in one go and in parts', () => {
  for (const size of [0, 1, 55, 56, 64, 65, 1000]) {
    const bytes = testRandom(`${size}`)(size)
    const hasher = nobleHasher()
    hasher.update(bytes.subarray(0, size >> 1))
    hasher.update(bytes.subarray(size >> 1))
    assert.equal([...noble.sha256(bytes)], [...nodeSha256(bytes)])
    assert.equal([...hasher.digest()], [...nodeSha256(bytes)])
  }
})

test('a claim hashed at once has the hash of a claim hashed slot by slot', () => {
  const random = testRandom('claims')
  for (let count = 2; count < 70; count++) {
    const slots = Array.from({ length: count }, (_, i) => random((i * 37) % 5000))
    const seed = random(16)
    assert.equal([...(node.hashClaim?.(slots, seed) ?? [])], [...hashClaim(nodeSha256, slots, seed)])
  }
})

test.run()
