/** Where the parts of one JSON value stand. Made only for an event with a fault: one walk, then every place is a look-up. */

/** A text that parses as JSON → the line of each of its values, counted from 0, by `key.key[0]`. */
export function jsonLines(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>()
  let at = 0
  let line = 0

  const blanks = (): void => {
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === 0x0a) line++
      else if (code > 0x20) return
    }
  }
  /** The raw text of a string, quotes included. */
  const string = (): string => {
    const start = at
    for (at++; at < text.length && text.charCodeAt(at) !== 0x22; at++) if (text.charCodeAt(at) === 0x5c) at++
    at++
    return text.slice(start, at)
  }
  const members = (path: string): void => {
    at++
    for (blanks(); at < text.length && text[at] !== '}'; blanks()) {
      if (text[at] === ',') {
        at++
        continue
      }
      const raw = string()
      const key = raw.includes('\\') ? String(JSON.parse(raw)) : raw.slice(1, -1)
      blanks()
      at++
      value(path === '' ? key : `${path}.${key}`)
    }
    at++
  }
  const items = (path: string): void => {
    at++
    let index = 0
    for (blanks(); at < text.length && text[at] !== ']'; blanks()) {
      if (text[at] === ',') at++
      else value(`${path}[${index++}]`)
    }
    at++
  }
  const value = (path: string): void => {
    blanks()
    lines.set(path, line)
    const ch = text[at]
    if (ch === '{') members(path)
    else if (ch === '[') items(path)
    else if (ch === '"') string()
    else while (at < text.length && !',]} \t\r\n'.includes(text.charAt(at))) at++
  }
  value('')
  return lines
}
