/** Spreadsheets for the tests: as little as ECMA-376 asks for. */
import { makeZip } from './zip-writer.ts'

/** A text; a number as it is stored, with the style of its cell; a shared text. */
export type XlsxCell = string | { readonly n: string; readonly s?: number } | { readonly shared: number } | undefined

export interface XlsxParts {
  readonly sheets: Readonly<Record<string, readonly (readonly XlsxCell[])[]>>
  readonly shared?: readonly string[]
  /** Format codes of the styles 1, 2, …; a number names a built-in format. */
  readonly formats?: readonly (string | number)[]
  readonly from1904?: boolean
  /** In place of a part that would be written. */
  readonly parts?: Readonly<Record<string, string>>
}

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

export function makeXlsx({ sheets, shared = [], formats = [], from1904 = false, parts = {} }: XlsxParts): Uint8Array {
  const names = Object.keys(sheets)
  const list = names.map((name, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join('')
  const relations = names.map(
    (_, i) => `<Relationship Id="rId${i + 1}" Type="x" Target="worksheets/sheet${i + 1}.xml"/>`,
  )
  const codes = formats.map((code, i) =>
    typeof code === 'string' ? `<numFmt numFmtId="${164 + i}" formatCode="${escaped(code)}"/>` : '',
  )
  const styles = formats.map((code, i) => `<xf numFmtId="${typeof code === 'string' ? 164 + i : code}"/>`)
  const all: Record<string, string> = {
    '[Content_Types].xml': `${HEAD}<Types/>`,
    'xl/workbook.xml': `${HEAD}<workbook ${MAIN} xmlns:r="${RELATIONS}"><workbookPr date1904="${from1904 ? 1 : 0}"/><sheets>${list}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${HEAD}<Relationships>${relations.join('')}</Relationships>`,
    'xl/styles.xml': `${HEAD}<styleSheet ${MAIN}><numFmts>${codes.join('')}</numFmts><cellXfs><xf numFmtId="0"/>${styles.join('')}</cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `${HEAD}<sst ${MAIN}>${shared.map((text) => `<si><t>${escaped(text)}</t><rPh><t>no</t></rPh></si>`).join('')}</sst>`,
  }
  for (const [i, name] of names.entries()) {
    const rows = (sheets[name] ?? []).map(
      (cells, row) => `<row r="${row + 1}">${cells.map((cell, at) => cellXml(cell, at, row)).join('')}</row>\n`,
    )
    all[`xl/worksheets/sheet${i + 1}.xml`] =
      `${HEAD}<worksheet ${MAIN}><sheetData>${rows.join('')}</sheetData></worksheet>`
  }
  return makeZip(Object.entries({ ...all, ...parts }).map(([name, data]) => ({ name, data })))
}

function cellXml(cell: XlsxCell, at: number, row: number): string {
  if (cell === undefined) return ''
  const place = `r="${String.fromCharCode(65 + at)}${row + 1}"`
  if (typeof cell === 'string') return `<c ${place} t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`
  if ('shared' in cell) return `<c ${place} t="s"><v>${cell.shared}</v></c>`
  return `<c ${place}${cell.s === undefined ? '' : ` s="${cell.s}"`}><v>${cell.n}</v></c>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
