/** What XML can hold, such that it reads back the same; and how it is written. */

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** Stands for what XML has no character for. */
export const REPLACED = '\ufffd'

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u
const ALL_FORBIDDEN: RegExp = new RegExp(FORBIDDEN, 'gu')

export function xmlText(text: string): string {
  return /[&<>\r]/.test(text) ? plain(text).replace(/[&<>\r]/g, (ch) => ESCAPES[ch] ?? '') : plain(text)
}

export function xmlAttribute(text: string): string {
  return /[&<>"\t\n\r]/.test(text) ? plain(text).replace(/[&<>"\t\n\r]/g, (ch) => ESCAPES[ch] ?? '') : plain(text)
}

function plain(text: string): string {
  return FORBIDDEN.test(text) ? text.replace(ALL_FORBIDDEN, REPLACED) : text
}

/** Characters of XML 1.0 (section 2.2) only, and no blanks at the ends, which readers take away. */
export function isXmlText(text: string): boolean {
  return text.trim() === text && isXmlChars(text)
}

function isXmlChars(text: string): boolean {
  return !FORBIDDEN.test(text)
}

/** A name without colon (Namespaces in XML 1.0, section 3), of the letters that are in use. */
function isLocalName(name: string): boolean {
  return name.length <= 200 && /^[\p{L}_][\p{L}\p{N}._-]*$/u.test(name)
}

/** Namespaces that mean something else than an extension. */
const TAKEN =
  /^urn:epcglobal:epcis(?:-query)?:xsd:|^http:\/\/www\.w3\.org\/(?:XML\/1998\/namespace|2000\/xmlns\/|2001\/XMLSchema-instance)$/

/** `{namespace}local` that an element or attribute can have. */
export function isQualified(name: string): boolean {
  const end = name.startsWith('{') ? name.indexOf('}') : -1
  if (end < 2) return false
  const namespace = name.slice(1, end)
  return isLocalName(name.slice(end + 1)) && isXmlText(namespace) && !TAKEN.test(namespace)
}

/** A value of an extension as it stands in `extra`, see `tree.ts`: can elements and attributes hold it? */
export function fitsXml(value: unknown): boolean {
  if (typeof value === 'string') return isXmlText(value)
  if (Array.isArray(value)) return value.every((one) => !Array.isArray(one) && fitsXml(one))
  if (typeof value !== 'object' || value === null) return false
  const members = Object.entries(value)
  return members.some(([name]) => name !== '#text') && members.every(([name, one]) => memberFits(name, one))
}

function memberFits(name: string, value: unknown): boolean {
  if (name === '#text') return typeof value === 'string' && value !== '' && isXmlText(value)
  if (name.startsWith('@')) return isAttribute(name.slice(1), value)
  return (isLocalName(name) || isQualified(name)) && fitsXml(value)
}

/** Attributes that need no declaration. */
const OF_XML: ReadonlySet<string> = new Set(['xml:lang', 'xml:space', 'xml:base', 'xml:id'])

/** Any character of XML stays in an attribute when it is escaped. */
export function isAttribute(name: string, value: unknown): boolean {
  const named = isQualified(name) || (isLocalName(name) && name !== 'xmlns') || OF_XML.has(name)
  return named && typeof value === 'string' && isXmlChars(value)
}
