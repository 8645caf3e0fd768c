/** What the ledger says of the packs of a batch, its bundle shows to an auditor, whatever was recorded when. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Draft } from '../packages/core/src/index.ts'
import {
  draftOf,
  eachItem,
  FIRST,
  foldOf,
  recordsOf,
  SECOND,
  type Try,
  takenBack,
  tries,
} from '../packages/core/test/stories.ts'
import {
  attestAll,
  commission,
  gather,
  LOT,
  newWorld,
  OPERATOR,
  PRODUCT,
  removeFolders,
  type World,
} from '../packages/core/test/world.ts'
import { defaultRules } from '../packages/custody/src/index.ts'
import { formatVerifierKey, toHex } from '../packages/protocol/src/index.ts'
import { testCrypto } from '../packages/testkit/src/index.ts'
import { parsePolicy, type Report, verifyBundle } from '../packages/verifier/src/index.ts'

const test = suite('ledger and verifier agree')
test.after(removeFolders)
const crypto = testCrypto()

async function verified({ ledger, clock }: World): Promise<Report> {
  const { origin, ledgerId, publicKey } = ledger
  const key = formatVerifierKey(crypto.sha256, origin, publicKey, 'ledger')
  const policy = parsePolicy(
    crypto.sha256,
    JSON.stringify({ packtrailPolicy: 0, origin, ledgerId: toHex(ledgerId), ledgerKeys: [key], required: ['bytes'] }),
  )
  if (!policy.ok) throw new Error(JSON.stringify(policy.faults))
  const file = await gather(ledger.exportBundle(PRODUCT, LOT))
  const options = { policy: policy.value, crypto, now: clock.now + 60_000, rules: defaultRules }
  return verifyBundle(
    (async function* () {
      yield new Uint8Array(file)
    })(),
    options,
  )
}

/** What every ledger in a folder begins with. */
const BEGINNING: readonly Draft[] = [
  {
    type: 'party',
    who: { agent: OPERATOR },
    subjects: [{ kind: 'party', actor: OPERATOR, status: 'active', licences: [] }],
  },
  { type: 'policy', who: { agent: OPERATOR }, subjects: [{ kind: 'policy', key: 'profile', value: 'default/1' }] },
]

/** Of containers a bundle shows only the time in which packs of the batch were inside. */
const isOfPacks = ({ what }: Try): boolean => what.containers === undefined && what.parent === undefined

const OURS = new Set(FIRST.map((serial) => `${PRODUCT}/${serial}`))

test('numbers of packs by state and findings about them are the same in the ledger, in one fold and in its bundle', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(tries.filter(isOfPacks), { minLength: 3, maxLength: 12 }), async (list) => {
      const world = await newWorld()
      const { ledger, clock } = world
      await attestAll(ledger, [...BEGINNING, commission(FIRST), commission(SECOND, 1, 'LOT2')])
      for (const one of list) {
        clock.now += one.after * 60_000
        const draft =
          one.what.type === 'correct' ? takenBack(one, await recordsOf(ledger), clock.now) : draftOf(one, clock.now)
        if (draft !== undefined) await attestAll(ledger, [draft], { mode: one.mode })
      }
      const report = await verified(world)
      assert.is.not(report.verdict, 'refuted', JSON.stringify(report.findings))
      const { counts, state } = ledger.batch(PRODUCT, LOT) ?? {}
      // A report counts what holds for the whole batch among the states of its packs.
      const isHeld = state?.locked === true || state?.quarantined === true || (state?.recalledIn ?? []).length > 0
      if (!isHeld) assert.equal(report.glance?.byStatus, counts)
      const folded = foldOf(await recordsOf(ledger)).findings.flatMap(eachItem)
      const shown = report.goodsFindings.filter(({ params }) => params['stopped'] !== 1).flatMap(eachItem)
      const ofOurs = (all: readonly string[]): string[] =>
        [...new Set(all.filter((one) => OURS.has(one.split(' ').at(-1) ?? '')))].sort()
      assert.equal(ofOurs(shown), ofOurs(folded))
      await ledger.close()
    }),
    { numRuns: Number(process.env['AGREE_RUNS'] ?? 10), includeErrorInReport: true },
  )
})

test.run()
