// npm test [-- options] [filter]: see scripts/test.ts for what it accepts.
import { node, setup } from './setup.mjs'

// Whatever happens, the last line says how many tests passed: also when there was nothing that could run them.
let ran = false
process.on('exit', () => {
  if (!ran) process.stdout.write('0 passed, 1 failed, 0 skipped\n')
})

const args = process.argv.slice(2)
const coverage = args.includes('--coverage')
setup()
const source = ['--conditions=packtrail:source', '--import', 'tsx']
const tests = [...source, 'scripts/test.ts', ...args.filter((arg) => arg !== '--coverage')]
// `--all` shows also what no test ever loaded. Slower, and not part of the usual run.
const report = ['--all', '--src=packages', '--include=packages/*/src/**/*.ts', '--exclude=packages/testkit/**']
const c8 = ['node_modules/c8/bin/c8.js', ...report, '--reporter=text', process.execPath]
const code = node(coverage ? [...c8, ...tests] : tests)
ran = true
process.exitCode = code
