/** Small tables of master data: CSV with a header line (RFC 4180; semicolon and tab as spreadsheets write them). */
import type { Fault } from '@packtrail/protocol'
import { CliError, dataError } from './error.ts'
import { readText } from './files.ts'
import type { Io } from './io.ts'
import { words } from './words.ts'

const { csv: say } = words

export interface CsvRow {
  readonly line: number
  /** By column name; empty cells are absent. */
  readonly cells: Readonly<Record<string, string>>
}

/**
 * @param columns The names a column may have; the first `required` of them must be there.
 * @throws CliError DATA_BAD with every fault.
 */
export async function readCsv(io: Io, name: string, columns: readonly string[], required = 1): Promise<CsvRow[]> {
  const text = await readText(io, name)
  const [head, ...body] = splitCsv(text, separatorOf(text))
  const faults: Fault[] = []
  const bad = (line: number, code: string, message: string, remedy: string): void => {
    faults.push({ code, message, remedy, severity: 'error', file: name, line })
  }
  const header = (head?.cells ?? []).map((cell) => cell.trim().toLowerCase())
  for (const column of header) {
    if (!columns.includes(column)) bad(1, 'UNKNOWN_COLUMN', say.unknownColumn(column), say.columns(columns.join(', ')))
  }
  for (const column of columns.slice(0, required)) {
    if (!header.includes(column)) bad(1, 'MISSING_COLUMN', say.missingColumn(column), say.columns(columns.join(', ')))
  }
  const rows: CsvRow[] = []
  for (const { line, cells } of body) {
    if (cells.every((cell) => cell.trim() === '')) continue
    if (cells.length > header.length)
      bad(line, 'TOO_MANY_CELLS', say.tooManyCells(cells.length, header.length), say.quoteCells)
    else rows.push({ line, cells: named(header, cells) })
  }
  if (faults.length === 0 && rows.length === 0)
    throw dataError('FILE_EMPTY', say.noRows(name), { hint: words.files.emptyHint })
  if (faults.length > 0) throw dataError('DATA_BAD', say.badTable(name), { faults })
  return rows
}

/** What is wrong with a line becomes a fault with its place; every line is looked at. @throws CliError DATA_BAD */
export function eachRow(file: string, rows: readonly CsvRow[], read: (row: CsvRow) => void): void {
  const faults: Fault[] = []
  for (const row of rows) {
    try {
      read(row)
    } catch (error) {
      if (!(error instanceof CliError)) throw error
      const { code, message, hint } = error
      const place = { file, line: row.line }
      faults.push({ code, message, severity: 'error', ...place, ...(hint === undefined ? {} : { remedy: hint }) })
    }
  }
  if (faults.length > 0) throw dataError('DATA_BAD', say.badTable(file), { faults })
}

function named(header: readonly string[], cells: readonly string[]): Record<string, string> {
  const row: Record<string, string> = {}
  for (const [i, column] of header.entries()) {
    const cell = (cells[i] ?? '').trim()
    if (cell !== '') row[column] = cell
  }
  return row
}

function separatorOf(text: string): string {
  const [first = ''] = text.split(/\r\n|\r|\n/, 1)
  return [';', '\t', ','].find((separator) => first.includes(separator)) ?? ','
}

interface RawRow {
  readonly line: number
  readonly cells: readonly string[]
}

function splitCsv(text: string, separator: string): RawRow[] {
  const rows: RawRow[] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let line = 1
  let begun = 1
  const endCell = (): void => {
    cells.push(cell)
    cell = ''
  }
  const endRow = (): void => {
    endCell()
    rows.push({ line: begun, cells })
    cells = []
  }
  const body = text.replace(/^\ufeff/, '')
  for (let i = 0; i < body.length; i++) {
    const ch = body.charAt(i)
    if (ch === '\n' || (ch === '\r' && body.charAt(i + 1) !== '\n')) line++
    if (quoted) {
      if (ch !== '"') cell += ch
      else if (body.charAt(i + 1) === '"') cell += body.charAt(i++)
      else quoted = false
    } else if (ch === '"' && cell === '') quoted = true
    else if (ch === separator) endCell()
    else if (ch === '\n' || ch === '\r') {
      if (ch === '\r' && body.charAt(i + 1) === '\n') continue
      endRow()
      begun = line
    } else cell += ch
  }
  if (cell !== '' || cells.length > 0) endRow()
  return rows
}
