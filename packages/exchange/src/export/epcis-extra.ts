/** `extra` of a draft → the members of an EPCIS event it came from; what has no member there is given back. */
import { type ClassId, classToUri, type PlaceId, partyToUri, placeToUri } from '@packtrail/codes'
import { canonicalDecimal } from '../decimal.ts'
import { isOnlyJson } from '../epcis/json-form.ts'
import { SENSOR_NUMBERS } from '../epcis/sensors.ts'
import { readDateTime } from '../time.ts'
import { extensionValue, type Names, parseList, shorten } from './names.ts'
import { fitsXml, isAttribute, isQualified, isXmlText } from './xml-text.ts'

export type Members = Record<string, unknown>

/** The parts of an event that `extra` adds to. */
export interface ExtraTargets {
  readonly event: Members
  readonly ilmd: Members
  readonly readPoint: Members
  readonly bizLocation: Members
  readonly errorDeclaration: Members
  readonly sourceList: Members[]
  readonly destinationList: Members[]
  readonly names: Names
  /** How extensions stood in the JSON they came from. */
  readonly forms: ReadonlyMap<string, unknown> | undefined
  /** Keys of extensions that are written in another form than they had. */
  readonly reformed: string[]
  /** Members that this type of event may have. */
  allows(member: string): boolean
}

/** Keys that the writer of the event reads itself. */
const HANDLED: ReadonlySet<string> = new Set([
  ...['eventType', 'action', 'bizStep', 'disposition', 'persistentDisposition', 'eventTimeFraction', 'parentID'],
  'linkAttributes[]',
  ...['fromOwner', 'fromHolder', 'toOwner', 'toHolder'],
  ...['otherEPCs[]', 'otherChildren[]', 'otherInputs[]', 'otherOutputs[]', 'correctiveEventIDs[]', 'errorReason'],
])
const TEXTS: ReadonlySet<string> = new Set(['eventID', 'recordTime', 'transformationID', 'certificationInfo'])

/** Writes what it can; answers the rest, which goes to a field of our own. */
export function placeExtra(
  extra: readonly (readonly [string, string])[],
  targets: ExtraTargets,
): readonly (readonly [string, string])[] {
  const rest = extra.filter(([key, text]) => !HANDLED.has(key) && !placeOne(key, text, targets))
  if (targets.forms !== undefined) placeEmpty(targets.forms, extra, targets)
  return rest
}

/** What is empty: anything else that has no key in `extra` was taken out of it. */
function isEmpty(form: unknown): boolean {
  return form === null || (Array.isArray(form) && form.every(isEmpty))
}

/** Extensions without any value (`null`, an empty list) have no key in `extra`. */
function placeEmpty(
  forms: ReadonlyMap<string, unknown>,
  extra: readonly (readonly [string, string])[],
  targets: ExtraTargets,
): void {
  for (const [full, form] of forms) {
    const brace = full.indexOf('{')
    if (!isEmpty(form) || full.startsWith('{}', brace) || extra.some(([key]) => key === full || key === `${full}[]`))
      continue
    const target = targetOf(full.slice(0, brace), targets)
    if (targets.names.xml || target === undefined) targets.reformed.push(full)
    else target[targets.names.short(full.slice(brace))] = shorten(form, targets.names)
  }
}

function placeOne(key: string, text: string, targets: ExtraTargets): boolean {
  const { event, names } = targets
  const { xml } = names
  if (TEXTS.has(key)) return (!xml || textFits(key, text)) && setMember(event, key, text, targets)
  // XML has room for one.
  if (key === 'certificationInfo[]') return !xml && setMember(event, 'certificationInfo', parseList(text), targets)
  if (key === 'sensorElementList[]') return setMember(event, 'sensorElementList', sensorsOf(text, names), targets)
  if (key.endsWith('uantityList[]')) return placeQuantities(key.slice(0, -2), text, targets)
  if (key === 'sourceList[]') return placeSides(targets.sourceList, 'source', text)
  if (key === 'destinationList[]') return placeSides(targets.destinationList, 'destination', text)
  const brace = key.indexOf('{')
  // `{}name` was no name of JSON-LD in the first place.
  if (brace < 0 || key.startsWith('{}', brace)) return false
  const target = targetOf(key.slice(0, brace), targets)
  const full = key.endsWith('[]') ? key.slice(brace, -2) : key.slice(brace)
  if (target === undefined || (xml && !extensionFits(key, full, text))) return false
  const name = names.short(full)
  const origin = key.endsWith('[]') ? key.slice(0, -2) : key
  const form = targets.forms?.get(origin)
  if (xml ? isOnlyJson(form ?? '') || isMixed(key, text) : form === undefined && hasMarkup(key, text))
    targets.reformed.push(origin)
  target[name] = xml || form === undefined ? extensionValue(key, text, names) : shorten(form, names)
  return true
}

/** Attributes, and text beside elements: of XML, for which JSON has no name. */
function hasMarkup(key: string, text: string): boolean {
  return key.endsWith('[]') && /"(?:#text|@[^"]*)":/.test(text)
}

/** Text between elements, whose order nobody knows any more. */
function isMixed(key: string, text: string): boolean {
  if (!key.endsWith('[]') || !text.includes('"#text":')) return false
  const mixed = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return false
    const names = Object.keys(value)
    const here = '#text' in value && names.some((name) => name !== '#text' && !name.startsWith('@'))
    return here || Object.values(value).some(mixed)
  }
  return mixed(parseList(text))
}

/** Both versions of XML want times with an offset here. */
function textFits(key: string, text: string): boolean {
  return key === 'recordTime' ? readDateTime(text)?.offset !== undefined : isXmlText(text)
}

/** Whether XML can hold it. */
export function extensionFits(key: string, name: string, text: string): boolean {
  if (!isQualified(name)) return false
  if (!key.endsWith('[]')) return isXmlText(text)
  const list = parseList(text)
  return list === undefined ? isXmlText(text) : fitsXml(list)
}

function setMember(event: Members, name: string, value: unknown, { allows }: ExtraTargets): boolean {
  if (value === undefined || !allows(name)) return false
  event[name] = value
  return true
}

function targetOf(where: string, targets: ExtraTargets): Members | undefined {
  switch (where) {
    case '':
      return targets.event
    case 'ilmd':
      return targets.allows('ilmd') ? targets.ilmd : undefined
    case 'readPoint':
      return targets.readPoint
    case 'bizLocation':
      return targets.bizLocation
    case 'errorDeclaration':
      return targets.errorDeclaration
    default:
      return undefined
  }
}

function placeQuantities(name: string, text: string, targets: ExtraTargets): boolean {
  const list = parseList(text)
  if (list === undefined || !targets.allows(name)) return false
  const elements: Members[] = []
  for (const item of list) {
    const [named, quantity, uom] = (Array.isArray(item) ? item : []) as readonly unknown[]
    if (typeof named !== 'string' || typeof quantity !== 'string') return false
    // A number that JSON would round is kept as text, elsewhere; XML has no unit without a quantity.
    const { xml } = targets.names
    if (xml ? quantity === '' && uom !== undefined : !isPlainNumber(quantity)) return false
    if (xml && typeof uom === 'string' && !isXmlText(uom)) return false
    elements.push({
      epcClass: classToUri(named as ClassId),
      ...(quantity === '' ? {} : { quantity: xml ? quantity : Number(quantity) }),
      ...(typeof uom === 'string' ? { uom } : {}),
    })
  }
  targets.event[name] = elements
  return true
}

function isPlainNumber(quantity: string): boolean {
  return quantity === '' || canonicalDecimal(Number(quantity)) === quantity
}

function placeSides(list: Members[], side: 'source' | 'destination', text: string): boolean {
  const items = parseList(text)
  if (items === undefined) return false
  for (const item of items) {
    const { type, place, party } = (item ?? {}) as Readonly<Record<string, unknown>>
    if (typeof type !== 'string') continue
    if (typeof place === 'string') list.push({ type, [side]: placeToUri(place as PlaceId) })
    if (typeof party === 'string') list.push({ type, [side]: partyToUri(party as PlaceId) })
  }
  return true
}

/** Texts of numeric fields are numbers in JSON. */
function sensorsOf(text: string, names: Names): unknown {
  const list = parseList(text)
  // A report says what it measures (JSON schema of EPCIS 2.0); XML leaves that open.
  if (list?.every(names.xml ? sensorFits : everyReportHasType) !== true) return undefined
  return list?.map((element) => sensorPart(element, '', names))
}

function everyReportHasType(element: unknown): boolean {
  const { sensorReport = [] } = (element ?? {}) as { readonly sensorReport?: unknown }
  const reports = Array.isArray(sensorReport) ? (sensorReport as readonly unknown[]) : [sensorReport]
  return reports.every((one) => typeof one === 'object' && one !== null && 'type' in one)
}

/** Metadata and reports are attributes in XML. */
function sensorFits(element: unknown): boolean {
  if (typeof element !== 'object' || element === null) return false
  return Object.entries(element).every(([name, value]) => {
    if (name !== 'sensorMetadata' && name !== 'sensorReport') return isQualified(name) && fitsXml(value)
    const parts = Array.isArray(value) ? (value as readonly unknown[]) : [value]
    const mayRepeat = name === 'sensorReport' || parts.length === 1
    return mayRepeat && parts.every(hasOnlyAttributes)
  })
}

function hasOnlyAttributes(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false
  return Object.entries(part).every(([name, value]) => isAttribute(name, value))
}

function sensorPart(value: unknown, name: string, names: Names): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => sensorPart(one, name, names))
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([inner, one]): [string, unknown] => {
      const part = sensorPart(one, inner, names)
      return [names.short(inner), inner === 'sensorReport' && !Array.isArray(part) ? [part] : part]
    })
    return Object.fromEntries(members)
  }
  if (typeof value !== 'string' || names.xml) return value
  if (name === 'booleanValue') return value === 'true'
  return SENSOR_NUMBERS.has(name) && canonicalDecimal(Number(value)) === value ? Number(value) : value
}
