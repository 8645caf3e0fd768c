/** Reading rows that may be damaged: scans that check every row on the way, and two scans held against each other. */
import { type FsckNotes, reasonOf } from './fsck-report.ts'
import { describeKey, readRow } from './row-bytes.ts'
import type { StoreRange, StoreReader, StoreRow } from './store.ts'

/** A row, or where it is damaged only its key. */
export interface CheckedRow {
  readonly key: Uint8Array
  readonly body: Uint8Array | undefined
}

/** Who is told of rows and what is wrong with them. */
export type RowNotes = Pick<FsckNotes, 'count' | 'problem'>

/** Rows one by one, without a wait for each. */
export interface RowCursor {
  /** The row in hand; `undefined` behind the last. */
  readonly row: CheckedRow | undefined
  /** Go on to the next; true when `more` must be awaited first. */
  next(): boolean
  more(): Promise<void>
  close(): Promise<void>
}

/** For rows that are read a second time: they are not counted again, nor what is wrong with their bytes told again. */
export const silent: RowNotes = { count: () => undefined, problem: () => undefined }

/** @param notes Told of every row whose checksum does not fit; absent for rows that are not the ledger's. */
export function rowCursor(store: StoreReader, range: StoreRange, notes?: RowNotes): RowCursor {
  const chunks = store.scan(range)[Symbol.asyncIterator]()
  let chunk: readonly StoreRow[] = []
  let at = 0
  let row: CheckedRow | undefined
  const take = (): void => {
    const [key, bytes] = chunk[at] as StoreRow
    const body = readRow(key, bytes)
    if (notes !== undefined) {
      notes.count('rows')
      notes.count('bytes', key.length + bytes.length)
      if (body === undefined) {
        notes.problem('ROW_CHECKSUM', `row ${describeKey(key)}`, 'The bytes on the disk are not what was written.')
      }
    }
    row = { key, body }
  }
  /** Behind rows that the database cannot read there is nothing to be had. */
  const nextChunk = async (): Promise<readonly StoreRow[]> => {
    try {
      const next = await chunks.next()
      return next.done === true ? [] : next.value
    } catch (error) {
      if (notes === undefined) throw error
      const where = row === undefined ? `rows from ${describeKey(range.from)}` : `rows behind ${describeKey(row.key)}`
      notes.problem('DATABASE', where, `${reasonOf(error)}.`)
      return []
    }
  }
  return {
    get row() {
      return row
    },
    next() {
      at++
      if (at >= chunk.length) return true
      take()
      return false
    },
    async more() {
      chunk = await nextChunk()
      at = 0
      if (chunk.length > 0) take()
      else row = undefined
    },
    async close() {
      await chunks.return?.()
    },
  }
}

/**
 * Visit every row of a range. `visit` is not called for a row whose checksum does not fit; `rest` is, now and then, for work
 * that has to be waited for.
 */
export async function eachRow(
  store: StoreReader,
  range: StoreRange,
  notes: RowNotes,
  visit: (key: Uint8Array, body: Uint8Array) => void,
  rest?: () => Promise<void>,
): Promise<void> {
  const cursor = rowCursor(store, range, notes)
  try {
    await cursor.more()
    while (cursor.row !== undefined) {
      const { key, body } = cursor.row
      if (body !== undefined) guarded(notes, key, () => visit(key, body))
      if (!cursor.next()) continue
      await rest?.()
      await cursor.more()
    }
  } finally {
    await cursor.close()
  }
}

/** Run what reads a row; what it throws is a problem of that row. */
export function guarded(notes: RowNotes, key: Uint8Array, read: () => void): void {
  try {
    read()
  } catch (error) {
    notes.problem('ROW_FORM', `row ${describeKey(key)}`, `The row cannot be read: ${reasonOf(error)}.`)
  }
}

/**
 * Visit the rows of two stores side by side, in the order of their keys: what stands in one and not in the other has an
 * `undefined` there. A damaged row is passed with an empty body and `damaged` set: it is there, and has been reported.
 */
export async function eachPair(
  real: { readonly store: StoreReader; readonly notes: RowNotes },
  made: StoreReader,
  range: StoreRange,
  visit: (key: Uint8Array, real: CheckedRow | undefined, made: Uint8Array | undefined) => void,
): Promise<void> {
  const left = rowCursor(real.store, range, real.notes)
  const right = rowCursor(made, range)
  try {
    await left.more()
    await right.more()
    while (left.row !== undefined || right.row !== undefined) {
      const order = orderOf(left.row, right.row)
      const key = ((order <= 0 ? left.row : right.row) as CheckedRow).key
      const a = order <= 0 ? left.row : undefined
      const b = order >= 0 ? right.row?.body : undefined
      guarded(real.notes, key, () => visit(key, a, b))
      if (order <= 0 && left.next()) await left.more()
      if (order >= 0 && right.next()) await right.more()
    }
  } finally {
    await left.close()
    await right.close()
  }
}

function orderOf(a: CheckedRow | undefined, b: CheckedRow | undefined): number {
  if (a === undefined) return 1
  if (b === undefined) return -1
  return Buffer.compare(a.key, b.key)
}

/** The decoded body of one row; `undefined` when it is missing or damaged, of which `notes` is told where given. */
export function readOne<T>(
  store: StoreReader,
  key: Uint8Array,
  read: (body: Uint8Array) => T,
  notes?: RowNotes,
): T | undefined {
  let bytes: Uint8Array | undefined
  try {
    bytes = store.get(key)
  } catch (error) {
    notes?.problem('DATABASE', `row ${describeKey(key)}`, `${reasonOf(error)}.`)
  }
  if (bytes === undefined) return undefined
  const body = readRow(key, bytes)
  if (body === undefined) {
    notes?.problem('ROW_CHECKSUM', `row ${describeKey(key)}`, 'The bytes on the disk are not what was written.')
    return undefined
  }
  try {
    return read(body)
  } catch (error) {
    notes?.problem('ROW_FORM', `row ${describeKey(key)}`, `The row cannot be read: ${reasonOf(error)}.`)
    return undefined
  }
}
