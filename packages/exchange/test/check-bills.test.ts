/** `check` of Chinese bills: the platform's rules, with the packing of relation files that come before. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type CheckReport, checkDocuments } from '../src/index.ts'

const test = suite('check of bills')

const CASE = '81000010000000010001'
const PACKS = ['81000030000000010003', '81000030000000020004'] as const

const RELATION = `<?xml version="1.0" encoding="utf-8"?><Document xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="关联关系XML Schema-3.0.xsd" License="1001123">
<Events Version="3.0">
<Event Name="RelationCreate">
<Relation productCode="9500000" subTypeNo="9500000001" cascade="1:2" packageSpec="盒12粒" comment="">
<Batch batchNo="20260901" madeDate="2026-09-01" validateDate="2028-08-31" workshop="" lineName="" lineManager="">
<Code curCode="${CASE}" packLayer="2" flag="0"/>
${PACKS.map((code) => `<Code curCode="${code}" packLayer="1" parentCode="${CASE}" flag="0"/>`).join('\n')}
</Batch></Relation></Event></Events></Document>`

function bill(number: string, codes: readonly string[], to = '100200300'): string {
  const rows = codes.map(
    (code) => `<Data Code="${code}" CorpOrderID="${number}" ActDate="2026-10-01 09:30:00" ToCorpID="${to}"/>`,
  )
  return `<Document Version="3.0"><Events><Event Name="SalesWareHouseOut" MainAction="WareHouseOut"><DataField>
${rows.join('\n')}
</DataField></Event></Events></Document>`
}

async function check(...texts: string[]): Promise<CheckReport> {
  const inputs = texts.map((text, i) => ({
    name: `${i + 1}.xml`,
    async *open(): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode(text)
    },
  }))
  return await checkDocuments(inputs, { now: Date.UTC(2026, 10, 23), hashKey: new Uint8Array(8) })
}

const found = (report: CheckReport): string[] => report.defects.map(({ code }) => String(code))

test('a case and a pack out of it in one bill are found where a relation file says what is inside', async () => {
  assert.ok(found(await check(RELATION, bill('CK1', [CASE, PACKS[0]]))).includes('NESTED_CODES'))
  assert.not.ok(found(await check(RELATION, bill('CK1', [CASE]))).includes('NESTED_CODES'))
})

test('without a relation file it is said that this was not checked', async () => {
  const report = await check(bill('CK1', [CASE, PACKS[0]]))
  assert.not.ok(found(report).includes('NESTED_CODES'))
  assert.ok(report.notChecked.some(({ why }) => why.includes('relation file')))
})

test('one number for two bills is a conflict; the same bill again is none', async () => {
  const one = bill('CK1', [PACKS[0]])
  assert.ok(found(await check(one, bill('CK1', [PACKS[1]]))).includes('BILL_NUMBER_TWICE'))
  assert.not.ok(found(await check(one, `${one}\n`)).includes('BILL_NUMBER_TWICE'))
})

test('a bill with more codes than the platform takes is refused', async () => {
  const codes = Array.from({ length: 3501 }, (_, i) => `8100003${String(i).padStart(13, '0')}`)
  assert.ok(found(await check(bill('CK1', codes))).includes('TOO_MANY_CODES'))
})

test.run()
