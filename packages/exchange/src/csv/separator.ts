/** What stands between the cells of a file: its header tells. */
import { type ColumnMapping, meaningsOf } from './mapping.ts'

export type Separator = ',' | ';' | '\t'

/** Cells of a header line, and the separator of the file: the one that makes most columns of it that are known, else most columns. */
export function splitHeader(
  line: string,
  mapping?: ColumnMapping,
): { readonly names: readonly string[]; readonly known: number; readonly separator: Separator } {
  const choices = ([',', ';', '\t'] as const).map((separator) => {
    const names = line.slice(0, 10_000).split(separator).map(unquote)
    return { names, separator, known: meaningsOf(names, mapping).filter((one) => one !== undefined).length }
  })
  return choices.reduce((best, next) =>
    next.known > best.known || (next.known === best.known && next.names.length > best.names.length) ? next : best,
  )
}

function unquote(cell: string): string {
  const plain = cell.trim()
  return plain.startsWith('"') && plain.endsWith('"') && plain.length > 1
    ? plain.slice(1, -1).replaceAll('""', '"')
    : plain
}
