/** Where something is known, or not known, against a pack, nothing at the counter says a plain OK. */
import { cpSync, rmSync } from 'node:fs'
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
import type { Result, World } from './world.ts'

const test = suite<{ world: World }>('never a plain ok')
const [FIRST, SECOND, THIRD] = SERIALS

test.before.each(async (context) => {
  context.world = await startTrade()
})
test.after.each(({ world }) => world.close())

const wordsOf = (result: Result): unknown[] => result.lines().map((one) => one['verdict'])
const codesOf = (line: Record<string, unknown> | undefined): string[] =>
  ((line?.['reasons'] ?? []) as { code: string }[]).map((reason) => reason.code)
const onlyCodes = (result: Result): string[][] => result.lines().map(codesOf)

// ------------------------------------------------------------------- the ledger

async function makeOld(world: World): Promise<void> {
  cpSync(world.path('ledger'), world.path('old'), { recursive: true })
  await world.ok(['dispense', '--as', PHARMACY, code(FIRST)])
  await world.ok(['checkpoint'])
  rmSync(world.path('ledger'), { recursive: true })
  cpSync(world.path('old'), world.path('ledger'), { recursive: true })
}

test('an older copy of the ledger stops every scan, and says why in words and in JSON', async ({ world }) => {
  await makeOld(world)
  const result = await world.run(['scan', '--json', code(FIRST), code(SECOND)])
  assert.equal(
    [wordsOf(result), onlyCodes(result)],
    [
      ['stop', 'stop'],
      [['LEDGER_OLD'], ['LEDGER_OLD']],
    ],
  )
  assert.is(result.exit, 1)
  assert.match(result.err.replaceAll(/\s+/g, ' '), 'older than what was published')
  const text = await world.run(['scan', code(SECOND)])
  assert.match(text.out, /^STOP .*\n {7}Nothing that this ledger answers/)
  assert.match(text.err, 'LEDGER_OLD')
})

test('nor does an older copy count, tell a history or a batch as if nothing were', async ({ world }) => {
  await makeOld(world)
  const counted = await world.run(['count', '--json', code(FIRST)])
  assert.equal([counted.exit, wordsOf(counted)[0], onlyCodes(counted)[0]], [1, 'warn', ['LEDGER_OLD']])
  for (const argv of [
    ['history', code(FIRST)],
    ['batch', BATCH],
  ]) {
    const { exit, err } = await world.run(argv)
    assert.is(exit, 1, argv[0])
    assert.match(err, 'LEDGER_OLD')
    assert.equal(codesOf((await world.run([...argv, '--json'])).json()), ['LEDGER_OLD'])
  }
  assert.is((await world.run(['dispense', '--as', PHARMACY, code(FIRST)])).exit, 3)
})

test('a ledger whose key lies elsewhere is read without a doubt', async ({ world }) => {
  rmSync(world.path('ledger', 'keys', 'ledger.pem'))
  const { out, err } = await world.ok(['scan', code(FIRST)])
  assert.match(out, /^OK /)
  assert.not.match(err, 'LEDGER_OLD')
})

// ------------------------------------------------------------------- markets

test('a market is a country, written large or small; anything else is refused by every command', async ({ world }) => {
  await world.ok(['recall', PRODUCT, '--market', 'de', '--as', PLANT])
  for (const market of ['DE', 'de', ' De ']) {
    assert.equal(onlyCodes(await world.run(['scan', '--json', '--market', market, code(FIRST)])), [
      ['DISPENSED_WITHDRAWN'],
    ])
  }
  assert.equal(onlyCodes(await world.run(['scan', '--json', '--market', 'FR', code(FIRST)])), [[]])
  for (const argv of [
    ['scan', '--market', 'Germany', code(FIRST)],
    ['dispense', '--market', 'ZZ', code(FIRST)],
    ['count', '--market', 'D', code(FIRST)],
    ['recall', '--market', 'ZZ', code(FIRST)],
    ['ship', '--market', 'XX', '--to', PHARMACY, code(FIRST)],
    ['register', `${PRODUCT}/N`, '--count', '1', '--markets', 'DE,QQ'],
    ['policy', 'set', 'market', 'Germany'],
    ['verify', 'none.ptb', '--market', 'QQ', '--policy', 'ledger/policy.json'],
  ]) {
    const { exit, err } = await world.run(argv)
    assert.is(exit, 2, `${argv.join(' ')}\n${err}`)
  }
})

test('recalled in some market, and nobody says which this is: look at it, and hand nothing out', async ({ world }) => {
  await world.ok(['recall', BATCH, '--market', 'DE', '--as', PLANT])
  const scanned = await world.run(['scan', '--json', code(FIRST)])
  assert.equal([wordsOf(scanned), onlyCodes(scanned)], [['warn'], [['RECALLED_ELSEWHERE']]])
  assert.equal(onlyCodes(await world.run(['count', '--json', code(FIRST)]))[0], ['RECALLED_ELSEWHERE'])
  const dispensed = await world.run(['dispense', '--as', PHARMACY, '--json', code(FIRST)])
  assert.equal([dispensed.exit, onlyCodes(dispensed)], [1, [['RECALLED_ELSEWHERE']]])
  assert.is(dispensed.json()['recorded'], undefined)
  assert.is((await world.run(['event', 'dispense', '--as', PHARMACY, code(FIRST)])).exit, 1)
  assert.is((await world.run(['dispense', '--as', PHARMACY, '--market', 'DE', code(FIRST)])).exit, 1)
  await world.ok(['dispense', '--as', PHARMACY, '--market', 'FR', code(FIRST)])
})

test('the market of the ledger, of a party or of a place holds where none is named', async ({ world }) => {
  await world.ok(['recall', BATCH, '--market', 'DE', '--as', PLANT])
  await world.ok(['policy', 'set', 'market', 'fr'])
  await world.ok(['policy', 'set', `market:${PHARMACY}`, 'DE'])
  assert.equal(onlyCodes(await world.run(['scan', '--json', code(FIRST)])), [[]])
  assert.equal(onlyCodes(await world.run(['scan', '--json', '--at', PHARMACY, code(FIRST)])), [['DISPENSED_RECALLED']])
  assert.equal(onlyCodes(await world.run(['scan', '--json', '--as', PHARMACY, code(FIRST)])), [['DISPENSED_RECALLED']])
  const here = await world.run(['dispense', '--as', PHARMACY, '--json', code(FIRST)])
  assert.equal(onlyCodes(here), [['DISPENSED_RECALLED']])
  await world.ok(['dispense', '--as', WHOLESALER, code(FIRST)])
})

test('settings that nothing reads are refused', async ({ world }) => {
  for (const [key, value] of [
    ['foo', 'bar'],
    ['market:nobody', 'DE'],
    ['markt', 'DE'],
    ['market', 'DEU'],
    ['site gln:9521234000013', '{}'],
  ] as const) {
    assert.is((await world.run(['policy', 'set', key, value])).exit, 2, key)
  }
  assert.match((await world.run(['policy', 'set', 'markt', 'DE'])).err, 'did you mean «market»')
})

// ------------------------------------------------------------------- cases

test('a case is as good as its packs: how many stop it, and the first of them', async ({ world }) => {
  await world.ok(['pack', '--into', CASE, '--as', PLANT, code(FIRST), code(SECOND), code(THIRD)])
  await world.ok(['pack', '--into', PALLET, '--as', PLANT, CASE])
  assert.match((await world.ok(['scan', PALLET])).out, `OK     ${PALLET}  holds 3 packs\n`)
  await world.ok(['recall', '--as', PLANT, code(SECOND)])
  const one = await world.run(['scan', '--json', CASE])
  assert.equal([one.exit, wordsOf(one), onlyCodes(one)], [1, ['stop'], [['DISPENSED_RECALLED']]])
  assert.equal(one.json()['content'], { packs: 3, judged: 3, stopped: 1 })
  assert.match(
    (await world.run(['scan', PALLET])).out.replaceAll(/\s+/g, ' '),
    `1 of 3 packs: The pack is recalled. ${PRODUCT}/${SECOND} `,
  )
  await world.ok(['recall', BATCH, '--as', PLANT])
  assert.match((await world.run(['scan', CASE])).out.replaceAll(/\s+/g, ' '), 'All 3 packs: The pack is recalled.')
})

// ------------------------------------------------------------------- hands

test('a pack that another holds is looked at when asked about, and not handed out', async ({ world }) => {
  await world.ok(['ship', '--as', PLANT, '--to', PHARMACY, code(FIRST)])
  await world.ok(['receive', '--as', PHARMACY, '--from', PLANT, code(FIRST)])
  assert.equal(onlyCodes(await world.run(['scan', '--json', '--as', PHARMACY, code(FIRST)])), [[]])
  const asked = await world.run(['scan', '--json', '--as', WHOLESALER, code(FIRST)])
  assert.equal([wordsOf(asked), onlyCodes(asked)], [['warn'], [['HELD_ELSEWHERE']]])
  assert.equal(onlyCodes(await world.run(['scan', '--json', '--at', WHOLESALER, code(FIRST)])), [['HELD_ELSEWHERE']])
  const handed = await world.run(['dispense', '--json', '--as', WHOLESALER, code(FIRST)])
  assert.equal([handed.exit, onlyCodes(handed)], [1, [['DISPENSED_BY_NON_HOLDER']]])
  assert.match(handed.out, `By the records ${PHARMACY} has it`)
  // The way on for whoever has it in his hand: the receipt that is missing.
  await world.ok(['receive', '--as', WHOLESALER, code(FIRST)])
  await world.ok(['dispense', '--as', WHOLESALER, code(FIRST)])
})

test('where nobody reports movements, nobody is asked who holds a pack', async ({ world }) => {
  assert.equal(onlyCodes(await world.run(['scan', '--json', '--as', PHARMACY, code(FIRST)])), [[]])
  await world.ok(['dispense', '--as', PHARMACY, code(FIRST)])
  await world.ok(['ship', '--as', PLANT, '--to', PHARMACY, code(SECOND)])
  assert.equal(onlyCodes(await world.run(['scan', '--json', '--as', PHARMACY, code(SECOND)])), [[]])
  assert.equal(wordsOf(await world.run(['dispense', '--json', '--as', PHARMACY, code(SECOND)])), ['ok'])
})

test('who asks is checked even where nothing is recorded', async ({ world }) => {
  assert.is((await world.run(['scan', '--as', 'gln:9521234000098', code(FIRST)])).exit, 2)
  assert.is((await world.run(['scan', '--at', 'nowhere', code(FIRST)])).exit, 2)
})

// ------------------------------------------------------------------- parts

test('an opened pack says what is left, and how to hand out the rest', async ({ world }) => {
  await world.write('s.txt', 'UNIT1\n')
  await world.ok(['register', `${PRODUCT}/U`, '--serials', 's.txt', '--units', '30', '--as', PLANT])
  const pack = `(01)${PRODUCT}(21)UNIT1`
  await world.ok(['dispense', '--as', PHARMACY, '--units', '10', pack])
  const scanned = await world.run(['scan', '--json', pack])
  assert.equal([scanned.exit, wordsOf(scanned), onlyCodes(scanned)], [0, ['warn'], [['PART_USED']]])
  assert.match(scanned.out, '20 of 30 units are left')
  const whole = await world.run(['dispense', '--as', PHARMACY, '--json', pack])
  assert.equal([whole.exit, onlyCodes(whole), whole.json()['recorded']], [1, [['PART_USED']], undefined])
  assert.match(whole.out, '--units')
  assert.not.match(whole.out, 'authority')
  const elsewhere = await world.run(['dispense', '--as', OPERATOR, '--json', pack])
  assert.ok(onlyCodes(elsewhere)[0]?.includes('MIXED_WHOLE_AND_SPLIT'))
  await world.ok(['dispense', '--as', PHARMACY, '--units', '20', pack])
})

// ------------------------------------------------------------------- acts that change nothing

test('a pack that is still in one case is not recorded as packed into another', async ({ world }) => {
  await world.ok(['pack', '--into', CASE, '--as', PLANT, code(FIRST)])
  const { exit, out } = await world.run(['pack', '--into', PALLET, '--as', PLANT, code(FIRST), code(SECOND)])
  assert.is(exit, 1)
  assert.match(out, /^REFUSED: nothing was changed/)
  assert.match(out.replaceAll(/\s+/g, ' '), `1 of 2 packs: It is still inside ${CASE}. ${PRODUCT}/${FIRST}`)
  assert.match((await world.ok(['history', code(FIRST)])).out, `in ${CASE}`)
  const out2 = await world.run(['unpack', '--out-of', CASE, '--as', PLANT, code(SECOND)])
  assert.equal([out2.exit, out2.out.split('\n')[0]], [1, 'REFUSED: nothing was changed; the attempt is on record.'])
})

test.run()
