/**
 * Events of a document mostly differ in a few texts and numbers. A pattern is an event that was parsed once; another one whose
 * bytes are the same but for such values needs no parsing: bytes are compared four at a time, and only what differs is read.
 */
import { equalUntil, type Parsing, readNumber, restOfText, UNREAD } from './json-token.ts'

export type Holder = Record<string | number, unknown>

/** Texts and numbers of a value, in the order in which they stand. */
export interface Leaves {
  readonly starts: number[]
  /** A text's closing quote; behind a number. */
  readonly ends: number[]
  readonly holders: Holder[]
  readonly keys: (string | number)[]
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
  return { starts: [], ends: [], holders: [], keys: [] }
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
    if (key === '__proto__' || bytes.subarray(from - start, end - start).includes(BACKSLASH)) continue
    leaves.starts.push(from - start)
    leaves.ends.push(end - start)
    leaves.holders.push(holder)
    leaves.keys.push(key)
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
  const { found, values } = pattern
  let count = 0
  let leaf = 0
  let shift = start
  let at = equalUntil(p, bytes, view, 0, shift, bytes.length)
  while (at < bytes.length) {
    while (leaf < ends.length && (ends[leaf] as number) < at) leaf++
    const from = starts[leaf]
    if (from === undefined || at < from) return false
    const old = originals[leaf]
    let end = ends[leaf] as number
    p.at = from + shift
    const value = typeof old === 'string' ? restOfText(p, at + shift, old.length < end - from) : readNumber(p)
    if (value === UNREAD) return false
    found[count] = leaf++
    values[count++] = value
    if (typeof old === 'string') end++
    shift = p.at - end
    at = equalUntil(p, bytes, view, end, shift, bytes.length)
  }
  p.at = bytes.length + shift
  p.lines = pattern.lines
  found.length = count
  change(pattern)
  return true
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
