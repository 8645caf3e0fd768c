// npm run bench [-- arguments]: B10k and B100k against their peers, on this machine.
import { node, setup } from './setup.mjs'

setup()
process.exitCode = node(['--import', 'tsx', 'scripts/bench/main.ts', ...process.argv.slice(2)])
