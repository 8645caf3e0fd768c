/** What goes wrong with *us*: disk, lock, misuse. What is wrong with data is a value, never one of these. */
export type LedgerErrorCode =
  /** Another process has the directory open. */
  | 'LEDGER_LOCKED'
  /** There is no ledger in this directory. */
  | 'LEDGER_MISSING'
  /** There is one already, so none is made. */
  | 'LEDGER_EXISTS'
  /** Opened or found unfit for writing; the message says why. */
  | 'LEDGER_READ_ONLY'
  /** A write failed: what reached the disk is not known, so nothing more is done until the ledger is opened again. */
  | 'LEDGER_FAILED'
  | 'LEDGER_CLOSED'
  /** Written by another format version. */
  | 'FORMAT_UNKNOWN'
  /** A row, entry or claim on disk is not what was written; the message names its place. */
  | 'DAMAGED'
  /** Nothing more can be written until there is room; what was confirmed stays. */
  | 'DISK_FULL'
  /** By this computer's clock it is earlier than the newest record, or much later: one of the two is wrong. */
  | 'CLOCK_BEHIND'
  | 'CLOCK_AHEAD'
  /** The signer does not hold this ledger's key. */
  | 'WRONG_KEY'
  /** A key file cannot be read or is open to others. */
  | 'KEY_FILE'
  /** Nothing is known under this name. */
  | 'NOT_FOUND'
  /** A call that makes no sense; a bug of the caller. */
  | 'MISUSE'
  /** The store threw something that has no code of its own. */
  | 'STORE'

export class LedgerError extends Error {
  override readonly name = 'LedgerError'
  readonly code: LedgerErrorCode
  constructor(code: LedgerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
