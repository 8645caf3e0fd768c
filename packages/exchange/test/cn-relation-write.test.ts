/** The fact sheet on China, section 6, rows 14 to 20: relation files, read and written again. */
import { readFileSync } from 'node:fs'
import { testWithShared } from '@packtrail/testkit'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { KNOWN_FORM } from '../src/cn/form.ts'
import { type DraftEvent, exportBytes, type ImportOptions, type Loss } from '../src/index.ts'
import { bytesOf, codes, type Result, read } from './support.ts'

const test = suite('relation files written')

const CASE = '81000010000000010001'
const M = ['81000020000000010002', '81000020000000020005'] as const
const S = ['81000030000000010003', '81000030000000020004', '81000030000000030006', '81000030000000040007'] as const

interface Dialect {
  readonly encoding?: string
  readonly a?: boolean
  readonly mark?: boolean
  readonly batch?: string
  readonly license?: string
}

interface Row {
  readonly code: string
  readonly layer: number
  readonly parent?: string
  readonly flag?: string
}

const TREE: readonly Row[] = [
  { code: CASE, layer: 3 },
  { code: M[0], layer: 2, parent: CASE },
  { code: S[0], layer: 1, parent: M[0] },
  { code: S[1], layer: 1, parent: M[0] },
  { code: M[1], layer: 2, parent: CASE },
  { code: S[2], layer: 1, parent: M[1] },
  { code: S[3], layer: 1, parent: M[1] },
]

const BATCH =
  'batchNo="20260901" madeDate="2026-09-01" validateDate="2028-08-31" workshop="一车间" lineName="一号线" lineManager=""'

function file(
  rows: readonly Row[],
  { encoding = 'utf-8', a = false, mark = false, batch = BATCH, license = '1001123' }: Dialect = {},
): string {
  const [version, name] = a ? ['version', 'name'] : ['Version', 'Name']
  const lines = rows.map(({ code, layer, parent, flag = '0' }) => {
    const above = parent === undefined ? (a ? ' parentCode=""' : '') : ` parentCode="${parent}"`
    return `<Code curCode="${code}" packLayer="${layer}"${above} flag="${flag}"/>`
  })
  return `${mark ? '\ufeff' : ''}<?xml version="1.0" encoding="${encoding}"?><Document xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="关联关系XML Schema-3.0.xsd" License="${license}">
<Events ${version}="3.0">
<Event ${name}="RelationCreate">
<Relation productCode="9500000" subTypeNo="9500000001" cascade="1:2:4" packageSpec="盒12粒" comment="">
<Batch ${batch}>
${lines.join('\n')}
</Batch></Relation></Event></Events></Document>
`
}

/** GB2312 by the platform's own table, the other way round. */
function gbBytes(text: string): Uint8Array {
  const pairs = new Map<string, readonly number[]>()
  for (let lead = 0xb0; lead <= 0xf7; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++) {
      pairs.set(new TextDecoder('gbk').decode(Uint8Array.of(lead, trail)), [lead, trail])
    }
  }
  return Uint8Array.from([...text].flatMap((ch) => pairs.get(ch) ?? [ch.charCodeAt(0)]))
}

async function write(drafts: readonly DraftEvent[], losses: Loss[] = []): Promise<Uint8Array> {
  const pieces: number[] = []
  const options = { creationDate: '2026-10-01T00:00:00Z', onLoss: (loss: Loss) => void losses.push(loss) }
  for await (const piece of exportBytes('cn-relation', drafts, options)) for (const byte of piece) pieces.push(byte)
  return Uint8Array.from(pieces)
}

const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)

async function again(source: string | Uint8Array, options: Partial<ImportOptions> = {}): Promise<Result> {
  const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source
  const result = await read(bytes, options)
  const written = await write(result.drafts)
  if (Buffer.compare(written, bytes) !== 0) assert.is(text(written), text(bytes))
  assert.is(Buffer.compare(written, bytes), 0)
  return result
}

test('row 14: one case, two middles, four packs, and the ratio 1:2:4 agrees as totals', async () => {
  const { faults, drafts } = await again(file(TREE))
  assert.equal(codes(faults), [])
  const of = (type: string): readonly DraftEvent[] => drafts.filter((draft) => draft.type === type)
  assert.is(of('commission')[0]?.commission?.serials.length, 4)
  assert.is(of('commission')[1]?.containers.length, 3)
  assert.equal(
    of('aggregate').map(({ packs, containers }) => packs.length + containers.length),
    [2, 2, 2],
  )
})

test('row 15: a case that lacks a pack and does not say that it is short is warned of, and told what to write', async () => {
  const result = await read(file(TREE.slice(0, 6)))
  assert.equal(codes(result.warnings), ['CASCADE'])
  assert.match(result.warnings[0]?.remedy ?? '', 'flag="2"')
  assert.equal(codes(result.errors), [])
})

test('row 16: dialect A says the same, byte for byte of the canonical events; only the note of its layout is more', async () => {
  const b = await read(file(TREE))
  const a = await read(file(TREE, { a: true }))
  const [note, ...more] = a.drafts.filter(({ type }) => type === 'observe')
  assert.equal(more, [])
  assert.equal(note?.batches, [{ product: 'cn:8100003', lot: '20260901' }])
  const said = (drafts: readonly DraftEvent[]): string[] => drafts.filter((draft) => draft !== note).map(bytesOf)
  assert.equal(said(a.drafts), said(b.drafts))
})

test('row 17: a code whose parent is not in the file is warned of with its line, and written as it came', async () => {
  const { warnings } = await again(file(TREE.slice(1)), { orphans: 'warn' })
  assert.equal(
    warnings.filter(({ code }) => code === 'ORPHAN').map(({ line }) => line),
    [6],
  )
})

test('a case that was packed into and never registered stands in the file, on its level', async () => {
  const { drafts } = await read(file(TREE))
  const packed = drafts.filter(({ type, containers }) => type === 'aggregate' || containers.length === 0)
  assert.is(packed.length, drafts.length - 1)
  assert.is(new TextDecoder().decode(await write(packed)), file(TREE))
})

test('row 18: a cycle and a level that does not rise are errors of their own', async () => {
  const cycle = TREE.map((row) =>
    row.code === M[0] ? { ...row, parent: M[1] } : row.code === M[1] ? { ...row, parent: M[0] } : row,
  )
  assert.equal(codes((await read(file(cycle))).errors), ['CYCLE', 'CYCLE'])
  const flat = TREE.map((row) => (row.code === M[1] ? { ...row, parent: M[0] } : row))
  assert.equal(codes((await read(file(flat))).errors), ['LAYER_ORDER'])
})

test('row 20: an expiry that is not after the day it was made is refused, and nothing of the batch is told', async () => {
  for (const day of ['2026-09-01', '2026-08-31']) {
    const result = await read(file(TREE, { batch: BATCH.replace('2028-08-31', day) }))
    assert.equal(codes(result.errors), ['BAD_DAY'])
    assert.is(result.drafts.length, 0)
  }
})

test('what is read is written again byte for byte: both dialects, UTF-8 with and without mark, GB2312 and GBK', async () => {
  for (const a of [false, true]) {
    for (const license of ['', '1001123']) {
      await again(file(TREE, { a, license }))
      await again(file(TREE, { a, license, mark: true }))
      await again(file(TREE, { a, license, encoding: 'UTF-8' }))
      for (const encoding of ['GB2312', 'gb2312', 'GBK']) await again(gbBytes(file(TREE, { a, license, encoding })))
    }
  }
})

test('flags, attributes of one maker, other line ends and any order of the codes come back too', async () => {
  const short = TREE.slice(0, 6).map((row) => (row.code === M[1] || row.code === S[2] ? { ...row, flag: '2' } : row))
  await again(file(short))
  await again(file(TREE.map((row) => ({ ...row, flag: '2' }))))
  await again(file(TREE.map((row) => (row.code === S[3] ? { ...row, flag: '1' } : row))))
  await again(file([...TREE].reverse()))
  await again(file([TREE[0], TREE[1], TREE[4], TREE[3], TREE[2], TREE[6], TREE[5]] as Row[]))
  await again(file(TREE).replaceAll('\n', '\r\n'))
  await again(file(TREE).replaceAll('"/>', '" />').replaceAll('\n<', '\n  <'))
  await again(file(TREE).replace('comment=""', 'comment="a &amp; b" linkProductCode="7" assCorpCode=""'))
  await again(file(TREE, { batch: BATCH.replace(' lineManager=""', '') }))
  await again(
    file([
      { code: S[0], layer: 1 },
      { code: S[1], layer: 1, flag: '2' },
    ]).replace('1:2:4', '1'),
  )
  await again(
    file([
      { code: M[0], layer: 3 },
      { code: S[1], layer: 1, parent: M[0] },
    ]),
  )
})

test('a line manager is a person: the name is left out, and the document says so', async () => {
  const named = file(TREE).replace('lineManager=""', 'lineManager="操作员甲"')
  const { drafts, dropped } = await read(named)
  assert.equal(dropped, { agent: 1 })
  assert.not.ok(JSON.stringify(drafts).includes('操作员甲'))
  const losses: Loss[] = []
  assert.is(text(await write(drafts, losses)), file(TREE))
  assert.equal(losses, [{ code: 'EMPTY', event: 0, field: 'linemanager' }])
})

test('a comment, an unknown encoding or other elements are not kept: the known form is written', async () => {
  for (const odd of [
    file(TREE).replace('<Events', '<!-- 张三 --><Events'),
    file(TREE).replace('</Events>', '</Events><!-- 张三 -->'),
    file(TREE).replace('<Events', '<Note/><Events'),
  ]) {
    const { drafts } = await read(odd)
    assert.is(text(await write(drafts)), file(TREE))
  }
  assert.ok(KNOWN_FORM.head.endsWith('>\n'))
})

test('events that are no relation are listed as losses, with their number', async () => {
  const { drafts } = await read(file(TREE))
  const [first] = drafts as [DraftEvent]
  const losses: Loss[] = []
  const ship: DraftEvent = { ...first, type: 'ship', packs: [{ product: 'cn:8100003', serial: S[0].slice(7) }] }
  const foreign: DraftEvent = {
    type: 'aggregate',
    detail: {},
    packs: [],
    containers: [],
    batches: [],
    products: [],
    parent: 'sscc:106141412345678908',
  }
  await write([...drafts, ship, foreign], losses)
  assert.equal(
    losses.filter(({ code }) => code === 'NOT_WRITTEN'),
    [
      { code: 'NOT_WRITTEN', event: 5, field: 'type' },
      { code: 'NOT_WRITTEN', event: 6, field: 'parent' },
    ],
  )
})

test('what was unpacked again is outermost in what is written', async () => {
  const { drafts } = await read(file(TREE))
  const opened: DraftEvent = {
    type: 'disaggregate',
    detail: {},
    packs: [],
    containers: [],
    batches: [],
    products: [],
    parent: `cn:${CASE}`,
  }
  const written = text(await write([...drafts, opened]))
  assert.match(written, `<Code curCode="${M[0]}" packLayer="2" flag="0"/>`)
})

test('characters that GB2312 lacks are written as references, and read back the same', async () => {
  const odd = file(TREE, { encoding: 'GB2312' }).replace('盒12粒', '&#128138;12')
  const { drafts } = await again(gbBytes(odd))
  assert.equal(new Map(drafts[0]?.extra).get('relation.packagespec'), '💊12')
})

/** Trees of up to three levels in any order of siblings. */
const forests = fc
  .array(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }), { maxLength: 4 })
  .chain((shape) => {
    const rows: Row[] = []
    let unit = 0
    const code = (prefix: number): string => `810000${prefix}${String(++unit).padStart(13, '0')}`
    for (const middles of shape) {
      const box = code(1)
      rows.push({ code: box, layer: 3 })
      for (const count of middles) {
        const middle = code(2)
        rows.push({ code: middle, layer: 2, parent: box })
        for (let i = 0; i < count; i++) rows.push({ code: code(3), layer: 1, parent: middle })
      }
    }
    rows.push({ code: code(3), layer: 1 })
    return fc.tuple(
      fc.shuffledSubarray(rows, { minLength: rows.length }),
      fc.array(fc.constantFrom('0', '0', '1', '2'), { minLength: rows.length, maxLength: rows.length }),
      fc.boolean(),
    )
  })

test('any tree in any order, with any flags: write after read is the identity', async () => {
  await fc.assert(
    fc.asyncProperty(forests, fc.boolean(), async ([rows, flags, shuffled], a) => {
      const ordered = shuffled ? rows : [...rows].sort((x, y) => (x.code.slice(7) < y.code.slice(7) ? -1 : 1))
      await again(
        file(
          ordered.map((row, i) => ({ ...row, flag: flags[i] as string })),
          { a },
        ),
      )
    }),
    { numRuns: 150 },
  )
})

testWithShared(
  test,
  'the shared relation file comes back byte for byte but for the name of the line manager',
  'china',
  async (folder) => {
    const bytes = readFileSync(`${folder}/variant-lowercase-attrs-utf8.xml`, 'utf8')
    const { drafts } = await read(bytes)
    assert.is(text(await write(drafts)), bytes.replace('lineManager="admin"', 'lineManager=""'))
  },
)

test.run()
