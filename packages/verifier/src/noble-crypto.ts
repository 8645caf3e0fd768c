/** Cryptography in plain JavaScript, for browsers: seventeen times slower at signatures than Node's own, with the same verdicts. */
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { type Crypto, concatBytes, ed25519Acceptable, equalBytes, type SignatureCheck } from '@packtrail/protocol'

const { Point } = ed25519

/** @param random Bytes nobody can guess: `crypto.getRandomValues` in a browser. */
export function nobleCrypto(random: (size: number) => Uint8Array): Crypto {
  return {
    sha256,
    random,
    verifyEd25519: async (items) => items.map(verifyOne),
  }
}

/** RFC 8032 §5.1.7 without cofactor, as docs/spec/01-encoding.md#ed25519 says: R is the encoding of S·B - k·A, byte for byte. */
function verifyOne(item: SignatureCheck): boolean {
  if (!ed25519Acceptable(item)) return false
  const r = item.signature.subarray(0, 32)
  const k = Point.Fn.create(littleEndian(sha512(concatBytes(r, item.publicKey, item.message))))
  const s = littleEndian(item.signature.subarray(32))
  try {
    const a = Point.fromBytes(item.publicKey, false)
    const expected = Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k))
    return equalBytes(expected.toBytes(), r)
  } catch {
    // Not a point of the curve.
    return false
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] as number)
  return value
}

/** A hash that takes its input in parts. */
export interface Hasher {
  update(bytes: Uint8Array): void
  digest(): Uint8Array
}

/** SHA-256 of a whole file, in parts, in plain JavaScript. */
export function nobleHasher(): Hasher {
  const hasher = sha256.create()
  return { update: (bytes) => void hasher.update(bytes), digest: () => hasher.digest() }
}
