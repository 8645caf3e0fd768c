/** What an event does to keys. */
import { type Event, keyIdOf, toHex } from '@packtrail/protocol'
import { sha256 } from './node-crypto.ts'
import type { Tables } from './tables.ts'

/**
 * Rows of the keys that an event adds or ends.
 * @param signer The party whose key signed it.
 */
export function applyKeys(tables: Pick<Tables, 'keys' | 'parties'>, event: Event, g: number, signer?: string): void {
  const { keys, parties } = tables
  for (const subject of event.subjects) {
    if (subject.kind === 'key') {
      const { actor, publicKey, products } = subject
      const id = toHex(keyIdOf(sha256, publicKey))
      keys.put(id, { actor, publicKey, added: g, seq: -1, ...(products === undefined ? {} : { products }) })
      const { left: _, ...row } = parties.get(actor) ?? { state: undefined, keys: [] }
      parties.put(actor, { ...row, keys: [...row.keys, id] })
    } else if (subject.kind === 'keyEnd') {
      const key = keys.get(toHex(subject.keyId))
      if (key === undefined) continue
      const { compromisedSince } = subject
      keys.put(toHex(subject.keyId), {
        ...key,
        // A retired key that is revoked later ended when it was retired.
        ended: key.ended ?? g,
        how: event.type === 'revoke' ? 'revoke' : 'retire',
        ...(compromisedSince === undefined ? {} : { compromisedSince }),
      })
      const row = parties.get(key.actor)
      const isOwn = signer === key.actor && key.ended === undefined
      if (row !== undefined && isOwn && row.keys.every((id) => keys.get(id)?.ended !== undefined)) {
        parties.put(key.actor, { ...row, left: true })
      }
    }
  }
}
