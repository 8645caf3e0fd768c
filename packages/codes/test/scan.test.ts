import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  disagreements,
  expandUpcE,
  fullYear,
  isGtin,
  ntinOfPzn,
  parseCode,
  ppnOfPzn,
  pznOfGtin,
  pznOfPpn,
  readLongDate,
  readSymbology,
  shortDate,
} from '../src/index.ts'
import { codes, GS, read } from './helpers.ts'

const scan = suite('scans')

const GTIN = '04150123456782'
const WHOLE = `01${GTIN}1727120010LOT42${GS}21A1B2C3D4E5`
const PACK = `${GTIN}/A1B2C3D4E5`

scan('a separator lost before a short serial is suspected, in scan data with an expiry and no serial', () => {
  const short = `01${GTIN}1727120010LOT42`
  for (const text of [`${short}21A1`, `]d2${short}21A1`, `]d2${short}217`, `${short}2112345`]) {
    const found = read(text)
    assert.equal([found.pack, codes(found, 'warn')], [undefined, ['SEPARATOR_LOST']], text)
  }
  for (const text of [`${short}<GS>21A1`, `]d2${short}<GS>217`]) {
    const found = parseCode(text, { referenceYear: 2026 })
    assert.equal([found.valid, codes(found)], [false, ['SEPARATOR_LOST']], text)
  }
})

scan(
  'what is no lost separator raises none: digits alone, a serial that is there, text that people wrote, no expiry',
  () => {
    for (const text of [
      `01${GTIN}1727120010902114`,
      `01${GTIN}1727120010A21`,
      `01${GTIN}172712001021AB`,
      `01${GTIN}10LOT4221A1`,
      `(01)${GTIN}(17)271200(10)LOT4221A1`,
      `01${GTIN}1727120010LOT4221A1${GS}21A1B2C3D4E5`,
      `01${GTIN}1727120010LOT4221A1${GS}215`,
    ]) {
      const found = read(text)
      assert.equal([found.valid, codes(found, 'warn')], [true, []], text)
    }
  },
)

scan('other brackets than round ones are named; one that closes a value which none opened is warned of', () => {
  for (const text of [
    `[01]${GTIN}[21]A1`,
    `（01）${GTIN}（21）A1`,
    `（０１）${GTIN}（２１）A1`,
    `{01}${GTIN}{21}A1`,
    `<01>${GTIN}`,
  ]) {
    const found = read(text)
    assert.equal([found.valid, codes(found)], [false, ['BRACKETS']], text)
  }
  const stray = read(`(01)${GTIN}(21)A1)(10)L`)
  assert.equal([stray.serial, codes(stray, 'warn')], ['A1)', ['BRACKETS']])
  for (const text of [`(01)${GTIN}(21)A\\(1)(10)L`, `(01)${GTIN}(21)A1\\)(10)L`])
    assert.equal(codes(read(text), 'warn'), [], text)
})

scan('which symbology identifiers say GS1', () => {
  for (const id of [']d2', ']C1', ']Q3', ']e0', ']J1', ']E0', ']E4']) assert.is(readSymbology(`${id}x`)?.gs1, true, id)
  for (const id of [']d1', ']d0', ']d3', ']C0', ']C2', ']Q1', ']Q5', ']I1', ']z3', ']A0', ']X0']) {
    assert.is(readSymbology(`${id}x`)?.gs1, false, id)
  }
  for (const text of ['', ']', ']d', '01]d2', ']1d', '] 2']) assert.is(readSymbology(text), undefined, text)
})

scan('the same elements in every GS1 carrier are one pack', () => {
  for (const id of [']d2', ']C1', ']Q3', ']e0', ']J1', '']) {
    const found = read(id + WHOLE)
    assert.is(found.pack, PACK, id)
    assert.equal(codes(found, 'warn'), [], id)
  }
})

scan('element strings in a symbol without the GS1 sign are read with a warning', () => {
  for (const id of [']d1', ']Q1', ']C0']) {
    const found = read(id + WHOLE)
    assert.is(found.pack, PACK)
    assert.equal(codes(found, 'warn'), ['NOT_GS1_SYMBOL'])
  }
})

scan('separators that a scanner spells out are separators', () => {
  for (const spelled of ['\u241d', '{GS}', '[GS]', '{FNC1}', '^]', '\\x1d', '\\x1D', '\\u001d']) {
    assert.is(read(WHOLE.replace(GS, spelled)).pack, PACK, spelled)
  }
})

scan('a spelled <GS> could be part of a serial: it is said, and not taken for a separator', () => {
  const found = parseCode(WHOLE.replace(GS, '<GS>'), { referenceYear: 2026 })
  assert.is(found.pack, undefined)
  assert.ok(codes(found, 'info').includes('SEPARATOR_REPLACED'))
  assert.is(parseCode(WHOLE.replace(GS, '<GS>'), { referenceYear: 2026, layout: { separator: '<GS>' } }).pack, PACK)
})

scan('an envelope with its control characters spelled out', () => {
  const envelope = '[)>\u241e06\u241d9N111234567842\u241dSA1\u241e\u2404'
  assert.is(read(envelope).pack, 'ppn:111234567842/A1')
  assert.is(read('[)>{RS}06{GS}9N111234567842{GS}SA1{RS}{EOT}').pack, 'ppn:111234567842/A1')
})

scan('the linear code of the pack, scanned into the same line, is no part of serial or lot', () => {
  const glued = [
    `01${GTIN}10L${GS}21A1${GTIN.slice(1)}`,
    `01${GTIN}10L${GS}21A1${GTIN}`,
    `01${GTIN}10L${GS}21A1-12345678`,
    `01${GTIN}21A1${GS}10L${GTIN.slice(1)}`,
    `0100300021433802172706302110000\x1d10L300021433802`,
  ]
  for (const text of glued) {
    const found = read(`]d2${text}`)
    assert.is(found.pack, undefined, text)
    assert.ok(codes(found).includes('SEPARATOR_LOST'), text)
  }
  const foreign = read(`]d201${GTIN}1727120010L${GS}21A14012345678901`)
  assert.is(foreign.pack, `${GTIN}/A14012345678901`)
  assert.equal(
    codes(foreign, 'warn'),
    ['SEPARATOR_LOST'],
    'the code of another product may be part of the serial: said',
  )
  // Before the code it makes a row of digits that no element string begins with.
  for (const text of [`${GTIN.slice(1)}${WHOLE}`, `300021433802${WHOLE}`]) assert.is(read(text).pack, undefined, text)
})

scan('a replaced separator is only understood when the scanner is known for it', () => {
  for (const ch of ['^', '|', '~', '#']) {
    const text = WHOLE.replace(GS, ch)
    assert.is(read(text).pack, undefined, ch)
    assert.ok(codes(read(text), 'info').includes('SEPARATOR_REPLACED'), ch)
    assert.is(read(text, { layout: { separator: ch } }).pack, PACK, ch)
  }
})

scan('superfluous separators are read, with a warning where they end nothing', () => {
  for (const text of [GS + WHOLE, WHOLE.replace(GS, GS + GS)]) {
    const found = read(`]d2${text}`)
    assert.is(found.pack, PACK)
    assert.equal(codes(found, 'warn'), ['SEPARATOR_SUPERFLUOUS'])
  }
  for (const text of [WHOLE.replace('271200', `271200${GS}`), WHOLE + GS]) {
    assert.equal(codes(read(`]d2${text}`), 'warn'), [])
    assert.is(read(`]d2${text}`).pack, PACK)
  }
})

scan('an unknown AI is passed over up to the separator, or by its predefined length', () => {
  const variable = read(`]d201${GTIN}50ABC${GS}21A1`)
  assert.is(variable.pack, `${GTIN}/A1`)
  assert.is(variable.valid, true)
  assert.ok(codes(variable, 'info').includes('AI_UNKNOWN'))
  const fixed = read(`]d201${GTIN}1412345621A1`)
  assert.is(fixed.pack, `${GTIN}/A1`)
  const noAi = read(`]d201${GTIN}X21A1`)
  assert.is(noAi.pack, undefined)
  assert.equal(codes(noAi), ['AI_UNKNOWN'])
})

scan('a fixed element cut short leaves nothing to go on from', () => {
  const found = read(`]d201${GTIN}172712${GS}21A1`)
  assert.is(found.pack, undefined)
  assert.equal(codes(found), ['AI_TOO_SHORT'])
})

scan('a lost separator between serial and anything that belongs to a medicine is found', () => {
  const lost = [
    `01${GTIN}21A1B2C1727120010LOT4`,
    `01${GTIN}21A1B2C310LOT17271200`,
    `01${GTIN}1727120021A1B2C310LOT42`,
    `01${GTIN}10LOT42${GS}21A1B2C317271200`,
    `01${GTIN}1727120010LOT42${GS}21A1B271012345678`,
    `01${GTIN}21123456789012391ABCD${GS}92${'x'.repeat(44)}`,
    `01${GTIN}10L${GS}21A101${GTIN}`,
    `01${GTIN}21A1${GS}10L101${GTIN}`,
  ]
  for (const text of lost) {
    const found = read(`]d2${text}`)
    assert.is(found.valid, false, text)
    assert.is(found.pack, undefined, text)
    assert.ok(codes(found).includes('SEPARATOR_LOST'), `${text} ${JSON.stringify(found.problems)}`)
  }
})

scan('a lot that swallowed the expiry is warned about; the pack is still known', () => {
  const found = read(`]d201${GTIN}21A1${GS}10LOT17271200`)
  assert.is(found.pack, `${GTIN}/A1`)
  assert.is(found.valid, true)
  assert.equal(codes(found, 'warn'), ['SEPARATOR_LOST'])
})

scan('a serial that may have swallowed a production date or a national number is warned about', () => {
  for (const tail of [
    '11250601',
    '7112345678',
    '7113400935955838',
    '712654321',
    '7147654321',
    '716012345678',
    '71012345678',
  ]) {
    const found = read(`]d201${GTIN}1727120010L${GS}21A1${tail}`)
    assert.ok(codes(found, 'warn').concat(codes(found)).includes('SEPARATOR_LOST'), tail)
  }
  for (const serial of ['11250601', 'A1711234', 'A111250699', 'A1714765432X']) {
    assert.equal(codes(read(`]d201${GTIN}1727120010L${GS}21${serial}`), 'warn'), [], serial)
  }
})

scan('a lot with 21 in it is a lot', () => {
  const found = read(`]d201${GTIN}1727120010A2101`)
  assert.is(found.valid, true)
  assert.is(found.lot, 'A2101')
})

scan('bracketed text: blanks, line ends and escaped brackets', () => {
  assert.is(read(`(01) ${GTIN} (21) A1B2C3D4E5`).pack, PACK)
  assert.is(read(`(01)${GTIN}\r\n(21)A1B2C3D4E5\r\n(10)LOT42\r\n(17)271200`).pack, PACK)
  assert.is(read(`(01)${GTIN}(21)A\\(1\\)`).pack, `${GTIN}/A(1)`)
  assert.is(read(`(01)${GTIN}(21)A(1)`).pack, undefined, 'where the serial ends cannot be told')
  assert.equal(codes(read(`(01)${GTIN}(21)A(1)`)), ['AI_UNKNOWN'])
})

const TAIL = 'dGVzdCBvZiBhIHNpZ25hdHVyZSwgNDQgY2hhcmFjdGU='
const RUSSIAN = `0104607004430213211234567890123${GS}91ABCD${GS}92${TAIL}`

scan('Russian and neighbouring codes keep their key and crypto tail', () => {
  const found = read(RUSSIAN)
  assert.is(found.pack, '04607004430213/1234567890123')
  assert.is(found.valid, true, JSON.stringify(found.problems))
  assert.equal(found.cryptoTail, { key: 'ABCD', signature: TAIL })
  assert.equal(codes(found, 'warn'), [])
  assert.equal(found.extras, [
    { ai: '91', value: 'ABCD' },
    { ai: '92', value: TAIL },
  ])
  assert.equal(codes(read(RUSSIAN.replace(TAIL, TAIL + TAIL)), 'warn'), [], 'other goods have 88 characters')
})

scan('a crypto tail of the wrong length is warned about, and the pack is still known', () => {
  for (const [text, field] of [
    [RUSSIAN.slice(0, -1), 'ai(92)'],
    [RUSSIAN.replace('91ABCD', '91ABC'), 'ai(91)'],
    [RUSSIAN.replace('211234567890123', '21123456789012'), 'ai(21)'],
    [RUSSIAN.slice(0, RUSSIAN.indexOf(`${GS}92`)), 'ai(92)'],
  ] as const) {
    const found = read(text)
    assert.equal(codes(found, 'warn'), ['CRYPTO_LENGTH'], text)
    assert.is(found.problems.find((one) => one.code === 'CRYPTO_LENGTH')?.field, field)
    assert.ok(found.pack !== undefined)
  }
  const glued = read(RUSSIAN.replace(`${GS}92`, '92'))
  assert.equal(codes(glued, 'warn'), ['SEPARATOR_LOST'])
  assert.is(glued.pack, '04607004430213/1234567890123')
  assert.equal(
    codes(read(`01${GTIN}21A1${GS}91own use${GS}92x`.replace(' ', '-')), 'warn'),
    [],
    'other uses of 91 and 92',
  )
})

scan('an SSCC by its AI, bare, and in brackets', () => {
  for (const text of [
    '00403000112345678901',
    ']C100403000112345678901',
    '(00)403000112345678901',
    '403000112345678901',
  ]) {
    assert.is(read(text).container, 'sscc:403000112345678901', text)
  }
  assert.is(read('403000112345678901').scheme, 'sscc')
  assert.equal(codes(read('00403000112345678902')), ['AI_CHECK_DIGIT'])
})

scan('assets and places have their fields', () => {
  assert.is(read('(8003)04012345555554987').container, 'grai:4012345555554/987')
  assert.is(read('(8004)4000001111').container, 'giai:4000001111')
  assert.is(read('(414)0614141123452(254)400').place, 'gln:0614141123452/400')
})

scan('a bare GTIN names a product and never a pack', () => {
  for (const text of ['4012345678901', '614141123452', ']E04012345678901', ']E496385074']) {
    const found = read(text)
    assert.is(found.valid, true, text)
    assert.is(found.scheme, 'gtin')
    assert.is(found.product?.length, 14)
    assert.is(found.pack, undefined)
  }
  assert.equal(codes(read('4012345678902')), ['BAD_CHECK_DIGIT'])
  assert.equal(codes(read(']E04012345678902')), ['BAD_GTIN'])
  assert.is(read('96385074').valid, false, 'eight digits without a symbology are too many other things')
})

scan('eight digits of an EAN/UPC symbol: EAN-8, UPC-E, or two readings', () => {
  assert.is(read(']E496385074').gtin, '00000096385074')
  assert.is(expandUpcE('04252614'), '042100005264')
  assert.is(read(']E004252614').gtin, '00042100005264')
  let both = 0
  for (let n = 0; n < 10000; n++) {
    const text = `0${String(n * 977).padStart(7, '0')}`
    const upc = expandUpcE(text)
    const found = read(`]E0${text}`)
    if (upc === undefined) assert.is(found.gtin, isGtin(text) ? text.padStart(14, '0') : undefined)
    else if (isGtin(text)) {
      both++
      assert.equal(codes(found), ['TWO_CODES'])
    } else assert.is(found.gtin, `00${upc}`)
  }
  assert.ok(both > 0)
})

scan('a GTIN of zeros names nothing', () => {
  const found = read(']d201000000000000002110000000123')
  assert.is(found.pack, undefined)
  assert.is(found.product, undefined)
  assert.equal(codes(found, 'warn'), ['GTIN_ZERO'])
})

scan('an expiry with a time gives its date', () => {
  assert.is(read(`(01)${GTIN}(21)A(7003)2710311200`).expiry?.iso, '2027-10-31')
})

scan('any number that is no code is refused', () => {
  for (const text of [
    '100200300',
    'hello',
    '10LOT',
    '2026-11-23',
    '000000',
    'urn:uuid:1',
    '[)>06',
    'mailto:a@b.c',
    '{}',
  ]) {
    const found = read(text)
    assert.is(found.valid, false, text)
    assert.is(found.pack ?? found.container ?? found.product, undefined, text)
  }
  assert.equal(codes(read('')), ['EMPTY'])
  assert.equal(codes(read(' \r\n')), ['EMPTY'])
})

scan('a GS1 symbol holds elements, even where they look like a GTIN', () => {
  assert.equal(read(']d2200017200100').elements, [
    { ai: '20', value: '00' },
    { ai: '17', value: '200100' },
  ])
  assert.is(read(']d2200017200100').product, undefined)
})

scan('the check characters of a model number', () => {
  assert.is(read('(8013)1987654Ad4X4bL5ttr2310c2K').valid, true)
  assert.equal(codes(read('(8013)1987654Ad4X4bL5ttr2310c2L')), ['AI_CHECK_DIGIT'])
})

scan('two codes in one scan are refused', () => {
  for (const text of [`]d2${WHOLE}]d2${WHOLE}`, `${WHOLE}]E04012345678901`, `${WHOLE}\r\n${WHOLE}`]) {
    assert.equal(codes(read(text)), ['TWO_CODES'])
    assert.is(read(text).pack, undefined)
  }
})

scan('format 05 of an envelope is a GS1 element string; two formats that name two packs are refused', () => {
  const five = `[)>\x1e05${GS}${WHOLE}\x1e\x04`
  assert.is(read(five).pack, PACK)
  assert.is(read(five).scheme, 'gs1')
  const both = `[)>\x1e05${GS}${WHOLE}\x1e06${GS}9N110375286414${GS}SA1B2C3D4E5\x1e\x04`
  assert.is(read(both).pack, undefined)
  assert.equal(codes(read(both)), ['TWO_CODES'])
})

scan('a PPN and its NTIN in one envelope are one pack when PZN and serial agree', () => {
  const same = `[)>\x1e06${GS}9N111234567842${GS}SA1B2C3D4E5\x1e05${GS}${WHOLE}\x1e\x04`
  const found = read(same)
  assert.is(found.valid, true, JSON.stringify(found.problems))
  assert.is(found.pack, 'ppn:111234567842/A1B2C3D4E5')
  assert.equal(codes(found, 'info'), ['TWO_SCHEMES'])
  assert.equal(codes(read(same.replace('SA1B2', 'SA1B3'))), ['TWO_CODES'])
})

scan('a GTIN beside a PPN in one envelope holds the same PZN', () => {
  const envelope = (gtin: string): string => `[)>\x1e06${GS}9N110375286414${GS}8P${gtin}${GS}SA1\x1e\x04`
  const found = read(envelope('04150037528643'))
  assert.is(found.valid, true, JSON.stringify(found.problems))
  assert.equal(
    found.nationalNumbers.map((one) => [one.source, one.number]),
    [
      ['ppn', '03752864'],
      ['ntin', '03752864'],
    ],
  )
  assert.equal(codes(read(envelope(GTIN))), ['NATIONAL_NUMBER_DIFFERS'])
  assert.equal(codes(read(envelope('04150037528644'))), ['BAD_GTIN'])
  assert.is(read(envelope('04012345678901')).valid, true, 'a GTIN that is no NTIN holds no PZN')
})

scan('national numbers: names, check digits, and what the GTIN holds', () => {
  const problems = (text: string): readonly string[] => codes(read(text), 'warn')
  for (const [ai, country, kind] of [
    ['710', 'DE', 'PZN'],
    ['711', 'FR', 'CIP'],
    ['712', 'ES', 'CN'],
    ['713', 'BR', 'DRN'],
    ['714', 'PT', 'AIM'],
    ['715', 'US', 'NDC'],
    ['716', 'IT', 'AIC'],
    ['717', 'CR', 'SRN'],
  ] as const) {
    const [number] = read(`(01)04012345678901(${ai})12345678`).nationalNumbers
    assert.equal(number, { country, kind, number: '12345678', source: 'ai' })
  }
  assert.equal(problems('(01)04012345678901(710)12345679'), ['BAD_PZN'])
  assert.equal(problems('(01)03400935955838(711)3400935955838'), [])
  assert.equal(problems('(01)03400935955838(711)3400935955839'), ['BAD_CHECK_DIGIT', 'NATIONAL_NUMBER_DIFFERS'])
  assert.equal(problems('(01)00300010123455(715)0001-0123-45'), [])
  assert.equal(problems('(01)00300010123455(715)0001012346'), ['NATIONAL_NUMBER_DIFFERS'])
})

scan('several codes on one pack contradict each other or not', () => {
  const said = (...texts: readonly string[]): readonly string[] =>
    disagreements(texts.map((text) => read(text))).map((one) => one.message)
  const ppn = `[)>\x1e06${GS}9N111234567842${GS}1TLOT42${GS}D271231${GS}SA1B2C3D4E5\x1e\x04`
  assert.equal(said(WHOLE, ppn, GTIN), [])
  assert.equal(said(), [])
  assert.match(said(WHOLE, ppn.replace('9N111234567842', '9N110375286414')).join(), /PZN/)
  assert.match(said(WHOLE, '04012345678901').join(), /GTIN/)
  assert.match(said(WHOLE, ppn.replace('SA1', 'SA2')).join(), /serial/)
  assert.match(said(WHOLE, ppn.replace('LOT42', 'LOT43')).join(), /lot/)
  assert.equal(said(WHOLE, '81000030000000010003'), [])
})

scan('a broken envelope is a fault, an open one a warning', () => {
  assert.equal(codes(read('[)>069N111234567842')), ['ENVELOPE'])
  assert.equal(codes(read('[)>\x1e07\x1d9N111234567842\x1e\x04')), ['ENVELOPE'])
  const open = read(`[)>\x1e06${GS}9N111234567842${GS}SA1`)
  assert.is(open.pack, 'ppn:111234567842/A1')
  assert.equal(codes(open, 'warn'), ['ENVELOPE'])
  assert.equal(codes(read(`[)>\x1e06${GS}SA1\x1e\x04`)), ['BAD_PPN'])
})

scan('PZN, PPN and NTIN of one product', () => {
  assert.is(ppnOfPzn('03752864'), '110375286414')
  assert.is(ntinOfPzn('03752864'), '04150037528643')
  assert.is(pznOfPpn('110375286414'), '03752864')
  assert.is(pznOfGtin('04150037528643'), '03752864')
  assert.is(pznOfGtin('04012345678901'), undefined)
  assert.is(ppnOfPzn('03752865'), undefined)
})

scan('a PZN by itself names a product, with its check digit', () => {
  for (const text of ['-03752864', ']A0-03752864', 'PZN 03752864', 'PZN-03752864', 'pzn: 3752864']) {
    const found = read(text)
    assert.is(found.product, 'ppn:110375286414', text)
    assert.is(found.pack, undefined)
    assert.equal(found.nationalNumbers, [{ country: 'DE', kind: 'PZN', number: '03752864', source: 'pzn' }])
  }
  assert.equal(codes(read('-03752865')), ['BAD_PZN'])
  assert.is(read('03752864').valid, false, 'eight digits are too many other things')
})

scan('a serial behind the question mark of a Digital Link is not read', () => {
  const found = read(`https://id.gs1.org/01/${GTIN}?21=A1&17=271200`)
  assert.is(found.pack, undefined)
  assert.is(found.product, GTIN)
  assert.equal(codes(found, 'warn'), ['DL_ATTRIBUTE'])
})

scan('a compressed Digital Link is refused in words', () => {
  const found = read('https://id.gs1.org/DBHKVAdpQgqrGVAZHg')
  assert.equal(codes(found), ['DL_COMPRESSED'])
  assert.match(found.problems[0]?.message ?? '', /compressed/)
})

scan('the century of two digits follows the year of the scan', () => {
  assert.is(fullYear(76, 2026), 2076)
  assert.is(fullYear(77, 2026), 1977)
  assert.is(fullYear(0, 2051), 2100)
  assert.is(fullYear(1, 2051), 2101)
  assert.is(fullYear(99, 2026), 1999)
  assert.is(fullYear(99, 2060), 2099)
  assert.is(fullYear(10, 2060), 2110)
  assert.is(fullYear(11, 2060), 2011)
  assert.is(shortDate('2027-12-31'), '271231')
  assert.is(readLongDate('20270229'), undefined)
  assert.is(readLongDate('20280229')?.iso, '2028-02-29')
})

scan.run()
