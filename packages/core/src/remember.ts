/** Lines of history: every item that an event names remembers where it did, and so do batches, products and parties. */
import type { EventType } from '@packtrail/protocol'
import type { ClaimIn } from './claim-in.ts'
import { EMPTY_ITEM, type ItemRow, type Role, spillLines, withLatest, withLine } from './item-rows.ts'
import { isFolded } from './late.ts'
import { packId } from './pack-id.ts'
import { forEachItem, wholeId } from './subjects.ts'
import type { Tables } from './tables.ts'
import { shortMac } from './uncut.ts'

/** @param time Event time, milliseconds. */
export function remember(tables: Tables, { event, mac }: ClaimIn, g: number, time: number): void {
  const { type, subjects } = event
  const short = shortMac(mac)
  const add = (id: string, role: Role): void => addLine(tables, id, g, type, role, short, time)
  const [subject] = subjects
  if (subjects.length === 1 && subject?.kind === 'packs' && subject.serials.length === 1) {
    add(packId(subject.product, subject.serials[0] as string), subject.parent === undefined ? 'self' : 'inside')
    return
  }
  let named = false
  forEachItem(event, (id, role) => {
    named = true
    add(id, role)
  })
  if (!named) tables.marks.put(mac, g)
  // What concerns them as a whole stands under a name that no item has.
  for (const whole of subjects) {
    const id = wholeId(whole)
    if (id !== undefined) add(id, 'self')
  }
}

function addLine(
  { items, spills }: Tables,
  id: string,
  g: number,
  type: EventType,
  role: Role,
  mac: number,
  time: number,
): void {
  const before = items.get(id) ?? EMPTY_ITEM
  const row = isFolded(type) ? withLatest(before, time) : before
  const lines = withLine(row.lines, { g, type, role, mac })
  const spill = spillLines(lines)
  if (spill === undefined) {
    items.put(id, withLines(row, lines, row.spilled))
    return
  }
  spills.put(`${id}\u0000${row.spilled}`, spill.old)
  items.put(id, withLines(row, spill.rest, row.spilled + 1))
}

function withLines(row: ItemRow, lines: ItemRow['lines'], spilled: number): ItemRow {
  return { ...row, lines, spilled }
}
