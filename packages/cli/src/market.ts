/** Markets: one way to name one, wherever a command takes one, and where to find out which this is. */
import { isCountry, type PlaceId, partyOf } from '@packtrail/codes'
import type { Ledger } from '@packtrail/core'
import type { Call } from './command.ts'
import { usageError } from './error.ts'
import { readMaster } from './master.ts'
import { visible } from './paint.ts'
import { words } from './words.ts'

const { acts: say } = words

/** The setting that says which market this is; with `:` and a party or place after it, which theirs is. */
export const MARKET_KEY = 'market'

/** A country of ISO 3166-1 in two letters, capital or not. @throws CliError BAD_ARGUMENT */
export function readMarket(text: string): string {
  const market = text.trim().toUpperCase()
  if (!isCountry(market)) throw usageError('BAD_ARGUMENT', say.notAMarket(visible(text)), say.marketHint)
  return market
}

export function marketOption(call: Call): string | undefined {
  const text = call.text('market')
  return text === undefined ? undefined : readMarket(text)
}

/** `DE,AT`, sorted and each once. @throws CliError BAD_ARGUMENT */
export function readMarkets(text: string): string[] {
  return [...new Set(text.split(',').map(readMarket))].sort()
}

/**
 * `--market`, else that of the place or party that acts, else the ledger's own.
 * @param places Who or where it is, the nearest first.
 */
export async function marketHere(
  call: Call,
  ledger: Ledger,
  places: readonly (PlaceId | undefined)[],
): Promise<string | undefined> {
  return marketOption(call) ?? (await marketSet(call, ledger, places))
}

/** That of the place or party that acts, else the ledger's own. */
export async function marketSet(
  call: Call,
  ledger: Ledger,
  places: readonly (PlaceId | undefined)[],
): Promise<string | undefined> {
  const { settings } = await readMaster(call, ledger, { stream: { type: 'policy' } })
  const own = places.flatMap((place) => (place === undefined ? [] : [place, partyOf(place)]))
  const keys = [...own.map((place) => `${MARKET_KEY}:${place}`), MARKET_KEY]
  const found = keys.map((key) => settings.get(key)).find((value) => value !== undefined)
  // What stands there was checked when it was set; of anything else nothing may follow.
  return found !== undefined && isCountry(found) ? found : undefined
}
