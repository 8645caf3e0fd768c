/**
 * Finds and parses the events of a JSON document one by one: a document of any size in the memory of its largest event. Around
 * the events JSON is checked as far as finding them needs.
 */
import { parseAt } from './json-parse.ts'
import { newParsing, type ParseFault, setBytes, UNREAD } from './json-token.ts'
import { MAX_JSON_DEPTH, newValue, scanValue, type ValueState } from './json-value.ts'

/** Lists whose elements are read one by one. */
export type List = 'events' | 'vocabularies'

const LISTS: ReadonlyMap<string, List> = new Map([
  ['eventList', 'events'],
  ['vocabularyList', 'vocabularies'],
])

export type ScanFault = 'JSON_SYNTAX' | 'TOO_DEEP' | 'TOO_LARGE' | 'TRUNCATED'

export interface ScanHandler {
  /**
   * One element of a list. Value, bytes and offsets are valid during the call only.
   * @param line Where it begins, from 1.
   */
  onItem(list: List, value: unknown, bytes: Uint8Array, start: number, end: number, line: number): void
  /** An element that cannot be read. @param line Where reading ended. @param name The name that stands twice, if one does. */
  onUnreadItem(list: List, fault: ParseFault, line: number, name: string): void
  /** An element with more bytes than allowed: it was passed over. */
  onLargeItem(list: List, line: number): void
  /** An event list begins: what stands around it is known as far as it came before. */
  onList(line: number): void
  /** Another member, where it has at most 1 MiB. @param top It belongs to the outermost object. */
  onMember(key: string, text: string, line: number, top: boolean): void
  /** Scanning ends here. */
  onFault(code: ScanFault, message: string, line: number): void
}

export interface JsonScanner {
  write(chunk: Uint8Array): void
  end(): void
  readonly stopped: boolean
  readonly line: number
}

const MAX_MEMBER: number = 1 << 20
/** Kept memory beyond this is given back after use. */
const LARGE: number = 1 << 22

const QUOTE = 0x22
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const NEWLINE = 0x0a
const COLON = 0x3a
const COMMA = 0x2c

/** Objects on the way to an event list. */
const PATH_KEYS: ReadonlySet<string> = new Set([
  ...['epcisBody', 'queryResults', 'resultsBody', 'epcisHeader', 'epcisMasterData'],
])

/** What may come next. */
type Mode = 'start' | 'key' | 'keyOrEnd' | 'colon' | 'value' | 'item' | 'itemOrEnd' | 'comma' | 'done'

export function makeJsonScanner(handler: ScanHandler, maxEvent: number): JsonScanner {
  let value: ValueState = newValue()
  const parsing = newParsing()
  const kept = makeKeeper()
  /** What the scanner is inside of, from the outside in. */
  const levels: ('object' | List)[] = []
  let mode: Mode = 'start'
  let key = ''
  let line = 1
  let stopped = false
  let inValue = false

  const fail = (code: ScanFault, message: string): number => {
    if (!stopped) handler.onFault(code, message, line)
    stopped = true
    return -1
  }
  const syntax = (message: string): number => fail('JSON_SYNTAX', `this is no well-formed JSON: ${message}`)

  /** The list that the scanner is in. */
  const list = (): List => levels[levels.length - 1] as List
  const open = (level: 'object' | List, at: number): number => {
    levels.push(level)
    mode = level === 'object' ? 'keyOrEnd' : 'itemOrEnd'
    if (level === 'events') handler.onList(line)
    return at + 1
  }
  const close = (at: number): number => {
    levels.pop()
    mode = levels.length === 0 ? 'done' : 'comma'
    return at + 1
  }

  const begin = (chunk: Uint8Array, at: number): number => {
    inValue = true
    value = newValue()
    return resume(chunk, at)
  }
  /** Goes on in a key, a member's value or an event. */
  const resume = (chunk: Uint8Array, at: number): number => {
    const end = scanValue(value, chunk, at)
    if (value.tooDeep) return fail('TOO_DEEP', `values are nested deeper than ${MAX_JSON_DEPTH}`)
    const isEvent = mode === 'item' || mode === 'itemOrEnd'
    const limit = isEvent ? maxEvent : MAX_MEMBER
    if (end < 0) {
      kept.add(chunk, at, chunk.length, limit)
      return -1
    }
    inValue = false
    const first = line
    line += value.lines
    if (isEvent) finishEvent(chunk, at, end, first)
    else finishMember(chunk, at, end, first)
    return end
  }
  const finishEvent = (chunk: Uint8Array, start: number, end: number, first: number): void => {
    mode = 'comma'
    if (kept.size === 0 && !kept.overflow && end - start <= maxEvent) {
      readEvent(chunk, start, end, first)
      return
    }
    kept.add(chunk, start, end, maxEvent)
    if (kept.overflow) handler.onLargeItem(list(), first)
    else {
      const bytes = kept.bytes().subarray(0, kept.size)
      setBytes(parsing, bytes)
      readEvent(bytes, 0, kept.size, first)
      setBytes(parsing, chunk)
    }
    kept.clear()
  }
  const readEvent = (bytes: Uint8Array, start: number, end: number, first: number): void => {
    const event = parseAt(parsing, start)
    if (event !== UNREAD && parsing.at === end) handler.onItem(list(), event, bytes, start, end, first)
    else handler.onUnreadItem(list(), parsing.fault ?? 'syntax', first + parsing.lines, parsing.twice)
  }
  /** An event that lies in one chunk is read at once; of any other the end is sought first. */
  const beginEvent = (chunk: Uint8Array, start: number): number => {
    const event = parseAt(parsing, start)
    const { at, lines } = parsing
    if (event === UNREAD || at - start > maxEvent) return begin(chunk, start)
    mode = 'comma'
    const first = line
    line += lines
    handler.onItem(list(), event, chunk, start, at, first)
    return at
  }
  const finishMember = (chunk: Uint8Array, start: number, end: number, first: number): void => {
    kept.add(chunk, start, end, MAX_MEMBER)
    const text = kept.overflow ? undefined : new TextDecoder().decode(kept.bytes().subarray(0, kept.size))
    kept.clear()
    if (mode === 'value') {
      mode = 'comma'
      if (text !== undefined) handler.onMember(key, text, first, levels.length === 1)
      return
    }
    mode = 'colon'
    key = readKey(text)
  }

  const step = (chunk: Uint8Array, at: number): number => {
    const byte = chunk[at] as number
    if (byte <= 0x20) {
      if (byte === NEWLINE) line++
      return at + 1
    }
    switch (mode) {
      case 'start':
        if (byte === OPEN_BRACE) return open('object', at)
        return byte === OPEN_BRACKET ? open('events', at) : syntax('a document begins with a brace')
      case 'keyOrEnd':
        if (byte === CLOSE_BRACE) return close(at)
        return byte === QUOTE ? begin(chunk, at) : syntax('a name in quotes was expected')
      case 'key':
        return byte === QUOTE ? begin(chunk, at) : syntax('a name in quotes was expected')
      case 'colon':
        mode = 'value'
        return byte === COLON ? at + 1 : syntax('a colon was expected')
      case 'value':
        if (byte === OPEN_BRACE && PATH_KEYS.has(key)) return open('object', at)
        return byte === OPEN_BRACKET && LISTS.has(key) ? open(LISTS.get(key) as List, at) : begin(chunk, at)
      case 'itemOrEnd':
        return byte === CLOSE_BRACKET ? close(at) : beginEvent(chunk, at)
      case 'item':
        return byte === CLOSE_BRACKET ? syntax('a comma stands before the end of a list') : beginEvent(chunk, at)
      case 'comma':
        return comma(byte, at)
      case 'done':
        return syntax('something stands behind the end of the document')
    }
  }
  const comma = (byte: number, at: number): number => {
    const isList = levels[levels.length - 1] !== 'object'
    if (byte === (isList ? CLOSE_BRACKET : CLOSE_BRACE)) return close(at)
    if (byte !== COMMA) return syntax('a comma or the end of a list or object was expected')
    mode = isList ? 'item' : 'key'
    return at + 1
  }

  return {
    write(chunk) {
      setBytes(parsing, chunk)
      let at = inValue ? resume(chunk, 0) : 0
      while (at >= 0 && at < chunk.length && !stopped) at = step(chunk, at)
    },
    end() {
      if (!stopped && mode !== 'done') fail('TRUNCATED', 'the document ends too early')
    },
    get stopped() {
      return stopped
    },
    get line() {
      return line
    },
  }
}

function readKey(text: string | undefined): string {
  try {
    const value: unknown = text === undefined ? '' : JSON.parse(text)
    return typeof value === 'string' ? value : ''
  } catch {
    return ''
  }
}

/** Bytes of a value that began in an earlier chunk. */
interface Keeper {
  readonly size: number
  /** There were more than the limit; none are kept then. */
  readonly overflow: boolean
  bytes(): Uint8Array
  add(chunk: Uint8Array, start: number, end: number, limit: number): void
  clear(): void
}

function makeKeeper(): Keeper {
  let bytes = new Uint8Array(1 << 16)
  let size = 0
  let overflow = false
  const release = (): void => {
    if (bytes.length > LARGE) bytes = new Uint8Array(1 << 16)
    size = 0
  }
  return {
    get size() {
      return size
    },
    get overflow() {
      return overflow
    },
    bytes: () => bytes,
    add(chunk, start, end, limit) {
      const total = size + end - start
      if (overflow || total > limit) {
        overflow = true
        release()
        return
      }
      if (total > bytes.length) {
        const larger = new Uint8Array(Math.max(total, Math.min(limit, bytes.length * 2)))
        larger.set(bytes.subarray(0, size))
        bytes = larger
      }
      bytes.set(chunk.subarray(start, end), size)
      size = total
    },
    clear() {
      overflow = false
      release()
    },
  }
}
