/** Documents of the insurer's interface (国家医保 3502, 3505, 3506, single or batch): JSON, read as a whole, for a batch is small. */
import { jsonLines } from '../epcis/json-lines.ts'
import { parseAt } from '../epcis/json-parse.ts'
import { newParsing, setBytes, UNREAD } from '../epcis/json-token.ts'
import type { ImportOptions } from '../item.ts'
import type { Outbox } from '../outbox.ts'
import type { Reader } from '../reader.ts'
import { LISTS } from './fields.ts'
import { readLine } from './line.ts'

/** Characters of a document: some ten thousand lines. */
const MAX_TEXT: number = 16 << 20

export function makeNhsaReader(out: Outbox, options: ImportOptions, encoding: string): Reader<string> {
  let text = ''
  let stopped = false
  return {
    write(piece) {
      if (stopped) return
      text += piece
      if (text.length <= MAX_TEXT) return
      stopped = true
      text = ''
      const message = `the document has more than ${MAX_TEXT >> 20} million characters`
      out.error({ code: 'TOO_LARGE', message, line: 1, remedy: 'Send the lines in several documents.' })
    },
    end() {
      out.put({ kind: 'document', format: 'nhsa', info: { encoding } })
      const value = parse(text.replace(/^\ufeff/, ''), out)
      if (value === undefined) return
      const found = linesIn(value)
      if (found === undefined) {
        const message = 'the document holds no line of a sale, of a return or of a change of stock'
        out.error({ code: 'UNKNOWN_ROOT', message, line: 1, remedy: 'Send selinfoDetail with its lines.' })
        return
      }
      const places = jsonLines(text)
      for (const { line, path } of found.lines) {
        readLine(line, found.infno, options.defaultAgent, { line: (places.get(path) ?? 0) + 1, path, out })
      }
    },
    more: () => false,
    get stopped() {
      return stopped
    },
    get line() {
      return 1
    },
  }
}

/** What stands twice in one object, or is nested too deep, is refused like what is no JSON. */
function parse(text: string, out: Outbox): object | undefined {
  const bytes = new TextEncoder().encode(text)
  const parsing = newParsing()
  setBytes(parsing, bytes)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    const cut = !/[}\]]\s*$/.test(text)
    const message = cut ? 'the document ends too early' : 'this is no well-formed JSON'
    const remedy = cut ? 'Ask for the whole file again.' : 'Mend the JSON, or ask the sender to.'
    out.error({ code: cut ? 'TRUNCATED' : 'JSON_SYNTAX', message, line: 1, remedy })
    return undefined
  }
  const start = text.length - text.trimStart().length
  const read = parseAt(parsing, new TextEncoder().encode(text.slice(0, start)).length)
  if (read === UNREAD) {
    const twice = parsing.fault === 'twice'
    const message = twice
      ? 'a name stands twice in one object, and nobody can say which of the two holds'
      : 'the document is nested too deep, or holds half a character'
    out.error({
      code: twice ? 'BAD_NAME' : 'TOO_DEEP',
      message,
      line: 1,
      remedy: 'Mend the JSON, or ask the sender to.',
    })
    return undefined
  }
  if (typeof value === 'object' && value !== null) return value
  out.error({ code: 'UNKNOWN_ROOT', message: 'this is JSON without an object', line: 1, remedy: 'Send selinfoDetail.' })
  return undefined
}

interface Found {
  readonly infno: string
  readonly lines: readonly { readonly line: unknown; readonly path: string }[]
}

/** A list of lines, one line, or either inside of `input` or `data`, as the whole message of the interface has it. */
function linesIn(value: object): Found | undefined {
  const infno = (value as { readonly infno?: unknown }).infno
  const number = typeof infno === 'string' || typeof infno === 'number' ? String(infno) : ''
  for (const [path, place] of placesIn(value)) {
    if (Array.isArray(place)) {
      const lines = (place as readonly unknown[]).map((line, i) => ({ line, path: `${path}[${i}]` }))
      if (path !== '' || lines.some(({ line }) => isLine(line))) return { infno: number, lines }
    } else if (isLine(place)) return { infno: number, lines: [{ line: place, path }] }
  }
  return undefined
}

function* placesIn(value: object): Generator<readonly [string, unknown]> {
  for (const [outer, around] of [['', value], ...inner(value)] as const) {
    for (const name of LISTS) {
      const path = outer === '' ? name : `${outer}.${name}`
      if (Object.hasOwn(around, name)) yield [path, (around as Readonly<Record<string, unknown>>)[name]]
    }
    yield [outer, around]
  }
}

function inner(value: object): readonly (readonly [string, object])[] {
  return ['input', 'data'].flatMap((name) => {
    const one = Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined
    return typeof one === 'object' && one !== null ? [[name, one] as const] : []
  })
}

const MARKS = ['drugtracinfo', 'drug_trac_codg', 'sel_retn_cnt', 'inv_chg_type']

function isLine(value: unknown): boolean {
  return typeof value === 'object' && value !== null && MARKS.some((mark) => Object.hasOwn(value, mark))
}
