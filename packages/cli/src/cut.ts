/**
 * Drafts → events, cut by an author who has no ledger to look batches up in: what he knows the lot of goes into that batch, every
 * other pack is a subject of its own, so that each can be opened alone (docs/spec/streams.md).
 */
import type { DraftEvent, DraftPack } from '@packtrail/exchange'
import {
  type Crypto,
  compareText,
  type Event,
  hashManifest,
  MAX_SERIALS,
  type ManifestSubject,
  type Subject,
} from '@packtrail/protocol'

/** Serials that travel beside a claim. */
export interface Manifest {
  readonly seed: Uint8Array
  /** Sorted. */
  readonly serials: readonly string[]
}

export interface CutClaim {
  readonly event: Event
  readonly manifest?: Manifest
}

export function cutDraft(crypto: Crypto, draft: DraftEvent): CutClaim {
  const { packs, containers, batches, products, parent, commission, close, original: _, ...frame } = draft
  const made = commission === undefined ? undefined : makeManifest(crypto, commission)
  const subjects: Subject[] = [
    ...(made === undefined ? [] : [made.subject]),
    ...(close === undefined ? [] : [{ kind: 'close', ...close } as const]),
    ...packSubjects(packs, movesInto(draft) ? parent : undefined),
    ...containerSubjects(containers, parent, movesInto(draft)),
    ...batches.map((batch) => ({ kind: 'batch', ...batch }) as const),
    ...products.map((product) => ({ kind: 'product', product }) as const),
  ]
  const event: Event = { ...frame, subjects }
  return made === undefined ? { event } : { event, manifest: made.manifest }
}

function movesInto({ type }: DraftEvent): boolean {
  return type === 'aggregate' || type === 'disaggregate'
}

export interface Commissioning extends Omit<ManifestSubject, 'kind' | 'root' | 'count'> {
  readonly serials: readonly string[]
}

export function makeManifest(
  crypto: Crypto,
  commissioning: Commissioning,
): { readonly subject: ManifestSubject; readonly manifest: Manifest } {
  const { serials, ...batch } = commissioning
  const seed = crypto.random(16)
  const sorted = serials.toSorted(compareText)
  const { root, count } = hashManifest(crypto.sha256, seed, sorted)
  return { subject: { kind: 'manifest', ...batch, root, count }, manifest: { seed, serials: sorted } }
}

function packSubjects(packs: readonly DraftPack[], parent: string | undefined): Subject[] {
  const inside = parent === undefined ? {} : { parent }
  const groups = new Map<
    string,
    { readonly first: DraftPack & { readonly lot: string }; readonly serials: Set<string> }
  >()
  const subjects: Subject[] = []
  for (const pack of packs) {
    const { product, serial, lot, expiry } = pack
    if (lot === undefined) {
      subjects.push({ kind: 'unplaced', product, serial, ...(expiry === undefined ? {} : { expiry }), ...inside })
      continue
    }
    const key = JSON.stringify([product, lot, expiry])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { first: { ...pack, lot }, serials: new Set([serial]) })
    else group.serials.add(serial)
  }
  for (const { first, serials } of groups.values()) {
    const { product, lot, expiry } = first
    const sorted = [...serials].sort(compareText)
    for (let i = 0; i < sorted.length; i += MAX_SERIALS) {
      const part = sorted.slice(i, i + MAX_SERIALS)
      subjects.push({
        kind: 'packs',
        product,
        lot,
        serials: part,
        ...inside,
        ...(expiry === undefined ? {} : { expiry }),
      })
    }
  }
  return subjects
}

function containerSubjects(containers: readonly string[], parent: string | undefined, moves: boolean): Subject[] {
  if (!moves) {
    const named = parent === undefined ? containers : [...containers, parent]
    return [...new Set(named)].map((container) => ({ kind: 'container', container, role: 'self' }))
  }
  const inside = parent === undefined ? {} : { parent }
  const children = containers.map((container): Subject => ({ kind: 'container', container, role: 'child', ...inside }))
  return parent === undefined ? children : [...children, { kind: 'container', container: parent, role: 'parent' }]
}
