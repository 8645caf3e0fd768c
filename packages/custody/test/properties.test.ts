/** What holds for any sequence of records, honest or hostile. */
import { EVENT_TYPES, type EventType, type SeenEvent, type Subject } from '@packtrail/protocol'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  CATALOGUE,
  custodyOf,
  defaultRules,
  type FindingCode,
  foldAll,
  judgeScan,
  type MemoryWorld,
  memoryWorld,
  type StepInput,
  settle,
  step,
} from '../src/index.ts'
import { CLINIC, LOT, MAKER, PHARMACY, PRODUCT, START, WHOLESALER } from './story.ts'

const test = suite('any sequence of records')

const parties = [MAKER, WHOLESALER, PHARMACY, CLINIC, `${PHARMACY}/POS-1`, 'uri:urn:x:1']
const containers = [
  'sscc:140123450000000017',
  'sscc:140123450000000024',
  'sscc:140123450000000031',
  'grai:4012345000016/1',
  'sgtin:04012345678918/C1',
]
const known = ['S1', 'S2', 'S3', 'S4']
const party = fc.constantFrom(...parties)
const box = fc.constantFrom(...containers)
const serial = fc.constantFrom(...known, 'T1', 'X1', 'X/2')
const lot = fc.constantFrom(LOT, 'B2', 'NONE')
const market = fc.constantFrom('DE', 'AT')
const expiry = fc.constantFrom('2028-05-31', '2029-01-31', '2026-03-01')

const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined, freq: 2 })
const some = <T extends object>(of: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> =>
  fc.record(of, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>

const subject: fc.Arbitrary<Subject> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(lot, fc.uniqueArray(serial, { minLength: 1, maxLength: 4 }), some({ parent: box, expiry }))
      .map(
        ([of, list, more]): Subject => ({ kind: 'packs', product: PRODUCT, lot: of, serials: list.sort(), ...more }),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(PRODUCT, '04012345678918'), serial, some({ lot, parent: box, expiry }))
      .map(([product, one, more]): Subject => ({ kind: 'unplaced', product, serial: one, ...more })),
  },
  { weight: 3, arbitrary: box.map((container): Subject => ({ kind: 'container', container, role: 'self' })) },
  { weight: 3, arbitrary: box.map((container): Subject => ({ kind: 'container', container, role: 'parent' })) },
  {
    weight: 4,
    arbitrary: fc.tuple(box, maybe(box)).map(
      ([container, parent]): Subject => ({
        kind: 'container',
        container,
        role: 'child',
        ...(parent === undefined ? {} : { parent }),
      }),
    ),
  },
  { weight: 1, arbitrary: lot.map((of): Subject => ({ kind: 'batch', product: PRODUCT, lot: of })) },
  {
    weight: 1,
    arbitrary: some({ units: fc.integer({ min: 0, max: 12 }) }).map(
      (more): Subject => ({ kind: 'product', product: PRODUCT, ...more }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(lot, fc.integer({ min: 1, max: 9 }), some({ expiry, units: fc.integer({ min: 1, max: 12 }) }))
      .map(
        ([of, count, more]): Subject => ({
          kind: 'manifest',
          product: PRODUCT,
          lot: of,
          root: new Uint8Array(32),
          count,
          ...more,
        }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })).map(
      ([commissioned, allocated]): Subject => ({
        kind: 'close',
        product: PRODUCT,
        lot: LOT,
        allocated,
        commissioned,
        wasted: 0,
        unused: 0,
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        party,
        fc.constantFrom('active' as const, 'suspended' as const),
        fc.constantFrom('pharmacy', 'manufacturer'),
      )
      .map(([actor, status, role]): Subject => ({ kind: 'party', actor, status, licences: [{ id: 'L', role }] })),
  },
)

/** Moves and packing make states; the rest is thrown in. */
const type: fc.Arbitrary<EventType> = fc.oneof(
  fc.constantFrom<EventType>('aggregate', 'disaggregate', 'ship', 'receive', 'dispense'),
  fc.constantFrom(...EVENT_TYPES),
)

const detail = some({
  reason: fc.constantFrom('drop', 'return', 'expiry', 'lot', 'count'),
  units: fc.integer({ min: 1, max: 12 }),
  undoes: fc.constantFrom(...EVENT_TYPES),
  target: fc.integer({ min: 0, max: 30 }).map((n) => new Uint8Array(32).fill(n, 31)),
  market,
  before: expiry,
  after: expiry,
})

const event: fc.Arbitrary<SeenEvent> = fc
  .record({
    type,
    detail,
    subjects: fc.array(subject, { minLength: 0, maxLength: 4 }),
    hiddenSubjects: fc.constantFrom(0, 0, 0, 1),
    withheld: fc.subarray(['when', 'who', 'where', 'trade', 'docs', 'extra'] as const),
    when: maybe(
      fc.tuple(fc.integer({ min: -5, max: 500 }), fc.boolean()).map(([hours, day]) => ({
        ms: START + hours * 3_600_000,
        offset: 60,
        precision: day ? ('day' as const) : ('ms' as const),
      })),
    ),
    who: maybe(some({ agent: party, owner: party, holder: party })),
    where: maybe(some({ readPoint: party, bizLocation: party })),
    trade: maybe(some({ fromOwner: party, fromHolder: party, toOwner: party, toHolder: party })),
  })
  .map(({ when, who, where, trade, withheld, ...rest }) => {
    const shown = (field: SeenEvent['withheld'][number]): boolean => !withheld.includes(field)
    const all = { when, who, where, trade }
    const fields = Object.entries(all).filter(([key, value]) => value !== undefined && shown(key as 'when'))
    return {
      ...rest,
      withheld: withheld.filter((f) => !(f in all) || true),
      ...Object.fromEntries(fields),
    } as SeenEvent
  })

const inputs: fc.Arbitrary<StepInput[]> = fc
  .array(fc.tuple(event, maybe(party), fc.integer({ min: 0, max: 50 })), { maxLength: 25 })
  .map((list) => {
    let recorded = START
    return list.map(([one, signer, hours], i) => {
      recorded += hours * 3_600_000
      return {
        event: one,
        claim: (i + 2).toString(16).padStart(64, '0'),
        at: i + 2,
        recorded,
        ...(signer === undefined ? {} : { signer }),
      }
    })
  })

const BIRTH: StepInput = {
  event: {
    type: 'commission',
    detail: {},
    when: { ms: START, offset: 0, precision: 'ms' },
    who: { agent: MAKER },
    where: { bizLocation: MAKER },
    withheld: [],
    hiddenSubjects: 0,
    subjects: [
      {
        kind: 'manifest',
        product: PRODUCT,
        lot: LOT,
        root: new Uint8Array(32),
        count: 4,
        expiry: '2028-05-31',
        units: 12,
      },
    ],
  },
  claim: '1'.padStart(64, '0'),
  at: 1,
  recorded: START,
}

function worldFor(list: readonly StepInput[]): MemoryWorld {
  const world = memoryWorld()
  for (const one of known) world.addMember(PRODUCT, one, { product: PRODUCT, lot: LOT, at: 1, time: START })
  for (const { claim, at, event: of } of list) world.addEvent(claim, { at, event: of })
  return world
}

function statesOf(world: MemoryWorld): unknown {
  const items = [...world.items()].sort(([a], [b]) => (a < b ? -1 : 1))
  return [items, world.batch(PRODUCT, LOT), world.product(PRODUCT), parties.map((one) => world.party(one))]
}

function folded(list: readonly StepInput[]): unknown {
  const world = worldFor(list)
  const { findings, cannotJudge, cancelled } = foldAll(world, list, defaultRules)
  return { findings, cannotJudge, cancelled, states: statesOf(world) }
}

test('arrival order does not matter: the same records give the same findings and states', () => {
  fc.assert(
    fc.property(
      inputs.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      ([list, shuffled]) => assert.equal(folded([...shuffled, BIRTH]), folded([BIRTH, ...list])),
    ),
    { numRuns: 400 },
  )
})

test('no exception, every sentence complete, and what a container counts is what is inside, after every step', () => {
  fc.assert(
    fc.property(inputs, (list) => {
      const world = worldFor(list)
      for (const input of [BIRTH, ...list]) {
        const { findings, withdrawn } = step(world, input, defaultRules)
        for (const { code, message, items, count, evidence } of findings) {
          assert.ok(code in CATALOGUE)
          assert.not.match(message, /\{/)
          assert.ok(items.length <= count || items.length === 0)
          assert.ok(evidence.every((g) => g >= 1))
        }
        for (const { code } of withdrawn) assert.ok(CATALOGUE[code as FindingCode] !== undefined)
        checkContainers(world)
      }
      for (const one of settle(world, world.items(), START + 1e11, defaultRules))
        assert.is(one.code, 'SHIPPED_NEVER_RECEIVED')
    }),
    { numRuns: 1500 },
  )
})

function checkContainers(world: MemoryWorld): void {
  for (const [id, state] of world.items()) {
    assert.is(state.children, world.children(id).length, id)
    // Nothing is inside itself, however far up.
    let above = state.parent
    for (let depth = 0; above !== undefined; depth++) {
      assert.ok(depth < 20 && above !== id, `${id} is inside itself`)
      above = world.item(above)?.parent
    }
    for (const [key, value] of Object.entries(state)) assert.ok(value !== undefined, `${key} of ${id} is undefined`)
    custodyOf(world, id, state)
  }
}

test('the step is a function of world and event: told twice, the same', () => {
  fc.assert(
    fc.property(inputs, (list) => {
      const run = (): unknown => {
        const world = worldFor(list)
        return [BIRTH, ...list].map((input) => step(world, input, defaultRules))
      }
      assert.equal(run(), run())
    }),
    { numRuns: 200 },
  )
})

/** The world, in which nothing may be put. */
function frozen(world: MemoryWorld): MemoryWorld {
  const refuse = (): never => {
    throw new Error('a question changed the world')
  }
  return { ...world, putItem: refuse, putBatch: refuse, putProduct: refuse, putParty: refuse }
}

test('asking about a pack changes nothing, gives a verdict, and alarms only about what the pack says it is', () => {
  const scan = fc.record({
    product: fc.constantFrom(PRODUCT, '04012345678918'),
    serial,
    lot: maybe(lot),
    expiry: maybe(expiry),
  })
  fc.assert(
    fc.property(inputs, scan, maybe(market), maybe(fc.constant(60)), (list, asked, where, offset) => {
      const world = worldFor(list)
      foldAll(world, [BIRTH, ...list], defaultRules)
      const before = structuredClone(statesOf(world))
      const { product, serial: one, lot: of, expiry: day } = asked
      const question = {
        product,
        serial: one,
        ...(of === undefined ? {} : { lot: of }),
        ...(day === undefined ? {} : { expiry: day }),
      }
      const said = judgeScan(frozen(world), question, START + 1e10, where, defaultRules, offset)
      assert.equal(statesOf(world), before)
      assert.is(said.verdict === 'ok', said.reasons.length === 0)
      for (const { code, alarm, message } of said.reasons) {
        assert.not.match(message, /[{?]/)
        if (alarm)
          assert.ok(
            ['UNKNOWN_BATCH', 'UNKNOWN_SERIAL', 'SERIAL_OF_OTHER_BATCH', 'EXPIRY_DIFFERS', 'DISPENSED_LOST'].includes(
              code,
            ),
            code,
          )
      }
    }),
    { numRuns: 400 },
  )
})

test('what a live question allows, the act that follows is not refused for', () => {
  fc.assert(
    fc.property(inputs, fc.constantFrom(...known), (list, one) => {
      const told = [BIRTH, ...list]
      const world = worldFor(list)
      foldAll(world, told, defaultRules)
      const now = START + 1e10
      const said = judgeScan(world, { product: PRODUCT, serial: one }, now, undefined, defaultRules, 0)
      const input: StepInput = {
        event: {
          type: 'dispense',
          detail: {},
          when: { ms: now, offset: 0, precision: 'ms' },
          withheld: [],
          hiddenSubjects: 0,
          subjects: [{ kind: 'unplaced', product: PRODUCT, serial: one }],
        },
        claim: 'f'.repeat(64),
        at: 1000,
        recorded: now,
      }
      const { findings } = step(world, input, defaultRules)
      const stopped = findings.filter(({ code }) => CATALOGUE[code as FindingCode].refuses !== 'never')
      // How much of it was handed out before is not what the question asks.
      const other = stopped.filter(({ code }) => code !== 'MIXED_WHOLE_AND_SPLIT')
      assert.is(
        other.length > 0,
        said.verdict === 'stop',
        JSON.stringify([said.reasons, stopped.map(({ code }) => code)]),
      )
    }),
    { numRuns: 600 },
  )
})

test.run()
