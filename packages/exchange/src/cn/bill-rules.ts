/**
 * What the Chinese platform asks of bills, as far as a bill alone, the packing and the bills before it show it. Pure; used for one bill
 * and for many. What cannot be judged for want of knowledge is said, never passed over.
 */
import type { Fault } from '@packtrail/protocol'
import type { FaultCode } from '../fault-code.ts'
import { billTypeOf } from './bill-types.ts'

/** Codes of one bill: of `lsyd` and `yljg` in and out bills; of `kyt` ones and of all retail bills. */
export const MAX_BILL_CODES = 10_000
export const MAX_RETAIL_CODES = 3500

/** Who is called: makers and wholesalers, pharmacies, medical institutions. */
export type ApiFamily = 'kyt' | 'lsyd' | 'yljg'

export interface BillCode {
  /** As it stands in the bill. */
  readonly code: string
  readonly line?: number
}

export interface Bill {
  /** `bill_code`: unique for an enterprise, for ever. */
  readonly number: string
  /** Number of the bill type, `201`. */
  readonly type: string
  /** Whose bill it is: `ref_user_id`. */
  readonly owner?: string
  readonly from?: string
  readonly to?: string
  readonly dest?: string
  readonly codes: readonly BillCode[]
  readonly line?: number
  readonly path?: string
}

/** The two numbers of one enterprise. They look alike, and each field takes one of them. */
export interface EnterpriseIds {
  readonly refEntId: string
  readonly entId: string
}

export interface BillRuleOptions {
  readonly file: string
  /** The code that this one is inside of; absent: nobody knows the packing. */
  readonly parentOf?: (code: string) => string | undefined
  /** Absent: a file that is uploaded, for which the limit of `kyt` holds. */
  readonly family?: ApiFamily
  /** Enterprises whose two numbers are known, one's own among them. */
  readonly enterprises?: readonly EnterpriseIds[]
}

export interface BillVerdict {
  readonly faults: readonly Fault[]
  /** Rules that could not be judged, in words. */
  readonly notChecked: readonly string[]
}

interface Rules {
  readonly bill: Bill
  readonly options: BillRuleOptions
  fault(severity: 'error' | 'warn', code: FaultCode, message: string, remedy: string, line?: number): void
  notChecked(what: string): void
}

/** Loose goods that never got a case: bills without codes, whose parties are all named by `ref_ent_id`. */
const LOOSE: ReadonlySet<string> = new Set(['106', '210'])

/** Rules 2 to 6 of one bill. */
export function checkBill(bill: Bill, options: BillRuleOptions): BillVerdict {
  const faults: Fault[] = []
  const notChecked: string[] = []
  const { file } = options
  const rules: Rules = {
    bill,
    options,
    fault(severity, code, message, remedy, line = bill.line) {
      const place = { ...(line === undefined ? {} : { line }), ...(bill.path === undefined ? {} : { path: bill.path }) }
      faults.push({ severity, code, message, file, ...place, remedy })
    },
    notChecked: (what) => void notChecked.push(what),
  }
  checkCodes(rules)
  checkCount(rules)
  checkNesting(rules)
  checkParties(rules)
  checkKinds(rules)
  return { faults, notChecked }
}

const isRetail = (type: string): boolean => billTypeOf(type)?.direction === 'use' || type === '116'

/** Rule 2, first part. */
function checkCodes({ bill, fault }: Rules): void {
  const lines = new Map<string, number | undefined>()
  for (const { code, line } of bill.codes) {
    if (lines.has(code)) {
      const first = lines.get(code)
      const where = first === undefined ? '' : `, first on line ${first}`
      fault('error', 'DUPLICATE', `the code stands twice in the bill${where}`, 'Name each code once.', line)
    } else lines.set(code, line)
  }
  if (bill.codes.length > 0 || LOOSE.has(bill.type)) return
  fault('warn', 'NO_CODES', 'the bill names no codes: there is nothing to record', 'Add the codes.')
}

/** Rule 3. */
function checkCount({ bill, options, fault }: Rules): void {
  const { family = 'kyt' } = options
  const most = isRetail(bill.type) || family === 'kyt' ? MAX_RETAIL_CODES : MAX_BILL_CODES
  const count = bill.codes.length
  if (count <= most) return
  const message = `the bill has ${count} codes; the platform takes at most ${most} of type ${bill.type} (${family})`
  fault('error', 'TOO_MANY_CODES', message, 'Split the bill.', bill.codes[most]?.line)
}

/** Containers inside each other, at most. */
const MAX_LINKS = 32

/** Rule 2, second part: who names a case has named what is in it. */
function checkNesting({ bill, options, fault, notChecked }: Rules): void {
  const { parentOf } = options
  if (bill.codes.length < 2) return
  if (parentOf === undefined) {
    notChecked('whether a code of the bill is inside another one: nobody knows the packing')
    return
  }
  const lines = new Map(bill.codes.map(({ code, line }) => [code, line]))
  for (const { code, line } of bill.codes) {
    let above = parentOf(code)
    for (let links = 0; above !== undefined && !lines.has(above) && links < MAX_LINKS; links++) above = parentOf(above)
    if (above === undefined || above === code || !lines.has(above)) continue
    const at = lines.get(above)
    const message = `the code is inside another code of the bill${at === undefined ? '' : `, on line ${at}`}, and would move twice`
    fault('error', 'NESTED_CODES', message, 'Name the case or what is in it, not both.', line)
  }
}

/** Rule 5, and 207. */
function checkParties({ bill, options, fault, notChecked }: Rules): void {
  const { type, from, to, dest, owner } = bill
  if (type === '207' && (dest ?? '') === '') {
    const message = 'a drop shipment (207) must say where the goods go'
    fault('error', 'DEST_REQUIRED', message, 'Give DestCorpID (dest_user_id).')
  }
  if (type === '205' && from !== undefined && to !== undefined && from !== to) {
    const message = 'goods that are destroyed (205) go nowhere: sender and receiver are the same'
    fault('error', 'BILL_PARTIES', message, 'Name your own enterprise on both sides.')
  }
  const side = SELF[type]
  if (side === undefined) return
  const party = side === 'to' ? to : from
  const self = owner === undefined ? undefined : options.enterprises?.find(({ refEntId }) => refEntId === owner)
  if (self === undefined || party === undefined) {
    notChecked(`whether the ${side === 'to' ? 'receiver' : 'sender'} of the bill is whose bill it is`)
  } else if (party !== self.entId) {
    const message = `in a bill ${type} the ${side === 'to' ? 'receiver' : 'sender'} is the enterprise whose bill it is`
    fault('error', 'BILL_PARTIES', message, 'Correct the parties of the bill.')
  }
}

/** Which side is one's own. */
const SELF: Readonly<Record<string, 'from' | 'to'>> = { '102': 'to', '202': 'from', '205': 'from' }

/** Rule 4: the owner is a `ref_ent_id`, the others are `ent_id`. */
function checkKinds({ bill, options, fault, notChecked }: Rules): void {
  if (LOOSE.has(bill.type)) return
  const { owner, from, to, dest } = bill
  const { enterprises = [] } = options
  const wrong = (field: string, kind: string): void =>
    fault(
      'error',
      'ENTERPRISE_KIND',
      `${field} takes the ${kind} of an enterprise, and this is its other number`,
      `Give the ${kind}.`,
    )
  for (const [field, id] of [
    ['from_user_id', from],
    ['to_user_id', to],
    ['dest_user_id', dest],
  ] as const) {
    if (id === undefined) continue
    const both = enterprises.find(({ entId, refEntId }) => entId === id || refEntId === id)
    // Whose number stands in the owner's field is a `ref_ent_id` there, and nothing else here.
    if ((both !== undefined && both.entId !== id) || (both === undefined && id === owner)) wrong(field, 'ent_id')
    else if (both === undefined) notChecked(`of which kind the number in ${field} is`)
  }
  if (owner === undefined) return
  if (enterprises.some(({ entId, refEntId }) => entId === owner && refEntId !== owner))
    wrong('ref_user_id', 'ref_ent_id')
}

// ------------------------------------------------------------------- many

export interface BillBook {
  /** Rule 1: `new`, the same `again`, or another bill under a number that was given: a `conflict`, with its fault. */
  enter(bill: Bill, file: string): { readonly outcome: 'new' | 'again' | 'conflict'; readonly fault?: Fault }
}

/** Remembers bills by owner, type and number with what they say. */
export function makeBillBook(): BillBook {
  const known = new Map<string, { readonly content: string; readonly where: string }>()
  return {
    enter(bill, file) {
      const key = JSON.stringify([bill.owner ?? '', bill.number])
      const content = contentOf(bill)
      const before = known.get(key)
      if (before === undefined) {
        known.set(key, { content, where: `${file}${bill.line === undefined ? '' : `:${bill.line}`}` })
        return { outcome: 'new' }
      }
      if (before.content === content) return { outcome: 'again' }
      const place = {
        ...(bill.line === undefined ? {} : { line: bill.line }),
        ...(bill.path === undefined ? {} : { path: bill.path }),
      }
      const message = `this number was given to another bill before, in ${before.where}`
      const remedy = 'A number is used once: give this bill a new one, or leave it out if it is the old one by mistake.'
      return {
        outcome: 'conflict',
        fault: { severity: 'error', code: 'BILL_NUMBER_TWICE', message, file, ...place, remedy },
      }
    },
  }
}

/** What makes two bills the same: not the order of their codes, nor where they stand. */
function contentOf({ type, from, to, dest, codes }: Bill): string {
  return JSON.stringify([type, from ?? '', to ?? '', dest ?? '', [...new Set(codes.map(({ code }) => code))].sort()])
}
