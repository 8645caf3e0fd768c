/** What a file says, whether it is a document or a spreadsheet. */
import type { Format, ImportItem, ImportOptions } from '@packtrail/exchange'
import type { InputFile } from './files.ts'

/**
 * @param chunks Its bytes, where somebody has begun to read them.
 * @param at Told how many bytes of the file have been read.
 */
export async function* itemsOf(
  file: InputFile,
  options: Omit<ImportOptions, 'file'>,
  at: (bytes: number) => void,
  chunks?: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly ImportItem[]> {
  const { importDocument, importTable } = await import('@packtrail/exchange')
  const { name, table, columns } = file
  const all: ImportOptions = { file: name, ...options, ...(columns === undefined ? {} : { columns }) }
  if (table === undefined) {
    yield* importDocument(
      countBytes(chunks ?? file.chunks(), (bytes) => at(file.position?.() ?? bytes)),
      all,
    )
    return
  }
  for await (const items of importTable(table(), all)) {
    yield items
    at(file.position?.() ?? 0)
  }
}

export async function* countBytes(
  chunks: AsyncIterable<Uint8Array>,
  at: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of chunks) {
    yield chunk
    bytes += chunk.length
    at(bytes)
  }
}

/** For people: a spreadsheet has the columns of CSV and is none. */
export function formatName({ table }: InputFile, format: Format): string {
  return table === undefined ? format : 'xlsx'
}
