/** The auditor's policy file: read with every fault named, and the first one that `init` writes. */
import type { Policy } from '@packtrail/verifier'
import { asUsage, CliError, usageError } from './error.ts'
import { EXIT } from './exit.ts'
import { readText } from './files.ts'
import type { Io } from './io.ts'
import { nodeCryptography } from './lazy.ts'
import { words } from './words.ts'

const { policy: say } = words

export interface PolicyFile {
  readonly name: string
  readonly policy: Policy
  /** Eight groups of five digits. */
  readonly fingerprint: string
}

/** @throws CliError, as usage: what is wrong with a policy must never be taken for a verdict on a bundle. */
export async function readPolicy(io: Io, name: string | undefined): Promise<PolicyFile> {
  if (name === undefined) throw usageError('MISSING_ARGUMENT', say.which, say.whichHint)
  const text = await asUsage(readText(io, name))
  const { sha256 } = await nodeCryptography()
  const { parsePolicy, policyFingerprint } = await import('@packtrail/verifier')
  const parsed = parsePolicy(sha256, text)
  if (!parsed.ok) {
    const faults = parsed.faults.map((fault) => ({ ...fault, file: name }))
    throw new CliError('FILE_BAD', EXIT.usage, say.bad(name), { faults, hint: say.badHint })
  }
  return { name, policy: parsed.value, fingerprint: policyFingerprint(sha256, parsed.value) }
}

/** What an auditor asks for when nothing else was agreed: the evidence unchanged and whole. */
export function policyText(ledger: {
  readonly origin: string
  readonly ledgerId: string
  /** Note verifier keys. */
  readonly keys: readonly string[]
}): string {
  const policy = {
    packtrailPolicy: 0,
    origin: ledger.origin,
    ledgerId: ledger.ledgerId,
    ledgerKeys: ledger.keys,
    witnesses: { quorum: 0, keys: [] },
    manufacturers: {},
    required: ['bytes', 'completeness'],
  }
  return `${JSON.stringify(policy, undefined, 2)}\n`
}
