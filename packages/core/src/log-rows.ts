/**
 * The log on disk: entries in blocks of 32, the claims they open beside them (in rows of their own, so that private data can be
 * destroyed without touching an entry), and the roots of full subtrees of 256^n leaves.
 */
import type { Hash, Subtree } from '@packtrail/protocol'
import { type HashText, hashOfText, leafText, nodeText } from './claim-hash.ts'
import { LedgerError } from './error.ts'
import { openRow, RowReader, type RowWriter } from './row-bytes.ts'
import { bytesKey, numberKey, writeNumber } from './row-key.ts'
import type { StoreReader } from './store.ts'

/** Entries of one block: a point read decodes few, a scan pays once a block. */
export const BLOCK = 32
/** Leaves below one hash of a tile of level 1, and hashes of a full tile. */
export const TILE = 256
/** A claim above this many bytes gets a row of its own, so that blocks stay small. */
export const LARGE_CLAIM = 1024

export function blockOf(g: number): number {
  return Math.floor(g / BLOCK)
}

/** What a `d` row knows of an entry. */
export type ClaimRef =
  /** Genesis aside, an entry that opens nothing: an epoch. */
  | { readonly kind: 'none' }
  /** The claim, opened here: its bytes and its place in its submission. */
  | { readonly kind: 'inline'; readonly bytes: Uint8Array; readonly index: number }
  | { readonly kind: 'large'; readonly index: number }
  /** Opened by an earlier entry, `back` before this one. */
  | { readonly kind: 'back'; readonly back: number }

const TAGS = ['none', 'inline', 'large', 'back'] as const

export function writeClaimRef(row: RowWriter, ref: ClaimRef): void {
  row.u8(TAGS.indexOf(ref.kind))
  if (ref.kind === 'inline') row.count(ref.index).blob(ref.bytes)
  else if (ref.kind === 'large') row.count(ref.index)
  else if (ref.kind === 'back') row.count(ref.back)
}

function readClaimRef(row: RowReader): ClaimRef {
  const kind = TAGS[row.u8()]
  switch (kind) {
    case 'none':
      return { kind }
    case 'inline': {
      const index = row.count()
      return { kind, index, bytes: row.blob() }
    }
    case 'large':
      return { kind, index: row.count() }
    case 'back':
      return { kind, back: row.count() }
    default:
      throw new LedgerError('DAMAGED', 'a row of claims is not what was written')
  }
}

export function readEntries(body: Uint8Array): Uint8Array[] {
  const row = new RowReader(body)
  const entries: Uint8Array[] = []
  while (!row.done) entries.push(row.blob())
  return entries
}

export function readClaimRefs(body: Uint8Array): ClaimRef[] {
  const row = new RowReader(body)
  const refs: ClaimRef[] = []
  while (!row.done) refs.push(readClaimRef(row))
  return refs
}

export function tileKey(level: number, tile: number): Uint8Array {
  const name = new Uint8Array(7)
  name[0] = level
  writeNumber(name, 1, tile)
  return bytesKey('t', name)
}

/** The claim of an entry, wherever it was opened. */
export interface StoredClaim {
  /** `decodeClaim` reads them. */
  readonly bytes: Uint8Array
  readonly index: number
  /** The claim's first entry. */
  readonly at: number
}

export interface LogReader {
  /** Bytes of an entry. @throws LedgerError DAMAGED when it is not there. */
  entry(g: number): Uint8Array
  /** `undefined` for an epoch. */
  claim(g: number): StoredClaim | undefined
  /** Position of the first entry of an entry's claim, without reading the claim; `undefined` for an epoch. */
  first(g: number): number | undefined
  /** Leaf hash, computed anew from the stored bytes. */
  leaf(g: number): Hash
  /** Root over entries [from, to), from tiles and, where these end, from entries. */
  readonly subtree: Subtree
}

/** Blocks and units kept; neighbours are read together. */
const KEEP = 64

/** Reads the log of one snapshot, or the live one: entries never change, so what is cached stays true. */
export function logReader(store: StoreReader): LogReader {
  const blocks = new Map<number, { entries: Uint8Array[]; claims?: ClaimRef[] }>()
  const units = new Map<number, HashText[]>()

  const body = (key: Uint8Array, what: string): Uint8Array => {
    const row = store.get(key)
    if (row === undefined) throw new LedgerError('DAMAGED', `${what} is missing`)
    return openRow(key, row)
  }
  const block = (g: number): { entries: Uint8Array[]; claims?: ClaimRef[] } => {
    const number = blockOf(g)
    const known = blocks.get(number)
    if (known !== undefined && known.entries.length > g % BLOCK) return known
    const read = { entries: readEntries(body(numberKey('e', number), `the block of entry ${g}`)) }
    remember(blocks, number, read)
    return read
  }
  const entry = (g: number): Uint8Array => {
    const bytes = block(g).entries[g % BLOCK]
    if (bytes === undefined) throw new LedgerError('DAMAGED', `entry ${g} is missing`)
    return bytes
  }
  const refOf = (g: number): ClaimRef => {
    const known = block(g)
    if (known.claims === undefined || known.claims.length <= g % BLOCK) {
      known.claims = readClaimRefs(body(numberKey('d', blockOf(g)), `the claims of the block of entry ${g}`))
    }
    const ref = known.claims[g % BLOCK]
    if (ref === undefined) throw new LedgerError('DAMAGED', `the claim of entry ${g} is missing`)
    return ref
  }
  const claim = (g: number): StoredClaim | undefined => {
    const ref = refOf(g)
    if (ref.kind === 'none') return undefined
    if (ref.kind === 'inline') return { bytes: ref.bytes, index: ref.index, at: g }
    if (ref.kind === 'large') return { bytes: body(numberKey('D', g), `claim ${g}`), index: ref.index, at: g }
    return claim(behind(g, ref.back))
  }
  const behind = (g: number, back: number): number => {
    if (back < 1 || back > g) throw new LedgerError('DAMAGED', `entry ${g} points at no claim`)
    return g - back
  }
  const first = (g: number): number | undefined => {
    const ref = refOf(g)
    if (ref.kind === 'back') return behind(g, ref.back)
    return ref.kind === 'none' ? undefined : g
  }
  /** Leaves of the unit of 256 that begins at `from`, as far as there are up to `to`. */
  const leaves = (from: number, to: number): HashText[] => {
    const known = units.get(from) ?? []
    for (let g = from + known.length; g < to; g++) known.push(leafText(entry(g)))
    remember(units, from, known)
    return known
  }
  const tileRoot = (level: number, index: number): HashText => {
    const tile = Math.floor(index / TILE)
    const hashes = body(tileKey(level, tile), `tile ${tile} of level ${level}`)
    const at = (index % TILE) * 32
    if (hashes.length < at + 32) throw new LedgerError('DAMAGED', `tile ${tile} of level ${level} is too short`)
    return Buffer.from(hashes.buffer, hashes.byteOffset + at, 32).toString('latin1')
  }
  const root = (from: number, to: number): HashText => {
    const size = to - from
    const level = exactLevel(size)
    if (level > 0 && from % size === 0) return tileRoot(level, from / size)
    if (size < TILE && Math.floor(from / TILE) === Math.floor((to - 1) / TILE)) {
      const unit = Math.floor(from / TILE) * TILE
      return rootOf(leaves(unit, to).slice(from - unit, to - unit))
    }
    const middle = from + largestPower(size)
    return nodeText(root(from, middle), root(middle, to))
  }
  return {
    entry,
    claim,
    first,
    leaf: (g) => hashOfText(leafText(entry(g))),
    subtree: (from, to) => hashOfText(root(from, to)),
  }
}

function remember<T>(cache: Map<number, T>, key: number, value: T): void {
  cache.delete(key)
  cache.set(key, value)
  if (cache.size > KEEP) cache.delete(cache.keys().next().value as number)
}

/** n when `size` is 256^n, else 0. */
function exactLevel(size: number): number {
  let level = 0
  let rest = size
  while (rest > 1 && rest % TILE === 0) {
    rest /= TILE
    level++
  }
  return rest === 1 ? level : 0
}

/** The largest power of two below `n`. */
function largestPower(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

export function rootOf(leaves: readonly HashText[]): HashText {
  if (leaves.length === 1) return leaves[0] as HashText
  const middle = largestPower(leaves.length)
  return nodeText(rootOf(leaves.slice(0, middle)), rootOf(leaves.slice(middle)))
}
