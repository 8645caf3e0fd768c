/** The tree of an event → the text whose SHA-256 is the event hash: names and values in canonical order, nothing between them. */
import { canonicalIdentifier } from './identifier.ts'
import { canonicalMoment } from './moment.ts'
import type { ProfileRules } from './profiles.ts'
import type { HashNode } from './tree.ts'

/** Children of standard fields, in their order. */
const CHILDREN: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...(['epcList', 'childEPCs', 'inputEPCList', 'outputEPCList'] as const).map((name) => [name, ['epc']] as const),
  ...(['quantityList', 'childQuantityList', 'inputQuantityList', 'outputQuantityList'] as const).map(
    (name) => [name, ['quantityElement']] as const,
  ),
  ['quantityElement', ['epcClass', 'quantity', 'uom']],
  ['persistentDisposition', ['set', 'unset']],
  ['readPoint', ['id']],
  ['bizLocation', ['id']],
  ['bizTransactionList', ['bizTransaction']],
  ['sourceList', ['source']],
  ['destinationList', ['destination']],
  ['bizTransaction', ['type', 'bizTransaction']],
  ['source', ['type', 'source']],
  ['destination', ['type', 'destination']],
  ['sensorElementList', ['sensorElement']],
  ['sensorElement', ['sensorMetadata', 'sensorReport']],
  [
    'sensorMetadata',
    ['time', 'startTime', 'endTime', 'deviceID', 'deviceMetadata', 'rawData', 'dataProcessingMethod', 'bizRules'],
  ],
  [
    'sensorReport',
    [
      ...[
        'type',
        'exception',
        'deviceID',
        'deviceMetadata',
        'rawData',
        'dataProcessingMethod',
        'time',
        'microorganism',
      ],
      ...['chemicalSubstance', 'value', 'component', 'stringValue', 'booleanValue', 'hexBinaryValue', 'uriValue'],
      ...['minValue', 'maxValue', 'meanValue', 'sDev', 'percRank', 'percValue', 'uom', 'coordinateReferenceSystem'],
    ],
  ],
])
const NO_NAMES: readonly string[] = []

const TIMES: ReadonlySet<string> = new Set(['eventTime', 'time', 'startTime', 'endTime'])

/** What standard fields are printed with. */
interface Printing {
  readonly rules: ProfileRules
  readonly urnWords: boolean
}

/** @param urnWords Write vocabulary that stands as URN as web address. */
export function preHashOf(type: string, fields: readonly HashNode[], rules: ProfileRules, urnWords: boolean): string {
  const printing: Printing = { rules, urnWords }
  let text = `eventType=${type}`
  const lifted: string[] = []
  for (const name of rules.order) {
    for (const field of fields) {
      if (field.name !== name) continue
      text += name === 'ilmd' ? printExtension(field, printing) : printField(field, printing)
    }
  }
  const rest: string[] = []
  for (const name of rules.order) for (const field of fields) if (field.name === name) lift(field, printing, lifted)
  for (const field of fields) {
    if (rules.order.includes(field.name) || rules.ignored.includes(field.name)) continue
    const isStandard = CHILDREN.has(field.name)
    push(rest, isStandard ? printField(field, printing) : printExtension(field, printing))
    if (isStandard) lift(field, printing, lifted)
  }
  if (rules.liftedInOrder) return text + lifted.join('') + sorted(rest)
  return text + sorted([...lifted, ...rest])
}

function push(texts: string[], text: string): void {
  if (text !== '') texts.push(text)
}

/** A standard field: nothing when it holds nothing. */
function printField(field: HashNode, printing: Printing): string {
  const { rules } = printing
  const names = CHILDREN.get(field.name) ?? NO_NAMES
  const value = field.text === '' ? '' : printValue(field, printing, TIMES.has(field.name))
  let inner = ''
  if (field.children.length > 0) {
    for (const name of field.unnamed && !rules.typeFirst ? [...names].reverse() : names) {
      const texts: string[] = []
      for (const child of field.children) if (child.name === name) push(texts, printField(child, printing))
      inner += sorted(texts)
    }
    const extensions: string[] = []
    for (const child of field.children) {
      if (!names.includes(child.name) && rules.inPlace(child.name, field.children))
        push(extensions, printExtension(child, printing))
    }
    inner += sorted(extensions)
  }
  if (value === '' && inner === '') return ''
  const name = field.unnamed || rules.unwritten.includes(field.name) ? '' : field.name
  return `${name}${value === '' ? '' : '='}${value}${inner}`
}

/** Extensions inside of a field that the profile writes behind the event's fields, under the names of what they stood in. */
function lift(field: HashNode, printing: Printing, into: string[]): void {
  const names = CHILDREN.get(field.name)
  if (names === undefined || field.children.length === 0) return
  const { rules } = printing
  const found: string[] = []
  for (const child of field.children) {
    if (names.includes(child.name)) lift(child, printing, found)
    else if (!rules.inPlace(child.name, field.children)) push(found, printExtension(child, printing))
  }
  if (found.length === 0) return
  const naming = rules.liftedName(field.name)
  if (naming === 'once') into.push((field.unnamed ? '' : field.name) + sorted(found))
  else for (const one of found) into.push(naming === 'each' ? field.name + one : one)
}

/** An extension or ilmd: whatever stands in it, sorted. */
function printExtension(field: HashNode, printing: Printing): string {
  const { rules } = printing
  const texts: string[] = []
  for (const child of field.children) push(texts, printExtension(child, printing))
  const inner = sorted(texts)
  if (field.text !== '') return `${field.name}=${printValue(field, printing, rules.timesAnywhere)}${inner}`
  if (inner !== '' || rules.empty === 'name') return field.name + inner
  return rules.empty === 'nothing' ? '' : `${field.name}=`
}

const URN_WORDS: readonly (readonly [urn: string, web: string])[] = [
  ['urn:epcglobal:cbv:bizstep:', 'https://ref.gs1.org/cbv/BizStep-'],
  ['urn:epcglobal:cbv:disp:', 'https://ref.gs1.org/cbv/Disp-'],
  ['urn:epcglobal:cbv:btt:', 'https://ref.gs1.org/cbv/BTT-'],
  ['urn:epcglobal:cbv:sdt:', 'https://ref.gs1.org/cbv/SDT-'],
  ['urn:epcglobal:cbv:er:', 'https://ref.gs1.org/cbv/ER-'],
]

function printValue({ text, isNumber }: HashNode, { rules, urnWords }: Printing, isTime: boolean): string {
  if (isNumber && rules.keepsNumbers) return text
  if (isTime) {
    const moment = canonicalMoment(text, rules.rounding)
    if (moment !== undefined) return moment
  }
  let value = text
  if (urnWords && value.includes('urn:epcglobal:cbv:'))
    for (const [urn, web] of URN_WORDS) value = value.replaceAll(urn, web)
  return canonicalIdentifier(rules.number(value))
}

/** By code point, which is the order of the bytes in UTF-8; the units of UTF-16 sort otherwise only beyond U+FFFF. */
function sorted(texts: string[]): string {
  if (texts.length < 2) return texts[0] ?? ''
  return (texts.some((text) => /[\ud800-\udfff]/.test(text)) ? texts.sort(byCodePoint) : texts.sort()).join('')
}

function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)]
    if (x === y) continue
    const [highX, highY] = [isSurrogate(x), isSurrogate(y)]
    if (highX !== highY) return highX ? 1 : -1
    return x - y
  }
  return a.length - b.length
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff
}
