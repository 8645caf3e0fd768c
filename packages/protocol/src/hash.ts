/** Every hash domain of the format, in one place (docs/spec/02-hashes.md). No two preimages of different meaning can be equal. */
import { concatBytes } from './bytes.ts'
import { type Cbor, encode } from './cbor.ts'
import type { Hash, Sha256 } from './crypto.ts'

const LEAF = 0x00 // RFC 9162 §2.1.1: entries, slots, claims and tallies of a submission, serials of a manifest
const NODE = 0x01 // RFC 9162 §2.1.1
const MAP_LEAF = 0x02
const MAP_NODE = 0x03
const MAP_VALUE = 0x04
const STREAM_KEY = 0x05
const SLOT_SALT = 0x06
const SERIAL_SALT = 0x07
const KEY_ID = 0x08
const SUBMISSION = 0x09
const TIME = 0x0a
const TALLY_SALT = 0x0b

export const SALT_SIZE = 16
export const SEED_SIZE = 16
export const HASH_SIZE = 32

const node = new Uint8Array(65)
const mapLeaf = new Uint8Array(65)

/** Most preimages fit here; a buffer of its own for each would cost more than its hash. */
const scratch = new Uint8Array(4096)
/** The beginnings of `scratch` by their length, each made once: a new view costs a third of the hash itself. */
const rooms: (Uint8Array | undefined)[] = new Array(scratch.length + 1).fill(undefined)

function room(size: number): Uint8Array {
  if (size > scratch.length) return new Uint8Array(size)
  const known = rooms[size]
  if (known !== undefined) return known
  const made = scratch.subarray(0, size)
  rooms[size] = made
  return made
}

export function hashLeaf(sha256: Sha256, leaf: Uint8Array): Hash {
  const preimage = room(leaf.length + 1)
  preimage[0] = LEAF
  preimage.set(leaf, 1)
  return sha256(preimage)
}

export function hashNode(sha256: Sha256, left: Hash, right: Hash): Hash {
  node[0] = NODE
  node.set(left, 1)
  node.set(right, 33)
  return sha256(node)
}

/** The root of a tree without leaves (RFC 9162 §2.1.1). */
export function hashEmpty(sha256: Sha256): Hash {
  return sha256(new Uint8Array(0))
}

export function hashMapLeaf(sha256: Sha256, key: Hash, valueHash: Hash): Hash {
  mapLeaf[0] = MAP_LEAF
  mapLeaf.set(key, 1)
  mapLeaf.set(valueHash, 33)
  return sha256(mapLeaf)
}

export function hashMapNode(sha256: Sha256, left: Hash, right: Hash): Hash {
  node[0] = MAP_NODE
  node.set(left, 1)
  node.set(right, 33)
  return sha256(node)
}

export function hashMapValue(sha256: Sha256, value: Uint8Array): Hash {
  return sha256(prefixed(MAP_VALUE, value))
}

/** `name` is [ledgerId, stream type, natural key…]: a key of one ledger means nothing in another. */
export function hashStreamKey(sha256: Sha256, name: readonly Cbor[]): Hash {
  return sha256(prefixed(STREAM_KEY, encode(name)))
}

/** The salt of slot `index`, from the claim's seed. */
export function slotSalt(sha256: Sha256, seed: Uint8Array, index: number): Uint8Array {
  return salt(sha256, SLOT_SALT, seed, index)
}

/** The salt of the serial at `index` of the sorted manifest, from the manifest's seed. */
export function serialSalt(sha256: Sha256, seed: Uint8Array, index: number): Uint8Array {
  return salt(sha256, SERIAL_SALT, seed, index)
}

/** The salt of tally `index` of a submission, from the submission's seed. */
export function tallySalt(sha256: Sha256, seed: Uint8Array, index: number): Uint8Array {
  return salt(sha256, TALLY_SALT, seed, index)
}

/** A leaf that is hidden behind a salt: 0x00 ‖ value ‖ salt. The salt has a fixed size, so the cut is unambiguous. */
export function hashSalted(sha256: Sha256, value: Uint8Array, saltBytes: Uint8Array): Hash {
  const preimage = room(1 + value.length + SALT_SIZE)
  preimage[0] = LEAF
  preimage.set(value, 1)
  preimage.set(saltBytes, 1 + value.length)
  return sha256(preimage)
}

/** The first 16 bytes; a name for a key, not a commitment that anything rests on alone. */
export function hashKeyId(sha256: Sha256, publicKey: Uint8Array): Uint8Array {
  return sha256(prefixed(KEY_ID, publicKey)).slice(0, 16)
}

/** Names a submission: over its whole COSE_Sign1 bytes, signature included. */
export function hashSubmission(sha256: Sha256, bytes: Uint8Array): Hash {
  return sha256(prefixed(SUBMISSION, bytes))
}

/** Commitment to the claimed time of a submission. */
export function hashTime(sha256: Sha256, ms: number, saltBytes: Uint8Array): Hash {
  return sha256(prefixed(TIME, encode([ms, saltBytes])))
}

function prefixed(domain: number, bytes: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(domain), bytes)
}

const saltPreimage = new Uint8Array(1 + SEED_SIZE + 8)
const saltView = new DataView(saltPreimage.buffer)

function salt(sha256: Sha256, domain: number, seed: Uint8Array, index: number): Uint8Array {
  return saltHash(sha256, domain, seed, index).subarray(0, SALT_SIZE)
}

/** SHA-256(domain ‖ seed ‖ index as 8 bytes big-endian), of which a salt is the first 16 bytes. */
function saltHash(sha256: Sha256, domain: number, seed: Uint8Array, index: number): Hash {
  saltPreimage[0] = domain
  saltPreimage.set(seed, 1)
  saltView.setUint32(1 + SEED_SIZE, Math.floor(index / 0x100000000))
  saltView.setUint32(1 + SEED_SIZE + 4, index >>> 0)
  return sha256(saltPreimage)
}

/** The leaf of slot `index` of a claim: `hashSalted` with its `slotSalt`. */
export function hashSlot(sha256: Sha256, slot: Uint8Array, seed: Uint8Array, index: number): Hash {
  const size = 1 + slot.length
  const preimage = room(size + SALT_SIZE)
  preimage[0] = LEAF
  preimage.set(slot, 1)
  return hashWithSalt(sha256, preimage, size, SLOT_SALT, seed, index)
}

/** The leaf of the serial at `index` of a manifest: `hashSalted` of the array that holds it alone, with its `serialSalt`. */
export function hashSerial(sha256: Sha256, serial: string, seed: Uint8Array, index: number): Hash {
  const length = serial.length
  if (length < 24) {
    const preimage = room(3 + length + SALT_SIZE)
    preimage[0] = LEAF
    preimage[1] = 0x81
    preimage[2] = 0x60 | length
    let all = 0
    for (let i = 0; i < length; i++) {
      const unit = serial.charCodeAt(i)
      all |= unit
      preimage[3 + i] = unit
    }
    if (all < 128) return hashWithSalt(sha256, preimage, 3 + length, SERIAL_SALT, seed, index)
  }
  return hashSalted(sha256, encode([serial]), serialSalt(sha256, seed, index))
}

/** Puts the salt behind the first `size` bytes of `preimage`, where it ends. */
function hashWithSalt(
  sha256: Sha256,
  preimage: Uint8Array,
  size: number,
  domain: number,
  seed: Uint8Array,
  index: number,
): Hash {
  const hash = saltHash(sha256, domain, seed, index)
  for (let i = 0; i < SALT_SIZE; i++) preimage[size + i] = hash[i] as number
  return sha256(preimage)
}
