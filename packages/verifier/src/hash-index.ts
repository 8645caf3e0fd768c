/** Finds a row by its 32-byte hash: open addressing over row numbers, 5 to 10 bytes a row beside the hash itself. */
import { type HashColumn, hashColumn } from './columns.ts'

export interface HashIndex {
  readonly size: number
  /** Row of this hash, or -1. */
  find(hash: Uint8Array): number
  /** Row of this hash, new if it was not there. */
  add(hash: Uint8Array): number
  at(row: number): Uint8Array
  isAt(row: number, hash: Uint8Array): boolean
}

/** Any four bytes of a SHA-256 value are as good as a hash of it, and a fifth tells most others apart without looking them up. */
const PRINT = 4

/** Slots from which on the table only doubles. */
const LARGE = 1 << 16

export function hashIndex(): HashIndex {
  const rows: HashColumn = hashColumn()
  let slots = new Uint32Array(64)
  let prints = new Uint8Array(64)
  const startOf = (hash: Uint8Array): number =>
    (hash[0] as number) | ((hash[1] as number) << 8) | ((hash[2] as number) << 16) | ((hash[3] as number) << 24)
  const probe = (hash: Uint8Array): number => {
    const mask = slots.length - 1
    const print = hash[PRINT] as number
    let slot = startOf(hash) & mask
    for (;;) {
      const row = slots[slot] as number
      if (row === 0 || (prints[slot] === print && rows.equals(row - 1, hash))) return slot
      slot = (slot + 1) & mask
    }
  }
  const put = (slot: number, row: number, hash: Uint8Array): void => {
    slots[slot] = row + 1
    prints[slot] = hash[PRINT] as number
  }
  const grow = (): void => {
    slots = new Uint32Array(slots.length * (slots.length < LARGE ? 4 : 2))
    prints = new Uint8Array(slots.length)
    const mask = slots.length - 1
    for (let row = 0; row < rows.size; row++) {
      const hash = rows.at(row)
      let slot = startOf(hash) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      put(slot, row, hash)
    }
  }
  return {
    get size() {
      return rows.size
    },
    find: (hash) => (slots[probe(hash)] as number) - 1,
    add(hash) {
      const slot = probe(hash)
      const found = slots[slot] as number
      if (found > 0) return found - 1
      const row = rows.push(hash)
      put(slot, row, hash)
      if (rows.size * 4 >= slots.length * 3) grow()
      return row
    },
    at: (row) => rows.at(row),
    isAt: (row, hash) => rows.equals(row, hash),
  }
}
