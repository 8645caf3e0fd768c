/** Lines of history: every item that an event names remembers where it did, and so do batches, products and parties. */
import type { ClaimIn } from './claim-in.ts'
import {
  EMPTY_ITEM,
  type HistoryLine,
  historyLines,
  type ItemRow,
  spillLines,
  withLatest,
  withLine,
} from './item-rows.ts'
import { isFolded } from './late.ts'
import { packId } from './pack-id.ts'
import { forEachItem, wholeId } from './subjects.ts'
import type { Tables } from './tables.ts'
import { shortMac } from './uncut.ts'

/** @param time Event time, milliseconds. */
export function remember(tables: Tables, { event, mac }: ClaimIn, g: number, time: number): void {
  const { type, subjects } = event
  const short = shortMac(mac)
  const [subject] = subjects
  if (subjects.length === 1 && subject?.kind === 'packs' && subject.serials.length === 1) {
    const role = subject.parent === undefined ? 'self' : 'inside'
    addLine(tables, packId(subject.product, subject.serials[0] as string), { g, type, role, mac: short }, time)
    return
  }
  let named = false
  forEachItem(event, (id, role) => {
    named = true
    addLine(tables, id, { g, type, role, mac: short }, time)
  })
  if (!named) tables.marks.put(mac, g)
  // What concerns them as a whole stands under a name that no item has.
  for (const whole of subjects) {
    const id = wholeId(whole)
    if (id !== undefined) addLine(tables, id, { g, type, role: 'self', mac: short }, time)
  }
}

export function addLine({ items, spills }: Tables, id: string, line: HistoryLine, time: number): void {
  const before = items.get(id) ?? EMPTY_ITEM
  const row = isFolded(line.type) ? withLatest(before, time) : before
  const lines = withLine(row.lines, line)
  const spill = spillLines(lines)
  if (spill === undefined) {
    items.put(id, withLines(row, lines, row.spilled))
    return
  }
  spills.put(`${id}\u0000${row.spilled}`, spill.old)
  items.put(id, withLines(row, spill.rest, row.spilled + 1))
}

/** All lines of a history, oldest first. */
export function allLines({ items, spills }: Tables, id: string): HistoryLine[] {
  const row = items.get(id) ?? EMPTY_ITEM
  const lines: HistoryLine[] = []
  for (let chunk = 0; chunk < row.spilled; chunk++) {
    lines.push(...historyLines(spills.get(`${id}\u0000${chunk}`) ?? EMPTY_ITEM.lines))
  }
  lines.push(...historyLines(row.lines))
  return lines
}

function withLines(row: ItemRow, lines: ItemRow['lines'], spilled: number): ItemRow {
  return { ...row, lines, spilled }
}
