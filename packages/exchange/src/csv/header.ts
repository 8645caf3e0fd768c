/** The first row: where each column is. */
import type { Person } from '../item.ts'
import type { Outbox } from '../outbox.ts'
import { COLUMNS, type Column } from './columns.ts'
import { type ColumnMapping, meaningsOf } from './mapping.ts'

export interface Header {
  /** Cells of every row. */
  readonly width: number
  /** What stands behind the cells of every row. */
  readonly constants: readonly string[]
  /** -1 for a column that is not there. */
  readonly places: Readonly<Record<Column, number>>
  /** Places of the cells that all rows of an event share. */
  readonly shared: readonly number[]
  /** Places of the cells that a commissioning says of its batch. */
  readonly batch: readonly number[]
  /** Whether the file has any column of these kinds: what is not there need not be looked for in every row. */
  readonly hasDetail: boolean
  readonly hasTrade: boolean
  readonly hasParties: boolean
  readonly personal: readonly (readonly [place: number, person: Person])[]
}

/** Columns that name the thing, and may differ inside one event. */
const OF_THING: ReadonlySet<Column> = new Set<Column>([
  ...(['product', 'serial', 'lot', 'expiry', 'item', 'made', 'packUnits', 'markets'] as const),
])
const OF_BATCH: readonly Column[] = ['product', 'lot', 'expiry', 'made', 'packUnits', 'markets']

/** `undefined` when a column is missing without which nothing can be read. */
export function readHeader(
  names: readonly string[],
  mapping: ColumnMapping,
  line: number,
  out: Outbox,
): Header | undefined {
  const places = Object.fromEntries(COLUMNS.map((column) => [column, -1])) as Record<Column, number>
  const personal: (readonly [number, Person])[] = []
  for (const [place, meaning] of meaningsOf(names, mapping).entries()) {
    const name = names[place] ?? ''
    const path = name.slice(0, 80)
    if (meaning === undefined) {
      if (name.trim() === '') continue
      const message = `the column «${path}» is not read`
      const remedy = 'The columns are listed in docs/reference/csv.md.'
      out.warn({ code: 'UNKNOWN_COLUMN', message, line, path, remedy })
    } else if ('person' in meaning) personal.push([place, meaning.person])
    else if (places[meaning.column] >= 0) {
      const message = `the column «${path}» stands twice; the first is read`
      out.warn({ code: 'COLUMN_TWICE', message, line, path, remedy: 'Leave one out.' })
    } else places[meaning.column] = place
  }
  const constants: string[] = []
  for (const column of COLUMNS) {
    const value = mapping.constants[column]
    if (value !== undefined) places[column] = names.length + constants.push(value) - 1
  }
  if (places.action < 0 || places.time < 0) return undefined
  const placed = (column: Column): boolean => places[column] >= 0
  return {
    width: names.length,
    constants,
    places,
    shared: COLUMNS.filter((column) => !OF_THING.has(column) && placed(column)).map((column) => places[column]),
    batch: OF_BATCH.filter(placed).map((column) => places[column]),
    hasDetail: (['reason', 'before', 'after', 'units', 'market', 'undoes'] as const).some(placed),
    hasTrade: (['fromOwner', 'fromHolder', 'toOwner', 'toHolder', 'toMarket'] as const).some(placed),
    hasParties: (['agent', 'owner', 'holder'] as const).some(placed),
    personal,
  }
}
