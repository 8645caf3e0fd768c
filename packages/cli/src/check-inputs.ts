/** What a check is given beside the documents: their digests, the receiver's master data, orders and scans. */
import { createHash } from 'node:crypto'
import { isGln, parseCode, parseGtin } from '@packtrail/codes'
import type { CheckInput, CheckOptions, KnownNumbers, Order, SeenItem } from '@packtrail/exchange'
import { yearOf } from './codes.ts'
import type { Call } from './command.ts'
import { eachRow, readCsv } from './csv.ts'
import { dataError, usageError } from './error.ts'
import type { InputFile } from './files.ts'
import { inputFile } from './files.ts'
import { linesOf } from './lines.ts'
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
    for await (const chunk of held ?? file.chunks()) {
      hash.update(chunk)
      size += chunk.length
      bar.at(file, file.position?.() ?? size, '')
    }
    inputs.push({
      name: file.name,
      sha256: hash.digest('hex'),
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

/** Rows of `gtin` or `gln`, and for a case how many packs it holds: `units`. */
export async function readKnown(call: Call, name: string): Promise<KnownNumbers> {
  const products = new Set<string>()
  const places = new Set<string>()
  const units = new Map<string, number>()
  const rows = await readCsv(call.io, name, ['gtin', 'gln', 'units', 'name'], 0)
  eachRow(name, rows, ({ cells }) => {
    const { gtin, gln } = cells
    if (gtin === undefined && gln === undefined) throw dataError('DATA_BAD', say.masterRow, { hint: say.wrongTable })
    if (gln !== undefined) {
      if (!isGln(gln.trim())) throw dataError('DATA_BAD', say.notANumber(gln), { hint: say.wrongTable })
      places.add(gln.trim())
    }
    if (gtin === undefined) return
    const product = gtinOf(gtin)
    products.add(product)
    if (cells['units'] !== undefined) units.set(product, countOf(cells['units']))
  })
  return { products, places, units }
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

function gtinOf(text: string): string {
  const read = parseGtin(text.trim())
  if (!read.ok) throw dataError('DATA_BAD', read.faults[0]?.message ?? '', { hint: say.wrongTable })
  return read.value
}

function countOf(text: string): number {
  const plain = text.trim()
  if (!/^\d{1,9}$/.test(plain)) throw dataError('DATA_BAD', say.notANumber(plain), { hint: say.wrongTable })
  return Number(plain)
}

/** One scan a line. @throws CliError DATA_BAD with every line that names nothing. */
export async function readSeen(call: Call, name: string): Promise<NonNullable<CheckOptions['seen']>> {
  const items: SeenItem[] = []
  const faults: { code: string; message: string; severity: 'error'; file: string; line: number }[] = []
  const file = await inputFile(call.io, name)
  for await (const { text, number: line } of linesOf(file.chunks(), name)) {
    if (text?.trim() === '') continue
    const item = text === undefined ? undefined : seenItem(text, line, yearOf(call.io))
    if (item !== undefined) items.push(item)
    else faults.push({ code: 'CODE_UNKNOWN', message: say.badScan(line), severity: 'error', file: name, line })
  }
  if (faults.length > 0) throw dataError('DATA_BAD', say.badScan(faults[0]?.line ?? 0), { faults })
  return { file: name, items }
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
