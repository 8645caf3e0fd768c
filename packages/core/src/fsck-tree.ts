/** The tree of the log, grown again from its entries and held against the stored tiles. */
import { type HashText, nodeText, rootText } from './claim-hash.ts'
import type { FsckNotes } from './fsck-report.ts'
import { readOne } from './fsck-rows.ts'
import { TILE, tileKey } from './log-rows.ts'
import type { StoreReader } from './store.ts'

export interface LogTree {
  readonly size: number
  /** Add the next leaf; `undefined` for an entry that cannot be read. */
  push(leaf: HashText | undefined): void
  /** Frontier of what was pushed; `undefined` while it rests on a leaf that is not known. */
  frontier(): readonly HashText[] | undefined
  root(): HashText | undefined
  /** Hold the last tile of each level against the disk. */
  finish(): void
  /** Tiles of a level. */
  tiles(level: number): number
}

/** Leaves are summed up to units of this height, which are the hashes of the lowest tiles. */
const UNIT_HEIGHT = 8

export function logTree(store: StoreReader, notes: FsckNotes): LogTree {
  const hashes: HashText[] = []
  let at = 0
  /** Whether the unit that grows holds a leaf that is not known. */
  let holed = false
  /** By level, the stored tile that is being compared. */
  const stored = new Map<number, { readonly tile: number; readonly body: Buffer | undefined }>()

  const tileOf = (level: number, tile: number): Buffer | undefined => {
    const known = stored.get(level)
    if (known !== undefined && known.tile === tile) return known.body
    const key = tileKey(level, tile)
    const body = readOne(store, key, (bytes) => Buffer.from(bytes))
    if (body === undefined)
      notes.problem('LOG_TILE', `tile ${tile} of level ${level}`, 'The row is missing or damaged.')
    stored.set(level, { tile, body })
    return body
  }
  /** The stored hash at an index of a level. */
  const storedHash = (level: number, index: number): HashText | undefined => {
    const from = 32 * (index % TILE)
    const body = tileOf(level, Math.floor(index / TILE))
    return body === undefined || body.length < from + 32 ? undefined : body.toString('latin1', from, from + 32)
  }
  const compare = (level: number, index: number, hash: HashText): void => {
    const found = storedHash(level, index)
    if (found === hash || stored.get(level)?.body === undefined) return
    const leaves = TILE ** level
    notes.problem(
      'LOG_TILE',
      `tile ${Math.floor(index / TILE)} of level ${level}`,
      `Its hash ${index % TILE} is not the root over entries ${index * leaves} to ${(index + 1) * leaves - 1}.`,
    )
  }
  return {
    get size() {
      return at
    },
    push(leaf) {
      if (leaf === undefined) holed = true
      let top = leaf ?? ''
      let height = 0
      for (let rest = at; rest % 2 === 1; rest = Math.floor(rest / 2)) {
        top = nodeText(hashes.pop() as HashText, top)
        height++
        if (height % UNIT_HEIGHT !== 0) continue
        const level = height / UNIT_HEIGHT
        const index = Math.floor(at / TILE ** level)
        // What cannot be computed is taken as it is stored, so that everything behind it can still be checked.
        if (holed) {
          top = storedHash(level, index) ?? top
          holed = storedHash(level, index) === undefined
        } else compare(level, index, top)
      }
      hashes.push(top)
      at++
    },
    frontier: () => (holed ? undefined : hashes),
    root: () => (holed || at === 0 ? undefined : rootText(hashes)),
    finish() {
      for (let level = 1; TILE ** level <= at; level++) {
        const units = Math.floor(at / TILE ** level)
        const tile = Math.floor((units - 1) / TILE)
        const body = tileOf(level, tile)
        if (body !== undefined && body.length !== 32 * (units - tile * TILE)) {
          notes.problem('LOG_TILE', `tile ${tile} of level ${level}`, 'It does not end where the log ends.')
        }
      }
    },
    tiles: (level) => Math.ceil(Math.floor(at / TILE ** level) / TILE),
  }
}
