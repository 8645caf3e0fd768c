/**
 * What is kept of an act between a counter and a person: a dispense, a return by the buyer, and what takes them back. Everywhere
 * else a document may say what it likes of goods; here nothing is kept but what is known to be about goods, places and papers of
 * trade, for the other side of such an act is a patient, whatever the field is called (docs/spec/03-events.md#people).
 */
import { isLot } from '@packtrail/codes'
import { REASONS } from './act-words.ts'
import { isCbvWord } from './cbv.ts'
import { isKeptExtra } from './counter-extra.ts'
import type { Detail, DocRef, Event, EventType, Subject, Trade, Where, Who } from './event.ts'
import { personOf, personOfId } from './person-fields.ts'
import { looksPersonal } from './person-number.ts'

/** An event or a draft of one, as far as people could be named in it. */
export interface ToldAct extends Pick<Event, 'type' | 'detail' | 'who' | 'where' | 'trade' | 'docs' | 'extra'> {
  readonly subjects?: readonly Subject[]
  readonly batches?: readonly { readonly lot: string }[]
}

export type SparedField = 'reason' | 'before' | 'after' | 'code' | 'who' | 'where' | 'trade' | 'docs' | 'extra'

export interface Spared<A> {
  /** The very same when nothing was left out. */
  readonly act: A
  /** The field of each value that was left out. */
  readonly dropped: readonly SparedField[]
}

/** Acts of those who have the goods in their hands; a reason is a word of the list there, never a sentence. */
const IN_HANDS: ReadonlySet<EventType> = new Set<EventType>([
  ...(['dispense', 'return', 'undo', 'correct', 'observe', 'sample', 'destroy', 'steal', 'lose', 'find'] as const),
  ...(['lock', 'unlock', 'quarantine', 'release', 'decommission', 'recall'] as const),
])
/** Who runs a ledger and gave itself no other name. */
const UNNAMED_OPERATOR = 'uri:urn:packtrail:operator'
/** An authority's answer to a paper. */
const CODE = /^[\w.-]{1,64}$/
const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/
/** What begins a number that an issuer of the trade gave, in the forms of GS1: its letters are not those of a name. */
const ISSUED =
  /^(?:urn:epcglobal:cbv:bt:\d{13}:|urn:epc:id:(?:gdti|ginc|gsin):|https:\/\/id\.gs1\.org\/(?:253|400|401|402)\/)/
/** Numbers of papers are digits with a few letters before or between them; five letters in a row may be a name. */
const NUMBER = /^(?=.*\d)(?!.*[a-z]{5})[\w./:;+-]{1,64}$/i
/** 统一社会信用代码 (GB 32100), and the platform's ref_ent_id. */
const ENTERPRISE = /^(?:[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}|[0-9a-f]{32})$/
/** The name of a field in the JSON of a structure. */
const FIELD = /"([^"\\]{1,200})":/g
const NOTHING: readonly SparedField[] = []

/** Whether its other side may be a person. */
export function isAtCounter({ type, detail }: Pick<ToldAct, 'type' | 'detail'>): boolean {
  if (type === 'undo') return detail.undoes === 'dispense' || detail.undoes === 'return'
  return type === 'dispense' || type === 'return'
}

/** @param atCounter For what the act itself does not say: that it takes back one at a counter, or that nobody knows what it is. */
export function sparePersons<A extends ToldAct>(act: A, atCounter: boolean = isAtCounter(act)): Spared<A> {
  if (!atCounter && isPlain(act)) return { act, dropped: NOTHING }
  const dropped: SparedField[] = []
  const detail = atCounter || IN_HANDS.has(act.type) ? plainDetail(act, dropped) : act.detail
  const isParty = atCounter ? isEnterprise : isNoPerson
  const who = kept<Who>(act.who, 'who', isParty, dropped)
  const where = kept<Where>(act.where, 'where', isParty, dropped)
  const trade = kept<Trade>(act.trade, 'trade', (party, side) => side === 'toMarket' || isParty(party), dropped)
  const docs = listed(act.docs, 'docs', atCounter ? isTradePaper : isOfNobody, dropped)
  const extra = listed(act.extra, 'extra', atCounter ? isKeptExtra : isFieldOfNobody, dropped)
  if (dropped.length === 0) return { act, dropped: NOTHING }
  const { who: _, where: __, trade: ___, docs: ____, extra: _____, ...rest } = act
  const plain = {
    ...rest,
    detail,
    ...(who === undefined ? {} : { who }),
    ...(where === undefined ? {} : { where }),
    ...(trade === undefined ? {} : { trade }),
    ...(docs === undefined ? {} : { docs }),
    ...(extra === undefined ? {} : { extra }),
  }
  return { act: plain as unknown as A, dropped }
}

/** Whether nothing has to be left out of an act between businesses: nearly all are, and this makes nothing anew. */
function isPlain({ type, detail, who, where, trade, docs, extra }: ToldAct): boolean {
  const { reason, before, after, code } = detail
  const isSilent = reason === undefined && before === undefined && after === undefined && code === undefined
  if (!isSilent && IN_HANDS.has(type)) return false
  if (!namesNobody(who) || !namesNobody(where) || !namesNobody(trade)) return false
  return (docs === undefined || docs.every(isOfNobody)) && (extra === undefined || extra.every(isFieldOfNobody))
}

function namesNobody(fields: Who | Where | Trade | undefined): boolean {
  for (const key in fields) {
    const id = (fields as Readonly<Record<string, string | undefined>>)[key]
    if (id !== undefined && !isNoPerson(id)) return false
  }
  return true
}

/** Whether a number of a paper can be kept with an act at a counter. */
export function isTradePaper({ type, id }: DocRef): boolean {
  if (type !== '' && type !== 'bill' && type !== 'receipt' && !isCbvWord('btt', type)) return false
  const number = id.replace(ISSUED, '')
  return NUMBER.test(number) && !looksPersonal(number)
}

function plainDetail(act: ToldAct, dropped: SparedField[]): Detail {
  const { reason, before, after, code } = act.detail
  if (reason === undefined && before === undefined && after === undefined && code === undefined) return act.detail
  const plain: { -readonly [K in keyof Detail]: Detail[K] } = { ...act.detail }
  const drop = (field: 'reason' | 'before' | 'after' | 'code'): void => {
    delete plain[field]
    dropped.push(field)
  }
  if (reason !== undefined && !REASONS.has(reason)) drop('reason')
  if (before !== undefined && !isPrinted(act, before)) drop('before')
  if (after !== undefined && !isPrinted(act, after)) drop('after')
  if (code !== undefined && !(act.type === 'observe' && CODE.test(code) && !looksPersonal(code))) drop('code')
  return plain
}

/** What stands on a pack: only a correction of it says so, and of what it says it corrects. */
function isPrinted({ type, detail: { reason }, subjects = [], batches = [] }: ToldAct, text: string): boolean {
  if (type !== 'correct') return false
  if (reason === 'expiry') return DAY.test(text)
  if (reason !== 'lot') return false
  if (batches.some(({ lot }) => lot === text)) return true
  if (subjects.some((subject) => subject.kind === 'batch' && subject.lot === text)) return true
  return isLot(text) && /\d/.test(text) && !looksPersonal(text)
}

/** Between businesses people are known by what a field calls itself, or by a number that only people have (GSRN). */
function isNoPerson(id: string): boolean {
  return personOfId(id.startsWith('uri:') ? id.slice(4) : id) === undefined
}

function isOfNobody({ type, id }: DocRef): boolean {
  return personOf(type) === undefined && isNoPerson(id)
}

function isFieldOfNobody([key, text]: readonly [string, string]): boolean {
  if (personOf(key) !== undefined) return false
  return !key.endsWith('[]') || ![...text.matchAll(FIELD)].some(([, name]) => personOf(name ?? '') !== undefined)
}

/** A party that a register of enterprises numbers. */
function isEnterprise(party: string): boolean {
  if (party.startsWith('gln:') || party === UNNAMED_OPERATOR) return true
  if (!party.startsWith('cn-ent:')) return false
  const number = party.slice(7)
  return (ENTERPRISE.test(number) || NUMBER.test(number)) && !looksPersonal(number)
}

function kept<T extends object>(
  fields: T | undefined,
  name: SparedField,
  isKept: (text: string, key: string) => boolean,
  dropped: SparedField[],
): T | undefined {
  if (fields === undefined) return undefined
  const pairs = Object.entries(fields as Readonly<Record<string, string | undefined>>)
  const good = pairs.filter(([key, text]) => text !== undefined && isKept(text, key))
  const said = pairs.filter(([, text]) => text !== undefined).length
  for (let i = good.length; i < said; i++) dropped.push(name)
  return good.length === 0 ? undefined : (Object.fromEntries(good) as T)
}

function listed<T>(
  list: readonly T[] | undefined,
  name: SparedField,
  isKept: (one: T) => boolean,
  dropped: SparedField[],
): readonly T[] | undefined {
  const good = list?.filter(isKept) ?? []
  for (let i = good.length; i < (list?.length ?? 0); i++) dropped.push(name)
  return good.length === 0 ? undefined : good
}
