/** One pass over the log: which papers are owed, and what became of them. Market by market, as the acts and the settings say. */
import { type PlaceId, parsePlaceId, partyOf } from '@packtrail/codes'
import type { EventFilter, Ledger, LoggedEvent } from '@packtrail/core'
import { type SeenEvent, toHex } from '@packtrail/protocol'
import type { OpenItem, PaperBook, PaperReport } from '@packtrail/regimes'
import type { Call } from './command.ts'
import { MARKET_KEY } from './market.ts'
import { progress } from './progress.ts'
import { marketOfPack } from './regime.ts'
import { words } from './words.ts'

export interface Papers {
  readonly open: readonly OpenItem[]
  readonly papers: readonly PaperReport[]
  /** Acts at a counter of which no market is known: nobody can say what they owe. */
  readonly unknown: number
}

/** @param filter Log positions, where the log is long. */
export async function readPapers(call: Call, ledger: Ledger, filter: EventFilter = {}): Promise<Papers> {
  const { makePaperBook, paperNote } = await import('@packtrail/regimes')
  const pass: Pass = { book: makePaperBook(), settings: new Map(), markets: new Map(), unknown: 0 }
  const bar = progress(call.io, words.papers.reading, ledger.stats().entries)
  for await (const logged of ledger.events(filter)) {
    bar.at(logged.g)
    const { event } = logged
    learn(event, pass)
    const note = paperNote(event)
    if (note !== undefined) pass.book.note(note, itemsOf(event))
    else if (event.type === 'correct' && event.detail.target !== undefined) pass.book.cancel(toHex(event.detail.target))
    else takeAct(logged, pass)
  }
  await bar.end()
  const open = [...pass.book.open()]
  return { open, papers: pass.book.papers(), unknown: pass.unknown }
}

interface Pass {
  readonly book: PaperBook
  readonly settings: Map<string, string>
  /** The markets a batch is meant for. */
  readonly markets: Map<string, readonly string[]>
  unknown: number
}

function learn(event: SeenEvent, { settings, markets }: Pass): void {
  for (const subject of event.subjects) {
    if (subject.kind === 'policy') settings.set(subject.key, subject.value)
    else if (subject.kind === 'manifest') markets.set(`${subject.product}/${subject.lot}`, subject.markets ?? [])
  }
}

const AT_COUNTER: readonly string[] = ['dispense', 'return']

function takeAct({ g, claim, event, recorded, signer }: LoggedEvent, pass: Pass): void {
  const agent = event.who?.agent ?? signer
  const when = event.when
  const time = when?.ms ?? recorded
  const day = new Date(time + (when?.offset ?? 0) * 60_000).toISOString().slice(0, 10)
  const byMarket = new Map<string | undefined, string[]>()
  for (const [item, lot] of itemsWithLots(event)) {
    for (const market of marketsOf(event, agent, item, lot, pass)) {
      const known = byMarket.get(market)
      if (known === undefined) byMarket.set(market, [item])
      else known.push(item)
    }
  }
  for (const [market, items] of byMarket) {
    if (market === undefined) pass.unknown += AT_COUNTER.includes(event.type) ? items.length : 0
    else pass.book.act({ g, claim, type: event.type, undoes: event.detail.undoes, agent, market, day, time, items })
  }
}

/** Where an act happened; a registration concerns every market that its packs are meant for. */
function marketsOf(
  { type, detail, where }: SeenEvent,
  agent: string | undefined,
  item: string,
  lot: string | undefined,
  { settings, markets }: Pass,
): readonly (string | undefined)[] {
  const batch = markets.get(`${item.slice(0, item.indexOf('/'))}/${lot}`) ?? []
  if (type === 'commission' && batch.length > 0) return batch
  const places = [where?.bizLocation, where?.readPoint, agent].flatMap((place) =>
    place === undefined ? [] : [place, ownerOf(place)],
  )
  const keys = [...places.map((place) => `${MARKET_KEY}:${place}`), MARKET_KEY]
  const set = keys.map((key) => settings.get(key)).find((value) => value !== undefined)
  return [marketOfPack(detail.market ?? set, item, batch)]
}

function ownerOf(place: string): string {
  const read = parsePlaceId(place)
  return read.ok ? partyOf(read.value) : partyOf(place as PlaceId)
}

/** What a report is about: packs, cases, and of a registration its batch. */
function* itemsWithLots({ type, subjects }: SeenEvent): Generator<readonly [item: string, lot?: string]> {
  for (const subject of subjects) {
    switch (subject.kind) {
      case 'packs':
        for (const serial of subject.serials) yield [`${subject.product}/${serial}`, subject.lot]
        break
      case 'unplaced':
        yield [`${subject.product}/${subject.serial}`]
        break
      case 'container':
        // A case that is registered belongs to the report of the batch that is in it.
        if (subject.role === 'self' && type !== 'commission') yield [subject.container]
        break
      case 'manifest':
      case 'batch':
        yield [`${subject.product}/${subject.lot}`, subject.lot]
        break
      default:
    }
  }
}

function itemsOf(event: SeenEvent): string[] {
  return [...itemsWithLots(event)].map(([item]) => item)
}
