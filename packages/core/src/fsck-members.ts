/** Membership of packs, which a derivation does not write again: it is read from the packs' own rows. */
import { readOne } from './fsck-rows.ts'
import { EMPTY_ITEM, type ItemRow, itemCodec, manifestOf } from './item-rows.ts'
import type { StoreReader } from './store.ts'
import type { Table } from './table.ts'
import { isPack } from './tx-world.ts'

/**
 * Rows of goods as they were derived, with the membership that the ledger's own rows state.
 * @param counts Whether a manifest has come to be.
 */
export function withMembership(
  items: Table<ItemRow>,
  store: StoreReader,
  counts: (manifest: number) => boolean,
): Table<ItemRow> {
  return {
    ...items,
    get(id) {
      const row = items.get(id)
      if ((row !== undefined && row.manifest > 0) || !isPack(id) || id.startsWith('*')) return row
      const manifest = readOne(store, itemCodec.key(id), manifestOf) ?? 0
      if (manifest === 0 || !counts(manifest)) return row
      const member = { ...(row ?? EMPTY_ITEM), manifest }
      // A pack is asked for many times by one event. What was derived of it stays to be written; this is only remembered.
      if (row === undefined) items.learn(id, member)
      return member
    },
    get changes() {
      return items.changes
    },
  }
}
