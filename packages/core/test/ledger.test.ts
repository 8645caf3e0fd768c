import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCheckpoint, toHex } from '@packtrail/protocol'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { anchorPath, furthest, reachedPath, readAnchors } from '../src/anchor.ts'
import { anchorKeeper } from '../src/anchor-keeper.ts'
import { ROW_FORMAT } from '../src/head.ts'
import {
  createKeyFile,
  type Draft,
  fileSigner,
  generateKey,
  initLedger,
  LedgerError,
  openLedger,
  stateFolder,
} from '../src/index.ts'
import { openLevelStore } from '../src/level-store.ts'
import { closeRow, openRow } from '../src/row-bytes.ts'
import { numberKey, soleKey } from '../src/row-key.ts'
import {
  at,
  attestAll,
  chain,
  clockFrom,
  commission,
  folder,
  gather,
  LOT,
  lines,
  MAKER,
  newWorld,
  newWorldIn,
  OPERATOR,
  PRODUCT,
  packs,
  removeFolders,
  serialsOf,
  type World,
} from './world.ts'

const test = suite('ledger')
test.after(removeFolders)

async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
  } catch (error) {
    if (error instanceof LedgerError) return error.code
    throw error
  }
  return 'nothing was thrown'
}

function reopen(
  directory: string,
  world: World,
  change: { readonly anchorDir?: string; readonly clockIsRight?: boolean } = {},
): ReturnType<typeof openLedger> {
  return openLedger(directory, {
    signer: world.signer,
    clock: clockFrom(world.clock),
    anchorDir: world.anchorDir,
    ...change,
  })
}

const observe = (hours: number): Parameters<typeof attestAll>[1][number] => ({
  type: 'observe',
  ...at(MAKER, hours),
  packs: packs(['S00000']),
})

test('a new ledger begins with its genesis, its operator and a signed checkpoint', async () => {
  const world = await newWorldIn(join(folder(), 'ledger of 上海'))
  const { ledger } = world
  assert.is(ledger.origin, 'example.org/ledger')
  assert.is(ledger.operator, OPERATOR)
  assert.equal(ledger.stats(), { entries: 4, claims: 3, packs: 0, streams: 2, epochs: 1, checkpoint: 4 })
  const note = parseCheckpoint(ledger.checkpoint()?.note ?? new Uint8Array(0))
  assert.is(note.size, 4)
  assert.is(
    readFileSync(anchorPath(world.anchorDir, ledger.ledgerId), 'utf8'),
    Buffer.from(ledger.checkpoint()?.note ?? []).toString(),
  )
  await ledger.close()
})

test('what was recorded is there when the ledger is opened again, and sealing goes on where it was', async () => {
  const directory = folder()
  const world = await newWorldIn(join(directory, 'l'))
  await attestAll(world.ledger, chain(serialsOf(10)))
  const before = world.ledger.stats()
  await world.ledger.close()
  const ledger = await reopen(join(directory, 'l'), world)
  assert.equal(ledger.stats(), before)
  assert.is(ledger.readOnlyReason, undefined)
  const first = await ledger.seal()
  assert.is(first.size, before.entries + 1)
  const second = await ledger.seal()
  assert.is(Buffer.from(second.note).toString(), Buffer.from(first.note).toString())
  assert.equal(lines(await attestAll(ledger, chain(serialsOf(10)))), new Array(8).fill('duplicate'))
  assert.equal((await ledger.fsck()).problems, [])
  await ledger.close()
})

test('a second opening of the same ledger is told that it is in use, and harms nothing', async () => {
  const directory = folder()
  const world = await newWorldIn(join(directory, 'l'))
  assert.is(await codeOf(() => reopen(join(directory, 'l'), world)), 'LEDGER_LOCKED')
  assert.equal(lines(await attestAll(world.ledger, [observe(1)], { mode: 'observe' })), ['appended UNKNOWN_PRODUCT'])
  await world.ledger.close()
})

test('where there is no ledger none is opened, and none is made over another', async () => {
  const directory = folder()
  const world = await newWorldIn(join(directory, 'l'))
  await world.ledger.close()
  assert.is(await codeOf(() => reopen(join(directory, 'other'), world)), 'LEDGER_MISSING')
  assert.not(existsSync(join(directory, 'other', 'CURRENT')))
  const again = {
    origin: 'example.org/x',
    operator: OPERATOR,
    signer: world.signer,
    clock: () => 0,
    anchorDir: folder(),
  }
  assert.is(await codeOf(() => initLedger(join(directory, 'l'), again)), 'LEDGER_EXISTS')
  await (await reopen(join(directory, 'l'), world)).close()
})

test('a lost CURRENT file is an error and never an empty ledger', async () => {
  const directory = join(folder(), 'l')
  const world = await newWorldIn(directory)
  await world.ledger.close()
  const files = readdirSync(directory).length
  rmSync(join(directory, 'CURRENT'))
  assert.is(await codeOf(() => reopen(directory, world)), 'DAMAGED')
  assert.ok(readdirSync(directory).length >= files - 1)
})

test('names that cannot be names of a log or a party are refused', async () => {
  const { signer } = generateKey()
  const options = { signer, clock: () => 0, anchorDir: folder() }
  assert.is(
    await codeOf(() => initLedger(join(folder(), 'l'), { ...options, origin: 'two words', operator: OPERATOR })),
    'MISUSE',
  )
  assert.is(
    await codeOf(() => initLedger(join(folder(), 'l'), { ...options, origin: 'x', operator: 'nobody' })),
    'MISUSE',
  )
})

test('another key does not open the ledger for writing', async () => {
  const directory = join(folder(), 'l')
  const world = await newWorldIn(directory)
  await world.ledger.close()
  assert.is(await codeOf(() => reopen(directory, { ...world, signer: generateKey().signer })), 'WRONG_KEY')
})

test('without the key, or on request, the ledger is read and says why it cannot be written to', async () => {
  const directory = join(folder(), 'l')
  const world = await newWorldIn(directory)
  await attestAll(world.ledger, chain(serialsOf(10)))
  await world.ledger.seal()
  await world.ledger.close()
  const ledger = await openLedger(directory, { clock: () => 0, anchorDir: world.anchorDir })
  assert.match(ledger.readOnlyReason ?? '', /key of the ledger was not given/)
  assert.is(ledger.batch(PRODUCT, LOT)?.packs, 10)
  assert.ok((await gather(ledger.exportBundle(PRODUCT, LOT))).length > 1000)
  assert.is(await codeOf(() => attestAll(ledger, [observe(1)])), 'LEDGER_READ_ONLY')
  assert.is(await codeOf(() => ledger.seal()), 'LEDGER_READ_ONLY')
  await ledger.close()
})

test('an older copy of the database put back is read-only, with the reason', async () => {
  const directory = join(folder(), 'l')
  const world = await newWorldIn(directory)
  await attestAll(world.ledger, [observe(1)], { mode: 'observe' })
  await world.ledger.close()
  const backup = join(folder(), 'backup')
  cpSync(directory, backup, { recursive: true })
  const later = await reopen(directory, world)
  await attestAll(later, [observe(2)], { mode: 'observe' })
  await later.seal()
  await later.close()
  rmSync(directory, { recursive: true })
  cpSync(backup, directory, { recursive: true })
  const old = await reopen(directory, world)
  assert.match(old.readOnlyReason ?? '', /older than what was published/)
  assert.is(await codeOf(() => old.seal()), 'LEDGER_READ_ONLY')
  await old.close()
})

test('a database with another history than was published is read-only', async () => {
  const directory = join(folder(), 'l')
  const world = await newWorldIn(directory)
  await world.ledger.close()
  const backup = join(folder(), 'backup')
  cpSync(directory, backup, { recursive: true })
  const one = await reopen(directory, world)
  await attestAll(one, [observe(1)], { mode: 'observe' })
  await one.seal()
  await one.close()
  const other = await reopen(backup, world, { anchorDir: folder() })
  await attestAll(other, [observe(2), observe(3)], { mode: 'observe' })
  await other.seal()
  await other.close()
  const opened = await reopen(backup, world)
  assert.match(opened.readOnlyReason ?? '', /not those of the checkpoint that was published/)
  await opened.close()
})

test('an older copy is read-only also when no checkpoint was made since', async () => {
  const directory = join(folder(), 'l')
  const world = await newWorldIn(directory)
  await world.ledger.close()
  const backup = join(folder(), 'backup')
  cpSync(directory, backup, { recursive: true })
  const one = await reopen(directory, world)
  await attestAll(one, [observe(1)], { mode: 'observe' })
  const { entries } = one.stats()
  await one.close()
  const other = await reopen(backup, world)
  assert.match(other.readOnlyReason ?? '', new RegExp(`older than what was recorded: .* ${entries} were there`))
  assert.ok((await other.fsck()).problems.some(({ code }) => code === 'ANCHOR_AHEAD'))
  await other.close()
  const again = await reopen(directory, world)
  assert.is(again.readOnlyReason, undefined)
  assert.match((await again.fsck()).remarks.join(), new RegExp(`fewer than ${entries} entries would be noticed`))
  await again.close()
})

test('records that an anchor does not know yet are no fault: the process may have been killed', async () => {
  const directory = join(folder(), 'l')
  const world = await newWorldIn(directory)
  await world.ledger.close()
  const path = reachedPath(world.anchorDir, world.ledger.ledgerId)
  const before = readFileSync(path)
  const one = await reopen(directory, world)
  await attestAll(one, [observe(1)], { mode: 'observe' })
  await one.close()
  writeFileSync(path, before)
  const again = await reopen(directory, world)
  assert.is(again.readOnlyReason, undefined)
  await again.close()
  assert.not.equal(readFileSync(path), before)
})

test('an anchor that proves nothing makes the ledger read-only and says so; without one fsck says what is not noticed', async () => {
  const directory = join(folder(), 'l')
  const world = await newWorldIn(directory)
  await world.ledger.close()
  const { ledgerId } = world.ledger
  for (const path of [anchorPath(world.anchorDir, ledgerId), reachedPath(world.anchorDir, ledgerId)]) {
    for (const junk of ['', 'rubbish', readFileSync(path, 'utf8').slice(0, -70)]) {
      const good = readFileSync(path)
      writeFileSync(path, junk)
      const ledger = await reopen(directory, world)
      assert.match(ledger.readOnlyReason ?? '', /its anchor .* cannot be read .* remove that file/)
      assert.ok(
        (await ledger.fsck()).problems.some(({ code, where }) => code === 'ANCHOR_UNREADABLE' && where === path),
      )
      await ledger.close()
      writeFileSync(path, good)
    }
  }
  for (const path of [anchorPath, reachedPath]) rmSync(path(world.anchorDir, ledgerId))
  const ledger = await reopen(directory, world)
  assert.is(ledger.readOnlyReason, undefined)
  const report = await ledger.fsck()
  assert.ok(report.ok)
  assert.match(report.remarks.join(), /No anchor .* would not be noticed/)
  await attestAll(ledger, [observe(1)], { mode: 'observe' })
  const { size } = await ledger.seal()
  assert.is(parseCheckpoint(readFileSync(anchorPath(world.anchorDir, ledgerId))).size, size)
  await ledger.close()
  assert.match(readFileSync(reachedPath(world.anchorDir, ledgerId), 'utf8'), new RegExp(`\n${size}\n`))
})

test('while records keep coming the anchor follows, and nobody waits for it', async () => {
  const anchorDir = folder()
  const ledgerId = new Uint8Array(32).fill(7)
  const leaf = (text: string) => ({ size: text.length, hashes: [...text].map((one) => one.repeat(32)) })
  const keeper = anchorKeeper(anchorDir, ledgerId, { head: leaf('a'), isKept: true }, 20)
  const sizeOf = async (): Promise<number | undefined> => furthest(await readAnchors(anchorDir, ledgerId))?.size
  keeper.durable(leaf('ab'))
  keeper.durable(leaf('abc'))
  assert.is(await sizeOf(), undefined)
  for (let i = 0; i < 100 && (await sizeOf()) === undefined; i++) await new Promise((done) => setTimeout(done, 20))
  assert.is(await sizeOf(), 3)
  keeper.durable(leaf('abcd'))
  await keeper.close()
  assert.is(await sizeOf(), 4)
})

test('a damaged tail is read-only with its place; one in old rows is found by fsck', async () => {
  const directory = join(folder(), 'l')
  const world = await newWorldIn(directory)
  await attestAll(world.ledger, chain(serialsOf(10)))
  await world.ledger.close()
  const key = numberKey('e', 0)
  const store = await openLevelStore(directory, 'existing')
  const body = openRow(key, store.get(key) as Uint8Array).slice()
  body[body.length - 1] = (body[body.length - 1] as number) ^ 1
  const batch = store.batch()
  batch.put(key, closeRow(key, body))
  batch.del(soleKey('X'))
  await batch.write()
  await store.close()
  const ledger = await reopen(directory, world)
  assert.match(ledger.readOnlyReason ?? '', /damaged: the entries since the last epoch are not those/)
  assert.not((await ledger.fsck()).ok)
  await ledger.close()
})

test('a row whose checksum does not fit is never believed', async () => {
  const directory = join(folder(), 'l')
  const world = await newWorldIn(directory)
  await attestAll(world.ledger, chain(serialsOf(10)))
  await world.ledger.close()
  const store = await openLevelStore(directory, 'existing')
  const batch = store.batch()
  batch.put(soleKey('H'), Uint8Array.of(1, 2, 3, 4, 5))
  await batch.write()
  await store.close()
  assert.is(await codeOf(() => reopen(directory, world)), 'DAMAGED')
})

test('rows of another version are refused before anything is read or changed, with what to do', async () => {
  const directory = join(folder(), 'l')
  const world = await newWorldIn(directory)
  await attestAll(world.ledger, chain(serialsOf(10)))
  await world.ledger.close()
  const every = async (store: Awaited<ReturnType<typeof openLevelStore>>): Promise<string[]> => {
    const rows: string[] = []
    for await (const some of store.scan({ from: Uint8Array.of(0), to: Uint8Array.of(255) })) {
      for (const [key, row] of some) rows.push(`${toHex(key)} ${toHex(row)}`)
    }
    return rows
  }
  for (const [format, words] of [
    [0, /an older version .* \(row format 0; .*open it with the version that wrote it/],
    [ROW_FORMAT + 1, /a newer version .* install that version/],
    [undefined, /the row C is not what was written/],
  ] as const) {
    const store = await openLevelStore(directory, 'existing')
    const key = soleKey('C')
    const body = openRow(key, store.get(key) as Uint8Array)
    const batch = store.batch()
    const other = format === undefined ? body.subarray(1) : Uint8Array.of(format, ...body.subarray(1))
    batch.put(key, format === undefined ? other : closeRow(key, other))
    await batch.write()
    const before = await every(store)
    await store.close()
    let thrown: unknown
    await reopen(directory, world).catch((error: unknown) => {
      thrown = error
    })
    assert.instance(thrown, LedgerError)
    assert.is((thrown as LedgerError).code, format === undefined ? 'DAMAGED' : 'FORMAT_UNKNOWN')
    assert.match((thrown as LedgerError).message, words)
    const after = await openLevelStore(directory, 'existing')
    assert.equal(await every(after), before)
    await after.close()
  }
})

test('a pack whose row is gone is not called unknown while its manifest holds it', async () => {
  const directory = join(folder(), 'l')
  const world = await newWorldIn(directory)
  await attestAll(world.ledger, chain(serialsOf(10)))
  await world.ledger.close()
  const store = await openLevelStore(directory, 'existing')
  const batch = store.batch()
  batch.del(Buffer.from(`i${PRODUCT}/S00000`))
  await batch.write()
  await store.close()
  const ledger = await reopen(directory, world)
  assert.is(await codeOf(() => ledger.item(`${PRODUCT}/S00000`)), 'DAMAGED')
  assert.is(await codeOf(() => ledger.scan({ product: PRODUCT, serial: 'S00000' })), 'DAMAGED')
  assert.is(await ledger.item(`${PRODUCT}/NEVER`), undefined)
  assert.is((await ledger.scan({ product: PRODUCT, serial: 'NEVER' })).verdict, 'stop')
  await ledger.close()
})

test('a closed ledger answers nothing', async () => {
  const { ledger } = await newWorld()
  await ledger.close()
  await ledger.close()
  assert.is(await codeOf(() => attestAll(ledger, [observe(1)])), 'LEDGER_CLOSED')
  assert.throws(
    () => ledger.stats(),
    (error: unknown) => error instanceof LedgerError,
  )
})

test('a key file is for its owner alone', async () => {
  const path = join(folder(), 'key.pem')
  const made = await createKeyFile(path)
  assert.is(toHex((await fileSigner(path)).publicKey), toHex(made.publicKey))
  assert.is(await codeOf(() => createKeyFile(path)), 'KEY_FILE')
  if (process.platform !== 'win32') {
    const { chmodSync } = await import('node:fs')
    chmodSync(path, 0o644)
    assert.is(await codeOf(() => fileSigner(path)), 'KEY_FILE')
  }
  writeFileSync(join(folder(), 'no.pem'), 'no key', { mode: 0o600 })
  assert.is(await codeOf(() => fileSigner('nowhere.pem')), 'KEY_FILE')
})

test('the state folder is the user’s, wherever that is', () => {
  assert.is(stateFolder({ XDG_STATE_HOME: '/x' }), join('/x', 'packtrail'))
  assert.match(stateFolder({}), /packtrail$/)
})

test('the serials of a registration can be asked for when its events were read to their end', async () => {
  const { ledger } = await newWorld()
  const many = serialsOf(700)
  await attestAll(ledger, [commission(many)])
  const found: Iterable<string>[] = []
  for await (const { event, serials } of ledger.events()) if (event.type === 'commission') found.push(serials())
  assert.equal([...(found[0] ?? [])].sort(), [...many].sort())
  await ledger.close()
})

const DAY = 86_400_000

test('with the clock set back nothing is done now, an expired pack is no good, and fsck says so', async () => {
  const { ledger, clock } = await newWorld()
  const soon = {
    ...commission(['E1', 'E2']),
    commission: { product: PRODUCT, lot: LOT, expiry: '2026-12-31', serials: ['E1', 'E2'] },
  }
  await attestAll(ledger, [soon])
  clock.now += 100 * DAY
  await attestAll(ledger, [observe(1)], { mode: 'observe' })
  clock.now -= 90 * DAY
  const sale: Draft = { type: 'dispense', ...at(MAKER, 0), packs: packs(['E1']) }
  assert.is(await codeOf(() => attestAll(ledger, [sale], { mode: 'live' })), 'CLOCK_BEHIND')
  assert.is((await ledger.scan({ product: PRODUCT, serial: 'E1' })).status, 'expired')
  assert.equal(lines(await attestAll(ledger, [observe(2)], { mode: 'document' })), ['appended UNKNOWN_SERIAL'])
  assert.match((await ledger.fsck()).remarks.join(), /newest record .* in the future/)
  await ledger.close()
})

test('who hands out now cannot claim a time before the expiry or the recall; a document may report it', async () => {
  const { ledger, clock } = await newWorld()
  const made = {
    ...commission(['E1', 'E2']),
    commission: { product: PRODUCT, lot: LOT, expiry: '2026-12-31', serials: ['E1', 'E2'] },
  }
  await attestAll(ledger, [made])
  clock.now += 100 * DAY
  const sale: Draft = { type: 'dispense', ...at(MAKER, 1), packs: packs(['E1']) }
  assert.equal(lines(await attestAll(ledger, [sale], { mode: 'live' })), ['refused DISPENSED_EXPIRED'])
  assert.equal(lines(await attestAll(ledger, [sale], { mode: 'document' })), ['appended'])
  await attestAll(ledger, [{ type: 'observe', ...at(MAKER, 2), packs: packs(['E2']) }])
  const late: Draft = { type: 'dispense', ...at(MAKER, 1), packs: packs(['E2']) }
  assert.equal(lines(await attestAll(ledger, [late], { mode: 'live' })), ['refused DISPENSED_EXPIRED'])
  await ledger.close()
})

test('a clock more than a year ahead of the newest record is not believed, unless the caller vouches for it', async () => {
  const directory = join(folder(), 'l')
  const world = await newWorldIn(directory)
  world.clock.now += 300 * DAY
  await attestAll(world.ledger, [observe(1)], { mode: 'observe' })
  await world.ledger.close()
  world.clock.now += 3 * 365 * DAY
  const ledger = await reopen(directory, world)
  assert.is(await codeOf(() => attestAll(ledger, [observe(2)], { mode: 'observe' })), 'CLOCK_AHEAD')
  assert.is(await codeOf(() => ledger.seal()), 'CLOCK_AHEAD')
  await ledger.close()
  const sure = await reopen(directory, world, { clockIsRight: true })
  assert.equal(lines(await attestAll(sure, [observe(2)], { mode: 'observe' })), ['appended UNKNOWN_PRODUCT'])
  await sure.close()
})

test.run()
