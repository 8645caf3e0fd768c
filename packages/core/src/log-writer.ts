/** The growing end of the log. */

import { type HashText, nodeText } from './claim-hash.ts'
import { LedgerError } from './error.ts'
import { LogBlock } from './log-block.ts'
import { BLOCK, blockOf, type ClaimRef, LARGE_CLAIM, readClaimRefs, readEntries, TILE, tileKey } from './log-rows.ts'
import { closeRow, openRow } from './row-bytes.ts'
import { numberKey } from './row-key.ts'
import type { StoreBatch, StoreReader } from './store.ts'

export interface LogWriter {
  readonly size: number
  /** Frontier, largest subtree first. */
  readonly hashes: readonly HashText[]
  /** Append an entry, of which this is the leaf, and say what it opens. Both are copied. */
  push(entry: Uint8Array, leaf: HashText, claim: ClaimRef): void
  flush(batch: StoreBatch): void
}

/** Blocks whose memory is kept, some 16 KiB each. */
const MOST_SPENT = 64

/** The last block and the last tile of each level, as they stand on the disk. */
export function openLogWriter(store: StoreReader, size: number, frontier: readonly HashText[]): LogWriter {
  const hashes = [...frontier]
  const rowBody = (key: Uint8Array, what: string): Uint8Array => {
    const bytes = store.get(key)
    if (bytes === undefined) throw new LedgerError('DAMAGED', `${what} is missing`)
    return openRow(key, bytes)
  }
  let at = size
  let open = new LogBlock().start(blockOf(size))
  if (size % BLOCK > 0) {
    const entries = readEntries(rowBody(numberKey('e', blockOf(size)), 'the last block'))
    const claims = readClaimRefs(rowBody(numberKey('d', blockOf(size)), 'the last block of claims'))
    if (Math.min(entries.length, claims.length) < size % BLOCK)
      throw new LedgerError('DAMAGED', 'the last block is too short')
    for (let i = 0; i < size % BLOCK; i++) open.push(entries[i] as Uint8Array, claims[i] as ClaimRef)
  }
  /** Full blocks that are not written yet, and blocks whose memory can be used again. */
  let full: LogBlock[] = []
  const spent: LogBlock[] = []
  let large: { readonly g: number; readonly bytes: Uint8Array }[] = []
  let changed = false
  /** By level, from 1: the open tile and those filled since the last flush. */
  const tiles = new Map<number, { tile: number; parts: string[]; changed: boolean }>()
  let fullTiles: { readonly level: number; readonly tile: number; readonly parts: readonly string[] }[] = []

  const openTile = (level: number): { tile: number; parts: string[]; changed: boolean } => {
    const known = tiles.get(level)
    if (known !== undefined) return known
    const units = Math.floor(size / TILE ** level)
    const tile = Math.floor(units / TILE)
    const parts: string[] = []
    if (units % TILE > 0) {
      const body = Buffer.from(rowBody(tileKey(level, tile), `tile ${tile} of level ${level}`))
      for (let i = 0; i < units % TILE; i++) parts.push(body.toString('latin1', 32 * i, 32 * i + 32))
    }
    const open = { tile, parts, changed: false }
    tiles.set(level, open)
    return open
  }
  // Read before anything grows: `size` is what the rows on the disk belong to.
  for (let level = 1; TILE ** level <= Math.max(size, 1) * TILE; level++) openTile(level)

  const addToTile = (level: number, hash: HashText): void => {
    const open = tiles.get(level) ?? { tile: 0, parts: [], changed: false }
    open.parts.push(hash)
    open.changed = true
    if (open.parts.length === TILE) {
      fullTiles.push({ level, tile: open.tile, parts: open.parts })
      tiles.set(level, { tile: open.tile + 1, parts: [], changed: false })
    } else tiles.set(level, open)
  }
  const pushLeaf = (leaf: HashText): void => {
    let top = leaf
    let height = 0
    for (let rest = at; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      top = nodeText(hashes.pop() as HashText, top)
      height++
      if (height % 8 === 0) addToTile(height / 8, top)
    }
    hashes.push(top)
  }
  const writeTile = (batch: StoreBatch, level: number, tile: number, parts: readonly string[]): void => {
    const key = tileKey(level, tile)
    batch.put(key, closeRow(key, Buffer.from(parts.join(''), 'latin1')))
  }
  return {
    get size() {
      return at
    },
    hashes,
    push(entry, leaf, claim) {
      pushLeaf(leaf)
      const isLarge = claim.kind === 'inline' && claim.bytes.length > LARGE_CLAIM
      if (isLarge) large.push({ g: at, bytes: claim.bytes })
      open.push(entry, isLarge ? { kind: 'large', index: claim.index } : claim)
      changed = true
      at++
      if (open.full) {
        full.push(open)
        open = (spent.pop() ?? new LogBlock()).start(blockOf(at))
      }
    },
    flush(batch) {
      for (const block of full) block.write(batch)
      if (changed && open.size > 0) open.write(batch)
      spent.push(...full.slice(0, MOST_SPENT - spent.length))
      full = []
      for (const { g, bytes } of large) {
        const key = numberKey('D', g)
        batch.put(key, closeRow(key, bytes))
      }
      for (const full of fullTiles) writeTile(batch, full.level, full.tile, full.parts)
      for (const [level, open] of tiles) {
        if (open.changed && open.parts.length > 0) writeTile(batch, level, open.tile, open.parts)
        open.changed = false
      }
      large = []
      fullTiles = []
      changed = false
    },
  }
}
