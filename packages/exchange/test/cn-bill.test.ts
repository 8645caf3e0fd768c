/** The fact sheet on China, section 6, rows 21 to 30, and bills written again. */
import { readFileSync } from 'node:fs'
import { testWithShared } from '@packtrail/testkit'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BILL_TYPES, billToken } from '../src/cn/bill-types.ts'
import {
  type Bill,
  type BillRuleOptions,
  billsOf,
  checkBill,
  type DraftEvent,
  exportEvents,
  type Loss,
  makeBillBook,
} from '../src/index.ts'
import { bytesOf, codes, read } from './support.ts'

const test = suite('bills of the Chinese platform')

const CASE = '81000010000000010001'
const SMALL = ['81000030000000010003', '81000030000000020004', '81000030000000030006', '81000030000000040007'] as const

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `8100003${String(i).padStart(13, '0')}`)

function bill(type: string, list: readonly string[], more: Partial<Bill> = {}): Bill {
  return { number: 'CK1', type, codes: list.map((code, i) => ({ code, line: i + 10 })), line: 5, ...more }
}

const verdict = (one: Bill, options: Partial<BillRuleOptions> = {}): string[] =>
  codes(checkBill(one, { file: 'f', ...options }).faults)

const parentOf = (code: string): string | undefined =>
  code === SMALL[0] ? '81000020000000010002' : code === '81000020000000010002' ? CASE : undefined

test('row 21: a case and one of its packs in one bill are refused, at any depth, with both lines', () => {
  const { faults } = checkBill(bill('201', [CASE, SMALL[3], SMALL[0]]), { file: 'f', parentOf })
  assert.equal(
    faults.map(({ code, line, severity }) => [code, line, severity]),
    [['NESTED_CODES', 12, 'error']],
  )
  assert.match(faults[0]?.message ?? '', 'on line 10')
  assert.equal(verdict(bill('201', [CASE, SMALL[3]]), { parentOf }), [])
  const round = (code: string): string => (code === CASE ? SMALL[0] : CASE)
  assert.equal(verdict(bill('201', [SMALL[1], SMALL[2]]), { parentOf: round }), [], 'a packing that goes round ends')
})

test('row 21: where nobody knows the packing the rule is not checked, and that is said', () => {
  const { faults, notChecked } = checkBill(bill('201', [CASE, SMALL[0]]), { file: 'f' })
  assert.equal(faults, [])
  assert.match(notChecked.join(), 'inside another one')
})

test('row 22: a code that stands twice is refused, with the line of the first', () => {
  const { faults } = checkBill(bill('201', [SMALL[0], SMALL[1], SMALL[0]]), { file: 'f', parentOf })
  assert.equal(
    faults.map(({ code, line }) => [code, line]),
    [['DUPLICATE', 12]],
  )
  assert.match(faults[0]?.message ?? '', 'line 10')
})

test('row 23: 3,501 codes in a 321 bill are refused; 10,000 in a 102 of lsyd are accepted, 10,001 are not, nor 3,501 by kyt', () => {
  assert.equal(verdict(bill('321', numbered(3501))), ['TOO_MANY_CODES'])
  assert.equal(verdict(bill('321', numbered(3501)), { family: 'yljg' }), ['TOO_MANY_CODES'])
  assert.equal(verdict(bill('321', numbered(3500))), [])
  assert.equal(verdict(bill('102', numbered(10_000)), { family: 'lsyd' }), [])
  assert.equal(verdict(bill('102', numbered(10_001)), { family: 'lsyd' }), ['TOO_MANY_CODES'])
  assert.equal(verdict(bill('102', numbered(3501)), { family: 'kyt' }), ['TOO_MANY_CODES'])
})

test('row 24: the same number with the same content is the same bill, with other content a conflict', () => {
  const book = makeBillBook()
  const enter = (one: Bill): string => book.enter(one, 'a.xml').outcome
  assert.is(enter(bill('201', [SMALL[0], SMALL[1]])), 'new')
  assert.is(enter(bill('201', [SMALL[1], SMALL[0]], { line: 99 })), 'again')
  const { outcome, fault } = book.enter(bill('201', [SMALL[0]]), 'b.xml')
  assert.is(outcome, 'conflict')
  assert.equal([fault?.code, fault?.file, fault?.line], ['BILL_NUMBER_TWICE', 'b.xml', 5])
  assert.match(fault?.message ?? '', 'a.xml:5')
  for (const other of [{ type: '202' }, { to: '9' }, { dest: '9' }])
    assert.is(enter({ ...bill('201', [SMALL[0], SMALL[1]]), ...other }), 'conflict')
  assert.is(enter(bill('201', [SMALL[0]], { number: 'CK2' })), 'new')
  assert.is(enter(bill('201', [SMALL[0]], { owner: 'other' })), 'new', 'a number is of one enterprise')
})

test('row 25: Destory and Destroy are both 205, and Destory is written', async () => {
  for (const word of ['DestoryWareHouseOut', 'DestroyWareHouseOut']) {
    const { drafts } = await read(file(word, 'WareHouseOut', [[SMALL[0], 'ToCorpID="1"']]))
    assert.equal([drafts[0]?.type, new Map(drafts[0]?.extra).get('bill.type')], ['destroy', '205'])
    assert.match(await write(drafts), '<Event Name="DestoryWareHouseOut" MainAction="WareHouseOut">')
  }
})

test('row 29: 207 without the place where the goods go is refused', () => {
  assert.equal(verdict(bill('207', [SMALL[0]])), ['DEST_REQUIRED'])
  assert.equal(verdict(bill('207', [SMALL[0]], { dest: '3' })), [])
})

const OURS = { refEntId: 'R1', entId: 'E1' }
const THEIRS = { refEntId: 'R2', entId: 'E2' }

test('row 30: a ref_ent_id where an ent_id belongs is refused, and the other way round, as far as it can be told', () => {
  const enterprises = [OURS, THEIRS]
  const parties = { owner: 'R1', from: 'E1', to: 'E2' }
  assert.equal(checkBill(bill('202', [SMALL[0]], parties), { file: 'f', enterprises }), { faults: [], notChecked: [] })
  assert.equal(verdict(bill('201', [SMALL[0]], { ...parties, from: 'R1' }), { enterprises }), ['ENTERPRISE_KIND'])
  assert.equal(verdict(bill('201', [SMALL[0]], { ...parties, to: 'R2' }), { enterprises }), ['ENTERPRISE_KIND'])
  assert.equal(verdict(bill('201', [SMALL[0]], { ...parties, owner: 'E1' }), { enterprises }), ['ENTERPRISE_KIND'])
  assert.equal(
    verdict(bill('201', [SMALL[0]], { owner: 'R1', from: 'R1' })),
    ['ENTERPRISE_KIND'],
    'the owner’s number shows it',
  )
  assert.equal(
    verdict(bill('210', [], { owner: 'R1', from: 'R1', to: 'R2' }), { enterprises }),
    [],
    'loose goods take ref_ent_id in all',
  )
  const { faults, notChecked } = checkBill(bill('201', [SMALL[0]], { to: 'X' }), { file: 'f', enterprises })
  assert.equal([faults, notChecked.length], [[], 1])
})

test('rule 5: who books in is the receiver, who sends back the sender, and what is destroyed goes nowhere', () => {
  const enterprises = [OURS, THEIRS]
  const of = (type: string, from: string, to: string): string[] =>
    verdict(bill(type, [SMALL[0]], { owner: 'R1', from, to }), { enterprises })
  assert.equal(of('102', 'E2', 'E1'), [])
  assert.equal(of('102', 'E1', 'E2'), ['BILL_PARTIES'])
  assert.equal(of('202', 'E1', 'E2'), [])
  assert.equal(of('202', 'E2', 'E1'), ['BILL_PARTIES'])
  assert.equal(of('205', 'E1', 'E1'), [])
  assert.equal(of('205', 'E1', 'E2'), ['BILL_PARTIES'])
  assert.match(checkBill(bill('102', [SMALL[0]], { to: 'E1' }), { file: 'f' }).notChecked.join(), 'receiver')
})

// ----------------------------------------------------------------- reading

test('rows of one number are one bill for the rules, whatever their moments', async () => {
  const rows = SMALL.map(
    (code, i) => [code, `ActDate="2026-10-01 09:30:0${i}" FromCorpID="1" ToCorpID="2" DestCorpID="3"`] as const,
  )
  const { events } = await read(file('207', 'WareHouseOut', rows))
  const [one, ...more] = billsOf(events)
  assert.equal(more, [])
  assert.equal([one?.number, one?.type, one?.from, one?.to, one?.dest], ['CK1', '207', '1', '2', '3'])
  assert.equal(
    one?.codes.map(({ code }) => code),
    [...SMALL],
  )
})

const handheld = (rows: string): string => `<Document SN="0300245" License="A9手持终端" Version="3.0"><Events>
<Event Name="SalesWareHouseOut" MainAction="WareHouseOut"><DataField>
${rows}</DataField></Event></Events></Document>`

const scan = (code: string, time: string): string =>
  `<Data Code="${code}" Actor="张三" ActDate="${time}" CorpOrderID="CK1" CorpProductID="00" CorpBatchNo="" ProduceDate="00"/>\n`

test('a handheld scans twice: the code counts once, with a warning that names both lines; empty and 00 are nothing', async () => {
  const { drafts, faults, dropped } = await read(
    handheld(
      scan(SMALL[0], '2026-10-01 13:00:00') +
        scan(SMALL[1], '2026-10-01 13:00:00') +
        scan(SMALL[0], '2026-10-01 13:00:01'),
    ),
  )
  assert.equal(
    faults.map(({ code, severity, line }) => [code, severity, line]),
    [['DUPLICATE', 'warn', 5]],
  )
  assert.match(faults[0]?.message ?? '', 'line 3')
  assert.equal(
    drafts.map(({ packs }) => packs.length),
    [2],
  )
  assert.not.ok(JSON.stringify(drafts).includes('"00"'))
  assert.equal(dropped, { agent: 3 })
})

test('row 22: a bill of anything but a handheld with a code twice is refused whole; another bill of the file is told', async () => {
  const { errors, drafts } = await read(
    file('SalesWareHouseOut', 'WareHouseOut', [
      [SMALL[0], ''],
      [SMALL[0], ''],
    ]),
  )
  assert.equal([codes(errors), drafts], [['DUPLICATE'], []])
  const rows = [
    `Code="${SMALL[0]}" CorpOrderID="CK1" ActDate="2026-10-01 09:30:00"`,
    `Code="${SMALL[1]}" CorpOrderID="CK2" ActDate="2026-10-01 09:30:00"`,
    `Code="${SMALL[2]}" CorpOrderID="CK1" ActDate="2026-10-01 10:30:00"`,
    `Code="${SMALL[0]}" CorpOrderID="CK1" ActDate="2026-10-01 11:30:00"`,
    `Code="${SMALL[3]}" CorpOrderID="CK1" ActDate="2026-10-01 12:30:00"`,
  ].map((row) => `<Data ${row} ToCorpID="2"/>`)
  const two = await read(
    `<Document Version="3.0"><Events><Event Name="201" MainAction="WareHouseOut"><DataField>\n${rows.join('\n')}\n</DataField></Event></Events></Document>`,
  )
  assert.equal([codes(two.errors), two.drafts.map(({ docs }) => docs?.[0]?.id)], [['DUPLICATE'], ['CK2']])
})

test('a MainAction that contradicts the type is warned of, and the type counts', async () => {
  for (const [name, action, warned] of [
    ['SalesWareHouseOut', 'WareHouseIn', true],
    ['102', 'WareHouseOut', true],
    ['321', 'WareHouseIn', true],
    ['116', 'WareHouseIn', false],
    ['201', '', false],
    ['201', 'warehouseout', false],
  ] as const) {
    const { warnings, drafts } = await read(file(name, action, [[SMALL[0], '']]))
    assert.is(codes(warnings).includes('BILL_DIRECTION'), warned, name)
    assert.is(new Map(drafts[0]?.extra).get('bill.type'), name === 'SalesWareHouseOut' ? '201' : name)
  }
})

test('an hour of 1 to 12 from a handheld gives the day only, and the text stays; 0 and 13 show a clock of 24 hours', async () => {
  for (const [hour, precision] of [
    ['09', 'day'],
    ['12', 'day'],
    ['00', 'ms'],
    ['13', 'ms'],
  ]) {
    const { drafts, faults } = await read(handheld(scan(SMALL[0], `2026-10-01 ${hour}:30:00`)))
    assert.equal(codes(faults), [])
    assert.is(drafts[0]?.when?.precision, precision)
    assert.is(
      new Map(drafts[0]?.extra).get('bill.actdate'),
      precision === 'day' ? `2026-10-01 ${hour}:30:00` : undefined,
    )
    if (precision === 'day') assert.is(drafts[0]?.when?.ms, Date.parse('2026-10-01T00:00:00+08:00'))
    assert.match(await write(drafts), `ActDate="2026-10-01 ${hour}:30:00"`)
  }
})

test('a bill that the platform would not take is warned of once', async () => {
  const rows = numbered(3502).map((code) => [code, ''] as const)
  const { warnings, drafts } = await read(file('321', 'WareHouseOut', rows))
  assert.equal(codes(warnings), ['TOO_MANY_CODES'])
  assert.is(drafts[0]?.packs.length, 3502)
})

// ----------------------------------------------------------------- writing

function file(name: string, action: string, rows: readonly (readonly [string, string])[]): string {
  const data = rows.map(
    ([code, more]) =>
      `   <Data Code="${code}" CorpOrderID="CK1" Actor="" ${more.includes('ActDate') ? '' : 'ActDate="2026-10-01 09:30:00" '}${more}${more === '' ? '' : ' '}WrongCode="False"/>\n`,
  )
  const names = [
    'CorpOrderID',
    'Actor',
    'ActDate',
    ...(action === 'WareHouseIn' ? ['FromCorpID'] : ['ToCorpID']),
    'Code',
  ]
  return `<?xml version="1.0" encoding="utf-8"?>
<Document xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="终端接口XML Schema-3.0.xsd" Version="3.0">
 <Events><Event Name="${name}" MainAction="${action}">
  <ActionMapping><Action Name="${action}">${names.map((one) => `<ActionData>${one}</ActionData>`).join('')}</Action></ActionMapping>
  <DataMaping>${names.map((one) => `<MetaData Name="${one}" Type="${one === 'ActDate' ? 'Date' : 'String'}"/>`).join('')}</DataMaping>
  <DataField>
${data.join('')}  </DataField></Event></Events></Document>
`
}

async function write(drafts: readonly DraftEvent[], losses: Loss[] = []): Promise<string> {
  let text = ''
  const options = { creationDate: '', onLoss: (loss: Loss) => void losses.push(loss) }
  for await (const piece of exportEvents('cn-bill', drafts, options)) text += piece
  return text
}

test('bills of all types come back byte for byte in the form of the schema, with DataMaping and Destory', async () => {
  for (const { number, direction } of BILL_TYPES) {
    if (direction === 'use' || number === '116' || number === '207') continue
    const party = direction === 'in' ? 'FromCorpID="100200300"' : 'ToCorpID="100200300"'
    const text = file(
      billToken(number),
      direction === 'in' ? 'WareHouseIn' : 'WareHouseOut',
      SMALL.map((code) => [code, party]),
    )
    const { drafts, errors } = await read(text)
    assert.equal(codes(errors), [])
    const losses: Loss[] = []
    assert.is(await write(drafts, losses), text, number)
    assert.equal(losses, [])
  }
})

test('a drop shipment and what is handed out to people read back as the same events', async () => {
  const drop = await read(
    file('DirectAllocateWareHouseOut', 'WareHouseOut', [[SMALL[0], 'FromCorpID="1" ToCorpID="2" DestCorpID="3"']]),
  )
  const again = await read(await write(drop.drafts))
  assert.equal(again.drafts.map(bytesOf), drop.drafts.map(bytesOf))
  for (const type of ['321', '322', '323', '116']) {
    const sold = await read(file(type, 'WareHouseOut', [[SMALL[0], 'user_name="李四"']]), { defaultAgent: 'cn-ent:7' })
    const text = await write(sold.drafts)
    assert.not.ok(text.includes('李四'))
    assert.equal((await read(text, { defaultAgent: 'cn-ent:7' })).drafts.map(bytesOf), sold.drafts.map(bytesOf))
  }
})

test('acts without a bill type get the one that follows from them; what no bill holds is listed', async () => {
  const base = {
    detail: {},
    packs: [{ product: 'cn:8100003', serial: SMALL[0].slice(7) }],
    containers: [],
    batches: [],
    products: [],
  }
  const types: [DraftEvent, string][] = [
    [{ ...base, type: 'ship', trade: { toHolder: 'cn-ent:2' } }, 'SalesWareHouseOut'],
    [{ ...base, type: 'ship', detail: { reason: 'return' } }, 'ReturnWareHouseOut'],
    [{ ...base, type: 'ship', trade: { toHolder: 'cn-ent:2', toOwner: 'cn-ent:3' } }, 'DirectAllocateWareHouseOut'],
    [{ ...base, type: 'receive' }, 'PurchaseWareHouseIn'],
    [{ ...base, type: 'destroy' }, 'DestoryWareHouseOut'],
    [{ ...base, type: 'sample' }, 'CheckWareHouseOut'],
    [{ ...base, type: 'dispense' }, '321'],
    [{ ...base, type: 'return' }, '116'],
  ]
  for (const [draft, name] of types) assert.match(await write([draft]), `<Event Name="${name}"`)
  const losses: Loss[] = []
  const odd: DraftEvent = {
    ...base,
    type: 'ship',
    containers: ['sscc:106141412345678908'],
    where: { readPoint: 'gln:9521234000013' },
  }
  const text = await write([{ ...base, type: 'lock' }, odd], losses)
  assert.equal(
    losses.map(({ event, field }) => [event, field]),
    [
      [0, 'type'],
      [1, 'containers'],
      [1, 'where'],
    ],
  )
  assert.match(text, SMALL[0])
  assert.equal((await read(await write([]))).drafts, [])
})

testWithShared(
  test,
  'the shared file of a handheld comes back byte for byte but for the name of who scanned',
  'china',
  async (folder) => {
    const text = readFileSync(`${folder}/sales-out-minimal.xml`, 'utf8')
    const { drafts } = await read(text)
    assert.is((await write(drafts)).trimEnd(), text.replaceAll('Actor="User1"', 'Actor=""').trimEnd())
  },
)

const orders = fc.array(
  fc.record({
    code: fc.integer({ min: 1, max: 1e9 }),
    order: fc.stringMatching(/^[A-Za-z0-9&<"-]{1,8}$/),
    to: fc.constantFrom('1', 'A2'),
    hour: fc.integer({ min: 0, max: 23 }),
  }),
  { minLength: 1, maxLength: 12 },
)

test('any rows of known types in the form of the schema: write after read after write is the same', async () => {
  await fc.assert(
    fc.asyncProperty(orders, fc.constantFrom('201', '203', '102', '205', '106'), async (rows, type) => {
      const drafts = rows.map(
        ({ code, order, to, hour }): DraftEvent => ({
          type: 'observe',
          detail: {},
          when: { ms: Date.parse('2026-10-01T00:00:00+08:00') + hour * 3_600_000, offset: 480, precision: 'ms' },
          docs: [{ type: 'bill', id: order }],
          trade: { toHolder: `cn-ent:${to}` },
          extra: [['bill.type', type]],
          packs: [{ product: 'cn:8100003', serial: String(code).padStart(13, '0') }],
          containers: [],
          batches: [],
          products: [],
        }),
      )
      const first = await write(drafts)
      const back = await read(first)
      if (codes(back.errors).every((code) => code !== 'DUPLICATE')) assert.is(await write(back.drafts), first)
    }),
    { numRuns: 100 },
  )
})

test.run()
