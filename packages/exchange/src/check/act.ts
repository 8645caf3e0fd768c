/** Each kind of act by its name. */
import { commission } from './act-commission.ts'
import { end, ship, touch, unship } from './act-move.ts'
import { pack, unpack } from './act-pack.ts'
import type { Act, World } from './world.ts'

const ACTS: Readonly<Record<Act['kind'], (world: World, act: Act) => void>> = {
  commission,
  pack,
  unpack,
  ship,
  unship,
  end,
  touch,
}

export function act(world: World, one: Act): void {
  ACTS[one.kind](world, one)
}
