// node --conditions=packtrail:source --import tsx scripts/make-findings.ts: writes docs/reference/findings.md.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { evidenceSection } from './evidence-page.ts'
import { findingsPage, goodsSection } from './findings-page.ts'

const file = new URL('../docs/reference/findings.md', import.meta.url)
mkdirSync(new URL('.', file), { recursive: true })
writeFileSync(file, findingsPage(goodsSection(), evidenceSection()))
console.log(fileURLToPath(file))
