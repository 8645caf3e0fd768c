import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ImportItem, MasterData } from '../src/index.ts'
import { codes, json20, type Result, read, SHIPPING, xml12 } from './support.ts'

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

master.run()
