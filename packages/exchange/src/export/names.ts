/** Names and values of `extra` → JSON-LD: `{namespace}local` becomes `prefix:local`, with the prefixes an event needs. */

/** Prefixes of the standard context and our own: declared for the whole document. */
export const KNOWN: ReadonlyMap<string, string> = new Map([
  ['urn:epcglobal:cbv:mda', 'cbvmda'],
  ['https://gs1.org/voc/', 'gs1'],
  ['urn:packtrail:epcis:', 'packtrail'],
])

/** Prefixes that readers look for, whatever the standard of XML says of prefixes. */
const FAMILIAR: ReadonlyMap<string, string> = new Map([['http://epcis.gs1us.org/hc/ns', 'gs1ushc']])

export interface Names {
  /** For XML, where attributes have prefixes too. */
  readonly xml: boolean
  /** `prefix:local`; a name without namespace stays. */
  short(name: string): string
  /** Namespaces with the prefixes that were made for them. */
  readonly made: ReadonlyMap<string, string>
  /** The `@context` of the event, when it needs one. */
  context(): Readonly<Record<string, unknown>> | undefined
}

export function makeNames(xml: boolean): Names {
  const prefixes = new Map<string, string>()
  return {
    xml,
    made: prefixes,
    short(name) {
      const end = name.startsWith('{') ? name.indexOf('}') : -1
      if (end < 0) return name
      const namespace = name.slice(1, end)
      const local = name.slice(end + 1)
      if (namespace === '') return local
      const known = KNOWN.get(namespace) ?? prefixes.get(namespace)
      if (known !== undefined) return `${known}:${local}`
      const prefix = FAMILIAR.get(namespace) ?? `ext${prefixes.size + 1}`
      prefixes.set(namespace, prefix)
      return `${prefix}:${local}`
    },
    context() {
      if (prefixes.size === 0) return undefined
      return Object.fromEntries([...prefixes].map(([namespace, prefix]) => [prefix, term(namespace)]))
    },
  }
}

/** A simple term is a prefix only when its IRI ends in one of these (JSON-LD 1.1, section 4.1.6). */
function term(namespace: string): unknown {
  return /[:/?#[\]@]$/.test(namespace) ? namespace : { '@id': namespace, '@prefix': true }
}

/** The value of an extension: text, or the list behind a key that ends in `[]`. */
export function extensionValue(key: string, text: string, names: Names): unknown {
  if (!key.endsWith('[]')) return text
  const list = parseList(text)
  return list === undefined ? text : list.map((one) => shorten(one, names))
}

export function parseList(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? (value as readonly unknown[]) : undefined
  } catch {
    return undefined
  }
}

/** Full names inside of a value as prefixed ones. */
export function shorten(value: unknown, names: Names): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => shorten(one, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [shortMember(name, names), shorten(one, names)]))
}

/** In JSON, what begins with `@` is left alone. */
function shortMember(name: string, names: Names): string {
  return names.xml && name.startsWith('@') ? `@${names.short(name.slice(1))}` : names.short(name)
}
