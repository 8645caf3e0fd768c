/**
 * What the schemas ask of an event in XML and reading it does not need: the order of its elements, and texts without blanks around
 * them. The world sends both, so they are a warning each; strictly read, the event is refused.
 */
import type { XmlNode } from '../xml/node.ts'
import { isWrapper } from './xml-shape.ts'

/** Of the schemas of 1.2 and 2.0, which agree in the order of what both have. */
const FRAME = [
  'eventTime',
  'recordTime',
  'eventTimeZoneOffset',
  'eventID',
  'errorDeclaration',
  'certificationInfo',
  'baseExtension',
]
const WHERE = ['action', 'bizStep', 'disposition', 'readPoint', 'bizLocation']
const SIDES = ['sourceList', 'destinationList', 'sensorElementList', 'persistentDisposition', 'ilmd', 'extension']
const WHY = 'bizTransactionList'

const ORDER: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map(
  Object.entries({
    ObjectEvent: ['epcList', ...WHERE, WHY, 'quantityList', ...SIDES],
    AggregationEvent: ['parentID', 'childEPCs', ...WHERE, WHY, 'childQuantityList', ...SIDES],
    TransactionEvent: [WHY, 'parentID', 'epcList', ...WHERE, 'quantityList', ...SIDES],
    TransformationEvent: [
      ...['inputEPCList', 'inputQuantityList', 'outputEPCList', 'outputQuantityList', 'transformationID'],
      ...[...WHERE.slice(1), WHY, ...SIDES],
    ],
    AssociationEvent: ['parentID', 'childEPCs', 'childQuantityList', ...WHERE, WHY, ...SIDES],
  }).map(([type, fields]) => [type, new Map([...FRAME, ...fields].map((field, i) => [field, i]))]),
)

/** The first element that stands behind one that it should stand before. */
export function misplaced(event: XmlNode): XmlNode | undefined {
  const order = ORDER.get(event.name)
  return order === undefined ? undefined : misplacedIn(event, order, false)
}

/** Fields of 2.0: in an extension of 1.2 they stand where anything may. */
const LATE: ReadonlySet<string> = new Set(['certificationInfo', 'sensorElementList', 'persistentDisposition'])

function misplacedIn(node: XmlNode, order: ReadonlyMap<string, number>, isInner: boolean): XmlNode | undefined {
  let last = -1
  for (const child of node.children ?? []) {
    const place = order.get(child.name)
    if (place === undefined || (isInner && LATE.has(child.name))) continue
    if (place < last) return child
    last = place
    const inner = isWrapper(child.name) ? misplacedIn(child, order, true) : undefined
    if (inner !== undefined) return inner
  }
  return undefined
}

const TEXTS: ReadonlySet<string> = new Set([
  ...['eventTime', 'recordTime', 'eventTimeZoneOffset', 'eventID', 'action', 'bizStep', 'disposition', 'parentID'],
  ...['transformationID', 'epc', 'id'],
])
/** Where those are inside. */
const HOLDERS: ReadonlySet<string> = new Set([
  ...[
    'epcList',
    'childEPCs',
    'inputEPCList',
    'outputEPCList',
    'readPoint',
    'bizLocation',
    'extension',
    'baseExtension',
  ],
])

/** The first time or identifier with blanks or line breaks around it. */
export function blankAround(node: XmlNode): XmlNode | undefined {
  for (const child of node.children ?? []) {
    if (TEXTS.has(child.name)) {
      const { text } = child
      if (text !== '' && (text.charCodeAt(0) <= 0x20 || text.charCodeAt(text.length - 1) <= 0x20)) return child
    } else if (HOLDERS.has(child.name)) {
      const inner = blankAround(child)
      if (inner !== undefined) return inner
    }
  }
  return undefined
}
