/** Growable columns of numbers and bytes: a million rows in a few typed arrays, never one object a row. */

/** Rows of one chunk. Chunks are never copied, so growing needs no second copy of what is there. */
const BITS = 10
const CHUNK: number = 1 << BITS
const MASK: number = CHUNK - 1

/** A column of numbers; a row that was never set reads 0. */
export interface Column {
  get(row: number): number
  set(row: number, value: number): void
}

/** Rows that a column begins with: most bundles are small, and thousands of them are checked one after another. */
const FIRST = 32

/** Rows of the chunk that must hold this row: the first chunk grows to the size of the others. */
function rowsFor(row: number): number {
  if (row >= CHUNK) return CHUNK
  let rows = FIRST
  while (rows <= row) rows *= 4
  return Math.min(rows, CHUNK)
}

// Two classes and not one: the engine makes quick code for one kind of array at a time.

class Column32 implements Column {
  // A chunk in which nothing was set does not exist.
  readonly #chunks: (Uint32Array | undefined)[] = []

  get(row: number): number {
    const chunk = this.#chunks[row >> BITS]
    const at = row & MASK
    return chunk !== undefined && at < chunk.length ? (chunk[at] as number) : 0
  }

  set(row: number, value: number): void {
    let chunk = this.#chunks[row >> BITS]
    if (chunk === undefined || (row & MASK) >= chunk.length) {
      const bigger = new Uint32Array(rowsFor(row))
      if (chunk !== undefined) bigger.set(chunk)
      chunk = bigger
      this.#chunks[row >> BITS] = bigger
    }
    chunk[row & MASK] = value
  }
}

class Column64 implements Column {
  // A chunk in which nothing was set does not exist.
  readonly #chunks: (Float64Array | undefined)[] = []

  get(row: number): number {
    const chunk = this.#chunks[row >> BITS]
    const at = row & MASK
    return chunk !== undefined && at < chunk.length ? (chunk[at] as number) : 0
  }

  set(row: number, value: number): void {
    let chunk = this.#chunks[row >> BITS]
    if (chunk === undefined || (row & MASK) >= chunk.length) {
      const bigger = new Float64Array(rowsFor(row))
      if (chunk !== undefined) bigger.set(chunk)
      chunk = bigger
      this.#chunks[row >> BITS] = bigger
    }
    chunk[row & MASK] = value
  }
}

export function column32(): Column {
  return new Column32()
}

/** Times and log positions, which go beyond 32 bits. */
export function column64(): Column {
  return new Column64()
}

/** Rows of 32 bytes. */
export interface HashColumn {
  readonly size: number
  push(hash: Uint8Array): number
  /** A view of the stored bytes. */
  at(row: number): Uint8Array
  equals(row: number, hash: Uint8Array): boolean
}

export function hashColumn(): HashColumn {
  const chunks: Uint8Array[] = []
  let size = 0
  const start = (row: number): number => (row & MASK) * 32
  return {
    get size() {
      return size
    },
    push(hash) {
      const row = size++
      const at = row >> BITS
      let chunk = chunks[at]
      if (chunk === undefined || start(row) >= chunk.length) {
        const rows = at === 0 ? Math.min(Math.max(FIRST, row * 4), CHUNK) : CHUNK
        const bigger = new Uint8Array(rows * 32)
        if (chunk !== undefined) bigger.set(chunk)
        chunk = bigger
        chunks[at] = bigger
      }
      chunk.set(hash, start(row))
      return row
    },
    at: (row) => (chunks[row >> BITS] as Uint8Array).subarray(start(row), start(row) + 32),
    equals(row, hash) {
      const chunk = chunks[row >> BITS] as Uint8Array
      const from = start(row)
      for (let i = 0; i < 32; i++) if (chunk[from + i] !== hash[i]) return false
      return true
    },
  }
}

/** Bytes one after another, at most 4 GiB; what is appended in one go stays in one piece. */
export interface Blob {
  /** Keeps a copy of bytes[from, to); gives its place. */
  append(bytes: Uint8Array, from: number, to: number): number
  /** The piece of memory that holds `place`. */
  piece(place: number): Uint8Array
  /** Where in its piece `place` is. */
  at(place: number): number
}

const PIECE_BITS = 16
const PIECE: number = 1 << PIECE_BITS
const FIRST_PIECE = 2048

export function blob(): Blob {
  const pieces: Uint8Array[] = []
  let size = 0
  /** Where the last piece ends; the first is a small one. */
  let limit = 0
  return {
    append(bytes, from, to) {
      const length = to - from
      // What does not fit begins a piece of its own, as large as it needs; the places in between are never used.
      if (size + length > limit) {
        size = pieces.length * PIECE
        const piece = new Uint8Array(Math.max(length, pieces.length === 0 ? FIRST_PIECE : PIECE))
        limit = size + piece.length
        pieces.push(piece)
        for (let rest = length - PIECE; rest > 0; rest -= PIECE) pieces.push(new Uint8Array(0))
      }
      const place = size
      const piece = pieces[place >>> PIECE_BITS] as Uint8Array
      const at = place & (PIECE - 1)
      // Names and events take a few bytes: a view of them would cost more than the bytes.
      if (length < 64) for (let i = 0; i < length; i++) piece[at + i] = bytes[from + i] as number
      else piece.set(bytes.subarray(from, to), at)
      size += length
      if (length > PIECE) limit = size
      return place
    },
    piece: (place) => pieces[place >>> PIECE_BITS] as Uint8Array,
    at: (place) => place & (PIECE - 1),
  }
}
