/** Registering the packs of a manifest, and what is known of them from before. */
import { listEarlier } from './batch-acts.ts'
import type { ClaimIn } from './claim-in.ts'
import type { StepInput } from './custody.ts'
import type { Group } from './group.ts'
import { EMPTY_ITEM, historyLines } from './item-rows.ts'
import { addManifest } from './manifest-rows.ts'
import { packId } from './pack-id.ts'
import { placeEarlier } from './places.ts'
import { manifestSubject } from './subjects.ts'
import type { Tables } from './tables.ts'
import { memberOf } from './tx-world.ts'
import type { Writer } from './writer.ts'

/** Serials of a manifest that are members of another already. */
export function repeatedIn(tables: Tables, claim: ClaimIn, known: readonly string[]): Pick<StepInput, 'repeated'> {
  const staged = claim.manifest?.staged?.repeated
  if (staged !== undefined) return { repeated: staged }
  const product = manifestSubject(claim.event)?.product
  const repeated = known.filter(
    (serial) => memberOf(tables, tables.items.get(packId(product ?? '', serial))) !== undefined,
  )
  return repeated.length === 0 ? {} : { repeated: { serials: repeated.slice(0, 100), count: repeated.length } }
}

/** Serials of a manifest that have a row already: named by earlier events, or members of an older manifest. */
export function* knownSerials({ items }: Tables, { manifest, event }: ClaimIn): Generator<string> {
  const product = manifestSubject(event)?.product
  if (manifest === undefined || product === undefined) return
  if (manifest.staged !== undefined) {
    const written = new Set(manifest.staged.known)
    yield* written
    // And what claims of this same group have named since its rows were written ahead.
    for (const id of items.changed()) {
      const serial = id.startsWith(`${product}/`) ? id.slice(product.length + 1) : ''
      if (serial !== '' && !written.has(serial) && manifest.serials.has(serial)) yield serial
    }
    return
  }
  for (let i = 0; i < manifest.serials.count; i++) {
    const serial = manifest.serials.text(i)
    if (items.get(packId(product, serial)) !== undefined) yield serial
  }
}

/**
 * The packs of a manifest become members; earlier claims that named them come into the batch.
 * @param at Log position of the claim. @param time Its event time. @param known As `knownSerials`.
 */
export function register(
  writer: Writer,
  group: Group,
  { manifest, event }: ClaimIn,
  at: number,
  time: number,
  known: readonly string[],
): void {
  const { tables } = writer
  const subject = manifestSubject(event)
  if (manifest === undefined || subject === undefined) return
  const { product, lot } = subject
  // Read before the packs become members: a line of now is no earlier claim.
  const earlier = new Set<number>()
  for (const serial of known) {
    const row = tables.items.get(packId(product, serial))
    if (memberOf(tables, row) !== undefined) continue
    for (const line of historyLines(row?.lines ?? EMPTY_ITEM.lines)) if (line.g < at) earlier.add(line.g)
  }
  addManifest(writer, manifest, { product, lot, at, time }, known)
  listEarlier(writer, earlier)
  for (const g of [...earlier].sort((a, b) => a - b)) placeEarlier(writer, group, { type: 'batch', product, lot }, g)
}
