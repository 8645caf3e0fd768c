/** What may be typed where, from the list of commands: what every shell's script is made of. */
import { ACT_TYPES } from '../acts.ts'
import { type CommandSpec, optionsOf } from '../command.ts'
import { helpOf, optionWords } from '../help.ts'
import { OPTIONS, type OptionName } from '../options.ts'

/** What a value is: a file, a folder, one of these words, or what only the person knows. */
export type Value = 'file' | 'folder' | 'none' | readonly string[]

export interface OptionShape {
  /** `--to`, and `-o` where there is one. */
  readonly names: readonly string[]
  readonly about: string
  /** Absent: it takes none. */
  readonly value: Value | undefined
}

export interface CommandShape {
  readonly name: string
  readonly about: string
  readonly options: readonly OptionShape[]
  /** Of each argument in turn; the last stands for all that follow. */
  readonly args: readonly Value[]
}

/** Words that some options and arguments take. */
export interface Choices {
  readonly read: readonly string[]
  readonly written: readonly string[]
  readonly profiles: readonly string[]
  readonly hashProfiles: readonly string[]
  readonly checkProfiles: readonly string[]
  readonly layouts: readonly string[]
}

export function grammarOf(commands: readonly CommandSpec[], choices: Choices): readonly CommandShape[] {
  return commands.map((spec) => ({
    name: spec.name,
    about: helpOf(spec.name).summary,
    options: [
      ...optionsOf(spec).map((name) => optionShape(spec.name, name, choices)),
      { names: ['--help', '-h'], about: '', value: undefined },
    ],
    args: (spec.args ?? []).map((arg, i) => argumentValue(spec.name, arg, i, choices)),
  }))
}

function optionShape(command: string, name: OptionName, choices: Choices): OptionShape {
  const { flags } = OPTIONS[name]
  const names = flags.split(/[ ,]+/).filter((part) => part.startsWith('-'))
  const takes = /[<[](\w+)/.exec(flags)?.[1]
  const words = wordsFor(command, name, choices)
  const value = takes === undefined ? undefined : (words ?? kindOf(takes))
  return { names, about: optionWords(command, name), value }
}

function wordsFor(command: string, name: OptionName, choices: Choices): readonly string[] | undefined {
  if (name === 'format') return command === 'export' ? ['bundle', ...choices.written] : ['auto', ...choices.read]
  if (name === 'to' && command === 'convert') return choices.written
  if (name === 'profile') return command === 'hash' ? choices.hashProfiles : choices.checkProfiles
  if (name === 'layout') return choices.layouts
  return undefined
}

/** By the word that the help shows: `<file>`, `<dir>`. */
function kindOf(takes: string): Value {
  if (['file', 'log', 'output', 'bundle', 'submission', 'receipt', 'request', 'columns'].includes(takes)) return 'file'
  return takes === 'dir' ? 'folder' : 'none'
}

function argumentValue(command: string, arg: string, index: number, choices: Choices): Value {
  if (command === 'completion') return SHELLS
  if (command === 'event') return index === 0 ? ACT_TYPES : 'none'
  if (command === 'submit') return index === 0 ? [...ACT_TYPES, 'register', 'import'] : 'file'
  if (command === 'policy set') return index === 0 ? ['market', 'profile:', 'contact'] : choices.profiles
  return kindOf(/\w+/.exec(arg)?.[0] ?? '')
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** First words of commands that have two: `keys`, with what may follow. */
export function parentsOf(grammar: readonly CommandShape[]): ReadonlyMap<string, readonly string[]> {
  const parents = new Map<string, string[]>()
  for (const { name } of grammar) {
    const [first = '', second] = name.split(' ')
    if (second === undefined) continue
    const known = parents.get(first)
    if (known === undefined) parents.set(first, [second])
    else known.push(second)
  }
  return parents
}

/** What may be typed first. */
export function firstWords(grammar: readonly CommandShape[]): readonly string[] {
  return [...new Set(grammar.map(({ name }) => name.split(' ', 1)[0] ?? ''))]
}
