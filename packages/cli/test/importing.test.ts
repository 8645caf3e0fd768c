import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BATCH, CASE, code, OPERATOR, PHARMACY, PLANT, PRODUCT, SERIALS, startTrade, WHOLESALER } from './actors.ts'
import type { World } from './world.ts'

const test = suite<{ world: World }>('importing')

test.before.each(async (context) => {
  context.world = await startTrade()
})
test.after.each(({ world }) => world.close())

const SGTIN = 'urn:epc:id:sgtin:9521234.054321.'
const sgln = (gln: string): string => `urn:epc:id:sgln:9521234.${gln.slice(-6, -1)}.0`
const pgln = (gln: string): string => `urn:epc:id:pgln:9521234.${gln.slice(-6, -1)}`

/** An EPCIS 2.0 document that ships packs; `time` makes it another event. */
function shipping(serials: readonly string[], time = '2026-11-20T10:00:00+01:00', from = PLANT): string {
  return epcis([shippingEvent(serials, time, from)])
}

function shippingEvent(serials: readonly string[], time: string, from = PLANT): object {
  return {
    type: 'ObjectEvent',
    eventTime: time,
    eventTimeZoneOffset: '+01:00',
    epcList: serials.map((serial) => `${SGTIN}${serial}`),
    action: 'OBSERVE',
    bizStep: 'shipping',
    disposition: 'in_transit',
    readPoint: { id: sgln(from) },
    sourceList: [{ type: 'possessing_party', source: pgln(from) }],
    destinationList: [{ type: 'possessing_party', destination: pgln(WHOLESALER) }],
  }
}

const PLANT2 = 'gln:9521234000037'
const packingEvent = (serials: readonly string[]): object => ({
  type: 'AggregationEvent',
  eventTime: '2026-11-20T09:00:00+01:00',
  eventTimeZoneOffset: '+01:00',
  parentID: 'urn:epc:id:sscc:9521234.0000000777',
  childEPCs: serials.map((serial) => `${SGTIN}${serial}`),
  action: 'ADD',
  bizStep: 'packing',
  readPoint: { id: sgln(PLANT2) },
})
const commissioningEvent = (serials: readonly string[], lot: string): object => ({
  type: 'ObjectEvent',
  eventTime: '2026-11-20T08:00:00+01:00',
  eventTimeZoneOffset: '+01:00',
  epcList: serials.map((serial) => `${SGTIN}${serial}`),
  action: 'ADD',
  bizStep: 'commissioning',
  disposition: 'active',
  readPoint: { id: sgln(PLANT2) },
  ilmd: { 'cbvmda:lotNumber': lot, 'cbvmda:itemExpirationDate': '2029-12-31' },
})

function epcis(eventList: readonly object[]): string {
  return JSON.stringify({
    '@context': 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-11-20T10:00:00Z',
    epcisBody: { eventList },
  })
}

test('a document is taken in; the same file again adds nothing', async ({ world }) => {
  world.now += 1000
  await world.write(
    'a.json',
    shipping([SERIALS[0], SERIALS[1]], new Date(world.now).toISOString().replace('Z', '+00:00')),
  )
  const first = (await world.ok(['import', 'a.json', '--json'])).json()
  assert.equal(
    [first['files'], first['events'], first['packs'], first['appended'], first['duplicates'], first['refused']],
    [1, 1, 2, 1, 0, 0],
  )
  const second = (await world.ok(['import', 'a.json', '--json'])).json()
  assert.equal([second['appended'], second['duplicates']], [0, 1])
})

test('an event that names no goods is read, but not taken in: it is counted apart', async ({ world }) => {
  const time = '2026-11-20T10:00:00+01:00'
  await world.write('a.json', epcis([shippingEvent([], time), shippingEvent([SERIALS[0]], time)]))
  await world.write('none.json', epcis([shippingEvent([], time)]))
  const answer = (await world.ok(['import', 'a.json', 'none.json', '--json'])).json()
  const counts = ({ events, appended, duplicates, refused, empty }: Record<string, unknown>): unknown[] => [
    events,
    appended,
    duplicates,
    refused,
    empty,
  ]
  assert.equal(counts(answer), [3, 1, 0, 0, 2])
  assert.equal((answer['documents'] as Record<string, unknown>[]).map(counts), [
    [2, 1, 0, 0, 1],
    [1, 0, 0, 0, 1],
  ])
  const again = (await world.ok(['import', 'a.json', 'none.json'])).out
  assert.match(again, 'a.json: epcis2-json, 2 events: 0 taken in, 1 known before, 1 with nothing to record')
  assert.match(again, 'none.json: epcis2-json, 1 event: 0 taken in, 1 with nothing to record')
  assert.match(again, '3 events: 0 taken in, 1 known before, 0 refused, 2 with nothing to record')
})

test('a dry run says what would happen and changes nothing', async ({ world }) => {
  await world.write('a.json', shipping([SERIALS[0]]))
  const tried = (await world.ok(['import', 'a.json', '--dry-run', '--json'])).json()
  assert.is(tried['appended'], 1)
  assert.is(((await world.ok(['history', code(SERIALS[0]), '--json'])).json()['events'] as object[]).length, 1)
  assert.is((await world.ok(['import', 'a.json', '--json'])).json()['appended'], 1)
})

test('what is refused has its place and makes the exit code 1; the rest is taken in', async ({ world }) => {
  await world.ok(['event', 'destroy', code(SERIALS[0]), '--as', PLANT])
  world.now += 3_600_000
  const later = new Date(world.now).toISOString().replace('Z', '+00:00')
  await world.write('a.json', shipping([SERIALS[0]], later))
  await world.write('b.json', shipping([SERIALS[1]], later))
  const result = await world.run(['import', 'a.json', 'b.json', '--json'])
  const answer = result.json()
  const [fault] = answer['faults'] as Record<string, unknown>[]
  assert.is(result.exit, 1)
  assert.equal([answer['appended'], answer['refused']], [1, 1])
  assert.equal(
    [fault?.['file'], fault?.['line'], fault?.['path'], fault?.['code']],
    ['a.json', 1, 'eventList[0]', 'EVENT_AFTER_END'],
  )
})

test('--all-or-nothing takes in nothing when one file is bad', async ({ world }) => {
  await world.write('good.json', shipping([SERIALS[1]]))
  await world.write('bad.json', '{"type":"EPCISDocument"')
  const { exit, json } = await world.run(['import', '--all-or-nothing', 'good.json', 'bad.json', '--json'])
  assert.is(exit, 1)
  assert.match(String(json()['note']), 'Nothing was taken in')
  assert.is(((await world.ok(['history', code(SERIALS[1]), '--json'])).json()['events'] as object[]).length, 1)
  await world.ok(['import', '--all-or-nothing', 'good.json'])
  assert.is(((await world.ok(['history', code(SERIALS[1]), '--json'])).json()['events'] as object[]).length, 2)
})

test('--observe refuses nothing that can be read, --strict-history also what a later record might explain', async ({
  world,
}) => {
  await world.ok(['event', 'destroy', code(SERIALS[0]), '--as', PLANT])
  world.now += 3_600_000
  const later = new Date(world.now).toISOString().replace('Z', '+00:00')
  await world.write('a.json', shipping([SERIALS[0]], later))
  assert.is((await world.run(['import', '--observe', 'a.json'])).exit, 0)
  await world.write('b.json', shipping(['UNKNOWN1'], later))
  assert.is((await world.run(['import', '--strict-history', 'b.json'])).exit, 1)
  assert.is((await world.run(['import', 'b.json'])).exit, 0)
  assert.is((await world.run(['import', '--observe', '--strict-history', 'b.json'])).exit, 2)
})

test('files that are missing, folders, empty, binary, cut or of no known kind: each is named', async ({ world }) => {
  mkdirSync(world.path('folder'))
  await world.write('empty.xml', '')
  await world.write(
    'binary.dat',
    Uint8Array.from({ length: 500 }, (_, i) => (i * 7) % 256),
  )
  await world.write('cut.json', shipping([SERIALS[0]]).slice(0, 200))
  await world.write('words.txt', 'Dear colleague, please find attached\n')
  for (const [name, exit] of [
    ['gone.xml', 2],
    ['folder', 2],
    ['empty.xml', 1],
    ['binary.dat', 1],
    ['cut.json', 1],
    ['words.txt', 1],
  ] as const) {
    const result = await world.run(['import', name])
    assert.is(result.exit, exit, `${name}\n${result.err}`)
    assert.match(result.err, name)
  }
  const both = await world.run(['import', 'gone.xml', 'folder'])
  assert.match(both.err, 'gone.xml')
  assert.match(both.err, 'folder')
})

test('a document comes from standard input too', async ({ world }) => {
  const { json } = await world.run(['import', '-', '--json'], shipping([SERIALS[0]]))
  assert.is(json()['events'], 1)
  assert.is((await world.run(['import', '-', '--all-or-nothing'], shipping([SERIALS[0]]))).exit, 2)
})

test('a document of a party whose key is here is signed by it, and can be taken in twice', async ({ world }) => {
  await world.write(
    'csv.csv',
    `type,time,agent,product,lot,serial\ncommission,2026-11-20T10:00:00+01:00,${PLANT},${PRODUCT},B9,S1\ncommission,2026-11-20T10:00:00+01:00,${PLANT},${PRODUCT},B9,S2\n`,
  )
  const unsigned = await world.run(['import', 'csv.csv', '--json'])
  assert.is(unsigned.exit, 1, unsigned.out)
  assert.match(unsigned.out, 'ATTESTED_FOR_SIGNER')
  await world.ok(['import', 'csv.csv', '--as', PLANT])
  const again = (await world.ok(['import', 'csv.csv', '--as', PLANT, '--json'])).json()
  assert.equal([again['appended'], again['refused']], [0, 0])
  assert.is((await world.ok(['batch', `${PRODUCT}/B9`, '--json'])).json()['packs'], 2)
})

test('what is not understood is counted and told row by row, and an empty table is no success', async ({ world }) => {
  const rows = [1, 2, 3].map((n) => `dispense,2026-11-23T09:30:00Z,gln:9521234000081,${PRODUCT},PACK${n}`)
  await world.write('sales.csv', `type,time,agent,product,serial\n${rows.join('\n')}\n`)
  const { exit, out } = await world.run(['import', 'sales.csv'])
  assert.is(exit, 1)
  assert.match(out, 'sales.csv: csv, 0 events: 0 taken in, 3 NOT UNDERSTOOD')
  const told = (await world.run(['import', 'sales.csv', '--json'])).json()
  assert.equal(
    (told['faults'] as { line: number }[]).map(({ line }) => line),
    [2, 3, 4],
  )
  assert.is(told['unread'], 3)
  await world.write('empty.csv', 'type,time,agent,product,serial\n')
  const empty = (await world.ok(['import', 'empty.csv', '--json'])).json()
  assert.equal(
    (empty['faults'] as { code: string; severity: string }[]).map((fault) => [fault.code, fault.severity]),
    [['NO_EVENTS', 'warn']],
  )
})

test('a file that is missing does not keep the others from being taken in, and is named', async ({ world }) => {
  await world.write(
    'sales.csv',
    `type,time,agent,product,serial\ndispense,2026-11-23T09:30:00Z,${PHARMACY},${PRODUCT},${SERIALS[0]}\n`,
  )
  const argv = ['import', 'gone.csv', 'sales.csv']
  const whole = await world.run([...argv, '--all-or-nothing'])
  assert.is(whole.exit, 2)
  assert.is((await world.run(['scan', code(SERIALS[0])])).exit, 0)
  const { exit, out, err } = await world.run(argv)
  assert.is(exit, 2)
  assert.match(out, 'sales.csv: csv, 1 event: 1 taken in')
  assert.match(err, 'there is no file gone.csv')
  assert.is((await world.run(['import', 'gone.csv', 'gone.xml'])).exit, 2)
})

// ---------------------------------------------------------------- submissions

/** A pharmacy with a key of its own and no ledger. */
async function makeShop(world: World): Promise<readonly string[]> {
  await world.ok(['keys', 'new', '--as', PHARMACY, '--policy', 'ledger/policy.json', '--key', 'shop.pem'])
  await world.ok(['keys', 'add', 'shop.pem.request.json'])
  return ['--as', PHARMACY, '--key', 'shop.pem', '--policy', 'ledger/policy.json']
}

test('a party without a ledger signs, sends, and gets a receipt that proves it', async ({ world }) => {
  const by = await makeShop(world)
  const signed = (
    await world.ok(
      ['submit', 'dispense', ...by, '-o', 'day.pts', '--json'],
      `${code(SERIALS[0])}\n${code(SERIALS[1])}\n`,
    )
  ).json()
  assert.equal([signed['claims'], signed['seq']], [2, 0])
  const taken = (await world.ok(['import', 'day.pts', '--receipts', 'receipts', '--json'])).json()
  assert.equal([taken['appended'], (taken['documents'] as { actor: string }[])[0]?.actor], [2, PHARMACY])
  const receipt = 'receipts/day.pts.receipt'
  const checked = (
    await world.ok(['receipt', 'check', receipt, '--submission', 'day.pts', '--policy', 'ledger/policy.json', '--json'])
  ).json()
  assert.equal([checked['submission'], checked['missing']], [signed['submission'], []])
  const next = (
    await world.ok(['submit', 'dispense', ...by, '--seen', receipt, '-o', 'next.pts', code(SERIALS[2]), '--json'])
  ).json()
  assert.equal([next['seq'], next['seen']], [1, (checked['checkpoint'] as { size: number }).size])
  await world.ok(['import', 'next.pts'])
  const events = (await world.ok(['history', code(SERIALS[2]), '--json'])).json()['events'] as Record<string, unknown>[]
  assert.is(events.at(-1)?.['signer'], PHARMACY)
})

test('a submission that comes twice adds nothing; one that was changed is refused whole', async ({ world }) => {
  const by = await makeShop(world)
  await world.ok(['submit', 'dispense', ...by, '-o', 'day.pts', code(SERIALS[0])])
  await world.ok(['import', 'day.pts'])
  const again = (await world.ok(['import', 'day.pts', '--json'])).json()
  assert.equal([again['appended'], again['duplicates']], [0, 1])
  const bytes = await (await import('node:fs/promises')).readFile(world.path('day.pts'))
  bytes[bytes.length - 40] = (bytes[bytes.length - 40] as number) ^ 1
  await world.write('forged.pts', bytes)
  const forged = await world.run(['import', 'forged.pts', '--json'])
  assert.is(forged.exit, 1)
  assert.is(forged.json()['appended'], 0)
})

test('a submission file is tried as it would be taken in, refusals included, and nothing is written', async ({
  world,
}) => {
  const by = await makeShop(world)
  await world.ok(['submit', 'dispense', ...by, '-o', 'good.pts'], `${code(SERIALS[0])}\n${code(SERIALS[1])}\n`)
  const before = (await world.ok(['checkpoint', '--json'])).json()
  const answers = async (argv: readonly string[]): Promise<unknown> => {
    const { exit, json } = await world.run([...argv, '--json'])
    const { appended, duplicates, refused, findingCodes } = json()
    return [exit, appended, duplicates, refused, findingCodes]
  }
  const tried = await answers(['import', 'good.pts', '--dry-run'])
  assert.equal((await world.ok(['checkpoint', '--json'])).json(), before)
  assert.match((await world.ok(['import', 'good.pts', '--dry-run'])).out, 'nothing was changed')
  assert.equal(await answers(['import', 'good.pts']), tried)
  assert.equal(await answers(['import', 'good.pts', '--dry-run']), [0, 0, 2, 0, {}])
  await world.ok(['submit', 'dispense', ...by, '-o', 'second.pts', code(SERIALS[0])])
  const events = async (): Promise<unknown> =>
    (await world.ok(['history', code(SERIALS[0]), '--json'])).json()['events']
  const known = await events()
  const refused = await answers(['import', 'second.pts', '--dry-run'])
  assert.equal(await events(), known)
  assert.equal((refused as unknown[]).slice(0, 4), [1, 0, 0, 1])
  assert.equal(await answers(['import', 'second.pts', '--all-or-nothing']), refused)
  assert.equal(await events(), known)
  assert.equal(await answers(['import', 'second.pts']), refused)
  assert.is((await world.ok(['fsck', '--json'])).json()['ok'], true)
})

test('a submission that registers more packs than are kept in memory is tried without a trace', async ({ world }) => {
  await world.ok(['keys', 'new', '--as', PLANT2, '--policy', 'ledger/policy.json', '--key', 'plant2.pem'])
  await world.ok(['keys', 'add', 'plant2.pem.request.json'])
  const by = ['--as', PLANT2, '--key', 'plant2.pem', '--policy', 'ledger/policy.json']
  const batch = `${PRODUCT}/BIG`
  await world.ok(['submit', 'register', batch, '--count', '6000', '--serials-out', 'big.txt', ...by, '-o', 'big.pts'])
  assert.is((await world.ok(['import', 'big.pts', '--dry-run', '--json'])).json()['appended'], 1)
  assert.is((await world.run(['batch', batch])).exit, 1)
  assert.is((await world.ok(['import', 'big.pts', '--json'])).json()['appended'], 1)
  assert.is((await world.ok(['batch', batch, '--json'])).json()['packs'], 6000)
  assert.is((await world.ok(['fsck', '--json'])).json()['ok'], true)
})

test('a batch is registered, closed and packed by submissions alone', async ({ world }) => {
  await world.ok(['keys', 'new', '--as', 'gln:9521234000037', '--policy', 'ledger/policy.json', '--key', 'plant2.pem'])
  await world.ok(['keys', 'add', 'plant2.pem.request.json'])
  const by = ['--as', 'gln:9521234000037', '--key', 'plant2.pem', '--policy', 'ledger/policy.json']
  await world.ok([
    'submit',
    'register',
    `${PRODUCT}/P2`,
    '--count',
    '20',
    '--serials-out',
    'p2.txt',
    '--expiry',
    '2029-01-31',
    ...by,
    '-o',
    '1.pts',
  ])
  const [serial = ''] = (await world.read('p2.txt')).split('\n')
  await world.ok(['submit', 'pack', '--into', CASE, ...by, '-o', '2.pts', code(serial, 'P2', '290131')])
  await world.ok(['submit', 'close', `${PRODUCT}/P2`, '--commissioned', '20', ...by, '-o', '3.pts'])
  await world.ok(['import', '1.pts', '2.pts', '3.pts'])
  const batch = (await world.ok(['batch', `${PRODUCT}/P2`, '--json'])).json()
  assert.equal([batch['packs'], batch['packed'], (batch['closed'] as { allocated: number }).allocated], [20, 1, 20])
})

for (const through of ['a file', 'standard input']) {
  test(`the lot that a packing leaves out is learned from the commissioning signed with it, from ${through}`, async ({
    world,
  }) => {
    await world.ok(['keys', 'new', '--as', PLANT2, '--policy', 'ledger/policy.json', '--key', 'plant2.pem'])
    await world.ok(['keys', 'add', 'plant2.pem.request.json'])
    const by = ['--as', PLANT2, '--key', 'plant2.pem', '--policy', 'ledger/policy.json']
    const serials = Array.from({ length: 40 }, (_, i) => `L${String(i).padStart(9, '0')}`)
    const packing = epcis([packingEvent(serials)])
    await world.write('packing.json', packing)
    await world.write('line.json', epcis([commissioningEvent(serials, 'LINE7')]))
    if (through === 'a file') {
      await world.ok(['submit', 'import', 'packing.json', 'line.json', ...by, '-o', 'line.pts'])
    } else await world.ok(['submit', 'import', '-', 'line.json', ...by, '-o', 'line.pts'], packing)
    await world.ok(['import', 'line.pts'])
    const batch = (await world.ok(['batch', `${PRODUCT}/LINE7`, '--json'])).json()
    // The packing and the commissioning. A pack without its lot would have had an entry of its own.
    assert.equal([batch['packs'], batch['packed'], batch['entries']], [40, 40, 2])
    assert.equal((await world.ok(['fsck', '--json'])).json()['problems'], [])
  })
}

test('a party without a ledger confirms what its stolen key signed in a submission', async ({ world }) => {
  const by = await makeShop(world)
  const { size } = (await world.ok(['checkpoint', '--json'])).json() as { size: number }
  await world.ok(['submit', 'dispense', ...by, '-o', '1.pts', code(SERIALS[0])])
  await world.ok(['import', '1.pts'])
  const [key] = (await world.ok(['keys', 'list', '--as', PHARMACY, '--json'])).json()['keys'] as { keyId: string }[]
  await world.ok(['keys', 'revoke', key?.keyId ?? '', '--since', String(size)])
  await world.ok(['keys', 'new', '--as', PHARMACY, '--policy', 'ledger/policy.json', '--key', 'new.pem'])
  await world.ok(['keys', 'add', 'new.pem.request.json'])
  const suspects = async (): Promise<{ claim: string; reattested: boolean }[]> =>
    (await world.ok(['keys', 'suspects', '--json'])).json()['suspects'] as { claim: string; reattested: boolean }[]
  const [{ claim = '' } = {}] = await suspects()
  await world.ok(['keys', 'new', '--as', PLANT, '--policy', 'ledger/policy.json', '--key', 'plant.pem'])
  await world.ok(['keys', 'add', 'plant.pem.request.json'])
  const plant = ['--as', PLANT, '--key', 'plant.pem', '--policy', 'ledger/policy.json', '-o', '3.pts']
  await world.ok(['submit', 'observe', BATCH, '--reason', 'reattest', '--target', claim, ...plant])
  await world.run(['import', '3.pts'])
  assert.equal(
    (await suspects()).map(({ reattested }) => reattested),
    [false],
    'a stranger confirms nothing',
  )
  const fresh = ['--as', PHARMACY, '--key', 'new.pem', '--policy', 'ledger/policy.json', '-o', '2.pts']
  await world.ok(['submit', 'observe', BATCH, '--reason', 'reattest', '--target', claim, ...fresh])
  await world.ok(['import', '2.pts'])
  assert.equal(
    (await suspects()).map(({ reattested }) => reattested),
    [true],
  )
})

test('the events of a document are signed without a ledger, or none of them', async ({ world }) => {
  const by = await makeShop(world)
  await world.write('a.json', shipping([SERIALS[0]], undefined, PHARMACY))
  await world.ok(['submit', 'import', 'a.json', ...by, '-o', 'a.pts'])
  assert.is((await world.ok(['import', 'a.pts', '--json'])).json()['appended'], 1)
  await world.write('bad.json', shipping([SERIALS[0]]).slice(0, 100))
  assert.is((await world.run(['submit', 'import', 'a.json', 'bad.json', ...by, '-o', 'b.pts'])).exit, 1)
  assert.not.ok(existsSync(world.path('b.pts')))
})

test('nothing is signed without key, policy, output or codes, and nothing is left behind', async ({ world }) => {
  const by = await makeShop(world)
  const one = code(SERIALS[0])
  for (const argv of [
    ['submit', 'dispense', one],
    ['submit', 'dispense', one, ...by],
    ['submit', 'dispense', ...by, '-o', 'x.pts'],
    ['submit', 'dispense', one, ...by, '-o', 'no/such/x.pts'],
    ['submit', 'dispense', one, '--as', PHARMACY, '--key', 'gone.pem', '--policy', 'ledger/policy.json', '-o', 'x.pts'],
    ['submit', 'dispense', one, '--as', PHARMACY, '--key', 'shop.pem', '--policy', 'shop.pem', '-o', 'x.pts'],
  ]) {
    assert.is((await world.run(argv)).exit, 2, argv.join(' '))
  }
  assert.not.ok(readdirSync(world.dir).some((name) => name.includes('x.pts')))
})

test('a receipt of another submission, of another ledger or with a changed byte proves nothing', async ({ world }) => {
  const by = await makeShop(world)
  await world.ok(['submit', 'dispense', ...by, '-o', '1.pts', code(SERIALS[0])])
  await world.ok(['submit', 'dispense', ...by, '-o', '2.pts', code(SERIALS[1])])
  await world.ok(['import', '1.pts', '2.pts', '--receipts', '.'])
  const check = ['receipt', 'check', '1.pts.receipt', '--policy', 'ledger/policy.json']
  await world.ok([...check, '--submission', '1.pts'])
  assert.is((await world.run([...check, '--submission', '2.pts'])).exit, 1)
  await world.ok(['init', '--ledger', 'other', '--operator', OPERATOR])
  assert.is((await world.run(['receipt', 'check', '1.pts.receipt', '--policy', 'other/policy.json'])).exit, 1)
  const bytes = await (await import('node:fs/promises')).readFile(world.path('1.pts.receipt'))
  for (let i = 25; i < bytes.length; i += 23) {
    const forged = Uint8Array.from(bytes)
    forged[i] = (forged[i] as number) ^ 4
    await world.write('forged', forged)
    const { exit } = await world.run([
      'receipt',
      'check',
      'forged',
      '--policy',
      'ledger/policy.json',
      '--submission',
      '1.pts',
    ])
    assert.ok(exit === 1 || exit === 2, `byte ${i}`)
  }
  await world.write('cut', bytes.subarray(0, bytes.length - 3))
  assert.is((await world.run(['receipt', 'check', 'cut', '--policy', 'ledger/policy.json'])).exit, 1)
})

test('a receipt is written again for a submission that is in the log, and for no other', async ({ world }) => {
  const by = await makeShop(world)
  await world.ok(['submit', 'dispense', ...by, '-o', '1.pts', code(SERIALS[0])])
  assert.is((await world.run(['receipt', 'write', '1.pts', '-o', 'r'])).exit, 1)
  assert.not.ok(existsSync(world.path('r')))
  await world.ok(['import', '1.pts'])
  await world.ok(['receipt', 'write', '1.pts', '-o', 'r'])
  await world.ok(['receipt', 'check', 'r', '--submission', '1.pts', '--policy', 'ledger/policy.json'])
})

// -------------------------------------------------------------- documents for others

test('the events of a batch leave as EPCIS and CSV, and come back as what they were', async ({ world }) => {
  await world.ok(['pack', '--into', CASE, '--as', PLANT, code(SERIALS[0])])
  await world.ok(['ship', '--to', WHOLESALER, '--as', PLANT, CASE])
  // There nobody has a key, so the operator can attest it all.
  await world.ok(['init', '--ledger', 'other', '--operator', OPERATOR])
  for (const [format, file] of [
    ['epcis2-json', 'out.json'],
    ['epcis2-xml', 'out2.xml'],
    ['epcis12-xml', 'out1.xml'],
    ['csv', 'out.csv'],
  ] as const) {
    const made = (await world.ok(['export', '--batch', BATCH, '--format', format, '-o', file, '--json'])).json()
    assert.is(made['events'], 3)
    const read = (await world.ok(['import', '--ledger', 'other', file, '--json'])).json()
    assert.equal(
      [read['events'], (read['faults'] as { severity: string }[]).filter(({ severity }) => severity === 'error')],
      [3, []],
    )
  }
  const { out } = await world.ok(['export', '--batch', BATCH, '--format', 'csv'])
  assert.is(out, await world.read('out.csv'))
  assert.is((await world.run(['export', '--batch', `${PRODUCT}/NONE`, '--format', 'csv'])).exit, 1)
  assert.is((await world.run(['export', '--batch', BATCH, '--format', 'pdf'])).exit, 2)
})

test('the document of a batch names no pack, container or further field of another one', async ({ world }) => {
  const others = ['OTHER00001', 'OTHER00002']
  const both = {
    ...shippingEvent([SERIALS[0], others[0] as string], '2026-11-20T10:00:00+01:00'),
    'ex:also': `${SGTIN}${others[1]}`,
    bizTransactionList: [{ type: 'po', bizTransaction: `urn:epc:id:gdti:9521234.00001.${others[1]}` }],
  }
  const known = { ...packingEvent([SERIALS[1]]), parentID: 'urn:epc:id:sscc:9521234.0000000777' }
  const pallet = {
    ...shippingEvent([], '2026-11-20T11:00:00+01:00'),
    epcList: ['urn:epc:id:sscc:9521234.0000000777', 'urn:epc:id:sscc:9521234.0000000999'],
  }
  const document = JSON.parse(epcis([commissioningEvent(others, 'LOTHER'), known, both, pallet])) as Record<
    string,
    unknown
  >
  document['@context'] = [
    'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
    { ex: 'https://example.com/' },
  ]
  await world.write('both.json', JSON.stringify(document))
  await world.ok(['import', 'both.json', '--observe'])
  for (const format of ['csv', 'epcis2-json']) {
    const { out } = await world.ok(['export', '--batch', BATCH, '--format', format])
    assert.ok(out.includes(SERIALS[0]))
    for (const serial of others) assert.not(out.includes(serial), `${serial} in ${format}`)
    assert.not(/000000999/.test(out), format)
    assert.ok(/000000777/.test(out), format)
  }
})

test.run()
