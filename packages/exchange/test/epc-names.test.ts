import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { testWithShared } from '@packtrail/testkit'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type DraftEvent, type ExportFormat, type ExportOptions, exportEvents, type Loss } from '../src/index.ts'
import { bytesOf, codes, json20, read, SHIPPING } from './support.ts'
import { loadSchema, violations } from './xsd.ts'

const test = suite('how an EPCIS document names things, and what stands around its events')

const EPCIS = ['epcis2-json', 'epcis2-xml', 'epcis12-xml'] as const
const XML = ['epcis2-xml', 'epcis12-xml'] as const
/** Of all identifiers in the twins. */
const PREFIXES = ['030001', '039999', '4012345', '400000']
const ENVELOPE = { sender: 'gln:0300011111116', receiver: 'gln:0399993456780', instance: 'urn:uuid:1' }

interface Written {
  readonly text: string
  readonly losses: readonly Loss[]
}

async function write(
  format: ExportFormat,
  drafts: readonly DraftEvent[],
  options: Partial<ExportOptions> = {},
): Promise<Written> {
  const losses: Loss[] = []
  let text = ''
  const all = { creationDate: '2026-05-01T12:00:00Z', onLoss: (loss: Loss) => void losses.push(loss), ...options }
  for await (const piece of exportEvents(format, drafts, all)) text += piece
  return { text, losses: losses.filter(({ code }) => code === 'DIGITAL_LINK') }
}

async function survives(
  format: ExportFormat,
  drafts: readonly DraftEvent[],
  options: Partial<ExportOptions>,
): Promise<Written> {
  const written = await write(format, drafts, options)
  const back = await read(written.text)
  assert.equal(codes(back.errors), [])
  assert.is(back.format, format)
  assert.equal(back.drafts.map(bytesOf), drafts.map(bytesOf), format)
  return written
}

const draftsOf = async (name: string): Promise<readonly DraftEvent[]> =>
  (await read(readFileSync(new URL(`data/${name}`, import.meta.url)))).drafts

const EVENT = {
  ...SHIPPING,
  epcList: ['https://id.gs1.org/01/00300010123455/21/A%2F1', 'https://id.gs1.org/00/403000112345678901'],
  quantityList: [{ epcClass: 'https://id.gs1.org/01/00300010123455/10/L-7', quantity: 2 }],
  readPoint: { id: 'https://id.gs1.org/414/0300011111116/254/D1' },
  bizLocation: { id: 'https://id.gs1.org/414/0300011111116' },
  bizTransactionList: [],
  sourceList: [{ type: 'owning_party', source: 'https://id.gs1.org/417/0300011111116' }],
  destinationList: [{ type: 'owning_party', destination: 'https://id.gs1.org/417/0399993456780' }],
}

test('with the company prefix every identifier is an EPC URN, and parties of 1.2 are SGLNs', async () => {
  const { drafts } = await read(json20([EVENT]))
  const party = {
    'epcis2-json': 'pgln:030001.111111',
    'epcis2-xml': 'pgln:030001.111111',
    'epcis12-xml': 'sgln:030001.111111.0',
  }
  for (const format of EPCIS) {
    const { text, losses } = await survives(format, drafts, { companyPrefixes: PREFIXES })
    for (const urn of [
      'urn:epc:id:sgtin:030001.0012345.A%2F1',
      'urn:epc:id:sscc:030001.41234567890',
      'urn:epc:class:lgtin:030001.0012345.L-7',
    ])
      assert.ok(text.includes(urn), `${format}: ${urn}`)
    for (const place of ['sgln:030001.111111.D1', 'sgln:030001.111111.0', party[format]])
      assert.ok(text.includes(`urn:epc:id:${place}`), `${format}: ${place}`)
    assert.not.ok(text.includes('id.gs1.org'), format)
    assert.equal(losses, [], format)
  }
})

test('what has another prefix stays a Digital Link, and is told field by field', async () => {
  const { drafts } = await read(json20([EVENT]))
  for (const format of EPCIS) {
    const { text, losses } = await survives(format, drafts, { companyPrefixes: ['030001'] })
    assert.ok(text.includes('https://id.gs1.org/417/0399993456780'))
    assert.equal(losses, [{ code: 'DIGITAL_LINK', event: 0, field: 'destinationList' }])
  }
})

test('without a prefix 1.2 tells of Digital Links, which its readers may not know; 2.0 has no need to', async () => {
  const { drafts } = await read(json20([EVENT]))
  const fields = ['epcList', 'quantityList', 'readPoint', 'bizLocation', 'sourceList', 'destinationList']
  for (const format of EPCIS) {
    const { losses } = await survives(format, drafts, {})
    assert.equal(
      losses.map(({ field }) => field),
      format === 'epcis12-xml' ? fields : [],
    )
  }
})

test('of two prefixes that fit the longer one counts, and what is no prefix is refused', async () => {
  const { drafts } = await read(json20([EVENT]))
  const { text } = await write('epcis12-xml', drafts, { companyPrefixes: ['030001', '03000101'] })
  assert.ok(text.includes('urn:epc:id:sgtin:03000101.02345.A%2F1'))
  for (const wrong of ['03000', '0300010123456', '03x001', '']) {
    try {
      await write('epcis2-json', drafts, { companyPrefixes: [wrong] })
      assert.unreachable(wrong)
    } catch (error) {
      assert.is((error as { code?: string }).code, 'VALUE')
    }
  }
})

test('the twins come back the same with any prefixes, in a header, as an answer to a query', async () => {
  for (const name of ['twin-2.0.jsonld', 'twin-2.0.xml', 'twin-1.2.xml']) {
    const drafts = await draftsOf(name)
    for (const format of EPCIS) {
      await survives(format, drafts, { companyPrefixes: PREFIXES })
      await survives(format, drafts, { companyPrefixes: ['030001'], envelope: ENVELOPE })
      await survives(format, drafts, { query: 'SimpleEventQuery', envelope: ENVELOPE })
    }
  }
})

test('sender, receiver and number of the document are read back', async () => {
  const { drafts } = await read(json20([EVENT]))
  const wanted = {
    urn: { xml: 'urn:epc:id:sgln:030001.111111.0', json: 'urn:epc:id:pgln:030001.111111' },
    plain: { xml: '0300011111116', json: 'https://id.gs1.org/417/0300011111116' },
  }
  for (const format of EPCIS) {
    for (const [how, companyPrefixes] of [
      ['urn', ['030001']],
      ['plain', undefined],
    ] as const) {
      const options = { envelope: ENVELOPE, ...(companyPrefixes === undefined ? {} : { companyPrefixes }) }
      const { text } = await write(format, drafts, options)
      const document = (await read(text)).items.find((item) => item.kind === 'document')
      assert.is(document?.info.sender, wanted[how][format === 'epcis2-json' ? 'json' : 'xml'], `${format} ${how}`)
      assert.is(document?.info.instanceIdentifier, 'urn:uuid:1')
      assert.ok(document?.info.receiver?.includes('0399993456780'))
      if (format !== 'epcis2-json') assert.ok(text.includes(`Authority="${how === 'urn' ? 'GS1' : 'GLN'}"`))
    }
  }
})

test('texts of the frame are escaped', async () => {
  const { drafts } = await read(json20([EVENT]))
  for (const format of EPCIS) {
    const odd = 'a<b>&"c\n\\'
    await survives(format, drafts, { query: odd, envelope: { ...ENVELOPE, instance: odd } })
    await survives(format, drafts, { envelope: { ...ENVELOPE, instance: odd } })
  }
})

testWithShared(
  test,
  'documents and answers with a header and URNs are valid by the official XML schemas',
  'epcis',
  async (path) => {
    const schemas = {
      'epcis2-xml': ['2_0_0/EPCglobal-epcis-2_0.xsd', '2_0_0/EPCglobal-epcis-query-2_0.xsd'],
      'epcis12-xml': ['1_2_0/EPCglobal-epcis-1_2.xsd', '1_2_0/EPCglobal-epcis-query-1_2.xsd'],
    } as const
    const folder = join(path, 'examples')
    for (const format of XML) {
      const [document, query] = schemas[format].map((name) => loadSchema(join(path, 'schemas/xsd', name)))
      for (const name of readdirSync(folder).filter((one) => /\.(xml|json)$/.test(one))) {
        const { drafts } = await read(readFileSync(join(folder, name)))
        const options = { companyPrefixes: [...PREFIXES, '0614141'], envelope: ENVELOPE }
        const { text } = await survives(format, drafts, options)
        assert.equal(violations(document as NonNullable<typeof document>, text), [], `${name} as ${format}`)
        const answer = await write(format, drafts, { ...options, query: 'SimpleEventQuery' })
        assert.equal(violations(query as NonNullable<typeof query>, answer.text), [], `${name} as ${format}, answered`)
      }
      const { text } = await write(format, await draftsOf('twin-2.0.jsonld'), { envelope: ENVELOPE })
      for (const wrong of [
        text.replaceAll('sbdh:Sender', 'sbdh:From'),
        text.replace(/<sbdh:Type>.*?<\/sbdh:Type>/, ''),
      ])
        assert.ok(violations(document as NonNullable<typeof document>, wrong).length > 0)
    }
  },
)

test('any serial and any prefix: the URN names the same pack', async () => {
  const serial = fc.string({
    minLength: 1,
    maxLength: 20,
    unit: fc.constantFrom(
      'a',
      'B',
      '7',
      '0',
      '-',
      '.',
      '/',
      '"',
      '%',
      '&',
      '<',
      '>',
      '?',
      '!',
      '(',
      '+',
      "'",
      ':',
      '*',
    ),
  })
  const prefix = fc.integer({ min: 6, max: 12 }).map((length) => '030001012345'.slice(0, length))
  await fc.assert(
    fc.asyncProperty(serial, prefix, fc.constantFrom(...EPCIS), async (one, companyPrefix, format) => {
      const epc = `https://id.gs1.org/01/00300010123455/21/${encodeURIComponent(one)}`
      const { drafts, errors } = await read(json20([{ ...EVENT, epcList: [epc] }]))
      assert.equal(codes(errors), [])
      const { text } = await survives(format, drafts, { companyPrefixes: [companyPrefix] })
      assert.ok(text.includes(`urn:epc:id:sgtin:${companyPrefix}.`))
    }),
    { numRuns: 100 },
  )
})

test.run()
