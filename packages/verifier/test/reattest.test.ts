/** Claims of a stolen key, and who can make them anybody's word again (docs/spec/07-streams.md#keys). */
import type { Event } from '@packtrail/protocol'
import {
  type LogClaim,
  STORY,
  type Story,
  storyEvent,
  storyLedger,
  storyPacks,
  testKey,
  writeBundle,
} from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Report } from '../src/index.ts'
import { check, codes, crypto, policyFor } from './story.ts'

const test = suite('re-attesting')
const { product, lot, maker, wholesaler, pharmacy, serials } = STORY
const batch = { kind: 'batch', product, lot } as const

interface Stolen extends Omit<Story, 'claims'> {
  readonly suspect: LogClaim
  readonly since: number
}

/** The pharmacy's key was stolen before it said that it dispensed S1; it has a new one. */
async function stolen(seed: string, before?: (story: Omit<Story, 'claims'>) => Promise<void>): Promise<Stolen> {
  const story = await storyLedger(crypto, seed)
  const { ledger, keys } = story
  const manifest = ledger.manifest(product, lot, serials)
  await ledger.submit(keys.maker, [
    { event: storyEvent('commission', 0, maker, [manifest.subject]), manifests: [manifest] },
  ])
  await before?.(story)
  const since = ledger.state.log.length
  const [suspect] = await ledger.submit(keys.pharmacy, [storyEvent('dispense', 5, pharmacy, [storyPacks('S1')])])
  return { ...story, suspect: suspect as LogClaim, since }
}

async function revoked({ ledger, keys, since }: Stolen): Promise<ReturnType<typeof testKey>> {
  await ledger.endKey('revoke', pharmacy, keys.pharmacy, since)
  const fresh = testKey('pharmacy, anew')
  await ledger.addKey(pharmacy, fresh)
  return fresh
}

const confirming = ({ suspect }: Stolen, agent: string = pharmacy, over: Partial<Event> = {}): Event =>
  storyEvent('observe', 60, agent, [batch], { detail: { reason: 'reattest', target: suspect.hash }, ...over })

async function judged({ ledger }: Stolen): Promise<Report> {
  await ledger.seal()
  return check(writeBundle(ledger.bundle(product, lot)), policyFor(ledger))
}

test('a suspect claim that its author confirms with a new key is proven again, and said to be confirmed', async () => {
  const story = await stolen('confirmed')
  const fresh = await revoked(story)
  assert.equal(codes(await judged(story)), ['KEY_SUSPECT'])
  await story.ledger.submit(fresh, [confirming(story)])
  const report = await judged(story)
  assert.equal([codes(report), report.axes.authorship.state], [[], 'pass'])
  assert.equal([report.counts?.suspect, report.counts?.reattested], [0, 1])
  assert.ok(report.axes.authorship.why.some(({ code }) => code === 'AUTHORSHIP_REATTESTED'))
  assert.is(report.adversaries.find(({ adversary }) => adversary === 'T')?.notRefuted.params['suspect'], 0)
  // The goods are where the suspect claim left them.
  assert.is(report.glance?.byStatus.dispensed, 1)
})

test('what the operator vouches for is attested, no longer suspect; not by one who may not, nor for another party', async () => {
  const story = await stolen('vouched')
  await revoked(story)
  await story.ledger.attest([confirming(story, maker)])
  assert.equal(codes(await judged(story)), ['KEY_SUSPECT'])
  await story.ledger.attest([confirming(story)])
  const report = await judged(story)
  assert.equal([codes(report), report.axes.authorship.state, report.counts?.reattested], [[], 'not proven', 0])
  assert.is(report.counts?.attested, 2)
})

test('a thief does not confirm his own work, nor does another party, another reason or another target', async () => {
  const story = await stolen('thief')
  await story.ledger.submit(story.keys.pharmacy, [confirming(story)])
  const fresh = await revoked(story)
  await story.ledger.submit(story.keys.wholesaler, [confirming(story, wholesaler)])
  await story.ledger.submit(fresh, [
    confirming(story, pharmacy, { detail: { reason: 'count', target: story.suspect.hash } }),
    confirming(story, pharmacy, { detail: { reason: 'reattest', target: new Uint8Array(32).fill(1) } }),
    confirming(story, pharmacy, { detail: { reason: 'reattest' } }),
  ])
  const report = await judged(story)
  assert.equal(codes(report), ['KEY_SUSPECT'])
  // The dispense, and the thief's own confirmation of it.
  assert.is(report.counts?.suspect, 2)
})

test('a confirmation by a key that is suspect there itself says nothing, by one that is stolen later it does', async () => {
  const story = await stolen('second theft')
  const fresh = await revoked(story)
  const at = story.ledger.state.log.length
  await story.ledger.submit(fresh, [confirming(story)])
  await story.ledger.endKey('revoke', pharmacy, fresh, at)
  assert.is((await judged(story)).counts?.suspect, 2)
  const later = await stolen('later theft')
  const good = await revoked(later)
  await later.ledger.submit(good, [confirming(later)])
  await later.ledger.endKey('revoke', pharmacy, good, later.ledger.state.log.length)
  assert.is((await judged(later)).counts?.suspect, 0)
})

test('it is about a record: goods that were counted, ended or lost are as they were', async () => {
  const story = await stolen('no goods', async ({ ledger, keys }) => {
    await ledger.submit(keys.maker, [storyEvent('destroy', 3, maker, [storyPacks('S2')])])
  })
  const fresh = await revoked(story)
  const before = await judged(story)
  await story.ledger.submit(fresh, [confirming(story, pharmacy, { subjects: [storyPacks('S1', 'S2', 'NOSUCH')] })])
  const after = await judged(story)
  assert.equal(after.goodsFindings, before.goodsFindings)
  assert.equal(after.glance?.whereabouts, before.glance?.whereabouts)
})

test.run()
