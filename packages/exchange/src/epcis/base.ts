/** The fields of a draft that do not depend on the things it names. */
import { parsePartyId } from '@packtrail/codes'
import { compareText, type Detail, EVENT_TYPES, type Who } from '@packtrail/protocol'
import type { DraftEvent } from '../draft.ts'
import type { Items } from './items.ts'
import { type Form, formOf, type Kind } from './kind.ts'
import type { OwnFields } from './own.ts'
import { deriveWho } from './parties.ts'
import type { EventReport } from './report.ts'
import type { Said } from './said.ts'

/** A draft while it is made. Fields are set one by one: spreading optional fields costs more than all of the mapping. */
export type Making = { -readonly [K in keyof DraftEvent]: DraftEvent[K] }

/** Most UTF-16 units of `extra` in all: in UTF-8 they still fit a slot of 1 MiB with its keys (protocol). */
const MAX_EXTRA = 300_000
/** Of that, for what Digital Links claim. */
const MAX_LINKS = 100_000

const NONE: readonly never[] = []

/** A draft of this kind that names nothing yet. */
export function baseOf(said: Said, kind: Kind, defaultAgent: string | undefined, report: EventReport): Making {
  const { when, where, trade, docs, own } = said
  const draft: Making = {
    type: kind.type,
    detail: detailOf(kind, own),
    packs: NONE,
    containers: NONE,
    batches: NONE,
    products: NONE,
  }
  if (when !== undefined) draft.when = when
  const who = whoOf(said, kind, defaultAgent)
  if (who !== undefined) draft.who = who
  if (where !== undefined) draft.where = where
  if (trade !== undefined) draft.trade = trade
  if (docs !== undefined) draft.docs = docs
  const extra = extraOf(said, kind, report)
  if (extra !== undefined) draft.extra = extra
  return draft
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
  const pairs = said.extra.slice()
  const own = said.own === undefined ? NONE : ownExtra(said.own)
  const isPart = said.form.event === 'TransformationEvent' || own.some(isTransformation)
  addForm(pairs, said.form, formOf(kind), isPart)
  pairs.push(...own)
  addOthers(pairs, 'otherEPCs[]', said.epcs)
  addOthers(pairs, 'otherChildren[]', said.children)
  addOthers(pairs, 'otherInputs[]', said.inputs)
  addOthers(pairs, 'otherOutputs[]', said.outputs)
  addLinks(pairs, said, report)
  if (pairs.length === 0) return undefined
  if (pairs.length > 1) pairs.sort((a, b) => compareText(a[0], b[0]))
  checkExtra(pairs, report)
  return pairs
}

function addLinks(pairs: Said['extra'], { epcs, children, inputs, outputs }: Said, report: EventReport): void {
  const links = [epcs, children, inputs, outputs].flatMap((items) => items?.links ?? [])
  if (links.length === 0) return
  const text = `[${links
    .map((one) => JSON.stringify(one))
    .sort()
    .join(',')}]`
  if (text.length <= MAX_LINKS) pairs.push(['linkAttributes[]', text])
  else report.warn('TOO_LARGE', LINKS, ['epcList'], 'Say it in fields of the event.')
}

const LINKS = 'the links of the event claim more behind their question marks than is kept: it is left out'

function addOthers(pairs: Said['extra'], key: string, items: Items | undefined): void {
  if (items !== undefined && items.others.length > 0) pairs.push([key, JSON.stringify([...items.others].sort())])
}

/** A part of a TransformationEvent, as our own export writes it where it stands alone. */
function isTransformation([key, text]: readonly [string, string]): boolean {
  return key === 'eventType' && text === 'TransformationEvent'
}

/**
 * What the document said otherwise than the type of the event would be written. A word that it did not say is an empty text where the
 * type would have one: nobody may claim it in its name. The parts of a transformation have no usual words, for each would have others.
 */
function addForm(pairs: Said['extra'], said: Form, usual: Form, isPart: boolean): void {
  const { event, action, set, unset } = said
  if (event !== usual.event) pairs.push(['eventType', event])
  if (action !== undefined && action !== usual.action) pairs.push(['action', action])
  addWord(pairs, 'bizStep', said.step, isPart ? undefined : usual.step)
  addWord(pairs, 'disposition', said.disposition, isPart ? undefined : usual.disposition)
  if (sameWords(set, usual.set) && sameWords(unset, usual.unset)) return
  pairs.push(['persistentDisposition', JSON.stringify({ set: set ?? [], unset: unset ?? [] })])
}

function addWord(pairs: Said['extra'], key: string, said: string | undefined, usual: string | undefined): void {
  if (said !== usual) pairs.push([key, said ?? ''])
}

function sameWords(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a === b || (a ?? NONE).join() === (b ?? NONE).join()
}

/** Keys that an export of ours could put nowhere else. */
function ownExtra(own: OwnFields): (readonly [string, string])[] {
  if (own.extra === undefined) return []
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
