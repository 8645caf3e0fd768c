/**
 * Records of packs by which the state hangs on what their batch is: who made it, when it expires, what units it has, whether it is
 * recalled. They are listed by batch, so that their packs are folded again when an older record changes what the batch was then.
 */
import type { Event, EventType, SeenEvent } from '@packtrail/protocol'
import { eventTime } from './custody.ts'
import { EMPTY_ITEM } from './item-rows.ts'
import { batchIdOf } from './master-rows.ts'
import { addLine, allLines } from './remember.ts'
import { forEachItem } from './subjects.ts'
import type { Tables } from './tables.ts'
import { isPack, memberOf, productOfId } from './tx-world.ts'
import type { Writer } from './writer.ts'

const JUDGED_BY_BATCH: ReadonlySet<EventType> = new Set(['lock', 'unlock', 'quarantine', 'release', 'undo'])
const COUNTS_UNITS: ReadonlySet<EventType> = new Set(['dispense', 'return'])

function hangsOnBatch({ type, detail }: Pick<Event, 'type' | 'detail'>): boolean {
  return JUDGED_BY_BATCH.has(type) || (COUNTS_UNITS.has(type) && detail.units !== undefined)
}

function listOf(batch: string): string {
  return `*acts ${batch}`
}

/** List a record with the batches whose packs it names. @param time Its event time. */
export function listAct(tables: Tables, event: Event, at: number, time: number): void {
  if (!hangsOnBatch(event)) return
  const lists = new Set<string>()
  forEachItem(event, (id) => {
    if (!isPack(id)) return
    const member = memberOf(tables, tables.items.get(id))
    if (member !== undefined) lists.add(listOf(batchIdOf(member.product, member.lot)))
    // A product is withdrawn, which stands in the way of an undo, and has units where its batch says none.
    if (event.type === 'undo' || COUNTS_UNITS.has(event.type)) lists.add(listOf(productOfId(id)))
  })
  for (const list of lists) addLine(tables, list, { g: at, type: event.type, role: 'self', mac: 0 }, time)
}

/** List the records of packs that were not registered yet when they came. */
export function listEarlier(writer: Writer, positions: Iterable<number>): void {
  for (const g of positions) {
    const event: SeenEvent | undefined = writer.eventAt(g)
    if (event !== undefined) listAct(writer.tables, event, g, eventTime(event, writer.entryAt(g).recorded))
  }
}

/**
 * Packs that may be in another state for what was said at this event time, or taken back, of these batches and products.
 * @param names `product/lot` or `product`. @param time `undefined` = whenever.
 */
export function packsHangingOn(writer: Writer, names: Iterable<string>, time: number | undefined): Set<string> {
  const { tables } = writer
  const packs = new Set<string>()
  for (const name of names) {
    const { latest = Number.NEGATIVE_INFINITY } = tables.items.get(listOf(name)) ?? EMPTY_ITEM
    if (time !== undefined && latest <= time) continue
    for (const { g } of allLines(tables, listOf(name))) {
      const event = writer.eventAt(g)
      if (event === undefined) continue
      forEachItem(event, (id) => {
        if (!isPack(id)) return
        const member = memberOf(tables, tables.items.get(id))
        if (productOfId(id) === name || (member !== undefined && batchIdOf(member.product, member.lot) === name))
          packs.add(id)
      })
    }
  }
  return packs
}
