/** Drafts → CSV with the header of README.md, «CSV»: a row for each thing, a number for what belongs together. */
import type { Time, Who } from '@packtrail/protocol'
import { COLUMNS, type Column } from '../csv/columns.ts'
import { writeDocCell } from '../csv/doc-cell.ts'
import type { DraftEvent } from '../draft.ts'
import { deriveWho } from '../epcis/parties.ts'
import { formatDay, formatOffset, formatTime, MS_PER_DAY } from '../time.ts'

type Cells = Partial<Record<Column, string | number | undefined>>

export const CSV_HEADER: string = `${COLUMNS.join(',')}\n`

const PLACES: ReadonlyMap<Column, number> = new Map(COLUMNS.map((column, i) => [column, i]))

/** @param number Tells the rows of this event from those of the next. */
export function* csvRows(draft: DraftEvent, number: number): Generator<string> {
  const base = baseCells(draft, number)
  // Rows of one event differ in a few cells: all others are made once.
  const texts = COLUMNS.map((column) => cellOf(base[column]))
  let any = false
  for (const cells of things(draft)) {
    any = true
    const row = [...texts]
    for (const column in cells) {
      const at = PLACES.get(column as Column) as number
      row[at] = cellOf(cells[column as Column])
    }
    yield `${row.join(',')}\n`
  }
  if (!any) yield `${texts.join(',')}\n`
}

function* things({ commission, packs, containers, batches, products, close }: DraftEvent): Generator<Cells> {
  if (commission !== undefined) {
    const { product, lot, expiry, made, units, markets, serials } = commission
    const shared: Cells = { product, lot, expiry, made, packUnits: units, markets: markets?.join(' | ') }
    for (const serial of serials) yield { ...shared, serial }
  }
  for (const { product, serial, lot, expiry } of packs) yield { product, serial, lot, expiry }
  for (const item of containers) yield { item }
  for (const { product, lot } of batches) yield { product, lot }
  for (const product of products) yield { product }
  if (close !== undefined) yield { ...close }
}

function baseCells(draft: DraftEvent, number: number): Cells {
  const { type, detail, when, where, trade, docs, extra, parent } = draft
  const { reason, units, undoes, market, before, after } = detail
  return {
    action: type,
    event: number,
    time: timeCell(when),
    parent,
    ...partyCells(draft),
    readPoint: where?.readPoint,
    bizLocation: where?.bizLocation,
    fromOwner: trade?.fromOwner,
    fromHolder: trade?.fromHolder,
    toOwner: trade?.toOwner,
    toHolder: trade?.toHolder,
    toMarket: trade?.toMarket,
    doc: docs === undefined ? undefined : writeDocCell(docs),
    reason,
    units,
    undoes,
    market,
    before,
    after,
    extra: extra === undefined ? undefined : JSON.stringify(Object.fromEntries(extra)),
  }
}

function timeCell(when: Time | undefined): string {
  if (when === undefined) return 'none'
  const { ms, offset, precision } = when
  if (precision === 'ms') return formatTime(ms, offset)
  return `${formatDay(Math.floor((ms + offset * 60_000) / MS_PER_DAY))}${formatOffset(offset)}`
}

/** Only what the reader would not derive. */
function partyCells({ type, detail, who, trade, where }: DraftEvent): Cells {
  const derived: Who = deriveWho(type, detail.undoes, trade, where, undefined) ?? {}
  const cells: Cells = {}
  for (const field of ['agent', 'owner', 'holder'] as const) {
    if (who?.[field] !== derived[field]) cells[field] = who?.[field] ?? 'none'
  }
  // Without this, the holder would be taken for the agent.
  if (who?.agent === undefined && who?.holder !== undefined) cells.agent = 'none'
  return cells
}

function cellOf(value: string | number | undefined): string {
  if (value === undefined) return ''
  const text = String(value)
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
