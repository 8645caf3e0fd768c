/**
 * As much of XML Schema as the schemas of EPCIS use, to hold what we write against the official ones: sequences, choices, wildcards,
 * extension of types, required attributes, patterns, enumerations and a few built-in types. Content models are deterministic
 * (XML Schema 1.0, section 3.8.6), so that each particle takes what it can.
 */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeOutbox } from '../src/outbox.ts'
import { XmlNode } from '../src/xml/node.ts'
import { makeXmlParser } from '../src/xml/parser.ts'

const XSD = '{http://www.w3.org/2001/XMLSchema}'

/** The root element, with names in full. */
export function parseXml(text: string): XmlNode {
  const top = new XmlNode('', 0, undefined)
  const open = [top]
  const out = makeOutbox('xml')
  const parser = makeXmlParser(
    {
      own: () => false,
      open(name, attributes) {
        const node = new XmlNode(name, parser.line, attributes)
        const parent = open[open.length - 1] as XmlNode
        parent.children = [...(parent.children ?? []), node]
        open.push(node)
      },
      text(piece) {
        const node = open[open.length - 1] as XmlNode
        node.text += piece
      },
      close: () => void open.pop(),
    },
    out,
  )
  parser.write(text)
  parser.end()
  const [root] = top.children ?? []
  if (root === undefined || out.size > 0) throw new Error(`no XML: ${JSON.stringify(out.take())}`)
  return root
}

interface Schema {
  readonly namespace: string
  readonly types: Map<string, XmlNode>
  readonly elements: Map<string, XmlNode>
  /** The attributes of the schema in which a declaration stands. */
  readonly homes: Map<XmlNode, Readonly<Record<string, string>>>
  readonly files: Set<string>
}

/** Global types and elements by local name: the schemas of EPCIS use none twice. */
export function loadSchema(
  path: string,
  loaded: Schema = { namespace: '', types: new Map(), elements: new Map(), homes: new Map(), files: new Set() },
): Schema {
  const root = parseXml(readFileSync(path, 'utf8'))
  loaded.files.add(path)
  settle(root, root.attributes ?? {}, loaded.homes)
  const namespace = loaded.namespace === '' ? (root.attributes?.['targetNamespace'] ?? '') : loaded.namespace
  const schema = { ...loaded, namespace }
  for (const node of root.children ?? []) {
    const name = node.attributes?.['name'] ?? ''
    if (node.name === `${XSD}element`) schema.elements.set(name, node)
    else if (/Type$/.test(node.name)) schema.types.set(name, node)
    else if (/import$|include$/.test(node.name) && node.attributes?.['schemaLocation'] !== undefined) {
      const location = node.attributes['schemaLocation']
      const next = join(dirname(path), location)
      if (!schema.files.has(next)) loadSchema(next, schema)
    }
  }
  return schema
}

/** Notes of each declaration in which schema it stands. */
function settle(node: XmlNode, home: Readonly<Record<string, string>>, homes: Schema['homes']): void {
  homes.set(node, home)
  for (const one of node.children ?? []) settle(one, home, homes)
}

/** The element that a particle means, and its name in a document: global elements have the namespace of their schema. */
function declared(schema: Schema, particle: XmlNode): { readonly name: string; readonly type: string } {
  const { ref, name = '', type = '' } = particle.attributes ?? {}
  const global = ref === undefined ? undefined : schema.elements.get(localOf(ref))
  const home = schema.homes.get(global ?? particle) ?? {}
  const isQualified = global !== undefined || home['elementFormDefault'] === 'qualified'
  const local = global?.attributes?.['name'] ?? name
  return {
    name: isQualified ? `{${home['targetNamespace']}}${local}` : local,
    type: global?.attributes?.['type'] ?? type,
  }
}

/** What is wrong with a document, each with its line. */
export function violations(schema: Schema, text: string): string[] {
  const found: string[] = []
  const root = parseXml(text)
  const element = schema.elements.get(localOf(root.name))
  if (element === undefined) return [`${root.name} is not declared`]
  checkElement(schema, root, element.attributes?.['type'] ?? '', found)
  return found
}

const localOf = (name: string): string => name.slice(Math.max(name.lastIndexOf('}'), name.lastIndexOf(':')) + 1)
const kids = (node: XmlNode | undefined): readonly XmlNode[] =>
  (node?.children ?? []).filter(({ name }) => name !== `${XSD}annotation`)
const child = (node: XmlNode | undefined, name: string): XmlNode | undefined =>
  kids(node).find((one) => one.name === XSD + name)

function checkElement(schema: Schema, node: XmlNode, typeName: string, found: string[]): void {
  const type = schema.types.get(localOf(typeName))
  if (type === undefined || type.name === `${XSD}simpleType`) {
    if (node.children !== undefined) found.push(`${node.line}: ${node.name} holds elements`)
    checkText(schema, node.text.trim(), typeName, `${node.line}: ${node.name}`, found)
    return
  }
  const extended = child(child(type, 'simpleContent'), 'extension')
  if (extended !== undefined)
    checkText(schema, node.text.trim(), extended.attributes?.['base'] ?? '', `${node.line}`, found)
  if (child(child(type, 'complexContent'), 'extension')?.attributes?.['base'] === 'xsd:anyType') return
  checkAttributes(schema, node, type, found)
  const particles = particlesOf(schema, type)
  let at = 0
  for (const particle of particles) at = take(schema, particle, node.children ?? [], at, found)
  const extra = node.children?.[at]
  if (extra !== undefined) found.push(`${extra.line}: ${extra.name} is not expected in ${node.name}`)
}

function particlesOf(schema: Schema, type: XmlNode): XmlNode[] {
  const extension = child(child(type, 'complexContent'), 'extension')
  if (extension === undefined) return kids(type).filter(isParticle)
  const base = schema.types.get(localOf(extension.attributes?.['base'] ?? ''))
  return [...(base === undefined ? [] : particlesOf(schema, base)), ...kids(extension).filter(isParticle)]
}

const isParticle = ({ name }: XmlNode): boolean => /\}(sequence|choice|element|any)$/.test(name)

/** Takes what the particle allows, as often as it may; answers where the next one begins. */
function take(schema: Schema, particle: XmlNode, nodes: readonly XmlNode[], from: number, found: string[]): number {
  const { minOccurs = '1', maxOccurs = '1' } = (particle.attributes ?? {}) as Record<string, string>
  const most = maxOccurs === 'unbounded' ? Number.POSITIVE_INFINITY : Number(maxOccurs)
  let at = from
  let count = 0
  for (; count < most && starts(schema, particle, nodes[at]); count++) {
    const before = at
    at = takeOnce(schema, particle, nodes, at, found)
    if (at === before) break
  }
  const mayBeEmpty = count >= Number(minOccurs) || !needs(particle)
  if (!mayBeEmpty) found.push(`${nodes[at]?.line ?? nodes[at - 1]?.line ?? 0}: ${nameOf(particle)} is missing`)
  return at
}

function takeOnce(schema: Schema, particle: XmlNode, nodes: readonly XmlNode[], from: number, found: string[]): number {
  switch (localOf(particle.name)) {
    case 'sequence': {
      let at = from
      for (const part of kids(particle)) at = take(schema, part, nodes, at, found)
      return at
    }
    case 'choice': {
      const chosen = kids(particle).find((part) => starts(schema, part, nodes[from]))
      return chosen === undefined ? from : take(schema, chosen, nodes, from, found)
    }
    case 'element':
      checkElement(schema, nodes[from] as XmlNode, declared(schema, particle).type, found)
      return from + 1
    default:
      return from + 1
  }
}

const nameOf = (particle: XmlNode): string =>
  particle.attributes?.['name'] ?? particle.attributes?.['ref'] ?? localOf(particle.name)

/** Whether something must be there for the particle to hold. */
function needs(particle: XmlNode): boolean {
  const local = localOf(particle.name)
  if (local === 'element' || local === 'any') return true
  const parts = kids(particle).filter(({ attributes }) => attributes?.['minOccurs'] !== '0')
  return local === 'sequence' ? parts.some(needs) : parts.length === kids(particle).length && parts.every(needs)
}

function starts(schema: Schema, particle: XmlNode, node: XmlNode | undefined): boolean {
  if (node === undefined) return false
  switch (localOf(particle.name)) {
    case 'element':
      return node.name === declared(schema, particle).name
    case 'any':
      return particle.attributes?.['namespace'] === '##local'
        ? !node.name.startsWith('{')
        : node.name.startsWith('{') && !node.name.startsWith(`{${schema.namespace}}`)
    case 'choice':
      return kids(particle).some((part) => starts(schema, part, node))
    default:
      for (const part of kids(particle)) {
        if (starts(schema, part, node)) return true
        if (part.attributes?.['minOccurs'] !== '0' && needs(part)) return false
      }
      return false
  }
}

// ------------------------------------------------------------ simple types

function checkAttributes(schema: Schema, node: XmlNode, type: XmlNode, found: string[]): void {
  const holder =
    child(child(type, 'complexContent'), 'extension') ?? child(child(type, 'simpleContent'), 'extension') ?? type
  for (const { name, attributes } of kids(holder)) {
    if (name !== `${XSD}attribute`) continue
    const value = node.attributes?.[attributes?.['name'] ?? '']
    if (value !== undefined)
      checkText(schema, value, attributes?.['type'] ?? '', `${node.line}: @${attributes?.['name']}`, found)
    else if (attributes?.['use'] === 'required') found.push(`${node.line}: ${node.name} has no ${attributes['name']}`)
  }
}

const BUILT_IN: Readonly<Record<string, RegExp>> = {
  decimal: /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/,
  double: /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|-?INF|NaN)$/,
  boolean: /^(?:true|false|0|1)$/,
  hexBinary: /^(?:[\da-fA-F]{2})*$/,
  dateTime: /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/,
  anyURI: /^[^\s<>"{}|\\^`]*$/,
}

function checkText(schema: Schema, text: string, typeName: string, place: string, found: string[]): void {
  const isBuiltIn = /^xsd?:/.test(typeName)
  const built = isBuiltIn ? BUILT_IN[localOf(typeName)] : undefined
  if (built !== undefined && !built.test(text)) found.push(`${place}: «${text}» is no ${typeName}`)
  const type = isBuiltIn ? undefined : schema.types.get(localOf(typeName))
  const restriction = child(type, 'restriction')
  if (restriction === undefined) return
  checkText(schema, text, restriction.attributes?.['base'] ?? '', place, found)
  const facets = kids(restriction).map(({ name, attributes }) => [localOf(name), attributes?.['value'] ?? ''] as const)
  const allowed = facets.flatMap(([facet, value]) => (facet === 'enumeration' ? [value] : []))
  if (allowed.length > 0 && !allowed.includes(text)) found.push(`${place}: «${text}» is none of ${allowed.join()}`)
  for (const [facet, value] of facets) {
    if (facet === 'pattern' && !new RegExp(`^(?:${value})$`, 'u').test(text))
      found.push(`${place}: «${text}» does not match`)
  }
}
