/** A batch as it was: what a ledger that knows everything sees at a moment is what a fold sees that has come so far. */
import type { ManifestSubject, SeenEvent, Subject } from '@packtrail/protocol'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type BatchState,
  batchAt,
  compareOrder,
  defaultRules,
  eventTime,
  memoryWorld,
  mergeBatch,
  type StepInput,
  step,
  unchangedSince,
} from '../src/index.ts'
import { HOUR, LOT, MAKER, PACKER, PHARMACY, PRODUCT, START, WHOLESALER } from './story.ts'

const test = suite('a batch at a moment')

const batch = { product: PRODUCT, lot: LOT }
const whole: Subject = { kind: 'batch', ...batch }
const expiry = fc.constantFrom('2028-05-31', '2029-01-31')

const manifest = fc
  .record(
    { expiry, units: fc.integer({ min: 1, max: 9 }), made: fc.constant('2026-01-01'), markets: fc.constant(['DE']) },
    { requiredKeys: [] },
  )
  .map(
    (facts): ManifestSubject => ({
      kind: 'manifest',
      ...batch,
      ...(facts as Pick<ManifestSubject, 'expiry'>),
      root: new Uint8Array(32) as ManifestSubject['root'],
      count: 5,
    }),
  )

type Said = Pick<SeenEvent, 'type' | 'detail' | 'subjects'>

const said: fc.Arbitrary<Said> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('commission' as const, 'adopt' as const), manifest)
      .map(([type, subject]): Said => ({ type, detail: {}, subjects: [subject] })),
  },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom('lock' as const, 'unlock' as const, 'quarantine' as const, 'release' as const)
      .map((type): Said => ({ type, detail: {}, subjects: [whole] })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom({}, { market: 'DE' }, { market: 'AT' })
      .map((detail): Said => ({ type: 'recall', detail, subjects: [whole] })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('expiry', 'lot'), expiry, expiry)
      .map(
        ([reason, before, after]): Said => ({ type: 'correct', detail: { reason, before, after }, subjects: [whole] }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Said>({
      type: 'policy',
      detail: {},
      subjects: [{ kind: 'policy', key: `profile:${PRODUCT}/${LOT}`, value: 'eu/1' }],
    }),
  },
)

const story: fc.Arbitrary<StepInput[]> = fc
  .array(fc.tuple(said, fc.integer({ min: 0, max: 6 }), fc.constantFrom(MAKER, PACKER, WHOLESALER, PHARMACY)), {
    minLength: 1,
    maxLength: 14,
  })
  .map((list) =>
    list.map(([what, hour, agent], at): StepInput => {
      const when = { ms: START + hour * HOUR, offset: 0, precision: 'ms' as const }
      const event: SeenEvent = { ...what, when, who: { agent }, withheld: [], hiddenSubjects: 0 }
      return { event, claim: String(at), at, recorded: START + 9 * HOUR + at }
    }),
  )

const sorted = (state: unknown): string =>
  JSON.stringify(state, (_, value) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )

/** States of the batch after each event, in the order of the fold. */
function folded(inputs: readonly StepInput[]): { input: StepInput; time: number; state: BatchState }[] {
  const world = memoryWorld()
  return [...inputs].sort(compareOrder).flatMap((input) => {
    step(world, input, defaultRules)
    const state = world.batch(PRODUCT, LOT)
    return state === undefined ? [] : [{ input, time: eventTime(input.event, input.recorded), state }]
  })
}

test('of what is known in the end, a moment sees what the fold had come to', () => {
  fc.assert(
    fc.property(story, (inputs) => {
      const states = folded(inputs)
      const last = states.at(-1)?.state
      if (last === undefined) return
      const { profiles } = last
      for (const { input, time, state } of states) {
        // Profiles are set by position, before everything else.
        const ought = profiles === undefined ? state : { ...state, profiles }
        assert.is(sorted(batchAt(last, { time, at: input.at })), sorted(ought))
      }
    }),
  )
})

test('what holds for its packs is no other after the last record that changed it', () => {
  fc.assert(
    fc.property(story, (inputs) => {
      const states = folded(inputs)
      const last = states.at(-1)?.state
      for (const { time, state } of states) {
        if (last === undefined || time < unchangedSince(last)) continue
        const { expiry: day, made, units, markets, corrections } = state
        if (states.some((other) => other.time === time && other.state !== state)) continue
        const ought = { expiry: last.expiry, made: last.made, units: last.units, markets: last.markets }
        assert.is(sorted({ expiry: day, made, units, markets }), sorted(ought))
        assert.is(corrections.length, last.corrections.length)
      }
    }),
  )
})

test('a lock, recall or setting that comes late falls into its place', () => {
  const late = new Set(['lock', 'quarantine', 'recall', 'policy'])
  fc.assert(
    fc.property(story, fc.nat(), (inputs, pick) => {
      const some = inputs.filter(({ event }) => late.has(event.type))
      const one = some[pick % Math.max(some.length, 1)]
      const known = folded(inputs.filter((input) => input !== one)).at(-1)?.state
      if (one === undefined || known === undefined) return
      const seen = batchAt(known, { time: eventTime(one.event, one.recorded), at: one.at })
      const world = memoryWorld()
      world.putBatch(seen)
      step(world, one, defaultRules)
      const merged = mergeBatch(known, seen, world.batch(PRODUCT, LOT) as BatchState)
      const { profiles, ...ought } = (folded(inputs).at(-1) as { state: BatchState }).state
      const { profiles: settings = [], ...is } = merged
      assert.is(sorted(is), sorted(ought))
      assert.is(settings.length, profiles?.length ?? 0)
    }),
  )
})

test.run()
