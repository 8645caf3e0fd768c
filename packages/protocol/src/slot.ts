/**
 * Event ⇄ slots (docs/spec/03-events.md). A claim is cut so that each part can be shown or withheld alone: a head that every
 * reader of the claim sees, one slot a private field, one slot a stream's subjects.
 */
import { parsePlaceId } from '@packtrail/codes'
import { compareBytes, compareText } from './bytes.ts'
import { type Cbor, decode, encode } from './cbor.ts'
import { FormatError } from './error.ts'
import {
  type Detail,
  EVENT_TYPES,
  type Event,
  type EventType,
  FIELDS,
  type Field,
  mayName,
  type SeenEvent,
  type Subject,
  type Time,
} from './event.ts'
import { streamOfSubject } from './routing.ts'
import { asArray, asBytes, asCount, asInt, asMarket, asText, asTime, asWord, orNull } from './shape.ts'
import { streamText } from './stream.ts'
import { decodeSubject, encodeSubject, party } from './subject.ts'

/** RFC 9162 root over more leaves than this is refused. */
export const MAX_SLOTS = 4096
export const MAX_SLOT_SIZE: number = 1 << 20
/** Slots of one claim together, in bytes: with its salts it must fit one frame of a bundle. */
export const MAX_CLAIM_SIZE: number = 4 << 20

const HEAD = 0
/** Slot tag of each private field: its place in `FIELDS`, counted from 1. */
const fieldTag = (field: Field): number => FIELDS.indexOf(field) + 1

/**
 * The slots of an event in their order: head, fields, subjects sorted by their bytes. Joined they are the canonical bytes of
 * the event: two events are the same exactly when these are.
 * @throws FormatError VALUE when the event has no subject, one subject twice or more than 4,096 slots.
 */
export function eventSlots(event: Event): Uint8Array[] {
  const present = FIELDS.filter((field) => event[field] !== undefined)
  const subjects = event.subjects.map((subject) => encode(encodeSubject(subject)))
  if (subjects.length > 1) sortUnique(subjects)
  if (subjects.length === 0) throw new FormatError('VALUE', 'an event names at least one subject')
  checkSubjects(event.type, event.subjects, subjects.length)
  const slots = [encode([HEAD, event.type, encodeDetail(event.detail), mask(present), subjects.length])]
  for (const field of present) slots.push(encode(encodeField(event, field)))
  for (const subject of subjects) slots.push(subject)
  if (slots.length > MAX_SLOTS) throw new FormatError('VALUE', `an event has at most ${MAX_SLOTS} slots: split it`)
  if (slots.some((slot) => slot.length > MAX_SLOT_SIZE))
    throw new FormatError('VALUE', 'a slot is above 1 MiB: split it')
  if (sizeOf(slots) > MAX_CLAIM_SIZE) throw new FormatError('VALUE', 'an event is above 4 MiB: split it')
  return slots
}

export function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0)
}

function sortUnique(subjects: Uint8Array[]): void {
  subjects.sort(compareBytes)
  for (let i = 1; i < subjects.length; i++) {
    if (compareBytes(subjects[i - 1] as Uint8Array, subjects[i] as Uint8Array) === 0) {
      throw new FormatError('VALUE', 'an event names one subject twice')
    }
  }
}

/** One byte string that stands for the event: equal exactly for equal events. */
export function eventBytes(event: Event): Uint8Array {
  return encode(eventSlots(event))
}

/**
 * The event that these slots tell; `undefined` stands for a slot the reader may not see. The head is never hidden.
 * @throws FormatError when a slot is not what its place asks for.
 */
export function readEvent(slots: readonly (Uint8Array | undefined)[]): SeenEvent {
  const first = slots[0]
  if (first === undefined) throw new FormatError('SHAPE', 'the head of a claim cannot be withheld')
  const { type, detail, fields, subjects: count } = readHead(first)
  if (slots.length !== 1 + fields.length + count) {
    throw new FormatError('SHAPE', 'the head counts other slots than there are')
  }
  const shown = decodeFields(fields, slots)
  const subjects = decodeSubjects(slots.slice(1 + fields.length))
  checkSubjects(type, subjects, count)
  return { type, detail, ...shown.values, subjects, withheld: shown.withheld, hiddenSubjects: count - subjects.length }
}

/** What the head says; the other slots of the claim are `fields`, in their order, and `subjects` many subjects. */
export interface Head {
  readonly type: EventType
  readonly detail: Detail
  readonly fields: readonly Field[]
  /** At least 1. */
  readonly subjects: number
}

/** The slots of a claim one by one, for readers who meet the same bytes again and again. `readEvent` says what fits together. */
export function readHead(slot: Uint8Array): Head {
  const head = asArray(decode(slot), 'head', 5)
  if (head[0] !== HEAD) throw new FormatError('SHAPE', 'the first slot is not a head')
  const type = asWord(head[1], EVENT_TYPES, 'event type')
  const detail = decodeDetail(head[2])
  const fields = unmask(asCount(head[3], 'field mask', 2 ** FIELDS.length - 1))
  const subjects = asCount(head[4], 'subject count', MAX_SLOTS)
  if (subjects === 0) throw new FormatError('SHAPE', 'an event names at least one subject')
  return { type, detail, fields, subjects }
}

export function readField(field: Field, slot: Uint8Array): Partial<Event> {
  return decodeField(field, decode(slot))
}

export function readSubject(slot: Uint8Array): Subject {
  return decodeSubject(decode(slot))
}

/** @throws FormatError VALUE when these subjects, of `count` in all, cannot stand in an event of this type. */
export function checkSubjects(type: EventType, subjects: readonly Subject[], count: number): void {
  for (const { kind } of subjects) {
    if (!mayName(type, kind)) throw new FormatError('VALUE', `an event of type ${type} cannot name a ${kind}`)
  }
  if (type === 'genesis' && count !== 1) throw new FormatError('VALUE', 'genesis has one subject')
  if (subjects.length > 1) checkStreams(type, subjects)
}

/**
 * Of two slots of one stream one could be hidden. Packs of unknown batch are counted by `place` entries instead; beside them, or
 * beside other packs of its product, a product as a whole could pass for one of them.
 */
function checkStreams(type: EventType, subjects: readonly Subject[]): void {
  const named = new Set<string>()
  const goods = new Set<string>()
  const products = new Set<string>()
  for (const subject of subjects) {
    if (subject.kind === 'product') products.add(subject.product)
    else if ('product' in subject) goods.add(subject.product)
    if (subject.kind === 'unplaced') continue
    const stream = streamOfSubject(subject)
    const text = stream === undefined ? '' : streamText(stream)
    if (named.has(text)) throw new FormatError('VALUE', 'an event names each stream in one subject: split it')
    named.add(text)
  }
  for (const product of products) {
    const isBeside =
      type === 'attempt'
        ? subjects.some((one) => one.kind === 'unplaced' && one.product === product)
        : goods.has(product)
    if (isBeside) throw new FormatError('VALUE', 'an event names a product or packs of it, not both: split it')
  }
}

function decodeFields(
  fields: readonly Field[],
  slots: readonly (Uint8Array | undefined)[],
): { values: Partial<Event>; withheld: Field[] } {
  const withheld: Field[] = []
  let values: Partial<Event> = {}
  fields.forEach((field, i) => {
    const slot = slots[1 + i]
    if (slot === undefined) withheld.push(field)
    else values = { ...values, ...decodeField(field, decode(slot)) }
  })
  return { values, withheld }
}

function decodeSubjects(slots: readonly (Uint8Array | undefined)[]): Subject[] {
  const subjects: Subject[] = []
  let last: Uint8Array | undefined
  for (const slot of slots) {
    if (slot === undefined) continue
    if (last !== undefined && compareBytes(last, slot) >= 0) throw new FormatError('SHAPE', 'subjects are out of order')
    last = slot
    subjects.push(decodeSubject(decode(slot)))
  }
  return subjects
}

function mask(fields: readonly Field[]): number {
  return fields.reduce((bits, field) => bits | (1 << FIELDS.indexOf(field)), 0)
}

function unmask(bits: number): Field[] {
  return FIELDS.filter((_, i) => (bits >> i) % 2 === 1)
}

function encodeDetail(d: Detail): Cbor {
  const { reason, units, undoes, target, market, before, after, code } = d
  return [
    reason ?? null,
    units ?? null,
    undoes ?? null,
    target ?? null,
    market ?? null,
    before ?? null,
    after ?? null,
    code ?? null,
  ]
}

function decodeDetail(value: Cbor | undefined): Detail {
  const parts = asArray(value, 'detail', 8)
  return defined({
    reason: orNull(parts[0], (v) => asText(v, 'reason', 64)),
    units: orNull(parts[1], (v) => asCount(v, 'units')),
    undoes: orNull(parts[2], (v) => asWord(v, EVENT_TYPES, 'undone type')),
    target: orNull(parts[3], (v) => asBytes(v, 'target', 32)),
    market: orNull(parts[4], (v) => asMarket(v, 'market')),
    before: orNull(parts[5], (v) => asText(v, 'before', 64)),
    after: orNull(parts[6], (v) => asText(v, 'after', 64)),
    code: orNull(parts[7], (v) => asText(v, 'code', 64)),
  })
}

function encodeField(event: Event, field: Field): Cbor {
  const tag = fieldTag(field)
  const { when, who, where, trade } = event
  switch (field) {
    case 'when':
      return [tag, (when as Time).ms, (when as Time).offset, (when as Time).precision === 'day']
    case 'who':
      return [tag, who?.agent ?? null, who?.owner ?? null, who?.holder ?? null]
    case 'where':
      return [tag, where?.readPoint ?? null, where?.bizLocation ?? null]
    case 'trade':
      return [
        tag,
        trade?.fromOwner ?? null,
        trade?.fromHolder ?? null,
        trade?.toOwner ?? null,
        trade?.toHolder ?? null,
        trade?.toMarket ?? null,
      ]
    case 'docs':
      return [
        tag,
        sortPairs(
          (event.docs ?? []).map(({ type, id }) => [type, id] as const),
          'docs',
        ),
      ]
    case 'extra':
      return [tag, sortPairs(event.extra ?? [], 'extra')]
  }
}

function decodeField(field: Field, value: Cbor): Partial<Event> {
  const sizes = { when: 4, who: 4, where: 3, trade: 6, docs: 2, extra: 2 } as const
  const parts = asArray(value, field, sizes[field])
  if (parts[0] !== fieldTag(field)) throw new FormatError('SHAPE', `the slot of ${field} has another tag`)
  const place = (i: number): string | undefined => orNull(parts[i], (v) => placeId(v, field))
  const id = (i: number): string | undefined => orNull(parts[i], party)
  switch (field) {
    case 'when':
      return { when: decodeTime(parts) }
    case 'who':
      return { who: some({ agent: id(1), owner: id(2), holder: id(3) }, field) }
    case 'where':
      return { where: some({ readPoint: place(1), bizLocation: place(2) }, field) }
    case 'trade':
      return {
        trade: some(
          {
            fromOwner: id(1),
            fromHolder: id(2),
            toOwner: id(3),
            toHolder: id(4),
            toMarket: orNull(parts[5], (v) => asMarket(v, 'market')),
          },
          field,
        ),
      }
    case 'docs':
      return { docs: decodePairs(parts[1], 'docs', 1024).map(([type, ref]) => ({ type, id: ref })) }
    case 'extra':
      return { extra: decodePairs(parts[1], 'extra', MAX_SLOT_SIZE) }
  }
}

function placeId(value: Cbor, field: string): string {
  const text = asText(value, field)
  if (!parsePlaceId(text).ok) throw new FormatError('VALUE', `${field} names a place not in its canonical form`)
  return text
}

function decodeTime(parts: readonly Cbor[]): Time {
  const offset = asInt(parts[2], 'time offset')
  if (offset < -840 || offset > 840) throw new FormatError('VALUE', 'a time offset is beyond 14 hours')
  if (typeof parts[3] !== 'boolean') throw new FormatError('SHAPE', 'time precision must be true or false')
  const ms = asTime(parts[1], 'time')
  if (parts[3] && (ms + offset * 60_000) % 86_400_000 !== 0) {
    throw new FormatError('VALUE', 'a day is written as its midnight')
  }
  return { ms, offset, precision: parts[3] ? 'day' : 'ms' }
}

function sortPairs(pairs: readonly (readonly [string, string])[], field: string): (readonly [string, string])[] {
  const sorted = [...pairs].sort(comparePairs)
  if (sorted.length === 0) throw new FormatError('VALUE', `${field} is empty: leave it out`)
  for (let i = 1; i < sorted.length; i++) checkPairOrder(sorted[i - 1] as Pair, sorted[i] as Pair, field, 'VALUE')
  return sorted
}

type Pair = readonly [string, string]

function comparePairs(a: Pair, b: Pair): number {
  return compareText(a[0], b[0]) || compareText(a[1], b[1])
}

/** `extra` is keyed by its first text; of `docs` one type may have many numbers. */
function checkPairOrder(a: Pair, b: Pair, field: string, code: 'VALUE' | 'SHAPE'): void {
  const order = field === 'extra' ? compareText(a[0], b[0]) : comparePairs(a, b)
  if (order >= 0) throw new FormatError(code, `${field} are not sorted or hold one twice`)
}

function decodePairs(value: Cbor | undefined, field: string, most: number): Pair[] {
  const pairs = asArray(value, field).map((item): Pair => {
    const [key, text] = asArray(item, field, 2)
    return [asText(key, field, 256), asText(text, field, most)]
  })
  if (pairs.length === 0) throw new FormatError('SHAPE', `${field} is empty`)
  for (let i = 1; i < pairs.length; i++) checkPairOrder(pairs[i - 1] as Pair, pairs[i] as Pair, field, 'SHAPE')
  return pairs
}

/** Without the keys that are undefined: `exactOptionalPropertyTypes` tells absent from undefined. */
function defined<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  const out: Partial<T> = {}
  for (const key in value) if (value[key] !== undefined) out[key] = value[key]
  return out as T
}

function some<T extends object>(value: { [K in keyof T]: T[K] | undefined }, field: string): T {
  const out = defined(value)
  if (Object.keys(out).length === 0) throw new FormatError('SHAPE', `${field} says nothing: it must be left out`)
  return out as T
}
