/** Which entries of which containers travel with a batch: custody says when its goods were inside, this finds the entries. */
import { decodeClaim, type Run, readClaim, type SeenEvent } from '@packtrail/protocol'
import { trackStays } from './custody.ts'
import { positionsBelow } from './stream-view.ts'
import type { View } from './view.ts'

export interface ContainerRuns {
  readonly container: string
  readonly runs: Run[]
}

/** Claims yet to be looked at, by the position of their first entry. */
interface Cursor {
  readonly ats: Float64Array
  next: number
  readonly container: string | undefined
}

const PACKING: ReadonlySet<string> = new Set(['aggregate', 'disaggregate'])

export function bundleContainers(
  view: View,
  batch: Float64Array,
  size: number,
  isOurs: (product: string, serial: string) => boolean,
): ContainerRuns[] {
  const tracker = trackStays((product, _lot, serial) => isOurs(product, serial))
  const queue = heap()
  queue.push({ ats: claimsOf(view, batch), next: 0, container: undefined })
  let last = -1
  for (let cursor = queue.pop(); cursor !== undefined; cursor = queue.pop()) {
    const at = cursor.ats[cursor.next++] as number
    const needed = at > last && (cursor.container === undefined || tracker.tracks(cursor.container))
    if (needed) {
      last = at
      const event = packingAt(view, at)
      if (event !== undefined) {
        for (const container of tracker.push(event, at)) {
          const found = positionsBelow(view, { type: 'container', container }, size)
          if (found === undefined) continue
          const ats = claimsOf(view, found.positions)
          queue.push({ ats: ats.subarray(ats.findIndex((other) => other > at) >>> 0), next: 0, container })
        }
      }
    }
    // A container that goods of ours have left is taken up anew when they come back.
    if (cursor.container === undefined || tracker.tracks(cursor.container)) queue.push(cursor)
  }
  return runsOfStays(view, size, tracker.stays())
}

function packingAt(view: View, at: number): SeenEvent | undefined {
  const claim = view.log.claim(at)
  if (claim === undefined) return undefined
  const event = readClaim(decodeClaim(claim.bytes))
  return PACKING.has(event.type) ? event : undefined
}

/** First entries of the claims of a stream, rising, each once: a `place` entry stands far behind its claim. */
function claimsOf(view: View, positions: Float64Array): Float64Array {
  const ats = positions.map((g) => view.log.first(g) ?? g).sort()
  let count = 0
  for (const at of ats) if (count === 0 || ats[count - 1] !== at) ats[count++] = at
  return ats.subarray(0, count)
}

function runsOfStays(
  view: View,
  size: number,
  stays: readonly { readonly container: string; readonly from: number; readonly to: number | undefined }[],
): ContainerRuns[] {
  const byContainer = new Map<string, { from: number; to: number | undefined }[]>()
  for (const { container, from, to } of stays) {
    const list = byContainer.get(container)
    if (list === undefined) byContainer.set(container, [{ from, to }])
    else list.push({ from, to })
  }
  const found: ContainerRuns[] = []
  for (const [container, list] of byContainer) {
    const stream = positionsBelow(view, { type: 'container', container }, size)
    if (stream === undefined) continue
    const ats = Array.from(stream.positions, (g) => view.log.first(g) ?? g)
    const runs: { from: number; to: number }[] = []
    for (const { from, to } of list.sort((a, b) => a.from - b.from)) {
      const first = ats.indexOf(from)
      if (first < 0) continue
      // The claim that ended it, or the next of the stream where it is in another: what follows shows that nothing is left out.
      const last = to === undefined ? -1 : ats.findIndex((at) => at >= to)
      const end = last < 0 ? ats.length : last + 1
      const before = runs.at(-1)
      if (before !== undefined && first <= before.to) before.to = Math.max(before.to, end)
      else runs.push({ from: first, to: end })
    }
    found.push({ container, runs })
  }
  return found
}

/** A binary heap of cursors by their next claim; empty cursors are dropped. */
function heap(): { push(cursor: Cursor): void; pop(): Cursor | undefined } {
  const items: Cursor[] = []
  const keyOf = (cursor: Cursor): number => cursor.ats[cursor.next] as number
  const swap = (a: number, b: number): void => {
    const item = items[a] as Cursor
    items[a] = items[b] as Cursor
    items[b] = item
  }
  return {
    push(cursor) {
      if (cursor.next >= cursor.ats.length) return
      items.push(cursor)
      for (let at = items.length - 1; at > 0; ) {
        const above = (at - 1) >> 1
        if (keyOf(items[above] as Cursor) <= keyOf(items[at] as Cursor)) return
        swap(at, above)
        at = above
      }
    },
    pop() {
      const first = items[0]
      const last = items.pop()
      if (first === undefined || last === undefined || items.length === 0) return first
      items[0] = last
      for (let at = 0; ; ) {
        let least = at
        for (const below of [2 * at + 1, 2 * at + 2]) {
          if (below < items.length && keyOf(items[below] as Cursor) < keyOf(items[least] as Cursor)) least = below
        }
        if (least === at) return first
        swap(at, least)
        at = least
      }
    },
  }
}
