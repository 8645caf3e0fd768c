import { readFileSync } from 'node:fs'
import { testWithShared } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  classToUri,
  classToUrn,
  epcToClass,
  epcToItem,
  epcToPlace,
  type GcpLength,
  isGcpLength,
  itemToUri,
  itemToUrn,
  parseDigitalLink,
  parseEpcUrn,
  partyToUri,
  partyToUrn,
  placeToUri,
  placeToUrn,
  readEpc,
} from '../src/index.ts'

const epc = suite('EPC URNs and Digital Links')

/** URN → canonical text of the item, class or place. */
const GOOD: readonly (readonly [text: string, kind: 'item' | 'class' | 'place', canonical: string])[] = [
  ['urn:epc:id:sgtin:0614141.112345.400', 'item', '10614141123459/400'],
  ['URN:EPC:id:sgtin:0614141.112345.400', 'item', '10614141123459/400'],
  ['urn:epc:id:sgtin:0614141.112345.32a%2Fb', 'item', '10614141123459/32a/b'],
  ['urn:epc:id:sgtin:0614141.112345.%22%25%26%2f%3C%3E%3F', 'item', '10614141123459/"%&/<>?'],
  ['urn:epc:id:sgtin:0614141.112345.a.b', 'item', '10614141123459/a.b'],
  ['urn:epc:id:sgtin:061414112345.0.1', 'item', '00614141123452/1'],
  ['urn:epc:id:sscc:0614141.1234567890', 'item', 'sscc:106141412345678908'],
  ['urn:epc:id:grai:0614141.12345.400', 'item', 'grai:0614141123452/400'],
  ['urn:epc:id:grai:061414112345..400', 'item', 'grai:0614141123452/400'],
  ['urn:epc:id:giai:0614141.12345400', 'item', 'giai:061414112345400'],
  ['urn:epc:id:gsrn:0614141.1234567890', 'item', 'uri:https://id.gs1.org/8018/061414112345678902'],
  ['urn:epc:id:gsrnp:0614141.1234567890', 'item', 'uri:https://id.gs1.org/8017/061414112345678902'],
  ['urn:epc:id:gdti:0614141.12345.400', 'item', 'uri:https://id.gs1.org/253/0614141123452400'],
  ['urn:epc:id:sgcn:4012345.67890.04711', 'item', 'uri:https://id.gs1.org/255/401234567890104711'],
  ['urn:epc:id:cpi:0614141.5PQ7%2FZ43.12345', 'item', 'uri:https://id.gs1.org/8010/06141415PQ7%2FZ43/8011/12345'],
  ['urn:epc:id:ginc:0614141.xyz47%2F11', 'item', 'uri:https://id.gs1.org/401/0614141xyz47%2F11'],
  ['urn:epc:id:gsin:0614141.123456789', 'item', 'uri:https://id.gs1.org/402/06141411234567890'],
  ['urn:epc:id:itip:4012345.012345.04.04.32a', 'item', 'uri:https://id.gs1.org/8006/040123451234560404/21/32a'],
  [
    'urn:epc:id:upui:1234567.089456.51qIgY)%3C%26Jp3*j7',
    'item',
    'uri:https://id.gs1.org/01/01234567894560/235/51qIgY%29%3C%26Jp3%2Aj7',
  ],
  ['urn:epc:id:gid:95100000.12345.400', 'item', 'uri:urn:epc:id:gid:95100000.12345.400'],
  ['urn:epc:id:usdod:2S194.12345678901', 'item', 'uri:urn:epc:id:usdod:2S194.12345678901'],
  ['urn:epc:id:adi:2S194.12345ABC%2F7.%2312', 'item', 'uri:urn:epc:id:adi:2S194.12345ABC%2F7.%2312'],
  ['urn:epc:id:adi:W81X9C..3KL984PX1', 'item', 'uri:urn:epc:id:adi:W81X9C..3KL984PX1'],
  ['urn:epc:id:bic:CSQU3054383', 'item', 'uri:urn:epc:id:bic:CSQU3054383'],
  ['urn:epc:id:imovn:9176187', 'item', 'uri:urn:epc:id:imovn:9176187'],
  ['https://example.com', 'place', 'uri:https://example.com'],
  ['urn:uuid:7a0d', 'item', 'uri:urn:uuid:7a0d'],
  ['http://example.com/2026/01/15', 'item', 'uri:http://example.com/2026/01/15'],
  ['https://example.com/party/7', 'place', 'uri:https://example.com/party/7'],
  ['urn:epc:class:lgtin:4012345.012345.998877', 'class', '04012345123456/998877'],
  ['urn:epc:idpat:sgtin:0614141.112345.*', 'class', '10614141123459'],
  ['urn:epc:idpat:grai:0614141.12345.*', 'class', 'uri:https://id.gs1.org/8003/00614141123452'],
  ['urn:epc:idpat:itip:4012345.012345.04.04.*', 'class', 'uri:https://id.gs1.org/8006/040123451234560404'],
  ['urn:epc:idpat:sgtin:0614141.*.*', 'class', 'uri:urn:epc:idpat:sgtin:0614141.*.*'],
  ['urn:epc:id:sgln:0614141.12345.400', 'place', 'gln:0614141123452/400'],
  ['urn:epc:id:sgln:0614141.12345.0', 'place', 'gln:0614141123452'],
  ['urn:epc:id:sgln:061414112345..0', 'place', 'gln:0614141123452'],
  ['urn:epc:id:pgln:0614141.12345', 'place', 'gln:0614141123452'],
  ['https://id.gs1.org/414/0614141123452/254/400', 'place', 'gln:0614141123452/400'],
  ['https://id.gs1.org/417/0614141123452', 'place', 'gln:0614141123452'],
  ['https://id.gs1.org/01/10614141123459/21/400', 'item', '10614141123459/400'],
  ['http://ID.GS1.ORG/01/10614141123459/21/400/', 'item', '10614141123459/400'],
  ['https://example.com/de/shop/01/10614141123459/22/v/10/L1/21/a%2Fb?x=1&17=270101#top', 'item', '10614141123459/a/b'],
  ['https://example.com/gtin/96385074/lot/L1', 'class', '00000096385074/L1'],
  ['https://id.gs1.org/01/10614141123459', 'class', '10614141123459'],
  ['https://id.gs1.org/8003/00614141123452400', 'item', 'grai:0614141123452/400'],
  ['https://id.gs1.org/8004/061414112345400', 'item', 'giai:061414112345400'],
  ['https://id.gs1.org/00/106141412345678908', 'item', 'sscc:106141412345678908'],
  ['cn:8100003/0000000010003', 'item', 'cn:8100003/0000000010003'],
  ['cn:81000030000000010003', 'item', 'cn:81000030000000010003'],
  ['ppn:110375286414/a%25b', 'item', 'ppn:110375286414/a%b'],
  ['cn-ent:91110000MA01ABCD2X', 'place', 'cn-ent:91110000MA01ABCD2X'],
]

for (const [text, kind, canonical] of GOOD) {
  epc(`${text} is ${kind} ${canonical}`, () => {
    const found = kind === 'item' ? epcToItem(text) : kind === 'class' ? epcToClass(text) : epcToPlace(text)
    assert.is(found, canonical, JSON.stringify(readEpc(text)))
  })
}

const BAD: readonly (readonly [text: string, code: string])[] = [
  ['urn:epc:id:sgtin:0614141.11234.400', 'URN_MALFORMED'],
  ['urn:epc:id:sgtin:0614141.1123456.400', 'URN_MALFORMED'],
  ['urn:epc:id:sgtin:0614141.112345', 'URN_MALFORMED'],
  ['urn:epc:id:sgtin:0614141.112345.', 'BAD_LENGTH'],
  ['urn:epc:id:sgtin:0614141.112345.123456789012345678901', 'BAD_LENGTH'],
  ['urn:epc:id:sgtin:06141.41112345.400', 'URN_PREFIX_LENGTH'],
  ['urn:epc:id:sgtin:0614141112345.1.400', 'URN_PREFIX_LENGTH'],
  ['urn:epc:id:sgtin:061414A.112345.400', 'URN_PREFIX_LENGTH'],
  ['urn:epc:id:sgtin:0614141.1123A5.400', 'URN_MALFORMED'],
  ['urn:epc:id:sgtin:0614141.112345.a/b', 'URN_ESCAPE'],
  ['urn:epc:id:sgtin:0614141.112345.a%2', 'URN_ESCAPE'],
  ['urn:epc:id:sgtin:0614141.112345.a%ZZ', 'URN_ESCAPE'],
  ['urn:epc:id:sgtin:0614141.112345.a%20b', 'URN_ESCAPE'],
  ['urn:epc:id:sgtin:0614141.112345.a%23b', 'BAD_CHARACTER'],
  ['urn:epc:id:sgtin:0614141.112345.é', 'URN_ESCAPE'],
  ['urn:epc:id:sscc:0614141.123456789', 'URN_MALFORMED'],
  ['urn:epc:id:sscc:0614141.1234567890.1', 'URN_MALFORMED'],
  ['urn:epc:id:sgln:0614141.12345', 'URN_MALFORMED'],
  ['urn:epc:id:sgln:0614141.12345.', 'BAD_LENGTH'],
  ['urn:epc:id:grai:0614141.12345.', 'BAD_SERIAL'],
  ['urn:epc:id:giai:0614141.', 'URN_MALFORMED'],
  ['urn:epc:id:itip:4012345.012345.05.04.32a', 'BAD_CHARACTER'],
  ['urn:epc:id:lgtin:4012345.012345.998877', 'URN_UNKNOWN_SCHEME'],
  ['urn:epc:id:gid:95100000.12345', 'URN_MALFORMED'],
  ['urn:epc:id:gid:', 'URN_MALFORMED'],
  ['urn:epc:id:usdod:2S19.1', 'URN_MALFORMED'],
  ['urn:epc:id:bic:CSQX3054383', 'URN_MALFORMED'],
  ['urn:epc:id:imovn:917618', 'URN_MALFORMED'],
  ['urn:epc:id:nosuch:1.2.3', 'URN_UNKNOWN_SCHEME'],
  ['urn:epc:tag:sgtin-96:3.0614141.112345.400', 'URN_NOT_PURE_IDENTITY'],
  ['urn:epc:idpat:sgtin:0614141.112345.400', 'URN_MALFORMED'],
  ['urn:epc:idpat:sgtin:*.112345.*', 'URN_MALFORMED'],
  ['https://id.gs1.org/01/10614141123458/21/400', 'BAD_CHECK_DIGIT'],
  ['https://id.gs1.org/01/1061414112345/21/400', 'BAD_CHECK_DIGIT'],
  ['https://id.gs1.org/01/106141411234590/21/400', 'BAD_LENGTH'],
  ['https://id.gs1.org/01/10614141123459/21/', 'DL_ORDER'],
  ['https://id.gs1.org/01/10614141123459/21/a%2', 'DL_ESCAPE'],
  ['https://id.gs1.org/01/10614141123459/21/a%20b', 'DL_ESCAPE'],
  ['https://id.gs1.org/01/10614141123459/21/4/10/L', 'DL_ORDER'],
  ['https://id.gs1.org/01/10614141123459/235/t/21/4', 'DL_ORDER'],
  ['https://id.gs1.org/01/10614141123459/foo/4', 'DL_QUALIFIER'],
  ['https://id.gs1.org/01/10614141123459/21/1/01/10614141123459', 'DL_ORDER'],
  ['https://id.gs1.org/01/10614141123459/00/106141412345678908', 'DL_ORDER'],
  ['https://id.gs1.org/01/10614141123459/Ab3dEf6hIj', 'DL_COMPRESSED'],
  ['https://id.gs1.org/DBHKVAdpQgqrGVAZHg', 'DL_COMPRESSED'],
  ['https://id.gs1.org/01/10614141123459/21/1?17=270101&17=270102', 'DL_AMBIGUOUS'],
  ['https://?id.gs1.org/00/403000112345678901', 'BAD_URI'],
  ['https:///01/10614141123459/21/1', 'BAD_URI'],
  ['81000030000000010003', 'BAD_URI'],
  ['', 'BAD_URI'],
  ['no uri at all', 'BAD_URI'],
  ['cn:8100003', 'BAD_CN_CODE'],
  ['ppn:110375286415/1', 'BAD_PPN'],
  ['ppn:110375286414/%', 'BAD_URI'],
]

for (const [text, code] of BAD) {
  epc(`${text === '' ? 'nothing' : text} is refused: ${code}`, () => {
    const found = readEpc(text)
    if (text === 'cn:8100003') assert.is(epcToClass(text), 'cn:8100003')
    else assert.is(found.ok ? 'accepted' : found.faults[0]?.code, code)
    assert.is(epcToItem(text), undefined)
  })
}

epc('an instance is no class and a class no instance', () => {
  assert.is(epcToItem('urn:epc:idpat:sgtin:0614141.112345.*'), undefined)
  assert.is(epcToItem('urn:epc:class:lgtin:4012345.012345.998877'), undefined)
  assert.is(epcToItem('https://id.gs1.org/01/10614141123459'), undefined)
  assert.is(epcToClass('urn:epc:id:sgtin:0614141.112345.400'), undefined)
  assert.is(epcToPlace('urn:epc:id:sgtin:0614141.112345.400'), undefined)
})

epc('URNs are written with the prefix length that is asked for', () => {
  const pack = epcToItem('urn:epc:id:sgtin:0614141.112345.32a%2Fb')
  const place = epcToPlace('urn:epc:id:sgln:0614141.12345.400')
  const batch = epcToClass('urn:epc:class:lgtin:4012345.012345.998877')
  const product = epcToClass('urn:epc:idpat:sgtin:0614141.112345.*')
  if (pack === undefined || place === undefined || batch === undefined || product === undefined)
    throw new Error('not read')
  assert.equal(itemToUrn(pack, 7), { ok: true, value: 'urn:epc:id:sgtin:0614141.112345.32a%2Fb' })
  assert.equal(itemToUrn(pack, 12), { ok: true, value: 'urn:epc:id:sgtin:061414112345.1.32a%2Fb' })
  assert.equal(placeToUrn(place, 9), { ok: true, value: 'urn:epc:id:sgln:061414112.345.400' })
  assert.equal(partyToUrn(place, 7), { ok: true, value: 'urn:epc:id:pgln:0614141.12345' })
  assert.equal(classToUrn(batch, 7), { ok: true, value: 'urn:epc:class:lgtin:4012345.012345.998877' })
  assert.equal(classToUrn(product, 7), { ok: true, value: 'urn:epc:idpat:sgtin:0614141.112345.*' })
  assert.is(classToUri(product), 'https://id.gs1.org/01/10614141123459')
  assert.is(placeToUri(place), 'https://id.gs1.org/414/0614141123452/254/400')
  assert.is(partyToUri(place), 'https://id.gs1.org/417/0614141123452')
  assert.equal([6, 12, 5, 13, 6.5].map(isGcpLength), [true, true, false, false, false])
})

epc('what has no URN says so, and has a URI', () => {
  const pack = epcToItem('cn:8100003/0000000010003')
  const place = epcToPlace('cn-ent:1')
  if (pack === undefined || place === undefined) throw new Error('not read')
  assert.is(itemToUrn(pack, 7).ok, false)
  assert.is(placeToUrn(place, 7).ok, false)
  assert.is(itemToUri(pack), 'cn:8100003/0000000010003')
  assert.is(placeToUri(place), 'cn-ent:1')
})

epc('the stem and the attributes of a link are reported', () => {
  const link = parseDigitalLink('https://example.com/a/01/10614141123459/21/4?17=270101&lang=de&3103=000195')
  assert.is(link.ok && link.value.stem, 'https://example.com/a')
  assert.equal(link.ok && link.value.attributes, [
    { ai: '17', value: '270101' },
    { ai: '3103', value: '000195' },
  ])
})

/** Official documents: URNs of an event and the Digital Links that its published pre-hash string has for them. */
const HASHED = [
  'epcisDocWithSingleEvent.jsonld',
  'epcisDocWithVariousEventTypes.xml',
  'ReferenceEventHashAlgorithm.xml',
  'ReferenceEventHashAlgorithm2.xml',
  'ReferenceEventHashAlgorithm3.xml',
]

testWithShared(
  epc,
  'every URN of the public event-hash documents becomes the Digital Link of its pre-hash string',
  'epcis/event-hash',
  (folder) => {
    let links = 0
    for (const name of HASHED) {
      const document = readFileSync(`${folder}/${name}`, 'utf8')
      const written = new Set<string>()
      for (const urn of document.match(/(urn:epc:[a-z]+:[^"<\s]+|https:\/\/id\.[^"<\s]+)/g) ?? []) {
        const [item, named, place] = [epcToItem(urn), epcToClass(urn), epcToPlace(urn)]
        if (item !== undefined) written.add(itemToUri(item))
        if (named !== undefined) written.add(classToUri(named))
        if (place !== undefined) written.add(placeToUri(place)).add(partyToUri(place))
      }
      const hashed = readFileSync(`${folder}/${name.replace(/\.\w+$/, '.prehashes')}`, 'utf8')
      // The pre-hash string joins everything without a separator: a link of ours must stand wherever one begins.
      for (
        let at = hashed.indexOf('https://id.gs1.org/');
        at >= 0;
        at = hashed.indexOf('https://id.gs1.org/', at + 1)
      ) {
        links++
        assert.ok(
          [...written].some((link) => hashed.startsWith(link, at)),
          hashed.slice(at, at + 60),
        )
      }
    }
    assert.ok(links > 50, String(links))
  },
)

epc('the length of the prefix is known to whoever asks', () => {
  const parsed = parseEpcUrn('urn:epc:id:sgtin:0614141.112345.400')
  const length: number | undefined = parsed.ok ? parsed.value.gcpLength : undefined
  assert.is(length, 7)
  const used: GcpLength = 7
  assert.is(used, length)
})

epc.run()
