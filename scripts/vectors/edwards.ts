/** Just enough of edwards25519 (RFC 8032 §5.1) to make odd keys and signatures for vectors. Slow, and not for real keys. */
import { createHash } from 'node:crypto'

export const P: bigint = 2n ** 255n - 19n
export const L: bigint = 2n ** 252n + 27742317777372353535851937790883648493n
const D = mod(-121665n * inverse(121666n))

export interface Point {
  readonly x: bigint
  readonly y: bigint
}

export const BASE: Point = {
  x: 15112221349535400772501151409588531511454012693041857206046113283949847762202n,
  y: 46316835694926478169428394003475163141307993866256225615783033603165251855960n,
}

function mod(n: bigint): bigint {
  return ((n % P) + P) % P
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = mod(b * b)) if (e & 1n) result = mod(result * b)
  return result
}

function inverse(n: bigint): bigint {
  return power(n, P - 2n)
}

export function add(p: Point, q: Point): Point {
  const t = mod(D * p.x * q.x * p.y * q.y)
  return {
    x: mod((p.x * q.y + q.x * p.y) * inverse(1n + t)),
    y: mod((p.y * q.y + p.x * q.x) * inverse(1n - t)),
  }
}

export function times(n: bigint, point: Point): Point {
  let result: Point = { x: 0n, y: 1n }
  for (let p = point, e = n; e > 0n; e >>= 1n, p = add(p, p)) if (e & 1n) result = add(result, p)
  return result
}

/** The point of this y with an even x. */
export function pointOf(y: bigint): Point {
  const u = mod(y * y - 1n)
  const v = mod(D * y * y + 1n)
  let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n))
  if (mod(v * x * x) !== u) x = mod(x * power(2n, (P - 1n) / 4n))
  if (mod(v * x * x) !== u) throw new Error('no point has this y')
  return { x: x % 2n === 0n ? x : P - x, y }
}

export function little(n: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((n >> BigInt(8 * i)) & 255n))
}

export function number(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n)
}

export function encodePoint({ x, y }: Point): Uint8Array {
  return little(y + (x % 2n === 1n ? 2n ** 255n : 0n))
}

export function sha512(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha512')
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}

/** The secret scalar of a 32-byte Ed25519 secret key. */
export function scalarOf(secret: Uint8Array): bigint {
  const bytes = sha512(secret).slice(0, 32)
  bytes[0] = (bytes[0] as number) & 248
  bytes[31] = ((bytes[31] as number) & 63) | 64
  return number(bytes)
}
