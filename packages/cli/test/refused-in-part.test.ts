/** One bad scan among many: what happened with the other packs stands, and it is said which pack it was. */
import { existsSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { code, OPERATOR, PHARMACY, PRODUCT, SERIALS, startTrade, WHOLESALER } from './actors.ts'
import type { World } from './world.ts'

const test = suite<{ world: World }>('refused in part')
const [FIRST, SECOND, THIRD] = SERIALS

test.before.each(async (context) => {
  context.world = await startTrade()
})
test.after.each(({ world }) => world.close())

async function makeShop(world: World): Promise<readonly string[]> {
  await world.ok(['keys', 'new', '--as', PHARMACY, '--policy', 'ledger/policy.json', '--key', 'shop.pem'])
  await world.ok(['keys', 'add', 'shop.pem.request.json'])
  return ['--as', PHARMACY, '--key', 'shop.pem', '--policy', 'ledger/policy.json']
}

async function statusOf(world: World, serial: string): Promise<unknown> {
  const history = (await world.ok(['history', code(serial), '--json'])).json()
  return (history['state'] as { status: string }).status
}

interface Fault {
  readonly code: string
  readonly message: string
  readonly path?: string
}

test('of a day that was signed only the copied pack is refused, by its name, and a receipt comes back', async ({
  world,
}) => {
  const by = await makeShop(world)
  await world.ok(['dispense', '--as', WHOLESALER, code(FIRST)])
  const signed = await world.ok([
    'submit',
    'dispense',
    ...by,
    '-o',
    'tue.pts',
    '--json',
    code(FIRST),
    code(SECOND),
    code(THIRD),
  ])
  assert.is(signed.json()['claims'], 3)
  const taken = await world.run(['import', 'tue.pts', '--receipts', '.', '--json'])
  assert.equal([taken.exit, taken.json()['appended'], taken.json()['refused']], [1, 2, 1])
  const [fault] = taken.json()['faults'] as Fault[]
  assert.is(fault?.code, 'SECOND_DISPENSE')
  assert.match(fault?.message ?? '', `${PRODUCT}/${FIRST}: `)
  assert.equal([await statusOf(world, SECOND), await statusOf(world, THIRD)], ['dispensed', 'dispensed'])
  const check = await world.run([
    'receipt',
    'check',
    'tue.pts.receipt',
    '--submission',
    'tue.pts',
    '--policy',
    'ledger/policy.json',
  ])
  assert.is(check.exit, 1)
  assert.match(check.out, 'OK     2 acts stand')
  assert.match(check.out, '1 of the 3 acts')
})

test('a submission of which every act was refused has a receipt that is no OK', async ({ world }) => {
  const by = await makeShop(world)
  await world.ok(['dispense', '--as', WHOLESALER, code(FIRST)])
  await world.ok(['submit', 'dispense', ...by, '-o', 'w.pts', code(FIRST)])
  const { exit, out } = await world.run(['import', 'w.pts', '--receipts', '.'])
  assert.is(exit, 1)
  assert.match(out, 'for 0 of its 1 acts; the others were refused')
  const check = await world.run(['receipt', 'check', 'w.pts.receipt', '--policy', 'ledger/policy.json'])
  assert.is(check.exit, 1)
  assert.match(check.out, /^CHECK {2}No act of this submission stands/)
  const written = await world.ok(['receipt', 'write', 'w.pts', '-o', 'again', '--json'])
  assert.equal(
    (written.json()['receipts'] as object[]).map((one) => ({ ...one, submission: '' })),
    [{ submission: '', claims: 1, recorded: 0, receipt: 'again' }],
  )
})

for (const signs of [false, true]) {
  test(`rows of a table that are one dispense are taken in but for the copied pack, ${signs ? 'signed' : 'attested'}`, async ({
    world,
  }) => {
    if (signs) await world.ok(['keys', 'new', '--as', PHARMACY])
    await world.ok(['dispense', '--as', WHOLESALER, code(FIRST)])
    const rows = [FIRST, SECOND, THIRD].map(
      (serial) => `dispense,2026-11-23T09:30:00Z,${PHARMACY},${PRODUCT},${serial}`,
    )
    await world.write('sales.csv', `type,time,agent,product,serial\n${rows.join('\n')}\n`)
    const argv = ['import', 'sales.csv', '--json', ...(signs ? ['--as', PHARMACY] : [])]
    const tried = signs ? undefined : (await world.run([...argv, '--dry-run'])).json()
    const taken = (await world.run(argv)).json()
    assert.equal([taken['events'], taken['appended'], taken['refused']], [2, 1, 1])
    if (tried !== undefined) assert.equal([tried['events'], tried['appended'], tried['refused']], [2, 1, 1])
    const [fault] = taken['faults'] as Fault[]
    assert.match(fault?.message ?? '', `${PRODUCT}/${FIRST}: `)
    assert.equal([await statusOf(world, SECOND), await statusOf(world, THIRD)], ['dispensed', 'dispensed'])
    const again = (await world.run(argv)).json()
    assert.is(again['appended'], 0)
  })
}

test("nobody signs with another's key, and nothing is used up by trying", async ({ world }) => {
  await makeShop(world)
  const other = ['--as', WHOLESALER, '--key', 'shop.pem', '--policy', 'ledger/policy.json']
  const { exit, err } = await world.run(['submit', 'dispense', ...other, '-o', 'w.pts', code(FIRST)])
  assert.is(exit, 2)
  assert.match(err.replaceAll(/\s+/g, ' '), `shop.pem is the key of ${PHARMACY}`)
  assert.not.ok(existsSync(world.path('w.pts')))
  const own = ['--as', PHARMACY, '--key', 'shop.pem', '--policy', 'ledger/policy.json']
  assert.is((await world.ok(['submit', 'dispense', ...own, '-o', 'w.pts', code(FIRST), '--json'])).json()['seq'], 0)
  assert.is((await world.run(['submit', 'dispense', ...other, '-o', 'x.pts', code(FIRST)])).exit, 2)
})

test('a signed file that was perhaps not sent yet is not replaced by the next', async ({ world }) => {
  const by = await makeShop(world)
  await world.ok(['submit', 'dispense', ...by, '-o', 'mon.pts', code(FIRST)])
  const before = await world.read('mon.pts')
  const { exit, err } = await world.run(['submit', 'dispense', ...by, '-o', 'mon.pts', code(SECOND)])
  assert.equal([exit, await world.read('mon.pts')], [2, before])
  assert.match(err, 'already there')
})

test('the market of a signed dispense is that of --market', async ({ world }) => {
  const by = await makeShop(world)
  await world.ok(['recall', PRODUCT, '--market', 'DE', '--as', OPERATOR])
  await world.ok(['submit', 'dispense', ...by, '--market', 'de', '-o', 'de.pts', code(FIRST)])
  const events = (await world.run(['import', 'de.pts', '--json'])).json()
  assert.equal(Object.keys(events['findingCodes'] as object), ['DISPENSED_WITHDRAWN'])
})

test.run()
