/** Which character set a document is written in, from its first bytes: byte order mark, pattern of zeros, XML declaration. */

export interface Encoding {
  /** Label of the WHATWG Encoding Standard. */
  readonly label: string
  /** Somebody said so; else it is the default. */
  readonly declared: boolean
}

/** GB2312 and GBK are subsets of GB18030, and files called GB2312 hold GBK characters in the field. */
const GB = new Set(['gb2312', 'gbk', 'gb_2312-80', 'gb18030', 'cp936', 'ms936', 'x-gbk', 'chinese', 'hz-gb-2312'])

/** The label that `TextDecoder` knows, or `undefined`. */
export function knownLabel(name: string): string | undefined {
  const lower = name.trim().toLowerCase()
  if (GB.has(lower)) return 'gb18030'
  try {
    return new TextDecoder(lower).encoding
  } catch {
    return undefined
  }
}

/** From the first bytes, at least 512 where the document has them. A declared set that nobody knows is given as it stands. */
export function sniffEncoding(head: Uint8Array): Encoding {
  const [a, b, c, d] = head
  if (a === 0xef && b === 0xbb && c === 0xbf) return { label: 'utf-8', declared: true }
  if (a === 0xff && b === 0xfe) return { label: 'utf-16le', declared: true }
  if (a === 0xfe && b === 0xff) return { label: 'utf-16be', declared: true }
  // `<?` or `{"` with every second byte zero (XML 1.0, appendix F).
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return { label: 'utf-16le', declared: false }
  if (a === 0 && b !== 0 && c === 0 && d !== 0) return { label: 'utf-16be', declared: false }
  const declared = xmlEncoding(asciiStart(head))
  return declared === undefined
    ? { label: 'utf-8', declared: false }
    : { label: knownLabel(declared) ?? declared, declared: true }
}

/** The first 512 bytes, one character a byte. */
function asciiStart(head: Uint8Array): string {
  return String.fromCharCode(...head.subarray(0, 512))
}

/** `encoding="…"` of an XML declaration at the very start. */
function xmlEncoding(text: string): string | undefined {
  const start = text.trimStart()
  if (!start.startsWith('<?xml')) return undefined
  const end = start.indexOf('?>')
  const declaration = end < 0 ? start : start.slice(0, end)
  return /encoding\s{0,20}=\s{0,20}["']([A-Za-z0-9._:-]{1,40})["']/.exec(declaration)?.[1]
}

/** The start of a document as text, whatever its bytes; unreadable ones become U+FFFD. */
export function headText(head: Uint8Array, encoding: Encoding): string {
  const label = knownLabel(encoding.label) ?? 'utf-8'
  return new TextDecoder(label).decode(head, { stream: true })
}
