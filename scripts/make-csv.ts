// node --conditions=packtrail:source --import tsx scripts/make-csv.ts: writes docs/reference/csv.md.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { csvPage } from './csv-page.ts'

const file = new URL('../docs/reference/csv.md', import.meta.url)
writeFileSync(file, csvPage())
console.log(fileURLToPath(file))
