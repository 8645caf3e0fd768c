/** What a check is given beside the documents: their digests, the receiver's master data, orders and scans. */
import { createHash } from 'node:crypto'
import { parseCode } from '@packtrail/codes'
import type { CheckInput, CheckOptions, Order, SeenItem } from '@packtrail/exchange'
import { yearOf } from './codes.ts'
import type { Call } from './command.ts'
import { eachRow, readCsv } from './csv.ts'
import { dataError, usageError } from './error.ts'
import type { InputFile } from './files.ts'
import { inputFile } from './files.ts'
import { linesOf } from './lines.ts'
import { countOf, gtinOf } from './master-table.ts'
import { fileProgress } from './progress.ts'
import { words } from './words.ts'

const { checking: say } = words

const MAX_PIPE = 256 << 20
const DAY = 86_400_000

/** Each with its digest: the same bytes twice are one file that was sent twice. */
export async function checkInputs(call: Call, files: readonly InputFile[]): Promise<readonly CheckInput[]> {
  const bar = fileProgress(call.io, say.hashing, files)
  const inputs: CheckInput[] = []
  for (const file of files) {
    if (file.table !== undefined) throw usageError('FILE_BAD', say.spreadsheet(file.name), say.spreadsheetHint)
    const held = file.size === undefined ? await held256(file) : undefined
    const hash = createHash('sha256')
    let size = 0
    let whole = true
    try {
      for await (const chunk of held ?? file.chunks()) {
        hash.update(chunk)
        size += chunk.length
        bar.at(file, file.position?.() ?? size, '')
      }
    } catch (error) {
      // A damaged archive is a finding of its file: reading it again tells.
      if ((error as Error).name !== 'BytesFault') throw error
      whole = false
    }
    inputs.push({
      name: file.name,
      ...(whole ? { sha256: hash.digest('hex') } : {}),
      size,
      open: () => (held === undefined ? file.chunks() : each(held)),
    })
  }
  await bar.end()
  return inputs
}

/** What comes through a pipe can be read once only. */
async function held256(file: InputFile): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of file.chunks()) {
    size += chunk.length
    if (size > MAX_PIPE) throw dataError('FILE_BAD', say.pipeTooLarge, { hint: say.pipeTooLargeHint })
    chunks.push(chunk)
  }
  return chunks
}

async function* each(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks
}

/** Rows of `gtin`, `quantity` in packs, and `po`. */
export async function readOrders(call: Call, name: string): Promise<NonNullable<CheckOptions['orders']>> {
  const orders: Order[] = []
  const rows = await readCsv(call.io, name, ['gtin', 'quantity', 'po'], 2)
  eachRow(name, rows, ({ cells }) => {
    orders.push({
      number: (cells['po'] ?? '').trim(),
      product: gtinOf(cells['gtin'] ?? ''),
      quantity: countOf(cells['quantity'] ?? ''),
    })
  })
  return { file: name, orders }
}

/** Bad lines are findings; a file of nothing else need not fill the memory. */
const MAX_UNREAD = 100_000

/** One scan a line. */
export async function readSeen(call: Call, name: string): Promise<NonNullable<CheckOptions['seen']>> {
  const items: SeenItem[] = []
  const unread: { readonly line: number; readonly message: string }[] = []
  const file = await inputFile(call.io, name)
  for await (const { text, number: line } of linesOf(file.chunks(), name)) {
    if (text?.trim() === '') continue
    const item = text === undefined ? undefined : seenItem(text, line, yearOf(call.io))
    if (item !== undefined) items.push(item)
    else if (unread.length < MAX_UNREAD) unread.push({ line, message: say.badScan(line) })
  }
  return { file: name, items, unread }
}

function seenItem(text: string, line: number, referenceYear: number): SeenItem | undefined {
  const code = parseCode(text, { referenceYear })
  const id = code.pack ?? code.container
  if (id === undefined) return undefined
  const expiry = code.expiry === undefined ? undefined : Date.parse(`${code.expiry.iso}T00:00:00Z`) / DAY
  return {
    id: id.startsWith('sgtin:') ? id.slice(6) : id,
    text,
    line,
    ...(code.lot === undefined ? {} : { lot: code.lot }),
    ...(expiry === undefined || Number.isNaN(expiry) ? {} : { expiry }),
  }
}
