// Runs the test files of one group in this process, one after another, and reports each to the parent.
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'

export type FileResult = {
  readonly path: string
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** uvu's account of each failure, or why the file could not be read; empty if all passed. */
  readonly failures: readonly string[]
  readonly seconds: number
}

/** What the worker tells its parent: that it opened a file, then what came of it. */
export type Report = { readonly started: string } | FileResult

type SuiteResult = readonly [errors: string | true, passed: number, skipped: number, total: number]
type Runner = () => Promise<SuiteResult>

// uvu's own arrangement between its runner and its test files: suites queue themselves under the current index.
declare global {
  var UVU_DEFER: unknown
  var UVU_INDEX: number | undefined
  var UVU_QUEUE: Runner[][] | undefined
}

globalThis.UVU_DEFER = true
// The same cases on every machine, so that a red run is the change's doing; PACKTRAIL_SEED=random looks for new ones.
const { PACKTRAIL_SEED } = process.env
if (PACKTRAIL_SEED !== 'random') fc.configureGlobal({ seed: Number(PACKTRAIL_SEED ?? 20_261_123) })

for (const path of process.argv.slice(2)) {
  report({ started: path })
  report(await runFile(path))
}

async function runFile(path: string): Promise<FileResult> {
  const from = performance.now()
  const results: SuiteResult[] = []
  const failures: string[] = []
  const queue: Runner[] = []
  globalThis.UVU_QUEUE = [queue]
  globalThis.UVU_INDEX = 0
  try {
    await import(pathToFileURL(resolve(path)).href)
    for (const runSuite of queue) results.push(await runSuite())
  } catch (error) {
    // A test never throws to here: this is the file itself, or a hook of a suite.
    failures.push(`${path}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
  let passed = 0
  let failed = failures.length
  let skipped = 0
  for (const [errors, ran, skips, total] of results) {
    passed += ran
    failed += total - ran
    skipped += skips
    if (errors !== true) failures.push(errors)
  }
  if (passed + failed + skipped === 0) {
    failed = 1
    failures.push(`${path}\nran no test`)
  }
  return { path, passed, failed, skipped, failures, seconds: (performance.now() - from) / 1000 }
}

function report(message: Report): void {
  process.send?.(message)
}
