/** The way of a paper: owed, prepared, sent, answered. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { code, PHARMACY, PRODUCT, SERIALS, startTrade } from './actors.ts'
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
  assert.match(said.err, 'cannot say which official report')
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
  await world.write('answer.json', answerOf([FIRST, 11310000], [SECOND, 51320001]))
  const result = await world.run(['paper', 'answer', 'answer.json', '--paper', number])
  assert.is(result.exit, 1)
  assert.match(result.out, SECOND)
  assert.equal(states(await owed(world, 'eu-status')), [`${SECOND} refused 51320001`])
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
    [`${PRODUCT}/M1`],
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
  const written = JSON.parse(await world.read(papers[0]?.file ?? '')) as Record<string, unknown>
  assert.equal([written['claimed'], (written['serials'] as string[]).length], [3, 3])
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
