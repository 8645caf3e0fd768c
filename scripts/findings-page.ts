// The reference page of findings, from the catalogues: what `make-findings.ts` writes and a test compares.
import { CATALOGUE, FINDING_CODES } from '../packages/custody/src/index.ts'

const HEAD = `# Findings

Made by \`scripts/make-findings.ts\` from the catalogues; codes are stable. \`{…}\` stands for a value of the case. **Refused**: *all* = documents, submissions and live acts; *live* = live acts, and documents under
\`--strict-history\`; – = nowhere. **Alarm**: to be reported as a suspected falsification. **EU**, **CN**: alert code of the European system, risk type of the Chinese platform. The rules behind them are in
[Custody](../spec/14-custody.md).
`

const REFUSED = { document: 'all', live: 'live', never: '–' } as const

/** The section on goods. */
export function goodsSection(): string {
  const rows = FINDING_CODES.map((code) => {
    const { severity, class: of, proof, refuses, alarm, eu, cn, message, whatToDo } = CATALOGUE[code]
    const marks = [severity, of, proof, REFUSED[refuses], alarm ? 'yes' : '–', eu ?? '–', cn ?? '–']
    return `| \`${code}\` | ${cell(message)} | ${cell(whatToDo)} | ${marks.join(' | ')} |`
  })
  const head = '| code | what it says | what to do | severity | class | proof | refused | alarm | EU | CN |'
  return ['## Goods', '', head, '|---|---|---|---|---|---|---|---|---|---|', ...rows, ''].join('\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

export function findingsPage(...sections: readonly string[]): string {
  return [HEAD, ...sections].join('\n')
}
