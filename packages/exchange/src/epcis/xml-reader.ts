/** EPCIS 1.x and 2.0 XML: documents, query documents, and both inside of an envelope. */
import type { DocumentInfo, Format, ImportOptions } from '../item.ts'
import type { Outbox } from '../outbox.ts'
import type { Reader } from '../reader.ts'
import { XmlNode } from '../xml/node.ts'
import { type Attributes, makeXmlParser, type XmlSink } from '../xml/parser.ts'
import { isMasterNamespace } from './context.ts'
import { DEFAULT_MAX_EVENT } from './json-reader.ts'
import { EPCIS_TYPES } from './kind.ts'
import type { Mapper } from './mapper.ts'
import { makeMasterReader } from './master.ts'
import type { Path } from './tree.ts'
import { makeHeaderKeeper } from './xml-header.ts'
import { blankAround, misplaced } from './xml-rules.ts'
import { lineInEvent, shapeOfEntry, shapeOfEvent } from './xml-shape.ts'

const NAMESPACES: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['urn:epcglobal:epcis:xsd:1', 'epcis12-xml'],
  ['urn:epcglobal:epcis-query:xsd:1', 'epcis12-xml'],
  ['urn:epcglobal:epcis:xsd:2', 'epcis2-xml'],
  ['urn:epcglobal:epcis-query:xsd:2', 'epcis2-xml'],
])
const ROOTS: ReadonlySet<string> = new Set(['EPCISDocument', 'EPCISQueryDocument'])
const TYPES: ReadonlySet<string> = new Set(EPCIS_TYPES)

/** @param encoding For the document's description. */
export function makeXmlReader(out: Outbox, options: ImportOptions, encoding: string, mapper: Mapper): Reader<string> {
  const master = makeMasterReader(out, options, true)
  const around = makeHeaderKeeper(mapper)
  const { watch } = mapper
  const maxEvent = options.maxEventBytes ?? DEFAULT_MAX_EVENT
  /** Names of the open elements outside of events. */
  const open: string[] = []
  /** The event being read and its open elements; empty outside of events. */
  const nodes: XmlNode[] = []
  let format: Format = options.format === 'epcis2-xml' ? 'epcis2-xml' : 'epcis12-xml'
  let info: Record<string, string> = { encoding }
  let header = ''
  let announced = false
  let sawRoot = false
  let lists = 0
  let index = 0
  /** The kind of the things whose master data is read, and how many came. */
  let vocabulary = ''
  let entries = 0
  let eventStart = 0
  let tooLarge = false
  let masterNamespace: string | undefined
  /** Of the element that is being opened; empty for none, and for one whose name has been seen before. */
  let namespaceOfTag = ''
  /** A namespace that is meant for one of ours, and written otherwise. */
  let variant: string | undefined

  const announce = (): void => {
    if (!announced) out.put({ kind: 'document', format, info: info as DocumentInfo })
    announced = true
  }

  const openOutside = (name: string, attributes: Attributes): void => {
    const local = name.slice(name.indexOf('}') + 1)
    if (ROOTS.has(local) && !sawRoot) {
      sawRoot = true
      info = { ...info, ...rootInfo(attributes) }
      checkNamespace(local)
      checkVersion(attributes['schemaVersion'])
    }
    namespaceOfTag = ''
    if (name === 'EventList' || local === 'EventList') {
      lists++
      announce()
    } else if (lists > 0 && name !== 'extension') {
      startEvent(name, attributes)
      return
    }
    if (name === 'Vocabulary') vocabulary = attributes['type'] ?? ''
    if (name === 'VocabularyElement' && lists === 0) {
      announce()
      startEvent(name, attributes)
      return
    }
    header = ''
    open.push(local)
    if (lists === 0) around.open(name, local, attributes, parser.line, ROOTS.has(open[open.length - 2] ?? ''))
  }
  const startEvent = (name: string, attributes: Attributes): void => {
    eventStart = parser.position
    tooLarge = false
    nodes.push(new XmlNode(name, parser.line, attributes))
  }
  const checkVersion = (version: string | undefined): void => {
    if (version === undefined || version === '1.2' || version === '2.0') return
    const message = `schemaVersion «${version.slice(0, 20)}» is neither 1.2 nor 2.0`
    warnOfAll('BAD_VERSION', message, 'schemaVersion', 'Send EPCIS 1.2 or 2.0.')
  }
  const checkNamespace = (root: string): void => {
    if (NAMESPACES.has(namespaceOfTag)) return
    const message =
      namespaceOfTag === '' ? `${root} is in no namespace` : `«${namespaceOfTag.slice(0, 80)}» is no namespace of EPCIS`
    warnOfAll(
      'NAMESPACE',
      message,
      '',
      'Write xmlns:epcis="urn:epcglobal:epcis:xsd:1" (of 2.0: :2) as it stands in the standard.',
    )
  }
  /** Of the document as a whole: strictly read, nothing of it is. */
  const warnOfAll = (code: 'BAD_VERSION' | 'NAMESPACE', message: string, path: string, remedy: string): void => {
    if (options.strict === true) announce()
    if (out.warn({ code, message, line: parser.line, ...(path === '' ? {} : { path }), remedy })) parser.halt()
  }
  const openInside = (name: string, attributes: Attributes): void => {
    if (tooLarge || parser.position - eventStart > maxEvent) {
      tooLarge = true
      // What was kept of it is let go, the rest only counted.
      for (const node of nodes) node.children = undefined
      nodes.push(nodes[nodes.length - 1] as XmlNode)
      return
    }
    const parent = nodes[nodes.length - 1] as XmlNode
    let any: Attributes | undefined
    for (const _ in attributes) {
      any = attributes
      break
    }
    const node = new XmlNode(name, parser.line, any)
    if (parent.children === undefined) parent.children = [node]
    else parent.children.push(node)
    nodes.push(node)
  }
  const finishEntry = (entry: XmlNode): void => {
    const path = `VocabularyElement[${entries++}]`
    const source = {
      line: entry.line,
      path,
      lineOf: (parts: Path) => lineInEvent(entry, parts),
      expand: (name: string) => name,
      masterNamespace,
    }
    if (!tooLarge) master.read(vocabulary, shapeOfEntry(entry), source)
    else out.error({ code: 'TOO_LARGE', message: 'the entry is too long', line: entry.line, path, remedy: 'Split it.' })
  }
  const finishEvent = (event: XmlNode): void => {
    if (event.name === 'VocabularyElement' && lists === 0) {
      finishEntry(event)
      return
    }
    const path = `eventList[${index++}]`
    const { line } = event
    if (tooLarge) {
      out.error({
        code: 'TOO_LARGE',
        message: `the event has more than ${maxEvent} characters`,
        line,
        path,
        remedy: 'Split the event.',
      })
      return
    }
    if (!TYPES.has(event.name) && lists > 0) {
      const message = `«${event.name.slice(0, 80)}» is no event of EPCIS`
      out.error({ code: 'UNKNOWN_EVENT_TYPE', message, line, path, remedy: 'Use one of the five event types.' })
      return
    }
    const refused = checkForm(event, path)
    if (refused) return
    mapper.map(event.name, shapeOfEvent(event), {
      line,
      path,
      lineOf: (parts) => lineInEvent(event, parts),
      expand: (name) => name,
      masterNamespace,
      namespaceOf: parser.namespaceOf,
    })
  }

  /** @returns whether the event is refused for it. */
  const checkForm = (event: XmlNode, path: string): boolean => {
    const late = misplaced(event)
    const blank = blankAround(event)
    let refused = false
    if (late !== undefined) {
      const { name, line } = late
      const message = `${name} stands behind elements that it belongs before`
      const remedy = 'Send the elements in the order of the schema.'
      refused = out.warn({ code: 'FIELD_ORDER', message, line, path: `${path}.${name}`, remedy })
    }
    if (blank !== undefined) {
      const { name, line } = blank
      const message = 'blanks or line breaks stand around the text'
      const remedy = 'Write the text alone.'
      refused = out.warn({ code: 'BLANKS', message, line, path: `${path}.${name}`, remedy }) || refused
    }
    return refused
  }

  const sink: XmlSink = {
    own(namespace) {
      const found = NAMESPACES.get(namespace)
      if (isMasterNamespace(namespace)) masterNamespace = namespace
      namespaceOfTag = namespace
      // Only the root can tell that a namespace is meant for ours: any other may be somebody's own.
      if (found === undefined && !sawRoot && isVariant(namespace)) {
        variant = namespace
        if (/[:/]2(\.\d+)?\/?$/.test(namespace)) format = 'epcis2-xml'
      }
      if (found !== undefined && !announced) format = found
      return found !== undefined || namespace === variant
    },
    open(name, attributes) {
      if (watch !== undefined)
        watch.open(name, attributes, parser.line, parser.inNamespace, format === 'epcis2-xml' ? 2 : 1)
      if (nodes.length === 0) openOutside(name, attributes)
      else openInside(name, attributes)
    },
    text(text) {
      if (watch !== undefined) watch.text(text)
      const node = nodes[nodes.length - 1]
      if (node === undefined) {
        around.text(text)
        if (!announced && header.length < 256) header += text
      } else if (!tooLarge && (node.children === undefined || text.trim() !== '')) {
        node.text = node.text === '' ? text : node.text + text
      }
    },
    close() {
      if (watch !== undefined) watch.close()
      if (nodes.length > 0) {
        const node = nodes.pop() as XmlNode
        if (nodes.length === 0) finishEvent(node)
        return
      }
      const name = open.pop()
      if (name === 'EventList') lists--
      around.close()
      if (!announced && name !== undefined) info = { ...info, ...headerInfo(name, open[open.length - 1], header) }
      header = ''
    },
  }
  const parser = makeXmlParser(sink, out)

  return {
    write: (text) => parser.write(text),
    end() {
      parser.end()
      announce()
      master.end()
      if (parser.stopped || sawRoot) return
      const remedy = 'Send an EPCISDocument.'
      out.error({ code: 'UNKNOWN_ROOT', message: 'the document holds no EPCISDocument', line: 1, remedy })
    },
    more: () => false,
    get stopped() {
      return parser.stopped
    },
    get line() {
      return parser.line
    },
  }
}

/** `urn:epcglobal:epcis:xsd:1/`, `http://…/epcis/xsd/1.1`: what programs write for ours. */
function isVariant(namespace: string): boolean {
  return namespace.length < 200 && /epcis/i.test(namespace)
}

function rootInfo(attributes: Attributes): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of ['schemaVersion', 'creationDate']) {
    const value = attributes[name]
    if (value !== undefined) found[name] = value.slice(0, 256)
  }
  return found
}

/** Sender, receiver and number of a standard business document header. */
function headerInfo(name: string, parent: string | undefined, text: string): Record<string, string> {
  const value = text.trim().slice(0, 256)
  if (value === '') return {}
  if (name === 'InstanceIdentifier') return { instanceIdentifier: value }
  if (name !== 'Identifier') return {}
  if (parent === 'Sender') return { sender: value }
  return parent === 'Receiver' ? { receiver: value } : {}
}
