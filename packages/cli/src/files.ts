/** Files that are read: found out what is wrong with one before anything else starts. */

import type { Stats } from 'node:fs'
import { basename, isAbsolute, relative, resolve } from 'node:path'
import type { ColumnMapping, TableRow } from '@packtrail/exchange'
import { CliError, dataError, ourError, systemCode, usageError } from './error.ts'
import type { Io } from './io.ts'
import { labelOfText } from './text-input.ts'
import { words } from './words.ts'

const { files: say } = words

export interface InputFile {
  /** As the person wrote it; `-` is standard input. */
  readonly name: string
  /** Bytes; undefined for standard input. */
  readonly size: number | undefined
  chunks(): AsyncIterable<Uint8Array>
  /** How many of `size` have been read, where the chunks are not those bytes but what was packed in them. */
  readonly position?: () => number
  /** The rows of a spreadsheet: it has nothing else to be read. */
  readonly table?: () => AsyncIterable<readonly TableRow[]>
  /** What its columns are, where a person said so. */
  readonly columns?: ColumnMapping
}

const CHUNK = 1 << 18

export function pathOf(io: Io, name: string): string {
  return resolve(io.cwd, name)
}

/** A path as a person likes to read it: relative to where he is, if it lies below. */
export function shownPath(io: Io, path: string): string {
  const short = relative(io.cwd, path)
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short
}

/** What a command reads must not be what it writes. */
const INPUTS = new WeakMap<Io, Stats[]>()

/** Whether this is a file that was opened for reading, by whatever name. */
export function isInput(io: Io, { dev, ino }: Stats): boolean {
  return (INPUTS.get(io) ?? []).some((one) => one.dev === dev && one.ino === ino)
}

function remember(io: Io, stat: Stats): void {
  const known = INPUTS.get(io)
  if (known === undefined) INPUTS.set(io, [stat])
  else known.push(stat)
}

/** @throws CliError FILE_* when there is no such file, it is a directory, unreadable or (unless `empty`) empty. */
export async function inputFile(io: Io, name: string, options: { readonly empty?: boolean } = {}): Promise<InputFile> {
  if (name === '-') return { name: say.standardInput, size: undefined, chunks: () => io.stdin }
  const path = pathOf(io, name)
  const stat = await statOf(io, path, name)
  if (stat.isDirectory()) throw usageError('FILE_IS_DIRECTORY', say.isDirectory(name), say.isDirectoryHint)
  // A pipe or a device has no size; its end is found by reading.
  const size = stat.isFile() ? stat.size : undefined
  if (stat.isFile()) remember(io, stat)
  if (size === 0 && options.empty !== true) throw fileError('FILE_EMPTY', say.empty(name), say.emptyHint)
  return { name, size, chunks: () => readChunks(io, path, name) }
}

export interface Opened {
  readonly files: readonly InputFile[]
  readonly errors: readonly CliError[]
}

/** Those that are there, and what is wrong with the others. */
export async function openedFiles(io: Io, names: readonly string[]): Promise<Opened> {
  const files: InputFile[] = []
  const errors: CliError[] = []
  for (const name of names) {
    try {
      files.push(await inputFile(io, name))
    } catch (error) {
      if (!(error instanceof CliError)) throw error
      errors.push(error)
    }
  }
  return { files, errors }
}

/** All of them, or every fault of all of them. */
export async function inputFiles(io: Io, names: readonly string[]): Promise<readonly InputFile[]> {
  return allOpened(await openedFiles(io, names))
}

/** @throws CliError for whatever is wrong with any of them. */
export function allOpened({ files, errors }: Opened): readonly InputFile[] {
  const [first, ...rest] = errors
  if (first === undefined) return files
  if (rest.length === 0) throw first
  const message = errors.map((error) => error.message).join('\n')
  throw new CliError(first.code, first.exit, message, { hint: first.hint })
}

/** A file that must fit in memory: keys, policies, notes. @throws CliError as `inputFile`, FILE_BAD above `most` bytes. */
export async function readSmall(io: Io, name: string, most: number = 16 << 20): Promise<Uint8Array> {
  const file = await inputFile(io, name)
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of file.chunks()) {
    size += chunk.length
    if (size > most) throw fileError('FILE_BAD', say.tooLarge(name, most), say.wrongFileHint)
    parts.push(chunk)
  }
  const out = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** Text in UTF-8 or UTF-16, a byte order mark dropped. @throws CliError FILE_BINARY when it is none. */
export async function readText(io: Io, name: string, most?: number): Promise<string> {
  const bytes = await readSmall(io, name, most)
  const label = labelOfText(bytes, name)
  if (label === 'utf-8' && bytes.includes(0)) throw fileError('FILE_BINARY', say.binary(name), say.wrongFileHint)
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes)
  } catch {
    throw fileError('FILE_BINARY', say.notUtf8(name), say.notUtf8Hint)
  }
}

/** @throws CliError FILE_BAD with the place of the fault. */
export async function readJson(io: Io, name: string, most?: number): Promise<unknown> {
  const text = await readText(io, name, most)
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw fileError('FILE_BAD', say.notJson(name, (error as Error).message), say.wrongFileHint)
  }
}

export async function exists(io: Io, path: string): Promise<boolean> {
  try {
    await io.fs.stat(path)
    return true
  } catch {
    return false
  }
}

function fileError(code: 'FILE_EMPTY' | 'FILE_BAD' | 'FILE_BINARY', message: string, hint: string): CliError {
  return dataError(code, message, { hint })
}

async function statOf(io: Io, path: string, name: string): Promise<Stats> {
  try {
    return await io.fs.stat(path)
  } catch (error) {
    throw readError(error, name)
  }
}

function readError(error: unknown, name: string): CliError {
  const code = systemCode(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return usageError('FILE_MISSING', say.missing(name), say.missingHint(basename(name)))
  }
  if (code === 'EISDIR') return usageError('FILE_IS_DIRECTORY', say.isDirectory(name), say.isDirectoryHint)
  if (code === 'EACCES' || code === 'EPERM') {
    return ourError('FILE_UNREADABLE', say.unreadable(name), { hint: say.unreadableHint, cause: error })
  }
  return ourError('FILE_UNREADABLE', say.readFailed(name, (error as Error).message), { cause: error })
}

export interface OpenFile {
  /** Fewer bytes than wanted when the file ends before. */
  readAt(position: number, size: number): Promise<Uint8Array>
  close(): Promise<void>
}

/** A file that is not read from its beginning to its end. @throws CliError FILE_* */
export async function openFile(io: Io, name: string): Promise<OpenFile> {
  let handle: Awaited<ReturnType<Io['fs']['open']>>
  try {
    handle = await io.fs.open(pathOf(io, name), 'r')
  } catch (error) {
    throw readError(error, name)
  }
  return {
    async readAt(position, size) {
      const buffer = new Uint8Array(size)
      let done = 0
      try {
        while (done < size) {
          const { bytesRead } = await handle.read(buffer, done, size - done, position + done)
          if (bytesRead === 0) break
          done += bytesRead
        }
      } catch (error) {
        throw readError(error, name)
      }
      return buffer.subarray(0, done)
    },
    close: () => handle.close(),
  }
}

async function* readChunks(io: Io, path: string, name: string): AsyncGenerator<Uint8Array> {
  let handle: Awaited<ReturnType<Io['fs']['open']>>
  try {
    handle = await io.fs.open(path, 'r')
  } catch (error) {
    throw readError(error, name)
  }
  try {
    for (;;) {
      // A fresh buffer each time: whoever gets a chunk may keep it.
      const buffer = new Uint8Array(CHUNK)
      const { bytesRead } = await handle.read(buffer, 0, CHUNK, null)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } catch (error) {
    throw error instanceof CliError ? error : readError(error, name)
  } finally {
    await handle.close()
  }
}
