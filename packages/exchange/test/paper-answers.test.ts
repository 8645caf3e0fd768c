import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type AnswerOptions,
  EU_ALERTS,
  euRequestOf,
  euReturnCode,
  type PaperAnswer,
  type ReadPaper,
  readAnswer,
} from '../src/index.ts'
import { codes, inChunks } from './support.ts'

const test = suite('answers of authorities')
const GTIN = '04150123456782'

function read(
  source: unknown,
  options: Partial<AnswerOptions> = {},
  chunk = 50,
): Promise<ReadPaper<readonly PaperAnswer[]>> {
  const text = typeof source === 'string' || source instanceof Uint8Array ? source : JSON.stringify(source, null, 1)
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  return readAnswer(inChunks(bytes, chunk), { file: 'answer', ...options })
}

async function one(source: unknown, options: Partial<AnswerOptions> = {}): Promise<PaperAnswer> {
  const result = await read(source, options)
  assert.ok(result.ok, JSON.stringify(result.faults))
  assert.is(result.value.length, 1)
  return result.value[0] as PaperAnswer
}

// ----------------------------------------------------------------- EU, REST

const pack = (serialNumber: string): object => ({
  productCodeScheme: 'GTIN',
  productCode: GTIN,
  serialNumber,
  batchId: 'LOT42',
  expiryDate: '271200',
})

test('EU S31: of a list where 1 of 100 fails, 99 are accepted and 1 is told with its own code', async () => {
  const packs = Array.from({ length: 100 }, (_, i) => ({
    pack: pack(`S${i}`),
    result:
      i === 42
        ? { operationCode: 51320024, state: 'Supplied', warning: 'not possible', alertId: 'HR-1-2-3' }
        : { operationCode: '11300000', state: 'Destroyed' },
  }))
  const answer = await one({ operationCode: '12200000', packs })
  assert.is(answer.outcome, 'partly-rejected')
  assert.is(answer.packs.filter(({ accepted }) => accepted).length, 99)
  const [failed] = answer.packs.filter(({ accepted }) => !accepted)
  assert.is(failed?.serial, 'S42')
  assert.is(failed?.product, GTIN)
  assert.is(failed?.code, '51320024')
  assert.is(failed?.cause, 'state')
  assert.equal(failed?.alert, { id: 'HR-1-2-3' })
  assert.is(failed?.message, 'not possible')
  assert.match(failed?.remedy ?? '', /status/)
})

test('a list of PPN packs is answered as well', async () => {
  const answer = await one({
    packs: [
      {
        pack: { productCodeScheme: 'PPN', productCode: '111234567842', serialNumber: 'A' },
        result: { operationCode: '41020001' },
      },
    ],
  })
  assert.is(answer.outcome, 'rejected')
  assert.is(answer.packs[0]?.product, 'ppn:111234567842')
  assert.is(answer.packs[0]?.alert?.name, 'A3')
})

test('a list that was taken is being processed, with when and how long its result can be fetched', async () => {
  const body = { operationCode: '12100000', eta: '2026-11-23T12:00:00Z', expires: '2026-11-24T12:00:00Z' }
  const answer = await one(body)
  assert.is(answer.outcome, 'processing')
  assert.is(answer.resultFrom, body.eta)
  assert.is(answer.resultUntil, body.expires)
  assert.equal(answer.packs, [])
})

test('a list that was refused as a whole says why and what to do', async () => {
  const answer = await one({ operationCode: '62120001' })
  assert.is(answer.outcome, 'rejected')
  assert.match(answer.message ?? '', /count/)
  assert.ok(answer.remedy !== undefined)
})

test('the answer to one pack names it where the question is given', async () => {
  const named = { product: GTIN, serial: 'a/b' }
  const answer = await one({ operationCode: '11200000', state: 'Supplied' }, { pack: named })
  assert.is(answer.kind, 'eu-pack')
  assert.is(answer.outcome, 'accepted')
  assert.equal(answer.packs, [{ serial: 'a/b', accepted: true, code: '11200000', product: GTIN, state: 'Supplied' }])
})

test('EU S2, S3, S4, S5, S6, S9: the codes of the sources tell the alert, the cause and what to do', () => {
  const rows: readonly (readonly [string, string | undefined, string])[] = [
    ['NMVS_NC_PC_06', undefined, 'data'],
    ['NMVS_FE_LOT_03', 'A2', 'data'],
    ['41020002', 'A2', 'data'],
    ['NMVS_NC_PC_02', 'A3', 'data'],
    ['41020010', 'A3', 'data'],
    ['NMVS_FE_LOT_13', 'A68', 'data'],
    ['41020007', 'A68', 'data'],
    ['NMVS_FE_LOT_12', 'A52', 'data'],
    ['NMVS_NC_PCK_19', 'A7', 'state'],
    ['NMVS_NC_PCK_22', 'A24', 'state'],
    ['NMVS_NC_PCK_06', 'A24', 'state'],
    ['51220001', undefined, 'state'],
    ['51320001', undefined, 'state'],
    ['61020008', undefined, 'data'],
  ]
  for (const [code, alert, cause] of rows) {
    const found = euReturnCode(code)
    assert.is(found.accepted, false, code)
    assert.is(found.alert, alert, code)
    assert.is(found.cause, cause, code)
    assert.ok((found.remedy ?? '').length > 10 && (found.means ?? '').length > 5, code)
    if (alert !== undefined) assert.ok(alert in EU_ALERTS)
  }
})

test('the digits of a code of the REST interface tell its class, what was asked for, and a warning', () => {
  assert.equal(euReturnCode('11200000'), { accepted: true, known: true, warns: false })
  assert.is(euReturnCode('11220000').warns, true)
  assert.is(euRequestOf('11220000'), 'supply')
  assert.is(euRequestOf('62120001'), 'bulk')
  assert.is(euReturnCode('71020001').known, false)
})

test('a code that nobody knows is kept, warned of, and counts as not accepted', async () => {
  const result = await read({ packs: [{ pack: pack('A'), result: { operationCode: '99999999' } }] })
  assert.ok(result.ok)
  assert.equal(codes(result.faults), ['UNKNOWN_CODE'])
  assert.is(result.value[0]?.packs[0]?.code, '99999999')
  assert.is(result.value[0]?.outcome, 'rejected')
})

test('a pack of which nothing is said is a fault with its place', async () => {
  const result = await read({
    packs: [
      { pack: pack('A'), result: { operationCode: '11200000' } },
      { pack: pack('B'), result: {} },
    ],
  })
  assert.equal(codes(result.faults), ['MISSING_FIELD'])
  assert.is(result.faults[0]?.path, 'packs[1]')
})

test('the list that was sent is not taken for its answer', async () => {
  assert.equal(codes((await read({ state: 'Supplied', packs: [pack('A')] })).faults), ['UNKNOWN_FORMAT'])
  assert.equal(codes((await read({ serials: ['A'] })).faults), ['UNKNOWN_FORMAT'])
})

// ----------------------------------------------------------------- EU, SOAP

const soap = (body: string, useCase = 'G188Response'): string => `<?xml version="1.0"?>
<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope" xmlns:w="urn:wsdltypes.nmvs.eu:v4.0" xmlns:t="urn:types.nmvs.eu:v4.0">
<soap:Body><w:${useCase}><t:Header><t:Transaction><t:ClientTrxId>8f6e2c1a</t:ClientTrxId><t:NMVSTrxId>N77</t:NMVSTrxId></t:Transaction></t:Header>
<t:Body>${body}</t:Body></w:${useCase}></soap:Body></soap:Envelope>`

const PRODUCT = `<t:Product><t:ProductCode t:scheme="GTIN">${GTIN}</t:ProductCode><t:Batch><t:Id>LOT42</t:Id></t:Batch></t:Product>`

test('a SOAP answer to a list tells each pack with its code, and both numbers of the transaction', async () => {
  const packs = `<t:Packs>
<t:Pack t:sn="A" t:state="INACTIVE"><t:ReturnCode t:code="NMVS_SUCCESS" t:desc="Successfully processed."/></t:Pack>
<t:Pack t:sn="B" t:state="INACTIVE"><t:ReturnCode t:code="NMVS_NC_PCK_22" t:desc="inactive"/></t:Pack></t:Packs>`
  const answer = await one(soap(`${PRODUCT}${packs}<t:ReturnCode t:code="NMVS_NC_PCK_24" t:desc="some failed"/>`))
  assert.is(answer.kind, 'eu-bulk')
  assert.is(answer.outcome, 'partly-rejected')
  assert.is(answer.paper, '8f6e2c1a')
  assert.is(answer.reference, 'N77')
  assert.equal(
    answer.packs.map(({ serial, accepted, alert }) => [serial, accepted, alert?.name]),
    [
      ['A', true, undefined],
      ['B', false, 'A24'],
    ],
  )
  assert.is(answer.packs[1]?.product, GTIN)
})

test('a SOAP list that was taken is fetched later; one pack is one pack', async () => {
  const taken = await one(soap(`<t:ReturnCode t:code="NMVS_SUCCESS"/>`, 'G125Response'))
  assert.is(taken.outcome, 'processing')
  const single = `${PRODUCT}<t:Pack t:sn="A" t:state="INACTIVE"/><t:ReturnCode t:code="NMVS_NC_PC_02" t:desc="unknown"/>`
  const answer = await one(soap(single, 'G120Response'))
  assert.is(answer.kind, 'eu-pack')
  assert.is(answer.outcome, 'rejected')
  assert.is(answer.packs[0]?.alert?.name, 'A3')
})

test('a fault of the transport is technical: the list is sent again', async () => {
  const fault =
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultstring>busy</faultstring></e:Fault></e:Body></e:Envelope>'
  const answer = await one(fault)
  assert.is(answer.outcome, 'rejected')
  assert.is(answer.cause, 'technical')
  assert.is(answer.message, 'busy')
})

test('an answer in UTF-16 is read, in chunks of any size', async () => {
  const text = '\ufeff{"operationCode":"62120001"}'
  const bytes = new Uint8Array(text.length * 2)
  for (let i = 0; i < text.length; i++) new DataView(bytes.buffer).setUint16(i * 2, text.charCodeAt(i), true)
  for (const size of [1, 3, 7, 1000]) assert.is((await read(bytes, {}, size)).ok, true, String(size))
})

test('a SOAP request, other XML and a DOCTYPE with entities are no answer', async () => {
  assert.equal(codes((await read(soap('', 'G125Request'))).faults), ['UNKNOWN_ROOT'])
  assert.equal(codes((await read('<a/>')).faults), ['UNKNOWN_ROOT'])
  assert.equal(codes((await read('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')).faults), ['DOCTYPE_ENTITY'])
})

// --------------------------------------------------------------------- China

test('CN: uploaded is not accepted', async () => {
  const response = { model: '123456', msg_code: 'SUCCESS', response_success: true, request_id: 'r1' }
  const answer = await one({ alibaba_alihealth_drugtrace_top_lsyd_uploadretail_response: response })
  assert.is(answer.kind, 'cn-bill')
  assert.is(answer.outcome, 'sent')
  assert.is(answer.reference, 'r1')
})

test('CN: a bill uploaded twice, or not readable, is rejected with what to do', async () => {
  for (const msg_code of ['BILL_FILE_NAME_DUPLICATE_UPLOAD', 'BILL_DECODE_ERROR']) {
    const answer = await one({
      alibaba_alihealth_drug_kyt_uploadretail_response: { msg_code, msg_info: '重复', response_success: false },
    })
    assert.is(answer.outcome, 'rejected')
    assert.is(answer.code, msg_code)
    assert.ok(answer.remedy !== undefined)
  }
  const error = await one({
    error_response: { code: 15, msg: 'Remote service error', sub_code: 'isv.x', sub_msg: 'no', request_id: 'q' },
  })
  assert.is(error.code, 'isv.x')
})

test('CN: codes that were not read at the upload are told at once', async () => {
  const operation_info_map = { code_check_error_info: '{"CODE_NOT_EXIST":"81000030000000010003,81000030000000020004"}' }
  const answer = await one({ response_success: true, model: '1', operation_info_map })
  assert.equal(
    answer.packs.map(({ product, serial, code }) => [product, serial, code]),
    [
      ['cn:8100003', '0000000010003', 'CODE_NOT_EXIST'],
      ['cn:8100003', '0000000020004', 'CODE_NOT_EXIST'],
    ],
  )
})

const status = (...rows: readonly object[]): object => ({
  alibaba_alihealth_drugtrace_top_lsyd_query_billstatus_response: {
    result: {
      msg_code: 'SUCCESS',
      response_success: true,
      model: { result: { bill_deal_status_search_do: rows }, total_num: 1 },
    },
    request_id: 'r2',
  },
})

test('CN: what became of bills: 0 processed, 1 uploaded, 3 done wholly or partly, 4 failed', async () => {
  const result = await read(
    status(
      { bill_code: 'B0', result_type: '0' },
      { bill_code: 'B1', result_type: '1' },
      { bill_code: 'B2', result_type: '3', sub_process_flag: '51' },
      { bill_code: 'B3', result_type: 3, sub_process_flag: 52 },
      { bill_code: 'B4', result_type: '4', process_info: '码不存在' },
    ),
  )
  assert.ok(result.ok)
  assert.equal(
    result.value.map(({ paper, outcome }) => [paper, outcome]),
    [
      ['B0', 'processing'],
      ['B1', 'sent'],
      ['B2', 'accepted'],
      ['B3', 'partly-rejected'],
      ['B4', 'rejected'],
    ],
  )
  assert.match(result.value[3]?.remedy ?? '', /listbillprocesspartsuccess/)
  assert.is(result.value[4]?.message, '码不存在')
})

test('CN: the codes of a bill that were not taken, with their reasons, and that there are more pages', async () => {
  const row = {
    code: '81000030000000010003',
    error_code: 'E01',
    error_code_desc: '码状态不正确',
    process_status_reason_desc: '已出库',
  }
  const model = { pages: 2, page: 1, result: { bill_process_part_success_excel_d_t_o: [row] } }
  const answer = await one({
    alibaba_alihealth_drugtrace_top_lsyd_listbillprocesspartsuccess_response: {
      model,
      response_success: true,
      msg_code: 'SUCCESS',
    },
  })
  assert.is(answer.outcome, 'partly-rejected')
  assert.is(answer.morePages, true)
  assert.is(answer.packs[0]?.product, 'cn:8100003')
  assert.is(answer.packs[0]?.code, 'E01')
  assert.is(answer.packs[0]?.message, '码状态不正确 · 已出库')
})

test('CN: a relation file waits (1), is done (3) or failed (4)', async () => {
  const answers = ['1', '3', '4'].map((process_status) =>
    one({
      alibaba_alihealth_drug_kyt_queryrelationstatus_response: {
        response_success: true,
        model: { result: [{ process_status }] },
      },
    }),
  )
  const outcomes = (await Promise.all(answers)).map(({ kind, outcome }) => [kind, outcome])
  assert.equal(outcomes, [
    ['cn-relation', 'processing'],
    ['cn-relation', 'accepted'],
    ['cn-relation', 'rejected'],
  ])
})

test('CN: the insurer has taken what has infcode 0 and retRslt "1", and nothing else', async () => {
  const answer = (infcode: unknown, result: unknown): Promise<PaperAnswer> =>
    one({ infcode, inf_refmsgid: 'R1', output: { result } })
  assert.is((await answer(0, { retRslt: '1' })).outcome, 'accepted')
  assert.is((await answer('0', { retRslt: '0' })).outcome, 'rejected')
  assert.is((await answer(-1, undefined)).outcome, 'rejected')
  assert.is((await answer(0, undefined)).outcome, 'sent')
  assert.is((await answer(0, [{ retRslt: '1' }, { retRslt: '0' }])).outcome, 'partly-rejected')
  const traced = await answer(0, [
    { retRslt: '1', drugtracinfo: [{ drug_trac_codg: '81000030000000010003' }] },
    { retRslt: '0', drugtracinfo: [{ drug_trac_codg: '81000030000000020004' }] },
  ])
  assert.equal(
    traced.packs.map(({ accepted }) => accepted),
    [true, false],
  )
})

test('CN: names, numbers and words of the insurer are counted and kept nowhere', async () => {
  const result = await read({
    infcode: -1,
    err_msg: '人员[张三]不存在',
    psn_name: '张三',
    output: { result: { retRslt: '0', msgRslt: '张三', certno: '110101199001011234' } },
  })
  assert.ok(result.ok)
  assert.is(result.dropped, 4)
  const text = JSON.stringify(result)
  assert.not.ok(text.includes('张三') || text.includes('110101199001011234'))
})

// ---------------------------------------------------------------- anything

test('what is no answer is told as such', async () => {
  assert.equal(codes((await read('')).faults), ['EMPTY_FILE'])
  assert.equal(codes((await read('{}')).faults), ['UNKNOWN_FORMAT'])
  assert.equal(codes((await read('hello')).faults), ['JSON_SYNTAX'])
  assert.equal(codes((await read(Uint8Array.of(0x7b, 0xff, 0xfe))).faults), ['BAD_ENCODING'])
  assert.equal(codes((await read('{"infcode":0')).faults), ['TRUNCATED'])
})

test('any bytes, and answers broken anywhere, give answers or faults', async () => {
  const samples = [
    JSON.stringify(status({ bill_code: 'B', result_type: '3' })),
    JSON.stringify({ operationCode: '1', packs: [{ pack: pack('A'), result: { operationCode: '11200000' } }] }),
    soap(`${PRODUCT}<t:Packs><t:Pack t:sn="A"><t:ReturnCode t:code="X"/></t:Pack></t:Packs>`),
  ]
  const broken = fc
    .tuple(fc.constantFrom(...samples), fc.nat(1000), fc.string({ maxLength: 4 }), fc.nat(6))
    .map(([text, at, put, cut]) => new TextEncoder().encode(text.slice(0, at) + put + text.slice(at + cut)))
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.uint8Array({ maxLength: 100 }), broken),
      fc.integer({ min: 1, max: 99 }),
      async (bytes, size) => {
        const result = await read(bytes, {}, size)
        assert.ok(result.ok || result.faults.some(({ severity }) => severity === 'error'))
      },
    ),
    { numRuns: 400 },
  )
})

test('any JSON gives answers or faults', async () => {
  const names = fc.constantFrom(
    'infcode',
    'output',
    'result',
    'packs',
    'pack',
    'operationCode',
    'model',
    'response_success',
    'x_response',
    'data',
  )
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue({ maxDepth: 0 }),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(names, tie('tree'), { maxKeys: 4 }),
    ),
  }))
  await fc.assert(
    fc.asyncProperty(fc.dictionary(names, tree, { maxKeys: 5 }), async (value) => {
      const result = await read(value)
      assert.ok(result.ok || result.faults.some(({ severity }) => severity === 'error'))
    }),
    { numRuns: 400 },
  )
})

test.run()
