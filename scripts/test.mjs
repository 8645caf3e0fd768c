// npm test [-- options] [filter]: see scripts/test.ts for what it accepts.
import { fail, node, setup } from './setup.mjs'

const args = process.argv.slice(2)
setup()
const source = ['--conditions=packtrail:source', '--import', 'tsx']
const tests = [...source, 'scripts/test.ts', ...args.filter((arg) => arg !== '--coverage')]
if (args.includes('--coverage')) {
  // The packages whose every line decides about truth; `--all` shows what no test ever loaded.
  const report = ['--all', '--src=packages', '--include=packages/*/src/**/*.ts', '--exclude=**/testkit/**']
  const c8 = ['node_modules/c8/bin/c8.js', ...report, '--reporter=text', '--reporter=lcovonly']
  const code = node([...c8, process.execPath, ...tests])
  if (code !== 0) fail('The tests failed, or their coverage could not be read.')
} else {
  process.exitCode = node(tests)
}
