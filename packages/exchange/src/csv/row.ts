/** The row being read. One object serves a whole file: a row costs no allocation but its cells. */
import type { FaultCode } from '../fault-code.ts'
import type { Person } from '../item.ts'
import type { Outbox } from '../outbox.ts'
import type { CellReader, Read, Wrong } from './cells.ts'
import type { Column } from './columns.ts'
import type { Header } from './header.ts'

export interface Row {
  /** Set for each row. */
  cells: readonly string[]
  line: number
  /** Rows of data before this one. */
  index: number
  /** An error was reported since it was last set to `false`. */
  failed: boolean
  readonly header: Header
  readonly read: CellReader
  readonly defaultAgent: string | undefined
  /** Trimmed; empty when the column is not there. */
  cell(column: Column): string
  /** The same for a place; for the cells that every row has. */
  text(place: number): string
  error(code: FaultCode | Wrong['code'], message: string, column: Column | '', remedy: string): void
  warn(code: FaultCode, message: string, line: number, remedy: string): void
  drop(person: Person): void
  /** The value that was read, or `undefined` and an error. */
  take<T>(column: Column, read: Read<T>): T | undefined
}

export function makeRow(header: Header, read: CellReader, defaultAgent: string | undefined, out: Outbox): Row {
  const { places } = header
  const row: Row = {
    cells: [],
    line: 1,
    index: -1,
    failed: false,
    header,
    read,
    defaultAgent,
    cell: (column) => row.text(places[column]),
    text(place) {
      // An index of -1 would be looked up as a name, which is slow.
      const text = place < 0 ? '' : (row.cells[place] ?? '')
      if (text === '') return ''
      return text.charCodeAt(0) > 0x20 && text.charCodeAt(text.length - 1) > 0x20 ? text : text.trim()
    },
    error(code, message, column, remedy) {
      row.failed = true
      const path = column === '' ? `row[${row.index}]` : `row[${row.index}].${column}`
      out.error({ code, message, line: row.line, path, remedy })
    },
    warn: (code, message, line, remedy) => out.warn({ code, message, line, path: `row[${row.index}]`, remedy }),
    drop: (person) => out.drop(person),
    take(column, value) {
      if (value.wrong === undefined) return value.value
      row.error(value.wrong.code, value.wrong.message, column, 'Correct the cell.')
      return undefined
    },
  }
  return row
}
