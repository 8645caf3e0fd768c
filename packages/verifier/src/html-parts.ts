/** HTML that cannot be broken out of: text is escaped when it enters, and only this file makes markup from strings. */

/** Markup that is safe to stand in a page. Made by `html` and `raw` alone. */
export interface Markup {
  readonly markup: string
}

type Part = Markup | string | number | undefined | readonly (Markup | undefined)[]

/** A template whose values are escaped, unless they are markup themselves. */
export function html(parts: TemplateStringsArray, ...values: readonly Part[]): Markup {
  let markup = parts[0] ?? ''
  values.forEach((value, i) => {
    markup += render(value) + (parts[i + 1] ?? '')
  })
  return { markup }
}

function render(value: Part): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'number') return String(value)
  if ('markup' in value) return value.markup
  return value.map((one) => one?.markup ?? '').join('')
}

/** Our own constant markup: never with a value from outside in it. */
export function raw(markup: string): Markup {
  return { markup }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For text and for attributes in quotes. Controls and marks that turn the direction of text are shown as what they are not: U+FFFD. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (ch) => ESCAPES[ch] as string).replace(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/gu, '\ufffd')
}
