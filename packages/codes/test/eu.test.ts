import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  epcToItem,
  isGtin14,
  isPpn,
  isSerial,
  itemToUri,
  parsePackId,
  parseProduct,
  pzn8CheckDigit,
  readDate,
} from '../src/index.ts'
import { codes, read } from './helpers.ts'

const eu = suite('EU fact sheet, table 7.1')

const P1 = ']d201041501234567821727120010LOT42<GS>21A1B2C3D4E5'

function assertP1(text: string): void {
  const found = read(text)
  assert.is(found.valid, true, JSON.stringify(found.problems))
  assert.is(found.serial, 'A1B2C3D4E5')
  assert.is(found.lot, 'LOT42')
  assert.equal(found.expiry, { iso: '2027-12-31', raw: '271200' })
}

eu('eu 7.1 P1: GTIN, expiry with day 00, lot and serial; the GTIN is an NTIN with its PZN', () => {
  assertP1(P1)
  const found = read(P1)
  assert.is(found.pack, '04150123456782/A1B2C3D4E5')
  assert.is(found.gtin, '04150123456782')
  assert.equal(found.nationalNumbers, [{ country: 'DE', kind: 'PZN', number: '12345678', source: 'ntin' }])
  assert.equal(codes(found, 'warn'), [])
})

eu('eu 7.1 P2: any order gives the same result', () => {
  assertP1(']d221A1B2C3D4E5<GS>10LOT42<GS>172712000104150123456782')
  assert.is(read(']d221A1B2C3D4E5<GS>10LOT42<GS>172712000104150123456782').pack, read(P1).pack)
})

eu('eu 7.1 P3: without the separator the lot swallows the serial: refused, separator lost', () => {
  const found = read(P1.replace('<GS>', ''))
  assert.is(found.lot, 'LOT4221A1B2C3D4E5')
  assert.is(found.serial, undefined)
  assert.is(found.pack, undefined)
  assert.is(found.valid, false)
  assert.equal(codes(found), ['SEPARATOR_LOST'])
  assert.match(found.problems.find((one) => one.code === 'SEPARATOR_LOST')?.message ?? '', /serial, which is missing/)
})

eu('eu 7.1 P4: extras are passed over and the national number is kept', () => {
  const text = ']d20104150123456782112506011727120071012345678<GS>10LOT42<GS>21A1B2C3D4E5'
  assertP1(text)
  const found = read(text)
  assert.is(found.produced?.iso, '2025-06-01')
  assert.is(
    found.nationalNumbers.some((one) => one.source === 'ai' && one.number === '12345678'),
    true,
  )
})

eu('eu 7.1 P4: a national number of another product is an error', () => {
  const found = read(']d20104150123456782172712007100375286' + '4<GS>10LOT42<GS>21A1B2C3D4E5')
  assert.equal(codes(found), ['NATIONAL_NUMBER_DIFFERS'])
})

eu('eu 7.1 P5: AIs inside values split nothing', () => {
  const found = read(']d201041501234567822110172117<GS>1727120010' + '21A')
  assert.is(found.valid, true, JSON.stringify(found.problems))
  assert.is(found.serial, '10172117')
  assert.is(found.lot, '21A')
})

const P6 = '[)><RS>06<GS>9N111234567842<GS>1TLOT42<GS>D271200<GS>SA1B2C3D4E5<RS><EOT>'

eu('eu 7.1 P6: format 06 envelope with a PPN', () => {
  for (const text of [P6, `]d1${P6}`]) {
    assertP1(text)
    const found = read(text)
    assert.is(found.scheme, 'ifa')
    assert.is(found.pack, 'ppn:111234567842/A1B2C3D4E5')
    assert.equal(found.nationalNumbers, [{ country: 'DE', kind: 'PZN', number: '12345678', source: 'ppn' }])
  }
})

eu('eu 7.1 P7: a wrong check digit is a malformed product code', () => {
  const found = read(P1.replace('04150123456782', '04150123456783'))
  assert.is(found.valid, false)
  assert.equal(codes(found), ['AI_CHECK_DIGIT'])
  assert.is(found.pack, undefined)
})

eu('eu 7.1 P8: valid GTINs', () => {
  assert.is(isGtin14('05060917518062'), true)
  assert.is(isGtin14('04772985431594'), true)
})

eu('eu 7.1 P9: PPN 110375286414 is valid, 110375286415 is not', () => {
  assert.is(isPpn('110375286414'), true)
  assert.is(isPpn('110375286415'), false)
  assert.equal(codes(read(P6.replace('111234567842', '110375286415'))), ['BAD_PPN'])
})

eu('eu 7.1 P10: PPN check digits keep their leading zero', () => {
  assert.is(isPpn('111000018808'), true)
  assert.is(parseProduct('ppn:111000018808').ok, true)
})

eu('eu 7.1 P11: a PZN stem with remainder 10 has no check digit', () => {
  assert.is(pzn8CheckDigit('1000006'), -1)
})

eu('eu 7.1 P12: an agency code other than 11 is refused by name', () => {
  const found = read(P6.replace('111234567842', '121234567844'))
  assert.is(found.valid, false)
  assert.is(found.pack, undefined)
  assert.match(found.problems[0]?.message ?? '', /agency code/)
})

eu('eu 7.1 P13: dates that exist, day 00 and leap years among them', () => {
  const iso = (raw: string): string | undefined => readDate(raw, 2026)?.iso
  assert.is(iso('271231'), '2027-12-31')
  assert.is(iso('271200'), '2027-12-31')
  assert.is(iso('280229'), '2028-02-29')
  assert.is(iso('211000'), '2021-10-31')
})

eu('eu 7.1 P14: dates that do not exist', () => {
  for (const raw of ['270229', '270230', '270431', '271300', '202110', '27120']) {
    assert.is(readDate(raw, 2026), undefined, raw)
  }
  const found = read(P1.replace('271200', '202110'))
  assert.equal(codes(found), ['AI_DATE'])
  assert.is(found.expiry, undefined)
  assert.is(found.pack, '04150123456782/A1B2C3D4E5', 'the pack is still named, so that it can be looked up')
})

eu('eu 7.1 P15: legal serials survive parsing and URLs', () => {
  for (const serial of ["yCH*4'h1Ab", 'a/b+c%d&e', 'A'.repeat(20)]) {
    const found = read(`]d201041501234567821727120010LOT42<GS>21${serial}`)
    assert.is(found.valid, true)
    assert.is(found.serial, serial)
    const pack = parsePackId(`04150123456782/${serial}`)
    if (!pack.ok) throw new Error(serial)
    assert.is(epcToItem(itemToUri(pack.value)), pack.value)
  }
})

eu('eu 7.1 P16: illegal serials', () => {
  for (const serial of ['A#1', 'A~1', 'A 1', 'Aé1', 'A'.repeat(21), '']) {
    assert.is(isSerial(serial), false, serial)
    const found = read(`]d201041501234567821727120010LOT42<GS>21${serial}`)
    assert.is(found.valid, false, serial)
    assert.is(found.pack, undefined, serial)
  }
})

eu('eu 7.1 P17: a repeated element with one value is accepted, with two refused as ambiguous', () => {
  assert.is(read(`${P1}<GS>21A1B2C3D4E5`).valid, true)
  assert.equal(codes(read(`${P1}<GS>21OTHER`)), ['AI_AMBIGUOUS'])
  assert.is(read(P6.replace('<RS><EOT>', '<GS>SA1B2C3D4E5<RS><EOT>')).valid, true)
  assert.equal(codes(read(P6.replace('<RS><EOT>', '<GS>SOTHER<RS><EOT>'))), ['DI_REPEATED'])
})

eu('eu 7.1 P18: a QR code or an old Data Matrix is no carrier of a unique identifier', () => {
  assert.is(read(P1).symbology?.euCarrier, true)
  assert.is(read(`]d1${P6}`).symbology?.euCarrier, true)
  assert.is(read(P1.replace(']d2', ']Q3')).symbology?.euCarrier, false)
  assert.is(read(P1.replace(']d2', ']d0')).symbology?.euCarrier, false)
  assert.is(read(P1.slice(3)).symbology, undefined, 'no prefix: not known')
})

eu('eu 7.1 P19: a product code of 13 digits is no product', () => {
  assert.is(parseProduct('4150123456782').ok, false)
  assert.is(parsePackId('4150123456782/A1').ok, false)
})

eu.run()
