import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { keyboardOf, keyboardProfile, typeThrough } from '@packtrail/codes'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BATCH, CASE, code, PHARMACY, PLANT, PRODUCT, SERIALS, scanned, startTrade } from './actors.ts'
import type { Result, World } from './world.ts'

const test = suite<{ world: World }>('counter')
const [FIRST, SECOND, THIRD] = SERIALS

test.before.each(async (context) => {
  context.world = await startTrade()
})
test.after.each(({ world }) => world.close())

const verdicts = (result: Result): unknown[] => result.lines().map((one) => one['verdict'])
const codesOf = (line: Record<string, unknown> | undefined): string[] =>
  ((line?.['reasons'] ?? []) as { code: string }[]).map((reason) => reason.code)

test('a scan answers one line each, with the separators of the scanner kept', async ({ world }) => {
  const result = await world.run(['scan', '--json'], `${scanned(FIRST)}\r\n\r\n${scanned('NOSUCHPACK')}\nnonsense\n`)
  assert.equal(verdicts(result), ['ok', 'stop', 'stop'])
  const [good, unknown] = result.lines()
  assert.equal([good?.['pack'], good?.['lot'], good?.['expiry']], [`${PRODUCT}/${FIRST}`, 'L24A', '2028-06-30'])
  assert.equal(codesOf(unknown), ['UNKNOWN_SERIAL'])
  assert.is(result.exit, 1)
})

test('a scanner behind a French keyboard is understood where the keyboard is named, and stopped where it is not', async ({
  world,
}) => {
  const [us, fr] = [keyboardOf('us'), keyboardOf('fr')]
  if (us === undefined || fr === undefined) throw new Error('no such keyboards')
  const garbled = typeThrough(keyboardProfile(us, fr), code(FIRST))
  assert.not.match(garbled, FIRST)
  const read = await world.run(['scan', '--layout', 'fr', '--json'], `${garbled}\n`)
  assert.equal([read.json()['pack'], verdicts(read)], [`${PRODUCT}/${FIRST}`, ['ok']])
  world.env['PACKTRAIL_LAYOUT'] = 'fr'
  assert.equal(verdicts(await world.run(['dispense', '--as', PHARMACY, '--json'], `${garbled}\n`)), ['ok'])
  world.env['PACKTRAIL_LAYOUT'] = ''
  assert.equal(verdicts(await world.run(['scan', '--json'], `${garbled}\n`)), ['stop'])
})

test('with --layout strict a code that no keyboard is proven for names nothing', async ({ world }) => {
  const bare = `01${PRODUCT}21${SECOND}\n`
  assert.equal(verdicts(await world.run(['scan', '--layout', 'strict', '--json'], bare)), ['stop'])
  assert.equal(verdicts(await world.run(['scan', '--json'], bare)), ['ok'])
  // Its Q and X are what rare keyboards make of signs; a digit and other letters are sure.
  assert.equal(verdicts(await world.run(['scan', '--layout', 'strict', '--json'], `${scanned(SECOND)}\n`)), ['stop'])
  assert.equal(verdicts(await world.run(['scan', '--layout', 'us', '--json'], `${scanned(SECOND)}\n`)), ['ok'])
})

test('asking changes nothing, however often', async ({ world }) => {
  for (let i = 0; i < 3; i++) await world.ok(['scan', code(FIRST)])
  const events = (await world.ok(['history', code(FIRST), '--json'])).json()['events'] as object[]
  assert.is(events.length, 1)
  await world.ok(['scan', '--record', '--as', PHARMACY, code(FIRST)])
  const after = (await world.ok(['history', code(FIRST), '--json'])).json()['events'] as { type: string }[]
  assert.equal(
    after.map(({ type }) => type),
    ['commission', 'observe'],
  )
})

test('nothing that could name a patient is recorded at the counter', async ({ world }) => {
  for (const options of [
    ['--reason', 'for Erika Mustermann'],
    ['--doc', 'rx:4711'],
    ['--doc', 'bill:Mustermann-1'],
    ['--doc', 'mustermann-1954:4711'],
    ['--doc', 'po:110101195403071234'],
    ['--reason', 'mustermann'],
    ['--at', 'uri:mailto:Mustermann@example.com'],
  ]) {
    const result = await world.run(['dispense', '--as', PHARMACY, ...options, code(FIRST)])
    assert.is(result.exit, 2, options.join(' '))
    assert.match(result.err, 'patient')
    assert.not.match(result.err, /mustermann|11010/i)
  }
  for (const args of [
    ['event', 'observe', '--reason', 'seen by Mustermann'],
    ['event', 'steal', '--reason', 'mustermann'],
    ['dispense', '--as', 'uri:urn:patient:mustermann'],
    ['correct', '--target', 'abcdef', '--before', 'Mustermann'],
  ]) {
    const result = await world.run([...args, ...(args.includes('--as') ? [] : ['--as', PHARMACY]), code(FIRST)])
    assert.ok(result.exit !== 0, args.join(' '))
  }
  const correct = await world.run(['correct', `${PRODUCT}/L24A`, '--as', PLANT, '--before', 'L24A', '--after', 'Erika'])
  assert.is(correct.exit, 2)
  assert.match(correct.err, 'patient')
  await world.ok(['dispense', '--as', PHARMACY, '--reason', 'damaged', '--doc', 'bill:2026-00417', code(FIRST)])
})

test('a label that says another lot or expiry is stopped', async ({ world }) => {
  const result = await world.run(['scan', '--json', code(FIRST, 'L24B'), code(FIRST, 'L24A', '290630')])
  assert.equal(result.lines().map(codesOf), [['SERIAL_OF_OTHER_BATCH'], ['EXPIRY_DIFFERS']])
  assert.is(result.exit, 1)
})

test('a scanner fault is explained with the pack that was meant, and not accepted', async ({ world }) => {
  const result = await world.run(['scan', '--json', `(01)${PRODUCT}(21)${FIRST.toLowerCase()}`])
  assert.equal(verdicts(result), ['stop'])
  assert.equal(codesOf(result.lines()[0]), ['UNKNOWN_SERIAL', 'CAPS_LOCK'])
  assert.match(result.out, `${PRODUCT}/${FIRST}`)
})

test('a linear code, a case and a line that is too long are answered, each in its way', async ({ world }) => {
  await world.ok(['pack', '--into', CASE, '--as', PLANT, code(FIRST)])
  const result = await world.run(
    ['scan', '--json'],
    `${PRODUCT}\n${CASE}\nsscc:395212340000000021\n${'9'.repeat(10_000)}\n`,
  )
  assert.equal(verdicts(result), ['stop', 'ok', 'warn', 'stop'])
  assert.is(result.lines()[1]?.['container'], CASE)
})

test('people read the word first, then why, then what to do; no colour without a terminal', async ({ world }) => {
  const { out } = await world.run(['scan', code(FIRST), code('NOSUCHPACK')])
  assert.match(out, new RegExp(`^OK {5}${PRODUCT}/${FIRST}  lot L24A  expires 2028-06-30  in trade\n`))
  assert.match(out, /\nSTOP .*\n {7}No pack with this serial.*\n.*\n {7}→ /)
  assert.not.match(out, '\u001b')
  world.tty = true
  assert.match((await world.run(['scan', code(FIRST)])).out, '\u001b[1;32mOK')
  world.env['NO_COLOR'] = '1'
  assert.not.match((await world.run(['scan', code(FIRST)])).out, '\u001b')
})

test('a pack is dispensed once; the second time is stopped, changes nothing and is on record', async ({ world }) => {
  const result = await world.run(
    ['dispense', '--as', PHARMACY, '--json'],
    `${scanned(FIRST)}\n${scanned(FIRST)}\n${scanned(SECOND)}\n`,
  )
  assert.equal(verdicts(result), ['ok', 'stop', 'ok'])
  assert.is(result.exit, 1)
  const [first, second] = result.lines()
  assert.is((first?.['state'] as { status: string } | undefined)?.status, 'dispensed')
  assert.equal(codesOf(second), ['SECOND_DISPENSE'])
  assert.type(second?.['recorded'], 'number')
  assert.is(first?.['attested'], true)
  const events = (await world.ok(['history', code(FIRST), '--json'])).json()['events'] as { type: string }[]
  assert.equal(
    events.map(({ type }) => type),
    ['commission', 'dispense', 'attempt'],
  )
})

test('a dispense is taken back once, and only by the place that made it', async ({ world }) => {
  await world.ok(['dispense', '--as', PHARMACY, code(FIRST)])
  const other = await world.run(['undo', '--as', PLANT, '--json', code(FIRST)])
  assert.equal([verdicts(other), codesOf(other.lines()[0])], [['stop'], ['UNDO_ELSEWHERE']])
  const result = await world.run(['undo', '--as', PHARMACY, '--json'], `${code(FIRST)}\n${code(FIRST)}\n`)
  assert.equal(verdicts(result), ['ok', 'stop'])
  await world.ok(['dispense', '--as', PHARMACY, code(FIRST)])
})

test('a returned pack can be dispensed again where it was returned', async ({ world }) => {
  await world.ok(['dispense', '--as', PHARMACY, code(FIRST)])
  await world.ok(['return', '--as', PHARMACY, code(FIRST)])
  assert.is((await world.run(['return', '--as', PHARMACY, code(SECOND)])).exit, 1)
})

test('units are dispensed until the pack is empty', async ({ world }) => {
  await world.write('s.txt', 'UNIT1\n')
  await world.ok(['register', `${PRODUCT}/U`, '--serials', 's.txt', '--units', '30', '--as', PLANT])
  const give = async (units: number): Promise<number> =>
    (await world.run(['dispense', '--as', PHARMACY, '--units', String(units), `(01)${PRODUCT}(21)UNIT1`])).exit
  assert.is(await give(20), 0)
  assert.is(await give(10), 0)
  assert.is(await give(1), 1)
})

test('expired and recalled packs are stopped without the word dispensed', async ({ world }) => {
  world.now = Date.UTC(2029, 0, 1)
  const unsure = await world.run(['dispense', '--as', PHARMACY, code(FIRST)])
  assert.is(unsure.exit, 3)
  assert.match(unsure.err, 'more than a year after the newest record')
  world.env['PACKTRAIL_CLOCK_IS_RIGHT'] = '1'
  const expired = await world.run(['dispense', '--as', PHARMACY, code(FIRST)])
  assert.is(expired.exit, 1)
  assert.match(expired.out, 'The pack expired on 2028-06-30. (DISPENSED_EXPIRED)')
})

test('a count compares the shelf with the records and never stops or changes anything', async ({ world }) => {
  await world.ok(['receive', '--as', PHARMACY, '--from', PLANT, code(FIRST), code(SECOND), code(THIRD)])
  await world.ok(['dispense', '--as', PHARMACY, code(THIRD)])
  const shelf = [FIRST, FIRST, THIRD, SERIALS[3], 'NOSUCHPACK'].map((serial) => scanned(serial)).join('\n')
  const result = await world.run(['count', '--at', PHARMACY, '--batch', BATCH, '--json'], shelf)
  const lines = result.lines()
  assert.equal(lines.slice(0, -1).map(codesOf), [
    [],
    ['COUNTED_TWICE'],
    ['NOT_IN_TRADE'],
    ['HELD_ELSEWHERE'],
    ['UNKNOWN_SERIAL'],
  ])
  const summary = lines.at(-1)
  assert.equal([summary?.['counted'], summary?.['scans'], summary?.['missing']], [4, 5, [`${PRODUCT}/${SECOND}`]])
  assert.is(result.exit, 1)
  const events = (await world.ok(['history', code(FIRST), '--json'])).json()['events'] as object[]
  assert.is(events.length, 2)
  assert.is((await world.run(['count', '--at', PHARMACY], `${scanned(FIRST)}\n`)).exit, 0)
})

test('Ctrl-C ends a counter between two scans: at a keyboard with the exit code so far, in a pipe as cut short', async ({
  world,
}) => {
  let stop: (() => void) | undefined
  world.onInterrupt = (handler) => {
    stop = handler
    return () => undefined
  }
  async function* scans(): AsyncGenerator<string> {
    yield `${scanned(FIRST)}\n`
    stop?.()
    // The input is never closed by itself: a scanner is there all day.
    await new Promise(() => undefined)
  }
  const piped = await world.run(['scan'], scans())
  assert.is(piped.exit, 130)
  assert.match(piped.out, /^OK /)
  assert.match(piped.err, 'Stopped by Ctrl-C after 1 scan')
  world.typed = true
  assert.is((await world.run(['scan'], scans())).exit, 0)
})

test('a second process on the same ledger gets a clear answer and does no harm', async ({ world }) => {
  const bin = fileURLToPath(new URL('../src/bin.ts', import.meta.url))
  const args = ['--conditions=packtrail:source', '--import', 'tsx', bin, 'dispense', '--as', PHARMACY]
  // The other process has the clock of this computer, and this one that of the story.
  world.env['PACKTRAIL_CLOCK_IS_RIGHT'] = '1'
  const env = { ...process.env, ...world.env, PACKTRAIL_LEDGER: world.path('ledger') }
  const child = spawn(process.execPath, args, { cwd: fileURLToPath(new URL('../', import.meta.url)), env })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const answered = new Promise<void>((resolve) => child.stdout.once('data', () => resolve()))
  child.stdin.write(`${scanned(FIRST)}\n`)
  await answered
  const { exit, err } = await world.run(['dispense', '--as', PHARMACY, code(SECOND)])
  assert.is(exit, 3)
  assert.match(err, 'another program has the ledger')
  assert.match(err, 'hint: wait until the other program has ended')
  child.stdin.end(`${scanned(SECOND)}\n`)
  assert.is(await ended, 0)
  assert.match(printed, /^(OK|CHECK) [\s\S]*\n(OK|CHECK) /)
  assert.is((await world.run(['dispense', '--as', PHARMACY, code(SECOND)])).exit, 1)
  await world.ok(['fsck'])
})

test.run()
