/** CSV with our own header (README.md, «CSV»): a row for each thing; rows that differ in nothing else are one event. */
import type { ImportOptions } from '../item.ts'
import type { Outbox } from '../outbox.ts'
import type { Reader } from '../reader.ts'
import { MAX_ROW, makeRowSplitter, type RowSplitter } from './rows.ts'
import { splitHeader } from './separator.ts'
import { makeTableReader } from './table.ts'

export function makeCsvReader(out: Outbox, options: ImportOptions, encoding: string): Reader<string> {
  const table = makeTableReader(out, options, encoding)
  let splitter: RowSplitter | undefined
  let start = ''
  let stopped = false

  const fail = (code: 'CSV_SYNTAX' | 'TOO_LARGE' | 'TRUNCATED', message: string, line: number): void => {
    stopped = true
    out.error({ code, message, line, remedy: 'Mend the file, or save it again as CSV.' })
  }
  const begin = (): void => {
    const end = start.search(/[\r\n]/)
    const { separator } = splitHeader(end < 0 ? start : start.slice(0, end), options.columns)
    splitter = makeRowSplitter({ onRow: table.onRow, onFault: fail }, separator)
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
      if (!stopped) table.end()
    },
    more: () => false,
    get stopped() {
      return stopped || table.stopped
    },
    get line() {
      return splitter?.line ?? 1
    },
  }
}
