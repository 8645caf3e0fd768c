import { makeStory, writeBundle } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { check, codes, crypto, policyFor } from './story.ts'

const test = suite('one bit of every byte')

test('flipping one bit of any byte of an eight-event bundle is refuted, with a code of its own', async () => {
  const { ledger } = await makeStory(crypto)
  const bytes = writeBundle(ledger.bundle('04012345678901', 'L1'))
  const policy = policyFor(ledger)
  const tally = new Map<string, number>()
  const survivors: string[] = []
  let state = 1
  for (let i = 0; i < bytes.length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    const bit = 1 << ((state >>> 16) & 7)
    const copy = bytes.slice()
    copy[i] = (copy[i] as number) ^ bit
    const report = await check(copy, policy)
    const first = codes(report)[0] ?? 'nothing'
    tally.set(first, (tally.get(first) ?? 0) + 1)
    if (report.verdict !== 'refuted') survivors.push(`byte ${i} bit ${bit}: ${report.verdict} ${codes(report)}`)
  }
  console.log(bytes.length, Object.fromEntries(tally))
  assert.equal(survivors, [])
})

test.run()
