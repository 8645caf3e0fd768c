/**
 * Canonical identities → EPC URNs (TDS 2.1, section 6; needs the length of the company prefix, which no identity holds)
 * and → GS1 Digital Link or, where GS1 has no name for the thing, our own text as a URI.
 */

import { parseDigitalLink } from './digital-link.ts'
import type { ClassId } from './epc.ts'
import { encodeUrnField } from './epc-urn.ts'
import { bad, type CodeFault, fault, good, type Parsed, quote } from './fault.ts'
import { CANONICAL_HOST, escapeSegment } from './gs1-keys.ts'
import type { ItemId, PlaceId } from './identity.ts'
import { keyToUrn } from './urn-of-key.ts'

/** Digits of the GS1 company prefix, 6 to 12. */
export type GcpLength = 6 | 7 | 8 | 9 | 10 | 11 | 12

export function isGcpLength(length: number): length is GcpLength {
  return Number.isInteger(length) && length >= 6 && length <= 12
}

/** `urn:epc:id:…` of a pack, container or other thing with a GS1 key. IFA and Chinese packs have none. */
export function itemToUrn(item: ItemId, gcpLength: GcpLength): Parsed<string> {
  const { head, rest } = split(item)
  if (item.startsWith('uri:')) return uriToUrn(item, gcpLength, 'id')
  if (head === '' || head === 'sgtin') return good(`urn:epc:id:sgtin:${trade(rest, gcpLength)}`)
  if (head === 'sscc') return good(`urn:epc:id:sscc:${indicated(rest, gcpLength)}`)
  if (head === 'grai') return good(`urn:epc:id:grai:${asset(rest, gcpLength)}`)
  if (head === 'giai' && rest.length > gcpLength) {
    return good(`urn:epc:id:giai:${rest.slice(0, gcpLength)}.${encodeUrnField(rest.slice(gcpLength))}`)
  }
  return bad(noUrn(item))
}

/** `urn:epc:class:lgtin:…` of a batch, `urn:epc:idpat:sgtin:….*` of a product, `urn:epc:idpat:….*` of another class. */
export function classToUrn(named: ClassId, gcpLength: GcpLength): Parsed<string> {
  const { head, rest } = split(named)
  if (named.startsWith('uri:')) return uriToUrn(named, gcpLength, 'idpat')
  if (head !== '') return bad(noUrn(named))
  if (rest.includes('/')) return good(`urn:epc:class:lgtin:${trade(rest, gcpLength)}`)
  return good(`urn:epc:idpat:sgtin:${indicated(rest, gcpLength)}.*`)
}

/** `urn:epc:id:sgln:…` of a GLN, extension `0` when there is none. */
export function placeToUrn(place: PlaceId, gcpLength: GcpLength): Parsed<string> {
  const { head, rest } = split(place)
  if (place.startsWith('uri:urn:')) return good(place.slice(4))
  if (head !== 'gln') return bad(noUrn(place))
  const extension = rest.length > 14 ? encodeUrnField(rest.slice(14)) : '0'
  return good(`urn:epc:id:sgln:${rest.slice(0, gcpLength)}.${rest.slice(gcpLength, 12)}.${extension}`)
}

/** `urn:epc:id:pgln:…` of a party; an extension is dropped, it says where and not who. */
export function partyToUrn(place: PlaceId, gcpLength: GcpLength): Parsed<string> {
  const { head, rest } = split(place)
  if (place.startsWith('uri:urn:')) return good(place.slice(4))
  if (head !== 'gln') return bad(noUrn(place))
  return good(`urn:epc:id:pgln:${rest.slice(0, gcpLength)}.${rest.slice(gcpLength, 12)}`)
}

/** A URI for any item, without knowing a company prefix: Digital Link where GS1 has a key, else the canonical text escaped. */
export function itemToUri(item: ItemId, host: string = CANONICAL_HOST): string {
  const { head, rest } = split(item)
  switch (head) {
    case '':
    case 'sgtin':
      return `${host}/01/${rest.slice(0, 14)}/21/${escapeSegment(rest.slice(15))}`
    case 'sscc':
      return `${host}/00/${rest}`
    case 'grai':
      return `${host}/8003/0${rest.slice(0, 13)}${escapeSegment(rest.slice(14))}`
    case 'giai':
      return `${host}/8004/${escapeSegment(rest)}`
    case 'uri':
      return rest
    default:
      return ownUri(head, rest)
  }
}

export function classToUri(named: ClassId, host: string = CANONICAL_HOST): string {
  const { head, rest } = split(named)
  if (head === 'uri') return rest
  if (head !== '') return ownUri(head, rest)
  if (!rest.includes('/')) return `${host}/01/${rest}`
  return `${host}/01/${rest.slice(0, 14)}/10/${escapeSegment(rest.slice(15))}`
}

export function placeToUri(place: PlaceId, host: string = CANONICAL_HOST): string {
  const { head, rest } = split(place)
  if (head === 'uri') return rest
  if (head !== 'gln') return ownUri(head, rest)
  const extension = rest.length > 14 ? `/254/${escapeSegment(rest.slice(14))}` : ''
  return `${host}/414/${rest.slice(0, 13)}${extension}`
}

export function partyToUri(place: PlaceId, host: string = CANONICAL_HOST): string {
  const { head, rest } = split(place)
  return head === 'gln' ? `${host}/417/${rest.slice(0, 13)}` : placeToUri(place, host)
}

/** The URN of what was kept as a URI: one as it is, a Digital Link by its key when that names a thing or a class as asked. */
function uriToUrn(uri: string, gcpLength: GcpLength, kind: 'id' | 'idpat'): Parsed<string> {
  if (uri.startsWith('uri:urn:')) return good(uri.slice(4))
  const link = parseDigitalLink(uri.slice(4))
  const urn = link.ok ? keyToUrn(link.value.key, gcpLength) : bad(noUrn(uri))
  return !urn.ok || urn.value.startsWith(`urn:epc:${kind}:`) ? urn : bad(noUrn(uri))
}

/** The word before the colon, and the rest; a GTIN has no word. */
function split(text: string): { readonly head: string; readonly rest: string } {
  const colon = text.indexOf(':')
  const slash = text.indexOf('/')
  // A serial may hold a colon: only one before the first slash separates a scheme.
  if (colon < 0 || (slash >= 0 && slash < colon)) return { head: '', rest: text }
  return { head: text.slice(0, colon), rest: text.slice(colon + 1) }
}

/** `GTIN14/TEXT` → `GCP.INDICATOR+REFERENCE.TEXT`. */
function trade(rest: string, gcpLength: number): string {
  return `${indicated(rest.slice(0, 14), gcpLength)}.${encodeUrnField(rest.slice(15))}`
}

/** Indicator or extension digit, prefix, reference, check digit → `GCP.DIGIT+REFERENCE`. */
function indicated(key: string, gcpLength: number): string {
  return `${key.slice(1, 1 + gcpLength)}.${key.charAt(0)}${key.slice(1 + gcpLength, -1)}`
}

function asset(rest: string, gcpLength: number): string {
  return `${rest.slice(0, gcpLength)}.${rest.slice(gcpLength, 12)}.${encodeUrnField(rest.slice(14))}`
}

function ownUri(head: string, rest: string): string {
  return `${head}:${rest
    .split('/')
    .map((one) => encodeURIComponent(one))
    .join('/')}`
}

function noUrn(text: string): CodeFault {
  return fault('URN_NOT_POSSIBLE', `${quote(text)} has no EPC URN`, 'epc')
}
