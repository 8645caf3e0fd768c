/** The store port on LevelDB. No other module imports `level` or `abstract-level`. */
import { readdirSync } from 'node:fs'
import type { AbstractLevel } from 'abstract-level'
import { Level } from 'level'
import { LedgerError } from './error.ts'
import { levelError, tablesAt, tablesOf } from './level-error.ts'
import type { Store, StoreBatch, StoreRange, StoreReader, StoreRow, StoreSnapshot } from './store.ts'

/** Any abstract-level database with byte keys and values; tests run the contract on memory-level too. */
export type ByteLevel = AbstractLevel<string | Uint8Array | Buffer, Uint8Array, Uint8Array>

/** Measured: a small write buffer stalls commits for seconds at scale; twice this size is what it takes of memory. */
const WRITE_BUFFER = 32 << 20
const CHUNK = 1000

/**
 * Open the LevelDB in `directory`.
 * @throws LedgerError LEDGER_LOCKED, LEDGER_MISSING (when it may not create), LEDGER_EXISTS (when it must), DAMAGED, DISK_FULL,
 * STORE.
 */
export async function openLevelStore(directory: string, mode: 'create' | 'existing'): Promise<Store> {
  const db = new Level<Uint8Array, Uint8Array>(directory, {
    keyEncoding: 'view',
    valueEncoding: 'view',
    // LevelDB that is told to create what is missing answers a lost CURRENT file by deleting every table.
    createIfMissing: mode === 'create',
    errorIfExists: mode === 'create',
    writeBufferSize: WRITE_BUFFER,
    maxFileSize: 32 << 20,
    blockSize: 16 << 10,
    // Tables are mapped into memory and rows are read ahead, so blocks are kept for neighbours alone. They lie among those of the
    // write buffers, in the heaps of several threads: 8 MB of them were seen to cost 30.
    cacheSize: 4 << 20,
  })
  try {
    await db.open()
  } catch (error) {
    throw openError(error, directory)
  }
  // `level` types what browsers share with Node; compactRange is LevelDB's alone.
  const { compactRange, getProperty } = db as unknown as {
    compactRange(from: Uint8Array, to: Uint8Array): Promise<void>
    getProperty(name: string): string
  }
  return storeOnLevel(db as unknown as ByteLevel, {
    copies: false,
    compact: (from, to) => compactRange.call(db, from, to),
    tables: () => getProperty.call(db, 'leveldb.sstables'),
  })
}

function openError(error: unknown, directory: string): LedgerError {
  const cause = error instanceof Error ? (error.cause as (Error & { code?: string }) | undefined) : undefined
  if (cause?.code === 'LEVEL_LOCKED') {
    return new LedgerError('LEDGER_LOCKED', `another program has the ledger in ${directory} open; close it first`, {
      cause: error,
    })
  }
  const text = cause?.message ?? String(error)
  if (/does not exist/.test(text)) {
    const lost = filesOf(directory).filter((name) => /\.(ldb|sst|log)$|^MANIFEST-/.test(name))
    if (lost.length > 0) {
      const what = `its file CURRENT is gone, and ${lost.length} others are there`
      return new LedgerError('DAMAGED', `the database in ${directory} is damaged: ${what}`, { cause: error })
    }
    return new LedgerError('LEDGER_MISSING', `there is no ledger in ${directory}, or its files are gone`, {
      cause: error,
    })
  }
  if (/exists/.test(text)) {
    return new LedgerError('LEDGER_EXISTS', `there is a ledger in ${directory} already`, { cause: error })
  }
  return levelError(error, `the database in ${directory} cannot be opened`)
}

function filesOf(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

/**
 * The store port on any abstract-level database.
 * @param options.copies true when the database keeps the buffers it is given and gives them out (memory-level does).
 */
export function storeOnLevel(
  db: ByteLevel,
  options: {
    readonly copies: boolean
    readonly compact: (from: Uint8Array, to: Uint8Array) => Promise<void>
    /** LevelDB's list of its tables, to say which of them cannot be read. */
    readonly tables?: () => string
  },
): Store {
  const failed: Failed = (error, key, exact) => levelError(error, CANNOT_READ, filesAt(options.tables, key, exact))
  return {
    ...readerOf(db, options.copies, failed),
    batch: () => batchOf(db, options.copies),
    snapshot(): StoreSnapshot {
      const snapshot = db.snapshot()
      return { ...readerOf(db, options.copies, failed, { snapshot }), release: () => snapshot.close() }
    },
    compact: options.compact,
    close: () => db.close(),
  }
}

type Snap = { readonly snapshot?: ReturnType<ByteLevel['snapshot']> }

const CANNOT_READ = 'the database cannot read its own files'

/** What is thrown when this row, or one behind it, cannot be read. */
type Failed = (error: unknown, key: Uint8Array, exact: boolean) => LedgerError

function filesAt(tables: (() => string) | undefined, key: Uint8Array, exact: boolean): readonly string[] {
  try {
    return tables === undefined ? [] : tablesAt(tablesOf(tables()), key, exact)
  } catch {
    // It is closed or beyond help; the error that is being told says so.
    return []
  }
}

function readerOf(db: ByteLevel, copies: boolean, failed: Failed, snap: Snap = {}): StoreReader {
  // The types of abstract-level know `snapshot` in get options; without one the options object itself costs time.
  const get = snap.snapshot === undefined ? undefined : { snapshot: snap.snapshot }
  return {
    get(key) {
      try {
        const value = get === undefined ? db.getSync(key) : db.getSync(key, get)
        return copies && value !== undefined ? new Uint8Array(value) : value
      } catch (error) {
        throw failed(error, key, true)
      }
    },
    getMany: (keys) =>
      db.getMany([...keys], { ...get }).catch((error: unknown) => {
        throw failed(error, keys[0] ?? NO_KEY, true)
      }),
    scan: (range) => scanRows(db, range, failed, snap),
    scanKeys: (range) => scanKeys(db, range, failed, snap),
  }
}

const NO_KEY = new Uint8Array(0)

function bounds(range: StoreRange, snap: Snap): object {
  return {
    gte: range.from,
    lt: range.to,
    reverse: range.reverse ?? false,
    ...(range.limit === undefined ? {} : { limit: range.limit }),
    fillCache: false,
    highWaterMarkBytes: 1 << 20,
    ...snap,
  }
}

async function* scanRows(
  db: ByteLevel,
  range: StoreRange,
  failed: Failed,
  snap: Snap,
): AsyncGenerator<readonly StoreRow[]> {
  const iterator = db.iterator(bounds(range, snap))
  try {
    let last = range.from
    for (;;) {
      const rows = await iterator.nextv(CHUNK).catch((error: unknown) => {
        throw failed(error, last, false)
      })
      if (rows.length === 0) return
      last = rows.at(-1)?.[0] ?? last
      yield rows as unknown as StoreRow[]
    }
  } finally {
    await iterator.close()
  }
}

async function* scanKeys(
  db: ByteLevel,
  range: StoreRange,
  failed: Failed,
  snap: Snap,
): AsyncGenerator<readonly Uint8Array[]> {
  const iterator = db.keys(bounds(range, snap))
  try {
    let last = range.from
    for (;;) {
      const keys = await iterator.nextv(CHUNK).catch((error: unknown) => {
        throw failed(error, last, false)
      })
      if (keys.length === 0) return
      last = keys.at(-1) ?? last
      yield keys as Uint8Array[]
    }
  } finally {
    await iterator.close()
  }
}

function batchOf(db: ByteLevel, copies: boolean): StoreBatch {
  // Only the chained batch of the root database is fast: an array of operations is cloned one by one on a slow path.
  const batch = db.batch()
  // Not `slice`: of a Buffer that is a view.
  const own = copies
    ? (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes)
    : (bytes: Uint8Array): Uint8Array => bytes
  return {
    put(key, value) {
      batch.put(own(key), own(value))
    },
    del(key) {
      batch.del(own(key))
    },
    get length() {
      return batch.length
    },
    write: () => batch.write({ sync: true } as object),
    discard: () => batch.close(),
  }
}
