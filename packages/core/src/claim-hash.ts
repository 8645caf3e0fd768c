/**
 * The hot hashes of an append, without an allocation for each: the same bytes as `protocol` hashes (a test holds both against
 * each other), with intermediate hashes kept as latin1 texts, which is how OpenSSL gives them fastest.
 */
import { hash } from 'node:crypto'
import type { Hash } from '@packtrail/protocol'
import { LATIN1, type Latin1Buffer, latin1Buffer, Preimage } from './latin1.ts'

/** A SHA-256 as a text of 32 latin1 characters. */
export type HashText = string

const LEAF = 0x00
const NODE = 0x01
const SLOT_SALT = 0x06
const SERIAL_SALT = 0x07
const SALT_SIZE = 16
const SEED_SIZE = 16

const node = latin1Buffer(65)
node[0] = NODE
const salt = latin1Buffer(1 + SEED_SIZE + 8).fill(0) as Latin1Buffer
const short = new Preimage(4096)
const claimLeaf = latin1Buffer(33)
claimLeaf[0] = LEAF

export function nodeText(left: HashText, right: HashText): HashText {
  node.latin1Write(left, 1, 32)
  node.latin1Write(right, 33, 32)
  return hash('sha256', node, LATIN1)
}

export function textOfHash(bytes: Hash): HashText {
  return Buffer.from(bytes.buffer, bytes.byteOffset, 32).toString('latin1')
}

export function hashOfText(text: HashText): Hash {
  const out = new Uint8Array(32)
  for (let i = 0; i < 32; i++) out[i] = text.charCodeAt(i)
  return out
}

/** RFC 9162 leaf hash. */
export function leafText(bytes: Uint8Array): HashText {
  const size = bytes.length + 1
  short.grow(size)
  short.bytes[0] = LEAF
  short.bytes.set(bytes, 1)
  return short.digest(size)
}

/** Leaf of a claim in its submission. */
export function claimLeafText(claim: HashText): HashText {
  claimLeaf.latin1Write(claim, 1, 32)
  return hash('sha256', claimLeaf, LATIN1)
}

/** Add a leaf to a frontier of `size` leaves, in place. */
export function pushText(hashes: HashText[], size: number, leaf: HashText): void {
  let top = leaf
  for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) top = nodeText(hashes.pop() as HashText, top)
  hashes.push(top)
}

/** Root of a frontier that is not empty. */
export function rootText(hashes: readonly HashText[]): HashText {
  let root = hashes[hashes.length - 1] as HashText
  for (let i = hashes.length - 2; i >= 0; i--) root = nodeText(hashes[i] as HashText, root)
  return root
}

/** 0x00 ‖ value ‖ first 16 bytes of SHA-256(domain ‖ seed ‖ index); domain and seed stand in `salt` already, the rest in `short`. */
function saltedText(size: number, index: number): HashText {
  // The first 4 of the 8 bytes stay 0: no list is that long.
  salt[21] = index >>> 24
  salt[22] = index >>> 16
  salt[23] = index >>> 8
  salt[24] = index
  short.bytes.latin1Write(hash('sha256', salt, LATIN1), size, SALT_SIZE)
  return short.digest(size + SALT_SIZE)
}

/** `hashClaim` of `protocol`. */
export function claimText(slots: readonly Uint8Array[], seed: Uint8Array): HashText {
  salt[0] = SLOT_SALT
  salt.set(seed, 1)
  const hashes: HashText[] = []
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i] as Uint8Array
    const size = 1 + slot.length
    short.grow(size + SALT_SIZE)
    short.bytes[0] = LEAF
    short.bytes.set(slot, 1)
    pushText(hashes, i, saltedText(size, i))
  }
  return rootText(hashes)
}

/**
 * Root over the serials of a manifest, as `hashManifest` of `protocol`. `serialAt` writes the serial at an index into `target`
 * from `at` on and returns its length; serials are ASCII, sorted, and at most 64 long.
 */
export function manifestText(
  seed: Uint8Array,
  count: number,
  serialAt: (index: number, target: Uint8Array, at: number) => number,
): HashText {
  salt[0] = SERIAL_SALT
  salt.set(seed, 1)
  const hashes: HashText[] = []
  const { bytes } = short
  bytes[0] = LEAF
  bytes[1] = 0x81 // an array of one
  for (let i = 0; i < count; i++) {
    let size = serialAt(i, bytes, 3)
    // A text of up to 23 bytes has a head of one byte, a longer one of two.
    if (size < 24) bytes[2] = 0x60 | size
    else {
      bytes.copyWithin(4, 3, 3 + size)
      bytes[2] = 0x78
      bytes[3] = size
      size++
    }
    salt[0] = SERIAL_SALT
    pushText(hashes, i, saltedText(3 + size, i))
  }
  return rootText(hashes)
}

/** Hash of a whole claim from its own bytes, as `wholeClaimBytes` writes them. */
export function hashClaimBytes(bytes: Uint8Array): HashText {
  let at = 1
  const head = (): number => {
    const low = (bytes[at++] as number) & 31
    if (low < 24) return low
    let value = 0
    for (let left = 1 << (low - 24); left > 0; left--) value = value * 256 + (bytes[at++] as number)
    return value
  }
  const blob = (): Uint8Array => {
    const size = head()
    at += size
    return bytes.subarray(at - size, at)
  }
  const seed = blob()
  const slots: Uint8Array[] = []
  for (let count = head(); count > 0; count--) slots.push(blob())
  return claimText(slots, seed)
}
