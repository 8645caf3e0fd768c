/** Every code a fault of this package can carry. Stable API: programs compare these, people read the message; docs/reference/codes.md. */
export const CODE_FAULT_CODES = [
  'EMPTY',
  'TOO_LONG',
  'BAD_LENGTH',
  'BAD_CHARACTER',
  'BAD_CHECK_DIGIT',
  'BAD_DATE',
  'BAD_GTIN',
  'BAD_PPN',
  'BAD_PZN',
  'BAD_CN_PREFIX',
  'BAD_CN_CODE',
  'BAD_SERIAL',
  'BAD_LOT',
  'BAD_SSCC',
  'BAD_GLN',
  'BAD_GLN_EXTENSION',
  'BAD_GRAI',
  'BAD_GIAI',
  'BAD_NDC',
  'BAD_ENTERPRISE_ID',
  'BAD_URI',
  'NO_SLASH',
  'UNKNOWN_FORM',
  'NOT_AN_INSTANCE',
  'NOT_A_CLASS',
  'NOT_A_PLACE',
  'CODE_UNKNOWN',
  'NOT_GS1_SYMBOL',
  'TWO_CODES',
  'SEPARATOR_SUPERFLUOUS',
  'SEPARATOR_LOST',
  'SEPARATOR_REPLACED',
  'BRACKETS',
  'CAPS_LOCK',
  'KEYBOARD_RECOVERED',
  'KEYBOARD_ASSUMED',
  'KEYBOARD_AMBIGUOUS',
  'KEYBOARD_MISMATCH',
  'KEYBOARD_FOREIGN',
  'KEYBOARD_UNPROVEN',
  'CALIBRATION',
  'GTIN_ZERO',
  'NATIONAL_NUMBER_DIFFERS',
  'CODES_DIFFER',
  'CRYPTO_LENGTH',
  'ENVELOPE',
  'TWO_SCHEMES',
  'DI_REPEATED',
  'DI_VALUE',
  'CN_LENGTH',
  'CN_PREFIX_UNKNOWN',
  'CN_CHECK_UNVERIFIABLE',
  'CN_PRODUCT_CODE_69',
  'CN_NATIONAL_CODE_869',
  'CN_ADDRESS',
  'AI_UNKNOWN',
  'AI_TOO_SHORT',
  'AI_TOO_LONG',
  'AI_CHARACTER',
  'AI_CHECK_DIGIT',
  'AI_DATE',
  'AI_CONTENT',
  'AI_NEEDS',
  'AI_EXCLUDES',
  'AI_AMBIGUOUS',
  'URN_MALFORMED',
  'URN_NOT_PURE_IDENTITY',
  'URN_ESCAPE',
  'URN_UNKNOWN_SCHEME',
  'URN_PREFIX_LENGTH',
  'URN_NOT_POSSIBLE',
  'DL_NOT_HTTP',
  'DL_NO_KEY',
  'DL_ORDER',
  'DL_AMBIGUOUS',
  'DL_COMPRESSED',
  'DL_ESCAPE',
  'DL_QUALIFIER',
  'DL_ATTRIBUTE',
] as const
export type CodeFaultCode = (typeof CODE_FAULT_CODES)[number]

/** How bad a problem of a scan is: an error makes the scan invalid, a warning asks for a look, an info is worth knowing. */
export type Severity = 'error' | 'warn' | 'info'

/** One thing wrong with data from outside. A value, never thrown. */
export interface CodeFault {
  readonly code: CodeFaultCode
  /** One plain sentence for a pharmacist or an auditor. */
  readonly message: string
  /** Which part was wrong: `gtin`, `serial`, `ai(17)`, … */
  readonly field?: string
}

/** A fault of a scan, with its weight. */
export interface Problem extends CodeFault {
  readonly severity: Severity
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly CodeFault[] }

export function good<T>(value: T): Parsed<T> {
  return { ok: true, value }
}

export function bad(...faults: readonly CodeFault[]): Parsed<never> {
  return { ok: false, faults }
}

export function fault(code: CodeFaultCode, message: string, field?: string): CodeFault {
  return field === undefined ? { code, message } : { code, message, field }
}

export function problem(severity: Severity, code: CodeFaultCode, message: string, field?: string): Problem {
  return { ...fault(code, message, field), severity }
}

/** Text from outside, made short and visible enough to stand in a message. */
export function quote(text: string): string {
  const head = text.length > 60 ? `${text.slice(0, 60)}…` : text
  let out = ''
  for (const ch of head) {
    const code = ch.codePointAt(0) ?? 0
    out += code < 0x20 || (code >= 0x7f && code < 0xa0) ? `\\x${code.toString(16).padStart(2, '0')}` : ch
  }
  return `«${out}»`
}
