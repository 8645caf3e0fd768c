import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  disagreements,
  epcToItem,
  epcToPlace,
  type Gtin,
  gcpLengthOfNdc,
  gtinHoldsNdc,
  gtinOfNdc,
  itemToUri,
  itemToUrn,
  parseGln,
  parsePackId,
  parseProduct,
  placeToUri,
  readDate,
  readEpc,
} from '../src/index.ts'
import { codes, read } from './helpers.ts'

const us = suite('US fact sheet, table 7')

us('us 7 row 1: NDC 0001-0123-45 with indicator 0 and 1', () => {
  assert.equal(gtinOfNdc('0001-0123-45'), { ok: true, value: '00300010123455' })
  assert.equal(gtinOfNdc('0001-0123-45', 1), { ok: true, value: '10300010123452' })
  assert.is(gtinHoldsNdc('10300010123452' as Gtin, '0001-0123-45'), true)
  assert.is(gtinHoldsNdc('10300010123452' as Gtin, '0001-0123-46'), false)
})

us('us 7 row 1: an NDC whose parts cannot be told is refused', () => {
  for (const ndc of ['0001012345', '00001-0123-45', '000001-0123-45', '0001-0123-4A', '', '0001-0123-45-1']) {
    assert.is(gtinOfNdc(ndc).ok, false, ndc)
  }
  assert.is(gtinOfNdc('0001-0123-45', 9).ok, false)
})

us('us 7 row 2: an SGTIN URN and its Digital Link are one key', () => {
  const pack = epcToItem('urn:epc:id:sgtin:030001.0012345.11')
  assert.is(pack, '00300010123455/11')
  assert.is(pack === undefined ? '' : itemToUri(pack), 'https://id.gs1.org/01/00300010123455/21/11')
  assert.is(epcToItem('https://id.gs1.org/01/00300010123455/21/11'), pack)
})

us('us 7 row 2: with its NDC the company prefix is known, and the URN is written again', () => {
  assert.is(gcpLengthOfNdc('0001-0123-45'), 6)
  assert.is(gcpLengthOfNdc('12345-678-90'), 7)
  assert.is(gcpLengthOfNdc('0001012345'), undefined)
  const pack = epcToItem('https://id.gs1.org/01/00300010123455/21/11')
  if (pack === undefined) throw new Error('not read')
  assert.equal(itemToUrn(pack, 6), { ok: true, value: 'urn:epc:id:sgtin:030001.0012345.11' })
})

us('us 7 row 3: two company-prefix lengths give the same key, and each is reported', () => {
  const [long, short] = ['urn:epc:id:sgtin:0614141.112345.A', 'urn:epc:id:sgtin:061414.1112345.A']
  assert.is(epcToItem(long), '10614141123459/A')
  assert.is(epcToItem(short), '10614141123459/A')
  assert.is(read(long).gcpLength, 7)
  assert.is(read(short).gcpLength, 6)
  assert.equal(
    disagreements([read(long), read(short)]).map(({ severity, code }) => [severity, code]),
    [['warn', 'URN_PREFIX_LENGTH']],
  )
  assert.equal(disagreements([read(long), read(long)]), [])
})

us('us 7 row 4: an SSCC', () => {
  assert.is(epcToItem('urn:epc:id:sscc:030001.41234567890'), 'sscc:403000112345678901')
})

us('us 7 row 5: an SGLN with extension 0 is the GLN, and no /254/ is written', () => {
  assert.is(epcToPlace('urn:epc:id:sgln:030001.111111.0'), 'gln:0300011111116')
  const place = epcToPlace('urn:epc:id:sgln:039999.345678.0')
  assert.is(place, 'gln:0399993456780')
  assert.is(place === undefined ? '' : placeToUri(place), 'https://id.gs1.org/414/0399993456780')
})

us('us 7 row 6: GLN 0312231245676 has a wrong check digit', () => {
  const parsed = parseGln('0312231245676')
  assert.is(parsed.ok, false)
  if (!parsed.ok) assert.is(parsed.faults[0]?.code, 'BAD_CHECK_DIGIT')
})

us('us 7 row 7: prefix and item of twelve digits are a malformed URN', () => {
  const parsed = readEpc('urn:epc:id:sgtin:061414.112345.A')
  assert.is(parsed.ok, false)
  if (!parsed.ok) assert.is(parsed.faults[0]?.code, 'URN_MALFORMED')
  assert.is(epcToItem('urn:epc:id:sgtin:061414.112345.A'), undefined)
})

us('us 7 row 8: leading zeros and case make different packs', () => {
  const packs = ['0123', '123', 'ab', 'AB'].map((serial) => epcToItem(`urn:epc:id:sgtin:030001.0012345.${serial}`))
  assert.is(new Set(packs).size, 4)
  assert.not(packs.includes(undefined))
})

us('us 7 row 9: a serial of 21 characters or with a blank is refused', () => {
  for (const serial of ['A'.repeat(21), 'A B']) {
    assert.is(parsePackId(`00300010123455/${serial}`).ok, false)
    assert.is(epcToItem(`urn:epc:id:sgtin:030001.0012345.${serial}`), undefined)
    assert.is(epcToItem(`https://id.gs1.org/01/00300010123455/21/${serial}`), undefined)
    assert.is(epcToItem(`https://id.gs1.org/01/00300010123455/21/${encodeURIComponent(serial)}`), undefined)
  }
})

us('us 7 row 10: a Digital Link with short names, a GTIN-12 and an expiry that is a claim only', () => {
  const link = 'https://example.com/gtin/614141123452/ser/6789?17=270101'
  assert.is(epcToItem(link), '00614141123452/6789')
  const found = read(link)
  assert.is(found.valid, true, JSON.stringify(found.problems))
  assert.is(found.scheme, 'digital-link')
  assert.is(found.pack, '00614141123452/6789')
  assert.is(found.expiry?.iso, '2027-01-01')
})

us('us 7 row 11: a Digital Link in the wrong order is refused', () => {
  const link = 'https://id.gs1.org/21/5/01/00300010123455'
  assert.is(epcToItem(link), undefined)
  assert.equal(codes(read(link)), ['DL_ORDER'])
})

us('us 7 row 12: day 00 is the last day of the month, in leap years too', () => {
  assert.is(readDate('270200', 2026)?.iso, '2027-02-28')
  assert.is(readDate('280200', 2026)?.iso, '2028-02-29')
})

us('a GTIN product is never made of an NDC without its hyphens', () => {
  assert.is(parseProduct('0001012345').ok, false)
})

us.run()
