/**
 * The store below us, bare: the very rows that the ledger wrote, in its groups, with its options, and nothing else done.
 * Durability class D1: every batch is synced.
 */
import { createRequire } from 'node:module'

/** What core asks of LevelDB (see its store): the comparison is of the work above it. */
const OPTIONS = {
  keyEncoding: 'view',
  valueEncoding: 'view',
  writeBufferSize: 64 << 20,
  maxFileSize: 32 << 20,
  blockSize: 16 << 10,
  cacheSize: 64 << 20,
} as const

interface Batch {
  put(key: Uint8Array, value: Uint8Array): Batch
  del(key: Uint8Array): Batch
  write(options: { readonly sync: boolean }): Promise<void>
}
interface Level {
  open(): Promise<void>
  close(): Promise<void>
  batch(): Batch
}

export type Row = readonly [key: Uint8Array, value: Uint8Array | null]

export async function writeToLevel(folder: string, groups: readonly (readonly Row[])[]): Promise<number> {
  const { Level } = createRequire(new URL('../../../packages/core/package.json', import.meta.url))('level') as {
    Level: new (folder: string, options: object) => Level
  }
  const db = new Level(folder, OPTIONS)
  await db.open()
  const started = process.hrtime.bigint()
  for (const group of groups) {
    const batch = db.batch()
    for (const [key, value] of group) value === null ? batch.del(key) : batch.put(key, value)
    await batch.write({ sync: true })
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9
  await db.close()
  return seconds
}
