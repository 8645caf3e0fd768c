/** The first rows of a file, if it is a table. A pipe is read only once: what was looked at is given again. */
import type { InputFile } from '../files.ts'

export interface TableHead {
  readonly names: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export interface Looked {
  readonly file: InputFile
  readonly head: TableHead | undefined
}

const HEAD = 1 << 16
const ROWS = 4

export async function lookAt(file: InputFile): Promise<Looked> {
  try {
    if (file.table !== undefined) return { file, head: headOf(await firstRows(file.table())) }
    const { tableHead } = await import('@packtrail/exchange')
    const { head, again } = await firstBytes(file)
    return { file: again, head: headOf(tableHead(head) ?? []) }
  } catch (error) {
    // What is wrong with an archive is told when it is read.
    if ((error as Error).name === 'BytesFault') return { file, head: undefined }
    throw error
  }
}

function headOf(rows: readonly (readonly string[])[]): TableHead | undefined {
  const [names, ...rest] = rows
  return names === undefined ? undefined : { names, rows: rest }
}

async function firstRows(
  table: AsyncIterable<readonly { readonly cells: readonly string[] }[]>,
): Promise<readonly (readonly string[])[]> {
  const rows: (readonly string[])[] = []
  for await (const some of table) {
    rows.push(...some.map(({ cells }) => cells).filter((cells) => cells.some((cell) => cell.trim() !== '')))
    if (rows.length >= ROWS) break
  }
  return rows.slice(0, ROWS)
}

async function firstBytes(file: InputFile): Promise<{ readonly head: Uint8Array; readonly again: InputFile }> {
  const source = file.chunks()[Symbol.asyncIterator]()
  const read: Uint8Array[] = []
  let size = 0
  while (size < HEAD) {
    const { done, value } = await source.next()
    if (done === true) break
    read.push(value)
    size += value.length
  }
  const head = new Uint8Array(size)
  let at = 0
  for (const part of read) {
    head.set(part, at)
    at += part.length
  }
  if (file.size !== undefined) {
    await source.return?.(undefined)
    return { head, again: file }
  }
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield* read
    yield* { [Symbol.asyncIterator]: () => source }
  }
  return { head, again: { ...file, chunks } }
}
