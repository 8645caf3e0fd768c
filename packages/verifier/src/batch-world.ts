/** The world of one bundle: packs of its batch are members, and nothing else is. */
import type { Membership } from '@packtrail/custody'
import { fromHex } from '@packtrail/protocol'
import type { Proven } from './proven.ts'
import type { WorldSource } from './world.ts'

export function batchSource({
  batch: own,
  items,
  events,
  manifests,
  keys,
}: Pick<Proven, 'batch' | 'items' | 'events' | 'manifests' | 'keys'>): WorldSource {
  const memberships = new Map<number, Membership>()
  return {
    items,
    find: (product, serial) => (product === own.product ? items.findSerial(serial) : -1),
    memberOf(item) {
      const manifest = manifests.of(item)
      if (manifest === undefined) return undefined
      const known = memberships.get(manifest.row)
      if (known !== undefined) return known
      const made = { product: own.product, lot: own.lot, at: manifest.at, time: events.time(manifest.row) }
      memberships.set(manifest.row, made)
      return made
    },
    eventOf(claim) {
      const hash = fromHex(claim)
      const row = hash?.length === 32 ? events.find(hash) : -1
      if (row < 0) return undefined
      const { event, at, signer } = events.get(row)
      const actor = keys.byNumber(signer)?.actor
      return { at, event, ...(actor === undefined ? {} : { signer: actor }) }
    },
  }
}
