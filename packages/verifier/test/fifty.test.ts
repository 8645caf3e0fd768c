import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fiftyEvents } from './fifty.ts'
import { checkFrames, policyFor } from './story.ts'

const test = suite('fifty events')

test('a batch of fifty events is proven without a finding', async () => {
  const { ledger, product, lot } = await fiftyEvents()
  const report = await checkFrames(ledger.bundle(product, lot), policyFor(ledger))
  assert.equal(
    report.findings.map(({ code, message }) => `${code}: ${message}`),
    [],
  )
  const byStatus = report.glance?.byStatus
  const eventsByType: Readonly<Record<string, number>> = report.glance?.eventsByType ?? {}
  assert.equal(byStatus, { dispensed: 44 })
  const goods = ['commission', 'aggregate', 'ship', 'receive', 'disaggregate', 'dispense', 'close']
  assert.is(
    goods.reduce((sum, type) => sum + (eventsByType[type] ?? 0), 0),
    50,
  )
})

test.run()
