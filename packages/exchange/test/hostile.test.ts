import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FORMATS, type ImportItem, importDocument } from '../src/index.ts'
import { codes, inChunks, json20, PACK, read, SHIPPING, xml12 } from './support.ts'

const hostile = suite('documents that mean harm, or are broken')

const EVENT = `<ObjectEvent>
<eventTime>2026-03-01T10:00:00Z</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset>
<epcList><epc>${PACK}1</epc></epcList><action>OBSERVE</action>
</ObjectEvent>`

hostile('an inert DOCTYPE is ignored with a warning, whatever it points to', async () => {
  const text = xml12(EVENT).replace('?>', '?><!DOCTYPE x SYSTEM "file:///etc/passwd" [ <!ELEMENT x ANY> ]>')
  const result = await read(text)
  assert.equal(codes(result.faults), ['DOCTYPE'])
  assert.is(result.drafts.length, 1)
})

hostile('entities are never defined: a billion laughs ends at the first', async () => {
  const bomb = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
  const result = await read(xml12(EVENT.replace('OBSERVE', '&b;')).replace('?>', `?>${bomb}`))
  assert.equal(codes(result.faults), ['DOCTYPE_ENTITY'])
  assert.is(result.drafts.length, 0)
})

hostile('an entity without a definition is no text', async () => {
  assert.equal(codes((await read(xml12(EVENT.replace('OBSERVE', '&x;')))).errors), ['XML_SYNTAX'])
})

hostile('XML nested deeper than any document is refused', async () => {
  const deep = `<a>`.repeat(100_000)
  const result = await read(xml12(EVENT.replace('<action>', `<x:f xmlns:x="urn:x:">${deep}`)))
  assert.equal(codes(result.errors), ['TOO_DEEP'])
})

hostile('JSON nested deeper than any document is refused', async () => {
  for (const deep of [`${'['.repeat(100_000)}`, `${'{"a":'.repeat(100_000)}`]) {
    const result = await read(json20([SHIPPING]).replace('"OBSERVE"', deep))
    assert.equal(codes(result.errors), ['TOO_DEEP'])
  }
})

async function* endless(start: string, piece: string, pieces: number): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  yield encoder.encode(start)
  const bytes = encoder.encode(piece)
  for (let i = 0; i < pieces; i++) yield bytes
}

const LONG = 'x'.repeat(1 << 16)

hostile(
  'one endless text, comment, tag, attribute or DOCTYPE of XML ends in a fault, long before it ends',
  async () => {
    const start = xml12('').split('</EventList>')[0] as string
    for (const [name, opened, piece] of [
      ['text', '<ObjectEvent>', LONG],
      ['comment', '<!--', `${LONG}<<`],
      ['CDATA', '<ObjectEvent><![CDATA[', `${LONG}<`],
      ['name', '<', LONG],
      ['attribute', '<a b="', LONG],
      ['attributes', '<a ', Array.from({ length: 5000 }, (_, i) => `b${i}="" `).join('')],
      ['instruction', '<?x ', LONG],
    ] as const) {
      let pulled = 0
      async function* counted(): AsyncGenerator<Uint8Array> {
        for await (const bytes of endless(start + opened, piece, 1000)) {
          pulled++
          yield bytes
        }
      }
      const result = await read(counted(), { format: 'epcis12-xml' })
      assert.equal(codes(result.errors), ['TOO_LARGE'], name)
      assert.ok(pulled < 100, `${name}: ${pulled} pieces were read`)
    }
    const doctype = await read(endless('<?xml version="1.0"?><!DOCTYPE a [', `<!-- ${LONG} -->`, 1000), {
      format: 'epcis12-xml',
    })
    assert.equal(codes(doctype.errors), ['TOO_LARGE'])
  },
)

hostile('an event of JSON that is too large is passed over, and the next is read', async () => {
  const big = { ...SHIPPING, 'x:f': 'y'.repeat(200_000) }
  for (const chunk of [1000, 1 << 16]) {
    const result = await read(json20([SHIPPING, big, SHIPPING]), { maxEventBytes: 100_000 }, chunk)
    assert.equal(codes(result.errors), ['TOO_LARGE'])
    assert.is(result.errors[0]?.path, 'eventList[1]')
    assert.is(result.drafts.length, 2)
  }
})

hostile('an event of XML that is too large is passed over, and the next is read', async () => {
  const big = EVENT.replace('<epc>', `<epc>${PACK}2</epc>`.repeat(5000).concat('<epc>'))
  const result = await read(xml12(EVENT + big + EVENT), { maxEventBytes: 100_000 })
  assert.equal(codes(result.errors), ['TOO_LARGE'])
  assert.is(result.drafts.length, 2)
})

hostile('an endless line of JSON or CSV ends in a fault', async () => {
  const json = await read(endless('{"epcisBody":{"eventList":[{"a":"', LONG, 100), { maxEventBytes: 1 << 20 })
  assert.equal(codes(json.errors), ['TRUNCATED'])
  const csv = await read(endless('action,time\n', LONG, 100), {})
  assert.equal(codes(csv.errors), ['TOO_LARGE'])
})

hostile('a document cut anywhere gives its whole events and says that it is cut', async () => {
  for (const text of [json20([SHIPPING, SHIPPING]), xml12(EVENT + EVENT)]) {
    const format = text.startsWith('{') ? 'epcis2-json' : 'epcis12-xml'
    for (let end = text.length - 30; end > 0; end -= 41) {
      const result = await read(text.slice(0, end), { format })
      const last = result.faults.at(-1)
      assert.ok(last !== undefined && last.severity === 'error', `cut at ${end}`)
      assert.ok(result.drafts.length <= 2)
      for (const { packs } of result.drafts) assert.ok(['1', '11'].includes(packs[0]?.serial ?? ''), `cut at ${end}`)
    }
  }
})

hostile('something behind the end, a missing comma and a second comma are no JSON', async () => {
  const text = json20([SHIPPING, SHIPPING])
  for (const broken of [
    `${text}x`,
    text.replace(/\},\s*\{\s*"type"/, '} {"type"'),
    text.replace(/\},(\s*\{\s*"type")/, '},,$1'),
  ]) {
    assert.not.equal(broken, text)
    assert.ok(codes((await read(broken)).errors).includes('JSON_SYNTAX'))
  }
})

hostile('a folder, an empty file, an archive and foreign files are named for what they are', async () => {
  async function* folder(): AsyncGenerator<Uint8Array> {
    yield* []
    throw Object.assign(new Error('EISDIR: illegal operation on a directory'), { code: 'EISDIR' })
  }
  assert.equal(codes((await read(folder())).errors), ['NOT_A_FILE'])
  assert.equal(codes((await read('')).errors), ['EMPTY_FILE'])
  assert.equal(codes((await read(Uint8Array.of(0x1f, 0x8b, 8, 0))).errors), ['COMPRESSED'])
  assert.equal(codes((await read(Uint8Array.of(0x50, 0x4b, 3, 4, 0))).errors), ['COMPRESSED'])
  assert.equal(codes((await read('%PDF-1.7')).errors), ['UNKNOWN_FORMAT'])
  assert.equal(codes((await read('<html></html>')).errors), ['UNKNOWN_ROOT'])
  assert.equal(codes((await read('{"a":1}')).errors), ['UNKNOWN_FORMAT'])
  assert.equal(codes((await read('once upon a time')).errors), ['UNKNOWN_FORMAT'])
  assert.equal(codes((await read(new Uint8Array(5000))).errors), ['UNKNOWN_FORMAT'])
})

hostile('a stream that breaks is our failure, not the document’s', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode(json20([SHIPPING]).slice(0, 300))
    throw Object.assign(new Error('EIO'), { code: 'EIO' })
  }
  let code: unknown
  try {
    await read(broken())
  } catch (error) {
    code = (error as { readonly code?: unknown }).code
  }
  assert.is(code, 'READ')
})

hostile('names like __proto__ and constructor are names like any other', async () => {
  const result = await read(
    json20([{ ...SHIPPING, 'x:a': JSON.parse('{"__proto__": "p", "constructor": "c", "hasOwnProperty": "h"}') }], {
      x: 'http://e.com/',
    }),
  )
  assert.equal(result.drafts[0]?.extra, [
    ['{http://e.com/}a[]', '[{"__proto__":"p","constructor":"c","hasOwnProperty":"h"}]'],
  ])
  const xml = EVENT.replace('<action>', '<__proto__>1</__proto__><constructor>2</constructor><action>')
  const { drafts } = await read(xml12(xml))
  assert.equal(drafts[0]?.extra, [
    ['{}__proto__', '1'],
    ['{}constructor', '2'],
  ])
})

hostile('fields of the wrong type are faults, all of them', async () => {
  const result = await read(
    json20([
      {
        ...SHIPPING,
        eventTime: 5,
        epcList: 'x',
        readPoint: [],
        bizTransactionList: {},
        bizStep: { a: 1 },
        sensorElementList: 1,
      },
      { type: 7 },
      { ...SHIPPING, epcList: [1, null, {}] },
    ]),
  )
  assert.is(result.drafts.length, 0)
  assert.ok(result.errors.length >= 10, codes(result.errors).join())
})

hostile('elements of an event list that are no events are refused one by one', async () => {
  const result = await read(json20([1, 'a', null, [], SHIPPING, true]))
  assert.is(result.drafts.length, 1)
  assert.is(result.errors.length, 5)
})

/** Changes that keep a document near its grammar. */
const mutation = fc.record({
  at: fc.nat(4000),
  kind: fc.constantFrom('cut', 'flip', 'insert', 'repeat', 'drop'),
  text: fc.constantFrom('"', '<', '>', '{', '}', '[', ']', ',', '\\', '&', '\0', '\ud800', '"x":', '<!--', '</', '\n'),
  size: fc.integer({ min: 1, max: 60 }),
})

const SEEDS = [
  json20([
    SHIPPING,
    { ...SHIPPING, type: 'TransactionEvent', bizTransactionList: [{ type: 'po', bizTransaction: 'a:b' }] },
  ]),
  xml12(EVENT + EVENT.replaceAll('ObjectEvent', 'AggregationEvent')),
  'action,time,product,serial,lot,parent,doc\nship,2026-01-01T00:00:00Z,00300010123455,1,L,,po:1\n"ship",2026-01-01,00300010123455,"a""b",L,,\n',
  '<Document><Events Version="3.0"><Event Name="RelationCreate"><Relation cascade="1:2"><Batch batchNo="B" validateDate="2028-01-01"><Code curCode="81255520000000000011" packLayer="2"/><Code curCode="81155510000000000012" packLayer="1" parentCode="81255520000000000011" flag="0"/></Batch></Relation></Event></Events></Document>',
  '<Document><Events><Event Name="SalesWareHouseOut"><DataField><Data Code="81155510000000000012" ActDate="2024-09-05" ToCorpID="9"/></DataField></Event></Events></Document>',
]

function mutate(
  text: string,
  { at, kind, text: piece, size }: { at: number; kind: string; text: string; size: number },
): string {
  const place = at % (text.length + 1)
  switch (kind) {
    case 'cut':
      return text.slice(0, place)
    case 'flip':
      return (
        text.slice(0, place) +
        String.fromCharCode((text.charCodeAt(place) || 32) ^ (1 << (size % 7))) +
        text.slice(place + 1)
      )
    case 'insert':
      return text.slice(0, place) + piece + text.slice(place)
    case 'repeat':
      return text.slice(0, place) + text.slice(place, place + size) + text.slice(place)
    default:
      return text.slice(0, place) + text.slice(place + size)
  }
}

hostile('any bytes into any reader give items, never an exception', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(undefined, ...FORMATS),
      async (bytes, format) => {
        await read(bytes, format === undefined ? {} : { format }, 17)
      },
    ),
    { numRuns: 300 },
  )
})

hostile('a document with small changes gives items, never an exception, and no text of a person', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...SEEDS),
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(3, 64, 1 << 16),
      async (seed, changes, chunk) => {
        await read(changes.reduce(mutate, seed), {}, chunk)
      },
    ),
    { numRuns: 600 },
  )
})

hostile('whoever stops listening ends the reading of the file', async () => {
  let closed = false
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      const bytes = new TextEncoder().encode(json20(Array.from({ length: 5000 }, () => SHIPPING)))
      yield* inChunks(bytes, 1 << 16)
    } finally {
      closed = true
    }
  }
  const seen: ImportItem[] = []
  for await (const items of importDocument(source(), { file: 'x' })) {
    seen.push(...items)
    break
  }
  assert.ok(seen.length > 0)
  assert.ok(closed)
})

hostile.run()
