/** docs/reference/cli.md, made of what `--help` says, so that the two cannot differ. */
import { GROUPS, optionsOf } from './command.ts'
import { COMMANDS } from './commands.ts'
import { commandHelp, rootHelp } from './help.ts'
import { words } from './words.ts'

const COLUMNS = 80

export function referencePage(): string {
  const parts = [words.reference.head, fenced(rootHelp(COMMANDS, COLUMNS))]
  for (const group of GROUPS) {
    const members = COMMANDS.filter((spec) => spec.group === group)
    if (members.length === 0) continue
    parts.push(`## ${words.help.groups[group]}\n`)
    for (const spec of members) parts.push(`### ${spec.name}\n`, fenced(commandHelp(spec, optionsOf(spec), COLUMNS)))
  }
  return parts.join('\n')
}

function fenced(text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`
}
