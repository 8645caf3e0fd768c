/** Keys and cryptography for tests: Node's own, every key made from a word, so that a failure can be repeated. */
import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto'
import {
  type Crypto,
  concatBytes,
  ed25519Acceptable,
  fromHex,
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

export const nodeSha256: Sha256 = (bytes) => {
  const out = Buffer.allocUnsafeSlow(32) as Latin1Buffer
  out.latin1Write(hash('sha256', bytes, 'binary'), 0, 32)
  return new Uint8Array(out.buffer)
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
