/** Codes of real packs in the United States: National Drug Codes, and the numbers under the bars of over-the-counter labels. */
import { readFileSync } from 'node:fs'
import { testWithShared } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { gcpLengthOfNdc, gtinHoldsNdc, gtinOfNdc, parseCode, parseGtin, possibleNdcs } from '../src/index.ts'

const real = suite('real medicines')

/** The first columns; nothing before them is quoted. */
function rowsOf(path: string): string[][] {
  const lines = readFileSync(path, 'utf8').split(/\r?\n/).slice(1)
  return lines.filter((line) => line !== '').map((line) => line.split(',', 5))
}

testWithShared(
  real,
  'every NDC of the list is the GTIN beside it, and one of those that the GTIN could hold',
  'medicines/ndc-unfinished-2018.csv',
  (path) => {
    const rows = rowsOf(path)
    assert.ok(rows.length > 2000)
    for (const [ndc = '', segments = '', expected = ''] of rows) {
      const made = gtinOfNdc(ndc)
      if (!made.ok) throw new Error(`${ndc} is not read`)
      assert.is(made.value, expected)
      assert.ok(gtinHoldsNdc(made.value, ndc), ndc)
      assert.ok(possibleNdcs(made.value).includes(ndc), ndc)
      assert.is(gcpLengthOfNdc(ndc), 2 + Number(segments[0]), ndc)
      const pack = parseCode(`(01)${expected}(21)A1`, { referenceYear: 2026 })
      assert.is(pack.pack, `${expected}/A1`)
    }
  },
)

testWithShared(
  real,
  'a number under bars is a product and never a pack',
  'medicines/otc-label-barcodes.csv',
  (path) => {
    const rows = rowsOf(path)
    assert.ok(rows.length > 300)
    for (const [, , , ean = '', expected = ''] of rows) {
      const gtin = parseGtin(ean)
      assert.equal(gtin, { ok: true, value: expected })
      const scanned = parseCode(`]E0${ean}`, { referenceYear: 2026 })
      assert.equal([scanned.gtin, scanned.pack], [expected, undefined], ean)
    }
  },
)

real.run()
