/** Whatever an event says beside the fields of the standard; and the fields of the standard that the model has no place for. */
import { personOf } from '../privacy.ts'
import { canonicalTime } from '../time.ts'
import { jsonForm } from './json-form.ts'
import { type OwnFields, ownFieldOf } from './own.ts'
import { type RawEvent, type Reading, textOf } from './reading.ts'
import type { EventReport } from './report.ts'
import { readSensors } from './sensors.ts'
import { extraOf, readValues } from './tree.ts'

/** Members of an event that the standard defines (EPCIS 2.0, section 7.4, and its JSON schema). */
const MEMBERS: ReadonlySet<string> = new Set([
  ...['@context', 'type', 'eventTime', 'recordTime', 'eventTimeZoneOffset', 'eventID', 'certificationInfo'],
  ...['errorDeclaration', 'action', 'bizStep', 'disposition', 'persistentDisposition', 'readPoint', 'bizLocation'],
  ...['bizTransactionList', 'sourceList', 'destinationList', 'sensorElementList', 'ilmd', 'epcList', 'quantityList'],
  ...['parentID', 'childEPCs', 'childQuantityList', 'inputEPCList', 'inputQuantityList', 'outputEPCList'],
  ...['outputQuantityList', 'transformationID'],
])
const BY_LOWER: ReadonlyMap<string, string> = new Map([...MEMBERS].map((name) => [name.toLowerCase(), name]))

type Extra = Reading['extra']

/** Extensions of the event itself go to `extra`; what Packtrail once wrote there is given back. */
export function readExtensions(raw: RawEvent, extra: Extra, report: EventReport): OwnFields | undefined {
  let own: OwnFields | undefined
  for (const key in raw) {
    if (MEMBERS.has(key) || isMisspelt(key, report) || isPersonal(key, report)) continue
    const name = report.expand(key, [key])
    const values = readValues(raw[key], [key], report)
    const field = ownFieldOf(name)
    const [first] = values
    if (field !== undefined && values.length === 1 && typeof first === 'string') {
      own = { ...own, [field]: first }
      continue
    }
    const unnamed = !name.startsWith('{')
    if (unnamed) report.warn('UNKNOWN_FIELD', `«${key.slice(0, 80)}» is no field of EPCIS; it is kept`, [key])
    const full = unnamed ? `{}${name}` : name
    push(extra, extraOf(full, values))
    if (typeof raw[key] !== 'string') report.forms?.set(full, jsonForm(raw[key], [key], report))
  }
  return own
}

function isMisspelt(key: string, report: EventReport): boolean {
  const right = BY_LOWER.get(key.toLowerCase())
  if (right === undefined) return false
  report.error('WRONG_CASE', `«${key}» must be written «${right}»`, [key], `Write ${right}.`)
  return true
}

function isPersonal(key: string, report: EventReport): boolean {
  const person = personOf(key)
  if (person !== undefined) report.drop(person)
  return person !== undefined
}

/** Members of an object beside the standard's own, under `where{ns}name`. */
export function readInner(
  value: RawEvent,
  known: readonly string[],
  where: string,
  extra: Extra,
  report: EventReport,
): void {
  for (const key in value) {
    if (known.includes(key) || isPersonal(key, report)) continue
    const path = [where, key]
    const name = report.expand(key, path)
    const full = `${where}${name.startsWith('{') ? '' : '{}'}${name}`
    push(extra, extraOf(full, readValues(value[key], path, report)))
    if (typeof value[key] !== 'string') report.forms?.set(full, jsonForm(value[key], path, report))
  }
}

export function readStandardExtras({ raw, extra, report }: Reading): void {
  const eventID = raw['eventID']
  if (eventID !== undefined) pushText(extra, 'eventID', eventID, report)
  const transformation = raw['transformationID']
  if (transformation !== undefined) pushText(extra, 'transformationID', transformation, report)
  const recorded = textOf(raw['recordTime'], 'recordTime', report)
  if (recorded !== undefined) extra.push(['recordTime', canonicalTime(recorded)])
  const certification = raw['certificationInfo']
  if (certification !== undefined) {
    push(extra, extraOf('certificationInfo', readValues(certification, ['certificationInfo'], report)))
  }
  const sensors = raw['sensorElementList']
  if (sensors !== undefined) push(extra, readSensors(sensors, report))
}

function pushText(extra: Extra, field: string, value: unknown, report: EventReport): void {
  const text = textOf(value, field, report)
  if (text !== undefined) extra.push([field, text])
}

function push(extra: Extra, pair: readonly [string, string] | undefined): void {
  if (pair !== undefined) extra.push(pair)
}
