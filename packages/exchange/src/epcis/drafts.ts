/** Checked values of an EPCIS event → drafts: one, or several where one claim cannot say it all. */
import { makeBatchId } from '@packtrail/codes'
import { compareText, REASONS } from '@packtrail/protocol'
import type { DraftCommission, DraftEvent, DraftPack } from '../draft.ts'
import type { ImportOptions } from '../item.ts'
import { correctionsOf, splitDraft } from '../split.ts'
import { tolerantDay } from '../time.ts'
import { baseOf, type Making, wholeNumber } from './base.ts'
import { checkSaid } from './checks.ts'
import { ilmdExtra } from './classes.ts'
import type { Items } from './items.ts'
import { type Kind, kindOf } from './kind.ts'
import type { OwnFields } from './own.ts'
import type { EventReport } from './report.ts'
import type { Said } from './said.ts'

const NO_ITEMS: Items = { packs: [], containers: [], others: [] }
const OBSERVE: Kind = { type: 'observe' }

/** Empty when the event is not imported; then the report holds the reason. */
export function draftsOf(said: Said, options: DraftOptions, report: EventReport): readonly DraftEvent[] {
  checkSaid(said, report)
  const making = { defaultAgent: options.defaultAgent, report }
  const named = wholeDrafts(said, making)
  if (report.failed) return []
  const whole = named.length === 0 && options.nameless === true ? [make(said, OBSERVE, making)] : named
  if (whole.length === 0) {
    const words = 'the event names no pack, container, batch or product: there is nothing to record'
    const remedy = 'A ledger records what happens to goods: name them, or keep this event in its document.'
    report.warn('NO_GOODS', words, [], remedy)
    return []
  }
  const drafts = whole.length === 1 ? splitDraft(whole[0] as DraftEvent) : whole.flatMap(splitDraft)
  return said.error === undefined ? drafts : drafts.flatMap((draft) => corrections(draft, said))
}

export type DraftOptions = Pick<ImportOptions, 'defaultAgent' | 'nameless'>

function wholeDrafts(said: Said, making: Context): readonly DraftEvent[] {
  if (said.form.event === 'TransformationEvent') return transformation(said, making)
  const kind = effectiveKind(said, kindOf(said.form, said.own), making.report)
  if (kind.type === 'commission' || kind.type === 'adopt') return beginnings(said, kind, said.epcs, making)
  const draft = make(said, kind, making)
  const items = said.epcs ?? said.children ?? NO_ITEMS
  draft.packs = withOwn(items.packs, said.own)
  draft.containers = items.containers
  draft.products = said.quantities.products
  if (said.parent !== undefined) draft.parent = said.parent
  const close = kind.type === 'close' ? closeOf(said) : undefined
  if (close !== undefined) draft.close = close
  else draft.batches = said.quantities.batches
  return namesNothing(draft) ? [] : [draft]
}

/** What the making of drafts needs beside what was said. */
interface Context {
  readonly defaultAgent: string | undefined
  readonly report: EventReport
}

function make(said: Said, kind: Kind, { defaultAgent, report }: Context): Making {
  return baseOf(said, kind, defaultAgent, report)
}

function namesNothing({ packs, containers, parent, close, batches, products }: DraftEvent): boolean {
  const lists = packs.length + containers.length + batches.length + products.length
  return lists === 0 && parent === undefined && close === undefined
}

/** An act that the named things do not carry is an observation; the words of the document stay in `extra`. */
function effectiveKind(said: Said, kind: Kind, report: EventReport): Kind {
  const { children, quantities, parent, own } = said
  const noChildren = children === undefined || children.packs.length + children.containers.length === 0
  switch (kind.type) {
    case 'aggregate':
    case 'disaggregate': {
      if (parent === undefined) {
        const words = 'what things are put into or taken out of is no container: the event is kept as an observation'
        report.warn('PARENT_KIND', words, ['parentID'], 'Name the case or pallet by SSCC, SGTIN or GRAI.')
        return OBSERVE
      }
      // Without any children a DELETE empties the container; with amounts only, nobody can say which packs went.
      const unnamed = quantities.any || (children?.others.length ?? 0) > 0
      return noChildren && (kind.type === 'aggregate' || unnamed) ? OBSERVE : kind
    }
    case 'dispense':
      if (said.form.disposition === 'partially_dispensed' && wholeNumber(own?.units) === undefined) {
        const words = 'a part of the pack was dispensed, but not how many units: kept as an observation'
        report.warn('NO_UNITS', words, ['disposition'], 'Say how many: packtrail:units.')
        return OBSERVE
      }
      return kind
    case 'close':
      return closeOf(said) === undefined ? OBSERVE : kind
    default:
      return kind
  }
}

// -------------------------------------------------------------- beginnings

/** Packs by product, each with its lot; containers on their own, for they have none. */
function beginnings(said: Said, kind: Kind, items: Items | undefined, making: Context): DraftEvent[] {
  const { packs, containers } = items ?? NO_ITEMS
  const drafts: DraftEvent[] = []
  const add = (as: Kind): Making => {
    const draft = make(said, as, making)
    drafts.push(draft)
    return draft
  }
  if (packs.length > 0) {
    const groups = commissionsOf(said, packs, making.report)
    for (const commission of groups) add(kind).commission = commission
    if (groups.length === 0) add(OBSERVE).packs = withOwn(packs, said.own)
  }
  if (containers.length > 0) {
    const draft = add(kind)
    draft.containers = containers
    const lot = ilmdExtra(said.ilmd)
    // The model knows lots of packs only.
    if (lot.length > 0) draft.extra = [...(draft.extra ?? []), ...lot].sort((a, b) => compareText(a[0], b[0]))
  }
  const { batches, products } = said.quantities
  if (drafts.length === 0 && batches.length + products.length > 0) {
    const draft = add(OBSERVE)
    draft.batches = batches
    draft.products = products
  }
  return drafts
}

/** None when a lot is not said: then the packs are observed, and cannot be registered. */
function commissionsOf(said: Said, packs: readonly DraftPack[], report: EventReport): DraftCommission[] {
  const groups = new Map<
    string,
    { product: string; lot: string | undefined; expiry: string | undefined; serials: string[] }
  >()
  // Packs of one product about which nothing else is said go where the one before went.
  let last: { readonly product: string; readonly serials: string[] } | undefined
  for (const pack of packs) {
    if (pack.product === last?.product && pack.lot === undefined && pack.expiry === undefined) {
      last.serials.push(pack.serial)
      continue
    }
    const {
      product,
      serial,
      lot = said.ilmd.lot ?? said.own?.lot,
      expiry = said.ilmd.expiry ?? said.own?.expiry,
    } = pack
    conflicts(pack, said, report)
    const key = `${product}\0${lot ?? ''}\0${expiry ?? ''}`
    const group = groups.get(key)
    const serials = group?.serials ?? []
    serials.push(serial)
    if (group === undefined) groups.set(key, { product, lot, expiry, serials })
    last = pack.lot === undefined && pack.expiry === undefined ? { product, serials } : undefined
  }
  const found = [...groups.values()]
  if (found.some(({ lot }) => lot === undefined)) {
    const words = 'packs are commissioned without a lot: they are kept as seen, and not registered'
    report.warn('NO_LOT', words, ['ilmd'], 'Give lotNumber in ilmd.')
    return []
  }
  if (found.some(({ expiry }) => expiry === undefined)) {
    report.warn('NO_EXPIRY', 'packs are commissioned without an expiry', ['ilmd'], 'Give itemExpirationDate in ilmd.')
  }
  return found.map(({ product, lot = '', expiry, serials }) => {
    const batch = makeBatchId(product, lot)
    if (!batch.ok) report.explain(batch.faults, ['ilmd'])
    const commission: { -readonly [K in keyof DraftCommission]: DraftCommission[K] } = { product, lot, serials }
    if (expiry !== undefined) commission.expiry = expiry
    return said.own === undefined ? commission : { ...commission, ...madeOf(said.own) }
  })
}

/** A Digital Link that claims another lot or expiry than the ILMD. */
function conflicts(pack: DraftPack, { ilmd }: Said, report: EventReport): void {
  if (pack.lot !== undefined && ilmd.lot !== undefined && pack.lot !== ilmd.lot) {
    report.error('LOT_CONFLICT', 'a pack names another lot than the event', ['epcList'], 'Say one lot.')
  }
  if (pack.expiry !== undefined && ilmd.expiry !== undefined && pack.expiry !== ilmd.expiry) {
    report.error('EXPIRY_CONFLICT', 'a pack names another expiry than the event', ['epcList'], 'Say one expiry.')
  }
}

function madeOf(own: OwnFields): Pick<DraftCommission, 'made' | 'units' | 'markets'> {
  const made = own.made === undefined ? undefined : tolerantDay(own.made)
  const units = wholeNumber(own.packUnits)
  const markets = own.markets?.split(' ').filter((one) => /^[A-Z]{2}$/.test(one))
  return {
    ...(made === undefined ? {} : { made }),
    ...(units === undefined || units < 1 ? {} : { units }),
    ...(markets === undefined || markets.length === 0 ? {} : { markets: [...new Set(markets)].sort() }),
  }
}

// ---------------------------------------------------- transformation, close

/** What goes in ends, what comes out begins (repackaging). */
function transformation(said: Said, making: Context): readonly DraftEvent[] {
  const { packs, containers } = said.inputs ?? NO_ITEMS
  const begun = beginnings(said, { type: 'commission' }, said.outputs, making)
  if (packs.length + containers.length === 0) return begun
  const ended: Kind = { type: 'decommission', reason: 'transformed' }
  return [{ ...make(said, ended, making), packs, containers }, ...begun]
}

function closeOf({ own, quantities }: Said): DraftEvent['close'] {
  const [batch] = quantities.batches
  const allocated = wholeNumber(own?.allocated)
  const commissioned = wholeNumber(own?.commissioned)
  const wasted = wholeNumber(own?.wasted)
  const unused = wholeNumber(own?.unused)
  if (batch === undefined || allocated === undefined || commissioned === undefined) return undefined
  return wasted === undefined || unused === undefined
    ? undefined
    : { ...batch, allocated, commissioned, wasted, unused }
}

// ------------------------------------------------- lots of packs, correction

/** Lot and expiry of packs as our own exports carry them: for all at once, or one by one. */
function withOwn(packs: readonly DraftPack[], own: OwnFields | undefined): readonly DraftPack[] {
  if (own === undefined || (own.lot ?? own.expiry ?? own.packs) === undefined) return packs
  const each = ownPacks(own.packs)
  return packs.map((pack) => {
    const said = each.get(`${pack.product}/${pack.serial}`)
    const lot = said?.lot ?? own.lot
    const expiry = said?.expiry ?? own.expiry
    const checked = lot !== undefined && makeBatchId(pack.product, lot).ok
    const day = expiry === undefined ? undefined : tolerantDay(expiry)
    return { ...pack, ...(checked ? { lot } : {}), ...(day === undefined ? {} : { expiry: day }) }
  })
}

function ownPacks(text: string | undefined): ReadonlyMap<string, Pick<DraftPack, 'lot' | 'expiry'>> {
  let list: unknown
  try {
    list = text === undefined ? [] : JSON.parse(text)
  } catch {
    list = []
  }
  const found = new Map<string, Pick<DraftPack, 'lot' | 'expiry'>>()
  for (const item of Array.isArray(list) ? (list as readonly unknown[]) : []) {
    if (!Array.isArray(item)) continue
    const [id, lot, expiry] = item as readonly unknown[]
    if (typeof id !== 'string') continue
    found.set(id, {
      ...(typeof lot === 'string' && lot !== '' ? { lot } : {}),
      ...(typeof expiry === 'string' && expiry !== '' ? { expiry } : {}),
    })
  }
  return found
}

/** The event as it was once said, wrapped into its correction. */
function corrections(original: DraftEvent, { error }: Said): readonly DraftEvent[] {
  if (error === undefined) return []
  const { who, where, docs, extra = [] } = original
  const { reason } = error
  const known = reason !== undefined && REASONS.has(reason)
  const more = reason === undefined || known ? [] : [['errorReason', reason] as const]
  const pairs = [...extra, ...error.extra, ...more]
  pairs.sort((a, b) => compareText(a[0], b[0]))
  const base = {
    type: 'correct' as const,
    detail: reason === undefined ? {} : { reason: known ? reason : 'other' },
    ...(error.when === undefined ? {} : { when: error.when }),
    ...(who === undefined ? {} : { who }),
    ...(where === undefined ? {} : { where }),
    ...(docs === undefined ? {} : { docs }),
    ...(pairs.length === 0 ? {} : { extra: pairs }),
  }
  return correctionsOf(original, base)
}
