/** Which containers held goods of a batch, and over which of their entries: in the order of the log, by aggregations alone. */
import { type Event, type StreamName, streamText } from '@packtrail/protocol'
import type { LedgerState, LogClaim } from './bundle-ledger.ts'

type Batch = Extract<StreamName, { type: 'batch' }>

/** Log positions of the entries of each container from the first of the batch's goods in to the last out. */
export function containerRuns(
  state: LedgerState,
  batch: Batch,
  isOurs: (serial: string) => boolean,
  size: number,
): Map<string, number[]> {
  const runs = new Map<string, number[]>()
  /** Where each of our packs and every container is; packs are told apart from containers by the product before the slash. */
  const parents = new Map<string, string>()
  const ours = new Set<string>()
  let holding = new Set<string>()
  for (const claim of inLogOrder(state, size)) {
    const before = holding
    move(parents, ours, claim.event, batch, isOurs)
    if (claim.event.type === 'aggregate' || claim.event.type === 'disaggregate') holding = holders(parents, ours)
    for (const g of claim.entries) {
      const stream = state.log[g]?.stream
      if (g >= size || stream?.type !== 'container') continue
      if (!before.has(stream.container) && !holding.has(stream.container)) continue
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

function move(
  parents: Map<string, string>,
  ours: Set<string>,
  event: Event,
  batch: Batch,
  isOurs: (serial: string) => boolean,
): void {
  if (event.type !== 'aggregate' && event.type !== 'disaggregate') return
  const set = (item: string, parent: string | undefined): void => {
    if (event.type === 'disaggregate') parents.delete(item)
    else if (parent !== undefined) parents.set(item, parent)
  }
  let children = 0
  for (const subject of event.subjects) {
    if (subject.kind === 'packs' || subject.kind === 'unplaced') {
      children++
      if (subject.product !== batch.product) continue
      for (const serial of (subject.kind === 'packs' ? subject.serials : [subject.serial]).filter(isOurs)) {
        ours.add(`${subject.product}/${serial}`)
        set(`${subject.product}/${serial}`, subject.parent)
      }
    }
    if (subject.kind === 'container' && subject.role === 'child') {
      children++
      set(subject.container, subject.parent)
    }
  }
  if (event.type === 'aggregate' || children > 0) return
  // A container that is opened without a list gives everything back.
  const opened = event.subjects.flatMap((subject) => (subject.kind === 'container' ? [subject.container] : []))
  for (const [item, parent] of parents) if (opened.includes(parent)) parents.delete(item)
}

function holders(parents: ReadonlyMap<string, string>, ours: ReadonlySet<string>): Set<string> {
  const found = new Set<string>()
  for (const pack of ours) {
    for (let at = parents.get(pack); at !== undefined && !found.has(at); at = parents.get(at)) found.add(at)
  }
  return found
}
