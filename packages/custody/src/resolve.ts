/** Reading the world: what holds for an item now, its containers included. */
import { changed } from './item.ts'
import type { BatchState, Grade, ItemState, ManifestState, Status, Transit } from './state.ts'
import type { Membership, World } from './world.ts'

/** Containers inside containers; a chain that is longer is a cycle or an attack. */
export const MAX_CONTAINMENT = 16

/** The outermost container of an item, or the item itself. */
export function rootOf(world: World, id: string, state: ItemState): { readonly id: string; readonly state: ItemState } {
  let at = { id, state }
  for (let depth = 0; depth < MAX_CONTAINMENT; depth++) {
    const { parent } = at.state
    const above = parent === undefined ? undefined : world.item(parent)
    if (parent === undefined || above === undefined) return at
    at = { id: parent, state: above }
  }
  return at
}

/** Whether `id` may go into `container`: not when that is inside it already, nor so deep that nobody could tell. */
export function mayNest(world: World, id: string, container: string): boolean {
  let at: string | undefined = container
  for (let depth = 0; depth < MAX_CONTAINMENT && at !== undefined; depth++) {
    if (at === id) return false
    at = world.item(at)?.parent
  }
  return at === undefined
}

/** After these nothing but a look, an undo, a return or a recall is possible. */
export const ENDED: ReadonlySet<Status> = new Set([
  'dispensed',
  'exported',
  'sampled',
  'decommissioned',
  'destroyed',
  'stolen',
])

/** How strongly a status that suspends holds: of several, of an item and its containers, the strongest counts. */
const WEIGHT: Readonly<Partial<Record<Status, number>>> = { lost: 1, quarantined: 2, locked: 3 }

export function weightOf(status: Status): number {
  return WEIGHT[status] ?? 0
}

/**
 * An item with what its containers say of it: a destroyed case holds no live pack, a quarantined pallet none that may be handed
 * out, and the recall of a case is that of its packs.
 */
export function withContainers(world: World, state: ItemState): ItemState {
  if (state.parent === undefined) return state
  let found = state
  let { recalled } = state
  let at: ItemState | undefined = state
  for (let depth = 0; depth <= MAX_CONTAINMENT && at !== undefined; depth++) {
    recalled ||= at.recalled
    const stronger = ENDED.has(at.status) || weightOf(at.status) > weightOf(found.status)
    if (!ENDED.has(found.status) && stronger) found = at
    at = at.parent === undefined ? undefined : world.item(at.parent)
  }
  if (found === state && recalled === state.recalled) return state
  const { status, statusAt, statusTime, statusPlace } = found
  return changed(state, { status, statusAt, statusTime, recalled, statusPlace: statusPlace ?? state.statusPlace })
}

/** Where an item is and who has it, its containers taken into account. */
export interface Custody {
  /** The outermost container, or the item itself. */
  readonly root: string
  readonly status: Status
  readonly recalled: boolean
  readonly owner?: string
  readonly holder?: string
  readonly transit?: Transit
  /** `inferred` when a container was moved after the item itself was seen. */
  readonly grade: Grade
}

export function custodyOf(world: World, id: string, state: ItemState): Custody {
  const root = rootOf(world, id, state)
  const { status, recalled } = withContainers(world, state)
  const { holder, transit } = root.state
  const owner = ownerInside(state, root.state)
  return {
    root: root.id,
    status,
    recalled,
    grade: gradeOf(world, state),
    ...(owner === undefined ? {} : { owner }),
    ...(holder === undefined ? {} : { holder }),
    ...(transit === undefined ? {} : { transit }),
  }
}

/** Whose goods are those inside a container: the container's owner's, else still their own, unless that party gave them away. */
export function ownerInside(state: ItemState, container: ItemState): string | undefined {
  if (container.owner !== undefined) return container.owner
  const gaveAway = state.owner === state.holder && container.holder !== state.holder
  return gaveAway ? undefined : state.owner
}

function gradeOf(world: World, state: ItemState): Grade {
  let { grade } = state
  let at: ItemState | undefined = state
  for (let depth = 0; depth <= MAX_CONTAINMENT && at !== undefined; depth++) {
    if (at.grade === 'contradicted') return 'contradicted'
    if (at.moved === true && at.lastTime > state.lastTime) grade = 'inferred'
    at = at.parent === undefined ? undefined : world.item(at.parent)
  }
  return grade
}

/** Manifests of a batch by log position, for a batch of many: made when first asked of a list that is never changed. */
const BY_POSITION = new WeakMap<readonly ManifestState[], ReadonlyMap<number, ManifestState>>()

export function manifestOf(batch: BatchState | undefined, { at }: Membership): ManifestState | undefined {
  if (batch === undefined) return undefined
  const { manifests } = batch
  if (manifests.length < 8) {
    for (const manifest of manifests) if (manifest.at === at) return manifest
    return undefined
  }
  let table = BY_POSITION.get(manifests)
  if (table === undefined) {
    table = new Map(manifests.map((manifest) => [manifest.at, manifest]))
    BY_POSITION.set(manifests, table)
  }
  return table.get(at)
}

const BLANK: ItemState = {
  status: 'unknown',
  grade: 'scanned',
  recalled: false,
  units: 0,
  statusAt: -1,
  statusTime: 0,
  lastAt: -1,
  lastTime: 0,
  children: 0,
}

/** A container nobody has spoken of yet. */
export const NEW_CONTAINER: ItemState = BLANK
const NEW_PACK: ItemState = BLANK

/** The packs of one commissioning begin alike. */
const FRESH = new WeakMap<ManifestState, ItemState>()

/** A pack as its commissioning left it, or as an unknown when there is none (yet). */
export function freshPack(world: World, member: Membership | undefined): ItemState {
  return member === undefined ? NEW_PACK : freshOf(world.batch(member.product, member.lot), member)
}

/** The same, where its batch is at hand. */
export function freshOf(batch: BatchState | undefined, member: Membership | undefined): ItemState {
  const manifest = member === undefined ? undefined : manifestOf(batch, member)
  if (manifest === undefined) return NEW_PACK
  let fresh = FRESH.get(manifest)
  if (fresh === undefined) {
    const { at, time, owner, holder, place } = manifest
    const moment = { statusAt: at, statusTime: time, lastAt: at, lastTime: time }
    fresh = changed(NEW_PACK, { status: 'active', ...moment, owner, holder, statusPlace: place })
    FRESH.set(manifest, fresh)
  }
  return fresh
}
