import { readFileSync } from 'node:fs'
import { testWithShared } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BILL_TYPES, billTypeOf } from '../src/cn/bill-types.ts'
import { FORM_KEY } from '../src/cn/form.ts'
import { type DraftEvent, type ImportOptions, isOutside } from '../src/index.ts'
import { codes, type Result, read as readAll, type Source } from './support.ts'

const china = suite('files of the Chinese platform')

/** Without the note of a file's layout, which `cn-relation-write.test.ts` is about. */
async function read(source: Source, options: Partial<ImportOptions> = {}, chunk = 1 << 16): Promise<Result> {
  const result = await readAll(source, options, chunk)
  return { ...result, drafts: result.drafts.filter(({ extra }) => extra?.[0]?.[0] !== FORM_KEY) }
}

const CASE = '81000010000000010001'
const MIDDLE = ['81000020000000010002', '81000020000000020005'] as const
const SMALL = ['81000030000000010003', '81000030000000020004', '81000030000000030006', '81000030000000040007'] as const

interface Code {
  readonly cur: string
  readonly layer: number | string
  readonly parent?: string
  readonly flag?: string
}

/** One case of two middle packs of two packs. */
const TREE: readonly Code[] = [
  { cur: CASE, layer: 3 },
  { cur: MIDDLE[0], layer: 2, parent: CASE },
  { cur: SMALL[0], layer: 1, parent: MIDDLE[0] },
  { cur: SMALL[1], layer: 1, parent: MIDDLE[0] },
  { cur: MIDDLE[1], layer: 2, parent: CASE },
  { cur: SMALL[2], layer: 1, parent: MIDDLE[1] },
  { cur: SMALL[3], layer: 1, parent: MIDDLE[1] },
]

const BATCH = 'batchNo="20260901" madeDate="2026-09-01" validateDate="2028-08-31" workshop="一车间"'

/** Dialect B: names with capitals, no parentCode on the root. */
function relation(list: readonly Code[], cascade = '1:2:4', batch = BATCH): string {
  const rows = list.map(({ cur, layer, parent, flag = '0' }) => {
    const above = parent === undefined ? '' : ` parentCode="${parent}"`
    return `<Code curCode="${cur}" packLayer="${layer}"${above} flag="${flag}"/>`
  })
  return `<?xml version="1.0" encoding="utf-8"?><Document License="1001123">
<Events Version="3.0">
<Event Name="RelationCreate">
<Relation productCode="9500000" subTypeNo="9500000001" cascade="${cascade}" packageSpec="盒12粒" comment="">
<Batch ${batch}>
${rows.join('\n')}
</Batch></Relation></Event></Events></Document>`
}

const tell = ({ type, parent, packs, containers, commission }: DraftEvent): unknown => [
  type,
  parent,
  commission === undefined ? packs.map(({ product, serial }) => product.slice(3) + serial) : commission.serials,
  containers,
]

/** What the tree must give, whatever the order of its codes. */
const TOLD: readonly unknown[] = [
  ['commission', undefined, SMALL.map((code) => code.slice(7)), []],
  ['commission', undefined, [], [`cn:${CASE}`, `cn:${MIDDLE[0]}`, `cn:${MIDDLE[1]}`]],
  ['aggregate', `cn:${MIDDLE[0]}`, [SMALL[0], SMALL[1]], []],
  ['aggregate', `cn:${MIDDLE[1]}`, [SMALL[2], SMALL[3]], []],
  ['aggregate', `cn:${CASE}`, [], [`cn:${MIDDLE[0]}`, `cn:${MIDDLE[1]}`]],
]

china('a relation file gives its packs, its containers and what is inside of what, from the inside out', async () => {
  const result = await read(relation(TREE))
  assert.equal(codes(result.faults), [])
  assert.is(result.format, 'cn-relation')
  assert.equal(result.drafts.map(tell), TOLD)
  const { commission, when, extra } = result.drafts[0] as DraftEvent
  assert.equal(
    [commission?.product, commission?.lot, commission?.expiry, commission?.made],
    ['cn:8100003', '20260901', '2028-08-31', '2026-09-01'],
  )
  assert.equal(when, { ms: Date.parse('2026-09-01T00:00:00+08:00'), offset: 480, precision: 'day' })
  assert.ok(extra?.some(([key, text]) => key === 'relation.packagespec' && text === '盒12粒'))
  assert.is(result.events[3]?.line, 10, 'a packing is told at the line of its container')
})

china('both dialects, whatever the case of the names', async () => {
  const a = relation(TREE)
    .replace('Name="Rel', 'name="Rel')
    .replace('Version=', 'version=')
    .replace(/(packLayer="3")/, '$1 parentCode=""')
  const shout = relation(TREE)
    .replaceAll('curCode', 'CURCODE')
    .replaceAll('packLayer', 'packlayer')
    .replaceAll('<Code', '<code')
  for (const text of [a, shout]) assert.equal((await read(text)).drafts.map(tell), TOLD)
})

china('the order of the codes is free: parents may follow', async () => {
  const result = await read(relation([...TREE].reverse()))
  assert.equal(codes(result.faults), [])
  const sorted = (drafts: readonly DraftEvent[]): string[] =>
    drafts.map(({ type, parent, packs, containers, commission }) =>
      JSON.stringify([
        type,
        parent,
        packs.map(({ serial }) => serial).sort(),
        [...containers].sort(),
        [...(commission?.serials ?? [])].sort(),
      ]),
    )
  assert.equal(sorted(result.drafts).sort(), sorted((await read(relation(TREE))).drafts).sort())
})

china('GB2312, GBK, GB18030 and UTF-8 with a mark are read as they are declared', async () => {
  // 盒12粒 and 一车间 in GB2312.
  const gb: Readonly<Record<string, readonly number[]>> = {
    盒: [0xba, 0xd0],
    粒: [0xc1, 0xa3],
    一: [0xd2, 0xbb],
    车: [0xb3, 0xb5],
    间: [0xbc, 0xe4],
  }
  for (const encoding of ['GB2312', 'gbk', 'GB18030']) {
    const text = relation(TREE).replace('utf-8', encoding)
    const bytes = Uint8Array.from([...text].flatMap((ch) => gb[ch] ?? [ch.charCodeAt(0)]))
    for (const chunk of [1, 5, 1 << 16]) {
      const { drafts } = await read(bytes, {}, chunk)
      assert.equal(drafts.map(tell), TOLD, encoding)
      assert.equal(new Map(drafts[0]?.extra).get('relation.workshop'), '一车间')
    }
  }
  assert.equal((await read(`\ufeff${relation(TREE)}`)).drafts.map(tell), TOLD)
})

china('an agent that the caller names made the batch and holds it', async () => {
  const { drafts } = await read(relation(TREE), { defaultAgent: 'cn-ent:911' })
  for (const { who } of drafts) assert.equal(who, { agent: 'cn-ent:911', holder: 'cn-ent:911' })
})

china('a code that stands twice is refused the second time', async () => {
  const result = await read(relation([...TREE, TREE[2] as Code]))
  assert.equal(codes(result.errors), ['DUPLICATE'])
  assert.is(result.errors[0]?.line, 13)
  assert.equal(result.drafts.map(tell), TOLD)
})

china(
  'the pieces in which a relation file arrives change nothing, nor do comments and line ends between its codes',
  async () => {
    const text = relation([...TREE, TREE[2] as Code])
    const whole = await read(text)
    for (const size of [1, 11, 64]) assert.equal((await read(text, {}, size)).items, whole.items, `by ${size}`)
    const loose = await read(text.replaceAll('/>\n', ' ></Code>\r\n\r\n<!-- <Code curCode="1"/> -->'), {}, 7)
    assert.equal(loose.drafts.map(tell), TOLD)
    assert.equal(
      loose.errors.map(({ code, line }) => [code, line]),
      [['DUPLICATE', 20]],
    )
  },
)

china('17: a parent that is not in the file is refused, or told for who knows other files', async () => {
  const text = relation(TREE.slice(1), '1:2')
  const refused = await read(text)
  assert.equal(codes(refused.errors), ['ORPHAN'])
  assert.not.ok(refused.drafts.some(({ parent }) => parent === `cn:${CASE}`))
  const told = await read(text, { orphans: 'tell' })
  assert.equal(codes(told.faults), [])
  assert.equal(
    told.drafts.filter(isOutside).map(({ parent }) => parent),
    [`cn:${CASE}`],
  )
})

china('levels that do not rise are refused, and the rest is told', async () => {
  const result = await read(relation([...TREE.slice(0, 6), { cur: SMALL[3], layer: 1, parent: SMALL[0] }], ''))
  assert.equal(codes(result.errors), ['LAYER_ORDER'])
  assert.is(result.errors[0]?.line, 12)
  assert.ok(result.drafts[0]?.commission?.serials.includes(SMALL[3].slice(7)), 'the pack itself is registered')
  assert.not.ok(result.drafts.some(({ parent }) => parent === `cn:${SMALL[0]}`))
})

china('a cycle is named as one', async () => {
  const result = await read(
    relation(
      [
        { cur: MIDDLE[0], layer: 2, parent: MIDDLE[1] },
        { cur: MIDDLE[1], layer: 2, parent: MIDDLE[0] },
        { cur: SMALL[0], layer: 1, parent: SMALL[0] },
      ],
      '',
    ),
  )
  assert.equal(codes(result.errors), ['CYCLE', 'CYCLE', 'CYCLE'])
})

china('the cascade is checked as totals in one case, and a writer that multiplies is recognised', async () => {
  assert.equal(codes((await read(relation(TREE, '1:2:4'))).faults), [])
  const multiplied = await read(relation(TREE, '1:2:2'))
  assert.equal(codes(multiplied.faults), ['CASCADE'])
  assert.match(multiplied.faults[0]?.message ?? '', 'multiplies')
  assert.equal(codes((await read(relation(TREE, '1:2:6'))).faults), ['CASCADE'])
  assert.equal(codes((await read(relation(TREE, '1:4'))).faults), ['CASCADE'], 'levels')
  assert.equal(codes((await read(relation(TREE, 'x'))).faults), ['CASCADE'])
})

china('a short container may hold less, and only if it says so', async () => {
  const less = TREE.slice(0, 6)
  assert.equal(codes((await read(relation(less))).faults), ['CASCADE'])
  const marked = less.map((code) => (code.cur === MIDDLE[1] ? { ...code, flag: '2' } : code))
  const result = await read(relation(marked))
  assert.equal(codes(result.faults), [])
  assert.equal(result.drafts.find(({ parent }) => parent === `cn:${MIDDLE[1]}`)?.extra, [
    ['relation.flag', '2'],
    ['relation.flags', '0'],
  ])
  const full = TREE.map((code) => (code.cur === MIDDLE[1] ? { ...code, flag: '2' } : code))
  assert.equal(codes((await read(relation(full))).faults), ['FLAG'])
})

china('one prefix on two levels is warned of', async () => {
  const result = await read(
    relation([...TREE, { cur: '81000020000000090009', layer: 1, parent: MIDDLE[0], flag: '0' }], ''),
  )
  assert.equal(codes(result.faults), ['BAD_LAYER'])
})

china('wrong codes, levels and dates are faults with their line', async () => {
  const wrong = await read(
    relation([
      ...TREE,
      { cur: '123', layer: 1 },
      { cur: '81000030000000050008', layer: 'x' },
      { cur: '81000030000000060009', layer: 1, parent: '9' },
    ]),
  )
  assert.equal(
    wrong.errors.map(({ code, line }) => [code, line]),
    [
      ['BAD_CODE', 13],
      ['BAD_LAYER', 14],
      ['BAD_CODE', 15],
    ],
  )
  assert.equal(wrong.drafts.map(tell), TOLD)
  for (const [batch, expected] of [
    [BATCH.replace('2028-08-31', '2028-02-30'), 'BAD_DAY'],
    [BATCH.replace('2026-09-01', 'soon'), 'BAD_DAY'],
    [BATCH.replace('20260901', ''), 'MISSING_FIELD'],
    [BATCH.replace('20260901', 'x'.repeat(65)), 'BAD_LOT'],
  ] as const) {
    const result = await read(relation(TREE, '1:2:4', batch))
    assert.equal(codes(result.errors), [expected])
    assert.is(result.drafts.length, 0)
  }
})

china('several batches of one file are several lots', async () => {
  const two = relation(TREE).replace(
    '</Batch>',
    `</Batch><Batch ${BATCH.replace('20260901', 'B2')}>
<Code curCode="81000030000000080008" packLayer="1"/></Batch>`,
  )
  const { drafts } = await read(two)
  assert.equal([...new Set(drafts.map(({ commission }) => commission?.lot))], ['20260901', undefined, 'B2'])
})

china('a batch of many packs is told in manifests of ten thousand', async () => {
  const rows = Array.from({ length: 25_000 }, (_, i) => ({ cur: `8100003${String(i).padStart(13, '0')}`, layer: 1 }))
  const { drafts } = await read(relation(rows, '1'))
  assert.equal(
    drafts.map(({ commission }) => commission?.serials.length),
    [10_000, 10_000, 5000],
  )
  assert.is(new Set(drafts.flatMap(({ commission }) => commission?.serials ?? [])).size, 25_000)
})

// ------------------------------------------------------------------- bills

const data = (code: string, rest = 'ActDate="2026-10-01 09:30:00" CorpOrderID="CK1"'): string =>
  `<Data Code="${code}" ${rest}/>`

function bill(name: string, rows: string, action = 'WareHouseOut'): string {
  return `<Document SN=".." License="A9手持终端" Version="3.0"><Events><Event Name="${name}" MainAction="${action}">
<ActionMapping><Action Name="WareHouseOut"><ActionData>Code</ActionData></Action></ActionMapping>
<DataMaping><MetaData Name="Code" Type="String"/></DataMaping>
<DataField>
${rows}
</DataField></Event></Events></Document>`
}

china('every bill type is known by number, Chinese name and, where there is one, its token', async () => {
  for (const { number, name, type, direction } of BILL_TYPES) {
    const action = direction === 'in' ? 'WareHouseIn' : 'WareHouseOut'
    for (const word of [number, name]) {
      const result = await read(
        bill(word, data(SMALL[0], 'ActDate="2026-10-01" FromCorpID="1" ToCorpID="2" DestCorpID="3"'), action),
      )
      assert.equal(codes(result.faults), [], word)
      assert.is(result.drafts[0]?.type, type, word)
      assert.equal(new Map(result.drafts[0]?.extra).get('bill.type'), number)
    }
  }
})

testWithShared(china, 'every type and token of the shared table is known', 'china', (folder) => {
  const table = JSON.parse(readFileSync(`${folder}/bill-types.json`, 'utf8')) as Record<string, Record<string, string>>
  for (const direction of ['in', 'out', 'retail']) {
    for (const [number, name] of Object.entries(table[direction] ?? {})) assert.is(billTypeOf(number)?.name, name)
  }
  for (const [token, name] of Object.entries(table['xmlEventNames'] ?? {})) {
    assert.is(billTypeOf(token)?.name, name.slice(0, 4), token)
  }
})

testWithShared(
  china,
  'the shared relation file yields its tree, and the shared bill moves its packs',
  'china',
  async (folder) => {
    const tree = await read(readFileSync(`${folder}/variant-lowercase-attrs-utf8.xml`))
    assert.equal(codes(tree.faults), [])
    assert.equal(
      tree.drafts.map(({ type, parent, packs, containers, commission }) => [
        type,
        parent,
        packs.length,
        containers.length,
        commission?.serials.length,
      ]),
      [
        ['commission', undefined, 0, 0, 4],
        ['commission', undefined, 0, 2, undefined],
        ['aggregate', 'cn:81255520000000000011', 3, 0, undefined],
        ['aggregate', 'cn:81255520000000000021', 1, 0, undefined],
      ],
    )
    const moved = await read(readFileSync(`${folder}/sales-out-minimal.xml`), { defaultAgent: 'cn-ent:1' })
    assert.equal(codes(moved.faults), [])
    assert.is(moved.drafts[0]?.type, 'ship')
    assert.equal(
      moved.drafts[0]?.packs,
      tree.drafts[0]?.commission?.serials.slice(0, 2).map((serial) => ({ product: 'cn:8115551', serial })),
    )
    assert.equal(moved.dropped, { agent: 2 })
  },
)

china('a sale: who ships, to whom, when, under which bill', async () => {
  const rows = SMALL.map((code) =>
    data(code, 'ActDate="2026-10-01 09:30:00" CorpOrderID="CK1" FromCorpID="100" ToCorpID="200"'),
  ).join('\n')
  const { drafts, faults } = await read(bill('SalesWareHouseOut', rows).replace(' SN=".."', ''))
  assert.equal(codes(faults), [])
  assert.is(drafts.length, 1)
  const draft = drafts[0] as DraftEvent
  assert.equal(draft.trade, { fromHolder: 'cn-ent:100', toHolder: 'cn-ent:200' })
  assert.equal(draft.who, { agent: 'cn-ent:100', holder: 'cn-ent:100' })
  assert.equal(draft.when, { ms: Date.parse('2026-10-01T09:30:00+08:00'), offset: 480, precision: 'ms' })
  assert.equal(draft.docs, [{ type: 'bill', id: 'CK1' }])
  assert.is(draft.packs.length, 4)
})

china('a purchase is told by the side that gets the goods', async () => {
  const { drafts } = await read(
    bill(
      'PurchaseWareHouseIn',
      data(SMALL[0], 'ActDate="2026/1/5 9:05" FromCorpID="100" ToCorpID="200"'),
      'WareHouseIn',
    ).replace(' SN=".."', ''),
  )
  assert.equal(drafts[0]?.who, { agent: 'cn-ent:200', holder: 'cn-ent:200' })
  assert.is(drafts[0]?.when?.ms, Date.parse('2026-01-05T09:05:00+08:00'))
})

china('a drop shipment names the place where the goods go, or is refused', async () => {
  const rest = 'ActDate="2026-10-01" FromCorpID="1" ToCorpID="2"'
  assert.equal(codes((await read(bill('DirectAllocateWareHouseOut', data(SMALL[0], rest)))).errors), ['DEST_REQUIRED'])
  const { drafts } = await read(bill('DirectAllocateWareHouseOut', data(SMALL[0], `${rest} DestCorpID="3"`)))
  assert.equal(drafts[0]?.trade, { fromHolder: 'cn-ent:1', toHolder: 'cn-ent:3', toOwner: 'cn-ent:2' })
  assert.is(drafts[0]?.detail.reason, 'drop')
})

china('rows of several bills and moments are several events', async () => {
  const rows = [
    data(SMALL[0]),
    data(SMALL[1]),
    data(SMALL[2], 'ActDate="2026-10-01 09:30:00" CorpOrderID="CK2"'),
    data(SMALL[3], 'ActDate="2026-10-02" CorpOrderID="CK2"'),
  ]
  const { drafts } = await read(bill('SalesWareHouseOut', rows.join('\n')))
  assert.equal(
    drafts.map(({ packs, docs }) => [packs.length, docs?.[0]?.id]),
    [
      [2, 'CK1'],
      [1, 'CK2'],
      [1, 'CK2'],
    ],
  )
})

china('a scan that stands twice in one bill counts once', async () => {
  const result = await read(bill('SalesWareHouseOut', [data(SMALL[0]), data(SMALL[1]), data(SMALL[0])].join('\n')))
  assert.equal(codes(result.faults), ['DUPLICATE'])
  assert.is(result.faults[0]?.line, 7)
  assert.is(result.drafts[0]?.packs.length, 2)
})

china('a type nobody documents moves nothing, and says so', async () => {
  const result = await read(bill('115', data(SMALL[0])))
  assert.equal(codes(result.faults), ['UNKNOWN_BILL_TYPE'])
  assert.is(result.drafts[0]?.type, 'observe')
})

china('wrong rows are faults at their lines, and the others are read', async () => {
  const rows = [
    data('123'),
    data(SMALL[0], 'ActDate="yesterday"'),
    data(SMALL[1]),
    data(SMALL[2], 'ActDate="2026-10-01" WrongCode="True"'),
    data(SMALL[3], 'ActDate="2026-10-01" ToCorpID="a b"'),
  ]
  const result = await read(bill('SalesWareHouseOut', rows.join('\n')))
  assert.equal(
    result.errors.map(({ code, line }) => [code, line]),
    [
      ['BAD_CODE', 5],
      ['BAD_TIME', 6],
      ['MARKED_WRONG', 8],
      ['BAD_ENTERPRISE_ID', 9],
    ],
  )
  assert.equal(
    result.drafts.map(({ packs }) => packs.length),
    [1],
  )
})

china('a row without time is imported without one, and a bill without codes with a warning', async () => {
  const timeless = await read(bill('SalesWareHouseOut', data(SMALL[0], 'CorpOrderID="1"')))
  assert.equal(codes(timeless.faults), ['MISSING_FIELD'])
  assert.is(timeless.drafts[0]?.when, undefined)
  assert.equal(codes((await read(bill('210', ''))).faults), ['NO_CODES'])
})

china('imported goods carry a GS1 code as 追溯码', async () => {
  const { drafts } = await read(bill('SalesWareHouseOut', data('01069123456789021728083121A1')))
  assert.ok(drafts.length <= 1)
  const element = '0106901234567892172808312112345'
  const result = await read(bill('SalesWareHouseOut', data(element)))
  assert.equal(result.drafts[0]?.packs, [{ product: '06901234567892', serial: '12345' }])
})

china.run()
