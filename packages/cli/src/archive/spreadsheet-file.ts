/** A spreadsheet (.xlsx) as a file with rows: one sheet of it. */
import type { OpenPart } from '@packtrail/exchange'
import { usageError } from '../error.ts'
import { type InputFile, openFile } from '../files.ts'
import type { Io } from '../io.ts'
import { words } from '../words.ts'
import type { Meter } from './limits.ts'
import { readEntry } from './zip.ts'
import type { ZipDirectory } from './zip-directory.ts'

const { archive: say } = words

/** What every Office file has, and what a spreadsheet has. */
const OFFICE = '[Content_Types].xml'
const WORKBOOK = 'xl/workbook.xml'

export function officeKind({ entries }: ZipDirectory): 'spreadsheet' | 'other' | undefined {
  const has = (name: string): boolean => entries.some((entry) => entry.name === name)
  return has(OFFICE) ? (has(WORKBOOK) ? 'spreadsheet' : 'other') : undefined
}

/** @param wanted The sheet; absent: the first that is not hidden. @throws BytesFault; CliError when there is no such sheet. */
export async function spreadsheetFile(
  io: Io,
  name: string,
  directory: ZipDirectory,
  wanted: string | undefined,
): Promise<InputFile> {
  const { BytesFault, openSpreadsheet } = await import('@packtrail/exchange')
  const byName = new Map(directory.entries.map((entry) => [entry.name, entry]))
  const meter: Meter = { in: 0, out: 0 }
  const open: OpenPart = (part) => {
    const entry = byName.get(part)
    return entry === undefined ? undefined : parts(io, name, (readAt) => readEntry(readAt, directory, entry, meter))
  }
  const { sheets, rows } = await openSpreadsheet(open)
  const named = wanted === undefined ? undefined : sheets.find((one) => one.name === wanted)
  const sheet = wanted === undefined ? (sheets.find(({ hidden }) => !hidden) ?? sheets[0]) : named
  if (sheet === undefined) {
    const list = sheets.map((one) => one.name).join(', ')
    throw usageError('BAD_ARGUMENT', say.noSheet(name, wanted ?? ''), say.noSheetHint(list))
  }
  const size = [sheet.part, 'xl/sharedStrings.xml'].reduce((sum, part) => sum + (byName.get(part)?.packed ?? 0), 0)
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield* []
    throw new BytesFault('UNKNOWN_FORMAT', say.isSpreadsheet, say.isSpreadsheetDo)
  }
  return {
    name: sheets.length > 1 ? `${name}/${sheet.name}` : name,
    size,
    chunks,
    position: () => meter.in,
    table() {
      Object.assign(meter, { in: 0, out: 0 })
      return rows(sheet)
    },
  }
}

async function* parts(
  io: Io,
  name: string,
  read: (readAt: Awaited<ReturnType<typeof openFile>>['readAt']) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const opened = await openFile(io, name)
  try {
    yield* read(opened.readAt)
  } finally {
    await opened.close()
  }
}
