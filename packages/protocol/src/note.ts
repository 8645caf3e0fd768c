/** C2SP signed notes and checkpoints, tlog-checkpoint and tlog-cosignature (docs/spec/11-checkpoints.md). */
import { concatBytes, fromBase64, fromUtf8, toBase64, toHex, utf8 } from './bytes.ts'
import type { Hash, Sha256, Signer } from './crypto.ts'
import { FormatError } from './error.ts'
import { MAX_TIME } from './shape.ts'

/** Largest note that is read, in bytes; lines beyond these are refused before they are looked at. */
export const MAX_NOTE_SIZE = 65_536
export const MAX_NOTE_LINES = 64

const ED25519 = 0x01
const COSIGNATURE_V1 = 0x04

export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Hash
}

export interface NoteSignature {
  readonly name: string
  /** 4 bytes. */
  readonly keyId: Uint8Array
  /** What follows the key id: 64 bytes for Ed25519, 8 + 64 for a cosignature. */
  readonly signature: Uint8Array
}

export interface SignedCheckpoint extends Checkpoint {
  /** The signed text, its last newline included. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** A note verifier key: `name+hash+base64(type ‖ key)`. */
export interface VerifierKey {
  readonly name: string
  readonly keyId: Uint8Array
  readonly publicKey: Uint8Array
  readonly kind: 'ledger' | 'witness'
}

export function noteKeyId(sha256: Sha256, name: string, publicKey: Uint8Array, kind: VerifierKey['kind']): Uint8Array {
  const type = kind === 'ledger' ? ED25519 : COSIGNATURE_V1
  return sha256(concatBytes(utf8(`${name}\n`), Uint8Array.of(type), publicKey)).slice(0, 4)
}

export function formatVerifierKey(
  sha256: Sha256,
  name: string,
  publicKey: Uint8Array,
  kind: VerifierKey['kind'],
): string {
  const type = kind === 'ledger' ? ED25519 : COSIGNATURE_V1
  const bytes = concatBytes(Uint8Array.of(type), publicKey)
  return `${name}+${toHex(noteKeyId(sha256, name, publicKey, kind))}+${toBase64(bytes)}`
}

/** @throws FormatError NOTE when the text is not a key of a known type or its hash does not fit. */
export function parseVerifierKey(sha256: Sha256, text: string): VerifierKey {
  const first = text.indexOf('+')
  const second = text.indexOf('+', first + 1)
  const name = text.slice(0, Math.max(first, 0))
  const bytes = second < 0 ? undefined : fromBase64(text.slice(second + 1))
  if (bytes === undefined || bytes.length !== 33 || !isNoteName(name))
    throw new FormatError('NOTE', 'not a note verifier key')
  const kind = bytes[0] === ED25519 ? 'ledger' : bytes[0] === COSIGNATURE_V1 ? 'witness' : undefined
  if (kind === undefined) throw new FormatError('NOTE', 'the verifier key has an unknown type')
  const publicKey = bytes.slice(1)
  const keyId = noteKeyId(sha256, name, publicKey, kind)
  if (toHex(keyId) !== text.slice(first + 1, second))
    throw new FormatError('NOTE', 'the hash of the verifier key does not fit')
  return { name, keyId, publicKey, kind }
}

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/** Append a ledger's signature line to a checkpoint's text. */
export async function signCheckpoint(sha256: Sha256, signer: Signer, checkpoint: Checkpoint): Promise<Uint8Array> {
  const text = checkpointText(checkpoint)
  const keyId = noteKeyId(sha256, checkpoint.origin, signer.publicKey, 'ledger')
  const signature = await signer.sign(utf8(text))
  return utf8(`${text}\n${signatureLine(checkpoint.origin, keyId, signature)}`)
}

export function signatureLine(name: string, keyId: Uint8Array, signature: Uint8Array): string {
  return `— ${name} ${toBase64(concatBytes(keyId, signature))}\n`
}

/** What a witness signs at `seconds` since 1970 (tlog-cosignature, cosignature/v1). */
export function cosignatureMessage(text: string, seconds: number): Uint8Array {
  return utf8(`cosignature/v1\ntime ${seconds}\n${text}`)
}

/** The time and the signature proper of a cosignature/v1, or `undefined` when it is not one or its time is beyond the year 9999. */
export function splitCosignature(signature: Uint8Array): { seconds: number; signature: Uint8Array } | undefined {
  if (signature.length !== 72) return undefined
  let seconds = 0
  for (let i = 0; i < 8; i++) seconds = seconds * 256 + (signature[i] as number)
  return seconds * 1000 <= MAX_TIME ? { seconds, signature: signature.subarray(8) } : undefined
}

export function joinCosignature(seconds: number, signature: Uint8Array): Uint8Array {
  const out = new Uint8Array(8 + signature.length)
  const view = new DataView(out.buffer)
  view.setUint32(0, Math.floor(seconds / 0x100000000))
  view.setUint32(4, seconds >>> 0)
  out.set(signature, 8)
  return out
}

/** A signed note (C2SP signed-note): what was signed, its last newline included, and the signature lines, none believed. */
export function parseNote(bytes: Uint8Array): { text: string; signatures: NoteSignature[] } {
  if (bytes.length > MAX_NOTE_SIZE) throw new FormatError('NOTE', 'the checkpoint is above 64 KiB')
  const note = fromUtf8(bytes)
  const cut = note?.lastIndexOf('\n\n') ?? -1
  if (note === undefined || cut < 0 || !note.endsWith('\n')) throw new FormatError('NOTE', 'not a signed note')
  const text = note.slice(0, cut + 1)
  const lines = note
    .slice(cut + 2)
    .split('\n')
    .slice(0, -1)
  if (lines.length === 0 || lines.length > MAX_NOTE_LINES)
    throw new FormatError('NOTE', 'a note has 1 to 64 signature lines')
  if (hasControl(text)) throw new FormatError('NOTE', 'a note has no control characters but line ends')
  return { text, signatures: lines.map(parseSignatureLine) }
}

/**
 * Read a checkpoint with its signature lines; believes none of them.
 * @throws FormatError NOTE. Extension lines are refused: ours never have any (tlog-checkpoint advises against them).
 */
export function parseCheckpoint(bytes: Uint8Array): SignedCheckpoint {
  const { text, signatures } = parseNote(bytes)
  return { ...parseCheckpointText(text), text, signatures }
}

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x20 && unit !== 0x0a) return true
  }
  return false
}

function parseCheckpointText(text: string): Checkpoint {
  const [origin, size, hash, rest, ...more] = text.split('\n')
  if (origin === undefined || size === undefined || hash === undefined || rest !== '' || more.length > 0) {
    throw new FormatError('NOTE', 'a checkpoint has three lines')
  }
  const root = fromBase64(hash)
  if (!isOrigin(origin)) throw new FormatError('NOTE', 'the origin is empty or has control characters')
  if (!/^(0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size)))
    throw new FormatError('NOTE', 'the size is not a number')
  if (root === undefined || root.length !== 32) throw new FormatError('NOTE', 'the root is not 32 bytes of base64')
  return { origin, size: Number(size), root }
}

function parseSignatureLine(line: string): NoteSignature {
  const parts = /^— ([^ ]+) ([A-Za-z0-9+/=]+)$/.exec(line)
  const bytes = parts === null ? undefined : fromBase64(parts[2] as string)
  if (parts === null || bytes === undefined || bytes.length < 5 || !isNoteName(parts[1] as string)) {
    throw new FormatError('NOTE', 'a signature line is malformed')
  }
  return { name: parts[1] as string, keyId: bytes.slice(0, 4), signature: bytes.slice(4) }
}

/** signed-note: a key name has no white space and no plus. */
function isNoteName(name: string): boolean {
  return name.length > 0 && name.length <= 256 && !/[\s+\p{Cc}]/u.test(name)
}

/** An origin that can also be a key name: ours always is. */
export function isOrigin(origin: string): boolean {
  return isNoteName(origin)
}
