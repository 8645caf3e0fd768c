/**
 * Statements that named packs without their batch: each such slot must be entered with the batch, and nothing else may be. With
 * one entry for several slots, whoever passes the file on could hide all but one of them.
 */
import type { Findings } from './findings.ts'
import type { Proven } from './proven.ts'

export function checkPlaces(proven: Proven, findings: Findings): void {
  const { events, places, unplaced, batch } = proven
  const entered = new Map<number, { count: number; last: number }>()
  for (const { row, at } of places) entered.set(row, { count: (entered.get(row)?.count ?? 0) + 1, last: at })
  for (const row of new Set([...unplaced, ...entered.keys()])) {
    const packs = ownPacks(proven, row)
    const { count, last } = entered.get(row) ?? { count: 0, last: 0 }
    const missing = packs[count]
    if (missing !== undefined) {
      const at = events.at(row)
      findings.add('PLACE_MISSING', { params: { g: at, item: missing }, evidence: [at], items: [missing] })
    } else if (count > packs.length) {
      const params = { g: last, stream: `batch ${batch.product}/${batch.lot}` }
      const isHidden = events.get(row).event.hiddenSubjects > 0
      findings.add(isHidden ? 'SUBJECT_HIDDEN' : 'PLACE_WRONG', { params, evidence: [last] })
    }
  }
}

/** A pack of the batch from each shown slot of the event that names such packs without naming the batch. */
function ownPacks({ events, items, manifests, batch }: Proven, row: number): string[] {
  const isOwn = (serial: string): boolean => {
    const item = items.findSerial(serial)
    return item >= 0 && manifests.of(item) !== undefined
  }
  const packs: string[] = []
  for (const subject of events.get(row).event.subjects) {
    if (subject.kind === 'unplaced' && subject.product === batch.product && isOwn(subject.serial)) {
      packs.push(`${subject.product}/${subject.serial}`)
    }
    if (subject.kind !== 'packs' || subject.product !== batch.product || subject.lot === batch.lot) continue
    const serial = subject.serials.find(isOwn)
    if (serial !== undefined) packs.push(`${subject.product}/${serial}`)
  }
  return packs
}
