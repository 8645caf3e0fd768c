/** Packs and containers of a draft as identifiers of EPCIS. */
import { type ContainerId, containerAsPack, type ItemId, itemToUri } from '@packtrail/codes'
import type { DraftEvent } from '../draft.ts'

export function thingUris({ commission, packs, containers }: DraftEvent): string[] {
  return [
    ...(commission === undefined ? [] : commission.serials.map((one) => packUri(commission.product, one))),
    ...packs.map(({ product, serial }) => packUri(product, serial)),
    ...containers.map(containerUri),
  ]
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
