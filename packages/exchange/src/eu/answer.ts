/** Answers of national systems in the EU: to a list, to one pack, and that a list was taken. */
import { makePackId } from '@packtrail/codes'
import type { Outbox, Place } from '../outbox.ts'
import { outcomeOfPacks, type PackAnswer, type PaperAnswer } from '../papers/answer.ts'
import { given } from '../papers/given.ts'
import { memberOf, textIn, wordsIn } from '../papers/read.ts'
import { euSchemeOf, productOfEuCode } from './code.ts'
import { euReturnCode } from './return-codes.ts'

/** What is said of one pack or of the whole, from REST or SOAP. */
export interface EuResult {
  readonly code: string
  readonly state?: string | undefined
  readonly message?: string | undefined
  readonly alertId?: string | undefined
}

/** Also warns of codes that nobody knows here. */
export function euPackAnswer(
  pack: { readonly product?: string | undefined; readonly serial: string },
  result: EuResult,
  out: Outbox,
  place: Place,
): PackAnswer {
  const { accepted, known, cause, alert, means, remedy } = euReturnCode(result.code)
  if (!known) warnUnknown(result.code, out, place)
  const alertOf =
    alert === undefined && result.alertId === undefined ? undefined : given({ name: alert, id: result.alertId })
  const message = result.message ?? means
  return {
    serial: pack.serial,
    accepted,
    code: result.code,
    ...given({ product: pack.product, cause, state: result.state, message, remedy, alert: alertOf }),
  }
}

export function warnUnknown(code: string, out: Outbox, place: Place): void {
  const message = `the code «${code.slice(0, 40)}» is none that is known here`
  const remedy = 'It is kept as it stands, and what it is about counts as not accepted.'
  out.warn({ code: 'UNKNOWN_CODE', message, ...place, remedy })
}

/** One item of `packs`: who the pack is, and the result. */
export function readRestPack(value: unknown, out: Outbox, place: Place): PackAnswer | undefined {
  const pack = memberOf(value, 'pack') ?? value
  const result = restResult(memberOf(value, 'result') ?? value)
  const serial = textIn(memberOf(pack, 'serialNumber')) ?? textIn(memberOf(pack, 'sn'))
  if (result === undefined || serial === undefined) {
    const message = serial === undefined ? 'a pack has no serial' : 'nothing is said of this pack: no operationCode'
    out.error({ code: 'MISSING_FIELD', message, ...place, remedy: 'Fetch the answer again.' })
    return undefined
  }
  const product = restProduct(pack)
  const known = product !== undefined && makePackId(product, serial).ok
  if (!known && product !== undefined) {
    out.warn({ code: 'BAD_SERIAL', message: 'the answer names a pack whose code is malformed', ...place })
  }
  return euPackAnswer({ product: known ? product : undefined, serial: serial.slice(0, 100) }, result, out, place)
}

function restProduct(pack: unknown): string | undefined {
  const code = textIn(memberOf(pack, 'productCode'))
  if (code === undefined) return undefined
  const word = textIn(memberOf(pack, 'productCodeScheme'))
  const scheme = word === undefined ? (code.length === 12 ? 'ppn' : 'gtin') : euSchemeOf(word)
  return scheme === undefined ? undefined : productOfEuCode({ scheme, code })
}

export function restResult(value: unknown): EuResult | undefined {
  const code = textIn(memberOf(value, 'operationCode'))
  if (code === undefined) return undefined
  const words = ['warning', 'information'].flatMap((name) => wordsIn(memberOf(value, name)) ?? [])
  return {
    code: code.slice(0, 64),
    state: wordsIn(memberOf(value, 'state')),
    message: words.length === 0 ? undefined : words.join(' · ').slice(0, 300),
    alertId: (wordsIn(memberOf(value, 'alertId')) ?? wordsIn(memberOf(value, 'uprc')))?.slice(0, 64),
  }
}

/** The outermost object of an answer of the REST interface, and the packs in it. */
export function readRestAnswer(
  members: Readonly<Record<string, unknown>>,
  packs: readonly PackAnswer[] | undefined,
  one: { readonly product: string; readonly serial: string } | undefined,
  out: Outbox,
): PaperAnswer | undefined {
  const result = restResult(members)
  if (packs !== undefined) return ofPacks(packs, result)
  if (result === undefined) return undefined
  const { accepted, known, cause, means, remedy } = euReturnCode(result.code)
  if (!known) warnUnknown(result.code, out, { path: 'operationCode' })
  const shared = { code: result.code, ...given({ cause, message: result.message ?? means, remedy }) }
  const eta = wordsIn(members['eta'])
  const expires = wordsIn(members['expires'])
  if (accepted && (eta !== undefined || expires !== undefined)) {
    const later = given({ resultAt: wordsIn(members['location']), resultFrom: eta, resultUntil: expires })
    const fetch = 'Fetch the result before it is thrown away.'
    return { kind: 'eu-bulk', outcome: 'processing', packs: [], ...shared, remedy: fetch, ...later }
  }
  const named = one ?? ownPack(members)
  const answered = named === undefined ? [] : [euPackAnswer(named, result, out, { path: 'operationCode' })]
  const kind = named === undefined && result.state === undefined ? 'eu-bulk' : 'eu-pack'
  return { kind, outcome: accepted ? 'accepted' : 'rejected', packs: answered, ...shared }
}

function ownPack(
  members: Readonly<Record<string, unknown>>,
): { product?: string | undefined; serial: string } | undefined {
  const serial = textIn(members['serialNumber'])
  return serial === undefined ? undefined : { product: restProduct(members), serial: serial.slice(0, 100) }
}

/** The outcome is that of the packs: a code for the whole may say no more than that they were looked at. */
export function ofPacks(packs: readonly PackAnswer[], result: EuResult | undefined): PaperAnswer {
  const shared = result === undefined ? {} : given({ code: result.code, message: result.message })
  if (packs.length > 0) return { kind: 'eu-bulk', outcome: outcomeOfPacks(packs), packs, ...shared }
  const { accepted, remedy, cause } = euReturnCode(result?.code ?? '')
  if (accepted)
    return { kind: 'eu-bulk', outcome: 'processing', packs, ...shared, remedy: 'Fetch the result again later.' }
  return { kind: 'eu-bulk', outcome: 'rejected', packs, ...shared, ...given({ remedy, cause }) }
}
