// What the program does with a database that chance, a disk or a restored backup has changed: it says so, and never goes on as
// if nothing were. `packages/core/test` has the same for rows; here it is whole files, as the file system knows them.
import { spawn, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { skipTest } from '@packtrail/testkit'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Hurt, randomDamages, sampleOf } from './durability/damage.ts'
import { randomOf } from './durability/kill.ts'
import { type Ended, type Home, newHome, type RunOptions } from './durability/program.ts'
import { makeSample } from './durability/sample.ts'
import { codeOf, EVENTS, tableOf } from './durability/trade.ts'

const test = suite('durability')

/** Exit code of our own failures: disk, lock, damage. */
const FAILURE = 3

const homes: Home[] = []
test.after(() => {
  for (const home of homes) home.remove()
})

function fresh(): Home {
  const home = newHome()
  homes.push(home)
  return home
}

async function ledgerOf(...tables: readonly number[]): Promise<Home> {
  const home = fresh()
  await home.ok(['init', '--origin', 'example.org/durability'])
  for (const table of tables) await importTable(home, table)
  return home
}

async function importTable(home: Home, table: number): Promise<{ appended: number; duplicates: number }> {
  writeFileSync(home.path(`${table}.csv`), tableOf(table))
  const { out } = await home.ok(['import', `${table}.csv`, '--json'])
  return JSON.parse(out) as { appended: number; duplicates: number }
}

async function assertClean(home: Home): Promise<void> {
  const { code, out } = await home.run(['fsck', '--json'])
  assert.equal((JSON.parse(out) as { problems: unknown }).problems, [])
  assert.is(code, 0)
}

function assertFailed({ code, out, err }: Ended, words: RegExp): void {
  assert.is(code, FAILURE, `${out}${err}`)
  assert.match(err, words)
  assert.is(out, '', 'nothing is said to have been done')
}

function assertNeverWrong(all: readonly Hurt[], least: number): void {
  const bad = all.filter(({ outcome }) => outcome === 'wrong' || outcome === 'thrown')
  assert.equal(bad, [])
  const noticed = all.filter(({ outcome }) => outcome !== 'same').length
  assert.ok(noticed >= least, `only ${noticed} of ${all.length} damages hit anything`)
}

test('an older copy of the database, put back, is read-only and says why; reading and checking still work', async () => {
  const home = await ledgerOf(0)
  await home.ok(['checkpoint'])
  cpSync(home.path('ledger', 'db'), home.path('backup'), { recursive: true })
  await home.ok(['dispense'], { stdin: `${codeOf(0, 0)}\n` })
  await home.ok(['checkpoint'])
  rmSync(home.path('ledger', 'db'), { recursive: true })
  renameSync(home.path('backup'), home.path('ledger', 'db'))
  const older = /older than what was published: it ends at \d+ entries, a checkpoint of \d+ was signed/
  assertFailed(await home.run(['dispense'], { stdin: `${codeOf(0, 1)}\n` }), older)
  assertFailed(await home.run(['import', '0.csv']), older)
  assertFailed(await home.run(['checkpoint']), older)
  const scan = await home.run(['scan', '--json'], { stdin: `${codeOf(0, 1)}\n` })
  assert.match(scan.out, '"verdict"')
  const fsck = await home.run(['fsck'])
  assert.is(fsck.code, 1)
  assert.match(fsck.out, 'ANCHOR_AHEAD')
})

test('without its CURRENT file the ledger is not opened, nothing is deleted, and no empty one takes its place', async () => {
  const home = await ledgerOf(0)
  const current = home.path('ledger', 'db', 'CURRENT')
  const tables = (): string[] => readdirSync(home.path('ledger', 'db')).filter((name) => /\.(ldb|log)$/.test(name))
  const before = tables()
  const pointer = readFileSync(current)
  unlinkSync(current)
  for (const args of [['import', '0.csv'], ['fsck'], ['batch', '04012345678901/LOT0']]) {
    const { code, out, err } = await home.run(args)
    assert.ok(code === FAILURE || code === 2, `${args.join(' ')}: ${code}`)
    assert.match(err, /CURRENT is gone/)
    assert.is(out, '')
  }
  const again = await home.run(['init', '--origin', 'example.org/again'])
  assert.is.not(again.code, 0, 'what is left of a ledger is no place for a new one')
  assert.not(existsSync(current))
  assert.equal(tables(), before)
  writeFileSync(current, pointer)
  assert.is((await importTable(home, 0)).duplicates, EVENTS)
  await assertClean(home)
})

test('bits turned, ends cut off and pages lost in any file are noticed, in tables as in the log', async () => {
  const random = randomOf(20_261_122)
  for (const tables of [true, false]) {
    const home = fresh()
    await makeSample(home, tables)
    const sample = await sampleOf(home)
    const data = tables ? /\.ldb$/ : /\.log$/
    const damages = [
      ...randomDamages(sample, data, 14, random),
      ...randomDamages(sample, /^(MANIFEST|CURRENT)/, 5, random),
    ]
    assertNeverWrong(await sample.judge(damages), 12)
  }
})

test('a log that was cut is read-only where a published record is missing, wherever it was cut', async () => {
  const home = fresh()
  await makeSample(home, false)
  const sample = await sampleOf(home)
  const log = sample.files.find((name) => name.endsWith('.log')) ?? ''
  const size = sample.size(log)
  const cuts = [1, 20, 50, 200, 1000, 5000, 20_000, size >> 1, size - 100, size].map((by) => ({
    title: `${by} of ${size} bytes cut off`,
    file: log,
    hurt: (path: string) => writeFileSync(path, readFileSync(path).subarray(0, size - by)),
  }))
  const judged = await sample.judge(cuts)
  assertNeverWrong(judged, 6)
  // The last bytes are the mark of a clean end and the newest checkpoint; all before them was published.
  assert.is(judged[0]?.outcome, 'same')
  for (const { outcome, why } of judged.filter(({ outcome: found }) => found === 'read-only')) {
    assert.match(why, /older than what was published/, outcome)
  }
})

test('a second program on the same ledger gets a clear answer, and the first goes on undisturbed', async () => {
  const home = await ledgerOf(0)
  const heard: string[] = []
  let second: Promise<Ended> | undefined
  // The counter waits for its next scan; meanwhile another program tries.
  const slow = spawn('sh', ['-c', `printf '%s\\n' '${codeOf(0, 0)}'; sleep 4; printf '%s\\n' '${codeOf(0, 1)}'`])
  const first = await home.run(['dispense', '--json'], {
    stdin: slow.stdout,
    heard(text) {
      heard.push(text)
      second ??= home.run(['import', '0.csv'])
    },
  })
  assertFailed((await second) as Ended, /another program has the ledger|in use/)
  assert.is(first.code, 0)
  assert.is(heard.join('').trim().split('\n').length, 2)
  assert.is((await importTable(home, 0)).duplicates, EVENTS)
  await assertClean(home)
})

test('a write that fails, or is done and reported as failed, ends the program without a word of success', async () => {
  const home = await ledgerOf(0)
  let offered = 0
  for (const fail of ['lost', 'kept'] as const) {
    for (const write of [1, 2]) {
      const codes = [0, 1, 2].map(() => codeOf(0, offered++))
      const { code, out, err } = await home.run(['dispense', '--json'], {
        stdin: `${codes.join('\n')}\n`,
        watch: { log: home.path('writes'), failAt: { write, fail } },
      })
      const answers = out
        .trim()
        .split('\n')
        .filter((line) => line.includes('"verdict":"ok"'))
      assert.is(code, FAILURE, err)
      assert.is(answers.length, write - 1, `acknowledged before write ${write} was ${fail}`)
      assert.match(out + err, /stopped|not known/)
      const { out: scanned } = await home.run(['scan', '--json'], { stdin: `${codes.join('\n')}\n` })
      const done = scanned.split('\n').filter((line) => line.includes('"dispensed"')).length
      assert.is(done, write - 1 + (fail === 'kept' ? 1 : 0))
    }
  }
  await assertClean(home)
})

/** Records until there is no room, makes room, and records again; nothing may be lost, doubled or left half done. */
async function fillUp(
  home: Home,
  limited: { readonly under?: RunOptions['under']; full(): void; free(): void },
): Promise<void> {
  const { under } = limited
  const tight = under === undefined ? {} : { under }
  await home.ok(['init', '--origin', 'example.org/full'])
  await importTable(home, 0)
  writeFileSync(home.path('2.csv'), tableOf(2))
  limited.full()
  const first = await home.run(['import', '2.csv'], tight)
  assertFailed(first, /no (room|space)|space left|too large|disk|not known/i)
  const bundle = await home.run(['export', '--batch', '04012345678901/LOT0', '-o', 'bundle.pt'], tight)
  if (bundle.code !== 0) assert.is(bundle.code, FAILURE, bundle.err)
  assert.is(existsSync(home.path('bundle.pt')), bundle.code === 0, 'a file appears whole or not at all')
  assert.equal(
    readdirSync(home.dir).filter((name) => name.endsWith('.part')),
    [],
  )
  limited.free()
  const { appended, duplicates } = await importTable(home, 2)
  assert.is(appended + duplicates, EVENTS)
  assert.is((await importTable(home, 0)).duplicates, EVENTS)
  await assertClean(home)
}

if (process.platform === 'win32') skipTest(test, 'a file may not grow', 'this system has no ulimit')
else {
  test('where a file may not grow any further the program says so, and the ledger is whole when it may', async () => {
    const script = 'trap "" XFSZ; ulimit -f 400; exec "$@"'
    await fillUp(fresh(), { under: ['sh', '-c', script, 'sh'], full: () => undefined, free: () => undefined })
  })
}

const noRoom = 'on a full disk the program says so, and the ledger is whole when there is room again'
const trial = fresh()
if (!mountSmall(trial)) skipTest(test, noRoom, 'a small disk can be mounted only by root on Linux')
else {
  test(noRoom, async () => {
    const filler = trial.path('filler')
    try {
      await fillUp(trial, { full: () => fillDisk(trial, filler), free: () => unlinkSync(filler) })
    } finally {
      spawnSync('umount', ['-l', trial.dir])
    }
  })
}

test.run()

/** Make the folder a disk of 16 MiB. */
function mountSmall(home: Home): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', home.dir]).status === 0
}

/** Leave room for a little less than the next import needs. */
function fillDisk(home: Home, filler: string): void {
  const { bavail, bsize } = statfsSync(home.dir)
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - 200_000), 1))
}
