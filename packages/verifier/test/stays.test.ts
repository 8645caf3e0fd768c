import type { Event } from '@packtrail/protocol'
import { STORY, type Story, storyEvent, storyLedger, storyPacks } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { checkFrames, codes, crypto, policyFor } from './story.ts'

const test = suite('stays of goods in containers')
const { product, lot, maker, box } = STORY
const pallet = 'sscc:340123450000000024'

const parent = (container: string): Event['subjects'][number] => ({ kind: 'container', container, role: 'parent' })
const self = (container: string): Event['subjects'][number] => ({ kind: 'container', container, role: 'self' })
const inBox = { ...storyPacks('S1', 'S2'), parent: box }
const onPallet = { kind: 'container', container: box, role: 'child', parent: pallet } as const

/** A ledger with the batch and these acts of its maker. */
async function ledgerOf(seed: string, acts: readonly Event[]): Promise<Story['ledger']> {
  const { ledger, keys } = await storyLedger(crypto, seed)
  const manifest = ledger.manifest(product, lot, STORY.serials, { expiry: '2027-06-30' })
  const event = storyEvent('commission', 0, maker, [manifest.subject])
  await ledger.submit(keys.maker, [{ event, manifests: [manifest] }])
  await ledger.submit(keys.maker, acts)
  await ledger.seal()
  return ledger
}

/** How many entries of a container the bundle holds. */
function entriesOf(ledger: Story['ledger'], container: string): readonly [number, number][] | undefined {
  for (const frame of ledger.bundle(product, lot)) {
    if (frame.kind !== 'stream' || frame.stream.type !== 'container' || frame.stream.container !== container) continue
    return frame.runs.map(({ from, to }) => [from, to])
  }
  return undefined
}

const NESTED = [
  storyEvent('aggregate', 1, maker, [inBox, parent(box)]),
  storyEvent('aggregate', 2, maker, [onPallet, parent(pallet)]),
  storyEvent('disaggregate', 3, maker, [inBox, parent(box)]),
]

test('a case emptied on its pallet ends the stay of the pallet, whose next record shows that none is left out', async () => {
  const observe = [4, 5].map((minute) => storyEvent('observe', minute, maker, [self(pallet)]))
  const ledger = await ledgerOf('emptied', [...NESTED, ...observe])
  assert.equal(entriesOf(ledger, pallet), [[0, 2]])
  const report = await checkFrames(ledger.bundle(product, lot), policyFor(ledger))
  assert.equal(codes(report), [])
  assert.is(report.verdict, 'proven')
})

test('a pallet that is used again before its next record has one run', async () => {
  const again = { ...storyPacks('S3'), parent: pallet }
  const ledger = await ledgerOf('used again', [
    ...NESTED,
    storyEvent('aggregate', 4, maker, [again, parent(pallet)]),
    storyEvent('disaggregate', 5, maker, [again, parent(pallet)]),
    storyEvent('observe', 6, maker, [self(pallet)]),
  ])
  assert.equal(entriesOf(ledger, pallet), [[0, 3]])
  assert.equal(codes(await checkFrames(ledger.bundle(product, lot), policyFor(ledger))), [])
})

test('packs put into a container that the claim does not name begin no stay', async () => {
  const ledger = await ledgerOf('unnamed', [
    storyEvent('observe', 1, maker, [self(box)]),
    storyEvent('aggregate', 2, maker, [inBox]),
    storyEvent('ship', 3, maker, [self(box)]),
  ])
  assert.is(entriesOf(ledger, box), undefined)
  const report = await checkFrames(ledger.bundle(product, lot), policyFor(ledger))
  assert.equal(report.evidenceFindings, [])
})

test.run()
