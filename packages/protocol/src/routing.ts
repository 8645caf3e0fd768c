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
