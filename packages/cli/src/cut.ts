/**
 * Drafts → events, cut by an author who has no ledger to look batches up in: what he knows the lot of goes into that batch, every
 * other pack is a subject of its own, so that each can be opened alone (docs/spec/07-streams.md).
 */
import type { SerialSet } from '@packtrail/core'
import type { DraftCommission, DraftEvent, DraftPack } from '@packtrail/exchange'
import {
  type Crypto,
  compareText,
  type Event,
  encode,
  MAX_SERIALS,
  type ManifestSubject,
  manifestHasher,
  namedTogether,
  type PacksSubject,
  SEED_SIZE,
  type Signer,
  type Subject,
  splitSubjects,
} from '@packtrail/protocol'

/** Serials that travel beside a claim. */
export interface Manifest {
  readonly seed: Uint8Array
  readonly serials: SortedSerials
}

/** In the order of a manifest; as texts a million of them would take more memory than all the rest. */
export type SortedSerials = Pick<SerialSet, 'count' | 'text'>

export interface CutClaim {
  readonly event: Event
  readonly manifest?: Manifest
}

/**
 * One claim, or several where one would name a stream twice: packs of one batch with several printed expiries, or more serials
 * of it than fit one subject.
 * @param signer The author's key: the seed of a manifest follows from it.
 */
export async function cutDraft(crypto: Crypto, draft: DraftEvent, signer: Signer): Promise<CutClaim[]> {
  const { packs, containers, batches, products, parent, commission, close, original: _, ...frame } = draft
  const made = commission === undefined ? undefined : await makeManifest(crypto, await ofDraft(commission), signer)
  const { around, beside } = containerSubjects(containers, parent, draft.type)
  const subjects: Subject[] = [
    ...(made === undefined ? [] : [made.subject]),
    ...(close === undefined ? [] : [{ kind: 'close', ...close } as const]),
    ...packSubjects(packs, PARENTAL.has(draft.type) ? parent : undefined, !ONE_BY_ONE.has(draft.type)),
    ...beside,
    ...batches.map((batch) => ({ kind: 'batch', ...batch }) as const),
    ...products.map((product) => ({ kind: 'product', product }) as const),
  ]
  const events = splitSubjects(subjects, around).map((split): Event => ({ ...frame, subjects: split }))
  return events.map((event, i) => (made === undefined || i > 0 ? { event } : { event, manifest: made.manifest }))
}

/** Acts that put goods into a container, take them out, count them in it, or move it together with them: it is their parent. */
const PARENTAL: ReadonlySet<string> = new Set(['aggregate', 'disaggregate', 'observe', 'ship', 'receive'])
/** Of these, the acts on each of the goods, however many are named with it. */
const ONE_BY_ONE: ReadonlySet<string> = new Set(['aggregate', 'disaggregate'])
/** Of these, the acts that act on the container itself too (EPCIS AggregationEvent with action OBSERVE). */
const MOVING: ReadonlySet<string> = new Set(['ship', 'receive'])

export interface Commissioning extends Omit<ManifestSubject, 'kind' | 'root' | 'count'> {
  readonly serials: SerialSet
}

/**
 * The seed of a manifest hides its serials, so nobody else may know it; and the same registration must give the same event again,
 * so it may not be random. An Ed25519 signature of the serials is both: only the key's holder can make it, always the same.
 */
export async function makeManifest(
  crypto: Crypto,
  commissioning: Commissioning,
  signer: Signer,
): Promise<{ readonly subject: ManifestSubject; readonly manifest: Manifest }> {
  const { serials, ...batch } = commissioning
  const message = encode(['packtrail manifest seed', batch.product, batch.lot, digestOf(crypto, serials)])
  const seed = crypto.sha256(await signer.sign(message)).slice(0, SEED_SIZE)
  const hasher = manifestHasher(crypto.sha256, seed)
  for (let i = 0; i < serials.count; i++) hasher.push(serials.text(i))
  const { root, count } = hasher.finish()
  return { subject: { kind: 'manifest', ...batch, root, count }, manifest: { seed, serials } }
}

/** One hash that stands for all serials: each thousand is hashed behind the hash of those before. */
function digestOf({ sha256 }: Crypto, { count, text }: SortedSerials): Uint8Array {
  let digest: Uint8Array = new Uint8Array(32)
  for (let from = 0; from < count; from += 1000) {
    const part: string[] = []
    for (let i = from; i < Math.min(count, from + 1000); i++) part.push(text(i))
    digest = sha256(encode([digest, part]))
  }
  return digest
}

async function ofDraft({ serials, ...batch }: DraftCommission): Promise<Commissioning> {
  const { serialSetOf } = await import('@packtrail/core')
  return { ...batch, serials: serialSetOf(serials).set }
}

/** @param lists Packs that name a parent are its content, which is counted: their list stays in one event. */
function packSubjects(packs: readonly DraftPack[], parent: string | undefined, lists: boolean): Subject[] {
  const inside = parent === undefined ? {} : { parent }
  const groups = new Map<
    string,
    { readonly first: DraftPack & { readonly lot: string }; readonly serials: Set<string> }
  >()
  const subjects: Subject[] = []
  const placed: PacksSubject[] = []
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
      placed.push({
        kind: 'packs',
        product,
        lot,
        serials: part,
        ...inside,
        ...(expiry === undefined ? {} : { expiry }),
      })
    }
  }
  return [...subjects, ...(parent !== undefined && lists ? namedTogether(placed) : placed)]
}

/** `around`: what every piece of the event names, because its goods do. */
function containerSubjects(
  containers: readonly string[],
  parent: string | undefined,
  type: string,
): { readonly around: readonly Subject[]; readonly beside: readonly Subject[] } {
  if (parent === undefined || !PARENTAL.has(type)) {
    const named = parent === undefined ? containers : [...containers, parent]
    const beside = [...new Set(named)].map((container): Subject => ({ kind: 'container', container, role: 'self' }))
    return { around: [], beside }
  }
  const beside = containers.map((container): Subject => ({ kind: 'container', container, role: 'child', parent }))
  return { around: [{ kind: 'container', container: parent, role: MOVING.has(type) ? 'self' : 'parent' }], beside }
}
