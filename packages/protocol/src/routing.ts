/** Which stream a subject belongs to, and so which entries a claim makes (docs/spec/07-streams.md#routing). */
import { type PartyId, partyOf } from '@packtrail/codes'
import type { Subject } from './event.ts'
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
 * Subjects in as few events as can name them: each stream in one subject of an event, `unplaced` packs apart
 * (docs/spec/03-events.md#types).
 * @param always Subjects of further streams, which every event names.
 * @returns At least one event, if only with what it is `always` to name.
 */
export function splitSubjects(subjects: readonly Subject[], always: readonly Subject[] = []): Subject[][] {
  const events: Subject[][] = []
  /** The first event in which a stream is still free, and the one in which its `unplaced` packs stand. */
  const free = new Map<string, number>()
  const unplaced = new Map<string, number>()
  for (const subject of subjects) {
    const stream = streamOfSubject(subject)
    const text = stream === undefined ? '' : streamText(stream)
    const shared = subject.kind === 'unplaced' ? unplaced.get(text) : undefined
    // A container that is named twice is an author's error, not two acts: it stays, and the event is refused.
    const at = shared ?? (subject.kind === 'container' ? 0 : (free.get(text) ?? 0))
    if (shared === undefined) free.set(text, at + 1)
    if (subject.kind === 'unplaced') unplaced.set(text, at)
    const event = events[at]
    if (event === undefined) events.push([subject, ...always])
    else event.push(subject)
  }
  return events.length === 0 ? [[...always]] : events
}
