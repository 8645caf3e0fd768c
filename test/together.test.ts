/** Several bundles and copies of logs, as the vectors hold them. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { defaultRules } from '../packages/custody/src/index.ts'
import { fromBase64 } from '../packages/protocol/src/index.ts'
import { testCrypto } from '../packages/testkit/src/index.ts'
import {
  type LogCopy,
  type Policy,
  parsePolicy,
  readLog,
  type Several,
  verifyBundles,
} from '../packages/verifier/src/index.ts'
import type { TogetherVector } from '../scripts/vectors/together-vectors.ts'

const test = suite('bundles together, of the vectors')
const crypto = testCrypto()
const vectors = JSON.parse(
  readFileSync(new URL('vectors/bundles/together.json', import.meta.url), 'utf8'),
) as readonly TogetherVector[]

async function* chunkOf(text: string): AsyncGenerator<Uint8Array> {
  yield fromBase64(text) as Uint8Array
}

/** `undefined` when a log is no copy. */
async function judge({ bundles, logs, policies, now }: TogetherVector['in']): Promise<Several | undefined> {
  const parsed = policies.map((policy): Policy => {
    const one = parsePolicy(crypto.sha256, JSON.stringify(policy))
    if (!one.ok) throw new Error(JSON.stringify(one.faults))
    return one.value
  })
  const copies: LogCopy[] = []
  for (const log of logs) {
    const read = await readLog(chunkOf(log), parsed, crypto)
    if (!read.ok) return undefined
    copies.push(read.value)
  }
  const [policy, ...otherPolicies] = parsed as [Policy, ...Policy[]]
  const options = { policy, otherPolicies, crypto, now, rules: defaultRules, logs: copies }
  return verifyBundles(bundles.map(chunkOf), options)
}

for (const { desc, in: input, expect, goods, error, refutes } of vectors) {
  test(desc, async () => {
    const several = await judge(input)
    if (error === 'BAD_LOG') return assert.is(several, undefined)
    if (several === undefined) throw new Error('a log that is no copy')
    const found = [...several.reports.flatMap(({ evidenceFindings }) => evidenceFindings)]
    found.push(...several.ledgers.flatMap(({ findings }) => findings))
    const codes = [...new Set(found.map(({ code }) => code))]
    if (error !== undefined) {
      assert.ok(codes.includes(error), codes.join())
      assert.is(several.headline === 'evidence forged', refutes)
      return
    }
    assert.equal(codes, expect)
    if (goods === undefined) return
    const joint = several.groups.flatMap(({ joint: { findings } }) => findings.map(({ code }) => code))
    assert.equal(joint, goods)
  })
}

test.run()
