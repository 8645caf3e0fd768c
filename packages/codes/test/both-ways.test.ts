import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  billingNdc,
  canonicalLink,
  classToUri,
  classToUrn,
  cnLayer,
  epcToClass,
  epcToItem,
  epcToPlace,
  formatDigitalLink,
  type GcpLength,
  type Gs1Key,
  type Gtin,
  gtinOfNdc,
  itemToUri,
  itemToUrn,
  keyToUrn,
  NDC_12_FROM,
  ndcsOn,
  type Parsed,
  parseDigitalLink,
  parseEpcUrn,
  parseGtin,
  placeToUri,
  possibleNdcs,
  shortGtin,
} from '../src/index.ts'
import { digits, gcpLength, gtin, hold, keyDigits, text82 } from './arbitraries.ts'
import { read } from './helpers.ts'

const ways = suite('both ways')

function must<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
}

/** The examples of the Tag Data Standard for each scheme that EPCIS uses, and the key each names. */
const SCHEMES: readonly string[] = [
  'urn:epc:id:sgtin:0614141.112345.400',
  'urn:epc:id:sgtin:0614141.112345.32a%2Fb',
  'urn:epc:id:sscc:0614141.1234567890',
  'urn:epc:id:sgln:0614141.12345.400',
  'urn:epc:id:sgln:0614141.12345.0',
  'urn:epc:id:pgln:0614141.12345',
  'urn:epc:id:grai:0614141.12345.400',
  'urn:epc:id:giai:0614141.12345400',
  'urn:epc:id:gsrn:0614141.1234567890',
  'urn:epc:id:gsrnp:0614141.1234567890',
  'urn:epc:id:gdti:0614141.12345.400',
  'urn:epc:id:sgcn:4012345.67890.04711',
  'urn:epc:id:cpi:0614141.5PQ7%2FZ43.12345',
  'urn:epc:id:cpi:0614141.5PQ7%23Z43.0',
  'urn:epc:id:itip:4012345.012345.04.04.32a%2Fb',
  'urn:epc:id:upui:1234567.089456.51qIgY)%3C%26Jp3*j7',
  'urn:epc:id:ginc:0614141.xyz47%2F11',
  'urn:epc:id:gsin:0614141.123456789',
  'urn:epc:class:lgtin:4012345.012345.998877',
  'urn:epc:idpat:sgtin:4012345.099995.*',
  'urn:epc:idpat:grai:0614141.12345.*',
  'urn:epc:idpat:gdti:0614141.12345.*',
  'urn:epc:idpat:sgcn:0614141.12345.*',
  'urn:epc:idpat:cpi:0614141.12345.*',
  'urn:epc:idpat:itip:4012345.012345.04.04.*',
]

for (const urn of SCHEMES) {
  ways(`${urn} → key → the same`, () => {
    const { key, gcpLength: length } = must(parseEpcUrn(urn))
    if (key === undefined || length === undefined) throw new Error('no key')
    assert.equal(keyToUrn(key, length), { ok: true, value: urn })
    const link = canonicalLink(key)
    assert.equal(must(parseDigitalLink(link)).key, key, link)
    assert.equal(must(parseDigitalLink(link.replace('id.gs1.org', 'resolver.example.com/a/b'))).key, key)
  })

  ways(`${urn} → identity → the same`, () => {
    const length = must(parseEpcUrn(urn)).gcpLength as GcpLength
    const [item, named, place] = [epcToItem(urn), epcToClass(urn), epcToPlace(urn)]
    if (item !== undefined) assert.equal(itemToUrn(item, length), { ok: true, value: urn })
    if (named !== undefined) assert.equal(classToUrn(named, length), { ok: true, value: urn })
    assert.ok((item ?? named ?? place) !== undefined)
    // Without a known prefix length there is always the link, and it is the same identity.
    if (item !== undefined) assert.is(epcToItem(itemToUri(item)), item)
    if (named !== undefined) assert.is(epcToClass(classToUri(named)), named)
    if (place !== undefined) assert.is(epcToPlace(placeToUri(place)), place)
  })
}

ways('an item is never written as the URN of a class, nor a class as that of an item', () => {
  const asset = epcToClass('urn:epc:idpat:grai:0614141.12345.*')
  const document = epcToItem('urn:epc:id:gdti:0614141.12345.400')
  if (asset === undefined || document === undefined) throw new Error('not read')
  assert.is(itemToUrn(asset as never, 7).ok, false)
  assert.is(classToUrn(document as never, 7).ok, false)
  assert.is(itemToUrn('uri:https://example.com/x' as never, 7).ok, false)
  assert.is(keyToUrn({ ai: '8013', value: '1987654Ad4X4bL5ttr2310c2K', qualifiers: [] }, 7).ok, false)
})

const anyKey: fc.Arbitrary<Gs1Key> = fc.oneof(
  fc.tuple(gtin, text82(20)).map(([value, one]) => ({ ai: '01', value, qualifiers: [{ ai: '21', value: one }] })),
  fc.tuple(gtin, text82(28)).map(([value, one]) => ({ ai: '01', value, qualifiers: [{ ai: '235', value: one }] })),
  keyDigits(18).map((value) => ({ ai: '00', value, qualifiers: [] })),
  keyDigits(18).map((value) => ({ ai: '8017', value, qualifiers: [] })),
  keyDigits(18).map((value) => ({ ai: '8018', value, qualifiers: [] })),
  keyDigits(17).map((value) => ({ ai: '402', value, qualifiers: [] })),
  keyDigits(13).map((value) => ({ ai: '417', value, qualifiers: [] })),
  fc.tuple(keyDigits(13), text82(17)).map(([one, two]) => ({ ai: '253', value: one + two, qualifiers: [] })),
  fc.tuple(keyDigits(13), text82(16)).map(([one, two]) => ({ ai: '8003', value: `0${one}${two}`, qualifiers: [] })),
  fc.tuple(keyDigits(13), digits(12)).map(([one, two]) => ({ ai: '255', value: one + two, qualifiers: [] })),
  fc.tuple(digits(12), text82(18)).map(([one, two]) => ({ ai: '401', value: one + two, qualifiers: [] })),
  fc.tuple(digits(12), text82(18)).map(([one, two]) => ({ ai: '8004', value: one + two, qualifiers: [] })),
  fc.tuple(gtin, text82(20)).map(([value, one]) => ({
    ai: '8006',
    value: `${value}0203`,
    qualifiers: [{ ai: '21', value: one }],
  })),
)

ways('any key, any prefix length: URN and link name it again', () => {
  hold(
    fc.property(anyKey, gcpLength, (key, length) => {
      const parsed = must(parseEpcUrn(must(keyToUrn(key, length))))
      assert.equal(parsed.key, key)
      assert.is(parsed.gcpLength, length)
      assert.equal(must(parseDigitalLink(canonicalLink(key))).key, key)
    }),
    { numRuns: 2000 },
  )
})

ways('an element string becomes a Digital Link and comes back, on any host', () => {
  hold(
    fc.property(
      gtin,
      text82(20),
      text82(20),
      text82(20),
      fc.subarray(['22', '10', '21', '17', '240', '3103']),
      (product, a, b, c, some) => {
        const values: Readonly<Record<string, string>> = {
          '22': a,
          '10': b,
          '21': c,
          '17': '271200',
          '240': a,
          '3103': '000195',
        }
        const elements = [{ ai: '01', value: product }, ...some.map((ai) => ({ ai, value: values[ai] ?? '' }))]
        for (const stem of [undefined, 'https://example.com/de', 'http://example.com/']) {
          const found = read(must(formatDigitalLink(elements, stem)))
          const sorted = (list: readonly { readonly ai: string }[]): readonly unknown[] =>
            [...list].sort((one, two) => one.ai.localeCompare(two.ai))
          assert.equal(sorted(found.elements), sorted(elements))
          assert.equal(
            found.problems.filter((one) => one.severity === 'error' && one.code !== 'SEPARATOR_LOST'),
            [],
          )
        }
      },
    ),
  )
})

ways('a link puts its parts where the standard wants them', () => {
  const link = formatDigitalLink([
    { ai: '17', value: '271200' },
    { ai: '21', value: 'a/b' },
    { ai: '10', value: 'L+1' },
    { ai: '01', value: '00300010123455' },
  ])
  assert.equal(link, { ok: true, value: 'https://id.gs1.org/01/00300010123455/10/L%2B1/21/a%2Fb?17=271200' })
  assert.is(formatDigitalLink([{ ai: '17', value: '271200' }]).ok, false, 'no key')
  assert.is(
    formatDigitalLink([
      { ai: '00', value: '403000112345678901' },
      { ai: '21', value: 'A' },
    ]).ok,
    false,
    'no qualifier',
  )
  assert.is(formatDigitalLink([{ ai: '01', value: '00300010123456' }]).ok, false, 'check digit')
})

ways('GTINs of 8, 12, 13 and 14 digits are one number, and the shortest form is found again', () => {
  for (const text of ['96385074', '614141123452', '4012345678901', '10614141123459']) {
    assert.is(shortGtin(must(parseGtin(text))), text)
    assert.is(must(parseGtin(text.padStart(14, '0'))), must(parseGtin(text)))
  }
  for (const text of ['963850740', '6141411234521', '4012345678902', 'A0614141123459', '', '9638507']) {
    assert.is(parseGtin(text).ok, false, text)
  }
})

ways('the NDC is an attribute of a GTIN with dates', () => {
  const product = must(gtinOfNdc('0001-0123-45'))
  assert.equal(possibleNdcs(product), ['0001-0123-45', '00010-123-45', '00010-1234-5'])
  assert.equal(possibleNdcs('04150123456782' as Gtin), [])
  const list = [
    { gtin: product, ndc: '0001-0123-45', until: '2033-03-06' },
    { gtin: product, ndc: '000001-0123-45', from: NDC_12_FROM },
  ]
  assert.equal(ndcsOn(list, product, '2026-11-23'), ['0001-0123-45'])
  assert.equal(ndcsOn(list, product, '2033-03-07'), ['000001-0123-45'])
  assert.equal(ndcsOn(list, '10300010123452' as Gtin, '2026-11-23'), [])
  assert.equal(billingNdc('0001-0123-45'), { ok: true, value: '00001012345' })
  assert.is(billingNdc('0001012345').ok, false)
})

ways('levels of Chinese packaging: the two numberings, and the table of prefixes', () => {
  assert.equal(
    [1, 2, 3].map((level) => cnLayer(level, '1:10:200')),
    [3, 2, 1],
  )
  assert.equal(
    [1, 2].map((level) => cnLayer(level, '1:50')),
    [2, 1],
  )
  assert.is(cnLayer(1, '1'), 1)
  for (const [level, ratio] of [
    [0, '1:2'],
    [3, '1:2'],
    [1, ''],
    [1, '1:2:3:4'],
    [1.5, '1:2:3'],
  ] as const) {
    assert.is(cnLayer(level, ratio), undefined, `${level} ${ratio}`)
  }
  const cnPrefixes = new Map([
    ['8100001', 3],
    ['8100003', 1],
  ] as const)
  assert.is(read('81000010000000010001', { cnPrefixes }).cn?.layer, 3)
  assert.is(read('81000030000000010003', { cnPrefixes }).cn?.layer, 1)
  assert.is(read('81000020000000010002', { cnPrefixes }).cn?.layer, undefined, 'nobody can tell from the number')
})

ways.run()
