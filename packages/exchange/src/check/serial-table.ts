/**
 * Everything that a check keeps of one serial: sixteen bytes. A table of many shards, each of which grows by itself and at another size than the
 * others, so that growing never doubles everything. The table points at one serial at a time.
 */
import { KeyedHash } from './keyed-hash.ts'

const SHARDS = 256
const WORDS = 4
/** Full to this share a shard grows by a quarter. */
const FULL = 0.85

interface Shard {
  /** Hash, hash, event and flags, link. An empty place has no hash. */
  words: Uint32Array
  size: number
}

/** Flags above the 27 bits of the number of an event. */
/** Something says that it is out of trade. */
export const UNFIT = 0x0800_0000
export const COMMISSIONED = 0x1000_0000
export const ENDED = 0x2000_0000
export const SHIPPED = 0x4000_0000
export const SCANNED = 0x8000_0000
const EVENT = 0x07ff_ffff

/** The link of a serial that other things are in: `event` is then the number of the container. */
export const IS_CONTAINER = 0xffff_ffff
/** Set in a link to the event that moved the serial last; without it a link is the number of a container, from 1. */
export const MOVED = 0x8000_0000

export class SerialTable {
  readonly #shards: Shard[] = []
  readonly #hash: KeyedHash
  #words: Uint32Array = new Uint32Array(0)
  #at = 0
  size = 0

  constructor(key: Uint8Array) {
    this.#hash = new KeyedHash(key)
    for (let i = 0; i < SHARDS; i++) {
      // Sizes from 16 to 20 in even steps: a quarter more is where the next one begins.
      this.#shards.push({ words: new Uint32Array(Math.round(16 * 1.25 ** (i / SHARDS)) * WORDS), size: 0 })
    }
  }

  /** Points at `id`. @returns whether it was known; if not, and `add` is false, nothing is pointed at. */
  find(id: string, add: boolean): boolean {
    this.#hash.of(id)
    const { high, low } = this.#hash
    const shard = this.#shards[low & (SHARDS - 1)] as Shard
    const at = placeOf(shard.words, high, low)
    this.#words = shard.words
    this.#at = at
    if (shard.words[at + 1] !== 0 || shard.words[at] !== 0) return true
    if (!add) return false
    if ((shard.size + 1) * WORDS > shard.words.length * FULL) {
      grow(shard)
      this.#words = shard.words
      this.#at = placeOf(shard.words, high, low)
    }
    shard.size++
    this.size++
    this.#words[this.#at] = high
    this.#words[this.#at + 1] = low
    return false
  }

  get event(): number {
    return (this.#words[this.#at + 2] as number) & EVENT
  }

  set event(event: number) {
    const word = this.#words[this.#at + 2] as number
    this.#words[this.#at + 2] = (word & ~EVENT) | (event & EVENT)
  }

  is(flag: number): boolean {
    return ((this.#words[this.#at + 2] as number) & flag) !== 0
  }

  mark(flag: number): void {
    this.#words[this.#at + 2] = (this.#words[this.#at + 2] as number) | flag
  }

  unmark(flag: number): void {
    this.#words[this.#at + 2] = (this.#words[this.#at + 2] as number) & ~flag
  }

  get link(): number {
    return this.#words[this.#at + 3] as number
  }

  set link(link: number) {
    this.#words[this.#at + 3] = link
  }

  /** Points at each serial in turn. */
  each(visit: () => void): void {
    for (const { words } of this.#shards) {
      for (let at = 0; at < words.length; at += WORDS) {
        if (words[at] === 0 && words[at + 1] === 0) continue
        this.#words = words
        this.#at = at
        visit()
      }
    }
  }
}

/** Where the hash stands, or the empty place where it would. There is always an empty one. */
function placeOf(words: Uint32Array, high: number, low: number): number {
  const capacity = words.length / WORDS
  // `low` chose the shard: the other bits choose the place.
  let slot = Math.floor((high / 0x1_0000_0000) * capacity)
  for (;;) {
    const at = slot * WORDS
    if ((words[at] === high && words[at + 1] === low) || (words[at] === 0 && words[at + 1] === 0)) return at
    slot = slot + 1 === capacity ? 0 : slot + 1
  }
}

function grow(shard: Shard): void {
  const old = shard.words
  const words = new Uint32Array(Math.ceil((old.length / WORDS) * 1.25) * WORDS)
  for (let from = 0; from < old.length; from += WORDS) {
    const high = old[from] as number
    const low = old[from + 1] as number
    if (high === 0 && low === 0) continue
    const at = placeOf(words, high, low)
    for (let i = 0; i < WORDS; i++) words[at + i] = old[from + i] as number
  }
  shard.words = words
}
