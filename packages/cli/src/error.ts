import type { Fault } from '@packtrail/protocol'
import { EXIT, type ExitCode } from './exit.ts'

/** Every code a `CliError` can carry. Stable: `--json` prints them, docs/reference/json.md#error explains them. */
export const CLI_ERROR_CODES = [
  'USAGE',
  'UNKNOWN_COMMAND',
  'UNKNOWN_OPTION',
  'MISSING_ARGUMENT',
  'BAD_ARGUMENT',
  'FILE_MISSING',
  'FILE_IS_DIRECTORY',
  'FILE_UNREADABLE',
  'FILE_EMPTY',
  'FILE_BINARY',
  'FILE_EXISTS',
  'FILE_PROTECTED',
  'FILE_BAD',
  'INTERRUPTED',
  'DISK_FULL',
  'WRITE_FAILED',
  'KEY_MISSING',
  'KEY_BAD',
  'LEDGER_MISSING',
  'LEDGER_EXISTS',
  'CLOCK_WRONG',
  'LEDGER_BUSY',
  'LEDGER_DAMAGED',
  'LEDGER_FAILED',
  'DATA_BAD',
  'NOT_FOUND',
  'BUG',
] as const
export type CliErrorCode = (typeof CLI_ERROR_CODES)[number]

export interface CliErrorOptions extends ErrorOptions {
  /** What the person can do about it; printed on a line of its own. */
  readonly hint?: string | undefined
  /** Every single thing that is wrong, each with its place. */
  readonly faults?: readonly Fault[]
}

/** Why a command ended early: what to print and which exit code to give. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly code: CliErrorCode
  readonly exit: ExitCode
  readonly hint: string | undefined
  readonly faults: readonly Fault[]
  constructor(code: CliErrorCode, exit: ExitCode, message: string, options: CliErrorOptions = {}) {
    super(message, options)
    this.code = code
    this.exit = exit
    this.hint = options.hint
    this.faults = options.faults ?? []
  }
}

export function usageError(code: CliErrorCode, message: string, hint?: string): CliError {
  return new CliError(code, EXIT.usage, message, { hint })
}

export function dataError(code: CliErrorCode, message: string, options: CliErrorOptions = {}): CliError {
  return new CliError(code, EXIT.bad, message, options)
}

export function ourError(code: CliErrorCode, message: string, options: CliErrorOptions = {}): CliError {
  return new CliError(code, EXIT.failure, message, options)
}

/** What is wrong with a file that an option names is wrong with the command: it must never be taken for a verdict on the data. */
export async function asUsage<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof CliError) || error.exit !== EXIT.bad) throw error
    throw new CliError(error.code, EXIT.usage, error.message, { hint: error.hint, faults: error.faults, cause: error })
  }
}

/** The `code` of a system error, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}
