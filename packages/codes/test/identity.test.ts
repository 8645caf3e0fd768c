import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  containerAsPack,
  extensionOfPlace,
  formatPack,
  glnOfPlace,
  gs1CheckDigit,
  hasGs1CheckDigit,
  isGtin,
  isGtinProduct,
  isSscc,
  isUri,
  itemKind,
  type Parsed,
  packAsContainer,
  parseBatchId,
  parseContainerId,
  parseGtin,
  parseItemId,
  parsePackId,
  parsePartyId,
  parsePlaceId,
  parseProduct,
  partyOf,
  ppnCheckDigits,
  productOfPack,
  serialOfPack,
  splitBatchId,
  splitPackId,
} from '../src/index.ts'

const identity = suite('canonical identities')

function must<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
}

function faultsOf(parsed: Parsed<unknown>): readonly string[] {
  return parsed.ok ? [] : parsed.faults.map((one) => one.code)
}

identity('check digits of all GS1 lengths', () => {
  assert.is(gs1CheckDigit('0415012345678'), 2)
  assert.is(gs1CheckDigit('4150123456A8'), -1)
  for (const text of ['96385074', '614141123452', '4012345678901', '04150123456782'])
    assert.is(isGtin(text), true, text)
  for (const text of ['96385075', '14141123452', '40123456789012', '', 'A4150123456782'])
    assert.is(isGtin(text), false, text)
  assert.is(isSscc('403000112345678901'), true)
  assert.is(isSscc('403000112345678902'), false)
  assert.is(hasGs1CheckDigit('0'), false)
  assert.is(ppnCheckDigits('1110000188'), '08')
})

identity('products: GTIN of fourteen digits, ppn:, cn:', () => {
  for (const text of ['04012345678901', 'ppn:110375286414', 'cn:8100003']) assert.is(must(parseProduct(text)), text)
  assert.equal(faultsOf(parseProduct('4012345678901')), ['BAD_GTIN'])
  assert.equal(faultsOf(parseProduct('04012345678902')), ['BAD_CHECK_DIGIT'])
  assert.equal(faultsOf(parseProduct('ppn:110375286415')), ['BAD_PPN'])
  assert.equal(faultsOf(parseProduct('ppn:11037528641')), ['BAD_PPN'])
  assert.equal(faultsOf(parseProduct('cn:81000031')), ['BAD_CN_PREFIX'])
  assert.equal(faultsOf(parseProduct('cn:810/003')), ['BAD_CN_PREFIX'])
  assert.equal(faultsOf(parseProduct('')), ['BAD_GTIN'])
  assert.is(isGtinProduct(must(parseProduct('04012345678901'))), true)
  assert.is(isGtinProduct(must(parseProduct('cn:8100003'))), false)
})

identity('a GTIN from outside is padded to fourteen digits', () => {
  assert.is(must(parseGtin('96385074')), '00000096385074')
  assert.is(must(parseGtin('614141123452')), '00614141123452')
  assert.equal(faultsOf(parseGtin('614141123453')), ['BAD_CHECK_DIGIT'])
  assert.equal(faultsOf(parseGtin('6141411234')), ['BAD_GTIN'])
})

identity('a pack splits at the first slash, and its serial may hold more', () => {
  const pack = must(parsePackId('04012345678901/a/b'))
  assert.equal(splitPackId(pack), { product: '04012345678901', serial: 'a/b' })
  assert.is(productOfPack(pack), '04012345678901')
  assert.is(serialOfPack(pack), 'a/b')
  assert.is(formatPack(pack), '04012345678901/a/b')
})

identity('all faults of a pack are reported, not the first', () => {
  assert.equal(faultsOf(parsePackId('04012345678902/a b')), ['BAD_CHECK_DIGIT', 'BAD_SERIAL'])
  assert.equal(faultsOf(parsePackId('04012345678901')), ['NO_SLASH'])
  assert.equal(faultsOf(parsePackId('04012345678901/')), ['BAD_SERIAL'])
  assert.equal(faultsOf(parsePackId('cn:8100003/000000001000')), ['BAD_SERIAL'])
  assert.equal(faultsOf(parseBatchId('x/')), ['BAD_GTIN', 'BAD_LOT'])
})

identity('a batch splits at the first slash', () => {
  assert.equal(splitBatchId(must(parseBatchId('04012345678901/L/1'))), { product: '04012345678901', lot: 'L/1' })
  assert.is(must(parseBatchId('cn:8100003/20260901批')), 'cn:8100003/20260901批')
  for (const lot of ['', ' a', 'a ', 'a\nb', 'a\u0000', '\ud800', 'x'.repeat(65)]) {
    assert.equal(faultsOf(parseBatchId(`cn:8100003/${lot}`)), ['BAD_LOT'], JSON.stringify(lot))
  }
  assert.equal(faultsOf(parseBatchId('04012345678901/批')), ['BAD_LOT'])
})

const CONTAINERS = [
  'sscc:403000112345678901',
  'sgtin:10300010123452/C/1',
  'cn:81000010000000010001',
  'grai:4012345555554/987',
  'giai:4000001111',
]

identity('containers of each kind, and what is wrong with others', () => {
  for (const text of CONTAINERS) assert.is(must(parseContainerId(text)), text)
  assert.equal(faultsOf(parseContainerId('sscc:403000112345678902')), ['BAD_CHECK_DIGIT'])
  assert.equal(faultsOf(parseContainerId('sscc:40300011234567890')), ['BAD_SSCC'])
  assert.equal(faultsOf(parseContainerId('sgtin:10300010123452')), ['BAD_SERIAL'])
  assert.equal(faultsOf(parseContainerId('sgtin:10300010123453/C')), ['BAD_CHECK_DIGIT'])
  assert.equal(faultsOf(parseContainerId('cn:8100001000000001000')), ['BAD_CN_CODE'])
  assert.equal(faultsOf(parseContainerId('grai:4012345555553/987')), ['BAD_CHECK_DIGIT'])
  assert.equal(faultsOf(parseContainerId('grai:4012345555554')), ['BAD_GRAI'])
  assert.equal(faultsOf(parseContainerId('giai:40A0001111')), ['BAD_GIAI'])
  assert.equal(faultsOf(parseContainerId('box:1')), ['UNKNOWN_FORM'])
})

identity('the kind of an item shows in its text', () => {
  for (const text of CONTAINERS) assert.is(itemKind(must(parseItemId(text))), 'container', text)
  for (const text of ['04012345678901/A', 'ppn:110375286414/A', 'cn:8100003/0000000010003']) {
    assert.is(itemKind(must(parseItemId(text))), 'pack', text)
  }
  assert.is(itemKind(must(parseItemId('uri:urn:uuid:1'))), 'other')
  assert.equal(faultsOf(parseItemId('uri:no uri')), ['BAD_URI'])
  assert.equal(faultsOf(parseItemId(`uri:a:${'x'.repeat(1024)}`)), ['TOO_LONG'])
})

identity('a case with a GTIN serial is the container of the same code', () => {
  const pack = must(parsePackId('10300010123452/C/1'))
  const container = packAsContainer(pack)
  assert.is(container, 'sgtin:10300010123452/C/1')
  assert.is(container === undefined ? undefined : containerAsPack(container), pack)
  assert.is(packAsContainer(must(parsePackId('ppn:110375286414/A'))), undefined)
  assert.is(containerAsPack(must(parseContainerId('sscc:403000112345678901'))), undefined)
})

identity('places: GLN, GLN with extension, Chinese enterprise, any URI', () => {
  for (const text of [
    'gln:0300011111116',
    'gln:0300011111116/a/b',
    'cn-ent:91110000MA01ABCD2X',
    'uri:https://example.com/x',
  ]) {
    assert.is(must(parsePlaceId(text)), text)
  }
  assert.equal(faultsOf(parsePlaceId('gln:0312231245676')), ['BAD_CHECK_DIGIT'])
  assert.equal(faultsOf(parsePlaceId('gln:030001111111')), ['BAD_GLN'])
  assert.equal(faultsOf(parsePlaceId('gln:0300011111116/')), ['BAD_GLN_EXTENSION'])
  assert.equal(
    faultsOf(parsePlaceId('gln:0300011111116/0')),
    ['BAD_GLN_EXTENSION'],
    'extension 0 means none and is not written',
  )
  assert.equal(faultsOf(parsePlaceId('gln:0300011111116x')), ['BAD_GLN'])
  assert.equal(faultsOf(parsePlaceId('cn-ent:a b')), ['BAD_ENTERPRISE_ID'])
  assert.equal(faultsOf(parsePlaceId('uri:nothing')), ['BAD_URI'])
  assert.equal(faultsOf(parsePlaceId('0300011111116')), ['UNKNOWN_FORM'])
})

identity('the party of a place is its GLN without extension', () => {
  const place = must(parsePlaceId('gln:0300011111116/dock 1'.replace(' ', '-')))
  assert.is(partyOf(place), 'gln:0300011111116')
  assert.is(must(parsePartyId(place)), 'gln:0300011111116')
  assert.is(glnOfPlace(place), '0300011111116')
  assert.is(extensionOfPlace(place), 'dock-1')
  assert.is(partyOf(must(parsePlaceId('cn-ent:1'))), 'cn-ent:1')
  assert.is(glnOfPlace(must(parsePlaceId('cn-ent:1'))), undefined)
  assert.is(extensionOfPlace(must(parsePlaceId('gln:0300011111116'))), undefined)
})

identity('what can be a URI', () => {
  for (const text of ['a:b', 'urn:x-y:1', 'https://例.cn/药', 'tag:a@b,2026:c']) assert.is(isUri(text), true, text)
  for (const text of ['', 'a', ':a', 'a:', '1a:b', 'a b:c', 'a:b c', 'a:<b>', 'a:\u0007', 'a_b:c'])
    assert.is(isUri(text), false, text)
})

identity.run()
