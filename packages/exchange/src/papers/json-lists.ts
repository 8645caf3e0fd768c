/**
 * JSON whose outermost object holds long lists: the items of these are given one by one, all other members as a whole. Memory is
 * that of the largest member or item.
 */
import type { Outbox } from '../outbox.ts'

export interface JsonSink {
  /** A member of the outermost object that is none of the lists. */
  member(name: string, value: unknown, line: number): void
  item(list: string, value: unknown, index: number, line: number): void
}

export interface JsonLists {
  write(text: string): void
  end(): void
  readonly line: number
  /** A fault said why nothing more is read. */
  readonly stopped: boolean
}

/** Characters of one member or item. */
export const MAX_JSON_MEMBER: number = 1 << 22
const MAX_DEPTH = 64
const MAX_MEMBERS = 1000

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a

type Awaits = 'start' | 'name' | 'colon' | 'value' | 'comma' | 'item' | 'item-comma' | 'nothing'

export function makeJsonLists(lists: ReadonlySet<string>, sink: JsonSink, out: Outbox): JsonLists {
  let awaits: Awaits = 'start'
  let stopped = false
  let line = 1
  let name = ''
  let index = 0
  /** Whether `}` or `]` may stand where a name or item may: not behind a comma. */
  let mayClose = false
  const names = new Set<string>()
  // The value that is being read.
  let inValue = false
  let held = ''
  let depth = 0
  let inString = false
  let escaped = false
  let startLine = 1

  const stop = (code: 'JSON_SYNTAX' | 'TRUNCATED' | 'TOO_DEEP' | 'TOO_LARGE' | 'BAD_NAME', message: string): void => {
    stopped = true
    held = ''
    const remedy = code === 'TRUNCATED' ? 'Ask for the whole file again.' : 'Mend the JSON, or ask the sender to.'
    out.error({ code, message, line, remedy })
  }

  /** Where the value that began earlier ends in `text`, or -1. */
  const endOfValue = (text: string, from: number): number => {
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === 0x0a) line++
      if (inString) {
        if (escaped) escaped = false
        else if (code === BACKSLASH) escaped = true
        else if (code === QUOTE) {
          inString = false
          if (depth === 0) return at + 1
        }
      } else if (code === QUOTE) inString = true
      else if (code === 0x7b || code === 0x5b) {
        if (++depth > MAX_DEPTH) {
          stop('TOO_DEEP', `values stand in each other more than ${MAX_DEPTH} levels deep`)
          return -1
        }
      } else if (code === 0x7d || code === 0x5d) {
        if (depth === 0) return at
        if (--depth === 0) return at + 1
      } else if (depth === 0 && (code === COMMA || code === COLON || code <= 0x20)) {
        if (code === 0x0a) line--
        return at
      }
    }
    return -1
  }

  const parsed = (text: string): { readonly value: unknown } | undefined => {
    try {
      return { value: JSON.parse(text) as unknown }
    } catch {
      stop('JSON_SYNTAX', `this is no JSON: ${JSON.stringify(text.slice(0, 20))}`)
      return undefined
    }
  }

  const take = (text: string): void => {
    const read = parsed(text)
    if (read === undefined) return
    const { value } = read
    switch (awaits) {
      case 'name':
        if (typeof value !== 'string') stop('JSON_SYNTAX', 'a name must stand here')
        else if (names.has(value) || names.size >= MAX_MEMBERS) {
          stop(
            'BAD_NAME',
            `«${value.slice(0, 60)}» stands twice in one object, or there are more than ${MAX_MEMBERS} names`,
          )
        } else {
          names.add(value)
          name = value
          awaits = 'colon'
        }
        return
      case 'value':
        sink.member(name, value, startLine)
        awaits = 'comma'
        return
      default:
        sink.item(name, value, index++, startLine)
        awaits = 'item-comma'
    }
  }

  const begin = (): void => {
    inValue = true
    held = ''
    depth = 0
    inString = false
    escaped = false
    startLine = line
  }

  /** One character between values. `true`: a value begins here. */
  const step = (ch: string): boolean => {
    if (ch === '\n') line++
    if (ch === '\n' || ch === ' ' || ch === '\r' || ch === '\t') return false
    const unexpected = (): boolean => {
      stop('JSON_SYNTAX', `«${ch}» is not what must stand here`)
      return false
    }
    switch (awaits) {
      case 'start':
        if (ch !== '{') return unexpected()
        awaits = 'name'
        mayClose = true
        return false
      case 'name':
        if (ch === '}' && mayClose) awaits = 'nothing'
        else if (ch === '"') return true
        else return unexpected()
        return false
      case 'colon':
        if (ch !== ':') return unexpected()
        awaits = 'value'
        return false
      case 'value':
        if (ch !== '[' || !lists.has(name)) return true
        awaits = 'item'
        mayClose = true
        index = 0
        return false
      case 'comma':
        if (ch !== ',' && ch !== '}') return unexpected()
        awaits = ch === ',' ? 'name' : 'nothing'
        mayClose = false
        return false
      case 'item':
        if (ch !== ']') return true
        if (!mayClose) return unexpected()
        awaits = 'comma'
        return false
      case 'item-comma':
        if (ch !== ',' && ch !== ']') return unexpected()
        awaits = ch === ',' ? 'item' : 'comma'
        mayClose = false
        return false
      case 'nothing':
        return unexpected()
    }
  }

  /** Reads on in the value that is open; answers where it goes on behind it, or -1 when the text ends first. */
  const readOn = (text: string, from: number): number => {
    const end = endOfValue(text, from)
    if (stopped) return -1
    if (end < 0) {
      held += text.slice(from)
      if (held.length > MAX_JSON_MEMBER) stop('TOO_LARGE', `one value has more than ${MAX_JSON_MEMBER} characters`)
      return -1
    }
    inValue = false
    take(held + text.slice(from, end))
    held = ''
    return end
  }

  return {
    write(text) {
      let at = 0
      while (at >= 0 && at < text.length && !stopped) {
        if (!inValue) {
          if (!step(text[at] as string)) {
            at++
            continue
          }
          begin()
        }
        at = readOn(text, at)
      }
    },
    end() {
      if (!stopped && awaits !== 'nothing') stop('TRUNCATED', 'the document ends in the middle')
    },
    get line() {
      return line
    },
    get stopped() {
      return stopped
    },
  }
}
