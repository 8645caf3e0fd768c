/**
 * `inv_chg_type` of 3502. The numbers look like bill types of 码上放心 and mean something else: 101 is an allocation here and a production
 * there. So the vocabulary is stored with the number.
 */
import type { EventType } from '@packtrail/protocol'

export const NHSA_STOCK = 'nhsa-3502'

export interface StockChange {
  readonly vocabulary: typeof NHSA_STOCK
  readonly number: string
  readonly name: string
  readonly type: EventType
  readonly reason?: string
}

const ROWS: readonly (readonly [number: string, name: string, type: EventType, reason: string])[] = [
  ['101', '调拨入库', 'receive', 'internal'],
  ['102', '调拨出库', 'ship', 'internal'],
  ['103', '盘盈', 'find', 'stock_gain'],
  ['104', '盘损', 'lose', 'stock_loss'],
  ['105', '销毁', 'destroy', ''],
  ['106', '其他入库', 'receive', 'other'],
  ['107', '其他出库', 'ship', 'other'],
  ['108', '采购入库', 'receive', ''],
  ['109', '退货出库', 'ship', 'return'],
  ['110', '赠药入库', 'receive', 'gift'],
  ['111', '赠药退回出库', 'ship', 'gift_return'],
]

const BY_NUMBER: ReadonlyMap<string, StockChange> = new Map(
  ROWS.map(([number, name, type, reason]) => [
    number,
    { vocabulary: NHSA_STOCK, number, name, type, ...(reason === '' ? {} : { reason }) },
  ]),
)

export const STOCK_CHANGES: readonly StockChange[] = [...BY_NUMBER.values()]

export function stockChange(number: string): StockChange | undefined {
  return BY_NUMBER.get(number)
}
