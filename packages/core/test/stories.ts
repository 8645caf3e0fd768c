/** Random stories of a few packs, cases and parties, as their records come; and what the log says of them. */
import type { Finding, Subject } from '@packtrail/protocol'
import fc from 'fast-check'
import {
  defaultRules,
  eventTime,
  foldAll,
  type MemoryWorld,
  type Mode,
  memoryWorld,
  type StepInput,
} from '../src/custody.ts'
import type { Draft, DraftCommission, Ledger } from '../src/index.ts'
import {
  at,
  CASE,
  commission,
  HOUR,
  LOT,
  MAKER,
  OPERATOR,
  PALLET,
  PHARMACY,
  PRODUCT,
  packs,
  WHOLESALER,
} from './world.ts'

export const FIRST = ['A1', 'A2', 'A3', 'A4', 'A5']
export const SECOND = ['B1', 'B2']
export const UNKNOWN = 'X9'
export const SERIALS = [...FIRST, ...SECOND, UNKNOWN]
export const CASES = [CASE, 'sscc:340123450000000031']
export const GOODS = [...SERIALS.map((serial) => `${PRODUCT}/${serial}`), ...CASES, PALLET]
export const SECOND_MAKER = 'gln:4012345000047'
export const PARTIES = [MAKER, SECOND_MAKER, WHOLESALER, PHARMACY]

const EXPIRIES = ['2026-11-01', '2026-11-02', '2028-12-31', '2029-01-31']

/** The lot, of two makers and with a pack that was adopted; and another lot. */
export function registrations(expiry: string): readonly [Draft, ...Draft[]] {
  const { commission: second } = commission(['A4'])
  const { commission: adopted } = commission(['A5'])
  return [
    commission(['A1', 'A2', 'A3'], 0),
    { type: 'commission', ...at(SECOND_MAKER, 6), commission: { ...(second as DraftCommission), expiry, units: 3 } },
    { type: 'adopt', ...at(WHOLESALER, 9), commission: { ...(adopted as DraftCommission), markets: ['DE'] } },
    commission(SECOND, 1, 'LOT2'),
  ]
}

/** A story with the place where each registration but the first comes; before it when negative. */
export interface Story {
  readonly list: readonly Try[]
  readonly expiry: string
  readonly comes: readonly number[]
}

export function stories(of: fc.Arbitrary<Try>, maxLength: number): fc.Arbitrary<Story> {
  return fc.record({
    list: fc.array(of, { minLength: 3, maxLength }),
    expiry: fc.constantFrom('2028-12-31', '2028-12-31', '2026-11-01'),
    comes: fc.array(fc.integer({ min: -4, max: 6 }), { minLength: 3, maxLength: 3 }),
  })
}

/** What comes before the record with this number; before the first one when -1, behind the last when it is their number. */
export function registeredAt({ expiry, comes, list }: Story, index: number): readonly Draft[] {
  const [first, ...rest] = registrations(expiry)
  const now = rest.filter((_, i) => Math.min(Math.max(comes[i] ?? -1, -1), list.length) === index)
  return index < 0 ? [first, ...now] : now
}
export const MINUTE = 60_000

export interface Known {
  readonly inputs: StepInput[]
  readonly world: () => MemoryWorld
}

/** All records of the log, and a world that knows what their manifests say. */
export async function recordsOf(ledger: Ledger): Promise<Known> {
  const inputs: StepInput[] = []
  const members: (readonly [string, Parameters<MemoryWorld['addMember']>[2]])[] = []
  for await (const { g, recorded, event, claim, signer, serials } of ledger.events()) {
    inputs.push({ event, claim, at: g, recorded, ...(signer === undefined ? {} : { signer }) })
    for (const subject of event.subjects) {
      if (subject.kind !== 'manifest') continue
      const membership = { product: subject.product, lot: subject.lot, at: g, time: eventTime(event, recorded) }
      for (const serial of serials()) members.push([serial, membership])
    }
  }
  const world = (): MemoryWorld => {
    const made = memoryWorld()
    for (const [serial, member] of members) made.addMember(member.product, serial, member)
    for (const { claim, at: g, event, signer } of inputs) {
      made.addEvent(claim, {
        at: g,
        event: { ...event, subjects: event.subjects },
        ...(signer === undefined ? {} : { signer }),
      })
    }
    return made
  }
  return { inputs, world }
}

export const said = ({ code, items, message }: { code: string; items: readonly string[]; message: string }): string =>
  `${code} [${[...items].sort()}] ${message}`

export const eachItem = ({ code, evidence, items }: Finding): string[] =>
  items.length === 0 ? [`${code} ${evidence[0]}`] : items.map((item) => `${code} ${evidence[0]} ${item}`)

export function foldOf(
  { inputs, world }: Known,
  more?: StepInput,
): { world: MemoryWorld; findings: ReturnType<typeof foldAll>['findings'] } {
  const all = world()
  if (more !== undefined) all.addEvent(more.claim, { at: more.at, event: more.event })
  return { world: all, findings: foldAll(all, more === undefined ? inputs : [...inputs, more], defaultRules).findings }
}

export type When = readonly ['now' | 'day' | 'none'] | readonly ['minutes' | 'hours', number]

export interface Try {
  readonly what: Pick<Draft, 'type'> & Partial<Draft>
  readonly when: When
  readonly who: string
  readonly mode: Mode
  /** Minutes since the one before. */
  readonly after: number
}

/** What is said of a try, as far as there is anything to say. */
export async function toldOf(one: Try, records: () => Promise<Known>, now: number): Promise<Draft | undefined> {
  const { type, detail } = one.what
  return type === 'correct' && detail === undefined ? takenBack(one, await records(), now) : draftOf(one, now)
}

export function draftOf({ what, when, who }: Try, now: number): Draft {
  if (what.type === 'policy' || what.type === 'product') return { ...what, who: { agent: OPERATOR } }
  const { when: _, ...by } = at(who, 0)
  const claimed = timeOf(when, now)
  return { ...by, ...what, ...(claimed === undefined ? {} : { when: claimed }) }
}

export function timeOf([kind, by = 0]: When, now: number): Draft['when'] {
  if (kind === 'none') return undefined
  const day = 24 * HOUR
  if (kind === 'day') return { ms: Math.floor(now / day) * day, offset: 0, precision: 'day' }
  return { ms: now + (kind === 'hours' ? by * HOUR : by * MINUTE), offset: 60, precision: 'ms' }
}

export const some = (list: readonly string[], max: number): fc.Arbitrary<string[]> =>
  fc.subarray([...list], { minLength: 1, maxLength: max })

export const time: fc.Arbitrary<When> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(['now'] as const) },
  { weight: 2, arbitrary: fc.integer({ min: -5, max: 5 }).map((by) => ['minutes', by] as const) },
  { weight: 2, arbitrary: fc.integer({ min: -23, max: -1 }).map((by) => ['hours', by] as const) },
  { weight: 2, arbitrary: fc.constantFrom(['day'] as const, ['none'] as const) },
)

export const goods = fc.oneof(
  { weight: 6, arbitrary: some(SERIALS, 5).map((serials) => ({ packs: packs(serials) })) },
  { weight: 2, arbitrary: some(CASES, 2).map((containers) => ({ containers })) },
  { weight: 1, arbitrary: fc.constant({ containers: [PALLET] }) },
  { weight: 1, arbitrary: some(SERIALS, 2).map((serials) => ({ packs: packs(serials), containers: [CASE] })) },
)

export const trade = fc
  .tuple(fc.constantFrom(...PARTIES), fc.constantFrom(...PARTIES))
  .map(([fromHolder, toHolder]) => ({ trade: { fromHolder, toHolder } }))

export const act: fc.Arbitrary<Pick<Draft, 'type'> & Partial<Draft>> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom('ship' as const, 'receive' as const), goods, trade)
      .map(([type, what, how]) => ({ type, ...what, ...how })),
  },
  { weight: 4, arbitrary: goods.map((what) => ({ type: 'dispense' as const, ...what })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('dispense' as const, 'return' as const), fc.integer({ min: 1, max: 3 }), some(SERIALS, 2))
      .map(([type, units, serials]) => ({ type, detail: { units }, packs: packs(serials) })),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          'lock' as const,
          'unlock' as const,
          'quarantine' as const,
          'release' as const,
          'lose' as const,
          'find' as const,
          'observe' as const,
          'destroy' as const,
          'return' as const,
          'recall' as const,
          'export' as const,
        ),
        goods,
      )
      .map(([type, what]) => ({ type, ...what })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          'dispense' as const,
          'lock' as const,
          'quarantine' as const,
          'ship' as const,
          'export' as const,
        ),
        goods,
      )
      .map(([undoes, what]) => ({ type: 'undo' as const, detail: { undoes }, ...what })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom('aggregate' as const, 'disaggregate' as const),
        some(SERIALS, 4),
        fc.constantFrom(...CASES),
      )
      .map(([type, serials, parent]) => ({ type, packs: packs(serials), parent })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('aggregate' as const, 'disaggregate' as const), some(CASES, 2))
      .map(([type, containers]) => ({ type, containers, parent: PALLET })),
  },
  { weight: 1, arbitrary: fc.constantFrom(CASE, PALLET).map((parent) => ({ type: 'disaggregate' as const, parent })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          'lock' as const,
          'unlock' as const,
          'quarantine' as const,
          'release' as const,
          'recall' as const,
        ),
        fc.constantFrom(LOT, 'LOT2', 'LOT3'),
      )
      .map(([type, lot]) => ({ type, batches: [{ product: PRODUCT, lot }] })),
  },
  { weight: 2, arbitrary: fc.constant({ type: 'correct' as const }) },
  { weight: 2, arbitrary: some(SERIALS, 2).map((serials) => ({ type: 'correct' as const, packs: packs(serials) })) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(LOT, 'LOT2')
      .map((lot) => ({ type: 'correct' as const, batches: [{ product: PRODUCT, lot }] })),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 2, max: 4 }).map((units) => ({
      type: 'product' as const,
      subjects: [{ kind: 'product' as const, product: PRODUCT, units }],
    })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...EXPIRIES), fc.constantFrom(...EXPIRIES), fc.constantFrom(LOT, LOT, 'LOT2'))
      .filter(([before, after]) => before !== after)
      .map(([before, after, lot]) => ({
        type: 'correct' as const,
        detail: { reason: 'expiry', before, after },
        batches: [{ product: PRODUCT, lot }],
      })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom(`${PRODUCT}/${LOT}`, `${PRODUCT}/LOT2`, MAKER, WHOLESALER, PHARMACY),
        fc.constantFrom('default/1', 'eu/1', 'us/1', 'strict/1'),
      )
      .map(([of, value]) => ({
        type: 'policy' as const,
        subjects: [{ kind: 'policy' as const, key: `profile:${of}`, value }],
      })),
  },
)

export const tries: fc.Arbitrary<Try> = fc.record({
  what: act,
  when: time,
  who: fc.constantFrom(...PARTIES),
  mode: fc.constantFrom<Mode>('document', 'document', 'live', 'observe'),
  after: fc.integer({ min: 1, max: 90 }),
})

/** A correction of one of the records so far, by whom it names; where the try names goods, of these and not of those of the record. */
export function takenBack({ what, when, after }: Try, { inputs }: Known, now: number): Draft | undefined {
  const records = inputs.filter(({ event }) => event.type !== 'attempt')
  const taken = records[after % Math.max(records.length, 1)]
  if (taken === undefined) return undefined
  const { subjects, who } = taken.event
  const goods = subjects.flatMap((subject): Subject[] => {
    const { kind } = subject
    if (kind === 'manifest') return [{ kind: 'batch', product: subject.product, lot: subject.lot }]
    return kind === 'packs' || kind === 'unplaced' || kind === 'container' || kind === 'batch' ? [subject] : []
  })
  const claimed = timeOf(when, now)
  return {
    type: 'correct',
    detail: { target: Uint8Array.from(Buffer.from(taken.claim, 'hex')) },
    ...(what.packs !== undefined || what.batches !== undefined
      ? what
      : { subjects: goods.length > 0 ? goods : [{ kind: 'batch', product: PRODUCT, lot: LOT }] }),
    ...(who === undefined ? {} : { who }),
    ...(claimed === undefined ? {} : { when: claimed }),
  }
}
