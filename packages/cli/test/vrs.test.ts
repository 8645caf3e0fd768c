/** Verify requests and replies over a ledger (US test rows 37 to 43). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BATCH, code, LOT, PHARMACY, PLANT, PRODUCT, SERIALS, startTrade } from './actors.ts'
import type { World } from './world.ts'

const test = suite<{ world: World }>('verification requests')
const [FIRST, SECOND] = SERIALS
const UUID = '0f8fad5b-d9cb-469f-a165-70867728950e'

test.before.each(async (context) => {
  context.world = await startTrade()
})
test.after.each(({ world }) => world.close())

function address(
  serial: string,
  { product = PRODUCT as string, lot = LOT as string, exp = '280630', gln = '9521234000082' } = {},
): string {
  return `/verify/gtin/${product}/lot/${lot}/ser/${serial}?exp=${exp}&linkType=verificationService&context=dscsaSaleableReturn&reqGLN=${gln}&corrUUID=${UUID}`
}

async function verdict(world: World, url: string, ...args: string[]): Promise<unknown> {
  const body = (await world.ok(['vrs', 'answer', '--as', PLANT, '--json', ...args, url])).json()['body']
  const { data, corrUUID, verificationTimestamp } = body as Record<string, unknown>
  assert.is(corrUUID, UUID)
  assert.match(String(verificationTimestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/)
  return data
}

test('US 37: all four match', async ({ world }) => {
  assert.equal(await verdict(world, address(FIRST)), { verified: true })
})

test('US 38: an unknown serial, and nothing else is compared', async ({ world }) => {
  assert.equal(await verdict(world, address('NOSUCHPACK', { lot: 'X' })), {
    verified: false,
    verificationFailureReason: 'No_match_GTIN_Serial',
  })
})

test('US 39: lot and expiry differ', async ({ world }) => {
  assert.equal(await verdict(world, address(FIRST, { lot: 'X', exp: '290101' })), {
    verified: false,
    verificationFailureReason: 'No_match_GTIN_Serial_Lot_Expiry',
  })
})

test('US 40: a recalled pack by policy B1 and B2', async ({ world }) => {
  await world.ok(['recall', BATCH, '--as', PLANT])
  assert.equal(await verdict(world, address(FIRST)), { verified: true, additionalInfo: 'Recalled' })
  assert.equal(await verdict(world, address(FIRST), '--vrs-policy', 'B2,C1'), {
    verified: false,
    verificationFailureReason: 'Manufacturer_policy',
    additionalInfo: 'Recalled',
  })
})

test('US 41: a suspect pack is not for redistribution', async ({ world }) => {
  await world.ok(['event', 'quarantine', '--as', PLANT, code(FIRST)])
  assert.equal(await verdict(world, address(FIRST)), {
    verified: false,
    verificationFailureReason: 'Not_for_re-distribution',
    additionalInfo: 'Suspect',
  })
})

test('a pack that was handed out does not come back for sale', async ({ world }) => {
  await world.ok(['dispense', '--as', PHARMACY, code(SECOND)])
  assert.is(((await verdict(world, address(SECOND))) as { verified: boolean }).verified, false)
})

test('US 42: a product of somebody else is 404, a malformed request 400, and neither is a verdict', async ({
  world,
}) => {
  for (const [url, status] of [
    [address(FIRST, { product: '00300010123455' }), 404],
    [address(FIRST, { gln: '012341234567' }), 400],
    ['/hello', 400],
  ] as const) {
    const result = await world.run(['vrs', 'answer', '--as', PLANT, '--json', url])
    assert.equal([result.exit, result.json()['status'], 'body' in result.json()], [1, status, false])
  }
})

test('US 43: a request is asked, answered and read, and another reply is refused', async ({ world }) => {
  const asked = (
    await world.ok(['vrs', 'ask', '--base', 'https://vrs.example.com/', '--as', PHARMACY, '--json', code(FIRST)])
  ).json()
  const url = String(asked['url'])
  assert.match(url, /^https:\/\/vrs\.example\.com\/verify\/gtin\//)
  const reply = await world.ok(['vrs', 'answer', '--as', PLANT, url])
  await world.write('reply.json', reply.out)
  const read = await world.ok(['vrs', 'read', '--json', 'reply.json', url])
  assert.equal([read.json()['verified'], read.json()['pack']], [true, `${PRODUCT}/${FIRST}`])
  assert.is((await world.run(['vrs', 'read', 'reply.json', address(FIRST)])).exit, 1)
})

test('who did not register a product does not answer for it', async ({ world }) => {
  const other = await world.run(['vrs', 'answer', '--as', PHARMACY, '--json', address(FIRST)])
  assert.equal([other.exit, other.json()['status']], [1, 404])
})

test('an address that says a thing twice in two ways is refused', async ({ world }) => {
  const result = await world.run(['vrs', 'answer', '--as', PLANT, '--json', `${address(FIRST)}&exp=290101`])
  assert.equal([result.exit, result.json()['status']], [1, 400])
  assert.equal(await verdict(world, `${address(FIRST)}&exp=280630`), { verified: true })
})

test('a reply of long ago proves nothing now, and a number in capitals is the same number', async ({ world }) => {
  const body = (time: number): string =>
    JSON.stringify({
      verificationTimestamp: new Date(time).toISOString(),
      responderGLN: '9521234000013',
      data: { verified: true },
      corrUUID: UUID.toUpperCase(),
    })
  await world.write('old.json', body(Date.UTC(1999, 0, 1)))
  const old = await world.run(['vrs', 'read', 'old.json', address(FIRST)])
  assert.is(old.exit, 1)
  assert.match(old.err, 'ask again')
  await world.write('new.json', body(world.now))
  await world.ok(['vrs', 'read', 'new.json', address(FIRST)])
})

test('a lot that is typed and contradicts the code is refused', async ({ world }) => {
  const args = ['vrs', 'ask', '--base', 'https://vrs.example.com', '--as', PHARMACY]
  const result = await world.run([...args, '--lot', 'OTHER', code(FIRST)])
  assert.is(result.exit, 2)
  assert.match(result.err, 'OTHER')
})

test.run()
