// node --conditions=packtrail:source --import tsx scripts/make-reference.ts: writes docs/reference/cli.md from --help.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { referencePage } from '@packtrail/cli'

const file = new URL('../docs/reference/cli.md', import.meta.url)
mkdirSync(new URL('.', file), { recursive: true })
writeFileSync(file, referencePage())
console.log(fileURLToPath(file))
