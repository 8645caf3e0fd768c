/** EPCIS event type, action, business step and disposition ⇄ type of event. Both directions stand here, so that they agree. */
import type { EventType } from '@packtrail/protocol'
import { goodsType, type OwnFields } from './own.ts'

export const EPCIS_TYPES = [
  'ObjectEvent',
  'AggregationEvent',
  'TransactionEvent',
  'TransformationEvent',
  'AssociationEvent',
] as const
export type EpcisType = (typeof EPCIS_TYPES)[number]

export const ACTIONS = ['ADD', 'OBSERVE', 'DELETE'] as const
export type Action = (typeof ACTIONS)[number]

/** The part of an EPCIS event that decides its type. */
export interface Form {
  readonly event: EpcisType
  readonly action?: Action
  readonly step?: string
  readonly disposition?: string
  readonly set?: readonly string[]
  readonly unset?: readonly string[]
}

export interface Kind {
  readonly type: EventType
  readonly reason?: string
  readonly undoes?: EventType
}

const OBSERVE: Kind = { type: 'observe' }

/** By business step, for what it does to goods whatever the action. A step that is not here only shows where they are. */
const BY_STEP: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['shipping', { type: 'ship' }],
  // Finer steps of shipping: goods leave at departing and change hands at accepting (CBV 2.0, section 7.1.3).
  ['departing', { type: 'ship' }],
  ['consigning', { type: 'ship' }],
  ['receiving', { type: 'receive' }],
  ['accepting', { type: 'receive' }],
  ['void_shipping', { type: 'undo', undoes: 'ship' }],
  ['dispensing', { type: 'dispense' }],
  ['retail_selling', { type: 'dispense' }],
  ['decommissioning', { type: 'decommission' }],
  ['destroying', { type: 'destroy' }],
  ['sampling', { type: 'sample' }],
  ['holding', { type: 'quarantine' }],
])

const RETURNED: Kind = { type: 'ship', reason: 'return' }

/**
 * Persistent dispositions that keep goods from being sold. The CBV has a step for putting things aside (holding) and none for taking
 * them back: what lifts a quarantine is that such a disposition is unset. A usual one after a hold (active, sellable_accessible)
 * says where goods stand, which many say of goods that nobody ever held.
 */
const HELD: readonly string[] = ['non_sellable_other', 'no_pedigree_match']

/** What an event is, before it is looked at whether it names anything the ledger keeps. */
export function kindOf(form: Form, own: OwnFields | undefined): Kind {
  const said = goodsType(own?.type)
  if (said !== undefined) return { type: said }
  switch (form.event) {
    case 'ObjectEvent':
      return form.action === 'ADD' ? { type: 'commission' } : stateKind(form)
    case 'AggregationEvent':
      if (form.action === 'ADD') return { type: 'aggregate' }
      return form.action === 'DELETE' ? { type: 'disaggregate' } : stateKind(form)
    // Links to documents and to assets change no state; a transformation is two events, see `drafts.ts`.
    default:
      return OBSERVE
  }
}

function stateKind({ event, action, step, disposition, set, unset }: Form): Kind {
  const known = step === undefined ? undefined : BY_STEP.get(step)
  if (known?.type === 'ship' && disposition === 'returned') return RETURNED
  if (known?.type === 'receive' && disposition === 'returned') return { type: 'receive', reason: 'return' }
  const released = unset?.some((word) => HELD.includes(word)) === true
  if (released && (known === undefined || known.type === 'quarantine')) return { type: 'release' }
  if (known !== undefined) return known
  if (set?.some((word) => HELD.includes(word)) === true) return { type: 'quarantine' }
  if (set?.includes('recalled') === true) return { type: 'recall' }
  if (unset?.includes('recalled') === true) return { type: 'undo', undoes: 'recall' }
  if (disposition === 'stolen') return { type: 'steal' }
  if (action === 'DELETE' && event === 'ObjectEvent')
    return { type: disposition === 'destroyed' ? 'destroy' : 'decommission' }
  return OBSERVE
}

/** How a type is written, and what need not be said in `extra` because the type says it. */
const FORMS: Partial<Record<EventType, Form>> = {
  commission: { event: 'ObjectEvent', action: 'ADD', step: 'commissioning', disposition: 'active' },
  adopt: { event: 'ObjectEvent', action: 'ADD' },
  aggregate: { event: 'AggregationEvent', action: 'ADD', step: 'packing', disposition: 'in_progress' },
  disaggregate: { event: 'AggregationEvent', action: 'DELETE', step: 'unpacking', disposition: 'in_progress' },
  ship: { event: 'ObjectEvent', action: 'OBSERVE', step: 'shipping', disposition: 'in_transit' },
  receive: { event: 'ObjectEvent', action: 'OBSERVE', step: 'receiving', disposition: 'in_progress' },
  dispense: { event: 'ObjectEvent', action: 'OBSERVE', step: 'dispensing', disposition: 'dispensed' },
  return: { event: 'ObjectEvent', action: 'OBSERVE', step: 'receiving', disposition: 'returned' },
  sample: { event: 'ObjectEvent', action: 'OBSERVE', step: 'sampling' },
  destroy: { event: 'ObjectEvent', action: 'DELETE', step: 'destroying', disposition: 'destroyed' },
  decommission: { event: 'ObjectEvent', action: 'DELETE', step: 'decommissioning', disposition: 'inactive' },
  quarantine: { event: 'ObjectEvent', action: 'OBSERVE', step: 'holding' },
  release: { event: 'ObjectEvent', action: 'OBSERVE', unset: ['non_sellable_other'] },
  export: { event: 'ObjectEvent', action: 'OBSERVE', step: 'shipping', disposition: 'in_transit' },
  steal: { event: 'ObjectEvent', action: 'OBSERVE', disposition: 'stolen' },
  recall: { event: 'ObjectEvent', action: 'OBSERVE', set: ['recalled'] },
}

const UNDO_SHIP: Form = { event: 'ObjectEvent', action: 'OBSERVE', step: 'void_shipping', disposition: 'in_progress' }
const UNDO_RECALL: Form = { event: 'ObjectEvent', action: 'OBSERVE', unset: ['recalled'] }
const SHIP_RETURN: Form = { event: 'ObjectEvent', action: 'OBSERVE', step: 'shipping', disposition: 'returned' }
const RECEIVE_RETURN: Form = { event: 'ObjectEvent', action: 'OBSERVE', step: 'receiving', disposition: 'returned' }
const PLAIN: Form = { event: 'ObjectEvent', action: 'OBSERVE' }

export function formOf(kind: Kind): Form {
  if (kind.type === 'undo' && kind.undoes === 'ship') return UNDO_SHIP
  if (kind.type === 'undo' && kind.undoes === 'recall') return UNDO_RECALL
  if (kind.type === 'ship' && kind.reason === 'return') return SHIP_RETURN
  if (kind.type === 'receive' && kind.reason === 'return') return RECEIVE_RETURN
  return FORMS[kind.type] ?? PLAIN
}
