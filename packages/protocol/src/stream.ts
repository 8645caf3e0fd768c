/** Streams: the histories a ledger keeps apart inside its one log (docs/spec/07-streams.md). */
import { isProduct, makeBatchId, parseContainerId, parsePartyId } from '@packtrail/codes'
import type { Cbor } from './cbor.ts'
import type { Hash, Sha256 } from './crypto.ts'
import { hashStreamKey } from './hash.ts'

export type StreamName =
  | { readonly type: 'batch'; readonly product: string; readonly lot: string }
  | { readonly type: 'container'; readonly container: string }
  | { readonly type: 'product'; readonly product: string }
  | { readonly type: 'authority'; readonly actor: string }
  | { readonly type: 'policy' }

/** The natural key of a stream, as it is hashed and as it stands in a bundle. */
export function streamParts(name: StreamName): readonly string[] {
  switch (name.type) {
    case 'batch':
      return ['batch', name.product, name.lot]
    case 'container':
      return ['container', name.container]
    case 'product':
      return ['product', name.product]
    case 'authority':
      return ['authority', name.actor]
    case 'policy':
      return ['policy']
  }
}

/** The name whose parts these are, or `undefined` when they are none or an identifier is not in its canonical form. */
export function streamOfParts(parts: readonly Cbor[]): StreamName | undefined {
  const [type, a, b] = parts
  if (type === 'policy' && parts.length === 1) return { type }
  if (typeof a !== 'string') return undefined
  if (type === 'batch' && parts.length === 3 && typeof b === 'string') {
    return makeBatchId(a, b).ok ? { type, product: a, lot: b } : undefined
  }
  if (parts.length !== 2) return undefined
  if (type === 'container') return parseContainerId(a).ok ? { type, container: a } : undefined
  if (type === 'product') return isProduct(a) ? { type, product: a } : undefined
  if (type === 'authority') return isParty(a) ? { type, actor: a } : undefined
  return undefined
}

function isParty(text: string): boolean {
  const parsed = parsePartyId(text)
  return parsed.ok && parsed.value === text
}

/** Text that is the same for two names exactly when they are the same stream: no identifier holds U+0000. For use as a key in memory. */
export function streamText(name: StreamName): string {
  return streamParts(name).join('\u0000')
}

export function streamKey(sha256: Sha256, ledgerId: Hash, name: StreamName): Hash {
  return hashStreamKey(sha256, [ledgerId, ...streamParts(name)])
}
