/** What a command is: its name, what it takes, and one function. The words of its help stand in `messages/`. */
import { usageError } from './error.ts'
import type { ExitCode } from './exit.ts'
import type { Io } from './io.ts'
import { OPTIONS, type OptionName } from './options.ts'
import type { Output } from './output.ts'
import { words } from './words.ts'

/** The headings of `packtrail --help`, in their order. */
export const GROUPS = [
  'counter',
  'goods',
  'batches',
  'trouble',
  'look',
  'files',
  'papers',
  'proof',
  'running',
  'learn',
] as const
export type Group = (typeof GROUPS)[number]

export interface CommandSpec {
  /** As typed: `ship`, `policy show`. */
  readonly name: string
  readonly group: Group
  /** Positional arguments as commander writes them: `<batch>`, `[code...]`. */
  readonly args?: readonly string[]
  /** `json` is added to all, `ledger` where `opensLedger` says so. */
  readonly options?: readonly OptionName[]
  readonly opensLedger?: boolean
  readonly run: (call: Call) => Promise<ExitCode>
}

export function optionsOf(spec: CommandSpec): readonly OptionName[] {
  return [
    ...new Set([...(spec.options ?? []), ...(spec.opensLedger === true ? (['ledger'] as const) : []), 'json' as const]),
  ]
}

/** One invocation: what was typed, and the world to answer in. */
export interface Call {
  readonly io: Io
  readonly out: Output
  readonly name: string
  /** All there are, for a command that tells of the others. */
  readonly commands: readonly CommandSpec[]
  /** Positional arguments, variadic ones joined to the list. */
  readonly args: readonly string[]
  /** The value of an option that takes one. */
  text(name: OptionName): string | undefined
  flag(name: OptionName): boolean
  /** All values of an option that may be given several times. */
  list(name: OptionName): readonly string[]
  /** A whole number of 0 or more. @throws CliError BAD_ARGUMENT */
  count(name: OptionName): number | undefined
}

export function makeCall(
  io: Io,
  out: Output,
  name: string,
  args: readonly string[],
  values: Readonly<Record<string, unknown>>,
  commands: readonly CommandSpec[] = [],
): Call {
  const given = (option: OptionName): unknown => values[OPTIONS[option].key]
  return {
    io,
    out,
    name,
    commands,
    args,
    text(option) {
      const value = given(option)
      // Of an option that only some commands take several times, the others take the last, as of any other.
      const last: unknown = Array.isArray(value) ? value.at(-1) : value
      return typeof last === 'string' ? last : undefined
    },
    flag: (option) => given(option) === true,
    list(option) {
      const value = given(option)
      return Array.isArray(value) ? (value as readonly string[]) : []
    },
    count(option) {
      const value = given(option)
      if (value === undefined) return undefined
      const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined
      if (number === undefined) throw usageError('BAD_ARGUMENT', words.usage.notACount(option, String(value)))
      return number
    },
  }
}
