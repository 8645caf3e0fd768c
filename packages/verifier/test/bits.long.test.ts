import { writeBundle } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fiftyEvents } from './fifty.ts'
import { check, codes, policyFor } from './story.ts'

const test = suite('every bit')

test('flipping any bit of a fifty-event bundle is refuted, with a code, and without an exception', async () => {
  const { ledger, product, lot } = await fiftyEvents()
  const bytes = writeBundle(ledger.bundle(product, lot))
  const policy = policyFor(ledger)
  assert.is((await check(bytes, policy)).verdict, 'proven')
  const tally: Record<string, number> = {}
  const survivors: string[] = []
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const copy = bytes.slice()
    copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7))
    const report = await check(copy, policy)
    const code = codes(report)[0] ?? 'nothing'
    tally[code] = (tally[code] ?? 0) + 1
    if (report.verdict !== 'refuted') survivors.push(`bit ${bit}: ${report.verdict} ${codes(report)}`)
  }
  console.log(`# ${bytes.length} bytes, ${bytes.length * 8} bits, all refuted: ${JSON.stringify(tally)}`)
  assert.equal(survivors, [])
})

test.run()
