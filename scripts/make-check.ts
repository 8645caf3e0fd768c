// node --conditions=packtrail:source --import tsx scripts/make-check.ts: writes docs/reference/check.md.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { checkPage } from './check-page.ts'

const file = new URL('../docs/reference/check.md', import.meta.url)
writeFileSync(file, checkPage())
console.log(fileURLToPath(file))
