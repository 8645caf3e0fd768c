/** Statements that named a pack before its batch was known: each must be entered with the batch, and with none but its own. */
import type { Findings } from './findings.ts'
import type { Proven } from './prove.ts'

export function checkPlaces(proven: Proven, findings: Findings): void {
  const { events, places, unplaced, batch } = proven
  for (const { row, at } of places) {
    if (ownPack(proven, row) !== undefined) continue
    const { hiddenSubjects } = events.get(row).event
    const params = { g: at, stream: `batch ${batch.product}/${batch.lot}` }
    findings.add(hiddenSubjects > 0 ? 'SUBJECT_HIDDEN' : 'PLACE_WRONG', { params, evidence: [at] })
  }
  for (const row of unplaced) {
    const item = events.isMarked(row) ? undefined : ownPack(proven, row)
    if (item === undefined) continue
    const at = events.at(row)
    findings.add('PLACE_MISSING', { params: { g: at, item }, evidence: [at], items: [item] })
  }
}

/** A pack of the batch that the event names without naming the batch. */
function ownPack({ events, items, manifests, batch }: Proven, row: number): string | undefined {
  const isOwn = (serial: string): boolean => {
    const item = items.findSerial(serial)
    return item >= 0 && manifests.of(item) !== undefined
  }
  for (const subject of events.get(row).event.subjects) {
    if (subject.kind === 'unplaced' && subject.product === batch.product && isOwn(subject.serial)) {
      return `${subject.product}/${subject.serial}`
    }
    if (subject.kind !== 'packs' || subject.product !== batch.product || subject.lot === batch.lot) continue
    const serial = subject.serials.find(isOwn)
    if (serial !== undefined) return `${subject.product}/${serial}`
  }
  return undefined
}
