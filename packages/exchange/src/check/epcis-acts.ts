/** An event of EPCIS, as it stands in the document, → what it does to goods. */
import { epcToItem } from '@packtrail/codes'
import type { RawEvent } from '../epcis/reading.ts'
import { type EventSource, pathText } from '../epcis/report.ts'
import { personOfId } from '../privacy.ts'
import { readDateTime, readDay, tolerantDay } from '../time.ts'
import { lostZero, type Prefixes } from './identifiers.ts'
import { localName, textIn } from './names.ts'
import { isSeeing, wordIn } from './shipment.ts'
import type { Act, ItemPlace, Unfit } from './world.ts'

type Path = readonly (string | number)[]

/** Place of a part of an event. */
export function placeIn(source: EventSource, path: Path, value?: unknown): ItemPlace {
  const text = typeof value === 'string' ? value.trim() : undefined
  const shown = text === undefined || personOfId(text) !== undefined ? {} : { value: text }
  return { line: source.lineOf(path), path: pathText(source.path, path), ...shown }
}

/** Told of an identifier that cannot be read (`lost`: for want of a zero), and of one that is written otherwise than before. */
export interface IdentifierReport {
  lost(path: Path, text: string): void
  /** @param length Digits of the prefix that it had before. */
  otherPrefix(path: Path, text: string, length: number): void
}

/** Canonical identifiers of a list. */
function itemsOf(
  raw: RawEvent,
  field: string,
  prefixes: Prefixes,
  report: IdentifierReport,
): readonly (string | undefined)[] {
  const list = raw[field]
  if (!Array.isArray(list)) return []
  return list.map((text: unknown, i) => itemOf(text, [field, i], prefixes, report))
}

function itemOf(text: unknown, path: Path, prefixes: Prefixes, report: IdentifierReport): string | undefined {
  if (typeof text !== 'string' || personOfId(text) !== undefined) return undefined
  const id = epcToItem(text) ?? epcToItem(text.trim())
  if (id === undefined) {
    const plain = text.trim()
    if (lostZero(plain, (prefix) => prefixes.knows(prefix))) report.lost(path, plain)
    return undefined
  }
  // What has no place in the trade of medicines is not followed.
  if (id.startsWith('uri:')) return undefined
  const length = prefixes.other(id, text)
  if (length !== undefined) report.otherPrefix(path, text, length)
  return id
}

const ENDS: ReadonlySet<string> = new Set(['decommissioning', 'destroying'])

/** At most two: a transformation ends its inputs and begins its outputs. */
export function actsOf(
  type: string,
  raw: RawEvent,
  source: EventSource,
  prefixes: Prefixes,
  report: IdentifierReport,
): readonly Act[] {
  const items = (field: string): readonly (string | undefined)[] => itemsOf(raw, field, prefixes, report)
  const time = readTime(raw['eventTime'])
  const make = (kind: Act['kind'], field: string): Act => ({
    kind,
    items: items(field),
    time,
    line: source.line,
    where: (index) => {
      if (index < 0) return placeIn(source, [kind === 'commission' ? 'ilmd' : 'parentID'], raw['parentID'])
      return placeIn(source, [field, index], (raw[field] as readonly unknown[])[index])
    },
  })
  const commission = (field: string): Act => ({ ...make('commission', field), ...ilmdOf(raw) })
  if (type === 'TransformationEvent') return [make('end', 'inputEPCList'), commission('outputEPCList')]
  const action = raw['action']
  const step = wordIn('bizstep', raw['bizStep'])
  if (type === 'AggregationEvent') {
    const kind = action === 'ADD' ? 'pack' : action === 'DELETE' ? 'unpack' : 'touch'
    return [{ ...make(kind, 'childEPCs'), parent: itemOf(raw['parentID'], ['parentID'], prefixes, report) }]
  }
  if (type !== 'ObjectEvent') return [make('touch', 'epcList')]
  if (step === 'shipping') {
    const disposition = wordIn('disp', raw['disposition'])
    return [{ ...make('ship', 'epcList'), back: disposition !== undefined && disposition !== 'in_transit' }]
  }
  if (step === 'void_shipping') return [make('unship', 'epcList')]
  // With a step that ends or only sees, another action is told; nothing begins by it.
  if (action === 'ADD' && !isSeeing(step)) return [commission('epcList')]
  const ends = step === undefined ? action === 'DELETE' : ENDS.has(step)
  if (ends) return [make('end', 'epcList')]
  return [{ ...make('touch', 'epcList'), state: stateOf(step, raw), arrives: ARRIVALS.has(step ?? '') }]
}

const ARRIVALS: ReadonlySet<string> = new Set(['receiving', 'arriving', 'accepting'])
const UNFIT_STEPS: Readonly<Record<string, Unfit>> = {
  dispensing: 'dispensed',
  sampling: 'sampled',
  holding: 'put on hold',
}
const UNFIT_WORDS: Readonly<Record<string, Unfit>> = {
  dispensed: 'dispensed',
  stolen: 'stolen',
  recalled: 'recalled',
  no_pedigree_match: 'put on hold',
  non_sellable_other: 'put on hold',
}
const FIT_WORDS: ReadonlySet<string> = new Set(['active', 'sellable_accessible', 'available', 'conformant'])

function stateOf(step: string | undefined, raw: RawEvent): Act['state'] {
  const disposition = wordIn('disp', raw['disposition']) ?? ''
  const { set, unset } = (raw['persistentDisposition'] ?? {}) as { readonly set?: unknown; readonly unset?: unknown }
  for (const word of [disposition, ...wordsIn(set)]) {
    if (Object.hasOwn(UNFIT_WORDS, word)) return UNFIT_WORDS[word]
  }
  if (step !== undefined && Object.hasOwn(UNFIT_STEPS, step)) return UNFIT_STEPS[step]
  const lifted = wordsIn(unset).some((word) => Object.hasOwn(UNFIT_WORDS, word))
  return lifted || FIT_WORDS.has(disposition) ? 'fit' : undefined
}

function wordsIn(list: unknown): string[] {
  return Array.isArray(list) ? list.map((one) => wordIn('disp', one) ?? '') : []
}

function readTime(value: unknown): number | undefined {
  const read = typeof value === 'string' ? readDateTime(value.trim()) : undefined
  return read?.offset === undefined ? undefined : read.ms
}

/** An expiry that the calendar does not have. */
const NO_DAY = -1

/** Lot and expiry; an expiry that is no day counts as said. */
function ilmdOf(raw: RawEvent): Pick<Act, 'lot' | 'expiry'> {
  const ilmd = raw['ilmd']
  if (typeof ilmd !== 'object' || ilmd === null) return {}
  let lot: string | undefined
  let expiry: number | undefined
  for (const [key, value] of Object.entries(ilmd)) {
    const name = localName(key)
    const text = textIn(value)
    if (text === '') continue
    if (name === 'lotNumber') lot = text.slice(0, 256)
    else if (name === 'itemExpirationDate') {
      const day = tolerantDay(text)
      // Day 00 is a form of barcodes, no date (EPCIS CBV 2.0, itemExpirationDate is an xsd:date).
      expiry = /-00$/.test(text) ? NO_DAY : day === undefined ? 0 : (readDay(day) ?? 0)
    }
  }
  return { lot, expiry }
}
