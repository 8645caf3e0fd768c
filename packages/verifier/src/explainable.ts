/** What a record that is missing here can explain, and nothing else that another ledger says (docs/spec/16-several.md#findings). */
import { CATALOGUE, type FindingCode } from '@packtrail/custody'

/** A registration, a movement, a packing that was told to another ledger; the record that is corrected, undone or brought back. */
const MISSING: ReadonlySet<string> = new Set<FindingCode>([
  'UNKNOWN_PRODUCT',
  'UNKNOWN_BATCH',
  'UNKNOWN_SERIAL',
  'NOTHING_REGISTERED',
  'EVENT_BEFORE_COMMISSIONING',
  'SHIPPED_BY_NON_HOLDER',
  'RECEIVED_WITHOUT_SHIPMENT',
  'RECEIVED_BY_OTHER',
  'SHIPPED_NEVER_RECEIVED',
  'TWO_HOLDERS',
  'DISPENSED_BY_NON_HOLDER',
  'RECEIPT_NOT_REPORTED',
  'TIME_BACKWARDS',
  'CHILD_IN_TWO_PARENTS',
  'CONTAINER_CYCLE',
  'PARENT_NOT_COMMISSIONED',
  'CHILD_MOVED_ALONE',
  'NOT_IN_CONTAINER',
  'COUNT_DIFFERS',
  'ANCESTOR_AND_DESCENDANT',
  'UNDO_NOTHING',
  'RETURN_WITHOUT_SALE',
  'CORRECTION_TARGET_UNKNOWN',
])

export function isExplainable(code: string): boolean {
  return MISSING.has(code) || !Object.hasOwn(CATALOGUE, code)
}
