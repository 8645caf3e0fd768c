/** The parts of JSON that hold no others: texts, numbers and words, as bytes. */
import type { Leaves, Pattern } from './json-pattern.ts'
import { makeShape, type Shape } from './json-shape.ts'

/** `more`: the bytes end inside of the value. `twice`: a name stands twice in one object. `half`: an escape is half a character. */
export type ParseFault = 'more' | 'syntax' | 'deep' | 'twice' | 'encoding' | 'half'

/** The reading of one document. */
export interface Parsing {
  bytes: Buffer
  view: DataView
  /** Counts changes of `bytes`: texts that were remembered before are elsewhere now. */
  epoch: number
  /** Behind what was read. */
  at: number
  /** Newlines passed since the value began, outside of strings. */
  lines: number
  depth: number
  fault: ParseFault | undefined
  /** The name that stands twice. */
  twice: string
  /** The text read last had no escapes. */
  plain: boolean
  root: Shape
  /** How many are below `root`. */
  shapes: number
  /** Remembers names that `root` does not know yet. */
  readonly names: Shape
  /** Remembers the text before in a list of texts. */
  readonly items: Shape
  /** The list of texts that was read last, and where: several patterns may ask for it. */
  list: TextList | undefined
  /** The one that fitted last comes first. */
  readonly patterns: Pattern[]
  /** Gathered while a value is parsed of which a pattern shall be made. */
  leaves: Leaves | undefined
  /** Falls with each event that fits no pattern. */
  hope: number
}

export function newParsing(): Parsing {
  const bytes = Buffer.alloc(0)
  return {
    ...{ bytes, view: viewOf(bytes), epoch: 0, at: 0, lines: 0, depth: 0, fault: undefined, twice: '', plain: true },
    ...{ root: makeShape(), shapes: 0, names: makeShape(), items: makeShape() },
    ...{ list: undefined, patterns: [], leaves: undefined, hope: 0 },
  }
}

export interface TextList {
  readonly start: number
  readonly end: number
  readonly texts: string[]
  /** Newlines in it. */
  readonly lines: number
}

/** From now on these bytes are read; to be called again when they change. */
export function setBytes(p: Parsing, bytes: Uint8Array): void {
  p.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  p.view = viewOf(bytes)
  p.epoch++
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}

/** Stands for a value that could not be read; `fault` says why. */
export const UNREAD: unique symbol = Symbol('unread')
export type Unread = typeof UNREAD

export const QUOTE = 0x22
export const COMMA = 0x2c
export const CLOSE_BRACKET = 0x5d
const BACKSLASH = 0x5c
const NEWLINE = 0x0a
/** Longer texts are not remembered: they would be kept alive. */
const MAX_REMEMBERED = 256

export function fail(p: Parsing, fault: ParseFault): Unread {
  p.fault = fault
  return UNREAD
}

/** What is wrong with the byte at `p.at`. */
export function unexpected(p: Parsing): Unread {
  return fail(p, p.at >= p.bytes.length ? 'more' : 'syntax')
}

/** The next byte that is no blank; `p.at` stands on it. */
export function skipBlanks(p: Parsing): number | undefined {
  const { bytes } = p
  // Beyond the end nothing is read, here and below: an engine makes slower code for arrays that once were.
  const { length } = bytes
  for (let { at } = p; at < length; at++) {
    const byte = bytes[at] as number
    if (byte !== 0x20 && byte !== NEWLINE && byte !== 0x0d && byte !== 0x09) {
      p.at = at
      return byte
    }
    if (byte === NEWLINE) p.lines++
  }
  p.at = length
  return undefined
}

/**
 * How far `old`, from `from` to `end`, is the same as the bytes that are read, which stand `shift` further on. Eight bytes are compared
 * at a time, as numbers: that is what an engine does in one step. Bytes that are no number are compared alone; the two zeros,
 * which are equal but not the same, do not occur, because `old` has been read as JSON and holds no byte 0.
 * @param oldView Of `old`.
 */
export function equalUntil(
  { bytes, view }: Parsing,
  old: Uint8Array,
  oldView: DataView,
  from: number,
  shift: number,
  end: number,
): number {
  const limit = Math.min(end, bytes.length - shift)
  let at = from
  while (at + 8 <= limit && oldView.getFloat64(at, true) === view.getFloat64(at + shift, true)) at += 8
  while (at < limit && old[at] === bytes[at + shift]) at++
  return at
}

// ------------------------------------------------------------------- texts

/** The text at `p.at`, which is a quote. Most are that of last time, or begin like it. */
export function readText(p: Parsing, shape: Shape): string | Unread {
  const start = ++p.at
  let from = start
  let wide = false
  if (shape.epoch === p.epoch) {
    const { text, end } = shape
    const shift = start - shape.start
    from = equalUntil(p, p.bytes, p.view, shape.start, shift, end) + shift
    if (from === end + shift) {
      p.at = from
      p.plain = true
      return text
    }
    wide = text.length < end - 1 - shape.start
  }
  const text = restOfText(p, from, wide)
  if (text !== UNREAD && p.plain && p.at - start <= MAX_REMEMBERED) {
    shape.text = text
    shape.start = start
    shape.end = p.at
    shape.epoch = p.epoch
  }
  return text
}

/** The text that begins at `p.at`. @param from What stands before is plain. @param wide What stands before may be not ASCII. */
export function restOfText(p: Parsing, from: number, wide: boolean): string | Unread {
  const { bytes, at: start } = p
  let at = from
  let high = wide ? 0x80 : 0
  for (const { length } = bytes; at < length; at++) {
    const byte = bytes[at] as number
    if (byte === QUOTE) {
      p.at = at + 1
      p.plain = true
      return high < 0x80 ? bytes.toString('latin1', start, at) : decode(p, start, at)
    }
    if (byte === BACKSLASH) return readEscaped(p, at)
    if (byte < 0x20) return fail(p, 'syntax')
    high |= byte
  }
  return fail(p, 'more')
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(p: Parsing, start: number, end: number): string | Unread {
  try {
    return strict.decode(p.bytes.subarray(start, end))
  } catch {
    return fail(p, 'encoding')
  }
}

/** A text with escapes that begins at `p.at`. @param from Its first backslash. */
function readEscaped(p: Parsing, from: number): string | Unread {
  const { bytes } = p
  let at = from
  for (let byte = bytes[at]; byte !== QUOTE; byte = bytes[at]) {
    at += byte === BACKSLASH ? 2 : 1
    if (at >= bytes.length) return fail(p, 'more')
  }
  const text = decode(p, p.at - 1, at + 1)
  if (text === UNREAD) return UNREAD
  p.at = at + 1
  p.plain = false
  try {
    const value = JSON.parse(text) as string
    return /\p{Surrogate}/u.test(value) ? fail(p, 'half') : value
  } catch {
    return fail(p, 'syntax')
  }
}

/** The list at `p.at`, which holds nothing but texts. Adds to `p.lines`. */
export function readTexts(p: Parsing): string[] | Unread {
  const start = p.at
  const { list } = p
  if (list?.start === start) {
    p.at = list.end
    p.lines += list.lines
    return list.texts
  }
  const { lines } = p
  const texts: string[] = []
  p.at++
  let byte = skipBlanks(p)
  while (byte === QUOTE) {
    const text = readText(p, p.items)
    if (text === UNREAD) return UNREAD
    texts.push(text)
    byte = skipBlanks(p)
    if (byte !== COMMA) break
    p.at++
    byte = skipBlanks(p)
    if (byte !== QUOTE) return unexpected(p)
  }
  if (byte !== CLOSE_BRACKET) return unexpected(p)
  p.at++
  p.list = { start, end: p.at, texts, lines: p.lines - lines }
  return texts
}

// ------------------------------------------------------- numbers and words

/** Bytes that numbers are made of. */
const NUMERIC: Uint8Array = new Uint8Array(256)
for (const ch of '0123456789+-.eE') NUMERIC[ch.charCodeAt(0)] = 1

/** A number ends before the first byte that cannot belong to it, and needs such a byte. */
export function readNumber(p: Parsing): number | Unread {
  const { bytes, at: start } = p
  let at = start
  while (at < bytes.length && NUMERIC[bytes[at] as number] === 1) at++
  if (at >= bytes.length) return fail(p, 'more')
  const text = bytes.toString('latin1', start, at)
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return fail(p, 'syntax')
  p.at = at
  return Number(text)
}

export function readWord<T>(p: Parsing, word: string, value: T): T | Unread {
  const { bytes, at } = p
  for (let i = 0; i < word.length; i++) {
    const byte = bytes[at + i]
    if (byte === undefined) return fail(p, 'more')
    if (byte !== word.charCodeAt(i)) return fail(p, 'syntax')
  }
  p.at = at + word.length
  return value
}
