/** What one ledger says has no force on what another one says (docs/spec/16-several.md#force). */
import type { Event, EventType, Subject } from '@packtrail/protocol'
import {
  makeLedger,
  type NewClaim,
  STORY,
  type Story,
  storyEvent,
  storyLedger,
  storyPacks,
  storyTrade,
  type TestLedger,
  testKey,
  writeBundle,
} from '@packtrail/testkit'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isExplainable } from '../src/explainable.ts'
import { type Several, severalText } from '../src/index.ts'
import { checkAll, crypto, policyFor } from './story.ts'

const test = suite('force across ledgers')

const { product, lot, maker, wholesaler, pharmacy, serials } = STORY
const batch: Subject = { kind: 'batch', product, lot }
const one = [storyPacks('S1')]
const stranger = 'gln:4077777000003'
type Ledger = Omit<Story, 'claims'>

const makers = (): Promise<Ledger> => storyLedger(crypto, 'force maker', { origin: 'maker.example/packtrail' })
const others = (): Promise<Ledger> => storyLedger(crypto, 'force other', { origin: 'other.example/packtrail' })

/** A ledger that knows these parties, and none of their keys. */
async function keyless(...actors: readonly string[]): Promise<TestLedger> {
  const ledger = await makeLedger(crypto, { seed: 'keyless', origin: 'other.example/packtrail', start: STORY.start })
  for (const actor of actors) await ledger.addParty(actor, actor)
  await ledger.addProduct(product)
  return ledger
}

function registration(
  { ledger }: Pick<Ledger, 'ledger'>,
  by: string = maker,
  minutes = 0,
  type: 'commission' | 'adopt' = 'commission',
): NewClaim {
  const manifest = ledger.manifest(product, lot, serials, { expiry: '2027-06-30' })
  return { event: storyEvent(type, minutes, by, [manifest.subject]), manifests: [manifest] }
}

async function tell({ ledger, keys }: Ledger, who: keyof Ledger['keys'], act: Event | NewClaim): Promise<Uint8Array> {
  const [claim] = await ledger.submit(keys[who], [act])
  return claim?.hash as Uint8Array
}

/** A maker's ledger in which something was done, and what it then says of the first pack. */
async function registered(...acts: readonly (readonly [keyof Ledger['keys'], Event])[]): Promise<Ledger> {
  const ledger = await makers()
  await tell(ledger, 'maker', registration(ledger))
  for (const [who, act] of acts) await tell(ledger, who, act)
  return ledger
}

const shelf = [{ product, serial: 'S1', lot }]

async function together(
  ledgers: readonly TestLedger[],
  required: readonly (readonly string[])[] = [],
  scans: typeof shelf | 'no shelf' = shelf,
): Promise<Several> {
  const files: Uint8Array[] = []
  for (const ledger of ledgers) {
    await ledger.seal()
    files.push(writeBundle(ledger.bundle(product, lot)))
  }
  const lax = ['bytes', 'completeness']
  const [policy, ...otherPolicies] = ledgers.map((ledger, i) => policyFor(ledger, { required: required[i] ?? lax }))
  if (policy === undefined) throw new Error('no ledger')
  return checkAll(files, policy, { otherPolicies, ...(scans === 'no shelf' ? {} : { scans }) })
}

/** Not of the clocks: each ledger of these tests ticks by itself. */
const joint = ({ groups }: Several): string[] =>
  groups.flatMap(({ joint: { findings } }) => findings.map((f) => f.code)).filter((code) => code !== 'TIME_FUTURE')
const shelfCodes = ({ scans }: Several): (string | undefined)[] =>
  scans?.scans.flatMap(({ verdict, reasons }) => [verdict, ...reasons.map(({ code }) => code)]) ?? []

const correction = (by: string, target: Uint8Array, minutes: number, subjects: readonly Subject[] = one): Event =>
  storyEvent('correct', minutes, by, subjects, { detail: { target, reason: 'did_not_occur' } })

test('a recall stands, though another ledger corrects it in the name of the maker', async () => {
  const m = await registered()
  const recall = await tell(m, 'maker', storyEvent('recall', 100, maker, [batch]))
  await tell(m, 'pharmacy', storyEvent('dispense', 500, pharmacy, one))
  const alone = await together([m.ledger])
  const forgers: TestLedger[] = []
  const attesting = await keyless(maker)
  await attesting.attest([storyEvent('observe', 90, stranger, one), correction(maker, recall, 110, [batch])])
  forgers.push(attesting)
  // A key of W's own for the maker's name: signed, and by nobody.
  const signing = await keyless(maker)
  const key = testKey('not the maker')
  await signing.addKey(maker, key)
  await signing.submit(key, [storyEvent('observe', 90, maker, one), correction(maker, recall, 110, [batch])])
  forgers.push(signing)
  for (const w of forgers) {
    const several = await together([m.ledger, w])
    assert.equal(several.standing, alone.standing)
    assert.equal(several.standing[0]?.recalledIn, ['*'])
    assert.equal(joint(several).sort(), ['DISPENSED_RECALLED', 'OTHER_LEDGER'])
    assert.equal([several.headline, several.groups[0]?.joint.cancelled], ['goods false', 0])
    assert.equal(shelfCodes(several), shelfCodes(alone))
    assert.match(severalText(several, ['m', 'w']), 'OTHER_LEDGER')
  }
})

test('the second dispense stays, though another ledger corrects the first', async () => {
  const m = await registered()
  const first = await tell(m, 'pharmacy', storyEvent('dispense', 500, pharmacy, one))
  await tell(m, 'pharmacy', storyEvent('dispense', 600, pharmacy, one))
  const w = await keyless(pharmacy)
  await w.attest([correction(pharmacy, first, 650)])
  for (const required of [
    ['bytes', 'completeness'],
    ['bytes', 'authorship', 'completeness'],
  ]) {
    const several = await together([m.ledger, w], [['bytes', 'authorship', 'completeness'], required])
    assert.ok(joint(several).includes('SECOND_DISPENSE'))
    assert.is(several.headline, 'goods false')
  }
})

test('a correction that is signed by the key of the record itself takes it back, wherever it is entered', async () => {
  const m = await registered()
  const wrong = await tell(m, 'pharmacy', storyEvent('dispense', 500, pharmacy, one))
  const w = await keyless(pharmacy)
  await w.addKey(pharmacy, m.keys.pharmacy)
  await w.submit(m.keys.pharmacy, [correction(pharmacy, wrong, 510)])
  const several = await together([m.ledger, w])
  assert.equal([joint(several), several.groups[0]?.joint.cancelled, several.headline], [[], 1, 'in order'])
  // Not in silence.
  const [record] = several.groups[0]?.joint.reached ?? []
  const said = `by the key that signed it: ${record?.g} of maker.example/packtrail.`
  assert.ok(severalText(several, ['m', 'w']).replaceAll(/\s+/g, ' ').includes(said))
  // The key was ended where the record stands: what a thief signs elsewhere has no force.
  await m.ledger.endKey('revoke', pharmacy, m.keys.pharmacy)
  const stolen = await together([m.ledger, w])
  assert.equal([joint(stolen), stolen.groups[0]?.joint.cancelled], [['OTHER_LEDGER'], 0])
})

const LIFTS: readonly (readonly [EventType, EventType, Partial<Event>, string])[] = [
  ['lock', 'unlock', {}, 'DISPENSED_LOCKED'],
  ['quarantine', 'release', {}, 'DISPENSED_QUARANTINED'],
  ['lose', 'find', {}, 'DISPENSED_LOST'],
  ['dispense', 'return', {}, 'SECOND_DISPENSE'],
  ['dispense', 'undo', { detail: { undoes: 'dispense' } }, 'SECOND_DISPENSE'],
  ['lock', 'undo', { detail: { undoes: 'lock' } }, 'DISPENSED_LOCKED'],
]

for (const [act, lift, more, code] of LIFTS) {
  test(`${act} of a pack in one ledger, ${lift} in another: it holds as before`, async () => {
    const m = await registered(['pharmacy', storyEvent(act, 100, pharmacy, one)])
    const w = await keyless(pharmacy)
    // Said again there first, so that what is lifted could be taken for its own.
    await w.attest([storyEvent(act, 101, pharmacy, one), storyEvent(lift, 120, pharmacy, one, more)])
    const several = await together([m.ledger, w])
    assert.ok(shelfCodes(several).includes(code), shelfCodes(several).join())
    assert.is(shelfCodes(several)[0], 'stop')
    const bare = await keyless(pharmacy)
    await bare.attest([storyEvent(lift, 120, pharmacy, one, more)])
    const other = await together([m.ledger, bare])
    assert.ok(joint(other).includes('OTHER_LEDGER'), joint(other).join())
    assert.ok(shelfCodes(other).includes(code), shelfCodes(other).join())
    // Signed by whoever said it, it is his own word.
    const signed = await keyless(pharmacy)
    await signed.addKey(pharmacy, m.keys.pharmacy)
    await signed.submit(m.keys.pharmacy, [storyEvent(lift, 120, pharmacy, one, more)])
    const own = await together([m.ledger, signed])
    assert.equal([joint(own), shelfCodes(own)[0]], [[], 'ok'])
  })
}

for (const [how, lift] of [
  ['lock', 'unlock'],
  ['quarantine', 'release'],
] as const) {
  test(`${how} of the whole batch in two ledgers: each lifts its own`, async () => {
    const m = await registered(['maker', storyEvent(how, 100, maker, [batch])])
    const w = await keyless(maker)
    await w.attest([
      storyEvent('observe', 50, stranger, one),
      storyEvent(how, 101, maker, [batch]),
      storyEvent(lift, 120, maker, [batch]),
    ])
    const held = await together([m.ledger, w])
    assert.is(held.standing.length, 1)
    assert.is(shelfCodes(held)[0], 'stop')
    await tell(m, 'maker', storyEvent(lift, 130, maker, [batch]))
    const free = await together([m.ledger, w])
    assert.equal([free.standing, shelfCodes(free)[0], joint(free)], [[], 'ok', []])
    const bare = await keyless(maker)
    await bare.attest([storyEvent('observe', 50, stranger, one), storyEvent(lift, 110, maker, [batch])])
    const n = await registered(['maker', storyEvent(how, 100, maker, [batch])])
    const other = await together([n.ledger, bare])
    assert.equal([joint(other), other.standing.length], [['OTHER_LEDGER'], 1])
  })
}

test('an expiry date is corrected in the ledger of the registration, and nowhere else', async () => {
  const m = await registered()
  const w = await keyless(maker)
  const detail = { reason: 'expiry', before: '2027-06-30', after: '2035-06-30' }
  await w.attest([storyEvent('observe', 50, stranger, one), storyEvent('correct', 60, maker, [batch], { detail })])
  const several = await together([m.ledger, w])
  assert.ok(joint(several).includes('OTHER_LEDGER'))
  assert.is(several.groups[0]?.joint.world.batch(product, lot)?.expiry, '2027-06-30')
})

test('a profile that one ledger sets for the batch holds for the records of that ledger', async () => {
  const acts = [
    ['wholesaler', storyEvent('receive', 200, wholesaler, one, { trade: storyTrade(pharmacy, wholesaler) })],
    ['pharmacy', storyEvent('dispense', 500, pharmacy, one)],
  ] as const
  const m = await registered(...acts)
  const wanted = joint(await together([m.ledger, (await told(await others())).ledger]))
  assert.ok(wanted.includes('DISPENSED_BY_NON_HOLDER'))
  const w = await others()
  await w.ledger.setPolicy(`profile:${product}/${lot}`, 'eu/1')
  const several = await together([m.ledger, (await told(w)).ledger])
  assert.equal(joint(several), wanted)
  // Nor when it enters the very same claims, by a clock that is earlier.
  const seed = { evil: { seed: new Uint8Array(16).fill(7) } }
  const a = await makers()
  const b = await storyLedger(crypto, 'force early', { origin: 'early.example/packtrail', start: STORY.start - 9e9 })
  await b.ledger.setPolicy(`profile:${product}/${lot}`, 'eu/1')
  await tell(a, 'maker', registration(a))
  for (const [who, act] of acts) {
    await a.ledger.submit(a.keys[who], [act], seed)
    await b.ledger.submit(b.keys[who], [act], seed)
  }
  const shared = await together([a.ledger, b.ledger])
  assert.is(shared.groups[0]?.joint.shared, 2)
  assert.equal(joint(shared), wanted)
})

async function told(ledger: Ledger): Promise<Ledger> {
  await tell(ledger, 'wholesaler', storyEvent('observe', 900, wholesaler, [storyPacks('S2')]))
  return ledger
}

test('a licence that another ledger gives covers nothing of what was entered in the first', async () => {
  const seed = { evil: { seed: new Uint8Array(16).fill(7) } }
  const act = storyEvent('dispense', 500, wholesaler, one)
  const m = await registered()
  await m.ledger.submit(m.keys.wholesaler, [act], seed)
  const start = STORY.start - 9e9
  const w = await makeLedger(crypto, { seed: 'licences', origin: 'other.example/packtrail', start })
  await w.addParty(wholesaler, 'W', [{ id: 'x', role: 'pharmacy' }])
  await w.addProduct(product)
  await w.addKey(wholesaler, m.keys.wholesaler)
  await w.submit(m.keys.wholesaler, [act], seed)
  const several = await together([m.ledger, w])
  assert.is(several.groups[0]?.joint.shared, 1)
  assert.ok(joint(several).includes('LICENCE_WRONG_ACT'))
  assert.is(several.headline, 'goods false')
})

test('a bundle that is not proven makes no proven one silent, and explains nothing of it', async () => {
  const strict = ['bytes', 'authorship', 'completeness']
  const m = await registered(
    ['pharmacy', storyEvent('dispense', 500, pharmacy, one)],
    ['pharmacy', storyEvent('dispense', 600, pharmacy, one)],
  )
  const w = await keyless(pharmacy)
  await w.attest([storyEvent('observe', 700, stranger, [storyPacks('S2')])])
  const several = await together([m.ledger, w], [strict, strict], 'no shelf')
  assert.equal(
    several.reports.map(({ verdict }) => verdict),
    ['proven', 'inconclusive'],
  )
  assert.is(several.headline, 'goods false')
  // A pack that its ledger knows nothing of: a registration that nobody signed is no answer.
  const seller = await others()
  await tell(seller, 'pharmacy', storyEvent('dispense', 500, pharmacy, one))
  const vouched = await keyless(maker)
  await vouched.attest([registration({ ledger: vouched }, stranger)])
  const open = await together([seller.ledger, vouched], [strict, strict], 'no shelf')
  assert.equal([joint(open), open.headline], [['UNKNOWN_PRODUCT'], 'goods false'])
  const signed = await registered()
  const explained = await together([seller.ledger, signed.ledger], [strict, strict], 'no shelf')
  assert.equal([joint(explained), explained.headline], [[], 'in order'])
})

test('of a serial that two ledgers register, both readings are said', async () => {
  const m = await registered()
  const w = await others()
  await tell(w, 'wholesaler', registration(w, wholesaler, -10))
  const several = await together([m.ledger, w.ledger], [], 'no shelf')
  const found = several.groups[0]?.joint.findings.find(({ code }) => code === 'REGISTERED_TWICE')
  assert.equal(found?.records.map(({ ledger }) => ledger).sort(), [0, 1])
  assert.match(found?.message ?? '', 'clocks prove nothing')
})

test('a pack of a recalled lot is to stop, though another ledger took it over earlier as one of another lot', async () => {
  const m = await makers()
  await tell(m, 'wholesaler', registration(m, wholesaler, 0, 'adopt'))
  await tell(m, 'maker', storyEvent('recall', 100, maker, [batch]))
  const w = await keyless(wholesaler)
  const manifest = w.manifest(product, 'L9', serials, { expiry: '2035-06-30' })
  await w.attest([{ event: storyEvent('adopt', -10, wholesaler, [manifest.subject]), manifests: [manifest] }])
  for (const ledger of [m.ledger, w]) await ledger.seal()
  const files = [writeBundle(m.ledger.bundle(product, lot)), writeBundle(w.bundle(product, 'L9'))]
  const lax = { required: ['bytes', 'completeness'] }
  const scans = [{ product, serial: 'S1' }]
  const several = await checkAll(files, policyFor(m.ledger, lax), { otherPolicies: [policyFor(w, lax)], scans })
  assert.equal(shelfCodes(several), ['stop', 'DISPENSED_RECALLED'])
  assert.is(several.headline, 'goods false')
})

test('a registration told to two ledgers is not taken back by one of them', async () => {
  const m = await makers()
  const registered = registration(m)
  await tell(m, 'maker', registered)
  const start = STORY.start - 9e9
  const w = await makeLedger(crypto, { seed: 'twin', origin: 'other.example/packtrail', start })
  await w.addParty(maker, 'M')
  await w.addProduct(product)
  const [copy] = await w.attest([registered])
  await w.attest([correction(maker, copy?.hash as Uint8Array, 10, [batch])])
  const several = await together([m.ledger, w])
  const { joint: all } = several.groups[0] ?? {}
  assert.equal([all?.told, all?.cancelled], [1, 0])
  assert.is(all?.world.batch(product, lot)?.manifests.length, 1)
  assert.ok(joint(several).includes('OTHER_LEDGER'))
})

const HOLDING: readonly (readonly [keyof Ledger['keys'], string, EventType, Partial<Event>])[] = [
  ['maker', maker, 'lock', {}],
  ['pharmacy', pharmacy, 'lock', {}],
  ['wholesaler', wholesaler, 'quarantine', {}],
  ['maker', maker, 'recall', {}],
  ['pharmacy', pharmacy, 'lose', {}],
  ['pharmacy', pharmacy, 'dispense', {}],
  ['pharmacy', pharmacy, 'destroy', {}],
]
const FREEING: readonly (readonly [EventType, Partial<Event>])[] = [
  ['unlock', {}],
  ['release', {}],
  ['find', {}],
  ['return', {}],
  ...(['lock', 'quarantine', 'dispense', 'destroy', 'lose', 'ship'] as const).map(
    (undoes) => ['undo', { detail: { undoes } }] as const,
  ),
  ['lock', {}],
  ['quarantine', {}],
  ['dispense', {}],
  ['observe', {}],
  ['receive', { trade: storyTrade(maker, wholesaler) }],
  ['ship', { trade: storyTrade(wholesaler, pharmacy) }],
  ['correct', { detail: { reason: 'expiry', before: '2027-06-30', after: '2035-06-30' } }],
]
const parties = [maker, wholesaler, pharmacy, stranger]
const subjects: readonly (readonly Subject[])[] = [one, [storyPacks('S1', 'S2')], [storyPacks('S2')], [batch]]
const held = fc.tuple(fc.constantFrom(...HOLDING), fc.constantFrom(...subjects), fc.integer({ min: 1, max: 300 }))
const freed = fc.oneof(
  fc.tuple(
    fc.constantFrom(...FREEING),
    fc.constantFrom(...parties),
    fc.constantFrom(...subjects),
    fc.integer({ min: -60, max: 400 }),
  ),
  // Taking back the n-th record of the other ledger, or registering its packs anew.
  fc.record({ corrects: fc.nat(4), minutes: fc.integer({ min: -60, max: 400 }) }),
  fc.record({
    type: fc.constantFrom<'commission' | 'adopt'>('commission', 'adopt'),
    lot: fc.constantFrom(lot, 'L9'),
    minutes: fc.integer({ min: -60, max: 60 }),
  }),
)

test('whatever a ledger vouches for, it makes nothing the better that another one says', async () => {
  const packs = serials.map((serial) => ({ product, serial }))
  const run = fc.asyncProperty(
    fc.array(held, { minLength: 1, maxLength: 4 }),
    fc.array(freed, { minLength: 1, maxLength: 6 }),
    fc.constantFrom<'commission' | 'adopt'>('commission', 'adopt'),
    async (holding, freeing, how) => {
      const m = await makers()
      const claims = [await tell(m, 'maker', registration(m, maker, 0, how))]
      const events: Event[] = []
      for (const [[who, by, type, more], what, minutes] of holding) {
        const event = storyEvent(type, minutes, by, what, more)
        events.push(event)
        claims.push(await tell(m, who, event))
      }
      const w = await keyless(...parties)
      await w.attest([
        storyEvent('observe', -90, stranger, [
          storyPacks('S1'),
          { kind: 'packs', product, lot: 'L9', serials: ['S1'] },
        ]),
      ])
      for (const act of [...events, ...freeing]) {
        // First the very same acts, so that it has something of its own to take back.
        if ('subjects' in act) await w.attest([act])
        else if (Array.isArray(act)) {
          const [[type, more], by, what, minutes] = act
          await w.attest([storyEvent(type, minutes, by, what, more)])
        } else if ('corrects' in act) {
          const target = claims[act.corrects % claims.length] as Uint8Array
          const by =
            act.corrects === 0 ? maker : ((events[(act.corrects % claims.length) - 1]?.who?.agent ?? maker) as string)
          await w.attest([correction(by, target, act.minutes)])
        } else {
          const manifest = w.manifest(product, act.lot, serials, { expiry: '2035-06-30' })
          const event = storyEvent(act.type, act.minutes, maker, [manifest.subject])
          await w.attest([{ event, manifests: [manifest] }])
        }
      }
      for (const ledger of [m.ledger, w]) await ledger.seal()
      const file = writeBundle(m.ledger.bundle(product, lot))
      const files = [file, writeBundle(w.bundle(product, lot)), writeBundle(w.bundle(product, 'L9'))]
      const lax = { required: ['bytes', 'completeness'] }
      const [policy, other] = [policyFor(m.ledger, lax), policyFor(w, lax)]
      const options = { otherPolicies: [other], scans: packs }
      const alone = await checkAll([file], policy, options)
      const several = await checkAll(files, policy, options)
      for (const report of several.reports)
        assert.is.not(report.verdict, 'refuted', JSON.stringify(report.evidenceFindings))
      const found = new Set(joint(several))
      for (const { code, severity } of alone.reports[0]?.goodsFindings ?? []) {
        if (severity === 'error' && !isExplainable(code)) assert.ok(found.has(code), code)
      }
      alone.scans?.scans.forEach(({ verdict }, i) => {
        if (verdict === 'stop') assert.is(several.scans?.scans[i]?.verdict, 'stop', `${i}`)
      })
      for (const one of alone.standing) {
        const now = several.standing.find((standing) => standing.batch === one.batch)
        assert.ok(now !== undefined && now.locked >= one.locked && now.quarantined >= one.quarantined)
        for (const market of one.recalledIn) assert.ok(now?.recalledIn.includes(market))
      }
      if (alone.headline === 'goods false') assert.not.equal(several.headline, 'in order')
    },
  )
  await fc.assert(run, { numRuns: 60 })
})

test.run()
