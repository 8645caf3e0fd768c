/** The rows of one sheet (sections 18.3.1.73 and 18.3.1.4), as they are read. */
import type { TableRow } from '../csv/table.ts'
import { BytesFault } from '../error.ts'
import { formatDay } from '../time.ts'
import { badSpreadsheet, type PartSink, readPart } from './part.ts'
import { unescapeText } from './strings.ts'
import type { NumberForm } from './styles.ts'

export interface SheetContext {
  readonly strings: readonly string[]
  readonly forms: readonly NumberForm[]
  readonly from1904: boolean
}

/** More columns than any document has, fewer than a hostile row would make us fill. */
const MAX_COLUMNS = 1000
/** Characters of one row. */
const MAX_ROW = 1 << 20

/** @throws BytesFault */
export async function* sheetRows(
  part: string,
  chunks: AsyncIterable<Uint8Array>,
  context: SheetContext,
): AsyncGenerator<readonly TableRow[]> {
  let rows: TableRow[] = []
  const sink = makeSink(context, (row) => rows.push(row))
  for await (const _ of readPart(part, chunks, sink)) {
    if (rows.length === 0) continue
    yield rows
    rows = []
  }
}

interface Cell {
  place: number
  type: string
  style: number
}

function makeSink(context: SheetContext, onRow: (row: TableRow) => void): PartSink {
  let line = 0
  let cells: string[] = []
  let numbers: number[] = []
  let size = 0
  let cell: Cell = { place: -1, type: '', style: -1 }
  let value = ''
  let reading = false
  let phonetic = false

  const put = (): void => {
    const { text, isNumber } = cellValue(cell, value, context)
    if (text === '') return
    size += text.length
    if (cell.place >= MAX_COLUMNS || size > MAX_ROW) throw tooWide(line)
    if ((cells[cell.place] ?? '') !== '') throw badSpreadsheet(`a cell of row ${line} stands twice`)
    while (cells.length < cell.place) cells.push('')
    cells[cell.place] = text
    if (isNumber) numbers.push(cell.place)
  }
  return {
    open(name, { r = '', t = 'n', s = '' }) {
      if (name === 'row') {
        line = /^[1-9]\d{0,6}$/.test(r) ? Number(r) : line + 1
        cells = []
        numbers = []
        size = 0
        cell = { place: -1, type: '', style: -1 }
      } else if (name === 'c') {
        cell = { place: placeOf(r) ?? cell.place + 1, type: t, style: s === '' ? -1 : Number(s) }
        value = ''
      } else if (name === 'rPh') phonetic = true
      else if (name === 'v' || (name === 't' && !phonetic)) reading = true
    },
    text(piece) {
      if (!reading) return
      value += piece
      if (value.length > MAX_ROW) throw tooWide(line)
    },
    close(name) {
      if (name === 'v' || name === 't') reading = false
      else if (name === 'rPh') phonetic = false
      else if (name === 'c') put()
      else if (name === 'row') onRow(numbers.length === 0 ? { line, cells } : { line, cells, numbers })
    },
  }
}

function tooWide(line: number): BytesFault {
  const message = `row ${line} of the sheet has more than ${MAX_COLUMNS} columns or ${MAX_ROW} characters`
  return new BytesFault('TOO_LARGE', message, 'Keep only the columns that are needed.')
}

/** `B7` → 1. */
function placeOf(reference: string): number | undefined {
  const letters = /^[A-Z]{1,3}(?=\d)/.exec(reference)?.[0]
  if (letters === undefined) return undefined
  let place = 0
  for (const letter of letters) place = place * 26 + letter.charCodeAt(0) - 64
  return place - 1
}

function cellValue(
  { type, style }: Cell,
  raw: string,
  { strings, forms, from1904 }: SheetContext,
): { readonly text: string; readonly isNumber: boolean } {
  if (raw === '') return { text: '', isNumber: false }
  if (type === 's') {
    const text = /^\d{1,9}$/.test(raw) ? strings[Number(raw)] : undefined
    if (text === undefined) throw badSpreadsheet('a cell names a text that is not there')
    return { text, isNumber: false }
  }
  if (type === 'b') return { text: raw === '1' ? 'TRUE' : 'FALSE', isNumber: false }
  if (type !== 'n') return { text: unescapeText(raw), isNumber: false }
  const number = raw.trim()
  const form = style < 0 ? undefined : forms[style]
  if (form?.kind === 'date') return { text: dateText(Number(number), from1904) ?? number, isNumber: false }
  if (form?.kind === 'digits' && /^\d{1,15}$/.test(number)) {
    return { text: number.padStart(form.digits, '0'), isNumber: false }
  }
  return { text: number, isNumber: true }
}

/** Days from 1970 to the day before the first of each count; 1900 is counted as a leap year, which it was not. */
const DAY_0_1900 = -25_569
const DAY_0_1904 = -24_107
const AFTER_FALSE_LEAP_DAY = 61
const SECONDS = 86_400

/** A day, or with a time of day and no offset, as a spreadsheet knows none. */
function dateText(serial: number, from1904: boolean): string | undefined {
  if (!(serial >= (from1904 ? 0 : AFTER_FALSE_LEAP_DAY) && serial < 2_958_466)) return undefined
  const seconds = Math.round(serial * SECONDS)
  const day = formatDay(Math.floor(seconds / SECONDS) + (from1904 ? DAY_0_1904 : DAY_0_1900))
  const rest = seconds % SECONDS
  if (rest === 0) return day
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  return `${day}T${two(rest / 3600)}:${two((rest % 3600) / 60)}:${two(rest % 60)}`
}
