/** Growable columns of numbers and bytes: a million rows in a few typed arrays, never one object a row. */

/** Rows of one chunk. Chunks are never copied, so growing needs no second copy of what is there. */
const BITS = 10
const CHUNK: number = 1 << BITS
const MASK: number = CHUNK - 1

type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array

/** A column of numbers; a row that was never set reads 0. */
export interface Column {
  get(row: number): number
  set(row: number, value: number): void
}

function column(make: () => Numbers): Column {
  // A chunk in which nothing was set does not exist.
  const chunks: (Numbers | undefined)[] = []
  return {
    get: (row) => chunks[row >> BITS]?.[row & MASK] ?? 0,
    set: (row, value) => {
      const at = row >> BITS
      let chunk = chunks[at]
      if (chunk === undefined) {
        chunk = make()
        chunks[at] = chunk
      }
      chunk[row & MASK] = value
    },
  }
}

export function column8(): Column {
  return column(() => new Uint8Array(CHUNK))
}

export function column16(): Column {
  return column(() => new Uint16Array(CHUNK))
}

export function column32(): Column {
  return column(() => new Uint32Array(CHUNK))
}

/** Times and log positions, which go beyond 32 bits. */
export function column64(): Column {
  return column(() => new Float64Array(CHUNK))
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
      if ((row & MASK) === 0) chunks.push(new Uint8Array(CHUNK * 32))
      ;(chunks[row >> BITS] as Uint8Array).set(hash, start(row))
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

export function blob(): Blob {
  const pieces: Uint8Array[] = []
  let size = 0
  return {
    append(bytes, from, to) {
      const length = to - from
      // What does not fit begins a piece of its own, as large as it needs; the places in between are never used.
      if (size + length > pieces.length * PIECE) {
        size = pieces.length * PIECE
        pieces.push(new Uint8Array(Math.max(length, PIECE)))
        for (let rest = length - PIECE; rest > 0; rest -= PIECE) pieces.push(new Uint8Array(0))
      }
      const place = size
      ;(pieces[place >>> PIECE_BITS] as Uint8Array).set(bytes.subarray(from, to), place & (PIECE - 1))
      size = length > PIECE ? pieces.length * PIECE : size + length
      return place
    },
    piece: (place) => pieces[place >>> PIECE_BITS] as Uint8Array,
    at: (place) => place & (PIECE - 1),
  }
}
