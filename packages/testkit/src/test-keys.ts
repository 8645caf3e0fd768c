/** Keys and cryptography for tests: Node's own, every key made from a word, so that a failure can be repeated. */
import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto'
import {
  type Crypto,
  concatBytes,
  ed25519Acceptable,
  fromHex,
  type Hash,
  type Sha256,
  type SignatureCheck,
  type Signer,
  utf8,
} from '@packtrail/protocol'

/** DER of an Ed25519 private key up to its 32 bytes (RFC 8410 §7), and of a public one (§4). */
const PRIVATE_HEAD = fromHex('302e020100300506032b657004220420') as Uint8Array
const PUBLIC_HEAD = fromHex('302a300506032b6570032100') as Uint8Array

/** Node's types leave out this method of old. */
type Latin1Buffer = Buffer<ArrayBuffer> & { latin1Write(text: string, offset: number, length: number): number }

const POOL = 64 << 10
let pool = Buffer.allocUnsafeSlow(POOL) as Latin1Buffer
let used = 0

/** Hashes share pools, so each costs a view and no memory of its own. */
function fromText(text: string): Hash {
  if (used === POOL) {
    pool = Buffer.allocUnsafeSlow(POOL) as Latin1Buffer
    used = 0
  }
  pool.latin1Write(text, used, 32)
  used += 32
  return new Uint8Array(pool.buffer, used - 32, 32)
}

export const nodeSha256: Sha256 = (bytes) => fromText(hash('sha256', bytes, 'binary'))

const saltInput = Buffer.alloc(25) as Latin1Buffer
const nodeInput = Buffer.alloc(65) as Latin1Buffer
const slotInput = Buffer.alloc(4096) as Latin1Buffer

/** `hashClaim` on texts of 32 characters, which is what Node gives fastest. */
function fastClaimHash(slots: readonly Uint8Array[], seed: Uint8Array): Hash {
  saltInput[0] = 0x06
  saltInput.set(seed, 1)
  nodeInput[0] = 0x01
  const frontier: string[] = []
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i] as Uint8Array
    const size = 1 + slot.length
    const input = size + 16 <= slotInput.length ? slotInput : (Buffer.alloc(size + 16) as Latin1Buffer)
    saltInput.writeUInt32BE(i, 21)
    input[0] = 0x00
    input.set(slot, 1)
    input.latin1Write(hash('sha256', saltInput, 'binary'), size, 16)
    let top = hash('sha256', input.subarray(0, size + 16), 'binary')
    for (let rest = i; rest % 2 === 1; rest = (rest - 1) / 2) top = nodeText(frontier.pop() as string, top)
    frontier.push(top)
  }
  let root = frontier.pop() as string
  while (frontier.length > 0) root = nodeText(frontier.pop() as string, root)
  return fromText(root)
}

function nodeText(left: string, right: string): string {
  nodeInput.latin1Write(left, 1, 32)
  nodeInput.latin1Write(right, 33, 32)
  return hash('sha256', nodeInput, 'binary')
}

/** A key that is the same in every run. Whoever knows `word` is its owner: forgers are given words. */
export function testKey(word: string): Signer {
  const secret = nodeSha256(utf8(`packtrail test key ${word}`))
  const key = createPrivateKey({ key: Buffer.from(concatBytes(PRIVATE_HEAD, secret)), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return {
    publicKey: new Uint8Array(spki.subarray(PUBLIC_HEAD.length)),
    sign: async (message) => new Uint8Array(sign(null, message, key)),
  }
}

/** Bytes nobody can guess, but the test that knows `word`. */
export function testRandom(word: string): (size: number) => Uint8Array {
  let counter = 0
  return (size) => {
    const out = new Uint8Array(size)
    for (let at = 0; at < size; at += 32) {
      out.set(nodeSha256(utf8(`${word} ${counter++}`)).subarray(0, Math.min(32, size - at)), at)
    }
    return out
  }
}

/** Node's cryptography behind the product's one rule for Ed25519. */
export function testCrypto(word = 'tests'): Crypto {
  return {
    sha256: nodeSha256,
    hashClaim: fastClaimHash,
    random: testRandom(word),
    verifyEd25519: async (items) => items.map((item) => ed25519Acceptable(item) && verifyOne(item)),
  }
}

const keys = new Map<string, KeyObject | undefined>()

function verifyOne({ publicKey, message, signature }: SignatureCheck): boolean {
  const key = publicKeyObject(publicKey)
  try {
    return key !== undefined && verify(null, message, key, signature)
  } catch {
    return false
  }
}

function publicKeyObject(publicKey: Uint8Array): KeyObject | undefined {
  const name = Buffer.from(publicKey).toString('hex')
  if (!keys.has(name)) keys.set(name, importKey(publicKey))
  return keys.get(name)
}

function importKey(publicKey: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(concatBytes(PUBLIC_HEAD, publicKey)), format: 'der', type: 'spki' })
  } catch {
    return undefined
  }
}
