// The runner is what all other tests rest on: whatever did not run must come out as a failure.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { guardFaults } from '../scripts/test-files.ts'
import type { FileResult, Report } from '../scripts/test-worker.ts'

const runner = suite('test runner')

runner('a file is refused when a suite of it is never run, or when .only hides tests', () => {
  const faults = (text: string): number => guardFaults({ group: 'codes', path: 'a.test.ts', text }).length
  assert.is(faults("const a = suite('a')\na('x', () => {})\na.run()\n"), 0)
  assert.is(faults('storeContract(open)\n'), 1)
  assert.is(faults("const a = suite('a')\nconst b = suite<Context>('b')\na.run()\n"), 1)
  assert.is(faults("const a = suite('a')\na.only('x', () => {})\na.run()\n"), 1)
})

runner('passed, failed and skipped tests are counted, and the failure is kept in full', async () => {
  const { results } = await work('mixed')
  assert.is(results.length, 1)
  const [{ passed, failed, skipped, failures } = none] = results
  assert.equal([passed, failed, skipped], [1, 1, 1])
  assert.match(failures.join(), /"fails".*mixed\.ts:9/s)
})

runner('a file that ran no test has failed', async () => {
  const { results } = await work('empty')
  assert.is(results[0]?.failed, 1)
})

runner('a file that cannot be loaded has failed, and the next one still runs', async () => {
  const { results } = await work('throws', 'mixed')
  assert.is(results[0]?.failed, 1)
  assert.match(results[0]?.failures.join() ?? '', 'thrown while loading')
  assert.is(results[1]?.passed, 1)
})

runner('a test that never ends ends the process without a result and with a code', async () => {
  const { results, code } = await work('hangs')
  assert.is(results.length, 0)
  assert.is.not(code, 0)
})

runner.run()

const none: FileResult = { path: '', passed: 0, failed: 0, skipped: 0, failures: [], seconds: 0 }

/** What the worker reports of files in `test/runner`, and how its process ended. */
function work(...names: readonly string[]): Promise<{ results: readonly FileResult[]; code: number | null }> {
  const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
  const files = names.map((name) => at(`runner/${name}.ts`))
  const execArgv = ['--conditions=packtrail:source', '--import', 'tsx']
  const worker = fork(at('../scripts/test-worker.ts'), files, { execArgv, cwd: at('..'), silent: true })
  const results: FileResult[] = []
  worker.on('message', (report: Report) => {
    if ('passed' in report) results.push(report)
  })
  return new Promise((resolve, reject) => {
    worker.on('error', reject)
    worker.on('close', (code) => resolve({ results, code }))
  })
}
