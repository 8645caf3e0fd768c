// The reference page of faults: what `make-faults.ts` writes and a test compares.
import { readFileSync } from 'node:fs'
import { REFUSALS } from '../packages/core/src/index.ts'

const HEAD = `# Faults

Made by \`scripts/make-faults.ts\`. What can be wrong with data that come in, as the \`code\` of a fault or of a refusal; codes are stable. A fault names file, line and path and what the sender must mend; one of severity
\`error\` keeps its event out, one with \`warn\` does not. What goods or evidence show is another list: [Findings](findings.md).
`

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

/** The table of the package that reads documents, which its tests hold against its code. */
function documents(): string {
  const page = read('packages/exchange/README.md')
  const from = page.indexOf('| Code | Severity | When |')
  const table = page.slice(from).split('\n\n')[0] ?? ''
  const linked = table.replaceAll('the limits above', 'the [limits](../../packages/exchange/README.md#limits)')
  return `## Documents\n\n${linked.trimEnd()}\n`
}

/** Codes for identifiers: their sentences name the character or length that is wrong, so there is no table of them. */
function identifiers(): string {
  const source = read('packages/codes/src/fault.ts')
  const type = source.slice(source.indexOf('export type CodeFaultCode'), source.indexOf('export interface'))
  const codes = [...type.matchAll(/'([A-Z0-9_]+)'/g)].map(([, code]) => `\`${code}\``)
  const intro =
    'Of identifiers and scanned codes, alone (`packtrail parse`) or inside a document; the sentence says which character, length or digit is meant:'
  return `## Identifiers\n\n${intro}\n\n${codes.join(' · ')}\n`
}

function refusals(): string {
  const rows = Object.entries(REFUSALS).map(([code, { message, whatToDo, severity, class: of }]) => {
    return `| \`${code}\` | ${cell(message)} | ${cell(whatToDo)} | ${severity} | ${of} |`
  })
  const head = '| code | what it says | what to do | severity | class |\n|---|---|---|---|---|'
  const intro =
    'What the ledger refuses before it looks at goods: who may say what, and how often. `{…}` stands for a value of the case.'
  return `## Refusals\n\n${intro}\n\n${head}\n${rows.join('\n')}\n`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

export function faultsPage(): string {
  return [HEAD, documents(), identifiers(), refusals()].join('\n')
}
