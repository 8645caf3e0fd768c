/**
 * Slots of the events there are most of, from what was encoded before: the same head, parties and places come a thousand
 * times. Everything else, and everything that is new, goes through `protocol`, which also checks the identifiers. A test holds
 * both against each other.
 */
import { isLot, isProduct, isSerial, makeBatchId } from '@packtrail/codes'
import {
  type Event,
  encode,
  eventSlots,
  FIELDS,
  type Field,
  readEvent,
  type SeenEvent,
  type Trade,
  type Where,
  type Who,
} from '@packtrail/protocol'

/** Field tag of `when`, and subject tag of `packs` (docs/spec/03-events.md). */
const WHEN = 1
const PACKS = 10
/** What can be remembered of one kind; then it is all forgotten. */
const KEEP = 10_000

/** Stands for an absent text in a key; no identifier holds it. */
const NONE = '\u0001'

const heads = new Map<string, Uint8Array>()
const fields = new Map<string, Uint8Array>()
const batches = new Set<string>()
let lastProduct = ''
let lastLot = ''
let lastBatch = ''

function remember<T>(memory: Map<string, T>, key: string, value: T): void {
  if (memory.size >= KEEP) memory.clear()
  memory.set(key, value)
}

const REMEMBERED: readonly Field[] = ['who', 'where', 'trade']

/** Texts of a field in one key; `undefined` when it is absent. */
function fieldKey(event: Event, field: Field): string | undefined {
  const { who, where, trade } = event
  if (field === 'who') return who && keyOf(field, who.agent, who.owner, who.holder)
  if (field === 'where') return where && keyOf(field, where.readPoint, where.bizLocation)
  return trade && keyOf(field, trade.fromOwner, trade.fromHolder, trade.toOwner, trade.toHolder, trade.toMarket)
}

function keyOf(...texts: readonly (string | undefined)[]): string {
  let key = ''
  for (const text of texts) key += `${text ?? NONE}\u0000`
  return key
}

/** The last few of a field, compared text by text: quicker than a key when the same ones come again and again. */
interface Recent<T> {
  readonly value: T
  readonly slot: Uint8Array
}
const RECENT = 8
const recentWho: Recent<Who>[] = []
const recentWhere: Recent<Where>[] = []
const recentTrade: Recent<Trade>[] = []

function recall<T>(
  list: Recent<T>[],
  value: T,
  same: (a: T, b: T) => boolean,
  key: () => string,
): Uint8Array | undefined {
  for (const one of list) if (one.value === value || same(one.value, value)) return one.slot
  const slot = fields.get(key())
  if (slot === undefined) return undefined
  if (list.length >= RECENT) list.shift()
  list.push({ value, slot })
  return slot
}

const sameWho = (a: Who, b: Who): boolean => a.agent === b.agent && a.owner === b.owner && a.holder === b.holder
const sameWhere = (a: Where, b: Where): boolean => a.readPoint === b.readPoint && a.bizLocation === b.bizLocation
const sameTrade = (a: Trade, b: Trade): boolean =>
  a.fromHolder === b.fromHolder &&
  a.toHolder === b.toHolder &&
  a.fromOwner === b.fromOwner &&
  a.toOwner === b.toOwner &&
  a.toMarket === b.toMarket

const MAX_TIME = 253_402_300_799_999

/** Only what needs no memory: a time of day in a year that any clock can write. */
function whenSlot(when: NonNullable<Event['when']>): Uint8Array | undefined {
  const { ms, offset, precision } = when
  const plain = precision === 'ms' && Number.isInteger(ms) && ms >= 0 && ms <= MAX_TIME
  if (!plain || !Number.isInteger(offset) || Math.abs(offset) > 840) return undefined
  return encode([WHEN, ms, offset, false])
}

/** A few packs of a batch that was seen before, with nothing printed and no container. */
function packsSlot(event: Event): Uint8Array | undefined {
  const subject = event.subjects[0]
  if (event.subjects.length !== 1 || subject?.kind !== 'packs' || subject.serials.length !== 1) return undefined
  const { product, lot, serials, parent, expiry } = subject
  if (parent !== undefined || expiry !== undefined || product.startsWith('cn:')) return undefined
  const batch = product === lastProduct && lot === lastLot ? lastBatch : `${product}/${lot}`
  lastProduct = product
  lastLot = lot
  lastBatch = batch
  if (!batches.has(batch)) {
    if (!isProduct(product) || !isLot(lot) || !makeBatchId(product, lot).ok) return undefined
    if (batches.size >= KEEP) batches.clear()
    batches.add(batch)
  }
  if (!isSerial(serials[0] as string)) return undefined
  return encode([PACKS, product, lot, serials, null, null])
}

function isBare(event: Event): boolean {
  const { reason, units, undoes, target, market, before, after, code } = event.detail
  return (
    reason === undefined &&
    units === undefined &&
    undoes === undefined &&
    target === undefined &&
    market === undefined &&
    before === undefined &&
    after === undefined &&
    code === undefined &&
    event.docs === undefined &&
    event.extra === undefined
  )
}

/** From memory alone; `undefined` when anything of the event is not in it. */
function remembered(event: Event): Uint8Array[] | undefined {
  if (!isBare(event)) return undefined
  const subject = packsSlot(event)
  const when = event.when === undefined ? undefined : whenSlot(event.when)
  if (subject === undefined || (event.when !== undefined && when === undefined)) return undefined
  const head = heads.get(headKey(event))
  if (head === undefined) return undefined
  const slots = when === undefined ? [head] : [head, when]
  const { who, where, trade } = event
  if (who !== undefined) {
    const slot = recall(recentWho, who, sameWho, () => fieldKey(event, 'who') as string)
    if (slot === undefined) return undefined
    slots.push(slot)
  }
  if (where !== undefined) {
    const slot = recall(recentWhere, where, sameWhere, () => fieldKey(event, 'where') as string)
    if (slot === undefined) return undefined
    slots.push(slot)
  }
  if (trade !== undefined) {
    const slot = recall(recentTrade, trade, sameTrade, () => fieldKey(event, 'trade') as string)
    if (slot === undefined) return undefined
    slots.push(slot)
  }
  slots.push(subject)
  return slots
}

/** The head says type, detail, which fields there are and how many subjects. */
function headKey(event: Event): string {
  const { when, who, where, trade } = event
  return event.type + MASKS[(when ? 1 : 0) + (who ? 2 : 0) + (where ? 4 : 0) + (trade ? 8 : 0)]
}

const MASKS: readonly string[] = Array.from({ length: 16 }, (_, i) => `/${i}`)

function learn(event: Event, slots: readonly Uint8Array[]): void {
  if (event.subjects.length !== 1 || !isBare(event)) return
  // Which types may name which subjects was checked for this kind alone.
  if (event.subjects[0]?.kind === 'packs') remember(heads, headKey(event), slots[0] as Uint8Array)
  let at = 1
  for (const field of FIELDS) {
    if (event[field] === undefined) continue
    const key = REMEMBERED.includes(field) ? fieldKey(event, field) : undefined
    if (key !== undefined) remember(fields, key, slots[at] as Uint8Array)
    at++
  }
}

/**
 * The slots of an event, and the event as its slots tell it.
 * @throws FormatError VALUE or SHAPE when the event has no canonical bytes or an identifier is not in its canonical form.
 */
export function checkedSlots(event: Event): { readonly slots: readonly Uint8Array[]; readonly event: SeenEvent } {
  const known = remembered(event)
  if (known !== undefined) return { slots: known, event: { ...event, withheld: [], hiddenSubjects: 0 } }
  const slots = eventSlots(event)
  const seen = readEvent(slots)
  learn(event, slots)
  return { slots, event: seen }
}
