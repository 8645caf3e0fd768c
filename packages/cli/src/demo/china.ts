/** A second, small batch as a Chinese line reports it: a 码上放心 relation file, the bill of the maker and the bill of the buyer. */

import { makeText, seededRandom } from './random.ts'
import type { Goods, Party } from './scenario.ts'

const MIDDLES = 10
const PACKS_IN_MIDDLE = 20

export interface ChinaScenario extends Goods {
  readonly maker: Party
  readonly buyer: Party
  /** 20 characters each, as printed. */
  readonly caseCode: string
  readonly middles: readonly { readonly code: string; readonly packs: readonly string[] }[]
  readonly shipped: number
  readonly received: number
}

/** Levels differ in their first seven digits (NMPAB/T 1002-2019); the last four digits are the platform's secret, here made up. */
const PREFIX = { pack: '8199901', middle: '8199902', case: '8199903' } as const

export function makeChina(start: number, seed = 20_241): ChinaScenario {
  const random = seededRandom(seed)
  const code = (prefix: string, unit: number): string =>
    `${prefix}${String(unit).padStart(9, '0')}${makeText(random, '0123456789', 4)}`
  const first = 100_000_000 + (random() % 800_000_000)
  const middles = Array.from({ length: MIDDLES }, (_, m) => ({
    code: code(PREFIX.middle, first + m),
    packs: Array.from({ length: PACKS_IN_MIDDLE }, (_, p) => code(PREFIX.pack, first + m * PACKS_IN_MIDDLE + p)),
  }))
  return {
    product: `cn:${PREFIX.pack}`,
    productName: '海伏朗片 20mg×30片',
    lot: '20250901',
    made: '2025-09-01',
    expiry: '2028-08-31',
    maker: {
      id: 'cn-ent:91350200DEMO00001X',
      name: '海登制药（示例）有限公司',
      role: 'manufacturer',
      word: 'cn-maker',
    },
    buyer: { id: 'cn-ent:91350200DEMO00002X', name: '示例医药批发有限公司', role: 'wholesaler', word: 'cn-buyer' },
    caseCode: code(PREFIX.case, first),
    middles,
    shipped: start + 5 * 86_400_000 + 2 * 3_600_000,
    received: start + 6 * 86_400_000 + 3 * 3_600_000,
  }
}

/** 关联关系XML Schema-3.0, in the writer's form that the platform is known to take: LF, no indent, one code a line. */
export function relationXml(china: ChinaScenario): string {
  const small = PACKS_IN_MIDDLE * MIDDLES
  const code = (cur: string, layer: number, parent?: string): string =>
    `<Code curCode="${cur}" packLayer="${layer}"${parent === undefined ? '' : ` parentCode="${parent}"`} flag="0"/>`
  return [
    '<?xml version="1.0" encoding="utf-8"?><Document xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="关联关系XML Schema-3.0.xsd" License="350200001">',
    '<Events Version="3.0">',
    '<Event Name="RelationCreate">',
    `<Relation productCode="9900100" subTypeNo="9900100001" cascade="1:${MIDDLES}:${small}" packageSpec="盒30片" comment="">`,
    `<Batch batchNo="${china.lot}" madeDate="${china.made}" validateDate="${china.expiry}" workshop="一车间" lineName="一号线" lineManager="操作员甲">`,
    code(china.caseCode, 3),
    ...china.middles.flatMap((middle) => [
      code(middle.code, 2, china.caseCode),
      ...middle.packs.map((pack) => code(pack, 1, middle.code)),
    ]),
    '</Batch></Relation></Event></Events></Document>',
    '',
  ].join('\n')
}

/** 终端接口XML Schema-3.0: the maker's 201 sale out, or the buyer's purchase in, of the one case. */
export function billXml(china: ChinaScenario, side: 'out' | 'in'): string {
  const out = side === 'out'
  const event = out ? 'SalesWareHouseOut' : 'PurchaseWareHouseIn'
  const time = new Date((out ? china.shipped : china.received) + 8 * 3_600_000)
    .toISOString()
    .slice(0, 19)
    .replace('T', ' ')
  const other = out ? `ToCorpID="${china.buyer.id.slice(7)}"` : `FromCorpID="${china.maker.id.slice(7)}"`
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<Document xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="终端接口XML Schema-3.0.xsd" Version="3.0" License="350200001">',
    ` <Events><Event Name="${event}" MainAction="${out ? 'WareHouseOut' : 'WareHouseIn'}">`,
    '  <DataField>',
    `   <Data Code="${china.caseCode}" CorpOrderID="${out ? 'CK' : 'RK'}20250906001" Actor="李四" ActDate="${time}" ${other} WrongCode="False"/>`,
    '  </DataField></Event></Events></Document>',
    '',
  ].join('\n')
}
