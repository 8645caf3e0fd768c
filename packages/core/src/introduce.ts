/** A stream for every party and product before the first claim that names it, so that a bundle need never prove an absence. */
import type { Event } from '@packtrail/protocol'
import { areAll, partiesOf, productsOf } from './subjects.ts'
import type { Writer } from './writer.ts'

/** Names that are remembered; then they are all forgotten. */
const KEEP = 10_000

/** @param attest Appends a claim of the operator's word. */
export function introducer<G>(
  writer: Writer,
  attest: (group: G, event: Event) => void,
): (group: G, event: Event) => void {
  const { tables } = writer
  /** Parties and products known to have a stream; only ever added to. */
  const introduced = new Set<string>()
  const isIntroduced = (event: Event): boolean => {
    for (const subject of event.subjects) if ('product' in subject && !introduced.has(subject.product)) return false
    return areAll(event, introduced)
  }
  return (group, event) => {
    if (isIntroduced(event)) return
    if (introduced.size > KEEP) introduced.clear()
    for (const actor of partiesOf(event)) {
      if (describes(event, 'party', actor)) continue
      if (tables.parties.get(actor)?.state === undefined) attest(group, introductionOf('party', actor))
      if (!writer.rehearsing) introduced.add(actor)
    }
    for (const product of productsOf(event)) {
      if (describes(event, 'product', product)) continue
      if (tables.products.get(product)?.state === undefined) attest(group, introductionOf('product', product))
      if (!writer.rehearsing) introduced.add(product)
    }
  }
}

function introductionOf(kind: 'party' | 'product', id: string): Event {
  if (kind === 'product') return { type: kind, detail: {}, subjects: [{ kind, product: id }] }
  return { type: kind, detail: {}, subjects: [{ kind, actor: id, status: 'active', licences: [] }] }
}

function describes(event: Event, kind: 'party' | 'product', id: string): boolean {
  return event.subjects.some(
    (subject) =>
      (kind === 'party' && subject.kind === 'party' && subject.actor === id) ||
      (kind === 'product' && event.type === 'product' && subject.kind === 'product' && subject.product === id),
  )
}
