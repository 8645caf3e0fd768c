/** Is it the pack it says it is? In the order product, serial within product, lot, expiry (EU lookup order). */
import type { SeenEvent } from '@packtrail/protocol'
import type { Act, Target } from './act.ts'
import { manifestOf } from './resolve.ts'
import type { BatchState } from './state.ts'
import type { World } from './world.ts'

/** What an event says is printed on a pack. */
interface Printed {
  readonly lot?: string
  readonly expiry?: string
}

export function checkIdentity(act: Act, targets: readonly Target[]): void {
  const { subjects } = act.event
  const [first] = subjects
  const alone = subjects.length === 1 && (first?.kind === 'packs' || first?.kind === 'unplaced') ? first : undefined
  const printed = alone === undefined ? printedBy(act.event) : undefined
  for (const target of targets) {
    if (target.pack) checkPack(act, target, printed === undefined ? (alone as Printed) : printed(target))
  }
}

/** Most events print one thing for all packs of a subject; look it up by identity of product and serial only when they differ. */
function printedBy(event: SeenEvent): (target: Target) => Printed {
  const packs = event.subjects.filter((subject) => subject.kind === 'packs' || subject.kind === 'unplaced')
  if (packs.length === 1) return () => packs[0] as Printed
  const table = new Map<string, Printed>()
  for (const subject of packs) {
    const serials = subject.kind === 'packs' ? subject.serials : [subject.serial]
    for (const serial of serials) table.set(`${subject.product}/${serial}`, subject)
  }
  return (target) => table.get(target.id) ?? {}
}

function checkPack(act: Act, target: Target, { lot, expiry }: Printed): void {
  const { world, at } = act
  const { id, product, member, batch } = target as Target & { readonly product: string }
  if (member === undefined) {
    const unknown = unknownOf(world, product, lot)
    act.find(
      unknown,
      id,
      [at],
      unknown === 'UNKNOWN_PRODUCT' ? { product } : unknown === 'UNKNOWN_BATCH' ? { lot: lot as string } : {},
    )
    return
  }
  if (lot !== undefined && lot !== member.lot && !correctedTo(batch, 'lot', lot)) {
    act.find('SERIAL_OF_OTHER_BATCH', id, [member.at], { lot, actual: member.lot })
  }
  if (
    expiry !== undefined &&
    batch?.expiry !== undefined &&
    expiry !== batch.expiry &&
    !correctedTo(batch, 'expiry', expiry)
  ) {
    act.find('EXPIRY_DIFFERS', id, [member.at], { printed: expiry, expiry: batch.expiry })
  }
  // A commissioning that is folded later by an honest clock's error is no contradiction.
  const born = manifestOf(batch, member)?.time ?? member.time
  if (born === undefined || act.time < born - act.rules.skew) {
    act.find('EVENT_BEFORE_COMMISSIONING', id, [member.at], { act: act.event.type })
  }
}

/** Why nobody registered a pack: in the order product, batch, serial. */
export function unknownOf(
  world: World,
  product: string,
  lot: string | undefined,
): 'UNKNOWN_PRODUCT' | 'UNKNOWN_BATCH' | 'UNKNOWN_SERIAL' {
  if (world.product(product)?.registered !== true) return 'UNKNOWN_PRODUCT'
  if (lot === undefined) return 'UNKNOWN_SERIAL'
  return (world.batch(product, lot)?.manifests ?? []).length === 0 ? 'UNKNOWN_BATCH' : 'UNKNOWN_SERIAL'
}

/** Whether a batch's printed value was corrected: the old and the new one are both right from then on. */
export function correctedTo(batch: BatchState | undefined, what: 'expiry' | 'lot', value: string): boolean {
  return batch?.corrections.some((c) => c.what === what && (c.before === value || c.after === value)) ?? false
}
