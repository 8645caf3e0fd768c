/** Which stream a subject belongs to, and so which entries a claim makes (docs/spec/07-streams.md#routing). */
import { type PartyId, partyOf } from '@packtrail/codes'
import type { PacksSubject, Subject } from './event.ts'
import { type StreamName, streamText } from './stream.ts'

/** `undefined` for genesis, which stands in no stream. */
export function streamOfSubject(subject: Subject): StreamName | undefined {
  switch (subject.kind) {
    case 'packs':
    case 'batch':
    case 'manifest':
    case 'close':
      return { type: 'batch', product: subject.product, lot: subject.lot }
    case 'unplaced':
    case 'product':
      return { type: 'product', product: subject.product }
    case 'container':
      return { type: 'container', container: subject.container }
    case 'party':
    case 'key':
    case 'keyEnd':
      return { type: 'authority', actor: partyOf(subject.actor as PartyId) }
    case 'policy':
      return { type: 'policy' }
    case 'genesis':
      return undefined
  }
}

/** The streams that subjects name, each once, in the order in which they are named: the entries of a claim, in that order. */
export function streamsOfSubjects(subjects: readonly Subject[]): StreamName[] {
  const streams: StreamName[] = []
  const known = new Set<string>()
  for (const subject of subjects) {
    const stream = streamOfSubject(subject)
    if (stream === undefined || known.has(streamText(stream))) continue
    known.add(streamText(stream))
    streams.push(stream)
  }
  return streams
}

/**
 * Subjects in as few events as may name them: each stream in one subject, `unplaced` packs apart, and a product as a whole beside
 * no packs of it (docs/spec/03-events.md#types).
 * @param always Subjects of further streams, which every event names.
 * @returns At least one event, if only with what it is `always` to name.
 */
export function splitSubjects(subjects: readonly Subject[], always: readonly Subject[] = []): Subject[][] {
  const events: Subject[][] = []
  const put = (at: number, subject: Subject): void => {
    while (events.length <= at) events.push([])
    events[at]?.push(subject)
  }
  /** How many events name a batch, and how many name packs of a product. */
  const used = new Map<string, number>()
  const ofProduct = new Map<string, number>()
  for (const subject of subjects) {
    // A container that is named twice is an author's error, not two acts: it stays, and the event is refused.
    if (!('product' in subject)) put(0, subject)
    else if (subject.kind !== 'product') {
      const text = subject.kind === 'unplaced' ? undefined : JSON.stringify([subject.product, subject.lot])
      const at = text === undefined ? 0 : (used.get(text) ?? 0)
      if (text !== undefined) used.set(text, at + 1)
      ofProduct.set(subject.product, Math.max(ofProduct.get(subject.product) ?? 0, at + 1))
      put(at, subject)
    }
  }
  for (const subject of subjects) {
    if (subject.kind !== 'product') continue
    const at = ofProduct.get(subject.product) ?? 0
    ofProduct.set(subject.product, at + 1)
    put(at, subject)
  }
  if (events.length === 0) events.push([])
  return events.map((event) => [...event, ...always])
}

/**
 * The same packs in subjects that one event can name: of several subjects of a batch the largest stays, and the packs of the
 * others are named one by one, as if their batch were not known. For events that must not be split, because they count.
 */
export function namedTogether(subjects: readonly PacksSubject[]): Subject[] {
  const largest = new Map<string, PacksSubject>()
  for (const subject of subjects) {
    const batch = JSON.stringify([subject.product, subject.lot])
    if (subject.serials.length > (largest.get(batch)?.serials.length ?? 0)) largest.set(batch, subject)
  }
  const stay = new Set(largest.values())
  return subjects.flatMap((subject): Subject[] => {
    const { serials, kind: _, ...shared } = subject
    return stay.has(subject) ? [subject] : serials.map((serial) => ({ kind: 'unplaced', serial, ...shared }))
  })
}
