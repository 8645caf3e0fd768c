/** Which of our columns each cell of a header is, by its own name or by what a person said of it. */
import type { Person } from '../item.ts'
import { personOf } from '../privacy.ts'
import { COLUMNS, type Column, columnOf } from './columns.ts'

/** What a person says of the columns of a table that are not called as ours are. */
export interface ColumnMapping {
  /** Our column, and what the header calls it; an empty text: this column is not read. */
  readonly columns: Readonly<Partial<Record<Column, string>>>
  /** Our column, and what stands in it in every row. */
  readonly constants: Readonly<Partial<Record<Column, string>>>
}

export const NO_MAPPING: ColumnMapping = { columns: {}, constants: {} }

/** What one cell of the header means; `undefined`: nobody knows, or it is not to be read. */
export type Meaning = { readonly column: Column } | { readonly person: Person } | undefined

export function meaningsOf(names: readonly string[], mapping: ColumnMapping = NO_MAPPING): readonly Meaning[] {
  const said = new Map<string, Column>()
  const taken = new Set<Column>()
  for (const column of COLUMNS) {
    const name = mapping.columns[column]
    if (name !== undefined || mapping.constants[column] !== undefined) taken.add(column)
    if (name !== undefined && name !== '') said.set(plain(name), column)
  }
  return names.map((name) => {
    const column = said.get(plain(name))
    if (column !== undefined) return { column }
    const own = columnOf(name)
    if (own !== undefined) return taken.has(own) ? undefined : { column: own }
    const person = personOf(name)
    return person === undefined ? undefined : { person }
  })
}

function plain(name: string): string {
  return name.trim().toLowerCase()
}
