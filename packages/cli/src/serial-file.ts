/** Serials that a packaging line made, from a file: one a line, whole codes one a line, or the serial column of a CSV. */
import { makePackId, parseCode, splitPackId } from '@packtrail/codes'
import type { SerialSet } from '@packtrail/core'
import type { Fault } from '@packtrail/protocol'
import { yearOf } from './codes.ts'
import { dataError } from './error.ts'
import type { InputFile } from './files.ts'
import type { Io } from './io.ts'
import { linesOf, MAX_LINE } from './lines.ts'
import { visible } from './paint.ts'
import { words } from './words.ts'

const { serials: say } = words

/** Faults beyond these are counted, not kept: a wrong file has one a line. */
const MOST_FAULTS = 1000

/** What a file says beside its serials must be what is registered. */
export interface SerialsOf {
  readonly product: string
  readonly lot: string
  /** `YYYY-MM-DD`, as it is registered. */
  readonly expiry?: string | undefined
}

/**
 * Sorted as a manifest sorts them.
 * @param batch What the whole codes and the columns lot and expiry of a file must agree with.
 * @throws CliError DATA_BAD with every fault: a serial that is none, is there twice, or belongs to another product or lot.
 */
export async function readSerials(io: Io, file: InputFile, batch: SerialsOf): Promise<SerialSet> {
  const { serialSetBuilder } = await import('@packtrail/core')
  const faults: Fault[] = []
  const found = serialSetBuilder()
  let count = 0
  const bad = (line: number | undefined, code: string, message: string): void => {
    count++
    const place = line === undefined ? {} : { line }
    if (faults.length < MOST_FAULTS) faults.push({ code, message, severity: 'error', file: file.name, ...place })
  }
  for await (const { line, serial, problems } of eachSerial(io, file, batch)) {
    if (serial !== undefined) found.add(serial)
    for (const { code, message } of problems ?? []) bad(line, code, message)
  }
  const { set, twice } = found.finish()
  if (twice.length > 0) await tellTwins(io, file, batch, new Set(twice), bad)
  if (count > 0) throw dataError('DATA_BAD', say.badFile(file.name, count), { faults, hint: say.badFileHint })
  if (set.count === 0) throw dataError('FILE_EMPTY', say.noneInFile(file.name), { hint: words.files.wrongFileHint })
  return set
}

interface SerialLine {
  readonly line: number
  readonly serial?: string
  readonly problems?: Problems
}

async function* eachSerial(io: Io, file: InputFile, batch: SerialsOf): AsyncGenerator<SerialLine> {
  let columns: Columns | undefined
  for await (const { text, number } of linesOf(file.chunks(), file.name)) {
    if (text === undefined) {
      yield { line: number, problems: [{ code: 'TOO_LONG', message: words.codes.lineTooLong(number, MAX_LINE) }] }
      continue
    }
    const line = text.trim()
    if (line === '') continue
    if (number === 1) {
      columns = columnsOf(line)
      if (columns !== undefined) continue
    }
    const cells = columns?.cells(line)
    const read = readSerial(io, cells?.serial ?? line, batch)
    const problems = [...(typeof read === 'string' ? [] : read), ...differences(cells, batch)]
    yield typeof read === 'string' && problems.length === 0
      ? { line: number, serial: read }
      : { line: number, problems }
  }
}

/** Where the twins stand: a second look at the file, because a million line numbers would be kept for nothing. */
async function tellTwins(
  io: Io,
  file: InputFile,
  batch: SerialsOf,
  twins: ReadonlySet<string>,
  bad: (line: number | undefined, code: string, message: string) => void,
): Promise<void> {
  if (file.size === undefined) {
    for (const serial of twins) bad(undefined, 'SERIAL_TWICE', say.twiceSomewhere(visible(serial)))
    return
  }
  const first = new Map<string, number>()
  for await (const { line, serial } of eachSerial(io, file, batch)) {
    if (serial === undefined || !twins.has(serial)) continue
    const before = first.get(serial)
    if (before === undefined) first.set(serial, line)
    else bad(line, 'SERIAL_TWICE', say.twice(visible(serial), before))
  }
}

type Problems = readonly { readonly code: string; readonly message: string }[]

function readSerial(io: Io, text: string, batch: SerialsOf): string | Problems {
  const own = makePackId(batch.product, text)
  if (own.ok) return text
  // What is no serial may be a whole code: brackets, separators, or all twenty characters of a 追溯码.
  const code = parseCode(text, { referenceYear: yearOf(io) })
  if (code.pack === undefined) {
    const errors = code.problems.filter((problem) => problem.severity === 'error')
    return code.scheme === 'unknown' || errors.length === 0 ? own.faults : errors
  }
  const { product, serial } = splitPackId(code.pack)
  if (product !== batch.product) return [{ code: 'OTHER_PRODUCT', message: say.otherProduct(product, batch.product) }]
  if (code.lot !== undefined && code.lot !== batch.lot) {
    return [{ code: 'OTHER_LOT', message: say.otherLot(visible(code.lot), batch.lot) }]
  }
  if (code.expiry !== undefined && code.expiry.iso !== batch.expiry) return [otherExpiry(code.expiry.iso, batch)]
  return serial
}

function otherExpiry(there: string, { expiry }: SerialsOf): Problems[number] {
  const message = expiry === undefined ? say.noExpiry(visible(there)) : say.otherExpiry(visible(there), expiry)
  return { code: 'OTHER_EXPIRY', message }
}

/** Where a row speaks of another lot or expiry than what is registered, one of both is wrong. */
function differences(cells: Cells | undefined, batch: SerialsOf): Problems {
  const found: Problems[number][] = []
  const { lot = '', expiry = '' } = cells ?? {}
  if (lot !== '' && lot !== batch.lot)
    found.push({ code: 'OTHER_LOT', message: say.otherLotCell(visible(lot), batch.lot) })
  if (expiry !== '' && isoDay(expiry) !== batch.expiry) found.push(otherExpiry(expiry, batch))
  return found
}

/** `2028-06-30`, `20280630` or `280630` as in a code; anything else as it stands. */
function isoDay(text: string): string {
  const parts = /^(20\d\d|\d\d)-?(\d\d)-?(\d\d)$/.exec(text)
  if (parts === null) return text
  const [, year = '', month = '', day = ''] = parts
  return `${year.padStart(4, '20')}-${month}-${day}`
}

interface Cells {
  readonly serial: string
  readonly lot: string
  readonly expiry: string
}

interface Columns {
  cells(line: string): Cells
}

/** How to read a CSV line, when the first line is a header that names the serial. Serials hold no quotes around them. */
function columnsOf(header: string): Columns | undefined {
  for (const separator of [';', '\t', ',']) {
    const names = header.split(separator).map((name) => unquoted(name).toLowerCase().replaceAll(/[ _-]/g, ''))
    const placeOf = (known: readonly string[]): number => names.findIndex((name) => known.includes(name))
    const [serial, lot, expiry] = [placeOf(SERIAL), placeOf(LOT), placeOf(EXPIRY)]
    if (serial < 0) continue
    return {
      cells(line) {
        const cells = line.split(separator).map(unquoted)
        return { serial: cells[serial] ?? '', lot: cells[lot] ?? '', expiry: cells[expiry] ?? '' }
      },
    }
  }
  return undefined
}

/** Names of columns, without spaces and dashes. */
const SERIAL = ['serial', 'serialnumber', 'sn', '序列号', '追溯码']
const LOT = ['lot', 'lotnumber', 'batch', 'batchnumber', 'charge', '批号', '生产批号']
const EXPIRY = ['expiry', 'expirydate', 'expirationdate', 'exp', '有效期', '有效期至']

function unquoted(cell: string): string {
  const text = cell.trim()
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text
}

/** The serials as a file has them: one a line. */
export function* lineChunks({ count, text }: Pick<SerialSet, 'count' | 'text'>): Generator<Uint8Array> {
  for (let from = 0; from < count; from += 10_000) {
    let lines = ''
    for (let i = from; i < Math.min(count, from + 10_000); i++) lines += `${text(i)}\n`
    yield new TextEncoder().encode(lines)
  }
}
