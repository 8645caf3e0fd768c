/** Decoded rows of one kind: what a group of appends has changed, what is being written, and a bounded memory of the rest. */
import type { RowArena } from './row-arena.ts'
import { openRow, type RowReader as Reader, RowReader, type RowWriter } from './row-bytes.ts'
import type { StoreBatch, StoreReader } from './store.ts'

export interface RowCodec<T> {
  key(id: string): Uint8Array
  /** As `key`, in memory that is used again for the next one: for a store that copies or looks at once. */
  passingKey?(id: string): Uint8Array
  write(row: RowWriter, value: T): void
  read(row: Reader): T
}

/** Stands for a row that was deleted and is not yet gone from the store. */
const GONE: unique symbol = Symbol('gone')

/** Values are immutable: to change one is to put another. */
export interface Table<T> {
  get(id: string): T | undefined
  put(id: string, value: T): void
  delete(id: string): void
  /** Whether `get` would ask the store. */
  unknown(id: string): boolean
  /** Give a value that is in the store, or follows from it. */
  learn(id: string, value: T): void
  /** Read what is not known of these, off this thread, so that `get` finds it. */
  prefetch(ids: Iterable<string>): Promise<void>
  /** Ask the store next time: the row was written past this table. */
  forget(id: string): void
  /** Write what changed since the last flush into the batch. */
  flush(batch: StoreBatch, row: RowWriter): void
  /** Forget what changed since the last flush. */
  rollback(): void
  /** The batch of the last flush is on the disk. */
  settled(): void
  readonly changes: number
  /** Ids of what changed since the last flush. */
  changed(): Iterable<string>
}

/** One row, straight from the store. */
export function readTableRow<T>(store: StoreReader, codec: RowCodec<T>, id: string): T | undefined {
  const key = codec.passingKey?.(id) ?? codec.key(id)
  const row = store.get(key)
  return row === undefined ? undefined : codec.read(new RowReader(openRow(key, row)))
}

/**
 * @param arena Keeps rows in place of values, where there are many.
 * @param limit Values kept beyond those not yet on the disk. Two generations: a value that was asked for lately survives one
 *   more, so the memory is bounded by twice the limit and nothing is moved on a hit of the younger.
 */
export function makeTable<T>(store: StoreReader, codec: RowCodec<T>, limit: number, arena?: RowArena): Table<T> {
  // What was deleted stands as a value of its own, so that one look-up tells it from what is not there.
  let dirty = new Map<string, T | typeof GONE>()
  let writing = new Map<string, T | typeof GONE>()
  /** What the last batch has written, as long as a reading that began before may still arrive. */
  let written = new Map<string, T | typeof GONE>()
  let flushes = 0
  let reading = 0
  /** The same row is asked for again and again while one record is judged. */
  let lastId: string | undefined
  let lastValue: T | undefined
  /** What was read ahead for the next group, and for the one before it. */
  let ahead = new Map<string, T>()
  let behind = new Map<string, T>()
  let young = new Map<string, T>()
  let old = new Map<string, T>()

  const keep = (id: string, value: T): void => {
    if (arena !== undefined) return
    young.set(id, value)
    if (young.size >= limit) {
      old = young
      young = new Map()
    }
  }
  const cached = (id: string): T | undefined => {
    if (arena !== undefined) {
      const body = arena.get(id)
      return body === undefined ? undefined : codec.read(new RowReader(body))
    }
    const value = young.get(id)
    if (value !== undefined) return value
    const older = old.get(id)
    if (older !== undefined) keep(id, older)
    return older
  }
  const isUnknown = (id: string): boolean => {
    if (dirty.has(id) || writing.has(id)) return false
    return arena === undefined ? cached(id) === undefined : !arena.has(id)
  }
  const look = (id: string): T | undefined => {
    const changed = dirty.get(id) ?? writing.get(id)
    if (changed !== undefined) return changed === GONE ? undefined : changed
    const value = ahead.get(id) ?? behind.get(id) ?? cached(id)
    if (value !== undefined) return value
    const stored = readTableRow(store, codec, id)
    if (stored !== undefined) keep(id, stored)
    return stored
  }
  return {
    get(id) {
      if (id === lastId) return lastValue
      const value = look(id)
      // What is not there may be put there by others than this table.
      lastId = value === undefined ? undefined : id
      lastValue = value
      return value
    },
    put(id, value) {
      dirty.set(id, value)
      lastId = id
      lastValue = value
      if (ahead.size > 0) ahead.delete(id)
      if (behind.size > 0) behind.delete(id)
    },
    unknown: isUnknown,
    learn(id, value) {
      lastId = undefined
      if (arena === undefined) keep(id, value)
      else ahead.set(id, value)
    },
    async prefetch(ids) {
      const wanted: string[] = []
      for (const id of ids) if (isUnknown(id)) wanted.push(id)
      if (wanted.length === 0) return
      const begun = flushes
      const keys = wanted.map((id) => codec.key(id))
      reading++
      const rows = await store.getMany(keys).finally(() => {
        reading--
      })
      // What was changed in the meantime is known better; what was changed twice may be forgotten again.
      if (flushes > begun + 1) return
      const found = new Map<string, T>()
      rows.forEach((row, i) => {
        const id = wanted[i] as string
        if (row === undefined || dirty.has(id) || writing.has(id) || written.has(id)) return
        found.set(id, codec.read(new RowReader(openRow(keys[i] as Uint8Array, row))))
      })
      behind = ahead
      ahead = found
    },
    forget(id) {
      lastId = undefined
      ahead.delete(id)
      behind.delete(id)
      young.delete(id)
      old.delete(id)
      arena?.delete(id)
    },
    delete(id) {
      lastId = undefined
      dirty.set(id, GONE)
      ahead.delete(id)
      behind.delete(id)
    },
    flush(batch, row) {
      for (const [id, value] of dirty) {
        const key = codec.passingKey?.(id) ?? codec.key(id)
        if (value === GONE) {
          batch.del(key)
          young.delete(id)
          old.delete(id)
          arena?.delete(id)
        } else {
          codec.write(row.start(), value)
          const bytes = row.row(key)
          batch.put(key, bytes)
          // Until the batch has arrived, `writing` is asked first.
          arena?.put(id, bytes, row.size)
        }
      }
      writing = dirty
      dirty = new Map()
      flushes++
    },
    rollback() {
      lastId = undefined
      dirty = new Map()
    },
    settled() {
      if (arena === undefined) for (const [id, value] of writing) if (value !== GONE) keep(id, value)
      written = reading > 0 ? writing : new Map()
      writing = new Map()
    },
    get changes() {
      return dirty.size
    },
    changed: () => dirty.keys(),
  }
}
