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
  /**
   * Log position of the claim that ended it; undefined while goods are inside. The container's own stream need not hold that claim:
   * what empties the last case on a pallet names the case alone.
   */
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

/**
 * Whether a pack is of the batch; for a `packs` subject its lot decides unless it was misnamed. A caller that numbers the packs
 * of the batch from 0 answers with the number (negative = not ours): the tracker then needs four bytes a pack, else a text.
 */
export type Ours = (product: string, lot: string | undefined, serial: string) => boolean | number

/** What is put in or taken out: a pack by number or name, a container by name. */
type Child = number | string

export function trackStays(ours: Ours): Tracker {
  const stays: { readonly container: string; readonly from: number; to: number | undefined }[] = []
  /** Things of ours directly inside, by stay. */
  const counts: number[] = []
  /** Stay that is open, by container. */
  const open = new Map<string, number>()
  const links = linkTable((stay) => stays[stay]?.to === undefined)

  function put(child: Child, parent: string, at: number, started: string[]): void {
    let stay = open.get(parent)
    if (stay === undefined) {
      stay = stays.push({ container: parent, from: at, to: undefined }) - 1
      counts.push(0)
      open.set(parent, stay)
      started.push(parent)
    }
    if (links.add(child, stay)) counts[stay] = (counts[stay] as number) + 1
  }

  function take(child: Child, parent: string, at: number): void {
    const stay = open.get(parent)
    if (stay === undefined || !links.remove(child, stay)) return
    if (left(stay) === 0) end(parent, at)
  }

  const left = (stay: number): number => {
    counts[stay] = (counts[stay] as number) - 1
    return counts[stay] as number
  }

  function end(container: string, at: number): void {
    // An emptied case holds nothing of ours any more, so its own place in a pallet no longer matters, and so on upwards.
    const ending = [container]
    for (let name = ending.pop(); name !== undefined; name = ending.pop()) {
      const stay = stays[open.get(name) ?? -1]
      if (stay === undefined) continue
      stay.to = at
      open.delete(name)
      for (const outer of links.of(name)) {
        if (links.remove(name, outer) && left(outer) === 0) ending.push((stays[outer] as Stay).container)
      }
    }
  }

  return {
    push(event, at) {
      const started: string[] = []
      if (event.type === 'aggregate') {
        // Where the container is not named itself, its stream does not hold this claim, so no run of it could begin here.
        const named = containersOf(event)
        forEachLink(event, ours, open, (child, parent) => {
          if (named.has(parent)) put(child, parent, at, started)
        })
      } else if (event.type === 'disaggregate') {
        const whole = openedWhole(event)
        if (whole !== undefined) end(whole, at)
        else forEachLink(event, ours, open, (child, parent) => take(child, parent, at))
      }
      return started
    },
    tracks: (container) => open.has(container),
    stays: () => stays,
  }
}

function containersOf({ subjects }: SeenEvent): ReadonlySet<string> {
  return new Set(subjects.flatMap((subject) => (subject.kind === 'container' ? [subject.container] : [])))
}

/** The container of a disaggregation that names no child: everything leaves it. */
export function openedWhole(event: SeenEvent): string | undefined {
  if (event.hiddenSubjects > 0 || event.subjects.length !== 1) return undefined
  const subject = event.subjects[0]
  return subject?.kind === 'container' && subject.role === 'parent' ? subject.container : undefined
}

function forEachLink(
  event: SeenEvent,
  ours: Ours,
  tracked: ReadonlyMap<string, number>,
  each: (child: Child, parent: string) => void,
): void {
  const pack = (product: string, lot: string | undefined, serial: string, parent: string): void => {
    const found = ours(product, lot, serial)
    if (found === true) each(`${product}/${serial}`, parent)
    else if (typeof found === 'number' && found >= 0) each(found, parent)
  }
  for (const subject of event.subjects) {
    if (!('parent' in subject) || subject.parent === undefined) continue
    const { parent } = subject
    if (subject.kind === 'packs') {
      for (const serial of subject.serials) pack(subject.product, subject.lot, serial, parent)
    } else if (subject.kind === 'unplaced') pack(subject.product, subject.lot, subject.serial, parent)
    else if (tracked.has(subject.container)) each(subject.container, parent)
  }
}

/**
 * Which stays a thing is in. Nearly always one, by number in a column, by name in a map; records that put a thing into two
 * containers keep the others aside. A link into a stay that has ended means nothing.
 */
function linkTable(isOpen: (stay: number) => boolean): {
  /** False when it is there already. */
  add(child: Child, stay: number): boolean
  remove(child: Child, stay: number): boolean
  of(child: Child): readonly number[]
} {
  /** Stay + 1 by number of the pack. */
  let column = new Int32Array(0)
  const named = new Map<string, number>()
  const more = new Map<Child, Set<number>>()

  const first = (child: Child): number =>
    (typeof child === 'number' ? (column[child] ?? 0) : (named.get(child) ?? 0)) - 1
  function setFirst(child: Child, stay: number): void {
    if (typeof child === 'string') {
      if (stay < 0) named.delete(child)
      else named.set(child, stay + 1)
      return
    }
    if (child >= column.length) {
      const longer = new Int32Array(Math.max(1024, child + 1, column.length * 2))
      longer.set(column)
      column = longer
    }
    column[child] = stay + 1
  }
  return {
    add(child, stay) {
      const known = first(child)
      const rest = more.get(child)
      if (known === stay || rest?.has(stay) === true) return false
      if (known < 0 || !isOpen(known)) setFirst(child, stay)
      else if (rest === undefined) more.set(child, new Set([stay]))
      else rest.add(stay)
      return true
    },
    remove(child, stay) {
      if (!isOpen(stay)) return false
      if (first(child) !== stay) return more.get(child)?.delete(stay) === true
      setFirst(child, -1)
      return true
    },
    of(child) {
      const known = first(child)
      const rest = [...(more.get(child) ?? [])]
      return (known < 0 ? rest : [known, ...rest]).filter(isOpen)
    },
  }
}
