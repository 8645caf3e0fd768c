import { type ParsedCode, type ParseOptions, parseCode } from '../src/index.ts'

export const GS = '\x1d'
export const RS = '\x1e'
export const EOT = '\x04'

/** Reads with the year of the fact sheets. `<GS>`, `<RS>` and `<EOT>` stand for the control characters. */
export function read(text: string, options: Partial<ParseOptions> = {}): ParsedCode {
  const data = text.replaceAll('<GS>', GS).replaceAll('<RS>', RS).replaceAll('<EOT>', EOT)
  return parseCode(data, { referenceYear: 2026, ...options })
}

/** Codes of the problems of a severity, in order. */
export function codes(parsed: ParsedCode, severity: 'error' | 'warn' | 'info' = 'error'): readonly string[] {
  return parsed.problems.filter((one) => one.severity === severity).map((one) => one.code)
}
