/** What slots say, kept by their bytes: the same head, parties and places come a thousand times. */
import { isSerial } from '@packtrail/codes'
import { encode, type PacksSubject, type Subject } from '@packtrail/protocol'
import { textOfBytes } from './latin1.ts'

/** Slots of a kind that are remembered, and the longest of them in bytes. */
const KEEP = 16
const LONGEST = 1024

/** The last few of a kind. Compared one by one: quicker than a key when the same ones come again and again. */
export class SlotMemory<T> {
  readonly #slots: Uint8Array[] = []
  readonly #values: T[] = []
  #last = 0
  #next = 0

  /** What these bytes were found to say, or `undefined`. */
  find(bytes: Uint8Array, from: number, to: number): T | undefined {
    const slots = this.#slots
    const last = slots[this.#last]
    if (last !== undefined && isAt(last, bytes, from, to)) return this.#values[this.#last]
    for (let i = 0; i < slots.length; i++) {
      if (!isAt(slots[i] as Uint8Array, bytes, from, to)) continue
      this.#last = i
      return this.#values[i]
    }
    return undefined
  }

  /** @param slot Nobody writes to it any more. */
  keep(slot: Uint8Array, value: T): T {
    if (slot.length > LONGEST) return value
    this.#last = this.#next
    this.#slots[this.#next] = slot
    this.#values[this.#next] = value
    this.#next = (this.#next + 1) % KEEP
    return value
  }
}

function isAt(slot: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (slot.length !== to - from) return false
  for (let i = 0; i < slot.length; i++) if (slot[i] !== bytes[from + i]) return false
  return true
}

function beginsAt(beginning: Uint8Array, bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < beginning.length; i++) if (beginning[i] !== bytes[from + i]) return false
  return true
}

interface Batch {
  readonly product: string
  readonly lot: string
  /** How a slot of its packs begins. */
  readonly beginning: Uint8Array
}

/** Characters of GS1 set 82, by code. */
const SET_82: readonly boolean[] = Array.from({ length: 256 }, (_, code) => isSerial(String.fromCharCode(code)))
const MOST_CHARACTERS = 20
const NULL = 0xf6

/** One pack of a batch that was met before, with no container and nothing printed. */
export class PackMemory {
  readonly #batches: Batch[] = []
  #next = 0

  find(bytes: Uint8Array, from: number, to: number): PacksSubject | undefined {
    for (const { beginning, product, lot } of this.#batches) {
      if (!beginsAt(beginning, bytes, from)) continue
      const serial = serialAt(bytes, from + beginning.length, to)
      return serial === undefined ? undefined : { kind: 'packs', product, lot, serials: [serial] }
    }
    return undefined
  }

  /** Serials of Chinese products have a rule of their own. */
  keep(subject: Subject): void {
    if (subject.kind !== 'packs' || subject.product.startsWith('cn:')) return
    const { product, lot } = subject
    if (this.#batches.some((batch) => batch.product === product && batch.lot === lot)) return
    // An array of six that begins with the tag of packs, docs/spec/03-events.md#subjects.
    const beginning = encode([10, product, lot, null, null, null])
    this.#batches[this.#next] = { product, lot, beginning: beginning.subarray(0, -3) }
    this.#next = (this.#next + 1) % KEEP
  }
}

/** The one serial of a list that stands at `at`, with two nulls behind it up to `to`. */
function serialAt(bytes: Uint8Array, at: number, to: number): string | undefined {
  const start = at + 2
  const size = (bytes[at + 1] as number) - 0x60
  if (bytes[at] !== 0x81 || size < 1 || size > MOST_CHARACTERS || start + size + 2 !== to) return undefined
  if (bytes[to - 2] !== NULL || bytes[to - 1] !== NULL) return undefined
  for (let i = start; i < to - 2; i++) if (SET_82[bytes[i] as number] !== true) return undefined
  return textOfBytes(bytes, start, to - 2)
}
