/** Each entry of a zip as a file of its own, named `archive.zip/entry.xml` in messages. */
import type { BytesFault } from '@packtrail/exchange'
import { type InputFile, openFile } from '../files.ts'
import type { Io } from '../io.ts'
import { words } from '../words.ts'
import { gunzipped } from './gzip-file.ts'
import type { Meter } from './limits.ts'
import { officeKind, spreadsheetFile } from './spreadsheet-file.ts'
import { badArchive, notRead } from './unpack.ts'
import { readEntry } from './zip.ts'
import { readDirectory, type ZipDirectory, type ZipEntry } from './zip-directory.ts'

const { archive: say } = words

/** An archive that cannot be read is one file whose reading says so. */
export async function zipFiles(
  io: Io,
  name: string,
  size: number,
  sheet: string | undefined,
): Promise<readonly InputFile[]> {
  const opened = await openFile(io, name)
  let directory: ZipDirectory
  try {
    directory = await readDirectory(opened.readAt, size)
    const kind = officeKind(directory)
    if (kind === 'spreadsheet') return [await spreadsheetFile(io, name, directory, sheet)]
    if (kind === 'other') return [failing(name, size, await notRead())]
  } catch (error) {
    if ((error as Error).name !== 'BytesFault') throw error
    return [failing(name, size, error as BytesFault)]
  } finally {
    await opened.close()
  }
  const files = directory.entries.filter(({ name: entry }) => isDocument(entry))
  if (files.length === 0) return [failing(name, size, await badArchive(say.empty))]
  // All entries together may become so much and no more.
  const meter: Meter = { in: 0, out: 0 }
  const inner: Meter = { in: 0, out: 0 }
  return files.map((entry, i) => gunzipped(entryFile(io, name, directory, entry, meter, i === 0), inner))
}

const ASIDE = /(^|\/)(\.DS_Store|thumbs\.db|desktop\.ini|read_?me(\.\w{1,8})?)$/i

/** Not folders, what systems put beside the files, and a note to the reader. */
function isDocument(entry: string): boolean {
  return !entry.endsWith('/') && !entry.startsWith('__MACOSX/') && !ASIDE.test(entry)
}

function failing(name: string, size: number, fault: BytesFault): InputFile {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield* []
    throw fault
  }
  return { name, size, chunks }
}

function entryFile(
  io: Io,
  archive: string,
  directory: ZipDirectory,
  entry: ZipEntry,
  meter: Meter,
  isFirst: boolean,
): InputFile {
  let from = 0
  async function* chunks(): AsyncGenerator<Uint8Array> {
    // A second reading of all begins anew.
    if (isFirst) Object.assign(meter, { in: 0, out: 0 })
    from = meter.in
    const opened = await openFile(io, archive)
    try {
      yield* readEntry(opened.readAt, directory, entry, meter)
    } finally {
      await opened.close()
    }
  }
  return { name: `${archive}/${entry.name}`, size: entry.packed, chunks, position: () => meter.in - from }
}
