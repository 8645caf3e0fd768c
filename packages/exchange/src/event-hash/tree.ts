/**
 * A raw event → the tree that is hashed: names with their full namespace, lists as XML has them, values as text with their vocabulary
 * written out. What no profile hashes (CBV 2.0, pages 95 and 96: eventID, recordTime, errorDeclaration, comments) is not in it.
 */

import type { CbvKind } from '@packtrail/protocol'
import type { RawEvent } from '../epcis/reading.ts'
import { type EventSource, fullValue } from '../epcis/report.ts'
import { readWord } from '../epcis/vocabulary.ts'
import { jsonNumber } from './numbers.ts'

export interface HashNode {
  readonly name: string
  /** Its name is not written: an item of bizTransactionList, sourceList, destinationList. */
  readonly unnamed: boolean
  readonly text: string
  /** A number of JSON, or what JSON would hold as one. */
  readonly isNumber: boolean
  readonly children: readonly HashNode[]
}

export interface TreeOptions {
  readonly xml: boolean
  /** `{namespace}` of master data attributes, in braces, as it is to be written. */
  readonly masterData: string
  /** Write `gs1:…` and other prefixed values in full. */
  readonly prefixedValues: boolean
}

/** Lists whose items have a name of their own in XML and none in JSON. */
const ITEM_NAMES: ReadonlyMap<string, string> = new Map([
  ...(['epcList', 'childEPCs', 'inputEPCList', 'outputEPCList'] as const).map((name) => [name, 'epc'] as const),
  ...(['quantityList', 'childQuantityList', 'inputQuantityList', 'outputQuantityList'] as const).map(
    (name) => [name, 'quantityElement'] as const,
  ),
  ['sensorElementList', 'sensorElement'],
  ['bizTransactionList', 'bizTransaction'],
  ['sourceList', 'source'],
  ['destinationList', 'destination'],
])

const PAIRS: ReadonlySet<string> = new Set(['bizTransaction', 'source', 'destination'])

/** Never hashed, at the level of the event. */
const IGNORED: ReadonlySet<string> = new Set(['type', 'eventID', 'recordTime', 'errorDeclaration', '@context'])
/** Never hashed, at any level. */
const COMMENTS: ReadonlySet<string> = new Set(['comment', '{http://www.w3.org/2000/01/rdf-schema#}comment'])

/** Numbers by the schema: XML and JSON spell them differently. */
const NUMERIC: ReadonlySet<string> = new Set([
  ...['quantity', 'value', 'minValue', 'maxValue', 'meanValue', 'sDev', 'percRank', 'percValue'],
])

const MDA = '{urn:epcglobal:cbv:mda}'
const NO_CHILDREN: readonly HashNode[] = []

export function treeOf(raw: RawEvent, source: EventSource, options: TreeOptions): readonly HashNode[] {
  const build: Build = { source, options }
  const nodes: HashNode[] = []
  for (const key in raw) {
    if (IGNORED.has(key)) continue
    const item = ITEM_NAMES.get(key)
    if (item === undefined) addMember(nodes, '', key, raw[key], build)
    else
      nodes.push(
        node(
          key,
          '',
          listOf(raw[key]).flatMap((one) => nodesOf(key, item, one, build)),
        ),
      )
  }
  return nodes
}

interface Build {
  readonly source: EventSource
  readonly options: TreeOptions
}

function node(name: string, text: string, children: readonly HashNode[], unnamed = false, isNumber = false): HashNode {
  return { name, unnamed, text, isNumber, children }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
}

function addMember(nodes: HashNode[], parent: string, key: string, value: unknown, build: Build): void {
  if (key.startsWith('@xmlns') || key === '@context') return
  const name = fullName(key, build)
  if (COMMENTS.has(name)) return
  for (const one of nodesOf(parent, name, value, build)) nodes.push(one)
}

function fullName(key: string, { source, options }: Build): string {
  // Attributes of XML are marked; they are written like elements.
  if (options.xml && key.startsWith('@')) return fullName(key.slice(1), { source, options })
  const name = key.includes(':') ? (source.expand(key) ?? key) : key
  return name.startsWith(MDA) ? options.masterData + name.slice(MDA.length) : name
}

/** One value is one node, a list as many as it has items. */
function nodesOf(parent: string, name: string, value: unknown, build: Build): readonly HashNode[] {
  if (Array.isArray(value)) return value.flatMap((one) => nodesOf(parent, name, one, build))
  if (typeof value === 'object' && value !== null) {
    const children: HashNode[] = []
    const members = value as RawEvent
    for (const key in members) if (key !== '#text') addMember(children, name, key, members[key], build)
    const text = textOf(parent, name, members['#text'], build)
    return [node(name, text, children, PAIRS.has(name) && parent.endsWith('List'))]
  }
  if (value === undefined || value === null) return []
  const isNumber = typeof value === 'number' || (build.options.xml && isNumeric(parent, name))
  return [node(name, textOf(parent, name, value, build), NO_CHILDREN, false, isNumber)]
}

function textOf(parent: string, name: string, value: unknown, build: Build): string {
  if (typeof value !== 'string') return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
  const text = value.trim()
  if (build.options.xml && isNumeric(parent, name)) return jsonNumber(text)
  return bareWord(parent, name, expandValue(text, build))
}

function isNumeric(parent: string, name: string): boolean {
  return NUMERIC.has(name) && (parent === 'quantityElement' || parent === 'sensorReport')
}

/** `gs1:Temperature` → `https://gs1.org/voc/Temperature`; so with any prefix that the document declares, in XML and JSON. */
function expandValue(text: string, { source, options }: Build): string {
  const colon = text.indexOf(':')
  if (colon <= 0 || !options.prefixedValues) return text
  const prefix = text.slice(0, colon)
  if (prefix === 'gs1') return `https://gs1.org/voc/${text.slice(4)}`
  if (prefix === 'cbv') return `https://ref.gs1.org/cbv/${text.slice(4)}`
  return fullValue(text, source)
}

/** Where bare words of the CBV and of the GS1 web vocabulary may stand, by parent and name. */
const WORDS: ReadonlyMap<string, readonly [kind: CbvKind, stem: string]> = new Map([
  ['/bizStep', ['bizstep', 'https://ref.gs1.org/cbv/BizStep-']],
  ['/disposition', ['disp', 'https://ref.gs1.org/cbv/Disp-']],
  ['persistentDisposition/set', ['disp', 'https://ref.gs1.org/cbv/Disp-']],
  ['persistentDisposition/unset', ['disp', 'https://ref.gs1.org/cbv/Disp-']],
  ['bizTransaction/type', ['btt', 'https://ref.gs1.org/cbv/BTT-']],
  ['source/type', ['sdt', 'https://ref.gs1.org/cbv/SDT-']],
  ['destination/type', ['sdt', 'https://ref.gs1.org/cbv/SDT-']],
])
const SENSOR_WORDS: ReadonlyMap<string, string> = new Map([
  ['type', 'https://gs1.org/voc/'],
  ['exception', 'https://gs1.org/voc/'],
  ['component', 'https://ref.gs1.org/cbv/Comp-'],
])

function bareWord(parent: string, name: string, text: string): string {
  if (text.includes(':')) return text
  if (parent === 'sensorReport') {
    const stem = SENSOR_WORDS.get(name)
    return stem === undefined || text === '' ? text : stem + text
  }
  const known = WORDS.get(`${parent}/${name}`)
  return known !== undefined && readWord(known[0], text).origin === 'cbv' ? known[1] + text : text
}
