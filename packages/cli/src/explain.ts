/** Errors of every layer → what to tell the person, and the exit code. */
import { CliError, ourError } from './error.ts'
import { words } from './words.ts'

export function explain(error: unknown): CliError {
  if (error instanceof CliError) return error
  const message = error instanceof Error ? error.message : String(error)
  return ourError('BUG', words.bug(message), { hint: words.bugHint, cause: error })
}
