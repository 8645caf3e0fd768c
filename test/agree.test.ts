/** What the ledger says of the packs of a batch, its bundle shows to an auditor, whatever was recorded when. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { plainText } from '../packages/core/src/fsck-state.ts'
import type { Draft } from '../packages/core/src/index.ts'
import {
  eachItem,
  FIRST,
  foldOf,
  recordsOf,
  registeredAt,
  stories,
  type Try,
  toldOf,
  tries,
} from '../packages/core/test/stories.ts'
import {
  attestAll,
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
/** What a correction does not name, its bundle does not show it to. */
const isWhole = ({ what: { type, detail, packs, batches } }: Try): boolean =>
  type !== 'correct' || detail !== undefined || (packs === undefined && batches === undefined)

/** Says both sides: what a property shrinks is read, not debugged. */
function same(shown: unknown, ought: unknown): void {
  const [a, b] = [plainText(shown), plainText(ought)]
  assert.ok(a === b, `bundle ${a}, ledger ${b}`)
}

/** A claim of two batches has another first entry in the bundle of each. */
const withoutPlace = (finding: string): string => finding.replace(/ \d+ /, ' ')

const OURS = new Set(FIRST.map((serial) => `${PRODUCT}/${serial}`))

test('numbers of packs by state and findings about them are the same in the ledger, in one fold and in its bundle', async () => {
  await fc.assert(
    fc.asyncProperty(
      stories(
        tries.filter((one) => isOfPacks(one) && isWhole(one)),
        12,
      ),
      async (story) => {
        const world = await newWorld()
        const { ledger, clock } = world
        await attestAll(ledger, [...BEGINNING, ...registeredAt(story, -1)], { mode: 'observe' })
        for (const [i, one] of story.list.entries()) {
          await attestAll(ledger, registeredAt(story, i), { mode: 'observe' })
          clock.now += one.after * 60_000
          const draft = await toldOf(one, () => recordsOf(ledger), clock.now)
          if (draft !== undefined) await attestAll(ledger, [draft], { mode: one.mode })
        }
        await attestAll(ledger, registeredAt(story, story.list.length), { mode: 'observe' })
        const report = await verified(world)
        assert.is.not(report.verdict, 'refuted', JSON.stringify(report.findings))
        const { counts, state } = ledger.batch(PRODUCT, LOT) ?? {}
        // A report counts what holds for the whole batch among the states of its packs.
        const isHeld = state?.locked === true || state?.quarantined === true || (state?.recalledIn ?? []).length > 0
        if (!isHeld) same(report.glance?.byStatus, counts)
        const folded = foldOf(await recordsOf(ledger)).findings.flatMap(eachItem)
        const shown = report.goodsFindings.filter(({ params }) => params['stopped'] !== 1).flatMap(eachItem)
        const ofOurs = (all: readonly string[]): string[] =>
          [...new Set(all.filter((one) => OURS.has(one.split(' ').at(-1) ?? '')))].map(withoutPlace).sort()
        same(ofOurs(shown), ofOurs(folded))
        await ledger.close()
      },
    ),
    { numRuns: Number(process.env['AGREE_RUNS'] ?? 10), includeErrorInReport: true },
  )
})

test.run()
