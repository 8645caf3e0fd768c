/** Errors of every layer → what to tell the person, and the exit code. */
import { CliError, type CliErrorCode, dataError, ourError, systemCode, usageError } from './error.ts'
import { words } from './words.ts'

const { ledger: say } = words

export function explain(error: unknown): CliError {
  if (error instanceof CliError) return error
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof Error && error.name === 'LedgerError' && 'code' in error) {
    return explainLedger(String(error.code), message, error)
  }
  // An archive that breaks where no document is read.
  if (error instanceof Error && error.name === 'BytesFault' && 'remedy' in error) {
    return dataError('FILE_BAD', message, { hint: String(error.remedy), cause: error })
  }
  return explainSystem(error, message) ?? ourError('BUG', words.bug(message), { hint: words.bugHint, cause: error })
}

/** What the system refused somewhere is a matter of rights, room or names, and no fault of the program. */
function explainSystem(error: unknown, message: string): CliError | undefined {
  const { mayNotHint, diskFullHint } = words.files
  switch (systemCode(error)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return ourError('WRITE_FAILED', words.files.mayNot(message), { hint: mayNotHint, cause: error })
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
    case 'ELOOP':
      return usageError('FILE_MISSING', words.files.mayNot(message), words.files.nameHint)
    case 'ENOSPC':
    case 'EDQUOT':
      return ourError('DISK_FULL', words.files.mayNot(message), { hint: diskFullHint, cause: error })
    default:
      return undefined
  }
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
      return failed('LEDGER_DAMAGED', say.damagedHint)
    case 'CLOCK_BEHIND':
      return failed('CLOCK_WRONG', say.clockBehindHint)
    case 'CLOCK_AHEAD':
      return failed('CLOCK_WRONG', say.clockAheadHint)
    case 'DISK_FULL':
      return failed('DISK_FULL', say.failedHint)
    case 'LEDGER_FAILED':
    case 'STORE':
      return failed('LEDGER_FAILED', say.failedHint)
    case 'FORMAT_UNKNOWN':
      return failed('LEDGER_FAILED', say.formatHint)
    default:
      return ourError('BUG', words.bug(message), { hint: words.bugHint, cause })
  }
}
