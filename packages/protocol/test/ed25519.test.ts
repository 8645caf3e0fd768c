import { ed25519 } from '@noble/curves/ed25519.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ed25519Acceptable } from '../src/index.ts'

const test = suite('ed25519')
const message = new Uint8Array(3)
const secret = new Uint8Array(32).fill(7)
const publicKey = ed25519.getPublicKey(secret)
const signature = ed25519.sign(message, secret)
const P = 2n ** 255n - 19n
const L = 2n ** 252n + 27742317777372353535851937790883648493n

const bytesOf = (n: bigint): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, i) => Number((n >> BigInt(8 * i)) & 255n))
const withR = (r: Uint8Array): Uint8Array => Uint8Array.of(...r, ...signature.subarray(32))
const withS = (s: bigint): Uint8Array => Uint8Array.of(...signature.subarray(0, 32), ...bytesOf(s))
const accepts = (key: Uint8Array, sig: Uint8Array): boolean =>
  ed25519Acceptable({ publicKey: key, message, signature: sig })

test('an honest key and signature are looked at', () => {
  assert.ok(accepts(publicKey, signature))
})

test('all eight points of small order are refused as a key, with either sign bit', () => {
  let point = ed25519.Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')
  assert.ok(point.isSmallOrder())
  const found = new Set<string>()
  for (let i = 0; i < 8; i++) {
    found.add(point.toHex())
    for (const sign of [0, 0x80]) {
      const key = point.toBytes()
      key[31] = ((key[31] as number) & 0x7f) | sign
      assert.not(accepts(key, signature), point.toHex())
    }
    point = point.add(ed25519.Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'))
  }
  assert.is(found.size, 8)
})

test('a coordinate of p or above is refused, in the key and in R', () => {
  for (let k = 0n; k < 19n; k++) {
    assert.not(accepts(bytesOf(P + k), signature), `key p + ${k}`)
    assert.not(accepts(publicKey, withR(bytesOf(P + k))), `R p + ${k}`)
  }
})

test('a sign bit on x = 0 is refused in R, while the two points themselves are not', () => {
  for (const y of [1n, P - 1n]) {
    assert.ok(accepts(publicKey, withR(bytesOf(y))))
    assert.not(accepts(publicKey, withR(bytesOf(y + 2n ** 255n))))
  }
})

test('S must be below L', () => {
  assert.ok(accepts(publicKey, withS(L - 1n)))
  assert.not(accepts(publicKey, withS(L)))
  assert.not(accepts(publicKey, withS(L + 1n)))
  assert.not(accepts(publicKey, withS(2n ** 256n - 1n)))
})

test('any other size of key or signature is refused', () => {
  assert.not(accepts(publicKey.subarray(1), signature))
  assert.not(accepts(publicKey, signature.subarray(1)))
  assert.not(accepts(publicKey, Uint8Array.of(...signature, 0)))
})

test('what is looked at is left as it is, also in buffers of Node, whose slice is a view', () => {
  const key = Buffer.from(publicKey)
  key[31] = (key[31] as number) | 0x80
  const before = key.toString('hex')
  const signed = Buffer.from(signature)
  signed[31] = (signed[31] as number) | 0x80
  accepts(key, signed)
  assert.is(key.toString('hex'), before)
  assert.is((signed[31] as number) >> 7, 1)
})

test.run()
