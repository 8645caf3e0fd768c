/**
 * Events of a document mostly differ in a few texts and numbers. A pattern is an event that was parsed once; another one whose
 * bytes are the same but for such values needs no parsing: bytes are compared four at a time, and only what differs is read.
 */
import { equalUntil, type Parsing, readNumber, readTexts, restOfText, UNREAD } from './json-token.ts'

export type Holder = Record<string | number, unknown>

/** Texts, numbers and lists of texts of a value, in the order in which they stand. */
export interface Leaves {
  readonly starts: number[]
  /** A text's closing quote; a list's closing bracket; behind a number. */
  readonly ends: number[]
  readonly holders: Holder[]
  readonly keys: (string | number)[]
  /** Newlines inside of a list. */
  readonly lines: number[]
}

export interface Pattern {
  /** The event that fitted last. */
  readonly value: unknown
  readonly lines: number
  /** Of the event from which the pattern was made. Places of leaves are relative to them. */
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly leaves: Leaves
  readonly originals: readonly unknown[]
  /** Leaves of `value` that are not the originals. */
  changed: number[]
  /** The leaves that differ in the event that is looked at, and their values. */
  found: number[]
  readonly values: unknown[]
}

/** Larger events are not kept. */
const MAX_BYTES: number = 1 << 14
const MAX_LEAVES = 256
const BACKSLASH = 0x5c

export function newLeaves(): Leaves {
  return { starts: [], ends: [], holders: [], keys: [], lines: [] }
}

/** @param p Has just read `value`, which begins at `start`. */
export function makePattern(p: Parsing, value: unknown, start: number, found: Leaves): Pattern | undefined {
  if (p.at - start > MAX_BYTES || found.starts.length > MAX_LEAVES) return undefined
  const bytes = new Uint8Array(p.bytes.subarray(start, p.at))
  const leaves = newLeaves()
  const originals: unknown[] = []
  for (const [i, from] of found.starts.entries()) {
    const end = found.ends[i] as number
    const holder = found.holders[i] as Holder
    const key = found.keys[i] as string | number
    // A text with escapes is not what its bytes say. Where such a value differs, the pattern does not fit.
    const escaped = !Array.isArray(holder[key]) && bytes.subarray(from - start, end - start).includes(BACKSLASH)
    if (key === '__proto__' || escaped) continue
    leaves.starts.push(from - start)
    leaves.ends.push(end - start)
    leaves.holders.push(holder)
    leaves.keys.push(key)
    leaves.lines.push(found.lines[i] as number)
    originals.push(holder[key])
  }
  return {
    value,
    lines: p.lines,
    bytes,
    view: new DataView(bytes.buffer),
    leaves,
    originals,
    changed: [],
    found: [],
    values: [],
  }
}

/** Whether an event of this pattern begins at `start`. If so it is `pattern.value` now, and `p.at` stands behind it. */
export function fits(p: Parsing, pattern: Pattern, start: number): boolean {
  const { bytes, view, leaves, originals } = pattern
  const { starts, ends } = leaves
  p.lines = pattern.lines
  const { found, values } = pattern
  let count = 0
  let leaf = 0
  let shift = start
  let at = equalUntil(p, bytes, view, 0, shift, bytes.length)
  while (at < bytes.length) {
    while (leaf < ends.length && (ends[leaf] as number) < at) leaf++
    const from = starts[leaf]
    if (from === undefined || at < from) return false
    const value = readLeaf(p, pattern, leaf, shift, at)
    if (value === UNREAD) return false
    const end = (ends[leaf] as number) + (typeof originals[leaf] === 'number' ? 0 : 1)
    found[count] = leaf++
    values[count++] = value
    shift = p.at - end
    at = equalUntil(p, bytes, view, end, shift, bytes.length)
  }
  p.at = bytes.length + shift
  found.length = count
  change(pattern)
  return true
}

/** @param at Where the bytes differ from those of the pattern, which stand `shift` before. */
function readLeaf(p: Parsing, { leaves, originals }: Pattern, leaf: number, shift: number, at: number): unknown {
  const from = leaves.starts[leaf] as number
  const old = originals[leaf]
  p.at = from + shift
  if (typeof old === 'string') return restOfText(p, at + shift, old.length < (leaves.ends[leaf] as number) - from)
  if (typeof old === 'number') return readNumber(p)
  p.at--
  p.lines -= leaves.lines[leaf] as number
  return readTexts(p)
}

function change(pattern: Pattern): void {
  const { changed, found, values, originals } = pattern
  const { holders, keys } = pattern.leaves
  for (let i = 0; i < changed.length; i++) {
    const leaf = changed[i] as number
    ;(holders[leaf] as Holder)[keys[leaf] as string] = originals[leaf]
  }
  for (let i = 0; i < found.length; i++) {
    const leaf = found[i] as number
    ;(holders[leaf] as Holder)[keys[leaf] as string] = values[i]
  }
  pattern.changed = found
  pattern.found = changed
}
