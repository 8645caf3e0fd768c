/** One pass over the log: which papers are owed, and what became of them. Market by market, as the acts and the settings say. */
import type { EventFilter, Ledger, LoggedEvent } from '@packtrail/core'
import { toHex } from '@packtrail/protocol'
import type * as Rules from '@packtrail/regimes'
import type { OpenItem, PaperBook, PaperKindName, PaperNote, PaperReport } from '@packtrail/regimes'
import type { Call } from './command.ts'
import { actsOf, goodsOf } from './paper-act.ts'
import { type MarketOf, readMarkets } from './paper-market.ts'
import { packsInside } from './papers-inside.ts'
import { progress } from './progress.ts'
import { words } from './words.ts'

export interface Papers {
  readonly open: readonly OpenItem[]
  readonly papers: readonly PaperReport[]
  /** Acts at a counter of which no market is known: nobody can say what they owe. */
  readonly unknown: number
  /** Markets of acts of which no duties are known. */
  readonly unlisted: readonly string[]
  /** Goods that strangers said were told: nobody but who owes a paper may say so. */
  readonly foreign: number
}

export interface PapersOptions extends EventFilter {
  /** Called with every note of a paper that counts. */
  readonly onNote?: (note: PaperNote, items: readonly string[]) => void
}

/** @param options Log positions, where the log is long. */
export async function readPapers(call: Call, ledger: Ledger, options: PapersOptions = {}): Promise<Papers> {
  const rules = await import('@packtrail/regimes')
  const { isPaperNote, makePaperBook, paperNote } = rules
  const { onNote, ...filter } = options
  const book = makePaperBook()
  const pass: Pass = {
    ledger,
    rules,
    book,
    marketOf: await readMarkets(ledger),
    unknown: 0,
    unlisted: new Set(),
    foreign: 0,
  }
  const bar = progress(call.io, words.papers.reading, ledger.stats().entries)
  for await (const logged of ledger.events(filter)) {
    bar.at(logged.g)
    const { event } = logged
    const note = paperNote(event)
    if (note !== undefined) takeNote(logged, note, pass, onNote)
    else if (event.type === 'correct' && event.detail.target !== undefined) await takeCorrection(logged, pass)
    else if (!isPaperNote(event)) await takeAct(logged, pass)
  }
  await bar.end()
  const { unknown, foreign } = pass
  return { open: [...book.open()], papers: book.papers(), unknown, unlisted: [...pass.unlisted], foreign }
}

interface Pass {
  readonly rules: typeof Rules
  readonly ledger: Ledger
  readonly book: PaperBook
  readonly marketOf: MarketOf
  unknown: number
  readonly unlisted: Set<string>
  foreign: number
}

/** A note counts from the party that owes the paper, or from the operator, who vouches for what has no signature. */
function takeNote(logged: LoggedEvent, note: PaperNote, pass: Pass, onNote: PapersOptions['onNote']): void {
  const { event, signer } = logged
  const { operator } = pass.ledger
  const author = event.who?.agent ?? signer ?? operator
  const isTrue = signer === undefined || signer === author
  const may = (agent: string | undefined): boolean => isTrue && (author === operator || author === (agent ?? operator))
  for (const { what, items } of goodsOf(event)) {
    const foreign = pass.book.note(note, what, items, may)
    pass.foreign += foreign
    if (foreign === 0) onNote?.(note, items)
  }
}

const AT_COUNTER: readonly string[] = ['dispense', 'return']

async function takeAct(logged: LoggedEvent, pass: Pass): Promise<void> {
  const { isMarketKnown } = pass.rules
  for (const { market, ...act } of actsOf(logged, pass.marketOf)) {
    if (market === undefined) pass.unknown += AT_COUNTER.includes(act.type) ? act.items.length : 0
    else if (!isMarketKnown(market)) pass.unlisted.add(market)
    else for (const [of, each] of await byPapers({ ...act, market }, pass)) pass.book.act(each, of)
  }
}

/** What a correction takes back; a correction of a correction puts the act back (docs/spec/14-custody.md#order). */
async function takeCorrection(logged: LoggedEvent, pass: Pass): Promise<void> {
  const target = await targetOf(logged, pass.ledger)
  if (target === undefined) return
  const again = target.event.type === 'correct' ? await targetOf(target, pass.ledger) : undefined
  const when = logged.event.when
  const time = when?.ms ?? logged.recorded
  const day = new Date(time + (when?.offset ?? 0) * 60_000).toISOString().slice(0, 10)
  const by = { g: logged.g, claim: logged.claim, day, time }
  for (const { market, ...act } of actsOf(again ?? target, pass.marketOf)) {
    if (market === undefined) continue
    for (const [of, each] of await byPapers({ ...act, market }, pass)) {
      if (again === undefined) pass.book.correct(each, by, of)
      else pass.book.reinstate(each, target.g, by, of)
    }
  }
}

type BookAct = Parameters<PaperBook['act']>[0]
type Of = (paper: PaperKindName) => boolean

/** A case is told as it was named, or as every pack that was inside when it happened: the one of whom it was told decides. */
async function byPapers(act: BookAct, { ledger, rules }: Pass): Promise<readonly (readonly [Of, BookAct])[]> {
  const { dutiesOf, paperKind } = rules
  const about = (paper: PaperKindName): string => paperKind(paper)?.about ?? 'named'
  const named: Of = (paper) => about(paper) === 'named' || about(paper) === (act.what === 'pack' ? 'packs' : 'batches')
  if (act.what !== 'container') return [[named, act]]
  const inPacks: Of = (paper) => about(paper) === 'packs'
  const asNamed = [(paper: PaperKindName) => about(paper) === 'named', act] as const
  if (!dutiesOf(act.market, act.type, act.day).some(({ paper }) => inPacks(paper))) return [asNamed]
  const packs = new Set<string>()
  for (const container of act.items) for (const pack of await packsInside(ledger, container, act.g)) packs.add(pack)
  return [asNamed, [inPacks, { ...act, what: 'pack', items: [...packs] }]]
}

/** The record before this one that it takes back: nobody takes back what another did. */
async function targetOf({ g: by, event, signer }: LoggedEvent, ledger: Ledger): Promise<LoggedEvent | undefined> {
  if (event.detail.target === undefined) return undefined
  const g = ledger.positionOf(toHex(event.detail.target))
  if (g === undefined || g >= by) return undefined
  const author = event.who?.agent ?? signer
  for await (const found of ledger.events({ from: g, to: g + 1 })) {
    const other = found.event.who?.agent ?? found.signer
    if (author === undefined || other === undefined || author === other) return found
  }
  return undefined
}
