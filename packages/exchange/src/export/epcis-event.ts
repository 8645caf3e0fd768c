/** A draft → one event of EPCIS 2.0 JSON-LD, such that reading it back gives the same draft. */
import {
  type ClassId,
  classToUri,
  type ItemId,
  isUri,
  itemToUri,
  type PartyId,
  type PlaceId,
  parsePlaceId,
  partyOf,
  partyToUri,
  placeToUri,
} from '@packtrail/codes'
import { type DocRef, isCbvWord, type Time, type Trade } from '@packtrail/protocol'
import type { DraftEvent, DraftPack } from '../draft.ts'
import { ACTIONS, EPCIS_TYPES, type EpcisType, type Form, formOf, type Kind } from '../epcis/kind.ts'
import { DOC_PREFIX, DOC_TYPE_PREFIX, OWN_PREFIX } from '../epcis/own.ts'
import { PARTY_KEY } from '../epcis/trade.ts'
import { formatOffset, formatTime } from '../time.ts'
import { type ExtraTargets, type Members, placeExtra } from './epcis-extra.ts'
import { type Own, ownFields } from './epcis-own.ts'
import { containerUri, thingUris } from './epcis-things.ts'
import { makeNames, type Names, parseList } from './names.ts'

/** Members that not every type of event may have (EPCIS 2.0 JSON schema). */
const ONLY: Readonly<Record<string, readonly EpcisType[]>> = {
  ilmd: ['ObjectEvent', 'TransformationEvent'],
  quantityList: ['ObjectEvent', 'TransactionEvent'],
  childQuantityList: ['AggregationEvent', 'AssociationEvent'],
  inputQuantityList: ['TransformationEvent'],
  outputQuantityList: ['TransformationEvent'],
  transformationID: ['TransformationEvent'],
}

export interface WrittenEvent {
  readonly members: Members
  readonly names: Names
  /** What stands in our own namespace: fields of it, and keys of `extra`. */
  readonly own: readonly string[]
  /** Extensions that are written in another form than they came in. */
  readonly reformed: readonly string[]
}

/** @param xml For XML, which cannot hold all that JSON can. */
export function epcisEvent(draft: DraftEvent, xml: boolean): WrittenEvent {
  const { original } = draft
  return original === undefined ? writeEvent(draft, undefined, xml) : writeEvent(original, draft, xml)
}

/** @param correction The correction that takes the event back, and repeats it. */
function writeEvent(draft: DraftEvent, correction: DraftEvent | undefined, xml: boolean): WrittenEvent {
  const extra = new Map(draft.extra ?? [])
  const kind: Kind = kindOfDraft(draft)
  const form = formOfDraft(kind, extra)
  const own: Own = ownFields(draft, kind, form)
  // A transformation is told as what ended and what began: its type goes along as text.
  const kept: [string, string][] =
    extra.get('eventType') === 'TransformationEvent' ? [['eventType', 'TransformationEvent']] : []
  const targets = targetsOf({ type: form.event }, form, xml, draft)
  const { event } = targets
  kept.push(...placeExtra(draft.extra ?? [], targets).map(([key, text]): [string, string] => [key, text]))
  writeForm(event, form)
  writeThings(event, draft, form, extra, own, targets)
  writeFrame(targets, draft, extra.get('eventTimeFraction'), own)
  if (correction !== undefined) writeDeclaration(event, correction, targets)
  return finish(targets, own, kept)
}

/** When and where it happened, between whom, and by which documents. */
export function writeFrame(targets: ExtraTargets, draft: DraftEvent, fraction: string | undefined, own: Own): void {
  const { event } = targets
  writeWhen(event, draft.when, fraction, own)
  writePlaces(event, draft, targets)
  writeTrade(event, draft, targets)
  writeDocs(event, draft.docs)
}

/** Adds our own fields, and what of `extra` has no other place. */
export function finish(targets: ExtraTargets, own: Own, kept: readonly (readonly [string, string])[]): WrittenEvent {
  const { event, names } = targets
  if (kept.length > 0) own.extra = jsonText(Object.fromEntries(kept))
  for (const [field, text] of Object.entries(own)) event[`${OWN_PREFIX}:${field}`] = text
  const fields = Object.keys(own).filter((field) => field !== 'extra')
  return { members: event, names, reformed: targets.reformed, own: [...fields, ...kept.map(([key]) => key)] }
}

/** With the two characters escaped that JSON lets pass and XML does not. */
function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(/[\ufffe\uffff]/g, (ch) => `\\u${ch.charCodeAt(0).toString(16)}`)
}

// -------------------------------------------------------------------- form

export function kindOfDraft({ type, detail }: DraftEvent): Kind {
  return {
    type,
    ...(detail.reason === undefined ? {} : { reason: detail.reason }),
    ...(detail.undoes === undefined ? {} : { undoes: detail.undoes }),
  }
}

function formOfDraft(kind: Kind, extra: ReadonlyMap<string, string>): Form {
  const usual = formOf(kind)
  const said = extra.get('eventType')
  const event = EPCIS_TYPES.find((one) => one === said && one !== 'TransformationEvent') ?? usual.event
  const action = ACTIONS.find((one) => one === extra.get('action')) ?? usual.action
  const isPart = said === 'TransformationEvent'
  const step = wordOf(extra.get('bizStep'), isPart ? undefined : usual.step)
  const disposition = wordOf(extra.get('disposition'), isPart ? undefined : usual.disposition)
  const persistent = extra.get('persistentDisposition')
  return {
    event,
    action: action ?? 'OBSERVE',
    ...(step === undefined ? {} : { step }),
    ...(disposition === undefined ? {} : { disposition }),
    ...(persistent === undefined ? { set: usual.set ?? [], unset: usual.unset ?? [] } : wordsOf(persistent)),
  }
}

/** What was said; an empty text is a document's silence. */
function wordOf(said: string | undefined, usual: string | undefined): string | undefined {
  const word = said ?? usual
  return word === '' ? undefined : word
}

export function wordsOf(text: string): { readonly set: readonly string[]; readonly unset: readonly string[] } {
  const value = JSON.parse(text) as { readonly set?: readonly string[]; readonly unset?: readonly string[] }
  return { set: value.set ?? [], unset: value.unset ?? [] }
}

export function writeForm(event: Members, { action, step, disposition, set = [], unset = [] }: Form): void {
  if (action !== undefined) event['action'] = action
  if (step !== undefined) event['bizStep'] = step
  if (disposition !== undefined) event['disposition'] = disposition
  if (set.length + unset.length === 0) return
  event['persistentDisposition'] = {
    ...(set.length === 0 ? {} : { set }),
    ...(unset.length === 0 ? {} : { unset }),
  }
}

// -------------------------------------------------------------- when, where

function writeWhen(event: Members, when: Time | undefined, fraction: string | undefined, own: Own): void {
  const { ms, offset, precision } = when ?? { ms: 0, offset: 0, precision: 'none' as const }
  const text = formatTime(ms, offset)
  event['eventTime'] = fraction === undefined ? text : `${text.slice(0, 20)}${fraction}${text.slice(23)}`
  event['eventTimeZoneOffset'] = formatOffset(offset)
  if (precision !== 'ms') own.precision = precision
}

function writePlaces(event: Members, { where }: DraftEvent, { readPoint, bizLocation }: ExtraTargets): void {
  if (where?.readPoint !== undefined) {
    event['readPoint'] = { id: placeToUri(where.readPoint as PlaceId), ...readPoint }
  }
  if (where?.bizLocation !== undefined) {
    event['bizLocation'] = { id: placeToUri(where.bizLocation as PlaceId), ...bizLocation }
  }
}

type Side = keyof Omit<Trade, 'toMarket'>

function writeTrade(
  event: Members,
  { trade, extra = [] }: DraftEvent,
  { sourceList, destinationList }: ExtraTargets,
): void {
  const add = (list: Members[], side: string, type: string, name: Side): void => {
    const party = trade?.[name]
    if (party === undefined) return
    const form = extra.find(([key]) => key === name)?.[1]
    list.push({ type, [side]: sideUri(party as PartyId, form) })
  }
  add(sourceList, 'source', 'owning_party', 'fromOwner')
  add(sourceList, 'source', 'possessing_party', 'fromHolder')
  add(destinationList, 'destination', 'owning_party', 'toOwner')
  add(destinationList, 'destination', 'possessing_party', 'toHolder')
  if (sourceList.length > 0) event['sourceList'] = sourceList
  if (destinationList.length > 0) event['destinationList'] = destinationList
}

/** A side as its document named it: by PGLN, by SGLN with the extension that a party does not have, else by SGLN. */
function sideUri(party: PartyId, form: string | undefined): string {
  if (form === PARTY_KEY) return partyToUri(party)
  const place = form === undefined ? undefined : parsePlaceId(form)
  return placeToUri(place?.ok === true && partyOf(place.value) === party ? place.value : party)
}

/** EPCIS wants URIs for document numbers and types: others are wrapped into one, and unwrapped when read. */
function writeDocs(event: Members, docs: readonly DocRef[] | undefined): void {
  if (docs === undefined) return
  event['bizTransactionList'] = docs.map(({ type, id }) => {
    const bizTransaction = isUri(id) ? id : `${DOC_PREFIX}${encodeURIComponent(id)}`
    if (type === '') return { bizTransaction }
    const plain = isCbvWord('btt', type) || isUri(type)
    return { type: plain ? type : `${DOC_TYPE_PREFIX}${encodeURIComponent(type)}`, bizTransaction }
  })
}

// ------------------------------------------------------------------ things

function writeThings(
  event: Members,
  draft: DraftEvent,
  form: Form,
  extra: ReadonlyMap<string, string>,
  own: Own,
  targets: ExtraTargets,
): void {
  const { commission, packs, parent, close } = draft
  const uris = thingUris(draft)
  const isParts = form.event === 'AggregationEvent' || form.event === 'AssociationEvent'
  const others = extra.get(isParts ? 'otherChildren[]' : 'otherEPCs[]')
  for (const id of parseList(others ?? '[]') ?? []) if (typeof id === 'string') uris.push(itemToUri(id as ItemId))
  const parentID = parent === undefined ? extra.get('parentID') : containerUri(parent)
  if (isParts || form.event === 'TransactionEvent') {
    if (parentID !== undefined) event['parentID'] = parentID
  } else if (parent !== undefined) own.parent = containerUri(parent)
  writeClasses(event, draft, isParts ? 'childQuantityList' : 'quantityList')
  const list = isParts ? 'childEPCs' : 'epcList'
  const needsList =
    form.event === 'ObjectEvent' && event['quantityList'] === undefined && event['sensorElementList'] === undefined
  if (uris.length > 0 || needsList) event[list] = uris
  if (commission !== undefined) {
    const { lot, expiry } = commission
    targets.ilmd['cbvmda:lotNumber'] = lot
    if (expiry !== undefined) targets.ilmd['cbvmda:itemExpirationDate'] = expiry
  }
  if (Object.keys(targets.ilmd).length > 0) event['ilmd'] = targets.ilmd
  if (close === undefined) writeLots(packs, own)
}

/** Batches and products as a whole: classes without an amount. Those with one stand there already. */
function writeClasses(event: Members, { batches, products, close }: DraftEvent, list: string): void {
  const named = [...batches, ...(close === undefined ? [] : [close])].map(({ product, lot }) => `${product}/${lot}`)
  const known = (event[list] ?? []) as readonly { readonly epcClass?: unknown }[]
  const missing = [...named, ...products]
    .map((one) => classToUri(one as ClassId))
    .filter((uri) => !known.some(({ epcClass }) => epcClass === uri))
  if (missing.length > 0) event[list] = [...known, ...missing.map((epcClass) => ({ epcClass }))]
}

/** Lot and expiry of packs: once when all share them, else pack by pack. */
function writeLots(packs: readonly DraftPack[], own: Own): void {
  const [first] = packs
  if (first === undefined) return
  if (packs.every(({ lot, expiry }) => lot === first.lot && expiry === first.expiry)) {
    if (first.lot !== undefined) own.lot = first.lot
    if (first.expiry !== undefined) own.expiry = first.expiry
    return
  }
  own.packs = JSON.stringify(
    packs.flatMap(({ product, serial, lot, expiry }) =>
      (lot ?? expiry) === undefined ? [] : [[`${product}/${serial}`, lot ?? '', expiry ?? '']],
    ),
  )
}

// -------------------------------------------------------------- correction

export function writeDeclaration(
  event: Members,
  { when, detail, extra = [] }: DraftEvent,
  targets: ExtraTargets,
): void {
  const map = new Map(extra)
  const declared = extra.filter(([key]) => key.startsWith('errorDeclaration{'))
  placeExtra(declared, targets)
  const ids = parseList(map.get('correctiveEventIDs[]') ?? '[]') ?? []
  const reason = map.get('errorReason') ?? detail.reason
  event['errorDeclaration'] = {
    declarationTime: formatTime(when?.ms ?? 0, when?.offset ?? 0),
    ...(reason === undefined ? {} : { reason }),
    ...(ids.length === 0 ? {} : { correctiveEventIDs: ids }),
    ...targets.errorDeclaration,
  }
}

export function targetsOf(event: Members, form: Form, xml: boolean, { forms }: DraftEvent): ExtraTargets {
  return {
    event,
    ilmd: {},
    readPoint: {},
    bizLocation: {},
    errorDeclaration: {},
    sourceList: [],
    destinationList: [],
    names: makeNames(xml),
    forms,
    reformed: [],
    allows: (member) => {
      const only = Object.hasOwn(ONLY, member) ? ONLY[member] : undefined
      const mayIlmd = member !== 'ilmd' || form.action === 'ADD' || form.event === 'TransformationEvent'
      return mayIlmd && (only === undefined || only.includes(form.event))
    },
  }
}
