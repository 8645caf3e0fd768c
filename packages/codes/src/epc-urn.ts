/**
 * EPC pure-identity, class and pattern URNs → GS1 keys (GS1 EPC Tag Data Standard 2.1, section 6).
 * The length of the company prefix is where the dot stands; it is reported and never part of an identity, because the same
 * pack is written with different lengths in the field.
 */
import { all, CHARACTERS, DIGIT, URN_PLAIN } from './charset.ts'
import { bad, type CodeFault, fault, good, type Parsed, quote } from './fault.ts'
import { type AiValue, type Gs1Key, keyFault, qualifierFault, withCheckDigit } from './gs1-keys.ts'

export const EPC_ID = 'urn:epc:id:'

export interface EpcUrn {
  /** `sgtin`, `sscc`, `lgtin`, … */
  readonly scheme: string
  readonly kind: 'id' | 'class' | 'idpat'
  /** Absent for schemes without a GS1 key (`gid`, `usdod`, …) and for patterns over a whole company. */
  readonly key?: Gs1Key
  /** Digits before the first dot. */
  readonly gcpLength?: number
}

/** Schemes of TDS whose identities are no GS1 keys, and the shape of their fields (TDS 2.1, section 6.3): kept as they are. */
const FOREIGN: ReadonlyMap<string, RegExp> = new Map([
  ['gid', /^\d{1,9}\.\d{1,8}\.\d{1,11}$/],
  ['usdod', /^[0-9A-HJ-NP-Z]{5,6}\.\d{1,11}$/],
  ['adi', /^[0-9A-HJ-NP-Z]{5,6}\.[0-9A-Z%/-]{0,96}\.(%23)?[0-9A-Z%/-]{1,90}$/],
  ['bic', /^[A-Z]{3}[JUZ]\d{7}$/],
  ['imovn', /^\d{7}$/],
])

/** What a scheme's dotted fields are. */
interface SchemeForm {
  readonly ai: string
  /** Digits of prefix and reference together; 0 when the reference is text of free length. */
  readonly digits: number
  readonly fields: number
  /** The AI of the last field, `''` when it belongs to the key itself. */
  readonly serial?: string
}

const SCHEMES: ReadonlyMap<string, SchemeForm> = new Map<string, SchemeForm>([
  ['sgtin', { ai: '01', digits: 13, fields: 3, serial: '21' }],
  ['lgtin', { ai: '01', digits: 13, fields: 3, serial: '10' }],
  ['upui', { ai: '01', digits: 13, fields: 3, serial: '235' }],
  ['itip', { ai: '8006', digits: 13, fields: 5, serial: '21' }],
  ['sscc', { ai: '00', digits: 17, fields: 2 }],
  ['sgln', { ai: '414', digits: 12, fields: 3, serial: '254' }],
  ['pgln', { ai: '417', digits: 12, fields: 2 }],
  ['grai', { ai: '8003', digits: 12, fields: 3, serial: '' }],
  ['gdti', { ai: '253', digits: 12, fields: 3, serial: '' }],
  ['sgcn', { ai: '255', digits: 12, fields: 3, serial: '' }],
  ['gsrn', { ai: '8018', digits: 17, fields: 2 }],
  ['gsrnp', { ai: '8017', digits: 17, fields: 2 }],
  ['gsin', { ai: '402', digits: 16, fields: 2 }],
  ['giai', { ai: '8004', digits: 0, fields: 2 }],
  ['ginc', { ai: '401', digits: 0, fields: 2 }],
  ['cpi', { ai: '8010', digits: 0, fields: 3, serial: '8011' }],
])

/** Reads any `urn:epc:` URN, with every fault in words. */
export function parseEpcUrn(urn: string): Parsed<EpcUrn> {
  const parts = urn.split(':')
  const [urnWord = '', epcWord = '', kind = '', scheme = ''] = parts
  if (parts.length < 5 || urnWord.toLowerCase() !== 'urn' || epcWord.toLowerCase() !== 'epc') {
    return bad(fault('URN_MALFORMED', `${quote(urn)} is no EPC URN`, 'urn'))
  }
  if (kind === 'tag' || kind === 'raw' || kind === 'pat') {
    return bad(
      fault('URN_NOT_PURE_IDENTITY', `urn:epc:${kind}: is what a radio tag holds; a document needs urn:epc:id:`, 'urn'),
    )
  }
  const known =
    kind === 'class' ? scheme === 'lgtin' : scheme !== 'lgtin' && (SCHEMES.has(scheme) || FOREIGN.has(scheme))
  if ((kind !== 'id' && kind !== 'idpat' && kind !== 'class') || !known) {
    return bad(fault('URN_UNKNOWN_SCHEME', `urn:epc:${kind}:${scheme}: is no scheme of the Tag Data Standard`, 'urn'))
  }
  const form = SCHEMES.get(scheme)
  if (form === undefined) return readForeign(scheme, kind, parts.slice(4).join(':'))
  return readFields(scheme, kind, form, parts.slice(4).join(':').split('.'))
}

/** A pattern of a foreign scheme is kept unread; an identity must have the shape of its scheme. */
function readForeign(scheme: string, kind: EpcUrn['kind'], text: string): Parsed<EpcUrn> {
  if (kind !== 'id' || FOREIGN.get(scheme)?.test(text) === true) return good({ scheme, kind })
  return bad(fault('URN_MALFORMED', `${quote(text)} has not the fields of ${scheme}`, 'urn'))
}

function readFields(scheme: string, kind: EpcUrn['kind'], form: SchemeForm, raw: readonly string[]): Parsed<EpcUrn> {
  // A serial may hold dots: whatever follows the last separator that the scheme needs is one field.
  const fields =
    raw.length > form.fields ? [...raw.slice(0, form.fields - 1), raw.slice(form.fields - 1).join('.')] : raw
  if (fields.length !== form.fields) {
    return bad(
      fault('URN_MALFORMED', `${scheme} has ${form.fields} fields, ${quote(raw.join('.'))} has ${raw.length}`, 'urn'),
    )
  }
  if (kind === 'idpat') return readPattern(scheme, form, fields)
  const gcp = fields[0] ?? ''
  const key = keyOf(scheme, form, fields)
  return key.ok ? good({ scheme, kind, key: key.value, gcpLength: gcp.length }) : key
}

/** `urn:epc:idpat:sgtin:0614141.112345.*` names a class; with more stars it names no single key. */
function readPattern(scheme: string, form: SchemeForm, fields: readonly string[]): Parsed<EpcUrn> {
  const stars = fields.filter((one) => one === '*').length
  const trailing = fields.slice(fields.length - stars).every((one) => one === '*')
  if (stars === 0 || !trailing) {
    return bad(fault('URN_MALFORMED', `a pattern ends in «*»: ${quote(fields.join('.'))}`, 'urn'))
  }
  if (stars > 1 || form.serial === undefined) return good({ scheme, kind: 'idpat' })
  const gcp = fields[0] ?? ''
  const key = keyOf(scheme, form, fields.slice(0, -1))
  return key.ok ? good({ scheme, kind: 'idpat', key: key.value, gcpLength: gcp.length }) : key
}

function keyOf(scheme: string, form: SchemeForm, fields: readonly string[]): Parsed<Gs1Key> {
  const [gcp = '', reference = ''] = fields
  const lengths = prefixFault(scheme, form, gcp, reference)
  if (lengths !== undefined) return bad(lengths)
  const decoded = fields.slice(form.digits === 0 ? 1 : 2).map((one) => decodeUrnField(one))
  const broken = decoded.find((one) => !one.ok)
  if (broken !== undefined && !broken.ok) return broken
  return assemble(
    scheme,
    form,
    gcp,
    reference,
    decoded.map((one) => (one.ok ? one.value : '')),
  )
}

function prefixFault(scheme: string, form: SchemeForm, gcp: string, reference: string): CodeFault | undefined {
  if (gcp.length < 6 || gcp.length > 12 || !all(gcp, DIGIT)) {
    return fault('URN_PREFIX_LENGTH', `a company prefix has 6 to 12 digits, not ${quote(gcp)}`, 'urn')
  }
  if (form.digits === 0) return undefined
  if (!all(reference, DIGIT) || gcp.length + reference.length !== form.digits) {
    const found = `${gcp.length + reference.length}`
    return fault('URN_MALFORMED', `prefix and reference of ${scheme} are ${form.digits} digits, here ${found}`, 'urn')
  }
  return undefined
}

/** Key and qualifiers from the fields, checked by the same rules as everywhere. */
function assemble(
  scheme: string,
  form: SchemeForm,
  gcp: string,
  reference: string,
  rest: readonly string[],
): Parsed<Gs1Key> {
  const { ai, serial } = form
  let value = ''
  if (form.digits === 0) value = gcp + (rest[0] ?? '')
  else if (form.digits === 13 || ai === '00') value = withCheckDigit(reference.charAt(0) + gcp + reference.slice(1))
  else value = (ai === '8003' ? '0' : '') + withCheckDigit(gcp + reference)
  if (ai === '8006') value += `${rest[0] ?? ''}${rest[1] ?? ''}`
  const last = rest.length > (form.digits === 0 ? 1 : 0) ? (rest.at(-1) ?? '') : undefined
  const qualifiers: AiValue[] = []
  if (last !== undefined && serial === '') {
    if (last === '') return bad(fault('BAD_SERIAL', `${scheme} needs a serial`, 'serial'))
    value += last
  } else if (last !== undefined && serial !== undefined && !(serial === '254' && last === '0') && !isPieces(ai, rest)) {
    qualifiers.push({ ai: serial, value: last })
  }
  const faults: CodeFault[] = []
  const first =
    (form.digits === 0 && (rest[0] ?? '') === '' ? emptyReference(scheme) : undefined) ?? keyFault(ai, value)
  if (first !== undefined) faults.push(first)
  for (const one of qualifiers) {
    const found = qualifierFault(one.ai, one.value)
    if (found !== undefined) faults.push(found)
  }
  return faults.length > 0 ? bad(...faults) : good({ ai, value, qualifiers })
}

/** An ITIP pattern has piece and total, and no serial after them. */
function isPieces(ai: string, rest: readonly string[]): boolean {
  return ai === '8006' && rest.length === 2
}

function emptyReference(scheme: string): CodeFault {
  return fault('URN_MALFORMED', `${scheme} needs a reference after the company prefix`, 'urn')
}

/** Undoes the `%hh` of one field (TDS, URI form of GS1 AI characters). A character that should have been escaped is refused, not guessed. */
function decodeUrnField(field: string): Parsed<string> {
  let out = ''
  for (let i = 0; i < field.length; i++) {
    const code = field.charCodeAt(i)
    if (code === 0x25) {
      const value = hexPair(field, i + 1)
      if (value < 0x21 || value > 0x7e)
        return bad(fault('URN_ESCAPE', `«%» without two hex digits of a character: ${quote(field)}`, 'urn'))
      out += String.fromCharCode(value)
      i += 2
    } else if (code < 128 && ((CHARACTERS[code] ?? 0) & URN_PLAIN) !== 0) out += field.charAt(i)
    else return bad(fault('URN_ESCAPE', `${quote(field.charAt(i))} cannot stand unescaped in an EPC URN`, 'urn'))
  }
  return good(out)
}

/** Writes a field with the escapes that TDS asks for. */
export function encodeUrnField(value: string): string {
  let out = ''
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (code < 128 && ((CHARACTERS[code] ?? 0) & URN_PLAIN) !== 0) out += value.charAt(i)
    else out += `%${code.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return out
}

/** The value of two hex digits at `at`, or -1. */
export function hexPair(text: string, at: number): number {
  const high = hexDigit(text.charCodeAt(at))
  const low = hexDigit(text.charCodeAt(at + 1))
  return high < 0 || low < 0 ? -1 : high * 16 + low
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  if (code >= 65 && code <= 70) return code - 55
  if (code >= 97 && code <= 102) return code - 87
  return -1
}
