/** To which commissioning a serial belongs when several bundles hold lists of serials (docs/spec/16-several.md#one-history). */
import type { Membership, Repeated } from '@packtrail/custody'
import { column32 } from './columns.ts'
import type { ItemNames } from './item-names.ts'
import type { JointEvents, Member } from './joint-events.ts'

export interface JointMembers {
  memberOf(item: number): Membership | undefined
  /** Serials of the commissioning at this position that an earlier one holds, in whatever ledger. */
  repeated(position: number): Repeated
}

interface Manifest extends Membership {
  /** From 1. */
  readonly number: number
  readonly adopted: boolean
  readonly count: number
  readonly repeated: string[]
  repeats: number
  /** How many of its serials each other manifest holds. */
  readonly over: Map<Manifest, number>
}

/** Serials of other manifests that are told by name. */
const MAX_REPEATED = 100

/** Also leaves out of `events` a commissioning that two ledgers were told of. */
export function jointMembers(members: readonly Member[], items: ItemNames, events: JointEvents): JointMembers {
  const byPosition = new Map<number, Manifest>()
  const list: Manifest[] = []
  const holder = column32()
  /** Each serial of each list once, though two bundles may hold one list. */
  const eachSerial = (each: (item: number, serial: string, manifest: Manifest) => void): void => {
    const done = new Set<Manifest>()
    members.forEach(({ proven }, member) => {
      const known = new Map<number, Manifest>()
      for (let item = 0; item < proven.items.size; item++) {
        const read = proven.manifests.of(item)
        if (read === undefined) continue
        const manifest = known.get(read.row) ?? manifestAt(member, read)
        known.set(read.row, manifest)
        if (done.has(manifest)) continue
        each(items.find(proven.items.text(item)), proven.items.serial(item) as string, manifest)
      }
      for (const manifest of known.values()) done.add(manifest)
    })
  }
  const manifestAt = (member: number, read: { readonly row: number; readonly count: number }): Manifest => {
    const { proven } = members[member] as Member
    const at = events.positionOf(member, read.row)
    const found = byPosition.get(at)
    if (found !== undefined) return found
    const { product, lot } = proven.batch
    const adopted = proven.events.get(read.row).event.type === 'adopt'
    const own = proven.manifests.all.find(({ row }) => row === read.row)
    const repeated = [...(own?.repeated ?? [])]
    const what = { product, lot, at, time: events.time(at), adopted, count: read.count }
    const manifest = { ...what, repeated, repeats: own?.repeats ?? 0, over: new Map(), number: list.length + 1 }
    byPosition.set(at, manifest)
    list.push(manifest)
    return manifest
  }
  eachSerial((item, _, manifest) => {
    const before = list[holder.get(item) - 1]
    if (before === undefined || isBefore(manifest, before)) holder.set(item, manifest.number)
  })
  eachSerial((item, serial, manifest) => {
    const first = list[holder.get(item) - 1] as Manifest
    if (first === manifest || first.adopted || manifest.adopted) return
    manifest.over.set(first, (manifest.over.get(first) ?? 0) + 1)
    if (manifest.repeats++ < MAX_REPEATED) manifest.repeated.push(serial)
  })
  for (const manifest of list) {
    const [first, ...others] = manifest.over.keys()
    if (first === undefined || others.length > 0 || manifest.over.get(first) !== manifest.count) continue
    // All serials and the act itself are the same: one commissioning of which two ledgers were told.
    if (first.count !== manifest.count || !events.sameAct(first.at, manifest.at)) continue
    manifest.repeats = 0
    manifest.repeated.length = 0
    events.leaveOut(manifest.at, first.at)
  }
  return {
    memberOf: (item) => list[holder.get(item) - 1],
    repeated(position) {
      const manifest = byPosition.get(position)
      const older = [...(manifest?.over.keys() ?? [])].slice(0, MAX_REPEATED).map(({ at }) => at)
      return { serials: manifest?.repeated ?? [], count: manifest?.repeats ?? 0, older }
    },
  }
}

/** A commissioning before an adoption, then the one that was recorded first. */
function isBefore(a: Manifest, b: Manifest): boolean {
  return a.adopted === b.adopted ? a.at < b.at : b.adopted
}
