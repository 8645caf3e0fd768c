/** What a batch is does not depend on which of its packs a late record names: makers, expiry, locks and profiles of all its registrations. */
import type { Hash } from '@packtrail/protocol'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { textOfHash } from '../src/claim-hash.ts'
import { defaultRules } from '../src/custody.ts'
import { compareFold, foldList } from '../src/fsck-fold.ts'
import type { ManifestCheck } from '../src/fsck-manifests.ts'
import { fsckNotes } from '../src/fsck-report.ts'
import type { Draft, Ledger } from '../src/index.ts'
import { foldOf, recordsOf } from './stories.ts'
import {
  at,
  attestAll,
  commission,
  LOT,
  lines,
  MAKER,
  memoryStore,
  newWorld,
  OPERATOR,
  PHARMACY,
  PRODUCT,
  packs,
  removeFolders,
  WHOLESALER,
} from './world.ts'

const test = suite('goods folded again')
test.after(removeFolders)

const SECOND_MAKER = 'gln:4012345000047'
const batches = [{ product: PRODUCT, lot: LOT }]

/** The lot as it was registered by two makers, a pack of each, and a pack that the wholesaler adopted. */
const made: readonly Draft[] = [
  commission(['A1', 'A2'], 1),
  { ...commission(['B1', 'B2'], 2), ...at(SECOND_MAKER, 2) },
  { ...commission(['C1'], 3), ...at(WHOLESALER, 3), type: 'adopt' },
]

const act = (type: Draft['type'], party: string, hours: number, serial: string, more: Partial<Draft> = {}): Draft => ({
  type,
  ...at(party, hours),
  packs: packs([serial]),
  ...more,
})
const expiry = (hours: number, after: string): Draft => ({
  type: 'correct',
  ...at(MAKER, hours),
  detail: { reason: 'expiry', before: '2028-12-31', after },
  batches,
})

async function told(story: readonly Draft[], mode: 'document' | 'live' = 'document'): Promise<[Ledger, string[]]> {
  const { ledger } = await newWorld()
  assert.equal(lines(await attestAll(ledger, made)), ['appended', 'appended', 'appended'])
  const answers: string[] = []
  for (const draft of story) answers.push(...lines(await attestAll(ledger, [draft], { mode })))
  return [ledger, answers]
}

/** The ledger's states of all packs are those of one fold, and fsck says so. */
async function endsAsOneFold(ledger: Ledger): Promise<void> {
  const { world } = foldOf(await recordsOf(ledger))
  for (const serial of ['A1', 'A2', 'B1', 'B2', 'C1']) {
    const ought = world.item(`${PRODUCT}/${serial}`)
    if (ought === undefined) continue
    const is = (await ledger.item(`${PRODUCT}/${serial}`))?.state
    assert.equal(Object.entries(is ?? {}).sort(), Object.entries(ought).sort(), serial)
  }
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
}

const status = async (ledger: Ledger, serial: string): Promise<string | undefined> =>
  (await ledger.item(`${PRODUCT}/${serial}`))?.state.status

test('who may not lift a lock may not after a late record either: the lock that another maker took over stays his', async () => {
  const [ledger, answers] = await told(
    [
      act('lock', PHARMACY, 5, 'A1'),
      act('lock', SECOND_MAKER, 6, 'A1'),
      act('unlock', PHARMACY, 7, 'A1'),
      act('observe', PHARMACY, 4, 'A1'),
      act('unlock', PHARMACY, 8, 'A1'),
      act('dispense', PHARMACY, 9, 'A1'),
    ],
    'live',
  )
  assert.equal(answers, [
    'appended',
    'appended',
    'refused UNLOCK_BY_OTHER',
    'appended',
    'refused UNLOCK_BY_OTHER',
    'refused DISPENSED_LOCKED',
  ])
  assert.is(await status(ledger, 'A1'), 'locked')
  await endsAsOneFold(ledger)
})

test('a pack whose expiry was corrected to an earlier day is expired for late records of the packs of every maker', async () => {
  const [ledger, answers] = await told(
    [
      expiry(5, '2026-11-01'),
      act('observe', PHARMACY, 20, 'B1'),
      act('dispense', PHARMACY, 18, 'B1'),
      act('dispense', PHARMACY, 18, 'B2'),
    ],
    'live',
  )
  assert.equal(answers, ['appended', 'appended', 'refused DISPENSED_EXPIRED', 'refused DISPENSED_EXPIRED'])
  await endsAsOneFold(ledger)
})

test('a lock that another maker has lifted stays lifted when a late record comes, of a pack and of the whole batch', async () => {
  const [ledger, answers] = await told([
    act('lock', PHARMACY, 5, 'A1'),
    act('unlock', SECOND_MAKER, 6, 'A1'),
    { type: 'lock', ...at(PHARMACY, 5), batches },
    { type: 'unlock', ...at(SECOND_MAKER, 6), batches },
    act('observe', PHARMACY, 4, 'A1'),
    act('observe', PHARMACY, 9, 'A2'),
    act('dispense', PHARMACY, 8, 'A2'),
  ])
  assert.equal(
    answers,
    Array.from({ length: 7 }, () => 'appended'),
  )
  assert.is(await status(ledger, 'A1'), 'active')
  await endsAsOneFold(ledger)
})

test('the maker of a batch lifts the quarantine of a pack that another party adopted, whatever comes late', async () => {
  const [ledger, answers] = await told([
    act('quarantine', PHARMACY, 5, 'C1'),
    act('release', MAKER, 6, 'C1'),
    act('observe', PHARMACY, 4, 'C1'),
  ])
  assert.equal(answers, ['appended', 'appended', 'appended'])
  assert.is(await status(ledger, 'C1'), 'active')
  await endsAsOneFold(ledger)
})

test('an expiry that was corrected to a later day holds for late records of the packs of every maker', async () => {
  const { ledger } = await newWorld()
  const short = made.map(
    (draft): Draft =>
      draft.commission === undefined ? draft : { ...draft, commission: { ...draft.commission, expiry: '2026-11-01' } },
  )
  await attestAll(ledger, short)
  const longer = { ...expiry(5, '2028-12-31'), detail: { reason: 'expiry', before: '2026-11-01', after: '2028-12-31' } }
  const story = [longer, act('observe', PHARMACY, 20, 'B1'), act('dispense', PHARMACY, 18, 'B1')]
  assert.equal(lines(await attestAll(ledger, story)).at(-1), 'appended')
  assert.is(await status(ledger, 'B1'), 'dispensed')
  await endsAsOneFold(ledger)
})

const profile = (value: string): Draft => ({
  type: 'policy',
  who: { agent: 'gln:4012345000009' },
  subjects: [{ kind: 'policy', key: `profile:${PRODUCT}/${LOT}`, value }],
})

test('a late record is judged by the profile of its batch', async () => {
  const trade = { fromHolder: SECOND_MAKER, toHolder: WHOLESALER }
  const eu = [
    profile('eu/1'),
    act('observe', PHARMACY, 20, 'A1'),
    act('receive', WHOLESALER, 10, 'A1', { trade }),
    act('dispense', PHARMACY, 12, 'A1'),
  ]
  const [ledger, answers] = await told(eu, 'live')
  assert.equal(answers, ['appended', 'appended', 'appended', 'appended'])
  await endsAsOneFold(ledger)
  const sent = { fromHolder: MAKER, toHolder: WHOLESALER }
  const [strict, found] = await told([
    profile('strict/1'),
    act('ship', MAKER, 5, 'A1', { trade: sent }),
    act('observe', PHARMACY, 20, 'A1'),
    act('dispense', WHOLESALER, 12, 'A1'),
  ])
  assert.equal(found.at(-1), 'appended RECEIPT_NOT_REPORTED')
  await endsAsOneFold(strict)
})

test('a check of the ledger sees where its own way and one fold over all claims end in two states', async () => {
  const store = await memoryStore()
  const { ledger } = await newWorld(store)
  await attestAll(ledger, [...made, act('lock', PHARMACY, 5, 'A1'), { type: 'recall', ...at(MAKER, 6), batches }])
  const { inputs } = await recordsOf(ledger)
  const problems = async (forgotten: string | undefined): Promise<string[]> => {
    const list = foldList()
    for (const { at: g, recorded, event, claim, signer } of inputs) {
      if (event.type !== forgotten) list.note(g, recorded, event, textOfHash(Buffer.from(claim, 'hex') as Hash), signer)
    }
    const notes = fsckNotes()
    const manifests = { claimOf: () => 0 } as unknown as ManifestCheck
    const folded = await memoryStore()
    await compareFold({ store, scratch: store, folded, notes, manifests, rules: defaultRules }, list)
    return notes.report().problems.map(({ code, where }) => `${code} ${where}`)
  }
  assert.equal(await problems(undefined), [])
  assert.equal(await problems('lock'), [`ITEM_STATE ${PRODUCT}/A1`])
  assert.equal(await problems('recall'), [`BATCH_STATE batch ${PRODUCT}/${LOT}`])
  await ledger.close()
})

/** The claim hash of the record of this type, the n-th of them. */
async function claimOf(ledger: Ledger, type: Draft['type'], n = 0): Promise<Uint8Array> {
  const records = (await recordsOf(ledger)).inputs.filter(({ event }) => event.type === type)
  return Uint8Array.from(Buffer.from(records[n]?.claim ?? '', 'hex'))
}

const record = async (ledger: Ledger, draft: Draft): Promise<string> => lines(await attestAll(ledger, [draft])).join()

test('a correction takes a record back from all its packs, whichever goods it names, and its own correction gives it back', async () => {
  const [ledger] = await told([act('lock', PHARMACY, 5, 'A1', { packs: packs(['A1', 'A2']) })])
  const locked = await claimOf(ledger, 'lock')
  assert.is(await record(ledger, act('correct', PHARMACY, 6, 'B1', { detail: { target: locked } })), 'appended')
  assert.equal([await status(ledger, 'A1'), await status(ledger, 'A2')], ['active', 'active'])
  // A late record of the one pack folds it again without what was taken back, and without the other.
  assert.is(await record(ledger, act('observe', PHARMACY, 4, 'A2')), 'appended')
  assert.is(await status(ledger, 'A2'), 'active')
  const taken = await claimOf(ledger, 'correct')
  assert.is(await record(ledger, act('correct', PHARMACY, 7, 'C1', { detail: { target: taken } })), 'appended')
  assert.equal([await status(ledger, 'A1'), await status(ledger, 'A2')], ['locked', 'locked'])
  assert.is(await record(ledger, act('observe', PHARMACY, 4.5, 'A1')), 'appended')
  assert.is(await status(ledger, 'A1'), 'locked')
  assert.match((await ledger.fsck()).remarks.join(), 'does not name all that entry')
  await endsAsOneFold(ledger)
})

test('a registration, a party and a setting are not taken back by a correction', async () => {
  const [ledger] = await told([act('dispense', PHARMACY, 5, 'A1')])
  for (const type of ['commission', 'party'] as const) {
    const target = await claimOf(ledger, type)
    const by = type === 'party' ? OPERATOR : MAKER
    const draft: Draft = { type: 'correct', ...at(by, 6), detail: { target }, batches }
    assert.match(await record(ledger, draft), /^refused CORRECTION_(IMPOSSIBLE|BY_OTHER)$/, type)
    assert.equal(lines(await attestAll(ledger, [{ ...draft, ...at(by, 7) }], { mode: 'observe' })).length, 1)
  }
  assert.is(ledger.batch(PRODUCT, LOT)?.state?.manifests.length, 3)
  assert.is(await status(ledger, 'A1'), 'dispensed')
  await endsAsOneFold(ledger)
})

test('what a pack holds may be recorded of its product after its registration, and after it was handed out in parts', async () => {
  const half = { detail: { units: 1 } }
  const [ledger] = await told([act('dispense', PHARMACY, 5, 'A1', half), act('dispense', PHARMACY, 6, 'A1', half)])
  assert.is(await status(ledger, 'A1'), 'active')
  const product: Draft = {
    type: 'product',
    ...at(OPERATOR, 8),
    subjects: [{ kind: 'product', product: PRODUCT, units: 2 }],
  }
  assert.is(await record(ledger, product), 'appended')
  assert.is(await status(ledger, 'A1'), 'dispensed')
  await endsAsOneFold(ledger)
})

test('a record behind one that changed nothing any more is late all the same', async () => {
  const [ledger] = await told([act('dispense', PHARMACY, 7, 'A1'), act('observe', PHARMACY, 9, 'A2')])
  for (const draft of [
    act('dispense', WHOLESALER, 5, 'A1'),
    act('undo', WHOLESALER, 6, 'A1', { detail: { undoes: 'dispense' } }),
  ])
    assert.equal(lines(await attestAll(ledger, [draft], { mode: 'observe' })).length, 1)
  await endsAsOneFold(ledger)
})

test.run()
