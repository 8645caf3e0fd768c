/** A spreadsheet (.xlsx, ECMA-376) whose archive somebody else opens: parts in, rows of cells out. */
import type { TableRow } from '../csv/table.ts'
import { badSpreadsheet, type OpenPart } from './part.ts'
import { sheetRows } from './sheet.ts'
import { readStrings } from './strings.ts'
import { readStyles } from './styles.ts'
import { readWorkbook, type Sheet } from './workbook.ts'

export interface Spreadsheet {
  readonly sheets: readonly Sheet[]
  /** The rows of one sheet; each reading opens its parts anew. @throws BytesFault for what is wrong with the file. */
  rows(sheet: Sheet): AsyncGenerator<readonly TableRow[]>
}

/** @throws BytesFault when there is no list of sheets that can be read. */
export async function openSpreadsheet(open: OpenPart): Promise<Spreadsheet> {
  const { sheets, from1904 } = await readWorkbook(open)
  if (sheets.length === 0) throw badSpreadsheet('it has no sheet')
  return {
    sheets,
    async *rows({ name, part }) {
      const chunks = open(part)
      if (chunks === undefined) throw badSpreadsheet(`the sheet «${name}» is not in it`)
      const forms = await readStyles(open)
      const strings = await readStrings(open)
      yield* sheetRows(part, chunks, { strings, forms, from1904 })
    },
  }
}
