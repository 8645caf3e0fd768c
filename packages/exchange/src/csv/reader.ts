/** CSV with our own header (README.md, «CSV»): a row for each thing; rows that differ in nothing else are one event. */
import type { ImportOptions } from '../item.ts'
import type { Outbox } from '../outbox.ts'
import type { Reader } from '../reader.ts'
import { makeCellReader } from './cells.ts'
import { splitHeader } from './columns.ts'
import { EventGroup } from './event-group.ts'
import { readHeader } from './header.ts'
import { makeRow, type Row } from './row.ts'
import { MAX_ROW, makeRowSplitter, type RowSplitter } from './rows.ts'

export function makeCsvReader(out: Outbox, options: ImportOptions, encoding: string): Reader<string> {
  const cellReader = makeCellReader()
  let splitter: RowSplitter | undefined
  let row: Row | undefined
  let group: EventGroup | undefined
  let start = ''
  let stopped = false

  const fail = (code: 'CSV_SYNTAX' | 'TOO_LARGE' | 'TRUNCATED' | 'NO_COLUMN', message: string, line: number): void => {
    stopped = true
    out.error({ code, message, line, remedy: 'Mend the file, or save it again as CSV.' })
  }
  const onHeader = (cells: readonly string[]): void => {
    out.put({ kind: 'document', format: 'csv', info: { encoding } })
    const header = readHeader(cells, out)
    if (header === undefined) fail('NO_COLUMN', 'the columns action and time are needed', 1)
    else row = makeRow(header, cellReader, options.defaultAgent, out)
  }
  const onRow = (cells: readonly string[], line: number): void => {
    if (stopped) return
    if (row === undefined) {
      onHeader(cells)
      return
    }
    row.cells = cells
    row.line = line
    row.index++
    const { width, personal } = row.header
    for (const [place, person] of personal) if ((cells[place] ?? '') !== '') out.drop(person)
    // An empty row is as wide as any in what spreadsheets write.
    if ((cells[0] ?? '') === '' && cells.every((cell) => cell.trim() === '')) return
    if (cells.length === width) addRow(row)
    else {
      // A row cut short could end inside of a serial: it must not be guessed at.
      row.error('ROW_LENGTH', `the row has ${cells.length} cells, the header ${width}`, '', 'Complete the row.')
    }
  }
  const addRow = (current: Row): void => {
    if (group === undefined || !group.continues()) {
      group?.finish()
      group = new EventGroup(current, out)
    }
    if (!group.failed) group.add()
  }
  const begin = (): void => {
    const end = start.search(/[\r\n]/)
    const { separator } = splitHeader(end < 0 ? start : start.slice(0, end))
    splitter = makeRowSplitter({ onRow, onFault: fail }, separator)
    splitter.write(start)
    start = ''
  }
  return {
    write(text) {
      if (splitter !== undefined) {
        splitter.write(text)
        return
      }
      start += start === '' ? text.replace(/^\ufeff/, '') : text
      // The separator is told by the header, which must be there in full.
      if (/[\r\n]/.test(start) || start.length > MAX_ROW) begin()
    },
    end() {
      if (splitter === undefined) begin()
      splitter?.end()
      if (!stopped) group?.finish()
    },
    more: () => false,
    get stopped() {
      return stopped
    },
    get line() {
      return splitter?.line ?? 1
    },
  }
}
