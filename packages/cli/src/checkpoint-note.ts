/** Checkpoints that parties keep and sign along: read, and believed only with the ledger's signature. */
import {
  type Crypto,
  decodeReceiptFrame,
  equalBytes,
  FormatError,
  fileStart,
  fromUtf8,
  parseCheckpoint,
  readFrames,
  type SignedCheckpoint,
  utf8,
} from '@packtrail/protocol'
import type { Policy } from '@packtrail/verifier'
import { dataError } from './error.ts'
import { readSmall } from './files.ts'
import type { Io } from './io.ts'
import { words } from './words.ts'

const { checkpoint: say } = words

/** The checkpoint of a note or of a receipt, signed by a key of the policy. @throws CliError FILE_BAD, DATA_BAD */
export async function readCheckpoint(io: Io, crypto: Crypto, policy: Policy, name: string): Promise<SignedCheckpoint> {
  const bytes = await readSmall(io, name)
  try {
    const note = isReceipt(bytes) ? await noteOfReceipt(bytes) : bytes
    const checkpoint = parseCheckpoint(note)
    if (checkpoint.origin !== policy.origin)
      throw dataError('DATA_BAD', say.otherLedger(name, checkpoint.origin, policy.origin))
    if (!(await isSigned(crypto, policy, checkpoint)))
      throw dataError('DATA_BAD', say.unsigned(name), { hint: say.unsignedHint })
    return checkpoint
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    throw dataError('FILE_BAD', say.noCheckpoint(name, error.message), {
      hint: words.files.wrongFileHint,
      cause: error,
    })
  }
}

function isReceipt(bytes: Uint8Array): boolean {
  const start = fileStart('receipt')
  return fromUtf8(bytes.subarray(0, start.length)) === fromUtf8(start)
}

async function noteOfReceipt(bytes: Uint8Array): Promise<Uint8Array> {
  for await (const frame of readFrames('receipt', [bytes])) {
    const read = decodeReceiptFrame(frame)
    if (read.kind === 'receipt') return read.note
  }
  throw new FormatError('SHAPE', 'the receipt has no checkpoint')
}

export async function isSigned(crypto: Crypto, policy: Policy, checkpoint: SignedCheckpoint): Promise<boolean> {
  const message = utf8(checkpoint.text)
  const checks = policy.ledgerKeys.flatMap((key) =>
    checkpoint.signatures
      .filter(({ name, keyId }) => name === key.name && equalBytes(keyId, key.keyId))
      .map(({ signature }) => ({ publicKey: key.publicKey, message, signature })),
  )
  return (await crypto.verifyEd25519(checks)).includes(true)
}
