/**
 * Identifiers in the one spelling of the event hash: the canonical GS1 Digital Link with the finest level only (CBV 2.0, pages 95 and 96).
 * Check digits of links are not judged: two spellings of one wrong number still hash alike. What is no GS1 identifier stays as it is.
 */
import { type Gs1Key, parseEpcUrn } from '@packtrail/codes'

const HOST = 'https://id.gs1.org'

export function canonicalIdentifier(text: string): string {
  if (text.startsWith('urn:epc:')) {
    const read = parseEpcUrn(text)
    return read.ok && read.value.key !== undefined ? linkOf(read.value.key) : text
  }
  return text.startsWith('https://') || text.startsWith('http://') ? canonicalLink(text) : text
}

function linkOf({ ai, value, qualifiers }: Gs1Key): string {
  const finest = qualifiers.at(-1)
  const link = `${HOST}/${ai}/${escaped(value)}`
  return finest === undefined ? link : `${link}/${finest.ai}/${escaped(finest.value)}`
}

const PLAIN = /^[A-Za-z0-9._;='-]*$/

/** What an EPC URN escapes, and the seven characters that a link escapes beside them. */
function escaped(value: string): string {
  if (PLAIN.test(value)) return value
  let out = ''
  for (const ch of value) {
    out += PLAIN.test(ch) ? ch : `%${ch.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  }
  return out
}

/** Keys and key qualifiers by their old short names. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ...([
    ['gtin', '01'],
    ['itip', '8006'],
    ['cpid', '8010'],
    ['gln', '414'],
    ['party', '417'],
  ] as const),
  ...([
    ['gsrnp', '8017'],
    ['gsrn', '8018'],
    ['gcn', '255'],
    ['sscc', '00'],
    ['gdti', '253'],
  ] as const),
  ...([
    ['ginc', '401'],
    ['gsin', '402'],
    ['grai', '8003'],
    ['giai', '8004'],
  ] as const),
  ...([
    ['cpv', '22'],
    ['lot', '10'],
    ['ser', '21'],
  ] as const),
])

/** A key as it may stand in a link, and what may follow it, in this order. */
const KEYS: ReadonlyMap<string, readonly [shape: RegExp, qualifiers: readonly string[]]> = new Map([
  ['00', [/^\d{18}$/, []]],
  ['01', [/^(?:\d{8}|\d{12,14})$/, ['22', '10', '21', '235']]],
  ['253', [/^\d{13}[^/]{0,17}$/, []]],
  ['255', [/^\d{13,25}$/, []]],
  ['401', [/^\d{4}[^/]{0,86}$/, []]],
  ['402', [/^\d{17}$/, []]],
  ['414', [/^\d{13}$/, ['254']]],
  ['417', [/^\d{13}$/, []]],
  ['8003', [/^\d{14}[^/]{0,48}$/, []]],
  ['8004', [/^\d{4}[^/]{0,86}$/, []]],
  ['8006', [/^\d{18}$/, ['22', '10', '21']]],
  ['8010', [/^\d{4}[^/]{0,86}$/, ['8011']]],
  ['8017', [/^\d{18}$/, []]],
  ['8018', [/^\d{18}$/, []]],
])

/** The link of any domain, with attributes or without → that of the canonical domain; any other address as it is. */
function canonicalLink(text: string): string {
  const path = text.indexOf('/', text.indexOf('//') + 2)
  if (path < 0 || text.includes('#')) return text
  const query = text.indexOf('?')
  const parts = text.slice(path + 1, query < 0 ? text.length : query).split('/')
  for (let at = 0; at + 1 < parts.length; at++) {
    const ai = aiOf(parts[at] as string)
    const key = KEYS.get(ai)
    const value = parts[at + 1] as string
    if (key?.[0].test(value) !== true) continue
    return finestLink(ai, ai === '01' ? value.padStart(14, '0') : value, parts.slice(at + 2), key[1]) ?? text
  }
  return text
}

function aiOf(part: string): string {
  return SHORT_NAMES.get(part) ?? part
}

/** `undefined` when something else follows the key. A consumer product variant (22) never counts as a level. */
function finestLink(
  ai: string,
  value: string,
  rest: readonly string[],
  allowed: readonly string[],
): string | undefined {
  let last = -1
  let finest = ''
  for (let at = 0; at < rest.length; at += 2) {
    const qualifier = aiOf(rest[at] as string)
    const rank = allowed.indexOf(qualifier)
    const said = rest[at + 1]
    if (rank <= last || said === undefined || said === '') return undefined
    last = rank
    if (qualifier !== '22') finest = `/${qualifier}/${said}`
  }
  return `${HOST}/${ai}/${value}${finest}`
}
