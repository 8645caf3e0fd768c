/** What is out of the trade though it exists: nobody may ship it, alone or inside of something. */
import { ownText } from './columns.ts'
import { IS_CONTAINER, UNFIT } from './serial-table.ts'
import { type Act, C_UNFIT, UNFIT_INSIDE, type World } from './world.ts'

/** More, or fewer, are out of trade in `container` and what it is in. */
export function addUnfit(world: World, container: number, count: number): void {
  if (count === 0) return
  const { containers } = world
  for (const at of world.upwards(container)) {
    containers.set(at, UNFIT_INSIDE, Math.max(0, containers.get(at, UNFIT_INSIDE) + count))
  }
}

/** All of it that is out of trade: itself, and what is inside. */
export function unfitIn(world: World, container: number): number {
  return world.containers.get(container, UNFIT_INSIDE) + (world.has(container, C_UNFIT) ? 1 : 0)
}

const MAX_UNFIT = 100_000

export function setState(world: World, id: string, state: NonNullable<Act['state']>, event: number): void {
  const { table } = world
  const isContainer = table.link === IS_CONTAINER
  const before = isContainer ? world.has(table.event, C_UNFIT) : table.is(UNFIT)
  const now = state !== 'fit'
  if (!now) world.unfit.delete(id)
  else if (world.unfit.size < MAX_UNFIT) world.unfit.set(ownText(id), { event, why: state })
  if (before === now) return
  addUnfit(world, isContainer ? world.parentOf(table.event) : world.live(table.link), now ? 1 : -1)
  if (isContainer) {
    if (now) world.mark(table.event, C_UNFIT)
    else world.unmark(table.event, C_UNFIT)
  } else if (now) table.mark(UNFIT)
  else table.unmark(UNFIT)
}
