/** Files with documents in them: as they are, packed with gzip, or several in one zip. Which it is, is told by their first bytes. */

import { gunzipped, isGzip } from './archive/gzip-file.ts'
import { zipFiles } from './archive/zip-files.ts'
import { CliError } from './error.ts'
import { allOpened, type InputFile, type Opened, openedFiles, openFile } from './files.ts'
import type { Io } from './io.ts'

/** As `inputFiles`; each entry of a zip is a file of its own. */
export async function documentFiles(io: Io, names: readonly string[], sheet?: string): Promise<readonly InputFile[]> {
  return allOpened(await openedDocuments(io, names, sheet))
}

/**
 * As `openedFiles`; what is wrong with an archive is told when it is read.
 * @param sheet Which sheet of spreadsheets; absent: the first.
 */
export async function openedDocuments(io: Io, names: readonly string[], sheet?: string): Promise<Opened> {
  const { files, errors } = await openedFiles(io, names)
  const unpacked: InputFile[] = []
  const late: CliError[] = []
  for (const file of files) {
    try {
      unpacked.push(...(await documentsIn(io, file, sheet)))
    } catch (error) {
      if (!(error instanceof CliError)) throw error
      late.push(error)
    }
  }
  return { files: unpacked, errors: [...errors, ...late] }
}

async function documentsIn(io: Io, file: InputFile, sheet: string | undefined): Promise<readonly InputFile[]> {
  if (file.size === undefined) return [gunzipped(file)]
  const opened = await openFile(io, file.name)
  let head: Uint8Array
  try {
    head = await opened.readAt(0, 4)
  } finally {
    await opened.close()
  }
  if (isZip(head)) return await zipFiles(io, file.name, file.size, sheet)
  return [isGzip(head) ? gunzipped(file) : file]
}

/** A zip begins with its first entry, an empty one with its end. */
function isZip(head: Uint8Array): boolean {
  const third = head[2]
  return head[0] === 0x50 && head[1] === 0x4b && ((third === 3 && head[3] === 4) || (third === 5 && head[3] === 6))
}
