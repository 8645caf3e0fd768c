/** Files of the Chinese platform through a ledger and out again. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeWorld, type World } from './world.ts'

const test = suite<{ world: World }>('files of the Chinese platform, through a ledger')

test.before.each(async (context) => {
  context.world = makeWorld()
  await context.world.ok(['init', '--origin', 'example.cn/p', '--operator', 'cn-ent:911'])
})
test.after.each(({ world }) => world.close())

const BATCH = 'cn:8100003/20260901'

/** Dialect A, in an order that no rule explains, with a short middle. */
const RELATION = (encoding: string, words: string): string => `<?xml version="1.0" encoding="${encoding}"?>
<Document xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="schema.xsd" License="">
<Events version="3.0">
<Event name="RelationCreate">
<Relation productCode="9500000" subTypeNo="9500000001" cascade="1:2:4" packageSpec="${words}" comment="">
<Batch batchNo="20260901" madeDate="2026-09-01" validateDate="2028-08-31" workshop="W1" lineName="L1">
<Code curCode="81000010000000010001" packLayer="3" parentCode="" flag="2"/>
<Code curCode="81000020000000010002" packLayer="2" parentCode="81000010000000010001" flag="0"/>
<Code curCode="81000030000000030006" packLayer="1" parentCode="81000020000000020005" flag="2"/>
<Code curCode="81000030000000020004" packLayer="1" parentCode="81000020000000010002" flag="0"/>
<Code curCode="81000030000000010003" packLayer="1" parentCode="81000020000000010002" flag="0"/>
<Code curCode="81000020000000020005" packLayer="2" parentCode="81000010000000010001" flag="2"/>
</Batch>
</Relation>
</Event>
</Events>
</Document>
`

const same = (world: World, a: string, b: string): void =>
  assert.is(Buffer.compare(readFileSync(world.path(a)), readFileSync(world.path(b))), 0, `${a} and ${b}`)

test('a relation file comes out of the ledger as it went in, in UTF-8, with a mark and in GB2312, and is known the second time', async ({
  world,
}) => {
  const gb = Buffer.concat(
    RELATION('GB2312', '|')
      .split('|')
      .flatMap((part, i) => (i === 0 ? [Buffer.from(part), Buffer.from([0xba, 0xd0])] : [Buffer.from(part)])),
  )
  const files: Readonly<Record<string, string | Uint8Array>> = {
    'utf8.xml': RELATION('UTF-8', '盒12粒'),
    'mark.xml': `\ufeff${RELATION('utf-8', '盒12粒')}`,
    'gb.xml': gb,
  }
  for (const [name, data] of Object.entries(files)) {
    await world.write(name, data)
    const ledger = ['--ledger', `of-${name}`]
    await world.ok(['init', ...ledger, '--origin', 'example.cn/p', '--operator', 'cn-ent:911'])
    await world.ok(['import', ...ledger, name])
    assert.match((await world.ok(['import', ...ledger, name])).out, '6 known before')
    await world.ok(['export', ...ledger, '--batch', BATCH, '--format', 'cn-relation', '-o', 'out.xml'])
    same(world, name, 'out.xml')
    await world.ok(['convert', name, 'again.xml', '--to', 'cn-relation'])
    same(world, name, 'again.xml')
  }
})

test('row 16: the same tree in dialect B is known; row 19: a code of it in another file is refused', async ({
  world,
}) => {
  await world.write('a.xml', RELATION('utf-8', 'x'))
  await world.write(
    'b.xml',
    RELATION('utf-8', 'x')
      .replace('version="3', 'Version="3')
      .replace('name="R', 'Name="R')
      .replace(' parentCode=""', ''),
  )
  await world.ok(['import', 'a.xml'])
  assert.match((await world.ok(['import', 'b.xml'])).out, '1 taken in, 5 known before')
  await world.write('c.xml', RELATION('utf-8', 'x').replace('batchNo="20260901"', 'batchNo="OTHER"'))
  const { exit, out, err } = await world.run(['import', 'c.xml'])
  assert.is(exit, 1)
  assert.match(out + err, 'REGISTERED_TWICE')
})

test('row 17: what is packed into a case that neither the file nor the ledger knows is refused, by check too', async ({
  world,
}) => {
  const outer = /<Code curCode="81000010000000010001"[^>]*>\n/
  const whole = RELATION('utf-8', 'x')
  await world.write('orphan.xml', whole.replace(outer, ''))
  await world.write('case.xml', whole.replace(/<Code curCode="8100002[^>]*>\n|<Code curCode="8100003[^>]*>\n/g, ''))
  const ghost = await world.run(['import', 'orphan.xml'])
  assert.is(ghost.exit, 1)
  assert.match(ghost.out + ghost.err, /orphan\.xml:\d+.*ORPHAN|ORPHAN/)
  assert.not.match((await world.ok(['history', '81000030000000010003'])).out, '81000010000000010001')
  assert.match((await world.run(['check', 'orphan.xml'])).out, 'ORPHAN')
  assert.is((await world.run(['check', 'orphan.xml'])).exit, 1)
  assert.not.match((await world.run(['check', 'case.xml', 'orphan.xml'])).out, 'ORPHAN')
  await world.ok(['init', '--ledger', 'b', '--origin', 'example.cn/p', '--operator', 'cn-ent:911'])
  await world.ok(['import', '--ledger', 'b', 'case.xml', 'orphan.xml', '--dry-run'])
  await world.ok(['import', '--ledger', 'b', 'case.xml', 'orphan.xml'])
  assert.match((await world.ok(['history', '--ledger', 'b', '81000030000000010003'])).out, '81000010000000010001')
})

test('a batch that was packed at the command line is a whole relation file, with the cases that nobody registered', async ({
  world,
}) => {
  await world.ok(['policy', 'set', 'market', 'CN'])
  await world.write('s.txt', '0000000010003\n0000000020004\n0000000030005\n')
  await world.ok(['register', 'cn:8100003/L1', '--expiry', '2028-06-30', '--made', '2026-09-01', '--serials', 's.txt'])
  await world.ok(['register', '09521234543213/L2', '--expiry', '2028-06-30', '--serials', 's.txt'])
  await world.ok(['pack', '--into', '81000020000000010002', PACK, '81000030000000020004'])
  await world.ok(['pack', '--into', CASE, '81000020000000010002'])
  const { exit, out } = await world.run(['paper', 'prepare', 'cn-relation', '--json'])
  assert.is(exit, 1, 'a batch of GTINs has no 追溯码')
  const { papers, left } = JSON.parse(out) as { papers: { file: string }[]; left: { item: string }[] }
  assert.equal(
    left.map(({ item }) => item),
    ['09521234543213/L2'],
  )
  assert.is(papers.length, 1)
  const file = papers[0]?.file ?? ''
  const rows = (await world.read(file)).split('\n').filter((line) => line.startsWith('<Code'))
  assert.equal(rows, [
    `<Code curCode="${CASE}" packLayer="3" flag="0"/>`,
    `<Code curCode="81000020000000010002" packLayer="2" parentCode="${CASE}" flag="0"/>`,
    `<Code curCode="${PACK}" packLayer="1" parentCode="81000020000000010002" flag="0"/>`,
    '<Code curCode="81000030000000020004" packLayer="1" parentCode="81000020000000010002" flag="0"/>',
    '<Code curCode="81000030000000030005" packLayer="1" flag="0"/>',
  ])
  assert.is((await world.run(['check', file])).exit, 0)
})

test('an imported batch with cases is one paper, and its file is the one that came', async ({ world }) => {
  await world.ok(['policy', 'set', 'market', 'CN'])
  await world.write('r.xml', RELATION('utf-8', 'x'))
  await world.ok(['import', 'r.xml', '--as', 'cn-ent:911'])
  const owed = (await world.ok(['paper', 'owed', 'cn-relation', '--json'])).json()['owed'] as { item: string }[]
  assert.equal(
    owed.map(({ item }) => item),
    [BATCH],
  )
  const { papers } = (await world.ok(['paper', 'prepare', 'cn-relation', '--json'])).json() as {
    papers: { file: string }[]
  }
  same(world, 'r.xml', papers[0]?.file ?? '')
})

const BILL = (type: string, time: string, codes: readonly string[], party: string, number = 'CK1'): string =>
  `<Document Version="3.0"><Events><Event Name="${type}" MainAction=""><DataField>
${codes.map((code) => `<Data Code="${code}" CorpOrderID="${number}" Actor="张三" ActDate="${time}" ${party}/>`).join('\n')}
</DataField></Event></Events></Document>`

const CASE = '81000010000000010001'
const PACK = '81000030000000010003'

test('row 24: the same bill again makes no new record; row 26: a case that is sold and bought moves what is in it', async ({
  world,
}) => {
  await world.write('r.xml', RELATION('utf-8', 'x'))
  await world.write(
    'out.xml',
    BILL('SalesWareHouseOut', '2026-10-01 09:30:00', [CASE], 'FromCorpID="911" ToCorpID="922"'),
  )
  await world.write(
    'in.xml',
    BILL('PurchaseWareHouseIn', '2026-10-02 09:30:00', [CASE], 'FromCorpID="911" ToCorpID="922"', 'RK1'),
  )
  await world.ok(['import', 'r.xml', '--as', 'cn-ent:911'])
  assert.match((await world.ok(['import', 'out.xml', 'in.xml'])).out, '1 taken in')
  assert.match((await world.ok(['import', 'out.xml'])).out, '1 event: 0 taken in, 1 known before')
  const { out } = await world.ok(['history', `cn:${PACK.slice(0, 7)}/${PACK.slice(7)}`])
  assert.match(out, /cn-ent:922/)
  const bills = (await world.ok(['export', '--format', 'cn-bill'])).out
  for (const part of ['SalesWareHouseOut', 'PurchaseWareHouseIn', `Code="${CASE}"`, 'CorpOrderID="RK1"'])
    assert.match(bills, part)
  assert.not.match(bills, '张三')
})

test('row 24: another bill under a number that was given is refused, within one call and against the ledger', async ({
  world,
}) => {
  const sides = 'FromCorpID="911" ToCorpID="922"'
  const at = '2026-10-01 09:30:00'
  const two = [PACK, '81000030000000020004']
  await world.write('r.xml', RELATION('utf-8', 'x'))
  await world.write('one.xml', BILL('SalesWareHouseOut', at, two, sides))
  await world.write('fewer.xml', BILL('SalesWareHouseOut', at, [PACK], sides))
  await world.write('type.xml', BILL('ReturnWareHouseOut', at, two, sides))
  await world.write('theirs.xml', BILL('PurchaseWareHouseIn', '2026-10-02 09:30:00', two, sides))
  await world.ok(['import', 'r.xml', '--as', 'cn-ent:911'])
  const together = await world.run(['import', 'one.xml', 'fewer.xml', '--dry-run'])
  assert.is(together.exit, 1)
  assert.match(together.err, /fewer\.xml:\d+.*another bill before, in one\.xml[\s\S]*BILL_NUMBER_TWICE/)
  await world.ok(['import', 'one.xml'])
  for (const name of ['fewer.xml', 'type.xml']) {
    const { exit, err } = await world.run(['import', name])
    assert.is(exit, 1, name)
    assert.match(err, /another bill before, in record \d+[\s\S]*BILL_NUMBER_TWICE/)
  }
  assert.match((await world.ok(['import', 'one.xml'])).out, '1 known before')
  assert.match((await world.ok(['import', 'theirs.xml'])).out, '1 taken in', 'a number is of one enterprise')
})

test('row 28: what was destroyed (205) and is then handed out (321) is refused', async ({ world }) => {
  await world.write('r.xml', RELATION('utf-8', 'x'))
  await world.ok(['import', 'r.xml', '--as', 'cn-ent:911'])
  await world.write('gone.xml', BILL('DestroyWareHouseOut', '2026-10-01 09:30:00', [PACK], 'FromCorpID="911"'))
  await world.ok(['import', 'gone.xml'])
  await world.write('sold.xml', BILL('321', '2026-10-02 09:30:00', [PACK], 'FromCorpID="911"', 'CK2'))
  const { exit, out, err } = await world.run(['import', 'sold.xml'])
  assert.is(exit, 1)
  assert.match(out + err, 'EVENT_AFTER_END')
})

test.run()
