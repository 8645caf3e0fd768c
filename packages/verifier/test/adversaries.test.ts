import { type BundleFrame, keyIdOf, narrowClaim } from '@packtrail/protocol'
import {
  makeStory,
  nodeSha256,
  STORY,
  type Story,
  storyEvent,
  storyLedger,
  storyPacks,
  writeBundle,
} from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EMPTY_MEMORY, ENGLISH, findingWords, type Report } from '../src/index.ts'
import { check, checkFrames, codes, crypto, policyFor } from './story.ts'

const test = suite('adversaries that succeed, and what the report says of them')
const { product, lot, maker, pharmacy, wholesaler } = STORY

function row(report: Report, adversary: string): Report['adversaries'][number] {
  const found = report.adversaries.find((one) => one.adversary === adversary)
  if (found === undefined) throw new Error(`no row ${adversary}`)
  return found
}

/** A ledger whose maker commissioned the batch. */
async function begun(seed: string): Promise<Omit<Story, 'claims'>> {
  const story = await storyLedger(crypto, seed)
  const manifest = story.ledger.manifest(product, lot, STORY.serials, { expiry: '2027-06-30' })
  const event = storyEvent('commission', 0, maker, [manifest.subject])
  await story.ledger.submit(story.keys.maker, [{ event, manifests: [manifest] }])
  return story
}

/** Withholds a field of the claims that have both and `slots` slots at least; it takes no key. */
function hide(frames: readonly BundleFrame[], field: 'when' | 'who', slots = 5): BundleFrame[] {
  const slot = field === 'when' ? 1 : 2
  return frames.map((frame) => {
    if (frame.kind !== 'entry' || frame.claim?.seed === undefined || frame.claim.slots.length < slots) return frame
    return { ...frame, claim: narrowClaim(nodeSha256, frame.claim, (i) => i !== slot) }
  })
}

test('F withholds the claimed times: nothing is refuted, and each is counted', async () => {
  const { ledger } = await makeStory(crypto)
  const report = await checkFrames(hide(ledger.bundle(product, lot), 'when'), policyFor(ledger))
  assert.is(report.verdict, 'proven')
  assert.ok((report.counts?.withheld['when'] ?? 0) > 0)
  assert.ok(report.notChecked.some(({ code, params }) => code === 'NOT_WITHHELD' && params['field'] === 'when'))
  assert.is(row(report, 'F').notRefuted.params['withheld'], report.counts?.withheld['when'] ?? 0)
  assert.is(row(report, 'F').notRefuted.params['cosignatures'], 0)
})

test('F withholds the authors: authorship is not proven any more', async () => {
  const { ledger } = await makeStory(crypto)
  const report = await checkFrames(hide(ledger.bundle(product, lot), 'who'), policyFor(ledger))
  assert.is(report.axes.authorship.state, 'not proven')
  assert.is(report.verdict, 'inconclusive')
})

for (const [code, attests] of [
  ['SIGNER_MISMATCH', false],
  ['ATTESTED_FOR_SIGNER', true],
] as const) {
  test(`F withholds the author that gives ${code} away: authorship is not proven, and each such claim is counted`, async () => {
    const { ledger, keys } = await begun(`hidden ${code}`)
    // Signs elsewhere in the bundle, so that its records are needed whatever is withheld.
    await ledger.submit(keys.pharmacy, [storyEvent('observe', 30, pharmacy, [storyPacks('S2')])])
    const sale = storyEvent('dispense', 60, pharmacy, [storyPacks('S1')])
    if (attests) await ledger.attest([sale])
    else await ledger.submit(keys.wholesaler, [sale])
    await ledger.seal()
    const frames = ledger.bundle(product, lot)
    const shown = await checkFrames(frames, policyFor(ledger))
    assert.ok(codes(shown).includes(code))
    assert.is(shown.verdict, 'refuted')
    const hidden = await checkFrames(hide(frames, 'who', 4), policyFor(ledger))
    assert.not(codes(hidden).includes(code))
    assert.is(hidden.axes.authorship.state, 'not proven')
    const count = 3
    assert.is(hidden.counts?.authorWithheld, count)
    const why = hidden.axes.authorship.why.find((one) => one.code === 'AUTHORSHIP_WITHHELD')
    assert.is(why?.params['count'], count)
    assert.is(hidden.verdict, 'inconclusive')
  })
}

test('O ends the key of a party and then sells in its name: the party signs for itself all the same, until it ends its last key', async () => {
  for (const kind of ['retire', 'revoke'] as const) {
    for (const own of [false, true]) {
      const { ledger, keys } = await begun(`${kind} ${own}`)
      if (own) {
        const keyId = keyIdOf(nodeSha256, keys.pharmacy.publicKey)
        const subjects = [{ kind: 'keyEnd', actor: pharmacy, keyId }] as const
        await ledger.submit(keys.pharmacy, [{ type: kind, detail: {}, who: { agent: pharmacy }, subjects }])
      } else await ledger.endKey(kind, pharmacy, keys.pharmacy)
      await ledger.attest([storyEvent('dispense', 60, pharmacy, [storyPacks('S1')])])
      await ledger.seal()
      const report = await checkFrames(ledger.bundle(product, lot), policyFor(ledger))
      assert.is(codes(report).includes('ATTESTED_FOR_SIGNER'), !own)
      assert.is(report.verdict === 'refuted', !own)
    }
  }
})

test('F withholds the times of two sales: the other one is accused, which is no proof any more and says so', async () => {
  const { ledger, keys } = await begun('two sales')
  await ledger.submit(keys.wholesaler, [storyEvent('dispense', 200, wholesaler, [storyPacks('S1')])])
  await ledger.submit(keys.pharmacy, [storyEvent('dispense', 100, pharmacy, [storyPacks('S1')])])
  await ledger.seal()
  const frames = ledger.bundle(product, lot)
  const sale = (report: Report): Report['findings'][number] => {
    const found = report.goodsFindings.find(({ code }) => code === 'SECOND_DISPENSE')
    if (found === undefined) throw new Error('no second dispense')
    return found
  }
  const shown = sale(await checkFrames(frames, policyFor(ledger)))
  assert.is(shown.proof, 'provable')
  assert.is(shown.params['timeWithheld'], undefined)
  const report = await checkFrames(hide(frames, 'when', 4), policyFor(ledger))
  const flipped = sale(report)
  assert.equal(flipped.evidence.slice(0, 2), shown.evidence.slice(0, 2).reverse())
  assert.is(flipped.proof, 'flag')
  assert.is(flipped.params['timeWithheld'], 2)
  assert.match(flipped.message, 'Of 2 of its records the claimed time is withheld')
  assert.is(findingWords(ENGLISH, flipped).message, flipped.message)
  const counted = report.cannotJudge.filter(({ rule }) => rule === 'SECOND_DISPENSE')
  assert.equal(counted, [{ rule: 'SECOND_DISPENSE', count: 1 }])
})

test('A lies well: a destruction that never was is proven, until another record contradicts it', async () => {
  const { ledger, keys } = await begun('a lie')
  await ledger.submit(keys.maker, [storyEvent('destroy', 60, maker, [storyPacks('S1')])])
  await ledger.seal()
  const alone = await checkFrames(ledger.bundle(product, lot), policyFor(ledger))
  assert.is(alone.headline, 'in order')
  await ledger.submit(keys.pharmacy, [storyEvent('dispense', 600, pharmacy, [storyPacks('S1')])])
  await ledger.seal()
  const contradicted = await checkFrames(ledger.bundle(product, lot), policyFor(ledger))
  assert.is(contradicted.headline, 'goods false')
  assert.ok(codes(contradicted).includes('EVENT_AFTER_END'))
  assert.ok(Number(row(contradicted, 'A').notRefuted.params['contradictions']) > 0)
})

test('O cuts the tail: proven for who has no memory and says so; refuted for who has one', async () => {
  const seen = await makeStory(crypto)
  const policy = policyFor(seen.ledger)
  const first = await checkFrames(seen.ledger.bundle(product, lot), policy, { memory: EMPTY_MEMORY })
  assert.is(first.verdict, 'proven')
  // The same ledger from an older copy: what came after the first checkpoint never happened.
  const cut = writeBundle(seen.ledger.bundle(product, lot, { epoch: 0 }))
  const blind = await check(cut, policy)
  assert.is(blind.verdict, 'proven')
  assert.is(blind.axes.history.state, 'not proven')
  assert.ok(blind.notChecked.some(({ code }) => code === 'NOT_HISTORY'))
  assert.is(row(blind, 'O').notRefuted.params['history'], 'not proven')
  assert.is(row(first, 'O').notRefuted.params['after'], 6)
  const remembering = await check(cut, policy, { memory: first.memory ?? EMPTY_MEMORY })
  assert.is(remembering.verdict, 'refuted')
  assert.ok(codes(remembering).includes('ROLLBACK'))
})

test('O tells a second history under the same name: refuted by the memory of the first', async () => {
  const honest = await begun('two histories')
  await honest.ledger.seal()
  const policy = policyFor(honest.ledger)
  const { memory } = await checkFrames(honest.ledger.bundle(product, lot), policy, { memory: EMPTY_MEMORY })
  // The same beginning, but another batch list under it.
  const other = await storyLedger(crypto, 'two histories')
  const manifest = other.ledger.manifest(product, lot, ['S1', 'S2', 'S3'], { expiry: '2027-06-30' })
  const event = storyEvent('commission', 0, maker, [manifest.subject])
  await other.ledger.submit(other.keys.maker, [{ event, manifests: [manifest] }])
  await other.ledger.seal()
  const report = await checkFrames(other.ledger.bundle(product, lot), policy, { memory: memory ?? EMPTY_MEMORY })
  assert.is(report.verdict, 'refuted')
  assert.ok(codes(report).includes('FORK'))
})

test('O invents what unsigned parties are said to have done: authorship is not proven, and each is counted', async () => {
  const { ledger } = await begun('invented')
  const nobody = 'gln:4012345000016'
  await ledger.attest([storyEvent('observe', 60, nobody, [storyPacks('S1')])])
  await ledger.seal()
  const report = await checkFrames(ledger.bundle(product, lot), policyFor(ledger))
  assert.is(report.axes.authorship.state, 'not proven')
  assert.is(report.verdict, 'inconclusive')
  assert.is(row(report, 'O').notRefuted.params['attested'], 1)
  const lenient = policyFor(ledger, { required: ['bytes', 'completeness'] })
  assert.is((await checkFrames(ledger.bundle(product, lot), lenient)).verdict, 'proven')
})

test('O leaves out a whole submission: proven, and the report says that only its author or a replay would notice', async () => {
  const { ledger, keys } = await begun('left out')
  await ledger.submit(keys.pharmacy, [storyEvent('observe', 60, pharmacy, [storyPacks('S1')])], { skip: [0] })
  await ledger.seal()
  const report = await checkFrames(ledger.bundle(product, lot), policyFor(ledger))
  assert.is(report.verdict, 'proven')
  assert.match(row(report, 'O').notRefuted.text, 'whole submissions left out')
  assert.ok(report.notChecked.some(({ code }) => code === 'NOT_SUBMITTED'))
})

test('O rewrites what an author had seen: refuted although nobody keeps a memory', async () => {
  const { ledger, keys } = await begun('rewritten')
  const { size } = await ledger.seal()
  const seen = { size, root: nodeSha256(new Uint8Array(1)) }
  await ledger.submit(keys.pharmacy, [storyEvent('observe', 60, pharmacy, [storyPacks('S1')])], { seen })
  await ledger.seal()
  const report = await checkFrames(ledger.bundle(product, lot), policyFor(ledger))
  assert.is(report.verdict, 'refuted')
  assert.ok(codes(report).includes('SEEN_MISMATCH'))
})

test('T uses a stolen key before it is revoked: proven, but suspect within the declared window', async () => {
  const { ledger, keys } = await begun('stolen')
  const since = ledger.state.log.length
  await ledger.submit(keys.wholesaler, [storyEvent('observe', 60, wholesaler, [storyPacks('S1')])])
  await ledger.endKey('revoke', wholesaler, keys.wholesaler, since)
  await ledger.seal()
  const report = await checkFrames(ledger.bundle(product, lot), policyFor(ledger))
  assert.is(report.axes.authorship.state, 'not proven')
  assert.equal(codes(report), ['KEY_SUSPECT'])
  assert.is(row(report, 'T').notRefuted.params['suspect'], 1)
  assert.is(row(report, 'T').refuted.params['revoked'], 1)
})

test.run()
