/** What the tests of the format share: hashing, naive trees written from RFC 9162 as it reads, and ways to break bytes. */
import { sha256 as noble } from '@noble/hashes/sha2.js'
import * as assert from 'uvu/assert'
import { concatBytes, FormatError, type FormatErrorCode, type Hash, type Sha256, toHex, utf8 } from '../src/index.ts'

export const sha256: Sha256 = (bytes) => noble(bytes)

/** 32 bytes that look random and are the same in every run. */
export function hashOf(word: string | number): Hash {
  return sha256(utf8(`test ${word}`))
}

export function bytesOf(size: number, word: string | number = 'bytes'): Uint8Array {
  const out = new Uint8Array(size)
  for (let at = 0; at < size; at += 32) out.set(hashOf(`${word} ${at}`).subarray(0, Math.min(32, size - at)), at)
  return out
}

/** MTH of RFC 9162 §2.1.1, by its own recursion. */
export function naiveRoot(leaves: readonly Hash[]): Hash {
  const { length } = leaves
  if (length === 0) return sha256(new Uint8Array(0))
  if (length === 1) return leaves[0] as Hash
  let k = 1
  while (k * 2 < length) k *= 2
  return sha256(concatBytes(Uint8Array.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k))))
}

/** PATH of RFC 9162 §2.1.3.1. */
export function naivePath(index: number, leaves: readonly Hash[]): Hash[] {
  const { length } = leaves
  if (length === 1) return []
  let k = 1
  while (k * 2 < length) k *= 2
  if (index < k) return [...naivePath(index, leaves.slice(0, k)), naiveRoot(leaves.slice(k))]
  return [...naivePath(index - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))]
}

/** SUBPROOF of RFC 9162 §2.1.4.1. */
export function naiveConsistency(m: number, leaves: readonly Hash[], whole = true): Hash[] {
  const { length } = leaves
  if (m === length) return whole ? [] : [naiveRoot(leaves)]
  let k = 1
  while (k * 2 < length) k *= 2
  if (m <= k) return [...naiveConsistency(m, leaves.slice(0, k), whole), naiveRoot(leaves.slice(k))]
  return [...naiveConsistency(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))]
}

/** `run` must throw FormatError, with this code when one is given; any other exception is a defect. */
export function refused(run: () => unknown, code?: FormatErrorCode, hint = ''): void {
  let thrown: unknown
  try {
    run()
  } catch (error) {
    thrown = error
  }
  assert.ok(thrown !== undefined, `accepted: ${hint}`)
  assert.ok(thrown instanceof FormatError, `${hint}: not a FormatError but ${String(thrown)}`)
  if (code !== undefined) assert.is((thrown as FormatError).code, code, `${hint}: ${(thrown as FormatError).message}`)
}

export async function refusedAsync(run: () => Promise<unknown>, code: FormatErrorCode): Promise<FormatError> {
  try {
    await run()
  } catch (error) {
    assert.ok(error instanceof FormatError, `not a FormatError but ${String(error)}`)
    assert.is((error as FormatError).code, code)
    return error as FormatError
  }
  throw new Error(`accepted, not ${code}`)
}

/** Runs, and says `undefined` where the bytes are refused; anything but a FormatError passes through as a defect. */
export function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    if (error instanceof FormatError) return undefined
    throw error
  }
}

export function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined, hint = ''): void {
  assert.is(a && toHex(a), b && toHex(b), hint)
}

export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const out = bytes.slice()
  out[bit >> 3] = (out[bit >> 3] as number) ^ (1 << (bit & 7))
  return out
}
