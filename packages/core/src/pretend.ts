/** Tables that can be made to believe, while a record is only rehearsed, in manifests too large for rows in memory. */
import { EMPTY_ITEM, type ItemRow } from './item-rows.ts'
import type { SerialSet } from './serial-set.ts'
import type { StoreReader } from './store.ts'
import { makeTables, type Tables } from './tables.ts'

export interface PretendingTables {
  readonly tables: Tables
  /** Its packs are members of this manifest, until `forget`. */
  pretend(product: string, manifest: number, serials: SerialSet): void
  forget(): void
}

export function pretendingTables(store: StoreReader): PretendingTables {
  let pretended = new Map<string, { manifest: number; serials: SerialSet }[]>()
  const real = makeTables(store)
  const pretendedRow = (id: string): ItemRow | undefined => {
    if (pretended.size === 0) return undefined
    const slash = id.indexOf('/')
    const found = pretended.get(id.slice(0, slash))?.find(({ serials }) => serials.has(id.slice(slash + 1)))
    return found === undefined ? undefined : { ...EMPTY_ITEM, manifest: found.manifest }
  }
  const items: Tables['items'] = {
    ...real.items,
    get: (id) => real.items.get(id) ?? pretendedRow(id),
    get changes() {
      return real.items.changes
    },
  }
  return {
    tables: { ...real, items },
    pretend(product, manifest, serials) {
      pretended.set(product, [...(pretended.get(product) ?? []), { manifest, serials }])
    },
    forget() {
      pretended = new Map()
    },
  }
}
