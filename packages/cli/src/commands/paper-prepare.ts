/** What is owed becomes papers: each with a number and a file. */
import { join } from 'node:path'
import type { OpenItem, PaperKindName } from '@packtrail/regimes'
import { partyOption } from '../acts.ts'
import type { Call, CommandSpec } from '../command.ts'
import { usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { exists, pathOf } from '../files.ts'
import { writeFile } from '../output-file.ts'
import { byHand } from '../paper-by-hand.ts'
import { newNumber, type PaperPlan, type Planned, type Planner } from '../paper-file.ts'
import { byParty, findPaper, note } from '../paper-note.ts'
import { PLANNERS } from '../paper-planners.ts'
import { readPapers } from '../papers.ts'
import { type Session, withLedger } from '../session.ts'
import { words } from '../words.ts'
import { readKind } from './paper.ts'

const { papers: say } = words

export const PAPER_PREPARE: CommandSpec = {
  name: 'paper prepare',
  group: 'papers',
  args: ['<kind>'],
  options: ['dir', 'as', 'key', 'since', 'again', 'entry', 'notSupplied', 'refUser', 'billType', 'productData'],
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

/** Recorded first, written then: a paper that was recorded can be written again, one that was sent must be on record. */
async function prepare(call: Call): Promise<ExitCode> {
  const kind = await readKind(call.args[0] ?? '')
  const planner = plannerOf(kind)
  const folder = await folderOf(call)
  const party = partyOption(call, 'as')
  return await withLedger(call, 'write', async (session) => {
    const { open } = await readPapers(call, session.ledger, { from: call.count('since') ?? 0 })
    const { operator } = session.ledger
    const mine = open.filter(
      ({ paper, state, agent }) =>
        paper === kind &&
        (state === 'owed' || state === 'refused') &&
        (party === undefined || (agent ?? operator) === party),
    )
    const parties = [...byParty(mine, operator)]
    // The number of an enterprise there is that of one party.
    if (parties.length > 1 && call.text('refUser') !== undefined)
      throw usageError('MISSING_ARGUMENT', say.severalParties, parties.map(([one]) => one).join(', '))
    const plans: PaperPlan[] = []
    const left: Planned['left'][number][] = []
    for (const [, of] of parties) {
      const planned = await planRounds(call, session, planner, kind, of)
      plans.push(...planned.plans)
      left.push(...planned.left)
    }
    // Everything is tried before anything is recorded: what cannot be written is in no paper.
    for (const { chunks } of plans) for await (const _ of chunks());
    for (const { number, items } of plans) await note(call, session, { kind, paper: number, step: 'prepared' }, items)
    return await write(call, folder, { plans, left })
  })
}

/** An authority is told of the acts on a pack in their order, and of none before the one before it. */
async function planRounds(
  call: Call,
  session: Session,
  planner: Planner,
  kind: PaperKindName,
  items: readonly OpenItem[],
): Promise<Planned> {
  const { paperKind } = await import('@packtrail/regimes')
  const rounds = paperKind(kind)?.about === 'named' ? actByAct(items) : nextOfEach(items)
  const waits = new Set<string>()
  const plans: PaperPlan[] = []
  const left: Planned['left'][number][] = []
  for (const round of rounds) {
    const ready: OpenItem[] = []
    for (const one of round) {
      if (waits.has(one.item)) left.push({ item: one.item, why: say.waits })
      else if (!call.flag('again') && (await byHand(one))) {
        left.push({ item: one.item, why: say.byHand(one.code ?? '') })
        waits.add(one.item)
      } else ready.push(one)
    }
    if (ready.length === 0) continue
    const planned = await planner(call, session, ready, () => newNumber(call, kind))
    plans.push(...planned.plans)
    left.push(...planned.left)
    for (const { item } of planned.left) waits.add(item)
  }
  return { plans, left }
}

/** The first act on each pack, then the second of each that has one. */
function nextOfEach(items: readonly OpenItem[]): readonly (readonly OpenItem[])[] {
  const rounds: OpenItem[][] = []
  const seen = new Map<string, number>()
  for (const one of items) {
    const at = seen.get(one.item) ?? 0
    seen.set(one.item, at + 1)
    const round = rounds[at] ?? []
    rounds[at] = round
    round.push(one)
  }
  return rounds
}

function actByAct(items: readonly OpenItem[]): readonly (readonly OpenItem[])[] {
  const acts = new Map<number, OpenItem[]>()
  for (const one of [...items].sort((a, b) => a.g - b.g)) {
    const act = acts.get(one.g) ?? []
    acts.set(one.g, act)
    act.push(one)
  }
  return [...acts.values()]
}

async function writeAgain(call: Call): Promise<ExitCode> {
  const [given = ''] = call.args
  const folder = await folderOf(call)
  return await withLedger(call, 'read', async (session) => {
    const { kind, number, items } = await findPaper(call, session, given)
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

function plannerOf(kind: PaperKindName): Planner {
  const planner = PLANNERS[kind]
  if (planner !== undefined) return planner
  throw usageError('BAD_ARGUMENT', say.cannotWrite(kind), say.cannotWriteHint(Object.keys(PLANNERS).join(', '), kind))
}

async function folderOf(call: Call): Promise<string> {
  const folder = call.text('dir') ?? '.'
  const path = pathOf(call.io, folder)
  if (!(await exists(call.io, path))) await call.io.fs.mkdir(path, { recursive: true })
  else if (!(await call.io.fs.stat(path)).isDirectory())
    throw usageError('BAD_ARGUMENT', words.importing.noFolder(folder), say.noFolderHint)
  return folder
}
