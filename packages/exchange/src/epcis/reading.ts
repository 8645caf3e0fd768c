/** What the parts of an event are read with, and the narrowing they share. */

import type { CbvKind } from '@packtrail/protocol'
import type { ItemReader } from './items.ts'
import type { OwnFields } from './own.ts'
import type { EventReport } from './report.ts'
import type { Path } from './tree.ts'
import { readWord } from './vocabulary.ts'

/** An event in the shape of its JSON-LD; XML is brought into it. Nothing in it has been checked. */
export type RawEvent = Readonly<Record<string, unknown>>

export interface Reading {
  readonly raw: RawEvent
  readonly reader: ItemReader
  readonly report: EventReport
  /** What the model has no field for: gathered here, sorted at the end. */
  readonly extra: (readonly [string, string])[]
  readonly own: OwnFields | undefined
}

/** The text of a field without blanks around it; `undefined` when it is absent or empty, or no text (a fault). */
export function textOf(value: unknown, path: Path, report: EventReport): string | undefined {
  if (typeof value === 'string') {
    const text = value.trim()
    if (text === '') return undefined
    if (text.length !== value.length) warnBlanks(path, report)
    return text
  }
  if (value !== undefined && value !== null) report.error('BAD_TYPE', 'this is not a text', path, 'Write it as a text.')
  return undefined
}

export function warnBlanks(path: Path, report: EventReport): void {
  report.warn('BLANKS', 'blanks or line breaks stand around or in the text', path, 'Write the text alone.')
}

export function objectOf(value: unknown, path: Path, report: EventReport): RawEvent | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'object' && !Array.isArray(value)) return value as RawEvent
  report.error('BAD_TYPE', 'this is no object with fields', path, 'Write it as the EPCIS standard shows it.')
  return undefined
}

export function listOf(value: unknown, field: string, report: EventReport): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value as readonly unknown[]
  report.error('BAD_TYPE', `${field} is not a list`, [field], 'Write a list.')
  return []
}

/** A word of the CBV, bare; or the text as it stands. */
export function wordOf(kind: CbvKind, value: unknown, field: string, report: EventReport): string | undefined {
  if (value === undefined) return undefined
  const said = textOf(value, field, report)
  if (said === undefined) return undefined
  const text = said.includes(':') ? report.fullWord(said) : said
  const read = readWord(kind, text)
  if (read.origin === 'unknown') {
    const words = `«${text.slice(0, 80)}» is no word of the Core Business Vocabulary`
    report.warn('UNKNOWN_WORD', words, [field], 'Use a word of CBV 2.0 or a URI of your own.')
  } else if (read.bare && report.xml) {
    const words = `«${text}» stands without its namespace, which XML requires`
    report.warn('BAD_WORD', words, [field], `Write urn:epcglobal:cbv:${kind}:${text}.`)
  }
  return read.word
}
