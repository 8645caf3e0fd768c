/** Which containers held goods of a batch, and over which of their entries: in the order of the log, by aggregations alone. */
import { type Event, type StreamName, streamText } from '@packtrail/protocol'
import type { LedgerState, LogClaim } from './bundle-ledger.ts'

type Batch = Extract<StreamName, { type: 'batch' }>

/** Our goods directly inside each container: packs, and containers that hold such. */
type Content = Map<string, Set<string>>

/** Log positions of the entries of each container from the first of the batch's goods in to the last out. */
export function containerRuns(
  state: LedgerState,
  batch: Batch,
  isOurs: (serial: string) => boolean,
  size: number,
): Map<string, number[]> {
  const runs = new Map<string, number[]>()
  const content: Content = new Map()
  /** Emptied by a claim that their own streams do not hold: the next entry shows that none before it is left out. */
  const emptied = new Set<string>()
  for (const claim of inLogOrder(state, size)) {
    const before = new Set(content.keys())
    move(content, claim.event, batch, isOurs)
    for (const container of before) if (!content.has(container)) emptied.add(container)
    for (const g of claim.entries) {
      const stream = state.log[g]?.stream
      if (g >= size || stream?.type !== 'container') continue
      const wasEmptied = emptied.delete(stream.container)
      if (!before.has(stream.container) && !content.has(stream.container) && !wasEmptied) continue
      const run = runs.get(streamText(stream)) ?? []
      run.push(g)
      runs.set(streamText(stream), run)
    }
  }
  return runs
}

function inLogOrder(state: LedgerState, size: number): LogClaim[] {
  const first = (claim: LogClaim): number => claim.entries[0] ?? size
  return [...state.claims.values()].filter((claim) => first(claim) < size).sort((a, b) => first(a) - first(b))
}

function move(content: Content, event: Event, batch: Batch, isOurs: (serial: string) => boolean): void {
  const opens = event.type === 'disaggregate'
  if (!opens && event.type !== 'aggregate') return
  const [only, ...others] = event.subjects
  if (opens && only?.kind === 'container' && only.role === 'parent' && others.length === 0) {
    // A container that is opened without a list gives everything back.
    drop(content, only.container)
    return
  }
  const named = new Set(event.subjects.flatMap((one) => (one.kind === 'container' ? [one.container] : [])))
  const apply = (item: string, parent: string | undefined): void => {
    if (parent === undefined || (!opens && !named.has(parent))) return
    if (!opens) content.set(parent, (content.get(parent) ?? new Set()).add(item))
    else if (content.get(parent)?.delete(item) && content.get(parent)?.size === 0) drop(content, parent)
  }
  for (const subject of event.subjects) {
    if (subject.kind === 'container' && subject.role === 'child' && content.has(subject.container)) {
      apply(subject.container, subject.parent)
    }
    if ((subject.kind !== 'packs' && subject.kind !== 'unplaced') || subject.product !== batch.product) continue
    const serials = subject.kind === 'packs' ? subject.serials : [subject.serial]
    for (const serial of serials.filter(isOurs)) apply(`${subject.product}/${serial}`, subject.parent)
  }
}

/** Nothing of ours is inside any more, so its own place in another container no longer matters. */
function drop(content: Content, container: string): void {
  content.delete(container)
  for (const [outer, inside] of [...content]) if (inside.delete(container) && inside.size === 0) drop(content, outer)
}
