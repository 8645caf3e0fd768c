// npm run check: what neither the build nor the lint sees.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { node, root, setup, withPnpm } from './setup.mjs'

setup()
let failed = false
step('types of the tests and scripts', () =>
  node(['node_modules/typescript/bin/tsc', '-p', 'tsconfig.test.json'], { quiet: true }),
)
step('every test file runs its suites', () => node(['--import', 'tsx', 'scripts/test.ts', '--guard'], { quiet: true }))
step('no unused file, export or dependency', () => node(['node_modules/knip/bin/knip.js'], { quiet: true }))
for (const name of publishedPackages()) {
  // publint asks pnpm what it would publish, so pnpm must be on its path.
  const publint = ['node', 'node_modules/publint/src/cli.js', `packages/${name}`, '--strict']
  step(`@packtrail/${name} can be published`, () => withPnpm(publint, { quiet: true }))
}
process.exitCode = failed ? 1 : 0

function step(what, check) {
  const ok = check() === 0
  failed ||= !ok
  process.stdout.write(`${ok ? 'ok  ' : 'FAIL'} ${what}\n`)
}

function publishedPackages() {
  const manifest = (name) => JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
  return readdirSync(join(root, 'packages')).filter((name) => manifest(name).private !== true)
}
