/** Which format a document has, by its content and never by its name. */
import { columnOf } from './csv/columns.ts'
import { splitHeader } from './csv/separator.ts'
import { type Encoding, headText, sniffEncoding } from './encoding.ts'
import type { Format } from './item.ts'

/** Bytes that are looked at; fewer may not be enough to tell. */
export const SNIFF_SIZE: number = 1 << 16

/** What the first bytes are: a format that is read, or in words what else they seem to be. */
export type Sniffed =
  | { readonly format: Format; readonly encoding: Encoding }
  | {
      readonly format?: undefined
      readonly looksLike: string
      readonly code: 'COMPRESSED' | 'UNKNOWN_FORMAT' | 'UNKNOWN_ROOT'
    }

/** The format, or `undefined` when it is none of ours. `head` should hold the first 4 KiB or more. */
export function detectFormat(head: Uint8Array): Format | undefined {
  return sniff(head).format
}

export function sniff(head: Uint8Array): Sniffed {
  const magic = magicOf(head)
  if (magic !== undefined) return magic
  const encoding = sniffEncoding(head)
  const text = headText(head.subarray(0, SNIFF_SIZE), encoding).replace(/^\ufeff/, '')
  const start = text.trimStart()
  const found = start.startsWith('<')
    ? sniffXml(start)
    : start.startsWith('{') || start.startsWith('[')
      ? sniffJson(start)
      : sniffCsv(text)
  return typeof found === 'string' ? { format: found, encoding } : found
}

const MAGIC: readonly (readonly [readonly number[], string])[] = [
  [[0x1f, 0x8b], 'a gzip archive'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive or a spreadsheet'],
  [[0x42, 0x5a, 0x68], 'a bzip2 archive'],
  [[0xfd, 0x37, 0x7a, 0x58], 'an xz archive'],
  [[0x37, 0x7a, 0xbc, 0xaf], 'a 7z archive'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'a zstd archive'],
]

const OTHER_MAGIC: readonly (readonly [readonly number[], string])[] = [
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
  [[0x89, 0x50, 0x4e, 0x47], 'a picture'],
  [[0xff, 0xd8, 0xff], 'a picture'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Office file'],
  [[0x7f, 0x45, 0x4c, 0x46], 'a program'],
]

/** What is no text at all. */
export function magicOf(head: Uint8Array): Sniffed | undefined {
  const fits = ([bytes]: readonly [readonly number[], string]): boolean => bytes.every((byte, i) => head[i] === byte)
  const packed = MAGIC.find(fits)
  if (packed !== undefined) return { looksLike: packed[1], code: 'COMPRESSED' }
  const other = OTHER_MAGIC.find(fits)
  return other === undefined ? undefined : { looksLike: other[1], code: 'UNKNOWN_FORMAT' }
}

// ---------------------------------------------------------------------- XML

function sniffXml(text: string): Format | Sniffed {
  const at = rootStart(text)
  const tag = at < 0 ? undefined : /^<([^\s/>]{1,200})([^>]{0,8000})/.exec(text.slice(at, at + 9000))
  if (tag === undefined || tag === null) return { looksLike: 'XML without a root element', code: 'UNKNOWN_ROOT' }
  const [, name = '', attributes = ''] = tag
  const local = name.slice(name.indexOf(':') + 1)
  if (local === 'EPCISDocument' || local === 'EPCISQueryDocument') {
    return /epcglobal:epcis(-query)?:xsd:2/.test(attributes) ? 'epcis2-xml' : 'epcis12-xml'
  }
  if (local === 'Document') return sniffChinese(text.slice(at))
  // A message envelope around a document.
  const inner = /<([\w.-]{1,60}:)?EPCIS(Query)?Document[\s>]/.exec(text)
  if (inner !== null) return /epcglobal:epcis(-query)?:xsd:2/.test(text) ? 'epcis2-xml' : 'epcis12-xml'
  return { looksLike: `XML with the root element «${name.slice(0, 60)}»`, code: 'UNKNOWN_ROOT' }
}

/** Where the root element begins: behind declaration, comments, instructions and DOCTYPE. -1 when it is not in sight. */
function rootStart(text: string): number {
  let at = 0
  while (at >= 0 && at < text.length) {
    at = text.indexOf('<', at)
    if (at < 0) return -1
    if (text.startsWith('<!--', at)) at = after(text, '-->', at)
    else if (text.startsWith('<?', at)) at = after(text, '?>', at)
    else if (text.startsWith('<!', at)) at = doctypeEnd(text, at)
    else return at
  }
  return -1
}

function after(text: string, end: string, at: number): number {
  const found = text.indexOf(end, at)
  return found < 0 ? -1 : found + end.length
}

function doctypeEnd(text: string, at: number): number {
  let depth = 0
  for (let i = at; i < text.length; i++) {
    const ch = text[i]
    if (ch === '[') depth++
    else if (ch === ']') depth--
    else if (ch === '>' && depth <= 0) return i + 1
  }
  return -1
}

function sniffChinese(text: string): Format | Sniffed {
  if (/<event\s[^>]{0,300}name\s{0,9}=\s{0,9}["']relationcreate["']/i.test(text)) return 'cn-relation'
  if (/<(relation|code)\s/i.test(text) || text.includes('关联关系')) return 'cn-relation'
  if (/<(event|data|datafield)[\s>]/i.test(text) || text.includes('终端接口')) return 'cn-bill'
  return {
    looksLike: 'XML with the root element «Document» that is neither a relation file nor a bill',
    code: 'UNKNOWN_ROOT',
  }
}

// --------------------------------------------------------------- JSON, CSV

const JSON_MARKS = [
  '"EPCISDocument"',
  '"EPCISQueryDocument"',
  '"epcisBody"',
  '"eventList"',
  '"eventTime"',
  'epcis-context.jsonld',
]

/** Names of fields that only the insurer's interface in China has. */
const NHSA_MARKS = ['"drugtracinfo"', '"drug_trac_codg"', '"selinfoDetail"', '"selinfo"', '"inv_chg_type"']

function sniffJson(text: string): Format | Sniffed {
  if (JSON_MARKS.some((mark) => text.includes(mark))) return 'epcis2-json'
  if (NHSA_MARKS.some((mark) => text.includes(mark))) return 'nhsa'
  return { looksLike: 'JSON that is no EPCIS document', code: 'UNKNOWN_FORMAT' }
}

/** Two lines of heading, then a code a line. */
const CODE_LIST: Sniffed = {
  looksLike:
    'a list of codes that the Chinese platform gave out: they become active by a relation file, and packtrail register takes them with --serials once the two lines of heading are removed',
  code: 'UNKNOWN_FORMAT',
}

function sniffCsv(text: string): Format | Sniffed {
  const end = text.search(/[\r\n]/)
  const { names } = splitHeader(end < 0 ? text : text.slice(0, end))
  const known = names.filter((name) => columnOf(name) !== undefined)
  if (known.length >= 2 && known.some((name) => columnOf(name) === 'action')) return 'csv'
  if (text.includes('\0')) return { looksLike: 'binary data', code: 'UNKNOWN_FORMAT' }
  if (/^\s*\$/.test(text)) return 'cn-txt'
  if (/^(?:[^\r\n]{0,200}\r?\n){2}(?:\d{20}\r?\n){1}/.test(text) && !/^\d{20}/.test(text)) return CODE_LIST
  return { looksLike: 'neither XML nor JSON nor a CSV with the column «action»', code: 'UNKNOWN_FORMAT' }
}
