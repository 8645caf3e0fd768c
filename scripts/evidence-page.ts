// The section on evidence of the reference page of findings.
import { EVIDENCE, EVIDENCE_CODES, EVIDENCE_WORDS } from '../packages/verifier/src/index.ts'

export function evidenceSection(): string {
  const rows = EVIDENCE_CODES.map((code) => {
    const { message, whatToDo } = EVIDENCE_WORDS[code]
    const { severity, class: of, proof, axis } = EVIDENCE[code]
    return `| \`${code}\` | ${message} | ${whatToDo} | ${severity} | ${of} | ${proof} | ${axis} |`
  })
  const head = '| code | what it says | what to do | severity | class | proof | axis |'
  return ['## Evidence', '', head, '|---|---|---|---|---|---|---|', ...rows, ''].join('\n')
}
