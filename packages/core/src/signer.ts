/** Ed25519 keys in files: PKCS #8 in PEM (RFC 8410 §7), as `openssl genpkey` writes them, readable by their owner alone. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { open, readFile, stat } from 'node:fs/promises'
import type { Signer } from '@packtrail/protocol'
import { LedgerError } from './error.ts'

/** Windows has no such mode bits; its home folders are closed by their access lists. */
const HAS_MODES = process.platform !== 'win32'

function signerOf(key: KeyObject): Signer {
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return {
    publicKey: new Uint8Array(spki.subarray(spki.length - 32)),
    sign: (message) => Promise.resolve(new Uint8Array(sign(null, message, key))),
  }
}

/**
 * The signer whose key stands in `path`.
 * @throws LedgerError KEY_FILE when it is missing, holds no Ed25519 key, or others may read it.
 */
export async function fileSigner(path: string): Promise<Signer> {
  try {
    const { mode } = await stat(path)
    if (HAS_MODES && (mode & 0o077) !== 0) {
      throw new LedgerError('KEY_FILE', `others can read the key in ${path}: run chmod 600 on it`)
    }
    const key = createPrivateKey(await readFile(path, 'utf8'))
    if (key.asymmetricKeyType !== 'ed25519') throw new LedgerError('KEY_FILE', `the key in ${path} is not Ed25519`)
    return signerOf(key)
  } catch (error) {
    if (error instanceof LedgerError) throw error
    throw new LedgerError('KEY_FILE', `no key can be read from ${path}`, { cause: error })
  }
}

/** A new key that lives in memory alone, and its PEM. */
export function generateKey(): { readonly signer: Signer; readonly pem: string } {
  const { privateKey } = generateKeyPairSync('ed25519')
  return { signer: signerOf(privateKey), pem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() }
}

/**
 * Make a key and write it to `path`, which must not exist; on the disk before this resolves.
 * @throws LedgerError KEY_FILE.
 */
export async function createKeyFile(path: string): Promise<Signer> {
  const { signer, pem } = generateKey()
  try {
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile(pem)
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (error) {
    throw new LedgerError('KEY_FILE', `the key file ${path} cannot be made, or exists already`, { cause: error })
  }
  return signer
}
