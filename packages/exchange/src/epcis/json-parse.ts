/**
 * JSON bytes → values, as `JSON.parse` would give them (RFC 8259), but for faults of its own: a name that stands twice in an object,
 * half a character (RFC 7493, section 2), bytes that are no UTF-8, and nesting without end. The events of a document resemble each
 * other: each name and text is first held against the one that stood in its place the last time, and read only where they part.
 * That is quicker than looking for the end of an event and then parsing it.
 */
import { fits, type Holder, type Leaves, makePattern, newLeaves, type Pattern } from './json-pattern.ts'
import { makeShape, Shape } from './json-shape.ts'
import {
  CLOSE_BRACKET,
  COMMA,
  fail,
  type Parsing,
  QUOTE,
  readNumber,
  readText,
  readWord,
  skipBlanks,
  UNREAD,
  type Unread,
  unexpected,
} from './json-token.ts'
import { MAX_JSON_DEPTH } from './json-value.ts'

const COLON = 0x3a
const OPEN_BRACE = 0x7b
const OPEN_BRACKET = 0x5b
const CLOSE_BRACE = 0x7d

/** Most names that are kept from event to event. */
const MAX_SHAPES = 4096

/** Patterns that are tried. */
const MAX_PATTERNS = 8
/** Events that may fit no pattern before patterns are made of some only. */
const HOPE = 16

/** The event, or whatever else begins at `start`. The value is good until the next one is read. */
export function parseAt(p: Parsing, start: number): unknown {
  const { patterns } = p
  p.list = undefined
  for (let i = 0; i < patterns.length; i++) {
    const pattern = patterns[i] as Pattern
    if (!fits(p, pattern, start)) continue
    if (i > 0) patterns.unshift(...patterns.splice(i, 1))
    p.hope = HOPE
    return pattern.value
  }
  // A document in which no event is like the others shall not pay for patterns.
  p.hope--
  if (p.hope < 0 && p.hope % HOPE !== 0) return parse(p, start)
  const leaves = newLeaves()
  p.leaves = leaves
  const value = parse(p, start)
  p.leaves = undefined
  const pattern = value === UNREAD ? undefined : makePattern(p, value, start, leaves)
  if (pattern === undefined) return value
  if (patterns.unshift(pattern) > MAX_PATTERNS) patterns.pop()
  return value
}

function parse(p: Parsing, start: number): unknown {
  p.at = start
  p.lines = 0
  p.depth = 0
  p.fault = undefined
  if (p.shapes >= MAX_SHAPES) {
    p.root = makeShape()
    p.shapes = 0
  }
  return readValue(p, p.root)
}

/** @param shape Whose value it is. */
function readValue(p: Parsing, shape: Shape): unknown {
  if (p.at >= p.bytes.length) return fail(p, 'more')
  switch (p.bytes[p.at]) {
    case QUOTE:
      return readText(p, shape)
    case OPEN_BRACE:
      return readObject(p, shape)
    case OPEN_BRACKET:
      return readList(p, shape)
    case 0x74:
      return readWord(p, 'true', true)
    case 0x66:
      return readWord(p, 'false', false)
    case 0x6e:
      return readWord(p, 'null', null)
    default:
      return readNumber(p)
  }
}

function readObject(p: Parsing, around: Shape): unknown {
  if (++p.depth > MAX_JSON_DEPTH) return fail(p, 'deep')
  const object: Record<string, unknown> = {}
  let shape = innerOf(p, around)
  p.at++
  if (skipBlanks(p) === CLOSE_BRACE) return closed(p, object)
  for (;;) {
    const member = readName(p, shape, object)
    if (member === UNREAD) return UNREAD
    shape = member
    if (skipBlanks(p) !== COLON) return unexpected(p)
    p.at++
    skipBlanks(p)
    const { name } = member
    const start = p.at
    const { lines } = p
    const leaves = p.leaves?.starts.length
    const value = readValue(p, member)
    if (value === UNREAD) return UNREAD
    if (p.leaves !== undefined && leaves !== undefined) {
      if (isTexts(value)) addTexts(p, p.leaves, leaves, object, name, start, p.lines - lines)
      else addLeaf(p, p.leaves, object, name, start, value)
    }
    if (name === '__proto__') define(object, value)
    else object[name] = value
    const byte = skipBlanks(p)
    if (byte === CLOSE_BRACE) return closed(p, object)
    if (byte !== COMMA) return unexpected(p)
    p.at++
    skipBlanks(p)
  }
}

function readList(p: Parsing, shape: Shape): unknown {
  if (++p.depth > MAX_JSON_DEPTH) return fail(p, 'deep')
  const list: unknown[] = []
  p.at++
  if (skipBlanks(p) === CLOSE_BRACKET) return closed(p, list)
  for (;;) {
    const start = p.at
    const value = readValue(p, shape)
    if (value === UNREAD) return UNREAD
    if (p.leaves !== undefined) addLeaf(p, p.leaves, list as never, list.length, start, value)
    list.push(value)
    const byte = skipBlanks(p)
    if (byte === CLOSE_BRACKET) return closed(p, list)
    if (byte !== COMMA) return unexpected(p)
    p.at++
    skipBlanks(p)
  }
}

function addLeaf(
  p: Parsing,
  leaves: Leaves,
  holder: Holder,
  key: string | number,
  start: number,
  value: unknown,
): void {
  const isText = typeof value === 'string'
  if (!isText && typeof value !== 'number') return
  leaves.starts.push(isText ? start + 1 : start)
  leaves.ends.push(isText ? p.at - 1 : p.at)
  leaves.holders.push(holder)
  leaves.keys.push(key)
  leaves.lines.push(0)
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

/** A list of texts is one leaf, in the place of those of its texts. */
function addTexts(
  p: Parsing,
  leaves: Leaves,
  before: number,
  holder: Holder,
  key: string,
  start: number,
  lines: number,
): void {
  const { starts, ends, holders, keys } = leaves
  for (const list of [starts, ends, holders, keys]) list.length = before
  leaves.lines.length = before
  starts.push(start + 1)
  ends.push(p.at - 1)
  holders.push(holder)
  keys.push(key)
  leaves.lines.push(lines)
}

function closed<T>(p: Parsing, value: T): T {
  p.depth--
  p.at++
  return value
}

/** A member of this name, not the prototype. */
function define(object: Record<string, unknown>, value: unknown): void {
  Object.defineProperty(object, '__proto__', { value, enumerable: true, configurable: true, writable: true })
}

// ------------------------------------------------------------------- names

function innerOf(p: Parsing, around: Shape): Shape {
  if (around.inner !== undefined) return around.inner
  const inner = makeShape()
  if (p.shapes++ < MAX_SHAPES) around.inner = inner
  return inner
}

/** The member that begins here, behind those before it. */
function readName(p: Parsing, before: Shape, object: Record<string, unknown>): Shape | Unread {
  const { bytes, at } = p
  const { next } = before
  if (next !== undefined) {
    const { quoted } = next
    const { length } = quoted
    let i = 0
    while (i < length && at + i < bytes.length && bytes[at + i] === quoted[i]) i++
    if (i === length) {
      p.at = at + length
      return next
    }
  }
  if (at >= bytes.length || bytes[at] !== QUOTE) return unexpected(p)
  const name = readText(p, p.names)
  return name === UNREAD ? UNREAD : memberOf(p, before, name, bytes.subarray(at, p.at), object)
}

function memberOf(
  p: Parsing,
  before: Shape,
  name: string,
  quoted: Uint8Array,
  object: Record<string, unknown>,
): Shape | Unread {
  const known = before.followers?.get(name)
  if (known !== undefined) {
    before.next = known
    return known
  }
  if (Object.hasOwn(object, name)) {
    p.twice = name
    return fail(p, 'twice')
  }
  const member = new Shape(name, new Uint8Array(quoted))
  if (p.shapes++ < MAX_SHAPES) {
    before.followers ??= new Map()
    before.followers.set(name, member)
    before.next = member
  }
  return member
}
