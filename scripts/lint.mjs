// npm run lint [-- --write]: formatting, and the rules that keep the pure packages pure.
import { node, setup } from './setup.mjs'

setup({ build: false })
process.exitCode = node([
  'node_modules/@biomejs/biome/bin/biome',
  'check',
  '--error-on-warnings',
  ...process.argv.slice(2),
])
