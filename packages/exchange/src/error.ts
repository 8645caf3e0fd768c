/** Our own failures and misuse; what is wrong with a document is a `Fault`. */
export type ExchangeErrorCode =
  /** The stream of bytes broke: `cause` says how. */
  | 'READ'
  /** A value that no document can hold, or an option that means nothing. */
  | 'VALUE'

export class ExchangeError extends Error {
  override readonly name = 'ExchangeError'
  readonly code: ExchangeErrorCode
  constructor(code: ExchangeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
