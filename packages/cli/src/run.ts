/** The whole program as one function: arguments and a world in, an exit code out. */
import { CommanderError } from 'commander'
import type { CommandSpec } from './command.ts'
import { makeCall } from './command.ts'
import { COMMANDS } from './commands.ts'
import { type CliError, usageError } from './error.ts'
import { EXIT, type ExitCode } from './exit.ts'
import { explain } from './explain.ts'
import type { Io } from './io.ts'
import { outputFor } from './output.ts'
import { makeProgram, type Printer } from './program.ts'
import { renderFaults } from './render/faults.ts'
import { nearest } from './suggest.ts'
import { VERSION } from './version.ts'
import { wrap } from './width.ts'
import { words } from './words.ts'

const { usage } = words

/** @param argv Arguments after the program's name. Never throws: what goes wrong is printed and becomes the exit code. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exit: ExitCode = EXIT.done
  let running: CommandSpec | undefined
  const printed: string[] = []
  const print: Printer = {
    out: (text) => printed.push(text),
    err: (text) => printed.push(text),
    columns: Math.max(60, Math.min(100, io.stdout.isTTY ? io.stdout.columns : 80)),
  }
  try {
    const program = makeProgram(VERSION, print, async (spec, args, values) => {
      running = spec
      const out = outputFor(io, values['json'] === true)
      exit = await spec.run(makeCall(io, out, spec.name, args, values, COMMANDS))
    })
    await program.parseAsync([...argv], { from: 'user' })
    return exit
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      await io.stdout.write(printed.join(''))
      return EXIT.done
    }
    const shown = error instanceof CommanderError ? usageOf(error, argv) : explain(error)
    await printError(io, shown, argv.includes('--json'), running?.name)
    return shown.exit
  }
}

/** What commander found wrong, in our words and with a way on. */
function usageOf(error: CommanderError, argv: readonly string[]): CliError {
  const [first = '', second = ''] = argv
  const parent = COMMANDS.some((spec) => spec.name.startsWith(`${first} `)) ? first : undefined
  const known = COMMANDS.map((spec) => spec.name)
  if (error.code === 'packtrail.noCommand')
    return usageError('USAGE', usage.noCommand(parent), usage.noCommandHint(parent))
  if (error.code === 'packtrail.optionFirst') {
    return usageError('UNKNOWN_OPTION', usage.optionFirst(error.message), usage.noCommandHint(parent))
  }
  if (error.code === 'packtrail.unknownCommand') {
    const typed = error.message
    const names = parent === undefined ? known : known.filter((name) => name.startsWith(`${parent} `))
    const near = nearest(parent === undefined ? typed : `${parent} ${typed}`, names)
    return usageError('UNKNOWN_COMMAND', usage.unknownCommand(typed, parent), usage.unknownCommandHint(near, parent))
  }
  const command = known.includes(`${first} ${second}`)
    ? `${first} ${second}`
    : known.includes(first)
      ? first
      : undefined
  return usageError(
    'USAGE',
    usage.wrong(error.message.replace(/^error: /, '').replace(/\n\((Did you mean .*)\)$/s, ' ($1)')),
    usage.wrongHint(command),
  )
}

async function printError(io: Io, error: CliError, json: boolean, command: string | undefined): Promise<void> {
  const out = outputFor(io, json)
  const { code, message, faults, exit } = error
  const hint = error.hint ?? usage.wrongHint(command)
  await out.value({ error: { code, message, hint, exit, command, faults } })
  const paint = out.paintWords
  // On a terminal words are broken between them; in a log a message stays on its line.
  const fit = (text: string): string => (io.stderr.isTTY ? wrap(text, out.columns - 11) : text)
  await io.stderr.write(`${paint('packtrail:', 'bold', 'red')} ${fit(message)}\n`)
  if (faults.length > 0) await io.stderr.write(renderFaults(faults, paint))
  await io.stderr.write(`${paint(words.hint, 'bold')} ${fit(hint)}\n`)
  if (exit === EXIT.failure && io.env['PACKTRAIL_DEBUG'] !== undefined) {
    const cause = error.cause instanceof Error ? error.cause : error
    await io.stderr.write(`${cause.stack ?? cause.message}\n`)
  }
}
