/** Places and parties: see `identity.ts` for their canonical texts. */
import { ALNUM, all, DIGIT, isSet82, VISIBLE } from './charset.ts'
import { hasGs1CheckDigit } from './check-digits.ts'
import { bad, type CodeFault, fault, good, type Parsed, quote } from './fault.ts'
import { type Gln, isCleanText, MAX_URI_LENGTH, type PartyId, type PlaceId } from './identity.ts'

export function parseGln(text: string): Parsed<Gln> {
  const found = glnFault(text)
  return found === undefined ? good(text as Gln) : bad(found)
}

function glnFault(gln: string): CodeFault | undefined {
  if (gln.length !== 13 || !all(gln, DIGIT)) return fault('BAD_GLN', `a GLN has 13 digits, not ${quote(gln)}`, 'gln')
  if (hasGs1CheckDigit(gln)) return undefined
  return fault('BAD_CHECK_DIGIT', `the check digit of GLN ${quote(gln)} is wrong`, 'gln')
}

/** A place or party in its canonical text. Extension `0` means none (TDS, SGLN) and is never written. */
export function parsePlaceId(text: string): Parsed<PlaceId> {
  const found = placeFault(text)
  return found === undefined ? good(text as PlaceId) : bad(found)
}

export function parsePartyId(text: string): Parsed<PartyId> {
  const parsed = parsePlaceId(text)
  return parsed.ok ? good(partyOf(parsed.value)) : parsed
}

function placeFault(text: string): CodeFault | undefined {
  if (text.startsWith('gln:')) {
    if (text.length === 17) return glnFault(text.slice(4))
    return text[17] === '/' ? (glnFault(text.slice(4, 17)) ?? extensionFault(text.slice(18))) : glnFault(text.slice(4))
  }
  if (text.startsWith('cn-ent:')) return enterpriseFault(text.slice(7))
  if (text.startsWith('uri:')) return uriFault(text)
  return fault('UNKNOWN_FORM', `${quote(text)} is no place: gln:…, cn-ent:… or uri:…`, 'place')
}

function extensionFault(extension: string): CodeFault | undefined {
  if (isSet82(extension, 20) && extension !== '0') return undefined
  return fault(
    'BAD_GLN_EXTENSION',
    `a GLN extension has 1 to 20 characters of set 82, not ${quote(extension)}`,
    'extension',
  )
}

/** 统一社会信用代码, `ent_id`, `ref_ent_id` or a platform's corporation number: what it is, only its issuer can say. */
function enterpriseFault(id: string): CodeFault | undefined {
  if (id.length > 0 && id.length <= 64 && all(id, VISIBLE)) return undefined
  return fault(
    'BAD_ENTERPRISE_ID',
    `an enterprise id has 1 to 64 visible ASCII characters, not ${quote(id)}`,
    'enterprise',
  )
}

/** `uri:` and a URI with its scheme (RFC 3986, section 3.1) as it came: no spaces, no control characters. */
export function uriFault(text: string): CodeFault | undefined {
  const uri = text.slice(4)
  if (text.length > MAX_URI_LENGTH) return fault('TOO_LONG', `a URI of ${uri.length} characters is too long`, 'uri')
  return isUri(uri) ? undefined : fault('BAD_URI', `${quote(uri)} is no URI`, 'uri')
}

/** Whether `text` is an absolute URI or IRI as far as can be said without knowing its scheme. */
export function isUri(text: string): boolean {
  const colon = text.indexOf(':')
  if (colon < 1 || colon === text.length - 1) return false
  if (!all(text, ALNUM, 0, 1) || all(text, DIGIT, 0, 1)) return false
  for (let i = 1; i < colon; i++) {
    const ch = text.charAt(i)
    if (!all(ch, ALNUM) && ch !== '+' && ch !== '-' && ch !== '.') return false
  }
  for (let i = colon + 1; i < text.length; i++) if (' <>"{}|\\^`'.includes(text.charAt(i))) return false
  return isCleanText(text)
}

export function makePlaceId(gln: Gln, extension = ''): Parsed<PlaceId> {
  if (extension === '' || extension === '0') return good(`gln:${gln}` as PlaceId)
  const found = extensionFault(extension)
  return found === undefined ? good(`gln:${gln}/${extension}` as PlaceId) : bad(found)
}

/** The party of a place: the GLN without its extension, else the place itself. */
export function partyOf(place: PlaceId): PartyId {
  return (place.startsWith('gln:') && place.length > 17 ? place.slice(0, 17) : place) as PartyId
}

export function glnOfPlace(place: PlaceId): Gln | undefined {
  return place.startsWith('gln:') ? (place.slice(4, 17) as Gln) : undefined
}

export function extensionOfPlace(place: PlaceId): string | undefined {
  return place.startsWith('gln:') && place.length > 18 ? place.slice(18) : undefined
}
