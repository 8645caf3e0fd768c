// node --conditions=packtrail:source --import tsx scripts/make-findings.ts: writes docs/reference/findings.md.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { EVIDENCE, EVIDENCE_CODES, EVIDENCE_WORDS } from '../packages/verifier/src/index.ts'
import { findingsPage, goodsSection } from './findings-page.ts'

const file = new URL('../docs/reference/findings.md', import.meta.url)
mkdirSync(new URL('.', file), { recursive: true })
writeFileSync(file, findingsPage(goodsSection(), evidenceSection()))
console.log(fileURLToPath(file))

function evidenceSection(): string {
  const rows = EVIDENCE_CODES.map((code) => {
    const { message, whatToDo } = EVIDENCE_WORDS[code]
    const { severity, class: of, proof, axis } = EVIDENCE[code]
    return `| \`${code}\` | ${message} | ${whatToDo} | ${severity} | ${of} | ${proof} | ${axis} |`
  })
  const head = '| code | what it says | what to do | severity | class | proof | axis |'
  return ['## Evidence', '', head, '|---|---|---|---|---|---|---|', ...rows, ''].join('\n')
}
