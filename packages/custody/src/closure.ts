/**
 * Which container records belong to a batch: the stretches of each container's stream while goods of the batch were inside,
 * transitively upwards, in ledger order (docs/spec/13-bundle.md#stays). The exporter asks it what to show, the verifier what
 * must have been shown.
 */
import type { SeenEvent } from '@packtrail/protocol'

/** A stretch of a container's stream by log position: from the claim that put the first goods in to the one that took the last out. */
export interface Stay {
  readonly container: string
  readonly from: number
  /** Log position of the claim that ended it; undefined while goods are inside. */
  readonly to: number | undefined
}

export interface Tracker {
  /**
   * Tell it an event that names goods of the batch or a tracked container, in rising log position. Returns the containers that
   * are tracked from this event on: the caller must go on with their streams from here.
   */
  push(event: SeenEvent, at: number): readonly string[]
  /** Whether a container is tracked now. */
  tracks(container: string): boolean
  /** Stays begun so far, in the order in which they began. */
  stays(): readonly Stay[]
}

/** `ours(product, lot?, serial)`: whether a pack is of the batch; for a `packs` subject its lot decides unless it was misnamed. */
export function trackStays(ours: (product: string, lot: string | undefined, serial: string) => boolean): Tracker {
  /** Direct content of ours, by tracked container. */
  const content = new Map<string, Set<string>>()
  const open = new Map<string, { container: string; from: number; to: number | undefined }>()
  const stays: { container: string; from: number; to: number | undefined }[] = []

  function put(child: string, parent: string, at: number, started: string[]): void {
    let inside = content.get(parent)
    if (inside === undefined || inside.size === 0) {
      inside = new Set()
      content.set(parent, inside)
      const stay = { container: parent, from: at, to: undefined }
      open.set(parent, stay)
      stays.push(stay)
      started.push(parent)
    }
    inside.add(child)
  }

  function take(child: string, parent: string, at: number): void {
    const inside = content.get(parent)
    if (inside === undefined || !inside.delete(child) || inside.size > 0) return
    end(parent, at)
  }

  function end(container: string, at: number): void {
    content.delete(container)
    const stay = open.get(container)
    if (stay !== undefined) stay.to = at
    open.delete(container)
    // An emptied case holds nothing of ours any more, so its own place in a pallet no longer matters.
    for (const [outer, inside] of [...content]) if (inside.has(container)) take(container, outer, at)
  }

  function empty(parent: string, at: number): void {
    if (content.has(parent)) end(parent, at)
  }

  return {
    push(event, at) {
      const started: string[] = []
      if (event.type === 'aggregate') {
        for (const [child, parent] of links(event, ours, (id) => content.has(id))) put(child, parent, at, started)
      } else if (event.type === 'disaggregate') {
        const parent = wholeParent(event)
        if (parent === undefined)
          for (const [child, from] of links(event, ours, (id) => content.has(id))) take(child, from, at)
        else empty(parent, at)
      }
      return started
    },
    tracks: (container) => content.has(container),
    stays: () => stays,
  }
}

/** The container of a disaggregation that names no child: everything leaves it. */
function wholeParent(event: SeenEvent): string | undefined {
  if (event.hiddenSubjects > 0 || event.subjects.length !== 1) return undefined
  const subject = event.subjects[0]
  return subject?.kind === 'container' && subject.role === 'parent' ? subject.container : undefined
}

function links(
  event: SeenEvent,
  ours: (product: string, lot: string | undefined, serial: string) => boolean,
  tracked: (container: string) => boolean,
): (readonly [string, string])[] {
  const out: (readonly [string, string])[] = []
  for (const subject of event.subjects) {
    if (subject.kind === 'packs' && subject.parent !== undefined) {
      for (const serial of subject.serials) {
        if (ours(subject.product, subject.lot, serial)) out.push([`${subject.product}/${serial}`, subject.parent])
      }
    } else if (subject.kind === 'unplaced' && subject.parent !== undefined) {
      if (ours(subject.product, subject.lot, subject.serial))
        out.push([`${subject.product}/${subject.serial}`, subject.parent])
    } else if (
      subject.kind === 'container' &&
      subject.role === 'child' &&
      subject.parent !== undefined &&
      tracked(subject.container)
    ) {
      out.push([subject.container, subject.parent])
    }
  }
  return out
}
