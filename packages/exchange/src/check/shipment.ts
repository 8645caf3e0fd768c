/** What the guideline of GS1 Healthcare US asks of each event: pairs of step and disposition, and the fields of a shipment. */
import { isGln } from '@packtrail/codes'
import type { CbvKind } from '@packtrail/protocol'
import type { RawEvent } from '../epcis/reading.ts'
import { readWord } from '../epcis/vocabulary.ts'
import { isUsName, localName } from './names.ts'

/** Tells what is wrong with a field of the event. */
export type Tell = (code: number, path: readonly (string | number)[], message: string) => void

const PAIRS: Readonly<Record<string, readonly string[]>> = {
  commissioning: ['active'],
  packing: ['in_progress', 'container_closed'],
  shipping: ['in_transit', 'returned'],
  receiving: ['in_progress', 'returned', 'available', 'completeness_inferred', 'completeness_verified'],
  unpacking: ['in_progress', 'container_open'],
  decommissioning: ['inactive'],
  destroying: ['destroyed'],
  dispensing: ['dispensed', 'partially_dispensed'],
  void_shipping: ['in_progress'],
}

export function wordIn(kind: CbvKind, value: unknown): string | undefined {
  return typeof value === 'string' ? readWord(kind, value.trim()).word : undefined
}

export function checkPair(raw: RawEvent, tell: Tell): void {
  const step = wordIn('bizstep', raw['bizStep'])
  if (step === undefined || !Object.hasOwn(PAIRS, step)) return
  const usual = PAIRS[step] as readonly string[]
  const disposition = wordIn('disp', raw['disposition'])
  if (disposition === undefined)
    tell(24, ['bizStep'], `${step} without disposition; it should be ${usual.join(' or ')}`)
  else if (!usual.includes(disposition)) tell(24, ['disposition'], `${step} should be ${usual.join(' or ')}`)
}

/** What happens to identifiers, and what is done to goods: a step with another action says that something else happened (CBV 2.0, section 7.1). */
const ACTIONS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  ObjectEvent: {
    commissioning: ['ADD'],
    ...Object.fromEntries(
      ['shipping', 'void_shipping', 'receiving', 'departing', 'arriving', 'accepting', 'staging_outbound', 'loading']
        .concat(['storing', 'inspecting', 'holding', 'sampling', 'stocking', 'picking'])
        .map((step) => [step, ['OBSERVE']]),
    ),
    dispensing: ['OBSERVE', 'DELETE'],
    decommissioning: ['DELETE'],
    destroying: ['DELETE'],
  },
  AggregationEvent: { packing: ['ADD'], unpacking: ['DELETE'], shipping: ['OBSERVE'] },
}

/** @param tell Told of defect 24. */
export function checkAction(type: string, raw: RawEvent, tell: Tell): void {
  const step = wordIn('bizstep', raw['bizStep'])
  const action = raw['action']
  const allowed = step === undefined || !Object.hasOwn(ACTIONS, type) ? undefined : ACTIONS[type]
  if (step === undefined || allowed === undefined || !Object.hasOwn(allowed, step)) return
  if (typeof action !== 'string' || !['ADD', 'OBSERVE', 'DELETE'].includes(action)) return
  const right = allowed[step] as readonly string[]
  if (!right.includes(action)) tell(24, ['action'], `${step} with action ${action}; it should be ${right.join(' or ')}`)
}

/** Whether the step only sees what is there: an identifier does not begin with it, whatever the action says. */
export function isSeeing(step: string | undefined): boolean {
  const allowed = step === undefined ? undefined : ACTIONS['ObjectEvent']?.[step]
  return allowed !== undefined && !allowed.includes('ADD')
}

export function isShipment(raw: RawEvent): boolean {
  return wordIn('bizstep', raw['bizStep']) === 'shipping'
}

export function checkShipment(raw: RawEvent, tell: Tell): void {
  checkSide(raw, 'source', 'seller', tell)
  checkSide(raw, 'destination', 'buyer', tell)
  const papers = papersOf(raw).flatMap(({ type, number }) => (number.trim() === '' ? [] : [type]))
  if (!papers.includes('po')) tell(22, ['bizTransactionList'], 'the purchase order (po) is not named')
  if (!papers.some((type) => type === 'desadv' || type === 'bol' || type === 'inv')) {
    tell(22, ['bizTransactionList'], 'the delivery (desadv) is not named')
  }
  if (raw['bizLocation'] !== undefined) tell(23, ['bizLocation'], 'a shipment has left one place and reached no other')
}

function checkSide(raw: RawEvent, side: 'source' | 'destination', who: string, tell: Tell): void {
  const field = `${side}List`
  const types = membersOf(raw[field]).map((one) => wordIn('sdt', one['type']))
  for (const type of ['owning_party', 'location']) {
    if (!types.includes(type)) tell(21, [field], `the ${type} of the ${who} is missing`)
  }
}

export function membersOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value)) return []
  return value.filter((one): one is Readonly<Record<string, unknown>> => typeof one === 'object' && one !== null)
}

export interface Paper {
  readonly type: string | undefined
  readonly text: string
  readonly number: string
  readonly index: number
}

const PAPER = 'urn:epcglobal:cbv:bt:'

export function papersOf(raw: RawEvent): readonly Paper[] {
  return membersOf(raw['bizTransactionList']).flatMap((one, index) => {
    const text = one['bizTransaction']
    if (typeof text !== 'string') return []
    return [{ type: wordIn('btt', one['type']), text: text.trim(), number: numberOf(text.trim()), index }]
  })
}

function numberOf(text: string): string {
  return text.startsWith(PAPER) ? text.slice(text.indexOf(':', PAPER.length) + 1) : text
}

/** The GLN in front of a number of a paper (CBV 2.0, section 8.5.2). */
export function checkPapers(raw: RawEvent, tell: Tell): void {
  for (const { text, index } of papersOf(raw)) {
    if (!text.startsWith(PAPER)) continue
    const gln = text.slice(PAPER.length, text.indexOf(':', PAPER.length))
    if (/^\d{13}$/.test(gln) && !isGln(gln)) {
      tell(27, ['bizTransactionList', index], `the check digit of GLN ${gln} is wrong`)
    }
  }
}

/** The fields of the guideline that an event has, by local name. */
export function usFields(raw: RawEvent): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const key in raw) if (key.length > 8 && isUsName(key)) found.set(localName(key), key)
  return found
}
