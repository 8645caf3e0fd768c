/** Is it the pack it says it is? In the order product, serial within product, lot, expiry (EU lookup order). */
import type { SeenEvent } from '@packtrail/protocol'
import type { Act, Target } from './act.ts'
import { manifestOf } from './resolve.ts'
import type { BatchState } from './state.ts'

/** What an event says is printed on a pack. */
interface Printed {
  readonly lot?: string
  readonly expiry?: string
}

export function checkIdentity(act: Act, targets: readonly Target[]): void {
  const printed = printedBy(act.event)
  for (const target of targets) {
    if (target.pack) checkPack(act, target, printed(target))
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
  const { id, product, serial, member } = target as Required<Target>
  if (member === undefined) {
    const known = lot === undefined ? undefined : world.batch(product, lot)
    if (lot !== undefined && (known === undefined || known.manifests.length === 0)) {
      act.find('UNKNOWN_BATCH', id, [at], { lot })
    } else act.find('UNKNOWN_SERIAL', id, [at], { serial })
    return
  }
  const batch = world.batch(member.product, member.lot)
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
  if (
    manifestOf(batch, member) === undefined &&
    (member.time === undefined || act.time < member.time - act.rules.skew)
  ) {
    act.find('EVENT_BEFORE_COMMISSIONING', id, [member.at], { act: act.event.type })
  }
}

/** Whether a batch's printed value was corrected: the old and the new one are both right from then on. */
export function correctedTo(batch: BatchState | undefined, what: 'expiry' | 'lot', value: string): boolean {
  return batch?.corrections.some((c) => c.what === what && (c.before === value || c.after === value)) ?? false
}
