/** Files as people's programs save them, and what stands in them beside the codes. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { code, PLANT, PRODUCT, SERIALS, startTrade } from './actors.ts'
import type { Result, World } from './world.ts'

const test = suite<{ world: World }>('text input')

test.before.each(async (context) => {
  context.world = await startTrade()
})
test.after.each(({ world }) => world.close())

function utf16(text: string, order: 'le' | 'be', mark = true): Uint8Array {
  const bytes = Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le')
  return new Uint8Array(order === 'le' ? bytes : bytes.swap16())
}

const forms = (text: string): readonly (readonly [string, Uint8Array])[] => [
  ['UTF-8', new TextEncoder().encode(text)],
  ['UTF-8 with its mark', new TextEncoder().encode(`\ufeff${text}`)],
  ['UTF-16 little end first', utf16(text, 'le')],
  ['UTF-16 big end first', utf16(text, 'be')],
  ['UTF-16 without a mark', utf16(text, 'le', false)],
]

const register = (world: World, lot: string, ...more: readonly string[]): Promise<Result> =>
  world.run(['register', `${PRODUCT}/${lot}`, '--serials', 's.txt', '--as', PLANT, ...more])

test('serials, scans and tables are read in UTF-8 and in UTF-16', async ({ world }) => {
  for (const [i, [form, bytes]] of forms('serial\r\nK7M3R9TX4C\r\nK9R4T6WY3D\r\n').entries()) {
    await world.write('s.txt', bytes)
    const registered = await register(world, 'N', '--expiry', '2028-06-30')
    assert.is(registered.exit, i === 0 ? 0 : 1, `${form}: ${registered.err}`)
    if (i > 0) assert.match(registered.out, 'REGISTERED_TWICE', form)
  }
  for (const [form, bytes] of forms(`${code(SERIALS[0])}\r\n${code(SERIALS[1])}\r\n`)) {
    const { exit, out } = await world.run(
      ['scan', '--json'],
      [bytes.subarray(0, 1), bytes.subarray(1, 2), bytes.subarray(2)],
    )
    if (form !== 'UTF-16 without a mark') assert.is(exit, 0, `${form}\n${out}`)
    assert.is((await world.run(['scan'], [bytes])).exit, 0, form)
  }
  for (const [form, bytes] of forms('party,name\r\ngln:9521234000082,Linden 药房\r\n')) {
    await world.write('p.csv', bytes)
    assert.is((await world.run(['party', '--csv', 'p.csv'])).exit, 0, form)
    assert.match((await world.ok(['party'])).out, 'Linden 药房', form)
  }
})

test('a file that is no text is refused as that, in one line', async ({ world }) => {
  await world.write('s.txt', Uint8Array.of(0x4b, 0x37, 0, 0, 0, 0x0a, 0x4b))
  const { exit, err } = await register(world, 'N', '--expiry', '2028-06-30')
  assert.is(exit, 1)
  assert.match(err, 's.txt is not text')
  assert.match((await world.run(['scan'], [Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0)])).err, 'is not text')
})

test('a lot or an expiry beside the serials must be those that are registered', async ({ world }) => {
  const tell = async (text: string, ...more: readonly string[]): Promise<string> => {
    await world.write('s.txt', text)
    return (await register(world, 'N', ...more)).err
  }
  const day = ['--expiry', '2028-06-30']
  assert.match(await tell('serial,lot\nK7M3R9TX4C,XX\n', ...day), 'OTHER_LOT')
  assert.match(await tell('Serial Number;Batch\nK7M3R9TX4C;XX\n', ...day), 'OTHER_LOT')
  assert.match(await tell('serial,expiry\nK7M3R9TX4C,2029-06-30\n', ...day), 'OTHER_EXPIRY')
  assert.match(await tell('serial,expiry\nK7M3R9TX4C,2028-06-30\n'), 'give it with --expiry')
  assert.match(await tell(`${code('K7M3R9TX4C', 'N', '290630')}\n`, ...day), 'OTHER_EXPIRY')
  assert.is(await tell('lot,serial,exp\nN,K7M3R9TX4C,280630\nN,K9R4T6WY3D,2028-06-30\n', ...day), '')
})

test('serials that can be guessed, and packs that never expire, are said', async ({ world }) => {
  const tell = async (lot: string, serials: readonly string[], ...more: readonly string[]): Promise<string> => {
    await world.write('s.txt', `${serials.join('\n')}\n`)
    const { exit, err } = await register(world, lot, ...more)
    assert.is(exit, 0, err)
    return err.replaceAll(/\s+/g, ' ')
  }
  const day = ['--expiry', '2028-06-30']
  assert.match(await tell('R1', ['1', '2', '3'], ...day), 'can be guessed: some follow each other')
  assert.match(await tell('R2', ['AB00000000098', 'AB00000000099', 'AB00000000100'], ...day), 'follow each other')
  assert.match(await tell('R3', ['7341', '2058'], ...day), 'of so few characters')
  assert.is(await tell('R4', ['K7M3R9TX4C', 'K9R4T6WY3D'], ...day), '')
  assert.match(await tell('R5', ['P7M3R9TX4C', 'P9R4T6WY3D']), 'never be stopped as expired')
})

test.run()
