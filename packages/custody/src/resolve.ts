/** Reading the world: what holds for an item now, its containers included. */
import type { BatchState, ItemState, ManifestState } from './state.ts'
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

/** Whether `container` is the item or one of its containers. */
export function isInside(world: World, id: string, container: string): boolean {
  let at: string | undefined = id
  for (let depth = 0; depth <= MAX_CONTAINMENT && at !== undefined; depth++) {
    if (at === container) return true
    at = world.item(at)?.parent
  }
  return false
}

export function manifestOf(batch: BatchState | undefined, member: Membership): ManifestState | undefined {
  return batch?.manifests.find((manifest) => manifest.at === member.at)
}

const BLANK = {
  grade: 'scanned',
  recalled: false,
  units: 0,
  statusAt: -1,
  statusTime: 0,
  lastAt: -1,
  lastTime: 0,
  children: 0,
} as const

/** A container nobody has spoken of yet. */
export const NEW_CONTAINER: ItemState = { ...BLANK, status: 'unknown' }

/** A pack as its commissioning left it, or as an unknown when there is none (yet). */
export function freshPack(world: World, member: Membership | undefined): ItemState {
  const manifest = member === undefined ? undefined : manifestOf(world.batch(member.product, member.lot), member)
  if (manifest === undefined) return { ...BLANK, status: 'unknown' }
  const { at, time, owner, holder, place } = manifest
  return {
    ...BLANK,
    status: 'active',
    ...(owner === undefined ? {} : { owner }),
    ...(holder === undefined ? {} : { holder }),
    ...(place === undefined ? {} : { statusPlace: place }),
    statusAt: at,
    statusTime: time,
    lastAt: at,
    lastTime: time,
  }
}
