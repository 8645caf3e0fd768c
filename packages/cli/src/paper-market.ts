/**
 * The market of an act: what it says itself, else the setting of its place or party, else the ledger's own, else the only one the
 * batch is meant for. The setting in force at the act counts; where none was made yet, the first that was made later.
 */
import { type PlaceId, parsePlaceId, partyOf } from '@packtrail/codes'
import type { Ledger } from '@packtrail/core'
import type { SeenEvent } from '@packtrail/protocol'
import { MARKET_KEY } from './market.ts'
import { marketOfPack } from './regime.ts'

export type MarketOf = (
  event: SeenEvent,
  g: number,
  agent: string | undefined,
  item: string,
  lot: string | undefined,
) => readonly (string | undefined)[]

interface Setting {
  readonly g: number
  readonly market: string
}

export async function readMarkets(ledger: Ledger): Promise<MarketOf> {
  const settings = new Map<string, Setting[]>()
  for await (const { g, event } of ledger.events({ stream: { type: 'policy' } })) {
    for (const subject of event.subjects) {
      if (subject.kind !== 'policy') continue
      const { key, value: market } = subject
      if (key !== MARKET_KEY && !key.startsWith(`${MARKET_KEY}:`)) continue
      settings.set(key, [...(settings.get(key) ?? []), { g, market }])
    }
  }
  const batches = new Map<string, readonly string[]>()
  const marketsOfBatch = (product: string, lot: string | undefined): readonly string[] => {
    if (lot === undefined || product === '') return []
    const key = `${product}/${lot}`
    const known = batches.get(key)
    if (known !== undefined) return known
    const markets = ledger.batch(product, lot)?.state?.markets ?? []
    if (batches.size >= KEEP) batches.clear()
    batches.set(key, markets)
    return markets
  }
  return ({ type, detail, where }, g, agent, item, lot) => {
    const markets = marketsOfBatch(item.slice(0, Math.max(item.indexOf('/'), 0)), lot)
    if (type === 'commission' && markets.length > 0) return markets
    const places = [where?.bizLocation, where?.readPoint, agent].flatMap((place) =>
      place === undefined ? [] : [place, ownerOf(place)],
    )
    const made = [...places.map((place) => `${MARKET_KEY}:${place}`), MARKET_KEY].flatMap((key) => [
      settings.get(key) ?? [],
    ])
    const set =
      made.map((all) => all.findLast((one) => one.g <= g)).find((one) => one !== undefined) ??
      made.map(([first]) => first).find((one) => one !== undefined)
    // Of goods that leave, the act names where they go: whom it is told to is where they were.
    const named = NAMES_WHERE_IT_IS.includes(type) ? detail.market : undefined
    return [marketOfPack(named ?? set?.market, item, markets)]
  }
}

/** Acts whose market is that of the place. */
const NAMES_WHERE_IT_IS: readonly string[] = ['dispense', 'return', 'recall']

/** Batches whose markets are remembered. */
const KEEP = 10_000

function ownerOf(place: string): string {
  const read = parsePlaceId(place)
  return read.ok ? partyOf(read.value) : partyOf(place as PlaceId)
}
