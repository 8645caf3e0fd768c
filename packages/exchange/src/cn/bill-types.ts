/**
 * The bill types of the Chinese platform and what they do to goods. Files name them by a token (misspelt ones included), some by
 * number or Chinese name. 105, 109, 114, 115 and 213 are documented nowhere: they move nothing.
 */
import type { EventType } from '@packtrail/protocol'

export interface BillType {
  readonly number: string
  readonly name: string
  readonly direction: 'in' | 'out' | 'use'
  readonly type: EventType
  readonly reason?: string
}

const ROWS: readonly (readonly [
  number: string,
  name: string,
  direction: BillType['direction'],
  type: EventType,
  reason: string,
])[] = [
  ['101', '生产入库', 'in', 'observe', 'production'],
  ['102', '采购入库', 'in', 'receive', ''],
  ['103', '退货入库', 'in', 'receive', 'return'],
  ['104', '调拨入库', 'in', 'receive', 'internal'],
  ['106', '零头入库', 'in', 'observe', 'loose'],
  ['107', '供应入库', 'in', 'receive', 'supply'],
  ['108', '召回入库', 'in', 'receive', 'recall'],
  ['110', '赠品入库', 'in', 'receive', 'gift'],
  ['111', '盘盈入库', 'in', 'find', 'stock_gain'],
  ['112', '报废入库', 'in', 'quarantine', 'scrap'],
  ['113', '其他入库', 'in', 'receive', 'other'],
  ['116', '消费者退货入库', 'in', 'return', ''],
  ['201', '销售出库', 'out', 'ship', ''],
  ['202', '退货出库', 'out', 'ship', 'return'],
  ['203', '调拨出库', 'out', 'ship', 'internal'],
  ['204', '返工出库', 'out', 'observe', 'rework'],
  ['205', '销毁出库', 'out', 'destroy', ''],
  ['206', '抽检出库', 'out', 'sample', ''],
  ['207', '直调出库', 'out', 'ship', 'drop'],
  ['208', '生产出库', 'out', 'observe', 'production'],
  ['209', '供应出库', 'out', 'ship', 'supply'],
  ['210', '零头出库', 'out', 'observe', 'loose'],
  ['211', '召回出库', 'out', 'ship', 'recall'],
  ['212', '赠品出库', 'out', 'ship', 'gift'],
  ['214', '盘亏出库', 'out', 'lose', 'stock_loss'],
  ['215', '损坏出库', 'out', 'quarantine', 'damage'],
  ['216', '报废出库', 'out', 'destroy', 'scrap'],
  ['217', '其他出库', 'out', 'ship', 'other'],
  ['237', '直调退货', 'out', 'ship', 'drop_return'],
  ['321', '零售出库', 'use', 'dispense', ''],
  ['322', '疫苗接种', 'use', 'dispense', 'vaccination'],
  ['323', '使用出库', 'use', 'dispense', ''],
]

/** Event names of the XML files, in lower case; `Destory` is how the schema spells it, `Destroy` how some writers mend it. */
const TOKENS: Readonly<Record<string, string>> = {
  producewarehousein: '101',
  purchasewarehousein: '102',
  returnwarehousein: '103',
  allocatewarehousein: '104',
  supplywarehousein: '107',
  saleswarehouseout: '201',
  returnwarehouseout: '202',
  allocatewarehouseout: '203',
  reworkwarehouseout: '204',
  destorywarehouseout: '205',
  destroywarehouseout: '205',
  checkwarehouseout: '206',
  directallocatewarehouseout: '207',
  supplywarehouseout: '209',
}

const BY_NUMBER: ReadonlyMap<string, BillType> = new Map(
  ROWS.map(([number, name, direction, type, reason]) => [
    number,
    { number, name, direction, type, ...(reason === '' ? {} : { reason }) },
  ]),
)
const BY_NAME: ReadonlyMap<string, BillType> = new Map([...BY_NUMBER.values()].map((type) => [type.name, type]))

export const BILL_TYPES: readonly BillType[] = [...BY_NUMBER.values()]

/** The word that the schema has for a type, or its number where it has none. `Destory` is how it is spelt there. */
export function billToken(number: string): string {
  return WRITTEN[number] ?? number
}

const WRITTEN: Readonly<Record<string, string>> = {
  '101': 'ProduceWareHouseIn',
  '102': 'PurchaseWareHouseIn',
  '103': 'ReturnWareHouseIn',
  '104': 'AllocateWareHouseIn',
  '201': 'SalesWareHouseOut',
  '202': 'ReturnWareHouseOut',
  '203': 'AllocateWareHouseOut',
  '204': 'ReworkWareHouseOut',
  '205': 'DestoryWareHouseOut',
  '206': 'CheckWareHouseOut',
  '207': 'DirectAllocateWareHouseOut',
}

/** The type of a bill about such an act, where one follows from it. */
export function billTypeFor(type: EventType, reason: string | undefined): BillType | undefined {
  return BILL_TYPES.find((row) => row.type === type && row.reason === reason && row.type !== 'observe')
}

/** The type an event is named by: token, number or Chinese name. */
export function billTypeOf(name: string): BillType | undefined {
  const plain = name.trim()
  const lower = plain.toLowerCase()
  const number = Object.hasOwn(TOKENS, lower) ? TOKENS[lower] : plain
  return (number === undefined ? undefined : BY_NUMBER.get(number)) ?? BY_NAME.get(plain)
}
