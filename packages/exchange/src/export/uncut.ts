/** Events of the ledger → drafts: the form that documents are written from. */
import type { Event, Subject } from '@packtrail/protocol'
import { type DraftBatch, type DraftClose, type DraftEvent, type DraftPack, MAX_DRAFT_SERIALS } from '../draft.ts'

/**
 * What an event names, as a document would. One draft for each parent that it names, and for a manifest one for each 10,000 serials.
 * @param serials The serials of the manifest of a commissioning, in any order; without them the manifest is left out.
 */
export function draftsOfEvent(event: Event, serials?: Iterable<string>): readonly DraftEvent[] {
  const groups = new Map<string, Group>()
  const manifests: DraftEvent[] = []
  for (const subject of event.subjects) {
    if (subject.kind === 'manifest') manifests.push(...manifestDrafts(event, subject, serials ?? []))
    else addSubject(groups, subject)
  }
  const drafts = [...groups].map(([parent, group]): DraftEvent => {
    return { ...fieldsOf(event), ...group, ...(parent === '' ? {} : { parent }) }
  })
  return [...manifests, ...drafts]
}

interface Group {
  packs: DraftPack[]
  containers: string[]
  batches: DraftBatch[]
  products: string[]
  close?: DraftClose
}

function groupOf(groups: Map<string, Group>, parent: string | undefined): Group {
  const key = parent ?? ''
  const known = groups.get(key)
  if (known !== undefined) return known
  const group: Group = { packs: [], containers: [], batches: [], products: [] }
  groups.set(key, group)
  return group
}

function addSubject(groups: Map<string, Group>, subject: Subject): void {
  switch (subject.kind) {
    case 'packs': {
      const { product, lot, expiry, parent } = subject
      const { packs } = groupOf(groups, parent)
      const rest = expiry === undefined ? { lot } : { lot, expiry }
      for (const serial of subject.serials) packs.push({ product, serial, ...rest })
      break
    }
    case 'unplaced': {
      const { kind: _, parent, ...pack } = subject
      groupOf(groups, parent).packs.push(pack)
      break
    }
    case 'container':
      // A parent stands beside its children; alone, it is emptied.
      if (subject.role === 'parent') groupOf(groups, subject.container)
      else groupOf(groups, subject.parent).containers.push(subject.container)
      break
    case 'batch':
      groupOf(groups, undefined).batches.push({ product: subject.product, lot: subject.lot })
      break
    case 'product':
      groupOf(groups, undefined).products.push(subject.product)
      break
    case 'close': {
      const { kind: _, ...totals } = subject
      groupOf(groups, undefined).close = totals
      break
    }
    default:
      // Keys, parties, policy: acts on the ledger, which no trade document tells.
      break
  }
}

function* manifestDrafts(
  event: Event,
  subject: Extract<Subject, { kind: 'manifest' }>,
  serials: Iterable<string>,
): Generator<DraftEvent> {
  const { product, lot, expiry, made, units, markets } = subject
  const commission = {
    product,
    lot,
    ...(expiry === undefined ? {} : { expiry }),
    ...(made === undefined ? {} : { made }),
    ...(units === undefined ? {} : { units }),
    ...(markets === undefined ? {} : { markets }),
  }
  const nothing = { packs: [], containers: [], batches: [], products: [] }
  let part: string[] = []
  for (const serial of serials) {
    part.push(serial)
    if (part.length < MAX_DRAFT_SERIALS) continue
    yield { ...fieldsOf(event), ...nothing, commission: { ...commission, serials: part } }
    part = []
  }
  if (part.length > 0) yield { ...fieldsOf(event), ...nothing, commission: { ...commission, serials: part } }
}

function fieldsOf({ type, detail, when, who, where, trade, docs, extra }: Event): Omit<DraftEvent, keyof Group> {
  const { target: _, ...rest } = detail
  return {
    type,
    detail: rest,
    ...(when === undefined ? {} : { when }),
    ...(who === undefined ? {} : { who }),
    ...(where === undefined ? {} : { where }),
    ...(trade === undefined ? {} : { trade }),
    ...(docs === undefined ? {} : { docs }),
    ...(extra === undefined ? {} : { extra }),
  }
}
