/** The part of the one Ed25519 rule that implementations disagree on, as a check on bytes (docs/spec/encoding.md#ed25519). */

/** Order of the base point, RFC 8032 §5.1, little-endian. */
const L = little('1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed')
/** The field's prime, 2^255 - 19. */
const P = little('7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed')

/** y of the points whose order divides 8; those with x = 0 come first. */
const SMALL_ORDER: readonly Uint8Array[] = [
  little('0000000000000000000000000000000000000000000000000000000000000001'),
  little('7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec'),
  little('0000000000000000000000000000000000000000000000000000000000000000'),
  little('05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826'),
  little('7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7'),
]

function little(hex: string): Uint8Array {
  const out = new Uint8Array(32)
  for (let i = 0; i < 32; i++) out[31 - i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)
  return out
}

/** Whether `bytes` from `at`, read little-endian without `mask`ed bits of the last byte, is below `limit`. */
function below(bytes: Uint8Array, at: number, limit: Uint8Array, mask: number): boolean {
  for (let i = 31; i >= 0; i--) {
    const byte = (bytes[at + i] as number) & (i === 31 ? mask : 255)
    const bound = limit[i] as number
    if (byte !== bound) return byte < bound
  }
  return false
}

function isY(bytes: Uint8Array, y: Uint8Array): boolean {
  for (let i = 0; i < 32; i++) if (((bytes[i] as number) & (i === 31 ? 127 : 255)) !== y[i]) return false
  return true
}

/** RFC 8032 §5.1.3: y below p, and no negative zero for x. */
function isCanonicalPoint(bytes: Uint8Array): boolean {
  if (!below(bytes, 0, P, 127)) return false
  const negative = (bytes[31] as number) >= 128
  return !(negative && SMALL_ORDER.slice(0, 2).some((y) => isY(bytes, y)))
}

/**
 * Whether an Ed25519 key and signature may be looked at at all: sizes right, S < L, A and R in canonical form, A not of small
 * order. What passes is then judged by the equation without cofactor; both together are the product's one rule.
 */
export function ed25519Acceptable(publicKey: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  if (!below(signature, 32, L, 255)) return false
  if (!isCanonicalPoint(publicKey) || !isCanonicalPoint(signature.subarray(0, 32))) return false
  return !SMALL_ORDER.some((y) => isY(publicKey, y))
}
