/** The values of extensions as a JSON document has them: what `extra` spells in one way for XML and JSON, in the way it came. */
import { personOf } from '../privacy.ts'
import type { EventReport } from './report.ts'
import { inside, type Path } from './tree.ts'

/** By the key that the extension has in `extra`, without `[]`; names are `{namespace}local`. */
export type JsonForms = ReadonlyMap<string, unknown>

/** A copy with names in full and without what is about people, which the reading of `extra` has counted. */
export function jsonForm(value: unknown, path: Path, report: EventReport): unknown {
  if (Array.isArray(value)) return value.map((one: unknown, i) => jsonForm(one, inside(path, i), report))
  if (typeof value !== 'object' || value === null) return value
  const members: [string, unknown][] = []
  for (const [key, one] of Object.entries(value)) {
    if (personOf(key) !== undefined) continue
    const inner = inside(path, key)
    members.push([report.quietName(key), jsonForm(one, inner, report)])
  }
  return Object.fromEntries(members)
}

/** Whether elements of XML cannot say the same: numbers, truth values, nothing, and lists of one or none. */
export function isOnlyJson(value: unknown): boolean {
  if (typeof value === 'string') return false
  if (Array.isArray(value)) return value.length < 2 || value.some((one) => Array.isArray(one) || isOnlyJson(one))
  return typeof value !== 'object' || value === null || Object.values(value).some(isOnlyJson)
}
