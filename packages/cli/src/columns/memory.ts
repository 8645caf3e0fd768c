/** What was said of a table's columns, kept for the next table with the same header. Never holds a row of data. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { ColumnMapping } from '@packtrail/exchange'
import { exists, readJson } from '../files.ts'
import type { Io } from '../io.ts'
import { writeText } from '../output-file.ts'
import { mappingOf } from './map-text.ts'

function pathFor(folder: string, names: readonly string[]): string {
  return join(folder, `${fingerprint(names)}.json`)
}

/** Of the names of the header, as they stand and in their order. */
function fingerprint(names: readonly string[]): string {
  const plain = names.map((name) => name.trim())
  while (plain.at(-1) === '') plain.pop()
  return createHash('sha256').update(JSON.stringify(plain)).digest('hex').slice(0, 32)
}

export async function recall(io: Io, folder: string, names: readonly string[]): Promise<ColumnMapping | undefined> {
  const path = pathFor(folder, names)
  if (!(await exists(io, path))) return undefined
  // A file that somebody spoilt is as good as none.
  return mappingOf(await readJson(io, path, 1 << 16).catch(() => undefined))
}

/** @returns whether it is kept: a folder that cannot be written to is no reason to stop. */
export async function keep(io: Io, folder: string, names: readonly string[], mapping: ColumnMapping): Promise<boolean> {
  const path = pathFor(folder, names)
  try {
    await io.fs.mkdir(folder, { recursive: true, mode: 0o700 })
    await writeText(io, path, `${JSON.stringify(mapping, undefined, 2)}\n`, { mode: 0o600, own: true })
    return true
  } catch {
    return false
  }
}

/** @returns whether there was anything. */
export async function forget(io: Io, folder: string, names: readonly string[]): Promise<boolean> {
  const path = pathFor(folder, names)
  if (!(await exists(io, path))) return false
  await io.fs.unlink(path)
  return true
}
