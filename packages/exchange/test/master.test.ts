import { join } from 'node:path'
import { testWithShared } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exportEvents, holdsMasterData, type ImportItem, type MasterData } from '../src/index.ts'
import { codes, json20, type Result, read, SHIPPING, xml12 } from './support.ts'
import { loadSchema, violations } from './xsd.ts'

const master = suite('master data in the header')

const SITE = 'urn:epc:id:sgln:030001.111111.0'
const TYPE = 'urn:epcglobal:epcis:vtype:BusinessLocation'
const MDA = 'urn:epcglobal:cbv:mda'

const XML = xml12('').replace(
  '<EPCISBody>',
  `<EPCISHeader><extension><EPCISMasterData><VocabularyList>
<Vocabulary type="${TYPE}"><VocabularyElementList>
<VocabularyElement id="${SITE}">
<attribute id="${MDA}#name">Plant &amp; Co</attribute>
<attribute id="${MDA}#countryCode">BE</attribute>
<attribute id="https://ext.example/ns/dock"><x:door xmlns:x="https://ext.example/ns/">7</x:door></attribute>
<attribute id="${MDA}#contactName">Ann Other</attribute>
<children><id>urn:epc:id:sgln:030001.111111.1</id></children>
</VocabularyElement>
<VocabularyElement id="urn:epc:id:sgln:030001.111112.0"/>
</VocabularyElementList></Vocabulary>
</VocabularyList></EPCISMasterData></extension></EPCISHeader><EPCISBody>`,
)

const HEADER = {
  epcisMasterData: {
    vocabularyList: [
      {
        type: TYPE,
        vocabularyElementList: [
          {
            id: SITE,
            attributes: [
              { id: 'cbvmda:name', attribute: 'Plant & Co' },
              { id: 'cbvmda:countryCode', attribute: 'BE' },
              { id: 'ext:dock', attribute: { 'ext:door': '7' } },
              { id: 'cbvmda:contactName', attribute: 'Ann Other' },
            ],
            children: ['urn:epc:id:sgln:030001.111111.1'],
          },
          { id: 'urn:epc:id:sgln:030001.111112.0' },
        ],
      },
    ],
  },
}

/** The header stands where the standard has it, before the body. */
function withHeader(header: unknown): string {
  const document = JSON.parse(json20([SHIPPING], { ext: 'https://ext.example/ns/' })) as Record<string, unknown>
  const { epcisBody, ...rest } = document
  return JSON.stringify({ ...rest, epcisHeader: header, epcisBody }, null, 1)
}

const JSON_LD = withHeader(HEADER)

const masters = ({ items }: Result): Extract<ImportItem, { kind: 'master' }>[] =>
  items.filter((item) => item.kind === 'master')
const entries = (result: Result): MasterData[] => masters(result).map(({ entry }) => entry)

master("XML and JSON give the same entries, before the events, and nobody's name", async () => {
  const expected = [
    {
      vocabulary: TYPE,
      id: SITE,
      attributes: [
        [`{${MDA}}name`, 'Plant & Co'],
        [`{${MDA}}countryCode`, 'BE'],
        ['{https://ext.example/ns/}dock[]', '[{"{https://ext.example/ns/}door":"7"}]'],
      ],
      children: ['urn:epc:id:sgln:030001.111111.1'],
    },
    { vocabulary: TYPE, id: 'urn:epc:id:sgln:030001.111112.0', attributes: [], children: [] },
  ]
  for (const text of [XML, JSON_LD]) {
    for (const chunk of [1 << 16, 7]) {
      const result = await read(text, { masterData: true }, chunk)
      assert.equal(codes(result.faults), [])
      assert.equal(entries(result), expected)
      assert.equal(result.dropped, { agent: 1 })
      assert.is(result.items[0]?.kind, 'document')
      const [first] = masters(result)
      assert.match(
        text.split('\n')[(first?.line ?? 0) - 1] ?? '',
        /<VocabularyElement id="urn:epc:id:sgln:030001.111111|^ *\{$/,
      )
    }
  }
  assert.is((await read(JSON_LD, { masterData: true })).drafts.length, 1)
})

master('who does not ask for it is told how much there is', async () => {
  for (const text of [XML, JSON_LD]) {
    const result = await read(text)
    assert.equal(codes(result.faults), ['NOT_TAKEN'])
    assert.match(result.faults[0]?.message ?? '', /^2 entries /)
    assert.equal(masters(result), [])
  }
  assert.is((await read(JSON_LD)).drafts.length, 1)
})

master('an entry without an id is refused, the others are read', async () => {
  const header = structuredClone(HEADER) as {
    epcisMasterData: { vocabularyList: { vocabularyElementList: unknown[] }[] }
  }
  header.epcisMasterData.vocabularyList[0]?.vocabularyElementList.unshift({ attributes: [] }, 5, null)
  const result = await read(withHeader(header), { masterData: true })
  assert.ok(result.errors.length >= 3)
  assert.equal(
    entries(result).map(({ id }) => id),
    [SITE, 'urn:epc:id:sgln:030001.111112.0'],
  )
})

master('whatever stands where the master data should be, the events are read', async () => {
  for (const header of [
    null,
    5,
    [],
    'x',
    { epcisMasterData: [] },
    { epcisMasterData: { vocabularyList: {} } },
    { epcisMasterData: { vocabularyList: [5, null, [], { type: 7, vocabularyElementList: 'x' }] } },
  ]) {
    for (const masterData of [true, false]) {
      const result = await read(withHeader(header), { masterData })
      assert.is(result.drafts.length, 1, JSON.stringify(header))
    }
  }
})

master('a vocabulary or an entry beyond the limit is said, and passed over', async () => {
  const long = 'x'.repeat(5000)
  const big = await read(JSON_LD.replace('Plant & Co', long), { masterData: true, maxEventBytes: 2000 })
  assert.equal(codes(big.errors), ['TOO_LARGE'])
  assert.is(big.drafts.length, 1)
  const xml = await read(XML.replace('Plant &amp; Co', `${long}</attribute><attribute id="urn:x:y">z`), {
    masterData: true,
    maxEventBytes: 2000,
  })
  assert.equal(codes(xml.errors), ['TOO_LARGE'])
  assert.is(entries(xml).length, 1)
})

const ENTRIES: readonly MasterData[] = [
  {
    vocabulary: TYPE,
    id: SITE,
    attributes: [
      [`{${MDA}}name`, 'Plant & Co'],
      ['{https://ext.example/ns/}dock', '7'],
    ],
    children: ['urn:epc:id:sgln:030001.111111.1'],
  },
  {
    vocabulary: 'urn:epcglobal:epcis:vtype:EPCClass',
    id: 'urn:epc:idpat:sgtin:030001.0012345.*',
    attributes: [],
    children: [],
  },
]

const ENVELOPE = { sender: 'gln:9521234000013', receiver: 'gln:9521234000082', instance: '1' }

async function written(format: 'epcis2-json' | 'epcis2-xml' | 'epcis12-xml', envelope: boolean): Promise<string> {
  let text = ''
  const creationDate = '2026-11-20T16:00:00Z'
  const options = { creationDate, masterData: ENTRIES, ...(envelope ? { envelope: ENVELOPE } : {}) }
  for await (const piece of exportEvents(format, [], options)) text += piece
  return text
}

master('what is written into a header is read again', async () => {
  for (const format of ['epcis2-json', 'epcis2-xml', 'epcis12-xml'] as const) {
    for (const envelope of [true, false]) {
      assert.is(holdsMasterData(format, envelope ? { envelope: ENVELOPE } : {}), format !== 'epcis12-xml' || envelope)
      if (format === 'epcis12-xml' && !envelope) continue
      assert.equal(entries(await read(await written(format, envelope), { masterData: true })), ENTRIES, format)
    }
  }
})

testWithShared(master, 'a header with master data is valid by the official schemas', 'epcis', async (path) => {
  const schemas = { 'epcis12-xml': '1_2_0/EPCglobal-epcis-1_2.xsd', 'epcis2-xml': '2_0_0/EPCglobal-epcis-2_0.xsd' }
  for (const format of ['epcis12-xml', 'epcis2-xml'] as const) {
    const schema = loadSchema(join(path, 'schemas/xsd', schemas[format]))
    for (const envelope of format === 'epcis2-xml' ? [true, false] : [true]) {
      assert.equal(violations(schema, await written(format, envelope)), [], format)
    }
  }
})

master.run()
