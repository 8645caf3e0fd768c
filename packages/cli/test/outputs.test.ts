/** What an output file must never cost: a key, the ledger, the evidence, a device. */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { skipTest } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BATCH, CASE, code, PHARMACY, PLANT, PRODUCT, SERIALS, startTrade } from './actors.ts'
import type { Result, World } from './world.ts'

const test = suite<{ world: World }>('outputs')

test.before.each(async (context) => {
  context.world = await startTrade()
})
test.after.each(({ world }) => world.close())

function refused({ exit, err }: Result, what: string): void {
  assert.is(exit, 2, err)
  assert.match(err, what)
}

test('no private key is replaced, and nothing lands among the keys or in the database', async ({ world }) => {
  const key = await world.read('ledger/keys/ledger.pem')
  const bundle = ['export', '--batch', BATCH, '-o']
  refused(await world.run([...bundle, 'ledger/keys/ledger.pem']), 'keys')
  refused(await world.run([...bundle, 'ledger/keys/new.ptb']), 'keys')
  refused(await world.run([...bundle, 'ledger/db/new.ptb']), 'database')
  refused(await world.run(['checkpoint', '-o', 'ledger/db/CURRENT']), 'database')
  refused(await world.run(['export', '--format', 'csv', '-o', 'ledger/keys/ledger.pem']), 'keys')
  await world.ok(['keys', 'new', '--as', PHARMACY, '--policy', 'ledger/policy.json', '--key', 'shop.pem'])
  refused(await world.run([...bundle, 'shop.pem']), 'private key')
  symlinkSync(world.path('ledger', 'keys', 'ledger.pem'), world.path('link'))
  refused(await world.run([...bundle, 'link']), 'keys')
  assert.is(await world.read('ledger/keys/ledger.pem'), key)
  assert.not.ok(existsSync(world.path('ledger', 'keys', 'new.ptb')))
  await world.ok(['scan', code(SERIALS[0])])
})

test('what a command reads it does not replace', async ({ world }) => {
  await world.ok(['export', '--batch', BATCH, '-o', 'q.ptb'])
  const before = readFileSync(world.path('q.ptb'))
  const verify = ['verify', 'q.ptb', '--policy', 'ledger/policy.json']
  refused(await world.run([...verify, '--html', 'q.ptb']), 'not replaced')
  refused(await world.run([...verify, '--html', './ledger/../q.ptb']), 'not replaced')
  refused(await world.run([...verify, '--html', 'ledger/policy.json']), 'not replaced')
  assert.is(Buffer.compare(readFileSync(world.path('q.ptb')), before), 0)
  await world.write('s.txt', 'NEWSERIAL1\n')
  refused(
    await world.run([
      'register',
      BATCH,
      '--expiry',
      '2028-06-30',
      '--serials',
      's.txt',
      '--serials-out',
      's.txt',
      '--as',
      PLANT,
    ]),
    'not replaced',
  )
  assert.is(await world.read('s.txt'), 'NEWSERIAL1\n')
  assert.is((await world.run(['scan', code('NEWSERIAL1')])).exit, 1)
})

test('a memory is read and written under its name', async ({ world }) => {
  await world.ok(['export', '--batch', BATCH, '-o', 'q.ptb'])
  const verify = ['verify', 'q.ptb', '--policy', 'ledger/policy.json', '--memory', 'm.json']
  await world.ok(verify)
  await world.ok(['dispense', '--as', PHARMACY, code(SERIALS[0])])
  await world.ok(['export', '--batch', BATCH, '-o', 'q.ptb'])
  const first = await world.read('m.json')
  await world.ok(verify)
  assert.is.not(await world.read('m.json'), first)
})

test('a link stays a link, and what it points to is replaced', async ({ world }) => {
  await world.write('real.txt', 'old')
  symlinkSync(world.path('real.txt'), world.path('link.txt'))
  await world.ok(['checkpoint', '-o', 'link.txt'])
  assert.ok(lstatSync(world.path('link.txt')).isSymbolicLink())
  assert.match(await world.read('real.txt'), 'example.com/packtrail')
  symlinkSync(world.path('nowhere.txt'), world.path('broken'))
  refused(await world.run(['checkpoint', '-o', 'broken']), 'link')
})

const hasPipes = process.platform !== 'win32'
const PIPE = 'a pipe is written into and stays a pipe'
if (!hasPipes) skipTest(test, PIPE, 'there are no named pipes here')
else {
  test(PIPE, async ({ world }) => {
    execFileSync('mkfifo', [world.path('pipe')])
    const reading = import('node:fs/promises').then(({ readFile }) => readFile(world.path('pipe'), 'utf8'))
    await world.ok(['checkpoint', '-o', 'pipe'])
    assert.match(await reading, 'example.com/packtrail')
    assert.ok(lstatSync(world.path('pipe')).isFIFO())
    await world.ok(['checkpoint', '-o', '/dev/null'])
    assert.ok(lstatSync('/dev/null').isCharacterDevice())
  })
}

test('Ctrl-C while a file is written leaves neither the file nor a part of it', async ({ world }) => {
  const argv = [
    'register',
    `${PRODUCT}/NEW`,
    '--count',
    '3',
    '--expiry',
    '2028-06-30',
    '--as',
    PLANT,
    '--serials-out',
    'new.txt',
  ]
  world.onInterrupt = (handler) => {
    handler()
    return () => undefined
  }
  const { exit, err } = await world.run(argv)
  assert.is(exit, 130, err)
  assert.equal(
    readdirSync(world.dir).filter((name) => name.includes('new.txt')),
    [],
  )
  assert.is((await world.run(['batch', `${PRODUCT}/NEW`])).exit, 1)
})

test('key files that others can read are all named, with the command that mends them; reading needs no key', async ({
  world,
}) => {
  if (process.platform === 'win32') return
  await world.ok(['keys', 'new', '--as', PHARMACY])
  const keys = readdirSync(world.path('ledger', 'keys')).filter((name) => name.endsWith('.pem'))
  for (const name of keys) chmodSync(world.path('ledger', 'keys', name), 0o644)
  for (const argv of [
    ['dispense', '--as', PHARMACY, code(SERIALS[0])],
    ['checkpoint'],
    ['export', '--batch', BATCH, '-o', 'q.ptb'],
  ]) {
    const { exit, err } = await world.run(argv)
    assert.is(exit, 1, argv[0])
    const said = err.replaceAll(/\s+/g, ' ')
    for (const name of keys) assert.match(said, `ledger/keys/${name}`)
    assert.match(said, 'chmod 600')
    assert.not.match(said, 'keys new')
  }
  assert.is(keys.length, 3)
  for (const argv of [
    ['scan', code(SERIALS[0])],
    ['history', code(SERIALS[0])],
    ['keys', 'list'],
    ['batch', BATCH],
  ])
    await world.ok(argv)
  assert.match((await world.ok(['fsck'])).err, 'chmod 600')
})

test('a folder that cannot be made, and a case inside itself, are no faults of the program', async ({ world }) => {
  await world.write('file', 'x')
  const demo = await world.run(['demo', '--fast', '--dir', 'file/demo'])
  assert.not.match(demo.err, 'fault of Packtrail')
  assert.is(demo.exit, 2)
  for (const verb of [
    ['pack', '--into'],
    ['event', 'aggregate', '--into'],
    ['unpack', '--out-of'],
  ] as const) {
    const { exit, err } = await world.run([...verb, CASE, '--as', PLANT, CASE])
    assert.is(exit, 2)
    assert.match(err, 'cannot be inside itself')
  }
})

test.run()
