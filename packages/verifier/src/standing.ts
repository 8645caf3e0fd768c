/** What holds for a whole batch: recalled, in quarantine, locked. It is no finding, and yet no pack of it may be handed out. */
import type { World } from '@packtrail/custody'

export interface BatchStanding {
  /** `PRODUCT/LOT` */
  readonly batch: string
  /** Markets in which the batch is recalled; `*` = everywhere. */
  readonly recalledIn: readonly string[]
  /** The same of the product as a whole. */
  readonly productRecalledIn: readonly string[]
  readonly quarantined: boolean
  /** By the manufacturer. */
  readonly locked: boolean
}

export function standingOf(
  world: World,
  { product, lot }: { readonly product: string; readonly lot: string },
): BatchStanding {
  const state = world.batch(product, lot)
  return {
    batch: `${product}/${lot}`,
    recalledIn: state?.recalledIn ?? [],
    productRecalledIn: world.product(product)?.withdrawnIn ?? [],
    quarantined: state?.quarantined === true,
    locked: state?.locked === true,
  }
}

export function isStopped({ recalledIn, productRecalledIn, quarantined, locked }: BatchStanding): boolean {
  return recalledIn.length > 0 || productRecalledIn.length > 0 || quarantined || locked
}
