/** Claims: salted slots under one RFC 9162 root, and how a claim is shown whole or in part (docs/spec/04-claims.md). */
import { type Cbor, decode, encode } from './cbor.ts'
import type { Hash, Sha256 } from './crypto.ts'
import { FormatError } from './error.ts'
import type { SeenEvent } from './event.ts'
import { HASH_SIZE, hashSalted, hashSlot, SALT_SIZE, SEED_SIZE, slotSalt } from './hash.ts'
import { asArray, asBytes } from './shape.ts'
import { MAX_CLAIM_SIZE, MAX_SLOT_SIZE, MAX_SLOTS, readEvent, sizeOf } from './slot.ts'
import { frontierRoot, pushLeaf } from './tree.ts'

/** A slot that is shown with its salt, or only its hash: withheld from this reader, or erased for all. */
export type ClaimSlot = { readonly bytes: Uint8Array; readonly salt: Uint8Array } | { readonly hash: Hash }

/** Whole (with the seed that gives every salt) or in part (at least one slot hidden). */
export type OpenClaim =
  | { readonly seed: Uint8Array; readonly slots: readonly Uint8Array[] }
  | { readonly seed?: undefined; readonly slots: readonly ClaimSlot[] }

/** The claim hash of an event: root over the slots, each hidden behind its own salt. */
export function hashClaim(sha256: Sha256, slots: readonly Uint8Array[], seed: Uint8Array): Hash {
  const hashes: Hash[] = []
  for (let i = 0; i < slots.length; i++) {
    pushLeaf(sha256, hashes, i, hashSlot(sha256, slots[i] as Uint8Array, seed, i))
  }
  return frontierRoot(sha256, hashes)
}

export function hashOpenClaim(sha256: Sha256, claim: OpenClaim): Hash {
  if (claim.seed !== undefined) return hashClaim(sha256, claim.slots, claim.seed)
  const hashes: Hash[] = []
  claim.slots.forEach((slot, i) => {
    pushLeaf(sha256, hashes, i, 'hash' in slot ? slot.hash : hashSalted(sha256, slot.bytes, slot.salt))
  })
  return frontierRoot(sha256, hashes)
}

/** Keep only the slots that `shows` says; a claim of which all are shown stays whole. */
export function narrowClaim(sha256: Sha256, claim: OpenClaim, shows: (index: number) => boolean): OpenClaim {
  const every = claim.slots.every((slot, i) => shows(i) || (!(slot instanceof Uint8Array) && 'hash' in slot))
  if (every) return claim
  const { seed } = claim
  const slots = claim.slots.map((slot, i): ClaimSlot => {
    const open: ClaimSlot =
      slot instanceof Uint8Array ? { bytes: slot, salt: slotSalt(sha256, seed as Uint8Array, i).slice() } : slot
    if (shows(i) || 'hash' in open) return open
    return { hash: hashSalted(sha256, open.bytes, open.salt) }
  })
  return { slots }
}

/** `[seed, [slot…]]` for a whole claim, `[null, [[salt, slot] | hash…]]` for a part of one. */
export function claimToCbor(claim: OpenClaim): Cbor {
  if (claim.seed !== undefined) return [claim.seed, claim.slots]
  return [null, claim.slots.map((slot): Cbor => ('hash' in slot ? slot.hash : [slot.salt, slot.bytes]))]
}

/** @throws FormatError when it is neither form, holds no slot or too many, or is a part that hides nothing. */
export function claimFromCbor(value: Cbor | undefined): OpenClaim {
  const [seed, list] = asArray(value, 'claim', 2)
  const slots = asArray(list, 'slots')
  if (slots.length < 2 || slots.length > MAX_SLOTS) throw new FormatError('VALUE', 'a claim has 2 to 4,096 slots')
  if (seed !== null) {
    const open = slots.map((slot) => slotBytes(slot))
    checkSize(open)
    return { seed: asBytes(seed, 'seed', SEED_SIZE), slots: open }
  }
  const parts = slots.map((slot): ClaimSlot => {
    if (slot instanceof Uint8Array) return { hash: asBytes(slot, 'slot hash', HASH_SIZE) }
    const [salt, bytes] = asArray(slot, 'slot', 2)
    return { salt: asBytes(salt, 'salt', SALT_SIZE), bytes: slotBytes(bytes) }
  })
  if (parts.every((part) => 'bytes' in part))
    throw new FormatError('SHAPE', 'a claim of which all is shown must show its seed')
  checkSize(parts.flatMap((part) => ('bytes' in part ? [part.bytes] : [])))
  return { slots: parts }
}

function checkSize(slots: readonly Uint8Array[]): void {
  if (sizeOf(slots) > MAX_CLAIM_SIZE) throw new FormatError('VALUE', 'a claim is above 4 MiB')
}

function slotBytes(value: Cbor | undefined): Uint8Array {
  const bytes = asBytes(value, 'slot')
  if (bytes.length > MAX_SLOT_SIZE) throw new FormatError('VALUE', 'a slot is above 1 MiB')
  return bytes
}

export function encodeClaim(claim: OpenClaim): Uint8Array {
  return encode(claimToCbor(claim))
}

export function decodeClaim(bytes: Uint8Array): OpenClaim {
  return claimFromCbor(decode(bytes))
}

/**
 * What a claim says to this reader. Compare `hashOpenClaim` first: hash before decode.
 * @throws FormatError when the slots are not an event.
 */
export function readClaim(claim: OpenClaim): SeenEvent {
  return readEvent(
    claim.slots.map((slot) => (slot instanceof Uint8Array ? slot : 'bytes' in slot ? slot.bytes : undefined)),
  )
}
