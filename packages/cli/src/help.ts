/** The text of `--help`. */
import { ACT_TYPES } from './acts.ts'
import { type CommandSpec, GROUPS } from './command.ts'
import type { CommandWords } from './messages/en-help.ts'
import { OPTIONS, type OptionName } from './options.ts'
import { padEnd, widthOf, wrap } from './width.ts'
import { words } from './words.ts'

const { help } = words

/** All commands under the headings of who uses them; with `parent`, the subcommands of one. */
export function rootHelp(commands: readonly CommandSpec[], columns: number, parent?: string): string {
  const width = Math.max(...commands.map((spec) => spec.name.length))
  const line = (spec: CommandSpec): string => entry(spec.name, helpOf(spec.name).summary, width, columns)
  if (parent !== undefined) {
    return `${help.usage(`packtrail ${parent} <command> …`)}\n\n${commands.map(line).join('')}\n${help.more(parent)}\n`
  }
  const parts = [help.intro(columns), '']
  for (const group of GROUPS) {
    const members = commands.filter((spec) => spec.group === group)
    if (members.length > 0) parts.push(help.groups[group], members.map(line).join(''))
  }
  return `${parts.join('\n')}\n${help.outro}\n`
}

export function commandHelp(spec: CommandSpec, options: readonly OptionName[], columns: number): string {
  const text = helpOf(spec.name)
  const args = (spec.args ?? []).join(' ')
  const parts = [help.usage(`packtrail ${spec.name}${args === '' ? '' : ` ${args}`} [${help.optionsWord}]`), '']
  for (const paragraph of text.about) {
    parts.push(wrap(paragraph.replace('{types}', ACT_TYPES.join(', ')), columns), '')
  }
  const optionRows = options.map((name): [string, string] => [
    optionFlags(spec.name, name),
    optionWords(spec.name, name),
  ])
  optionRows.push(['-h, --help', help.options.help])
  const width = Math.min(26, Math.max(...optionRows.map(([flags]) => flags.length)))
  parts.push(help.optionsHeading)
  parts.push(optionRows.map(([flags, what]) => entry(flags, what, width, columns)).join(''))
  parts.push(help.examplesHeading)
  for (const [line, what] of text.examples) parts.push(`  # ${wrap(what, columns - 4, '  # ')}`, `  ${line}`, '')
  return `${parts.join('\n').trimEnd()}\n`
}

export function helpOf(name: string): CommandWords {
  const found = help.commands[name]
  if (found === undefined) throw new Error(`no help for ${name}`)
  return found
}

function optionFlags(command: string, option: OptionName): string {
  const { flags } = OPTIONS[option]
  const takes = helpOf(command).takes?.[option]
  return takes === undefined ? flags : flags.replace(/<\w+>/, takes)
}

/** What an option means, for this command if it has words of its own. */
export function optionWords(command: string, option: OptionName): string {
  return helpOf(command).options?.[option] ?? help.options[option]
}

function entry(term: string, what: string, width: number, columns: number): string {
  const indent = ' '.repeat(width + 4)
  const text = wrap(what, columns - width - 4, indent)
  return widthOf(term) > width ? `  ${term}\n${indent}${text}\n` : `  ${padEnd(term, width)}  ${text}\n`
}
