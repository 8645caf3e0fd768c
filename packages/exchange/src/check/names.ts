/** Names of extensions, whose namespace has many spellings in the field, and values deep inside of what a document says. */

export const US_NAMESPACE = 'http://epcis.gs1us.org/hc/ns'

/** The namespace of the guideline of GS1 Healthcare US, in a full name (`{…}`) or as the prefix that everybody uses. */
const US_NAME = /^\{[^}]{0,200}gs1us[^}]{0,200}\}|^gs1ushc:/i

export function isUsName(name: string): boolean {
  return US_NAME.test(name)
}

/** The name without its namespace. */
export function localName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('}'), name.lastIndexOf(':')) + 1)
}

export interface Found {
  readonly value: unknown
  /** From the outermost object to here. */
  readonly path: readonly (string | number)[]
  readonly name: string
}

const MAX_DEPTH = 12

/** Every member of this local name, at any depth. */
export function* allNamed(
  value: unknown,
  wanted: (name: string) => boolean,
  path: readonly (string | number)[] = [],
): Generator<Found> {
  if (typeof value !== 'object' || value === null || path.length > MAX_DEPTH) return
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(key) : key]
    if (!Array.isArray(value) && wanted(key)) {
      for (const one of Array.isArray(inner) ? (inner as readonly unknown[]) : [inner])
        yield { value: one, path: at, name: key }
    }
    yield* allNamed(inner, wanted, at)
  }
}

export function named(value: unknown, local: string): readonly Found[] {
  return [...allNamed(value, (name) => localName(name) === local)]
}

/** The text of an element, its attributes apart; blanks and line breaks inside are dropped where `joined` says so. */
export function textIn(value: unknown, joined = false): string {
  const inner =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? ((value as Readonly<Record<string, unknown>>)['#text'] ??
        (value as Readonly<Record<string, unknown>>)['@value'])
      : value
  const text = typeof inner === 'string' || typeof inner === 'boolean' || typeof inner === 'number' ? String(inner) : ''
  return joined ? text.replace(/\s+/g, '') : text.trim()
}
