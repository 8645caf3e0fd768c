/**
 * Kills the program while it records, at random moments of its writes, again and again on one ledger. Whatever it had
 * acknowledged must be there afterwards, what it had not is recorded by the next run, and nothing is there twice.
 */
import { rmSync, writeFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { type Home, newHome, readWrites, type Watch } from './program.ts'
import { codeOf, EVENTS, tableOf } from './trade.ts'

export interface KillReport {
  /** Kills that came while the program ran. */
  readonly kills: number
  /** Those of them that came while a write had begun and was not durable. */
  readonly inFlight: number
  /** One line a kill: what ran, the write, and whether it was under way. */
  readonly log: readonly string[]
  /** Events and scans that had been acknowledged when the program was killed. */
  readonly acknowledged: number
}

/** Scans of one counter's run. */
const SCANS = 6

export function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 16_807) % 2_147_483_647
    return state % below
  }
}

export async function killAtRandom(moments: number, random: (below: number) => number): Promise<KillReport> {
  const home = newHome()
  const state: State = { home, random, log: [], kills: 0, inFlight: 0, offered: 0, tables: [], scanned: [] }
  try {
    await home.ok(['init', '--origin', 'example.org/killed'])
    await importTables(home, [0])
    state.tables.push(0)
    while (state.kills < moments) {
      const victim = random(8)
      if (victim < 5) await killImport(state)
      else if (victim < 7) await killCounter(state)
      else await killSeal(state)
    }
    await checkAll(state)
    const { kills, inFlight, log, tables, scanned } = state
    return { kills, inFlight, log, acknowledged: tables.length * EVENTS + scanned.length }
  } finally {
    home.remove()
  }
}

interface State {
  readonly home: Home
  readonly random: (below: number) => number
  readonly log: string[]
  kills: number
  inFlight: number
  /** Packs offered at the counter so far. */
  offered: number
  /** Tables whose import was acknowledged. */
  readonly tables: number[]
  /** Codes of packs whose dispense was acknowledged. */
  readonly scanned: string[]
}

/** Where to kill: mostly soon after a write has begun, and sometimes at any later time. */
function moment({ home, random }: State, writes: number): Watch {
  const log = home.path('writes')
  rmSync(log, { force: true })
  const after = random(10) === 0 ? random(40_000) : random(300)
  return { log, killAt: { write: 1 + random(writes), after } }
}

function noteKill(state: State, what: string, watch: Watch, signal: NodeJS.Signals | null): void {
  if (signal === null) return
  assert.is(signal, 'SIGKILL')
  const { begun, ended } = readWrites(watch.log)
  state.kills++
  if (begun > ended) state.inFlight++
  const { write, after } = watch.killAt ?? { write: 0, after: 0 }
  const under = begun > ended ? `write ${begun} under way` : `no write under way, ${ended} done`
  state.log.push(`${what}: killed ${after} µs after the beginning of write ${write}; ${under}`)
}

async function importTables(home: Home, tables: readonly number[]): Promise<Tally> {
  for (const table of tables) writeFileSync(home.path(`${table}.csv`), tableOf(table))
  const { out } = await home.ok(['import', ...tables.map((table) => `${table}.csv`), '--json'])
  return JSON.parse(out) as Tally
}

interface Tally {
  readonly events: number
  readonly appended: number
  readonly duplicates: number
  readonly refused: number
}

async function killImport(state: State): Promise<void> {
  const { home } = state
  const next = state.tables.length
  const tables = [next, next + 1]
  for (const table of tables) writeFileSync(home.path(`${table}.csv`), tableOf(table))
  // A group for each table, more for a registration that is written ahead, and the mark of a clean end.
  const watch = moment(
    state,
    tables.reduce((sum, table) => sum + (table % 3 === 2 ? 3 : 1), 1),
  )
  const { signal } = await home.run(['import', ...tables.map((table) => `${table}.csv`)], { watch })
  noteKill(state, `import of tables ${tables.join(', ')}`, watch, signal)
  const again = await importTables(home, tables)
  assert.equal([again.events, again.refused], [tables.length * EVENTS, 0])
  assert.is(again.appended + again.duplicates, again.events, 'every event is recorded, now or before')
  state.tables.push(...tables)
}

async function killCounter(state: State): Promise<void> {
  const { home, scanned, tables } = state
  const table = tables.at(-1) ?? 0
  // Never the same pack twice: what was not acknowledged may have been recorded all the same.
  const codes = Array.from({ length: SCANS }, () => codeOf(table, state.offered++))
  const watch = moment(state, SCANS + 1)
  const { signal, out } = await home.run(['dispense', '--json'], { stdin: `${codes.join('\n')}\n`, watch })
  noteKill(state, `counter of table ${table}`, watch, signal)
  // A line that is there whole was said; the last one may be cut.
  for (const line of out.split('\n').slice(0, -1)) {
    const answer = JSON.parse(line) as { verdict: string; raw: string }
    assert.is(answer.verdict, 'ok', line)
    scanned.push(answer.raw)
  }
}

/** The epoch, its checkpoint, and the mark of a clean end; between them the anchor is written. */
async function killSeal(state: State): Promise<void> {
  const { home } = state
  const watch = moment(state, 3)
  const { signal } = await home.run(['checkpoint'], { watch })
  noteKill(state, 'checkpoint', watch, signal)
  await home.ok(['checkpoint'])
}

async function checkAll({ home, tables, scanned }: State): Promise<void> {
  const all = await importTables(home, tables)
  assert.is(all.events, tables.length * EVENTS)
  assert.equal([all.appended, all.duplicates, all.refused], [0, all.events, 0], 'nothing acknowledged was lost')
  const { out } = await home.run(['scan', '--json'], { stdin: `${scanned.join('\n')}\n` })
  const states = out
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { state?: { status: string } }).state?.status)
  assert.is(states.length, scanned.length)
  assert.ok(
    states.every((status) => status === 'dispensed'),
    'every pack that was handed out is dispensed',
  )
  const fsck = await home.run(['fsck', '--json'])
  const { problems } = JSON.parse(fsck.out) as { problems: unknown }
  assert.equal(problems, [])
  assert.is(fsck.code, 0)
}
