import { existsSync, rmSync, statSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BATCH, CASE, code, OPERATOR, PHARMACY, PLANT, PRODUCT, SERIALS, startTrade } from './actors.ts'
import { makeWorld, type World } from './world.ts'

const test = suite<{ world: World }>('ledger')

test.before.each((context) => {
  context.world = makeWorld()
})
test.after.each(({ world }) => world.close())

/** Puts the trade in the place of the empty world. */
async function traded(context: { world: World }): Promise<World> {
  context.world.close()
  context.world = await startTrade()
  return context.world
}

test('init makes a ledger, its key for its owner only, and a policy file with a fingerprint', async ({ world }) => {
  const made = (await world.ok(['init', '--origin', 'example.com/p', '--operator', OPERATOR, '--json'])).json()
  assert.is(made['origin'], 'example.com/p')
  assert.match(String(made['fingerprint']), /^(\d{5} ){7}\d{5}$/)
  if (process.platform !== 'win32') assert.is(statSync(world.path('ledger', 'keys', 'ledger.pem')).mode & 0o777, 0o600)
  const shown = (await world.ok(['policy', 'show', 'ledger/policy.json', '--json'])).json()
  assert.is(shown['fingerprint'], made['fingerprint'])
  assert.is(shown['ledgerId'], made['ledgerId'])
})

test('a second init in the same folder is refused and harms nothing', async ({ world }) => {
  await world.ok(['init'])
  const before = await world.read('ledger/policy.json')
  const { exit, err } = await world.run(['init'])
  assert.is(exit, 2)
  assert.match(err, 'there is a ledger in ledger already')
  assert.is(await world.read('ledger/policy.json'), before)
})

test('an init that fails leaves nothing in the way of the next try', async ({ world }) => {
  world.fs = { ...fs, open: () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })) }
  assert.is((await world.run(['init'])).exit, 3)
  world.fs = fs
  await world.ok(['init'])
})

test('the ledger is that of --ledger, else of PACKTRAIL_LEDGER, else ./ledger', async ({ world }) => {
  await world.ok(['init', '--ledger', '药 1'])
  assert.ok(existsSync(world.path('药 1', 'policy.json')))
  assert.is((await world.run(['checkpoint'])).exit, 2)
  world.env['PACKTRAIL_LEDGER'] = world.path('药 1')
  await world.ok(['checkpoint'])
})

test('a command without a ledger says so, and how to get one', async ({ world }) => {
  for (const argv of [['checkpoint'], ['scan', 'x'], ['batch', `${PRODUCT}/L`], ['party']]) {
    const { exit, err } = await world.run(argv)
    assert.is(exit, 2, argv.join(' '))
    assert.match(err, 'there is no ledger in ledger')
    assert.match(err, 'hint: packtrail init makes one')
  }
})

test('a secret key is never printed', async (context) => {
  const world = await traded(context)
  const secret = (await world.read('ledger/keys/ledger.pem')).split('\n')[1] ?? ''
  assert.ok(secret.length > 40)
  for (const argv of [
    ['keys', 'list', '--json'],
    ['keys', 'list'],
    ['policy', 'show', '--json'],
    ['fsck', '--json'],
    ['party', '--json'],
  ]) {
    const { out, err } = await world.ok(argv)
    assert.not.match(out + err, secret)
  }
})

test('parties, products and sites come from options and from CSV, and are listed', async ({ world }) => {
  await world.ok(['init', '--operator', OPERATOR])
  await world.ok(['party', PLANT, '--name', 'Plant', '--role', 'manufacturer', '--licence', 'MIA-1'])
  await world.write(
    'p.csv',
    `party;name;role;licence;until\n${PHARMACY};Linden;pharmacy;DE-1;2030-12-31\n${PHARMACY};;hospital;DE-2;\n`,
  )
  await world.ok(['party', '--csv', 'p.csv'])
  await world.ok(['product', PRODUCT, '--name', 'Examplin', '--units', '30'])
  await world.ok(['site', `${PLANT}/LINE3`, '--name', 'Line 3'])
  const parties = (await world.ok(['party', '--json'])).json()['parties'] as { actor: string; licences: object[] }[]
  assert.equal(
    parties.map(({ actor, licences }) => [actor, licences.length]),
    [
      [OPERATOR, 0],
      [PLANT, 1],
      [PHARMACY, 2],
    ],
  )
  assert.equal((await world.ok(['product', '--json'])).json()['products'], [
    { product: PRODUCT, name: 'Examplin', units: 30 },
  ])
  assert.equal((await world.ok(['site', '--json'])).json()['sites'], [
    { place: `${PLANT}/LINE3`, party: PLANT, name: 'Line 3' },
  ])
})

test('a party that was suspended can be made active again', async ({ world }) => {
  await world.ok(['init', '--operator', OPERATOR])
  const status = async (): Promise<unknown> => {
    const parties = (await world.ok(['party', '--json'])).json()['parties'] as { actor: string; status: string }[]
    return parties.find(({ actor }) => actor === PHARMACY)?.status
  }
  await world.ok(['party', PHARMACY, '--name', 'Linden'])
  await world.ok(['party', PHARMACY, '--name', 'Linden', '--suspend'])
  assert.is(await status(), 'suspended')
  await world.ok(['party', PHARMACY, '--name', 'Linden'])
  assert.is(await status(), 'active')
})

test('every bad line of a CSV is named, and nothing of it is recorded', async ({ world }) => {
  await world.ok(['init', '--operator', OPERATOR])
  await world.write(
    'p.csv',
    `party,role,licence\ngln:9521234000083,pharmacy,1\n${PHARMACY},barber,2\n${PLANT},pharmacy,\n`,
  )
  const result = await world.run(['party', '--csv', 'p.csv', '--json'])
  const error = result.json()['error'] as { faults: { line: number }[] }
  assert.is(result.exit, 1)
  assert.equal(
    error.faults.map(({ line }) => line),
    [2, 3, 4],
  )
  assert.is(((await world.ok(['party', '--json'])).json()['parties'] as object[]).length, 1)
})

test('a party without a ledger makes a key, asks, and is admitted once', async ({ world }) => {
  await world.ok(['init', '--operator', OPERATOR])
  const made = (
    await world.ok(['keys', 'new', '--as', PHARMACY, '--policy', 'ledger/policy.json', '--key', 'shop.pem', '--json'])
  ).json()
  assert.is(made['request'], 'shop.pem.request.json')
  if (process.platform !== 'win32') assert.is(statSync(world.path('shop.pem')).mode & 0o777, 0o600)
  assert.not.match(await world.read('shop.pem.request.json'), 'PRIVATE')
  await world.ok(['keys', 'add', 'shop.pem.request.json'])
  const keys = (await world.ok(['keys', 'list', '--as', PHARMACY, '--json'])).json()['keys'] as Record<
    string,
    unknown
  >[]
  assert.equal(
    keys.map(({ keyId, here }) => [keyId, here]),
    [[made['keyId'], false]],
  )
  assert.is(
    (await world.run(['keys', 'new', '--as', PHARMACY, '--policy', 'ledger/policy.json', '--key', 'shop.pem'])).exit,
    2,
  )
})

test('a request that was changed, or is for another ledger, is refused', async ({ world }) => {
  await world.ok(['init', '--operator', OPERATOR])
  await world.ok(['init', '--operator', OPERATOR, '--ledger', 'other'])
  await world.ok(['keys', 'new', '--as', PHARMACY, '--policy', 'ledger/policy.json', '--key', 'shop.pem'])
  const request = await world.read('shop.pem.request.json')
  await world.write('forged.json', request.replace(PHARMACY, PLANT))
  await world.write('broken.json', request.slice(0, 50))
  for (const argv of [
    ['keys', 'add', 'forged.json'],
    ['keys', 'add', 'broken.json'],
    ['keys', 'add', 'shop.pem.request.json', '--ledger', 'other'],
  ]) {
    const { exit, err } = await world.run(argv)
    assert.is(exit, 1, argv.join(' '))
    assert.match(err, 'hint: ')
  }
  assert.equal((await world.ok(['keys', 'list', '--json'])).json()['keys'], [])
})

test('a key that was revoked signs nothing more', async (context) => {
  const world = await traded(context)
  const [key] = (await world.ok(['keys', 'list', '--json'])).json()['keys'] as { keyId: string }[]
  await world.ok(['keys', 'revoke', key?.keyId.slice(0, 8) ?? ''])
  const { exit, out } = await world.run(['recall', `${PRODUCT}/L24A`, '--as', PLANT])
  assert.is(exit, 1)
  assert.match(out, 'KEY_ENDED')
  assert.is((await world.run(['keys', 'retire', 'abc'])).exit, 2)
  assert.is((await world.run(['keys', 'retire', 'abcdef0123'])).exit, 1)
})

test('a checkpoint is printed or written as a file, and stands still when nothing happens', async ({ world }) => {
  await world.ok(['init', '--origin', 'example.com/p'])
  const { out } = await world.ok(['checkpoint'])
  assert.match(out, /^example\.com\/p\n\d+\n[A-Za-z0-9+/=]+\n\n— example\.com\/p /)
  await world.ok(['checkpoint', '-o', 'c.txt'])
  assert.is(await world.read('c.txt'), out)
})

test('settings of the policy stream are shown with the policy of the ledger', async ({ world }) => {
  await world.ok(['init'])
  await world.ok(['policy', 'set', 'contact', 'qa@example.com'])
  assert.equal((await world.ok(['policy', 'show', '--json'])).json()['settings'], {
    contact: 'qa@example.com',
    profile: 'default/1',
  })
})

test('what a stolen key signed is listed, and confirmed by its owner with a new key, a pallet by the batches on it', async (context) => {
  const world = await traded(context)
  await world.ok(['keys', 'new', '--as', PHARMACY])
  await world.ok(['pack', '--into', CASE, '--as', PLANT, code(SERIALS[0]), code(SERIALS[1])])
  await world.ok(['ship', '--to', PHARMACY, '--as', PLANT, CASE])
  const { size } = (await world.ok(['checkpoint', '--json'])).json() as { size: number }
  await world.ok(['receive', '--as', PHARMACY, CASE])
  await world.ok(['unpack', '--out-of', CASE, '--all', '--as', PHARMACY])
  await world.ok(['dispense', '--as', PHARMACY, code(SERIALS[0])])
  const [key] = (await world.ok(['keys', 'list', '--as', PHARMACY, '--json'])).json()['keys'] as { keyId: string }[]
  assert.match((await world.ok(['keys', 'suspects'])).out, 'No key was revoked')
  await world.ok(['keys', 'revoke', key?.keyId ?? '', '--since', String(size)])
  const before = (await world.ok(['checkpoint', '--json'])).json()['size']
  const ended = await world.run(['keys', 'reattest', '--all', '--as', PHARMACY])
  assert.is(ended.exit, 1)
  assert.match(ended.err, /was ended[\s\S]*move .*gln-9521234000082\.pem away[\s\S]*keys new/)
  assert.is((await world.ok(['checkpoint', '--json'])).json()['size'], before, 'no attempt is on record')
  rmSync(world.path('ledger', 'keys', 'gln-9521234000082.pem'))
  interface Row {
    claim: string
    type: string
    about: object[]
    reattested: boolean
  }
  const listed = async (): Promise<Row[]> =>
    (await world.ok(['keys', 'suspects', '--as', PHARMACY, '--json'])).json()['suspects'] as Row[]
  const rows = await listed()
  const batch = { kind: 'batch', product: PRODUCT, lot: 'L24A' }
  assert.equal(
    rows.map(({ type, about, reattested }) => [type, about, reattested]),
    [
      ['receive', [batch], false],
      ['disaggregate', [batch], false],
      ['dispense', [batch], false],
    ],
  )
  const judged = async (): Promise<unknown[]> => {
    await world.ok(['export', '--batch', BATCH, '-o', 'b.ptb'])
    const report = (await world.ok(['verify', 'b.ptb', '--policy', 'ledger/policy.json', '--json'])).json()
    const { suspect, reattested } = report['counts'] as { suspect: number; reattested: number }
    return [suspect, reattested]
  }
  assert.equal(await judged(), [3, 0])
  const stranger = ['--reason', 'reattest', '--target', rows[0]?.claim ?? '', '--as', PLANT]
  const other = await world.run(['event', 'observe', ...stranger, code(SERIALS[0])])
  assert.is(other.exit, 1)
  assert.match(other.err, /is the word of gln:9521234000082; gln:9521234000013 cannot confirm it/)
  assert.equal(
    (await listed()).map(({ reattested }) => reattested),
    [false, false, false],
  )
  await world.ok(['keys', 'new', '--as', PHARMACY])
  await world.ok(['keys', 'reattest', rows[0]?.claim.slice(0, 10) ?? '', '--as', PHARMACY])
  assert.equal(await judged(), [2, 1])
  await world.ok(['keys', 'reattest', '--all', '--as', PHARMACY])
  assert.equal(await judged(), [0, 3])
  assert.equal(
    (await listed()).map(({ reattested }) => reattested),
    [true, true, true],
  )
  for (const argv of [
    [],
    ['--all'],
    ['zz', '--as', PHARMACY],
    ['--as', PHARMACY],
    ['abcdef', '--all', '--as', PHARMACY],
  ])
    assert.is((await world.run(['keys', 'reattest', ...argv])).exit, 2, argv.join(' '))
  assert.is((await world.run(['keys', 'reattest', 'abcdef012345', '--as', PHARMACY])).exit, 1)
  assert.is((await world.ok(['fsck', '--json'])).json()['ok'], true)
})

test('a profile is set for a batch or a party on record, by a name that is known, and both sides judge by it', async (context) => {
  const world = await traded(context)
  for (const [key, value] of [
    ['profile', 'eu/1'],
    ['profile:nobody', 'eu/1'],
    ['profile:09521234543213/L24A', 'EU'],
  ] as const) {
    const { exit, err } = await world.run(['policy', 'set', key, value])
    assert.is(exit, 2, key)
    assert.match(err, '\nhint: ')
  }
  assert.is((await world.run(['policy', 'set', 'profile:gln:9521234000990', 'strict/1'])).exit, 1)
  assert.match(
    (await world.ok(['policy', 'set', 'profile:09521234543213/NEXT', 'eu/1'])).err,
    'no pack of 09521234543213/NEXT is registered',
  )
  await world.ok(['party', PHARMACY, '--name', 'Pharmacy'])
  assert.not.match((await world.ok(['policy', 'set', `profile:${BATCH}`, 'strict/1'])).err, 'is registered')
  await world.ok(['policy', 'set', `profile:${PHARMACY}`, 'us/1'])
  await world.ok(['ship', '--to', PHARMACY, '--as', PLANT, code(SERIALS[0])])
  const sold = (await world.ok(['dispense', '--as', PHARMACY, code(SERIALS[0]), '--json'])).lines()
  assert.match(JSON.stringify(sold), 'RECEIPT_NOT_REPORTED')
  await world.ok(['export', '--batch', BATCH, '-o', 'b.ptb'])
  const verify = ['verify', 'b.ptb', '--policy', 'p.json', '--json']
  const policy = JSON.parse(await world.read('ledger/policy.json')) as object
  const judged = async (profiles: readonly string[]): Promise<unknown[]> => {
    await world.write('p.json', JSON.stringify({ ...policy, profiles }))
    const report = (await world.ok(verify)).json() as { findings: { code: string }[]; profiles: object[] }
    return [report.findings.map((finding) => finding.code), report.profiles.length]
  }
  assert.equal(await judged([]), [['RECEIPT_NOT_REPORTED'], 2])
  assert.equal(await judged(['default/1']), [[], 2])
  assert.is((await world.ok(['fsck', '--json'])).json()['ok'], true)
})

test('fsck of an honest ledger is clean', async (context) => {
  const world = await traded(context)
  assert.is((await world.ok(['fsck', '--json'])).json()['ok'], true)
  assert.match((await world.ok(['fsck'])).out, /^OK /)
})

test('a policy file with a mistake is a usage error that names the place, never a verdict', async ({ world }) => {
  await world.ok(['init'])
  const policy = JSON.parse(await world.read('ledger/policy.json')) as Record<string, unknown>
  await world.write('bad.json', JSON.stringify({ ...policy, requierd: [] }))
  const { exit, err } = await world.run(['policy', 'show', 'bad.json'])
  assert.is(exit, 2)
  assert.match(err, 'requierd')
})

test.run()
