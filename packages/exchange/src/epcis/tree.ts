/**
 * What a document says beyond the model, as text with one spelling. An extension is the same whether it came as XML elements
 * or as JSON: names are `{namespace}local`, members are sorted, a list of one is its item, numbers are decimal text.
 */
import { compareText } from '@packtrail/protocol'
import { canonicalDecimal } from '../decimal.ts'
import { personOf } from '../privacy.ts'
import type { EventReport } from './report.ts'

/** Where something stands in an event; a text is one name. The usual path costs no list. */
export type Path = string | readonly (string | number)[]

export function inside(path: Path, part: string | number): Path {
  return typeof path === 'string' ? [path, part] : [...path, part]
}

export type Tree = string | readonly Member[]
/** A name with its values; none when the list is empty. */
export type Member = readonly [name: string, values: readonly Tree[]]

/** The values of one extension: none for `null`; nested lists are one list. Personal data inside is dropped and counted. */
export function readValues(value: unknown, path: Path, report: EventReport): Tree[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown, i) => readValues(item, inside(path, i), report))
  if (value === null || value === undefined) return []
  if (typeof value === 'string') return [value]
  if (typeof value === 'boolean') return [String(value)]
  if (typeof value === 'number') {
    const text = canonicalDecimal(value)
    if (text !== undefined) return [text]
    report.error(
      'BAD_NUMBER',
      'a number of this size is rounded by every reader',
      path,
      'Write it as a text, in quotes.',
    )
    return []
  }
  return [readMembers(value as Readonly<Record<string, unknown>>, path, report)]
}

function readMembers(value: Readonly<Record<string, unknown>>, path: Path, report: EventReport): Member[] {
  const members: Member[] = []
  for (const key of Object.keys(value)) {
    const person = personOf(key)
    if (person !== undefined) {
      report.drop(person)
      continue
    }
    const inner = inside(path, key)
    const name = report.expand(key, inner)
    const values = readValues(value[key], inner, report)
    if (values.length > 0) members.push([name, values])
  }
  return mergeMembers(members)
}

/** Sorted by name; two spellings of one name become one list. */
export function mergeMembers(members: readonly Member[]): Member[] {
  const sorted = [...members].sort((a, b) => compareText(a[0], b[0]))
  const merged: Member[] = []
  for (const member of sorted) {
    const last = merged[merged.length - 1]
    if (last !== undefined && last[0] === member[0]) merged[merged.length - 1] = [last[0], [...last[1], ...member[1]]]
    else merged.push(member)
  }
  return merged
}

/** Compact JSON of one value. */
export function writeTree(tree: Tree): string {
  if (typeof tree === 'string') return JSON.stringify(tree)
  return `{${tree.map(([name, values]) => `${JSON.stringify(name)}:${writeValues(values)}`).join(',')}}`
}

function writeValues(values: readonly Tree[]): string {
  return values.length === 1 ? writeTree(values[0] as Tree) : `[${values.map(writeTree).join(',')}]`
}

/**
 * The key and text under which an extension stands in `extra`: a plain text as it is, anything else as a JSON list under the
 * key with `[]` behind it. No name of XML or JSON-LD ends in `[]`.
 */
export function extraOf(key: string, values: readonly Tree[]): readonly [string, string] | undefined {
  const [first] = values
  if (first === undefined) return undefined
  if (values.length === 1 && typeof first === 'string') return [key, first]
  return [`${key}[]`, `[${values.map(writeTree).join(',')}]`]
}
