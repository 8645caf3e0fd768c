/**
 * An event in the shape of its JSON-LD → XML. Both versions have the same elements; 2.0 writes them in one row, 1.2 keeps those that
 * came later in `extension` and `baseExtension`, one inside of the other (EPCIS 1.2 and 2.0, the XML schemas of their section 9.5).
 */

import { type CbvKind, isCbvWord } from '@packtrail/protocol'
import type { EpcisType } from '../epcis/kind.ts'
import type { Members } from './epcis-extra.ts'
import { xmlAttribute, xmlText } from './xml-text.ts'

export type XmlForm = 'epcis12-xml' | 'epcis2-xml'

/** An element by its name, or a wrapper with what is inside of it. */
type Order = readonly (string | { readonly [wrapper: string]: Order })[]

const WHAT_FOR = ['action', 'bizStep', 'disposition', 'readPoint', 'bizLocation'] as const
const SIDES = ['sourceList', 'destinationList'] as const
const LATE = ['sensorElementList', 'persistentDisposition'] as const
const TRANSFORMED = [
  ...['inputEPCList', 'inputQuantityList', 'outputEPCList', 'outputQuantityList', 'transformationID'],
  ...['bizStep', 'disposition', 'readPoint', 'bizLocation', 'bizTransactionList', ...SIDES],
] as const

const HEAD_2: Order = [
  ...['eventTime', 'recordTime', 'eventTimeZoneOffset', 'eventID', 'errorDeclaration', 'certificationInfo'],
]
const HEAD_1: Order = [
  ...['eventTime', 'recordTime', 'eventTimeZoneOffset'],
  { baseExtension: ['eventID', 'errorDeclaration', { extension: ['certificationInfo'] }] },
]
const ASSOCIATED: Order = [
  ...['parentID', 'childEPCs', 'childQuantityList', ...WHAT_FOR, 'bizTransactionList', ...SIDES, ...LATE],
]

const ORDERS: Readonly<Record<XmlForm, Readonly<Record<EpcisType, Order>>>> = {
  'epcis2-xml': {
    ObjectEvent: [...HEAD_2, 'epcList', ...WHAT_FOR, 'bizTransactionList', 'quantityList', ...SIDES, ...LATE, 'ilmd'],
    AggregationEvent: [
      ...[...HEAD_2, 'parentID', 'childEPCs', ...WHAT_FOR, 'bizTransactionList', 'childQuantityList', ...SIDES],
      ...LATE,
    ],
    TransactionEvent: [
      ...[...HEAD_2, 'bizTransactionList', 'parentID', 'epcList', ...WHAT_FOR, 'quantityList', ...SIDES, ...LATE],
    ],
    TransformationEvent: [...HEAD_2, ...TRANSFORMED, ...LATE, 'ilmd'],
    AssociationEvent: [...HEAD_2, ...ASSOCIATED],
  },
  'epcis12-xml': {
    ObjectEvent: [
      ...[...HEAD_1, 'epcList', ...WHAT_FOR, 'bizTransactionList'],
      { extension: ['quantityList', ...SIDES, 'ilmd', { extension: LATE }] },
    ],
    AggregationEvent: [
      ...[...HEAD_1, 'parentID', 'childEPCs', ...WHAT_FOR, 'bizTransactionList'],
      { extension: ['childQuantityList', ...SIDES, { extension: LATE }] },
    ],
    TransactionEvent: [
      ...[...HEAD_1, 'bizTransactionList', 'parentID', 'epcList', ...WHAT_FOR],
      { extension: ['quantityList', ...SIDES, { extension: LATE }] },
    ],
    TransformationEvent: [...HEAD_1, ...TRANSFORMED, 'ilmd', { extension: LATE }],
    AssociationEvent: [...HEAD_1, ...ASSOCIATED],
  },
}

/** Elements around an event: 1.2 has no place for two of the types but its extensions. */
const AROUND: Readonly<Record<XmlForm, Partial<Record<EpcisType, readonly [string, string]>>>> = {
  'epcis2-xml': {},
  'epcis12-xml': {
    TransformationEvent: ['<extension>', '</extension>'],
    AssociationEvent: ['<extension><extension>', '</extension></extension>'],
  },
}

/** Lists that 1.2 requires, even without anything in them. */
const REQUIRED: Partial<Record<EpcisType, string>> = {
  ObjectEvent: 'epcList',
  AggregationEvent: 'childEPCs',
  TransactionEvent: 'epcList',
}

/** @param namespaces The prefixes that the document does not declare, as pairs of namespace and prefix. */
export function xmlEvent(event: Members, form: XmlForm, namespaces: Iterable<readonly [string, string]>): string {
  const type = event['type'] as EpcisType
  const required = form === 'epcis12-xml' ? REQUIRED[type] : undefined
  const whole = required === undefined || event[required] !== undefined ? event : { ...event, [required]: [] }
  const declared = [...namespaces].map(([namespace, prefix]) => ` xmlns:${prefix}="${xmlAttribute(namespace)}"`)
  const [before, after] = AROUND[form][type] ?? ['', '']
  const extensions = Object.keys(event).filter((name) => name.includes(':'))
  const inside = inOrder(whole, ORDERS[form][type]) + extensions.map((name) => extension(name, event[name])).join('')
  return `${before}<${type}${declared.join('')}>${inside}</${type}>${after}\n`
}

function inOrder(event: Members, order: Order): string {
  let text = ''
  for (const part of order) {
    if (typeof part === 'string') {
      if (event[part] !== undefined) text += field(part, event[part])
      continue
    }
    for (const [wrapper, inner] of Object.entries(part)) {
      const wrapped = inOrder(event, inner)
      if (wrapped !== '') text += element(wrapper, wrapped)
    }
  }
  return text
}

// ------------------------------------------------------------------ fields

const FIELDS: Readonly<Record<string, (value: never) => string>> = {
  epcList: (list: readonly string[]) => texts('epc', list),
  childEPCs: (list: readonly string[]) => texts('epc', list),
  inputEPCList: (list: readonly string[]) => texts('epc', list),
  outputEPCList: (list: readonly string[]) => texts('epc', list),
  quantityList: quantities,
  childQuantityList: quantities,
  inputQuantityList: quantities,
  outputQuantityList: quantities,
  bizTransactionList: (list: readonly Members[]) => typed('bizTransaction', 'btt', list),
  sourceList: (list: readonly Members[]) => typed('source', 'sdt', list),
  destinationList: (list: readonly Members[]) => typed('destination', 'sdt', list),
  readPoint: place,
  bizLocation: place,
  persistentDisposition: ({
    set = [],
    unset = [],
  }: {
    readonly set?: readonly string[]
    readonly unset?: readonly string[]
  }) => words('unset', unset) + words('set', set),
  errorDeclaration: declaration,
  ilmd: extensionsOf,
  sensorElementList: (list: readonly Members[]) => list.map(sensorElement).join(''),
  bizStep: (text: string) => xmlText(urn('bizstep', text)),
  disposition: (text: string) => xmlText(urn('disp', text)),
}

function field(name: string, value: unknown): string {
  const write = FIELDS[name]
  return element(name, write === undefined ? xmlText(String(value)) : write(value as never))
}

function element(name: string, inside: string, attributes = ''): string {
  return inside === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${inside}</${name}>`
}

/** Words of the CBV have their namespace in XML. */
function urn(kind: CbvKind, word: string): string {
  return isCbvWord(kind, word) ? `urn:epcglobal:cbv:${kind}:${word}` : word
}

function texts(name: string, list: readonly string[]): string {
  return list.map((one) => element(name, xmlText(one))).join('')
}

function words(name: string, list: readonly string[]): string {
  return texts(
    name,
    list.map((word) => urn('disp', word)),
  )
}

function quantities(list: readonly Members[]): string {
  return list.map((one) => element('quantityElement', members(one, ['epcClass', 'quantity', 'uom']))).join('')
}

function members(value: Members, names: readonly string[]): string {
  return names.map((name) => (value[name] === undefined ? '' : element(name, xmlText(String(value[name]))))).join('')
}

function typed(name: string, kind: CbvKind, list: readonly Members[]): string {
  return list
    .map((one) => {
      const { type } = one as { readonly type?: string }
      const attribute = type === undefined ? '' : ` type="${xmlAttribute(urn(kind, type))}"`
      return element(name, xmlText(String(one[name])), attribute)
    })
    .join('')
}

function place(value: Members): string {
  return members(value, ['id']) + extensionsOf(value)
}

function declaration(value: Members): string {
  const { reason, correctiveEventIDs = [] } = value as {
    readonly reason?: string
    readonly correctiveEventIDs?: readonly string[]
  }
  const ids =
    correctiveEventIDs.length === 0 ? '' : element('correctiveEventIDs', texts('correctiveEventID', correctiveEventIDs))
  const why = reason === undefined ? '' : element('reason', xmlText(urn('er', reason)))
  return members(value, ['declarationTime']) + why + ids + extensionsOf(value)
}

// -------------------------------------------------------------- extensions

function extensionsOf(value: Members): string {
  return Object.entries(value)
    .filter(([name]) => name.includes(':'))
    .map(([name, one]) => extension(name, one))
    .join('')
}

/** Members that begin with `@` are attributes, see `xml-shape.ts`. */
export function extension(name: string, value: unknown, spaces = ''): string {
  if (Array.isArray(value)) return value.map((one: unknown) => extension(name, one, spaces)).join('')
  if (typeof value !== 'object' || value === null) return element(name, xmlText(String(value)), spaces)
  let attributes = spaces
  let inside = ''
  for (const [inner, one] of Object.entries(value)) {
    if (inner.startsWith('@')) attributes += ` ${inner.slice(1)}="${xmlAttribute(String(one))}"`
    else inside += inner === '#text' ? xmlText(String(one)) : extension(inner, one)
  }
  return element(name, inside, attributes)
}

// ----------------------------------------------------------------- sensors

function sensorElement(value: Members): string {
  const { sensorMetadata, sensorReport } = value as {
    readonly sensorMetadata?: Members
    readonly sensorReport?: readonly Members[]
  }
  const metadata = sensorMetadata === undefined ? '' : element('sensorMetadata', '', attributesOf(sensorMetadata))
  const reports = (sensorReport ?? []).map((one) => element('sensorReport', '', attributesOf(one))).join('')
  return element('sensorElement', metadata + reports + extensionsOf(value))
}

/** Words of the web vocabulary stand bare in JSON, and with their prefix in XML. */
const PREFIXES: Readonly<Record<string, string>> = { type: 'gs1:', exception: 'gs1:', component: 'cbv:Comp-' }

function attributesOf(value: Members): string {
  return Object.entries(value)
    .map(([name, one]) => {
      const text = String(one)
      const prefix = text.includes(':') || !Object.hasOwn(PREFIXES, name) ? '' : PREFIXES[name]
      return ` ${name}="${xmlAttribute(`${prefix}${text}`)}"`
    })
    .join('')
}
