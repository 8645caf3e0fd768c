/** Finds a row by its 32-byte hash: open addressing over row numbers, 4 to 8 bytes a row beside the hash itself. */
import { type HashColumn, hashColumn } from './columns.ts'

export interface HashIndex {
  readonly size: number
  /** Row of this hash, or -1. */
  find(hash: Uint8Array): number
  /** Row of this hash, new if it was not there. */
  add(hash: Uint8Array): number
  at(row: number): Uint8Array
}

export function hashIndex(): HashIndex {
  const rows: HashColumn = hashColumn()
  let slots = new Uint32Array(64)
  const probe = (hash: Uint8Array): number => {
    const mask = slots.length - 1
    // The hashes are SHA-256 values, so any four of their bytes are as good as a hash of them.
    let slot =
      ((hash[0] as number) | ((hash[1] as number) << 8) | ((hash[2] as number) << 16) | ((hash[3] as number) << 24)) &
      mask
    for (;;) {
      const row = slots[slot] as number
      if (row === 0 || rows.equals(row - 1, hash)) return slot
      slot = (slot + 1) & mask
    }
  }
  const grow = (): void => {
    slots = new Uint32Array(slots.length * 2)
    for (let row = 0; row < rows.size; row++) slots[probe(rows.at(row))] = row + 1
  }
  return {
    get size() {
      return rows.size
    },
    find: (hash) => (slots[probe(hash)] as number) - 1,
    add(hash) {
      const found = slots[probe(hash)] as number
      if (found > 0) return found - 1
      if (rows.size * 4 >= slots.length * 3) grow()
      const row = rows.push(hash)
      slots[probe(hash)] = row + 1
      return row
    },
    at: (row) => rows.at(row),
  }
}
