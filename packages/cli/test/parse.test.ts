import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeWorld, type World } from './world.ts'

const test = suite<{ world: World }>('parse')
const GOOD = '(01)09521234543213(21)A7K3M9QX(10)L24A(17)280600'

test.before.each((context) => {
  context.world = makeWorld()
})
test.after.each(({ world }) => world.close())

test('a code gives one JSON object with what it says', async ({ world }) => {
  const answer = (await world.ok(['parse', GOOD])).json()
  const { valid, scheme, gtin, serial, lot, expiry, problems, pack } = answer
  assert.equal(
    { valid, scheme, gtin, serial, lot, expiry, problems, pack },
    {
      valid: true,
      scheme: 'gs1',
      gtin: '09521234543213',
      serial: 'A7K3M9QX',
      lot: 'L24A',
      expiry: '2028-06-30',
      problems: [],
      pack: '09521234543213/A7K3M9QX',
    },
  )
})

test('scans come one a line, with their separators, and each gets its line', async ({ world }) => {
  const scan = ']d20109521234543213\u001d21A7K3M9QX\u001d10L24A\u001d17280600'
  const { exit, lines } = await world.run(['parse'], `${scan}\n\n${scan}\r\nnonsense\n`)
  const answers = lines()
  assert.equal(
    answers.map((one) => [one['valid'], one['serial']]),
    [
      [true, 'A7K3M9QX'],
      [true, 'A7K3M9QX'],
      [false, undefined],
    ],
  )
  assert.is(exit, 1)
})

test('what is wrong has a code and a sentence, and the exit code is 1', async ({ world }) => {
  const { exit, json } = await world.run(['parse', '(01)09521234543214(21)A'])
  const problems = json()['problems'] as { code: string; message: string }[]
  assert.is(exit, 1)
  assert.ok(problems.length > 0)
  assert.ok(problems.every(({ code, message }) => /^[A-Z0-9_]+$/.test(code) && message.length > 10))
})

test('a person at a terminal gets words instead, and no control characters of the code', async ({ world }) => {
  world.tty = true
  world.env['NO_COLOR'] = '1'
  const { out } = await world.run(['parse', `${GOOD}`, '(01)09521234543213(21)\u001b[31mA'])
  assert.match(out, /^OK GS1 code$/m)
  assert.match(out, /expiry +2028-06-30 \(printed 280600\)/)
  assert.not.match(out, '\u001b')
})

test('a line too long for any symbol is one bad scan, not the end', async ({ world }) => {
  const { lines } = await world.run(['parse'], `${'9'.repeat(100_000)}\n${GOOD}\n`)
  assert.equal(
    lines().map((one) => one['valid']),
    [false, true],
  )
})

test('an unknown keyboard layout is a usage error, never a guess', async ({ world }) => {
  assert.is((await world.run(['parse', GOOD, '--layout', 'martian'])).exit, 2)
  // A known one that cannot have typed the text is not undone by force.
  const german = await world.run(['parse', ']d20109521234543213', '--layout', 'de'])
  assert.is(german.exit, 1)
  assert.match(german.out, 'KEYBOARD_MISMATCH')
})

test.run()
