/** Files that are written: whole under their name, or not at all. */
import { basename, dirname, join } from 'node:path'
import { toHex } from '@packtrail/protocol'
import { type CliError, ourError, systemCode, usageError } from './error.ts'
import { exists, pathOf } from './files.ts'
import type { FileSystem, Io } from './io.ts'
import { words } from './words.ts'

const { files: say } = words

export interface OutputOptions {
  /** Keys are for their owner only: 0o600. */
  readonly mode?: number
  /** Never replace what is there. */
  readonly exclusive?: boolean
}

type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/**
 * Writes beside `name`, syncs, and renames over it. Whatever happens before the rename leaves `name` as it was.
 * @returns bytes written.
 * @throws CliError DISK_FULL, WRITE_FAILED, FILE_EXISTS, FILE_IS_DIRECTORY. What `chunks` throws comes through.
 */
export async function writeFile(io: Io, name: string, chunks: Chunks, options: OutputOptions = {}): Promise<number> {
  const path = pathOf(io, name)
  await checkTarget(io, path, name, options.exclusive === true)
  const temp = join(dirname(path), `.${basename(path)}.${toHex(io.random(6))}.part`)
  const handle = await attempt(name, () => io.fs.open(temp, 'wx', options.mode ?? 0o666))
  let open = true
  try {
    let size = 0
    for await (const chunk of chunks) {
      await attempt(name, () => handle.writeFile(chunk))
      size += chunk.length
    }
    await attempt(name, () => handle.sync())
    await attempt(name, () => handle.close())
    open = false
    await attempt(name, () => io.fs.rename(temp, path))
    await syncDirectory(io.fs, dirname(path))
    return size
  } catch (error) {
    if (open) await handle.close().catch(() => undefined)
    await io.fs.unlink(temp).catch(() => undefined)
    throw error
  }
}

export function writeText(io: Io, name: string, text: string, options?: OutputOptions): Promise<number> {
  return writeFile(io, name, [new TextEncoder().encode(text)], options)
}

/** Finds out before a long work that its result would have no place to go. */
export async function checkOutput(io: Io, name: string): Promise<void> {
  await checkTarget(io, pathOf(io, name), name, false)
}

async function checkTarget(io: Io, path: string, name: string, exclusive: boolean): Promise<void> {
  const directory = dirname(path)
  if (!(await exists(io, directory))) {
    throw usageError('FILE_MISSING', say.noDirectory(name, directory), say.noDirectoryHint)
  }
  if (!(await exists(io, path))) return
  const stat = await io.fs.stat(path)
  if (stat.isDirectory()) {
    throw usageError('FILE_IS_DIRECTORY', say.outputIsDirectory(name), say.outputIsDirectoryHint)
  }
  if (exclusive) throw usageError('FILE_EXISTS', say.alreadyThere(name), say.alreadyThereHint)
}

async function attempt<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw writeError(error, name)
  }
}

function writeError(error: unknown, name: string): CliError {
  const code = systemCode(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return ourError('DISK_FULL', say.diskFull(name), { hint: say.diskFullHint, cause: error })
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return ourError('WRITE_FAILED', say.mayNotWrite(name), { hint: say.mayNotWriteHint, cause: error })
  }
  return ourError('WRITE_FAILED', say.writeFailed(name, (error as Error).message), { cause: error })
}

/** A rename is durable when its directory is; Windows has no such call and says so with an error. */
async function syncDirectory(fs: FileSystem, directory: string): Promise<void> {
  try {
    const handle = await fs.open(directory, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch {
    // The file itself is synced: at worst an older version of it is there after a power cut.
  }
}
