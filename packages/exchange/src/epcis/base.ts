/** The fields of a draft that do not depend on the things it names. */
import { parsePartyId } from '@packtrail/codes'
import { compareText, type Detail, EVENT_TYPES, type Who } from '@packtrail/protocol'
import type { DraftEvent } from '../draft.ts'
import { type Form, formOf, type Kind } from './kind.ts'
import type { OwnFields } from './own.ts'
import { deriveWho } from './parties.ts'
import type { EventReport } from './report.ts'
import type { Said } from './said.ts'

export type Base = Pick<DraftEvent, 'type' | 'detail' | 'when' | 'who' | 'where' | 'trade' | 'docs' | 'extra'>

/** Most UTF-16 units of `extra` in all: in UTF-8 they still fit a slot of 1 MiB with its keys (protocol). */
const MAX_EXTRA = 300_000

export function baseOf(said: Said, kind: Kind, defaultAgent: string | undefined, report: EventReport): Base {
  const { when, where, trade, docs, own } = said
  const detail = detailOf(kind, own)
  const who = whoOf(said, kind, defaultAgent)
  const extra = extraOf(said, kind, report)
  return {
    type: kind.type,
    detail,
    ...(when === undefined ? {} : { when }),
    ...(who === undefined ? {} : { who }),
    ...(where === undefined ? {} : { where }),
    ...(trade === undefined ? {} : { trade }),
    ...(docs === undefined ? {} : { docs }),
    ...(extra === undefined ? {} : { extra }),
  }
}

const NO_DETAIL: Detail = {}

function detailOf(kind: Kind, own: OwnFields | undefined): Detail {
  if (own === undefined && kind.reason === undefined && kind.undoes === undefined) return NO_DETAIL
  const undoes = EVENT_TYPES.find((type) => type === own?.undoes) ?? kind.undoes
  const units = wholeNumber(own?.units)
  const market = own?.market !== undefined && /^[A-Z]{2}$/.test(own.market) ? own.market : undefined
  const reason = own?.reason ?? kind.reason
  return {
    ...(reason === undefined ? {} : { reason: reason.slice(0, 64) }),
    ...(units === undefined ? {} : { units }),
    ...(undoes === undefined ? {} : { undoes }),
    ...(market === undefined ? {} : { market }),
    ...(own?.before === undefined ? {} : { before: own.before.slice(0, 64) }),
    ...(own?.after === undefined ? {} : { after: own.after.slice(0, 64) }),
  }
}

/** 0 to 10^9, or `undefined`. */
export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

function whoOf({ trade, where, own }: Said, kind: Kind, defaultAgent: string | undefined): Who | undefined {
  const derived = deriveWho(kind.type, kind.undoes, trade, where, defaultAgent)
  if (own === undefined || (own.agent ?? own.owner ?? own.holder) === undefined) return derived
  const agent = override(own.agent, derived?.agent)
  const owner = override(own.owner, derived?.owner)
  const holder = override(own.holder, derived?.holder)
  if ((agent ?? owner ?? holder) === undefined) return undefined
  return {
    ...(agent === undefined ? {} : { agent }),
    ...(owner === undefined ? {} : { owner }),
    ...(holder === undefined ? {} : { holder }),
  }
}

function override(said: string | undefined, derived: string | undefined): string | undefined {
  if (said === undefined) return derived
  const party = said === 'none' ? undefined : parsePartyId(said)
  return party?.ok === true ? party.value : undefined
}

// ------------------------------------------------------------------- extra

function extraOf(said: Said, kind: Kind, report: EventReport): DraftEvent['extra'] {
  const pairs = [...said.extra, ...formExtra(said.form, formOf(kind)), ...ownExtra(said.own)]
  for (const [field, items] of [
    ['otherEPCs[]', said.epcs],
    ['otherChildren[]', said.children],
    ['otherInputs[]', said.inputs],
    ['otherOutputs[]', said.outputs],
  ] as const) {
    if (items !== undefined && items.others.length > 0) pairs.push([field, JSON.stringify(items.others.sort())])
  }
  if (pairs.length === 0) return undefined
  if (pairs.length > 1) pairs.sort((a, b) => compareText(a[0], b[0]))
  checkExtra(pairs, report)
  return pairs
}

/** What the document said otherwise than the type of the event would be written. */
function formExtra(said: Form, usual: Form): (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = []
  if (said.event !== usual.event) pairs.push(['eventType', said.event])
  if (said.action !== undefined && said.action !== usual.action) pairs.push(['action', said.action])
  if (said.step !== undefined && said.step !== usual.step) pairs.push(['bizStep', said.step])
  if (said.disposition !== undefined && said.disposition !== usual.disposition) {
    pairs.push(['disposition', said.disposition])
  }
  const { set = [], unset = [] } = said
  if (set.join() !== (usual.set ?? []).join() || unset.join() !== (usual.unset ?? []).join()) {
    pairs.push(['persistentDisposition', JSON.stringify({ set, unset })])
  }
  return pairs
}

/** Keys that an export of ours could put nowhere else. */
function ownExtra(own: OwnFields | undefined): (readonly [string, string])[] {
  if (own?.extra === undefined) return []
  let value: unknown
  try {
    value = JSON.parse(own.extra)
  } catch {
    return []
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text] as const] : []))
}

function checkExtra(pairs: readonly (readonly [string, string])[], report: EventReport): void {
  let size = 0
  for (let i = 0; i < pairs.length; i++) {
    const [key, text] = pairs[i] as readonly [string, string]
    size += key.length + text.length
    if (key.length > 256 || key === pairs[i - 1]?.[0]) {
      report.error('BAD_NAME', `«${key.slice(0, 80)}» stands twice, or its name is too long`, [], 'Say it once.')
    }
    if (/\p{Surrogate}/u.test(text) || /\p{Surrogate}/u.test(key)) {
      report.error('BAD_TYPE', `the text of «${key.slice(0, 80)}» holds half a character`, [], 'Mend the text.')
    }
  }
  if (size > MAX_EXTRA) {
    const words = `what the event says beside its goods has more than ${MAX_EXTRA} characters`
    report.error('TOO_LARGE', words, [], 'Send bulky data on its own and refer to it.')
  }
}
