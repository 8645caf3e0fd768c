/** CSV (RFC 4180) in pieces of text → rows of cells. A line without quotes, the usual one, is cut by the engine itself. */

export interface RowHandler {
  /** @param line Where the row begins, from 1. */
  onRow(cells: readonly string[], line: number): void
  onFault(code: 'CSV_SYNTAX' | 'TOO_LARGE' | 'TRUNCATED', message: string, line: number): void
}

export interface RowSplitter {
  write(text: string): void
  end(): void
  readonly line: number
  readonly stopped: boolean
}

/** Characters of one row, line breaks in quotes included. */
export const MAX_ROW: number = 1 << 20

/** @param separator Known from the header: the first row is cut by it too. */
export function makeRowSplitter(handler: RowHandler, separator: ',' | ';' | '\t'): RowSplitter {
  let rest = ''
  let line = 1
  let stopped = false

  /** Where the next quote of `rest` stands: most files have none, and are not searched line by line. */
  let quote = -1

  const fail = (code: 'CSV_SYNTAX' | 'TOO_LARGE' | 'TRUNCATED', message: string): void => {
    stopped = true
    handler.onFault(code, message, line)
  }

  /** One row that begins at `start` and is known to end in `text`, or is the last. Answers where the next begins, or -1. */
  const takeRow = (text: string, start: number, last: boolean): number => {
    const newline = text.indexOf('\n', start)
    if (newline < 0 && !last) return -1
    const end = newline < 0 ? text.length : newline
    const plain = text.charCodeAt(end - 1) === 0x0d && end > start ? text.slice(start, end - 1) : text.slice(start, end)
    if (quote < start) quote = nextQuote(text, start)
    if (quote >= end) {
      if (plain !== '') handler.onRow(plain.split(separator), line)
      line++
      return end + 1
    }
    return takeQuoted(text, start, last)
  }

  /** A row with quotes, cell by cell. */
  const takeQuoted = (text: string, start: number, last: boolean): number => {
    const cells: string[] = []
    let at = start
    let lines = 1
    for (;;) {
      let cell: string
      if (text[at] === '"') {
        const close = closingQuote(text, at + 1)
        if (close < 0) {
          if (last) fail('TRUNCATED', 'a quoted cell is not closed before the end of the file')
          return -1
        }
        cell = text.slice(at + 1, close).replaceAll('""', '"')
        lines += countLines(cell)
        at = close + 1
      } else {
        const end = endOfCell(text, at, separator)
        cell = text.slice(at, end)
        at = end
      }
      cells.push(cell)
      if (at >= text.length && !last) return -1
      const next = text[at]
      if (next === separator) {
        at++
        continue
      }
      if (next === '\r' && (text[at + 1] === '\n' || (at + 1 >= text.length && last))) at++
      if (at < text.length && text[at] !== '\n') {
        if (at + 1 >= text.length && !last) return -1
        fail('CSV_SYNTAX', 'something stands between a closing quote and the end of the cell')
        return -1
      }
      handler.onRow(cells, line)
      line += lines
      return at + 1
    }
  }

  const takeAll = (last: boolean): void => {
    let start = 0
    quote = -1
    while (!stopped && start < rest.length) {
      const next = takeRow(rest, start, last)
      if (next < 0) break
      start = next
    }
    rest = rest.slice(start)
    if (rest.length > MAX_ROW && !stopped) fail('TOO_LARGE', `a row has more than ${MAX_ROW} characters`)
    if (stopped) rest = ''
  }
  return {
    write(text) {
      if (stopped) return
      rest = rest === '' ? text : rest + text
      takeAll(false)
    },
    end() {
      if (!stopped) takeAll(true)
    },
    get line() {
      return line
    },
    get stopped() {
      return stopped
    },
  }
}

function nextQuote(text: string, from: number): number {
  const at = text.indexOf('"', from)
  return at < 0 ? Number.POSITIVE_INFINITY : at
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from)
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2)
  // At the very end of a piece nobody knows whether the quote is doubled.
  return at
}

function endOfCell(text: string, from: number, separator: string): number {
  for (let at = from; at < text.length; at++) {
    const ch = text[at]
    if (ch === separator || ch === '\n' || ch === '\r') return at
  }
  return text.length
}

function countLines(cell: string): number {
  let count = 0
  for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count++
  return count
}
