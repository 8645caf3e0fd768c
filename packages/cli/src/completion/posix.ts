/** The scripts for bash and zsh. Both know the command, the word before and how many words came; the rest is one table. */
import { type CommandShape, firstWords, parentsOf, type Value } from './grammar.ts'

/** How a shell offers things. */
interface Dialect {
  words(list: readonly string[]): string
  readonly files: string
  readonly folders: string
  readonly nothing: string
}

const BASH: Dialect = {
  words: (list) => `COMPREPLY=($(compgen -W '${list.join(' ')}' -- "$cur"))`,
  files: `local IFS=$'\\n'; compopt -o filenames; COMPREPLY=($(compgen -f -- "$cur"))`,
  folders: `local IFS=$'\\n'; compopt -o filenames; COMPREPLY=($(compgen -d -- "$cur"))`,
  nothing: ':',
}

const ZSH: Dialect = {
  words: (list) => `compadd -- ${list.join(' ')}`,
  files: '_files',
  folders: '_files -/',
  nothing: ':',
}

export function bashScript(grammar: readonly CommandShape[]): string {
  return `# packtrail completion bash: load it with  source <(packtrail completion bash)
_packtrail() {
  local cur prev command count IFS=$' \\t\\n'
  cur=\${COMP_WORDS[COMP_CWORD]}
  prev=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  count=$COMP_CWORD
  set -- "\${COMP_WORDS[@]:1}"
${body(grammar, BASH)}}
complete -F _packtrail packtrail
`
}

export function zshScript(grammar: readonly CommandShape[]): string {
  return `#compdef packtrail
# packtrail completion zsh: put it as _packtrail into a folder of $fpath
_packtrail() {
  local cur prev command count
  cur=\${words[CURRENT]}
  prev=\${words[CURRENT-1]}
  count=$((CURRENT - 1))
  set -- "\${words[@]:1}"
${body(grammar, ZSH)}}
if [ "$funcstack[1]" = "_packtrail" ]; then _packtrail; else compdef _packtrail packtrail; fi
`
}

/** In the words that both shells have: $1 is the first word behind `packtrail`, $count the place of the one being typed. */
function body(grammar: readonly CommandShape[], dialect: Dialect): string {
  const parents = parentsOf(grammar)
  const seconds = [...parents].map(
    ([name, list]) =>
      `    ${name}) command="$1 $2"; if [ "$count" -eq 2 ]; then ${dialect.words(list)}; return; fi ;;\n`,
  )
  return `  if [ "$count" -eq 1 ]; then ${dialect.words([...firstWords(grammar), '--help', '--version'])}; return; fi
  command=$1
  case $1 in
${seconds.join('')}  esac
  case "$command $prev" in
${grammar.map((command) => optionCases(command, dialect)).join('')}  esac
  case $cur in
  -*)
    case $command in
${grammar.map(({ name, options }) => `    '${name}') ${dialect.words(options.flatMap(({ names }) => names))} ;;\n`).join('')}    esac
    return ;;
  esac
  count=$((count - $(printf '%s' "$command" | wc -w)))
  case $command in
${grammar.map((command) => argumentCase(command, dialect)).join('')}  esac
`
}

function optionCases({ name, options }: CommandShape, dialect: Dialect): string {
  return options
    .filter(({ value }) => value !== undefined)
    .map(({ names, value }) => {
      const patterns = names.map((one) => `'${name} ${one}'`).join('|')
      return `  ${patterns}) ${offer(value ?? 'none', dialect)}; return ;;\n`
    })
    .join('')
}

/** Options count as words, so that only the first argument is told apart from the others. */
function argumentCase({ name, args }: CommandShape, dialect: Dialect): string {
  const [first, second = first] = args
  if (first === undefined) return ''
  const one = offer(first, dialect)
  const rest = offer(second ?? 'none', dialect)
  if (one === rest) return `  '${name}') ${one} ;;\n`
  return `  '${name}') if [ "$count" -eq 1 ]; then ${one}; else ${rest}; fi ;;\n`
}

function offer(value: Value, dialect: Dialect): string {
  if (value === 'file') return dialect.files
  if (value === 'folder') return dialect.folders
  return value === 'none' ? dialect.nothing : dialect.words(value)
}
