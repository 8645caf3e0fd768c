import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeSerialShapes } from '../src/eu/guessable.ts'
import { makeSerialTable } from '../src/eu/serial-table.ts'
import { type EuPackData, type EuPackItem, readEuPackData, writeEuPackData } from '../src/index.ts'
import { codes, inChunks } from './support.ts'

const test = suite('product and pack data for the European hub')

const DATA: EuPackData = {
  product: {
    product: '04150123456782',
    name: 'Example 10 mg',
    form: 'film-coated tablet',
    strength: '10 mg',
    packType: 'blister',
    packSize: '28',
    markets: [{ country: 'DE', nationalNumber: '12345678' }, { country: 'AT' }],
    holder: { name: 'Example Pharma', address: 'Road 1, Town', id: 'LOC-100' },
    manufacturer: { name: 'Example Packing', address: 'Road 2, Town' },
    wholesalers: [{ name: 'Example Wholesale', address: 'Road 3, Town' }],
    article57: 'PRD1234567',
  },
  lot: 'LOT42',
  expiry: '2027-12-31',
  expiryText: '271200',
  claimed: 3,
}
const SERIALS = ['A1B2C3D4E5F6', 'a1b2c3d4e5f6', 'a/b+c%d&e"f']

async function printed(data: EuPackData, serials: readonly string[]): Promise<string> {
  let text = ''
  for await (const piece of writeEuPackData(data, [serials.slice(0, 2), [], serials.slice(2)])) text += piece
  return text
}

interface Result {
  readonly batch: EuPackData | undefined
  readonly serials: readonly string[]
  readonly ok: boolean
  readonly dropped: number
  readonly faults: readonly string[]
  readonly items: readonly EuPackItem[]
}

async function read(source: string | Uint8Array, chunk = 50): Promise<Result> {
  const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source
  const items: EuPackItem[] = []
  for await (const part of readEuPackData(inChunks(bytes, chunk), { file: 'batch' })) items.push(...part)
  const end = items.at(-1)
  assert.ok(end?.kind === 'end')
  return {
    items,
    batch: items.find((item) => item.kind === 'batch')?.batch,
    serials: items.flatMap((item) => (item.kind === 'serials' ? item.serials : [])),
    ok: end.ok,
    dropped: end.dropped,
    faults: codes(items.flatMap((item) => (item.kind === 'fault' ? [item.fault] : []))),
  }
}

test('what is written reads back: product, batch and every serial, GS1 and IFA', async () => {
  for (const product of ['04150123456782', 'ppn:111234567842']) {
    const data = { ...DATA, product: { ...DATA.product, product } }
    const result = await read(await printed(data, SERIALS))
    assert.ok(result.ok, result.faults.join())
    assert.equal(result.batch, data)
    assert.equal(result.serials, SERIALS)
    assert.equal(result.faults, [])
  }
})

test('EU R1: a serial that stands twice is refused, and with it the document', async () => {
  const result = await read((await printed(DATA, SERIALS)).replace('a1b2c3d4e5f6', 'A1B2C3D4E5F6'))
  assert.is(result.ok, false)
  assert.equal(result.faults, ['DUPLICATE'])
})

test('EU R4: upper and lower case are two packs', () => {
  const table = makeSerialTable()
  assert.ok(table.add('abc123'))
  assert.ok(table.add('ABC123'))
  assert.not.ok(table.add('abc123'))
})

test('EU R6: a million serials of ten digits could be guessed, of eleven digits not', () => {
  for (const [digits, expected] of [
    [10, true],
    [11, false],
  ] as const) {
    const shapes = makeSerialShapes()
    for (let i = 0; i < 1_000_000; i++) shapes.add(String(i).padStart(digits, '0'))
    assert.is(shapes.guessable(), expected)
  }
})

test('EU R6: serials that could be guessed are warned of', async () => {
  const result = await read(await printed(DATA, ['1', '2', '3']))
  assert.ok(result.ok)
  assert.equal(result.faults, ['GUESSABLE'])
})

test('EU S30: a count that is not that of the serials refuses the document', async () => {
  const text = await printed(DATA, SERIALS)
  const result = await read(text.replace('"claimed": 3', '"claimed": 4'))
  assert.is(result.ok, false)
  assert.equal(result.faults, ['COUNT_MISMATCH'])
  const short = printed({ ...DATA, claimed: 4 }, SERIALS)
  assert.is(await short.then(() => 'written').catch((error: Error) => error.name), 'ExchangeError')
})

test('what the hub asks for and is missing is told with its place', async () => {
  const text = await printed(DATA, SERIALS)
  const faults = async (from: string | RegExp, to: string): Promise<readonly string[]> =>
    (await read(text.replace(from, to))).faults
  assert.equal(await faults('"10 mg"', '""'), ['MISSING_FIELD'])
  assert.equal(await faults('"country": "DE"', '"country": "XX"'), ['MISSING_FIELD'])
  assert.equal(await faults('"Example Pharma"', '""'), ['MISSING_FIELD'])
  assert.equal(await faults('04150123456782', '04150123456783'), ['BAD_CHECK_DIGIT'])
  assert.equal(await faults('LOT42', 'LOT 42'), ['BAD_LOT'])
  assert.equal(await faults('2027-12-31', '2027-12-30'), ['BAD_DAY'])
  assert.equal(await faults('A1B2C3D4E5F6', 'A#'), ['BAD_SERIAL'])
  assert.equal(await faults('"version": 1', '"version": 2'), ['UNKNOWN_FORMAT'])
  const warned = await read(text.replace(/,\s*"address": "Road 3, Town"/, ''))
  assert.ok(warned.ok)
  assert.equal(warned.faults, ['MISSING_FIELD'])
  const found = (await read(text.replace('"10 mg"', '""'))).items.find((item) => item.kind === 'fault')
  assert.is(found?.fault.path, 'product.strength')
  assert.is(found?.fault.line, 4)
})

test('a person beside the company is left out and counted', async () => {
  const text = await printed(DATA, SERIALS)
  const result = await read(text.replace('"id": "LOC-100"', '"id": "LOC-100", "contactName": "Ada"'))
  assert.ok(result.ok)
  assert.is(result.dropped, 1)
  assert.equal(result.batch, DATA)
  assert.not.ok(JSON.stringify(result).includes('Ada'))
})

test('a serial stands twice in the table exactly when it was added before', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'A', '1'), minLength: 1, maxLength: 4 })),
      (serials) => {
        const table = makeSerialTable()
        const seen = new Set<string>()
        for (const serial of serials) {
          assert.is(table.add(serial), !seen.has(serial))
          seen.add(serial)
        }
        assert.is(table.size, seen.size)
      },
    ),
  )
  const table = makeSerialTable()
  for (let i = 0; i < 50_000; i++) assert.ok(table.add(`S${i}`))
  for (let i = 0; i < 50_000; i++) assert.not.ok(table.add(`S${i}`))
})

test('300,000 serials are read in little memory, batch by batch', async () => {
  const count = 300_000
  async function* bytes(): AsyncGenerator<Uint8Array> {
    const parts = Array.from({ length: count / 1000 }, (_, part) =>
      Array.from({ length: 1000 }, (_, i) => `S${String(part * 1000 + i).padStart(14, '0')}`),
    )
    for await (const piece of writeEuPackData({ ...DATA, claimed: count }, parts)) yield new TextEncoder().encode(piece)
  }
  let seen = 0
  let largest = 0
  let ok = false
  for await (const items of readEuPackData(bytes(), { file: 'batch' })) {
    for (const item of items) {
      if (item.kind === 'serials') {
        seen += item.serials.length
        largest = Math.max(largest, item.serials.length)
      } else if (item.kind === 'end') ok = item.ok
    }
  }
  assert.ok(ok)
  assert.is(seen, count)
  assert.ok(largest < 10_000)
})

test('any bytes, and a document broken anywhere, end with a verdict', async () => {
  const text = await printed(DATA, SERIALS)
  const broken = fc
    .tuple(fc.nat(text.length), fc.string({ maxLength: 4 }), fc.nat(6))
    .map(([at, put, cut]) => new TextEncoder().encode(text.slice(0, at) + put + text.slice(at + cut)))
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.uint8Array({ maxLength: 100 }), broken),
      fc.integer({ min: 1, max: 60 }),
      async (bytes, size) => {
        const result = await read(bytes, size)
        assert.ok(result.ok || result.faults.length > 0)
      },
    ),
    { numRuns: 300 },
  )
})

test.run()
