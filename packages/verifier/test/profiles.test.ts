/** Market profiles in a bundle: what the ledger set, what the auditor accepts, and what the report says of both. */
import {
  nodeSha256,
  STORY,
  type Story,
  storyEvent,
  storyLedger,
  storyPacks,
  storyPolicy,
  writeBundle,
} from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parsePolicy, type Report, reportHtml, reportText } from '../src/index.ts'
import { check, crypto, policyFor } from './story.ts'

const test = suite('profiles')
const { product, lot, maker, pharmacy, serials } = STORY
const OF_BATCH = `profile:${product}/${lot}`

/** Uploaded, and dispensed by whom nothing was shipped to. */
async function europe(set: (ledger: Omit<Story, 'claims'>['ledger']) => Promise<void>): Promise<Story['ledger']> {
  const { ledger, keys } = await storyLedger(crypto, 'profiles')
  await set(ledger)
  const manifest = ledger.manifest(product, lot, serials)
  await ledger.submit(keys.maker, [
    { event: storyEvent('commission', 0, maker, [manifest.subject]), manifests: [manifest] },
  ])
  await ledger.submit(keys.pharmacy, [storyEvent('dispense', 5, pharmacy, [storyPacks('S1')])])
  await ledger.seal()
  return ledger
}

async function judged(ledger: Story['ledger'], profiles: readonly string[] = []): Promise<Report> {
  return check(writeBundle(ledger.bundle(product, lot)), policyFor(ledger, { profiles }))
}

const codes = ({ findings }: Report): string[] => findings.map(({ code }) => code)

test('an upload and a dispense are clean; by the strict profile of the ledger they are not, and the report says from when', async () => {
  const plain = await judged(await europe(() => Promise.resolve()))
  assert.equal([codes(plain), plain.profiles], [[], []])
  const ledger = await europe(async (one) => {
    await one.setPolicy(OF_BATCH, 'strict/1')
    await one.setPolicy(`profile:${pharmacy}`, 'us/1')
    await one.setPolicy(`profile:${product}/OTHER`, 'eu/1')
    await one.setPolicy('profile:gln:4012345000016', 'eu/1')
  })
  const strict = await judged(ledger)
  assert.equal(codes(strict), ['DISPENSED_BY_NON_HOLDER'])
  assert.equal(
    strict.profiles.map(({ of, name, judgedBy }) => [of, name, judgedBy]),
    [
      [`${product}/${lot}`, 'strict/1', 'strict/1'],
      [pharmacy, 'us/1', 'us/1'],
    ],
  )
  const since = strict.profiles[0]?.since
  assert.match(reportText(strict), `from entry ${since} on ${product}/${lot} by «strict/1»`)
  assert.match(reportHtml(strict), `from entry ${since} on ${product}/${lot} by «strict/1»`)
})

test('an auditor who accepts other profiles judges by the first of his own, and the report says what he left aside', async () => {
  const ledger = await europe((one) => one.setPolicy(OF_BATCH, 'eu/1'))
  assert.equal(codes(await judged(ledger)), [])
  assert.equal(codes(await judged(ledger, ['strict/1', 'eu/1'])), [])
  const own = await judged(ledger, ['strict/1'])
  assert.equal(
    [codes(own), own.provenance.rules, own.profiles[0]?.judgedBy],
    [['DISPENSED_BY_NON_HOLDER'], 'strict/1', 'strict/1'],
  )
  assert.ok(own.notChecked.some(({ code, text }) => code === 'NOT_PROFILE' && text.includes('eu/1')))
})

test('a profile that this program does not know is said to be unused, and cannot stand in a policy file', async () => {
  const ledger = await europe((one) => one.setPolicy(OF_BATCH, 'moon/\u202e1'))
  const report = await judged(ledger)
  assert.equal([codes(report), report.profiles[0]?.judgedBy], [[], 'default/1'])
  assert.ok(report.notChecked.some(({ code }) => code === 'NOT_PROFILE'))
  const parsed = parsePolicy(nodeSha256, storyPolicy(ledger, { profiles: ['moon/1'] }))
  assert.is(parsed.ok, false)
  if (!parsed.ok)
    assert.equal(
      parsed.faults.map(({ path }) => path),
      ['profiles[0]'],
    )
})

test.run()
