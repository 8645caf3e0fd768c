import { readFileSync } from 'node:fs'
import { isGtin, parseContainerId, parsePlaceId } from '@packtrail/codes'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { optionsOf } from '../src/command.ts'
import { COMMANDS } from '../src/commands.ts'
import { EXIT, worstExit } from '../src/exit.ts'
import { helpOf, optionWords } from '../src/help.ts'
import { VERSION } from '../src/version.ts'
import { makeWorld, type World } from './world.ts'

const test = suite<{ world: World }>('program')

test.before.each((context) => {
  context.world = makeWorld()
})
test.after.each(({ world }) => world.close())

test('--help names every command under a heading, and fits 80 columns', async ({ world }) => {
  const { out, err } = await world.ok(['--help'])
  for (const { name } of COMMANDS) assert.match(out, new RegExp(`^ {2}${name} `, 'm'))
  assert.is(err, '')
  for (const line of out.split('\n')) assert.ok(line.length <= 80, line)
})

for (const spec of COMMANDS) {
  test(`${spec.name} --help explains each option and has two examples of itself`, async ({ world }) => {
    const { out } = await world.ok([...spec.name.split(' '), '--help'])
    for (const option of optionsOf(spec)) assert.ok(optionWords(spec.name, option).length > 0)
    const { examples } = helpOf(spec.name)
    assert.ok(examples.length >= 2)
    for (const [line] of examples) assert.ok(line.startsWith(`packtrail ${spec.name}`), line)
    for (const line of out.split('\n')) assert.ok(line.length <= 80 || line.startsWith('  packtrail '), line)
  })

  test(`the options in the examples of ${spec.name} exist`, () => {
    const known = optionsOf(spec).map((name) => name)
    for (const [line] of helpOf(spec.name).examples) {
      for (const [, flag = ''] of line.matchAll(/ --([a-z-]+)/g)) {
        const name = flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
        assert.ok(
          known.some((one) => one === name),
          `${line}: --${flag}`,
        )
      }
    }
  })
}

test('every number in the examples has its right check digit', () => {
  for (const { examples } of COMMANDS.map((spec) => helpOf(spec.name))) {
    for (const [line] of examples) {
      for (const [container] of line.matchAll(/sscc:\d+/g)) assert.ok(parseContainerId(container).ok, line)
      for (const [place] of line.matchAll(/gln:\d+/g)) assert.ok(parsePlaceId(place).ok, line)
      for (const [, gtin = ''] of line.matchAll(/(?<!\d)(\d{14})(?!\d)/g)) assert.ok(isGtin(gtin), line)
    }
  }
})

test('a wrong command is answered with the nearest one, exit 2', async ({ world }) => {
  const { exit, err, out } = await world.run(['pasre'])
  assert.is(exit, 2)
  assert.is(out, '')
  assert.match(err, 'there is no command «pasre»')
  assert.match(err, 'hint: did you mean «packtrail parse»?')
})

test('nothing at all, an unknown option and a missing argument are usage errors with a way on', async ({ world }) => {
  for (const argv of [[], ['parse', '--jsno'], ['--nonsense']]) {
    const { exit, err, out } = await world.run(argv)
    assert.is(exit, 2, argv.join(' '))
    assert.is(out, '')
    assert.match(err, /^packtrail: /)
    assert.match(err, /\nhint: packtrail /)
  }
})

test('with --json a usage error is a JSON value too', async ({ world }) => {
  const result = await world.run(['pasre', '--json'])
  const error = result.json()['error'] as Record<string, unknown>
  assert.is(error['code'], 'UNKNOWN_COMMAND')
  assert.is(error['exit'], 2)
  assert.type(error['hint'], 'string')
})

test('--version is that of the package', async ({ world }) => {
  const { out } = await world.ok(['--version'])
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  assert.is(out, `${manifest.version}\n`)
  assert.is(VERSION, manifest.version)
})

test('of several exit codes the first of 3, 2, 1, 5, 4, 0 counts', () => {
  const order = [EXIT.failure, EXIT.usage, EXIT.bad, EXIT.findings, EXIT.inconclusive, EXIT.done]
  for (const [i, code] of order.entries()) assert.is(worstExit(order.slice(i).toReversed()), code)
  assert.is(worstExit([]), 0)
})

test.run()
