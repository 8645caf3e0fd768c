// The test runner: finds the files, refuses those that would pass without testing, runs each package in a process
// of its own, and ends with one line: `N passed, N failed, N skipped`.
//
//   node scripts/test.mjs [--long] [--guard] [--coverage] [FILTER…]
//
// FILTER is a package's name or a part of a path. `--long` runs only `*.long.test.ts`, which are otherwise left out;
// `--guard` only looks at the files.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { findTestFiles, guardFaults, type TestFile } from './test-files.ts'
import type { FileResult, Report } from './test-worker.ts'

/** Two processes fill the machines this is written for, and the tests that measure time need some quiet. */
const PROCESSES = 2
/** A file that says nothing for so long hangs. Milliseconds. */
const FILE_LIMIT = { usual: 4 * 60_000, long: 3 * 60 * 60_000 }

type Group = { readonly name: string; readonly files: readonly TestFile[] }
type GroupResult = {
  readonly name: string
  readonly files: readonly FileResult[]
  readonly output: string
  readonly seconds: number
}

const root = fileURLToPath(new URL('..', import.meta.url))
const args = process.argv.slice(2)
const long = args.includes('--long')
const filters = args.filter((arg) => !arg.startsWith('--')).map((arg) => arg.replaceAll('\\', '/').replace(/^\.\//, ''))

const everyFile = findTestFiles(root)
const faults = everyFile.flatMap(guardFaults)
if (faults.length > 0 || args.includes('--guard')) {
  for (const fault of faults) console.log(fault)
  if (faults.length > 0) console.log(sentence(0, faults.length, 0))
  process.exit(faults.length > 0 ? 1 : 0)
}

const chosen = everyFile
  .filter(({ path }) => path.endsWith('.long.test.ts') === long)
  .filter(({ group, path }) => filters.length === 0 || filters.some((f) => f === group || path.includes(f)))
const results = await runAll(groupsOf(chosen))
process.exitCode = summarize(results)

function groupsOf(files: readonly TestFile[]): readonly Group[] {
  const names = [...new Set(files.map(({ group }) => group))]
  const size = (group: Group): number => group.files.reduce((sum, { text }) => sum + text.length, 0)
  // The most text first, so that a long group is not left alone at the end. End-to-end tests are slow for their size.
  return names
    .map((name) => ({ name, files: files.filter(({ group }) => group === name) }))
    .sort((a, b) => Number(b.name === 'test') - Number(a.name === 'test') || size(b) - size(a))
}

async function runAll(groups: readonly Group[]): Promise<readonly GroupResult[]> {
  const waiting = [...groups]
  const done: GroupResult[] = []
  const lane = async (): Promise<void> => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      const result = await runGroup(group)
      done.push(result)
      printGroup(result)
    }
  }
  await Promise.all(Array.from({ length: PROCESSES }, lane))
  return done
}

function runGroup({ name, files }: Group): Promise<GroupResult> {
  const from = performance.now()
  const worker = fork(
    fileURLToPath(new URL('test-worker.ts', import.meta.url)),
    files.map(({ path }) => path),
    {
      cwd: root,
      execArgv: ['--conditions=packtrail:source', '--import', 'tsx'],
      silent: true,
    },
  )
  const finished: FileResult[] = []
  let output = ''
  let current: string | undefined
  let ending = 'ended early'
  let limit: NodeJS.Timeout | undefined
  worker.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  worker.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  worker.on('message', (report: Report) => {
    clearTimeout(limit)
    if ('started' in report) {
      current = report.started
      limit = setTimeout(
        () => {
          ending = 'took too long'
          worker.kill('SIGKILL')
        },
        long ? FILE_LIMIT.long : FILE_LIMIT.usual,
      )
    } else {
      current = undefined
      finished.push(report)
    }
  })
  return new Promise((resolve) => {
    worker.on('error', (error) => {
      output += `\n${error.stack}`
    })
    worker.on('close', (code, signal) => {
      clearTimeout(limit)
      const unfinished = files.filter(({ path }) => !finished.some((file) => file.path === path))
      const lost = unfinished.map(({ path }) =>
        lostFile(path, path === current ? `${ending} (${signal ?? `exit ${code}`})` : 'did not run'),
      )
      const crashed = lost.length === 0 && code !== 0 ? [lostFile(name, `ended with exit ${code} after its tests`)] : []
      resolve({ name, files: [...finished, ...lost, ...crashed], output, seconds: (performance.now() - from) / 1000 })
    })
  })
}

/** A file whose process ended before its tests did: that is a failure, never a silence. */
function lostFile(path: string, why: string): FileResult {
  return { path, passed: 0, failed: 1, skipped: 0, failures: [`${path}\n${why}`], seconds: 0 }
}

function printGroup({ name, files, output, seconds }: GroupResult): void {
  const { passed, failed, skipped } = totals(files)
  const slowest = files.toSorted((a, b) => b.seconds - a.seconds)[0]
  const note =
    slowest !== undefined && slowest.seconds >= 10 ? `, ${slowest.seconds.toFixed(1)} s of it in ${slowest.path}` : ''
  console.log(
    `${failed > 0 ? 'FAIL' : 'ok  '} ${name}: ${sentence(passed, failed, skipped)} (${seconds.toFixed(1)} s${note})`,
  )
  if (failed === 0) return
  for (const { failures } of files) for (const failure of failures) console.log(`\n${failure.trimEnd()}`)
  console.log(`\n--- what ${name} printed ---\n${output.trim()}\n---`)
}

function summarize(groups: readonly GroupResult[]): number {
  const files = groups.flatMap((group) => group.files)
  const { passed, failed, skipped } = totals(files)
  const reasons = groups.flatMap(({ output }) => [...output.matchAll(/^# SKIP (.*)$/gm)].map(([, reason]) => reason))
  if (skipped > 0) console.log('\nSkipped:')
  for (const reason of reasons) console.log(`  ${reason}`)
  if (skipped > reasons.length) console.log(`  ${skipped - reasons.length} without a reason`)
  if (passed + failed === 0) console.log('\nNo test ran: that is a failure.')
  console.log(sentence(passed, failed, skipped))
  return failed > 0 || passed === 0 ? 1 : 0
}

function totals(files: readonly FileResult[]): {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
} {
  const sum = (pick: (file: FileResult) => number): number => files.reduce((total, file) => total + pick(file), 0)
  return { passed: sum((f) => f.passed), failed: sum((f) => f.failed), skipped: sum((f) => f.skipped) }
}

function sentence(passed: number, failed: number, skipped: number): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}
