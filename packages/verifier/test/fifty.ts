/** A batch of fifty events: commissioned, packed, shipped, received, unpacked, sold one by one. */
import { STORY, storyEvent, storyLedger, storyPacks, storyTrade, type TestLedger } from '@packtrail/testkit'
import { crypto } from './story.ts'

export async function fiftyEvents(): Promise<{
  readonly ledger: TestLedger
  readonly product: string
  readonly lot: string
}> {
  const { ledger, keys } = await storyLedger(crypto, 'fifty')
  const { maker, pharmacy, product, lot, box } = STORY
  const serials = Array.from({ length: 44 }, (_, i) => `P${String(i).padStart(2, '0')}`)
  const manifest = ledger.manifest(product, lot, serials, { expiry: '2027-06-30' })
  const parent = { kind: 'container', container: box, role: 'parent' } as const
  const self = { kind: 'container', container: box, role: 'self' } as const
  const inside = { ...storyPacks(...serials), parent: box }
  const trade = { trade: storyTrade(maker, pharmacy) }
  await ledger.submit(keys.maker, [
    { event: storyEvent('commission', 0, maker, [manifest.subject]), manifests: [manifest] },
    storyEvent('aggregate', 1, maker, [inside, parent]),
    storyEvent('ship', 2, maker, [self], trade),
  ])
  const { size, root } = await ledger.seal()
  await ledger.submit(
    keys.pharmacy,
    [storyEvent('receive', 60, pharmacy, [self], trade), storyEvent('disaggregate', 61, pharmacy, [inside, parent])],
    { seen: { size, root } },
  )
  const sales = serials.map((serial, i) => storyEvent('dispense', 62 + i, pharmacy, [storyPacks(serial)]))
  for (let at = 0; at < sales.length; at += 9) await ledger.submit(keys.pharmacy, sales.slice(at, at + 9))
  await ledger.submit(keys.maker, [
    {
      type: 'close',
      detail: {},
      who: { agent: maker },
      subjects: [{ kind: 'close', product, lot, allocated: 44, commissioned: 44, wasted: 0, unused: 0 }],
    },
  ])
  await ledger.seal()
  return { ledger, product, lot }
}
