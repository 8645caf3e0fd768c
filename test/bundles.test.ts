import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { defaultRules } from '../packages/custody/src/index.ts'
import { fromBase64 } from '../packages/protocol/src/index.ts'
import { testCrypto } from '../packages/testkit/src/index.ts'
import { EVIDENCE_CODES, parseMemory, parsePolicy, type Report, verifyBundle } from '../packages/verifier/src/index.ts'
import type { BundleVector } from '../scripts/vectors/bundle-vectors.ts'

const test = suite('bundles of the vectors')
const crypto = testCrypto()
const vectors = JSON.parse(
  readFileSync(new URL('vectors/bundles/bundles.json', import.meta.url), 'utf8'),
) as readonly BundleVector[]

async function judge({ bytes, policy, memory, now }: BundleVector['in']): Promise<Report> {
  const parsed = parsePolicy(crypto.sha256, JSON.stringify(policy))
  const kept = memory === null ? undefined : parseMemory(JSON.stringify(memory))
  if (!parsed.ok || kept?.ok === false) throw new Error(JSON.stringify([parsed, kept]))
  const file = fromBase64(bytes) as Uint8Array
  const options = {
    policy: parsed.value,
    crypto,
    now,
    rules: defaultRules,
    ...(kept === undefined ? {} : { memory: kept.value }),
  }
  return verifyBundle(
    (async function* () {
      yield file
    })(),
    options,
  )
}

test('good bundles are sound and forged ones are given away, in the files as in the format', async () => {
  for (const { desc, in: input, expect, error, refutes } of vectors) {
    const report = await judge(input)
    const found = report.findings.map(({ code }) => code)
    if (expect !== undefined) {
      assert.equal(
        found.filter((code) => (EVIDENCE_CODES as readonly string[]).includes(code)),
        expect,
        desc,
      )
      assert.is.not(report.verdict, 'refuted', desc)
      continue
    }
    assert.ok(found.includes(error as string), `${desc}: found ${found.join(', ') || 'nothing'}`)
    assert.is(report.verdict === 'refuted', refutes, desc)
  }
})

test('there are at least five forged bundles for every good one', () => {
  const good = vectors.filter(({ error }) => error === undefined).length
  assert.ok(good >= 3)
  assert.ok(vectors.length - good >= 5 * good)
})

test.run()
