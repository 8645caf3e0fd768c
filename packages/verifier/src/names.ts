/** Names of packs and containers as numbers: their text in one blob, found again by open addressing. About 30 bytes a pack. */
import { fromUtf8 } from '@packtrail/protocol'
import { blob, column32 } from './columns.ts'

export interface Names {
  readonly size: number
  /** Number of the name that is `mark` and the text from `from` on, or -1. */
  find(mark: number, text: string, from: number): number
  /** Number of that name, new if it was not there. */
  add(mark: number, text: string, from: number): number
  mark(id: number): number
  /** Without its mark. */
  text(id: number): string
}

const encoder = new TextEncoder()
/** Longest name in bytes; identifiers end far below. */
const MAX_NAME = 8192

/** `seed` keeps an author of serials from choosing such that all fall on one slot. */
export function names(seed: number): Names {
  const bytes = blob()
  const places = column32()
  const scratch = new Uint8Array(3 + MAX_NAME)
  let slots = new Uint32Array(1024)
  let size = 0

  /** Mark and text into `scratch`, behind the room for their length; gives the length. */
  const encode = (mark: number, text: string, from: number): number => {
    scratch[2] = mark
    const size = text.length - from
    if (size < 256) {
      let i = 0
      for (; i < size; i++) {
        const unit = text.charCodeAt(from + i)
        if (unit >= 128) break
        scratch[3 + i] = unit
      }
      if (i === size) return size + 1
    }
    return encoder.encodeInto(text.slice(from), scratch.subarray(3)).written + 1
  }
  const hash = (from: Uint8Array, at: number, length: number): number => {
    let h = seed
    for (let i = 0; i < length; i++) h = Math.imul(h ^ (from[at + i] as number), 0x01000193)
    h ^= h >>> 15
    h = Math.imul(h, 0x2c1b3c6d)
    return h ^ (h >>> 13)
  }
  // A stored name is two bytes of length, the mark, then the text.
  const isStored = (id: number, length: number): boolean => {
    const place = places.get(id)
    const piece = bytes.piece(place)
    const at = bytes.at(place)
    if (piece[at] !== length >> 8 || piece[at + 1] !== (length & 255)) return false
    for (let i = 0; i < length; i++) if (piece[at + 2 + i] !== scratch[2 + i]) return false
    return true
  }
  /** The slot of the name in `scratch`, or the empty slot where it belongs. */
  const probe = (length: number): number => {
    const mask = slots.length - 1
    let slot = hash(scratch, 2, length) & mask
    for (;;) {
      const id = slots[slot] as number
      if (id === 0 || isStored(id - 1, length)) return slot
      slot = (slot + 1) & mask
    }
  }
  const grow = (): void => {
    slots = new Uint32Array(slots.length * 2)
    const mask = slots.length - 1
    for (let id = 0; id < size; id++) {
      const piece = bytes.piece(places.get(id))
      const at = bytes.at(places.get(id))
      let slot = hash(piece, at + 2, (piece[at] as number) * 256 + (piece[at + 1] as number)) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = id + 1
    }
  }
  return {
    get size() {
      return size
    },
    find: (mark, text, from) => (slots[probe(encode(mark, text, from))] as number) - 1,
    add(mark, text, from) {
      const length = encode(mark, text, from)
      const found = slots[probe(length)] as number
      if (found > 0) return found - 1
      if (size * 4 >= slots.length * 3) grow()
      const id = size++
      scratch[0] = length >> 8
      scratch[1] = length & 255
      const place = bytes.append(scratch, 0, length + 2)
      places.set(id, place)
      slots[probe(length)] = id + 1
      return id
    },
    mark: (id) => bytes.piece(places.get(id))[bytes.at(places.get(id)) + 2] as number,
    text(id) {
      const place = places.get(id)
      const piece = bytes.piece(place)
      const from = bytes.at(place) + 3
      const to = from - 1 + (piece[from - 3] as number) * 256 + (piece[from - 2] as number)
      return ascii(piece, from, to) ?? fromUtf8(piece.subarray(from, to)) ?? ''
    },
  }
}

function ascii(bytes: Uint8Array, from: number, to: number): string | undefined {
  let text = ''
  for (let i = from; i < to; i++) {
    const unit = bytes[i] as number
    if (unit >= 128) return undefined
    text += String.fromCharCode(unit)
  }
  return text
}
