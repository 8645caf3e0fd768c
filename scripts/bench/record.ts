/**
 * Listens to what the ledger asks of LevelDB: the keys, values and groups that the bare store is then asked to write. The
 * product has no hook for this and needs none: the chained batch of the one database module is wrapped.
 */
import { createRequire } from 'node:module'
import type { Row } from './peers/level.ts'

interface Batch {
  put(key: Uint8Array, value: Uint8Array): unknown
  del(key: Uint8Array): unknown
  write(options: object): Promise<void>
}

/** Call before the ledger is opened. */
export function recordBatches(): { readonly groups: readonly (readonly Row[])[]; stop(): void } {
  const fromCore = createRequire(new URL('../../packages/core/package.json', import.meta.url))
  const { Level } = fromCore('level') as { Level: { prototype: { batch(...args: unknown[]): Batch } } }
  const original = Level.prototype.batch
  const groups: Row[][] = []
  let recording = true
  Level.prototype.batch = function (this: unknown, ...args: unknown[]): Batch {
    const batch = original.apply(this as never, args)
    if (!recording || args.length > 0) return batch
    const rows: Row[] = []
    const { put, del, write } = batch
    batch.put = (key, value) => {
      rows.push([key.slice(), value.slice()])
      return put.call(batch, key, value)
    }
    batch.del = (key) => {
      rows.push([key.slice(), null])
      return del.call(batch, key)
    }
    batch.write = (options) => {
      groups.push(rows)
      return write.call(batch, options)
    }
    return batch
  }
  return {
    groups,
    stop: () => {
      recording = false
    },
  }
}
