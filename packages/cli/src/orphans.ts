/** Cases that a relation file names without holding them: whether the ledger, or a file before it, knows them. */
import { type ContainerId, containerAsPack } from '@packtrail/codes'
import type { Ledger } from '@packtrail/core'
import type { ImportItem } from '@packtrail/exchange'

/** Puts a fault in the place of an event that packs into a case which nobody knows. */
export type OrphanCheck = (items: readonly ImportItem[], file: string) => Promise<readonly ImportItem[]>

/** A trial run records nothing: the cases of so many files are remembered, beyond that the ledger alone is asked. */
const MOST_REMEMBERED = 1_000_000

/** @param dryRun What was read before is in no ledger. */
export function makeOrphanCheck(ledger: Ledger, dryRun: boolean): OrphanCheck {
  const registered = new Set<string>()
  const isKnown = async (container: string): Promise<boolean> => {
    const pack = containerAsPack(container as ContainerId)
    const known = registered.has(container) || (await ledger.item(container)) !== undefined
    return known || (pack !== undefined && (await ledger.item(pack)) !== undefined)
  }
  return async (items, file) => {
    const { isOutside, ORPHAN } = await import('@packtrail/exchange')
    if (!dryRun && !items.some((item) => item.kind === 'event' && isOutside(item.event))) return items
    const judged: ImportItem[] = []
    for (const item of items) {
      if (item.kind === 'event' && isOutside(item.event) && !(await isKnown(item.event.parent ?? ''))) {
        const { line, path } = item
        judged.push({ kind: 'fault', fault: { severity: 'error', ...ORPHAN, file, line, path } })
        continue
      }
      judged.push(item)
      if (!dryRun || item.kind !== 'event' || item.event.type !== 'commission') continue
      for (const container of item.event.containers) if (registered.size < MOST_REMEMBERED) registered.add(container)
    }
    return judged
  }
}
