/** The way of a paper: owed, prepared, sent, answered. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CASE, code, PHARMACY, PLANT, PRODUCT, SERIALS, startTrade, WHOLESALER } from './actors.ts'
import type { World } from './world.ts'

const test = suite<{ world: World }>('papers')
const [FIRST, SECOND, THIRD] = SERIALS

test.before.each(async (context) => {
  context.world = await startTrade()
  await context.world.ok(['policy', 'set', 'market', 'DE'])
})
test.after.each(({ world }) => world.close())

interface Owed {
  readonly item: string
  readonly paper: string
  readonly state: string
  readonly number?: string
  readonly code?: string
}

async function owed(world: World, ...args: string[]): Promise<Owed[]> {
  return (await world.run(['paper', 'owed', '--json', ...args])).json()['owed'] as Owed[]
}

const states = (list: readonly Owed[]): string[] =>
  list.map(({ item, state, code: why }) => [item.slice(15), state, ...(why === undefined ? [] : [why])].join(' '))

async function dispense(world: World, ...serials: string[]): Promise<void> {
  await world.ok(['dispense', '--as', PHARMACY, ...serials.map((serial) => code(serial))])
}

async function prepared(world: World): Promise<string> {
  const result = await world.ok(['paper', 'prepare', 'eu-status', '--entry', 'non-manual', '--dir', 'out', '--json'])
  const papers = result.json()['papers'] as { number: string; file: string }[]
  assert.is(papers.length, 1)
  return papers[0]?.number ?? ''
}

test('each dispense says what is still owed, for people and for programs', async ({ world }) => {
  const answer = (await world.ok(['dispense', '--as', PHARMACY, '--json', code(FIRST)])).json()
  const regime = answer['regime'] as { market: string; owed: { paper: string }[] }
  assert.equal([regime.market, regime.owed.map(({ paper }) => paper)], ['DE', ['eu-status']])
  const said = await world.ok(['dispense', '--as', PHARMACY, code(SECOND)])
  assert.match(said.out, 'Still owed: the national medicines verification system')
})

test('of a market that is not known it is said that it is not known', async ({ world }) => {
  await world.ok(['policy', 'set', 'market', 'AR'])
  const said = await world.ok(['dispense', '--as', PHARMACY, code(FIRST)])
  assert.not.match(said.out, 'Still owed')
  assert.match(said.err, 'The market is AR, and it is not known here which official report')
  assert.not.match((await world.run(['paper', 'owed'])).out, 'Nothing is owed')
})

test('a paper is prepared, sent and accepted, and then nothing is owed', async ({ world }) => {
  await dispense(world, FIRST, SECOND)
  assert.equal(states(await owed(world, 'eu-status')), [`${FIRST} owed`, `${SECOND} owed`])
  const number = await prepared(world)
  const list = JSON.parse(await world.read(`out/${number}.json`)) as Record<string, unknown>
  assert.equal(
    [list['action'], list['key'], list['code'], list['serials']],
    ['supply', number, PRODUCT, [FIRST, SECOND]],
  )
  assert.equal(states(await owed(world, 'eu-status')), [`${FIRST} prepared`, `${SECOND} prepared`])
  await world.ok(['paper', 'sent', number])
  assert.equal(states(await owed(world, 'eu-status')), [`${FIRST} sent`, `${SECOND} sent`])
  await world.write('answer.json', answerOf([FIRST, 11310000], [SECOND, 11310000]))
  await world.ok(['paper', 'answer', 'answer.json', '--paper', number])
  assert.equal(states(await owed(world, 'eu-status')), [])
  const papers = (await world.ok(['paper', 'list', '--json'])).json()['papers'] as { state: string; accepted: number }[]
  assert.equal(
    papers.map(({ state, accepted }) => [state, accepted]),
    [['accepted', 2]],
  )
})

test('what the authority rejected stays owed with its code, and is in the next paper', async ({ world }) => {
  await dispense(world, FIRST, SECOND)
  const number = await prepared(world)
  await world.write('answer.json', answerOf([FIRST, 11310000], [SECOND, 41020001]))
  const result = await world.run(['paper', 'answer', 'answer.json', '--paper', number])
  assert.is(result.exit, 1)
  assert.match(result.out, SECOND)
  assert.equal(states(await owed(world, 'eu-status')), [`${SECOND} refused 41020001`])
  const again = await prepared(world)
  assert.is.not(again, number)
  assert.equal(states(await owed(world, 'eu-status')), [`${SECOND} prepared`])
})

test('an answer finds the only paper that speaks of its packs, and a paper is named by the beginning of its number', async ({
  world,
}) => {
  await dispense(world, FIRST)
  await prepared(world)
  await world.ok(['paper', 'sent', 'eu-status'])
  await dispense(world, SECOND)
  await prepared(world)
  assert.is((await world.run(['paper', 'sent', 'eu-status'])).exit, 2)
  await world.write('answer.json', answerOf([SECOND, 11310000]))
  await world.ok(['paper', 'answer', 'answer.json'])
  assert.equal(states(await owed(world, 'eu-status')), [`${FIRST} sent`])
  await world.write('other.json', answerOf([THIRD, 11310000]))
  assert.is((await world.run(['paper', 'answer', 'other.json'])).exit, 2)
})

test('a lost file is written again, the same', async ({ world }) => {
  await dispense(world, FIRST)
  const number = await prepared(world)
  await world.ok(['paper', 'write', number, '--entry', 'non-manual', '--dir', 'again'])
  assert.is(await world.read(`again/${number}.json`), await world.read(`out/${number}.json`))
})

test('a pack that comes back is told only with the statement that it was not supplied to the public', async ({
  world,
}) => {
  await dispense(world, FIRST)
  const number = await prepared(world)
  await world.write('answer.json', answerOf([FIRST, 11310000]))
  await world.ok(['paper', 'answer', 'answer.json', '--paper', number])
  await world.ok(['undo', '--as', PHARMACY, code(FIRST)])
  const without = await world.run(['paper', 'prepare', 'eu-status', '--entry', 'manual', '--dir', 'out', '--json'])
  assert.is(without.exit, 1)
  assert.equal(without.json()['papers'], [])
  const stated = await world.ok(['paper', 'prepare', 'eu-status', '--entry', 'manual', '--not-supplied', '--json'])
  const [paper] = stated.json()['papers'] as { file: string }[]
  const list = JSON.parse(await world.read(paper?.file ?? '')) as Record<string, unknown>
  assert.equal([list['action'], list['undoes'], list['notSuppliedToPublic']], ['undo', 'supply', true])
})

test('how the codes were captured must be stated', async ({ world }) => {
  await dispense(world, FIRST)
  const result = await world.run(['paper', 'prepare', 'eu-status'])
  assert.is(result.exit, 2)
  assert.match(result.err, '--entry')
  assert.equal(states(await owed(world, 'eu-status')), [`${FIRST} owed`])
})

test('an answer to a paper that nobody knows records nothing', async ({ world }) => {
  await dispense(world, FIRST)
  await world.write('answer.json', answerOf([FIRST, 11310000]))
  const result = await world.run(['paper', 'answer', 'answer.json', '--paper', 'eu-status-20260101-00000000'])
  assert.is(result.exit, 1)
  assert.match(result.err, 'no paper has the number')
  assert.equal(states(await owed(world, 'eu-status')), [`${FIRST} owed`])
})

test('what is no answer is refused with words', async ({ world }) => {
  for (const [name, text] of [
    ['a.json', '{"hello":1}'],
    ['b.json', '{'],
    ['c.txt', 'dear pharmacy'],
  ] as const) {
    await world.write(name, text)
    const result = await world.run(['paper', 'answer', name, '--paper', 'x'])
    assert.is(result.exit, 1, name)
    assert.match(result.err, name)
  }
})

test('an auditor finds in the bundle that the dispense was reported', async ({ world }) => {
  await dispense(world, FIRST)
  await prepared(world)
  const events = (await world.ok(['history', '--json', code(FIRST)])).json()['events'] as { type: string }[]
  assert.equal(
    events.map(({ type }) => type),
    ['commission', 'dispense', 'observe'],
  )
  assert.is((await world.run(['dispense', '--as', PHARMACY, code(THIRD)])).exit, 0)
})

const CN = 'cn:8100003'
const TRACE = ['0000000010003', '0000000020004'] as const

async function inChina(world: World): Promise<void> {
  await world.ok(['policy', 'set', 'market', 'CN'])
  await world.write('cn.txt', `${TRACE.join('\n')}\n`)
  await world.ok(['register', `${CN}/26A`, '--expiry', '2028-06-30', '--made', '2026-09-01', '--serials', 'cn.txt'])
}

test('in China a dispense is told to the platform as a bill of use, and nobody is named in it', async ({ world }) => {
  await inChina(world)
  await world.ok(['dispense', '--as', PHARMACY, `8100003${TRACE[0]}`])
  assert.equal(
    (await owed(world)).filter(({ item }) => item.includes(TRACE[0])).map(({ paper }) => paper),
    ['cn-use', 'nhsa-sale'],
  )
  const args = ['--ref-user', 'ref-1', '--json', '--dir', 'out']
  const [paper] = (await world.ok(['paper', 'prepare', 'cn-use', ...args])).json()['papers'] as {
    file: string
    number: string
  }[]
  const bill = JSON.parse(await world.read(paper?.file ?? '')) as Record<string, unknown>
  assert.equal(
    [bill['bill_type'], bill['trace_codes'], bill['bill_code']],
    ['321', `8100003${TRACE[0]}`, paper?.number],
  )
  assert.equal(
    Object.keys(bill).filter((key) => /customer|user_name|medic|tel/.test(key)),
    [],
  )
  await world.write(
    'taken.json',
    JSON.stringify({ response_success: true, msg_code: 'SUCCESS', bill_code: paper?.number }),
  )
  const taken = await world.run(['paper', 'answer', 'taken.json', '--paper', paper?.number ?? ''])
  assert.is(taken.exit, 0, taken.err)
  assert.equal(
    (await owed(world, 'cn-use')).map(({ state }) => state),
    ['sent'],
  )
})

test('a registration in China owes the relation file of its batch', async ({ world }) => {
  await inChina(world)
  assert.equal(
    (await owed(world, 'cn-relation')).map(({ item }) => item),
    [`${CN}/26A`],
  )
  const [paper] = (await world.ok(['paper', 'prepare', 'cn-relation', '--json', '--dir', 'out'])).json()['papers'] as {
    file: string
  }[]
  const text = await world.read(paper?.file ?? '')
  for (const serial of TRACE) assert.match(text, `curCode="8100003${serial}"`)
  assert.equal(
    (await owed(world, 'cn-relation')).map(({ state }) => state),
    ['prepared'],
  )
})

test('a shipment in China owes its bill', async ({ world }) => {
  await inChina(world)
  await world.ok(['ship', '--to', 'cn-ent:100200300', `8100003${TRACE[1]}`])
  const [paper] = (await world.ok(['paper', 'prepare', 'cn-bill', '--json', '--dir', 'out'])).json()['papers'] as {
    file: string
  }[]
  assert.match(await world.read(paper?.file ?? ''), `8100003${TRACE[1]}`)
})

test('what the insurance is told of names packs and nobody', async ({ world }) => {
  await inChina(world)
  await world.ok(['dispense', '--as', PHARMACY, `8100003${TRACE[0]}`, `8100003${TRACE[1]}`])
  await world.ok(['undo', '--as', PHARMACY, `8100003${TRACE[1]}`])
  const papers = (await world.ok(['paper', 'prepare', 'nhsa-sale', '--json', '--dir', 'out'])).json()['papers'] as {
    file: string
    items: number
  }[]
  // What came back before anybody was told of it is not told.
  assert.equal(
    papers.map(({ items }) => items),
    [1],
  )
  const text = await world.read(papers[0]?.file ?? '')
  assert.match(text, `8100003${TRACE[0]}`)
  assert.not.match(text, TRACE[1])
  assert.match(text, '"psn_name":""')
  const exported = (await world.ok(['export', '--format', 'nhsa-3505'])).out
  for (const lines of [text, exported]) {
    const [line] = (JSON.parse(lines) as { input: { selinfoDetail: Record<string, string>[] } }).input.selinfoDetail
    const known = [line?.['manu_lotnum'], line?.['expy_end'], line?.['manu_date']]
    assert.equal(known, ['26A', '2028-06-30', '2026-09-01'], 'what the batch was registered with')
  }
})

test('product and pack data of a batch are written whole, and an incomplete product is refused with all that is missing', async ({
  world,
}) => {
  await world.ok(['register', `${PRODUCT}/M1`, '--expiry', '2029-01-31', '--markets', 'DE,AT', '--count', '3'])
  assert.equal(
    (await owed(world, 'eu-batch')).map(({ item }) => item),
    [`${PRODUCT}/L24A`, `${PRODUCT}/M1`],
  )
  const company = { name: 'Example AG', address: 'Example Street 1' }
  const data = {
    scheme: 'gtin',
    code: PRODUCT,
    name: 'Examplin 5 mg',
    form: 'tablet',
    strength: '5 mg',
    packType: 'box',
    packSize: '12',
    markets: [{ country: 'DE' }, { country: 'AT' }],
    holder: company,
    manufacturer: company,
    wholesalers: [],
  }
  await world.write('bad.json', JSON.stringify({ ...data, name: '', markets: [] }))
  const bad = await world.run(['paper', 'prepare', 'eu-batch', '--product-data', 'bad.json'])
  assert.is(bad.exit, 1)
  for (const words of ['«name»', 'member states']) assert.match(bad.err, words)
  await world.write('good.json', JSON.stringify([data]))
  const done = await world.ok(['paper', 'prepare', 'eu-batch', '--product-data', 'good.json', '--dir', 'out', '--json'])
  const papers = done.json()['papers'] as { file: string }[]
  assert.is(papers.length, 2)
  const written = JSON.parse(await world.read(papers[1]?.file ?? '')) as Record<string, unknown>
  assert.equal([written['claimed'], (written['serials'] as string[]).length], [3, 3])
})

// ---------------------------------------------------------------- what an answer settles, and what it does not

test('what an answer does not name is not accepted', async ({ world }) => {
  await dispense(world, FIRST, SECOND, THIRD)
  const number = await prepared(world)
  await world.write('one.json', answerOf([FIRST, 11310000]))
  const said = await world.ok(['paper', 'answer', 'one.json'])
  assert.match(said.out, '1 accepted, 2 not decided')
  assert.equal(states(await owed(world, 'eu-status')), [`${SECOND} sent`, `${THIRD} sent`])
  await world.write('two.json', answerOf([FIRST, 11310000], [SECOND, 41020001]))
  assert.is((await world.run(['paper', 'answer', 'two.json', '--paper', number])).exit, 1)
  assert.equal(states(await owed(world, 'eu-status')), [`${SECOND} refused 41020001`, `${THIRD} sent`])
})

test('an answer about packs that a paper does not speak of records nothing, even with its number', async ({
  world,
}) => {
  await dispense(world, FIRST)
  const number = await prepared(world)
  await world.write('other.json', answerOf([FIRST, 11310000], [THIRD, 11310000]))
  const said = await world.run(['paper', 'answer', 'other.json', '--paper', number])
  assert.is(said.exit, 1)
  assert.match(said.err, `does not speak of, first ${THIRD}`)
  assert.equal(states(await owed(world, 'eu-status')), [`${FIRST} prepared`])
})

const TAKEN = JSON.stringify({ infcode: 0, output: { result: { retRslt: '1' } } })

test('the answer of the insurer settles no paper of the platform, nor of the EU', async ({ world }) => {
  await dispense(world, FIRST)
  const number = await prepared(world)
  await world.write('insurer.json', TAKEN)
  const said = await world.run(['paper', 'answer', 'insurer.json', '--paper', number])
  assert.is(said.exit, 1)
  assert.match(said.err, 'another authority')
  assert.equal(states(await owed(world, 'eu-status')), [`${FIRST} prepared`])
})

async function usedInChina(world: World): Promise<string> {
  await inChina(world)
  await world.ok(['dispense', '--as', PHARMACY, ...TRACE.map((serial) => `8100003${serial}`)])
  const done = await world.ok(['paper', 'prepare', 'cn-use', '--ref-user', 'r', '--json', '--dir', 'out'])
  return (done.json()['papers'] as { number: string }[])[0]?.number ?? ''
}

const DONE_IN_PART = JSON.stringify({
  alibaba_alihealth_drugtrace_top_lsyd_query_billstatus_response: {
    result: {
      response_success: true,
      msg_code: 'SUCCESS',
      model: { result: { bill_deal_status_search_do: [{ result_type: '3', sub_process_flag: '52' }] } },
    },
  },
})

const failures = (rows: unknown[]): string =>
  JSON.stringify({
    alibaba_alihealth_drugtrace_top_lsyd_listbillprocesspartsuccess_response: {
      response_success: true,
      model: { pages: rows.length, result: { bill_process_part_success_excel_d_t_o: rows } },
    },
  })

test('a bill that is done in part is accepted when the platform has said which part', async ({ world }) => {
  const number = await usedInChina(world)
  await world.write('none.json', failures([]))
  await world.ok(['paper', 'answer', 'none.json', '--paper', number])
  await world.write('part.json', DONE_IN_PART)
  await world.ok(['paper', 'answer', 'part.json', '--paper', number])
  assert.equal(
    (await owed(world, 'cn-use')).map(({ state }) => state),
    ['sent', 'sent'],
  )
  await world.write('codes.json', failures([{ code: `8100003${TRACE[1]}`, error_code: 'E01' }]))
  assert.is((await world.run(['paper', 'answer', 'codes.json', '--paper', number])).exit, 1)
  assert.equal(
    (await owed(world, 'cn-use')).map(({ item, state }) => [item, state]),
    [[`${CN}/${TRACE[1]}`, 'refused']],
  )
})

test('a list of failures before the platform has said that the bill is done accepts nothing', async ({ world }) => {
  const number = await usedInChina(world)
  await world.write('codes.json', failures([{ code: `8100003${TRACE[1]}`, error_code: 'E01' }]))
  await world.run(['paper', 'answer', 'codes.json', '--paper', number])
  assert.equal(
    (await owed(world, 'cn-use')).map(({ state }) => state),
    ['sent', 'refused'],
  )
})

test('one page of several does not say what stood on the others', async ({ world }) => {
  const number = await usedInChina(world)
  await world.write('part.json', DONE_IN_PART)
  await world.ok(['paper', 'answer', 'part.json', '--paper', number])
  const page = failures([{ code: `8100003${TRACE[1]}`, error_code: 'E01' }]).replace('"pages":1', '"pages":2')
  await world.write('page.json', page)
  await world.run(['paper', 'answer', 'page.json', '--paper', number])
  assert.equal(
    (await owed(world, 'cn-use')).map(({ state }) => state),
    ['sent', 'refused'],
  )
})

test('an empty number names no paper', async ({ world }) => {
  await dispense(world, FIRST)
  await prepared(world)
  assert.is((await world.run(['paper', 'sent', ''])).exit, 2)
  assert.equal(states(await owed(world, 'eu-status')), [`${FIRST} prepared`])
})

test('what was rejected is not sent by saying so', async ({ world }) => {
  await dispense(world, FIRST)
  const number = await prepared(world)
  await world.write('answer.json', answerOf([FIRST, 41020001]))
  await world.run(['paper', 'answer', 'answer.json'])
  assert.is((await world.run(['paper', 'sent', number])).exit, 1)
  assert.equal(states(await owed(world, 'eu-status')), [`${FIRST} refused 41020001`])
})

test("a stranger's document does not say that a paper was accepted", async ({ world }) => {
  await dispense(world, FIRST)
  const number = await prepared(world)
  for (const [name, agent] of [
    ['stranger.csv', 'gln:9521234000020'],
    ['ours.csv', PHARMACY],
  ] as const) {
    await world.write(
      name,
      `type,time,agent,product,serial,lot,doc,reason\nobserve,2026-11-23T10:00:00+01:00,${agent},${PRODUCT},${FIRST},${'L24A'},urn\\:packtrail\\:paper\\:eu-status:${number},paper-accepted\n`,
    )
    const said = await world.run(['import', name])
    assert.is(said.exit, 1, said.out + said.err)
    assert.match(said.out + said.err, 'an authority was told')
  }
  assert.equal(states(await owed(world, 'eu-status')), [`${FIRST} prepared`])
})

test('a dispense that was accepted and did not happen is owed as taken back', async ({ world }) => {
  await dispense(world, FIRST)
  await prepared(world)
  await world.write('answer.json', answerOf([FIRST, 11310000]))
  await world.ok(['paper', 'answer', 'answer.json'])
  const events = (await world.ok(['history', '--json', code(FIRST)])).json()['events'] as {
    type: string
    claim: string
  }[]
  const claim = events.find(({ type }) => type === 'dispense')?.claim ?? ''
  await world.ok(['correct', code(FIRST), '--target', claim, '--as', PHARMACY])
  const [one] = (await world.run(['paper', 'owed', '--json', 'eu-status'])).json()['owed'] as {
    act: string
    state: string
  }[]
  assert.equal([one?.act, one?.state], ['undo', 'owed'])
})

test('what was supplied to the public and comes back is never told as a reactivation', async ({ world }) => {
  await dispense(world, FIRST)
  await prepared(world)
  await world.write('answer.json', answerOf([FIRST, 11310000]))
  await world.ok(['paper', 'answer', 'answer.json'])
  await world.ok(['return', code(FIRST), '--as', PHARMACY])
  assert.equal(await owed(world, 'eu-status'), [])
})

test('every act says once what it owes, and what must not be done with what came back', async ({ world }) => {
  await dispense(world, FIRST)
  const back = await world.ok(['return', code(FIRST), '--as', PHARMACY])
  assert.match(back.out, 'must not come back into stock')
  const lost = await world.ok(['destroy', code(SECOND), code(THIRD), '--as', PLANT])
  assert.is(lost.out.split('Still owed').length, 2)
  const json = (
    await world.ok(['event', 'sample', SERIALS[3] === undefined ? '' : code(SERIALS[3]), '--as', PLANT, '--json'])
  ).json()
  const [regime] = json['regimes'] as { market: string; owed: { paper: string }[] }[]
  assert.equal([regime?.market, regime?.owed.map(({ paper }) => paper)], ['DE', ['eu-status']])
})

test('a correction by another party takes nothing back', async ({ world }) => {
  await dispense(world, FIRST)
  const events = (await world.ok(['history', '--json', code(FIRST)])).json()['events'] as {
    type: string
    claim: string
  }[]
  const claim = events.find(({ type }) => type === 'dispense')?.claim ?? ''
  await world.run(['correct', code(FIRST), '--target', claim, '--as', WHOLESALER])
  assert.equal(states(await owed(world, 'eu-status')), [`${FIRST} owed`])
})

test('of a case that is destroyed every pack is told', async ({ world }) => {
  await world.ok(['pack', '--into', CASE, code(FIRST), code(SECOND), code(THIRD), '--as', PLANT])
  await world.ok(['unpack', '--out-of', CASE, code(THIRD), '--as', PLANT])
  await world.ok(['destroy', CASE, '--as', PLANT])
  assert.equal(states(await owed(world, 'eu-status')), [`${FIRST} owed`, `${SECOND} owed`])
  const number = await prepared(world)
  const list = JSON.parse(await world.read(`out/${number}.json`)) as Record<string, unknown>
  assert.equal([list['action'], list['serials']], ['destroy', [FIRST, SECOND]])
})

test('goods that are received and shipped again owe two bills, in their order', async ({ world }) => {
  await inChina(world)
  const codes = TRACE.map((serial) => `8100003${serial}`)
  await world.ok(['ship', '--to', 'cn-ent:200', ...codes])
  await world.ok(['receive', '--as', 'cn-ent:200', ...codes])
  await world.ok(['ship', '--as', 'cn-ent:200', '--to', 'cn-ent:300', codes[0] ?? ''])
  assert.is((await owed(world, 'cn-bill')).length, 5)
  const done = await world.ok(['paper', 'prepare', 'cn-bill', '--json', '--dir', 'out'])
  const bills: string[] = []
  for (const { file } of done.json()['papers'] as { file: string }[]) {
    const text = await world.read(file)
    bills.push(`${/Event Name="(\w+)"/.exec(text)?.[1]} ${codes.filter((one) => text.includes(one)).length}`)
  }
  assert.equal(bills, ['SalesWareHouseOut 2', 'PurchaseWareHouseIn 2', 'SalesWareHouseOut 1'])
  assert.equal(
    (await owed(world, 'cn-bill')).map(({ state }) => state),
    ['prepared', 'prepared', 'prepared', 'prepared', 'prepared'],
  )
})

test('what came back and was handed out again is told as both', async ({ world }) => {
  const number = await usedInChina(world)
  await world.write('done.json', DONE_IN_PART.replace('"52"', '"51"'))
  await world.ok(['paper', 'answer', 'done.json', '--paper', number])
  assert.equal(await owed(world, 'cn-use'), [])
  const pack = `8100003${TRACE[0]}`
  await world.ok(['return', '--as', PHARMACY, pack])
  await world.ok(['dispense', '--as', PHARMACY, pack])
  const done = await world.ok(['paper', 'prepare', 'cn-use', '--ref-user', 'r', '--json', '--dir', 'out'])
  const types: string[] = []
  for (const { file } of done.json()['papers'] as { file: string }[])
    types.push((JSON.parse(await world.read(file)) as { bill_type: string }).bill_type)
  assert.equal(types, ['116', '321'])
})

test('a pack without a 追溯码 is closed by hand', async ({ world }) => {
  await world.ok(['policy', 'set', 'market', 'CN'])
  await dispense(world, FIRST)
  const prepare = await world.run(['paper', 'prepare', 'cn-use', '--ref-user', 'r', '--json', '--dir', 'out'])
  assert.equal([prepare.exit, prepare.json()['papers']], [1, []])
  await world.ok(['paper', 'close', 'cn-use', code(FIRST)])
  assert.equal(await owed(world, 'cn-use'), [])
})

test('each party gets papers of its own', async ({ world }) => {
  await dispense(world, FIRST)
  await world.ok(['dispense', '--as', WHOLESALER, code(SECOND)])
  const done = await world.ok(['paper', 'prepare', 'eu-status', '--entry', 'manual', '--dir', 'out', '--json'])
  assert.equal(
    (done.json()['papers'] as { items: number }[]).map(({ items }) => items),
    [1, 1],
  )
  assert.equal(states(await owed(world, 'eu-status')), [`${FIRST} prepared`, `${SECOND} prepared`])
})

test('what Packtrail does not write is settled by hand', async ({ world }) => {
  await world.ok(['policy', 'set', 'market', 'RU'])
  await dispense(world, FIRST, SECOND)
  const rows = async (): Promise<string[]> => states(await owed(world, 'ru-mdlp'))
  assert.equal(await rows(), [`${FIRST} owed`, `${SECOND} owed`])
  await world.ok(['paper', 'close', 'ru-mdlp', code(FIRST), '--paper', 'MDLP-17'])
  assert.equal(await rows(), [`${SECOND} owed`])
  await world.ok(['paper', 'close', 'ru-mdlp', '--all'])
  assert.equal(await rows(), [])
  assert.is((await world.run(['paper', 'close', 'ru-mdlp', '--all'])).exit, 1)
})

test('a rejection that repeating cannot mend waits for somebody to settle it', async ({ world }) => {
  await dispense(world, FIRST)
  await prepared(world)
  await world.write('answer.json', answerOf([FIRST, 51320001]))
  await world.run(['paper', 'answer', 'answer.json'])
  assert.match((await world.run(['paper', 'owed'])).out, 'to be settled by hand')
  const prepare = ['paper', 'prepare', 'eu-status', '--entry', 'manual', '--dir', 'out', '--json']
  const done = await world.run(prepare)
  assert.equal([done.exit, done.json()['papers']], [1, []])
  assert.is(((await world.ok([...prepare, '--again'])).json()['papers'] as unknown[]).length, 1)
})

test('a market that is set later holds for acts before it that had none', async ({ world }) => {
  const fresh = await startTrade()
  try {
    await fresh.ok(['dispense', '--as', PHARMACY, code(FIRST)])
    assert.not.match((await fresh.run(['paper', 'owed'])).out, 'Nothing is owed')
    await fresh.ok(['policy', 'set', 'market', 'DE'])
    assert.equal(states(await owed(fresh, 'eu-status')), [`${FIRST} owed`])
    // What happened is what happened: a market that comes after that changes nothing.
    await fresh.ok(['policy', 'set', 'market', 'US'])
    assert.equal(states(await owed(fresh, 'eu-status')), [`${FIRST} owed`])
  } finally {
    fresh.close()
  }
  void world
})

test('goods that leave for another country are told where they were', async ({ world }) => {
  const said = await world.ok(['event', 'export', '--as', PHARMACY, '--market', 'CH', code(FIRST)])
  assert.match(said.out, 'Still owed: the national medicines verification system')
  assert.equal(states(await owed(world, 'eu-status')), [`${FIRST} owed`])
})

test('an answer that contradicts itself about a pack settles nothing of it', async ({ world }) => {
  for (const order of [
    [41020001, 11310000],
    [11310000, 41020001],
  ] as const) {
    const serial = order[0] === 41020001 ? FIRST : SECOND
    await dispense(world, serial)
    const number = await prepared(world)
    await world.write('answer.json', answerOf([serial, order[0]], [serial, order[1]]))
    await world.run(['paper', 'answer', 'answer.json', '--paper', number])
    assert.ok(states(await owed(world, 'eu-status')).some((one) => one.startsWith(`${serial} refused`)))
  }
})

test.run()

/** The shape of the answer to a list: a code of eight digits a pack. */
function answerOf(...packs: readonly (readonly [string, number])[]): string {
  return JSON.stringify({
    packs: packs.map(([serialNumber, operationCode]) => ({
      productCodeScheme: 'GTIN',
      productCode: PRODUCT,
      serialNumber,
      result: { operationCode },
    })),
  })
}
