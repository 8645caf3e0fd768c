/**
 * Claims to events, fast: most claims of a batch differ in time and serial alone, so what their slots say is kept by their bytes.
 * The rules are those of `readEvent`; anything unusual goes through it.
 */
import { isSerial } from '@packtrail/codes'
import {
  type ClaimSlot,
  checkSubjects,
  compareBytes,
  concatBytes,
  encode,
  equalBytes,
  type Field,
  FormatError,
  type Head,
  latin1Text,
  type OpenClaim,
  readField,
  readHead,
  readSubject,
  readWhen,
  type SeenEvent,
  type Subject,
  type Trade,
  type Where,
  type Who,
} from '@packtrail/protocol'
import { copyOf } from './copy.ts'

export interface ClaimReader {
  /**
   * What a claim says; papers and further fields are checked and not kept. Compare its hash first.
   * @throws FormatError as `readClaim`.
   */
  read(claim: OpenClaim): SeenEvent
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

const NONE: readonly Field[] = []

export function claimReader(batch: { readonly product: string; readonly lot: string }): ClaimReader {
  const heads = byBytes(readHead)
  const whos = byBytes((slot) => readField('who', slot).who)
  const wheres = byBytes((slot) => readField('where', slot).where)
  const trades = byBytes((slot) => readField('trade', slot).trade)
  const packs = packsReader(batch)

  const readFields = (event: Writable<SeenEvent>, head: Head, slots: OpenClaim['slots']): void => {
    for (let i = 0; i < head.fields.length; i++) {
      const field = head.fields[i] as Field
      const slot = bytesOf(slots[1 + i])
      if (slot === undefined) event.withheld = [...event.withheld, field]
      else if (field === 'when') event.when = readWhen(slot)
      else if (field === 'who') event.who = whos(slot) as Who
      else if (field === 'where') event.where = wheres(slot) as Where
      else if (field === 'trade') event.trade = trades(slot) as Trade
      else readField(field, slot)
    }
  }

  const readSubjects = (from: number, slots: OpenClaim['slots']): Subject[] => {
    if (from === slots.length - 1) {
      const only = bytesOf(slots[from])
      return only === undefined ? [] : [packs(only) ?? readSubject(only)]
    }
    const subjects: Subject[] = []
    let last: Uint8Array | undefined
    for (let i = from; i < slots.length; i++) {
      const slot = bytesOf(slots[i])
      if (slot === undefined) continue
      if (last !== undefined && compareBytes(last, slot) >= 0)
        throw new FormatError('SHAPE', 'subjects are out of order')
      last = slot
      subjects.push(packs(slot) ?? readSubject(slot))
    }
    return subjects
  }

  return {
    read({ slots }) {
      const first = bytesOf(slots[0])
      if (first === undefined) throw new FormatError('SHAPE', 'the head of a claim cannot be withheld')
      const head = heads(first)
      if (slots.length !== 1 + head.fields.length + head.subjects) {
        throw new FormatError('SHAPE', 'the head counts other slots than there are')
      }
      const { type, detail } = head
      const subjects = readSubjects(1 + head.fields.length, slots)
      const hiddenSubjects = head.subjects - subjects.length
      const event: Writable<SeenEvent> = { type, detail, subjects, withheld: NONE, hiddenSubjects }
      readFields(event, head, slots)
      checkSubjects(type, subjects, head.subjects)
      return event
    },
  }
}

function bytesOf(slot: Uint8Array | ClaimSlot | undefined): Uint8Array | undefined {
  if (slot === undefined || slot instanceof Uint8Array) return slot
  return 'bytes' in slot ? slot.bytes : undefined
}

/** Slots that are remembered, and the longest of them in bytes. */
const MAX_KNOWN = 4096
const MAX_LENGTH = 256

/** Equal bytes give the same value, decoded once. */
function byBytes<T>(read: (bytes: Uint8Array) => T): (bytes: Uint8Array) => T {
  const known = new Map<string, T>()
  let last: { readonly bytes: Uint8Array; readonly value: T } | undefined
  return (bytes) => {
    if (last !== undefined && equalBytes(last.bytes, bytes)) return last.value
    if (bytes.length > MAX_LENGTH) return read(copyOf(bytes))
    const key = latin1Text(bytes, 0, bytes.length)
    const found = known.get(key)
    // What is read may hold views of its bytes, and those of a frame are only lent.
    const own = copyOf(bytes)
    const value = found ?? read(own)
    if (known.size >= MAX_KNOWN) known.clear()
    known.set(key, value)
    last = { bytes: own, value }
    return value
  }
}

/** Characters of GS1 set 82, by code. */
const SET_82: readonly boolean[] = Array.from({ length: 256 }, (_, code) => isSerial(String.fromCharCode(code)))
const MOST = 32_768

/** Packs of the batch itself, in the form nearly all have: no parent, no printed expiry. `undefined` for any other slot. */
function packsReader({
  product,
  lot,
}: {
  readonly product: string
  readonly lot: string
}): (slot: Uint8Array) => Subject | undefined {
  // Chinese serials have a rule of their own.
  if (product.startsWith('cn:')) return () => undefined
  const prefix = concatBytes(Uint8Array.of(0x86, 10), encode(product), encode(lot))
  return (slot) => {
    for (let i = 0; i < prefix.length; i++) if (slot[i] !== prefix[i]) return undefined
    const end = slot.length - 2
    if (slot[end] !== 0xf6 || slot[end + 1] !== 0xf6) return undefined
    const list = listHead(slot, prefix.length)
    if (list === undefined) return undefined
    const serials = new Array<string>(list.size)
    let at = list.at
    let before = ''
    for (let i = 0; i < list.size; i++) {
      const length = (slot[at] as number) - 0x60
      if (length < 1 || length > 20) return undefined
      for (let k = at + 1; k <= at + length; k++) if (SET_82[slot[k] as number] !== true) return undefined
      const serial = latin1Text(slot, at + 1, at + 1 + length)
      // One-byte characters: the order of the texts is the order of their bytes.
      if (serial <= before) return undefined
      before = serial
      serials[i] = serial
      at += 1 + length
    }
    return at === end ? { kind: 'packs', product, lot, serials } : undefined
  }
}

/** Length of an array of at most 32,768 items in its shortest form, and where its items begin. */
function listHead(bytes: Uint8Array, at: number): { readonly size: number; readonly at: number } | undefined {
  const first = (bytes[at] as number) - 0x80
  if (first >= 1 && first < 24) return { size: first, at: at + 1 }
  const second = bytes[at + 1] as number
  if (first === 24 && second >= 24) return { size: second, at: at + 2 }
  const size = second * 256 + (bytes[at + 2] as number)
  return first === 25 && size >= 256 && size <= MOST ? { size, at: at + 3 } : undefined
}
