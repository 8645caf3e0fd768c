/**
 * A TransformationEvent is told as what ended and what began (`drafts.ts`), an event of the ledger each. Here they become one again,
 * where that says the same: it is read back before it is written, and has to give the very same drafts.
 */
import { type ItemId, itemToUri } from '@packtrail/codes'
import type { DraftEvent } from '../draft.ts'
import { STANDARD_PREFIXES, withContext } from '../epcis/context.ts'
import { type Form, formOf } from '../epcis/kind.ts'
import { makeMapper } from '../epcis/mapper.ts'
import { makeOutbox } from '../outbox.ts'
import {
  finish,
  kindOfDraft,
  targetsOf,
  type WrittenEvent,
  wordsOf,
  writeDeclaration,
  writeForm,
  writeFrame,
} from './epcis-event.ts'
import { placeExtra } from './epcis-extra.ts'
import { type Own, ownFields } from './epcis-own.ts'
import { thingUris } from './epcis-things.ts'
import { KNOWN, type Names, parseList } from './names.ts'

/** Parts of one event: more than the largest that is read has. */
const MAX_PARTS = 1000

/** Drafts that may be one event, together; each of the others alone. */
export async function* grouped(
  events: AsyncIterable<DraftEvent> | Iterable<DraftEvent>,
): AsyncGenerator<readonly DraftEvent[]> {
  let group: DraftEvent[] = []
  for await (const draft of events) {
    const last = group[group.length - 1]
    if (last !== undefined && !(group.length < MAX_PARTS && follows(last, draft))) {
      yield group
      group = []
    }
    group.push(draft)
  }
  if (group.length > 0) yield group
}

function follows(last: DraftEvent, draft: DraftEvent): boolean {
  if (last.together !== undefined || draft.together !== undefined) return last.together === draft.together
  if (!isPart(last) || !isPart(draft)) return false
  const [before, after] = [toldBy(last), toldBy(draft)]
  if (after.type === 'decommission' && before.type !== 'decommission') return false
  return sameText(frameOf(last), frameOf(draft)) && sameText(frameOf(before), frameOf(after))
}

function frameOf({ when, where, trade, docs, original }: DraftEvent): readonly unknown[] {
  return [when, where, trade, docs, original === undefined]
}

/** A correction repeats what it takes back. */
function toldBy(draft: DraftEvent): DraftEvent {
  return draft.original ?? draft
}

function isPart(draft: DraftEvent): boolean {
  return toldBy(draft).extra?.some(([key, text]) => key === 'eventType' && text === 'TransformationEvent') === true
}

/** `undefined` where the parts are not all that one event says. */
export function transformationEvent(drafts: readonly DraftEvent[], xml: boolean): WrittenEvent | undefined {
  const [first] = drafts
  if (first === undefined || !drafts.every(isPart)) return undefined
  const written = write(first, drafts.map(toldBy), xml)
  const told = drafts.map(bare)
  return sameText(readBack(written), told) ? written : undefined
}

/** @param draft The first, which says when the whole was taken back, if it was. */
function write(draft: DraftEvent, parts: readonly DraftEvent[], xml: boolean): WrittenEvent {
  const first = toldBy(draft)
  const extra = new Map(parts.flatMap((part) => part.extra ?? []))
  const form = formOfParts(extra)
  const begun = parts.find(({ commission }) => commission !== undefined) ?? first
  const { type: _, reason: __, ...own }: Own = ownFields(begun, kindOfDraft(begun), formOf(kindOfDraft(begun)))
  const targets = targetsOf({ type: form.event }, form, xml, first)
  const { event } = targets
  const kept = placeExtra([...extra], targets)
  writeForm(event, form)
  writeFrame(targets, first, extra.get('eventTimeFraction'), own)
  const inputs = parts.filter(({ type }) => type === 'decommission')
  const outputs = parts.filter(({ type }) => type !== 'decommission')
  addList(event, 'inputEPCList', inputs, extra.get('otherInputs[]'))
  addList(event, 'outputEPCList', outputs, extra.get('otherOutputs[]'))
  if (begun.commission !== undefined) {
    const { lot, expiry } = begun.commission
    targets.ilmd['cbvmda:lotNumber'] = lot
    if (expiry !== undefined) targets.ilmd['cbvmda:itemExpirationDate'] = expiry
  }
  if (Object.keys(targets.ilmd).length > 0) event['ilmd'] = targets.ilmd
  if (draft.original !== undefined) writeDeclaration(event, draft, targets)
  return finish(targets, own, kept)
}

/** Each part leaves out the words that go with its own type; what one of them says holds for all. */
function formOfParts(extra: ReadonlyMap<string, string>): Form {
  const step = extra.get('bizStep')
  const disposition = extra.get('disposition')
  const persistent = extra.get('persistentDisposition')
  return {
    event: 'TransformationEvent',
    ...(step === undefined ? {} : { step }),
    ...(disposition === undefined ? {} : { disposition }),
    ...(persistent === undefined ? {} : wordsOf(persistent)),
  }
}

function addList(
  event: Record<string, unknown>,
  name: string,
  parts: readonly DraftEvent[],
  others: string | undefined,
): void {
  const uris = parts.flatMap(thingUris)
  for (const id of parseList(others ?? '[]') ?? []) if (typeof id === 'string') uris.push(itemToUri(id as ItemId))
  if (uris.length > 0) event[name] = uris
}

// --------------------------------------------------------------- read back

/** What is said, without what only goes along. */
function bare({ together: _, forms: __, original, ...draft }: DraftEvent): DraftEvent {
  return original === undefined ? draft : { ...draft, original: bare(original) }
}

function readBack({ members, names }: WrittenEvent): readonly DraftEvent[] {
  const out = makeOutbox('')
  const source = { line: 1, path: '', lineOf: () => 1, expand: expandWith(names), masterNamespace: undefined }
  makeMapper(out, { file: '', nameless: true }, names.xml).map('TransformationEvent', members, source)
  return out.take().flatMap((item) => {
    if (item.kind !== 'event') return []
    return [bare(item.event)]
  })
}

function expandWith({ made, xml }: Names): (name: string) => string | undefined {
  const prefixes = Object.fromEntries([...KNOWN, ...made].map(([namespace, prefix]) => [prefix, namespace]))
  const { context } = withContext(STANDARD_PREFIXES, prefixes)
  // What XML has as attribute is marked so in its shape.
  return (name) => {
    if (name.startsWith('@xml:')) return name
    if (!xml || !name.startsWith('@')) return context.expand(name)
    const full = context.expand(name.slice(1))
    return full === undefined ? undefined : `@${full}`
  }
}

/** Whether two values say the same, whatever the order of their members. */
function sameText(a: unknown, b: unknown): boolean {
  return sorted(a) === sorted(b)
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1)))
      : inner,
  )
}
