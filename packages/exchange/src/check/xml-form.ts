/** Whether a document in XML is what its schema asks for, element by element as they come: most receivers ask that first. */
import type { XmlWatch } from '../epcis/mapper.ts'
import type { Attributes } from '../xml/parser.ts'
import { type Child, type Model, type Models, modelsOf } from './xml-model.ts'

export type FormCode = 'SCHEMA_ORDER' | 'SCHEMA_MISSING' | 'SCHEMA_UNKNOWN' | 'SCHEMA_NAMESPACE' | 'SCHEMA_VALUE'

export interface FormReport {
  tell(code: FormCode | 26, line: number, path: string, message: string): void
}

/** An element that is open. Kept for reuse: a document has few of them at a time. */
interface Frame {
  name: string
  type: string
  model: Model | undefined
  line: number
  /** Place in the sequence of the last child. */
  at: number
  /** How often that one stood. */
  count: number
  text: string
  /** Events that stood in a list. */
  event: number
}

const ROOTS: Readonly<Record<string, string>> = { EPCISDocument: 'Document', EPCISQueryDocument: 'QueryDocument' }
const TIME =
  /^\s*-?\d{4,9}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T(([01]\d|2[0-3]):[0-5]\d:[0-5]\d|24:00:00)(\.\d{1,30})?(Z|[+-](0\d|1[0-4]):[0-5]\d)?\s*$/
const VALUES: Readonly<Record<string, { readonly form: RegExp; readonly what: string }>> = {
  Time: { form: TIME, what: 'no time as YYYY-MM-DDThh:mm:ssZ' },
  Number: { form: /^\s*[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})\s*$/, what: 'no decimal number' },
  Action: { form: /^(ADD|OBSERVE|DELETE)$/, what: 'not ADD, OBSERVE or DELETE alone' },
}
/** Attributes of elements that hold text. */
const NEEDED: ReadonlyMap<string, readonly string[]> = new Map([
  ['attribute', ['id']],
  ['source', ['type']],
  ['destination', ['type']],
])
const MAX_DEPTH = 70

/** The name without its namespace. */
function local(name: string): string {
  return name.slice(name.indexOf('}') + 1).slice(0, 100)
}

export function makeFormWatch(report: FormReport): XmlWatch {
  const frames: Frame[] = []
  let depth = 0
  /** Elements that no schema looks into. */
  let skipped = 0
  let done = false
  let models: Models = modelsOf(1)
  let saidNamespace = false
  let events = 0

  const pathOf = (...last: readonly string[]): string => {
    const names: string[] = []
    for (let i = 1; i < depth; i++) {
      const { name, event } = frames[i] as Frame
      if (event >= 0) names.splice(0, names.length, `eventList[${event}]`)
      else if (name !== 'extension' && name !== 'EPCISBody' && name !== 'EventList') names.push(local(name))
    }
    return [...names, ...last].join('.')
  }
  const tell = (code: FormCode | 26, line: number, name: string, message: string): void =>
    report.tell(code, line, pathOf(local(name)), message)

  const push = (name: string, type: string, line: number, event: number): void => {
    const model = models.get(type)
    const frame = frames[depth++]
    if (frame === undefined) {
      frames.push({ name, type, model, line, at: 0, count: 0, text: '', event })
      return
    }
    frame.name = name
    frame.type = type
    frame.model = model
    frame.line = line
    frame.at = 0
    frame.count = 0
    frame.text = ''
    frame.event = event
  }

  const openRoot = (name: string, attributes: Attributes, line: number, version: 1 | 2): void => {
    models = modelsOf(version)
    const said = attributes['schemaVersion']
    push(name, ROOTS[name] ?? '', line, -1)
    if (said === undefined) tell(26, line, 'schemaVersion', 'schemaVersion is missing')
    else if ((said.trim() === '2.0' && version === 1) || (said.trim() === '1.2' && version === 2))
      tell(
        26,
        line,
        'schemaVersion',
        `schemaVersion ${said.trim()} does not belong to the namespace of version ${version}`,
      )
    const created = attributes['creationDate']
    if (created === undefined) tell('SCHEMA_MISSING', line, 'creationDate', 'creationDate is missing')
    else if (!TIME.test(created)) tell('SCHEMA_VALUE', line, 'creationDate', `creationDate is ${VALUES['Time']?.what}`)
  }

  const openChild = (parent: Frame, name: string, attributes: Attributes, line: number, inNamespace: boolean): void => {
    const { model, type } = parent
    if (model === undefined) {
      if (type === 'QueryBody' && name === 'QueryResults') push(name, name, line, -1)
      else openLoose(parent, name, line, inNamespace)
      return
    }
    const place = model.places.get(name)
    if (place === undefined) {
      if (model.others && name.startsWith('{')) {
        missing(parent, model, model.children.length, line)
        parent.at = model.children.length
        parent.count = 0
      } else tell('SCHEMA_UNKNOWN', line, name, `${local(name)} has no place in ${local(parent.name)}`)
      skipped++
      return
    }
    const child = model.children[place] as Child
    if (!model.choice) step(parent, model, place, child, line)
    if (inNamespace && !name.startsWith('{') && name !== 'QueryResults' && !saidNamespace) {
      saidNamespace = true
      tell('SCHEMA_NAMESPACE', line, name, `${name} stands in a namespace, and belongs into none`)
    }
    const isEvent = type === 'MoreEvents' || (type === 'Events' && name !== 'extension')
    push(name, child.type, line, isEvent ? events++ : -1)
    const frame = frames[depth - 1] as Frame
    // A quantity may say that it has none (XML Schema Part 1, section 2.6.2).
    if (child.type === 'Number' && attributes['xsi:nil'] !== undefined) frame.text = '0'
    checkAttributes(frame.model?.attributes ?? NEEDED.get(name), attributes, name, line)
  }

  const step = (parent: Frame, model: Model, place: number, child: Child, line: number): void => {
    const { at } = parent
    if (place < at) {
      const before = model.children[at]
      const what = before === undefined ? 'elements of other namespaces' : local(before.name)
      tell('SCHEMA_ORDER', line, child.name, `${local(child.name)} stands behind ${what}, and belongs before`)
      return
    }
    if (place === at) {
      if (parent.count > 0 && !child.many) tell('SCHEMA_UNKNOWN', line, child.name, `${local(child.name)} stands twice`)
      parent.count++
      return
    }
    missing(parent, model, place, line)
    // A unit belongs to a number; both may be left out together.
    if (child.name === 'uom' && place > at + 1) tell('SCHEMA_MISSING', line, 'quantity', 'uom stands without quantity')
    parent.at = place
    parent.count = 1
  }

  /** What should have stood before `end`. */
  const missing = (parent: Frame, model: Model, end: number, line: number): void => {
    for (let i = parent.at; i < end; i++) {
      const child = model.children[i] as Child
      if (!child.needed || (i === parent.at && parent.count > 0)) continue
      tell('SCHEMA_MISSING', line, child.name, `${local(child.name)} is missing in ${local(parent.name)}`)
    }
  }

  const openLoose = (parent: Frame, name: string, line: number, inNamespace: boolean): void => {
    const { type } = parent
    skipped++
    parent.count++
    if (type === 'Locals' && inNamespace) {
      tell(
        'SCHEMA_NAMESPACE',
        line,
        name,
        `${local(name)} is in a namespace; in this extension stands only what is in none`,
      )
    } else if (type === 'Others' && !name.startsWith('{')) {
      tell(
        'SCHEMA_NAMESPACE',
        line,
        name,
        `${name} is in no namespace of its own; in this extension stands only what has one`,
      )
    } else if (type === 'Text' || Object.hasOwn(VALUES, type)) {
      tell('SCHEMA_UNKNOWN', line, name, `${local(name)} stands where only text may be`)
    }
  }

  const checkAttributes = (
    needed: readonly string[] | undefined,
    attributes: Attributes,
    name: string,
    line: number,
  ): void => {
    if (needed === undefined) return
    for (const one of needed)
      if (attributes[one] === undefined) tell('SCHEMA_MISSING', line, name, `${name} has no attribute ${one}`)
  }

  const closeFrame = (frame: Frame): void => {
    const { model, type, name, line } = frame
    if (model !== undefined && !model.choice) missing(frame, model, model.children.length, line)
    if ((type === 'Locals' || type === 'Others') && frame.count === 0)
      tell('SCHEMA_MISSING', line, name, `${name} is empty: leave it out`)
    const value = Object.hasOwn(VALUES, type) ? VALUES[type] : undefined
    if (value !== undefined && !value.form.test(frame.text)) {
      // Of an action that is no word at all the reader has spoken.
      if (type !== 'Action' || frame.text !== frame.text.trim())
        tell('SCHEMA_VALUE', line, name, `${local(name)} is ${value.what}`)
    }
  }

  return {
    open(name, attributes, line, inNamespace, version) {
      if (skipped > 0 || depth >= MAX_DEPTH) skipped++
      else if (depth > 0) openChild(frames[depth - 1] as Frame, name, attributes, line, inNamespace)
      else if (!done && Object.hasOwn(ROOTS, name)) openRoot(name, attributes, line, version)
    },
    text(text) {
      if (skipped > 0 || depth === 0) return
      const frame = frames[depth - 1] as Frame
      if (frame.model !== undefined) {
        if (text.trim() === '') return
        const message = `text stands between the elements of ${local(frame.name)}`
        report.tell('SCHEMA_UNKNOWN', frame.line, pathOf(), message)
      } else if (frame.text.length < 100 && Object.hasOwn(VALUES, frame.type)) frame.text += text
    },
    close() {
      if (skipped > 0) return void skipped--
      if (depth === 0) return
      depth--
      closeFrame(frames[depth] as Frame)
      if (depth === 0) done = true
    },
  }
}
