/**
 * The part of the one Ed25519 rule (docs/spec/01-encoding.md#ed25519) that implementations disagree on, as bytes alone: which
 * encodings are looked at at all. What is left is the equation without cofactor, S·B = R + k·A, which all of them agree on.
 */
import type { SignatureCheck } from './crypto.ts'

/** p = 2^255 - 19, little-endian (RFC 8032 §5.1). */
const FIELD = Uint8Array.of(0xed, ...new Array<number>(30).fill(0xff), 0x7f)
/** L, the order of the base point, little-endian (RFC 8032 §5.1). */
const ORDER = littleEndian('1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed')

/** y of the points of order 8, one sign each; with either sign bit they are the four such points. */
const ORDER_8 = [
  littleEndian('7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7'),
  littleEndian('05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826'),
]

/**
 * Whether the equation need be tried: sizes right, S < L, A and R canonical, A not of small order.
 * A `true` is no verdict: that A is a point, and that the equation holds, is the supplier's to check.
 */
export function ed25519Acceptable({ publicKey, signature }: SignatureCheck): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  const r = signature.subarray(0, 32)
  return below(signature.subarray(32), ORDER) && isCanonical(r) && isCanonical(publicKey) && !isSmallOrder(publicKey)
}

/** y < p, and no sign on the two points whose x is 0 (RFC 8032 §5.1.3, steps 1 and 4). */
function isCanonical(point: Uint8Array): boolean {
  // Not `slice`: of a Buffer that is a view, and clearing the sign would change the key itself.
  const y = new Uint8Array(point)
  y[31] = (y[31] as number) & 0x7f
  if (!below(y, FIELD)) return false
  const signed = (point[31] as number) >= 0x80
  return !(signed && (isOne(y) || isMinusOne(y)))
}

/** For a canonical point: order 1 (y = 1), 2 (y = -1), 4 (y = 0) or 8. */
function isSmallOrder(point: Uint8Array): boolean {
  // Not `slice`: of a Buffer that is a view, and clearing the sign would change the key itself.
  const y = new Uint8Array(point)
  y[31] = (y[31] as number) & 0x7f
  return isOne(y) || isMinusOne(y) || y.every((byte) => byte === 0) || ORDER_8.some((known) => same(y, known))
}

function isOne(y: Uint8Array): boolean {
  return y.every((byte, i) => byte === (i === 0 ? 1 : 0))
}

function isMinusOne(y: Uint8Array): boolean {
  return y.every((byte, i) => byte === (i === 0 ? 0xec : FIELD[i]))
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((byte, i) => byte === b[i])
}

/** a < b, both 32 bytes little-endian. */
function below(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) if (a[i] !== b[i]) return (a[i] as number) < (b[i] as number)
  return false
}

function littleEndian(hex: string): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(hex.slice(62 - 2 * i, 64 - 2 * i), 16))
}
