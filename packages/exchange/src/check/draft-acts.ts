/** Events of any other format → what they do to goods: enough to see what no document may say. */
import { type ContainerId, containerAsPack } from '@packtrail/codes'
import type { DraftEvent } from '../draft.ts'
import type { ImportedEvent } from '../item.ts'
import { readDay } from '../time.ts'
import type { Act } from './world.ts'

const KINDS: Readonly<Partial<Record<DraftEvent['type'], Act['kind']>>> = {
  commission: 'commission',
  aggregate: 'pack',
  disaggregate: 'unpack',
  ship: 'ship',
  destroy: 'end',
  decommission: 'end',
}

export function actOfDraft({ event, line, path }: ImportedEvent): Act {
  const { commission, packs, containers, when, parent, type, detail } = event
  const kind = type === 'undo' && detail.undoes === 'ship' ? 'unship' : (KINDS[type] ?? 'touch')
  const items = [
    ...(commission?.serials.map((serial) => `${commission.product}/${serial}`) ?? []),
    ...packs.map(({ product, serial }) => `${product}/${serial}`),
    ...containers.map(itemOfContainer),
  ]
  // An undo of a dispense is none of these; a day is a time only as far as days go.
  const time = when === undefined || when.precision === 'day' ? undefined : when.ms
  return {
    kind,
    items,
    ...(parent === undefined ? {} : { parent: itemOfContainer(parent) }),
    time,
    line,
    ...lotOf(event),
    where: (index) => ({ line, path, value: index < 0 ? (parent ?? '') : (items[index] ?? '') }),
  }
}

function lotOf({ commission }: DraftEvent): Pick<Act, 'lot' | 'expiry'> {
  if (commission === undefined) return {}
  const expiry = commission.expiry === undefined ? undefined : readDay(commission.expiry)
  return { lot: commission.lot, expiry }
}

/** One name for a case, whether a document calls it a pack or a container. */
export function itemOfContainer(container: string): string {
  return containerAsPack(container as ContainerId) ?? container
}
