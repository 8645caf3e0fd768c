/**
 * Which lot a serial is of, learned from the commissionings that an author signs together with his other documents: EPCIS names
 * the lot once, when packs are commissioned, and never again. A pack whose lot is not known is a subject of its own
 * (docs/spec/07-streams.md#routing), so a case of a hundred packs would be a hundred subjects and as many entries.
 *
 * A JavaScript text for each of a million serials would take 100 MB; here they stand one behind the other as bytes, found through
 * a table of their places.
 */
import type { DraftEvent, DraftPack } from '@packtrail/exchange'
import type { Crypto } from '@packtrail/protocol'

/** About 35 bytes each; packs of serials beyond this stay without their lot, which is correct and only larger. */
const MOST_SERIALS = 3_000_000
/** Longest serial in bytes. */
const MOST_BYTES = 255

export interface LearnedLots {
  learn(draft: Pick<DraftEvent, 'commission'>): void
  /** The draft with the lots of its packs, where they are known and it does not say them. */
  withLots<D extends Pick<DraftEvent, 'packs'>>(draft: D): D
}

interface Batch {
  readonly product: number
  /** `undefined`: its serials were commissioned with two lots, and nobody can say which a pack is of. */
  readonly lot: string | undefined
}

/** @param seed Of the table: nobody can prepare serials that all fall into one place of it. */
export function learnLots(seed: number, most: number = MOST_SERIALS): LearnedLots {
  const products = new Map<string, number>()
  const batches: Batch[] = []
  const numbers = new Map<string, number>()
  let bytes = new Uint8Array(1 << 12)
  let used = 0
  let count = 0
  /** By number of the serial: its place in `bytes` and its batch. */
  let places = new Uint32Array(1 << 8)
  let owners = new Uint32Array(1 << 8)
  /** Number of the serial and one; 0 = free. A power of two, at most half full. */
  let table = new Uint32Array(1 << 9)

  const batchOf = (product: number, lot: string | undefined): number => {
    const name = JSON.stringify([product, lot])
    const known = numbers.get(name)
    if (known !== undefined) return known
    numbers.set(name, batches.length)
    return batches.push({ product, lot }) - 1
  }
  const isAt = (number: number, product: number, serial: string): boolean => {
    const place = places[number] as number
    if (batches[owners[number] as number]?.product !== product || bytes[place] !== serial.length) return false
    for (let i = 0; i < serial.length; i++) if (bytes[place + 1 + i] !== serial.charCodeAt(i)) return false
    return true
  }
  /** Its number, or the free slot of the table that it may have, as a negative number less one. */
  const find = (product: number, serial: string): number => {
    const mask = table.length - 1
    for (let slot = hashOf(serial, seed ^ product) & mask; ; slot = (slot + 1) & mask) {
      const number = (table[slot] as number) - 1
      if (number < 0) return -slot - 1
      if (isAt(number, product, serial)) return number
    }
  }
  const grow = (): void => {
    places = larger(places)
    owners = larger(owners)
    table = new Uint32Array(table.length * 2)
    for (let number = 0; number < count; number++) {
      const at = places[number] as number
      const serial = textAt(bytes, at)
      table[-find(batches[owners[number] as number]?.product ?? 0, serial) - 1] = number + 1
    }
  }
  const add = (product: number, batch: number, serial: string): void => {
    const found = find(product, serial)
    if (found >= 0) {
      if (owners[found] !== batch) owners[found] = batchOf(product, undefined)
      return
    }
    if (count >= most) return
    while (used + 1 + serial.length > bytes.length) bytes = larger(bytes)
    places[count] = used
    owners[count] = batch
    bytes[used] = serial.length
    for (let i = 0; i < serial.length; i++) bytes[used + 1 + i] = serial.charCodeAt(i)
    used += 1 + serial.length
    table[-found - 1] = ++count
    if (count === places.length) grow()
  }
  const lotOf = ({ product, serial }: DraftPack): string | undefined => {
    const number = products.get(product)
    const found = number === undefined ? -1 : find(number, serial)
    return found < 0 ? undefined : batches[owners[found] as number]?.lot
  }
  return {
    learn({ commission }) {
      if (commission === undefined) return
      const product = products.get(commission.product) ?? products.size
      products.set(commission.product, product)
      const batch = batchOf(product, commission.lot)
      for (const serial of commission.serials) if (isPlain(serial)) add(product, batch, serial)
    },
    withLots(draft) {
      if (count === 0 || draft.packs.every(({ lot }) => lot !== undefined)) return draft
      const packs = draft.packs.map((pack): DraftPack => {
        const lot = pack.lot ?? lotOf(pack)
        return lot === undefined ? pack : { ...pack, lot }
      })
      return { ...draft, packs }
    },
  }
}

export function tableSeed(crypto: Crypto): number {
  return crypto.random(4).reduce((seed, byte) => (seed << 8) | byte, 0)
}

/** As serials are (GS1 General Specifications, figure 7.11-1); anything else is for the ledger to refuse. */
function isPlain(serial: string): boolean {
  if (serial.length === 0 || serial.length > MOST_BYTES) return false
  for (let i = 0; i < serial.length; i++) if (serial.charCodeAt(i) >= 128) return false
  return true
}

function hashOf(serial: string, seed: number): number {
  let hash = seed
  for (let i = 0; i < serial.length; i++) {
    hash = Math.imul(hash ^ serial.charCodeAt(i), 0x5bd1e995)
    hash ^= hash >>> 15
  }
  return hash >>> 0
}

function textAt(bytes: Uint8Array, place: number): string {
  let text = ''
  const end = place + 1 + (bytes[place] as number)
  for (let i = place + 1; i < end; i++) text += String.fromCharCode(bytes[i] as number)
  return text
}

function larger<A extends Uint8Array | Uint32Array>(array: A): A {
  const bigger = new (array.constructor as new (size: number) => A)(array.length * 2)
  bigger.set(array)
  return bigger
}
