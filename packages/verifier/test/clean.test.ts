import { writeBundle } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { check, LOT, PRODUCT, policyFor, story } from './story.ts'

const test = suite('a clean bundle')

test('a clean bundle is proven, without a finding', async () => {
  const { ledger } = await story()
  const report = await check(writeBundle(ledger.bundle(PRODUCT, LOT)), policyFor(ledger))
  assert.equal(
    report.findings.map(({ code, message }) => `${code}: ${message}`),
    [],
  )
  assert.is(report.verdict, 'proven')
  assert.is(report.headline, 'in order')
})

test.run()
