/** A reply as it was received. A wrong number, time or corrUUID makes it worthless; a reason that nobody knows is kept. */
import { isGln } from '@packtrail/codes'
import { makeOutbox, type Outbox } from '../outbox.ts'
import type { AnswerCause, PaperAnswer } from '../papers/answer.ts'
import { given } from '../papers/given.ts'
import { finish, isRecord, memberOf, type PaperOptions, type ReadPaper, textIn, wordsIn } from '../papers/read.ts'
import { readDateTime } from '../time.ts'
import { VRS_INFOS, VRS_REASONS, type VrsReason } from './reply.ts'
import { isUuid4, type VrsRequest } from './request.ts'

export interface VrsReply {
  readonly verified: boolean
  /** As it stands, also when it is none of the standard's. */
  readonly reason?: string
  readonly info?: string
  readonly responderGln?: string
  readonly corrUuid: string
  /** Milliseconds since 1970, and minutes east of UTC. */
  readonly ms: number
  readonly offset: number
}

const MAX_REPLY = 100_000

/** @param request What was asked: its corrUUID must come back. Without it nobody can tell whose reply this is. */
export function readVrsReply(
  body: string,
  request: Pick<VrsRequest, 'corrUuid'> | undefined,
  { file }: PaperOptions,
): ReadPaper<VrsReply> {
  const out = makeOutbox(file)
  let value: unknown
  try {
    value = body.length > MAX_REPLY ? undefined : (JSON.parse(body) as unknown)
  } catch {
    out.error({
      code: 'JSON_SYNTAX',
      message: 'this is no JSON',
      line: 1,
      remedy: 'Only a reply with status 200 has a body.',
    })
  }
  return finish(out, isRecord(value) ? replyOf(value, request, out) : noReply(out))
}

function noReply(out: Outbox): undefined {
  if (out.size === 0) out.error({ code: 'UNKNOWN_FORMAT', message: 'this is no reply to a verify request', line: 1 })
  return undefined
}

export function replyOf(
  members: Readonly<Record<string, unknown>>,
  request: Pick<VrsRequest, 'corrUuid'> | undefined,
  out: Outbox,
): VrsReply | undefined {
  const data = members['data']
  const verified = memberOf(data, 'verified')
  if (typeof verified !== 'boolean') {
    out.error({
      code: 'MISSING_FIELD',
      message: 'the reply has no verdict',
      path: 'data.verified',
      remedy: 'Ask again.',
    })
  }
  const corrUuid = corrUuidOf(members, request, out)
  const when = whenOf(members, out)
  const gln = textIn(members['responderGLN'])
  if (gln === undefined || !isGln(gln)) {
    const message = 'who answered is no GLN of 13 digits with a right check digit'
    out.warn({ code: 'BAD_GLN', message, path: 'responderGLN', remedy: 'Tell the responder; the verdict holds.' })
  }
  const reason = reasonOf(data, verified, out)
  const info = infoOf(data, out)
  if (typeof verified !== 'boolean' || corrUuid === undefined || when === undefined) return undefined
  const responderGln = gln !== undefined && isGln(gln) ? gln : undefined
  return { verified, corrUuid, ...when, ...given({ reason, info, responderGln }) }
}

function corrUuidOf(
  members: Readonly<Record<string, unknown>>,
  request: Pick<VrsRequest, 'corrUuid'> | undefined,
  out: Outbox,
): string | undefined {
  const text = textIn(members['corrUUID']) ?? ''
  const remedy = 'Do not use the verdict. Ask again.'
  if (!isUuid4(text)) {
    out.error({ code: 'MISSING_FIELD', message: 'the reply has no corrUUID', path: 'corrUUID', remedy })
    return undefined
  }
  if (request === undefined || request.corrUuid.toLowerCase() === text.toLowerCase()) return text
  out.error({ code: 'OTHER_REQUEST', message: 'this is the reply to another request', path: 'corrUUID', remedy })
  return undefined
}

function whenOf(members: Readonly<Record<string, unknown>>, out: Outbox): { ms: number; offset: number } | undefined {
  const text = textIn(members['verificationTimestamp']) ?? ''
  const time = text.length <= 40 ? readDateTime(text) : undefined
  const path = 'verificationTimestamp'
  if (time?.offset === undefined) {
    const code = time === undefined ? 'BAD_TIME' : 'NO_OFFSET'
    const message = 'the reply does not say when it was made, with the offset from UTC'
    out.error({ code, message, path, remedy: 'Do not use the verdict. Ask again.' })
    return undefined
  }
  if (!/\.\d{3}(Z|[+-]\d{2}:\d{2})$/i.test(text)) {
    out.warn({ code: 'BAD_TIME', message: 'the time of the reply has no milliseconds', path })
  }
  return { ms: time.ms, offset: time.offset }
}

function reasonOf(data: unknown, verified: unknown, out: Outbox): string | undefined {
  const reason = wordsIn(memberOf(data, 'verificationFailureReason'))?.slice(0, 100)
  const path = 'data.verificationFailureReason'
  if (verified === false && reason === undefined) {
    out.warn({ code: 'MISSING_FIELD', message: 'the pack is not verified, and no reason is given', path })
  }
  if (verified === true && reason !== undefined) {
    out.error({
      code: 'BAD_WORD',
      message: 'the pack is verified, and a reason is given why not',
      path,
      remedy: 'Ask again.',
    })
  } else if (reason !== undefined && !(VRS_REASONS as readonly string[]).includes(reason)) {
    out.warn({ code: 'UNKNOWN_CODE', message: 'the reason is none of the standard; it is kept as it stands', path })
  }
  return reason
}

function infoOf(data: unknown, out: Outbox): string | undefined {
  const value = memberOf(data, 'additionalInfo')
  const path = 'data.additionalInfo'
  const info = wordsIn(value)?.slice(0, 100)
  if (value !== undefined && info === undefined) {
    out.warn({ code: 'BAD_WORD', message: 'additionalInfo is empty, and should be left out', path })
  } else if (info !== undefined && !(VRS_INFOS as readonly string[]).includes(info)) {
    out.warn({ code: 'UNKNOWN_CODE', message: 'additionalInfo is none of the standard; it is kept as it stands', path })
  }
  return info
}

const DATA =
  'Scan the pack again. If the code reads the same, keep it aside and investigate: the product may be suspect.'
const POLICY = 'The code matches. Do not sell the pack on; ask the manufacturer why.'
const REMEDIES: Readonly<Record<VrsReason, readonly [AnswerCause, string]>> = {
  No_match_GTIN_Serial: ['data', DATA],
  No_match_GTIN_Serial_Lot: ['data', DATA],
  No_match_GTIN_Serial_Expiry: ['data', DATA],
  No_match_GTIN_Serial_Lot_Expiry: ['data', DATA],
  No_reason_provided: ['data', DATA],
  Manufacturer_policy: ['state', POLICY],
  'Not_for_re-distribution': ['state', 'Keep the pack aside: the manufacturer holds it for suspect.'],
}

/** The reply in the shape of all answers. */
export function vrsAnswer(
  { verified, reason, info, corrUuid, responderGln }: VrsReply,
  request: Pick<VrsRequest, 'product' | 'serial'> | undefined,
): PaperAnswer {
  const known = reason !== undefined && Object.hasOwn(REMEDIES, reason) ? REMEDIES[reason as VrsReason] : undefined
  const [cause, remedy] = verified
    ? [undefined, info === undefined || info === 'ExpirationExtended' ? undefined : POLICY]
    : (known ?? (['unknown', DATA] as const))
  const said = given({ code: reason, message: info, cause, remedy })
  const packs = request === undefined ? [] : [{ ...pick(request), accepted: verified, ...said }]
  const outcome = verified ? 'accepted' : 'rejected'
  return { kind: 'vrs', outcome, paper: corrUuid, ...given({ reference: responderGln }), packs, ...said }
}

function pick({ product, serial }: Pick<VrsRequest, 'product' | 'serial'>): { product: string; serial: string } {
  return { product, serial }
}
