/**
 * What was handed out at a counter in China, as the parameters of the platform's upload (`uploadretail`): 321 by a pharmacy, 323 by
 * a hospital, 322 as a vaccination, 116 for what a consumer brought back. The interface also has fields for who bought, prescribed
 * and handed out: they are left to the pharmacy's own system, and are never written, read or kept here.
 */
import { ExchangeError } from '../error.ts'
import { makeOutbox, type Outbox, type Place } from '../outbox.ts'
import { makeJsonLists } from '../papers/json-lists.ts'
import { feed, finish, type PaperOptions, type ReadPaper, textIn } from '../papers/read.ts'
import { personOf } from '../privacy.ts'
import { formatTime } from '../time.ts'
import { billPackOf, CN_OFFSET, cnTime } from './codes.ts'

export const CN_USE_TYPES = ['321', '322', '323', '116'] as const
export type CnUseType = (typeof CN_USE_TYPES)[number]

/** Families of the interface, by who calls: makers and shops (old), pharmacies, medical institutions. */
export type CnUseFamily = 'kyt' | 'lsyd' | 'yljg'
export const CN_USE_METHODS: Readonly<Record<CnUseFamily, string>> = {
  kyt: 'alibaba.alihealth.drug.kyt.uploadretail',
  lsyd: 'alibaba.alihealth.drugtrace.top.lsyd.uploadretail',
  yljg: 'alibaba.alihealth.drugtrace.top.yljg.uploadretail',
}

export interface CnUse {
  readonly family: CnUseFamily
  readonly billType: CnUseType
  /** Once only for each enterprise: a second upload of a number is refused. */
  readonly billCode: string
  /** Milliseconds since 1970, whole seconds; written as the clock in China shows it. */
  readonly ms: number
  /** `ref_ent_id` of the pharmacy or hospital. */
  readonly refUserId: string
  /** As they stand on the packs. */
  readonly codes: readonly string[]
  /** 2: special drugs, 3: others. */
  readonly physicType?: '2' | '3'
  /** Ordered over the internet. */
  readonly networkBill?: boolean
  /** One code that cannot be read refuses the whole bill; else such codes are skipped. */
  readonly allOrNothing?: boolean
}

/** Codes of one call. */
export const MAX_CN_USE = 3500

/** Fields of the interface that are about people: the pharmacy's own system puts them in, where the law asks for them. */
export const CN_USE_PERSONAL: readonly string[] = [
  'customer_id_type',
  'customer_id',
  'user_name',
  'user_tel',
  'user_agent',
  'medic_doctor',
  'medic_dispenser',
  'oper_ic_name',
]

/** The family that a type of bill belongs to, where the caller has no other. */
export function cnUseFamily(billType: CnUseType): CnUseFamily {
  return billType === '323' ? 'yljg' : 'lsyd'
}

function checkCnUse(use: CnUse, out: Outbox, placeOf: (name: string) => Place): void {
  const { family, billType, billCode, ms, refUserId, codes } = use
  const known = CN_USE_TYPES.includes(billType)
  const other = billType === '321' ? 'yljg' : billType === '323' ? 'lsyd' : undefined
  if (!known || family === other) {
    const message = known
      ? '321 is the bill of a pharmacy, 323 that of a hospital (yljg)'
      : 'this is no bill of a counter'
    out.error({ code: 'UNKNOWN_BILL_TYPE', message, ...placeOf('bill_type'), remedy: 'Write 321, 322, 323 or 116.' })
  }
  if (!/^[\p{L}\p{N}._:#/-]{1,64}$/u.test(billCode)) {
    const remedy = 'Give each bill a number of its own, of at most 64 letters and digits.'
    out.error({ code: 'MISSING_FIELD', message: 'the bill has no number', ...placeOf('bill_code'), remedy })
  }
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(refUserId)) {
    const remedy = 'Ask the platform for the ref_ent_id of your enterprise (getentinfo).'
    out.error({
      code: 'MISSING_FIELD',
      message: 'the bill does not say whose it is',
      ...placeOf('ref_user_id'),
      remedy,
    })
  }
  if (!Number.isSafeInteger(ms) || ms % 1000 !== 0) {
    const message = 'the bill has no time of whole seconds'
    out.error({ code: 'BAD_TIME', message, ...placeOf('bill_time'), remedy: 'Write 2026-11-23 09:30:00.' })
  }
  if (codes.length === 0) {
    out.error({
      code: 'NO_CODES',
      message: 'the bill names no code',
      ...placeOf('trace_codes'),
      remedy: 'Scan the packs.',
    })
  } else if (codes.length > MAX_CN_USE) {
    const message = `a bill of a counter has at most ${MAX_CN_USE} codes, this one has ${codes.length}`
    out.error({ code: 'TOO_LARGE', message, ...placeOf('trace_codes'), remedy: 'Make several bills.' })
  } else checkCodes(codes, out, placeOf('trace_codes'))
}

function checkCodes(codes: readonly string[], out: Outbox, { line, path = '' }: Place): void {
  const seen = new Set<string>()
  for (const [i, code] of codes.entries()) {
    const place = { ...(line === undefined ? {} : { line }), path: `${path}[${i}]` }
    if (billPackOf(code) === undefined) {
      const remedy = 'Scan the small code of the pack; the platform does not know this one.'
      out.error({ code: 'BAD_CODE', message: 'this is no 追溯码', ...place, remedy })
    } else if (seen.has(code)) {
      out.error({ code: 'DUPLICATE', message: 'this code stands twice in the bill', ...place, remedy: 'Take one out.' })
    } else seen.add(code)
  }
}

/**
 * The parameters of the call, as a JSON object of texts with the method beside them.
 * @throws ExchangeError VALUE for a bill that the platform would refuse.
 */
export function writeCnUse(use: CnUse): string {
  const out = makeOutbox('')
  checkCnUse(use, out, (path) => ({ path }))
  const [first] = out.take()
  if (first?.kind === 'fault') throw new ExchangeError('VALUE', first.fault.message)
  const flag = (name: string, value: boolean | undefined): object =>
    value === undefined ? {} : { [name]: value ? '1' : '0' }
  const parameters = {
    method: CN_USE_METHODS[use.family],
    bill_code: use.billCode,
    bill_time: formatTime(use.ms, CN_OFFSET).slice(0, 19).replace('T', ' '),
    bill_type: use.billType,
    ...(use.physicType === undefined ? {} : { physic_type: use.physicType }),
    ref_user_id: use.refUserId,
    ...flag('network_bill_flag', use.networkBill),
    ...flag('ignore_part_success_flag', use.allOrNothing),
    trace_codes: use.codes.join(','),
  }
  return `${JSON.stringify(parameters, null, 1)}\n`
}

const KNOWN: ReadonlySet<string> = new Set([
  ...(['method', 'bill_code', 'bill_time', 'bill_type', 'physic_type', 'ref_user_id', 'network_bill_flag'] as const),
  ...(['ignore_part_success_flag', 'trace_codes'] as const),
])

/** Reads such parameters, whoever wrote them: what is about people is left out and counted. */
export async function readCnUse(chunks: AsyncIterable<Uint8Array>, options: PaperOptions): Promise<ReadPaper<CnUse>> {
  const out = makeOutbox(options.file)
  const texts = new Map<string, { readonly text: string; readonly line: number }>()
  const member = (name: string, value: unknown, line: number): void => {
    const person = CN_USE_PERSONAL.includes(name) ? (personOf(name) ?? 'agent') : personOf(name)
    if (person !== undefined) out.drop(person)
    else if (KNOWN.has(name)) {
      const text = Array.isArray(value) ? value.filter((one) => typeof one === 'string').join(',') : textIn(value)
      if (text !== undefined) texts.set(name, { text, line })
    } else
      out.warn({ code: 'UNKNOWN_FIELD', message: `«${name.slice(0, 60)}» is not kept`, line, path: name.slice(0, 60) })
  }
  const reader = await feed(chunks, out, () => makeJsonLists(new Set(), { member, item: () => {} }, out))
  if (reader === undefined) return finish<CnUse>(out, undefined)
  if (!texts.has('trace_codes') && !texts.has('bill_code')) {
    const message = 'this is no bill of a counter'
    out.error({ code: 'UNKNOWN_FORMAT', message, line: 1, remedy: 'Name the parameters of an uploadretail call.' })
    return finish<CnUse>(out, undefined)
  }
  const use = useOf((name) => texts.get(name)?.text)
  checkCnUse(use, out, (name) => {
    const line = texts.get(name)?.line
    return line === undefined ? { path: name } : { line, path: name }
  })
  return finish(out, use)
}

function useOf(text: (name: string) => string | undefined): CnUse {
  const billType = (text('bill_type') ?? '') as CnUseType
  const method = text('method') ?? ''
  const family = (['kyt', 'lsyd', 'yljg'] as const).find((one) => method === CN_USE_METHODS[one])
  const flag = (name: string): boolean | undefined => (text(name) === undefined ? undefined : text(name) === '1')
  const [networkBill, allOrNothing] = [flag('network_bill_flag'), flag('ignore_part_success_flag')]
  const physicType = text('physic_type')
  const codes = (text('trace_codes') ?? '').split(',').map((code) => code.trim())
  return {
    family: family ?? cnUseFamily(billType),
    billType,
    billCode: text('bill_code') ?? '',
    ms: cnTime(text('bill_time') ?? '')?.ms ?? Number.NaN,
    refUserId: text('ref_user_id') ?? '',
    codes: codes.filter((code) => code !== ''),
    ...(physicType === '2' || physicType === '3' ? { physicType } : {}),
    ...(networkBill === undefined ? {} : { networkBill }),
    ...(allOrNothing === undefined ? {} : { allOrNothing }),
  }
}
