/** Steps of a paper that lie with people: sent, answered, settled by hand. Each is recorded as an observation of its goods. */
import type { PackAnswer, PaperAnswer } from '@packtrail/exchange'
import { partyOption } from '../acts.ts'
import { yearOf } from '../codes.ts'
import type { Call, CommandSpec } from '../command.ts'
import { dataError, usageError } from '../error.ts'
import { EXIT, type ExitCode, worstExit } from '../exit.ts'
import { inputFile } from '../files.ts'
import { readGoods } from '../goods.ts'
import { scannerOf } from '../layout.ts'
import { visible } from '../paint.ts'
import { isAnswerTo, stepsOf, strangersIn } from '../paper-answer.ts'
import { newNumber } from '../paper-file.ts'
import { type FoundPaper, findPaper, note } from '../paper-note.ts'
import { readPapers } from '../papers.ts'
import { renderFaults } from '../render/faults.ts'
import { type Session, withLedger } from '../session.ts'
import { words } from '../words.ts'
import { readKind } from './paper.ts'

const { papers: say } = words

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

export const PAPER_CLOSE: CommandSpec = {
  name: 'paper close',
  group: 'papers',
  args: ['<kind>', '[code...]'],
  options: ['all', 'paper', 'as', 'key'],
  opensLedger: true,
  run: close,
}

async function sent(call: Call): Promise<ExitCode> {
  const [given = ''] = call.args
  return await withLedger(call, 'write', async (session) => {
    const { kind, number, items } = await findPaper(call, session, given)
    // What was rejected goes into the next paper: this one was sent.
    const waiting = items.filter(({ state }) => state !== 'refused')
    if (waiting.length === 0) throw dataError('DATA_BAD', say.wasRefused(number), { hint: say.wasRefusedHint(kind) })
    await note(call, session, { kind, paper: number, step: 'sent' }, waiting)
    await call.out.value({ number, state: 'sent', items: waiting.length })
    await call.out.text(say.sent(number, waiting.length))
    return EXIT.done
  })
}

async function close(call: Call): Promise<ExitCode> {
  const [name = '', ...codes] = call.args
  const kind = await readKind(name)
  const everything = call.flag('all')
  if (everything === codes.length > 0) throw usageError('MISSING_ARGUMENT', say.whatToClose, say.whatToCloseHint)
  const wanted = everything ? undefined : await namedItems(call, codes)
  const party = partyOption(call, 'as')
  return await withLedger(call, 'write', async (session) => {
    const { open, papers } = await readPapers(call, session.ledger)
    const { operator } = session.ledger
    const items = open.filter(
      (one) =>
        one.paper === kind &&
        (party === undefined || (one.agent ?? operator) === party) &&
        (wanted === undefined || wanted.has(one.item)),
    )
    const found = new Set(items.map(({ item }) => item))
    const missing = wanted === undefined ? undefined : [...wanted].find((item) => !found.has(item))
    if (missing !== undefined || items.length === 0)
      throw dataError('NOT_FOUND', say.notOwed(kind, visible(missing ?? '')), { hint: say.notOwedHint(kind) })
    const number = call.text('paper') ?? newNumber(call, kind)
    if (number.trim() === '' || papers.some((one) => one.number === number))
      throw usageError('BAD_ARGUMENT', say.numberTaken(visible(number)), say.unknownPaperHint)
    await note(call, session, { kind, paper: number, step: 'closed' }, items)
    await call.out.value({ number, state: 'closed', items: items.length })
    await call.out.text(say.closed(number, items.length))
    return EXIT.done
  })
}

/** Packs and containers by their codes; a batch or product as `paper owed` names it. */
async function namedItems(call: Call, codes: readonly string[]): Promise<Set<string>> {
  const scanner = await scannerOf(call)
  const names = codes.flatMap((code) => {
    if (/^[^\s()\]]+\/[^\s]+$/.test(code) || /^(sscc|cn|grai|giai|ppn):/.test(code)) return [code]
    const { packs, containers } = readGoods(call, 'observe', [code], scanner)
    return [...packs.map(({ product, serial }) => `${product}/${serial}`), ...containers]
  })
  return new Set(names)
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
    // All of them are looked up before anything is recorded: a wrong number records nothing.
    const found: { readonly answer: PaperAnswer; readonly paper: FoundPaper }[] = []
    for (const answer of read.value) {
      const number = given ?? answer.paper ?? (await numberOfPacks(call, session, answer))
      const paper = await findPaper(call, session, numberOrWords(number, name))
      refuseWrong(answer, paper)
      found.push({ answer, paper })
    }
    const exits: ExitCode[] = []
    for (const { answer, paper } of found) exits.push(await enterAnswer(call, session, answer, paper))
    return worstExit(exits)
  })
}

/** `--paper` chooses, and does not overrule. @throws CliError DATA_BAD */
function refuseWrong(answer: PaperAnswer, { kind, number, all }: FoundPaper): void {
  const hint = say.wrongAnswerHint
  if (!isAnswerTo(answer, kind)) throw dataError('DATA_BAD', say.wrongKind(number, kind), { hint })
  const strangers = strangersIn(answer, all)
  const [first] = strangers
  if (first !== undefined)
    throw dataError('DATA_BAD', say.wrongPacks(number, strangers.length, visible(first.serial)), { hint })
}

/** Packs that are named in words; JSON has all. */
const NAMED = 20

async function enterAnswer(call: Call, session: Session, answer: PaperAnswer, paper: FoundPaper): Promise<ExitCode> {
  const { out } = call
  const { kind, number, items } = paper
  const steps = stepsOf(answer, items)
  for (const { step, code, of } of steps) {
    await note(call, session, { kind, paper: number, step, ...(code === undefined ? {} : { code }) }, of)
  }
  const count = (wanted: string): number => steps.flatMap(({ step, of }) => (step === wanted ? of : [])).length
  const [accepted, refused] = [count('accepted'), count('refused')]
  const waiting = items.filter(({ state }) => state !== 'refused').length - accepted - refused
  const open = Math.max(waiting, 0)
  const { outcome, packs, message, remedy, resultAt } = answer
  await out.value({
    number,
    outcome,
    items: items.length,
    accepted,
    refused,
    waiting: open,
    packs,
    message,
    remedy,
    resultAt,
  })
  await out.text(say.answered(number, accepted, refused, open))
  for (const { serial, code = '', message: why = '', remedy: todo = '' } of packs.filter(isRejected).slice(0, NAMED))
    await out.text(say.rejected(visible(serial), visible(code), visible(why), todo))
  const alerts = packs.filter(({ alert }) => alert !== undefined).length
  if (alerts > 0) await out.text(say.alerts(alerts))
  return packs.some(isRejected) || refused > 0 ? EXIT.bad : EXIT.done
}

function isRejected({ accepted }: PackAnswer): boolean {
  return !accepted
}

function numberOrWords(number: string | undefined, file: string): string {
  if (number !== undefined) return number
  throw usageError('MISSING_ARGUMENT', say.whichPaper(file), say.whichPaperHint)
}

/** The one open paper that speaks of all the packs which an answer names; `undefined` when there is none, or several. */
async function numberOfPacks(call: Call, { ledger }: Session, answer: PaperAnswer): Promise<string | undefined> {
  if (answer.packs.length === 0) return undefined
  const { open } = await readPapers(call, ledger)
  const papers = new Map<string, string[]>()
  for (const { number, item, paper } of open) {
    if (number === undefined || !isAnswerTo(answer, paper)) continue
    const same = papers.get(number)
    if (same === undefined) papers.set(number, [item])
    else same.push(item)
  }
  const found = [...papers].filter(([, items]) => strangersIn(answer, items).length === 0)
  return found.length === 1 ? found[0]?.[0] : undefined
}
