/**
 * Replies of lightweight verification messaging. Two things are found out apart: whether the four elements match what was
 * commissioned, and whether the pack is fit to be sold on. How the second is told is the manufacturer's policy.
 */
import { isGln } from '@packtrail/codes'
import { ExchangeError } from '../error.ts'
import { formatTime } from '../time.ts'
import type { VrsRequest } from './request.ts'

/** What differs. With an unknown serial nothing else is looked at. */
export type VrsMatch = 'match' | 'serial' | 'lot' | 'expiry' | 'lot-expiry'
export type VrsFitness = 'fit' | 'recalled' | 'expired' | 'suspect' | 'illegitimate'

export const VRS_REASONS = [
  'No_match_GTIN_Serial',
  'No_match_GTIN_Serial_Lot',
  'No_match_GTIN_Serial_Expiry',
  'No_match_GTIN_Serial_Lot_Expiry',
  'No_reason_provided',
  'Manufacturer_policy',
  'Not_for_re-distribution',
] as const
export type VrsReason = (typeof VRS_REASONS)[number]

export const VRS_INFOS = ['Recalled', 'Suspect', 'Expired', 'ExpirationExtended', 'Illegitimate'] as const
export type VrsInfo = (typeof VRS_INFOS)[number]

export interface VrsPolicy {
  /** A pack that matches and is recalled or expired: B1 `verified` true, B2 false; both say which. */
  readonly unfit: 'B1' | 'B2'
  /** A pack that matches and is suspect: C1 says so, C2 says no more than that it is policy. */
  readonly suspect: 'C1' | 'C2'
  /** Say which element does not match. */
  readonly tellsMismatch: boolean
  /** R1.3 knows two more words: `ExpirationExtended`, `Illegitimate`. */
  readonly edition: '1.1' | '1.3'
}

export const VRS_POLICY: VrsPolicy = { unfit: 'B1', suspect: 'C1', tellsMismatch: true, edition: '1.3' }

export interface VrsVerdict {
  readonly verified: boolean
  readonly reason?: VrsReason
  readonly info?: VrsInfo
}

const MISMATCH: Readonly<Record<Exclude<VrsMatch, 'match'>, VrsReason>> = {
  serial: 'No_match_GTIN_Serial',
  lot: 'No_match_GTIN_Serial_Lot',
  expiry: 'No_match_GTIN_Serial_Expiry',
  'lot-expiry': 'No_match_GTIN_Serial_Lot_Expiry',
}

/** The four elements, as they were commissioned (`undefined`: the serial is unknown for the GTIN) and as they are asked for. */
export function vrsMatch(
  known: { readonly lot: string; readonly expiry: string } | undefined,
  asked: { readonly lot: string; readonly expiry: string },
): VrsMatch {
  if (known === undefined) return 'serial'
  const [lot, expiry] = [known.lot === asked.lot, known.expiry === asked.expiry]
  if (lot) return expiry ? 'match' : 'expiry'
  return expiry ? 'lot' : 'lot-expiry'
}

export function vrsVerdict(match: VrsMatch, fitness: VrsFitness, policy: VrsPolicy, extended = false): VrsVerdict {
  if (match !== 'match') {
    return { verified: false, reason: policy.tellsMismatch ? MISMATCH[match] : 'No_reason_provided' }
  }
  switch (fitness) {
    case 'fit':
      return extended && policy.edition === '1.3' ? { verified: true, info: 'ExpirationExtended' } : { verified: true }
    case 'recalled':
    case 'expired': {
      const info = fitness === 'recalled' ? 'Recalled' : 'Expired'
      return policy.unfit === 'B1' ? { verified: true, info } : { verified: false, reason: 'Manufacturer_policy', info }
    }
    case 'suspect':
    case 'illegitimate': {
      if (policy.suspect === 'C2') return { verified: false, reason: 'Manufacturer_policy' }
      const info = fitness === 'illegitimate' && policy.edition === '1.3' ? 'Illegitimate' : 'Suspect'
      return { verified: false, reason: 'Not_for_re-distribution', info }
    }
  }
}

/** Headers of a reply: a verdict holds for the moment. */
export const VRS_REPLY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'application/json',
  'Cache-Control': 'private, no-cache',
}

export interface VrsReplyFacts {
  readonly responderGln: string
  /** When it was found out: milliseconds since 1970, and minutes east of UTC. */
  readonly ms: number
  readonly offset: number
}

/** The body of a reply with status 200. @throws ExchangeError VALUE for a responder without a GLN. */
export function vrsReply(
  { corrUuid }: Pick<VrsRequest, 'corrUuid'>,
  { verified, reason, info }: VrsVerdict,
  { responderGln, ms, offset }: VrsReplyFacts,
): string {
  if (!isGln(responderGln)) throw new ExchangeError('VALUE', 'who answers is a GLN of 13 digits')
  const failure = reason === undefined ? {} : { verificationFailureReason: reason }
  const data = { verified, ...failure, ...(info === undefined ? {} : { additionalInfo: info }) }
  const verificationTimestamp = formatTime(ms, offset)
  return JSON.stringify({ verificationTimestamp, responderGLN: responderGln, data, corrUUID: corrUuid })
}

export function vrsConnectivityReply(responderGln: string): string {
  if (!isGln(responderGln)) throw new ExchangeError('VALUE', 'who answers is a GLN of 13 digits')
  return JSON.stringify({ responderGLN: responderGln })
}
