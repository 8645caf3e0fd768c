/** Stands where the reader would make events of the ledger: each event of EPCIS is judged as it was written. */
import type { Mapper, MapperMaker } from '../epcis/mapper.ts'
import { makeMapper } from '../epcis/mapper.ts'
import type { RawEvent } from '../epcis/reading.ts'
import { type EventSource, pathText } from '../epcis/report.ts'
import type { Outbox, Problem } from '../outbox.ts'
import { act } from './act.ts'
import type { Declarations } from './declarations.ts'
import type { DocumentCheck } from './document-check.ts'
import { actsOf, type IdentifierReport, placeIn } from './epcis-acts.ts'
import { isFoundElsewhere, numberOfFault } from './faults.ts'
import { signsOf } from './guideline.ts'
import { readHeader, readStatement } from './header.ts'
import { prefixOf } from './identifiers.ts'
import { glnIn, gtinIn } from './master-data.ts'
import { allNamed, isUsName, localName, textIn, US_NAMESPACE } from './names.ts'
import { checkOrderNumbers, type Order } from './order.ts'
import {
  checkAction,
  checkPair,
  checkPapers,
  checkShipment,
  isShipment,
  membersOf,
  type Tell,
  usFields,
} from './shipment.ts'
import type { Act, ItemPlace } from './world.ts'
import { type FormReport, makeFormWatch } from './xml-form.ts'

/** Clocks may differ by so much. */
const SKEW = 5 * 60_000

export interface CheckSettings {
  /** Milliseconds since 1970. */
  readonly now: number
  readonly orders: readonly Order[] | undefined
}

/** @param document The one that is being read. */
export function makeChecker(
  document: () => DocumentCheck,
  declarations: Declarations,
  settings: CheckSettings,
): MapperMaker {
  return (_out, options, xml) => {
    let raw: RawEvent = {}
    let source: EventSource | undefined
    // Paths of identifiers that lack a zero: the reader has another word for the same.
    let lost = new Set<string>()
    let noParent = false
    const faults: Outbox = {
      ...SILENT,
      error(problem) {
        if (problem.path?.endsWith('.parentID') === true) noParent = true
        fault(document(), problem, 'error', raw, source, lost)
      },
      warn(problem) {
        // A parent that is missing or cannot be read is no parent of the wrong kind.
        if (problem.code === 'PARENT_KIND' && (noParent || isEmpty(raw['parentID']))) return false
        // The schema has told that.
        if (xml && problem.code === 'UNKNOWN_FIELD') return false
        fault(document(), problem, 'warn', raw, source, lost)
        return false
      },
    }
    const reader: Mapper = makeMapper(faults, options, xml)
    const watch = xml ? makeFormWatch(formReport(document)) : undefined
    return {
      header: (header, at) => takeHeader(document(), header, at),
      ...(watch === undefined ? {} : { watch }),
      map(type, event, at) {
        const doc = document()
        if (doc.resent || declarations.isResent(doc)) return
        doc.events++
        raw = event
        source = at
        lost = new Set()
        noParent = false
        const acts = actsOf(type, event, at, doc.prefixes, identifierReport(doc, at, lost))
        reader.map(type, event, at)
        checkEvent(doc, type, event, at, acts[0], settings)
        if (declarations.counts(doc, event, at)) for (const one of acts) act(doc.world, one)
      },
    }
  }
}

function takeHeader(doc: DocumentCheck, header: RawEvent, source: EventSource): void {
  doc.headerLine = (path) => source.lineOf(path)
  for (const key of ['schemaVersion', 'creationDate', 'eventTimeZoneOffset', 'sender'])
    if (Object.hasOwn(header, key)) doc.around.add(key)
  const tell: Tell = (code, path, message) => {
    const place = { line: source.lineOf(path), path: pathText('header', path.map(plainName)) }
    // Elsewhere a header may be missing; a number in it that is wrong is wrong everywhere.
    doc.us(code, place, message, code === 19 ? undefined : 'error')
  }
  readHeader(header, doc.facts, doc.prefixes, tell)
  for (const { name, path } of allNamed(header, isUsName))
    tellNamespace(doc, name, { line: source.lineOf(path), path: pathText('header', path.map(plainName)) })
}

const plainName = (part: string | number): string | number => (typeof part === 'number' ? part : localName(part))

/** In XML a namespace with a slash more is another one, and nobody finds what is in it. */
function tellNamespace(doc: DocumentCheck, name: string, place: ItemPlace): void {
  if (doc.toldNamespace || !name.startsWith('{') || name.startsWith(`{${US_NAMESPACE}}`)) return
  doc.toldNamespace = true
  const written = name.slice(1, name.lastIndexOf('}')).slice(0, 100)
  doc.us('US_NAMESPACE', place, `${localName(name)} is in «${written}»; it belongs into «${US_NAMESPACE}»`)
}

/** A schema is the same for every receiver. */
function formReport(document: () => DocumentCheck): FormReport {
  return {
    tell(code, line, path, message) {
      const doc = document()
      if (!doc.resent) doc.us(code, { line, path }, message, 'error')
    },
  }
}

const SILENT: Outbox = {
  event: () => undefined,
  error: () => undefined,
  warn: () => false,
  put: () => undefined,
  drop: () => undefined,
  size: 0,
  take: () => [],
  dropped: () => [],
}

function identifierReport(doc: DocumentCheck, source: EventSource, lost: Set<string>): IdentifierReport {
  return {
    lost(path, text) {
      lost.add(pathText(source.path, path))
      doc.world.report(29, placeIn(source, path, text), 'it is one digit short: a leading zero was dropped')
    },
    otherPrefix(path, text, length) {
      const message = `its company prefix has ${prefixOf(text)?.length ?? 0} digits here and ${length} elsewhere in the file`
      doc.world.report(28, placeIn(source, path, text), message)
    },
  }
}

// ------------------------------------------------------- faults of the reader

function fault(
  doc: DocumentCheck,
  problem: Problem,
  severity: 'error' | 'warn',
  raw: RawEvent,
  source: EventSource | undefined,
  lost: ReadonlySet<string>,
): void {
  const { code, path, message, line, remedy = '' } = problem
  if (isFoundElsewhere(code) || (path !== undefined && lost.has(path))) return
  const shown = source === undefined ? undefined : shownValue(raw, source.path, path)
  const place = {
    ...(line === undefined ? {} : { line }),
    ...(path === undefined ? {} : { path }),
    ...(shown === undefined ? {} : { value: shown }),
  }
  const words = { name: message, remedy }
  const number = numberOfFault(problem)
  // A defect of the list is rejected in the US even where the reader is patient.
  // What the schemas of XML and JSON ask for is missed everywhere.
  if (number !== undefined) doc.us(number, place, message, code === 'MISSING_FIELD' ? 'error' : severity)
  else if (severity === 'error' || code === 'NO_LOT') doc.us(code, place, message, severity, words)
  else doc.warn(code, place, message, words)
}

/** Fields whose values may be shown: they name things, places and words, never persons. */
const SHOWN: ReadonlySet<string> = new Set([
  ...['eventTime', 'eventTimeZoneOffset', 'action', 'bizStep', 'disposition', 'readPoint', 'bizLocation', 'ilmd'],
  ...['epcList', 'childEPCs', 'parentID', 'inputEPCList', 'outputEPCList', 'sourceList', 'destinationList'],
])

function shownValue(raw: RawEvent, base: string, path: string | undefined): string | undefined {
  if (path === undefined || !path.startsWith(`${base}.`)) return undefined
  let at: unknown = raw
  const parts = path
    .slice(base.length + 1)
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
  if (!SHOWN.has(parts[0] ?? '')) return undefined
  for (const part of parts) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined
    at = (at as Readonly<Record<string, unknown>>)[part]
  }
  return typeof at === 'string' && !/gsrn|801[78]/i.test(at) ? at.trim() : undefined
}

// ----------------------------------------------------------------- one event

function checkEvent(
  doc: DocumentCheck,
  type: string,
  raw: RawEvent,
  source: EventSource,
  first: Act | undefined,
  settings: CheckSettings,
): void {
  const tell: Tell = (code, path, message) => {
    const { value } = placeIn(source, path, at(raw, path))
    const place = placeIn(source, path)
    doc.us(code, value === undefined ? place : { ...place, value }, message, code === 27 ? 'error' : undefined)
  }
  const { time } = first ?? {}
  if (time !== undefined && time > settings.now + SKEW) {
    doc.world.report(4, placeIn(source, ['eventTime'], raw['eventTime']), 'this time has not come yet')
  }
  checkPair(raw, tell)
  checkAction(type, raw, (code, path, message) => {
    doc.us(code, placeIn(source, path, raw['action']), message, 'warn')
  })
  checkPapers(raw, tell)
  readMarks(doc, raw, source)
  readNumbers(doc, raw, source, first)
  if (!isShipment(raw) || raw['errorDeclaration'] !== undefined) return
  doc.shipments++
  if (isEmpty(raw['epcList']) && isEmpty(raw['quantityList']) && isEmpty(raw['childEPCs']) && isEmpty(raw['parentID']))
    doc.us('EMPTY_SHIPMENT', placeIn(source, ['epcList']), 'the shipment names no goods', 'error')
  checkShipment(raw, tell)
  if (settings.orders !== undefined) checkOrderNumbers(doc.world, raw, source, settings.orders)
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

function at(raw: RawEvent, path: readonly (string | number)[]): unknown {
  const [field] = path
  return path.length === 1 && typeof field === 'string' && SHOWN.has(field) ? raw[field] : undefined
}

/** What the guideline of the US adds to an event. */
function readMarks(doc: DocumentCheck, raw: RawEvent, source: EventSource): void {
  const fields = usFields(raw)
  for (const [name, key] of fields) signsOf(doc.guideline, name, raw[key], placeIn(source, [key]))
  if (fields.size > 0) readStatement(Object.fromEntries([...fields.values()].map((key) => [key, raw[key]])), doc.facts)
  for (const key of fields.values()) tellNamespace(doc, key, placeIn(source, [key]))
  if (!isShipment(raw)) return
  const key = fields.get('dropShipment')
  const said = key === undefined ? '' : textIn(raw[key])
  if (/^(true|false|1|0)$/.test(said)) return
  const message =
    key === undefined
      ? 'the shipment does not say whether it is a drop shipment'
      : `dropShipment is «${said.slice(0, 40)}», not true or false`
  doc.unmarked.add(31, 'error', { file: doc.fileName, ...placeIn(source, [key ?? 'bizStep']), message })
}

/** The GTINs and GLNs of the event. */
function readNumbers(doc: DocumentCheck, raw: RawEvent, source: EventSource, first: Act | undefined): void {
  let last = ''
  first?.items.forEach((id, i) => {
    if (id === undefined || (id.startsWith(last, 0) && last !== '')) return
    if (!/^\d{14}\//.test(id)) return
    last = id.slice(0, 15)
    doc.name(doc.products, id.slice(0, 14), () => first.where(i))
  })
  for (const field of ['quantityList', 'childQuantityList']) {
    membersOf(raw[field]).forEach(({ epcClass, quantity }, i) => {
      if (Number(quantity) < 0)
        doc.us('BAD_QUANTITY', placeIn(source, [field, i]), `the quantity is ${Number(quantity)}`, 'error')
      const gtin = typeof epcClass === 'string' ? gtinIn(epcClass) : undefined
      if (gtin !== undefined) doc.name(doc.products, gtin, () => placeIn(source, [field, i], epcClass))
    })
  }
  for (const field of ['readPoint', 'bizLocation']) {
    const { id } = (typeof raw[field] === 'object' && raw[field] !== null ? raw[field] : {}) as {
      readonly id?: unknown
    }
    readPlace(doc, id, source, [field])
  }
  for (const side of ['source', 'destination']) {
    for (const [i, one] of membersOf(raw[`${side}List`]).entries())
      readPlace(doc, one[side], source, [`${side}List`, i])
  }
}

function readPlace(doc: DocumentCheck, value: unknown, source: EventSource, path: readonly (string | number)[]): void {
  if (typeof value !== 'string') return
  const gln = glnIn(value)
  if (gln === undefined) return
  if (!doc.places.has(gln)) doc.prefixes.learn(value.trim())
  doc.name(doc.places, gln, () => placeIn(source, path, value))
}
