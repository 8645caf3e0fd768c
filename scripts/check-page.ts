// The reference page of the defects that `check` finds: what `make-check.ts` writes and a test compares.
import { DEFECTS, OTHER_DEFECTS } from '../packages/exchange/src/index.ts'

const HEAD = `# Defects that receivers reject

Made by \`scripts/make-check.ts\`. What \`packtrail check\` looks for, by number; how to use it: [check.md](../guide/check.md). \`--json\` names them \`US-01\` to \`US-36\`.
Those marked US are held against files that follow the guideline of GS1 US only; 1, 5, 11, 12, 17, 25 and 26 reject a file there, and are worth mending elsewhere. What the
[readers](faults.md) refuse is reported beside these, under its own code.
`

/** What a defect is held against beside the file itself. */
const NEEDS: Readonly<Record<number, string>> = {
  4: 'the clock of this computer, give or take 5 minutes',
  7: 'other files of the same call',
  13: '`--master` with `units`, or quantityOfNextLowerLevelTradeItem in the header',
  16: 'other events; `--scans` for the label',
  30: '`--master`, else the master data of the header',
  33: 'other files of the same call',
  34: '`--limit` for the size',
  35: '`--scans`',
  36: '`--order`',
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

export function checkPage(): string {
  const rows = DEFECTS.map(({ number = 0, name, remedy, us }) => {
    return `| ${number}${us === true ? ' US' : ''} | ${cell(name)} | ${cell(remedy)} | ${NEEDS[number] ?? ''} |`
  })
  const others = Object.entries(OTHER_DEFECTS).map(
    ([code, { name, remedy, us }]) => `| \`${code}\`${us === true ? ' US' : ''} | ${cell(name)} | ${cell(remedy)} |`,
  )
  return [
    HEAD,
    '| # | defect | what the sender must mend | held against |\n|---|---|---|---|',
    `${rows.join('\n')}\n`,
    'Without a number:\n',
    '| code | defect | what the sender must mend |\n|---|---|---|',
    `${others.join('\n')}\n`,
  ].join('\n')
}
