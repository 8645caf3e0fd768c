/** Drafts to events: packs by their true batch where it is known, each alone where it is not. */
import { createHash } from 'node:crypto'
import { type PackId, packAsContainer } from '@packtrail/codes'
import {
  type Event,
  FormatError,
  namedTogether,
  type PacksSubject,
  type Subject,
  splitSubjects,
} from '@packtrail/protocol'
import { hashOfText, manifestText } from './claim-hash.ts'
import type { ManifestIn } from './claim-in.ts'
import type { Draft, DraftCommission, DraftPack } from './draft.ts'
import { packId } from './pack-id.ts'
import { type SerialSet, serialSetOf } from './serial-set.ts'
import type { Tables } from './tables.ts'
import { memberOf } from './tx-world.ts'

/** Packs and containers of one event: each may need a slot, and a claim has at most 4,096. */
const MOST_ITEMS = 4000

export interface CutEvent {
  readonly event: Event
  readonly manifest?: ManifestIn
}

/** Acts whose goods are put into, taken out of or counted in a container: it is their parent. */
const PACKING: ReadonlySet<string> = new Set(['aggregate', 'disaggregate', 'observe'])
/** Of these, the acts on each of the goods, however many are named with it. */
const ONE_BY_ONE: ReadonlySet<string> = new Set(['aggregate', 'disaggregate'])
/** Acts that move a container together with the goods listed inside it (EPCIS AggregationEvent with action OBSERVE). */
const MOVING: ReadonlySet<string> = new Set(['ship', 'receive'])

/**
 * Packs of one batch with several printed expiries, or beside their whole batch, make several events: each names a stream once.
 * @throws FormatError VALUE when the draft names nothing, or a serial twice.
 */
export function cutDraft(tables: Pick<Tables, 'items' | 'manifests'>, secret: Uint8Array, draft: Draft): CutEvent[] {
  const base = baseOf(draft)
  const whole = wholeSubjects(draft)
  if (draft.commission !== undefined) {
    const { subject, manifest } = cutCommission(secret, draft.commission)
    return [{ event: { ...base, subjects: [subject, ...whole] }, manifest }]
  }
  const packs = draft.packs ?? []
  const containers = draft.containers ?? []
  const [pack] = packs
  if (pack !== undefined && packs.length === 1 && containers.length === 0 && whole.length === 0) {
    const subject = cutAlone(tables, draft, pack)
    if (subject !== undefined) {
      const event: Base & { subjects?: Subject[] } = base
      event.subjects = [subject]
      return [{ event: event as Event }]
    }
  }
  const events: CutEvent[] = []
  const pieces = Math.max(1, Math.ceil((packs.length + containers.length) / MOST_ITEMS))
  for (let piece = 0; piece < pieces; piece++) {
    const from = piece * MOST_ITEMS
    const some = packs.slice(from, from + MOST_ITEMS)
    const rest = Math.max(0, from - packs.length)
    const more = containers.slice(rest, rest + MOST_ITEMS - some.length)
    const subjects = [...cutItems(tables, draft, some, more), ...(piece === 0 ? [...beside(draft), ...whole] : [])]
    for (const split of splitSubjects(subjects, around(draft))) events.push({ event: { ...base, subjects: split } })
  }
  if (events[0]?.event.subjects.length === 0) throw new FormatError('VALUE', 'an event names at least one thing')
  return events
}

type Base = { -readonly [K in keyof Omit<Event, 'subjects'>]: Event[K] }

const NO_DETAIL = {}

function baseOf(draft: Draft): Base {
  const base: Base = { type: draft.type, detail: draft.detail ?? NO_DETAIL }
  if (draft.when !== undefined) base.when = draft.when
  if (draft.who !== undefined) base.who = draft.who
  if (draft.where !== undefined) base.where = draft.where
  if (draft.trade !== undefined) base.trade = draft.trade
  if (draft.docs !== undefined && draft.docs.length > 0) base.docs = draft.docs
  if (draft.extra !== undefined && draft.extra.length > 0) base.extra = draft.extra
  return base
}

const NO_SUBJECTS: Subject[] = []

function wholeSubjects(draft: Draft): readonly Subject[] {
  const { close, batches, products, subjects } = draft
  if (close === undefined && subjects === undefined && !batches?.length && !products?.length) return NO_SUBJECTS
  return [
    ...(draft.close === undefined ? [] : [{ kind: 'close' as const, ...draft.close }]),
    ...(draft.batches ?? []).map(({ product, lot }): Subject => ({ kind: 'batch', product, lot })),
    ...(draft.products ?? []).map((product): Subject => ({ kind: 'product', product })),
    ...(draft.subjects ?? []),
  ]
}

/** The seed follows from the serials and the ledger's secret, so that the same registration gives the same event again. */
function cutCommission(secret: Uint8Array, commission: DraftCommission): { subject: Subject; manifest: ManifestIn } {
  const { product, lot, expiry, made, units, markets } = commission
  const serials = isSet(commission.serials) ? commission.serials : sortedSet(commission.serials)
  const seed = manifestSeed(secret, product, lot, serials)
  const root = hashOfText(manifestText(seed, serials.count, (index, target, at) => serials.write(index, target, at)))
  return {
    subject: {
      kind: 'manifest',
      product,
      lot,
      root,
      count: serials.count,
      ...(expiry === undefined ? {} : { expiry }),
      ...(made === undefined ? {} : { made }),
      ...(units === undefined ? {} : { units }),
      ...(markets === undefined ? {} : { markets }),
    },
    manifest: { seed, serials },
  }
}

function isSet(serials: readonly string[] | SerialSet): serials is SerialSet {
  return 'write' in serials
}

function sortedSet(serials: readonly string[]): SerialSet {
  const { set, twice } = serialSetOf(serials)
  if (twice.length > 0) throw new FormatError('VALUE', `serial ${twice[0]} is named twice`)
  return set
}

/** A MAC over the serials, in portions: a million of them need no second copy. Cut to half, as all MACs here. */
function manifestSeed(secret: Uint8Array, product: string, lot: string, serials: SerialSet): Uint8Array {
  const hash = createHash('sha256').update(secret).update(`manifest\u0000${product}\u0000${lot}\u0000`)
  const portion = new Uint8Array(64 << 10)
  let at = 0
  for (let i = 0; i < serials.count; i++) {
    if (at + 256 > portion.length) {
      hash.update(portion.subarray(0, at))
      at = 0
    }
    at += serials.write(i, portion, at)
    portion[at++] = 0
  }
  return new Uint8Array(hash.update(portion.subarray(0, at)).digest().subarray(0, 16))
}

/** One pack by itself: there are more of these than of all others together. */
function cutAlone(tables: Pick<Tables, 'items' | 'manifests'>, draft: Draft, pack: DraftPack): Subject | undefined {
  if (draft.parent !== undefined || pack.expiry !== undefined) return undefined
  const { product, serial } = pack
  const lot = pack.lot ?? memberOf(tables, tables.items.get(packId(product, serial)))?.lot
  return lot === undefined ? undefined : { kind: 'packs', product, lot, serials: [serial] }
}

function cutItems(
  tables: Pick<Tables, 'items' | 'manifests'>,
  draft: Draft,
  packs: readonly DraftPack[],
  containers: readonly string[],
): Subject[] {
  const parent = PACKING.has(draft.type) || MOVING.has(draft.type) ? draft.parent : undefined
  const inside = parent === undefined ? {} : { parent }
  const subjects: Subject[] = []
  const batches = new Map<string, { product: string; lot: string; expiry?: string; serials: string[] }>()
  const asContainer = (container: string): Subject =>
    parent === undefined
      ? { kind: 'container', container, role: 'self' }
      : { kind: 'container', container, role: 'child', parent }
  for (const pack of packs) {
    const { product, serial, expiry } = pack
    const row = tables.items.get(packId(product, serial))
    const lot = pack.lot ?? memberOf(tables, row)?.lot
    const container = row === undefined && pack.lot === undefined ? knownContainer(tables, pack) : undefined
    if (container !== undefined) subjects.push(asContainer(container))
    else if (lot === undefined) {
      subjects.push({ kind: 'unplaced', product, serial, ...inside, ...(expiry === undefined ? {} : { expiry }) })
    } else addToBatch(batches, { product, serial, lot, ...(expiry === undefined ? {} : { expiry }) })
  }
  const placed = [...batches.values()].map((batch): PacksSubject => ({ kind: 'packs', ...batch, ...inside }))
  // A content that is listed is counted: its list stays in one event.
  const isListed = parent !== undefined && !ONE_BY_ONE.has(draft.type)
  subjects.push(...(isListed ? namedTogether(placed) : placed))
  for (const container of containers) subjects.push(asContainer(container))
  return subjects
}

/** The container that every piece of the event names, because its goods do. */
function around({ type, parent }: Draft): Subject[] {
  if (parent === undefined || (!PACKING.has(type) && !MOVING.has(type))) return []
  return [{ kind: 'container', container: parent, role: MOVING.has(type) ? 'self' : 'parent' }]
}

/** The container that is acted on like the others. */
function beside({ type, parent }: Draft): Subject[] {
  if (parent === undefined || PACKING.has(type) || MOVING.has(type)) return []
  return [{ kind: 'container', container: parent, role: 'self' }]
}

function addToBatch(
  batches: Map<string, { product: string; lot: string; expiry?: string; serials: string[] }>,
  pack: DraftPack & { readonly lot: string },
): void {
  const { product, lot, expiry, serial } = pack
  const key = `${product}/${lot}\u0000${expiry ?? ''}`
  const known = batches.get(key)
  if (known !== undefined) known.serials.push(serial)
  else batches.set(key, { product, lot, serials: [serial], ...(expiry === undefined ? {} : { expiry }) })
}

/** A code that can stand on a pack as well as on a case, and is known as a case. */
function knownContainer(tables: Pick<Tables, 'items'>, { product, serial }: DraftPack): string | undefined {
  const container = packAsContainer(`${product}/${serial}` as PackId)
  return container !== undefined && tables.items.get(container) !== undefined ? container : undefined
}
