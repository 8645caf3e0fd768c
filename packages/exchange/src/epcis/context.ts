/** The prefixes of a JSON-LD context, as far as EPCIS uses them: names become `{namespace}local` without any fetching. */

export interface Context {
  /** `{namespace}local`; a name without prefix as it is; `undefined` when its prefix is unknown. */
  expand(name: string): string | undefined
}

/** What the standard's own context defines (epcis-context.jsonld, EPCIS 2.0). */
const STANDARD: ReadonlyMap<string, string> = new Map([
  ['cbvmda', 'urn:epcglobal:cbv:mda:'],
  ['cbv', 'https://ref.gs1.org/cbv/'],
  ['epcis', 'https://ref.gs1.org/epcis/'],
  ['gs1', 'https://gs1.org/voc/'],
  ['rdf', 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'],
  ['rdfs', 'http://www.w3.org/2000/01/rdf-schema#'],
  ['owl', 'http://www.w3.org/2002/07/owl#'],
  ['xsd', 'http://www.w3.org/2001/XMLSchema#'],
  ['dcterms', 'http://purl.org/dc/terms/'],
])

export const STANDARD_CONTEXT: Context = makeContext(STANDARD)

/** The mda namespace ends in a colon in JSON-LD, in a hash in names of master data and in none in XML: one name here. */
export function canonicalNamespace(namespace: string): string {
  return namespace === 'urn:epcglobal:cbv:mda:' || namespace === 'urn:epcglobal:cbv:mda#' ? MDA : namespace
}

const MDA = 'urn:epcglobal:cbv:mda'

export function isMasterNamespace(namespace: string): boolean {
  return canonicalNamespace(namespace) === MDA
}

/** The one that a document declares wins over that of the standard's context. */
export function masterNamespaceOf({ map }: Prefixes): string | undefined {
  let found: string | undefined
  for (const namespace of map.values()) if (isMasterNamespace(namespace)) found = namespace
  return found
}

/** Schemes of URIs that stand as a name in full. */
const SCHEMES: ReadonlySet<string> = new Set(['http', 'https', 'urn'])

function makeContext(prefixes: ReadonlyMap<string, string>): Context {
  const names = new Map<string, string | undefined>()
  return {
    expand(name) {
      if (names.has(name)) return names.get(name)
      const full = expandWith(prefixes, name)
      if (names.size < 10_000) names.set(name, full)
      return full
    },
  }
}

function expandWith(prefixes: ReadonlyMap<string, string>, name: string): string | undefined {
  const colon = name.indexOf(':')
  if (colon <= 0 || name.startsWith('@')) return name
  const prefix = name.slice(0, colon)
  const namespace = prefixes.get(prefix)
  if (namespace !== undefined) return `{${canonicalNamespace(namespace)}}${name.slice(colon + 1)}`
  return SCHEMES.has(prefix) ? splitUri(name) : undefined
}

/** A URI as a name: its last segment is the local part. */
function splitUri(uri: string): string {
  const end = Math.max(uri.lastIndexOf('#'), uri.lastIndexOf('/'), uri.lastIndexOf(':')) + 1
  return `{${canonicalNamespace(uri.slice(0, end))}}${uri.slice(end)}`
}

/** A context with the prefixes that `value` defines: texts, `{"@id": …}` terms, in objects and lists of them. */
export function extendContext(base: ReadonlyMap<string, string>, value: unknown): Map<string, string> {
  const prefixes = new Map(base)
  for (const part of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
    if (typeof part !== 'object' || part === null) continue
    for (const [name, term] of Object.entries(part)) {
      const iri: unknown = typeof term === 'object' && term !== null ? (term as { '@id'?: unknown })['@id'] : term
      if (typeof iri === 'string' && prefixes.size < 1000) prefixes.set(name, iri)
    }
  }
  return prefixes
}

/** Prefixes and the names they make; a document's, or an event's own on top of it. */
export interface Prefixes {
  readonly map: ReadonlyMap<string, string>
  readonly context: Context
}

export const STANDARD_PREFIXES: Prefixes = { map: STANDARD, context: STANDARD_CONTEXT }

export function withContext(base: Prefixes, value: unknown): Prefixes {
  const map = extendContext(base.map, value)
  return { map, context: makeContext(map) }
}
