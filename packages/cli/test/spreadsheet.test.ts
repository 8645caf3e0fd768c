import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeWorld, type World } from './world.ts'
import { makeXlsx, type XlsxCell, type XlsxParts } from './xlsx-writer.ts'
import { makeZip } from './zip-writer.ts'

const test = suite<{ world: World }>('spreadsheets')

test.before.each((context) => {
  context.world = makeWorld()
})
test.after.each(({ world }) => world.close())

const HEADER = ['action', 'time', 'product', 'serial', 'lot', 'expiry']
const row = (serial: XlsxCell, product: XlsxCell = '09521234543213', expiry: XlsxCell = '2028-06-30'): XlsxCell[] => [
  'commission',
  '2026-11-20',
  product,
  serial,
  'L24A',
  expiry,
]

interface Answer {
  readonly exit: number
  readonly events: number
  readonly csv: string
  readonly faults: readonly { code: string; line: number; path: string; message: string; file: string }[]
}

async function convert(world: World, bytes: Uint8Array, ...more: readonly string[]): Promise<Answer> {
  await world.write('book.xlsx', bytes)
  const { exit, lines } = await world.run(['convert', 'book.xlsx', '-o', 'out.csv', '--json', ...more])
  const answer = lines()[0] as Record<string, unknown>
  const error = answer['error'] as Record<string, unknown> | undefined
  const csv = existsSync(world.path('out.csv')) ? await world.read('out.csv') : ''
  const faults = ((error ?? answer)['faults'] ?? []) as Answer['faults']
  return { exit, events: Number(answer['events'] ?? 0), csv, faults }
}

const sheet = (rows: readonly (readonly XlsxCell[])[], more: Omit<XlsxParts, 'sheets'> = {}): Uint8Array =>
  makeXlsx({ sheets: { Packs: rows }, ...more })

test('a sheet is read as CSV is: texts, shared texts, empty rows, short rows', async ({ world }) => {
  const shared = ['C3&F7', '09521234543213']
  const rows = [HEADER, row('A7K3M9QX4C'), [], row({ shared: 0 }, { shared: 1 }), [...row('D4'), undefined, '']]
  const { exit, events, csv } = await convert(world, sheet(rows, { shared }))
  assert.is(exit, 0)
  assert.is(events, 1)
  for (const serial of ['A7K3M9QX4C', 'C3&F7', 'D4']) assert.match(csv, `,09521234543213,${serial},L24A,2028-06-30,`)
})

test('characters that a spreadsheet writes as escapes are what they stand for', async ({ world }) => {
  const { exit, csv } = await convert(
    world,
    sheet([HEADER, row('_x005F_x0041_'), row({ shared: 0 })], { shared: ['A_x0042_1'] }),
  )
  assert.is(exit, 0)
  assert.match(csv, ',_x0041_,')
  assert.match(csv, ',AB1,')
})

test('a sheet in which one cell stands twice is refused: nobody knows which of the two holds', async ({ world }) => {
  const cells = '<c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="A1" t="inlineStr"><is><t>b</t></is></c>'
  const xml = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">${cells}</row></sheetData></worksheet>`
  const { exit, faults } = await convert(world, sheet([HEADER], { parts: { 'xl/worksheets/sheet1.xml': xml } }))
  assert.is(exit, 1)
  assert.match(faults[0]?.message ?? '', 'twice')
})

test('days are read from serial numbers, of both counts', async ({ world }) => {
  const dated = (n: string, s = 1): Uint8Array =>
    sheet([HEADER, row('A1', undefined, { n, s })], { formats: [14, 'yyyy\\-mm\\-dd;@', '[$-409]d/m/yy'] })
  for (const s of [1, 2, 3]) assert.match((await convert(world, dated('46934', s))).csv, ',2028-06-30,')
  const mac = sheet([HEADER, row('A1', undefined, { n: '45472', s: 1 })], { formats: [14], from1904: true })
  assert.match((await convert(world, mac)).csv, ',2028-06-30,')
})

test('a code that became a number is refused with words, for nobody knows what stood there', async ({ world }) => {
  const wrong: readonly (readonly [string, XlsxCell[], string])[] = [
    ['a serial', row({ n: '12345' }), 'serial'],
    ['a long serial', row({ n: '1.2345678901234E+17' }), 'serial'],
    ['a GTIN without its zero', row('A1', { n: '9521234543213' }), 'product'],
    ['a GTIN as 3.00E+13', row('A1', { n: '3.00E+13' }), 'product'],
  ]
  for (const [what, cells, column] of wrong) {
    const { exit, faults } = await convert(world, sheet([HEADER, row('B1'), cells]))
    assert.is(exit, 1, what)
    const [fault] = faults
    assert.equal([fault?.code, fault?.line, fault?.path], ['NUMBER_CELL', 3, `row[1].${column}`], what)
  }
  const shown = sheet([HEADER, row('A1', { n: '9521234543213', s: 1 })], { formats: ['00000000000000'] })
  assert.is((await convert(world, shown)).exit, 0, 'a format that shows 14 digits says how many there are')
  const whole = sheet([HEADER, row('A1', { n: '30300000000009' })])
  assert.not.ok(
    (await convert(world, whole)).faults.some(({ code }) => code === 'NUMBER_CELL'),
    '14 digits are all',
  )
})

test('a CSV whose codes a spreadsheet shortened is refused the same way', async ({ world }) => {
  const csv = `${HEADER.join(',')}\n${(row('1.23E+11') as string[]).join(',')}\n${(row('A1', '9.52123E+12') as string[]).join(',')}\n`
  const { exit, faults } = await convert(world, new TextEncoder().encode(csv))
  assert.is(exit, 1)
  assert.equal(
    faults.map(({ code, line }) => [code, line]),
    [
      ['NUMBER_CELL', 2],
      ['NUMBER_CELL', 3],
    ],
  )
})

test('the first sheet is read, or the one that is named; others are named in the question', async ({ world }) => {
  const book = makeXlsx({ sheets: { Info: [['hello']], 'Week 47': [HEADER, row('A1')] } })
  const first = await convert(world, book)
  const last = first.faults.at(-1)
  assert.equal([last?.code, last?.file], ['NO_COLUMN', 'book.xlsx/Info'])
  assert.is((await convert(world, book, '--sheet', 'Week 47')).events, 1)
  const { exit, err } = await world.run(['convert', 'book.xlsx', '-o', 'x.csv', '--sheet', 'Week 48'])
  assert.is(exit, 2)
  assert.match(err, 'Info, Week 47')
})

test('a ledger takes in a spreadsheet, and says in which row something is wrong', async ({ world }) => {
  await world.ok(['init', '--origin', 'example.com/x', '--operator', 'gln:9521234000068'])
  await world.write('book.xlsx', sheet([HEADER, row('A1'), row('B 2')]))
  const { exit, json } = await world.run(['import', 'book.xlsx', '--as', 'gln:9521234000013', '--json'])
  assert.is(exit, 1)
  const { appended, faults, documents } = json()
  assert.is(appended, 1)
  assert.is((documents as { format: string }[])[0]?.format, 'xlsx')
  assert.is((faults as { line: number }[])[0]?.line, 3)
})

test('what only looks like a spreadsheet is refused in words', async ({ world }) => {
  const good = { Packs: [HEADER, row('A1')] }
  const entity = '<!DOCTYPE x [<!ENTITY a "b">]><workbook><sheets/></workbook>'
  const wrong: readonly (readonly [string, Uint8Array])[] = [
    [
      'a text document',
      makeZip([
        { name: '[Content_Types].xml', data: '' },
        { name: 'word/document.xml', data: '' },
      ]),
    ],
    ['no sheets', makeXlsx({ sheets: {} })],
    ['a sheet that is not there', makeXlsx({ sheets: good, parts: { 'xl/_rels/workbook.xml.rels': '<a/>' } })],
    ['entities', makeXlsx({ sheets: good, parts: { 'xl/workbook.xml': entity } })],
    ['broken XML', makeXlsx({ sheets: good, parts: { 'xl/worksheets/sheet1.xml': '<worksheet><row>' } })],
    ['a text that is not there', sheet([HEADER, row({ shared: 7 })])],
    [
      'a cell far out',
      sheet([HEADER], { parts: { 'xl/worksheets/sheet1.xml': '<w><row><c r="ZZZ1"><v>1</v></c></row></w>' } }),
    ],
  ]
  for (const [what, bytes] of wrong) {
    const { exit, faults, csv } = await convert(world, bytes)
    assert.is(exit, 1, what)
    assert.ok(faults.length > 0, what)
    assert.is(csv, '', what)
  }
})

test('any bytes in place of a part give faults, never an exception', async ({ world }) => {
  const names = [
    'xl/workbook.xml',
    'xl/_rels/workbook.xml.rels',
    'xl/styles.xml',
    'xl/sharedStrings.xml',
    'xl/worksheets/sheet1.xml',
  ]
  const piece = fc.constantFrom(
    '<row>',
    '</row>',
    '<c r="A1">',
    '<c t="s">',
    '</c>',
    '<v>',
    '</v>',
    '1e999',
    '-1',
    '<si>',
    '<t>',
    '</t>',
    'x',
    '<sst>',
    '<xf numFmtId="14"/>',
  )
  const part = fc.oneof(
    fc.string(),
    fc.array(piece).map((pieces) => `<a>${pieces.join('')}</a>`),
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), part, async (name, text) => {
      const { exit } = await convert(world, sheet([HEADER, row('A1')], { parts: { [name]: text } }))
      assert.ok(exit === 0 || exit === 1, `exit ${exit}`)
    }),
    { numRuns: 200 },
  )
})

test.run()
