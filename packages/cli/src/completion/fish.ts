/** The script for fish, which shows what each option means. */
import { type CommandShape, firstWords, parentsOf, type Value } from './grammar.ts'

export function fishScript(grammar: readonly CommandShape[]): string {
  const parents = parentsOf(grammar)
  const lines = [
    '# packtrail completion fish: put it as packtrail.fish into ~/.config/fish/completions',
    'complete -c packtrail -f',
    'function __packtrail_at',
    '  set -l words (commandline -opc)',
    '  test (count $words) -ge (math 1 + (count $argv)); and test "$words[2..(math 1 + (count $argv))]" = "$argv"',
    'end',
    'function __packtrail_parent',
    '  set -l words (commandline -opc)',
    '  test (count $words) -eq 2; and test "$words[2]" = "$argv[1]"',
    'end',
    ...firstWords(grammar).map(
      (word) => `complete -c packtrail -n __fish_use_subcommand -a ${word}${about(aboutOf(grammar, word))}`,
    ),
    ...[...parents].flatMap(([name, list]) =>
      list.map(
        (word) =>
          `complete -c packtrail -n '__packtrail_parent ${name}' -a ${word}${about(aboutOf(grammar, `${name} ${word}`))}`,
      ),
    ),
    ...grammar.flatMap(commandLines),
  ]
  return `${lines.join('\n')}\n`
}

function aboutOf(grammar: readonly CommandShape[], name: string): string {
  return grammar.find((command) => command.name === name)?.about ?? ''
}

function commandLines({ name, options, args }: CommandShape): string[] {
  const at = `complete -c packtrail -n '__packtrail_at ${name}'`
  const own = options.map(({ names, value, about: what }) => {
    const flags = names.map((one) => (one.startsWith('--') ? `-l ${one.slice(2)}` : `-s ${one.slice(1)}`)).join(' ')
    return `${at} ${flags}${value === undefined ? '' : ` -r${taken(value)}`}${about(what)}`
  })
  const [first] = args
  if (first === undefined || first === 'none') return own
  return [...own, `${at}${taken(first)}`]
}

function taken(value: Value): string {
  if (value === 'file') return ' -F'
  if (value === 'folder') return " -a '(__fish_complete_directories)'"
  return value === 'none' ? '' : ` -a '${value.join(' ')}'`
}

function about(text: string): string {
  return text === '' ? '' : ` -d '${text.replace(/[\\']/g, '\\$&')}'`
}
