/** The papers that authorities are owed: what is open, what became of it. Nothing is sent from here. */
import type { OpenItem, PaperKindName, PaperReport } from '@packtrail/regimes'
import { partyOption } from '../acts.ts'
import type { Call, CommandSpec } from '../command.ts'
import { usageError } from '../error.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { visible } from '../paint.ts'
import { byHand } from '../paper-by-hand.ts'
import { readPapers } from '../papers.ts'
import { doubtIn, withLedger } from '../session.ts'
import { nearest } from '../suggest.ts'
import { table } from '../width.ts'
import { words } from '../words.ts'

const { papers: say } = words

export const PAPER_OWED: CommandSpec = {
  name: 'paper owed',
  group: 'papers',
  args: ['[kind]'],
  options: ['as', 'since', 'all'],
  opensLedger: true,
  run: owed,
}

export const PAPER_LIST: CommandSpec = {
  name: 'paper list',
  group: 'papers',
  opensLedger: true,
  run: list,
}

/** Lines of goods that are shown; `--all` and `--json` have all. */
const SHOWN = 20

async function owed(call: Call): Promise<ExitCode> {
  const { out } = call
  const [given] = call.args
  const kind = given === undefined ? undefined : await readKind(given)
  const party = partyOption(call, 'as')
  return await withLedger(call, 'read', async ({ ledger, doubt }) => {
    const { open, unknown, unlisted, foreign } = await readPapers(call, ledger, { from: call.count('since') ?? 0 })
    const mine = open.filter(
      ({ paper, agent }) =>
        (kind === undefined || paper === kind) && (party === undefined || (agent ?? ledger.operator) === party),
    )
    const byHands = await Promise.all(mine.map(byHand))
    const marked = mine.map((one, i) => (byHands[i] === true ? { ...one, byHand: true } : one))
    await out.value({ owed: marked, noMarket: unknown, unlisted, foreign, ...doubtIn(doubt) })
    const nothing = unknown > 0 || unlisted.length > 0 ? say.nothingKnown : say.nothing
    await out.text(mine.length === 0 ? nothing : await showOpen(call, marked))
    if (unknown > 0) await out.say(say.noMarketFor(unknown))
    if (unlisted.length > 0) await out.say(say.unlisted(unlisted.join(', ')))
    if (foreign > 0) await out.say(say.foreign(foreign))
    return doubt === undefined ? EXIT.done : EXIT.bad
  })
}

async function showOpen(call: Call, items: readonly (OpenItem & { readonly byHand?: boolean })[]): Promise<string> {
  const { paperKind } = await import('@packtrail/regimes')
  const kinds = [...new Set(items.map(({ paper }) => paper))]
  return kinds
    .map((paper) => {
      const of = items.filter((one) => one.paper === paper)
      const kind = paperKind(paper)
      const shown = call.flag('all') ? of : of.slice(0, SHOWN)
      const rows = shown.map(({ day, act, item, state, number = '', code = '', byHand: hand }) => [
        day,
        act,
        visible(item),
        say.states[state] ?? state,
        visible(code === '' ? number : `${number} ${code}`) + (hand === true ? `  ${say.byHandMark}` : ''),
      ])
      const rest = of.length - shown.length
      const head = `${call.out.paint(paper, 'bold')}  ${say.toWhom(kind?.to ?? '', kind?.name ?? '', of.length)}\n`
      return `${head}${table(rows)}${rest > 0 ? say.more(rest) : ''}${kind?.written === true ? '' : say.notWritten(paper)}`
    })
    .join('\n')
}

async function list(call: Call): Promise<ExitCode> {
  const { out } = call
  return await withLedger(call, 'read', async ({ ledger, doubt }) => {
    const { papers } = await readPapers(call, ledger)
    await out.value({ papers, ...doubtIn(doubt) })
    await out.text(papers.length === 0 ? say.noPapers : table(papers.map(rowOf)))
    return doubt === undefined ? EXIT.done : EXIT.bad
  })
}

function rowOf({ number, paper, state, items, accepted, refused }: PaperReport): string[] {
  return [visible(number), paper, say.states[state] ?? state, say.counts(items, accepted, refused)]
}

/** @throws CliError BAD_ARGUMENT with the nearest kind. */
export async function readKind(text: string): Promise<PaperKindName> {
  const { PAPER_KINDS, paperKind } = await import('@packtrail/regimes')
  const kind = paperKind(text)
  if (kind !== undefined) return kind.kind
  const names = PAPER_KINDS.map((one) => one.kind)
  const near = nearest(text, names)
  const hint = near === undefined ? say.kindHint(names.join(', ')) : words.didYouMean(near)
  throw usageError('BAD_ARGUMENT', say.badKind(visible(text)), hint)
}
