/** The parts of the benchmark: which measurements, in which turn, and the rows they make. */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Measured, measure } from './child.ts'
import { memoryParts } from './memory.ts'
import { type Goal, type Row, ratioRow, row } from './table.ts'

export interface Context {
  readonly root: string
  /** A folder for data, removed at the end; on the disk of the repository, since a folder in memory would sync for nothing. */
  readonly work: string
  readonly peers: string
  readonly rounds: number
  readonly long: boolean
  readonly say: (words: string) => void
}

export interface Part {
  readonly name: string
  readonly what: string
  readonly long?: true
  run(context: Context): Promise<Row[]>
}

const more = (least: number, aim: number): Goal => ({ least, aim, better: 'more' })
const less = (least: number, aim: number): Goal => ({ least, aim, better: 'less' })

/** Run each of `tasks` once a round, one after the other, so that a slow minute falls on all of them. */
async function interleaved(
  rounds: number,
  tasks: Readonly<Record<string, () => Promise<Measured>>>,
): Promise<Record<string, Measured[]>> {
  const out: Record<string, Measured[]> = Object.fromEntries(Object.keys(tasks).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, task] of Object.entries(tasks)) out[name]?.push(await task())
  }
  return out
}

function pick(list: readonly Measured[] | undefined, name: string): number[] {
  return (list ?? []).map((each) => {
    const value = each[name]
    if (value === undefined) throw new Error(`a measurement without ${name}`)
    return value
  })
}

const capturePart: Part = {
  name: 'capture',
  what: 'single-pack events in signed submissions of 1,000, against the bare store, SQLite and hypercore',
  async run({ work, peers, rounds }) {
    const packs = 100_000
    const file = join(work, 'events.bin')
    const rows = join(work, 'rows.bin')
    const { bytesPerEvent } = await measure('dataset', { file, packs })
    const recorded = await measure('capture', { folder: join(work, 'recorded'), packs, rows })
    const got = await interleaved(rounds, {
      ours: () => measure('capture', { folder: join(work, 'capture'), packs }),
      hypercore: () => measure('hypercore', { peers, folder: join(work, 'hypercore'), file }),
      sqlite: () => measure('sqlite', { peers, folder: join(work, 'sqlite'), file }),
      level: () => measure('level', { folder: join(work, 'level'), rows, packs }),
    })
    const rate = (name: string): number[] => pick(got[name], 'eventsPerSecond')
    const group = `Capture: ${packs.toLocaleString('en-US')} single-pack events of ${bytesPerEvent} bytes, 1,000 a group`
    return [
      row(group, 'Packtrail: signature, rules, history, proofs', 'events/s', rate('ours'), { durability: 'D1' }),
      row(group, 'bare LevelDB, the same rows and groups', 'events/s', rate('level'), { durability: 'D1' }),
      row(group, 'better-sqlite3, hash chain, index by pack', 'events/s', rate('sqlite'), { durability: 'D1' }),
      row(group, 'hypercore, bare append', 'events/s', rate('hypercore'), { durability: 'D0' }),
      ratioRow(group, 'Packtrail ÷ hypercore', rate('ours'), rate('hypercore'), more(0.4, 1)),
      ratioRow(group, 'Packtrail ÷ better-sqlite3', rate('ours'), rate('sqlite')),
      ratioRow(group, 'Packtrail ÷ bare LevelDB', rate('ours'), rate('level')),
      row(group, 'disk, Packtrail', 'B/event', pick(got['ours'], 'bytesPerEvent'), { goal: less(400, 200) }),
      row(group, 'disk, better-sqlite3', 'B/event', pick(got['sqlite'], 'bytesPerEvent')),
      row(group, 'disk, hypercore', 'B/event', pick(got['hypercore'], 'bytesPerEvent')),
      row(group, 'rows of the database, Packtrail', 'per event', pick(got['ours'], 'rowsPerEvent')),
      row(group, 'rows written, Packtrail', 'per event', pick([recorded], 'putsPerEvent')),
    ]
  },
}

const scenarioPart: Part = {
  name: 'scenario',
  what: 'B10k and B100k from EPCIS 2.0 documents, sealed, exported, asked and opened',
  async run({ work, rounds, long }) {
    const rows: Row[] = []
    for (const [name, packs, times] of [
      ['B10k', 10_000, rounds],
      ['B100k', 100_000, long ? rounds : 1],
    ] as const) {
      const got: Measured[] = []
      for (let round = 0; round < times; round++) {
        got.push(await measure('scenario', { folder: join(work, name), packs, bundle: join(work, `${name}.ptb`) }))
      }
      const bundle = join(work, `${name}.ptb`)
      const events = 1.0344 * packs
      const audits: Measured[] = []
      for (let round = 0; round < times; round++)
        audits.push(await measure('verify', { bundle, events, signatures: true }))
      const group = `Scenario ${name}: documents to a sealed batch and its bundle`
      rows.push(
        row(group, 'capture', 'events/s', pick(got, 'eventsPerSecond'), { durability: 'D1' }),
        row(group, 'capture', 'pack-touches/s', pick(got, 'touchesPerSecond'), { durability: 'D1' }),
        row(group, 'seal', 'ms', pick(got, 'sealMs'), { durability: 'D1' }),
        row(group, 'export', 's', pick(got, 'exportSeconds')),
        row(group, 'bundle', 'B/pack', pick(got, 'bundleBytesPerPack')),
        row(group, 'offline audit of the bundle', 's', pick(audits, 'secondsInAll')),
        row(group, 'offline audit of the bundle', 'events/s', pick(audits, 'eventsPerSecond')),
        row(group, 'history of one pack, warm, p50', 'ms', pick(got, 'historyP50')),
        row(group, 'history of one pack, warm, p99', 'ms', pick(got, 'historyP99'), { goal: less(1, 0.3) }),
        row(group, 'opening', 'ms', pick(got, 'openMs')),
        row(group, 'disk, ten packs touched an event', 'B/event', pick(got, 'bytesPerEvent')),
        row(group, 'entries of the log', 'per event', pick(got, 'entriesPerEvent')),
      )
    }
    return rows
  },
}

const registerPart: Part = {
  name: 'register',
  what: 'a million packs by one signed manifest',
  async run({ work, rounds, long }) {
    const packs = 1_000_000
    const got: Measured[] = []
    for (let round = 0; round < (long ? rounds : 1); round++) {
      got.push(await measure('register', { folder: join(work, 'register'), packs, file: join(work, 'manifest.pts') }))
    }
    const group = 'Registration: 1,000,000 packs by one manifest'
    return [
      row(group, 'from file to durable state of each pack', 'packs/s', pick(got, 'packsPerSecond'), {
        durability: 'D1',
        goal: more(100_000, 500_000),
      }),
      row(group, 'disk', 'B/pack', pick(got, 'bytesPerPack'), { goal: less(80, 40) }),
      row(group, 'rows of the database', 'per pack', pick(got, 'rowsPerPack')),
    ]
  },
}

const verifyPart: Part = {
  name: 'verify',
  what: 'a signed bundle of 300,000 events with and without signatures; signatures alone on one core and two',
  async run({ work, rounds }) {
    // So many that the code compiled in the first second, on the very core that is measured, is not most of it.
    const events = 300_000
    const bundle = join(work, 'signed.ptb')
    const { bundleBytes } = await measure('signedBundle', { folder: join(work, 'signed'), packs: events, bundle })
    const got = await interleaved(rounds, {
      without: () => measure('verify', { bundle, events, signatures: false }, { oneCore: true }),
      with: () => measure('verify', { bundle, events, signatures: true }),
      signatures: () => measure('signatures', { count: 10_000 }),
    })
    const group = `Verification: one bundle of ${events.toLocaleString('en-US')} single-pack events, ${((bundleBytes ?? 0) / 1e6).toFixed(1)} MB`
    return [
      row(
        group,
        'proofs, rules and report, without signatures, one core',
        'events/s',
        pick(got['without'], 'eventsPerSecond'),
        { goal: more(60_000, 200_000) },
      ),
      row(group, 'with signatures (one in 1,000 events)', 'events/s', pick(got['with'], 'eventsPerSecond')),
      row(group, 'Ed25519 alone, one core', 'signatures/s', pick(got['signatures'], 'onePerSecond')),
      row(group, 'Ed25519 alone, two cores', 'signatures/s', pick(got['signatures'], 'twoPerSecond')),
      ratioRow(
        group,
        'signature checks on two cores ÷ one',
        pick(got['signatures'], 'twoPerSecond'),
        pick(got['signatures'], 'onePerSecond'),
        more(1.7, 1.95),
      ),
    ]
  },
}

const mapPart: Part = {
  name: 'map',
  what: '1,000 touched of 1,000,000 streams in one epoch',
  async run({ work, rounds, long }) {
    const streams = 1_000_000
    const got: Measured[] = []
    for (let round = 0; round < (long ? rounds : 1); round++) {
      got.push(await measure('epoch', { folder: join(work, 'map'), streams, touched: 1000 }))
    }
    const group = 'Epoch: 1,000 touched of 1,000,000 streams'
    return [
      row(group, 'map updated and durable', 'ms', pick(got, 'epochMs'), { durability: 'D1' }),
      row(group, 'pages written', '', pick(got, 'pages')),
    ]
  },
}

const importPart: Part = {
  name: 'import',
  what: 'reading documents against the bare parser of the same bytes',
  run({ root }) {
    const script = [
      `const { benchImport } = await import(${JSON.stringify(join(root, 'scripts', 'bench', 'import.ts'))})`,
      'process.stdout.write(JSON.stringify(await benchImport(20_000)))',
    ].join('\n')
    const argv = ['--conditions=packtrail:source', '--import', 'tsx', '--input-type=module', '-e', script]
    const run = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 24 })
    if (run.status !== 0) throw new Error(run.stderr.slice(-2000))
    const speeds = JSON.parse(run.stdout) as { name: string; bytes: number; import: number; ratio: number }[]
    const group = 'Import: reading, checking and mapping ÷ the bare parser of the same file'
    return Promise.resolve(
      speeds.flatMap(({ name, bytes, import: ms, ratio }) => [
        row(group, `${name}: speed`, 'MB/s', [bytes / ms / 1000]),
        row(group, `${name}: ÷ bare parser`, '×', [ratio], { goal: more(0.3, 0.7) }),
      ]),
    )
  },
}

const hashPart: Part = {
  name: 'hash',
  what: 'event hash IDs against epcis2.js on the same document',
  run({ root, peers }) {
    const script = [
      `const { benchHash } = await import(${JSON.stringify(join(root, 'scripts', 'bench', 'hash.ts'))})`,
      `process.stdout.write(JSON.stringify(await benchHash(20_000, ${JSON.stringify(join(peers, 'epcis2'))}, () => undefined)))`,
    ].join('\n')
    const argv = ['--import', 'tsx', '--input-type=module', '-e', script]
    const run = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 24 })
    if (run.status !== 0) throw new Error(run.stderr.slice(-2000))
    const { events, ours, other, ratio } = JSON.parse(run.stdout) as Record<
      'events' | 'ours' | 'other' | 'ratio',
      number
    >
    const group = `Event hash IDs: ${events.toLocaleString('en-US')} events of one JSON document, processor time`
    return Promise.resolve([
      row(group, 'Packtrail, profile py', 'events/s', [ours]),
      row(group, 'epcis2.js, parsing with JSON.parse', 'events/s', [other]),
      row(group, 'Packtrail ÷ epcis2.js', '×', [ratio], { goal: more(1, 3) }),
    ])
  },
}

const memoryPart: Part = {
  name: 'memory',
  what: 'the program itself, fresh, on a million packs: peak memory',
  run: memoryParts,
}

const loadPart: Part = {
  name: 'load',
  what: '20 million rows in synced groups of 2,000: how long commits take',
  long: true,
  async run({ work }) {
    mkdirSync(work, { recursive: true })
    const got = [await measure('load', { folder: join(work, 'load'), rows: 20_000_000 })]
    const group = 'Load: 20,000,000 rows, half in order, half at random places'
    return [
      row(group, 'rows', 'rows/s', pick(got, 'rowsPerSecond'), { durability: 'D1' }),
      row(group, 'commits slower than 100 ms', '', pick(got, 'slow'), { goal: less(10, 4) }),
      row(group, 'commit p99.9', 'ms', pick(got, 'p999')),
      row(group, 'slowest commit', 'ms', pick(got, 'max')),
    ]
  },
}

export const PARTS: readonly Part[] = [
  capturePart,
  scenarioPart,
  registerPart,
  verifyPart,
  mapPart,
  importPart,
  hashPart,
  memoryPart,
  loadPart,
]
