/**
 * Slots of the events there are most of, from what was encoded before: the same head, parties and places come a thousand
 * times. Everything else, and everything that is new, goes through `protocol`, which also checks the identifiers. A test holds
 * both against each other.
 */
import { isLot, isProduct, isSerial, makeBatchId } from '@packtrail/codes'
import { type Event, encode, eventSlots, FIELDS, type Field, readEvent, type SeenEvent } from '@packtrail/protocol'

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

function remember<T>(memory: Map<string, T>, key: string, value: T): void {
  if (memory.size >= KEEP) memory.clear()
  memory.set(key, value)
}

const REMEMBERED: readonly Field[] = ['who', 'where', 'trade']

/** Texts of a field in one key; `undefined` when it is absent. */
function fieldKey(event: Event, field: Field): string | undefined {
  const { who, where, trade } = event
  if (field === 'who')
    return who && `who\u0000${who.agent ?? NONE}\u0000${who.owner ?? NONE}\u0000${who.holder ?? NONE}`
  if (field === 'where') return where && `where\u0000${where.readPoint ?? NONE}\u0000${where.bizLocation ?? NONE}`
  return (
    trade &&
    `trade\u0000${trade.fromOwner ?? NONE}\u0000${trade.fromHolder ?? NONE}\u0000${trade.toOwner ?? NONE}\u0000${trade.toHolder ?? NONE}\u0000${trade.toMarket ?? NONE}`
  )
}

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
  const batch = `${product}/${lot}`
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
  for (const field of REMEMBERED) {
    const key = fieldKey(event, field)
    const slot = key === undefined ? undefined : fields.get(key)
    if (key !== undefined && slot === undefined) return undefined
    if (slot !== undefined) slots.push(slot)
  }
  slots.push(subject)
  return slots
}

/** The head says type, detail, which fields there are and how many subjects. */
function headKey(event: Event): string {
  const { when, who, where, trade } = event
  return `${event.type}${when ? 1 : 0}${who ? 1 : 0}${where ? 1 : 0}${trade ? 1 : 0}`
}

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
