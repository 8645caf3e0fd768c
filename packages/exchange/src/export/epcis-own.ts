/** What EPCIS has no field for, as fields of our own namespace. */
import type { Who } from '@packtrail/protocol'
import type { DraftEvent } from '../draft.ts'
import { type Form, type Kind, kindOf } from '../epcis/kind.ts'
import type { OwnField } from '../epcis/own.ts'
import { deriveWho } from '../epcis/parties.ts'

export type Own = Partial<Record<OwnField, string>>

/** What action, step and dispositions do not say by themselves. */
export function ownFields(draft: DraftEvent, kind: Kind, form: Form): Own {
  const { detail, trade, commission, close } = draft
  const own: Own = {}
  const told = kindOf(form, undefined)
  // An act that its things do not carry is read as an observation again.
  if (told.type !== kind.type && !(kind.type === 'observe' && readsAsObserve(draft, told))) own.type = kind.type
  const same = own.type === undefined
  if (detail.reason !== undefined && !(same && told.reason === detail.reason)) own.reason = detail.reason
  if (detail.undoes !== undefined && !(same && told.undoes === detail.undoes)) own.undoes = detail.undoes
  if (detail.units !== undefined) own.units = String(detail.units)
  if (detail.market !== undefined) own.market = detail.market
  if (detail.before !== undefined) own.before = detail.before
  if (detail.after !== undefined) own.after = detail.after
  if (detail.code !== undefined) own.code = detail.code
  if (trade?.toMarket !== undefined) own.toMarket = trade.toMarket
  if (commission?.made !== undefined) own.made = commission.made
  if (commission?.units !== undefined) own.packUnits = String(commission.units)
  if (commission?.markets !== undefined) own.markets = commission.markets.join(' ')
  if (close !== undefined) {
    const { allocated, commissioned, wasted, unused } = close
    Object.assign(own, texts({ allocated, commissioned, wasted, unused }))
  }
  return { ...own, ...ownParties(draft) }
}

function texts(counts: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, String(count)]))
}

function readsAsObserve({ packs, containers, parent, commission }: DraftEvent, told: Kind): boolean {
  const empty = packs.length + containers.length === 0
  if (told.type === 'aggregate' || told.type === 'disaggregate') return parent === undefined || empty
  return told.type === 'commission' && commission === undefined && containers.length === 0
}

function ownParties({ type, detail, who, trade, where }: DraftEvent): Own {
  const derived: Who = deriveWho(type, detail.undoes, trade, where, undefined) ?? {}
  const own: Own = {}
  for (const field of ['agent', 'owner', 'holder'] as const) {
    if (who?.[field] !== derived[field]) own[field] = who?.[field] ?? 'none'
  }
  return own
}
