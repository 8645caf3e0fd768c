/** What a person says of the columns of a table, as text on the command line or in a file → a mapping. */
import { COLUMNS, type Column, type ColumnMapping, meaningsOf } from '@packtrail/exchange'
import { type CliError, usageError } from '../error.ts'
import { words } from '../words.ts'

const { columns: say } = words

/** In these a slip must not become a value for every row: a constant is asked for with `==`. */
const CAREFUL: ReadonlySet<Column> = new Set(['product', 'serial', 'lot', 'expiry', 'item', 'parent', 'extra', 'event'])

type Sides = { readonly columns: Partial<Record<Column, string>>; readonly constants: Partial<Record<Column, string>> }

/**
 * `product=GTIN, lot="Lot, no.", action=receive, time=2026-11-20, doc=`: a column of the table where there is one of that name,
 * else the same value in every row; with nothing behind it the column is not read.
 * @throws CliError BAD_ARGUMENT
 */
export function readMapText(text: string, names: readonly string[], base?: ColumnMapping): ColumnMapping {
  const mapping: Sides = { columns: { ...base?.columns }, constants: { ...base?.constants } }
  for (const part of partsOf(text)) {
    const found = /^\s*([A-Za-z _]{1,40}?)\s*(==?)\s*(.*?)\s*$/s.exec(part)
    if (found === null) throw bad(part)
    const [, name = '', sign, rest = ''] = found
    const column = columnNamed(name)
    if (column === undefined) throw usageError('BAD_ARGUMENT', say.noColumn(name), say.noColumnHint(COLUMNS.join(', ')))
    delete mapping.columns[column]
    delete mapping.constants[column]
    const value = /^".*"$/s.test(rest) && rest.length > 1 ? rest.slice(1, -1) : rest
    const header = names.find((one) => one.trim().toLowerCase() === value.toLowerCase())
    if (sign === '==') mapping.constants[column] = value
    else if (value === '') mapping.columns[column] = ''
    else if (header !== undefined) mapping.columns[column] = header.trim()
    else if (CAREFUL.has(column))
      throw usageError('BAD_ARGUMENT', say.noHeader(value), say.noHeaderHint(column, value, names.join(', ')))
    else mapping.constants[column] = value
  }
  return mapping
}

function bad(part: string): CliError {
  return usageError('BAD_ARGUMENT', say.badPart(part.trim()), say.badPartHint)
}

/** Ours by any of the names it has in a header. */
function columnNamed(name: string): Column | undefined {
  const [meaning] = meaningsOf([name])
  return meaning !== undefined && 'column' in meaning ? meaning.column : undefined
}

/** Parts between commas, but for commas in quotes. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = []
  let from = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') quoted = !quoted
    else if (text[i] === ',' && !quoted) {
      parts.push(text.slice(from, i))
      from = i + 1
    }
  }
  parts.push(text.slice(from))
  return parts.filter((part) => part.trim() !== '')
}

/** A mapping from a file, or `undefined` when it is none. */
export function mappingOf(value: unknown): ColumnMapping | undefined {
  const { columns, constants = {} } = (value ?? {}) as { readonly columns?: unknown; readonly constants?: unknown }
  return isSide(columns) && isSide(constants) ? { columns, constants } : undefined
}

function isSide(value: unknown): value is Partial<Record<Column, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.entries(value).every(
    ([key, text]) => (COLUMNS as readonly string[]).includes(key) && typeof text === 'string' && text.length <= 1000,
  )
}

/** The same as a person would write it. */
export function mapText({ columns, constants }: ColumnMapping): string {
  const quote = (value: string): string => (/[,"]/.test(value) ? `"${value}"` : value)
  return [
    ...Object.entries(columns).map(([column, name]) => `${column} = ${quote(name ?? '')}`),
    ...Object.entries(constants).map(([column, value]) => `${column} == ${quote(value ?? '')}`),
  ].join(', ')
}
