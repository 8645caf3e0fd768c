/** How each column of a table is understood, beside what stands in its first rows. */
import { type ColumnMapping, meaningsOf } from '@packtrail/exchange'
import { visible } from '../paint.ts'
import { table } from '../width.ts'
import { words } from '../words.ts'
import type { TableHead } from './table-head.ts'

const { columns: say } = words

const MAX_CELL = 24

export function showColumns({ names, rows }: TableHead, mapping: ColumnMapping): string {
  const meanings = meaningsOf(names, mapping)
  const lines = names.map((name, place) => {
    const meaning = meanings[place]
    const isPersonal = meaning !== undefined && 'person' in meaning
    const read = meaning === undefined ? say.notRead : isPersonal ? say.leftOut : meaning.column
    // Names of people are not even shown.
    const values = isPersonal ? '…' : rows.map((cells) => shown(cells[place] ?? '')).join(' · ')
    return [shown(name), read, values]
  })
  const constants = Object.entries(mapping.constants).map(([column, value]) => [
    say.everyRow,
    column,
    shown(value ?? ''),
  ])
  return table([[say.column, say.readAs, say.firstRows], ...lines, ...constants], '  ')
}

function shown(text: string): string {
  const plain = visible(text.trim())
  return plain.length > MAX_CELL ? `${plain.slice(0, MAX_CELL - 1)}…` : plain
}

/** Columns without which nothing can be read. */
export function missingColumns(names: readonly string[], mapping: ColumnMapping): readonly string[] {
  const there = new Set(
    meaningsOf(names, mapping).map((one) => (one !== undefined && 'column' in one ? one.column : '')),
  )
  return (['action', 'time'] as const).filter((column) => !there.has(column) && mapping.constants[column] === undefined)
}
