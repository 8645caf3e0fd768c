/**
 * XML from outside, as a stream of elements with their namespaces. saxes checks that the document is well formed and expands
 * nothing but the five entities of XML; namespaces are resolved here, once for each prefix and not for each element, which
 * is half of what saxes itself would cost.
 */
import { SaxesParser } from 'saxes'
import { canonicalNamespace } from '../epcis/context.ts'
import type { Outbox } from '../outbox.ts'

export type Attributes = Readonly<Record<string, string>>

/** Receives elements in document order. Names are `{namespace}local`, or `local` in a namespace the sink calls its own. */
export interface XmlSink {
  open(name: string, attributes: Attributes): void
  /** A piece of character data; one text may come in several. */
  text(text: string): void
  close(): void
  /** Namespaces whose elements are named without it. */
  own(namespace: string): boolean
}

export interface XmlParser {
  /** @param text At most some 64 KiB, so that what is too long is seen before it is kept. */
  write(text: string): void
  end(): void
  /** Called by the sink: nothing more is read, and a fault said why. */
  halt(): never
  /** Whether the element that is being opened stands in a namespace, its own or that around it. */
  readonly inNamespace: boolean
  /** What a prefix stands for in the element that is open, or is being closed. */
  namespaceOf(prefix: string): string | undefined
  /** Where the parser stands. */
  readonly line: number
  /** Characters read. */
  readonly position: number
  /** Nothing more will be read: a fault said why. */
  readonly stopped: boolean
}

/** Elements inside each other. The deepest standard document has about 15. */
export const MAX_XML_DEPTH = 64
/** One text, comment, CDATA section, DOCTYPE or attribute value, in characters. */
export const MAX_XML_TEXT: number = 1 << 20
const MAX_NAME = 4096
const MAX_ATTRIBUTES = 1000

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace'

/** Thrown through saxes to leave it, caught in `write` and `end`. */
const STOP: unique symbol = Symbol('stop')

/** The prefixes that hold from one element inwards. */
interface Scope {
  readonly depth: number
  readonly prefixes: ReadonlyMap<string, string>
  /** Names already expanded in this scope. */
  readonly names: Map<string, string>
}

/** What saxes keeps of an unfinished token: private there, but the only way to bound it. The version is pinned, a test guards it. */
interface Pending {
  readonly text: string
  readonly name: string
  readonly entity: string
  readonly attribList: readonly unknown[]
}

export function makeXmlParser(sink: XmlSink, out: Outbox): XmlParser {
  const saxes = new SaxesParser({ position: true })
  const pending = saxes as unknown as Pending
  const scopes: Scope[] = [
    {
      depth: 0,
      prefixes: new Map([
        ['xml', XML_NAMESPACE],
        ['', ''],
      ]),
      names: new Map(),
    },
  ]
  let depth = 0
  let stopped = false
  let ending = false
  let tagName = ''

  const stop = (
    code: 'XML_SYNTAX' | 'TOO_DEEP' | 'TOO_LARGE' | 'DOCTYPE_ENTITY' | 'TRUNCATED',
    message: string,
    remedy: string,
  ): never => {
    stopped = true
    out.error({ code, message, line: saxes.line, remedy })
    throw STOP
  }
  /** Somebody else has said why. */
  const halt = (): never => {
    stopped = true
    throw STOP
  }
  const scope = (): Scope => scopes[scopes.length - 1] as Scope
  /** `undefined` when the prefix is unknown. */
  const expand = (name: string): string | undefined => {
    const { names, prefixes } = scope()
    const known = names.get(name)
    if (known !== undefined) return known
    const colon = name.indexOf(':')
    const local = name.slice(colon + 1)
    const namespace = prefixes.get(colon < 0 ? '' : name.slice(0, colon))
    if (namespace === undefined || colon === 0 || local === '' || local.includes(':')) return undefined
    const full = namespace === '' || sink.own(namespace) ? local : `{${canonicalNamespace(namespace)}}${local}`
    if (names.size < 10_000) names.set(name, full)
    return full
  }

  saxes.on('error', (error) => {
    const words = error.message.replace(/^\d+:\d+: /, '').slice(0, 200)
    if (ending) stop('TRUNCATED', `the document ends too early: ${words}`, 'Ask for the whole file again.')
    stop('XML_SYNTAX', `this is no well-formed XML: ${words}`, 'Mend the XML at this line, or ask the sender to.')
  })
  saxes.on('doctype', (doctype) => {
    if (/<!ENTITY/i.test(doctype)) {
      stop('DOCTYPE_ENTITY', 'the DOCTYPE defines entities, which can hide anything', 'Remove the DOCTYPE.')
    }
    const message = 'the document has a DOCTYPE, which nothing is taken from'
    if (out.warn({ code: 'DOCTYPE', message, line: saxes.line, remedy: 'Leave the DOCTYPE out.' })) halt()
  })
  saxes.on('opentag', (tag) => {
    depth++
    if (depth > MAX_XML_DEPTH) {
      stop('TOO_DEEP', `elements are nested deeper than ${MAX_XML_DEPTH}`, 'No trade document needs this depth.')
    }
    let attributes = tag.attributes as Attributes
    let scoped = false
    let prefixed = false
    for (const key in attributes) {
      if (key.startsWith('xmlns') && (key.length === 5 || key[5] === ':')) scoped = true
      else if (key.includes(':')) prefixed = true
    }
    if (scoped) scopes.push(innerScope(scope(), depth, attributes))
    if (prefixed) attributes = expanded(scope(), attributes)
    tagName = tag.name
    const name = expand(tagName)
    if (name === undefined) {
      return stop('XML_SYNTAX', `the prefix of «${tag.name.slice(0, 80)}» is not declared`, 'Declare it with xmlns:… .')
    }
    sink.open(name, attributes)
  })
  saxes.on('text', (text) => sink.text(text))
  saxes.on('cdata', (text) => sink.text(text))
  saxes.on('closetag', () => {
    sink.close()
    if (scope().depth === depth && depth > 0) scopes.pop()
    depth--
  })

  const guarded = (act: () => void): void => {
    if (stopped) return
    try {
      act()
    } catch (error) {
      if (error !== STOP) throw error
    }
  }
  const checkPending = (): void => {
    const { text, name, entity, attribList } = pending
    if (text.length > MAX_XML_TEXT || name.length > MAX_NAME || entity.length > MAX_NAME) {
      stop(
        'TOO_LARGE',
        `one text or tag is longer than ${MAX_XML_TEXT} characters`,
        'No trade document needs this length.',
      )
    }
    if (attribList.length > MAX_ATTRIBUTES) {
      stop('TOO_LARGE', `one element has more than ${MAX_ATTRIBUTES} attributes`, 'No trade document needs so many.')
    }
  }
  return {
    write: (text) =>
      guarded(() => {
        saxes.write(text)
        checkPending()
      }),
    end: () =>
      guarded(() => {
        ending = true
        saxes.close()
      }),
    halt,
    get inNamespace() {
      return tagName.includes(':') || scope().prefixes.get('') !== ''
    },
    namespaceOf: (prefix) => scope().prefixes.get(prefix),
    get line() {
      return saxes.line
    },
    get position() {
      return saxes.position
    },
    get stopped() {
      return stopped
    },
  }
}

/** Attributes with a prefix get the name that they have anywhere; those of XML itself and with an unknown prefix stay. */
function expanded({ prefixes }: Scope, attributes: Attributes): Attributes {
  const named = Object.create(null) as Record<string, string>
  for (const key in attributes) {
    const colon = key.indexOf(':')
    const prefix = colon < 0 ? '' : key.slice(0, colon)
    const plain = prefix === '' || prefix === 'xmlns' || prefix === 'xml' || prefix === 'xsi'
    const namespace = plain ? undefined : prefixes.get(prefix)
    const name = namespace === undefined ? key : `{${canonicalNamespace(namespace)}}${key.slice(colon + 1)}`
    named[name] = attributes[key] as string
  }
  return named
}

function innerScope(outer: Scope, depth: number, attributes: Attributes): Scope {
  const prefixes = new Map(outer.prefixes)
  for (const key in attributes) {
    if (key === 'xmlns') prefixes.set('', (attributes[key] ?? '').trim())
    else if (key.startsWith('xmlns:')) prefixes.set(key.slice(6), (attributes[key] ?? '').trim())
  }
  return { depth, prefixes, names: new Map() }
}
