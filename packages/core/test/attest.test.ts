import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Draft, DraftPack, Mode } from '../src/index.ts'
import {
  at,
  attestAll,
  CASE,
  chain,
  commission,
  dispense,
  LOT,
  lines,
  MAKER,
  newWorld,
  OPERATOR,
  PALLET,
  PHARMACY,
  PRODUCT,
  packs,
  removeFolders,
  START,
  serialsOf,
  WHOLESALER,
} from './world.ts'

const test = suite('attest')
test.after(removeFolders)

const serials = serialsOf(10)
const first = serials[0] as string
const id = (serial: string): string => `${PRODUCT}/${serial}`

test('a clean chain is appended without a finding, and states follow it', async () => {
  const { ledger } = await newWorld()
  assert.equal(lines(await attestAll(ledger, chain(serials))), new Array(8).fill('appended'))
  const sold = await ledger.item(id(first))
  assert.is(sold?.state.status, 'dispensed')
  assert.is(sold?.state.holder, PHARMACY)
  const left = await ledger.item(id(serials[9] as string))
  assert.is(left?.state.holder, WHOLESALER)
  assert.is(left?.state.grade, 'inferred')
  assert.is((await ledger.item(CASE))?.state.children, 0)
  assert.equal(ledger.batch(PRODUCT, LOT)?.counts, { active: 9, dispensed: 1 })
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

test('one scan of a pallet moves everything in it', async () => {
  const { ledger } = await newWorld()
  const outcomes = await attestAll(ledger, [
    commission(serials),
    { type: 'aggregate', ...at(MAKER, 1), packs: packs(serials), parent: CASE },
    { type: 'aggregate', ...at(MAKER, 2), containers: [CASE], parent: PALLET },
    {
      type: 'ship',
      ...at(MAKER, 3),
      containers: [PALLET],
      trade: { fromHolder: MAKER, toHolder: WHOLESALER },
    },
    {
      type: 'receive',
      ...at(WHOLESALER, 4),
      containers: [PALLET],
      trade: { fromHolder: MAKER, toHolder: WHOLESALER },
    },
  ])
  assert.equal(lines(outcomes), new Array(5).fill('appended'))
  const pack = await ledger.item(id(first))
  assert.equal(
    pack?.inside.map((one) => one.id),
    [CASE, PALLET],
  )
  assert.is(pack?.inside.at(-1)?.state.holder, WHOLESALER)
  assert.is((await ledger.item(CASE))?.children.length, 10)
  assert.equal((await ledger.item(PALLET))?.children, [CASE])
  assert.is(ledger.batch(PRODUCT, LOT)?.packed, 10)
  const seen = ledger.history(id(first)).map(({ event, through }) => `${event.type} ${through}`)
  assert.equal(seen, [
    `commission ${PRODUCT}/${LOT}`,
    `aggregate ${id(first)}`,
    `aggregate ${CASE}`,
    `ship ${PALLET}`,
    `receive ${PALLET}`,
  ])
  await ledger.close()
})

test('a file that comes again adds nothing, in any mode and cut another way', async () => {
  const { ledger } = await newWorld()
  const documents = chain(serials)
  // The second half comes first: its packs have no batch yet and are cut one by one.
  await attestAll(ledger, documents.slice(5))
  await attestAll(ledger, documents.slice(0, 5))
  const { entries } = ledger.stats()
  for (const mode of ['document', 'live', 'observe', 'strict'] as const) {
    const again = await attestAll(ledger, documents, { mode })
    assert.equal(lines(again), new Array(8).fill('duplicate'))
  }
  assert.is(ledger.stats().entries, entries)
  await ledger.close()
})

test('the same document twice in one go is one', async () => {
  const { ledger } = await newWorld()
  const outcomes = await attestAll(ledger, [commission(serials), commission(serials), dispense(first), dispense(first)])
  assert.equal(lines(outcomes), ['appended', 'duplicate', 'appended', 'duplicate'])
  assert.is(outcomes[1]?.g, outcomes[0]?.g)
  await ledger.close()
})

test('a second dispense is refused, changes nothing, and the attempt is recorded once', async () => {
  const { ledger } = await newWorld()
  await attestAll(ledger, chain(serials))
  const before = await ledger.item(id(first))
  const outcomes = await attestAll(ledger, [dispense(first, 9), dispense(first, 9)])
  assert.equal(lines(outcomes), ['refused SECOND_DISPENSE', 'refused SECOND_DISPENSE'])
  assert.is(outcomes[1]?.g, outcomes[0]?.g)
  assert.equal((await ledger.item(id(first)))?.state, before?.state)
  const attempt = ledger.history(id(first)).find(({ event }) => event.type === 'attempt')
  assert.is(attempt?.g, outcomes[0]?.g)
  assert.is(attempt?.event.detail.code, 'SECOND_DISPENSE')
  assert.is(attempt?.event.detail.undoes, 'dispense')
  assert.is(Buffer.from(attempt?.event.detail.target ?? []).toString('hex'), outcomes[0]?.claims[0])
  const g = attempt?.g ?? 0
  for await (const { event } of ledger.events({ from: g, to: g + 1 })) {
    assert.equal(event.subjects, [{ kind: 'packs', product: PRODUCT, lot: LOT, serials: [first] }])
  }
  await ledger.close()
})

test('what a missing record may still explain stops a live act and a strict document, not an ordinary one', async () => {
  const unknown: Draft = { type: 'dispense', ...at(PHARMACY, 3), packs: packs(['NEVER']) }
  for (const [mode, outcome] of [
    ['live', 'refused'],
    ['strict', 'refused'],
    ['document', 'appended'],
    ['observe', 'appended'],
  ] as const) {
    const { ledger } = await newWorld()
    await attestAll(ledger, [commission(serials)])
    assert.is((await attestAll(ledger, [unknown], { mode }))[0]?.outcome, outcome, mode)
    await ledger.close()
  }
})

test('serials that are registered already are refused as a whole, in observe mode too', async () => {
  const { ledger } = await newWorld()
  await attestAll(ledger, [commission(serials)])
  const again = commission([...serials.slice(0, 2), 'NEW1'], 1, 'LOT2')
  const [refused] = await attestAll(ledger, [again])
  assert.equal(lines(refused === undefined ? [] : [refused]), ['refused REGISTERED_TWICE'])
  assert.equal(refused?.findings[0]?.items, [id(first), id(serials[1] as string)].sort())
  assert.is(await ledger.item(id('NEW1')), undefined)
  const [observed] = await attestAll(ledger, [again], { mode: 'observe' })
  assert.is(observed?.outcome, 'refused')
  assert.is((await ledger.item(id(first)))?.member?.lot, LOT)
  assert.is(await ledger.item(id('NEW1')), undefined)
  await ledger.close()
})

test('a large registration refuses repeated serials as a small one does, and leaves no row of the others', async () => {
  const { ledger } = await newWorld()
  await attestAll(ledger, [commission(serials)])
  const many = Array.from({ length: 6000 }, (_, i) => `L${i}`)
  const outcomes = await attestAll(ledger, [commission([...many, first], 1, 'LOT2')])
  assert.equal(lines(outcomes), ['refused REGISTERED_TWICE'])
  assert.is(await ledger.item(id('L17')), undefined)
  assert.equal(lines(await attestAll(ledger, [commission(many, 1, 'LOT2')])), ['appended'])
  assert.equal(lines(await attestAll(ledger, [commission(many, 1, 'LOT2')])), ['duplicate'])
  assert.is((await ledger.item(id('L17')))?.member?.lot, 'LOT2')
  assert.is(ledger.batch(PRODUCT, 'LOT2')?.packs, 6000)
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

test('an act with an idempotency key is one act, whenever it is tried again, refused ones too', async () => {
  const { ledger } = await newWorld()
  await attestAll(ledger, chain(serials).slice(0, 7))
  const act = (hours: number, idempotencyKey: string): Draft => ({ ...dispense(first, hours), idempotencyKey })
  assert.equal(lines(await attestAll(ledger, [act(8, 'a')], { mode: 'live' })), ['appended'])
  assert.equal(lines(await attestAll(ledger, [act(9, 'a')], { mode: 'live' })), ['duplicate'])
  const [refused] = await attestAll(ledger, [act(9, 'b')], { mode: 'live' })
  const [again] = await attestAll(ledger, [act(10, 'b')], { mode: 'live' })
  assert.is(refused?.outcome, 'refused')
  assert.is(again?.outcome, 'refused')
  assert.is(again?.g, refused?.g)
  await ledger.close()
})

test('a pack that was named before its registration comes into the batch with it, with an entry of its own', async () => {
  const { ledger } = await newWorld()
  const early: Draft = { type: 'observe', ...at(PHARMACY, 5), packs: packs(serials.slice(0, 3)) }
  await attestAll(ledger, [early])
  assert.is(ledger.batch(PRODUCT, LOT), undefined)
  // Two registrations of one batch: the first brings in two packs of the claim, the second the last one.
  await attestAll(ledger, [commission(serials.slice(0, 2))])
  assert.is(ledger.batch(PRODUCT, LOT)?.entries, 3)
  await attestAll(ledger, [commission(serials.slice(2), 1)])
  assert.is(ledger.batch(PRODUCT, LOT)?.entries, 5)
  const events: string[] = []
  for await (const { event } of ledger.events({ stream: { type: 'batch', product: PRODUCT, lot: LOT } })) {
    events.push(event.type)
  }
  assert.equal(events.sort(), ['commission', 'commission', 'observe'])
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

test('a pack named with another lot is found, and its record stands in the true batch too', async () => {
  const { ledger } = await newWorld()
  await attestAll(ledger, [commission(serials), commission(['OTHER'], 0, 'LOT2')])
  const wrong: Draft = {
    type: 'observe',
    ...at(PHARMACY, 5),
    packs: [{ product: PRODUCT, serial: first, lot: 'LOT2' }],
  }
  assert.equal(lines(await attestAll(ledger, [wrong], { mode: 'observe' })), ['appended SERIAL_OF_OTHER_BATCH'])
  assert.is(ledger.batch(PRODUCT, LOT)?.entries, 2)
  assert.is(ledger.batch(PRODUCT, 'LOT2')?.entries, 2)
  await ledger.close()
})

test('every party and product that a record names has a stream of its own before it', async () => {
  const { ledger } = await newWorld()
  await attestAll(ledger, chain(serials))
  const seen: string[] = []
  for await (const { event } of ledger.events()) {
    for (const subject of event.subjects) {
      if (subject.kind === 'party') seen.push(subject.actor)
      if (subject.kind === 'product') seen.push(subject.product)
    }
  }
  assert.equal(seen.sort(), [PRODUCT, MAKER, PHARMACY, WHOLESALER].sort())
  await ledger.close()
})

test('what a draft cannot say is refused with its reason and stops nothing', async () => {
  const { ledger } = await newWorld()
  const outcomes = await attestAll(ledger, [
    { type: 'observe', ...at(MAKER, 1) },
    commission(['A', 'A']),
    { type: 'ship', ...at(MAKER, 1), subjects: [{ kind: 'policy', key: 'a', value: 'b' }] },
    { type: 'attempt', ...at(MAKER, 1), packs: packs(['X']) },
    commission(serials),
  ])
  assert.equal(lines(outcomes), [
    'refused SUBMISSION_MALFORMED',
    'refused SUBMISSION_MALFORMED',
    'refused SUBMISSION_MALFORMED',
    'refused NOT_AN_ACT',
    'appended',
  ])
  await ledger.close()
})

test('a draft of more goods than a claim can name becomes several claims', async () => {
  const { ledger } = await newWorld()
  const many = Array.from({ length: 4500 }, (_, i) => `U${i}`)
  const [outcome] = await attestAll(ledger, [{ type: 'observe', ...at(PHARMACY, 1), packs: packs(many) }], {
    mode: 'observe',
  })
  assert.is(outcome?.outcome, 'appended')
  assert.is(outcome?.claims.length, 2)
  assert.is((await ledger.item(id('U4499')))?.events, 1)
  await ledger.close()
})

test('a code that can be a pack or a case is what the ledger knows it as', async () => {
  const { ledger } = await newWorld()
  const asCase = `sgtin:${PRODUCT}/BOX1`
  await attestAll(ledger, [
    commission(serials),
    { type: 'aggregate', ...at(MAKER, 1), packs: packs(serials), parent: asCase },
    { type: 'ship', ...at(MAKER, 2), packs: packs(['BOX1']), trade: { fromHolder: MAKER, toHolder: WHOLESALER } },
  ])
  assert.is((await ledger.item(asCase))?.state.transit?.to, WHOLESALER)
  assert.is(await ledger.item(id('BOX1')), undefined)
  await ledger.close()
})

test('a correction takes the corrected record out of the states, found by repeating it', async () => {
  const { ledger } = await newWorld()
  const wrong = dispense(serials[1] as string, 8)
  await attestAll(ledger, [...chain(serials), wrong])
  assert.is((await ledger.item(id(serials[1] as string)))?.state.status, 'dispensed')
  const correction: Draft = {
    type: 'correct',
    detail: { reason: 'did_not_occur' },
    ...at(PHARMACY, 9),
    packs: packs([serials[1] as string]),
    original: wrong,
  }
  assert.equal(lines(await attestAll(ledger, [correction])), ['appended'])
  const state = (await ledger.item(id(serials[1] as string)))?.state
  assert.is(state?.status, 'active')
  assert.is(state?.holder, PHARMACY)
  assert.equal(lines(await attestAll(ledger, [correction])), ['duplicate'])
  assert.equal(ledger.batch(PRODUCT, LOT)?.counts, { active: 9, dispensed: 1 })
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

test('a rehearsal gives the answers of the real thing and records nothing', async () => {
  const { ledger } = await newWorld()
  const many = Array.from({ length: 6000 }, (_, i) => `L${i}`)
  const drafts = [
    ...chain(serials),
    dispense(first, 9),
    commission(many, 0, 'LOT2'),
    { type: 'observe', ...at(PHARMACY, 9), packs: packs(['L5', 'L6']) } as Draft,
  ]
  const before = ledger.stats()
  const rehearsed = await attestAll(ledger, drafts, { mode: 'document', dryRun: true })
  assert.equal(ledger.stats(), before)
  assert.is(await ledger.item(id(first)), undefined)
  const real = await attestAll(ledger, drafts)
  assert.equal(lines(rehearsed), lines(real))
  assert.equal(
    rehearsed.map(({ g }) => g),
    real.map(({ g }) => g),
  )
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

test('what one event cannot name is told in several: a stream twice, a product beside its packs', async () => {
  const { ledger } = await newWorld()
  const trade = { fromHolder: MAKER, toHolder: WHOLESALER }
  const printed = (list: readonly string[], expiry: string): DraftPack[] =>
    list.map((serial) => ({ product: PRODUCT, serial, expiry }))
  const both = [...printed(serials.slice(0, 5), '2028-12-31'), ...printed(serials.slice(5), '2029-01-31')]
  const outcomes = await attestAll(
    ledger,
    [
      commission(serials),
      { type: 'aggregate', ...at(MAKER, 1), packs: both, parent: CASE },
      { type: 'ship', ...at(MAKER, 2), packs: both, parent: CASE, trade },
      { type: 'receive', ...at(WHOLESALER, 3), packs: both, parent: CASE, trade },
      { type: 'disaggregate', ...at(WHOLESALER, 4), packs: both, parent: CASE },
      {
        type: 'recall',
        ...at(MAKER, 5),
        packs: packs([first]),
        batches: [{ product: PRODUCT, lot: LOT }],
        products: [PRODUCT],
      },
    ],
    { mode: 'observe' },
  )
  assert.equal(
    outcomes.map(({ outcome, claims }) => `${outcome} ${claims.length}`),
    ['appended 1', 'appended 2', 'appended 1', 'appended 1', 'appended 2', 'appended 3'],
  )
  const codes = new Set(outcomes.flatMap(({ findings }) => findings.map(({ code }) => code)))
  // Not that the case holds other goods than were listed: a list that is counted stays in one event.
  assert.equal([...codes], ['EXPIRY_DIFFERS'])
  const aggregations: string[] = []
  for await (const { event } of ledger.events({ stream: { type: 'batch', product: PRODUCT, lot: LOT } })) {
    if (event.type === 'aggregate') aggregations.push(event.subjects.map(({ kind }) => kind).join(' '))
  }
  assert.equal(aggregations, ['container packs', 'container packs'])
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

test('the operator’s own acts carry its name, and only it may do them', async () => {
  const { ledger } = await newWorld()
  const outcomes = await attestAll(
    ledger,
    [
      { type: 'policy', who: { agent: OPERATOR }, subjects: [{ kind: 'policy', key: 'profile', value: 'eu' }] },
      {
        type: 'party',
        who: { agent: OPERATOR },
        subjects: [{ kind: 'party', actor: MAKER, name: 'Maker', status: 'active', licences: [] }],
      },
      { type: 'policy', who: { agent: MAKER }, subjects: [{ kind: 'policy', key: 'profile', value: 'cn' }] },
    ],
    { mode: 'live' },
  )
  assert.equal(lines(outcomes), ['appended', 'appended', 'refused AGENT_NOT_SIGNER'])
  const signers: (string | undefined)[] = []
  for await (const { event, signer } of ledger.events()) if (event.type === 'policy') signers.push(signer)
  assert.equal(signers, [OPERATOR])
  await ledger.close()
})

test('a history longer than a row keeps all its lines, and finds a twin among the oldest', async () => {
  const { ledger } = await newWorld()
  await attestAll(ledger, [commission([first])])
  const seen = Array.from(
    { length: 300 },
    (_, i): Draft => ({
      type: 'observe',
      who: { agent: PHARMACY },
      when: { ms: START + i * 60_000, offset: 0, precision: 'ms' },
      packs: packs([first]),
    }),
  )
  await attestAll(ledger, seen)
  assert.is(ledger.history(id(first)).length, 301)
  assert.equal(new Set(lines(await attestAll(ledger, seen))), new Set(['duplicate']))
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

test('drafts that come slowly from several callers at once are all recorded, each once', async () => {
  const { ledger } = await newWorld()
  await attestAll(ledger, [commission(serials)])
  const mode: Mode = 'live'
  const acts = serials.map((serial, i) =>
    attestAll(ledger, [{ type: 'observe', ...at(PHARMACY, 1 + i), packs: packs([serial]) }], { mode }),
  )
  for (const outcomes of await Promise.all(acts)) assert.equal(lines(outcomes), ['appended'])
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

test.run()
