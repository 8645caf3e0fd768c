/**
 * npm run bench: the scenarios B10k and B100k on this machine, and the peers on the same bytes in the same run.
 *
 *   --long          also what takes longer: 20 million rows, a million packs from a file, more rounds
 *   --rounds N      rounds of everything that is compared (default 3, with --long 5)
 *   --only WORD     only the parts whose name holds the word (capture, scenario, register, verify, map, import, hash, load)
 *   --write         also write docs/benchmarks.md
 *   --date DAY      the day that stands in it
 *   --json          the rows as JSON on standard output
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { machine } from './machine.ts'
import { PARTS } from './parts.ts'
import { installPeers, PEERS } from './peers/install.ts'
import { machineLines, markdownTable, plainTable, type Row, verdict } from './table.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const scratch = join(root, 'node_modules', '.bench')

const { values: options } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string', default: '' },
    write: { type: 'boolean', default: false },
    date: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})

const say = (words: string): void => {
  process.stderr.write(`${words}\n`)
}

const peers = join(scratch, 'peers')
const work = join(scratch, 'work')
rmSync(work, { recursive: true, force: true })
mkdirSync(work, { recursive: true })
installPeers(peers, say)
const here = machine(root, work)
for (const line of machineLines(here)) say(line)

const started = performance.now()
const rows: Row[] = []
const failed: string[] = []
const rounds = options.rounds === undefined ? (options.long ? 5 : 3) : Number(options.rounds)
for (const part of PARTS) {
  if (!part.name.includes(options.only) || (part.long === true && !options.long)) continue
  say(`${part.name}: ${part.what} …`)
  const from = performance.now()
  try {
    rows.push(...(await part.run({ root, work, peers, rounds, long: options.long, say })))
  } catch (error) {
    failed.push(part.name)
    say(`FAILED ${part.name}: ${(error as Error).message}`)
  }
  say(`  ${((performance.now() - from) / 1000).toFixed(0)} s`)
}
rmSync(work, { recursive: true, force: true })

if (options.json) process.stdout.write(`${JSON.stringify({ machine: here, peers: PEERS, rows, failed })}\n`)
else process.stdout.write(`\n${machineLines(here).join('\n')}\n\n${plainTable(rows)}`)
for (const each of rows) if (verdict(each) === 'missed') say(`missed: ${each.what}`)
say(
  `${Math.round((performance.now() - started) / 1000)} s in all${failed.length > 0 ? `; FAILED: ${failed.join(', ')}` : ''}`,
)
if (options.write && failed.length === 0) writePage()
process.exitCode = failed.length === 0 ? 0 : 1

function writePage(): void {
  const page = [
    '# Benchmarks',
    '',
    `One run of \`npm run bench${options.long ? ' -- --long' : ''}\`${options.date === undefined ? '' : `, ${options.date}`}. Rates of a shared machine wander; the ratios of one run are the thing to keep.`,
    'Each value is measured in a fresh process; what is compared runs in turn, round by round. D1: acknowledged after the disk has it. D0: acknowledged from memory.',
    '',
    ...machineLines(here).map((line) => `- ${line}`),
    `- peers: ${Object.entries(PEERS)
      .map((peer) => peer.join(' '))
      .join(', ')}`,
    '',
    markdownTable(rows),
  ].join('\n')
  writeFileSync(join(root, 'docs', 'benchmarks.md'), page)
  say('wrote docs/benchmarks.md')
}
