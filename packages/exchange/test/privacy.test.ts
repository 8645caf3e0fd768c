import { REASONS } from '@packtrail/protocol'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BILL_TYPES } from '../src/cn/bill-types.ts'
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

privacy(
  'values of fields that are kept come from lists and clocks, parties from registers, types of papers from a list',
  async () => {
    const extra = {
      disposition: 'Hans Mueller',
      recordTime: 'born 1954-03-07',
      bizStep: 'Anna',
      eventTimeFraction: '+49 170 1234567',
      'bill.type': 'AOK 12345',
      'quantityList[]': '["Hans Mueller, Hauptstr. 5"]',
      persistentDisposition: 'HIV',
    }
    const text = [
      'action,time,product,serial,agent,holder,bizLocation,readPoint,doc,reason,toMarket,extra',
      `dispense,2026-11-23T10:00:00+01:00,09521234543213,W6WNDD6DMW,gln:9521234000013,uri:urn:x:hans-mueller,uri:tel:+49-170-1234567,uri:mailto:h.mueller@example.com,inv:01701234567 | HansMueller19540307:77,hansmueller,DE,"${JSON.stringify(extra).replaceAll('"', '""')}"`,
      '',
    ].join('\n')
    const result = await read(text)
    assert.not.match(JSON.stringify(result.items), /hans|mueller|1954|170|anna|aok|hiv/i)
    const [draft] = result.drafts
    assert.equal(
      [draft?.who, draft?.where, draft?.docs, draft?.extra, draft?.detail.reason],
      [{ agent: 'gln:9521234000013' }, undefined, undefined, undefined, undefined],
    )
    assert.equal(result.dropped, { patient: 13 })
  },
)

privacy('an EPCIS dispense: words of strangers, homes, types of papers', async () => {
  const event = {
    ...SHIPPING,
    bizStep: 'dispensing',
    disposition: 'https://example.com/patient/hans-mueller-1954',
    readPoint: { id: 'urn:patient:home:hans-mueller' },
    bizLocation: { id: 'https://example.com/home/hans-mueller' },
    bizTransactionList: [
      { type: 'https://example.com/btt/hans-mueller', bizTransaction: 'https://example.com/Hans-Mueller/inv-77' },
    ],
    destinationList: [{ type: 'location', destination: 'https://example.com/home/anna' }],
    recordTime: '2026-11-23T09:30:00Z',
  }
  const result = await read(json20([event]))
  assert.is(result.drafts[0]?.type, 'dispense')
  assert.not.match(JSON.stringify(result.drafts), /hans|mueller|1954|anna/i)
  assert.equal(result.drafts[0]?.extra, [['recordTime', '2026-11-23T09:30:00Z']])
})

privacy('an error declaration of a dispense keeps no more than the dispense', async () => {
  const declared = {
    declarationTime: '2026-03-02T10:00:00Z',
    reason: `https://example.com/er/${SECRET}`,
    'h:why': SECRET,
  }
  const sold = { ...SHIPPING, bizStep: 'dispensing', 'h:remark': SECRET, errorDeclaration: declared }
  const result = await read(json20([sold], { h: 'https://h.example.com/' }))
  const [draft] = result.drafts
  assert.equal([draft?.type, draft?.original?.type, draft?.detail.reason], ['correct', 'dispense', 'other'])
  assert.not.match(JSON.stringify(result.items), SECRET)
  const moved = { ...SHIPPING, errorDeclaration: { ...declared, reason: 'https://example.com/er/typo' } }
  const [shipped] = (await read(json20([moved], { h: 'https://h.example.com/' }))).drafts
  assert.ok(
    shipped?.extra?.some(([key, text]) => key === 'errorReason' && text.endsWith('typo')),
    'of a shipment it stays',
  )
})

privacy('free words of those who have goods in their hands: no sentence, no name', async () => {
  for (const action of ['observe', 'steal', 'sample', 'destroy', 'quarantine', 'undo', 'correct', 'recall']) {
    const text = `action,time,product,serial,reason,before,after,undoes\n${action},2026-01-05T10:00:00Z,00300010123455,1,for ${SECRET},${SECRET},${SECRET},${action === 'undo' ? 'ship' : ''}\n`
    keepsSilent(await read(text), { patient: 3 })
  }
})

privacy('every reason that a bill type stands for is a word of the list', () => {
  for (const { number, reason } of BILL_TYPES) assert.ok(reason === undefined || REASONS.has(reason), number)
})

privacy('a bill of a type that nobody knows may be a sale', async () => {
  const attributes = `FromCorpID="9001" ToCorpID="110101195403071234" CorpOrderID="13800138000" DestUserID="44010119800101123X" Remark="张三" Buyer="Zhang San"`
  for (const name of ['399', '105', 'HandOut']) {
    const result = await read(BILL(attributes).replace('"321"', `"${name}"`))
    const [draft] = result.drafts
    assert.is(draft?.type, 'observe')
    assert.not.match(JSON.stringify(result.drafts), /1101011954|13800138000|4401011980|张三|Zhang/)
    assert.equal(draft?.who, { agent: 'cn-ent:9001', holder: 'cn-ent:9001' })
  }
  const refused = await read(BILL(`FromCorpID="Zhang San ${SECRET}"`).replace('"321"', '"399"'))
  assert.ok(refused.errors.length > 0)
  keepsSilent(refused, {})
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
