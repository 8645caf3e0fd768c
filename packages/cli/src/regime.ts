/** What the market still asks for after an act: Packtrail is none of the official systems, and says so each time. */
import type { PackId } from '@packtrail/codes'
import type { ItemReport } from '@packtrail/core'
import type { EventType } from '@packtrail/protocol'
import type { Call } from './command.ts'
import { isoTime, timeNow } from './time.ts'
import { words } from './words.ts'

export interface OwedPaper {
  readonly paper: string
  /** Who is to be told, in words. */
  readonly to: string
  /** What, in words. */
  readonly name: string
  /** Owed only if; nobody here knows whether. */
  readonly onlyIf?: string | undefined
}

/** Documented: docs/reference/json.md#verdict. */
export interface Regime {
  readonly market?: string | undefined
  /** Absent where no market is known, or the table of duties does not speak of it. */
  readonly owed?: readonly OwedPaper[]
}

/** The market where it happened, else the only one the pack is meant for: an act in China that names none is still one in China. */
export function marketOfPack(market: string | undefined, pack: string, markets: readonly string[]): string | undefined {
  if (market !== undefined) return market
  if (pack.startsWith('cn:')) return 'CN'
  return markets.length === 1 ? markets[0] : undefined
}

interface ActKind {
  readonly type: EventType
  readonly undoes?: EventType | undefined
}

export async function regimeOf(
  call: Call,
  act: ActKind,
  given: string | undefined,
  pack: PackId,
  item: ItemReport | undefined,
): Promise<Regime> {
  return await regimeIn(call, act, marketOfPack(given, pack, item?.member?.batch?.markets ?? []))
}

async function regimeIn({ io }: Call, act: ActKind, market: string | undefined): Promise<Regime> {
  const { dutiesOf, isMarketKnown, paperKind } = await import('@packtrail/regimes')
  if (market === undefined || !isMarketKnown(market)) return { market }
  const duties = dutiesOf(market, act.type, isoTime(timeNow(io)).slice(0, 10))
  const owed = duties
    .filter(({ acts }) => act.type !== 'undo' || acts.includes(act.undoes ?? 'dispense'))
    .flatMap(({ paper }) => {
      const kind = paperKind(paper)
      if (kind === undefined) return []
      // What nobody was told of need not be taken back there.
      const onlyIf = act.type === 'undo' ? words.papers.ifTold : kind.onlyIf
      return [{ paper, to: kind.to, name: kind.name, onlyIf }]
    })
  return { market, owed }
}

/** Of an act on many goods, each market once. @param given That of the act or its place. */
export async function regimesOf(
  call: Call,
  act: ActKind,
  given: string | undefined,
  items: readonly string[],
): Promise<readonly Regime[]> {
  const markets = new Set(items.map((item) => marketOfPack(given, item, [])))
  const regimes = await Promise.all([...markets].map((market) => regimeIn(call, act, market)))
  return regimes.filter(({ market, owed }) => market !== undefined && owed !== undefined)
}

/** What is said after an act: whom else somebody has to tell, and what must not be done in the EU with what came back (Art. 13). */
export async function regimeWords(call: Call, type: EventType, regimes: readonly Regime[]): Promise<readonly string[]> {
  const { dutiesOf } = await import('@packtrail/regimes')
  const day = isoTime(timeNow(call.io)).slice(0, 10)
  const stays = regimes.some(
    ({ market = '' }) =>
      type === 'return' && dutiesOf(market, 'dispense', day).some(({ paper }) => paper === 'eu-status'),
  )
  const owed = regimes.flatMap((one) => one.owed ?? []).map((paper) => words.papers.owed(paper))
  return [...new Set(owed), ...(stays ? [words.papers.notBack] : [])]
}
