/** What LevelDB says went wrong, told apart: its files are damaged, the disk is full, or something else. */
import { LedgerError, type LedgerErrorCode } from './error.ts'

/** An error of the database itself, behind that of the layer above it. */
export function levelError(error: unknown, what: string, files: readonly string[] = []): LedgerError {
  if (error instanceof LedgerError) return error
  const { message, code } = innermost(error)
  const found = codeOf(message, code)
  const where = files.length === 0 || files.some((file) => message.includes(file)) ? '' : ` (in ${files.join(' or ')})`
  return new LedgerError(found, `${WORDS[found] ?? what}: ${message}${where}`, { cause: error })
}

const WORDS: Readonly<Partial<Record<LedgerErrorCode, string>>> = {
  DAMAGED: 'the database is damaged',
  DISK_FULL: 'the disk is full',
}

function codeOf(message: string, code: string | undefined): LedgerErrorCode {
  if (code === 'ENOSPC' || /no space left|disk quota|file too large/i.test(message)) return 'DISK_FULL'
  if (code === 'LEVEL_CORRUPTION' || /^Corruption/.test(message)) return 'DAMAGED'
  // A table that is gone, or shorter than its own index says.
  if (/\.(ldb|sst|log)\b|MANIFEST/.test(message) && /invalid argument|no such file|truncated/i.test(message))
    return 'DAMAGED'
  if (/is not open/.test(message)) return 'LEDGER_CLOSED'
  return 'STORE'
}

function innermost(error: unknown): { readonly message: string; readonly code: string | undefined } {
  let at: unknown = error
  while (at instanceof Error && at.cause instanceof Error) at = at.cause
  const code = typeof at === 'object' && at !== null && 'code' in at ? String(at.code) : undefined
  return { message: at instanceof Error ? at.message : String(at), code }
}

/** A table of the database with the keys it holds. */
interface TableRange {
  readonly file: string
  readonly first: Uint8Array
  readonly last: Uint8Array
}

/** Reads LevelDB's own list (`leveldb.sstables`): ` 5:1657['first' @ 1 : 1 .. 'last' @ 100 : 1]`, keys escaped. */
export function tablesOf(list: string): readonly TableRange[] {
  const tables: TableRange[] = []
  for (const line of list.split('\n')) {
    const found = /^ (\d+):\d+\['(.*)' @ \d+ : \d+ \.\. '(.*)' @ \d+ : \d+\]$/.exec(line)
    const [, number, first, last] = found ?? []
    if (number === undefined || first === undefined || last === undefined) continue
    tables.push({ file: `${number.padStart(6, '0')}.ldb`, first: unescaped(first), last: unescaped(last) })
  }
  return tables
}

function unescaped(text: string): Uint8Array {
  return Buffer.from(
    text.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}

/** Tables in which the row behind this key may stand; with `exact` the row of the key itself. */
export function tablesAt(tables: readonly TableRange[], key: Uint8Array, exact: boolean): readonly string[] {
  const around = tables.filter(({ first, last }) => {
    const below = Buffer.compare(key, last)
    return Buffer.compare(first, key) <= 0 && (exact ? below <= 0 : below < 0)
  })
  if (around.length > 0 || exact) return around.map(({ file }) => file)
  const [next] = tables
    .filter(({ first }) => Buffer.compare(first, key) > 0)
    .sort((a, b) => Buffer.compare(a.first, b.first))
  return next === undefined ? [] : [next.file]
}
