/**
 * Rows kept as they were written, one behind the other in memory that the garbage collector does not look into, with an index of
 * plain numbers: a hundred thousand of them as objects under texts would cost more than reading them anew.
 */

/** Bytes of one generation; there are two. */
const SIZE = 6 << 20
/** Places of the index, a power of two. */
const SLOTS = 1 << 17
/** Steps of a search; what is not found within them counts as not kept. */
const MOST_STEPS = 64
/** Before a row: the length of its id in one byte and its own in two. */
const HEAD = 3
/** In the index, for a row that was deleted. */
const DEAD = 0xffffffff
/** A slot holds the place of a row + 1 and above it, in the bits that no place needs, a part of the hash that its slot does not show. */
const PLACE_BITS = 23
const PLACE = (1 << PLACE_BITS) - 1

export interface RowArena {
  /** The body of a row, to be read at once. */
  get(id: string): Uint8Array | undefined
  has(id: string): boolean
  /** Keep the first `size` bytes of `row`. */
  put(id: string, row: Uint8Array, size: number): void
  delete(id: string): void
}

/** One generation: it fills up, then it is kept as it is until the next one is full. */
class Generation {
  readonly bytes: Uint8Array = new Uint8Array(SIZE)
  /** By hash of the id; 0 = free. */
  readonly index: Uint32Array = new Uint32Array(SLOTS)
  used = 0
  rows = 0

  empty(): this {
    this.index.fill(0)
    this.used = 0
    this.rows = 0
    return this
  }

  /** The slot of a row in the index, -1 when it is not there. */
  slotOf(id: string, hash: number): number {
    const { index } = this
    const mark = markOf(hash)
    for (let step = 0; step < MOST_STEPS; step++) {
      const slot = (hash + step) & (SLOTS - 1)
      const known = index[slot] as number
      if (known === 0) return -1
      if (known >>> PLACE_BITS === mark && known !== DEAD && this.#isAt((known & PLACE) - 1, id)) return slot
    }
    return -1
  }

  #isAt(place: number, id: string): boolean {
    const { bytes } = this
    if (bytes[place] !== id.length) return false
    // Ids differ at their end.
    for (let i = id.length - 1; i >= 0; i--) if (bytes[place + HEAD + i] !== id.charCodeAt(i)) return false
    return true
  }

  bodyAt(slot: number): Uint8Array {
    const { bytes, index } = this
    const place = ((index[slot] as number) & PLACE) - 1
    const start = place + HEAD + (bytes[place] as number)
    return bytes.subarray(start, start + (((bytes[place + 1] as number) << 8) | (bytes[place + 2] as number)))
  }

  hasRoom(size: number): boolean {
    return this.used + size <= SIZE && this.rows < SLOTS / 2
  }

  /** False when so many others have a hash like this one's that there is no place for it. */
  add(id: string, hash: number, row: Uint8Array, size: number): boolean {
    const slot = this.#slotFor(id, hash)
    if (slot < 0) return false
    const { bytes, used } = this
    bytes[used] = id.length
    bytes[used + 1] = size >> 8
    bytes[used + 2] = size
    let at = used + HEAD
    for (let i = 0; i < id.length; i++) bytes[at++] = id.charCodeAt(i)
    for (let i = 0; i < size; i++) bytes[at++] = row[i] as number
    this.index[slot] = ((markOf(hash) << PLACE_BITS) | (used + 1)) >>> 0
    this.used = at
    return true
  }

  /** Its own slot, else a free one. */
  #slotFor(id: string, hash: number): number {
    const known = this.slotOf(id, hash)
    if (known >= 0) return known
    for (let step = 0; step < MOST_STEPS; step++) {
      const slot = (hash + step) & (SLOTS - 1)
      const place = this.index[slot] as number
      if (place !== 0 && place !== DEAD) continue
      if (place === 0) this.rows++
      return slot
    }
    return -1
  }
}

function markOf(hash: number): number {
  return hash >>> PLACE_BITS
}

/** 32-bit FNV-1a over the units of a text, its lower half mixed; -1 for one that is not ASCII. Who chooses ids can make them meet: see `MOST_STEPS`. */
function hashOf(id: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < id.length; i++) {
    const unit = id.charCodeAt(i)
    if (unit >= 128) return -1
    h = Math.imul(h ^ unit, 0x01000193)
  }
  return (h ^ (h >>> 15)) >>> 0
}

/** Long and non-ASCII ids, and long rows, are rare: they are not kept. Memory is taken when the first row comes. */
export function rowArena(): RowArena {
  let young: Generation | undefined
  let old: Generation | undefined

  const remove = (id: string, hash: number): void => {
    for (const generation of [young, old]) {
      const slot = generation?.slotOf(id, hash) ?? -1
      if (generation !== undefined && slot >= 0) generation.index[slot] = DEAD
    }
  }
  const roomFor = (size: number): Generation => {
    if (young?.hasRoom(size)) return young
    const spent = old
    old = young
    young = spent?.empty() ?? new Generation()
    return young
  }
  return {
    get(id) {
      if (young === undefined) return undefined
      const hash = hashOf(id)
      const slot = young.slotOf(id, hash)
      if (slot >= 0) return young.bodyAt(slot)
      const older = old?.slotOf(id, hash) ?? -1
      return older >= 0 ? old?.bodyAt(older) : undefined
    },
    has(id) {
      if (young === undefined) return false
      const hash = hashOf(id)
      return young.slotOf(id, hash) >= 0 || (old?.slotOf(id, hash) ?? -1) >= 0
    },
    put(id, row, size) {
      const hash = hashOf(id)
      const short = id.length <= 255 && size <= 0xffff
      const kept = hash >= 0 && short && roomFor(HEAD + id.length + size).add(id, hash, row, size)
      // What is kept of it would be of before.
      if (!kept) remove(id, hash)
    },
    delete: (id) => remove(id, hashOf(id)),
  }
}
