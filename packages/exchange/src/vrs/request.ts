/**
 * Requests of lightweight verification messaging (GS1 standard 1.1; GS1 US guideline R1.3): an address with everything in it, to be
 * fetched with GET. The patterns published with the standard are not anchored and its samples hold wrong check digits: nothing
 * here is checked with them.
 */
import { type CodeDate, isGln, isGtin14, isLot, isSerial, parseGtin, readDate } from '@packtrail/codes'
import { ExchangeError } from '../error.ts'
import { REFERENCE_YEAR } from '../papers/read.ts'
import { escapePart, readQuery, unescapePart } from '../papers/url.ts'
import { personOf } from '../privacy.ts'

export interface VrsRequest {
  /** 14 digits. */
  readonly product: string
  readonly serial: string
  readonly lot: string
  /** `YYMMDD`, as printed. */
  readonly expiry: string
  /** Who asks: a GLN of 13 digits. */
  readonly reqGln: string
  /** A random UUID (version 4) that the reply repeats. */
  readonly corrUuid: string
  /** What for. Default `dscsaSaleableReturn`. */
  readonly context?: string
  /** R1.3: who asks states that the pack is in its hands. */
  readonly inPossession?: boolean
}

export interface VrsQuestion {
  readonly product: string
  readonly reqGln: string
  readonly context?: string
}

export const VRS_CONTEXT = 'dscsaSaleableReturn'
const LINK_TYPE = 'verificationService'
/** Headers of a request after R1.3. The credentials of an authorised trading partner, and whom to call, are the sender's to add. */
export const VRS_HEADERS: Readonly<Record<string, string>> = { Accept: 'application/json', 'GS1US-Version': '1.3.0' }

/**
 * `{base}/verify/gtin/…/lot/…/ser/…?exp=…`. Through a resolver or lookup directory the base is its address and the path has no
 * `verify`.
 * @throws ExchangeError VALUE for a request that no responder would take.
 */
export function vrsRequestUrl(base: string, request: VrsRequest, via: 'direct' | 'resolver' = 'direct'): string {
  const wrong = firstWrong(request)
  if (wrong !== undefined) throw new ExchangeError('VALUE', wrong)
  const { product, lot, serial, expiry, reqGln, corrUuid, context = VRS_CONTEXT, inPossession } = request
  const path = `gtin/${product}/lot/${escapePart(lot)}/ser/${escapePart(serial)}`
  const possession = inPossession === undefined ? '' : `&ctrlPossessAtt=${inPossession}`
  const query = `exp=${expiry}&linkType=${LINK_TYPE}&context=${escapePart(context)}&reqGLN=${reqGln}&corrUUID=${corrUuid}`
  return `${trimmed(base)}/${via === 'direct' ? 'verify/' : ''}${path}?${query}${possession}`
}

/** Asks whether the responder would answer at all, without naming a pack. */
export function vrsConnectivityUrl(base: string, { product, reqGln, context = VRS_CONTEXT }: VrsQuestion): string {
  if (!isGtin14(product)) throw new ExchangeError('VALUE', 'the GTIN has 14 digits, the last of them its check digit')
  if (!isGln(reqGln)) throw new ExchangeError('VALUE', 'who asks is a GLN of 13 digits')
  const query = `gtin=${product}&reqGLN=${reqGln}&linkType=${LINK_TYPE}&context=${escapePart(context)}`
  return `${trimmed(base)}/checkConnectivity?${query}`
}

function trimmed(base: string): string {
  return base.endsWith('/') ? base.slice(0, -1) : base
}

function firstWrong({ product, lot, serial, expiry, reqGln, corrUuid }: VrsRequest): string | undefined {
  if (!isGtin14(product)) return 'the GTIN has 14 digits, the last of them its check digit'
  if (!isSerial(serial)) return 'a serial has 1 to 20 characters of GS1 set 82'
  if (!isLot(lot)) return 'a lot has 1 to 20 characters of GS1 set 82'
  if (readDate(expiry, REFERENCE_YEAR) === undefined) return 'the expiry is a day, YYMMDD'
  if (!isGln(reqGln)) return 'who asks is a GLN of 13 digits'
  return isUuid4(corrUuid) ? undefined : 'corrUUID is a UUID of version 4'
}

export function isUuid4(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(text)
}

// ---------------------------------------------------------------- responder

/** Statuses that a responder answers with; a verdict comes with 200 only. */
export const VRS_STATUSES: Readonly<Record<number, string>> = {
  200: 'answered',
  400: 'the request is malformed',
  401: 'the requester is not known',
  403: 'the requester is not allowed to ask',
  404: 'the GTIN is not in the directory',
  405: 'not asked with GET',
  408: 'the request took too long',
  500: 'the responder failed',
  502: 'the responder could not be reached',
  503: 'the responder is not available',
  504: 'the responder did not answer in time',
}

export type VrsAsked =
  | {
      readonly ok: true
      readonly kind: 'verify'
      readonly request: VrsRequest
      /** The expiry as a day. */
      readonly expiry: CodeDate
      /** Values of parameters that name a person, which were left out. */
      readonly dropped: number
    }
  | { readonly ok: true; readonly kind: 'connectivity'; readonly question: VrsQuestion; readonly dropped: number }
  | {
      readonly ok: false
      readonly status: 400 | 401 | 403 | 404 | 405
      readonly message: string
      readonly dropped: number
    }

export interface VrsResponder {
  readonly method: string
  /** Whether this responder answers for a GTIN of 14 digits. */
  answersFor(product: string): boolean
  /** What is known of who asks. Absent: everybody may. */
  requester?(reqGln: string): 'known' | 'unknown' | 'refused'
  readonly referenceYear?: number
}

/** Longest address that is looked at. */
const MAX_URL = 4000

/** Reads what a requester asks for. Parameters that nobody knows are ignored, as the standard says. */
export function readVrsRequest(url: string, responder: VrsResponder): VrsAsked {
  if (responder.method !== 'GET') return { ok: false, status: 405, message: 'ask with GET', dropped: 0 }
  if (url.length > MAX_URL) return bad('the address is too long', 0)
  const [path = '', query = ''] = url.replace(/#.*$/s, '').split(/\?(.*)/s)
  const values = readQuery(query)
  const dropped = [...values.keys()].filter(isPerson).length
  if (values.get('linkType') !== LINK_TYPE) return bad(`linkType is ${LINK_TYPE}`, dropped)
  const context = values.get('context') ?? ''
  if (!/^[A-Za-z0-9_-]{1,60}$/.test(context)) return bad('context says what is asked for', dropped)
  const reqGln = values.get('reqGLN') ?? ''
  if (!isGln(reqGln)) return bad('reqGLN is a GLN of 13 digits with a right check digit', dropped)
  const standing = responder.requester?.(reqGln) ?? 'known'
  if (standing !== 'known') {
    const status = standing === 'unknown' ? 401 : 403
    return { ok: false, status, message: VRS_STATUSES[status] ?? '', dropped }
  }
  const connectivity = /\/checkConnectivity\/?$/.test(path)
  const parts = connectivity
    ? undefined
    : /(?:^|\/)gtin\/([^/]{1,60})\/lot\/([^/]{1,80})\/ser\/([^/]{1,80})\/?$/.exec(path)
  if (parts === null) return bad('the path is /verify/gtin/{gtin}/lot/{lot}/ser/{ser}', dropped)
  const gtin = parseGtin((parts === undefined ? values.get('gtin') : unescapePart(parts[1] ?? '')) ?? '')
  if (!gtin.ok) return bad('the GTIN is malformed', dropped)
  const product: string = gtin.value
  if (!responder.answersFor(product)) {
    return { ok: false, status: 404, message: 'no responder is known here for this GTIN', dropped }
  }
  if (parts === undefined) return { ok: true, kind: 'connectivity', question: { product, reqGln, context }, dropped }
  return verifyOf(product, parts, values, { reqGln, context, dropped }, responder.referenceYear ?? REFERENCE_YEAR)
}

function verifyOf(
  product: string,
  parts: RegExpExecArray,
  values: ReadonlyMap<string, string | undefined>,
  { reqGln, context, dropped }: { readonly reqGln: string; readonly context: string; readonly dropped: number },
  referenceYear: number,
): VrsAsked {
  const [lot, serial] = [unescapePart(parts[2] ?? '') ?? '', unescapePart(parts[3] ?? '') ?? '']
  if (!isLot(lot)) return bad('the lot is malformed', dropped)
  if (!isSerial(serial)) return bad('the serial is malformed', dropped)
  const expiry = readDate(values.get('exp') ?? '', referenceYear)
  if (expiry === undefined) return bad('exp is a day, YYMMDD', dropped)
  const corrUuid = values.get('corrUUID') ?? ''
  if (!isUuid4(corrUuid)) return bad('corrUUID is a UUID of version 4', dropped)
  const stated = values.get('ctrlPossessAtt')
  const inPossession = stated === 'true' ? { inPossession: true } : stated === 'false' ? { inPossession: false } : {}
  const request = { product, serial, lot, expiry: expiry.raw, reqGln, corrUuid, context, ...inPossession }
  return { ok: true, kind: 'verify', request, expiry, dropped }
}

/** R1.3 sends `email` and `telephone` of whoever asks. */
function isPerson(name: string): boolean {
  return /^e-?mail$/i.test(name) || personOf(name) !== undefined
}

function bad(message: string, dropped: number): VrsAsked {
  return { ok: false, status: 400, message, dropped }
}
