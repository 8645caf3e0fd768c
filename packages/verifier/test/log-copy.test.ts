/** A copy of the log: what is one, what it shows of a bundle, and how it stands every damage. */
import { concatBytes, encodeLogFrame, fileStart, mapOf, treeRoot } from '@packtrail/protocol'
import {
  makeStory,
  nodeSha256,
  STORY,
  type Story,
  storyEvent,
  storyLedger,
  storyPacks,
  testRandom,
  writeBundle,
  writeLog,
} from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type LogCopy, parseMemory, type ReadLog, readLog } from '../src/index.ts'
import { streamTrie } from '../src/stream-trie.ts'
import { check, checkAll, codes, crypto, oneChunk, policyFor } from './story.ts'

const test = suite<{ story: Story; log: Uint8Array }>('copy of the log')
const { product, lot, pharmacy } = STORY

test.before(async (context) => {
  context.story = await makeStory(crypto)
  context.log = writeLog(context.story.ledger)
})

const read = ({ ledger }: Story, log: Uint8Array): Promise<ReadLog> =>
  readLog(oneChunk(log), [policyFor(ledger)], crypto)
async function copyOf(story: Story, log: Uint8Array): Promise<LogCopy> {
  const found = await read(story, log)
  if (!found.ok) throw new Error(JSON.stringify(found.faults))
  return found.value
}

test('replayed, it proves the history of a bundle, memory or none, and the report says what is left', async ({
  story,
  log,
}) => {
  const copy = await copyOf(story, log)
  assert.equal([copy.size, copy.lies], [story.ledger.state.log.length, []])
  const bundle = writeBundle(story.ledger.bundle(product, lot))
  const policy = policyFor(story.ledger, { required: ['bytes', 'completeness', 'history'] })
  assert.is((await check(bundle, policy)).verdict, 'inconclusive')
  const report = await check(bundle, policy, { logs: [copy] })
  assert.equal([report.verdict, report.log, codes(report)], ['proven', { size: copy.size, state: 'whole' }, []])
  assert.not.ok(report.notChecked.some(({ code }) => code === 'NOT_HISTORY'))
  assert.ok(report.adversaries.some(({ notRefuted }) => notRefuted.code === 'O_NOT_REPLAYED'))
})

test('it stands for the link that a memory needs, and contradicts a memory of another log', async ({ story, log }) => {
  const [first] = story.ledger.state.sealed
  const memory = (root: Uint8Array) => {
    const size = first?.size
    const hex = Buffer.from(root).toString('hex')
    const ledger = { size, root: hex, note: '', batches: {} }
    const parsed = parseMemory(JSON.stringify({ packtrailMemory: 0, ledgers: { [story.ledger.state.origin]: ledger } }))
    if (!parsed.ok) throw new Error('memory')
    return parsed.value
  }
  const logs = [await copyOf(story, log)]
  const frames = story.ledger.bundle(product, lot).filter(({ kind }) => kind !== 'link')
  const bundle = writeBundle(story.ledger.bundle(product, lot))
  assert.ok(frames.length > 0)
  const good = await check(bundle, policyFor(story.ledger), { logs, memory: memory(first?.root as Uint8Array) })
  assert.is(good.axes.history.state, 'pass')
  const bad = await check(bundle, policyFor(story.ledger), { logs, memory: memory(new Uint8Array(32).fill(3)) })
  assert.ok(codes(bad).includes('FORK'), codes(bad).join())
})

test('two bundles without a link are of one log by its copy', async () => {
  const story = await makeStory(crypto, 'log of two bundles')
  const { ledger, keys } = story
  const old = writeBundle(ledger.bundle(product, lot))
  await ledger.submit(keys.pharmacy, [storyEvent('dispense', 600, pharmacy, [storyPacks('S2')])])
  await ledger.seal()
  const bundles = [writeBundle(ledger.bundle(product, lot)), old]
  assert.is((await checkAll(bundles, policyFor(ledger))).ledgers[0]?.state, 'not proven')
  const logs = [await copyOf(story, writeLog(ledger))]
  assert.is((await checkAll(bundles, policyFor(ledger), { logs })).ledgers[0]?.state, 'consistent')
})

test('a file that is no copy of this log is told from one, wherever a bit of it is changed, and nothing throws', async ({
  story,
  log,
}) => {
  const random = testRandom('bits of the log')
  for (let at = 0; at < log.length; at += 1 + ((random(1)[0] as number) % 7)) {
    const changed = log.slice()
    changed[at] = (changed[at] as number) ^ (1 << ((random(1)[0] as number) & 7))
    const found = await read(story, changed)
    assert.is(found.ok, false, `byte ${at}`)
  }
  for (let size = 0; size < log.length; size += 97) assert.is((await read(story, log.subarray(0, size))).ok, false)
  assert.is((await read(story, concatBytes(log, log.subarray(log.length - 40)))).ok, false)
})

test('entries left out, doubled or swapped, a foreign ledger and a frame out of place are no copy', async ({
  story,
  log,
}) => {
  const { ledger } = story
  const wrong = [
    writeLog(ledger, { change: (entries) => entries.slice(0, -1) }),
    writeLog(ledger, { change: (entries) => entries.slice(1) }),
    writeLog(ledger, { change: (entries) => [...entries.slice(0, 5), ...entries.slice(6)] }),
    writeLog(ledger, { change: (entries) => [...entries.slice(0, 6), ...entries.slice(5)] }),
    writeLog((await makeStory(crypto, 'another')).ledger),
    concatBytes(fileStart('log'), encodeLogFrame({ kind: 'entries', entries: [Uint8Array.of(0x80)] })),
    concatBytes(log.subarray(0, log.length), encodeLogFrame({ kind: 'header', ledgerId: ledger.state.ledgerId })),
    writeBundle(ledger.bundle(product, lot)),
    new Uint8Array(0),
  ]
  for (const [i, bytes] of wrong.entries()) assert.is((await read(story, bytes)).ok, false, String(i))
})

test('the trie of heads has the root of the map, however streams grow', () => {
  const random = testRandom('trie')
  const trie = streamTrie(nodeSha256)
  const leaves = new Map<string, Uint8Array[]>()
  // Keys that agree in their first bits are the ones that nest.
  const keys = Array.from({ length: 40 }, (_, i) =>
    i < 20 ? random(32) : concatBytes(Uint8Array.of(7, 7, i & 1), random(29)),
  )
  assert.is(Buffer.from(trie.root()).toString('hex'), Buffer.from(mapOf(nodeSha256, []).root).toString('hex'))
  for (let i = 0; i < 200; i++) {
    const key = keys[(random(1)[0] as number) % keys.length] as Uint8Array
    const leaf = random(32)
    trie.push(key, leaf)
    const name = Buffer.from(key).toString('hex')
    leaves.set(name, [...(leaves.get(name) ?? []), leaf])
    if (i % 9 > 0) continue
    const items = [...leaves].map(([hex, own]) => {
      const stream = trie.find(Buffer.from(hex, 'hex'))
      return {
        key: Buffer.from(hex, 'hex'),
        size: own.length,
        root: treeRoot(nodeSha256, own),
        last: stream?.last as Uint8Array,
      }
    })
    assert.is(Buffer.from(trie.root()).toString('hex'), Buffer.from(mapOf(nodeSha256, items).root).toString('hex'))
  }
  assert.is(trie.find(random(32)), undefined)
})

test('of several copies of one log each is used: they are held against each other, in whatever order', async () => {
  const makeLog = async (serial: string, sealed: number) => {
    const { ledger, keys } = await storyLedger(crypto, 'copies that differ')
    const manifest = ledger.manifest(product, lot, STORY.serials, { expiry: '2027-06-30' })
    const event = storyEvent('commission', 0, STORY.maker, [manifest.subject])
    await ledger.submit(keys.maker, [{ event, manifests: [manifest] }])
    await ledger.seal()
    const bundle = writeBundle(ledger.bundle(product, lot))
    for (let i = 0; i < sealed; i++) {
      await ledger.submit(keys.pharmacy, [storyEvent('observe', 50 + i, pharmacy, [storyPacks(serial)])])
      await ledger.seal()
    }
    const policy = policyFor(ledger)
    const copy = await readLog(oneChunk(writeLog(ledger)), [policy], crypto)
    if (!copy.ok) throw new Error(JSON.stringify(copy.faults))
    return { policy, bundle, log: copy.value }
  }
  // The bundle is older than the fork: each copy alone is that of its log.
  const one = await makeLog('S1', 1)
  const other = await makeLog('S2', 1)
  const longer = await makeLog('S2', 3)
  for (const { log } of [one, other, longer]) {
    assert.is((await check(one.bundle, one.policy, { logs: [log] })).verdict, 'proven')
  }
  for (const logs of [
    [one.log, other.log],
    [other.log, one.log],
    [one.log, longer.log],
    [longer.log, one.log],
  ]) {
    const report = await check(one.bundle, one.policy, { logs })
    assert.equal(
      [report.headline, codes(report), report.log?.state],
      ['evidence forged', ['TWO_HISTORIES'], 'contradicted'],
    )
  }
  const same = await check(one.bundle, one.policy, { logs: [other.log, longer.log] })
  assert.equal([same.headline, same.log], ['in order', { size: longer.log.size, state: 'whole' }])
})

test.run()
