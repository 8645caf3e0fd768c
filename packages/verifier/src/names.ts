/** Names of packs and containers as numbers: their text in one blob, found again by open addressing. About 25 bytes a pack. */
import { asciiText, fromUtf8 } from '@packtrail/protocol'
import { blob, column32 } from './columns.ts'

export interface Names {
  readonly size: number
  /** Number of the name that is `mark` and the text from `from` on, or -1. */
  find(mark: 0 | 1, text: string, from: number): number
  /** Number of that name, new if it was not there. */
  add(mark: 0 | 1, text: string, from: number): number
  isMarked(id: number): boolean
  /** Without its mark. */
  text(id: number): string
}

const encoder = new TextEncoder()
/** Longest name in bytes; identifiers end far below. */
const MAX_NAME = 8192
/** Slots from which on a table grows by half, and not to four times its size. */
const LARGE = 1 << 16

/** Length from which on it is written in two further bytes. */
const SHORT = 127

/** Where a name is put together; used within one call only. */
const SCRATCH = new Uint8Array(3 + MAX_NAME)

/** `seed` keeps an author of serials from choosing such that all fall on one slot. */
export function names(seed: number): Names {
  const bytes = blob()
  const places = column32()
  const scratch = SCRATCH
  let slots = new Uint32Array(64)
  /** Some bits of the hash of what stands in each slot: most others are told apart without looking them up. */
  let prints = new Uint8Array(64)
  let size = 0

  /**
   * The name as it is stored, into `scratch`: one byte of mark and length (or 127, then two bytes of length), and the text.
   * Gives where it begins; `end` is where it ends.
   */
  let end = 0
  const encode = (mark: 0 | 1, text: string, from: number): number => {
    const size = text.length - from
    let length = 0
    while (length < size && length < SHORT) {
      const unit = text.charCodeAt(from + length)
      if (unit >= 128) break
      scratch[3 + length++] = unit
    }
    if (length < size) length = encoder.encodeInto(text.slice(from), scratch.subarray(3)).written
    end = 3 + length
    if (length < SHORT) {
      scratch[2] = (mark << 7) | length
      return 2
    }
    scratch[0] = (mark << 7) | SHORT
    scratch[1] = length >> 8
    scratch[2] = length & 255
    return 0
  }
  const hash = (from: Uint8Array, at: number, to: number): number => {
    let h = seed
    for (let i = at; i < to; i++) h = Math.imul(h ^ (from[i] as number), 0x01000193)
    h ^= h >>> 15
    h = Math.imul(h, 0x2c1b3c6d)
    return (h ^ (h >>> 13)) >>> 0
  }
  /** Where the text of a stored name begins and ends in its piece. */
  const textFrom = (piece: Uint8Array, at: number): number => at + (((piece[at] as number) & SHORT) === SHORT ? 3 : 1)
  const textTo = (piece: Uint8Array, at: number): number => {
    const length = (piece[at] as number) & SHORT
    if (length < SHORT) return at + 1 + length
    return at + 3 + (piece[at + 1] as number) * 256 + (piece[at + 2] as number)
  }
  // The first bytes give the length, so a name that begins alike is the same.
  const isStored = (id: number, start: number): boolean => {
    const place = places.get(id)
    const piece = bytes.piece(place)
    const from = bytes.at(place) - start
    for (let i = start; i < end; i++) if (piece[from + i] !== scratch[i]) return false
    return true
  }
  let print = 0
  /** The slot of the name in `scratch`, whose print is then in `print`, or the empty slot where it belongs. */
  const probe = (start: number): number => {
    const h = hash(scratch, start, end)
    print = h >>> 24
    let slot = h % slots.length
    for (;;) {
      const id = slots[slot] as number
      if (id === 0 || (prints[slot] === print && isStored(id - 1, start))) return slot
      slot = slot + 1 < slots.length ? slot + 1 : 0
    }
  }
  const grow = (): void => {
    slots = new Uint32Array(Math.floor(slots.length * (slots.length < LARGE ? 4 : 1.5)))
    prints = new Uint8Array(slots.length)
    for (let id = 0; id < size; id++) {
      const place = places.get(id)
      const piece = bytes.piece(place)
      const at = bytes.at(place)
      const h = hash(piece, at, textTo(piece, at))
      let slot = h % slots.length
      while (slots[slot] !== 0) slot = slot + 1 < slots.length ? slot + 1 : 0
      slots[slot] = id + 1
      prints[slot] = h >>> 24
    }
  }
  return {
    get size() {
      return size
    },
    find: (mark, text, from) => (slots[probe(encode(mark, text, from))] as number) - 1,
    add(mark, text, from) {
      const start = encode(mark, text, from)
      const free = probe(start)
      const found = slots[free] as number
      if (found > 0) return found - 1
      const id = size++
      places.set(id, bytes.append(scratch, start, end))
      if (size * 5 >= slots.length * 4) grow()
      else {
        slots[free] = id + 1
        prints[free] = print
      }
      return id
    },
    isMarked: (id) => ((bytes.piece(places.get(id))[bytes.at(places.get(id))] as number) & 128) !== 0,
    text(id) {
      const place = places.get(id)
      const piece = bytes.piece(place)
      const from = textFrom(piece, bytes.at(place))
      const to = textTo(piece, bytes.at(place))
      return asciiText(piece, from, to) ?? fromUtf8(piece.subarray(from, to)) ?? ''
    },
  }
}
