import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CN_USE_PERSONAL, type CnUse, MAX_CN_USE, type ReadPaper, readCnUse, writeCnUse } from '../src/index.ts'
import { codes, inChunks } from './support.ts'

const test = suite('use at a counter in China')

const USE: CnUse = {
  family: 'lsyd',
  billType: '321',
  billCode: 'LS20261123001',
  ms: Date.parse('2026-11-23T01:30:00Z'),
  refUserId: '5f742dc2e4b009caa5b865f8',
  codes: ['81000030000000010003', '81000030000000020004'],
  physicType: '3',
  networkBill: false,
}

function read(source: string | Uint8Array, chunk = 30): Promise<ReadPaper<CnUse>> {
  const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source
  return readCnUse(inChunks(bytes, chunk), { file: 'use' })
}
const manyCodes = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `8100003${String(i).padStart(13, '0')}`)

test('the parameters of the call are texts, the time is that of China, and they read back', async () => {
  assert.equal(JSON.parse(writeCnUse(USE)), {
    method: 'alibaba.alihealth.drugtrace.top.lsyd.uploadretail',
    bill_code: 'LS20261123001',
    bill_time: '2026-11-23 09:30:00',
    bill_type: '321',
    physic_type: '3',
    ref_user_id: '5f742dc2e4b009caa5b865f8',
    network_bill_flag: '0',
    trace_codes: '81000030000000010003,81000030000000020004',
  })
  const hospital: CnUse = { ...USE, family: 'yljg', billType: '323', allOrNothing: true }
  for (const use of [USE, hospital, { ...USE, billType: '116' } as const, { ...USE, billType: '322' } as const]) {
    const result = await read(writeCnUse(use))
    assert.ok(result.ok, JSON.stringify(result.faults))
    assert.equal(result.value, use)
  }
})

test('CN 23: 3,500 codes are a bill, 3,501 in a 321 bill are refused', async () => {
  assert.is((await read(writeCnUse({ ...USE, codes: manyCodes(MAX_CN_USE) }), 1 << 16)).ok, true)
  assert.throws(() => writeCnUse({ ...USE, codes: manyCodes(MAX_CN_USE + 1) }), /3500/)
  const text = JSON.stringify({
    ...(JSON.parse(writeCnUse(USE)) as object),
    trace_codes: manyCodes(MAX_CN_USE + 1).join(','),
  })
  assert.equal(codes((await read(text, 1 << 16)).faults), ['TOO_LARGE'])
})

test('who bought, prescribed and handed out is written nowhere, and counted where it is read', async () => {
  const written = writeCnUse(USE)
  for (const name of CN_USE_PERSONAL) assert.not.ok(written.includes(name), name)
  const people = Object.fromEntries(CN_USE_PERSONAL.map((name) => [name, '张三']))
  const result = await read(JSON.stringify({ ...(JSON.parse(written) as object), ...people }))
  assert.ok(result.ok)
  assert.is(result.dropped, CN_USE_PERSONAL.length)
  assert.not.ok(JSON.stringify(result).includes('张三'))
})

test('what the platform would refuse is told by name', async () => {
  const faults = async (change: object): Promise<string[]> =>
    codes((await read(JSON.stringify({ ...(JSON.parse(writeCnUse(USE)) as object), ...change }))).faults)
  assert.equal(await faults({ bill_type: '201' }), ['UNKNOWN_BILL_TYPE'])
  assert.equal(await faults({ bill_type: '323' }), ['UNKNOWN_BILL_TYPE'])
  assert.equal(await faults({ bill_code: '' }), ['MISSING_FIELD'])
  assert.equal(await faults({ ref_user_id: '' }), ['MISSING_FIELD'])
  assert.equal(await faults({ bill_time: '2026-13-01 00:00:00' }), ['BAD_TIME'])
  assert.equal(await faults({ trace_codes: '' }), ['NO_CODES'])
  assert.equal(await faults({ trace_codes: '8100003' }), ['BAD_CODE'])
  assert.equal(await faults({ trace_codes: '81000030000000010003,81000030000000010003' }), ['DUPLICATE'])
  assert.equal(await faults({ remarks: 'x' }), ['UNKNOWN_FIELD'])
  assert.equal(codes((await read('{"a":1}')).faults), ['UNKNOWN_FIELD', 'UNKNOWN_FORMAT'])
})

test('any bytes give a bill or faults', async () => {
  const text = writeCnUse(USE)
  const broken = fc
    .tuple(fc.nat(text.length), fc.string({ maxLength: 4 }), fc.nat(5))
    .map(([at, put, cut]) => new TextEncoder().encode(text.slice(0, at) + put + text.slice(at + cut)))
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 100 }), broken), async (bytes) => {
      const result = await read(bytes)
      assert.ok(result.ok || result.faults.some(({ severity }) => severity === 'error'))
    }),
    { numRuns: 300 },
  )
})

test.run()
