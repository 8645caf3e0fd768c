import type { FaultCode } from './fault-code.ts'

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

/**
 * Thrown by a stream of bytes that finds out itself what is wrong with the data, such as one that unpacks an archive: reading ends
 * there, with this fault.
 */
export class BytesFault extends Error {
  override readonly name = 'BytesFault'
  readonly code: FaultCode
  readonly remedy: string
  constructor(code: FaultCode, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.remedy = remedy
  }
}
