/** Errors of every layer → what to tell the person, and the exit code. */
import { CliError, type CliErrorCode, dataError, ourError, usageError } from './error.ts'
import { words } from './words.ts'

const { ledger: say } = words

export function explain(error: unknown): CliError {
  if (error instanceof CliError) return error
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof Error && error.name === 'LedgerError' && 'code' in error) {
    return explainLedger(String(error.code), message, error)
  }
  return ourError('BUG', words.bug(message), { hint: words.bugHint, cause: error })
}

function explainLedger(code: string, message: string, cause: Error): CliError {
  const failed = (name: CliErrorCode, hint: string): CliError => ourError(name, message, { hint, cause })
  switch (code) {
    case 'LEDGER_LOCKED':
      return failed('LEDGER_BUSY', say.lockedHint)
    case 'LEDGER_MISSING':
      return usageError('LEDGER_MISSING', message, say.missingHint)
    case 'LEDGER_EXISTS':
      return usageError('LEDGER_EXISTS', message, say.existsHint)
    case 'NOT_FOUND':
      return dataError('NOT_FOUND', message, { hint: say.notFoundHint, cause })
    case 'LEDGER_READ_ONLY':
      return failed('LEDGER_FAILED', say.readOnlyHint)
    case 'WRONG_KEY':
    case 'KEY_FILE':
      return failed('KEY_BAD', say.keyHint)
    case 'DAMAGED':
      return failed('LEDGER_FAILED', say.damagedHint)
    case 'LEDGER_FAILED':
    case 'STORE':
      return failed('LEDGER_FAILED', say.failedHint)
    case 'FORMAT_UNKNOWN':
      return failed('LEDGER_FAILED', say.formatHint)
    default:
      return ourError('BUG', words.bug(message), { hint: words.bugHint, cause })
  }
}
