import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LedgerError, openLedger } from '../src/index.ts'
import { levelError, tablesAt, tablesOf } from '../src/level-error.ts'
import { openLevelStore } from '../src/level-store.ts'
import { attestAll, chain, clockFrom, folder, newWorldIn, removeFolders, serialsOf } from './world.ts'

const test = suite('errors of the database')
test.after(removeFolders)

async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return 'none'
  } catch (error) {
    assert.ok(error instanceof LedgerError, String(error))
    return `${error.code} ${error.message}`
  }
}

test('damage of its files is told as damage, with the file; a lost CURRENT is not a missing ledger', async () => {
  const directory = join(folder(), 'l')
  const world = await newWorldIn(directory)
  await attestAll(world.ledger, chain(serialsOf(400)))
  await world.ledger.close()
  const store = await openLevelStore(directory, 'existing')
  await store.compact(new Uint8Array([0]), new Uint8Array([255]))
  await store.close()
  const options = { clock: clockFrom(world.clock), anchorDir: world.anchorDir }
  const copy = (): string => {
    const to = join(folder(), 'copy')
    cpSync(directory, to, { recursive: true })
    return to
  }
  const [table = ''] = readdirSync(directory).filter((name) => name.endsWith('.ldb'))

  const flipped = copy()
  const bytes = readFileSync(join(directory, table))
  bytes.fill(0xa5, 4000, Math.floor(bytes.length * 0.9))
  writeFileSync(join(flipped, table), bytes)
  const said = await codeOf(async () => {
    const ledger = await openLedger(flipped, options)
    const report = await ledger.fsck().finally(() => ledger.close())
    assert.not(report.ok)
    const found = report.problems.find(({ code }) => code === 'DATABASE')
    throw new LedgerError('DAMAGED', found?.message ?? 'nothing found')
  })
  assert.match(said, new RegExp(`^DAMAGED .*damaged: Corruption.*${table}`))

  const lost = copy()
  rmSync(join(lost, 'CURRENT'))
  assert.match(await codeOf(() => openLedger(lost, options)), /^DAMAGED .*CURRENT is gone/)
  const gone = copy()
  rmSync(join(gone, table))
  assert.match(await codeOf(() => openLedger(gone, options)), new RegExp(`^DAMAGED .*${table}`))
  const cut = copy()
  truncateSync(join(cut, table), 1000)
  assert.match(await codeOf(() => openLedger(cut, options)), new RegExp(`^DAMAGED .*${table}`))
  assert.match(await codeOf(() => openLedger(join(folder(), 'nothing'), options)), /^LEDGER_MISSING/)
})

test('a full disk, a closed database and everything else are told apart', () => {
  const said = (message: string, code?: string): string => {
    const error = Object.assign(new Error(message), code === undefined ? {} : { code })
    return levelError(new Error('outer', { cause: error }), 'it failed').code
  }
  assert.is(said('IO error: /l/000012.log: No space left on device', 'LEVEL_IO_ERROR'), 'DISK_FULL')
  assert.is(said('write', 'ENOSPC'), 'DISK_FULL')
  assert.is(said('Corruption: block checksum mismatch', 'LEVEL_CORRUPTION'), 'DAMAGED')
  assert.is(said('Snapshot is not open'), 'LEDGER_CLOSED')
  assert.is(said('IO error: /l/000012.ldb: Permission denied', 'LEVEL_IO_ERROR'), 'STORE')
})

test('the tables in which a key can stand are read from the list of the database, also with quotes in keys', () => {
  const list = "--- level 1 ---\n 5:1657['i\\x00'' @ 1 : 1 .. 'k' @ 100 : 1]\n 12:9['m' @ 1 : 1 .. 'o' @ 2 : 1]\n"
  const at = (key: string, exact: boolean): readonly string[] => tablesAt(tablesOf(list), Buffer.from(key), exact)
  assert.equal(at("i\u0000'", true), ['000005.ldb'])
  assert.equal(at('k', true), ['000005.ldb'])
  assert.equal(at('k', false), ['000012.ldb'])
  assert.equal(at('n', false), ['000012.ldb'])
  assert.equal(at('o', false), [])
  assert.equal(at('l', true), [])
})

test.run()
