/** Packs and containers of a draft as identifiers of EPCIS. */
import { type ContainerId, containerAsPack, type ItemId, itemToUri } from '@packtrail/codes'
import type { DraftEvent } from '../draft.ts'
import { parseList } from './names.ts'

export function thingUris({ commission, packs, containers, extra = [] }: DraftEvent): string[] {
  const uris = [
    ...(commission === undefined ? [] : commission.serials.map((one) => packUri(commission.product, one))),
    ...packs.map(({ product, serial }) => packUri(product, serial)),
    ...containers.map(containerUri),
  ]
  const links = extra.find(([key]) => key === 'linkAttributes[]')?.[1]
  return links === undefined ? uris : withClaims(uris, links)
}

/** Digital Links with what their document claimed behind the question mark. */
function withClaims(uris: readonly string[], links: string): string[] {
  const claims = new Map<string, string>()
  for (const item of parseList(links) ?? []) {
    const [id, query] = (Array.isArray(item) ? item : []) as readonly unknown[]
    if (typeof id === 'string' && typeof query === 'string') claims.set(itemToUri(id as ItemId), query)
  }
  return uris.map((uri) => (claims.has(uri) ? `${uri}?${claims.get(uri)}` : uri))
}

function packUri(product: string, serial: string): string {
  return itemToUri(`${product}/${serial}` as ItemId)
}

/** A Digital Link where it reads back as a container; a case whose GTIN looks like a pack's is named by our own text. */
export function containerUri(container: string): string {
  const pack = containerAsPack(container as ContainerId)
  const looksLikePack = container.startsWith('sgtin:') && pack !== undefined && /^[09]/.test(pack)
  if (!looksLikePack) return itemToUri(container as ItemId)
  return container.slice(0, 21) + container.slice(21).split('/').map(encodeURIComponent).join('/')
}
