/** Where a pack or container has been: its own records, and those of its containers while it was inside. */
import type { SeenEvent } from '@packtrail/protocol'
import { compareOrder } from './custody.ts'
import type { HistoryLine } from './item-rows.ts'
import { claimHex, signerAt } from './signed-by.ts'
import { wholeBatchId } from './subjects.ts'
import { isPack } from './tx-world.ts'
import type { View } from './view.ts'

export interface HistoryEvent {
  /** Log position of the claim's first entry. */
  readonly g: number
  readonly event: SeenEvent
  readonly recorded: number
  /** Hex of the claim hash. */
  readonly claim: string
  /** The party whose key signed; `undefined` when the operator attests. */
  readonly signer: string | undefined
  /** The item or, for a record of what it was inside of, the container; a batch for what concerns it as a whole. */
  readonly through: string
}

/** Types that concern every pack of the batch they name as a whole. */
const WHOLE: ReadonlySet<string> = new Set(['commission', 'adopt', 'recall', 'lock', 'unlock', 'correct', 'close'])
const MAX_DEPTH = 16

/** Events by event time, ties by log position. */
export function historyOf(view: View, id: string): HistoryEvent[] {
  const found = new Map<number, HistoryEvent>()
  gather(view, id, 0, Number.MAX_SAFE_INTEGER, 0, found)
  if (isPack(id)) {
    const slash = id.indexOf('/')
    const member = view.member(id.slice(0, slash), id.slice(slash + 1))
    if (member !== undefined) {
      for (const line of view.lines(wholeBatchId(member.product, member.lot))) {
        // Of the registrations of a batch only the one that holds this pack is its own.
        const registers = line.type === 'commission' || line.type === 'adopt'
        if (WHOLE.has(line.type) && (!registers || line.g === member.at)) {
          add(view, line.g, `${member.product}/${member.lot}`, found)
        }
      }
    }
  }
  return [...found.values()].sort((a, b) => compareOrder({ ...a, at: a.g }, { ...b, at: b.g }))
}

function add(view: View, g: number, through: string, found: Map<number, HistoryEvent>): HistoryEvent | undefined {
  const known = found.get(g)
  if (known !== undefined) return known
  const event = view.event(g)
  if (event === undefined) return undefined
  const made = {
    g,
    event,
    recorded: view.entry(g).recorded,
    claim: claimHex(view, g),
    signer: signerAt(view, g),
    through,
  }
  found.set(g, made)
  return made
}

/** Records of an item between two log positions, and of what it was inside of in the meantime. */
function gather(
  view: View,
  id: string,
  from: number,
  to: number,
  depth: number,
  found: Map<number, HistoryEvent>,
): void {
  let parent: string | undefined
  let since = from
  const inside = (until: number): void => {
    if (parent !== undefined && depth < MAX_DEPTH) gather(view, parent, since, until, depth + 1, found)
  }
  for (const line of view.lines(id)) {
    if (line.g > to) break
    const matters = depth === 0 || concernsContent(line)
    if (line.g < from && line.role !== 'inside') continue
    const event = matters && line.g >= from ? add(view, line.g, id, found)?.event : view.event(line.g)
    if (event === undefined || (line.role !== 'inside' && line.role !== 'unplaced' && line.type !== 'dispense'))
      continue
    const put = event.type === 'aggregate' ? parentIn(event, id) : undefined
    if (put === undefined && event.type !== 'disaggregate' && event.type !== 'dispense') continue
    inside(line.g)
    parent = put
    since = Math.max(line.g, from)
  }
  inside(to)
}

/** Of a container's records, those that move or change what is inside; packing of other goods is not the item's business. */
function concernsContent(line: HistoryLine): boolean {
  return line.role !== 'parent' || line.type === 'disaggregate'
}

function parentIn(event: SeenEvent, id: string): string | undefined {
  for (const subject of event.subjects) {
    if (subject.kind === 'container' && subject.container === id) return subject.parent
    if (subject.kind === 'packs' && subject.parent !== undefined) {
      const [product, serial] = split(id)
      if (subject.product === product && subject.serials.includes(serial)) return subject.parent
    }
    if (subject.kind === 'unplaced' && `${subject.product}/${subject.serial}` === id) return subject.parent
  }
  return undefined
}

function split(id: string): readonly [string, string] {
  const slash = id.indexOf('/')
  return [id.slice(0, slash), id.slice(slash + 1)]
}
