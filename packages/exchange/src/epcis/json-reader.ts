/** EPCIS 2.0 JSON-LD: documents, query documents, lists of events and single events. */
import type { DocumentInfo, ImportOptions } from '../item.ts'
import type { Outbox, Problem } from '../outbox.ts'
import type { Reader } from '../reader.ts'
import { masterNamespaceOf, type Prefixes, STANDARD_PREFIXES, withContext } from './context.ts'
import { jsonLines } from './json-lines.ts'
import { parseAt } from './json-parse.ts'
import { type List, makeJsonScanner } from './json-scanner.ts'
import { newParsing, type ParseFault, setBytes, UNREAD } from './json-token.ts'
import type { Mapper } from './mapper.ts'
import { makeMasterReader } from './master.ts'
import type { RawEvent } from './reading.ts'
import { type EventSource, partsOf, pathText } from './report.ts'
import type { Path } from './tree.ts'

export const DEFAULT_MAX_EVENT: number = 32 << 20

/** Members of the outermost object that say something of the document. */
const INFO: ReadonlySet<string> = new Set(['schemaVersion', 'creationDate', 'sender', 'receiver', 'instanceIdentifier'])
/** A single event is collected from the members of the outermost object, up to this many characters. */
const MAX_SINGLE: number = 1 << 22

/** Kept of what stands around the events, in characters. */
const MAX_AROUND: number = 1 << 20
const UNWANTED: ReadonlySet<string> = new Set(['@context', 'type', 'id', 'eventTime'])

/** @param input UTF-8 in chunks, without byte order mark. */
export function makeJsonReader(
  out: Outbox,
  options: ImportOptions,
  encoding: string,
  mapper: Mapper,
): Reader<Uint8Array> {
  const master = makeMasterReader(out, options, false)
  const source = makeSource()
  let prefixes: Prefixes = STANDARD_PREFIXES
  let info: Record<string, string> = { encoding }
  let announced = false
  let hasList = false
  let index = 0
  let vocabularies = 0
  // Members of the outermost object, in case that it is itself an event.
  let single: [string, string][] = []
  let singleSize = 0
  let singleLine = 1
  /** What stands around the events, and where; given to the mapper before the events, and at the end what came behind them. */
  let around: Record<string, unknown> = {}
  const lines = new Map<string, number>()
  let aroundSize = 0

  const giveHeader = (): void => {
    if (mapper.header === undefined || Object.keys(around).length === 0) return
    const lineOf = (path: Path): number => lines.get(String(partsOf(path)[0])) ?? 1
    mapper.header(around, {
      line: 1,
      path: 'header',
      lineOf,
      expand: (name) => prefixes.context.expand(name),
      masterNamespace: masterNamespaceOf(prefixes),
    })
    around = {}
  }
  const keepAround = (key: string, text: string, line: number): void => {
    if (mapper.header === undefined || UNWANTED.has(key) || aroundSize + text.length > MAX_AROUND) return
    aroundSize += key.length + text.length
    // Names come from outside.
    Object.defineProperty(around, key, { value: parseAny(text), enumerable: true, configurable: true, writable: true })
    lines.set(key, line)
  }
  const announce = (): void => {
    if (!announced) out.put({ kind: 'document', format: 'epcis2-json', info: info as DocumentInfo })
    announced = true
  }
  const map = (value: unknown, line: number, path: string): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      out.error({ ...UNREAD_EVENT.syntax, line, path })
      return
    }
    const raw = value as RawEvent
    const own = raw['@context'] === undefined ? prefixes : withContext(prefixes, raw['@context'])
    source.at(line, path, own)
    mapper.map(typeof raw['type'] === 'string' ? raw['type'] : '', raw, source)
  }
  const unread = (fault: ParseFault, line: number, path: string, name: string): void => {
    const problem = UNREAD_EVENT[fault]
    const message = fault === 'twice' ? `«${name.slice(0, 80)}» ${problem.message}` : problem.message
    out.error({ ...problem, message, line, path })
  }

  const nextPath = (list: List): string =>
    list === 'events' ? `eventList[${index++}]` : `vocabularyList[${vocabularies++}]`
  const readVocabulary = (value: unknown, line: number, path: string): void => {
    announce()
    const { type, vocabularyElementList } = (value ?? {}) as Readonly<Record<string, unknown>>
    const entries: readonly unknown[] = Array.isArray(vocabularyElementList) ? vocabularyElementList : []
    for (const [i, entry] of entries.entries()) {
      source.at(line, path, prefixes)
      const at = options.masterData === true ? source.lineOf(['vocabularyElementList', i]) : line
      source.at(at, `${path}.vocabularyElementList[${i}]`, prefixes)
      master.read(typeof type === 'string' ? type : '', entry, source)
    }
  }

  const scanner = makeJsonScanner(
    {
      onItem(list, value, bytes, start, end, line) {
        source.from(bytes, start, end)
        if (list === 'events') map(value, line, `eventList[${index++}]`)
        else readVocabulary(value, line, `vocabularyList[${vocabularies++}]`)
      },
      onUnreadItem: (list, fault, line, name) => unread(fault, line, nextPath(list), name),
      onLargeItem(list, line) {
        const message = `it has more than ${options.maxEventBytes ?? DEFAULT_MAX_EVENT} bytes`
        out.error({ code: 'TOO_LARGE', message, line, path: nextPath(list), remedy: 'Split the event.' })
      },
      onList() {
        hasList = true
        single = []
        announce()
        giveHeader()
      },
      onMember(key, text, line, top) {
        if (key === '@context') prefixes = withContext(prefixes, parseAny(text))
        keepAround(key, text, line)
        if (!top) return
        const value = INFO.has(key) ? parseAny(text) : undefined
        if (typeof value === 'string') info = { ...info, [key]: value.slice(0, 256) }
        if (hasList || singleSize > MAX_SINGLE) return
        if (single.length === 0) singleLine = line
        single.push([key, text])
        singleSize += key.length + text.length
      },
      onFault(code, message, line) {
        announce()
        const remedy = code === 'TRUNCATED' ? 'Ask for the whole file again.' : 'Mend the JSON, or ask the sender to.'
        out.error({ code, message, line, remedy })
      },
    },
    options.maxEventBytes ?? DEFAULT_MAX_EVENT,
  )
  return {
    write: (chunk) => scanner.write(chunk),
    end() {
      scanner.end()
      announce()
      giveHeader()
      master.end()
      if (hasList || scanner.stopped) return
      if (!single.some(([key]) => key === 'eventTime')) {
        const message = 'the document holds no list of events'
        out.error({ code: 'UNKNOWN_ROOT', message, line: 1, remedy: 'Send an EPCISDocument with epcisBody.eventList.' })
        return
      }
      const text = `{${single.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`
      const parsing = newParsing()
      const bytes = new TextEncoder().encode(text)
      setBytes(parsing, bytes)
      const value = parseAt(parsing, 0)
      if (value === UNREAD) unread(parsing.fault ?? 'syntax', singleLine, 'event', parsing.twice)
      else {
        source.from(bytes, 0, bytes.length)
        map(value, singleLine, 'event')
      }
    },
    more: () => false,
    get stopped() {
      return scanner.stopped
    },
    get line() {
      return scanner.line
    },
  }
}

const MALFORMED: Omit<Problem, 'line' | 'path'> = {
  code: 'JSON_SYNTAX',
  message: 'the event is no well-formed JSON object',
  remedy: 'Mend the JSON of this event.',
}
/** Why an event cannot be read, and what to do. */
const UNREAD_EVENT: Readonly<Record<ParseFault, Omit<Problem, 'line' | 'path'>>> = {
  more: MALFORMED,
  syntax: MALFORMED,
  deep: { code: 'TOO_DEEP', message: 'the event is nested too deep', remedy: 'No trade document needs this depth.' },
  twice: {
    code: 'BAD_NAME',
    message: 'stands twice in one object, and nobody can say which of the two holds',
    remedy: 'Say it once.',
  },
  half: { code: 'BAD_TYPE', message: 'a text of the event holds half a character', remedy: 'Mend the text.' },
  encoding: {
    code: 'BAD_ENCODING',
    message: 'the event holds bytes that are no UTF-8',
    remedy: 'Send the file in UTF-8.',
  },
}

function parseAny(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Where the event at hand stands. One object serves a document: most events are never asked for a place. */
interface JsonSource extends EventSource {
  /** The bytes of the event, valid while it is mapped. */
  from(bytes: Uint8Array, start: number, end: number): void
  at(line: number, path: string, prefixes: Prefixes): void
}

function makeSource(): JsonSource {
  let bytes: Uint8Array = new Uint8Array(0)
  let start = 0
  let end = 0
  let line = 1
  let path = ''
  let prefixes = STANDARD_PREFIXES
  let lines: ReadonlyMap<string, number> | undefined
  return {
    from(nextBytes, nextStart, nextEnd) {
      bytes = nextBytes
      start = nextStart
      end = nextEnd
      lines = undefined
    },
    at(nextLine, nextPath, nextPrefixes) {
      line = nextLine
      path = nextPath
      prefixes = nextPrefixes
    },
    get line() {
      return line
    },
    get path() {
      return path
    },
    lineOf(place) {
      const parts = partsOf(place)
      lines ??= jsonLines(new TextDecoder().decode(bytes.subarray(start, end)))
      for (let end = parts.length; end > 0; end--) {
        const found = lines.get(pathText('', parts.slice(0, end)).replace(/^\./, ''))
        if (found !== undefined) return line + found
      }
      return line
    },
    expand: (name) => prefixes.context.expand(name),
    namespaceOf: (prefix) => prefixes.map.get(prefix),
    get masterNamespace() {
      return masterNamespaceOf(prefixes)
    },
  }
}
