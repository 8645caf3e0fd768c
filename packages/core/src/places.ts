/** Where else a claim belongs: into the batches its packs turn out to be of, where it names others or none. */
import type { Subject } from '@packtrail/protocol'
import type { BatchName } from './bundle-plan.ts'
import type { ClaimIn } from './claim-in.ts'
import type { Group, SubmissionRef } from './group.ts'
import { namedClaim } from './hash-thread.ts'
import { batchIdOf } from './master-rows.ts'
import { packId } from './pack-id.ts'
import { placeId, type Tables } from './tables.ts'
import { memberOf } from './tx-world.ts'
import type { Writer } from './writer.ts'

/** Slots of a claim in which packs of a batch stand without its name. */
interface SlotsElsewhere {
  readonly name: BatchName
  readonly slots: number
}
const NONE: readonly SlotsElsewhere[] = []

/** `place` entries for a claim that named packs of this batch without naming the batch. */
export function placeEarlier(writer: Writer, group: Group, batch: BatchName, first: number): void {
  const { claim, submission } = writer.entryAt(first)
  const event = writer.eventAt(first)
  if (event === undefined || submission === undefined) return
  const slots = slotsElsewhere(writer.tables, event.subjects).find(({ name }) => name.lot === batch.lot)?.slots ?? 0
  enterPlaces(writer, group, batch, slots, { claim: namedClaim(claim), submission, first })
}

/** The same for a claim that was opened just now. */
export function placeElsewhere(
  writer: Writer,
  group: Group,
  claim: ClaimIn,
  submission: SubmissionRef,
  first: number,
): void {
  for (const { name, slots } of slotsElsewhere(writer.tables, claim.event.subjects)) {
    enterPlaces(writer, group, name, slots, { claim: claim.name, submission, first })
  }
}

/** One entry a slot: whoever hid one of the slots would show fewer than there are entries. */
function enterPlaces(
  { tables, streamIdOf }: Writer,
  group: Group,
  batch: BatchName,
  slots: number,
  of: Parameters<Group['place']>[1],
): void {
  const id = placeId(streamIdOf(batch), of.first)
  const there = tables.places.get(id) ?? 0
  for (let i = there; i < slots; i++) group.place(batch, of)
  if (slots > there) tables.places.put(id, slots)
}

/** The lot of a pack, when it is known and another than this one. */
function lotElsewhere(tables: Tables, product: string, serial: string, lot: string | undefined): string | undefined {
  const member = memberOf(tables, tables.items.get(packId(product, serial)))
  return member === undefined || member.lot === lot ? undefined : member.lot
}

/** In how many slots packs of a batch stand without its name, for each such batch. */
function slotsElsewhere(tables: Tables, subjects: readonly Subject[]): readonly SlotsElsewhere[] {
  let found: Map<string, SlotsElsewhere & { readonly last: Subject }> | undefined
  for (const subject of subjects) {
    if (subject.kind !== 'packs' && subject.kind !== 'unplaced') continue
    const { product } = subject
    const named = subject.kind === 'packs' ? subject.lot : undefined
    const count = subject.kind === 'packs' ? subject.serials.length : 1
    for (let i = 0; i < count; i++) {
      const serial = subject.kind === 'packs' ? (subject.serials[i] as string) : subject.serial
      const lot = lotElsewhere(tables, product, serial, named)
      if (lot === undefined) continue
      found ??= new Map()
      const key = batchIdOf(product, lot)
      const batch = found.get(key)
      if (batch?.last === subject) continue
      found.set(key, { name: { type: 'batch', product, lot }, slots: (batch?.slots ?? 0) + 1, last: subject })
    }
  }
  return found === undefined ? NONE : [...found.values()]
}
