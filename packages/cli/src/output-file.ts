/**
 * Files that are written: whole under their name, or not at all. A person names them, and a slip must not cost what cannot be had
 * again: a private key, the database, the evidence that the command was to read.
 */
import { basename, dirname, join, sep } from 'node:path'
import { toHex } from '@packtrail/protocol'
import { CliError, ourError, systemCode, usageError } from './error.ts'
import { EXIT } from './exit.ts'
import { exists, isInput, pathOf } from './files.ts'
import type { FileSystem, Io } from './io.ts'
import { words } from './words.ts'

const { files: say } = words

export interface OutputOptions {
  /** Keys are for their owner only: 0o600. */
  readonly mode?: number
  /** Never replace what is there. */
  readonly exclusive?: boolean
  /** A file of Packtrail's own, in a place that nobody named: a key's number, the memory that was read before. */
  readonly own?: boolean
  /** One of many that can be made again from what is on record: it need not be on the disk before the next is begun. */
  readonly again?: boolean
}

type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/**
 * Writes beside `name`, syncs, and renames over it; a link stays, and its target is replaced. Whatever happens before the rename
 * leaves `name` as it was. A pipe or a device is written into.
 * @returns bytes written.
 * @throws CliError DISK_FULL, WRITE_FAILED, FILE_EXISTS, FILE_IS_DIRECTORY, FILE_PROTECTED. What `chunks` throws comes through.
 */
export async function writeFile(io: Io, name: string, chunks: Chunks, options: OutputOptions = {}): Promise<number> {
  const { path, isStream } = await findTarget(io, name, options)
  if (isStream) return await writeInto(io, path, name, chunks)
  const temp = join(dirname(path), `.${basename(path)}.${toHex(io.random(6))}.part`)
  const handle = await attempt(name, () => io.fs.open(temp, 'wx', options.mode ?? 0o666))
  let open = true
  let stopped = false
  // Taken back between two chunks; what `chunks` does after its last one is done as a whole.
  const release = io.onInterrupt(() => {
    stopped = true
  })
  try {
    let size = 0
    for await (const chunk of chunks) {
      await attempt(name, () => handle.writeFile(chunk))
      size += chunk.length
      if (stopped)
        throw new CliError('INTERRUPTED', EXIT.interrupted, say.interrupted(name), { hint: say.interruptedHint })
    }
    if (options.again !== true) await attempt(name, () => handle.sync())
    await attempt(name, () => handle.close())
    open = false
    await attempt(name, () => io.fs.rename(temp, path))
    if (options.again !== true) await syncDirectory(io.fs, dirname(path))
    return size
  } catch (error) {
    if (open) await handle.close().catch(() => undefined)
    await io.fs.unlink(temp).catch(() => undefined)
    throw error
  } finally {
    release()
  }
}

async function writeInto(io: Io, path: string, name: string, chunks: Chunks): Promise<number> {
  const handle = await attempt(name, () => io.fs.open(path, 'w'))
  try {
    let size = 0
    for await (const chunk of chunks) {
      await attempt(name, () => handle.writeFile(chunk))
      size += chunk.length
    }
    return size
  } finally {
    await handle.close().catch(() => undefined)
  }
}

export function writeText(io: Io, name: string, text: string, options?: OutputOptions): Promise<number> {
  return writeFile(io, name, [new TextEncoder().encode(text)], options)
}

/** Finds out before a long work that its result would have no place to go. */
export async function checkOutput(io: Io, name: string, options: OutputOptions = {}): Promise<void> {
  await findTarget(io, name, options)
}

interface Target {
  /** Without links. */
  readonly path: string
  /** A pipe, a terminal, a device: there is nothing to replace. */
  readonly isStream: boolean
}

async function findTarget(io: Io, name: string, { exclusive = false, own = false }: OutputOptions): Promise<Target> {
  const given = pathOf(io, name)
  const directory = dirname(given)
  if (!(await exists(io, directory))) {
    throw usageError('FILE_MISSING', say.noDirectory(name, directory), say.noDirectoryHint)
  }
  if (!(await exists(io, given))) {
    if (await isLink(io, given)) throw usageError('FILE_MISSING', say.brokenLink(name), say.brokenLinkHint)
    const path = join(await io.fs.realpath(directory), basename(given))
    if (!own) await checkFolder(io, path, name)
    return { path, isStream: false }
  }
  const stat = await io.fs.stat(given)
  if (stat.isDirectory()) {
    throw usageError('FILE_IS_DIRECTORY', say.outputIsDirectory(name), say.outputIsDirectoryHint)
  }
  // What stands behind these names is open already, and may be a file: replaced, its reader would keep the old one.
  if (!stat.isFile() || /^\/(dev|proc)\//.test(given)) return { path: given, isStream: true }
  if (exclusive) throw usageError('FILE_EXISTS', say.alreadyThere(name), say.alreadyThereHint)
  const path = await io.fs.realpath(given)
  if (own) return { path, isStream: false }
  if (isInput(io, stat)) throw protectedError(name, say.isInput(name))
  await checkFolder(io, path, name)
  if (await isPrivateKey(io, path)) throw protectedError(name, say.isKey(name))
  return { path, isStream: false }
}

/** In the database or among the keys of a ledger only Packtrail itself writes. */
async function checkFolder(io: Io, path: string, name: string): Promise<void> {
  const parts = path.split(sep)
  for (let depth = parts.length - 1; depth > 1; depth--) {
    const folder = parts[depth - 1]
    if (folder !== 'db' && folder !== 'keys') continue
    const ledger = parts.slice(0, depth - 1).join(sep)
    if (await exists(io, join(ledger, 'db', 'CURRENT'))) throw protectedError(name, say.inLedger(name, folder))
  }
}

async function isLink(io: Io, path: string): Promise<boolean> {
  try {
    return (await io.fs.lstat(path)).isSymbolicLink()
  } catch {
    return false
  }
}

/** A PEM file says at its beginning what it holds. */
async function isPrivateKey(io: Io, path: string): Promise<boolean> {
  const handle = await io.fs.open(path, 'r').catch(() => undefined)
  if (handle === undefined) return false
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(4096), 0, 4096, 0)
    return new TextDecoder().decode(buffer.subarray(0, bytesRead)).includes('PRIVATE KEY-----')
  } finally {
    await handle.close()
  }
}

function protectedError(name: string, message: string): CliError {
  return usageError('FILE_PROTECTED', message, say.protectedHint(name))
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
