/** Whether the container records that are shown cover just the time in which goods of the batch were inside. */
import { type Stay, trackStays } from '@packtrail/custody'
import type { Findings } from './findings.ts'
import { streamLabel } from './label.ts'
import type { Proven } from './proven.ts'
import type { RunBounds, Stream } from './streams.ts'

export function checkStays(proven: Proven, findings: Findings): void {
  const byContainer = new Map<string, Stay[]>()
  for (const stay of staysOf(proven)) {
    const list = byContainer.get(stay.container) ?? []
    list.push(stay)
    byContainer.set(stay.container, list)
  }
  for (const [container, stays] of byContainer) {
    const stream = proven.streams.byName({ type: 'container', container })
    const name = streamLabel({ type: 'container', container })
    if (stream === undefined)
      findings.add('STREAM_MISSING', { params: { stream: name }, evidence: [stays[0]?.from ?? 0] })
    else checkRuns(proven, stream, stays, findings)
  }
  for (const stream of proven.streams.all()) {
    if (stream.name.type !== 'container' || byContainer.has(stream.name.container)) continue
    findings.add('STREAM_UNNEEDED', { params: { stream: streamLabel(stream.name) } })
  }
}

/** In the order of the log; what only the fold would know (a pack that was moved without a record) does not count. */
function staysOf({ events, items, manifests, batch }: Proven): readonly Stay[] {
  const tracker = trackStays((product, _lot, serial) => {
    const item = product === batch.product ? items.findSerial(serial) : -1
    return item >= 0 && manifests.of(item) !== undefined ? item : -1
  })
  for (let row = 0; row < events.size; row++) {
    if (!events.packs(row)) continue
    const { event, at } = events.get(row)
    tracker.push(event, at)
  }
  return tracker.stays()
}

function checkRuns({ events }: Proven, stream: Stream, stays: readonly Stay[], findings: Findings): void {
  const at = (row: number): number => (row < 0 ? -1 : events.at(row))
  const complain = (detail: string, evidence: number): void =>
    findings.add('CONTAINER_RUN', { params: { stream: streamLabel(stream.name), detail }, evidence: [evidence] })
  const toEnd = (run: RunBounds): boolean => run.toS === stream.size - 1
  for (const { from, to } of stays) {
    const run = stream.received.findLast(({ fromRow }) => at(fromRow) <= from)
    if (run === undefined) complain('they begin after the goods were put in', from)
    else if (!toEnd(run) && (to === undefined || at(run.toRow) < to))
      complain('they end while the goods are inside', from)
  }
  // What is shown beyond the stays is somebody else's business.
  for (const run of stream.received) {
    if (!stays.some(({ from }) => from === at(run.fromRow)))
      complain('they begin before the goods were put in', run.from)
    else if (
      !toEnd(run) &&
      !stays.some(({ to }) => to !== undefined && at(run.toRow) >= to && at(run.beforeRow) < to)
    ) {
      complain('they go on after the goods were taken out', run.to)
    }
  }
}
