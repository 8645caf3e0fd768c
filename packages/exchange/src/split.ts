/** A draft that names more than one claim can hold → several drafts that name it all. */
import { type DraftEvent, type DraftPack, MAX_DRAFT_ITEMS, MAX_DRAFT_SERIALS } from './draft.ts'

/** The same event about fewer things each; one draft when it fits. Batches, products and totals go with the first. */
export function splitDraft(draft: DraftEvent): readonly DraftEvent[] {
  const { packs, containers, commission } = draft
  if (commission !== undefined) return splitCommission(draft)
  if (packs.length + containers.length <= MAX_DRAFT_ITEMS) return [draft]
  const parts: DraftEvent[] = []
  for (let at = 0; at < packs.length; at += MAX_DRAFT_ITEMS) {
    parts.push({ ...draft, packs: packs.slice(at, at + MAX_DRAFT_ITEMS), containers: [] })
  }
  for (let at = 0; at < containers.length; at += MAX_DRAFT_ITEMS) {
    parts.push({ ...draft, packs: [], containers: containers.slice(at, at + MAX_DRAFT_ITEMS) })
  }
  return parts.map((part, i) => (i === 0 ? part : { ...part, batches: [], products: [] }))
}

function splitCommission(draft: DraftEvent): readonly DraftEvent[] {
  const { commission } = draft
  if (commission === undefined || commission.serials.length <= MAX_DRAFT_SERIALS) return [draft]
  const parts: DraftEvent[] = []
  for (let at = 0; at < commission.serials.length; at += MAX_DRAFT_SERIALS) {
    const serials = commission.serials.slice(at, at + MAX_DRAFT_SERIALS)
    parts.push({ ...draft, commission: { ...commission, serials } })
  }
  return parts
}

/** An event taken back: what it named, with the event itself beside it. A commissioning names its packs one by one here. */
export function correctionsOf(original: DraftEvent, base: Omit<DraftEvent, keyof Named>): readonly DraftEvent[] {
  const { packs, containers, parent, commission, close, batches, products } = original
  const named: DraftPack[] =
    commission === undefined
      ? [...packs]
      : commission.serials.map((serial) => ({ product: commission.product, serial, lot: commission.lot }))
  const totals = close === undefined ? [] : [{ product: close.product, lot: close.lot }]
  return splitDraft({
    ...base,
    packs: named,
    containers,
    ...(parent === undefined ? {} : { parent }),
    batches: [...batches, ...totals],
    products,
    original,
  })
}

/** The fields that say what an event is about. */
type Named = Pick<
  DraftEvent,
  'packs' | 'containers' | 'parent' | 'commission' | 'close' | 'batches' | 'products' | 'original'
>
