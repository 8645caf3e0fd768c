/** Steps of a paper: prepared and written, sent, answered. Each is recorded as an observation of the goods it speaks of. */
import { join } from 'node:path'
import type { DraftEvent, PackAnswer, PaperAnswer } from '@packtrail/exchange'
import type { OpenItem, PaperKindName, PaperNote } from '@packtrail/regimes'
import { draftsOf, frameOf, type Goods, partyOption } from '../acts.ts'
import { readParty, yearOf } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { dataError, usageError } from '../error.ts'
import { EXIT, type ExitCode, worstExit } from '../exit.ts'
import { exists, inputFile, pathOf } from '../files.ts'
import { writeFile } from '../output-file.ts'
import { visible } from '../paint.ts'
import { speaksOf, stepsOf } from '../paper-answer.ts'
import { batchOf, newNumber, type Planned, type Planner, packsOf } from '../paper-file.ts'
import { PLANNERS } from '../paper-planners.ts'
import { readPapers } from '../papers.ts'
import { actorOf } from '../perform.ts'
import { renderFaults } from '../render/faults.ts'
import { type Session, withLedger } from '../session.ts'
import { words } from '../words.ts'
import { readKind } from './paper.ts'

const { papers: say } = words

export const PAPER_PREPARE: CommandSpec = {
  name: 'paper prepare',
  group: 'papers',
  args: ['<kind>'],
  options: ['dir', 'as', 'key', 'since', 'entry', 'notSupplied', 'refUser', 'billType', 'productData'],
  opensLedger: true,
  run: prepare,
}

export const PAPER_WRITE: CommandSpec = {
  name: 'paper write',
  group: 'papers',
  args: ['<number>'],
  options: ['dir', 'entry', 'notSupplied', 'refUser', 'billType', 'productData'],
  opensLedger: true,
  run: writeAgain,
}

export const PAPER_SENT: CommandSpec = {
  name: 'paper sent',
  group: 'papers',
  args: ['<number>'],
  options: ['as', 'key'],
  opensLedger: true,
  run: sent,
}

export const PAPER_ANSWER: CommandSpec = {
  name: 'paper answer',
  group: 'papers',
  args: ['<file>'],
  options: ['paper', 'as', 'key'],
  opensLedger: true,
  run: takeAnswer,
}

/** Recorded first, written then: a paper that was recorded can be written again, one that was sent must be on record. */
async function prepare(call: Call): Promise<ExitCode> {
  const kind = await readKind(call.args[0] ?? '')
  const planner = plannerOf(kind)
  const folder = await folderOf(call)
  const party = partyOption(call, 'as')
  return await withLedger(call, 'write', async (session) => {
    const { open } = await readPapers(call, session.ledger, { from: call.count('since') ?? 0 })
    const mine = open.filter(
      ({ paper, state, agent }) =>
        paper === kind && (state === 'owed' || state === 'refused') && (party === undefined || agent === party),
    )
    const planned = await planner(call, session, mine, () => newNumber(call, kind))
    for (const { number, items } of planned.plans) {
      await note(call, session, { kind, paper: number, step: 'prepared' }, items)
    }
    return await write(call, folder, planned)
  })
}

async function writeAgain(call: Call): Promise<ExitCode> {
  const [given = ''] = call.args
  const folder = await folderOf(call)
  return await withLedger(call, 'read', async (session) => {
    const items = await itemsOfPaper(call, session, given)
    const { paper: kind, number = given } = items[0] as OpenItem
    return await write(call, folder, await plannerOf(kind)(call, session, items, () => number))
  })
}

async function write(call: Call, folder: string, { plans, left }: Planned): Promise<ExitCode> {
  const { out } = call
  const encoder = new TextEncoder()
  const written: { number: string; file: string; items: number }[] = []
  for (const { number, file, items, chunks } of plans) {
    const name = join(folder, file)
    await writeFile(call.io, name, encoded(encoder, chunks()))
    written.push({ number, file: name, items: items.length })
  }
  await out.value({ papers: written, left })
  if (written.length === 0 && left.length === 0) await out.text(say.nothing)
  for (const { number, file, items } of written) await out.text(say.written(number, file, items))
  if (left.length > 0) await out.say(say.left(left.length, left[0]?.item ?? '', left[0]?.why ?? ''))
  return left.length > 0 ? EXIT.bad : EXIT.done
}

async function* encoded(
  encoder: InstanceType<typeof TextEncoder>,
  pieces: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield encoder.encode(piece)
}

async function sent(call: Call): Promise<ExitCode> {
  const [given = ''] = call.args
  return await withLedger(call, 'write', async (session) => {
    const items = await itemsOfPaper(call, session, given)
    const { paper: kind, number = given } = items[0] as OpenItem
    await note(call, session, { kind, paper: number, step: 'sent' }, items)
    await call.out.value({ number, state: 'sent', items: items.length })
    await call.out.text(say.sent(number, items.length))
    return EXIT.done
  })
}

async function takeAnswer(call: Call): Promise<ExitCode> {
  const { io, out } = call
  const [name = ''] = call.args
  const file = await inputFile(io, name)
  const { readAnswer } = await import('@packtrail/exchange')
  const read = await readAnswer(file.chunks(), { file: name, referenceYear: yearOf(io) })
  if (!read.ok) throw dataError('DATA_BAD', say.notAnAnswer(name), { faults: read.faults, hint: say.notAnAnswerHint })
  if (read.faults.length > 0) await out.say(renderFaults(read.faults, out.paintWords))
  const given = call.text('paper')
  if (given !== undefined && read.value.length > 1) throw usageError('USAGE', say.severalAnswers(name))
  return await withLedger(call, 'write', async (session) => {
    const answered = read.value.map((answer) => ({ answer, number: given ?? answer.paper }))
    const exits: ExitCode[] = []
    // All of them are looked up before anything is recorded: a wrong number records nothing.
    const found: { readonly answer: PaperAnswer; readonly items: readonly OpenItem[] }[] = []
    for (const { answer, number } of answered) {
      const items = number === undefined ? await itemsOfPacks(call, session, answer) : undefined
      found.push({ answer, items: items ?? (await itemsOfPaper(call, session, numberOrWords(number, name))) })
    }
    for (const { answer, items } of found) exits.push(await enterAnswer(call, session, answer, items))
    return worstExit(exits)
  })
}

/** Packs that are named in words; JSON has all. */
const NAMED = 20

async function enterAnswer(
  call: Call,
  session: Session,
  answer: PaperAnswer,
  items: readonly OpenItem[],
): Promise<ExitCode> {
  const { out } = call
  const { paper: kind, number = '' } = items[0] as OpenItem
  const steps = stepsOf(answer, items)
  for (const { step, code, of } of steps) {
    await note(call, session, { kind, paper: number, step, ...(code === undefined ? {} : { code }) }, of)
  }
  const refused = steps.flatMap(({ step, of }) => (step === 'refused' ? of : [])).length
  const { outcome, packs, message, remedy, resultAt } = answer
  await out.value({ number, outcome, items: items.length, refused, packs, message, remedy, resultAt })
  await out.text(say.answered(number, outcome, items.length, refused))
  for (const { serial, code = '', message: why = '', remedy: todo = '' } of packs.filter(isRejected).slice(0, NAMED))
    await out.text(say.rejected(visible(serial), visible(code), visible(why), todo))
  const alerts = packs.filter(({ alert }) => alert !== undefined).length
  if (alerts > 0) await out.text(say.alerts(alerts))
  return refused > 0 ? EXIT.bad : EXIT.done
}

function isRejected({ accepted }: PackAnswer): boolean {
  return !accepted
}

// ---------------------------------------------------------------- helpers of all steps

function plannerOf(kind: PaperKindName): Planner {
  const planner = PLANNERS[kind]
  if (planner !== undefined) return planner
  throw usageError('BAD_ARGUMENT', say.cannotWrite(kind), say.cannotWriteHint(Object.keys(PLANNERS).join(', ')))
}

async function folderOf(call: Call): Promise<string> {
  const folder = call.text('dir') ?? '.'
  const path = pathOf(call.io, folder)
  if (!(await exists(call.io, path))) await call.io.fs.mkdir(path, { recursive: true })
  else if (!(await call.io.fs.stat(path)).isDirectory())
    throw usageError('BAD_ARGUMENT', words.importing.noFolder(folder), words.importing.noFolderHint)
  return folder
}

/** @throws CliError NOT_FOUND when no open paper has the number. */
async function itemsOfPaper(call: Call, { ledger }: Session, number: string): Promise<readonly OpenItem[]> {
  const { open, papers } = await readPapers(call, ledger)
  const numbers = new Set(open.flatMap((one) => (one.number?.startsWith(number) === true ? [one.number] : [])))
  // A paper can be named by the beginning of its number, where no other begins so.
  const [only] = numbers.has(number) ? [number] : numbers.size === 1 ? numbers : []
  const items = open.filter((one) => only !== undefined && one.number === only)
  if (items.length > 0) return items
  if (numbers.size > 1)
    throw usageError('BAD_ARGUMENT', say.severalPapers(visible(number)), [...numbers].slice(0, 5).join(', '))
  const known = papers.find((one) => one.number === number)
  if (known !== undefined) throw dataError('NOT_FOUND', say.settled(visible(number)), { hint: say.unknownPaperHint })
  throw dataError('NOT_FOUND', say.unknownPaper(visible(number)), { hint: say.unknownPaperHint })
}

function numberOrWords(number: string | undefined, file: string): string {
  if (number !== undefined) return number
  throw usageError('MISSING_ARGUMENT', say.whichPaper(file), say.whichPaperHint)
}

/** The one open paper that speaks of all the packs which an answer names; `undefined` when there is none, or several. */
async function itemsOfPacks(
  call: Call,
  { ledger }: Session,
  answer: PaperAnswer,
): Promise<readonly OpenItem[] | undefined> {
  if (answer.packs.length === 0) return undefined
  const { open } = await readPapers(call, ledger)
  const papers = new Map<string, OpenItem[]>()
  for (const one of open) {
    if (one.number === undefined) continue
    const same = papers.get(one.number)
    if (same === undefined) papers.set(one.number, [one])
    else same.push(one)
  }
  const found = [...papers.values()].filter((items) => speaksOf(items, answer))
  return found.length === 1 ? found[0] : undefined
}

async function note(call: Call, session: Session, step: PaperNote, items: readonly OpenItem[]): Promise<void> {
  const { paperDetail, paperDoc, paperKind } = await import('@packtrail/regimes')
  const actor = await actorOf(call, session)
  const frame = frameOf(call, 'observe', readParty(actor.party, words.acts.partyWord))
  const goods = paperKind(step.kind)?.about === 'batches' ? batchGoods(items) : await packGoods(session, items)
  const drafts: DraftEvent[] = draftsOf({ ...frame, detail: paperDetail(step), docs: [paperDoc(step)] }, goods)
  const recorded = await actor.perform(drafts, 'live')
  const failed = recorded.find(({ outcome }) => outcome === 'refused')
  if (failed !== undefined) throw dataError('DATA_BAD', failed.findings[0]?.message ?? say.notRecorded)
}

const NO_GOODS: Goods = { packs: [], containers: [], batches: [], products: [], warnings: [] }

function batchGoods(items: readonly OpenItem[]): Goods {
  return { ...NO_GOODS, batches: items.map(batchOf) }
}

async function packGoods(session: Session, items: readonly OpenItem[]): Promise<Goods> {
  const { packs, left } = await packsOf(session, items)
  return {
    ...NO_GOODS,
    packs: packs.map(({ product, serial, lot }) => ({ product, serial, ...(lot === undefined ? {} : { lot }) })),
    containers: left.map(({ item }) => item),
  }
}
