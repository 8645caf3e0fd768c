import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  actionOfState,
  EU_BULK_FORMS,
  type EuBulkForm,
  type EuBulkList,
  type EuBulkOptions,
  euPackPath,
  MAX_EU_BULK,
  type ReadPaper,
  readEuBulk,
  readEuPackPath,
  writeEuBulk,
} from '../src/index.ts'
import { codes, inChunks } from './support.ts'

const test = suite('lists of packs for European systems')

const GTIN = '04150123456782'
const LIST: EuBulkList = {
  action: 'supply',
  entryMode: 'non-manual',
  key: '8f6e2c1a-0001',
  product: GTIN,
  lot: 'LOT42',
  expiry: '2027-12-31',
  expiryText: '271200',
  claimed: 3,
  serials: ['A1B2C3D4E5', 'a/b+c%d&e', "yCH*4'h1Ab"],
}
const PPN_LIST: EuBulkList = { ...LIST, product: 'ppn:111234567842', action: 'export' }
const GIVEN = { entryMode: 'non-manual', key: LIST.key } as const

const printed = (list: EuBulkList, form: EuBulkForm): string => [...writeEuBulk(list, form)].join('')

function read(
  source: string | Uint8Array,
  options: Partial<EuBulkOptions> = {},
  chunk = 64,
): Promise<ReadPaper<EuBulkList>> {
  const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source
  return readEuBulk(inChunks(bytes, chunk), { file: 'list', ...options })
}

async function faultsOf(source: string, options: Partial<EuBulkOptions> = {}): Promise<string[]> {
  const result = await read(source, options)
  return result.ok ? [] : codes(result.faults)
}

test('each form that is written reads back as the same list, GS1 and IFA packs', async () => {
  for (const form of EU_BULK_FORMS) {
    for (const list of [LIST, PPN_LIST]) {
      const result = await read(printed(list, form), { given: GIVEN })
      assert.ok(result.ok, JSON.stringify(result.faults))
      assert.equal(result.value, list, form)
    }
  }
})

test('the body for the REST interface names every pack, its state and the count', () => {
  assert.equal(JSON.parse(printed({ ...LIST, claimed: 1, serials: ['A1'] }, 'nmvs-json')), {
    state: 'Supplied',
    numberOfPacks: 1,
    packs: [
      { productCodeScheme: 'GTIN', productCode: GTIN, serialNumber: 'A1', batchId: 'LOT42', expiryDate: '271200' },
    ],
  })
  assert.is(actionOfState('FREE_SAMPLE'), 'free-sample')
  assert.is(actionOfState('Active'), 'undo')
  assert.is(actionOfState('Withdrawn'), undefined)
})

test('EU S30: a list with claimed count 100 and 99 serials is refused as a whole', async () => {
  const serials = Array.from({ length: 99 }, (_, i) => `S${i}`)
  const text = printed({ ...LIST, claimed: 99, serials }, 'json').replace('"claimed": 99', '"claimed": 100')
  const result = await read(text)
  assert.is(result.ok, false)
  assert.equal(codes(result.faults), ['COUNT_MISMATCH'])
  assert.ok(result.faults[0]?.message.includes('100') && result.faults[0]?.message.includes('99'))
  assert.is(result.faults[0]?.line, 12)
})

test('EU S32: a list without entry mode is refused as malformed', async () => {
  for (const form of EU_BULK_FORMS) {
    const text = printed(LIST, form)
      .replace(/ "entryMode": "non-manual",\n/, '')
      .replace('non-manual', '')
    assert.equal(await faultsOf(text, { given: { key: LIST.key } }), ['MISSING_FIELD'], form)
  }
})

test('EU S18: to undo needs the statement that nothing was supplied to the public', async () => {
  const undo = { ...LIST, action: 'undo', undoes: 'supply', notSuppliedToPublic: true } as const
  assert.is((await read(printed(undo, 'json'))).ok, true)
  assert.is((await read(printed(undo, 'csv'))).ok, true)
  assert.equal(await faultsOf(printed(undo, 'nmvs-json'), { given: GIVEN }), ['MISSING_FIELD'])
  assert.throws(() => printed({ ...undo, notSuppliedToPublic: false }, 'json'), /supplied to the public/)
})

test('EU S16: what was destroyed or stolen is in no list to undo', async () => {
  const undo = { ...LIST, action: 'undo', undoes: 'supply', notSuppliedToPublic: true } as const
  for (const undoes of ['destroy', 'stolen']) {
    assert.equal(await faultsOf(printed(undo, 'json').replace('"undoes": "supply"', `"undoes": "${undoes}"`)), [
      'NO_UNDO',
    ])
  }
})

test('EU P7, P9, P12, P19: a wrong product code is told by name', async () => {
  const text = printed(LIST, 'json')
  assert.equal(await faultsOf(text.replace(GTIN, '04150123456783')), ['BAD_CHECK_DIGIT'])
  assert.equal(await faultsOf(text.replace(GTIN, '4150123456782')), ['BAD_GTIN'])
  const ppn = printed(PPN_LIST, 'json')
  assert.equal(await faultsOf(ppn.replace('111234567842', '110375286415')), ['BAD_PPN'])
  assert.equal(await faultsOf(ppn.replace('111234567842', '121234567842')), ['BAD_PPN'])
  assert.is((await read(ppn.replace('111234567842', '111000018808'))).ok, true)
})

test('EU P14: an expiry that is no date is refused, and day 00 is the last of its month', async () => {
  const text = printed({ ...LIST, expiryText: undefined } as unknown as EuBulkList, 'csv').replace(/,expiryText/, '')
  for (const bad of ['270229', '270431', '271300', '202110', '27120']) {
    assert.equal(await faultsOf(text.replace('2027-12-31', bad)), ['BAD_DAY'], bad)
  }
  const result = await read(text.replace('2027-12-31', '280200'))
  assert.ok(result.ok)
  assert.is(result.value.expiry, '2028-02-29')
})

test('EU P15, P16: serials keep every character that they may have, others are refused with their line', async () => {
  const serials = ["yCH*4'h1Ab", 'a/b+c%d&e', 'A'.repeat(20), 'abc', 'ABC', '"x"', ';', '=1+1']
  for (const form of EU_BULK_FORMS) {
    const result = await read(printed({ ...LIST, claimed: serials.length, serials }, form), { given: GIVEN })
    assert.ok(result.ok, form)
    assert.equal(result.value.serials, serials)
  }
  for (const bad of ['a#', 'a~', 'a b', 'é', 'A'.repeat(21), '']) {
    const result = await read(printed(LIST, 'json').replace('"A1B2C3D4E5"', JSON.stringify(bad)))
    assert.equal(codes(result.faults), ['BAD_SERIAL'], bad)
    assert.is(result.faults[0]?.path, 'serials[0]')
    assert.is(result.faults[0]?.line, 14)
  }
})

test('EU P15: the address of a pack escapes what its serial holds, and reads back', () => {
  for (const serial of ["yCH*4'h1Ab", 'a/b+c%d&e', 'A'.repeat(20), '?', '=']) {
    const query = { product: GTIN, serial, lot: 'L/4&2', expiry: '271200' }
    const path = euPackPath(query) ?? ''
    assert.match(path, /^\/product\/gs1\/04150123456782\/pack\/[A-Za-z0-9%._~-]+\?batch=L%2F4%262&expiry=271200$/)
    assert.equal(readEuPackPath(`https://nmvs.example${path}`), query)
  }
  assert.is(readEuPackPath(`/product/gs1/${GTIN}/pack/a/b`), undefined)
  assert.is(euPackPath({ product: 'cn:8100003', serial: '1234567890123' }), undefined)
})

test('EU R1, R4: a serial twice is refused, upper and lower case are two packs', async () => {
  const text = printed(LIST, 'json').replace('a/b+c%d&e', 'A1B2C3D4E5')
  assert.equal(await faultsOf(text), ['DUPLICATE'])
})

test('a list is about one batch', async () => {
  const text = printed(LIST, 'nmvs-json')
  assert.equal(await faultsOf(text.replace('LOT42', 'LOT43'), { given: GIVEN }), ['TWO_BATCHES'])
})

test('a person beside the packs is left out and counted, other fields are warned of', async () => {
  const text = printed(LIST, 'json').replace('"key"', '"patientName": "Ada Byron",\n "shelf": 3,\n "key"')
  const result = await read(text)
  assert.ok(result.ok)
  assert.is(result.dropped, 1)
  assert.equal(codes(result.faults), ['UNKNOWN_FIELD'])
  assert.not.ok(JSON.stringify(result).includes('Ada'))
  const csv = await read(printed(LIST, 'csv').replace('serial\n', 'serial,operator name\n').replace('E5\n', 'E5,Ada\n'))
  assert.ok(csv.ok)
  assert.is(csv.dropped, 1)
  assert.equal(csv.value, LIST)
  assert.equal(await faultsOf(text.slice(0, -9)), ['UNKNOWN_FIELD', 'TRUNCATED'])
})

test('what is no list is refused with the reason', async () => {
  assert.equal(await faultsOf(''), ['EMPTY_FILE'])
  assert.equal(await faultsOf('{"format":"other","serials":[]}'), ['UNKNOWN_FORMAT'])
  assert.equal(await faultsOf('a;b\n1;2\n'), ['NO_COLUMN'])
  assert.equal(await faultsOf(printed(LIST, 'json').slice(0, -9)), ['TRUNCATED'])
  assert.equal(await faultsOf('{"key":1,"key":2}'), ['BAD_NAME'])
  assert.equal(await faultsOf(`{"a":${'['.repeat(100)}`), ['TOO_DEEP'])
  assert.equal(await faultsOf('{"serials":[1,]}'), ['JSON_SYNTAX'])
})

test('more packs than a system takes are too many', async () => {
  const serials = Array.from({ length: MAX_EU_BULK + 2 }, (_, i) => `S${i}`)
  const text = `{"format":"packtrail.eu-bulk","version":1,"serials":${JSON.stringify(serials)}}`
  const result = await read(text, {}, 1 << 16)
  assert.ok(codes(result.faults).includes('TOO_LARGE'))
})

const serial = fc.string({
  unit: fc.constantFrom(...'!"%&\'()*+,-./0123456789:;<=>?ABCXYZ_abcxyz'.split('')),
  minLength: 1,
  maxLength: 20,
})

test('whatever the serials, what is written reads back, in chunks of any size', async () => {
  const lists = fc.uniqueArray(serial, { minLength: 1, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(
      lists,
      fc.constantFrom(...EU_BULK_FORMS),
      fc.integer({ min: 1, max: 90 }),
      async (serials, form, size) => {
        const list = { ...LIST, serials, claimed: serials.length }
        const result = await read(printed(list, form), { given: GIVEN }, size)
        assert.ok(result.ok, JSON.stringify(result.faults))
        assert.equal(result.value, list)
      },
    ),
  )
})

test('any address of a pack reads back, and any text is no address or one', () => {
  fc.assert(
    fc.property(serial, serial, (one, lot) => {
      const query = { product: GTIN, serial: one, lot }
      assert.equal(readEuPackPath(euPackPath(query) ?? ''), query)
    }),
  )
  fc.assert(fc.property(fc.string(), (text) => readEuPackPath(`/product/gs1/${GTIN}/pack/${text}`)?.serial !== ''))
})

test('any bytes give a list or faults', async () => {
  const text = printed(LIST, 'json')
  const broken = fc
    .tuple(fc.nat(text.length), fc.string({ maxLength: 5 }), fc.nat(5))
    .map(([at, put, cut]) => new TextEncoder().encode(text.slice(0, at) + put + text.slice(at + cut)))
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 200 }), broken), async (bytes) => {
      const result = await read(bytes)
      assert.ok(result.ok || result.faults.some(({ severity }) => severity === 'error'))
    }),
    { numRuns: 300 },
  )
})

test.run()
