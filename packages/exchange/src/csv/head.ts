/** The first rows of a table, to be shown to the person who says what its columns are. */

import { magicOf } from '../detect.ts'
import { headText, sniffEncoding } from '../encoding.ts'
import type { ColumnMapping } from './mapping.ts'
import { makeRowSplitter } from './rows.ts'
import { splitHeader } from './separator.ts'

const ROWS = 4

/** @returns the rows, header first; `undefined` for what is no table of text. */
export function tableHead(head: Uint8Array, mapping?: ColumnMapping): readonly (readonly string[])[] | undefined {
  if (head.length === 0 || magicOf(head) !== undefined) return undefined
  const text = headText(head, sniffEncoding(head)).replace(/^\ufeff/, '')
  if (/^\s*[<{[]/.test(text) || text.includes('\0')) return undefined
  const end = text.search(/[\r\n]/)
  const { names, separator } = splitHeader(end < 0 ? text : text.slice(0, end), mapping)
  if (names.length < 2) return undefined
  const rows: (readonly string[])[] = []
  const onRow = (cells: readonly string[]): void => {
    if (rows.length < ROWS) rows.push(cells)
  }
  const splitter = makeRowSplitter({ onRow, onFault: () => undefined }, separator)
  splitter.write(text)
  splitter.end()
  return rows.length === 0 ? undefined : rows
}
