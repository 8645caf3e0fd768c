/** The events of a batch, for documents that others read: those of its packs and of the containers these were in. */
import type { BatchParts } from '@packtrail/codes'
import type { Ledger, LoggedEvent } from '@packtrail/core'
import type { DraftEvent } from '@packtrail/exchange'

/** Containers whose records are followed; more would be another kind of document. */
const MOST_CONTAINERS = 100_000

/**
 * In the order of the log. What is of other batches is left out, it is not this reader's business: their packs, containers that
 * nothing of this batch was in, and, of an event that names such things, its papers and further fields, which may name them too.
 */
export async function* batchEvents(ledger: Ledger, batch: BatchParts): AsyncGenerator<DraftEvent> {
  const { draftsOfEvent } = await import('@packtrail/exchange')
  const { events, containers } = await eventsAbout(ledger, batch)
  for (const { event, serials } of events) {
    const unnamed = await unnamedPacks(ledger, event, batch)
    const isOurs = (pack: DraftEvent['packs'][number]): boolean =>
      pack.product === batch.product && (pack.lot === batch.lot || unnamed.has(pack.serial))
    const cut = !event.subjects.every((subject) => isAllOurs(subject, batch, isOurs, containers))
    for (const draft of draftsOfEvent(event, serials())) {
      const own = only(draft, batch, isOurs, containers)
      if (own === undefined) continue
      const { docs: _, extra: __, ...bare } = own
      yield cut ? bare : own
    }
  }
}

/** Serials of this batch that the event names without naming the batch. */
async function unnamedPacks(ledger: Ledger, event: LoggedEvent['event'], batch: BatchParts): Promise<Set<string>> {
  const found = new Set<string>()
  for (const subject of event.subjects) {
    if (subject.kind !== 'unplaced' || subject.product !== batch.product) continue
    const member = (await ledger.item(`${subject.product}/${subject.serial}`))?.member
    if (member?.lot === batch.lot) found.add(subject.serial)
  }
  return found
}

function isAllOurs(
  subject: LoggedEvent['event']['subjects'][number],
  { product, lot }: BatchParts,
  isOurs: (pack: DraftEvent['packs'][number]) => boolean,
  containers: ReadonlySet<string>,
): boolean {
  if (subject.kind === 'packs') return subject.product === product && subject.lot === lot
  if (subject.kind === 'unplaced') return isOurs({ product: subject.product, serial: subject.serial })
  if (subject.kind === 'container') return containers.has(subject.container)
  if (subject.kind === 'product') return subject.product === product
  return !('lot' in subject) || (subject.product === product && subject.lot === lot)
}

export async function* allEvents(ledger: Ledger): AsyncGenerator<DraftEvent> {
  const { draftsOfEvent } = await import('@packtrail/exchange')
  for await (const { event, serials } of ledger.events()) {
    if (isDocument(event.type)) yield* draftsOfEvent(event, serials())
  }
}

/** What the ledger says to itself stands in no document. */
function isDocument(type: string): boolean {
  return !['attempt', 'genesis', 'party', 'product', 'key', 'retire', 'revoke', 'policy', 'close'].includes(type)
}

interface About {
  readonly events: readonly LoggedEvent[]
  /** Containers in which something of the batch was, at some time. */
  readonly containers: ReadonlySet<string>
}

async function eventsAbout(ledger: Ledger, { product, lot }: BatchParts): Promise<About> {
  const found = new Map<number, LoggedEvent>()
  const containers = new Set<string>()
  const waiting: string[] = []
  const take = (logged: LoggedEvent): void => {
    if (!isDocument(logged.event.type)) return
    found.set(logged.g, logged)
    for (const subject of logged.event.subjects) {
      const parent = 'parent' in subject ? subject.parent : undefined
      if (parent === undefined || containers.has(parent) || containers.size >= MOST_CONTAINERS) continue
      containers.add(parent)
      waiting.push(parent)
    }
  }
  for await (const logged of ledger.events({ stream: { type: 'batch', product, lot } })) take(logged)
  for (let container = waiting.pop(); container !== undefined; container = waiting.pop()) {
    for await (const logged of ledger.events({ stream: { type: 'container', container } })) take(logged)
  }
  return { events: [...found.values()].sort((a, b) => a.g - b.g), containers }
}

/** The part of an event that speaks of the batch or of containers it was in. */
function only(
  draft: DraftEvent,
  { product, lot }: BatchParts,
  isOurs: (pack: DraftEvent['packs'][number]) => boolean,
  followed: ReadonlySet<string>,
): DraftEvent | undefined {
  const { commission, ...rest } = draft
  if (commission !== undefined && (commission.product !== product || commission.lot !== lot)) return undefined
  const packs = draft.packs.filter(isOurs)
  const containers = draft.containers.filter((container) => followed.has(container))
  const batches = draft.batches.filter((one) => one.product === product && one.lot === lot)
  const products = draft.products.filter((one) => one === product)
  const named = draft.packs.length + draft.containers.length + draft.batches.length + draft.products.length
  const kept = packs.length + containers.length + batches.length + products.length
  if (named > 0 && kept === 0) return undefined
  return { ...rest, packs, containers, batches, products, ...(commission === undefined ? {} : { commission }) }
}
