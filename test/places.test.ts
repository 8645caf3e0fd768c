// Bundles of a ledger in which packs are named without their batch, or oddly: sound as they are, refuted with any slot hidden.
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Draft, Ledger } from '../packages/core/src/index.ts'
import {
  at,
  attestAll,
  CASE,
  commission,
  folder,
  gather,
  LOT,
  lines,
  MAKER,
  newWorldIn,
  OPERATOR,
  PALLET,
  PHARMACY,
  PRODUCT,
  packs,
  removeFolders,
  serialsOf,
  WHOLESALER,
} from '../packages/core/test/world.ts'
import { defaultRules } from '../packages/custody/src/index.ts'
import {
  type BundleFrame,
  decodeBundleFrame,
  formatVerifierKey,
  narrowClaim,
  readClaim,
  readFrames,
  type Signer,
  toHex,
} from '../packages/protocol/src/index.ts'
import { nodeSha256, testCrypto, writeBundle } from '../packages/testkit/src/index.ts'
import { parsePolicy, type Report, verifyBundle } from '../packages/verifier/src/index.ts'

const test = suite('places')
test.after(removeFolders)

const serials = serialsOf(8)
const others = serialsOf(4, 'T')
const [s0, s1, s2, s3, s4, s5] = serials as [string, string, string, string, string, string]
const [t0, t1] = others as [string, string]

const inLot = (lot: string, ...list: readonly string[]) => list.map((serial) => ({ product: PRODUCT, serial, lot }))

async function judge(ledger: Ledger, signer: Signer, bytes: Uint8Array): Promise<Report> {
  const policy = parsePolicy(
    nodeSha256,
    JSON.stringify({
      packtrailPolicy: 0,
      origin: ledger.origin,
      ledgerId: toHex(ledger.ledgerId),
      ledgerKeys: [formatVerifierKey(nodeSha256, ledger.origin, signer.publicKey, 'ledger')],
      required: ['bytes', 'completeness'],
    }),
  )
  if (!policy.ok) throw new Error(JSON.stringify(policy.faults))
  const options = { policy: policy.value, crypto: testCrypto(), now: 2_000_000_000_000, rules: defaultRules }
  return verifyBundle(
    (async function* () {
      yield bytes
    })(),
    options,
  )
}

const said = ({ verdict, findings }: Report): string =>
  [verdict, ...findings.map(({ code, params }) => `${code} ${JSON.stringify(params)}`)].join(' ')

async function framesOf(bytes: Uint8Array): Promise<BundleFrame[]> {
  const frames: BundleFrame[] = []
  for await (const frame of readFrames('bundle', [bytes])) frames.push(decodeBundleFrame(frame))
  return frames
}

/** The bundle with one shown subject of one claim hidden, for each there is: what anybody can do who holds the file. */
function* withOneHidden(frames: readonly BundleFrame[]): Generator<{ readonly what: string; bytes: Uint8Array }> {
  for (const [at0, frame] of frames.entries()) {
    if (frame.kind !== 'entry' || frame.claim === undefined) continue
    const { claim } = frame
    const event = readClaim(claim)
    const first = claim.slots.length - event.subjects.length - event.hiddenSubjects
    for (let slot = first; slot < claim.slots.length; slot++) {
      const narrow = narrowClaim(nodeSha256, claim, (i) => i !== slot)
      if (readClaim(narrow).hiddenSubjects === event.hiddenSubjects) continue
      const changed = frames.map((one, i): BundleFrame => (i === at0 ? { ...frame, claim: narrow } : one))
      yield { what: `${event.type}, slot ${slot}`, bytes: writeBundle(changed) }
    }
  }
}

const OPERATOR_PARTY: Draft = {
  type: 'party',
  who: { agent: OPERATOR },
  subjects: [{ kind: 'party', actor: OPERATOR, status: 'active', licences: [] }],
}

/** Records that name packs in every odd way, before and after their registration. */
function oddRecords(): Draft[] {
  const trade = { fromHolder: MAKER, toHolder: WHOLESALER }
  return [
    OPERATOR_PARTY,
    { type: 'observe', ...at(PHARMACY, 1), packs: packs([s0, s1, t0, 'UNKNOWN']) },
    { type: 'observe', ...at(PHARMACY, 2), packs: [...inLot('LOT2', s2), ...packs([s3])] },
    { ...commission(serials.slice(0, 2)) },
    // An act of the ledger's own, between what it attests: their entries lie among each other.
    { type: 'policy', who: { agent: OPERATOR }, subjects: [{ kind: 'policy', key: 'profile', value: 'eu/0' }] },
    { ...commission(serials.slice(2), 1) },
    { ...commission(others, 1, 'LOT2') },
    { type: 'observe', ...at(PHARMACY, 3), packs: [...inLot('X1', s0, t0), ...inLot('X2', s1), ...inLot(LOT, s2, t1)] },
    {
      type: 'aggregate',
      ...at(MAKER, 4),
      parent: CASE,
      packs: [...inLot(LOT, s4), { product: PRODUCT, serial: s5, lot: LOT, expiry: '2029-01-31' }, ...packs([t1])],
    },
    { type: 'aggregate', ...at(MAKER, 4.5), parent: PALLET, containers: [CASE] },
    { type: 'ship', ...at(MAKER, 5), containers: [PALLET], trade },
    {
      type: 'recall',
      ...at(MAKER, 6),
      batches: [{ product: PRODUCT, lot: LOT }],
      packs: inLot(LOT, s0),
      products: [PRODUCT],
    },
  ]
}

test('a ledger of odd records makes sound bundles, and whoever hides a subject of one is refuted', async () => {
  const { ledger, signer } = await newWorldIn(join(folder(), 'ledger'))
  const outcomes = await attestAll(ledger, oddRecords(), { mode: 'observe' })
  assert.not(
    lines(outcomes).some((line) => line.startsWith('refused')),
    lines(outcomes).join('\n'),
  )
  await ledger.seal()
  assert.equal((await ledger.fsck()).problems, [])
  for (const lot of [LOT, 'LOT2']) {
    const bytes = await gather(ledger.exportBundle(PRODUCT, lot))
    const honest = await judge(ledger, signer, bytes)
    assert.is(honest.verdict, 'proven', `${lot}: ${said(honest)}`)
    let tried = 0
    for (const { what, bytes: forged } of withOneHidden(await framesOf(bytes))) {
      tried++
      const report = await judge(ledger, signer, forged)
      assert.is(report.verdict, 'refuted', `${lot}, ${what}: ${said(report)}`)
    }
    assert.ok(tried >= 10, `${tried}`)
  }
  await ledger.close()
})

test('acts of the ledger’s own and what it attests may lie among each other', async () => {
  const { ledger, signer } = await newWorldIn(join(folder(), 'ledger'))
  const policy = (value: string): Draft => {
    return { type: 'policy', who: { agent: OPERATOR }, subjects: [{ kind: 'policy', key: 'profile', value }] }
  }
  await attestAll(ledger, [policy('eu/0'), commission([s0]), policy('eu/2'), commission([s1], 1)])
  await attestAll(ledger, [commission([s2], 1), policy('eu/1'), commission([s3], 1)])
  await ledger.seal()
  const report = await judge(ledger, signer, await gather(ledger.exportBundle(PRODUCT, LOT)))
  assert.is(said(report), 'proven')
  await ledger.close()
})

test.run()
