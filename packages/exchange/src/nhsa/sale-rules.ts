/**
 * What the insurer looks for in lines of sales: whether a line can be paid, and whether one code was sold more often than there is of it.
 * Pure: days are texts, and what only the pharmacy knows (stock without codes, exempt goods) comes as an argument.
 */

export interface SaleLine {
  /** Who sold, which paper, which line of it: a line that is sent again is the same line. */
  readonly institution: string
  readonly bill: string
  readonly line: string
  /** 3506 or 116: takes a sale back. */
  readonly back?: boolean
  readonly codes: readonly string[]
  /** `sel_retn_cnt`. */
  readonly count: number
  /** `trdn_flag` 1: sold in parts, `count` are units. */
  readonly split: boolean
  /** `YYYY-MM-DD`. */
  readonly day: string
  /** `mdtrt_setl_type` 1. */
  readonly insured: boolean
}

export type SaleFinding =
  | 'NO_CODE'
  | 'NO_CODE_STOCK'
  | 'COUNT_MISMATCH'
  | 'DUPLICATE_SALE'
  | 'SPLIT_OVERRUN'
  | 'SPLIT_ELSEWHERE'
  | 'MIXED'

/** `block`: not paid · `high`: an alarm · `warn`: to be looked at. */
export type SaleSeverity = 'block' | 'high' | 'warn'

export interface LineVerdict {
  readonly payable: boolean
  readonly findings: readonly {
    readonly code: SaleFinding
    readonly severity: SaleSeverity
    readonly message: string
  }[]
}

/** From this day on an insured sale without a code is not paid (four ministries, March 2025). */
export const CODE_NEEDED_FROM = '2025-07-01'

/** Goods that need no code for now: pieces and granules of traditional medicine, what is taken out of packs for inpatients. */
export const EXEMPT = ['tcm-pieces', 'tcm-granules', 'inpatient-split'] as const
export type Exempt = (typeof EXEMPT)[number]

export interface Purchase {
  /** The lot is on the institution's list of stock without codes (无码库). */
  readonly listed: boolean
  /** `YYYY-MM-DD` of the purchase; absent: nobody knows. */
  readonly bought?: string
  readonly exempt?: Exempt
}

/** One line by itself. */
export function judgeLine(line: SaleLine, purchase: Purchase): LineVerdict {
  const { codes, count, split, insured, day } = line
  if (codes.length === 0) return judgeCodeless(day, insured, purchase)
  if (split || codes.length === count) return { payable: true, findings: [] }
  const message = `the line says ${count} packs and names ${codes.length} codes`
  return { payable: true, findings: [{ code: 'COUNT_MISMATCH', severity: 'warn', message }] }
}

function judgeCodeless(day: string, insured: boolean, { listed, bought, exempt }: Purchase): LineVerdict {
  if (exempt !== undefined || !insured || day < CODE_NEEDED_FROM) return { payable: true, findings: [] }
  if (listed && bought !== undefined && bought < CODE_NEEDED_FROM) {
    const message = `sold without a code, from stock that was bought before ${CODE_NEEDED_FROM} and is on the list`
    return { payable: true, findings: [{ code: 'NO_CODE_STOCK', severity: 'warn', message }] }
  }
  const message =
    'an insured sale names no code, and the goods are neither exempt nor on the list of stock without codes'
  return { payable: false, findings: [{ code: 'NO_CODE', severity: 'block', message }] }
}

export interface CodeVerdict {
  readonly code: string
  readonly finding: SaleFinding
  readonly severity: SaleSeverity
}

/** What was sold of one code. */
interface Sold {
  packs: number
  units: number
  readonly whole: Set<string>
  readonly split: Set<string>
}

/**
 * All lines of some time: whatever was sold more often than it came back. A line that is sent again (same institution, paper, line and
 * code) counts once, for retried uploads look like a second sale.
 * @param unitsPerPack Units in a pack of this code; absent: nobody knows, and an overrun cannot be seen.
 */
export function judgeSales(
  lines: Iterable<SaleLine>,
  unitsPerPack: (code: string) => number | undefined,
): readonly CodeVerdict[] {
  const seen = new Set<string>()
  const sold = new Map<string, Sold>()
  for (const { institution, bill, line, back = false, codes, count, split } of lines) {
    for (const code of codes) {
      const key = JSON.stringify([institution, bill, line, code, back])
      if (seen.has(key)) continue
      seen.add(key)
      const one = sold.get(code) ?? { packs: 0, units: 0, whole: new Set(), split: new Set() }
      sold.set(code, one)
      const sign = back ? -1 : 1
      if (split) one.units += sign * count
      else one.packs += sign
      if (!back) (split ? one.split : one.whole).add(institution)
    }
  }
  return [...sold].flatMap(([code, one]) => verdictsOf(code, one, unitsPerPack(code)))
}

function verdictsOf(code: string, { packs, units, whole, split }: Sold, per: number | undefined): CodeVerdict[] {
  const found: CodeVerdict[] = []
  if (packs > 1) found.push({ code, finding: 'DUPLICATE_SALE', severity: 'high' })
  if (per !== undefined && units > per) found.push({ code, finding: 'SPLIT_OVERRUN', severity: 'high' })
  if (split.size > 1) found.push({ code, finding: 'SPLIT_ELSEWHERE', severity: 'high' })
  if (whole.size > 0 && split.size > 0 && packs > 0) found.push({ code, finding: 'MIXED', severity: 'high' })
  return found
}
