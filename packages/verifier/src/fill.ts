/** Sentences with places for values: `{name}`. One table a language; the values travel in `Finding.params`. */

export type Params = Readonly<Record<string, string | number>>

export function fill(template: string, params: Params): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name]
    return value === undefined ? whole : typeof value === 'number' ? groupDigits(value) : value
  })
}

/** 1234567 as «1,234,567»: numbers in sentences, never in data. */
export function groupDigits(value: number): string {
  if (!Number.isInteger(value)) return String(value)
  const digits = String(Math.abs(value))
  let out = ''
  for (let i = 0; i < digits.length; i++) {
    if (i > 0 && (digits.length - i) % 3 === 0) out += ','
    out += digits[i] as string
  }
  return value < 0 ? `-${out}` : out
}
