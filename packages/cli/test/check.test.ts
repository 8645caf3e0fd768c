import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeWorld, type World } from './world.ts'

const test = suite<{ world: World }>('check')
const R13 = readFileSync(new URL('../../exchange/test/data/us-r1.3.xml', import.meta.url), 'utf8')
const BAD = R13.replace('Statement>true<', 'Statement>no<').replace('0501</epc>', '05&lt;script&gt;</epc>')

test.before.each((context) => {
  context.world = makeWorld()
})
test.after.each(({ world }) => world.close())

test('a right file is accepted, and what was not checked is said', async ({ world }) => {
  await world.write('a.xml', R13)
  const { exit, out } = await world.run(['check', 'a.xml'])
  assert.is(exit, 0)
  assert.match(out, 'WOULD BE ACCEPTED')
  assert.match(out, /Not checked:\n {3}7 /)
})

test('a wrong one is rejected, with its line', async ({ world }) => {
  await world.write('a.xml', BAD)
  const { exit, out } = await world.run(['check', 'a.xml'])
  assert.is(exit, 1)
  const line = BAD.split('\n').findIndex((one) => one.includes('>no<')) + 1
  assert.match(out, `a.xml:${line} affirmTransactionStatement no`)
})

test('the page to send back holds nothing that runs, and names the file by its digest', async ({ world }) => {
  await world.write('a.xml', BAD)
  await world.run(['check', 'a.xml', '--html', 'r.html'])
  const page = await world.read('r.html')
  assert.ok(!/<script|onerror|https?:\/\/(?!www\.w3)/i.test(page))
  assert.match(page, /<dd>[0-9a-f]{64}<\/dd>/)
  assert.match(page, '&lt;script&gt;')
  assert.match(page, '2026-11-23')
  assert.ok(page.endsWith('</html>\n'))
})

test('the same file twice, under two names', async ({ world }) => {
  await world.write('a.xml', R13)
  await world.write('b.xml', R13)
  const report = (await world.run(['check', 'a.xml', 'b.xml', '--json'])).json()
  assert.equal(
    (report['defects'] as { readonly code: string }[]).map(({ code }) => code),
    ['US-33'],
  )
})

test('a pipe is read like a file', async ({ world }) => {
  assert.is((await world.run(['check', '-'], R13)).exit, 0)
})

test('orders, scans, master data and limits are held against it', async ({ world }) => {
  await world.write('a.xml', R13)
  await world.write('order.csv', 'gtin,quantity,po\n00361414123052,12,PO-8812\n')
  await world.write('scans.txt', '(00)003614140000000179\n')
  await world.write('ours.csv', 'gtin,gln,units\n00361414123052,,\n10361414123059,,4\n')
  const all = ['--order', 'order.csv', '--scans', 'scans.txt', '--master', 'ours.csv', '--limit', '1M']
  const { exit, out } = await world.run(['check', 'a.xml', ...all])
  assert.is(exit, 0, out)
  await world.write('scans.txt', '(01)00361414123052(21)0500(10)OTHER\n')
  await world.write('ours.csv', 'gtin,units\n00361414123052,\n10361414123059,5\n')
  const report = (await world.run(['check', 'a.xml', ...all.with(-1, '1K'), '--json'])).json()
  assert.equal(
    (report['defects'] as { readonly number: number; readonly count: number }[]).map(({ number, count }) => [
      number,
      count,
    ]),
    [
      [13, 3],
      [16, 1],
      [34, 1],
      [35, 11],
    ],
  )
})

test('what is written by the guideline is accepted', async ({ world }) => {
  await world.write('a.xml', R13)
  await world.write(
    'names.csv',
    `gtin,ndc,name,gln,city
00361414123052,61414-123-05,Examplin,,
10361414123059,61414-123-05,Examplin,,
${['0361414000018', '0361414000025', '0371200100013', '0371200100020'].map((gln) => `,,Somebody,${gln},Dayton`).join('\n')}
`,
  )
  const sides = ['--sender', '0361414000018', '--receiver', '0371200100013']
  const by = ['--to', 'epcis12-xml', '--company-prefix', '0371200', '--guideline', 'us-r1.2', '--master', 'names.csv']
  await world.write('b.xml', R13.replace(/ *<gs1ushc:dropShipment>.*\n/, ''))
  await world.ok(['convert', 'b.xml', 'c.xml', ...by, ...sides])
  const { exit, out } = await world.run(['check', 'c.xml'])
  assert.is(exit, 0, out)
  assert.match(out, 'US guideline R1.2')
  assert.is((await world.run(['convert', 'b.xml', 'd.xml', ...by])).exit, 2)
  assert.is((await world.run(['convert', 'b.xml', 'd.json', '--guideline', 'us-r1.2', ...sides])).exit, 2)
  assert.is((await world.run(['convert', 'b.xml', 'd.json', '--master', 'names.csv'])).exit, 2)
})

test('what makes no sense is refused with a hint', async ({ world }) => {
  await world.write('a.xml', R13)
  await world.write('bad.csv', 'gtin,quantity\n123,1\n')
  assert.is((await world.run(['check', 'a.xml', '--profile', 'r9'])).exit, 2)
  assert.is((await world.run(['check', 'a.xml', '--limit', 'much'])).exit, 2)
  assert.is((await world.run(['check', 'a.xml', '--order', 'bad.csv'])).exit, 1)
  assert.is((await world.run(['check', 'none.xml'])).exit, 2)
  assert.is((await world.run(['check', 'a.xml', '--html', 'a.xml'])).exit, 2)
})

test('a bad line of scans and a damaged archive are findings that name file and line; the rest is judged', async ({
  world,
}) => {
  await world.write('a.xml', R13)
  await world.write('scans.txt', '(00)003614140000000179\nno code\n')
  const scanned = await world.run(['check', 'a.xml', '--scans', 'scans.txt'])
  assert.is(scanned.exit, 1)
  assert.match(scanned.out, 'scans.txt:2')
  const packed = gzipSync(R13)
  await world.write('b.xml.gz', packed.subarray(0, packed.length / 2))
  const damaged = await world.run(['check', 'a.xml', 'b.xml.gz'])
  assert.is(damaged.exit, 1)
  assert.match(damaged.out, 'a.xml: epcis12-xml')
  assert.match(damaged.out, /error .*\n {4}b\.xml\.gz/)
})

test.run()
