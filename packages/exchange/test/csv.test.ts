import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readDocCell, writeDocCell } from '../src/csv/doc-cell.ts'
import { makeRowSplitter } from '../src/csv/rows.ts'
import { type DraftEvent, MAX_DRAFT_ITEMS, MAX_DRAFT_SERIALS } from '../src/index.ts'
import { codes, PRODUCT, read } from './support.ts'

const csv = suite('CSV')

const HEADER = 'action,time,product,serial,lot,expiry,item,parent,readPoint,toHolder,doc'
const GLN = '0300011111116'
const TIME = '2026-03-01T10:00:00+01:00'

const rows = (...lines: readonly string[]): string => `${HEADER}\n${lines.join('\n')}\n`
const ship = (serial: string, lot = 'L1'): string =>
  `ship,${TIME},${PRODUCT},${serial},${lot},2028-12-31,,,${GLN},0399993456780,po:1`

async function one(text: string): Promise<DraftEvent> {
  const result = await read(text)
  assert.equal(codes(result.faults), [])
  assert.is(result.drafts.length, 1)
  return result.drafts[0] as DraftEvent
}

csv('rows that differ only in the thing are one event', async () => {
  const draft = await one(
    rows(ship('1'), ship('2', 'L2'), `ship,${TIME},,,,,sscc:403000112345678901,,${GLN},0399993456780,po:1`),
  )
  assert.equal(draft, {
    type: 'ship',
    detail: {},
    packs: [
      { product: PRODUCT, serial: '1', lot: 'L1', expiry: '2028-12-31' },
      { product: PRODUCT, serial: '2', lot: 'L2', expiry: '2028-12-31' },
    ],
    containers: ['sscc:403000112345678901'],
    batches: [],
    products: [],
    when: { ms: Date.parse(TIME), offset: 60, precision: 'ms' },
    who: { agent: `gln:${GLN}`, holder: `gln:${GLN}` },
    where: { readPoint: `gln:${GLN}` },
    trade: { toHolder: 'gln:0399993456780' },
    docs: [{ type: 'po', id: '1' }],
  })
})

csv('another time, place, party or document is another event; so is another number in the column event', async () => {
  const result = await read(rows(ship('1'), ship('2').replace('10:00', '11:00'), ship('3').replace('po:1', 'po:2')))
  assert.is(result.drafts.length, 3)
  assert.equal(
    result.events.map(({ line, path }) => [line, path]),
    [
      [2, 'row[0]'],
      [3, 'row[1]'],
      [4, 'row[2]'],
    ],
  )
  const numbered = await read(
    `event,action,time,product,serial\n1,ship,${TIME},${PRODUCT},1\n2,ship,${TIME},${PRODUCT},2\n`,
  )
  assert.is(numbered.drafts.length, 2)
})

csv('comma, semicolon and tab, byte order mark, quotes, CRLF, blanks and blank lines', async () => {
  const expected = await one(rows(ship('1'), ship('2')))
  const plain = rows(ship('1'), ship('2'))
  for (const text of [
    `\ufeff${plain}`,
    plain.replaceAll(',', ';'),
    plain.replaceAll(',', '\t'),
    plain.replaceAll('\n', '\r\n'),
    plain.replaceAll('\n', '\n\n'),
    plain.replace(/[^,\n]+/g, (cell) => `"${cell}"`),
    plain.replace(/,(?=[^\n])/g, ' , '),
    plain.replace('action,time', 'Action,"Event Time"').replace('readPoint', 'READ_POINT'),
    plain.trimEnd(),
    `${plain},,,,,,,,,,\n`,
  ]) {
    assert.equal(await one(text), expected, JSON.stringify(text.slice(0, 80)))
  }
})

csv('quoted cells hold separators, quotes and line breaks, and lines are still counted', async () => {
  const text = `action,time,product,serial,extra\nship,${TIME},${PRODUCT},1,"{""a"":""x,\\n""}"\nship,${TIME},${PRODUCT},2,"{\n\n""a"":""y""}"\nship,noon,${PRODUCT},3,\n`
  const result = await read(text)
  assert.equal(
    result.drafts.map(({ extra }) => extra),
    [[['a', 'x,\n']], [['a', 'y']]],
  )
  assert.equal(
    result.errors.map(({ code, line, path }) => [code, line, path]),
    [['BAD_TIME', 6, 'row[2].time']],
  )
})

csv('any rows are split as they were written, in pieces of any size', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'b', ',', '"', '\n', ' ', 'é', '\t'), maxLength: 6 })
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(
      table,
      fc.constantFrom(',' as const, ';' as const),
      fc.integer({ min: 1, max: 9 }),
      (cells, separator, size) => {
        const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
        const text = cells.map((row) => row.map(quoted).join(separator)).join('\n')
        const seen: (readonly string[])[] = []
        const lines: number[] = []
        const splitter = makeRowSplitter(
          {
            onRow(row, line) {
              seen.push(row)
              lines.push(line)
            },
            onFault: (code) => assert.unreachable(code),
          },
          separator,
        )
        for (let at = 0; at < text.length; at += size) splitter.write(text.slice(at, at + size))
        splitter.end()
        assert.equal(seen, cells)
        let line = 1
        cells.forEach((row, i) => {
          assert.is(lines[i], line)
          line += row.join('').split('\n').length
        })
      },
    ),
  )
})

csv('a commissioning gathers serials by lot; containers begin on their own', async () => {
  const begin = (serial: string, lot: string): string =>
    `commission,${TIME},${PRODUCT},${serial},${lot},2028-12-31,,,${GLN},,`
  const result = await read(
    rows(begin('1', 'A'), begin('2', 'A'), begin('3', 'B'), `commission,${TIME},,,,,403000112345678901,,${GLN},,`),
  )
  assert.equal(codes(result.faults), [])
  assert.equal(
    result.drafts.map(({ commission, containers }) => [commission?.lot, commission?.serials, containers]),
    [
      ['A', ['1', '2'], []],
      ['B', ['3'], []],
      [undefined, undefined, ['sscc:403000112345678901']],
    ],
  )
  assert.equal(
    result.events.map(({ path }) => path),
    ['row[0]', 'row[0]#2', 'row[0]#3'],
  )
})

csv('everything a manifest says: made, units, markets', async () => {
  const draft = await one(
    `action,time,product,serial,lot,expiry,made,packUnits,markets\ncommission,2026-03-01,${PRODUCT},1,A,2028-12-31,2026-02-28,30,FR | DE\n`,
  )
  assert.equal(draft.commission, {
    product: PRODUCT,
    lot: 'A',
    expiry: '2028-12-31',
    made: '2026-02-28',
    units: 30,
    markets: ['DE', 'FR'],
    serials: ['1'],
  })
  assert.equal(draft.when, { ms: Date.parse('2026-03-01T00:00:00Z'), offset: 0, precision: 'day' })
})

csv('large events are told in parts', async () => {
  const many = Array.from({ length: MAX_DRAFT_ITEMS + 3 }, (_, i) => ship(String(100_000 + i)))
  assert.equal(
    (await read(rows(...many))).drafts.map(({ packs }) => packs.length),
    [MAX_DRAFT_ITEMS, 3],
  )
  const begun = Array.from(
    { length: MAX_DRAFT_SERIALS + 3 },
    (_, i) => `commission,${TIME},${PRODUCT},${100_000 + i},A,2028-12-31,,,,,`,
  )
  assert.equal(
    (await read(rows(...begun))).drafts.map(({ commission }) => commission?.serials.length),
    [MAX_DRAFT_SERIALS, 3],
  )
})

csv('packing and unpacking: into what, out of what, and all of it', async () => {
  const packed = await one(rows(`pack,${TIME},${PRODUCT},1,,,,403000112345678901,${GLN},,`))
  assert.equal([packed.type, packed.parent, packed.packs.length], ['aggregate', 'sscc:403000112345678901', 1])
  const emptied = await one(rows(`unpack,${TIME},,,,,,sscc:403000112345678901,${GLN},,`))
  assert.equal([emptied.type, emptied.parent, emptied.packs.length], ['disaggregate', 'sscc:403000112345678901', 0])
})

csv('batches and products as a whole, and the totals of a closing', async () => {
  const recall = await one(rows(`recall,${TIME},${PRODUCT},,L1,,,,${GLN},,`, `recall,${TIME},${PRODUCT},,,,,,${GLN},,`))
  assert.equal([recall.batches, recall.products], [[{ product: PRODUCT, lot: 'L1' }], [PRODUCT]])
  const closed = await one(
    `action,time,product,lot,allocated,commissioned,wasted,unused\nclose,${TIME},${PRODUCT},L1,10,8,1,1\n`,
  )
  assert.equal(closed.close, { product: PRODUCT, lot: 'L1', allocated: 10, commissioned: 8, wasted: 1, unused: 1 })
})

csv('things by any name: EPC, Digital Link, 追溯码, our own text, a scan', async () => {
  for (const [item, pack, container] of [
    ['urn:epc:id:sgtin:030001.0012345.7', `${PRODUCT}/7`, undefined],
    [`https://id.gs1.org/01/${PRODUCT}/21/7`, `${PRODUCT}/7`, undefined],
    [`${PRODUCT}/7`, `${PRODUCT}/7`, undefined],
    [`(01)${PRODUCT}(21)7`, `${PRODUCT}/7`, undefined],
    ['81155510000000000012', 'cn:8115551/0000000000012', undefined],
    ['cn:81255520000000000011', undefined, 'cn:81255520000000000011'],
    ['403000112345678901', undefined, 'sscc:403000112345678901'],
    ['urn:epc:id:sgtin:030001.1012345.7', undefined, 'sgtin:10300010123452/7'],
    ['sgtin:00300010123455/7', undefined, 'sgtin:00300010123455/7'],
  ] as const) {
    const draft = await one(rows(`observe,${TIME},,,,,${item},,${GLN},,`))
    assert.equal(
      draft.packs.map(({ product, serial }) => `${product}/${serial}`),
      pack === undefined ? [] : [pack],
      item,
    )
    assert.equal(draft.containers, container === undefined ? [] : [container], item)
  }
})

csv('a case GTIN in the column product is a container', async () => {
  const draft = await one(rows(`ship,${TIME},10300010123452,C1,,,,,${GLN},,`))
  assert.equal(draft.containers, ['sgtin:10300010123452/C1'])
})

csv('GTINs of 8, 12 and 13 digits are padded, other products named in full', async () => {
  assert.is((await one(rows(`ship,${TIME},614141123452,1,,,,,${GLN},,`))).packs[0]?.product, '00614141123452')
  assert.is((await one(rows(`ship,${TIME},cn:8115551,0000000000012,,,,,${GLN},,`))).packs[0]?.product, 'cn:8115551')
})

csv('each wrong cell is a fault of its row, at its line and column; the other rows are told', async () => {
  const result = await read(
    rows(
      ship('1'),
      ship('x'.repeat(21)),
      ship('2', 'y'.repeat(21)),
      ship('3').replace(PRODUCT, '00300010123454'),
      ship('4').replace('2028-12-31', '2028-02-30'),
      ship('5'),
      `ship,${TIME},,,,,nonsense,,${GLN},0399993456780,po:1`,
      `ship,${TIME},,,,,,,${GLN},0399993456780,po:1`,
    ),
  )
  assert.equal(
    result.errors.map(({ code, line, path }) => [code, line, path]),
    [
      ['BAD_SERIAL', 3, 'row[1].serial'],
      ['BAD_LOT', 4, 'row[2].lot'],
      ['BAD_CHECK_DIGIT', 5, 'row[3].product'],
      ['BAD_DAY', 6, 'row[4].expiry'],
      ['UNKNOWN_FORM', 8, 'row[6].item'],
      ['NO_GOODS', 9, 'row[7]'],
    ],
  )
  assert.equal(
    result.drafts.flatMap(({ packs }) => packs.map(({ serial }) => serial)),
    ['1', '5'],
  )
})

csv('what is wrong with an event is said of each of its rows, for each is to be mended', async () => {
  const wrong = ship('1').replace('10:00:00+01:00', '10:00:00')
  const result = await read(
    rows(
      wrong,
      wrong.replace(',1,', ',2,'),
      ship('3').replace(GLN, '0312231245676'),
      ship('4').replace('ship', 'teleport'),
    ),
  )
  assert.equal(
    result.errors.map(({ code, path }) => [code, path]),
    [
      ['NO_OFFSET', 'row[0].time'],
      ['NO_OFFSET', 'row[1].time'],
      ['BAD_CHECK_DIGIT', 'row[2].readPoint'],
      ['BAD_WORD', 'row[3].action'],
    ],
  )
  assert.is(result.drafts.length, 0)
})

csv('a row cut short is refused: its last cell could be half a serial', async () => {
  const result = await read(rows(ship('1'), ship('2').split(',').slice(0, 4).join(',')))
  assert.equal(codes(result.errors), ['ROW_LENGTH'])
  assert.is(result.drafts[0]?.packs.length, 1)
})

csv('a thing that stands twice in one event counts once', async () => {
  const result = await read(rows(ship('2'), ship('1'), ship('2')))
  assert.equal(
    result.faults.map(({ code, line }) => [code, line]),
    [['DUPLICATE', 4]],
  )
  assert.is(result.drafts[0]?.packs.length, 2)
})

csv('columns nobody knows are warned of; without action and time nothing is read', async () => {
  const unknown = await read(`action,time,product,serial,colour\nship,${TIME},${PRODUCT},1,blue\n`)
  assert.equal(codes(unknown.faults), ['UNKNOWN_COLUMN'])
  assert.is(unknown.drafts.length, 1)
  assert.equal(codes((await read('action,product,serial\nship,1,2\n')).errors), ['NO_COLUMN'])
  assert.equal(codes((await read(`action,time,lot,batch\n`)).faults), ['COLUMN_TWICE'])
})

csv('quotes that do not fit are a fault', async () => {
  assert.equal(codes((await read(rows(`"ship"x,${TIME}`))).errors), ['CSV_SYNTAX'])
  assert.equal(codes((await read(rows(`"ship,${TIME}`))).errors), ['TRUNCATED'])
})

csv('parties said in the row go before those derived, and none is nobody', async () => {
  const draft = await one(
    `action,time,product,serial,agent,owner,holder,bizLocation\nreceive,${TIME},${PRODUCT},1,uri:https://a.example,${GLN},none,${GLN}\n`,
  )
  assert.equal(draft.who, { agent: 'uri:https://a.example', owner: `gln:${GLN}` })
})

csv('a commissioning needs a lot and serials', async () => {
  const result = await read(
    rows(`commission,${TIME},${PRODUCT},1,,,,,${GLN},,`, `commission,${TIME},${PRODUCT},,L,,,,${GLN},,`),
  )
  assert.equal(codes(result.errors), ['NO_LOT', 'MISSING_FIELD'])
  assert.is(result.drafts.length, 0)
})

csv('document numbers come back as they were, bars and colons included', () => {
  const text = fc
    .string({ unit: fc.constantFrom('a', ':', '|', '\\', ' ', 'é'), minLength: 1, maxLength: 8 })
    .filter((one) => one.trim() === one)
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.record({ type: text, id: text }, { noNullPrototype: true }), {
        minLength: 1,
        maxLength: 4,
        selector: ({ type, id }) => `${type}\0${id}`,
      }),
      (docs) => {
        assert.equal(readDocCell(writeDocCell(docs)), docs)
      },
    ),
  )
})

csv.run()
