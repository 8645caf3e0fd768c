/** The first row: where each column is. */
import type { Person } from '../item.ts'
import type { Outbox } from '../outbox.ts'
import { personOf } from '../privacy.ts'
import { COLUMNS, type Column, columnOf } from './columns.ts'

export interface Header {
  /** Cells of every row. */
  readonly width: number
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
export function readHeader(names: readonly string[], out: Outbox): Header | undefined {
  const places = Object.fromEntries(COLUMNS.map((column) => [column, -1])) as Record<Column, number>
  const personal: (readonly [number, Person])[] = []
  names.forEach((name, place) => {
    const column = columnOf(name)
    const person = column === undefined ? personOf(name) : undefined
    const path = name.slice(0, 80)
    if (person !== undefined) personal.push([place, person])
    else if (column === undefined) {
      if (name.trim() === '') return
      const message = `the column «${path}» is not read`
      out.warn({
        code: 'UNKNOWN_COLUMN',
        message,
        line: 1,
        path,
        remedy: 'The columns are listed in docs/reference/csv.md.',
      })
    } else if (places[column] >= 0) {
      const message = `the column «${path}» stands twice; the first is read`
      out.warn({ code: 'COLUMN_TWICE', message, line: 1, path, remedy: 'Leave one out.' })
    } else places[column] = place
  })
  if (places.action < 0 || places.time < 0) return undefined
  const placed = (column: Column): boolean => places[column] >= 0
  return {
    width: names.length,
    places,
    shared: COLUMNS.filter((column) => !OF_THING.has(column) && placed(column)).map((column) => places[column]),
    batch: OF_BATCH.filter(placed).map((column) => places[column]),
    hasDetail: (['reason', 'before', 'after', 'units', 'market', 'undoes'] as const).some(placed),
    hasTrade: (['fromOwner', 'fromHolder', 'toOwner', 'toHolder', 'toMarket'] as const).some(placed),
    hasParties: (['agent', 'owner', 'holder'] as const).some(placed),
    personal,
  }
}
