/**
 * GS1 Digital Link URIs → GS1 keys (GS1 Digital Link Standard: URI Syntax 1.6). Any domain and any path before the key are
 * read; only the last key of the path counts, and anything that could be a second reading is refused.
 */
import { all, BASE64URL, CHARACTERS, DIGIT, isDigits, PATH_PLAIN } from './charset.ts'
import { hexPair } from './epc-urn.ts'
import { bad, type CodeFault, fault, good, type Parsed, quote } from './fault.ts'
import {
  type AiValue,
  type Gs1Key,
  isPrimaryKey,
  keyFault,
  linkKey,
  padGtin,
  qualifierFault,
  qualifiersFit,
} from './gs1-keys.ts'

export interface DigitalLink {
  readonly key: Gs1Key
  /** Numeric query parameters, `?17=270101`: attributes that somebody claims, never part of an identity. */
  readonly attributes: readonly AiValue[]
  /** Scheme, host and path before the key. */
  readonly stem: string
}

/** Longest URI that is looked at. */
export const MAX_LINK_LENGTH = 2048

/** Where the path begins, or -1 when `text` is no `http(s)://host/…` address. Reads the scheme in either case. */
export function pathStart(text: string): number {
  const from = text.startsWith('https://') ? 8 : text.startsWith('http://') ? 7 : slowScheme(text)
  if (from < 0) return -1
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x2f) return i > from ? i : -1
    // A host ends at its path; a query or fragment before any path leaves nothing to read, and the others are in no host.
    if (code <= 0x24 || code === 0x3f || code === 0x5c || code === 0x3c || code === 0x3e) return -1
  }
  return -1
}

function slowScheme(text: string): number {
  const scheme = text.slice(0, 8).toLowerCase()
  if (scheme === 'https://') return 8
  return scheme.startsWith('http://') ? 7 : -1
}

export function parseDigitalLink(text: string): Parsed<DigitalLink> {
  if (text.length > MAX_LINK_LENGTH)
    return bad(fault('TOO_LONG', `a link of ${text.length} characters is too long`, 'link'))
  const from = pathStart(text)
  if (from < 0) return bad(fault('DL_NOT_HTTP', `${quote(text)} is no http(s) address with a path`, 'link'))
  const [address = ''] = text.split('#', 1)
  const mark = address.indexOf('?')
  const path = mark < 0 ? address : address.slice(0, mark)
  const segments = path.slice(from + 1).split('/')
  // One slash at the end adds an empty segment that means nothing.
  if (segments.length > 1 && segments.at(-1) === '') segments.pop()
  const key = findKey(segments, text.slice(0, from).toLowerCase())
  if (!key.ok) return key
  const query = readQuery(mark < 0 ? '' : address.slice(mark + 1))
  if (!query.ok) return query
  const stemSegments = segments.slice(0, segments.length - 2 - 2 * key.value.qualifiers.length)
  return good({
    key: key.value,
    attributes: query.value,
    stem: [text.slice(0, from), ...stemSegments].join('/'),
  })
}

/** The rightmost primary key after which only pairs follow. */
function findKey(segments: readonly string[], host: string): Parsed<Gs1Key> {
  let at = segments.length - 2
  while (at >= 0 && !isKeyAt(segments, at)) at -= 2
  if (at < 0) return bad(noKey(segments, host))
  // `/21/5/01/…` is not a key behind a path of its own: a qualifier before its key is an order that means nothing.
  for (let i = 0; i < at; i++) {
    if (linkKey(segments[i] ?? '') !== undefined) {
      return bad(fault('DL_ORDER', `«/${segments[i]}/» stands before the key «/${segments[at]}/»`, 'link'))
    }
  }
  return readPairs(segments.slice(at))
}

/**
 * Whether a primary key and its value begin here. Every GS1 key begins with six digits or more, an indicator and a company
 * prefix; without them `/2026/01/15` or `/party/7` is a path like any other.
 */
function isKeyAt(segments: readonly string[], at: number): boolean {
  const value = segments[at + 1] ?? ''
  return value.length >= 6 && all(value, DIGIT, 0, 6) && isPrimaryKey(linkKey(segments[at] ?? '') ?? '')
}

function noKey(segments: readonly string[], host: string): CodeFault {
  const last = segments.at(-1) ?? ''
  const hasKey = segments.some((_, i) => isKeyAt(segments, i))
  const packed = last.length >= 8 && all(last, BASE64URL) && !isDigits(last)
  if (packed && (hasKey || (segments.length === 1 && host.endsWith('//id.gs1.org')))) {
    return fault('DL_COMPRESSED', `${quote(last)} is a compressed Digital Link: ask for the uncompressed form`, 'link')
  }
  if (hasKey) return fault('DL_ORDER', 'keys and values of the link do not pair up', 'link')
  const perhaps = packed && segments.length === 1 ? ', unless it is a compressed one, which is not read' : ''
  return fault('DL_NO_KEY', `the address holds no GS1 key, so it is no Digital Link${perhaps}`, 'link')
}

function readPairs(segments: readonly string[]): Parsed<Gs1Key> {
  const pairs: AiValue[] = []
  const faults: CodeFault[] = []
  for (let i = 0; i < segments.length; i += 2) {
    const ai = linkKey(segments[i] ?? '')
    const value = decodeLinkPart(segments[i + 1] ?? '')
    if (!value.ok) return value
    if (ai === undefined || (i > 0 && isPrimaryKey(ai))) {
      return bad(fault('DL_QUALIFIER', `${quote(segments[i] ?? '')} is no qualifier of a GS1 key`, 'link'))
    }
    const padded = ai === '01' ? padGtin(value.value) : value.value
    const found = i === 0 ? keyFault(ai, padded) : qualifierFault(ai, padded)
    if (found !== undefined) faults.push(found)
    pairs.push({ ai, value: padded })
  }
  const [first, ...qualifiers] = pairs
  if (first === undefined) return bad(fault('DL_NO_KEY', 'the address holds no GS1 key', 'link'))
  if (!qualifiersFit(first.ai, qualifiers)) {
    const found = qualifiers.map((one) => one.ai).join(', ')
    faults.push(fault('DL_ORDER', `qualifiers ${found} do not follow key (${first.ai}) in this order`, 'link'))
  }
  return faults.length > 0 ? bad(...faults) : good({ ...first, qualifiers })
}

/** Numeric names are AIs; all others belong to the web site. `;` was a separator in release 1.0. */
function readQuery(query: string): Parsed<readonly AiValue[]> {
  const found: AiValue[] = []
  for (const part of query.split(/[&;]/)) {
    const equals = part.indexOf('=')
    const ai = equals < 0 ? '' : part.slice(0, equals)
    if (ai.length < 2 || ai.length > 4 || !isDigits(ai)) continue
    const value = decodeLinkPart(part.slice(equals + 1), true)
    if (!value.ok) return value
    const same = found.find((one) => one.ai === ai)
    if (same === undefined) found.push({ ai, value: value.value })
    else if (same.value !== value.value) {
      return bad(fault('DL_AMBIGUOUS', `?${ai}= is given twice with different values`, `ai(${ai})`))
    }
  }
  return good(found)
}

/** Percent-decodes; what is left must be visible ASCII. `+` is a plus. */
function decodeLinkPart(part: string, query = false): Parsed<string> {
  let out = ''
  for (let i = 0; i < part.length; i++) {
    const code = part.charCodeAt(i)
    if (code === 0x25) {
      const value = hexPair(part, i + 1)
      if (value < 0x21 || value > 0x7e) return bad(escapeFault(part))
      out += String.fromCharCode(value)
      i += 2
    } else if (code < 128 && ((CHARACTERS[code] ?? 0) & PATH_PLAIN) !== 0) out += part.charAt(i)
    // `/` and `?` may stand as they are in a query (RFC 3986, section 3.4).
    else if (query && (code === 0x2f || code === 0x3f)) out += part.charAt(i)
    else return bad(escapeFault(part))
  }
  return good(out)
}

function escapeFault(part: string): CodeFault {
  return fault('DL_ESCAPE', `${quote(part)} is not properly percent-encoded`, 'link')
}
