import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  readAnswer,
  readVrsReply,
  readVrsRequest,
  VRS_POLICY,
  type VrsAsked,
  type VrsRequest,
  vrsConnectivityReply,
  vrsConnectivityUrl,
  vrsMatch,
  vrsReply,
  vrsRequestUrl,
  vrsVerdict,
} from '../src/index.ts'
import { codes, inChunks } from './support.ts'

const test = suite('verification messages')

const REQUEST: VrsRequest = {
  product: '00300010123455',
  serial: 'a/b+c%d&e',
  lot: 'L/24&A',
  expiry: '271200',
  reqGln: '9521234000013',
  corrUuid: '7c5f1f9e-2b6d-4c5a-9a41-0f3c8d2e6b10',
  context: 'dscsaSaleableReturn',
}
const FACTS = { responderGln: '9521234000020', ms: 1_795_000_000_123, offset: -480 }
const ask = (url: string, method = 'GET', ours = true): VrsAsked =>
  readVrsRequest(url, { method, answersFor: () => ours })
const replied = (verdict: Parameters<typeof vrsReply>[1]): string => vrsReply(REQUEST, verdict, FACTS)
const data = (body: string): unknown => (JSON.parse(body) as { data: unknown }).data

test('a request is an address, and reads back as what was asked', () => {
  const url = vrsRequestUrl('https://vrs.example/api/', { ...REQUEST, inPossession: true })
  assert.is(
    url,
    'https://vrs.example/api/verify/gtin/00300010123455/lot/L%2F24%26A/ser/a%2Fb%2Bc%25d%26e?exp=271200&linkType=verificationService&context=dscsaSaleableReturn&reqGLN=9521234000013&corrUUID=7c5f1f9e-2b6d-4c5a-9a41-0f3c8d2e6b10&ctrlPossessAtt=true',
  )
  const asked = ask(url)
  assert.ok(asked.ok && asked.kind === 'verify')
  assert.equal(asked.request, { ...REQUEST, inPossession: true })
  assert.is(asked.expiry.iso, '2027-12-31')
  const resolved = ask(vrsRequestUrl('https://resolver.example', REQUEST, 'resolver'))
  assert.ok(resolved.ok && resolved.kind === 'verify')
  assert.equal(resolved.request, REQUEST)
})

test('parameters that nobody knows are ignored; whom to call is left out and counted', () => {
  const url = `${vrsRequestUrl('https://v.example', REQUEST)}&email=ada%40example.com&telephone=%2B1555&x=1`
  const asked = ask(url)
  assert.ok(asked.ok)
  assert.is(asked.dropped, 2)
  assert.not.ok(JSON.stringify(asked).includes('ada'))
})

test('US 37: all four match: verified true', () => {
  const match = vrsMatch({ lot: 'L', expiry: '2027-12-31' }, { lot: 'L', expiry: '2027-12-31' })
  assert.is(match, 'match')
  assert.equal(data(replied(vrsVerdict(match, 'fit', VRS_POLICY))), { verified: true })
})

test('US 38: an unknown serial is told alone, whatever the lot', () => {
  const verdict = vrsVerdict(vrsMatch(undefined, { lot: 'X', expiry: '2027-12-31' }), 'fit', VRS_POLICY)
  assert.equal(data(replied(verdict)), { verified: false, verificationFailureReason: 'No_match_GTIN_Serial' })
})

test('US 39: lot and expiry wrong', () => {
  const known = { lot: 'L', expiry: '2027-12-31' }
  const reason = (lot: string, expiry: string): unknown =>
    vrsVerdict(vrsMatch(known, { lot, expiry }), 'fit', VRS_POLICY).reason
  assert.is(reason('X', '2028-12-31'), 'No_match_GTIN_Serial_Lot_Expiry')
  assert.is(reason('X', '2027-12-31'), 'No_match_GTIN_Serial_Lot')
  assert.is(reason('L', '2028-12-31'), 'No_match_GTIN_Serial_Expiry')
  const silent = { ...VRS_POLICY, tellsMismatch: false }
  assert.is(vrsVerdict('lot', 'recalled', silent).reason, 'No_reason_provided')
})

test('US 40: a match that is recalled is told after policy B1 or B2', () => {
  assert.equal(vrsVerdict('match', 'recalled', { ...VRS_POLICY, unfit: 'B1' }), { verified: true, info: 'Recalled' })
  assert.equal(vrsVerdict('match', 'recalled', { ...VRS_POLICY, unfit: 'B2' }), {
    verified: false,
    reason: 'Manufacturer_policy',
    info: 'Recalled',
  })
  assert.is(vrsVerdict('match', 'expired', VRS_POLICY).info, 'Expired')
})

test('US 41: a match that is suspect is not for re-distribution, or withheld after policy C2', () => {
  assert.equal(vrsVerdict('match', 'suspect', VRS_POLICY), {
    verified: false,
    reason: 'Not_for_re-distribution',
    info: 'Suspect',
  })
  assert.equal(vrsVerdict('match', 'suspect', { ...VRS_POLICY, suspect: 'C2' }), {
    verified: false,
    reason: 'Manufacturer_policy',
  })
  assert.is(vrsVerdict('match', 'illegitimate', VRS_POLICY).info, 'Illegitimate')
  assert.is(vrsVerdict('match', 'illegitimate', { ...VRS_POLICY, edition: '1.1' }).info, 'Suspect')
  assert.is(vrsVerdict('match', 'fit', VRS_POLICY, true).info, 'ExpirationExtended')
  assert.is(vrsVerdict('match', 'fit', { ...VRS_POLICY, edition: '1.1' }, true).info, undefined)
})

test('US 42: a GTIN that is not ours is 404, a reqGLN of 12 digits 400, POST 405, none with a verdict', () => {
  const url = vrsRequestUrl('https://v.example', REQUEST)
  const statusOf = (asked: VrsAsked): unknown => (asked.ok ? 200 : asked.status)
  assert.is(statusOf(ask(url, 'GET', false)), 404)
  assert.is(statusOf(ask(url.replace('9521234000013', '952123400001'))), 400)
  assert.is(statusOf(ask(url, 'POST')), 405)
  for (const [from, to] of [
    ['9521234000013', '0312231245676'],
    ['00300010123455', '00300010123456'],
    ['00300010123455', '0300010123455x'],
    ['exp=271200', 'exp=271300'],
    ['exp=271200&', ''],
    ['verificationService', 'other'],
    [REQUEST.corrUuid, `${REQUEST.corrUuid}0`],
    [REQUEST.corrUuid, '7c5f1f9e-2b6d-1c5a-9a41-0f3c8d2e6b10'],
    ['L%2F24%26A', 'L/24'],
    ['a%2Fb%2Bc%25d%26e', 'a%ZZ'],
  ] as const) {
    assert.is(statusOf(ask(url.replace(from, to))), 400, to)
  }
})

test('who asks and is not known gets 401, who may not ask 403, also when only the connection is tried', () => {
  for (const url of [vrsRequestUrl('https://v.example', REQUEST), vrsConnectivityUrl('https://v.example', REQUEST)]) {
    for (const [standing, status] of [
      ['unknown', 401],
      ['refused', 403],
      ['known', undefined],
    ] as const) {
      const asked = readVrsRequest(url, { method: 'GET', answersFor: () => true, requester: () => standing })
      assert.is(asked.ok ? undefined : asked.status, status)
    }
  }
})

test('US 43: a reply repeats the corrUUID and has a time of milliseconds with its offset', () => {
  const body = replied({ verified: true })
  assert.match(body, /"verificationTimestamp":"2026-11-18T[0-9:]{8}\.123-08:00"/)
  const result = readVrsReply(body, REQUEST, { file: 'reply' })
  assert.ok(result.ok)
  assert.equal(result.value, {
    verified: true,
    corrUuid: REQUEST.corrUuid,
    responderGln: FACTS.responderGln,
    ms: FACTS.ms,
    offset: FACTS.offset,
  })
  const other = { corrUuid: '7c5f1f9e-2b6d-4c5a-9a41-0f3c8d2e6b11' }
  assert.equal(codes(readVrsReply(body, other, { file: 'reply' }).faults), ['OTHER_REQUEST'])
  const faults = (from: string, to: string): string[] =>
    codes(readVrsReply(body.replace(from, to), REQUEST, { file: 'reply' }).faults)
  assert.equal(faults('-08:00', ''), ['NO_OFFSET'])
  assert.equal(faults('-08:00', '-08:00x'), ['BAD_TIME'])
  assert.equal(faults('.123', ''), ['BAD_TIME'])
  assert.equal(faults('"verified":true', '"verified":"true"'), ['MISSING_FIELD'])
  assert.equal(faults('"verified":true', '"verified":true,"verificationFailureReason":"No_reason_provided"'), [
    'BAD_WORD',
  ])
  assert.equal(faults('"verified":true', '"verified":true,"additionalInfo":""'), ['BAD_WORD'])
  assert.equal(faults('9521234000020', '0312231245676'), ['BAD_GLN'])
})

test('a reason that nobody knows is kept', () => {
  const body = replied({ verified: true }).replace('true', 'false,"verificationFailureReason":"Moon_phase"')
  const result = readVrsReply(body, REQUEST, { file: 'reply' })
  assert.ok(result.ok)
  assert.is(result.value.reason, 'Moon_phase')
  assert.equal(codes(result.faults), ['UNKNOWN_CODE'])
})

test('a reply is an answer like all others', async () => {
  const body = replied(vrsVerdict('lot', 'fit', VRS_POLICY))
  const result = await readAnswer(inChunks(new TextEncoder().encode(body), 20), { file: 'reply', request: REQUEST })
  assert.ok(result.ok)
  const [answer] = result.value
  assert.is(answer?.kind, 'vrs')
  assert.is(answer?.outcome, 'rejected')
  assert.is(answer?.paper, REQUEST.corrUuid)
  assert.is(answer?.packs[0]?.code, 'No_match_GTIN_Serial_Lot')
  assert.is(answer?.packs[0]?.serial, REQUEST.serial)
})

test('whether a responder would answer is asked without a pack', () => {
  const question = { product: REQUEST.product, reqGln: REQUEST.reqGln, context: 'dscsaSaleableReturn' }
  const asked = ask(vrsConnectivityUrl('https://v.example', question))
  assert.ok(asked.ok && asked.kind === 'connectivity')
  assert.equal(asked.question, question)
  assert.is(vrsConnectivityReply('9521234000020'), '{"responderGLN":"9521234000020"}')
})

test('nothing is sent that a responder would refuse', () => {
  for (const wrong of [
    { reqGln: '952123400001' },
    { product: '300010123455' },
    { serial: 'a b' },
    { corrUuid: 'x' },
    { expiry: '2712' },
  ]) {
    assert.throws(() => vrsRequestUrl('https://v.example', { ...REQUEST, ...wrong }))
  }
})

test('any address and any reply give a value or say why not', () => {
  const url = vrsRequestUrl('https://v.example', REQUEST)
  const body = replied({ verified: true })
  const broken = (text: string): fc.Arbitrary<string> =>
    fc
      .tuple(fc.nat(text.length), fc.string({ maxLength: 4 }), fc.nat(5))
      .map(([at, put, cut]) => text.slice(0, at) + put + text.slice(at + cut))
  fc.assert(
    fc.property(fc.oneof(fc.string(), broken(url)), (text) => {
      const asked = ask(text)
      assert.type(asked.ok, 'boolean')
    }),
    { numRuns: 500 },
  )
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), broken(body)), (text) => {
      const result = readVrsReply(text, REQUEST, { file: 'reply' })
      assert.ok(result.ok || result.faults.some(({ severity }) => severity === 'error'))
    }),
    { numRuns: 500 },
  )
})

test.run()
