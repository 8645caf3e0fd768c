import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { claimOf } from '../src/claim-in.ts'
import { freshPack, type ItemState, type Mode, NEW_BATCH, refusing, type StepInput } from '../src/custody.ts'
import { cutDraft } from '../src/cut.ts'
import { plainText } from '../src/fsck-state.ts'
import { readConfig } from '../src/head.ts'
import type { DraftOutcome, Ledger, Store } from '../src/index.ts'
import { makeTables } from '../src/tables.ts'
import {
  eachItem,
  foldOf,
  GOODS,
  type Known,
  MINUTE,
  recordsOf,
  registeredAt,
  said,
  stories,
  type Try,
  toldOf,
  tries,
} from './stories.ts'
import { attestAll, LOT, memoryStore, newWorld, PRODUCT, removeFolders, type World } from './world.ts'

const test = suite('ledger and auditor agree')
test.after(removeFolders)

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
  const ought = refusing(judged, mode).length > 0
  // What is handed out now is judged by what is known now, whatever time is claimed.
  if (is && !ought && mode === 'live' && input.event.type === 'dispense') return
  // What the ledger itself refuses, whatever the goods: the record must name all that it takes back.
  if (is && outcome.findings.some(({ code }) => code === 'CORRECTION_INCOMPLETE')) return
  assert.is(is, ought, `${input.event.type}: ${outcome.outcome} ${outcome.findings.map(said)}, ${judged.map(said)}`)
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
  for (const lot of [LOT, 'LOT2', 'LOT3']) {
    const nothing = { product: PRODUCT, lot, ...NEW_BATCH }
    same(plainText(ledger.batch(PRODUCT, lot)?.state ?? nothing), plainText(world.batch(PRODUCT, lot) ?? nothing), lot)
  }
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

/** Try one draft, and hold the answer against an auditor's. */
async function tryOne({ ledger, clock }: World, store: Store, one: Try): Promise<void> {
  const { mode } = one
  clock.now += one.after * MINUTE
  const before = await recordsOf(ledger)
  const told = await toldOf(one, async () => before, clock.now)
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
    fc.asyncProperty(stories(tries, 14), async (story) => {
      const store = await memoryStore()
      const world = await newWorld(store)
      await attestAll(world.ledger, registeredAt(story, -1), { mode: 'observe' })
      for (const [i, one] of story.list.entries()) {
        await attestAll(world.ledger, registeredAt(story, i), { mode: 'observe' })
        await tryOne(world, store, one)
      }
      await attestAll(world.ledger, registeredAt(story, story.list.length), { mode: 'observe' })
      await checkStates(world.ledger)
      // Its scratch database costs more than all else here.
      if (story.comes[0] === 0) assert.equal((await world.ledger.fsck()).problems, [])
      await world.ledger.close()
    }),
    {
      numRuns: RUNS,
      includeErrorInReport: true,
    },
  )
})

test.run()
