/**
 * The identifiers of an EPCIS document, URN or web address, → canonical identities. `epcToItem`, `epcToClass` and `epcToPlace`
 * run for every identifier of an import: no regular expressions, no objects on the usual paths. What they answer with
 * `undefined`, `readEpc` explains in words; a test holds the two together.
 */
import { all, PATH_PLAIN, URN_PLAIN } from './charset.ts'
import { type DigitalLink, parseDigitalLink, pathStart } from './digital-link.ts'
import { EPC_ID, type EpcUrn, parseEpcUrn } from './epc-urn.ts'
import { bad, type CodeFault, fault, good, type Parsed, quote } from './fault.ts'
import { classOfKey, type Gs1Key, itemOfKey, placeOfKey } from './gs1-keys.ts'
import {
  type BatchId,
  type ContainerId,
  type ItemId,
  MAX_URI_LENGTH,
  type OtherId,
  type PackId,
  type PlaceId,
  type Product,
  parseBatchId,
  parseProduct,
} from './identity.ts'
import { parseItemId } from './items.ts'
import { isUri, parsePlaceId } from './places.ts'

/** What a class identifier of EPCIS names. A batch has a slash, a product has none. */
export type ClassId = BatchId | Product | OtherId

/** Everything one identifier of a document says. */
export interface Epc {
  readonly form: 'urn' | 'digital-link' | 'canonical' | 'uri'
  /** Scheme of the URN or AI of the key. */
  readonly scheme: string
  readonly item?: ItemId
  readonly class?: ClassId
  readonly place?: PlaceId
  /** Digits of the company prefix, where the form shows it. */
  readonly gcpLength?: number
}

// ---------------------------------------------------------------- hot paths

const SGTIN = `${EPC_ID}sgtin:`
const SSCC = `${EPC_ID}sscc:`
const SGLN = `${EPC_ID}sgln:`
const PGLN = `${EPC_ID}pgln:`

/** A pack, a container or another thing; `undefined` when `text` names no instance or is malformed. */
export function epcToItem(text: string): ItemId | undefined {
  if (text.startsWith(SGTIN)) return sgtinUrn(text) ?? slowItem(text)
  if (text.startsWith(SSCC)) return ssccUrn(text)
  if (text.startsWith('http')) return linkItem(text) ?? slowItem(text)
  return slowItem(text)
}

/** A batch (LGTIN, GTIN with lot), a product (GTIN pattern) or another class; `undefined` when malformed or an instance. */
export function epcToClass(text: string): ClassId | undefined {
  const read = readEpc(text)
  return read.ok ? read.value.class : undefined
}

/** A place or party; `undefined` when malformed or no place. */
export function epcToPlace(text: string): PlaceId | undefined {
  if (text.startsWith(SGLN) || text.startsWith(PGLN)) return glnUrn(text) ?? slowPlace(text)
  if (text.startsWith('http')) return linkPlace(text) ?? slowPlace(text)
  return slowPlace(text)
}

function slowItem(text: string): ItemId | undefined {
  const read = readEpc(text)
  return read.ok ? read.value.item : undefined
}

function slowPlace(text: string): PlaceId | undefined {
  const read = readEpc(text)
  return read.ok ? read.value.place : undefined
}

/** The end of the digits that begin at `at`. */
function digitsEnd(text: string, at: number): number {
  let i = at
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 48 || code > 57) break
  }
  return i
}

/** Check digit over an indicator and two runs of digits, as if they were joined. */
function joinedCheckDigit(text: string, lead: number, a: number, aEnd: number, b: number, bEnd: number): number {
  let sum = 0
  let weight = 3
  for (let i = bEnd - 1; i >= b; i--, weight = 4 - weight) sum += (text.charCodeAt(i) - 48) * weight
  for (let i = aEnd - 1; i >= a; i--, weight = 4 - weight) sum += (text.charCodeAt(i) - 48) * weight
  if (lead >= 0) sum += (text.charCodeAt(lead) - 48) * weight
  return (10 - (sum % 10)) % 10
}

const DOT = 0x2e

/** `undefined` for whatever is not the plain case: escapes and faults go the slow way. */
function sgtinUrn(text: string): PackId | undefined {
  const gcp = SGTIN.length
  const dot = digitsEnd(text, gcp)
  if (dot - gcp < 6 || dot - gcp > 12 || text.charCodeAt(dot) !== DOT) return undefined
  const second = digitsEnd(text, dot + 1)
  if (second - gcp !== 14 || text.charCodeAt(second) !== DOT) return undefined
  const length = text.length - second - 1
  if (length < 1 || length > 20 || !all(text, URN_PLAIN, second + 1, text.length)) return undefined
  const check = joinedCheckDigit(text, dot + 1, gcp, dot, dot + 2, second)
  const gtin = text.charAt(dot + 1) + text.slice(gcp, dot) + text.slice(dot + 2, second)
  return `${gtin}${check}/${text.slice(second + 1)}` as PackId
}

function ssccUrn(text: string): ContainerId | undefined {
  const gcp = SSCC.length
  const dot = digitsEnd(text, gcp)
  if (dot - gcp < 6 || dot - gcp > 12 || text.charCodeAt(dot) !== DOT) return undefined
  const end = digitsEnd(text, dot + 1)
  if (end !== text.length || end - gcp !== 18) return undefined
  const check = joinedCheckDigit(text, dot + 1, gcp, dot, dot + 2, end)
  return `sscc:${text.charAt(dot + 1)}${text.slice(gcp, dot)}${text.slice(dot + 2)}${check}` as ContainerId
}

/** SGLN and PGLN; an SGLN has a third field, of which `0` means none. */
function glnUrn(text: string): PlaceId | undefined {
  const gcp = SGLN.length
  const dot = digitsEnd(text, gcp)
  if (dot - gcp < 6 || dot - gcp > 12 || text.charCodeAt(dot) !== DOT) return undefined
  const second = digitsEnd(text, dot + 1)
  if (second - gcp !== 13) return undefined
  const gln = `gln:${text.slice(gcp, dot)}${text.slice(dot + 1, second)}${joinedCheckDigit(text, -1, gcp, dot, dot + 1, second)}`
  if (text.startsWith(PGLN)) return second === text.length ? (gln as PlaceId) : undefined
  const length = text.length - second - 1
  if (text.charCodeAt(second) !== DOT || length < 1 || length > 20) return undefined
  if (length === 1 && text.charCodeAt(second + 1) === 48) return gln as PlaceId
  return all(text, URN_PLAIN, second + 1, text.length) ? (`${gln}/${text.slice(second + 1)}` as PlaceId) : undefined
}

/** `…/01/GTIN14/21/SERIAL` and `…/00/SSCC` right behind the host, nothing escaped, no query. */
function linkItem(text: string): ItemId | undefined {
  const path = pathStart(text)
  if (path < 0) return undefined
  if (text.startsWith('/00/', path)) {
    const sscc = path + 4
    if (text.length !== sscc + 18 || digitsEnd(text, sscc) !== text.length || !rightCheckDigit(text, sscc, 18))
      return undefined
    return `sscc:${text.slice(sscc)}` as ContainerId
  }
  const gtin = path + 4
  const serial = gtin + 18
  if (!text.startsWith('/01/', path) || !text.startsWith('/21/', gtin + 14)) return undefined
  if (digitsEnd(text, gtin) !== gtin + 14 || !rightCheckDigit(text, gtin, 14)) return undefined
  const length = text.length - serial
  if (length < 1 || length > 20 || !all(text, PATH_PLAIN, serial, text.length)) return undefined
  return `${text.slice(gtin, gtin + 14)}/${text.slice(serial)}` as PackId
}

/** `…/414/GLN`, `…/417/GLN` and `…/414/GLN/254/EXTENSION` right behind the host, nothing escaped, no query. */
function linkPlace(text: string): PlaceId | undefined {
  const path = pathStart(text)
  if (path < 0 || !(text.startsWith('/414/', path) || text.startsWith('/417/', path))) return undefined
  const gln = path + 5
  const end = gln + 13
  if (digitsEnd(text, gln) !== end || !rightCheckDigit(text, gln, 13)) return undefined
  if (text.length === end) return `gln:${text.slice(gln)}` as PlaceId
  const extension = end + 5
  if (!text.startsWith('/414/', path) || !text.startsWith('/254/', end)) return undefined
  const length = text.length - extension
  if (length < 1 || length > 20 || !all(text, PATH_PLAIN, extension, text.length)) return undefined
  if (length === 1 && text.charCodeAt(extension) === 48) return `gln:${text.slice(gln, end)}` as PlaceId
  return `gln:${text.slice(gln, end)}/${text.slice(extension)}` as PlaceId
}

function rightCheckDigit(text: string, at: number, length: number): boolean {
  const last = at + length - 1
  return joinedCheckDigit(text, -1, at, last, last, last) === text.charCodeAt(last) - 48
}

// ------------------------------------------------------------- in full, with words

/** Reads one identifier of a document: EPC URN, Digital Link, one of our own texts, or any other URI kept as it is. */
export function readEpc(text: string): Parsed<Epc> {
  if (text.length > MAX_URI_LENGTH - 4)
    return bad(fault('TOO_LONG', `an identifier of ${text.length} characters is too long`))
  const lower = text.slice(0, 8).toLowerCase()
  if (lower.startsWith('urn:epc:')) {
    const urn = parseEpcUrn(text)
    return urn.ok ? good(epcOfUrn(text, urn.value)) : urn
  }
  if (lower.startsWith('http:') || lower.startsWith('https:')) return readLink(text)
  if (CANONICAL_SCHEMES.some((one) => text.startsWith(one))) return readCanonical(text)
  return isUri(text)
    ? good(plainUri(text))
    : bad(fault('BAD_URI', `${quote(text)} is no URI, so it is no identifier here`))
}

/** Why `text` names no instance; empty when it does. */
export function explainItem(text: string): readonly CodeFault[] {
  const read = readEpc(text)
  if (!read.ok) return read.faults
  if (read.value.item !== undefined) return []
  return [fault('NOT_AN_INSTANCE', `${quote(text)} names a class or a pattern, not one thing`, 'epc')]
}

/** Why `text` names no class; empty when it does. */
export function explainClass(text: string): readonly CodeFault[] {
  const read = readEpc(text)
  if (!read.ok) return read.faults
  if (read.value.class !== undefined) return []
  return [fault('NOT_A_CLASS', `${quote(text)} names one thing, not a class`, 'epcClass')]
}

/** Why `text` names no place; empty when it does. */
export function explainPlace(text: string): readonly CodeFault[] {
  const read = readEpc(text)
  if (!read.ok) return read.faults
  if (read.value.place !== undefined) return []
  return [fault('NOT_A_PLACE', `${quote(text)} names a thing, not a place or party`, 'place')]
}

function epcOfUrn(text: string, urn: EpcUrn): Epc {
  const base = { form: 'urn', scheme: urn.scheme } as const
  if (urn.key === undefined) {
    const other = `uri:${text}` as OtherId
    return urn.kind === 'id' ? { ...base, item: other } : { ...base, class: other }
  }
  const prefix = urn.gcpLength === undefined ? base : { ...base, gcpLength: urn.gcpLength }
  return { ...prefix, ...namesOf(urn.key) }
}

function namesOf(key: Gs1Key): Pick<Epc, 'item' | 'class' | 'place'> {
  const place = placeOfKey(key)
  const item = itemOfKey(key)
  const named = classOfKey(key)
  return {
    ...(item === undefined ? {} : { item }),
    ...(named === undefined ? {} : { class: named }),
    ...(place === undefined ? {} : { place }),
  }
}

function readLink(text: string): Parsed<Epc> {
  const link: Parsed<DigitalLink> = parseDigitalLink(text)
  if (link.ok) return good({ form: 'digital-link', scheme: link.value.key.ai, ...namesOf(link.value.key) })
  const isOther = link.faults.every((one) => one.code === 'DL_NO_KEY' || one.code === 'DL_NOT_HTTP')
  if (!isOther) return link
  const hasHost = /^https?:\/\/[^/?#]/i.test(text)
  return hasHost && isUri(text) ? good(plainUri(text)) : bad(fault('BAD_URI', `${quote(text)} is no URI`))
}

function plainUri(text: string): Epc {
  const uri = `uri:${text}`
  return {
    form: 'uri',
    scheme: text.slice(0, text.indexOf(':')),
    item: uri as OtherId,
    class: uri as OtherId,
    place: uri as PlaceId,
  }
}

/** Our own texts are URIs too: a Chinese or IFA pack has no other in EPCIS. */
const CANONICAL_SCHEMES: readonly string[] = ['cn:', 'ppn:', 'sscc:', 'sgtin:', 'grai:', 'giai:', 'gln:', 'cn-ent:']

function readCanonical(text: string): Parsed<Epc> {
  const scheme = text.slice(0, text.indexOf(':'))
  const plain = percentDecode(text)
  if (plain === undefined) return bad(fault('BAD_URI', `${quote(text)} is not properly percent-encoded`))
  if (scheme === 'gln' || scheme === 'cn-ent') {
    const place = parsePlaceId(plain)
    return place.ok ? good({ form: 'canonical', scheme, place: place.value }) : place
  }
  // `cn:8100003/…` is a pack or a batch: only the place in the document tells which.
  const item = parseItemId(plain)
  const named = plain.includes('/') ? parseBatchId(plain) : parseProduct(plain)
  if (!item.ok && !named.ok) return item
  return good({
    form: 'canonical',
    scheme,
    ...(item.ok ? { item: item.value } : {}),
    ...(named.ok ? { class: named.value } : {}),
  })
}

function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
