import {
  type BundleFrame,
  decodeEntry,
  encodeBundleFrame,
  parseCheckpoint,
  readClaim,
  toHex,
} from '@packtrail/protocol'
import { makeLedger, testCrypto, testKey } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lineActs, pharmacyActs } from '../src/demo/acts.ts'
import { eventOf } from '../src/demo/events.ts'
import { readBundle, withClaim, withoutEntry, writeBundle } from '../src/demo/forge.ts'
import { mend } from '../src/demo/mend.ts'
import { makeScenario, type Party } from '../src/demo/scenario.ts'

const forge = suite('the forger of the demo')
const crypto = testCrypto('forge')
const { sha256 } = crypto
const scenario = makeScenario({ packs: 100 })
const shop = scenario.pharmacies[0] as Party

async function bundle(): Promise<BundleFrame[]> {
  const ledger = await makeLedger(crypto, { seed: 'forge' })
  const key = testKey('shop')
  await ledger.addKey(shop.id, key)
  const { product, lot } = scenario
  const serials = scenario.commissionings[0] as readonly string[]
  const manifest = ledger.manifest(product, lot, serials, {})
  await ledger.attest([
    { event: { type: 'commission', detail: {}, subjects: [manifest.subject] }, manifests: [manifest] },
  ])
  await ledger.attest(lineActs(scenario).pack.map(eventOf))
  await ledger.submit(key, pharmacyActs(scenario, shop).dispense.slice(0, 9).map(eventOf))
  await ledger.seal()
  return readBundle(writeBundle(ledger.bundle(product, lot)))
}

const text = (frames: readonly BundleFrame[]): string =>
  frames.map((frame) => toHex(encodeBundleFrame(frame))).join('\n')

function lastDispense(frames: readonly BundleFrame[]): number {
  return frames.findLastIndex((frame) => frame.kind === 'entry' && frame.claim !== undefined)
}

forge('mending what nobody broke changes nothing', async () => {
  const frames = await bundle()
  assert.is(text(await mend(sha256, frames)), text(frames))
})

forge('an edited claim fits its entry, and the root of the checkpoint moves with it', async () => {
  const frames = await bundle()
  const at = lastDispense(frames)
  const frame = frames[at] as Extract<BundleFrame, { kind: 'entry' }>
  const other = frames[at - 1] as typeof frame
  const forged = await mend(sha256, withClaim(frames, at, other.claim as NonNullable<typeof other.claim>))
  const entry = forged[at] as typeof frame
  assert.not.equal(decodeEntry(entry.bytes).claim, decodeEntry(frame.bytes).claim)
  assert.is(readClaim(entry.claim as NonNullable<typeof entry.claim>).type, 'dispense')
  const rootOf = (list: readonly BundleFrame[]): string =>
    toHex(
      parseCheckpoint(
        (list.find(({ kind }) => kind === 'checkpoint') as Extract<BundleFrame, { kind: 'checkpoint' }>).note,
      ).root,
    )
  assert.is.not(rootOf(forged), rootOf(frames))
})

forge('a dropped entry leaves a chain without a gap', async () => {
  const frames = await bundle()
  const at = lastDispense(frames) - 3
  const forged = await mend(sha256, withoutEntry(sha256, frames, at))
  assert.is(forged.length, frames.length - 1)
  // A second mend finds nothing left to do: everything that needs no key fits.
  assert.is(text(await mend(sha256, forged)), text(forged))
})

forge.run()
