/** What an author signed of each stream, against the entries that came (docs/spec/05-submissions.md#tallies). */
import { streamText, toHex } from '@packtrail/protocol'
import type { Findings } from './findings.ts'
import { streamLabel } from './label.ts'
import { nameOf, type OpenSubmission } from './open-submission.ts'
import type { Stream, StreamTable } from './streams.ts'

/** Tallies are shown of the streams that the bundle holds whole, each once. */
export function checkTallyStreams(submission: OpenSubmission, streams: StreamTable, findings: Findings): void {
  const known = new Set<string>()
  for (const { stream } of submission.shown.tallies ?? []) {
    const text = streamText(stream)
    if (stream.type !== 'container' && streams.byName(stream) !== undefined && !known.has(text)) known.add(text)
    else findings.add('TALLY_STREAM', { params: { ...nameOf(submission), stream: streamLabel(stream) } })
  }
}

/** Whether all entries that the tallies ask for have come. One with refused claims waits for their attempts. */
export function isBalanced({ entries, streams, shown }: OpenSubmission): boolean {
  if (streams === 0) return true
  if ((shown.refused?.length ?? 0) > 0) return false
  const tallies = shown.tallies ?? []
  for (const [stream, found] of entries) {
    if (stream.name.type === 'container') continue
    const text = streamText(stream.name)
    if (tallies.find((tally) => streamText(tally.stream) === text)?.claims !== found) return false
  }
  return tallies.length <= entries.size
}

/** What its author signed about each stream, against the entries and the refusals that are here. */
export function settleTallies(
  submission: OpenSubmission,
  attempts: ReadonlyMap<string, ReadonlySet<Stream>>,
  findings: Findings,
): void {
  const { shown, entries, streams } = submission
  if (streams === 0) return
  const found = new Map<string, { readonly stream: Stream; count: number }>()
  const count = (stream: Stream, more: number): void => {
    const text = streamText(stream.name)
    const known = found.get(text) ?? { stream, count: 0 }
    found.set(text, { stream, count: known.count + more })
  }
  for (const [stream, number] of entries) if (stream.name.type !== 'container') count(stream, number)
  for (const { claim } of shown.refused ?? []) {
    const known = attempts.get(toHex(claim))
    if (known === undefined) findings.add('REFUSED_UNKNOWN', { params: nameOf(submission) })
    for (const stream of known ?? []) if (stream.name.type !== 'container') count(stream, 1)
  }
  const name = nameOf(submission)
  for (const { stream, claims } of shown.tallies ?? []) {
    const here = found.get(streamText(stream))?.count ?? 0
    found.delete(streamText(stream))
    if (here === claims) continue
    findings.add('TALLY_DIFFERS', { params: { ...name, stream: streamLabel(stream), wanted: claims, found: here } })
  }
  for (const { stream } of found.values()) {
    findings.add('TALLY_MISSING', { params: { ...name, stream: streamLabel(stream.name) } })
  }
}
