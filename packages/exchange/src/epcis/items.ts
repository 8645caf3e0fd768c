/** The identifiers of an event → packs, containers and the rest. Runs for every EPC of a document: the usual path is short. */
import {
  type ClassId,
  epcToClass,
  epcToItem,
  epcToPlace,
  explainClass,
  explainItem,
  explainPlace,
  type ItemId,
  itemKind,
  type PackId,
  type PlaceId,
  packAsContainer,
  parseDigitalLink,
} from '@packtrail/codes'
import type { DraftPack } from '../draft.ts'
import { personOfId } from '../privacy.ts'
import { dropRepeated, packIsBefore, packKeyOf, textIsBefore, textKey } from '../repeated.ts'
import { tolerantDay } from '../time.ts'
import { textOf, warnBlanks } from './reading.ts'
import type { EventReport } from './report.ts'
import type { Path } from './tree.ts'

export interface Items {
  readonly packs: DraftPack[]
  readonly containers: string[]
  /** Things that are neither, as `uri:…`: documents, components, assets without a place in the model. */
  readonly others: string[]
  /** `[identifier, query]` of Digital Links that claim more than lot and expiry. */
  links?: (readonly [string, string])[]
}

/** Characters of a serial that mean themselves in a URN and in a Digital Link. */
const PLAIN: Uint8Array = new Uint8Array(128)
for (const ch of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-') PLAIN[ch.charCodeAt(0)] = 1

/** Whether `text` ends in 1 to 20 plain characters from `start` on. */
function isPlainSerial(text: string, start: number): boolean {
  const size = text.length - start
  if (size < 1 || size > 20) return false
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 127 || PLAIN[code] === 0) return false
  }
  return true
}

export interface ItemReader {
  /** A list of instances. `undefined` when there is no list. */
  items(value: unknown, field: string, report: EventReport): Items | undefined
  /** One instance as a container; a pack's code is then read as that of a case. Other things are `undefined`. */
  container(value: unknown, field: string, report: EventReport): string | undefined
  place(value: unknown, path: Path, report: EventReport): PlaceId | undefined
  class(value: unknown, path: Path, report: EventReport): ClassId | undefined
}

/** Case packs have an indicator of 1 to 8 (GS1 General Specifications, section 2.1.2); 9 is a pack of variable measure. */
function isCase(id: string): boolean {
  const indicator = id.charCodeAt(0)
  return indicator >= 0x31 && indicator <= 0x38
}

/** A URN says where the company prefix ends (GS1 EPC Tag Data Standard, section 6). */
const URN =
  /^urn:epc:(?:id|class|idpat):(?:sgtin|sscc|sgln|pgln|grai|giai|gsrnp?|gdti|lgtin|upui|itip|cpi|sgcn|ginc|gsin):(\d{6,12})\./

/** @param onPrefix Told of the company prefixes of URNs. */
export function makeItemReader(onPrefix: (prefix: string) => void = () => undefined): ItemReader {
  let taught = '\0'
  const teach = (text: string): void => {
    if (text.lastIndexOf(taught, 0) === 0 || !text.startsWith('urn:epc:')) return
    const [head, prefix] = URN.exec(text) ?? []
    if (head === undefined || prefix === undefined) return
    taught = head
    onPrefix(prefix)
  }

  const places = new Map<string, PlaceId>()
  const classes = new Map<string, ClassId>()
  // Consecutive EPCs share all but their serial: what stood before the last serial has been checked.
  let prefix = '\0'
  let product = ''
  let cases = false

  const learn = (text: string, id: ItemId): void => {
    const serial = id.slice(15)
    const head = text.slice(0, text.length - serial.length)
    const usual = head.startsWith('urn:epc:id:sgtin:') || (head.endsWith('/21/') && !head.includes('/10/'))
    if (!usual || !text.endsWith(serial)) return
    prefix = head
    product = id.slice(0, 14)
    cases = isCase(id)
  }

  const add = (text: string, items: Items, field: string, index: number, report: EventReport): void => {
    // Twice as quick as `startsWith`, as measured, on a path that every EPC takes.
    if (text.lastIndexOf(prefix, 0) === 0 && isPlainSerial(text, prefix.length)) {
      const serial = text.slice(prefix.length)
      if (cases) items.containers.push(`sgtin:${product}/${serial}`)
      else items.packs.push({ product, serial })
      return
    }
    if (isPersonal(text, report)) return
    const plain = text.trim()
    teach(plain)
    const id = epcToItem(plain)
    if (plain.length !== text.length) warnBlanks([field, index], report)
    if (id !== undefined && plain.includes('?')) addClaims(plain, id, items)
    const kind = id === undefined ? undefined : itemKind(id)
    if (id === undefined) addUnknown(plain, items, [field, index], report)
    else if (kind === 'container') items.containers.push(id)
    else if (kind === 'other') items.others.push(id)
    else addPack(plain, id, items)
  }

  const addPack = (text: string, id: ItemId, items: Items): void => {
    const first = id.charCodeAt(0)
    if (first >= 0x30 && first <= 0x39) {
      learn(text, id)
      if (isCase(id)) {
        items.containers.push(`sgtin:${id}`)
        return
      }
    }
    const slash = id.indexOf('/')
    items.packs.push({ product: id.slice(0, slash), serial: id.slice(slash + 1), ...attributes(text) })
  }

  return {
    items(value, field, report) {
      if (value === undefined || value === null) return undefined
      const items: Items = { packs: [], containers: [], others: [] }
      if (!Array.isArray(value)) {
        report.error('BAD_TYPE', `${field} is not a list`, [field], 'Write a list of identifiers.')
        return items
      }
      for (let i = 0; i < value.length; i++) {
        const text: unknown = value[i]
        if (typeof text === 'string') add(text, items, field, i, report)
        else report.error('BAD_TYPE', 'an identifier is a text', [field, i], 'Write it as a text, in quotes.')
      }
      warnRepeated(items, field, report)
      return items
    },
    container(value, field, report) {
      const text = textOf(value, field, report)
      if (text === undefined || isPersonal(text, report)) return undefined
      teach(text)
      const id = epcToItem(text)
      if (id !== undefined) {
        const kind = itemKind(id)
        return kind === 'container' ? id : kind === 'pack' ? packAsContainer(id as PackId) : undefined
      }
      // An association may be to a place, which is no fault and no container.
      if (epcToPlace(text) === undefined) report.explain(explainItem(text), [field])
      return undefined
    },
    place(value, path, report) {
      const text = textOf(value, path, report)
      if (text === undefined) return undefined
      const known = places.get(text)
      if (known !== undefined) return known
      if (isPersonal(text, report)) return undefined
      const place = epcToPlace(text)
      if (place === undefined) {
        report.explain(explainPlace(text), path)
        return undefined
      }
      teach(text)
      if (places.size >= 10_000) places.clear()
      places.set(text, place)
      return place
    },
    class(value, path, report) {
      const text = textOf(value, path, report)
      if (text === undefined) return undefined
      const known = classes.get(text)
      if (known !== undefined) return known
      const named = epcToClass(text)
      if (named === undefined) {
        report.explain(explainClass(text), path)
        return undefined
      }
      teach(text)
      if (classes.size >= 10_000) classes.clear()
      classes.set(text, named)
      return named
    },
  }
}

function isPersonal(id: string, report: EventReport): boolean {
  const person = personOfId(id)
  if (person !== undefined) report.drop(person)
  return person !== undefined
}

/**
 * An identifier that is malformed. Packs, cases and logistic units must be right; of assets and other things, which the ledger
 * does not follow, wrong check digits are published even in examples: kept as they are.
 */
function addUnknown(text: string, items: Items, path: Path, report: EventReport): void {
  const faults = explainItem(text)
  const followed = (field: string | undefined): boolean => field === undefined || /^ai\(0[01]\)$|^[^a]/.test(field)
  if (faults.some(({ code, field }) => code !== 'BAD_CHECK_DIGIT' || followed(field))) report.explain(faults, path)
  else {
    for (const { code, message } of faults) report.warn(code, message, path, 'Correct the identifier.')
    items.others.push(`uri:${text}`)
  }
}

/** Lot and expiry that a Digital Link claims of its pack: `/10/LOT/`, `?17=YYMMDD`. */
function attributes(text: string): Pick<DraftPack, 'lot' | 'expiry'> {
  if (!text.startsWith('http') || !(text.includes('/10/') || text.includes('/lot/') || text.includes('?'))) return {}
  const link = parseDigitalLink(text.trim())
  if (!link.ok) return {}
  const { qualifiers } = link.value.key
  // A lot belongs into the path; some write it behind the question mark (GS1 Digital Link, section 4.9).
  const lot = [...qualifiers, ...link.value.attributes].find((one) => one.ai === '10')?.value
  const date = link.value.attributes.find((one) => one.ai === '17')?.value
  // GS1 dates have two digits of the year; medicines expire in this century.
  const expiry = date === undefined ? undefined : tolerantDay(`20${date}`)
  return { ...(lot === undefined ? {} : { lot }), ...(expiry === undefined ? {} : { expiry }) }
}

/** Attributes behind the question mark, but those that a pack has a field for. */
function addClaims(text: string, id: ItemId, items: Items): void {
  const link = parseDigitalLink(text)
  if (!link.ok) return
  const isPack = itemKind(id) === 'pack'
  const more = link.value.attributes.filter(({ ai }) => !(isPack && (ai === '10' || ai === '17')))
  if (more.length === 0) return
  const query = more.map(({ ai, value }) => `${ai}=${encodeURIComponent(value)}`).join('&')
  items.links ??= []
  items.links.push([id, query])
}

/** A thing named twice is named once, with a warning. */
function warnRepeated({ packs, containers }: Items, field: string, report: EventReport): void {
  const repeated =
    dropRepeated(packs, packIsBefore, packKeyOf(packs)).length + dropRepeated(containers, textIsBefore, textKey).length
  if (repeated === 0) return
  const words = `${repeated} ${repeated === 1 ? 'identifier stands' : 'identifiers stand'} more than once in the list`
  report.warn('DUPLICATE', words, [field], 'Name each thing once.')
}
