import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  containerAsPack,
  disagreements,
  formatPack,
  gs1CheckDigit,
  isPackId,
  normaliseCn,
  packAsContainer,
  parseItemId,
} from '../src/index.ts'
import { codes, read } from './helpers.ts'

const cn = suite('China fact sheet, section 6, code parser')

const CODE = '81000030000000010003'
const PACK = 'cn:8100003/0000000010003'

cn('cn 6 row 1: a 码上放心 code in its parts; its check digits are not verifiable offline', () => {
  const found = read(CODE)
  assert.is(found.valid, true)
  assert.is(found.scheme, 'cn')
  assert.is(found.pack, PACK)
  assert.is(found.product, 'cn:8100003')
  assert.equal(found.cn, {
    form: 'mashangfangxin',
    code: CODE,
    prefix: '8100003',
    unitSerial: '000000001',
    check: '0003',
    printedSerial: '0000000010003',
    checkDigits: 'unverifiable-offline',
    specialDrug: false,
  })
  assert.equal(codes(found, 'info'), ['CN_CHECK_UNVERIFIABLE'])
})

const DISGUISES = [
  '8100003-0000000010003',
  '８１００００３００００００００１０００３',
  '８１００００３－００００００００１０００３',
  `${CODE}\r\n`,
  `\t${CODE} `,
  '81000 03000 00000 10003',
  '8100003 0000000010003',
  '8100003　0000000010003',
  `]C0${CODE}`,
  `]C1${CODE}`,
  `]d2${CODE}`,
  `]d1${CODE}`,
  `]Q3${CODE}`,
  `]Q1${CODE}`,
  `https://www.example.com/trace?code=${CODE}`,
  `http://m.example.cn/c/${CODE}/info?from=scan&v=20260101`,
  '药品标识码：8100003  序列号：0000000010003',
  '药品标识码:8100003\r\n序列号:0000000010003',
]

for (const text of DISGUISES) {
  cn(`cn 6 row 2: ${JSON.stringify(text)} is the pack of row 1`, () => {
    const found = read(text)
    assert.is(found.valid, true, JSON.stringify(found.problems))
    assert.is(found.pack, PACK)
  })
}

cn('cn 6 row 2: a hyphen anywhere else is no disguise', () => {
  for (const text of [
    '810000-30000000010003',
    '81000030-000000010003',
    '8100003--0000000010003',
    '-81000030000000010003',
  ]) {
    assert.is(read(text).pack, undefined, text)
    assert.is(read(text).valid, false, text)
  }
})

cn('cn 6 row 2: an address with two different codes names neither', () => {
  const found = read(`https://example.com/?a=${CODE}&b=81000030000000020004`)
  assert.is(found.valid, false)
  assert.is(found.pack, undefined)
})

cn('cn 6 row 3: 19 or 21 digits are refused for their length', () => {
  for (const text of [CODE.slice(0, 19), `${CODE}1`]) {
    const found = read(text)
    assert.is(found.valid, false)
    assert.equal(codes(found), ['CN_LENGTH'])
  }
})

cn('cn 6 row 4: twenty digits that do not begin with 8 need a registered prefix', () => {
  const text = '91000030000000010003'
  assert.equal(codes(read(text)), ['CN_PREFIX_UNKNOWN'])
  assert.is(read(text).pack, undefined)
  const found = read(text, { cnPrefixes: new Set(['9100003']) })
  assert.is(found.valid, true)
  assert.is(found.cn?.form, 'own-scheme')
  assert.is(found.pack, 'cn:9100003/0000000010003')
})

cn('cn 6 row 5: the 商品码 is refused by name, scanned bare or as EAN', () => {
  for (const text of ['6901234567892', ']E06901234567892', '６９０１２３４５６７８９２']) {
    const found = read(text)
    assert.is(found.valid, false)
    assert.is(found.product, undefined)
    assert.equal(codes(found), ['CN_PRODUCT_CODE_69'])
    assert.match(found.problems[0]?.message ?? '', /商品码/)
  }
})

cn('cn 6 row 6: the 本位码 is refused by name, with a word on its check digit', () => {
  const [right, wrong] = [read('86904879000126'), read('86904879000125')]
  assert.equal(codes(right), ['CN_NATIONAL_CODE_869'])
  assert.equal(codes(wrong), ['CN_NATIONAL_CODE_869'])
  assert.match(right.problems[0]?.message ?? '', /check digit right/)
  assert.match(wrong.problems[0]?.message ?? '', /check digit wrong/)
})

cn('cn 6 row 7: 89… is a special drug', () => {
  const found = read('89000010000000010003')
  assert.is(found.valid, true)
  assert.is(found.cn?.specialDrug, true)
})

cn("cn 6 row 8: letters make it a maker's own scheme", () => {
  const text = '8100003AB00000010003'
  assert.equal(codes(read(text)), ['CN_PREFIX_UNKNOWN'])
  const found = read(text, { cnPrefixes: new Set(['8100003']) })
  assert.is(found.cn?.form, 'own-scheme')
  assert.is(found.cn?.check, undefined)
  assert.equal(codes(found, 'info'), ['CN_CHECK_UNVERIFIABLE'])
})

const ROW9 = '0106970000000017215A7K9Q2<GS>17280831102609A'

cn('cn 6 row 9: a GS1 code as 追溯码', () => {
  for (const text of [ROW9, `]d2${ROW9}`, `]Q3${ROW9}`]) {
    const found = read(text)
    assert.is(found.valid, true, JSON.stringify(found.problems))
    assert.is(found.scheme, 'gs1')
    assert.is(found.pack, '06970000000017/5A7K9Q2')
    assert.is(found.expiry?.iso, '2028-08-31')
    assert.is(found.lot, '2609A')
  }
})

cn('cn 6 row 10: row 9 without its separator is refused', () => {
  const found = read(ROW9.replace('<GS>', ''))
  assert.is(found.valid, false)
  assert.is(found.pack, undefined)
  const short = read('010697000000001721Q217280831102609A')
  assert.is(short.pack, undefined, 'short enough to fit one serial')
  assert.equal(codes(short), ['SEPARATOR_LOST'])
})

cn('cn 6 row 11: a lot that ends in 17 and a date has swallowed the expiry: warned, and no pack', () => {
  const found = read('010697059381010910N053000117230527')
  assert.is(found.gtin, '06970593810109')
  assert.is(found.lot, 'N053000117230527')
  assert.is(found.pack, undefined)
  assert.equal(codes(found, 'warn'), ['SEPARATOR_LOST'])
})

cn('cn 6 row 12: GTIN 06970000000018 has a wrong check digit', () => {
  assert.equal(codes(read(ROW9.replace('06970000000017', '06970000000018'))), ['AI_CHECK_DIGIT'])
})

cn('cn 6 row 13: expiry 280800 is the last day of August 2028', () => {
  assert.is(read(ROW9.replace('280831', '280800')).expiry?.iso, '2028-08-31')
})

cn('cn 6 row 49: a 追溯码 is a code of its own scheme, with no GTIN for another market', () => {
  const found = read(CODE)
  assert.is(found.scheme, 'cn')
  assert.is(found.gtin, undefined)
})

cn('cn 6 row 50 and 51: GTIN, lot and expiry without a serial name a product and no pack', () => {
  const found = read(ROW9.replace('215A7K9Q2<GS>', ''))
  assert.is(found.valid, true)
  assert.is(found.product, '06970000000017')
  assert.is(found.serial, undefined)
  assert.is(found.pack, undefined)
})

cn('cn 6 row 53: a plain Data Matrix that holds a GTIN is said not to be a GS1 symbol', () => {
  const found = read(`]d1${ROW9}`)
  assert.is(found.symbology?.gs1, false)
  assert.equal(codes(found, 'warn'), ['NOT_GS1_SYMBOL'])
})

cn('cn 6 row 54: two codes with different GTINs on one pack contradict each other', () => {
  const [one, two] = [read('0106970000000017215A7K9Q2'), read('4012345678901')]
  assert.equal(
    disagreements([one, two]).map(({ severity, code }) => [severity, code]),
    [['error', 'CODES_DIFFER']],
  )
  assert.equal(disagreements([one, read('06970000000017')]), [])
})

cn('cn 6 row 57: PPN 110375286414 and NTIN 04150037528643 are of one product, an NTIN of another PZN is not', () => {
  const ppn = read('[)><RS>06<GS>9N110375286414<GS>SA1<RS><EOT>')
  assert.equal(disagreements([ppn, read('(01)04150037528643(21)A1')]), [])
  assert.equal(
    disagreements([ppn, read('(01)04150123456782(21)A1')]).map((one) => one.severity),
    ['error'],
  )
})

cn('cn 6 row 58: a Russian code without 92 says that its signature is missing', () => {
  const found = read('0104607004430213211234567890123<GS>91ABCD')
  assert.equal(codes(found, 'warn'), ['CRYPTO_LENGTH'])
  assert.is(found.cryptoTail, undefined)
  assert.is(found.pack, '04607004430213/1234567890123')
})

cn('a code printed on a case is the container of the same characters', () => {
  const pack = parseItemId(PACK)
  if (!pack.ok || !isPackId(pack.value)) throw new Error('not a pack')
  assert.is(formatPack(pack.value), CODE)
  const container = packAsContainer(pack.value)
  assert.is(container, `cn:${CODE}`)
  assert.is(container === undefined ? '' : containerAsPack(container), PACK)
})

cn('two codes in one line are two codes', () => {
  assert.equal(codes(read(`${CODE}81000030000000020004`)), ['TWO_CODES'])
  assert.equal(codes(read(`${CODE}\n81000030000000020004`)), ['TWO_CODES'])
})

cn('two codes with a sign between them are two codes, and signs around one are named', () => {
  for (const sign of [',', ';', '；', '，', '、', ' | ', '", "']) {
    assert.equal(codes(read(`${CODE}${sign}81000030000000020004`)), ['TWO_CODES'], sign)
  }
  for (const text of [`${CODE};`, `"${CODE}"`, `'${CODE}'`, `“${CODE}”`, `,${CODE}`]) {
    const found = read(text)
    assert.equal([found.pack, codes(found)], [undefined, ['CN_LENGTH']], text)
    assert.match(found.problems[0]?.message ?? '', 'signs around')
  }
})

cn('in a web address only a value that stands by itself is a code, and one that nothing names is warned of', () => {
  for (const text of [
    `https://x.example/t/abc${CODE}def`,
    `https://x.example/t/${CODE}0a`,
    `https://x.example/t/ff-${CODE}`,
    `https://x.example/t?h=a${CODE}`,
    `https://${CODE}.example/`,
    `https://x.example:80/?q=pack+${CODE}`,
    `https://${CODE}@x.example/t`,
  ]) {
    const found = read(text)
    assert.equal([found.valid, found.pack], [false, undefined], text)
  }
  for (const text of [
    `https://shop.example/order/${CODE}`,
    `https://www.example.com/search?q=${CODE}`,
    `https://www.example.com/${CODE}`,
    `https://www.example.com/x#${CODE}`,
  ]) {
    const found = read(text)
    assert.equal([found.pack, codes(found, 'warn')], [PACK, ['CN_ADDRESS']], text)
  }
  for (const text of [`https://e.example/a?drug_trac_codg=${CODE}`, `HTTPS://E.EXAMPLE/C/${CODE}?TRACECODE=${CODE}`]) {
    const found = read(text)
    assert.equal([found.pack, codes(found, 'warn')], [PACK, []], text)
  }
})

cn('a truncated code is no SSCC even when the check digit fits', () => {
  const cut = `81000030000000001${gs1CheckDigit('81000030000000001')}`
  assert.equal(codes(read(cut)), ['CN_LENGTH'])
  assert.is(read(`00${cut}`).container, `sscc:${cut}`)
})

cn('normalising never changes a character of the code', () => {
  assert.is(normaliseCn(CODE), CODE)
  assert.is(normaliseCn('1234567-89'), '1234567-89')
  assert.is(normaliseCn('8100003ab/0000010003'), '8100003ab/0000010003')
})

cn('a code that is a GS1 asset as well is refused, not guessed', () => {
  const asset = `80030061414100000${gs1CheckDigit('061414100000')}01`
  assert.equal(codes(read(`]C1${asset}`)), ['TWO_CODES'])
  assert.is(read(`]C1${asset}`).pack, undefined)
  assert.is(read(`]C0${asset}`).pack, `cn:8003006/${asset.slice(7)}`)
})

cn.run()
