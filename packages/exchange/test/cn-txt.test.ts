/** The platform's text download, and the list of codes it gives out. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { codes, read } from './support.ts'

const test = suite('text of the Chinese platform')

const A = '81000030000000010003'
const B = '81000030000000020004'
const row = (code: string, by = ','): string => [code, '海伏朗片', '20260901', '2026-09-01'].join(by)
const HEAD = '$示例医药批发有限公司,CK20261001001'

test('a delivery is a shipment of its codes with their lots, under its number, with comma or tab', async () => {
  for (const by of [',', '\t', '，']) {
    const text = [HEAD.replace(',', by), row(A, by), row(B, by), '#', ''].join('\r\n')
    const { format, drafts, faults } = await read(text, { defaultAgent: 'cn-ent:922' }, 5)
    assert.equal([format, codes(faults), drafts.length], ['cn-txt', [], 1])
    const [draft] = drafts
    assert.equal(
      [draft?.type, draft?.trade, draft?.docs, draft?.when, draft?.who],
      ['ship', { toHolder: 'cn-ent:922' }, [{ type: 'bill', id: 'CK20261001001' }], undefined, undefined],
    )
    assert.equal(draft?.extra, [['bill.supplier', '示例医药批发有限公司']])
    assert.equal(
      draft?.packs,
      [A, B].map((code) => ({ product: 'cn:8100003', serial: code.slice(7), lot: '20260901' })),
    )
  }
})

test('a supplier who is named by number is the one who ships', async () => {
  const { drafts } = await read(`$91350200DEMO00001X,CK1\n${row(A)}\n#\n`)
  assert.equal(
    [drafts[0]?.who, drafts[0]?.trade],
    [
      { agent: 'cn-ent:91350200DEMO00001X', holder: 'cn-ent:91350200DEMO00001X' },
      { fromHolder: 'cn-ent:91350200DEMO00001X' },
    ],
  )
})

test('without # at its end a delivery is cut off: a fault, and what is there is told', async () => {
  for (const text of [`${HEAD}\n${row(A)}\n`, `${HEAD}\n${row(A)}`, `${HEAD}\n${row(A)}\n${HEAD}\n${row(B)}\n#`]) {
    const { errors, drafts } = await read(text)
    assert.equal(codes(errors), ['TRUNCATED'])
    assert.is(drafts[0]?.packs.length, 1)
  }
})

test('GBK without a word of it is read as GBK', async () => {
  const supplier = Uint8Array.from([0x24, 0xd2, 0xbb, 0xb3, 0xb5, 0xbc, 0xe4])
  const rest = new TextEncoder().encode(`,CK1\n${A},x,20260901,2026-09-01\n#\n`)
  const { drafts, faults } = await read(Uint8Array.from([...supplier, ...rest]), {}, 3)
  assert.equal(codes(faults), [])
  assert.equal(drafts[0]?.extra, [['bill.supplier', '一车间']])
})

test('wrong rows are faults at their lines; a code that stands twice counts once', async () => {
  const { faults, drafts } = await read(
    `${HEAD}\nx,y\n${row(A)}\n${row(A)}\n${A.slice(0, 19)}4,n,${'9'.repeat(65)},\n#\n${row(B)}\n`,
  )
  assert.equal(
    faults.map(({ code, line }) => [code, line]),
    [
      ['BAD_CODE', 2],
      ['DUPLICATE', 4],
      ['BAD_LOT', 5],
      ['NO_PARENT', 7],
    ],
  )
  assert.is(drafts[0]?.packs.length, 1)
})

test('ten thousand rows are told in parts', async () => {
  const rows = Array.from({ length: 10_000 }, (_, i) => row(`8100003${String(i).padStart(13, '0')}`))
  const { drafts, faults } = await read([HEAD, ...rows, '#'].join('\n'))
  assert.equal([codes(faults), drafts.map(({ packs }) => packs.length)], [[], [4000, 4000, 2000]])
})

test('a list of codes that the platform gave out is explained', async () => {
  const { errors } = await read(`产品,海伏朗片\n数量,2\n${A}\n${B}\n`)
  assert.equal(codes(errors), ['UNKNOWN_FORMAT'])
  assert.match(errors[0]?.message ?? '', 'packtrail register')
})

test.run()
