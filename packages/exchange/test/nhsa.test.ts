/** The fact sheet on China, section 2 and rows 31 and 39 to 46: lines of the insurer's interface. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type DraftEvent,
  exportEvents,
  judgeLine,
  judgeSales,
  type Loss,
  type SaleLine,
  STOCK_CHANGES,
  stockChange,
} from '../src/index.ts'
import { bytesOf, codes, type Result, read } from './support.ts'

const test = suite('lines of the insurer')

const A = '81000030000000010003'
const B = '81000030000000020004'

const PEOPLE: Readonly<Record<string, string>> = {
  psn_no: '4100000000001',
  psn_name: '李四',
  psn_cert_type: '01',
  certno: '110101199001011237',
  setl_id: 'S2026001',
  mdtrt_sn: 'M2026001',
  rxno: 'RX77',
  memo: '李四的妻子来取',
  prsc_dr_name: '王医',
  phar_name: '赵药',
  phar_prac_cert_no: 'P99',
  sel_retn_opter_name: '钱某',
}

const LINE: Readonly<Record<string, unknown>> = {
  med_list_codg: 'XR05CBA198A001010100863',
  fixmedins_bchno: 'KC20260901',
  manu_lotnum: '20260901',
  expy_end: '2028-08-31',
  rx_flag: '1',
  trdn_flag: '0',
  finl_trns_pric: 12.5,
  rtal_docno: 'LS20261001001',
  stoout_no: 'CK88',
  sel_retn_cnt: 2,
  sel_retn_time: '2026-10-01 09:30:00',
  mdtrt_setl_type: '1',
  drugtracinfo: [{ drug_trac_codg: A }, { drug_trac_codg: B }],
}

const readJson = (value: unknown): Promise<Result> => read(JSON.stringify(value, null, 1), { defaultAgent: 'cn-ent:7' })

test('a line of 3505 is a dispense: packs with lot and expiry, time of China, paper numbers', async () => {
  const { format, drafts, faults, events } = await readJson({ selinfoDetail: [LINE] })
  assert.equal([format, codes(faults), drafts.length], ['nhsa', [], 1])
  assert.equal(drafts[0], {
    type: 'dispense',
    detail: {},
    when: { ms: Date.parse('2026-10-01T09:30:00+08:00'), offset: 480, precision: 'ms' },
    who: { agent: 'cn-ent:7', holder: 'cn-ent:7' },
    docs: [
      { type: 'bill', id: 'LS20261001001' },
      { type: 'desadv', id: 'CK88' },
    ],
    extra: [
      ['nhsa.interface', '3505'],
      ['nhsa.med_list_codg', 'XR05CBA198A001010100863'],
      ['nhsa.mdtrt_setl_type', '1'],
    ].sort(([a = ''], [b = '']) => (a < b ? -1 : 1)) as [string, string][],
    packs: [A, B].map((code) => ({
      product: 'cn:8100003',
      serial: code.slice(7),
      lot: '20260901',
      expiry: '2028-08-31',
    })),
    containers: [],
    batches: [],
    products: [],
  })
  assert.equal([events[0]?.line, events[0]?.path], [3, 'selinfoDetail[0]'])
})

test('alone, in a list, as a batch, in the whole message, with the old flat field: all are read', async () => {
  const flat = { ...LINE, drugtracinfo: undefined, drug_trac_codg: A, sel_retn_cnt: 1 }
  for (const value of [
    LINE,
    [LINE],
    { selinfo: LINE },
    { infno: '3505', input: { selinfo: LINE } },
    { infno: '3505A', input: { selinfoDetail: [LINE] } },
    { data: LINE },
    flat,
  ]) {
    const { drafts, faults } = await readJson(value)
    assert.equal([drafts.map(({ type }) => type), codes(faults)], [['dispense'], []])
    assert.is(drafts[0]?.packs[0]?.serial, A.slice(7))
  }
})

test('3506 is a return, by its number or because it names the sale that it takes back', async () => {
  for (const value of [
    { infno: '3506', input: { selinfo: LINE } },
    { ...LINE, medins_prod_sel_no: 'LS1' },
  ]) {
    assert.is((await readJson(value)).drafts[0]?.type, 'return')
  }
  assert.equal((await readJson({ ...LINE, medins_prod_sel_no: 'LS1' })).drafts[0]?.docs?.[2], {
    type: 'inv',
    id: 'LS1',
  })
})

test('nothing of a person is kept or quoted, and what was left out is counted', async () => {
  const { items, dropped } = await readJson({
    selinfoDetail: [{ ...LINE, ...PEOPLE, drugtracinfo: [{ drug_trac_codg: '李四' }, { drug_trac_codg: A }] }],
  })
  const text = JSON.stringify(items)
  for (const value of Object.values(PEOPLE)) if (value.length > 2) assert.not.ok(text.includes(value), value)
  assert.not.ok(text.includes('李四'))
  assert.equal(dropped, { patient: 8, prescriber: 1, agent: 3 })
})

test('a name in a field of numbers is not kept either', async () => {
  const { drafts } = await readJson({
    ...LINE,
    rtal_docno: 'Smith-Jones 12',
    fixmedins_bchno: '李四1',
    med_list_codg: 'for Smith',
  })
  assert.not.ok(/Smith|李四/.test(JSON.stringify(drafts)))
})

test('rows 39 to 42: a part of a pack (trdn_flag 1) is told with its units; parts of several packs in one line are seen only', async () => {
  const part = { ...LINE, trdn_flag: '1', sel_retn_cnt: '6.0000', drugtracinfo: [{ drug_trac_codg: A }] }
  assert.equal((await readJson(part)).drafts[0]?.detail, { units: 6 })
  for (const odd of [
    { ...part, sel_retn_cnt: 0.5 },
    { ...part, drugtracinfo: LINE['drugtracinfo'] },
  ]) {
    const { drafts, faults } = await readJson(odd)
    assert.equal([drafts[0]?.type, codes(faults)], ['observe', ['NO_UNITS']])
  }
})

test('row 31: inv_chg_type 101 of 3502 is an allocation that comes in, and no production; the vocabulary stands with the number', async () => {
  const { drafts } = await readJson({
    invinfoDetail: [{ inv_chg_type: '101', inv_chg_time: '2026-10-01 09:30:00', drug_trac_codg: A }],
  })
  assert.equal([drafts[0]?.type, drafts[0]?.detail.reason], ['receive', 'internal'])
  const extra = new Map(drafts[0]?.extra)
  assert.equal(
    [extra.get('nhsa.interface'), extra.get('nhsa.inv_chg_type'), extra.get('bill.type')],
    ['3502', '101', undefined],
  )
  assert.is(stockChange('101')?.name, '调拨入库')
  assert.ok(STOCK_CHANGES.every(({ vocabulary }) => vocabulary === 'nhsa-3502'))
  assert.equal(codes((await readJson({ inv_chg_type: '999', drug_trac_codg: A })).faults), [
    'UNKNOWN_BILL_TYPE',
    'MISSING_FIELD',
  ])
})

test('what is wrong with a line is told at its line, and the other lines are read', async () => {
  const result = await readJson({
    selinfoDetail: [
      { ...LINE, sel_retn_time: 'gestern' },
      { ...LINE, drugtracinfo: [] },
      { ...LINE, drugtracinfo: [{ drug_trac_codg: '123' }], drug_trac_codg: '' },
      'x',
      LINE,
      { ...LINE, drugtracinfo: [{ drug_trac_codg: A }, { drug_trac_codg: A }], sel_retn_cnt: 1 },
    ],
  })
  assert.equal(codes(result.faults), ['BAD_TIME', 'NO_CODES', 'BAD_CODE', 'BAD_TYPE', 'DUPLICATE'])
  assert.is(result.drafts.length, 2)
  const places = result.faults.map(({ line = 0 }) => line)
  assert.equal(
    [...places].sort((a, b) => a - b),
    places,
  )
})

test('what is no document of this kind is a fault', async () => {
  for (const [text, code] of [
    ['{"drugtracinfo":[', 'TRUNCATED'],
    ['{"drugtracinfo":x}', 'JSON_SYNTAX'],
    ['{"drugtracinfo":[],"drugtracinfo":[]}', 'BAD_NAME'],
    ['{"a":"selinfoDetail","b":{"selinfo":1}}', 'UNKNOWN_ROOT'],
    [`{"selinfo":${'['.repeat(100)}${']'.repeat(100)}}`, 'TOO_DEEP'],
  ] as const) {
    const { faults, drafts } = await read(text, { format: 'nhsa' })
    assert.equal([codes(faults), drafts.length], [[code], 0], text)
  }
})

// ----------------------------------------------------------------- writing

async function write(
  format: 'nhsa-3505' | 'nhsa-3506',
  drafts: readonly DraftEvent[],
  losses: Loss[] = [],
): Promise<string> {
  let text = ''
  const options = { creationDate: '', onLoss: (loss: Loss) => void losses.push(loss) }
  for await (const piece of exportEvents(format, drafts, options)) text += piece
  return text
}

test('lines are written with the fields of people empty, for the pharmacy to fill in', async () => {
  const { drafts } = await readJson({ selinfoDetail: [{ ...LINE, ...PEOPLE }] })
  const losses: Loss[] = []
  const [line] = (
    JSON.parse(await write('nhsa-3505', drafts, losses)) as { input: { selinfoDetail: Record<string, unknown>[] } }
  ).input.selinfoDetail as [Record<string, unknown>]
  for (const name of Object.keys(PEOPLE)) assert.is(line[name], '', name)
  for (const name of ['med_list_codg', 'mdtrt_setl_type', 'manu_lotnum', 'expy_end', 'rtal_docno', 'sel_retn_time'])
    assert.is(line[name], LINE[name])
  assert.equal(line['drugtracinfo'], LINE['drugtracinfo'])
  assert.equal(
    losses.map(({ field }) => field),
    ['who'],
  )
  assert.equal((await readJson(JSON.parse(await write('nhsa-3505', drafts)))).drafts.map(bytesOf), drafts.map(bytesOf))
})

test('what is no sale is listed as lost in 3505, and what is no return in 3506', async () => {
  const { drafts } = await readJson([LINE, { ...LINE, medins_prod_sel_no: 'LS1' }])
  for (const [format, other] of [
    ['nhsa-3505', 1],
    ['nhsa-3506', 0],
  ] as const) {
    const losses: Loss[] = []
    const text = await write(format, drafts, losses)
    assert.equal(
      losses.filter(({ field }) => field === 'type').map(({ event }) => event),
      [other],
    )
    assert.equal(
      (await read(text, { defaultAgent: 'cn-ent:7' })).drafts.map(bytesOf),
      drafts.filter((_, i) => i !== other).map(bytesOf),
    )
  }
})

const sales = fc.array(
  fc.record({
    serials: fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { minLength: 1, maxLength: 4 }),
    units: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
    back: fc.boolean(),
    hour: fc.integer({ min: 0, max: 23 }),
  }),
  { maxLength: 6 },
)

test('any sales and returns: read after write gives the same events', async () => {
  await fc.assert(
    fc.asyncProperty(sales, async (list) => {
      const drafts = list.map(
        ({ serials, units, back, hour }): DraftEvent => ({
          type: back ? 'return' : 'dispense',
          detail: units === undefined ? {} : { units },
          when: { ms: Date.parse('2026-10-01T00:00:00+08:00') + hour * 3_600_000, offset: 480, precision: 'ms' },
          extra: [['nhsa.interface', back ? '3506' : '3505']],
          packs: (units === undefined ? serials : serials.slice(0, 1)).map((serial) => ({
            product: 'cn:8100003',
            serial: String(serial).padStart(13, '0'),
            lot: 'L1',
          })),
          containers: [],
          batches: [],
          products: [],
        }),
      )
      for (const [format, back] of [
        ['nhsa-3505', false],
        ['nhsa-3506', true],
      ] as const) {
        const { drafts: again, errors } = await read(await write(format, drafts))
        assert.equal(codes(errors), [])
        assert.equal(again.map(bytesOf), drafts.filter(({ type }) => (type === 'return') === back).map(bytesOf))
      }
    }),
    { numRuns: 100 },
  )
})

test('any bytes and any JSON into this reader give values or faults', async () => {
  const name = fc.constantFrom(
    'selinfoDetail',
    'selinfo',
    'input',
    'drugtracinfo',
    'drug_trac_codg',
    'infno',
    '__proto__',
    'sel_retn_cnt',
    'inv_chg_type',
  )
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.constant(A),
      fc.double(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(name, tie('value'), { maxKeys: 4 }),
    ),
  }))
  await fc.assert(
    fc.asyncProperty(value, async (one) => {
      await read(JSON.stringify(one), { format: 'nhsa' })
    }),
    { numRuns: 300 },
  )
  for (const format of ['nhsa', 'cn-txt'] as const) {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('', '{"selinfo":', '$a,b\n', '$a,b\n81000030000000010003,'),
        async (bytes, start) => {
          await read(Uint8Array.from([...new TextEncoder().encode(start), ...bytes]), { format }, 7)
        },
      ),
      { numRuns: 200 },
    )
  }
})

// ------------------------------------------------------------------- rules

const sale = (more: Partial<SaleLine> = {}): SaleLine => ({
  institution: 'P1',
  bill: 'B1',
  line: '1',
  codes: [A],
  count: 1,
  split: false,
  day: '2025-08-01',
  insured: true,
  ...more,
})
const none = sale({ codes: [] })

test('row 43: a reimbursed line without a code, of a lot bought before July 2025 that is on the list, is paid with a warning', () => {
  const { payable, findings } = judgeLine(none, { listed: true, bought: '2025-06-15' })
  assert.equal([payable, findings.map(({ code, severity }) => [code, severity])], [true, [['NO_CODE_STOCK', 'warn']]])
})

test('row 44: the same of an item that is not on the list is not paid; nor of one bought later, or nobody knows when', () => {
  for (const purchase of [
    { listed: false, bought: '2025-06-15' },
    { listed: true, bought: '2025-07-01' },
    { listed: true },
  ]) {
    const { payable, findings } = judgeLine(none, purchase)
    assert.equal([payable, findings.map(({ code, severity }) => [code, severity])], [false, [['NO_CODE', 'block']]])
  }
  assert.ok(judgeLine({ ...none, day: '2025-06-30' }, { listed: false }).payable, 'before the day')
  assert.ok(judgeLine({ ...none, insured: false }, { listed: false }).payable, 'paid by the buyer')
})

test('row 45: pieces of traditional medicine need no code', () => {
  assert.equal(judgeLine(none, { listed: false, exempt: 'tcm-pieces' }), { payable: true, findings: [] })
})

test('row 46: two packs and one code, not split: the count does not match, a warning', async () => {
  const { payable, findings } = judgeLine(sale({ count: 2 }), { listed: false })
  assert.equal([payable, findings.map(({ code, severity }) => [code, severity])], [true, [['COUNT_MISMATCH', 'warn']]])
  assert.equal(judgeLine(sale({ count: 6, split: true }), { listed: false }).findings, [])
  assert.equal(codes((await readJson({ ...LINE, drugtracinfo: [{ drug_trac_codg: A }] })).faults), ['COUNT_MISMATCH'])
})

const judged = (...lines: readonly Partial<SaleLine>[]): string[] =>
  judgeSales(
    lines.map((line, i) => sale({ bill: `B${i}`, ...line })),
    () => 12,
  ).map(({ finding }) => finding)

test('rows 32 to 37: one sale, a replay, a second sale here and elsewhere, a sale after a return', () => {
  assert.equal(judged({}), [])
  assert.equal(judged({ bill: 'X' }, { bill: 'X' }), [], 'row 33')
  assert.equal(judged({}, {}), ['DUPLICATE_SALE'], 'row 34')
  assert.equal(judged({}, { institution: 'P2' }), ['DUPLICATE_SALE'], 'row 35')
  assert.equal(judged({}, { back: true }, {}), [], 'row 36')
})

test('rows 39 to 42: parts of a pack', () => {
  const part = { split: true, count: 6 }
  assert.equal(judged(part, part), [])
  assert.equal(judged(part, part, { ...part, count: 1 }), ['SPLIT_OVERRUN'])
  assert.equal(judged(part, { ...part, institution: 'P2' }), ['SPLIT_ELSEWHERE'])
  assert.equal(judged(part, {}), ['MIXED'])
  assert.equal(
    judgeSales([sale({ ...part, count: 99 })], () => undefined),
    [],
    'nobody knows how many are in a pack',
  )
})

test.run()
