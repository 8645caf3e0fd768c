import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { personOf } from '../src/privacy.ts'
import { json20, PACK, type Result, read, SHIPPING, xml12 } from './support.ts'

const privacy = suite('names and numbers of people stay outside')

const SECRET = 'Zhang-Wei-110101199003078888'

/** Nothing that comes out of the door holds the secret: events, faults, descriptions. */
function keepsSilent(result: Result, dropped: Readonly<Record<string, number>>): void {
  assert.not.match(JSON.stringify(result.items), SECRET)
  assert.not.match(JSON.stringify(result.items), '110101199003078888')
  assert.equal(result.dropped, dropped)
}

privacy('fields are recognised however they are written, and others are left alone', () => {
  for (const name of [
    'customer_id',
    'USER_NAME',
    'userTel',
    'patientName',
    '{http://x/}Patient-ID',
    'ex:insuredPerson',
    '患者姓名',
    'psn_name',
  ]) {
    assert.is(personOf(name), 'patient', name)
  }
  for (const name of ['medic_doctor', 'prescriberName', 'prsc_dr_name', '开方医师'])
    assert.is(personOf(name), 'prescriber', name)
  for (const name of ['user_agent', 'medic_dispenser', 'lineManager', 'operatorName', 'contactPhone']) {
    assert.is(personOf(name), 'agent', name)
  }
  for (const name of [
    'serial',
    'lotNumber',
    'readPoint',
    'name',
    'userId',
    'CorpOrderID',
    'manufacturerName',
    'device',
    'comment',
  ]) {
    assert.is(personOf(name), undefined, name)
  }
})

privacy('extensions of EPCIS in JSON: at the top, inside, in places and in ilmd', async () => {
  const result = await read(
    json20(
      [
        {
          ...SHIPPING,
          'h:patientName': SECRET,
          'h:visit': { 'h:ward': 'W1', 'h:patient': { 'h:id': SECRET }, 'h:doctor': SECRET },
          readPoint: { ...SHIPPING.readPoint, 'h:operatorName': SECRET },
          bizTransactionList: [
            { type: 'po', bizTransaction: 'urn:x:1' },
            { type: 'https://h.example.com/prescription', bizTransaction: `urn:x:${SECRET}` },
          ],
        },
      ],
      { h: 'https://h.example.com/' },
    ),
  )
  keepsSilent(result, { patient: 3, prescriber: 1, agent: 1 })
  assert.equal(result.drafts[0]?.extra, [
    ['{https://h.example.com/}visit[]', '[{"{https://h.example.com/}ward":"W1"}]'],
  ])
  assert.is(result.drafts[0]?.docs?.length, 1)
})

privacy('extensions of EPCIS in XML, attributes included', async () => {
  const result = await read(
    xml12(`<ObjectEvent><eventTime>2026-03-01T10:00:00Z</eventTime><eventTimeZoneOffset>+01:00</eventTimeZoneOffset>
<epcList><epc>${PACK}1</epc></epcList><action>OBSERVE</action>
<h:patient xmlns:h="urn:h:">${SECRET}</h:patient>
<h:visit xmlns:h="urn:h:" ward="1" patientId="${SECRET}"><h:prescriber>${SECRET}</h:prescriber></h:visit></ObjectEvent>`),
  )
  keepsSilent(result, { patient: 2, prescriber: 1 })
})

privacy('a patient as party of a hand-over, or as thing', async () => {
  const result = await read(
    json20([
      {
        ...SHIPPING,
        epcList: [`${PACK}1`, 'urn:epc:id:gsrn:95252084.000000001', 'https://id.gs1.org/8017/952520840000000000'],
        destinationList: [{ type: 'possessing_party', destination: 'urn:epc:id:gsrn:95252084.000000001' }],
      },
    ]),
  )
  assert.not.match(JSON.stringify(result.items), '95252084')
  assert.is(result.dropped['patient'], 2)
})

const BILL = (attributes: string): string =>
  `<Document><Events><Event Name="321" MainAction="WareHouseOut"><DataField><Data Code="81155510000000000012" ActDate="2026-01-05 10:00:00" ${attributes}/></DataField></Event></Events></Document>`

privacy('bills of pharmacies: customer, agent, doctor, dispenser, and whoever scanned', async () => {
  const names = [
    'customer_id',
    'customer_id_type',
    'user_name',
    'user_tel',
    'user_agent',
    'medic_doctor',
    'medic_dispenser',
    'Actor',
  ]
  const result = await read(BILL(names.map((name) => `${name}="${SECRET}"`).join(' ')))
  keepsSilent(result, { patient: 4, prescriber: 1, agent: 3 })
  assert.is(result.drafts[0]?.type, 'dispense')
})

privacy('a bill that is refused quotes nobody', async () => {
  const result = await read(BILL(`user_name="${SECRET}" FromCorpID="a b"`).replace('81155510000000000012', '1'))
  assert.ok(result.errors.length > 0)
  keepsSilent(result, { patient: 1 })
})

privacy(
  'a bill of a sale keeps nothing that somebody may have written a name into, whatever it is called',
  async () => {
    const fields = ['Remarks', 'Customer', 'Buyer', 'User', 'Address', 'Age', 'Diagnosis', '顾客', 'CorpOrderID']
    const result = await read(BILL(fields.map((name) => `${name}="XS-${SECRET}"`).join(' ')))
    keepsSilent(result, { patient: 9 })
    assert.equal(result.drafts[0]?.extra, [['bill.type', '321']])
    const numbered = await read(BILL('CorpOrderID="XS-20260105-0012"'))
    assert.equal(numbered.drafts[0]?.docs, [{ type: 'bill', id: 'XS-20260105-0012' }])
  },
)

privacy('an EPCIS dispense keeps goods, place, time and papers of trade', async () => {
  const person = `https://example.com/patient/${SECRET}`
  const event = {
    ...SHIPPING,
    bizStep: 'dispensing',
    disposition: 'dispensed',
    eventID: `urn:visit:${SECRET}`,
    bizTransactionList: [{ type: 'po', bizTransaction: `urn:visit:${SECRET}` }],
    sourceList: [{ type: 'possessing_party', source: 'urn:epc:id:pgln:9521234.00001' }],
    destinationList: [
      { type: 'possessing_party', destination: person },
      { type: 'owning_party', destination: `urn:patient:${SECRET}` },
    ],
    sensorElementList: [{ sensorReport: [{ stringValue: SECRET }] }],
    'h:remark': `for ${SECRET}`,
  }
  const result = await read(json20([event]))
  assert.not.match(JSON.stringify(result.items), SECRET)
  const [draft] = result.drafts
  assert.is(draft?.type, 'dispense')
  assert.is(draft?.packs.length, 1)
  assert.is(draft?.trade?.toHolder, undefined)
  assert.ok((result.dropped['patient'] ?? 0) >= 6)
  const shipped = await read(json20([{ ...SHIPPING, 'h:remark': 'kept' }]))
  assert.ok(JSON.stringify(shipped.drafts[0]?.extra).includes('kept'), 'between businesses a remark stays')
})

privacy('the row of a sale: no free text, no number of a prescription, no buyer; taken back as well', async () => {
  for (const action of ['dispense', 'return', 'undo']) {
    const text = [
      'action,time,product,serial,doc,reason,toHolder,fromHolder,undoes',
      `${action},2026-01-05T10:00:00Z,00300010123455,1,rx:4711 | bill:${SECRET} | bill:B-77,for ${SECRET},uri:x:${SECRET},uri:y:${SECRET},${action === 'undo' ? 'dispense' : ''}`,
      '',
    ].join('\n')
    const [draft] = (await read(text)).drafts
    assert.is(draft?.type, action)
    assert.equal([draft?.docs, draft?.detail.reason], [[{ type: 'bill', id: 'B-77' }], undefined], action)
    const sides = [draft?.trade?.toHolder, draft?.trade?.fromHolder]
    assert.is(sides[action === 'dispense' ? 0 : 1], undefined)
  }
})

privacy('the line manager of a relation file', async () => {
  const text = `<Document><Events Version="3.0"><Event Name="RelationCreate"><Relation cascade="1"><Batch batchNo="B" lineManager="${SECRET}"><Code curCode="81155510000000000012" packLayer="1"/></Batch></Relation></Event></Events></Document>`
  const result = await read(text)
  assert.is(result.drafts.length, 1)
  keepsSilent(result, { agent: 1 })
})

privacy('columns of a CSV, also of rows that are refused, and names inside of extra', async () => {
  const text = [
    'action,time,product,serial,patient_name,Doctor,doc,extra',
    `dispense,2026-01-05T10:00:00Z,00300010123455,1,${SECRET},${SECRET},prescription:${SECRET},"{""note"":""n"",""userTel"":""${SECRET}""}"`,
    `dispense,noon,00300010123455,2,${SECRET},,,`,
    '',
  ].join('\n')
  const result = await read(text)
  assert.is(result.drafts[0]?.extra, undefined)
  assert.is(result.drafts.length, 1)
  keepsSilent(result, { patient: 5, prescriber: 1 })
})

privacy('broken documents are refused without quoting what is in them', async () => {
  for (const text of [
    json20([{ ...SHIPPING, 'h:patientName': SECRET }]).replace('"OBSERVE"', `"OBSERVE" "${SECRET}"`),
    xml12(`<ObjectEvent><h:patient xmlns:h="urn:h:">${SECRET}</h:patien></ObjectEvent>`),
    `action,time,patient\nship,2026-01-01,"${SECRET}" x\n`,
  ]) {
    const result = await read(text)
    assert.ok(result.errors.length > 0)
    assert.not.match(JSON.stringify(result.items), SECRET)
  }
})

privacy.run()
