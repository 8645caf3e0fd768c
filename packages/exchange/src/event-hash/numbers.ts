/** Values that look like numbers, as the public implementations of the event hash rewrite them. Any text in, a text out. */

/** What the Python reference takes for a number: underscores between digits are allowed there, words (`inf`) are left alone here. */
const PYTHON_FLOAT = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?$/

/**
 * `1.0` → `1`, `007` → `7`, `1e3` → `1000`: the shortest decimal text of the nearest double, whole numbers in full. What is no number, or
 * is beyond all doubles (`INF`, `1E400`, where the reference gives up the event), stays as it is.
 */
export function pythonNumber(text: string): string {
  if (!beginsNumber(text) || !PYTHON_FLOAT.test(text)) return text
  const number = Number(text.replaceAll('_', ''))
  if (!Number.isFinite(number)) return text
  if (Number.isInteger(number)) return BigInt(number).toString()
  if (Math.abs(number) >= 1e-4) return String(number)
  // Python writes small numbers with an exponent of two digits.
  return number.toExponential().replace(/e-(\d)$/, 'e-0$1')
}

/** Whole numbers below 10⁷ lose their zeros; all others stay (what `Double.toString` writes with an exponent is not touched). */
export function javaNumber(text: string): string {
  if (!beginsNumber(text) || !/^-?\d+(?:\.\d+)?$/.test(text)) return text
  const number = Number(text)
  return Number.isInteger(number) && Math.abs(number) < 1e7 ? BigInt(number).toString() : text
}

/** Digits and dots only; leading zeros go while more than two characters are left, trailing ones behind a dot while more than three. */
export function scriptNumber(text: string): string {
  if (!beginsNumber(text) || !/^[\d.]+$/.test(text)) return text
  let from = 0
  let to = text.length
  while (text.charCodeAt(from) === ZERO && to - from > 2) from++
  const dot = text.indexOf('.', from)
  if (dot >= 0) while (text.charCodeAt(to - 1) === ZERO && to - from > 3 && dot < to) to--
  if (text.charCodeAt(to - 1) === DOT) to--
  return text.slice(from, to)
}

/** A number of XML as JSON holds it: the twin of `12.10` is 12.1. */
export function jsonNumber(text: string): string {
  const isNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text))
  return isNumber ? String(Number(text)) : text
}

const ZERO = 0x30
const DOT = 0x2e

function beginsNumber(text: string): boolean {
  const code = text.charCodeAt(0)
  return (code >= ZERO && code <= 0x39) || code === DOT || code === 0x2b || code === 0x2d
}
