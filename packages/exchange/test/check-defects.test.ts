/** The 36 defects that receivers reject: one change each to a file without any, and nothing else is found. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type CheckInput, type CheckOptions, DEFECTS, noNumbers } from '../src/index.ts'
import {
  C,
  changed,
  check,
  eventsOf,
  found,
  input,
  P,
  PALLET,
  R12,
  R13,
  withEvent,
  withEvents,
} from './check-support.ts'

const defects = suite('US defects')

interface Case {
  readonly files: string | readonly CheckInput[]
  readonly options?: Partial<CheckOptions>
  /** Stands on the line that is told of the first place, of the last file. */
  readonly at?: string
  /** Told along with it, because it follows from it. */
  readonly also?: readonly string[]
  readonly count?: number
}

const events = eventsOf(R13)
const at = (i: number): string => events[i] as string
const ship = (change: (event: string) => string): string => withEvent(R13, 7, change)
const after = (i: number, more: string): string =>
  withEvents(R13, [...events.slice(0, i + 1), more, ...events.slice(i + 1)])

const destroying = at(7)
  .replace(PALLET, `${P}0500`)
  .replace('>OBSERVE<', '>DELETE<')
  .replace('bizstep:shipping', 'bizstep:destroying')
  .replace('disp:in_transit', 'disp:destroyed')
  .replace('2026-10-05T13:00:00Z', '2026-10-05T12:30:00Z')
const unpacking = (parent: string, children: readonly string[], time = '2026-10-05T12:30:00Z'): string =>
  at(6)
    .replace(PALLET, parent)
    .replace(/(<childEPCs>)[\s\S]*(<\/childEPCs>)/, `$1${children.map((one) => `<epc>${one}</epc>`).join('\n')}$2`)
    .replace('>ADD<', '>DELETE<')
    .replace('bizstep:packing', 'bizstep:unpacking')
    .replace(/<eventTime>[^<]*/, `<eventTime>${time}`)
const OTHER_PALLET = 'urn:epc:id:sscc:0361414.0000000024'
const otherFile = (text: string): string => changed(text, '7300041', '7300042')
const seen = (id: string, more = {}): NonNullable<CheckOptions['seen']> => ({
  file: 'scans.txt',
  items: [
    { id: 'sscc:003614140000000179', text: PALLET, line: 1 },
    { id, text: id, line: 2, ...more },
  ],
})

const CASES: readonly Case[] = [
  // 1 to 6
  { files: withEvent(R13, 0, (one) => one.replace(/ *<epc>[^<]*0503<\/epc>\n/, '')), at: `${P}0503` },
  { files: ship((one) => one.replace('2026-10-05T13:00:00Z', '2026-10-05T11:00:00Z')), at: PALLET },
  { files: withEvents(R13, [...events.slice(1), at(0)]), at: `${P}0500`, count: 3 },
  { files: ship((one) => one.replace('2026-10-05T13:00:00Z', '2027-10-05T13:00:00Z')), at: '2027-10-05' },
  { files: ship((one) => one.replace('2026-10-05T13:00:00Z', '2026-10-05T13:00:00')), at: '2026-10-05T13:00:00<' },
  {
    files: withEvent(R13, 0, (one) =>
      one.replace('0501<', '0500<').replace('</epcList>', `<epc>${P}0501</epc></epcList>`),
    ),
    at: `${P}0500`,
  },
  // 7 to 12
  {
    files: [input(R13), input(otherFile(withEvents(R13, [at(0)])), 'b.xml')],
    at: `${P}0500`,
    count: 12,
  },
  {
    files: after(
      2,
      unpacking(`${C}91`, [`${P}0500`])
        .replace('>DELETE<', '>ADD<')
        .replace('bizstep:unpacking', 'bizstep:packing'),
    ),
    at: `${P}0500`,
  },
  { files: ship((one) => one.replace(PALLET, `${C}90`)), at: `${C}90` },
  { files: after(6, unpacking(`${C}90`, [`${P}0511`])), at: `${P}0511` },
  {
    files: withEvents(
      R13,
      events.filter((_, i) => i !== 5),
    ),
    at: PALLET,
  },
  {
    files: withEvent(R13, 5, (one) => one.replace('</epcList>', `<epc>${OTHER_PALLET}</epc></epcList>`)),
    at: '<ObjectEvent>',
  },
  // 13 to 18
  {
    files: R13,
    options: { master: { ...noNumbers(), units: new Map([['10361414123059', 5]]) } },
    at: '<AggregationEvent>',
    count: 3,
  },
  {
    files: withEvent(R13, 6, (one) => one.replace(`<epc>${C}92`, `<epc>${P}0512</epc><epc>${C}92`)).replace(
      `${P}0511</epc>\n        </epcList>`,
      `${P}0511</epc><epc>${P}0512</epc></epcList>`,
    ),
    at: `${C}92`,
  },
  {
    files: after(
      6,
      unpacking(`${C}90`, [PALLET]).replace('>DELETE<', '>ADD<').replace('bizstep:unpacking', 'bizstep:packing'),
    ),
    at: PALLET,
    also: ['US-14'],
  },
  { files: withEvent(R13, 1, (one) => one.replace('KX204', 'KX205')), at: `${P}0500`, count: 12 },
  { files: withEvent(R13, 1, (one) => one.replace('2029-08-31', '2029-09-30')), at: '<ilmd>' },
  { files: after(6, destroying), at: PALLET },
  // 19 to 24
  {
    files: changed(R13, /<sbdh:Standard[A-Z][\s\S]*<\/sbdh:StandardBusinessDocumentHeader>/, ''),
    also: ['SCHEMA_MISSING'],
  },
  { files: changed(R13, 'Statement>true<', 'Statement>false<'), at: '>false<' },
  { files: ship((one) => changed(one, /<source type="[^"]*location">.*<\/source>/, '')), at: '<sourceList>' },
  {
    files: ship((one) => changed(one, /<bizTransaction type="[^"]*btt:po">.*<\/bizTransaction>/, '')),
    at: '<bizTransactionList>',
  },
  {
    files: ship((one) =>
      one.replace('</readPoint>', `</readPoint>\n<bizLocation><id>urn:epc:id:sgln:0371200.10002.0</id></bizLocation>`),
    ),
    at: '<bizLocation>',
  },
  { files: withEvent(R13, 0, (one) => one.replace('disp:active', 'disp:in_progress')), at: 'disp:in_progress' },
  // 25 to 30
  { files: withEvent(R13, 0, (one) => one.replace('urn:epcglobal:cbv:bizstep:', '')), at: '>commissioning<' },
  { files: changed(R13, 'schemaVersion="1.2"', 'schemaVersion="1.1"'), at: 'schemaVersion' },
  { files: ship((one) => one.replace(/bt:(\d{12})\d:PO/, (_, body: string) => `bt:${body}0:PO`)), at: ':PO-8812' },
  {
    files: ship((one) =>
      one.replace(
        '<source type="urn:epcglobal:cbv:sdt:owning_party">urn:epc:id:sgln:0361414.00001',
        '<source type="urn:epcglobal:cbv:sdt:owning_party">urn:epc:id:sgln:0361414.000011',
      ),
    ),
    at: '.000011',
  },
  { files: withEvent(R13, 2, (one) => one.replace(`${P}0500`, `${P}500`)), at: `${P}500<` },
  {
    files: ship((one) => one.replace('urn:epc:id:sgln:0371200.10002.0', 'urn:epc:id:sgln:0371200.10003.0')),
    at: '0371200.10003',
  },
  // 31 to 36
  {
    files: ship((one) => changed(one, /<gs1ushc:dropShipment>.*<\/gs1ushc:dropShipment>/, '')),
    at: 'bizstep:shipping',
  },
  {
    files: R13.replace('US_FDA_NDC', 'FDA_NDC_11').replace('61414-123-05', '61414012305'),
    at: 'sgtin:0361414.012305.*',
  },
  { files: [input(R13), input(`${R13}\n`, 'b.xml')] },
  { files: R13, options: { maxBytes: 10_000 } },
  { files: R13, options: { seen: seen('00361414123052/0999') } },
  {
    files: R13,
    options: {
      orders: { file: 'order.csv', orders: [{ number: 'PO-8812', product: '00361414123052', quantity: 13 }] },
    },
  },
]

CASES.forEach(({ files, options, at: shown, also = [], count = 1 }, i) => {
  const number = i + 1
  const code = `US-${String(number).padStart(2, '0')}`
  const { name } = DEFECTS[i] as { readonly name: string }
  defects(`US defect ${number}: ${name}`, async () => {
    assert.equal(found(await check(R13)), [], 'the file without the change is clean')
    const report = await check(files, options)
    assert.equal(found(report).sort(), [count === 1 ? code : `${code} x${count}`, ...also].sort())
    assert.is(report.accepted, false)
    const group = report.defects.find((one) => one.code === code)
    assert.is(group?.number, number)
    assert.ok((group?.remedy ?? '') !== '')
    if (shown === undefined) return
    const text = typeof files === 'string' ? files : R13
    const line = group?.places[0]?.line ?? 0
    assert.ok(text.split('\n')[line - 1]?.includes(shown), `line ${line}: ${text.split('\n')[line - 1]}`)
  })
})

defects('the older example is clean too, and so are both together', async () => {
  assert.equal(found(await check(R12)), [])
  const both = [input(R12), input(R13, 'b.xml')]
  assert.equal(found(await check(both)), ['US-07 x16', 'PACKED_TWICE x15'], 'but for their common serials')
})

defects('the table of the defects is in the order of their numbers', () => {
  assert.equal(
    DEFECTS.map(({ number }) => number),
    Array.from({ length: 36 }, (_, i) => i + 1),
  )
})

defects.run()
