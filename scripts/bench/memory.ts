/** Peak memory of the program as it is installed: fresh processes of `packtrail`, without any loader of TypeScript. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from './parts.ts'
import { makeSerials, seededRandom } from './product.ts'
import { type Row, row } from './table.ts'

const PRODUCT = '09521234004202'

export function memoryParts({ root, work }: Context): Promise<Row[]> {
  const folder = join(work, 'memory')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const packs = 1_000_000
  writeFileSync(join(folder, 'serials.txt'), `${makeSerials(seededRandom(17), packs).join('\n')}\n`)
  const run = (...argv: string[]): { rss: number; seconds: number } => runProgram(root, folder, argv)
  run('init', '--origin', 'bench.example/memory', '--operator', 'gln:9521234000006')
  const rows: Row[] = []
  const group = 'Memory of fresh processes of the program (maxRSS): one batch of 1,000,000 packs'
  const tell = (what: string, { rss, seconds }: { rss: number; seconds: number }, goal: number): void => {
    rows.push(row(group, what, 'MB', [rss], { goal: { least: goal, aim: goal / 2, better: 'less' } }))
    rows.push(row(group, `${what}: time`, 's', [seconds]))
  }
  const batch = `${PRODUCT}/L1M`
  tell('register --serials', run('register', batch, '--expiry', '2030-12-31', '--serials', 'serials.txt'), 300)
  tell('export --batch', run('export', '--batch', batch, '-o', 'L1M.ptb'), 300)
  // P9: 100 MB and 128 B a pack.
  tell('verify', run('verify', 'L1M.ptb', '--policy', join('ledger', 'policy.json')), 100 + (128 * packs) / 1e6)
  return Promise.resolve(rows)
}

function runProgram(root: string, cwd: string, argv: readonly string[]): { rss: number; seconds: number } {
  const report = join(cwd, 'rss.txt')
  const watch = `import { writeFileSync } from 'node:fs'
process.on('exit', () => writeFileSync(${JSON.stringify(report)}, String(process.resourceUsage().maxRSS)))`
  const program = join(root, 'packages', 'cli', 'bin', 'packtrail.js')
  const hook = `data:text/javascript,${encodeURIComponent(watch)}`
  const from = performance.now()
  const env = { ...process.env, XDG_STATE_HOME: join(cwd, 'state'), LOCALAPPDATA: join(cwd, 'state') }
  const run = spawnSync(process.execPath, ['--import', hook, program, ...argv], { cwd, env, encoding: 'utf8' })
  if (run.status !== 0)
    throw new Error(`packtrail ${argv.join(' ')} ended with ${run.status}: ${run.stderr.slice(-1000)}`)
  return { rss: Number(readFileSync(report, 'utf8')) / 1024, seconds: (performance.now() - from) / 1000 }
}
