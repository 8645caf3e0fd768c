// npm run demo [-- arguments]: the story of one batch, by the program as it would be installed.
import { node, setup } from './setup.mjs'

setup()
process.exitCode = node(['packages/cli/bin/packtrail.js', 'demo', ...process.argv.slice(2)])
