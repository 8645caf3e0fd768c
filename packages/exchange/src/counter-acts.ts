/**
 * What is kept of an act between a counter and a person: a dispense, a return by the buyer, and what takes them back. Everywhere
 * else a field is dropped when its name says that it is about a person; here nothing is kept but what is known to be about goods,
 * places and papers of trade, for the other side of such an act is a patient, whatever the field is called.
 */
import type { Detail, DocRef, Trade, Who } from '@packtrail/protocol'
import type { DraftEvent } from './draft.ts'

type Pair = readonly [string, string]

/** Keys of `extra` (README.md, «Extra») whose text comes from a closed list or a clock. */
const KEPT: ReadonlySet<string> = new Set([
  ...['eventType', 'action', 'bizStep', 'disposition', 'persistentDisposition', 'recordTime', 'eventTimeFraction'],
  ...['bill.type', 'quantityList[]'],
])
/** A number that a program made: RFC 9562, or the event hash of CBV 2.0, section 8.9. */
const MADE_ID = /^(?:urn:uuid:[0-9a-f-]{36}|ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=[\w.]{1,16})$/i
const WORD = /^[a-z][a-z0-9_-]{0,31}$/
/** Numbers of bills are digits with a few letters before or between them; five letters in a row may be a name. */
const NUMBER = /^(?=.*\d)(?!.*[a-z]{5})[\w./:;+-]{1,64}$/i
const PRESCRIPTION = /rx|presc|recipe|rezept|patient/i

/** Whether its other side may be a person. */
export function isAtCounter({ type, detail }: Pick<DraftEvent, 'type' | 'detail'>): boolean {
  if (type === 'undo') return detail.undoes === 'dispense' || detail.undoes === 'return'
  return type === 'dispense' || type === 'return'
}

/** Whether a number of a paper can be kept with such an act. */
export function isTradePaper({ type, id }: DocRef): boolean {
  return !PRESCRIPTION.test(type) && NUMBER.test(lastPart(id)) && !/[^\x21-\x7e]/.test(id)
}

/** Whether a reason is a word of a list, and no sentence. */
export function isReasonWord(reason: string): boolean {
  return WORD.test(reason)
}

/** The act without whatever could be about a person, and how many values were left out. */
export function withoutPersons(event: DraftEvent): { readonly event: DraftEvent; readonly dropped: number } {
  const { original } = event
  const earlier = original === undefined ? undefined : withoutPersons(original)
  if (!isAtCounter(event)) {
    if (earlier === undefined || earlier.dropped === 0) return { event, dropped: 0 }
    return { event: { ...event, original: earlier.event }, dropped: earlier.dropped }
  }
  const { detail, who, trade, docs, extra = [], ...rest } = event
  const sides = trade === undefined ? undefined : sidesOf(event.type, trade)
  const by = who === undefined ? undefined : organisationsOf(who)
  const papers = docs?.filter(isTradePaper)
  const kept = extra.filter(isKept)
  const plain = plainDetail(detail)
  const dropped =
    countOf(trade) -
    countOf(sides) +
    countOf(who) -
    countOf(by) +
    (docs?.length ?? 0) -
    (papers?.length ?? 0) +
    (extra.length - kept.length) +
    (countOf(detail) - countOf(plain)) +
    (earlier?.dropped ?? 0)
  if (dropped === 0) return { event, dropped }
  const out: DraftEvent = {
    ...rest,
    detail: plain,
    ...(by === undefined || countOf(by) === 0 ? {} : { who: by }),
    ...(sides === undefined || countOf(sides) === 0 ? {} : { trade: sides }),
    ...(papers === undefined || papers.length === 0 ? {} : { docs: papers }),
    ...(kept.length === 0 ? {} : { extra: kept }),
    ...(earlier === undefined ? {} : { original: earlier.event }),
  }
  return { event: out, dropped }
}

function countOf(value: object | undefined): number {
  return value === undefined ? 0 : Object.values(value).filter((each) => each !== undefined).length
}

function isKept([key, text]: Pair): boolean {
  return KEPT.has(key) || (key === 'eventID' && MADE_ID.test(text))
}

function plainDetail(detail: Detail): Detail {
  if (detail.reason === undefined || isReasonWord(detail.reason)) return detail
  const { reason: _, ...plain } = detail
  return plain
}

/** The side of the counter is a party of the trade; the other one only if a register of enterprises numbers it. */
function sidesOf(type: DraftEvent['type'], trade: Trade): Trade {
  const { fromHolder, fromOwner, toHolder, toOwner, toMarket } = trade
  const sold = type === 'dispense'
  const from = (party: string | undefined): boolean => party !== undefined && (sold || isEnterprise(party))
  const to = (party: string | undefined): boolean => party !== undefined && (!sold || isEnterprise(party))
  return {
    ...(from(fromHolder) ? { fromHolder: fromHolder as string } : {}),
    ...(from(fromOwner) ? { fromOwner: fromOwner as string } : {}),
    ...(to(toHolder) ? { toHolder: toHolder as string } : {}),
    ...(to(toOwner) ? { toOwner: toOwner as string } : {}),
    ...(toMarket === undefined ? {} : { toMarket }),
  }
}

/** Who owns what was handed out may be who bought it. */
function organisationsOf({ agent, owner, holder }: Who): Who {
  const owns = owner !== undefined && (isEnterprise(owner) || owner === agent || owner === holder)
  return {
    ...(agent === undefined ? {} : { agent }),
    ...(owns ? { owner: owner as string } : {}),
    ...(holder === undefined ? {} : { holder }),
  }
}

function isEnterprise(party: string): boolean {
  return party.startsWith('gln:') || party.startsWith('cn-ent:')
}

function lastPart(id: string): string {
  return id.slice(Math.max(id.lastIndexOf('/'), id.lastIndexOf(':')) + 1)
}
