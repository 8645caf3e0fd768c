// npm run ci: everything that must hold before a change lands, cheapest first.
import { node } from './setup.mjs'

for (const task of ['build', 'lint', 'check', 'test']) {
  const code = node([`scripts/${task}.mjs`])
  if (code !== 0) {
    process.exitCode = code
    break
  }
}
