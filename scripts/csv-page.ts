// The reference page of our CSV: what `make-csv.ts` writes and a test compares.
import { readFileSync } from 'node:fs'
import { ACTION_WORDS, typeOfAction } from '../packages/exchange/src/csv/base.ts'
import { COLUMNS, SYNONYMS } from '../packages/exchange/src/csv/columns.ts'
import { EVENT_TYPES } from '../packages/protocol/src/index.ts'

const HEAD = `# CSV

Made by \`scripts/make-csv.ts\`. What \`packtrail import\` reads, \`packtrail submit import\` signs and \`packtrail export --format csv\` writes. Other tables (serials of \`register\`, parties, sites,
products) name their columns in the help of their commands.

A first line names the columns, in any order; \`action\` and \`time\` must be there. Every other line is one thing that something was done with. Consecutive
lines that agree in everything but the thing are one event. Between the cells stands a comma, a semicolon or a tab; a cell that holds one of them, or a quote
or a line break, stands in double quotes. UTF-8 and UTF-16 are told apart by themselves.

\`\`\`csv
action,time,agent,toHolder,product,serial,lot,doc
ship,2026-11-23T09:30:00+01:00,gln:9521234000013,gln:9521234000020,09521234543213,A7K3M9QX4C,L24A,desadv:DN-7
ship,2026-11-23T09:30:00+01:00,gln:9521234000013,gln:9521234000020,09521234543213,A9R4T6WY3D,L24A,desadv:DN-7
dispense,2026-11-24T11:05:00+01:00,gln:9521234000082,,09521234543213,A7K3M9QX4C,,
\`\`\`
`

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

/** The table of the package that reads CSV. Every column of its code must stand in it. */
function columns(): string {
  const page = read('packages/exchange/README.md')
  const from = page.indexOf('| Column | |')
  const table = page.slice(from).split('\n\n')[0] ?? ''
  const missing = COLUMNS.filter((column) => !table.includes(`\`${column}\``))
  if (missing.length > 0) throw new Error(`packages/exchange/README.md says nothing of ${missing.join(', ')}`)
  return `## Columns\n\n${table.replace('| Column | |', '| Column | What stands in it |').trimEnd()}\n`
}

function otherNames(): string {
  const rows = COLUMNS.flatMap((column) => {
    const names = Object.keys(SYNONYMS).filter((name) => SYNONYMS[name] === column)
    return names.length === 0 ? [] : [`| \`${column}\` | ${names.map((name) => `\`${name}\``).join(', ')} |`]
  })
  const intro =
    'Capitals, blanks, dashes and underscores in the name of a column make no difference. These names are understood too:'
  return `## Other names\n\n${intro}\n\n| Column | Also |\n|---|---|\n${rows.join('\n')}\n`
}

function actions(): string {
  const types = EVENT_TYPES.filter((type) => typeOfAction(type) !== undefined)
  const rows = types.map((type) => {
    const words = Object.keys(ACTION_WORDS).filter((word) => ACTION_WORDS[word] === type)
    return `| \`${type}\` | ${words.map((word) => `\`${word}\``).join(', ')} |`
  })
  return `## Actions\n\n| Action | Also |\n|---|---|\n${rows.join('\n')}\n`
}

export function csvPage(): string {
  return [HEAD, columns(), otherNames(), actions()].join('\n')
}
