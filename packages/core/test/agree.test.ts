/** The ledger folds as records arrive, an auditor all at once in event time: both must come to the same. */
import type { Finding } from '@packtrail/protocol'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { claimOf } from '../src/claim-in.ts'
import {
  defaultRules,
  eventTime,
  foldAll,
  freshPack,
  type ItemState,
  type MemoryWorld,
  type Mode,
  memoryWorld,
  refusing,
  type StepInput,
} from '../src/custody.ts'
import { cutDraft } from '../src/cut.ts'
import { readConfig } from '../src/head.ts'
import type { Draft, DraftOutcome, Ledger, Store } from '../src/index.ts'
import { makeTables } from '../src/tables.ts'
import {
  at,
  attestAll,
  CASE,
  commission,
  HOUR,
  LOT,
  MAKER,
  memoryStore,
  newWorld,
  PALLET,
  PHARMACY,
  PRODUCT,
  packs,
  removeFolders,
  WHOLESALER,
  type World,
} from './world.ts'

const test = suite('ledger and auditor agree')
test.after(removeFolders)

const FIRST = ['A1', 'A2', 'A3', 'A4', 'A5']
const SECOND = ['B1', 'B2']
const UNKNOWN = 'X9'
const SERIALS = [...FIRST, ...SECOND, UNKNOWN]
const CASES = [CASE, 'sscc:340123450000000031']
const GOODS = [...SERIALS.map((serial) => `${PRODUCT}/${serial}`), ...CASES, PALLET]
const PARTIES = [MAKER, WHOLESALER, PHARMACY]
const MINUTE = 60_000

interface Known {
  readonly inputs: StepInput[]
  readonly world: () => MemoryWorld
}

/** All records of the log, and a world that knows what their manifests say. */
async function recordsOf(ledger: Ledger): Promise<Known> {
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

const said = ({ code, items, message }: { code: string; items: readonly string[]; message: string }): string =>
  `${code} [${[...items].sort()}] ${message}`

const eachItem = ({ code, evidence, items }: Finding): string[] =>
  items.length === 0 ? [`${code} ${evidence[0]}`] : items.map((item) => `${code} ${evidence[0]} ${item}`)

function foldOf(
  { inputs, world }: Known,
  more?: StepInput,
): { world: MemoryWorld; findings: ReturnType<typeof foldAll>['findings'] } {
  const all = world()
  if (more !== undefined) all.addEvent(more.claim, { at: more.at, event: more.event })
  return { world: all, findings: foldAll(all, more === undefined ? inputs : [...inputs, more], defaultRules).findings }
}

const WHOLE: ReadonlySet<string> = new Set(['commission', 'correct'])

/** What the ledger answered is what an auditor would find with this record and not without it. */
function checkAnswer(before: Known, input: StepInput, outcome: DraftOutcome, mode: Mode): void {
  const { findings } = foldOf(before, input)
  const own = findings.filter(({ evidence }) => evidence[0] === input.at)
  const known = new Set(foldOf(before).findings.flatMap(eachItem))
  const fresh = findings.filter((finding) => eachItem(finding).some((one) => !known.has(one)))
  const named = input.event.subjects.some(({ kind }) => kind === 'packs' || kind === 'unplaced' || kind === 'container')
  const judged = named && !WHOLE.has(input.event.type) ? [...own, ...fresh] : own
  const is = outcome.outcome === 'refused'
  assert.is(
    is,
    refusing(judged, mode).length > 0,
    `${input.event.type}: ${outcome.outcome} ${outcome.findings.map(said)}, ${judged.map(said)}`,
  )
  if (is) return
  // Of a late record the ledger may also say what it brings to light of later ones.
  const answered = new Set(outcome.findings.map(said))
  const missing = own.filter((finding) => !answered.has(said(finding)))
  for (const finding of judged) answered.delete(said(finding))
  same([...answered], missing.map(said), input.event.type)
}

/** Says both sides: what a property shrinks is read, not debugged. */
function same(is: unknown, ought: unknown, of: string): void {
  const [a, b] = [JSON.stringify(is), JSON.stringify(ought)]
  assert.ok(a === b, `${of}: ledger ${a}, auditor ${b}`)
}

async function checkStates(ledger: Ledger): Promise<void> {
  const { world } = foldOf(await recordsOf(ledger))
  for (const id of GOODS) {
    const is = await ledger.item(id)
    const slash = id.indexOf('/')
    const member = slash < 0 ? undefined : world.member(id.slice(0, slash), id.slice(slash + 1))
    const ought = world.item(id) ?? (slash < 0 || is === undefined ? undefined : freshPack(world, member))
    same(plain(is?.state), plain(ought), id)
    if (slash < 0) assert.equal([...(is?.children ?? [])].sort(), [...world.children(id)].sort(), id)
  }
}

function plain(state: ItemState | undefined): unknown {
  return state === undefined ? undefined : Object.entries(state).sort(([a], [b]) => (a < b ? -1 : 1))
}

type When = readonly ['now' | 'day' | 'none'] | readonly ['minutes' | 'hours', number]

interface Try {
  readonly what: Pick<Draft, 'type'> & Partial<Draft>
  readonly when: When
  readonly who: string
  readonly mode: Mode
  /** Minutes since the one before. */
  readonly after: number
}

function draftOf({ what, when, who }: Try, now: number): Draft {
  const { when: _, ...by } = at(who, 0)
  const claimed = timeOf(when, now)
  return { ...by, ...what, ...(claimed === undefined ? {} : { when: claimed }) }
}

function timeOf([kind, by = 0]: When, now: number): Draft['when'] {
  if (kind === 'none') return undefined
  const day = 24 * HOUR
  if (kind === 'day') return { ms: Math.floor(now / day) * day, offset: 0, precision: 'day' }
  return { ms: now + (kind === 'hours' ? by * HOUR : by * MINUTE), offset: 60, precision: 'ms' }
}

const some = (list: readonly string[], max: number): fc.Arbitrary<string[]> =>
  fc.subarray([...list], { minLength: 1, maxLength: max })

const time: fc.Arbitrary<When> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(['now'] as const) },
  { weight: 2, arbitrary: fc.integer({ min: -5, max: 5 }).map((by) => ['minutes', by] as const) },
  { weight: 2, arbitrary: fc.integer({ min: -23, max: -1 }).map((by) => ['hours', by] as const) },
  { weight: 2, arbitrary: fc.constantFrom(['day'] as const, ['none'] as const) },
)

const goods = fc.oneof(
  { weight: 6, arbitrary: some(SERIALS, 5).map((serials) => ({ packs: packs(serials) })) },
  { weight: 2, arbitrary: some(CASES, 2).map((containers) => ({ containers })) },
  { weight: 1, arbitrary: fc.constant({ containers: [PALLET] }) },
  { weight: 1, arbitrary: some(SERIALS, 2).map((serials) => ({ packs: packs(serials), containers: [CASE] })) },
)

const trade = fc
  .tuple(fc.constantFrom(...PARTIES), fc.constantFrom(...PARTIES))
  .map(([fromHolder, toHolder]) => ({ trade: { fromHolder, toHolder } }))

const act: fc.Arbitrary<Pick<Draft, 'type'> & Partial<Draft>> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom('ship' as const, 'receive' as const), goods, trade)
      .map(([type, what, how]) => ({ type, ...what, ...how })),
  },
  { weight: 4, arbitrary: goods.map((what) => ({ type: 'dispense' as const, ...what })) },
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
    weight: 2,
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
)

const tries: fc.Arbitrary<Try> = fc.record({
  what: act,
  when: time,
  who: fc.constantFrom(...PARTIES),
  mode: fc.constantFrom<Mode>('document', 'document', 'live', 'observe'),
  after: fc.integer({ min: 1, max: 90 }),
})

/** A correction of one of the records of goods so far, by whom it names. */
function takenBack({ when, after }: Try, { inputs }: Known, now: number): Draft | undefined {
  const records = inputs.filter(({ event }) =>
    event.subjects.some(({ kind }) => kind === 'packs' || kind === 'container'),
  )
  const taken = records[after % Math.max(records.length, 1)]
  const { subjects, who, type } = taken?.event ?? {}
  if (taken === undefined || subjects === undefined || type === 'attempt' || type === 'commission') return undefined
  const claimed = timeOf(when, now)
  return {
    type: 'correct',
    detail: { target: Uint8Array.from(Buffer.from(taken.claim, 'hex')) },
    subjects,
    ...(who === undefined ? {} : { who }),
    ...(claimed === undefined ? {} : { when: claimed }),
  }
}

/** Try one draft, and hold the answer against an auditor's. */
async function tryOne({ ledger, clock }: World, store: Store, one: Try): Promise<void> {
  const { mode } = one
  clock.now += one.after * MINUTE
  const before = await recordsOf(ledger)
  const told = one.what.type === 'correct' ? takenBack(one, before, clock.now) : draftOf(one, clock.now)
  if (told === undefined) return
  const { secret } = readConfig(store)
  const cuts = cutDraft(makeTables(store), secret, told)
  const outcomes = await attestAll(ledger, [told], { mode })
  const [outcome] = outcomes as [DraftOutcome]
  // An event that is cut into several claims has several answers.
  const isKnown = before.inputs.some(({ at: g }) => g === outcome.g)
  if (cuts.length === 1 && outcome.outcome !== 'duplicate' && outcome.g !== undefined && !isKnown) {
    const logged = (await recordsOf(ledger)).inputs
    const record = logged.find(({ at: g }) => g === outcome.g)
    const own = logged.filter(({ at: g }) => before.inputs.every((known) => known.at !== g) && g !== outcome.g)
    if (record !== undefined && cuts[0] !== undefined) {
      const event =
        outcome.outcome === 'refused'
          ? { ...claimOf(secret, cuts[0].event, new Uint8Array(16)).event, withheld: [], hiddenSubjects: 0 }
          : record.event
      checkAnswer({ ...before, inputs: [...before.inputs, ...own] }, { ...record, event }, outcome, mode)
    }
  }
}

const RUNS = Number(process.env['AGREE_RUNS'] ?? 25)

test('whatever is recorded when, states and answers are those of one fold of all records in event time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(tries, { minLength: 3, maxLength: 14 }),
      fc.integer({ min: -1, max: 6 }),
      async (list, lateAt) => {
        const store = await memoryStore()
        const world = await newWorld(store)
        const second = commission(SECOND, 1, 'LOT2')
        await attestAll(world.ledger, lateAt < 0 ? [commission(FIRST), second] : [commission(FIRST)])
        for (const [i, one] of list.entries()) {
          if (i === lateAt) await attestAll(world.ledger, [second])
          await tryOne(world, store, one)
        }
        await checkStates(world.ledger)
        assert.equal((await world.ledger.fsck()).problems, [])
        await world.ledger.close()
      },
    ),
    {
      numRuns: RUNS,
      includeErrorInReport: true,
    },
  )
})

test.run()
