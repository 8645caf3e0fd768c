// node --conditions=packtrail:source --import tsx scripts/make-faults.ts: writes docs/reference/faults.md.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { faultsPage } from './faults-page.ts'

const file = new URL('../docs/reference/faults.md', import.meta.url)
writeFileSync(file, faultsPage())
console.log(fileURLToPath(file))
