/**
 * What the ledger needs of a database: ordered keys, one atomic synced write, a snapshot. `level-store.ts` is the only module
 * that knows which database it is; `@packtrail/testkit` holds the contract suite every implementation passes.
 */

/** Puts and deletes that happen together or not at all. Later ones of the same key win. */
export interface StoreBatch {
  /** Copies both: the caller may reuse its buffers at once. */
  put(key: Uint8Array, value: Uint8Array): void
  del(key: Uint8Array): void
  /** Number of puts and deletes so far. */
  readonly length: number
  /**
   * Durable (fsync has returned) once it resolves. When it rejects, nothing is known about what reached the disk.
   * Batches written one after the other take effect in that order. A batch is written once.
   */
  write(): Promise<void>
  /** Give up a batch that will not be written. */
  discard(): Promise<void>
}

/** Keys from `from` on and below `to`, bytewise order. */
export interface StoreRange {
  readonly from: Uint8Array
  readonly to: Uint8Array
  readonly reverse?: boolean
  readonly limit?: number
}

export type StoreRow = readonly [key: Uint8Array, value: Uint8Array]

/** Reads; all of one snapshot see the same moment. */
export interface StoreReader {
  /** Sees only what a resolved write (or one about to resolve) has made durable. The result is the caller's to keep. */
  get(key: Uint8Array): Uint8Array | undefined
  getMany(keys: readonly Uint8Array[]): Promise<(Uint8Array | undefined)[]>
  /** In chunks of rows, so that a long scan does not pay for an await a row. */
  scan(range: StoreRange): AsyncIterable<readonly StoreRow[]>
  /** Only the keys. */
  scanKeys(range: StoreRange): AsyncIterable<readonly Uint8Array[]>
}

export interface StoreSnapshot extends StoreReader {
  release(): Promise<void>
}

export interface Store extends StoreReader {
  batch(): StoreBatch
  snapshot(): StoreSnapshot
  /** Drop deleted and overwritten bytes of this range from the disk. */
  compact(from: Uint8Array, to: Uint8Array): Promise<void>
  close(): Promise<void>
}
