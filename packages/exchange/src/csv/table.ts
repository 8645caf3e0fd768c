/** Rows of cells → events, wherever the rows come from. The first that is not empty is the header. */
import type { ImportOptions } from '../item.ts'
import type { Outbox } from '../outbox.ts'
import { makeCellReader } from './cells.ts'
import type { Column } from './columns.ts'
import { EventGroup } from './event-group.ts'
import { readHeader } from './header.ts'
import { NO_MAPPING } from './mapping.ts'
import { makeRow, type Row } from './row.ts'

/** A row of a spreadsheet. */
export interface TableRow {
  /** From 1. */
  readonly line: number
  /** Empty cells at its end may be left out. */
  readonly cells: readonly string[]
  /** Places of cells that hold a number where a text was meant: zeros in front of it are lost, and digits beyond the 15th. */
  readonly numbers?: readonly number[]
}

export interface TableReader {
  onRow(cells: readonly string[], line: number): void
  /** A row of a spreadsheet, which is as wide as what stands in it. */
  onTableRow(row: TableRow): void
  end(): void
  readonly stopped: boolean
}

/** Columns whose value is another one when a zero in front of it is lost. */
const TEXTS: readonly Column[] = [
  ...(['product', 'serial', 'lot', 'item', 'parent', 'agent', 'owner', 'holder', 'readPoint', 'bizLocation'] as const),
  ...(['fromOwner', 'fromHolder', 'toOwner', 'toHolder'] as const),
]
/** Numbers with all their digits have lost nothing: a GTIN of 14, a GLN of 13. */
const WHOLE: Readonly<Record<string, RegExp>> = {
  product: /^\d{14}$/,
  serial: /^$/,
  lot: /^$/,
  item: /^$/,
  parent: /^$/,
}
const WHOLE_GLN = /^\d{13}$/

export function makeTableReader(out: Outbox, options: ImportOptions, encoding: string | undefined): TableReader {
  const cellReader = makeCellReader()
  let row: Row | undefined
  let group: EventGroup | undefined
  let stopped = false

  const onHeader = (cells: readonly string[], line: number): void => {
    out.put({ kind: 'document', format: 'csv', info: encoding === undefined ? {} : { encoding } })
    const header = readHeader(cells, options.columns ?? NO_MAPPING, line, out)
    if (header !== undefined) {
      row = makeRow(header, cellReader, options.defaultAgent, out)
      return
    }
    stopped = true
    const remedy = 'Name the columns as docs/reference/csv.md does, or say which is which (--map).'
    out.error({ code: 'NO_COLUMN', message: 'the columns action and time are needed', line, remedy })
  }
  /** Whether there is a row to be read. */
  const begin = (cells: readonly string[], line: number): boolean => {
    if (stopped) return false
    if (row === undefined) {
      onHeader(cells, line)
      return false
    }
    row.line = line
    row.index++
    for (const [place, person] of row.header.personal) if ((cells[place] ?? '') !== '') out.drop(person)
    // An empty row is as wide as any in what spreadsheets write.
    return (cells[0] ?? '') !== '' || cells.some((cell) => cell.trim() !== '')
  }
  const take = (current: Row, cells: readonly string[]): void => {
    const { width, constants } = current.header
    current.cells = constants.length === 0 ? cells : [...cells, ...constants]
    if (cells.length !== width) {
      // A row cut short could end inside of a serial: it must not be guessed at.
      current.error('ROW_LENGTH', `the row has ${cells.length} cells, the header ${width}`, '', 'Complete the row.')
      return
    }
    if (group === undefined || !group.continues()) {
      group?.finish()
      group = new EventGroup(current, out)
    }
    if (!group.failed) group.add()
  }
  return {
    onRow(cells, line) {
      if (begin(cells, line) && row !== undefined) take(row, cells)
    },
    onTableRow({ line, cells, numbers }) {
      if (row === undefined && cells.every((cell) => cell.trim() === '')) return
      if (!begin(cells, line) || row === undefined) return
      const filled = padded(cells, row.header.width)
      row.cells = filled
      if (numbers === undefined || !hasLostDigits(row, numbers)) take(row, filled)
    },
    end() {
      if (!stopped) group?.finish()
    },
    get stopped() {
      return stopped
    },
  }
}

function padded(cells: readonly string[], width: number): readonly string[] {
  if (cells.length === width) return cells
  if (cells.length < width) return [...cells, ...Array.from({ length: width - cells.length }, () => '')]
  return cells.slice(width).every((cell) => cell === '') ? cells.slice(0, width) : cells
}

/** Says of every cell of the row that it may have been another text. */
function hasLostDigits(row: Row, numbers: readonly number[]): boolean {
  row.failed = false
  for (const column of TEXTS) {
    const place = row.header.places[column]
    if (place < 0 || !numbers.includes(place)) continue
    const text = row.text(place)
    if (text === '' || (WHOLE[column] ?? WHOLE_GLN).test(text)) continue
    const message = `the cell holds the number ${text.slice(0, 40)}: whether zeros stood in front of it, or more digits, nobody can say`
    row.error('NUMBER_CELL', message, column, 'Format the column as text first, then put the codes in again.')
  }
  return row.failed
}
