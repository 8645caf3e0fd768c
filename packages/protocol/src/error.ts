/** Bytes that do not follow the format. Thrown by decoders only; the verifier turns it into a finding. */
export type FormatErrorCode =
  | 'CBOR_TRUNCATED'
  | 'CBOR_NOT_CANONICAL'
  | 'CBOR_TYPE'
  | 'CBOR_DEPTH'
  | 'CBOR_TOO_LARGE'
  | 'CBOR_TEXT'
  | 'CBOR_TRAILING'
  | 'VERSION_UNKNOWN'
  | 'SHAPE'
  | 'VALUE'
  | 'PROOF_SHAPE'
  | 'NOTE'
  | 'COSE'

export class FormatError extends Error {
  override readonly name = 'FormatError'
  readonly code: FormatErrorCode
  /** Offset in the bytes being read, where it is known. */
  readonly offset: number | undefined
  readonly #what: string
  constructor(code: FormatErrorCode, message: string, offset?: number) {
    super(offset === undefined ? message : `${message} (at byte ${offset})`)
    this.code = code
    this.offset = offset
    this.#what = message
  }

  /** The same fault, with its place in something larger. */
  at(offset: number): FormatError {
    return new FormatError(this.code, this.#what, offset)
  }
}
