/** Numbers of documents as text with one spelling: `10.0`, `10` and `1e1` are one number. */

/** Longest number that is looked at. */
const MAX_DIGITS = 40

/** Without sign +, leading and trailing zeros, exponent. `undefined` for what is no number, or not exactly readable. */
export function canonicalDecimal(value: unknown): string | undefined {
  if (typeof value === 'number') {
    // Beyond 2^53 the parser has already rounded: the document said something else.
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) return undefined
    return canonicalText(String(value))
  }
  return typeof value === 'string' ? canonicalText(value.trim()) : undefined
}

function canonicalText(text: string): string | undefined {
  if (text.length === 0 || text.length > MAX_DIGITS) return undefined
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2}))?$/.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', part = '', exponent = '0'] = match
  if (whole === '' && part === '') return undefined
  const shifted = shift(whole, part, Number(exponent))
  const head = shifted.whole.replace(/^0+/, '')
  const tail = shifted.part.replace(/0{1,99}$/, '')
  if (head === '' && tail === '') return '0'
  return `${sign === '-' ? '-' : ''}${head === '' ? '0' : head}${tail === '' ? '' : `.${tail}`}`
}

function shift(whole: string, part: string, by: number): { readonly whole: string; readonly part: string } {
  if (by >= 0) {
    const padded = part.padEnd(by, '0')
    return { whole: whole + padded.slice(0, by), part: padded.slice(by) }
  }
  const padded = whole.padStart(-by, '0')
  return { whole: padded.slice(0, padded.length + by), part: padded.slice(padded.length + by) + part }
}
