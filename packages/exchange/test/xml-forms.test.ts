import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { testWithShared } from '@packtrail/testkit'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type DraftEvent, type ExportFormat, exportEvents, type Loss } from '../src/index.ts'
import { bytesOf, codes, json20, PACK, read, SHIPPING } from './support.ts'
import { loadSchema, violations } from './xsd.ts'

const forms = suite('EPCIS is written in three forms')

const XML = ['epcis2-xml', 'epcis12-xml'] as const
const EPCIS = ['epcis2-json', ...XML] as const

interface Written {
  readonly text: string
  readonly losses: readonly Loss[]
}

async function write(format: ExportFormat, drafts: readonly DraftEvent[]): Promise<Written> {
  const losses: Loss[] = []
  let text = ''
  const options = { creationDate: '2026-05-01T12:00:00Z', onLoss: (loss: Loss) => void losses.push(loss) }
  for await (const piece of exportEvents(format, drafts, options)) text += piece
  // That 1.2 keeps Digital Links is the subject of `epc-names.test.ts`.
  return { text, losses: losses.filter(({ code }) => code !== 'DIGITAL_LINK') }
}

async function survives(format: ExportFormat, drafts: readonly DraftEvent[], name: string): Promise<Written> {
  const written = await write(format, drafts)
  const back = await read(written.text)
  assert.equal(codes(back.errors), [], name)
  assert.is(back.format, format)
  assert.equal(back.drafts.map(bytesOf), drafts.map(bytesOf), `${name} as ${format}`)
  return written
}

const TWINS = ['twin-2.0.jsonld', 'twin-2.0.xml', 'twin-1.2.xml'] as const
const twin = async (name: string): Promise<readonly DraftEvent[]> =>
  (await read(readFileSync(new URL(`data/${name}`, import.meta.url)))).drafts

forms('a document of any form comes back the same through every other', async () => {
  for (const name of TWINS) {
    const drafts = await twin(name)
    for (const format of EPCIS) await survives(format, drafts, name)
  }
})

for (const folder of ['epcis/examples', 'epcis/event-hash', 'china']) {
  testWithShared(forms, `everything in ${folder} through both forms of XML`, folder, async (path) => {
    for (const name of readdirSync(path).filter(
      (one) => /\.(xml|json|jsonld)$/.test(one) && one !== 'bill-types.json',
    )) {
      const { drafts } = await read(readFileSync(join(path, name)))
      for (const format of XML) await survives(format, drafts, name)
    }
  })
}

const SCHEMAS = {
  'epcis2-xml': '2_0_0/EPCglobal-epcis-2_0.xsd',
  'epcis12-xml': '1_2_0/EPCglobal-epcis-1_2.xsd',
} as const

testWithShared(forms, 'what is written is valid by the official XML schemas', 'epcis', async (path) => {
  for (const format of XML) {
    const schema = loadSchema(join(path, 'schemas/xsd', SCHEMAS[format]))
    const files = [join(path, 'examples'), join(path, 'event-hash')].flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => /\.(xml|json|jsonld)$/.test(name))
        .map((name) => join(folder, name)),
    )
    for (const file of [...files, ...TWINS.map((name) => new URL(`data/${name}`, import.meta.url))]) {
      const { drafts } = await read(readFileSync(file))
      const { text } = await write(format, drafts)
      assert.equal(violations(schema, text), [], `${String(file)} as ${format}`)
    }
  }
})

testWithShared(
  forms,
  'the check by schema finds what is wrong, so that its silence means something',
  'epcis',
  async (path) => {
    const schema = loadSchema(join(path, 'schemas/xsd', SCHEMAS['epcis2-xml']))
    const { text } = await write('epcis2-xml', await twin('twin-2.0.jsonld'))
    for (const [what, wrong] of [
      ['order', text.replace(/(<action>\w+<\/action>)(<bizStep>[^<]*<\/bizStep>)/, '$2$1')],
      ['missing', text.replace(/<action>\w+<\/action>/, '')],
      ['word', text.replace('<action>ADD<', '<action>add<')],
      ['time', text.replace(/<eventTime>([^<]{10})T/, '<eventTime>$1 ')],
      ['attribute', text.replace(/<source type="[^"]*"/, '<source')],
      ['unknown', text.replace('<action>', '<act>1</act><action>')],
      ['1.2', text.replace('<epcList>', '<extension/><epcList>')],
    ] as const) {
      assert.is.not(wrong, text, what)
      assert.ok(violations(schema, wrong).length > 0, what)
    }
  },
)

forms(
  'words of the CBV have their namespace in XML, the fields of 2.0 stand inside the extensions of 1.2',
  async () => {
    const drafts = await twin('twin-2.0.jsonld')
    const { text: old } = await write('epcis12-xml', drafts)
    assert.match(old, '<bizStep>urn:epcglobal:cbv:bizstep:commissioning</bizStep>')
    assert.match(old, /<baseExtension><eventID>/)
    assert.match(old, /<extension><extension><AssociationEvent>/)
    assert.match(old, /<\/ilmd><\/extension>|<extension><ilmd>/)
    assert.match(old, /<extension><sensorElementList>/)
    const { text: latest } = await write('epcis2-xml', drafts)
    assert.not.match(latest, /xtension>/)
    assert.match(latest, /<sensorReport type="gs1:Temperature"/)
  },
)

forms('what a form has no field for is told, event by event', async () => {
  const drafts = await twin('twin-2.0.jsonld')
  const { losses } = await write('epcis12-xml', drafts)
  const told = new Set(losses.map(({ code, field }) => `${code} ${field}`))
  for (const loss of ['sensorElementList', 'persistentDisposition', 'certificationInfo', 'type']) {
    assert.ok(told.has(`EXTENSION ${loss}`), loss)
  }
  assert.equal(
    (await write('epcis2-xml', drafts)).losses.filter(({ code }) => code === 'EXTENSION'),
    [],
  )
  const [draft] = (await read(json20([SHIPPING]))).drafts
  const locked = { ...(draft as DraftEvent), type: 'lock' as const, detail: { units: 3 } }
  for (const format of EPCIS) {
    const fields = (await write(format, [draft as DraftEvent, locked])).losses
    assert.ok(
      fields.some(({ code, field, event }) => code === 'OWN_FIELD' && field === 'type' && event === 1),
      format,
    )
    assert.ok(
      fields.every(({ event }) => event === 1),
      format,
    )
  }
})

forms('characters that XML does not have never make a document that is none', async () => {
  const event = {
    ...SHIPPING,
    bizStep: 'urn:x:a\u0001b',
    bizTransactionList: [{ type: 'urn:x:\ufffe', bizTransaction: 'urn:x:\uffff' }],
  }
  const { drafts } = await read(json20([event]))
  for (const format of XML) {
    const { text, losses } = await write(format, drafts)
    assert.equal(codes((await read(text)).errors), [])
    assert.ok(losses.some(({ code }) => code === 'CHARACTERS'))
  }
})

const TRANSFORMATION = {
  type: 'TransformationEvent',
  eventTime: SHIPPING.eventTime,
  eventTimeZoneOffset: SHIPPING.eventTimeZoneOffset,
  inputEPCList: [`${PACK}1`, 'urn:epc:id:sscc:030001.41234567890'],
  outputEPCList: [`${PACK}2`, 'urn:epc:id:sgtin:030001.0012346.7', 'urn:epc:id:sscc:030001.41234567891'],
  bizStep: 'repackaging',
  disposition: 'active',
  readPoint: SHIPPING.readPoint,
  ilmd: {
    'cbvmda:lotNumber': 'L1',
    'cbvmda:itemExpirationDate': '2029-01-31',
    'ext:recipe': { 'ext:step': ['a', 'b'] },
  },
}
const CONTEXT = { ext: 'https://ext.example/ns/' }

forms('what ended and what began by one transformation is one event again', async () => {
  const { drafts } = await read(
    json20([TRANSFORMATION, SHIPPING, { ...TRANSFORMATION, eventID: 'urn:uuid:2' }], CONTEXT),
  )
  assert.equal(drafts.map(({ type }) => type).slice(0, 4), ['decommission', 'commission', 'commission', 'commission'])
  for (const format of EPCIS) {
    const { text, losses } = await survives(format, drafts, 'transformations')
    assert.is(text.match(/<TransformationEvent|"type":"TransformationEvent"/g)?.length, 2, format)
    assert.equal(losses, [])
  }
  const taken = {
    ...TRANSFORMATION,
    errorDeclaration: { declarationTime: SHIPPING.eventTime, reason: 'did_not_occur' },
  }
  const corrected = (await read(json20([taken], CONTEXT))).drafts
  for (const format of EPCIS) {
    const { text } = await survives(format, corrected, 'a transformation that was taken back')
    assert.match(text, /"type":"TransformationEvent"|<TransformationEvent/)
  }
})

forms('parts that one transformation would not tell in this way stay events of their own', async () => {
  const { drafts } = await read(json20([TRANSFORMATION], CONTEXT))
  const [ended, begun, ...rest] = drafts as [DraftEvent, DraftEvent, ...DraftEvent[]]
  const other = { ...begun, commission: { ...(begun.commission as NonNullable<typeof begun.commission>), lot: 'L2' } }
  for (const [name, parts] of [
    ['without what ended', [begun, ...rest]],
    ['without what began', [ended]],
    ['with two lots', [ended, other, ...rest]],
    ['at another place', [ended, { ...begun, where: { readPoint: 'gln:0399993456780' } }, ...rest]],
    ['twice', [ended, begun, ended, begun]],
  ] as const) {
    for (const format of EPCIS) await survives(format, parts, name)
  }
})

// ------------------------------------------------- what XML can hardly hold

const name = fc.oneof(
  fc.constantFrom(
    'ext:a',
    'ext:b',
    'other:a',
    'plain',
    '@id',
    '#text',
    '@ext:x',
    'ext:with blank',
    'ext:1st',
    'ext:ü',
    'un:known',
  ),
)
const awkward = fc.string({
  maxLength: 6,
  unit: fc.constantFrom(
    'a',
    ' ',
    '\n',
    '\t',
    '\r',
    '&',
    '<',
    '>',
    '"',
    "'",
    ']',
    '\u0001',
    '\u0085',
    '\ufffe',
    '药',
    '😀',
    '\u00a0',
  ),
})
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    awkward,
    fc.boolean(),
    fc.integer(),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(name, tie('any'), { maxKeys: 3 }),
  ),
})).any

forms('extensions of any shape and depth come back the same from every form', async () => {
  const context = { ext: 'https://ext.example/ns/', other: 'urn:other' }
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(name, value, { maxKeys: 3 }),
      fc.dictionary(name, value, { maxKeys: 2 }),
      fc.dictionary(fc.oneof(name, fc.constantFrom('type', 'value', 'stringValue', 'time')), fc.oneof(awkward, value), {
        maxKeys: 3,
      }),
      async (members, inPlace, report) => {
        const event = {
          ...SHIPPING,
          ...members,
          readPoint: { ...SHIPPING.readPoint, ...inPlace },
          sensorElementList: [{ ...inPlace, sensorReport: [report, { type: 'gs1:Temperature', value: 5.5 }] }],
        }
        const { drafts } = await read(json20([event], context))
        for (const format of EPCIS) await survives(format, drafts, JSON.stringify(event))
      },
    ),
    { numRuns: 150 },
  )
})

forms.run()
