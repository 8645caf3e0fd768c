/** Master data that the ledger holds, the newest word on each: read from its streams, or from the whole log for all. */
import { type PlaceId, parsePlaceId } from '@packtrail/codes'
import type { EventFilter, Ledger } from '@packtrail/core'
import { type KeySubject, keyIdOf, type PartySubject, type ProductSubject, toHex } from '@packtrail/protocol'
import type { Call } from './command.ts'
import { nodeCryptography } from './lazy.ts'
import { type Progress, progress } from './progress.ts'
import { words } from './words.ts'

export interface KnownKey {
  readonly actor: string
  readonly keyId: string
  readonly publicKey: string
  readonly products?: readonly string[]
  /** Log position of the claim that added it. */
  readonly added: number
  /** Log position of its end. */
  readonly ended?: number
  readonly how?: 'retire' | 'revoke'
  /** From this log position on it may have been in other hands. */
  readonly since?: number
}

export interface Site {
  readonly place: PlaceId
  readonly party: string
  readonly name?: string
}

export interface MasterData {
  readonly parties: ReadonlyMap<string, PartySubject>
  readonly products: ReadonlyMap<string, ProductSubject>
  readonly sites: ReadonlyMap<string, Site>
  /** Other settings of the policy stream. */
  readonly settings: ReadonlyMap<string, string>
  /** By key id. */
  readonly keys: ReadonlyMap<string, KnownKey>
}

/** What stands in a key of the policy stream for a place. */
export const SITE_PREFIX = 'site '

/** @param filter One stream where that is enough; absent, the log from end to end. */
export async function readMaster(call: Call, ledger: Ledger, filter: EventFilter = {}): Promise<MasterData> {
  const { sha256 } = await nodeCryptography()
  const parties = new Map<string, PartySubject>()
  const products = new Map<string, ProductSubject>()
  const sites = new Map<string, Site>()
  const settings = new Map<string, string>()
  const keys = new Map<string, KnownKey>()
  const bar: Progress = progress(call.io, words.master.reading, ledger.stats().entries)
  for await (const { event, g } of ledger.events(filter)) {
    bar.at(g)
    for (const subject of event.subjects) {
      if (subject.kind === 'party') parties.set(subject.actor, subject)
      else if (subject.kind === 'product' && event.type === 'product') products.set(subject.product, subject)
      else if (subject.kind === 'policy') addSetting(subject.key, subject.value, sites, settings)
      else if (subject.kind === 'key') addKey(subject, toHex(keyIdOf(sha256, subject.publicKey)), g, keys)
      else if (subject.kind === 'keyEnd' && (event.type === 'retire' || event.type === 'revoke')) {
        const known = keys.get(toHex(subject.keyId))
        const { compromisedSince: since } = subject
        const stolen = since === undefined ? {} : { since }
        if (known !== undefined)
          keys.set(known.keyId, { ...known, ended: known.ended ?? g, how: event.type, ...stolen })
      }
    }
  }
  await bar.end()
  return { parties, products, sites, settings, keys }
}

function addKey(
  { actor, publicKey, products }: KeySubject,
  keyId: string,
  g: number,
  keys: Map<string, KnownKey>,
): void {
  const scope = products === undefined ? {} : { products }
  keys.set(keyId, { actor, keyId, publicKey: toHex(publicKey), added: g, ...scope })
}

function addSetting(key: string, value: string, sites: Map<string, Site>, settings: Map<string, string>): void {
  const place = key.startsWith(SITE_PREFIX) ? parsePlaceId(key.slice(SITE_PREFIX.length)) : undefined
  if (place?.ok !== true) {
    settings.set(key, value)
    return
  }
  const site = siteOf(place.value, value)
  if (site === undefined) settings.set(key, value)
  else sites.set(place.value, site)
}

function siteOf(place: PlaceId, value: string): Site | undefined {
  try {
    const read: unknown = JSON.parse(value)
    if (typeof read !== 'object' || read === null || !('party' in read) || typeof read.party !== 'string')
      return undefined
    const name = 'name' in read && typeof read.name === 'string' ? { name: read.name } : {}
    return { place, party: read.party, ...name }
  } catch {
    return undefined
  }
}
