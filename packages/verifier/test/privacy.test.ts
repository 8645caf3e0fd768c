import { concatBytes, encode, utf8 } from '@packtrail/protocol'
import { nodeSha256, STORY, storyEvent, storyLedger, storyTrade, writeBundle } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { check, crypto, policyFor } from './story.ts'

const test = suite('need to know')
const { product, maker, wholesaler, box } = STORY

test('two batches on one pallet: the bundle of one holds no serial of the other, in clear or hashed', async () => {
  const { ledger, keys } = await storyLedger(crypto, 'pallet')
  const other = { product: '04012345678918', lot: 'SECRETLOT', serials: ['HUSH01', 'HUSH02'] }
  const own = { product, lot: 'L1', serials: ['S1', 'S2'] }
  for (const batch of [own, other]) {
    const manifest = ledger.manifest(batch.product, batch.lot, batch.serials)
    const event = storyEvent('commission', 0, maker, [manifest.subject])
    await ledger.submit(keys.maker, [{ event, manifests: [manifest] }])
  }
  const parent = { kind: 'container', container: box, role: 'parent' } as const
  const packs = [own, other].map((batch) => ({ kind: 'packs', ...batch, parent: box }) as const)
  const self = { kind: 'container', container: box, role: 'self' } as const
  await ledger.submit(keys.maker, [
    storyEvent('aggregate', 1, maker, [...packs, parent], { docs: [{ type: 'desadv', id: 'HUSH-DOC' }] }),
    storyEvent('ship', 2, maker, [self], { trade: storyTrade(maker, wholesaler) }),
  ])
  await ledger.submit(keys.wholesaler, [
    storyEvent('receive', 60, wholesaler, [self], { trade: storyTrade(maker, wholesaler) }),
    storyEvent('disaggregate', 70, wholesaler, [...packs, parent]),
  ])
  await ledger.seal()
  const bytes = writeBundle(ledger.bundle(own.product, own.lot))
  const report = await check(bytes, policyFor(ledger))
  assert.is(report.verdict, 'proven')
  assert.equal(report.findings, [])
  const secrets = [...other.serials, other.lot, 'HUSH-DOC']
  for (const secret of secrets) assert.not(holds(bytes, utf8(secret)), secret)
  assert.not(holds(bytes, utf8(other.product)))
  for (const serial of other.serials) {
    const id = `${other.product}/${serial}`
    const spelled = [
      utf8(serial),
      encode(serial),
      encode([serial]),
      utf8(id),
      encode(id),
      encode([other.product, serial]),
    ]
    for (let prefix = -1; prefix <= 0x0b; prefix++) {
      for (const text of spelled) {
        const preimage = prefix < 0 ? text : concatBytes(Uint8Array.of(prefix), text)
        assert.not(holds(bytes, nodeSha256(preimage)), `${serial} under prefix ${prefix}`)
      }
    }
  }
})

function holds(bytes: Uint8Array, part: Uint8Array): boolean {
  return Buffer.from(bytes).includes(Buffer.from(part))
}

test.run()
