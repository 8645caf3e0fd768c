import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  checkReport,
  FDA_3911,
  type Fda3911,
  fillReport,
  type OfficialReport,
  type ReadPaper,
  readReport,
  WHO_SF,
  type WhoReport,
  writeReportHtml,
  writeReportJson,
} from '../src/index.ts'
import { codes, inChunks } from './support.ts'

const test = suite('reports of suspect products')

const FDA: Fda3911 = {
  form: 'fda-3911',
  reportType: 'initial',
  determined: '2026-11-22T23:30:00-05:00',
  classification: 'counterfeit',
  productName: 'Example <b>& "Co"</b> 10 mg',
  ndc: '0001-2345-67',
  serials: ['A1', 'B2'],
  lots: ['L24A'],
  expiries: ['2028-06-30'],
  event: "A serial was verified twice in two states; the carton's print differs.",
  companyName: 'Example Wholesale',
}
const WHO: WhoReport = {
  form: 'who-sf',
  reportType: 'initial',
  country: 'DE',
  organisation: 'Example Pharmacy',
  suspicion: 'falsified',
  productName: 'Example',
  lots: ['L24A'],
  found: '2026-11-22',
  supplyChain: 'regulated',
  event: 'The seal was broken.',
  actions: ['quarantine'],
}

function read(source: string | Uint8Array, chunk = 40): Promise<ReadPaper<OfficialReport>> {
  const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source
  return readReport(inChunks(bytes, chunk), { file: 'report' })
}

test('a report is written as JSON and reads back the same', async () => {
  for (const report of [FDA, WHO]) {
    const result = await read(writeReportJson(report))
    assert.ok(result.ok, JSON.stringify(result.faults))
    assert.equal(result.value, report)
    assert.equal(result.faults, [])
  }
})

test('the form has every field by its number and name, days as it wants them, and what is missing is to be filled by hand', () => {
  const form = fillReport(FDA)
  const field = (number: string) => form.fields.find((one) => one.number === number)
  assert.equal(field('4')?.values, ['11/22/2026 (2026-11-22T23:30:00-05:00)'])
  assert.equal(field('5')?.values, ['Counterfeit'])
  assert.equal(field('16')?.values, ['06/30/2028'])
  assert.equal(field('12')?.values, [])
  assert.is(field('17')?.needed, true)
  assert.is(field('18')?.needed, false)
  assert.equal(
    [...new Set(form.fields.map(({ number }) => number))],
    Array.from({ length: 22 }, (_, i) => String(i + 2)),
  )
})

test('the 24 hours of the law begin at the determination and are told in its zone', () => {
  const { due } = fillReport(FDA)
  assert.is(due?.text, '2026-11-23T23:30:00.000-05:00')
  assert.is(due?.ms, Date.parse('2026-11-24T04:30:00Z'))
  assert.is(fillReport({ form: 'fda-3911', reportType: 'initial' }).due, undefined)
})

test('a first notification has no incident number, and what follows needs it', () => {
  assert.equal(codes(checkReport({ ...FDA, incidentNumber: '12345' })), ['BAD_WORD'])
  assert.equal(codes(checkReport({ ...FDA, ended: 'found to be genuine' })), ['BAD_WORD'])
  const later = fillReport({ ...FDA, reportType: 'termination', ended: 'genuine after all' })
  const incident = later.fields.find(({ number }) => number === '2')
  assert.is(incident?.needed, true)
  assert.equal(incident?.values, [])
  assert.equal(checkReport({ ...FDA, reportType: 'follow-up', incidentNumber: '12345' }), [])
})

test('what contradicts the form is told with the field', () => {
  const wrong = (report: object): string[] => codes(checkReport({ ...FDA, ...report } as OfficialReport))
  assert.equal(wrong({ ndc: '12345' }), ['BAD_NDC'])
  assert.equal(wrong({ expiries: ['2028-02-30'] }), ['BAD_DAY'])
  assert.equal(wrong({ determined: '2026-11-22T23:30:00' }), ['BAD_TIME'])
  assert.equal(wrong({ classification: 'odd' }), ['BAD_WORD'])
  assert.equal(wrong({ lots: 'L24A' }), ['BAD_TYPE'])
  assert.equal(wrong({ reportType: 'last' }), ['BAD_WORD'])
  assert.is(checkReport({ ...FDA, ndc: '12345' })[0]?.path, 'ndc')
  assert.throws(() => writeReportJson({ ...FDA, ndc: '12345' }), /NDC/)
  assert.throws(() => writeReportHtml({ ...FDA, ndc: '12345' }), /NDC/)
})

test('the page needs nothing else, escapes what it is given, and says what is to be filled by hand', () => {
  for (const report of [FDA, WHO]) {
    const page = writeReportHtml(report)
    assert.match(page, /^<!doctype html>/)
    assert.not.match(page, /<script|https?:\/\/|src=|@import|url\(/)
    assert.match(page, /default-src 'none'/)
    for (const { number, name } of (report.form === 'fda-3911' ? FDA_3911 : WHO_SF).fields) {
      assert.ok(page.includes(`<td class="no">${number}</td><th scope="row">${name}`), `${number} ${name}`)
    }
    assert.match(page, /to be filled by hand/)
  }
  const page = writeReportHtml(FDA)
  assert.ok(page.includes('Example &lt;b&gt;&amp; &quot;Co&quot;&lt;/b&gt; 10 mg'))
  assert.ok(page.includes('2026-11-23T23:30:00.000-05:00'))
})

test('many serials are counted in their field and listed at the end', () => {
  const serials = Array.from({ length: 500 }, (_, i) => `S${i}`)
  const page = writeReportHtml({ ...FDA, serials })
  assert.ok(page.includes('500, listed at the end under 14'))
  assert.ok(page.includes('S499'))
})

test('fields about persons are on the form and never filled; in a document they are left out and counted', async () => {
  const contact = fillReport(FDA).fields.find(({ number }) => number === '23')
  assert.equal(contact?.values, [])
  const text = writeReportJson(FDA).replace(
    '"form"',
    '"patientName": "Ada",\n "contactPhone": "1",\n "shelf": 1,\n "form"',
  )
  const result = await read(text)
  assert.ok(result.ok)
  assert.is(result.dropped, 2)
  assert.equal(codes(result.faults), ['UNKNOWN_FIELD'])
  assert.not.ok(JSON.stringify(result).includes('Ada'))
})

test('faults of a document name their line', async () => {
  const result = await read(writeReportJson(FDA).replace('0001-2345-67', 'x'))
  assert.equal(codes(result.faults), ['BAD_NDC'])
  assert.is(result.faults[0]?.line, 10)
  assert.equal(codes((await read('{"format":"packtrail.report","version":2,"form":"fda-3911"}')).faults), [
    'UNKNOWN_FORMAT',
  ])
  assert.equal(codes((await read('[]')).faults), ['JSON_SYNTAX'])
})

test('any JSON and any bytes give a report or faults; a report always makes a page', async () => {
  const names = fc.constantFrom(
    ...FDA_3911.fields.flatMap(({ from }) => from ?? []),
    'reportType',
    'constructor',
    '__proto__',
  )
  const value = fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 }), fc.integer(), fc.constant('2026-01-01'))
  await fc.assert(
    fc.asyncProperty(fc.dictionary(names, value, { maxKeys: 6 }), async (fields) => {
      const text = JSON.stringify({
        reportType: 'initial',
        ...fields,
        format: 'packtrail.report',
        version: 1,
        form: 'fda-3911',
      })
      const result = await read(text)
      assert.ok(result.ok || result.faults.some(({ severity }) => severity === 'error'))
      if (result.ok) assert.match(writeReportHtml(result.value), /<\/html>/)
    }),
    { numRuns: 300 },
  )
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      assert.is((await read(bytes)).ok, false)
    }),
  )
})

test.run()
