/** The events of a batch, for documents that others read: those of its packs and of the containers these were in. */
import type { BatchParts } from '@packtrail/codes'
import type { Ledger, LoggedEvent } from '@packtrail/core'
import type { DraftEvent } from '@packtrail/exchange'

/** Containers whose records are followed; more would be another kind of document. */
const MOST_CONTAINERS = 100_000

/** In the order of the log. Packs of other batches are left out: they are not this reader's business. */
export async function* batchEvents(ledger: Ledger, batch: BatchParts): AsyncGenerator<DraftEvent> {
  const { draftsOfEvent } = await import('@packtrail/exchange')
  for (const { event, serials } of await eventsAbout(ledger, batch)) {
    for (const draft of draftsOfEvent(event, serials())) {
      const own = only(draft, batch)
      if (own !== undefined) yield own
    }
  }
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

async function eventsAbout(ledger: Ledger, { product, lot }: BatchParts): Promise<LoggedEvent[]> {
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
  return [...found.values()].sort((a, b) => a.g - b.g)
}

/** The part of an event that speaks of the batch or of containers. */
function only(draft: DraftEvent, { product, lot }: BatchParts): DraftEvent | undefined {
  const packs = draft.packs.filter((pack) => pack.product === product && (pack.lot === undefined || pack.lot === lot))
  const { commission, ...rest } = draft
  if (commission !== undefined && (commission.product !== product || commission.lot !== lot)) return undefined
  const batches = draft.batches.filter((one) => one.product === product && one.lot === lot)
  const products = draft.products.filter((one) => one === product)
  const emptied = draft.packs.length > 0 && packs.length === 0 && draft.containers.length === 0
  if (emptied && commission === undefined && batches.length + products.length === 0) return undefined
  return { ...rest, packs, batches, products, ...(commission === undefined ? {} : { commission }) }
}
