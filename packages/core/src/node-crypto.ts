/** The product's cryptography on Node's own OpenSSL. */
import { createPublicKey, hash, type KeyObject, randomFillSync, verify } from 'node:crypto'
import { type Crypto, ed25519Acceptable, type Hash, type SignatureCheck } from '@packtrail/protocol'
import { claimText, hashOfText } from './claim-hash.ts'
import { LATIN1, latin1Buffer } from './latin1.ts'
import { verifyOnWorkers } from './signature-workers.ts'

/** DER of a SubjectPublicKeyInfo up to the 32 bytes of an Ed25519 key (RFC 8410 §4). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

const POOL = 64 << 10
let pool = latin1Buffer(POOL)
let memory = pool.buffer
let used = 0

/**
 * SHA-256 of `bytes`. Measured: asking OpenSSL for a latin1 string and writing that into place is two to three times as fast
 * as asking for a Buffer. Hashes share pools of 64 KiB; each is a view nobody else writes to.
 */
export function sha256(bytes: Uint8Array): Hash {
  if (used === POOL) {
    pool = latin1Buffer(POOL)
    memory = pool.buffer
    used = 0
  }
  pool.latin1Write(hash('sha256', bytes, LATIN1), used, 32)
  used += 32
  return new Uint8Array(memory, used - 32, 32)
}

const randomPool = Buffer.allocUnsafeSlow(4096)
let randomUsed = randomPool.length

/** Small asks are served from a pool: one system call for many seeds. Bytes are handed out once and wiped behind. */
function random(size: number): Uint8Array {
  if (size > 256) return randomFillSync(new Uint8Array(size))
  if (randomUsed + size > randomPool.length) {
    randomFillSync(randomPool)
    randomUsed = 0
  }
  const out = new Uint8Array(size)
  out.set(randomPool.subarray(randomUsed, randomUsed + size))
  randomPool.fill(0, randomUsed, randomUsed + size)
  randomUsed += size
  return out
}

let lastKey: { readonly bytes: Uint8Array; readonly key: KeyObject } | undefined

/** Most signatures of a run are by one key, so the last imported one is kept. */
function keyObject(bytes: Uint8Array): KeyObject {
  if (lastKey !== undefined && Buffer.compare(lastKey.bytes, bytes) === 0) return lastKey.key
  const key = createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' })
  lastKey = { bytes: new Uint8Array(bytes), key }
  return key
}

/** One signature by the product's rule; never throws. */
export function verifyOne({ publicKey, message, signature }: SignatureCheck): boolean {
  if (!ed25519Acceptable({ publicKey, message, signature })) return false
  try {
    return verify(null, message, keyObject(publicKey), signature)
  } catch {
    return false
  }
}

/** Below this, waking the workers costs more than it brings. */
const WORTH_WORKERS = 32

async function verifyEd25519(items: readonly SignatureCheck[]): Promise<boolean[]> {
  return items.length < WORTH_WORKERS ? items.map(verifyOne) : verifyOnWorkers(items)
}

/** Node's implementation of everything the format asks for; signatures in numbers are checked on two threads. */
export function nodeCrypto(): Crypto {
  return { sha256, hashClaim: (slots, seed) => hashOfText(claimText(slots, seed)), verifyEd25519, random }
}
