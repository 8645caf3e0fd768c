/**
 * Character sets of the GS1 General Specifications (release 25, section 7.11) and of the EPC URN (TDS 2.1, URI form of the AI characters),
 * as one table of flags over ASCII so that a scan needs one look-up for each character.
 */
export const DIGIT = 1
/** GS1 AI encodable character set 82. */
export const SET82 = 2
/** GS1 AI encodable character set 39. */
export const SET39 = 4
/** Set 82 characters that stand for themselves in an EPC URN; the other seven are written `%hh`. */
export const URN_PLAIN = 8
/** Set 82 characters that stand for themselves in a URI path segment (RFC 3986, `pchar`). */
export const PATH_PLAIN = 16
/** base64url of AI (8030). */
export const BASE64URL = 32
/** Upper or lower case letters and digits. */
export const ALNUM = 64
/** Any printable ASCII character but the space. */
export const VISIBLE = 128

const DIGITS = '0123456789'
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const SYMBOLS_82 = '!"%&\'()*+,-./:;<=>?_'

function buildTable(): Uint8Array {
  const table = new Uint8Array(128)
  const add = (characters: string, flag: number): void => {
    for (let i = 0; i < characters.length; i++) {
      const code = characters.charCodeAt(i)
      table[code] = (table[code] ?? 0) | flag
    }
  }
  add(DIGITS, DIGIT)
  add(DIGITS + UPPER + LOWER + SYMBOLS_82, SET82)
  add(`${DIGITS + UPPER}#-/`, SET39)
  add(`${DIGITS + UPPER + LOWER}!'()*+,-.:;=_`, URN_PLAIN)
  add(`${DIGITS + UPPER + LOWER}!&'()*+,-.:;=_`, PATH_PLAIN)
  add(`${DIGITS + UPPER + LOWER}-_=`, BASE64URL)
  add(DIGITS + UPPER + LOWER, ALNUM)
  for (let code = 0x21; code < 0x7f; code++) table[code] = (table[code] ?? 0) | VISIBLE
  return table
}

export const CHARACTERS: Uint8Array = buildTable()

/** Whether every character of `text` in [start, end) has `flag`; an empty range has. */
export function all(text: string, flag: number, start = 0, end: number = text.length): boolean {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code > 127 || ((CHARACTERS[code] ?? 0) & flag) === 0) return false
  }
  return true
}

/** The index of the first character of [start, end) without `flag`, or -1. */
export function firstWithout(text: string, flag: number, start = 0, end: number = text.length): number {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code > 127 || ((CHARACTERS[code] ?? 0) & flag) === 0) return i
  }
  return -1
}

/** 1 to `max` characters of GS1 set 82. */
export function isSet82(text: string, max: number): boolean {
  return text.length > 0 && text.length <= max && all(text, SET82)
}

export function isDigits(text: string): boolean {
  return text.length > 0 && all(text, DIGIT)
}
