/** Submissions: one signature over many claims (docs/spec/05-submissions.md). COSE_Sign1, RFC 9052 §4.2, Ed25519 as in RFC 9864. */
import { concatBytes, equalBytes } from './bytes.ts'
import { type Cbor, decode, encode } from './cbor.ts'
import type { Hash, Sha256, Signer } from './crypto.ts'
import { FORMAT_VERSION } from './entry.ts'
import { FormatError } from './error.ts'
import { hashKeyId } from './hash.ts'
import { asArray, asBool, asBytes, asCount, orNull } from './shape.ts'

/** A checkpoint its author has verified. */
export interface Seen {
  readonly size: number
  readonly root: Hash
}

export interface SubmissionPayload {
  readonly ledgerId: Hash
  /** `hashKeyId` of the signing key. */
  readonly keyId: Uint8Array
  /** Rises with every submission of this key; gaps are allowed. */
  readonly seq: number
  /** Number of claims, at least 1. */
  readonly count: number
  /**
   * Number of tallies behind the claims (docs/spec/05-submissions.md#tallies); absent = 0. A submission of the ledger's own key
   * needs none: whoever holds that key could sign another one.
   */
  readonly streams?: number
  /** `claimsRoot` of its claims and tallies. */
  readonly root: Hash
  readonly seen: Seen | undefined
  /** `hashTime` of the claimed time and a salt. */
  readonly time: Hash
  /** True when the signer vouches for what others reported; authorship of such claims is «not proven». */
  readonly attests: boolean
}

export interface Submission extends SubmissionPayload {
  readonly streams: number
  /** The COSE_Sign1 bytes as received. */
  readonly bytes: Uint8Array
  /** What was signed: the Sig_structure of RFC 9052 §4.4. */
  readonly signed: Uint8Array
  readonly signature: Uint8Array
}

export const MAX_CLAIMS = 65_536
/** Most streams that the claims of one submission name. */
export const MAX_STREAMS = 65_536

/** {1: -19}: alg Ed25519. The one map of the format, as fixed bytes. */
const PROTECTED = Uint8Array.of(0xa1, 0x01, 0x32)
const START = concatBytes(Uint8Array.of(0xd2, 0x84, 0x43), PROTECTED, Uint8Array.of(0xa0))
const SIGNATURE_HEAD = Uint8Array.of(0x58, 0x40)

function sigStructure(payload: Uint8Array): Uint8Array {
  return encode(['Signature1', PROTECTED, new Uint8Array(0), payload])
}

function encodePayload(p: SubmissionPayload): Uint8Array {
  const seen: Cbor = p.seen === undefined ? null : [p.seen.size, p.seen.root]
  return encode([FORMAT_VERSION, p.ledgerId, p.keyId, p.seq, p.count, p.streams ?? 0, p.root, seen, p.time, p.attests])
}

function decodePayload(bytes: Uint8Array): Omit<Submission, 'bytes' | 'signed' | 'signature'> {
  const parts = asArray(decode(bytes), 'submission', 10)
  if (parts[0] !== FORMAT_VERSION) throw new FormatError('VERSION_UNKNOWN', 'the submission has another format version')
  const count = asCount(parts[4], 'claim count', MAX_CLAIMS)
  if (count === 0) throw new FormatError('VALUE', 'a submission holds at least one claim')
  return {
    ledgerId: asBytes(parts[1], 'ledger id', 32),
    keyId: asBytes(parts[2], 'key id', 16),
    seq: asCount(parts[3], 'seq'),
    count,
    streams: asCount(parts[5], 'stream count', MAX_STREAMS),
    root: asBytes(parts[6], 'claims root', 32),
    seen: orNull(parts[7], decodeSeen),
    time: asBytes(parts[8], 'time commitment', 32),
    attests: asBool(parts[9], 'attests'),
  }
}

function decodeSeen(value: Cbor): Seen {
  const [size, root] = asArray(value, 'seen', 2)
  const seen = { size: asCount(size, 'seen size'), root: asBytes(root, 'seen root', 32) }
  if (seen.size === 0) throw new FormatError('VALUE', 'a checkpoint that was seen has a size above 0')
  return seen
}

export async function signSubmission(signer: Signer, payload: SubmissionPayload): Promise<Uint8Array> {
  const bytes = encodePayload(payload)
  const signature = await signer.sign(sigStructure(bytes))
  return concatBytes(START, encode(bytes), SIGNATURE_HEAD, signature)
}

/**
 * Read a submission without believing its signature.
 * @throws FormatError COSE when the envelope is not byte for byte the one form, else as `decode`.
 */
export function decodeSubmission(bytes: Uint8Array): Submission {
  const tail = bytes.length - 64 - SIGNATURE_HEAD.length
  if (tail < START.length || !equalBytes(bytes.subarray(0, START.length), START)) {
    throw new FormatError('COSE', 'not a COSE_Sign1 with Ed25519 and an empty unprotected header')
  }
  if (!equalBytes(bytes.subarray(tail, tail + 2), SIGNATURE_HEAD))
    throw new FormatError('COSE', 'the signature is not 64 bytes')
  const payload = asBytes(decode(bytes.subarray(START.length, tail)), 'payload')
  return {
    ...decodePayload(payload),
    bytes,
    signed: sigStructure(payload),
    signature: bytes.subarray(tail + 2),
  }
}

/** What a new key signs to show that whoever adds it holds it: Sig_structure-free, with a domain of its own. */
export function keyProofMessage(ledgerId: Hash, actor: string, publicKey: Uint8Array): Uint8Array {
  return encode(['packtrail key', FORMAT_VERSION, ledgerId, actor, publicKey])
}

export function keyIdOf(sha256: Sha256, publicKey: Uint8Array): Uint8Array {
  return hashKeyId(sha256, publicKey)
}
