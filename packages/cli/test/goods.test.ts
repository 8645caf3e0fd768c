import { existsSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  BATCH,
  CASE,
  code,
  OPERATOR,
  PALLET,
  PHARMACY,
  PLANT,
  PRODUCT,
  SERIALS,
  startTrade,
  WHOLESALER,
} from './actors.ts'
import type { World } from './world.ts'

const test = suite<{ world: World }>('goods')

test.before.each(async (context) => {
  context.world = await startTrade()
})
test.after.each(({ world }) => world.close())

async function stateOf(world: World, item: string): Promise<Record<string, unknown>> {
  return (await world.ok(['history', item, '--json'])).json()['state'] as Record<string, unknown>
}

test('a registration counts its packs, and says the file that cannot be registered line by line', async ({ world }) => {
  assert.is((await world.ok(['batch', BATCH, '--json'])).json()['packs'], SERIALS.length)
  await world.write('bad.csv', `nr;serial\n1;GOOD1\n2;BÄD\n3;GOOD1\n4;${'X'.repeat(21)}\n`)
  const result = await world.run(['register', `${PRODUCT}/B2`, '--serials', 'bad.csv', '--as', PLANT, '--json'])
  const { faults } = result.json()['error'] as { faults: { line: number; code: string; file: string }[] }
  assert.is(result.exit, 1)
  assert.equal(faults.map(({ line, file }) => [file, line]).sort(), [
    ['bad.csv', 3],
    ['bad.csv', 4],
    ['bad.csv', 5],
  ])
  assert.is((await world.run(['batch', `${PRODUCT}/B2`])).exit, 1)
})

test('whole codes are taken as serials when product and lot fit', async ({ world }) => {
  await world.write('codes.txt', `${code('H1', 'B2')}\n${code('H2', 'B2')}\n`)
  await world.ok(['register', `${PRODUCT}/B2`, '--expiry', '2028-06-30', '--serials', 'codes.txt', '--as', PLANT])
  const { exit, err } = await world.run(['register', `${PRODUCT}/B3`, '--serials', 'codes.txt', '--as', PLANT])
  assert.is(exit, 1)
  assert.match(err, 'of lot B2, not B3')
})

test('a serial that is registered again is refused, and no serials file is left', async ({ world }) => {
  const { exit, out } = await world.run([
    'register',
    `${PRODUCT}/B2`,
    '--serials',
    'serials.txt',
    '--as',
    PLANT,
    '--serials-out',
    'copy.txt',
  ])
  assert.is(exit, 1)
  assert.match(out, 'REGISTERED_TWICE')
  assert.not.ok(existsSync(world.path('copy.txt')))
})

test('serials that are made here are in the file, in the ledger, and nowhere else', async ({ world }) => {
  await world.ok(['register', `${PRODUCT}/B2`, '--count', '500', '--serials-out', 'made.txt', '--as', PLANT])
  const made = (await world.read('made.txt')).trim().split('\n')
  assert.is(new Set(made).size, 500)
  assert.is((await stateOf(world, `${PRODUCT}/${made[7]}`))['status'], 'active')
  const { out } = await world.ok(['register', `${PRODUCT}/B3`, '--count', '3', '--as', PLANT])
  assert.is(out.trim().split('\n').length, 4)
})

test('no space for the serials file: nothing is registered', async ({ world }) => {
  const failing: typeof world.fs = {
    ...fs,
    open: async (...args: Parameters<typeof fs.open>) => {
      if (args[1] === 'wx' && String(args[0]).includes('made'))
        throw Object.assign(new Error('full'), { code: 'ENOSPC' })
      return await fs.open(...args)
    },
  }
  world.fs = failing
  const { exit, err } = await world.run([
    'register',
    `${PRODUCT}/B2`,
    '--count',
    '5',
    '--serials-out',
    'made.txt',
    '--as',
    PLANT,
  ])
  assert.is(exit, 3)
  assert.match(err, 'no space is left')
  world.fs = fs
  assert.is((await world.run(['batch', `${PRODUCT}/B2`])).exit, 1)
})

test('serials that could be guessed are refused, and pictures are not promised', async ({ world }) => {
  const short = [
    'register',
    `${PRODUCT}/B2`,
    '--count',
    '1000',
    '--length',
    '4',
    '--alphabet',
    '0123456789',
    '--as',
    PLANT,
  ]
  const { exit, err } = await world.run(short)
  assert.is(exit, 1)
  assert.match(err, 'could be guessed')
  assert.match(err, '--length 8')
  for (const more of [[], ['--count', '0'], ['--count', '5', '--serials', 'serials.txt'], ['--count', 'many']]) {
    assert.is((await world.run(['register', `${PRODUCT}/B2`, ...more])).exit, 2, more.join(' '))
  }
})

test('a batch is closed with totals that add up, and not with others', async ({ world }) => {
  const bad = await world.run(['close', BATCH, '--allocated', '10', '--wasted', '1', '--unused', '1', '--as', PLANT])
  assert.is(bad.exit, 1)
  assert.match(bad.out, 'CLOSE_UNBALANCED')
  const good = (await world.ok(['close', BATCH, '--wasted', '2', '--as', PLANT, '--json'])).json()
  assert.equal([good['allocated'], good['commissioned'], good['wasted'], good['unused']], [8, 6, 2, 0])
  assert.match((await world.ok(['batch', BATCH])).out, '8 allocated = 6 commissioned + 2 wasted + 0 unused')
  assert.is((await world.run(['close', `${PRODUCT}/NONE`])).exit, 1)
})

test('one scan of a pallet moves what is in it, and the pack says so', async ({ world }) => {
  const [first, second] = SERIALS
  await world.ok(['pack', '--into', CASE, '--as', PLANT], `${code(first)}\n${code(second)}\n`)
  await world.ok(['pack', '--into', PALLET, '--as', PLANT, CASE])
  await world.ok(['ship', '--to', PHARMACY, '--as', PLANT, '--doc', 'desadv:DN-7', PALLET])
  assert.equal((await stateOf(world, code(first)))['onTheWayTo'], PHARMACY)
  await world.ok(['receive', '--from', PLANT, '--as', PHARMACY, PALLET])
  const state = await stateOf(world, code(first))
  assert.equal([state['holder'], state['inside']], [PHARMACY, PALLET])
  await world.ok(['unpack', '--out-of', PALLET, '--all', '--as', PHARMACY])
  await world.ok(['unpack', '--out-of', CASE, '--as', PHARMACY, code(first)])
  assert.is((await stateOf(world, code(first)))['inside'], undefined)
  assert.is((await stateOf(world, code(second)))['inside'], CASE)
  const events = (await world.ok(['history', code(first), '--json'])).json()['events'] as {
    type: string
    through: string
  }[]
  assert.equal(
    events.map(({ type }) => type),
    ['commission', 'aggregate', 'aggregate', 'ship', 'receive', 'disaggregate', 'disaggregate'],
  )
  assert.match((await world.ok(['history', CASE])).out, 'shipped')
})

test('acts with a key here are signed, the others say that the operator attests them', async ({ world }) => {
  const signed = (await world.ok(['ship', '--to', WHOLESALER, '--as', PLANT, code(SERIALS[0]), '--json'])).json()
  assert.is(signed['attested'], false)
  const attested = await world.ok(['receive', '--as', WHOLESALER, code(SERIALS[0])])
  assert.match(attested.err, `${WHOLESALER} has no key here: the operator attests this`)
  const events = (await world.ok(['history', code(SERIALS[0]), '--json'])).json()['events'] as Record<string, unknown>[]
  assert.equal(
    events.map((event) => [event['type'], event['attested'], event['signer']]),
    [
      ['commission', false, PLANT],
      ['ship', false, PLANT],
      ['receive', true, undefined],
    ],
  )
})

test('every code that cannot be used is named, and nothing is recorded', async ({ world }) => {
  const result = await world.run(
    ['ship', '--to', PHARMACY, '--as', PLANT, '--json'],
    `${code(SERIALS[0])}\nnonsense\n${PRODUCT}\n`,
  )
  const { faults } = result.json()['error'] as { faults: { line: number }[] }
  assert.is(result.exit, 1)
  assert.equal(
    faults.map(({ line }) => line),
    [2, 3],
  )
  const events = (await world.ok(['history', code(SERIALS[0]), '--json'])).json()['events'] as object[]
  assert.is(events.length, 1)
})

test('what a command needs is asked for: consignee, container, codes, a country, a time', async ({ world }) => {
  const one = code(SERIALS[0])
  const wrong = [
    ['ship', one],
    ['pack', one],
    ['ship', '--to', PHARMACY],
    ['ship', '--to', 'gln:9521234000083', one],
    ['recall', BATCH, '--market', 'Germany'],
    ['receive', one, '--time', 'yesterday'],
    ['ship', '--to', PHARMACY, '--doc', 'DN-7', one],
    ['event', 'teleport', one],
    ['unpack', '--out-of', CASE, '--all', one],
    ['correct', BATCH],
  ]
  for (const argv of wrong) {
    const { exit, err } = await world.run(argv)
    assert.is(exit, 2, `${argv.join(' ')}\n${err}`)
    assert.match(err, '\nhint: ', argv.join(' '))
  }
  assert.match((await world.run(['event', 'quarantaine', one])).err, 'did you mean «quarantine»')
})

test('a recall stops the packs of the batch', async ({ world }) => {
  assert.is((await world.run(['recall', BATCH])).exit, 0)
  assert.is((await world.run(['scan', code(SERIALS[0])])).exit, 1)
})

test('every other type of event can be recorded', async ({ world }) => {
  const types = ['sample', 'destroy', 'lose', 'quarantine', 'lock', 'decommission']
  for (const [i, type] of types.entries()) await world.ok(['event', type, code(SERIALS[i] ?? ''), '--as', PLANT])
  assert.is((await stateOf(world, code(SERIALS[3])))['status'], 'quarantined')
  await world.ok(['event', 'release', code(SERIALS[3]), '--as', PLANT])
  await world.ok(['event', 'found', code(SERIALS[2]), '--as', PLANT])
  assert.is((await stateOf(world, code(SERIALS[2])))['status'], 'active')
})

test('the printed expiry is corrected by its maker, both values are kept', async ({ world }) => {
  const by = ['--before', '2028-06-30', '--after', '2028-03-31']
  await world.ok(['correct', BATCH, ...by, '--as', PLANT])
  assert.match((await world.ok(['batch', BATCH])).out, '2028-06-30 → 2028-03-31')
  const other = await world.run(['correct', BATCH, ...by])
  assert.is(other.exit, 1)
  assert.match(other.out, 'CORRECTION_BY_OTHER')
})

test('an event is taken back by naming the beginning of its hash', async ({ world }) => {
  await world.ok(['ship', '--to', PHARMACY, '--as', PLANT, code(SERIALS[0])])
  const events = (await world.ok(['history', code(SERIALS[0]), '--json'])).json()['events'] as { claim: string }[]
  const claim = events.at(-1)?.claim.slice(0, 12) ?? ''
  await world.ok(['correct', code(SERIALS[0]), '--target', claim, '--as', PLANT])
  assert.match((await world.ok(['history', code(SERIALS[0])])).out, 'corrected')
  assert.is((await world.run(['correct', code(SERIALS[0]), '--target', '000000', '--as', PLANT])).exit, 1)
})

test('old stock is adopted, and says that its origin was not seen', async ({ world }) => {
  await world.write('old.txt', 'OLD1\nOLD2\n')
  await world.ok(['adopt', `${PRODUCT}/OLD`, '--serials', 'old.txt', '--as', PHARMACY])
  const [registration] = (await world.ok(['batch', `${PRODUCT}/OLD`, '--json'])).json()['registrations'] as {
    adopted: boolean
  }[]
  assert.is(registration?.adopted, true)
})

test('what nobody knows is said so', async ({ world }) => {
  for (const argv of [
    ['history', code('NOSUCHPACK')],
    ['history', PALLET],
    ['batch', `${PRODUCT}/NONE`],
  ]) {
    const { exit, err } = await world.run(argv)
    assert.is(exit, 1, argv.join(' '))
    assert.match(err, /nothing is known of/)
  }
})

test('the operator may act in its own name', async ({ world }) => {
  const done = (await world.ok(['event', 'observe', code(SERIALS[0]), '--json'])).json()
  assert.equal([done['as'], done['attested']], [OPERATOR, false])
})

test('a lot that nobody registered is refused, and the lots that look like it are named', async ({ world }) => {
  for (const lot of ['L24a', 'L2A4', '124A', 'L-24A']) {
    const { exit, out } = await world.run(['recall', `${PRODUCT}/${lot}`, '--as', PLANT])
    assert.is(exit, 1, lot)
    assert.match(out, `did you mean «${BATCH}»?`)
  }
  const told = (await world.run(['recall', `${PRODUCT}/L24a`, '--as', PLANT, '--json'])).json()
  assert.equal(told['near'], [BATCH])
  assert.not.match((await world.run(['recall', `${PRODUCT}/QUITE-OTHER`, '--as', PLANT])).out, 'did you mean')
  for (const argv of [
    ['batch', `${PRODUCT}/L24b`],
    ['close', `${PRODUCT}/L24a`, '--as', PLANT],
    ['export', '--batch', `${PRODUCT}/124A1`, '--format', 'csv'],
  ]) {
    const { exit, err } = await world.run(argv)
    assert.is(exit, 1, argv[0])
    assert.match(err, `did you mean «${BATCH}»?`)
  }
  assert.is((await world.run(['scan', code(SERIALS[0])])).exit, 0)
})

test('a serial where a batch is read is said to be one, and nothing is recorded', async ({ world }) => {
  const [serial] = SERIALS
  const size = async (): Promise<unknown> => (await world.ok(['checkpoint', '--json'])).json()['size']
  const before = await size()
  for (const argv of [['event', 'lock'], ['event', 'quarantine'], ['recall']]) {
    const result = await world.run([...argv, `${PRODUCT}/${serial}`, '--as', PLANT])
    assert.is(result.exit, 1, argv.join(' '))
    assert.match(result.err, `is read as a batch here`)
    assert.ok(result.err.includes(`"(01)${PRODUCT}(21)${serial}"`), result.err)
  }
  assert.is(await size(), before)
})

test.run()
