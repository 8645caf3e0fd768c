/** Where the reading of one event puts what is wrong with it. One object serves a whole document, event after event. */
import type { CodeFault } from '@packtrail/codes'
import type { Person } from '../item.ts'
import type { Outbox, Problem } from '../outbox.ts'
import type { Path } from './tree.ts'

/** The event being read, and how its document names things. */
export interface EventSource {
  readonly line: number
  /** `eventList[3]`. */
  readonly path: string
  /** The line of a part of the event; the event's own when the part cannot be found. */
  lineOf(path: Path): number
  /** `{namespace}local` of a name; `undefined` when its prefix is unknown. */
  expand(name: string): string | undefined
  /** The namespace of lot and expiry as the document writes it, which `expand` brings into one form; `undefined` when it has none. */
  readonly masterNamespace: string | undefined
  /** What a prefix stands for where the event stands, as the document writes it. */
  namespaceOf?(prefix: string): string | undefined
}

/** Schemes of URIs: not prefixes, whatever a document declares. */
const SCHEMES: ReadonlySet<string> = new Set(['urn', 'http', 'https', 'ni', 'geo', 'tel', 'mailto'])
const PREFIX = /^[A-Za-z][\w-]{0,99}$/

/** A value that a document abbreviates by a prefix that it declares, in full: `x:word` means nothing outside of it. */
export function fullValue(text: string, source: EventSource): string {
  const colon = text.indexOf(':')
  if (colon <= 0 || text[colon + 1] === '/') return text
  const prefix = text.slice(0, colon)
  if (SCHEMES.has(prefix) || !PREFIX.test(prefix)) return text
  const namespace = source.namespaceOf?.(prefix)
  return namespace === undefined ? text : namespace + text.slice(colon + 1)
}

export interface EventReport {
  /** XML, where a word without namespace is a defect. */
  readonly xml: boolean
  /** An error was reported: the event is not imported. */
  readonly failed: boolean
  start(source: EventSource): void
  error(code: Problem['code'], message: string, path: Path, remedy?: string): void
  warn(code: Problem['code'], message: string, path: Path, remedy?: string): void
  /** What `codes` found wrong with an identifier. */
  explain(faults: readonly CodeFault[], path: Path): void
  drop(what: Person, count?: number): void
  /** How extensions of the event stand in its JSON, when that is to be kept. */
  readonly forms: Map<string, unknown> | undefined
  /** The full name, or the name as it stands. */
  quietName(name: string): string
  /** A word without the prefix of its document. */
  fullWord(text: string): string
  /** The full name, or the name as it stands and a warning. */
  expand(name: string, path: Path): string
}

export function partsOf(path: Path): readonly (string | number)[] {
  return typeof path === 'string' ? [path] : path
}

/** `eventList[3].epcList[0]`. */
export function pathText(base: string, path: Path): string {
  return partsOf(path).reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}.${part.slice(0, 200)}`),
    base,
  )
}

/** @param keepForms Keep how extensions of JSON stand there. */
export function makeReport(out: Outbox, xml: boolean, keepForms = false): EventReport {
  let forms: Map<string, unknown> | undefined
  let source: EventSource
  let failed = false
  const problem = (code: Problem['code'], message: string, path: Path, remedy: string | undefined): Problem => ({
    code,
    message,
    ...(remedy === undefined ? {} : { remedy }),
    line: source.lineOf(path),
    path: pathText(source.path, path),
  })
  const error = (code: Problem['code'], message: string, path: Path, remedy?: string): void => {
    failed = true
    out.error(problem(code, message, path, remedy))
  }
  return {
    xml,
    get failed() {
      return failed
    },
    start(next) {
      source = next
      failed = false
      if (keepForms && !xml && forms?.size !== 0) forms = new Map()
    },
    error,
    warn(code, message, path, remedy) {
      if (out.warn(problem(code, message, path, remedy))) failed = true
    },
    explain(faults, path) {
      for (const fault of faults) error(fault.code, fault.message, path, 'Correct the identifier.')
    },
    drop: (what, count) => out.drop(what, count),
    get forms() {
      return forms
    },
    quietName: (name) => source.expand(name) ?? `{}${name}`,
    fullWord: (text) => fullValue(text, source),
    expand(name, path) {
      const full = source.expand(name)
      if (full === undefined) {
        const remedy = 'Declare the prefix in @context.'
        const words = `the prefix of «${name.slice(0, 80)}» is not declared`
        if (out.warn(problem('UNKNOWN_PREFIX', words, path, remedy))) failed = true
        return `{}${name}`
      }
      if (full.length > MAX_NAME || /[[\]]/.test(full)) {
        error(
          'BAD_NAME',
          'the name of a field is too long or holds a bracket',
          path,
          'Give the field a plain, shorter name.',
        )
      }
      return full
    },
  }
}

/** Longest full name of an extension: a key of `extra` has 256 characters (protocol), some of them for where it stood. */
const MAX_NAME = 220
