/**
 * An XML event → the shape of its JSON-LD twin. EPCIS 1.2 hides newer fields in `extension` and `baseExtension`, 2.0 does not;
 * both come out the same. Anything not of the standard keeps its full name.
 */
import { XmlNode } from '../xml/node.ts'
import type { RawEvent } from './reading.ts'
import { partsOf } from './report.ts'
import type { Path } from './tree.ts'

type Value = string | Shape | readonly Value[]
interface Shape {
  [name: string]: Value
}

/** How the standard's fields are brought into the shape of JSON. All others are read as extensions. */
const FIELDS: Readonly<Record<string, (node: XmlNode) => Value>> = {
  epcList: texts,
  childEPCs: texts,
  inputEPCList: texts,
  outputEPCList: texts,
  quantityList: quantities,
  childQuantityList: quantities,
  inputQuantityList: quantities,
  outputQuantityList: quantities,
  bizTransactionList: (node) => typed(node, 'bizTransaction'),
  sourceList: (node) => typed(node, 'source'),
  destinationList: (node) => typed(node, 'destination'),
  readPoint: place,
  bizLocation: place,
  persistentDisposition: (node) => ({ set: named(node, 'set'), unset: named(node, 'unset') }),
  errorDeclaration: declaration,
  ilmd: members,
  sensorElementList: sensors,
  eventTime: leaf,
  recordTime: leaf,
  eventTimeZoneOffset: leaf,
  eventID: leaf,
  action: leaf,
  bizStep: leaf,
  disposition: leaf,
  parentID: leaf,
  transformationID: leaf,
}

/** Wrappers that mean nothing in themselves. */
const WRAPPERS: ReadonlySet<string> = new Set(['extension', 'baseExtension', 'otherAttributes'])

export function isWrapper(name: string): boolean {
  return WRAPPERS.has(name)
}

const NO_NODES: readonly XmlNode[] = []

export function shapeOfEvent(event: XmlNode): RawEvent {
  const shape: Shape = {}
  addFields(event, shape)
  return shape
}

/** An element of a vocabulary, in the shape of its JSON. */
export function shapeOfEntry(entry: XmlNode): RawEvent {
  const children = entry.children ?? NO_NODES
  const shape: Shape = {
    id: entry.attributes?.['id'] ?? '',
    attributes: children.filter(({ name }) => name === 'attribute').map(attributeOf),
    children: children.filter(({ name }) => name === 'children').flatMap(texts),
  }
  for (const child of children)
    if (!Object.hasOwn(shape, child.name) && child.name !== 'attribute') addMember(shape, child.name, extension(child))
  return shape
}

/** A header: every element by its full name, attributes behind `@`. */
export function shapeOfHeader(header: XmlNode): RawEvent {
  return members(header)
}

function attributeOf(node: XmlNode): Shape {
  const { id, ...rest } = node.attributes ?? {}
  const bare = new XmlNode(node.name, node.line, rest)
  bare.text = node.text
  bare.children = node.children
  return { id: id ?? '', attribute: extension(bare) }
}

function addFields(node: XmlNode, shape: Shape): void {
  for (const child of node.children ?? NO_NODES) {
    const { name } = child
    if (WRAPPERS.has(name)) {
      addFields(child, shape)
      continue
    }
    const read = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined
    if (read === undefined || Object.hasOwn(shape, name)) addMember(shape, name, extension(child))
    else shape[name] = read(child)
  }
}

/** A name that comes again makes a list. */
function addMember(shape: Shape, name: string, value: Value): void {
  // Names come from outside: `__proto__` must become a member like any other.
  const before = Object.hasOwn(shape, name) ? shape[name] : undefined
  const joined =
    before === undefined ? value : Array.isArray(before) ? [...(before as Value[]), value] : [before, value]
  if (name === '__proto__') Object.defineProperty(shape, name, { value: joined, enumerable: true, configurable: true })
  else shape[name] = joined
}

const SCHEMA_INSTANCE = 'xsi:'

/** Text, or an object with attributes, children and text. */
function extension(node: XmlNode): Value {
  const shape: Shape = {}
  let any = false
  for (const key in node.attributes) {
    if (key.startsWith('xmlns') || key.startsWith(SCHEMA_INSTANCE)) continue
    any = true
    addMember(shape, `@${key}`, node.attributes[key] as string)
  }
  for (const child of node.children ?? NO_NODES) {
    any = true
    addMember(shape, child.name, extension(child))
  }
  if (!any) return leaf(node)
  const text = leaf(node)
  if (text !== '') addMember(shape, '#text', text)
  return shape
}

function leaf(node: XmlNode): string {
  return node.text.trim()
}

function texts(node: XmlNode): string[] {
  return (node.children ?? NO_NODES).map(leaf)
}

function named(node: XmlNode, name: string): string[] {
  return (node.children ?? NO_NODES).filter((child) => child.name === name).map(leaf)
}

function members(node: XmlNode): Shape {
  const shape: Shape = {}
  for (const child of node.children ?? NO_NODES) addMember(shape, child.name, extension(child))
  return shape
}

function place(node: XmlNode): Shape {
  const shape: Shape = {}
  for (const child of node.children ?? NO_NODES) {
    if (WRAPPERS.has(child.name)) Object.assign(shape, members(child))
    else addMember(shape, child.name, extension(child))
  }
  return shape
}

function quantities(node: XmlNode): Value[] {
  return (node.children ?? NO_NODES).map(members)
}

function typed(node: XmlNode, name: string): Value[] {
  return (node.children ?? NO_NODES).map((child) => {
    const type = child.attributes?.['type']
    return type === undefined ? { [name]: leaf(child) } : { type: type.trim(), [name]: leaf(child) }
  })
}

function declaration(node: XmlNode): Shape {
  const shape: Shape = {}
  for (const child of node.children ?? NO_NODES) {
    if (WRAPPERS.has(child.name)) Object.assign(shape, members(child))
    else if (child.name === 'correctiveEventIDs') shape['correctiveEventIDs'] = texts(child)
    else addMember(shape, child.name, extension(child))
  }
  return shape
}

/** Attributes of metadata and reports are their members in JSON. */
function sensors(node: XmlNode): Value[] {
  return (node.children ?? NO_NODES).map((element) => {
    const shape: Shape = {}
    for (const child of element.children ?? NO_NODES) {
      if (child.name === 'sensorReport') addReport(shape, attributed(child))
      else addMember(shape, child.name, child.name === 'sensorMetadata' ? attributed(child) : extension(child))
    }
    return shape
  })
}

function addReport(shape: Shape, report: Value): void {
  shape['sensorReport'] = [...((shape['sensorReport'] as Value[] | undefined) ?? []), report]
}

function attributed(node: XmlNode): Shape {
  const shape = members(node)
  for (const key in node.attributes) {
    if (!key.startsWith('xmlns') && !key.startsWith(SCHEMA_INSTANCE))
      addMember(shape, key, node.attributes[key] as string)
  }
  return shape
}

/** The line of a part of the event, through the wrappers that the shape does not have. */
export function lineInEvent(event: XmlNode, path: Path): number {
  let at = event
  for (const part of partsOf(path)) {
    const next = typeof part === 'number' ? at.children?.[part] : findField(at, part)
    if (next === undefined) break
    at = next
  }
  return at.line
}

function findField(node: XmlNode, name: string): XmlNode | undefined {
  for (const child of node.children ?? NO_NODES) {
    if (child.name === name) return child
    const inner = WRAPPERS.has(child.name) ? findField(child, name) : undefined
    if (inner !== undefined) return inner
  }
  return undefined
}
