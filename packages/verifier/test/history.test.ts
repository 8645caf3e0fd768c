import { fromHex } from '@packtrail/protocol'
import { cosigned, makeStory, STORY, storyEvent, storyPacks, witnessKey } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EMPTY_MEMORY, formatMemory, type Memory, parseMemory } from '../src/index.ts'
import { checkFrames, codes, crypto, policyFor } from './story.ts'

const test = suite('memory, links and witnesses')
const { product, lot, pharmacy } = STORY

test('a bundle is remembered, survives a file, and the next one is linked to it', async () => {
  const { ledger, keys } = await makeStory(crypto)
  const policy = policyFor(ledger, { required: ['bytes', 'authorship', 'completeness'] })
  const first = await checkFrames(ledger.bundle(product, lot), policy, { memory: EMPTY_MEMORY })
  assert.is(first.axes.history.state, 'not proven')
  const parsed = parseMemory(formatMemory(first.memory as Memory))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  assert.equal(JSON.stringify(parsed.value), JSON.stringify(first.memory))
  const again = await checkFrames(ledger.bundle(product, lot), policy, { memory: parsed.value })
  assert.is(again.axes.history.state, 'pass')
  const since = ledger.state.sealed.at(-1)?.size ?? 0
  await ledger.submit(keys.pharmacy, [storyEvent('dispense', 600, pharmacy, [storyPacks('S2')])])
  await ledger.seal()
  const linked = await checkFrames(
    ledger.bundle(product, lot, { since }),
    policyFor(ledger, { required: ['history'] }),
    {
      memory: parsed.value,
    },
  )
  assert.is(linked.axes.history.state, 'pass')
  assert.is(linked.verdict, 'proven')
  const loose = await checkFrames(ledger.bundle(product, lot), policy, { memory: parsed.value })
  assert.is(loose.axes.history.state, 'not proven')
  assert.equal(codes(loose), ['HISTORY_NOT_LINKED'])
  assert.match(loose.findings[0]?.whatToDo ?? '', `--since ${since}`)
})

test('memory never goes back, and a refuted bundle leaves it as it was', async () => {
  const { ledger } = await makeStory(crypto)
  const policy = policyFor(ledger)
  const { memory } = await checkFrames(ledger.bundle(product, lot), policy, { memory: EMPTY_MEMORY })
  const old = await checkFrames(ledger.bundle(product, lot, { epoch: 0 }), policy, { memory: memory as Memory })
  assert.is(old.verdict, 'refuted')
  assert.is(old.memory, memory)
})

test('without a memory file history is not proven, and none is made', async () => {
  const { ledger } = await makeStory(crypto)
  const report = await checkFrames(ledger.bundle(product, lot), policyFor(ledger))
  assert.is(report.memory, undefined)
  assert.is(report.axes.history.state, 'not proven')
})

test('a memory file with faults is refused with all of them', () => {
  for (const text of ['', '{}', '{"packtrailMemory":1,"ledgers":{}}']) assert.not(parseMemory(text).ok)
  const ledgers = { x: { size: 0, root: 'zz', note: 7, batches: { b: { size: 1.5, root: '' } } } }
  const parsed = parseMemory(JSON.stringify({ packtrailMemory: 0, ledgers }))
  assert.not(parsed.ok)
  assert.is(parsed.ok ? 0 : parsed.faults.length, 5)
})

test('a clock that is slow makes no bundle a forged one: the time is not proven, and both readings are told', async () => {
  const { ledger } = await makeStory(crypto)
  const frames = ledger.bundle(product, lot)
  const { recorded } = (await checkFrames(frames, policyFor(ledger))).provenance.checkpoint ?? { recorded: 0 }
  const now = recorded - 6 * 60_000
  const report = await checkFrames(frames, policyFor(ledger), { now })
  assert.equal([report.verdict, report.headline], ['proven', 'in order'])
  assert.equal(codes(report), ['RECORDED_AHEAD'])
  assert.equal([report.axes.bytes.state, report.axes.time.state], ['pass', 'not proven'])
  const { message = '', severity } = report.findings[0] ?? {}
  assert.is(severity, 'warn')
  for (const moment of [recorded, now]) assert.match(message, new Date(moment).toISOString().slice(11, 16))
  const strict = policyFor(ledger, { required: ['bytes', 'time'] })
  assert.is((await checkFrames(frames, strict, { now })).verdict, 'inconclusive')
})

test('a witness whose clock is slow leaves the time open, whatever the other witnesses say', async () => {
  const { ledger } = await makeStory(crypto)
  const keys = ['a.example', 'b.example'].map(witnessKey)
  let frames = await cosigned(ledger.bundle(product, lot), 'a.example', 1_700_200_000)
  frames = await cosigned(frames, 'b.example', 1_600_000_000)
  const report = await checkFrames(frames, policyFor(ledger, { witnesses: { quorum: 1, keys } }))
  assert.equal(codes(report), ['RECORDED_AFTER_WITNESS'])
  assert.equal([report.verdict, report.axes.witnesses.state, report.axes.time.state], ['proven', 'pass', 'not proven'])
})

test('a quorum of witnesses proves that others saw the same, and bounds the time', async () => {
  const { ledger } = await makeStory(crypto)
  const keys = ['a.example', 'b.example', 'c.example'].map(witnessKey)
  let frames = await cosigned(ledger.bundle(product, lot), 'a.example', 1_700_200_000)
  frames = await cosigned(frames, 'b.example', 1_700_300_000)
  const report = await checkFrames(
    frames,
    policyFor(ledger, { witnesses: { quorum: 2, keys }, required: ['witnesses', 'time'] }),
  )
  assert.equal(codes(report), [])
  assert.is(report.axes.witnesses.state, 'pass')
  assert.is(report.axes.time.state, 'pass')
  assert.is(report.verdict, 'proven')
  const all = await checkFrames(frames, policyFor(ledger, { witnesses: { quorum: 3, keys }, required: ['witnesses'] }))
  assert.is(all.verdict, 'inconclusive')
  assert.equal(codes(all), ['WITNESS_QUORUM'])
})

test('a cosignature by a key that the policy does not name proves nothing and harms nothing', async () => {
  const { ledger } = await makeStory(crypto)
  const frames = await cosigned(ledger.bundle(product, lot), 'stranger.example', 1_700_200_000)
  const report = await checkFrames(frames, policyFor(ledger))
  assert.is(report.verdict, 'proven')
  assert.is(report.axes.witnesses.state, 'not proven')
})

test('the provenance names the file, the checkpoint and the policy', async () => {
  const { ledger } = await makeStory(crypto)
  const { provenance } = await checkFrames(ledger.bundle(product, lot), policyFor(ledger))
  assert.is(fromHex(provenance.fileHash)?.length, 32)
  assert.is(provenance.checkpoint?.size, ledger.state.sealed.at(-1)?.size)
  assert.match(provenance.checkpoint?.note ?? '', 'ledger.example/packtrail')
})

test.run()
