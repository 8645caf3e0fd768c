/** Drafts to events: packs by their true batch where it is known, each alone where it is not. */
import { type PackId, packAsContainer } from '@packtrail/codes'
import { type Event, FormatError, MAX_SERIALS, type Subject } from '@packtrail/protocol'
import { hashOfText, manifestText } from './claim-hash.ts'
import { type ManifestIn, macOf } from './claim-in.ts'
import type { Draft, DraftCommission, DraftPack } from './draft.ts'
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
/** Acts that move a container together with the goods listed inside it (EPCIS AggregationEvent with action OBSERVE). */
const MOVING: ReadonlySet<string> = new Set(['ship', 'receive'])

/** @throws FormatError VALUE when the draft names nothing, or a serial twice. */
export function cutDraft(tables: Pick<Tables, 'items' | 'manifests'>, secret: Uint8Array, draft: Draft): CutEvent[] {
  const base = baseOf(draft)
  const whole = wholeSubjects(draft)
  if (draft.commission !== undefined) {
    const { subject, manifest } = cutCommission(secret, draft.commission)
    return [{ event: { ...base, subjects: [subject, ...whole] }, manifest }]
  }
  const packs = draft.packs ?? []
  const containers = draft.containers ?? []
  const events: CutEvent[] = []
  const pieces = Math.max(1, Math.ceil((packs.length + containers.length) / MOST_ITEMS))
  for (let piece = 0; piece < pieces; piece++) {
    const from = piece * MOST_ITEMS
    const some = packs.slice(from, from + MOST_ITEMS)
    const rest = Math.max(0, from - packs.length)
    const more = containers.slice(rest, rest + MOST_ITEMS - some.length)
    const subjects = [...cutItems(tables, draft, some, more), ...(piece === 0 ? whole : [])]
    events.push({ event: { ...base, subjects } })
  }
  if (events[0]?.event.subjects.length === 0) throw new FormatError('VALUE', 'an event names at least one thing')
  return events
}

function baseOf(draft: Draft): Omit<Event, 'subjects'> {
  const { type, detail, when, who, where, trade, docs, extra } = draft
  return {
    type,
    detail: detail ?? {},
    ...(when === undefined ? {} : { when }),
    ...(who === undefined ? {} : { who }),
    ...(where === undefined ? {} : { where }),
    ...(trade === undefined ? {} : { trade }),
    ...(docs === undefined || docs.length === 0 ? {} : { docs }),
    ...(extra === undefined || extra.length === 0 ? {} : { extra }),
  }
}

function wholeSubjects(draft: Draft): Subject[] {
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
  const seed = Buffer.from(macOf(secret, seedInput(product, lot, serials)), 'latin1')
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

function seedInput(product: string, lot: string, serials: SerialSet): Uint8Array {
  const head = Buffer.from(`manifest\u0000${product}\u0000${lot}\u0000`)
  const bytes = Buffer.alloc(head.length + serials.count * 65)
  bytes.set(head)
  let at = head.length
  for (let i = 0; i < serials.count; i++) {
    at += serials.write(i, bytes, at)
    bytes[at++] = 0
  }
  return bytes.subarray(0, at)
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
    const row = tables.items.get(`${product}/${serial}`)
    const lot = pack.lot ?? memberOf(tables, row)?.lot
    const container = row === undefined && pack.lot === undefined ? knownContainer(tables, pack) : undefined
    if (container !== undefined) subjects.push(asContainer(container))
    else if (lot === undefined) {
      subjects.push({ kind: 'unplaced', product, serial, ...inside, ...(expiry === undefined ? {} : { expiry }) })
    } else addToBatch(batches, { product, serial, lot, ...(expiry === undefined ? {} : { expiry }) })
  }
  for (const { serials, ...batch } of batches.values()) {
    for (let i = 0; i < serials.length; i += MAX_SERIALS) {
      subjects.push({ kind: 'packs', ...batch, serials: serials.slice(i, i + MAX_SERIALS), ...inside })
    }
  }
  for (const container of containers) subjects.push(asContainer(container))
  if (parent !== undefined) {
    subjects.push({ kind: 'container', container: parent, role: MOVING.has(draft.type) ? 'self' : 'parent' })
  } else if (draft.parent !== undefined) subjects.push({ kind: 'container', container: draft.parent, role: 'self' })
  return subjects
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
