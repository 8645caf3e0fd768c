/** Commands → commander. Everything commander would print goes through `Io`, everything it would end is an error we catch. */
import { Command, CommanderError, Option } from 'commander'
import { type CommandSpec, optionsOf } from './command.ts'
import { COMMANDS } from './commands.ts'
import { commandHelp, rootHelp } from './help.ts'
import { OPTIONS, type OptionShape } from './options.ts'
import { words } from './words.ts'

export type Invoke = (spec: CommandSpec, args: readonly string[], values: Record<string, unknown>) => Promise<void>

export interface Printer {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly columns: number
}

export function makeProgram(version: string, print: Printer, invoke: Invoke): Command {
  const program = prepared(new Command('packtrail'), print)
  program.version(version, '-V, --version', words.help.options.version)
  program.helpInformation = () => rootHelp(COMMANDS, print.columns)
  program.action((_name, _options, command: Command) => unknownCommand(command))
  program.argument('[command]').allowExcessArguments(true).allowUnknownOption(true)
  const parents = new Map<string, Command>()
  for (const spec of COMMANDS) {
    const [first = '', second] = spec.name.split(' ')
    if (second === undefined) addCommand(program, first, spec, print, invoke)
    else {
      const parent = parents.get(first) ?? addParent(program, first, print)
      parents.set(first, parent)
      addCommand(parent, second, spec, print, invoke)
    }
  }
  return program
}

function prepared(command: Command, print: Printer): Command {
  command.exitOverride()
  // Errors are worded by `run`, with a hint.
  command.configureOutput({ writeOut: print.out, writeErr: print.err, outputError: () => undefined })
  command.helpOption('-h, --help', words.help.options.help)
  command.helpCommand(false)
  return command
}

function addParent(program: Command, name: string, print: Printer): Command {
  const parent = prepared(program.command(name), print)
  parent.helpInformation = () =>
    rootHelp(
      COMMANDS.filter((spec) => spec.name.startsWith(`${name} `)),
      print.columns,
      name,
    )
  parent.argument('[command]').allowExcessArguments(true).allowUnknownOption(true)
  parent.action((_name, _options, command: Command) => unknownCommand(command))
  return parent
}

function addCommand(parent: Command, name: string, spec: CommandSpec, print: Printer, invoke: Invoke): void {
  const command = prepared(parent.command(name), print)
  for (const argument of spec.args ?? []) command.argument(argument)
  for (const each of optionsOf(spec)) command.addOption(makeOption(OPTIONS[each]))
  command.helpInformation = () => commandHelp(spec, optionsOf(spec), print.columns)
  command.action(async (...given: unknown[]) => {
    const values = given[given.length - 2] as Record<string, unknown>
    const args = given.slice(0, -2).flatMap((arg) => (Array.isArray(arg) ? arg : arg === undefined ? [] : [arg]))
    await invoke(spec, args as string[], values)
  })
}

function makeOption(shape: OptionShape): Option {
  const option = new Option(shape.flags)
  if (shape.many) option.argParser((value: string, list: string[] = []) => [...list, value])
  return option
}

function unknownCommand(command: Command): never {
  const [name] = command.args
  if (name === undefined) throw new CommanderError(2, 'packtrail.noCommand', '')
  if (name.startsWith('-')) throw new CommanderError(2, 'packtrail.optionFirst', name)
  throw new CommanderError(2, 'packtrail.unknownCommand', name)
}
