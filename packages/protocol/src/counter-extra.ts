/** Which values of `extra` (docs/spec/03-events.md#people) are kept of an act at a counter: those of closed lists and clocks. */
import { isProduct, parseBatchId } from '@packtrail/codes'
import { type CbvKind, inCbvNamespace, isCbvWord } from './cbv.ts'
import { looksPersonal } from './person-number.ts'

/** A number that a program made: RFC 9562, or the event hash of CBV 2.0, section 8.9. */
const MADE_ID =
  /^(?:urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV\d\.\d(?:\.\d)?)$/i
const EVENT = /^(?:Object|Aggregation|Transaction|Transformation|Association)Event$/
const ACTION = /^(?:ADD|OBSERVE|DELETE)$/
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,12})?(?:Z|[+-]\d{2}:\d{2})$/
const FRACTION = /^\d{1,20}$/
const BILL_TYPE = /^\d{3}$/
const QUANTITY = /^(?:-?\d{1,15}(?:\.\d{1,15})?)?$/
/** UN/ECE Recommendation 20. */
const UNIT = /^[A-Z0-9]{2,3}$/

const FORMS: Readonly<Record<string, (text: string) => boolean>> = {
  eventType: (text) => EVENT.test(text),
  action: (text) => ACTION.test(text),
  bizStep: (text) => isWord('bizstep', text),
  disposition: (text) => isWord('disp', text),
  persistentDisposition: (text) => isPersistent(json(text)),
  recordTime: (text) => MOMENT.test(text),
  eventTimeFraction: (text) => FRACTION.test(text),
  eventID: (text) => MADE_ID.test(text),
  'correctiveEventIDs[]': (text) => isList(json(text), (id) => typeof id === 'string' && MADE_ID.test(id)),
  fromOwner: isSide,
  fromHolder: isSide,
  toOwner: isSide,
  toHolder: isSide,
  'bill.type': (text) => BILL_TYPE.test(text),
  // Lines of the insurer in China: which interface, how it is paid, which drug of the insurer's list.
  'nhsa.interface': (text) => /^350[56]$/.test(text),
  'nhsa.mdtrt_setl_type': (text) => /^[12]$/.test(text),
  'nhsa.med_list_codg': (text) => /^[A-Z][A-Z0-9]{22}$/.test(text) && !looksPersonal(text),
  'quantityList[]': (text) => isList(json(text), isQuantity),
}

export function isKeptExtra([key, text]: readonly [string, string]): boolean {
  return Object.hasOwn(FORMS, key) && FORMS[key]?.(text) === true
}

/** How a document named a party: by PGLN, or by a place of it, whose extension is a number and no word. */
function isSide(text: string): boolean {
  return text === 'pgln' || (/^gln:\d{13}(?:\/\d{1,6})?$/.test(text) && !looksPersonal(text.slice(18)))
}

function isWord(kind: CbvKind, text: string): boolean {
  return text === '' || isCbvWord(kind, inCbvNamespace(kind, text) ?? text)
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isList(value: unknown, isOne: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne)
}

/** `{"set": […], "unset": […]}`. */
function isPersistent(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const isDisposition = (word: unknown): boolean => typeof word === 'string' && isWord('disp', word)
  return Object.entries(value).every(([key, list]) => (key === 'set' || key === 'unset') && isList(list, isDisposition))
}

/** `[class, quantity, unit]`. */
function isQuantity(value: unknown): boolean {
  if (!Array.isArray(value) || value.length < 2 || value.length > 3) return false
  const [named, quantity, unit] = value as readonly unknown[]
  if (typeof named !== 'string' || !(isProduct(named) || parseBatchId(named).ok)) return false
  return (
    typeof quantity === 'string' &&
    QUANTITY.test(quantity) &&
    (unit === undefined || (typeof unit === 'string' && UNIT.test(unit)))
  )
}
