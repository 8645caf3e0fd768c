/** The story of the testkit, before an auditor. */
import { createHash, hash } from 'node:crypto'
import { defaultRules } from '@packtrail/custody'
import type { BundleFrame, Crypto } from '@packtrail/protocol'
import { nodeSha256, STORY, storyPolicy, type TestLedger, testCrypto, writeBundle } from '@packtrail/testkit'
import {
  type Policy,
  parsePolicy,
  type Report,
  type Several,
  type VerifyOptions,
  verifyBundle,
  verifyBundles,
} from '../src/index.ts'

const slow = testCrypto('verifier tests')
const verdicts = new Map<string, Promise<boolean[]>>()

/** Node's cryptography; a signature that was checked before is not checked again, for thousands of mutations share most of them. */
export const crypto: Crypto = {
  ...slow,
  verifyEd25519: async (items) => {
    const results = items.map((item) => {
      const key = hash('sha256', Buffer.concat([item.publicKey, item.signature, item.message]), 'binary')
      const known = verdicts.get(key) ?? slow.verifyEd25519([item])
      verdicts.set(key, known)
      return known
    })
    return (await Promise.all(results)).map(([verdict]) => verdict === true)
  },
}

export function policyFor(ledger: TestLedger, more: Readonly<Record<string, unknown>> = {}): Policy {
  const parsed = parsePolicy(nodeSha256, storyPolicy(ledger, more))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
}

export async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

export function check(bytes: Uint8Array, policy: Policy, more: Partial<VerifyOptions> = {}): Promise<Report> {
  const sum = createHash('sha256')
  const hasher = { update: (part: Uint8Array) => void sum.update(part), digest: () => new Uint8Array(sum.digest()) }
  return verifyBundle(oneChunk(bytes), {
    policy,
    crypto,
    now: STORY.now,
    rules: defaultRules,
    makeHasher: () => hasher,
    ...more,
  })
}

export function checkAll(
  files: readonly Uint8Array[],
  policy: Policy,
  more: Partial<VerifyOptions> = {},
): Promise<Several> {
  return verifyBundles(files.map(oneChunk), { policy, crypto, now: STORY.now, rules: defaultRules, ...more })
}

export function checkFrames(
  frames: readonly BundleFrame[],
  policy: Policy,
  more: Partial<VerifyOptions> = {},
): Promise<Report> {
  return check(writeBundle(frames), policy, more)
}

export function codes(report: Report): string[] {
  return [...new Set(report.findings.map(({ code }) => code))]
}
