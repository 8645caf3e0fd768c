import { makeStory } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { checkFrames, crypto, policyFor } from './story.ts'

const test = suite('a clean bundle')

test('a clean bundle is proven, without a finding', async () => {
  const { ledger } = await makeStory(crypto)
  const report = await checkFrames(ledger.bundle('04012345678901', 'L1'), policyFor(ledger))
  assert.equal(
    report.findings.map(({ code, message }) => `${code}: ${message}`),
    [],
  )
  assert.is(report.verdict, 'proven')
  assert.is(report.headline, 'in order')
})

test.run()
