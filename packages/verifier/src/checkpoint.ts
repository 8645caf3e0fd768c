/** The checkpoint and what hangs on it: signatures, genesis, epoch, inclusion (docs/spec/11-checkpoints.md). */
import {
  type Crypto,
  compareText,
  cosignatureMessage,
  decodeEntry,
  type Entry,
  equalBytes,
  FormatError,
  type Hash,
  hashEntry,
  hashOpenClaim,
  type NoteSignature,
  type OpenClaim,
  parseCheckpoint,
  readClaim,
  rootFromInclusion,
  type SignedCheckpoint,
  splitCosignature,
  toBase64,
  utf8,
  type VerifierKey,
  ZERO_HASH,
} from '@packtrail/protocol'
import { copyOf } from './copy.ts'
import type { Findings } from './findings.ts'
import { clean } from './label.ts'
import type { Policy } from './policy.ts'

export interface Cosignature {
  readonly witness: string
  /** Seconds since 1970, by the witness's clock. */
  readonly seconds: number
}

export interface CheckedCheckpoint {
  readonly origin: string
  readonly size: number
  readonly root: Hash
  readonly note: Uint8Array
  readonly epoch: Entry
  readonly cosignatures: readonly Cosignature[]
}

interface Context {
  readonly crypto: Crypto
  readonly policy: Policy
  readonly findings: Findings
}

/** `undefined` when there is nothing to go on with. */
export async function checkCheckpoint(
  context: Context,
  note: Uint8Array,
  epochBytes: Uint8Array,
  path: readonly Hash[],
): Promise<CheckedCheckpoint | undefined> {
  const { policy, findings, crypto } = context
  const checkpoint = parseNote(note, findings)
  if (checkpoint === undefined) return undefined
  const { origin, size, root } = checkpoint
  if (origin !== policy.origin) {
    findings.add('ORIGIN_MISMATCH', { params: { found: clean(origin), wanted: clean(policy.origin) } })
  }
  await checkLedgerSignature(context, checkpoint)
  const cosignatures = await checkCosignatures(context, checkpoint)
  const leaf = hashEntry(crypto.sha256, epochBytes)
  const proved = rootFromInclusion(crypto.sha256, size - 1, size, leaf, path)
  if (size < 1 || proved === undefined || !equalBytes(proved, root)) findings.add('EPOCH_PROOF')
  const epoch = decodeEpoch(epochBytes, findings)
  if (epoch === undefined) return undefined
  if (epoch.g !== size - 1) findings.add('EPOCH_NOT_LAST', { params: { g: epoch.g, size }, evidence: [epoch.g] })
  if (!equalBytes(epoch.ledgerId, policy.ledgerId)) findings.add('ENTRY_LEDGER', { params: { g: epoch.g } })
  return { origin, size, root, note: copyOf(note), epoch: { ...epoch, claim: copyOf(epoch.claim) }, cosignatures }
}

function parseNote(note: Uint8Array, findings: Findings): SignedCheckpoint | undefined {
  try {
    const checkpoint = parseCheckpoint(note)
    checkLines(checkpoint, findings)
    return checkpoint
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    findings.add('NOTE_MALFORMED', { params: { detail: clean(error.message) } })
    return undefined
  }
}

/** One spelling of a set of signatures: the ledger's own lines first, then the others, each group rising, none twice. */
function checkLines({ origin, signatures }: SignedCheckpoint, findings: Findings): void {
  const lines = signatures.map(({ name, keyId, signature }) => {
    return `${name === origin ? 0 : 1} ${name} ${toBase64(keyId)} ${toBase64(signature)}`
  })
  if (!lines.every((line, i) => i === 0 || compareText(lines[i - 1] as string, line) < 0)) findings.add('NOTE_LINES')
}

function linesOf(checkpoint: SignedCheckpoint, key: VerifierKey): readonly NoteSignature[] {
  return checkpoint.signatures.filter(({ name, keyId }) => name === key.name && equalBytes(keyId, key.keyId))
}

/** Lines of keys that the policy does not name are passed over: anybody may add one, and it proves nothing (signed-note). */
async function checkLedgerSignature(
  { crypto, policy, findings }: Context,
  checkpoint: SignedCheckpoint,
): Promise<void> {
  const signed = await signedByLedger(crypto, policy, checkpoint)
  if (signed === undefined) findings.add('CHECKPOINT_UNSIGNED')
  else if (!signed) findings.add('CHECKPOINT_SIGNATURE')
}

/** Whether all lines of the policy's ledger keys are good; `undefined` when there is none. */
export async function signedByLedger(
  crypto: Crypto,
  policy: Policy,
  checkpoint: SignedCheckpoint,
): Promise<boolean | undefined> {
  const message = utf8(checkpoint.text)
  const checks = policy.ledgerKeys.flatMap((key) =>
    linesOf(checkpoint, key).map(({ signature }) => ({ publicKey: key.publicKey, message, signature })),
  )
  if (checks.length === 0) return undefined
  const verdicts = await crypto.verifyEd25519(checks)
  return checks.every((_, i) => verdicts[i] === true)
}

async function checkCosignatures(
  { crypto, policy, findings }: Context,
  checkpoint: SignedCheckpoint,
): Promise<Cosignature[]> {
  const lines = policy.witnesses.keys.flatMap((key) => linesOf(checkpoint, key).map((line) => ({ key, line })))
  const split = lines.map(({ line }) => splitCosignature(line.signature))
  const verdicts = await crypto.verifyEd25519(
    lines.map(({ key }, i) => ({
      publicKey: key.publicKey,
      message: cosignatureMessage(checkpoint.text, split[i]?.seconds ?? 0),
      signature: split[i]?.signature ?? new Uint8Array(0),
    })),
  )
  const good: Cosignature[] = []
  lines.forEach(({ key }, i) => {
    const seconds = split[i]?.seconds
    if (verdicts[i] !== true || seconds === undefined) {
      findings.add('WITNESS_SIGNATURE', { params: { witness: clean(key.name) } })
    } else if (!good.some(({ witness }) => witness === key.name)) good.push({ witness: key.name, seconds })
  })
  return good
}

function decodeEpoch(bytes: Uint8Array, findings: Findings): Entry | undefined {
  const entry = decodeOrFind(bytes, (detail) => findings.add('EPOCH_MALFORMED', { params: { detail } }))
  if (entry === undefined || entry.kind === 'epoch') return entry
  findings.add('EPOCH_MALFORMED', { params: { detail: 'it is an entry of another kind' } })
  return undefined
}

function decodeOrFind(bytes: Uint8Array, onFault: (detail: string) => void): Entry | undefined {
  try {
    return decodeEntry(bytes)
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    onFault(clean(error.message))
    return undefined
  }
}

export interface CheckedGenesis {
  readonly operator: string
  readonly publicKey: Uint8Array
}

/** The ledger's number is the hash of its first entry, so what genesis says is as sure as the number in the policy. */
export function checkGenesis(
  { crypto, policy, findings }: Context,
  bytes: Uint8Array,
  claim: OpenClaim,
): CheckedGenesis | undefined {
  if (!equalBytes(hashEntry(crypto.sha256, bytes), policy.ledgerId)) {
    findings.add('GENESIS_CHANGED')
    return undefined
  }
  const fail = (detail: string): undefined => void findings.add('GENESIS_CLAIM', { params: { detail } })
  const entry = decodeOrFind(bytes, fail)
  if (entry === undefined) return undefined
  if (entry.kind !== 'genesis' || entry.g !== 0 || !equalBytes(entry.ledgerId, ZERO_HASH))
    return fail('it is no genesis')
  if (!equalBytes(hashOpenClaim(crypto.sha256, claim), entry.claim)) return fail('its content was changed')
  try {
    const { type, subjects } = readClaim(claim)
    const subject = subjects[0]
    if (type !== 'genesis' || subjects.length !== 1 || subject?.kind !== 'genesis')
      return fail('it says something else')
    if (subject.origin !== policy.origin) return fail('it names another ledger')
    return { operator: subject.operator, publicKey: copyOf(subject.publicKey) }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    return fail(clean(error.message))
  }
}
